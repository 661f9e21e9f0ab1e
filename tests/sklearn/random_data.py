"""Random data and settings, as a file and flags of the command and as arrays of scikit-learn's.

A case is a dict: its `columns`, target `y`, what is done to them (`scale`, `missing`, ...), and the flags of `command`.
"""

import csv
import json

import numpy as np
import pandas as pd
import scipy.stats


def make_columns(rng, n, m):
    """Numbers, with gaps in some, and columns of names; what is done to either, and their flags."""
    x = rng.normal(size=(n, m)) * 10.0 ** rng.uniform(-2, 2, m) + rng.normal(size=m)
    case = {"columns": {f"x{j}": np.float32(x[:, j]) for j in range(m)}, "missing": None, "indicator": False}
    case |= {"least": None, "flags": [], "weighing": []}
    columns = case["columns"]
    if rng.random() < 0.4:
        # outliers: where rows are held out, these may be beyond the range of those that train
        for name in rng.choice(list(columns), rng.integers(1, m + 1), replace=False):
            columns[name][rng.integers(0, n, rng.integers(1, 4))] *= np.float32(10.0 ** rng.uniform(0.5, 2))
    if rng.random() < 0.3:
        case["missing"] = str(rng.choice(["mean", "median", "most_frequent", "constant:-1.5"]))
        case["indicator"] = bool(rng.random() < 0.4)
        # the first column keeps its values: rows that train without any feature are an error of ours
        for name in list(columns)[1:]:
            columns[name] = np.where(rng.random(n) < rng.choice([0, 0.1, 0.4]), np.float32(np.nan), columns[name])
            if rng.random() < 0.1:
                known = rng.integers(0, n, 2)
                columns[name][[i for i in range(n) if i not in known]] = np.nan
    if rng.random() < 0.25:
        case["flags"] += ["--categorical", "one-hot"]
        columns["text"] = make_names(rng, case, ["u", "v", "w", "x y"])
    if rng.random() < 0.15:
        case["flags"] += ["--categories", "code"]
        columns["code"] = make_names(rng, case, ["1", "2", "5", "9"])
    if case["flags"] and rng.random() < 0.5:
        case["least"] = str(rng.choice(["3", "20", "0.1", "0.25"]))
    return case, x


def make_names(rng, case, names):
    """A column of names, the last one rare; where gaps are filled, a name may be missing."""
    n = len(case["columns"]["x0"])
    column = rng.choice(names, n, p=[0.5, 0.3, 0.18, 0.02]).astype(object)
    if case["missing"] and rng.random() < 0.5:
        column[rng.random(n) < 0.1] = np.nan
    return column


def make_case(rng, rows=(24, 130)):
    n, m = int(rng.integers(*rows)), int(rng.integers(1, 7))
    case, x = make_columns(rng, n, m)
    signal = (x - x.mean(0)) / (x.std(0) + 1e-9) @ rng.normal(size=m) + 0.3 * rng.normal(size=n)
    case["classify"] = bool(rng.random() < 0.6)
    if case["classify"]:
        classes = int(rng.choice([2, 2, 3, 3, 4, 5]))
        # of one class there is nothing to learn: ours rejects it
        above = np.sort(signal)[1:]
        edges = np.sort(rng.choice(above, classes - 1, replace=False))
        y = np.searchsorted(edges, signal, side="right")
        y = np.unique(y, return_inverse=True)[1]
        names = rng.permutation(["ab", "b", "C", "d e", "é"]) if rng.random() < 0.5 else np.arange(5)
        case["y"] = names[y].tolist()
    else:
        unit, zero = (1, 0) if rng.random() < 0.3 else (10.0 ** rng.uniform(-4, 5), rng.normal() * 5)
        case["y"] = np.float32((signal + zero) * unit)
    case["seed"] = int(rng.integers(0, 1000))
    case["scale"] = str(rng.choice(["standard", "standard", "minmax", "minmax-clip", "robust", "maxabs", "none"]))
    scaled = ["standard", "minmax", "robust", "maxabs", "none"]
    case["scale_target"] = "none" if case["classify"] else str(rng.choice(scaled))
    return case


