"""What scikit-learn makes of a case: its fits, folds, scores and searches."""

import functools

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.metrics import get_scorer
from sklearn.model_selection import GridSearchCV, GroupKFold, HalvingGridSearchCV, HalvingRandomSearchCV, KFold, LeaveOneOut
from sklearn.model_selection import PredefinedSplit, RandomizedSearchCV, RepeatedKFold, RepeatedStratifiedKFold, ShuffleSplit
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, StratifiedShuffleSplit, TimeSeriesSplit
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, OneHotEncoder, RobustScaler, StandardScaler
from sklearn.utils import ClassifierTags, RegressorTags

from random_data import arrays, beyond
import scores as scorers

SCALERS = {"standard": StandardScaler, "minmax": MinMaxScaler, "robust": RobustScaler, "maxabs": MaxAbsScaler, "none": None}
SCALERS["minmax-clip"] = functools.partial(MinMaxScaler, clip=True)

# ------------------------------------------------------------------------------------------ fits


class ByClass(MLPClassifier):
    """Rows weigh in the loss for their class, too, but in the score of early stopping for themselves alone."""

    def fit(self, X, y, own, rule):
        self.own = own
        own = np.ones(len(X), X.dtype) if own is None else own
        if rule == "balanced":
            counts = {c: own[y == c].astype(float).sum() for c in set(y.tolist())}
            occur = sum(count > 0 for count in counts.values())
            of = {c: own.astype(float).sum() / (occur * count) if count > 0 else 0.0 for c, count in counts.items()}
        else:
            of = {c: rule.get(str(c), 1.0) for c in set(y.tolist())}
        self.of = {c: np.float32(weight) for c, weight in of.items()}
        return super().fit(X, y, (own.astype(float) * [self.of[c] for c in y.tolist()]).astype(X.dtype))

    def _score(self, X, y, sample_weight=None):
        if self.own is None:
            return super()._score(X, y)
        by = np.array([self.of[c] for c in y.tolist()], float)
        rough = np.divide(sample_weight, by, out=np.zeros(len(by)), where=by > 0)
        known = np.unique(self.own)  # of which the division's rounding is off
        return super()._score(X, y, known[np.abs(known - rough[:, None]).argmin(1)])


def steps(case, params, rule=None):
    """The pipeline of a case, its target's scaler around it."""
    kind = (MLPClassifier if rule is None else ByClass) if case["classify"] else MLPRegressor
    chain = []
    text = [name for name, values in case["columns"].items() if values.dtype == object]
    if case["missing"] or text:
        least = case["least"]
        least = float(least) if least and "." in least else int(least) if least else None
        encode = OneHotEncoder(handle_unknown="ignore", sparse_output=False, dtype=np.float32, min_frequency=least)
        strategy, value = (case["missing"] or "").partition(":")[::2]
        fill = SimpleImputer(strategy=strategy, fill_value=float(value) if value else None) if strategy else "passthrough"
        each = [(name, encode if name in text else fill, [name]) for name in case["columns"]]
        if case["indicator"]:
            # where SimpleImputer(add_indicator=True) of all columns has them
            numbers = [name for name in case["columns"] if name not in text]
            each.append(("gaps", MissingIndicator(error_on_new=False), numbers))
        chain.append(("prepare", ColumnTransformer(each)))
    if SCALERS[case["scale"]]:
        chain.append(("scale", SCALERS[case["scale"]]()))
    pipeline = Pipeline([*chain, ("mlp", kind(random_state=case["seed"], **params))])
    if case["scale_target"] != "none":
        return TransformedTargetRegressor(pipeline, transformer=SCALERS[case["scale_target"]]())
    return pipeline


