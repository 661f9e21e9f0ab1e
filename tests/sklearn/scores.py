"""scores.json: scikit-learn's scorers on small inputs, the corners of their definitions among them."""

from common import write_json  # first: it sets the BLAS threads

import numpy as np
from sklearn import metrics

LABELS = {
    "perfect": ([0, 1, 1, 0], [0, 1, 1, 0]),
    "all_wrong": ([0, 1, 1, 0], [1, 0, 0, 1]),
    "binary": ([0, 1, 1, 0, 1, 0, 0, 1, 1], [0, 1, 0, 0, 1, 1, 0, 1, 1]),
    "constant_prediction": ([0, 1, 1, 0, 1], [1, 1, 1, 1, 1]),
    "no_positive_predicted": ([0, 1, 1, 0, 1], [0, 0, 0, 0, 0]),
    "no_positive_anywhere": ([0, 0, 0], [0, 0, 0]),
    "only_positive": ([1, 1, 1], [1, 1, 1]),
    "positive_only_predicted": ([0, 0, 0], [0, 1, 0]),
    "one_row_right": ([1], [1]),
    "one_row_wrong": ([1], [0]),
    "three_classes": ([0, 1, 2, 2, 1, 0, 2, 1, 0, 2], [0, 2, 2, 2, 1, 0, 1, 1, 1, 2]),
    "class_never_predicted": ([0, 1, 2, 2, 1, 0], [0, 1, 1, 1, 1, 0]),
    "class_absent_from_truth": ([0, 1, 1, 0], [0, 2, 1, 0]),
    "three_constant": ([0, 1, 2, 2], [2, 2, 2, 2]),
    "unequal_classes": ([0] * 12 + [1] * 3 + [2], [0] * 11 + [1] * 3 + [0, 2]),
    "gaps_in_ids": ([5, 9, 9, 5, 7], [5, 9, 7, 5, 7]),
}
# The truth and the probability of class 1.
BINARY = {
    "ordered": ([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]),
    "perfect": ([0, 0, 1, 1], [0.0, 0.25, 0.75, 1.0]),
    "inverted": ([0, 0, 1, 1], [1.0, 0.75, 0.25, 0.0]),
    "ties": ([0, 1, 0, 1, 1, 0, 1], [0.5, 0.5, 0.2, 0.2, 0.9, 0.9, 0.9]),
    "all_tied": ([0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5]),
    "one_class": ([1, 1, 1], [0.2, 0.9, 0.5]),
    "certain_and_wrong": ([0, 1], [1.0, 0.0]),
    "nearly_certain": ([1, 0, 1], [0.9999999, 1e-9, 0.99999994]),
    "denormal": ([1, 0], [1e-40, 1e-40]),
    "not_a_number": ([0, 1, 1], [0.1, np.nan, 0.9]),
}
# The truth, the classes the columns stand for, and the probabilities.
MULTICLASS = {
    "plain": ([0, 1, 2, 2, 1], [0, 1, 2], [[0.7, 0.2, 0.1], [0.3, 0.4, 0.3], [0.1, 0.2, 0.7], [0.25, 0.5, 0.25], [0.125, 0.625, 0.25]]),
    "ties": ([0, 1, 2, 0, 1, 2], [0, 1, 2], [[0.25, 0.5, 0.25], [0.25, 0.5, 0.25], [0.25, 0.25, 0.5], [0.5, 0.25, 0.25], [0.5, 0.25, 0.25], [0.25, 0.25, 0.5]]),
    "zero_for_the_truth": ([0, 1, 2], [0, 1, 2], [[0.0, 0.5, 0.5], [0.0, 1.0, 0.0], [0.25, 0.25, 0.5]]),
    "class_absent_from_truth": ([0, 1, 1], [0, 1, 2], [[0.7, 0.2, 0.1], [0.3, 0.4, 0.3], [0.1, 0.2, 0.7]]),
    "one_row": ([1], [0, 1, 2], [[0.25, 0.5, 0.25]]),
}
# The truth and the prediction; a list a row where there are several outputs.
REGRESSION = {
    "plain": ([3.0, -0.5, 2.0, 7.0], [2.5, 0.0, 2.0, 8.0]),
    "perfect": ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]),
    "mean_predicted": ([1.0, 2.0, 3.0], [2.0, 2.0, 2.0]),
    "worse_than_mean": ([1.0, 2.0, 3.0], [9.0, -4.0, 12.5]),
    "constant_truth": ([2.0, 2.0, 2.0], [1.0, 2.0, 3.0]),
    "constant_truth_met": ([2.0, 2.0, 2.0], [2.0, 2.0, 2.0]),
    "one_row": ([1.5], [2.0]),
    "far_from_zero": ([1e6, 1e6 + 1, 1e6 + 2], [1e6 + 0.5, 1e6 + 1, 1e6 + 1.5]),
    "two_outputs": ([[0.5, 1.0], [-1.0, 1.0], [7.0, -6.0]], [[0.0, 2.0], [-1.0, 2.0], [8.0, -5.0]]),
    "two_outputs_one_constant": ([[1.0, 4.0], [2.0, 4.0], [3.0, 4.0]], [[1.0, 4.0], [2.5, 4.5], [3.0, 4.0]]),
    "two_outputs_constant_met": ([[1.0, 4.0], [2.0, 4.0], [3.0, 4.0]], [[1.5, 4.0], [2.5, 4.0], [3.0, 4.0]]),
    "not_a_number": ([1.0, 2.0], [np.nan, 2.0]),
}


