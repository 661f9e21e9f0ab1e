"""Random data and random settings, fitted and searched by mcutune and by scikit-learn in float32.

    python tests/sklearn/random_cases.py target/release/mcutune --train 1000 --search 200 --seed 1

Each case is made from the seed and its number alone: `--only train:17 --keep` does one again and
leaves its files. All run under `--rng numpy`, so that draws are the same and only rounding differs.
What rounding explains is measured, not guessed: scikit-learn fits in float64 too, and ours may be ten
times as far from its float32 fit as that is (TIMES). Where that does not do, because a fit at the edge of
stability turns a last bit into another network, scikit-learn fits rows of which a last bit is changed, and
the widest gap between these fits counts; of a search, ours fits such rows too, and each score may be near
in any of them. Such a case is counted apart. Anything beyond is false.

Compared are, of a fit: whether it fails, epochs, losses, validation scores and weights, those of a
TransformedTargetRegressor folded as ours are, and what `evaluate` reports of our answers, all of rows and classes that count more
than others and with the Poisson deviance as well; of a search: names and order of the columns, candidates,
every fold score, and the mean, deviation, rank and winner that NumPy and scikit-learn take from ours; of a search by several
scores the same of each, on the rows that train too; and of several targets, labels or values, both. A score that rows or
answers do not define stays none in ours where scikit-learn's scorer raises, and `error_score` stands for it there.
"""

import argparse
import ast
import collections
import concurrent.futures
import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import common  # one thread for BLAS, no warnings
import halving  # equal scores sorted stably
import scores as scorers
import numpy as np
import pandas as pd
import scipy.stats
import sklearn
from sklearn import metrics
from sklearn.base import clone
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.metrics import get_scorer
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import HalvingGridSearchCV, HalvingRandomSearchCV
from sklearn.model_selection import GridSearchCV, GroupKFold, KFold, LeaveOneOut, ParameterGrid, PredefinedSplit
from sklearn.model_selection import RandomizedSearchCV, RepeatedKFold, RepeatedStratifiedKFold, ShuffleSplit, StratifiedGroupKFold
from sklearn.model_selection import StratifiedKFold, StratifiedShuffleSplit, TimeSeriesSplit
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, OneHotEncoder, RobustScaler, StandardScaler

TIMES = 10
# Below this a gap says nothing: a handful of numbers may round alike by chance.
FLOOR = 3e-6
# Of a loss, by which lbfgs, which scikit-learn runs in float64 whatever X has, has found the same minimum.
MINIMUM = 1e-4
# Fits of scikit-learn with changed last bits, at most.
NUDGES = 30
SCALERS = {
    "standard": StandardScaler,
    "minmax": MinMaxScaler,
    "robust": RobustScaler,
    "maxabs": MaxAbsScaler,
    "none": None,
}


# ----------------------------------------------------------------------------------------- cases


def make_data(rng):
    """Columns, target, and the flags that go with them."""
    n, m = int(rng.integers(24, 130)), int(rng.integers(1, 7))
    x = rng.normal(size=(n, m)) * 10.0 ** rng.uniform(-2, 2, m) + rng.normal(size=m)
    signal = (x - x.mean(0)) / (x.std(0) + 1e-9) @ rng.normal(size=m) + 0.3 * rng.normal(size=n)
    flags, classify = [], rng.random() < 0.6
    if classify:
        classes = int(rng.choice([2, 2, 3, 3, 4, 5]))
        # of one class there is nothing to learn: ours rejects it
        above = np.sort(signal)[1:]
        edges = np.sort(rng.choice(above, classes - 1, replace=False))
        y = np.searchsorted(edges, signal, side="right")
        y = np.unique(y, return_inverse=True)[1]
        names = rng.permutation(["ab", "b", "C", "d e", "é"]) if rng.random() < 0.5 else np.arange(5)
        y = names[y].tolist()
    else:
        unit, zero = (1, 0) if rng.random() < 0.3 else (10.0 ** rng.uniform(-4, 5), rng.normal() * 5)
        y = np.float32((signal + zero) * unit)
    columns = {f"x{j}": np.float32(x[:, j]) for j in range(m)}
    if rng.random() < 0.3:
        flags += ["--missing", str(rng.choice(["mean", "median", "most_frequent", "constant:-1.5"]))]
        flags += ["--missing-indicator"] if rng.random() < 0.4 else []
        # the first column keeps its values: rows that train without any feature are an error of ours
        for name in list(columns)[1:]:
            columns[name] = np.where(rng.random(n) < rng.choice([0, 0.1, 0.4]), np.float32(np.nan), columns[name])
            if rng.random() < 0.1:
                known = rng.integers(0, n, 2)
                columns[name][[i for i in range(n) if i not in known]] = np.nan
    if rng.random() < 0.25:
        flags += ["--categorical", "one-hot"]
        words = rng.choice(["u", "v", "w", "x y"], n, p=[0.5, 0.3, 0.18, 0.02])
        words = words.astype(object)
        if "--missing" in flags and rng.random() < 0.5:
            words[rng.random(n) < 0.1] = np.nan
        if rng.random() < 0.5:
            flags += ["--min-frequency", str(rng.choice(["3", "20", "0.1", "0.25"]))]
        columns[f"t{len(columns)}"] = words
    return columns, y, classify, flags


def make_weights(rng, case, of_classes=True):
    """A column that says how much each row counts, or weights of classes, or counts to predict, with their flags."""
    n = len(case["y"])
    if rng.random() < 0.5:
        kind = rng.integers(0, 3)
        weights = [rng.uniform(0.1, 3, n), rng.integers(1, 4, n), rng.choice([0, 0.5, 1, 2], n)][kind]
        case["weights"] = np.float32(weights)
        case["command"] += ["--weights", "weights"]
    if of_classes and case["classify"] and rng.random() < 0.4:
        classes = sorted(set(case["y"]))
        if rng.random() < 0.5:
            case["class_weight"] = "balanced"
            case["command"] += ["--class-weight", "balanced"]
        else:
            some = [str(name) for name in classes if rng.random() < 0.7]
            case["class_weight"] = {name: float(rng.choice([0.25, 1.5, 3])) for name in some} or {str(classes[0]): 2.0}
            case["command"] += ["--class-weight", ",".join(f"{k}={v}" for k, v in case["class_weight"].items())]
    if not case["classify"] and case["scale_target"] == "none" and rng.random() < 0.6:
        spread = np.asarray(case["y"]) - np.min(case["y"])
        rate = 0.5 + 3 * spread / max(spread.max(), 1e-30)
        case["y"] = np.float32(rng.poisson(rate) if rng.random() < 0.7 else rate)
        case["loss"] = "poisson"