class Network(BaseEstimator):
    """The steps of a case as one estimator, whose parameters have the names of a space."""

    def __init__(self, case, **params):
        self.case, self.params = case, params

    def __sklearn_clone__(self):
        return Network(self.case, **self.params)

    def get_params(self, deep=True):
        return {"case": self.case, **self.params}

    def set_params(self, **params):
        self.params = {**self.params, **params}
        return self

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        classify = self.case["classify"]
        tags.estimator_type = "classifier" if classify else "regressor"
        tags.classifier_tags, tags.regressor_tags = (ClassifierTags(), None) if classify else (None, RegressorTags())
        return tags

    def fit(self, X, y, weights=None):
        """`weights` are those of the rows: a search gives what is called `sample_weight` to scores, too."""
        params, case = dict(self.params), dict(self.case)
        case["scale"] = params.pop("scaler", case["scale"])
        case["missing"] = params.pop("missing", case["missing"])
        rule = params.pop("class_weight", case.get("class_weight"))
        rule = None if rule == "none" else rule
        text = any(values.dtype == object for values in case["columns"].values())
        X = X if case["missing"] or text else X.to_numpy()
        given = {} if weights is None else {"mlp__sample_weight": weights}
        if rule is not None:
            given = {"mlp__own": weights, "mlp__rule": rule}
        self.low_, self.high_ = held_to(case, y)
        self.frame_ = not isinstance(X, np.ndarray)
        self.model_ = steps(case, params, rule).fit(X, y, **given)
        self.diverged_ = "clip" in case and not is_finite(self.model_, X)
        self.mlp_ = (self.model_.regressor_ if case["scale_target"] != "none" else self.model_)[-1]
        if case["classify"]:
            self.classes_ = self.model_.classes_
        return self

    def predict(self, X):
        if self.case["classify"]:
            self.predict_proba(X)
            return self.model_.predict(X if self.frame_ else X.to_numpy())
        if self.diverged_:
            raise ValueError("an answer to the rows that train is not finite")
        return np.clip(self.model_.predict(X if self.frame_ else X.to_numpy()), self.low_, self.high_)

    def predict_proba(self, X):
        """Raises where any is not finite, which is a failure of ours, and of scikit-learn's the first class."""
        found = self.model_.predict_proba(X if self.frame_ else X.to_numpy())
        if not np.isfinite(found).all():
            raise ValueError("a probability is not finite")
        return found


def is_finite(model, X):
    """Whether all answers are: what has diverged is to fail, as in ours, not to hide at the end of a range."""
    try:
        return np.isfinite(model.predict(X)).all()
    except ValueError:
        return False


def held_to(case, y):
    """The range that answers are held to, each target's of its own, by the rows that train; early stopping knows none."""
    if "clip" not in case:
        return None, None
    return (y.min(0), y.max(0)) if case["clip"] == "train" else map(np.float32, case["clip"].split(":"))


def fit_weights(case, dtype):
    """What each row counts in a fit, as `fit` takes it."""
    return {"weights": case["weights"].astype(dtype)} if "weights" in case else {}


def fit(case, params, dtype, nudge=None, then=None):
    """A fit of scikit-learn: epochs, losses, validation scores, weights and answers to rows beyond those that trained;
    None where it fails. With `then`, settings of a second fit that begins from its weights, and nothing else of it."""
    X, y = arrays(case, dtype, nudge)
    try:
        model = Network(case, **params).fit(X, y, **fit_weights(case, dtype))
        if then is not None:
            go_on(model, case, then, X, y, fit_weights(case, dtype).get("weights"))
    except (ValueError, ZeroDivisionError) as error:
        return None, str(error)
    mlp = model.mlp_
    coefs, intercepts = list(mlp.coefs_), list(mlp.intercepts_)
    if case["scale_target"] != "none":
        scaler = model.model_.transformer_
        by, to = {
            "standard": lambda: (scaler.scale_, scaler.mean_),
            "minmax": lambda: (1 / scaler.scale_, scaler.data_min_),
            "robust": lambda: (scaler.scale_, scaler.center_),
            "maxabs": lambda: (scaler.scale_, 0),
        }[case["scale_target"]]()
        coefs[-1], intercepts[-1] = coefs[-1] * by, intercepts[-1] * by + to
    weights = [np.append(w.ravel(), b) for w, b in zip(coefs, intercepts)]
    answer = model.predict_proba if case["classify"] else model.predict
    try:
        finite, answers = bool(np.isfinite(answer(X)).all()), answer(arrays(beyond(case), dtype)[0]).reshape(len(y), -1)
    except ValueError:
        finite, answers = False, np.zeros((0, 0))
    return {
        "n_iter": mlp.n_iter_,
        # lbfgs leaves none but the last
        "losses": np.array(mlp.loss_curve_ if mlp.solver != "lbfgs" else [mlp.loss_], float),
        "scores": np.array(getattr(mlp, "validation_scores_", None) or [], float),
        "layers": [w.astype(float) for w in weights],
        "finite": finite,
        "answers": answers.T.astype(float),
    }, ""


def go_on(model, case, then, X, y, weights):
    """A second fit of its network, from the weights that it has. What else scikit-learn takes up of the first fit, its
    best loss and how long none was better, begins anew in ours."""
    pipeline, mlp = model.model_, model.mlp_
    if case["scale_target"] != "none":
        pipeline = model.model_.regressor_
        y = model.model_.transformer_.transform(y.reshape(len(y), -1)).reshape(y.shape)
    X = X if model.frame_ else X.to_numpy()
    X = pipeline[:-1].transform(X) if len(pipeline) > 1 else X
    mlp.set_params(warm_start=True, **then)
    mlp.t_, mlp.loss_curve_, mlp._no_improvement_count = 0, [], 0
    mlp.best_loss_, mlp.best_validation_score_, mlp.validation_scores_ = np.inf, None, None
    if mlp.early_stopping:
        mlp.best_loss_, mlp.best_validation_score_, mlp.validation_scores_ = None, -np.inf, []
    mlp.fit(X, y, *([weights, case["class_weight"]] if isinstance(mlp, ByClass) else [weights]))