def make_weights(rng, case):
    """A column that says how much each row counts, or weights of classes, or counts to predict, with their flags."""
    n = len(case["y"])
    if rng.random() < 0.5:
        kind = rng.integers(0, 3)
        weights = [rng.uniform(0.1, 3, n), rng.integers(1, 4, n), rng.choice([0, 0.5, 1, 2], n)][kind]
        case["weights"] = np.float32(weights)
        case["weighing"] += ["--weights", "weights"]
    if case["classify"] and "targets" not in case and rng.random() < 0.4:
        classes = sorted(set(case["y"]))
        if rng.random() < 0.5:
            case["class_weight"] = "balanced"
            case["weighing"] += ["--class-weight", "balanced"]
        else:
            some = [str(name) for name in classes if rng.random() < 0.7]
            case["class_weight"] = {name: float(rng.choice([0.25, 1.5, 3])) for name in some} or {str(classes[0]): 2.0}
            case["weighing"] += ["--class-weight", ",".join(f"{k}={v}" for k, v in case["class_weight"].items())]
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
    case["flags"] += [part for name in case["targets"] for part in ("--target", name)]


def make_clip(rng, case):
    """Of a regression, a range that answers are held to: that of the rows that train, or one that the target's values
    leave, with its flag."""
    if case["classify"] or rng.random() < 0.5:
        return
    case["clip"] = "train"
    if rng.random() < 0.5:
        case["clip"] = ":".join(f"{end:.4g}" for end in np.quantile(case["y"], [rng.uniform(0, 0.4), rng.uniform(0.6, 1)]))
    case["clipping"] = ["--clip-output", *([case["clip"]] if case["clip"] != "train" else [])]


def beyond(case):
    """The case with numbers up to ten times as far from 0: a model is to answer rows beyond those that trained it."""
    far = lambda values: values if values.dtype == object else values * np.linspace(-10, 10, len(values), dtype=np.float32)
    return {**case, "columns": {name: far(values) for name, values in case["columns"].items()}}


def of_rows(case, rows):
    """The case with these rows alone."""
    parts = {key: np.asarray(case[key])[rows] for key in ("y", "weights") if key in case}
    return {**case, **parts, "columns": {name: values[rows] for name, values in case["columns"].items()}}


def flags_of(case, searched=()):
    """What the command is told of a case, but for what a space says."""
    flags = ["--rng", "numpy", "--seed", str(case["seed"]), *case["flags"], *case["weighing"], *case.get("clipping", [])]
    flags += ["--scale", case["scale"]] if "scaler" not in searched else []
    flags += ["--missing", case["missing"]] if case["missing"] and "missing" not in searched else []
    flags += ["--missing-indicator"] if case["indicator"] else []
    flags += ["--min-frequency", case["least"]] if case["least"] else []
    if case["classify"]:
        return [*flags, "--task", "classify"]
    return [*flags, "--task", "regress", "--scale-target", case["scale_target"]]


def random_layers(rng):
    """Mostly one layer; none, or up to 16, now and then."""
    layers = int(rng.choice([1, 1, 1, 2, 3, 0, rng.integers(4, 17)], p=[0.2, 0.2, 0.2, 0.2, 0.1, 0.05, 0.05]))
    return tuple(int(width) for width in rng.integers(1, 20, layers))