def make_targets(rng, case):
    """Several targets a row in place of one: labels that it has or has not, or values, that follow from the features."""
    n, k = len(case["y"]), int(rng.integers(2, 5))
    known = [np.nan_to_num(values) for values in case["columns"].values() if values.dtype != object]
    signal = lambda: sum(rng.normal() * (x - x.mean()) / (x.std() + 1e-9) for x in known) + 0.4 * rng.normal(size=n)
    of = [signal() for _ in range(k)]
    if case["classify"]:
        of = [values > np.quantile(values, rng.choice([0.3, 0.5, 0.8])) for values in of]
        case["y"] = np.column_stack(of).astype(int)
    else:
        units = 10.0 ** rng.uniform(-2, 2, k)
        case["y"] = np.float32((np.column_stack(of) + rng.normal(size=k) * 3) * units)
    case["targets"] = [f"y{j}" for j in range(k)]
    case["command"] += [part for name in case["targets"] for part in ("--target", name)]


def row_weights(case, rows, dtype):
    """What the rows count in a fit to them; class weights are of those that train, and weigh their own weights. None
    where all count alike."""
    own = case.get("weights")
    total = None if own is None else own[rows].astype(dtype)
    rule = case.get("class_weight")
    if rule is None:
        return total
    y = np.array(case["y"])[rows]
    base = np.ones(len(rows)) if own is None else own[rows].astype(float)
    if rule == "balanced":
        counts = {c: base[y == c].sum() for c in set(y.tolist())}
        occur = sum(count > 0 for count in counts.values())
        of = {c: base.sum() / (occur * count) if count > 0 else 0.0 for c, count in counts.items()}
    else:
        of = {c: rule.get(str(c), 1.0) for c in set(y.tolist())}
    return (base * np.float32([of[c] for c in y.tolist()])).astype(dtype)


def random_params(rng, searched=()):
    """A subset of the hyperparameters, each with a random value."""
    log = lambda low, high: float(f"{10 ** rng.uniform(low, high):.4g}")
    draw = {
        "activation": lambda: str(rng.choice(["relu", "tanh", "logistic", "identity"])),
        "alpha": lambda: log(-6, 0),
        "batch_size": lambda: int(rng.integers(1, 60)) if rng.random() < 0.7 else "auto",
        "beta_1": lambda: float(rng.choice([0.5, 0.9, 0.99])),
        "beta_2": lambda: float(rng.choice([0.9, 0.99, 0.999])),
        "early_stopping": lambda: bool(rng.random() < 0.5),
        "epsilon": lambda: float(rng.choice([1e-8, 1e-6, 1e-3])),
        "hidden_layer_sizes": lambda: tuple(int(w) for w in rng.integers(1, 20, rng.choice([1, 1, 1, 2, 3]))),
        "learning_rate": lambda: str(rng.choice(["constant", "invscaling", "adaptive"])),
        "learning_rate_init": lambda: log(-3.5, -0.5),
        "momentum": lambda: float(rng.choice([0.0, 0.5, 0.9, 0.99])),
        "n_iter_no_change": lambda: int(rng.integers(1, 8)) if rng.random() < 0.8 else np.inf,
        "nesterovs_momentum": lambda: bool(rng.random() < 0.5),
        "power_t": lambda: float(rng.choice([0.1, 0.5, 1.0])),
        "shuffle": lambda: bool(rng.random() < 0.7),
        "solver": lambda: str(rng.choice(["adam", "adam", "sgd", "sgd", "lbfgs"])),
        "tol": lambda: log(-5, -2),
        "validation_fraction": lambda: float(rng.choice([0.0, 0.05, 0.1, 0.2, 0.3, 0.7, 0.95])),
    }
    always = ("hidden_layer_sizes", "learning_rate_init", "solver", "activation")
    params = {k: f() for k, f in draw.items() if k not in searched and (k in always or rng.random() < 0.35)}
    return params | {"max_iter": int(rng.integers(1, 30))}, draw


def estimator(case, params):
    """scikit-learn's pipeline of the case."""
    kind = MLPClassifier if case["classify"] else MLPRegressor
    mlp = kind(random_state=case["seed"], **({"loss": case["loss"]} if "loss" in case else {}), **params)
    steps = []
    text = [name for name, values in case["columns"].items() if values.dtype == object]
    if "--missing" in case["flags"] or text:
        strategy = case["flags"][case["flags"].index("--missing") + 1] if "--missing" in case["flags"] else None
        least = case["flags"][case["flags"].index("--min-frequency") + 1] if "--min-frequency" in case["flags"] else None
        least = float(least) if least and "." in least else int(least) if least else None
        encode = OneHotEncoder(handle_unknown="ignore", sparse_output=False, dtype=np.float32, min_frequency=least)
        strategy, value = (strategy or "").partition(":")[::2]
        fill = SimpleImputer(strategy=strategy, fill_value=float(value) if value else None) if strategy else "passthrough"
        each = [(name, encode if name in text else fill, [name]) for name in case["columns"]]
        if "--missing-indicator" in case["flags"]:
            # where SimpleImputer(add_indicator=True) of all columns has them
            numbers = [name for name in case["columns"] if name not in text]
            each.append(("gaps", MissingIndicator(error_on_new=False), numbers))
        steps.append(ColumnTransformer(each))
    if SCALERS[case["scale"]]:
        steps.append(SCALERS[case["scale"]]())
    pipeline = make_pipeline(*steps, mlp)
    if case["scale_target"] != "none":
        return TransformedTargetRegressor(pipeline, transformer=SCALERS[case["scale_target"]]())
    return pipeline


def make_case(rng):
    columns, y, classify, flags = make_data(rng)
    case = {"columns": columns, "y": y, "classify": classify, "flags": flags}
    case["seed"] = int(rng.integers(0, 1000))
    case["scale"] = str(rng.choice(["standard", "standard", "minmax", "robust", "maxabs", "none"]))
    case["scale_target"] = "none" if classify else str(rng.choice(["standard", "minmax", "robust", "maxabs", "none"]))
    case["command"] = ["--rng", "numpy", "--seed", str(case["seed"]), "--scale", case["scale"], *flags]
    case["command"] += ["--task", "classify"] if classify else ["--task", "regress", "--scale-target", case["scale_target"]]
    return case