# ----------------------------------------------------------------------------------------- folds


def splitter(case, options):
    """The folds of `--cv`: a splitter, or of a named kind its folds."""
    seed, k, n = case["seed"], options["cv"], len(case["y"])
    classify = case["classify"] and "targets" not in case
    shuffle = {"shuffle": True, "random_state": seed} if options["shuffled"] else {}
    by = {
        None: lambda: (StratifiedKFold if classify else KFold)(k, **shuffle),
        "stratified": lambda: StratifiedKFold(k),
        "kfold": lambda: KFold(k),
        "group": lambda: GroupKFold(k),
        "stratified-group": lambda: StratifiedGroupKFold(k),
        "time-series": lambda: TimeSeriesSplit(k),
        "shuffle-split": lambda: (StratifiedShuffleSplit if classify else ShuffleSplit)(k, random_state=seed),
        "repeated": lambda: (RepeatedStratifiedKFold if classify else RepeatedKFold)(
            n_splits=k, n_repeats=options["times"], random_state=seed),
        "loo": lambda: LeaveOneOut(),
        "column": lambda: PredefinedSplit(case["aside"]),
    }
    kind = options.get("kind")
    if kind is None:
        return by[None]()
    if kind.startswith("stratified") and not classify:
        raise ValueError("values are not stratified")
    return list(by[kind]().split(np.zeros((n, 1)), case["y"], case.get("aside") if "group" in kind else None))


def folds_of(case, options):
    """Rows that train and rows that test, fold by fold."""
    folds = splitter(case, options)
    return folds if isinstance(folds, list) else list(folds.split(np.zeros(len(case["y"])), case["y"]))


# ---------------------------------------------------------------------------------------- scores


def scorings(case, weighted=False):
    """All that ours and scikit-learn's have for such a target; with `weighted`, those in which rows may count."""
    if "targets" in case and case["classify"]:
        # of two labels scikit-learn's scorers take the probability of one for that of a class
        ranked = ["roc_auc", *scorers.RANKED] if len(case["targets"]) > 2 else []
        return [name for name in scorers.SEVERAL if name not in ["roc_auc", *scorers.RANKED]] + ranked
    if "targets" in case:
        return [name for name in scorers.VALUES if "log" not in name]
    if not case["classify"]:
        least = np.min(case["y"])
        of_logarithms = [name for name in scorers.VALUES if "log" in name] if least > -1 else []
        of_logarithms += ["neg_mean_poisson_deviance"] if least >= 0 else []
        of_logarithms += ["neg_mean_gamma_deviance"] if least > 0 else []
        largest = [] if weighted else ["neg_max_error"]
        return [name for name in scorers.VALUES if "log" not in name] + largest + of_logarithms
    two = len(set(case["y"])) == 2
    ranked = [name for name in scorers.RANKED if two or not (weighted and "ovo" in name)]
    names = [name for name in scorers.CHOSEN + ranked + scorers.LOG_LOSSES if name != "average_precision"]
    # of classes of text scikit-learn has no Brier score where two are all that a fold trains on
    names += [] if isinstance(case["y"][0], str) else scorers.BRIER
    if not two:
        return names + ["top_k_accuracy", "average_precision"]
    names += [] if weighted else ["positive_likelihood_ratio", "neg_negative_likelihood_ratio"]
    of_one = ["f1", "precision", "recall", "jaccard", "roc_auc", "average_precision"]
    return names + (of_one if set(case["y"]) == {0, 1} else [])


def is_of_probabilities(name):
    return name in scorers.RANKED + scorers.LOG_LOSSES + scorers.BRIER + ["roc_auc", "top_k_accuracy"]


def scorer(case, options, name, nudge=None):
    """A score as a search takes it, of rows that count as they do. Probabilities are float32, as ours, also those of
    lbfgs, which leaves float64 whatever X has: its epsilon is the least that a logarithm is taken of, and what it ties
    has one rank. With `nudge`, those that rank are rounded by up to float32's last bits: what one rounding ties
    another tells apart."""
    ranks = name in ["roc_auc", *scorers.RANKED]

    def score(model, X, y):
        weights = {"sample_weight": case["weights"][X.index]} if options["weighted"] else {}
        if ranks or name in scorers.LOG_LOSSES:
            found = model.predict_proba(X).astype(np.float32)
            if ranks and nudge is not None:
                step = 2.0 ** -nudge.integers(22, 25)
                found = step * np.round(found / step + nudge.uniform(-0.5, 0.5, found.shape))
                found /= 1 if "targets" in case else found.sum(1, keepdims=True)
            model = scorers.Answer("classifier", found, model.classes_)
        return get_scorer(name)(model, X, y, **weights)

    return score


