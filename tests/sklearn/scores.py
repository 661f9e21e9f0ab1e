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


# Of the class that is chosen, where there are more than two, too.
CHOSEN = ["accuracy", "balanced_accuracy", "matthews_corrcoef", "jaccard_micro", "jaccard_macro", "jaccard_weighted"]
CHOSEN += [f"{of}_{mean}" for of in ("f1", "precision", "recall") for mean in ("micro", "macro", "weighted")]
CHOSEN_OF_TWO = ["f1", "precision", "recall", "jaccard", "positive_likelihood_ratio", "neg_negative_likelihood_ratio"]
RANKED = ["roc_auc_ovr", "roc_auc_ovr_weighted", "roc_auc_ovo", "roc_auc_ovo_weighted", "average_precision"]
LOG_LOSSES = ["neg_log_loss", "d2_log_loss_score"]
# Asked with the same probabilities in float64: squares are not clipped, and ours are of that.
BRIER = ["neg_brier_score", "d2_brier_score"]
VALUES = ["r2", "explained_variance", "d2_absolute_error_score", "neg_mean_squared_error", "neg_mean_absolute_error",
          "neg_root_mean_squared_error", "neg_mean_squared_log_error", "neg_root_mean_squared_log_error",
          "neg_median_absolute_error", "neg_mean_absolute_percentage_error"]
ONE_VALUE = ["neg_max_error", "neg_mean_poisson_deviance", "neg_mean_gamma_deviance"]
# Of several labels a row.
SEVERAL = ["accuracy", "roc_auc", *RANKED]
SEVERAL += [f"{of}_{mean}" for of in ("f1", "precision", "recall", "jaccard")
            for mean in ("micro", "macro", "weighted", "samples")]
# Random cases of each kind.
RANDOM = 24


def random_labels(rng):
    """Rows of few classes, which may lack one, be all right or all the same."""
    for i in range(RANDOM):
        rows, classes = int(rng.integers(1, 14)), int(rng.choice([2, 2, 3, 4, 6]))
        truth, chosen = rng.integers(0, classes, rows), rng.integers(0, classes, rows)
        chosen = np.where(rng.random(rows) < rng.choice([0, 0.5, 1]), truth, chosen)
        if rng.random() < 0.15:
            chosen[:] = chosen[0]
        yield f"random_{i}", truth.tolist(), chosen.tolist()


def random_binary(rng):
    """Probabilities with ties, of both classes or one."""
    for i in range(RANDOM):
        rows = int(rng.integers(2, 16))
        truth = rng.integers(0, 2, rows) if rng.random() < 0.9 else np.full(rows, rng.integers(0, 2))
        steps = int(rng.choice([2, 4, 16, 1 << 20]))
        p = rng.integers(0, steps + 1, rows) / steps
        yield f"random_{i}", truth.tolist(), p.tolist()


def random_multiclass(rng):
    """Probabilities in steps, so that they are tied and sum to one; a class may have no row."""
    for i in range(RANDOM):
        classes = int(rng.choice([3, 3, 4, 5]))
        rows = int(rng.integers(classes, 14))
        truth = rng.integers(0, classes, rows)
        if rng.random() < 0.8:
            truth[rng.permutation(rows)[:classes]] = np.arange(classes)
        steps = int(rng.choice([4, 8, 1 << 16]))
        p = rng.multinomial(steps, rng.dirichlet(np.ones(classes), rows)) / steps
        yield f"random_{i}", truth.tolist(), p.tolist()


def random_labels_a_row(rng):
    """Several labels a row, some of which no row or each row has, beside probabilities with ties."""
    for i in range(RANDOM):
        rows, labels = int(rng.integers(1, 12)), int(rng.choice([2, 3, 5]))
        truth = (rng.random((rows, labels)) < rng.choice([0.0, 0.2, 0.5, 0.9, 1.0], labels)).astype(int)
        steps = int(rng.choice([3, 8, 1 << 16]))
        p = np.where(rng.random((rows, labels)) < 0.5, truth, rng.integers(0, steps + 1, (rows, labels)) / steps)
        yield f"random_{i}", truth.tolist(), p.tolist()


def random_regression(rng):
    """Values with ties and zeros; amounts and counts have none below 0."""
    for i in range(RANDOM):
        rows, outputs = int(rng.integers(1, 12)), int(rng.choice([1, 1, 1, 2, 3]))
        truth = rng.normal(size=(rows, outputs)) * 10 ** rng.uniform(-2, 3)
        kind = rng.choice(["any", "amounts", "counts"])
        if kind == "amounts":
            truth = np.exp(truth / np.abs(truth).max()) * 10 ** rng.uniform(-2, 3)
        if kind == "counts":
            truth = rng.poisson(rng.uniform(0.3, 8), (rows, outputs)).astype(float)
        predicted = truth + rng.normal(size=truth.shape) * np.abs(truth).mean() * 0.3
        predicted = np.abs(predicted) + 1e-3 if kind != "any" else predicted
        predicted = np.where(rng.random(truth.shape) < 0.2, truth, predicted)
        if outputs == 1:
            truth, predicted = truth[:, 0], predicted[:, 0]
        truth, predicted = (np.float64(np.float32(v)).tolist() for v in (truth, predicted))
        yield f"random_{i}", truth, predicted


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