def write_data(case, path):
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        aside = case.get("aside")  # groups or folds, which are no feature
        weights = case.get("weights")
        named = [*(["aside"] if aside is not None else []), *(["weights"] if weights is not None else [])]
        out.writerow([*case["columns"], *named, *case.get("targets", ["y"])])
        field = lambda v: v if isinstance(v, str) else "" if np.isnan(v) else repr(float(str(np.float32(v))))
        for i, row in enumerate(zip(*case["columns"].values(), case["y"])):
            *values, target = row
            more = [aside[i]] if aside is not None else []
            more += [field(weights[i])] if weights is not None else []
            targets = target if "targets" in case else [target]
            out.writerow([*map(field, values), *more, *(targets if case["classify"] else map(field, targets))])


def with_changed_bits(case, nudge):
    """The case with the last bit of some numbers changed, also of y's where they are values: a network
    that saturates does not see those of X."""

    def changed(values):
        values = np.asarray(values)
        if values.dtype == object:
            return values
        away = np.where(nudge.random(values.shape) < 0.5, np.float32(-np.inf), np.float32(np.inf))
        values = values.astype(np.float32)
        return np.where(nudge.random(values.shape) < 0.5, np.nextafter(values, away), values)

    columns = {name: changed(values) for name, values in case["columns"].items()}
    return {**case, "columns": columns, "y": case["y"] if case["classify"] else changed(case["y"])}


def arrays(case, dtype, nudge=None):
    """X and y; with `nudge`, the last bit of some numbers changed."""
    frame = {}
    if nudge is not None:
        case = with_changed_bits(case, nudge)
    for name, values in case["columns"].items():
        frame[name] = values if values.dtype == object else values.astype(dtype)
    y = np.array(case["y"]) if case["classify"] else np.asarray(case["y"]).astype(dtype)
    frame = pd.DataFrame(frame)
    mixed = any(values.dtype == object for values in case["columns"].values())
    return (frame if mixed or "--missing" in case["flags"] else frame.to_numpy()), y


def run(mcutune, place, arguments):
    return subprocess.run([mcutune, *arguments], cwd=place, capture_output=True, text=True, timeout=300)


# ------------------------------------------------------------------------------------------ fits


def fit_weights(case, dtype):
    """As `fit` takes them; a TransformedTargetRegressor passes on what it is given."""
    weights = row_weights(case, np.arange(len(case["y"])), dtype)
    name = "mlpclassifier__sample_weight" if case["classify"] else "mlpregressor__sample_weight"
    return {} if weights is None else {name: weights}


def fit(case, params, dtype, nudge=None):
    """A fit of scikit-learn: epochs, losses, validation scores and weights; None where it fails."""
    X, y = arrays(case, dtype, nudge)
    try:
        model = estimator(case, params).fit(X, y, **fit_weights(case, dtype))
    except (ValueError, ZeroDivisionError) as error:
        return None, str(error)
    pipeline = model.regressor_ if case["scale_target"] != "none" else model
    mlp = pipeline[-1]
    coefs, intercepts = list(mlp.coefs_), list(mlp.intercepts_)
    if case["scale_target"] != "none":
        scaler = model.transformer_
        by, to = {
            "standard": lambda: (scaler.scale_, scaler.mean_),
            "minmax": lambda: (1 / scaler.scale_, scaler.data_min_),
            "robust": lambda: (scaler.scale_, scaler.center_),
            "maxabs": lambda: (scaler.scale_, 0),
        }[case["scale_target"]]()
        coefs[-1], intercepts[-1] = coefs[-1] * by, intercepts[-1] * by + to
    weights = [np.append(w.ravel(), b) for w, b in zip(coefs, intercepts)]
    return {
        "n_iter": mlp.n_iter_,
        # lbfgs leaves none but the last
        "losses": np.array(mlp.loss_curve_ if mlp.solver != "lbfgs" else [mlp.loss_], float),
        "scores": np.array(getattr(mlp, "validation_scores_", None) or [], float),
        "layers": [w.astype(float) for w in weights],
        "answers": bool(np.isfinite((pipeline.predict_proba if case["classify"] else pipeline.predict)(X)).all()),
    }, ""


def gap(a, b):
    """How far two fits are apart: the worst of their layers and curves, by the largest number of each."""
    if (a is None) != (b is None) or (a and (a["n_iter"] != b["n_iter"] or len(a["layers"]) != len(b["layers"]))):
        return np.inf
    if a is None:
        return 0.0
    worst = 0.0
    for x, y in [(a["losses"], b["losses"]), (a["scores"], b["scores"]), *zip(a["layers"], b["layers"])]:
        if x.shape != y.shape or (np.isnan(x) != np.isnan(y)).any():
            return np.inf
        known = np.isfinite(x) & np.isfinite(y)
        if known.any():
            worst = max(worst, np.abs(x - y)[known].max() / max(np.abs(y[known]).max(), 1e-12))
    return worst


def check_report(mcutune, place, case):
    """What `evaluate` reports of our own answers, against scikit-learn's metrics of them."""
    done = run(mcutune, place, ["evaluate", "model.json", "data.csv", "--json", "--quiet"])
    answers = run(mcutune, place, ["predict", "model.json", "data.csv", "--quiet"])
    if done.returncode or answers.returncode:
        return f"evaluate: {done.stderr}{answers.stderr}"
    scores = json.loads(done.stdout)
    if "targets" in case:
        return check_scores(scores, case, answers.stdout)
    report, answers = scores["report"], [row[0] for row in csv.reader(answers.stdout.splitlines()[1:])]
    if not case["classify"]:
        answers = np.array(answers, np.float32).astype(float)
        # the file has the fewest digits that are the float32
        truth = np.array([float(str(np.float32(value))) for value in case["y"]])
        residuals = truth - answers
        expected = {
            "bias": residuals.mean(),
            "mean_absolute_error": metrics.mean_absolute_error(truth, answers),
            "root_mean_squared_error": metrics.root_mean_squared_error(truth, answers),
            "median_absolute_error": metrics.median_absolute_error(truth, answers),
            "max_error": metrics.max_error(truth, answers),
        } | dict(zip(("min", "25%", "50%", "75%", "max"), np.percentile(residuals, [0, 25, 50, 75, 100])))
        got = report | report["residuals"]
        size = np.abs(residuals).max()
        return next((f"{k} {got[k]}, expected {v}" for k, v in expected.items() if abs(got[k] - v) > 1e-12 * size), "")
    truth = [str(label) for label in case["y"]]
    expected = metrics.classification_report(truth, answers, output_dict=True, zero_division=0)
    got = {scores["class"]: scores for scores in report["classes"]} | {k: report[k] for k in ("macro avg", "weighted avg")}
    if sorted(got) != sorted(set(expected) - {"accuracy"}) or report["accuracy"] != metrics.accuracy_score(truth, answers):
        return f"classes {report}, expected {expected}"
    for name, scores in got.items():
        for score in ("precision", "recall", "f1-score", "support"):
            if abs(scores[score] - expected[name][score]) > 1e-14:
                return f"{name}: {scores}, expected {expected[name]}"
    labels = [scores["class"] for scores in report["classes"]]
    same = (np.array(report["confusion_matrix"]) == metrics.confusion_matrix(truth, answers, labels=labels)).all()
    return "" if same else f"{report['confusion_matrix']}, expected another confusion"