# -------------------------------------------------------------------------------------- searches


def several_scores(columns):
    """Fold scores by each of several, on the rows that test and on those that train."""
    names = [name for name in columns if name.startswith("split") and not name.endswith("int8")]
    return np.array([columns[name] for name in names], float).T


def searched(case, space, fixed, options, dtype, nudge=None):
    """scikit-learn's search: its `cv_results_`, and the winner."""
    X, y = arrays(case, dtype, nudge)
    model = Network(case, **fixed)
    try:
        shared = {"cv": splitter(case, options), "refit": False}
    except ValueError as error:
        return None, str(error)
    if "several" in options:
        shared |= {"return_train_score": True, "error_score": options["error_score"]}
        shared["scoring"] = {name: scorer(case, options, name) for name in options["several"]}
    else:
        shared["scoring"] = scorer(case, options, options["scoring"], nudge)
    if "halving" in options:
        shared |= {"random_state": case["seed"], "return_train_score": False, **options["halving"]}
        search = HalvingGridSearchCV(model, space, **shared)
        if options["trials"]:
            search = HalvingRandomSearchCV(model, space, n_candidates=options["trials"], **shared)
    elif options["trials"]:
        search = RandomizedSearchCV(model, space, n_iter=options["trials"], random_state=case["seed"], **shared)
    else:
        search = GridSearchCV(model, space, **shared)
    try:
        search.fit(X, y, **fit_weights(case, dtype))
    except ValueError as error:
        return None, str(error)
    results = search.cv_results_
    found = {"params": [list(one.items()) for one in results["params"]]}
    found["columns"] = [name for name in results if name.startswith("param")]
    if "several" in options:
        found["names"] = [name for name in results if "_test_" in name or "_train_" in name]
        return found | {"scores": several_scores(results)}, ""
    folds = len(shared["cv"]) if isinstance(shared["cv"], list) else options["cv"]
    found["scores"] = np.array([results[f"split{i}_test_score"] for i in range(folds)]).T
    if "halving" in options:
        found |= {"iter": results["iter"], "resources": search.n_resources_, "candidates": search.n_candidates_}
    return found, ""


def kept_out(case, share):
    """The rows of a search, and those of `--holdout`."""
    by = case["y"] if case["classify"] and "targets" not in case else None
    return train_test_split(np.arange(len(case["y"])), test_size=share, random_state=case["seed"], stratify=by)


def score_kept_out(case, fixed, winner, rows, options, dtype, nudge=None):
    """What a winner that all rows of the search train scores on those kept out of it; NaN where either fails."""
    X, y = arrays(case, dtype, nudge)
    train, test = rows
    weights = {name: values[train] for name, values in fit_weights(case, dtype).items()}
    try:
        model = Network(case, **{**fixed, **winner}).fit(X.iloc[train], y[train], **weights)
        return scorer(case, options, options["scoring"], nudge)(model, X.iloc[test], y[test])
    except ValueError:
        return np.nan


def mispaired(case, options):
    """Folds whose rows train some classes and test others, as many: scikit-learn takes the probability of
    a class for that of another there. Ours is undefined; and so are Brier scores where two classes of more train and
    others are tested, and `average_precision` where two train: there scikit-learn takes the class 1 or the last for
    the positive one."""
    if not case["classify"] or "targets" in case or not is_of_probabilities(options["scoring"]):
        return []
    two = [*scorers.BRIER, "average_precision"]
    y = np.array(case["y"])
    pairs = [(np.unique(y[train]), np.unique(y[test])) for train, test in folds_of(case, options)]
    many = len(np.unique(y)) > 2
    differ = lambda a, b: len(a) == len(b) and (a != b).any()
    of_two = lambda a, b: options["scoring"] in two and len(a) == 2 and (len(b) != 2 or "average" in options["scoring"])
    return [i for i, (a, b) in enumerate(pairs) if many and (differ(a, b) or of_two(a, b))]


def learns_nothing(case, options):
    """Whether on each fold all rows that train are of one class, which ours refuses where the kind of folds is named."""
    if not case["classify"] or "targets" in case or "kind" not in options:
        return False
    y = np.array(case["y"])
    return all(len(np.unique(y[train])) == 1 for train, _ in folds_of(case, options))