def ask(names, answer, truth, **weights):
    scores = {}
    for name in names:
        try:
            score = metrics.get_scorer(name)(answer, np.zeros((len(truth), 1)), np.array(truth), **weights)
            scores[name] = float(score) if np.isfinite(score) else str(float(score))
        except ValueError as error:
            scores[name] = "error"
            scores.setdefault("errors", {})[name] = str(error).splitlines()[0]
    return scores


def make(out):
    rng = np.random.default_rng(0)
    random = [list(kind(rng)) for kind in (random_labels, random_binary, random_multiclass, random_regression)]
    # one more weight for each row of the same cases, by a generator of their own
    weights = np.random.default_rng(1)
    weighted = [case for kind in kinds(random, lambda rows: random_weights(weights, rows)) for case in kind]
    even = [case for kind in kinds(random, None) for case in kind]
    write_json(out / "scores.json", weighted + even + list(of_several(np.random.default_rng(1))))


def random_weights(rng, rows):
    """Whole numbers, shares, or of any size; of any kind some are 0, but not all."""
    kind = rng.choice(["whole", "shares", "any"])
    weights = {"whole": rng.integers(0, 4, rows), "shares": rng.random(rows), "any": 10 ** rng.uniform(-3, 3, rows)}[kind]
    weights = np.where(rng.random(rows) < 0.1, 0, weights)
    weights[rng.integers(rows)] += 1
    return np.float64(np.float32(weights))


def kinds(random, weigh):
    """The cases of each kind, rows weighed or not."""
    labels, binary, multiclass, regression = random

    def case(kind, name, truth, given, scored):
        weights = {} if weigh is None else {"sample_weight": weigh(len(truth))}
        known = {"weights": weights["sample_weight"]} if weights else {}
        return {"kind": kind, "name": name, "y": truth} | given | known | {"scores": scored(weights)}

    def weighable(names, *without):
        return [name for name in names if weigh is None or name not in without]

    def of_labels(name, truth, predicted):
        names = CHOSEN + (CHOSEN_OF_TWO if set(truth) | set(predicted) <= {0, 1} else [])
        names = weighable(names, "positive_likelihood_ratio", "neg_negative_likelihood_ratio")
        answer = Answer("classifier", np.array(predicted), sorted(set(truth) | set(predicted)))
        return case("labels", name, truth, {"predicted": predicted}, lambda weights: ask(names, answer, truth, **weights))

    def of_probabilities(kind, name, truth, p, wide, narrow, classes, names):
        wide, answer = Answer("classifier", wide, classes), Answer("classifier", narrow, classes)
        scored = lambda weights: both(ask(names, answer, truth, **weights), ask(BRIER, wide, truth, **weights))
        return case(kind, name, truth, {"p": p}, scored)

    def of_binary(name, truth, p):
        p = np.array(p, np.float32)
        wide, answer = np.column_stack([1 - p.astype(float), p]), np.column_stack([1 - p, p])
        return of_probabilities("binary", name, truth, p, wide, answer, [0, 1], ["roc_auc", *RANKED, *LOG_LOSSES])

    def of_multiclass(name, truth, p):
        p = np.array(p, np.float32)
        names = weighable(["top_k_accuracy", *RANKED, *LOG_LOSSES], "roc_auc_ovo", "roc_auc_ovo_weighted")
        return of_probabilities("multiclass", name, truth, p, p.astype(float), p, range(p.shape[1]), names)

    def of_values(name, truth, predicted):
        # float64 holds these float32 values exactly, so the scores carry no rounding of the input.
        truth, predicted = (np.float64(np.float32(v)) for v in (truth, predicted))
        names = VALUES + (weighable(ONE_VALUE, "neg_max_error") if truth.ndim == 1 else [])
        scored = lambda weights: ask(names, Answer("regressor", predicted), truth, **weights)
        return case("regression", name, truth, {"predicted": predicted}, scored)

    yield [of_labels(name, *given) for name, *given in [*((n, *c) for n, c in LABELS.items()), *labels]]
    yield [of_binary(name, *given) for name, *given in [*((n, *c) for n, c in BINARY.items()), *binary]]
    of_columns = [(name, truth, p) for name, (truth, _, p) in MULTICLASS.items()]
    yield [of_multiclass(*given) for given in [*of_columns, *multiclass]]
    yield [of_values(name, *given) for name, *given in [*((n, *c) for n, c in REGRESSION.items()), *regression]]


def of_several(rng):
    """The cases of several labels a row, and the same with weights of another generator."""
    by_rank, weights = ["roc_auc", *RANKED], np.random.default_rng(2)

    def case(name, truth, p, given):
        # two classes would be taken for those of a binary problem, and the probabilities of one alone be scored
        classes = range(max(p.shape[1], 3))
        chosen, likely = (Answer("classifier", answer, classes) for answer in ((p > 0.5).astype(int), p))
        weighed = {"sample_weight": w for w in given.values()}
        scores = ask([one for one in SEVERAL if one not in by_rank], chosen, truth, **weighed)
        scores = both(scores, ask(by_rank, likely, truth, **weighed))
        return {"kind": "multilabel", "name": name, "y": truth, "p": p} | given | {"scores": scores}

    cases = [(name, truth, np.array(p, np.float32)) for name, truth, p in random_labels_a_row(rng)]
    yield from (case(*one, {}) for one in cases)
    yield from (case(*one, {"weights": random_weights(weights, len(one[1]))}) for one in cases)


def both(scores, others):
    errors = scores.pop("errors", {}) | others.pop("errors", {})
    return scores | others | ({"errors": errors} if errors else {})