def check_scores(scores, case, answers):
    """Scores of all targets together that `evaluate` reports of our own answers, against scikit-learn's metrics."""
    answers = np.array(list(csv.reader(answers.splitlines()))[1:], np.float32)
    truth = np.asarray(case["y"]).astype(float)
    if case["classify"]:
        of = lambda metric, mean: metric(truth, answers, average=mean, zero_division=0)
        expected = {f"{name}_{mean}": of(metric, mean) for mean in ("micro", "macro", "weighted", "samples")
                    for name, metric in (("f1", metrics.f1_score), ("jaccard", metrics.jaccard_score))}
        expected["accuracy"] = metrics.accuracy_score(truth, answers)
    else:
        expected = {"r2": metrics.r2_score(truth, answers.astype(float))}
    far = lambda name, value: abs(scores[name] - value) > 1e-9 * max(1, abs(value))
    return next((f"{k} {scores[k]}, expected {v}" for k, v in expected.items() if far(k, v)), "")


def targets_case(rng, mcutune, place):
    """A fit to several targets."""
    return train_case(rng, mcutune, place, several=True)


def train_case(rng, mcutune, place, several=False):
    case = make_case(rng)
    params, _ = random_params(rng)
    if several:
        make_targets(rng, case)
    if rng.random() < 0.5:
        make_weights(rng, case, of_classes=not several)
        if "class_weight" in case:
            # ours do not count in the score of early stopping, and scikit-learn has no others than its weights
            params["early_stopping"] = False
        if "loss" in case:
            params["loss"] = case.pop("loss")
    write_data(case, place / "data.csv")
    spell = lambda v: ",".join(map(str, v)) if isinstance(v, tuple) else str(v).lower() if isinstance(v, bool) else str(v)
    settings = [part for k, v in params.items() for part in ("--set", f"{k}={spell(v)}")]
    command = ["train", "data.csv", *case["command"], *settings, "--json", "--loss-curve", "curve.csv"]
    (place / "command.txt").write_text(" ".join(command) + "\n")
    done = run(mcutune, place, command)
    ours = None
    if done.returncode == 0:
        said, model = json.loads(done.stdout), json.loads((place / "model.json").read_text())
        curve = pd.read_csv(place / "curve.csv")
        at, layers = 0, []
        for inputs, outputs in zip(model["shape"], model["shape"][1:]):
            layers.append(np.array(model["weights"][at : at + (inputs + 1) * outputs], float))
            at += (inputs + 1) * outputs
        scores = curve.get("validation_score", pd.Series([], dtype=float)).to_numpy(float)
        wrong = check_report(mcutune, place, case)
        if wrong:
            return "false", wrong
        losses = curve["loss"].to_numpy(float) if params["solver"] != "lbfgs" else np.array([said["loss"]], float)
        ours = {"n_iter": said["n_iter"], "losses": losses, "scores": scores, "layers": layers}
    elif done.returncode != 1:
        return "false", f"exit status {done.returncode}: {done.stderr}"
    float32, why = fit(case, params, np.float32)
    float64, _ = fit(case, params, np.float64)
    if ours is None and float32 and not float32["answers"] and "is not finite" in done.stderr:
        return "equal", ""  # it has diverged: scikit-learn keeps a model that answers NaN, ours is refused
    got, allowed = gap(ours, float32), TIMES * gap(float64, float32) + FLOOR
    if got <= allowed:
        return "equal", ""
    minima = [float32] if params["solver"] == "lbfgs" else []
    for i in range(NUDGES):
        if any(one and ours and abs(ours["losses"][0] / one["losses"][0] - 1) <= MINIMUM for one in minima):
            return "the same minimum by lbfgs", ""
        nudged = fit(case, params, np.float32, np.random.default_rng(i))[0]
        minima += [nudged] if minima else []
        allowed = max(allowed, TIMES * gap(nudged, float32) + FLOOR)
        if got <= allowed:
            return "within the fits of changed last bits", ""
    return "false", f"gap {got:.2e}, allowed {allowed:.2e}; scikit-learn: {why}; mcutune: {done.stderr.strip()}"


# -------------------------------------------------------------------------------------- searches


def make_space(rng, case):
    """A space as scikit-learn takes it and as TOML, and whether it is drawn from at random."""
    names = list(rng.choice(["activation", "alpha", "batch_size", "early_stopping", "hidden_layer_sizes",
                             "learning_rate_init", "momentum", "solver", "max_iter"], rng.integers(1, 4), replace=False))
    fixed, draw = random_params(rng, names)
    fixed.pop("max_iter") if "max_iter" in names else None
    sampled, space, toml = rng.random() < 0.4, {}, []
    text = lambda v: "inf" if v == np.inf else json.dumps(list(v) if isinstance(v, tuple) else v)
    draw["max_iter"] = lambda: int(rng.integers(1, 25))
    for name in sorted(map(str, names)):
        ranged = sampled and rng.random() < 0.4
        if ranged and name in ("alpha", "learning_rate_init"):
            space[name], bounds = scipy.stats.loguniform(1e-4, 0.1), "{ low = 1e-4, high = 0.1, log = true }"
        elif ranged and name == "momentum":
            space[name], bounds = scipy.stats.uniform(0.1, 0.9 - 0.1), "{ low = 0.1, high = 0.9 }"
        elif ranged and name in ("max_iter", "hidden_layer_sizes"):
            space[name], bounds = scipy.stats.randint(2, 15), "{ low = 2, high = 15 }"
        else:
            values = []
            for _ in range(rng.integers(1, 4)):
                value = draw[name]()
                values += [value] if value not in values else []
            space[name], bounds = values, "[" + ", ".join(map(text, values)) + "]"
        toml.append(f"{name} = {bounds}")
    toml += [f"{name} = {text([list(value)]) if isinstance(value, tuple) else text(value)}" for name, value in fixed.items()]
    for name, value in fixed.items():
        if isinstance(value, tuple):  # a list of one: no constant in TOML
            space[name] = [value]
    fixed = {name: value for name, value in fixed.items() if not isinstance(value, tuple)}
    return space, fixed, "\n".join(toml) + "\n", sampled