class Answer:
    """An estimator whose predictions are given: it lets the scorers themselves be asked."""

    def __init__(self, kind, predicted, classes=None):
        self._estimator_type, self.predicted = kind, predicted
        if classes is not None:
            self.classes_ = np.array(classes)

    def fit(self, X, y):
        return self

    def predict(self, X):
        return self.predicted

    def predict_proba(self, X):
        return self.predicted

    def __sklearn_tags__(self):
        from sklearn.utils import ClassifierTags, RegressorTags, Tags, TargetTags

        classifier = self._estimator_type == "classifier"
        return Tags(
            estimator_type=self._estimator_type,
            target_tags=TargetTags(required=True),
            classifier_tags=ClassifierTags() if classifier else None,
            regressor_tags=None if classifier else RegressorTags(),
        )


def ask(names, answer, truth):
    scores = {}
    for name in names:
        try:
            score = metrics.get_scorer(name)(answer, np.zeros((len(truth), 1)), np.array(truth))
            scores[name] = "nan" if np.isnan(score) else score
        except ValueError as error:
            scores[name] = "error"
            scores.setdefault("errors", {})[name] = str(error).splitlines()[0]
    return scores


def make(out):
    cases = []
    for name, (truth, predicted) in LABELS.items():
        names = ["accuracy", "balanced_accuracy", "f1_macro", "f1_weighted", "matthews_corrcoef"]
        if set(truth) | set(predicted) <= {0, 1}:
            names += ["f1", "precision", "recall"]
        answer = Answer("classifier", np.array(predicted), sorted(set(truth) | set(predicted)))
        scores = ask(names, answer, truth)
        cases.append({"kind": "labels", "name": name, "y": truth, "predicted": predicted, "scores": scores})
    for name, (truth, p) in BINARY.items():
        p = np.array(p, np.float32)
        answer = Answer("classifier", np.column_stack([1 - p, p]), [0, 1])
        scores = ask(["roc_auc", "neg_log_loss"], answer, truth)
        cases.append({"kind": "binary", "name": name, "y": truth, "p": p, "scores": scores})
    for name, (truth, classes, p) in MULTICLASS.items():
        p = np.array(p, np.float32)
        answer = Answer("classifier", p, classes)
        scores = ask(["roc_auc_ovr", "neg_log_loss"], answer, truth)
        cases.append({"kind": "multiclass", "name": name, "y": truth, "p": p, "scores": scores})
    names = ["r2", "neg_mean_squared_error", "neg_root_mean_squared_error", "neg_mean_absolute_error"]
    for name, (truth, predicted) in REGRESSION.items():
        # float64 holds these float32 values exactly, so the scores carry no rounding of the input.
        truth, predicted = (np.float64(np.float32(v)) for v in (truth, predicted))
        scores = ask(names, Answer("regressor", predicted), truth)
        cases.append({"kind": "regression", "name": name, "y": truth, "predicted": predicted, "scores": scores})
    write_json(out / "scores.json", cases)