def random_params(rng, searched=(), brief=False):
    """A subset of the hyperparameters, each with a random value; `brief` of which fits take no time."""
    log = lambda low, high: float(f"{10 ** rng.uniform(low, high):.4g}")
    draw = {
        "activation": lambda: str(rng.choice(["relu", "tanh", "logistic", "identity"])),
        "alpha": lambda: log(-6, 0),
        "batch_size": lambda: int(rng.integers(3, 60)) if rng.random() < 0.7 else "auto",
        "beta_1": lambda: float(rng.choice([0.5, 0.9, 0.99])),
        "beta_2": lambda: float(rng.choice([0.9, 0.99, 0.999])),
        "early_stopping": lambda: bool(rng.random() < 0.5),
        "epsilon": lambda: float(rng.choice([1e-8, 1e-6, 1e-3])),
        "hidden_layer_sizes": lambda: random_layers(rng)[: 2 if brief else None],
        "learning_rate": lambda: str(rng.choice(["constant", "invscaling", "adaptive"])),
        "learning_rate_init": lambda: log(-3.5, -0.5),
        "max_fun": lambda: int(rng.integers(1, 60)),
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
    return params | {"max_iter": int(rng.integers(1, 8 if brief else 30))}, draw


# Of a grid, at most.
CANDIDATES = 4
SEARCHED = ["activation", "alpha", "batch_size", "early_stopping", "hidden_layer_sizes", "learning_rate_init", "momentum",
            "solver", "max_iter"]


def make_space(rng, case, brief=False):
    """A space as scikit-learn takes it and as TOML, and whether it is drawn from at random; `brief` as `random_params`."""
    names = list(map(str, rng.choice(SEARCHED, rng.integers(1, 4), replace=False)))
    names += ["scaler"] if rng.random() < 0.2 else []
    names += ["missing"] if case["missing"] and "constant" not in case["missing"] and rng.random() < 0.5 else []
    by_class = case["classify"] and "targets" not in case and "class_weight" not in case
    names += ["class_weight"] if by_class and rng.random() < 0.2 else []
    fixed, draw = random_params(rng, names, brief)
    fixed.pop("max_iter") if "max_iter" in names else None
    sampled, space, toml, left = rng.random() < 0.4, {}, [], CANDIDATES
    text = lambda v: "inf" if v == np.inf else json.dumps(list(v) if isinstance(v, tuple) else v)
    draw["max_iter"] = lambda: int(rng.integers(1, 8 if brief else 25))
    draw["scaler"] = lambda: str(rng.choice(["standard", "minmax", "minmax-clip", "robust", "maxabs", "none"]))
    draw["missing"] = lambda: str(rng.choice(["mean", "median", "most_frequent"]))
    draw["class_weight"] = lambda: str(rng.choice(["none", "balanced"]))
    for name in sorted(names):
        ranged = sampled and rng.random() < 0.4
        if ranged and name in ("alpha", "learning_rate_init"):
            space[name], bounds = scipy.stats.loguniform(1e-4, 0.1), "{ low = 1e-4, high = 0.1, log = true }"
        elif ranged and name == "momentum":
            space[name], bounds = scipy.stats.uniform(0.1, 0.9 - 0.1), "{ low = 0.1, high = 0.9 }"
        elif ranged and name in ("max_iter", "hidden_layer_sizes"):
            space[name], bounds = scipy.stats.randint(2, 15), "{ low = 2, high = 15 }"
        else:
            values = []
            for _ in range(rng.integers(1, 4 if sampled else min(3, left) + 1)):
                value = draw[name]()
                values += [value] if value not in values else []
            left //= len(values)
            space[name], bounds = values, "[" + ", ".join(map(text, values)) + "]"
        toml.append(f"{name} = {bounds}")
    if "loss" in case:
        fixed["loss"] = case["loss"]
    toml += [f"{name} = {text([list(value)]) if isinstance(value, tuple) else text(value)}" for name, value in fixed.items()]
    for name, value in fixed.items():
        if isinstance(value, tuple):  # a list of one: no constant in TOML
            space[name] = [value]
    fixed = {name: value for name, value in fixed.items() if not isinstance(value, tuple)}
    return space, fixed, "\n".join(toml) + "\n", sampled


KINDS = ["stratified", "kfold", "group", "stratified-group", "time-series", "shuffle-split", "repeated", "column", "loo"]


def choose_folds(rng, case):
    """What scikit-learn makes folds of, and its flags: a kind of folds, with a column of groups or of folds where it
    takes one, or the number alone."""
    n, k = len(case["y"]), int(rng.integers(2, 5))
    options = {"cv": k, "shuffled": bool(rng.random() < 0.3)}
    if n <= 255 and rng.random() < 0.4:
        return options, ["--cv", ("shuffled:" if options["shuffled"] else "") + str(k)]
    kind, number, groups = str(rng.choice(KINDS if n <= 255 else ["loo", "kfold"])), str(k), []
    if n > 255 and kind == "kfold":
        options["cv"] = number = n - 1
    if kind in ("group", "stratified-group"):
        case["aside"] = rng.integers(0, rng.integers(2, 16), n).tolist()
        groups = ["--groups", "aside"]
    elif kind == "column":
        case["aside"], number = rng.integers(-1, k, n).tolist(), "aside"
    elif kind == "repeated":
        options["times"] = int(rng.integers(1, 4))
        number += f"x{options['times']}"
    return options | {"kind": kind}, ["--cv", kind if kind == "loo" else f"{kind}:{number}", *groups]


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
        # counts of 0 have none below
        kept = (nudge.random(values.shape) < 0.5) | (values == 0)
        return np.where(kept, values, np.nextafter(values, away))

    columns = {name: changed(values) for name, values in case["columns"].items()}
    return {**case, "columns": columns, "y": case["y"] if case["classify"] else changed(case["y"])}


def arrays(case, dtype, nudge=None):
    """X, whose index numbers the rows, and y; with `nudge`, the last bit of some numbers changed."""
    if nudge is not None:
        case = with_changed_bits(case, nudge)
    frame = {name: v if v.dtype == object else v.astype(dtype) for name, v in case["columns"].items()}
    y = np.array(case["y"]) if case["classify"] else np.asarray(case["y"]).astype(dtype)
    return pd.DataFrame(frame), y