def scorings(case):
    """All that ours and scikit-learn's have for such a target."""
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
        return [name for name in scorers.VALUES if "log" not in name] + ["neg_max_error"] + of_logarithms
    names = [name for name in scorers.CHOSEN + scorers.RANKED + scorers.LOG_LOSSES if name != "average_precision"]
    # of classes of text scikit-learn has no Brier score where two are all that a fold trains on
    names += [] if isinstance(case["y"][0], str) else scorers.BRIER
    if len(set(case["y"])) > 2:
        return names + ["top_k_accuracy", "average_precision"]
    names += ["positive_likelihood_ratio", "neg_negative_likelihood_ratio"]
    return names + (["f1", "precision", "recall", "jaccard", "roc_auc", "average_precision"] if set(case["y"]) == {0, 1} else [])


def is_of_probabilities(name):
    return name in scorers.RANKED + scorers.LOG_LOSSES + scorers.BRIER + ["roc_auc", "top_k_accuracy"]


def choose_folds(rng, case, options):
    """A kind of folds, with its flags; a column of groups or of folds where it takes one."""
    n, k, kind = len(case["y"]), options["cv"], str(rng.choice(KINDS))
    options["kind"], number = kind, str(k)
    if kind in ("group", "stratified-group"):
        case["aside"] = rng.integers(0, rng.integers(2, 16), n).tolist()
        case["command"] += ["--groups", "aside"]
    elif kind == "column":
        case["aside"], number = rng.integers(-1, k, n).tolist(), "aside"
    elif kind == "repeated":
        options["times"] = int(rng.integers(1, 4))
        number += f"x{options['times']}"
    return ["--cv", kind if kind == "loo" else f"{kind}:{number}"]


KINDS = ["stratified", "kfold", "group", "stratified-group", "time-series", "shuffle-split", "repeated", "column", "loo"]


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


def learns_nothing(case, options):
    """Whether on each fold all rows that train are of one class, which ours refuses where the kind of folds is named."""
    if not case["classify"] or "targets" in case or "kind" not in options:
        return False
    y = np.array(case["y"])
    return all(len(np.unique(y[train])) == 1 for train, _ in splitter(case, options))


def searched(case, space, fixed, options, dtype, nudge=None):
    """scikit-learn's search: its `cv_results_`, and the winner."""
    X, y = arrays(case, dtype, nudge)
    model = estimator(case, fixed)
    prefix = "regressor__" if case["scale_target"] != "none" else ""
    prefix += "mlpclassifier__" if case["classify"] else "mlpregressor__"
    space = {prefix + name: values for name, values in space.items()}
    try:
        shared = {"scoring": options["scoring"], "cv": splitter(case, options), "refit": False}
    except ValueError as error:
        return None, str(error)
    if "several" in options:
        shared |= {"return_train_score": True, "error_score": options["error_score"]}
        of_float32 = {name: in_float32(name) if name in scorers.LOG_LOSSES else name for name in options["several"]}
        shared["scoring"] = of_float32
    elif options["scoring"] in scorers.LOG_LOSSES:
        shared["scoring"] = in_float32(options["scoring"])
    if "several" not in options and "targets" not in case and nudge is not None and options["scoring"] in ["roc_auc", *scorers.RANKED]:
        shared["scoring"] = with_ties(options["scoring"], nudge)
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
    params = [[(k.removeprefix(prefix), v) for k, v in one.items()] for one in results["params"]]
    columns = [k.replace(prefix, "") for k in results if k.startswith("param")]
    folds = len(shared["cv"]) if isinstance(shared["cv"], list) else options["cv"]
    if "several" in options:
        names = [k for k in results if "_test_" in k or "_train_" in k]
        return {"params": params, "columns": columns, "names": names, "scores": several_scores(results)}, ""
    scores = np.array([results[f"split{i}_test_score"] for i in range(folds)]).T
    found = {"params": params, "columns": columns, "scores": scores}
    if "halving" in options:
        found |= {"iter": results["iter"], "resources": search.n_resources_, "candidates": search.n_candidates_}
    return found, ""


def in_float32(scoring):
    """The score of probabilities in float32, whose epsilon is the least that a logarithm is taken of; lbfgs leaves
    float64 whatever X has."""

    def score(model, X, y):
        found = model.predict_proba(X).astype(np.float32)
        return get_scorer(scoring)(scorers.Answer("classifier", found, model.classes_), X, y)

    return score


def with_ties(scoring, nudge):
    """The score of probabilities that are rounded by up to float32's last bits: ranks go by
    them, and what one rounding ties another tells apart."""

    def score(model, X, y):
        found = model.predict_proba(X).astype(float)
        step = 2.0 ** -nudge.integers(22, 25)
        found = step * np.round(found / step + nudge.uniform(-0.5, 0.5, found.shape))
        found /= found.sum(1, keepdims=True)
        return get_scorer(scoring)(scorers.Answer("classifier", found, model.classes_), X, y)

    return score


def alike(ours, theirs):
    plain = lambda v: (v,) if isinstance(v, (int, np.integer)) and not isinstance(v, bool) else v
    # a logarithm's draw goes through exp, of which NumPy's and ours may differ by a last bit
    close = lambda a, b: isinstance(a, float) and np.isclose(a, b, rtol=1e-15, atol=0)
    names = [k for k, _ in ours] == [k for k, _ in theirs]
    return names and all(plain(a) == plain(b) or close(a, b) for (_, a), (_, b) in zip(ours, theirs))


def targets_search_case(rng, mcutune, place):
    """A search of several targets."""
    return search_case(rng, mcutune, place, several=True)


def search_case(rng, mcutune, place, several=False):
    case = make_case(rng)
    space, fixed, toml, sampled = make_space(rng, case)
    if several:
        make_targets(rng, case)
    if rng.random() < 0.4:
        # a search of scikit-learn's has no weights of classes that each fold balances
        make_weights(rng, case, of_classes=False)
        if "loss" in case:
            fixed["loss"] = case.pop("loss")
            toml += 'loss = "poisson"\n'
    options = {"cv": int(rng.integers(2, 11)), "scoring": str(rng.choice(scorings(case)))}
    options["trials"] = int(rng.integers(1, 8)) if sampled else None
    options["shuffled"] = bool(rng.random() < 0.3)
    folds = ["--cv", ("shuffled:" if options["shuffled"] else "") + str(options["cv"])]
    folds = choose_folds(rng, case, options) if rng.random() < 0.6 else folds
    write_data(case, place / "data.csv")
    (place / "space.toml").write_text(toml)
    command = ["search", "data.csv", *case["command"], "--space", "space.toml", *folds]
    command += ["--scoring", options["scoring"], "--out", "study", "--jobs", "1", "--quiet", "--json"]
    command += ["--strategy", "random", "--trials", str(options["trials"])] if sampled else []
    (place / "command.txt").write_text(" ".join(command) + "\n")
    done = run(mcutune, place, command)
    theirs, why = searched(case, space, fixed, options, np.float32)
    if done.returncode not in (0, 1):
        return "false", f"exit status {done.returncode}: {done.stderr}"
    table = place / "study" / "cv_results.csv"
    if done.returncode == 1 and " are of one class" in done.stderr and learns_nothing(case, options):
        return "equal", ""
    if theirs is None or not table.exists():
        same = theirs is None and done.returncode == 1
        return ("equal" if same else "false"), f"scikit-learn: {why}; mcutune: {done.stderr.strip()}"
    rows, scores = our_scores(table)
    params = [list(ast.literal_eval(row["params"]).items()) for row in rows]
    columns = [name for name in rows[0] if name.startswith("param")]
    if columns != theirs["columns"]:
        return "false", f"columns {columns}, scikit-learn's {theirs['columns']}"
    if len(params) != len(theirs["params"]) or not all(map(alike, params, theirs["params"])):
        return "false", f"candidates {params}, scikit-learn's {theirs['params']}"
    wrong = check_statistics(rows, scores, done)
    if wrong:
        return "false", wrong
    theirs["scores"][:, mispaired(case, options)] = np.nan
    others = [searched(case, space, fixed, options, np.float64)[0]]
    same = near(scores, theirs["scores"], others)
    if same.all():
        return "equal", ""
    for i in range(NUDGES):
        others.append(searched(case, space, fixed, options, np.float32, np.random.default_rng(i))[0])
        # ours rounds in its own way: where that turns a fit, changed last bits may turn it back
        write_data(with_changed_bits(case, np.random.default_rng(i)), place / "changed.csv")
        run(mcutune, place, [word.replace("data.csv", "changed.csv").replace("study", "changed") for word in command])
        same |= near(our_scores(place / "changed" / "cv_results.csv")[1], theirs["scores"], others)
        shutil.rmtree(place / "changed")
        same |= near(scores, theirs["scores"], others)
        if same.all():
            return "within the fits of changed last bits", ""
    return "false", f"scores\n{scores}\nscikit-learn's\n{theirs['scores']}\n{done.stderr.strip()}"


def halving_case(rng, mcutune, place):
    """Halving over rows: the iterations, the candidates that our own scores let survive, and, as far as those are
    scikit-learn's, every fold score."""
    case = make_case(rng)
    space, fixed, toml, sampled = make_space(rng, case)
    # of three classes, these pair probabilities with others where a sample lacks one: see `mispaired`
    many = case["classify"] and len(set(case["y"])) > 2
    scoring = [name for name in scorings(case) if not (many and is_of_probabilities(name))]
    options = {"cv": int(rng.integers(2, 5)), "scoring": str(rng.choice(scoring))}
    options["trials"] = int(rng.integers(1, 12)) if sampled else None
    options["shuffled"] = bool(rng.random() < 0.3)
    how = {"factor": int(rng.integers(2, 4)), "aggressive_elimination": bool(rng.random() < 0.2)}
    how["min_resources"] = [int(rng.integers(4, 40)), "smallest", "exhaust"][rng.integers(0, 3)]
    options["halving"] = how
    write_data(case, place / "data.csv")
    (place / "space.toml").write_text(toml)
    command = ["search", "data.csv", *case["command"], "--space", "space.toml", "--strategy", "halving"]
    command += ["--cv", ("shuffled:" if options["shuffled"] else "") + str(options["cv"])]
    command += ["--resource", "n_samples", "--factor", str(how["factor"]), "--min-resources", str(how["min_resources"])]
    command += ["--aggressive-elimination"] if how["aggressive_elimination"] else []
    command += ["--scoring", options["scoring"], "--out", "study", "--jobs", "1", "--quiet", "--json"]
    command += ["--trials", str(options["trials"])] if sampled else []
    (place / "command.txt").write_text(" ".join(command) + "\n")
    done = run(mcutune, place, command)
    theirs, why = searched(case, space, fixed, options, np.float32)
    if done.returncode not in (0, 1):
        return "false", f"exit status {done.returncode}: {done.stderr}"
    table = place / "study" / "cv_results.csv"
    if theirs is None or not table.exists():
        same = theirs is None and done.returncode == 1
        return ("equal" if same else "false"), f"scikit-learn: {why}; mcutune: {done.stderr.strip()}"
    rows, scores = our_scores(table)
    params = [list(ast.literal_eval(row["params"]).items()) for row in rows]
    ours = np.array([int(row["iter"]) for row in rows])
    resources = [int(rows[np.argmax(ours == i)]["n_resources"]) for i in range(ours.max() + 1)]
    if resources != theirs["resources"] or np.bincount(ours).tolist() != theirs["candidates"]:
        return "false", f"{np.bincount(ours)} on {resources}, scikit-learn's {theirs}"
    means = np.average(scores, axis=1)
    for i in range(ours.max()):
        kept = np.flatnonzero(ours == i + 1)
        results = {"iter": ours, "mean_test_score": means, "params": np.arange(len(params))}
        survivors = halving.stable_top_k(results, len(kept), i)
        if [params[at] for at in survivors] != [params[at] for at in kept]:
            return "false", f"of {means[ours == i]} {survivors} should survive"
    last = np.flatnonzero(ours == ours.max())
    best = last[0] if np.isnan(means[last]).all() else last[np.nanargmax(means[last])]
    if done.returncode == 0 and json.loads(done.stdout)["best"]["trial"] != best:
        return "false", f"the winner is not {best}"
    as_theirs = lambda i: all(map(alike, *([p[at] for at in np.flatnonzero(ours == i)] for p in (params, theirs["params"]))))
    same_until = next((i for i in range(ours.max() + 1) if not as_theirs(i)), ours.max() + 1)
    if same_until == 0:
        return "false", f"candidates {params}, scikit-learn's {theirs['params']}"
    until = ours < same_until
    others = [searched(case, space, fixed, options, np.float64)[0]]
    # where others survive there, the first iteration says what rounding does
    fits = lambda: [{"scores": other["scores"]} for other in others if other["scores"].shape == scores.shape]
    same = near(scores, theirs["scores"], fits())
    for i in range(NUDGES):
        if same[until].all():
            return ("equal" if i == 0 else "within the fits of changed last bits"), ""
        others.append(searched(case, space, fixed, options, np.float32, np.random.default_rng(i))[0])
        same |= near(scores, theirs["scores"], fits())
    return "false", f"scores\n{scores}\nscikit-learn's\n{theirs['scores']}\n{done.stderr.strip()}"


def several_scores(columns):
    """Fold scores by each of several, on the rows that test and on those that train."""
    names = [name for name in columns if name.startswith("split") and not name.endswith("int8")]
    return np.array([columns[name] for name in names], float).T


def several_case(rng, mcutune, place):
    """Two or three scores at once, on the rows that train too, where fits may fail and a number may stand for them."""
    case = make_case(rng)
    space, fixed, toml, sampled = make_space(rng, case)
    if rng.random() < 0.4:  # a step that fails
        fixed = {k: v for k, v in fixed.items() if k not in ("learning_rate_init", "solver")}
        lines = [line for line in toml.splitlines() if not line.startswith(("learning_rate_init", "solver"))]
        space["learning_rate_init"], space["solver"] = [0.001, 1e38], ["sgd"]
        toml = "\n".join([*lines, "learning_rate_init = [0.001, 1e38]", 'solver = ["sgd"]']) + "\n"
    many = case["classify"] and len(set(case["y"])) > 2
    known = [name for name in scorings(case) if not (many and is_of_probabilities(name))]
    several = list(map(str, rng.choice(known, min(len(known), int(rng.integers(2, 4))), replace=False)))
    refit = str(rng.choice(several))
    options = {"cv": int(rng.integers(2, 6)), "scoring": refit, "several": several}
    options["trials"] = int(rng.integers(1, 8)) if sampled else None
    options["shuffled"] = bool(rng.random() < 0.3)
    options["error_score"] = float(rng.choice([-2.5, 0.0, 0.25])) if rng.random() < 0.5 else np.nan
    write_data(case, place / "data.csv")
    (place / "space.toml").write_text(toml)
    command = ["search", "data.csv", *case["command"], "--space", "space.toml", "--train-score"]
    command += ["--cv", ("shuffled:" if options["shuffled"] else "") + str(options["cv"])]
    command += ["--scoring", ",".join(several), "--refit", refit, "--error-score", str(options["error_score"])]
    command += ["--out", "study", "--jobs", "1", "--quiet", "--json"]
    command += ["--strategy", "random", "--trials", str(options["trials"])] if sampled else []
    (place / "command.txt").write_text(" ".join(command) + "\n")
    done = run(mcutune, place, command)
    theirs, why = searched(case, space, fixed, options, np.float32)
    if done.returncode not in (0, 1):
        return "false", f"exit status {done.returncode}: {done.stderr}"
    if theirs is None or done.returncode == 1:
        same = theirs is None and done.returncode == 1
        # a winner whose refit fails is an error of ours, and here of no refit of scikit-learn's
        same |= done.returncode == 1 and "winner" in done.stderr
        return ("equal" if same else "false"), f"scikit-learn: {why}; mcutune: {done.stderr.strip()}"
    read = lambda path: list(csv.DictReader(open(path, newline="")))
    rows = read(place / "study" / "cv_results.csv")
    names = [name for name in rows[0] if "_test_" in name or "_train_" in name]
    if names != theirs["names"]:
        return "false", f"columns {names}, scikit-learn's {theirs['names']}"
    columns = lambda rows: {name: [number(row[name]) for row in rows] for name in names}
    ours = several_scores(columns(rows))
    # a score that the rows or answers do not define stays none; scikit-learn's scorer raises for some of them
    undefined = lambda found: found | {"scores": np.where(np.isnan(ours) & (found["scores"] == options["error_score"]), np.nan, found["scores"])}
    theirs = undefined(theirs)
    for name in several:
        one = [{**row, **{f"{k}_test_score": row[f"{k}_test_{name}"] for k in ("mean", "std", "rank")}} for row in rows]
        of = [k for k in names if k.startswith("split") and k.endswith(f"_test_{name}")]
        scores = np.array([[number(row[k]) for k in of] for row in rows])
        if name != refit:
            winner = json.dumps({"best": {"trial": int(np.array([int(row["rank_test_score"]) for row in one]).argmin())}})
        as_done = done if name == refit else subprocess.CompletedProcess([], 0, stdout=winner)
        wrong = check_statistics(one, scores, as_done)
        if wrong:
            return "false", f"{name}: {wrong}"
    others = [searched(case, space, fixed, options, np.float64)[0]]
    same = near(ours, theirs["scores"], others)
    # an answer that is not finite is a failure of ours, and of scikit-learn's classifiers their first class
    far = [dict(params).get("learning_rate_init") == 1e38 for params in theirs["params"]]
    stands = np.isnan(ours) if np.isnan(options["error_score"]) else ours == options["error_score"]
    same |= stands & np.array(far)[:, None] & case["classify"]
    for i in range(NUDGES):
        if same.all():
            return ("equal" if i == 0 else "within the fits of changed last bits"), ""
        others.append(searched(case, space, fixed, options, np.float32, np.random.default_rng(i))[0])
        write_data(with_changed_bits(case, np.random.default_rng(i)), place / "changed.csv")
        run(mcutune, place, [word.replace("data.csv", "changed.csv").replace("study", "changed") for word in command])
        changed = several_scores(columns(read(place / "changed" / "cv_results.csv")))
        same |= near(changed, theirs["scores"], others) | near(ours, theirs["scores"], others)
        shutil.rmtree(place / "changed")
    return ("equal" if same.all() else "false"), f"scores\n{ours}\nscikit-learn's\n{theirs['scores']}\n{done.stderr.strip()}"


def number(text):
    return float(text) if text else np.nan


def our_scores(table):
    """The rows of a cv_results.csv, and its scores by fold."""
    with open(table, newline="") as file:
        rows = list(csv.DictReader(file))
    folds = [name for name in rows[0] if name.startswith("split") and name.endswith("_test_score")]
    return rows, np.array([[number(row[name]) for name in folds] for row in rows])


def mispaired(case, options):
    """Folds whose rows train some classes and test others, as many: scikit-learn takes the probability of
    a class for that of another there. Ours is undefined; and so are Brier scores where two classes of more train and
    others are tested, and `average_precision` where two train: there scikit-learn takes the class 1 or the last for
    the positive one."""
    if not case["classify"] or "targets" in case or not is_of_probabilities(options["scoring"]):
        return []
    two = [*scorers.BRIER, "average_precision"]
    y = np.array(case["y"])
    folds = splitter(case, options)
    folds = folds if isinstance(folds, list) else folds.split(np.zeros(len(y)), y)
    pairs = [(np.unique(y[train]), np.unique(y[test])) for train, test in folds]
    many = len(np.unique(y)) > 2
    differ = lambda a, b: len(a) == len(b) and (a != b).any()
    of_two = lambda a, b: options["scoring"] in two and len(a) == 2 and (len(b) != 2 or "average" in options["scoring"])
    return [i for i, (a, b) in enumerate(pairs) if many and (differ(a, b) or of_two(a, b))]


def near(ours, theirs, others):
    """Which scores are as near to scikit-learn's as TIMES its own gap, NaN where it has NaN."""
    others = [other["scores"] for other in others if other is not None]
    found = np.zeros(theirs.shape, bool)
    for at in np.ndindex(theirs.shape):
        a, b, c = ours[at], theirs[at], [other[at] for other in others]
        if np.isnan(a) or np.isnan(b):
            found[at] = np.isnan(a) == np.isnan(b) or any(np.isnan(x) != np.isnan(b) for x in c)
        elif np.isinf(b):
            found[at] = True  # float32's overflow of a score, which ours takes in float64
        else:
            spread = max((abs(x - b) for x in c if np.isfinite(x)), default=0)
            found[at] = abs(a - b) <= TIMES * spread + FLOOR * max(1, abs(b))
    return found


def check_statistics(rows, scores, done):
    """Mean, deviation, rank and winner as scikit-learn takes them from our fold scores, to the bit.

    Candidates without a mean rank behind all others. scikit-learn gives them the worst mean less 1, which
    from 2**53 on is the worst mean itself, so that a failed candidate may win there: not so here.
    """
    means = np.average(scores, axis=1)
    deviations = np.sqrt(np.average((scores - means[:, None]) ** 2, axis=1))
    if np.isnan(means).all():
        ranks = np.ones(len(means), int)
    else:
        scored = ~np.isnan(means)
        ranks = np.full(len(means), scored.sum() + 1)
        ranks[scored] = scipy.stats.rankdata(-means[scored], method="min")
    for name, expected in (("mean", means), ("std", deviations), ("rank", ranks)):
        got = np.array([number(row[f"{name}_test_score"]) for row in rows])
        if not np.array_equal(got, expected, equal_nan=True):
            return f"{name} {got}, expected {expected}"
    if done.returncode == 0 and json.loads(done.stdout)["best"]["trial"] != int(ranks.argmin()):
        return f"the winner is not {ranks.argmin()}"
    return ""


# ------------------------------------------------------------------------------------------- run

CASES = {"train": train_case, "search": search_case, "halving": halving_case, "several": several_case,
         "targets": targets_case, "targets_search": targets_search_case}


def one(mcutune, seed, kind, number, keep):
    rng = np.random.default_rng([seed, list(CASES).index(kind), number])
    place = pathlib.Path(tempfile.mkdtemp(prefix=f"{kind}-{number}-"))
    with np.errstate(all="ignore"):
        verdict, detail = CASES[kind](rng, mcutune, place)
    if verdict != "false" and not keep:
        shutil.rmtree(place)
    return kind, number, verdict, detail, place


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mcutune", type=pathlib.Path)
    parser.add_argument("--train", type=int, default=0, metavar="N", help="how many fits")
    parser.add_argument("--search", type=int, default=0, metavar="N", help="how many searches")
    parser.add_argument("--halving", type=int, default=0, metavar="N", help="how many searches by halving over rows")
    parser.add_argument("--several", type=int, default=0, metavar="N", help="how many searches by several scores")
    parser.add_argument("--targets", type=int, default=0, metavar="N", help="how many fits to several targets")
    parser.add_argument("--targets-search", type=int, default=0, metavar="N", help="how many searches of several targets")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--only", metavar="KIND:NUMBER", help="one case")
    parser.add_argument("--keep", action="store_true", help="keep every case's files")
    flags = parser.parse_args()
    print("scikit-learn", sklearn.__version__, "numpy", np.__version__)
    work = [(kind, i) for kind in CASES for i in range(getattr(flags, kind))]
    if flags.only:
        kind, number = flags.only.split(":")
        work = [(kind, int(number))]
    verdicts = collections.Counter()
    with concurrent.futures.ProcessPoolExecutor(flags.jobs) as pool:
        mcutune = str(flags.mcutune.resolve())
        jobs = [pool.submit(one, mcutune, flags.seed, *item, flags.keep) for item in work]
        for job in jobs:
            kind, number, verdict, detail, place = job.result()
            verdicts[kind, verdict] += 1
            if verdict == "false" or flags.only:
                print(f"{kind}:{number} {verdict} in {place}: {detail}", flush=True)
    for (kind, verdict), count in sorted(verdicts.items()):
        print(f"{kind}: {count} {verdict}")
    sys.exit(any(verdict == "false" for _, verdict in verdicts))


if __name__ == "__main__":
    main()
