"""splits.json and folds.json: which rows every splitter of scikit-learn puts where."""

from common import CLASSIFICATION, SETS, load, write_json  # first: it sets the BLAS threads

import numpy as np
from sklearn.model_selection import GroupKFold, KFold, LeaveOneOut, PredefinedSplit, RepeatedKFold, RepeatedStratifiedKFold
from sklearn.model_selection import ShuffleSplit, StratifiedGroupKFold, StratifiedKFold, StratifiedShuffleSplit
from sklearn.model_selection import TimeSeriesSplit, train_test_split

# Labels that catch a wrong rule: classes out of order at first appearance, of unequal size,
# interleaved or sorted, row counts that the folds do not divide, classes smaller than k.
AWKWARD = {
    "descending": [2] * 5 + [1] * 7 + [0] * 4,
    "interleaved": [1, 0, 2] * 6 + [1, 1],
    "unequal": [0] * 17 + [1] * 4 + [2] * 6,
    "late_class": [3, 3, 0, 3, 0, 3, 1, 3, 0, 1, 3, 1, 0, 3, 3, 3, 1, 0, 3],
    "binary_rare": [0] * 11 + [1] * 5 + [0] * 7,
    "small_class": [0] * 9 + [1] * 2 + [2] * 8,
    "gaps": [7, -1, 7, 100, -1, 100, 7, 7, -1, 100, 100, 7, -1, 7],
}


def labels():
    for name in CLASSIFICATION:
        yield name, load(name)[1]
    for name, y in AWKWARD.items():
        yield name, np.array(y)


def fold_ids(splitter, y):
    """The test fold of every row."""
    folds = np.full(len(y), -1)
    for i, (_, test) in enumerate(splitter.split(np.zeros((len(y), 1)), y)):
        folds[test] = i
    return folds


def attempt(make):
    try:
        return make()
    except ValueError as error:
        return {"error": str(error)}


def split(n, y, fraction, seed):
    """Train and test rows, in the order in which scikit-learn hands them out."""
    train, test = train_test_split(np.arange(n), test_size=fraction, random_state=seed, stratify=y)
    return {"train": train, "test": test}


def listed(splitter, n, y=None, groups=None):
    """Train and test rows of each fold, in the order in which scikit-learn hands them out."""
    parts = splitter.split(np.zeros((n, 1)), y, groups)
    return [{"train": train, "test": test} for train, test in parts]


def kinds(rng):
    """Random groups, labels and predefined folds, of few rows, that many rules tell apart."""
    for case in range(40):
        n, k, seed = int(rng.integers(12, 70)), int(rng.integers(2, 7)), int(rng.integers(0, 1000))
        shared = {"name": f"random {case}", "k": k}
        groups = rng.integers(0, rng.integers(2, 14), n)
        folds = attempt(lambda: listed(GroupKFold(k), n, groups=groups))
        yield {"kind": "group", **shared, "groups": groups, "rows": folds}
        yield {"kind": "time-series", **shared, "n": n, "rows": attempt(lambda: listed(TimeSeriesSplit(k), n))}
        yield {"kind": "shuffle-split", **shared, "n": n, "seed": seed,
               "rows": listed(ShuffleSplit(k, random_state=seed), n)}
        # from eight numbers on, NumPy sums in another order
        many = int(rng.choice([2, 3, 5, 9, 17]))
        y = np.unique(rng.choice(many, n, p=rng.dirichlet(np.ones(many))), return_inverse=True)[1]
        y = y if y.any() else np.arange(n) % 2
        splitter = StratifiedShuffleSplit(k, random_state=seed)
        yield {"kind": "shuffle-split", **shared, "y": y, "seed": seed, "rows": attempt(lambda: listed(splitter, n, y))}
        by_group = StratifiedGroupKFold(k)
        yield {"kind": "stratified-group", **shared, "y": y, "groups": groups,
               "rows": attempt(lambda: listed(by_group, n, y, groups))}
        again = {"kind": "repeated", **shared, "times": int(rng.integers(1, 4)), "seed": seed}
        how = {"n_splits": k, "n_repeats": again["times"], "random_state": seed}
        yield {**again, "n": n, "rows": listed(RepeatedKFold(**how), n)}
        yield {**again, "y": y, "rows": attempt(lambda: listed(RepeatedStratifiedKFold(**how), n, y))}
        if case % 20 == 0:
            yield {"kind": "loo", "name": shared["name"], "n": n, "rows": listed(LeaveOneOut(), n)}
        fold = rng.integers(-1, k, n) * int(rng.integers(1, 4))
        yield {"kind": "column", **shared, "fold": fold, "rows": listed(PredefinedSplit(fold), n)}


def make(out):
    cases = []
    sized = {name: len(load(name)[1]) for name in SETS}
    for name, y in labels():
        own = {} if name in CLASSIFICATION else {"y": y}
        for k in (2, 3, 5, 10):
            folds = attempt(lambda: fold_ids(StratifiedKFold(k), y))
            cases.append({"kind": "stratified_kfold", "name": name, **own, "k": k, "folds": folds})
        for k, seed in ((2, 0), (3, 7), (5, 42)):
            folds = attempt(lambda: fold_ids(StratifiedKFold(k, shuffle=True, random_state=seed), y))
            case = {"kind": "shuffled_stratified_kfold", "name": name, **own, "k": k}
            cases.append({**case, "seed": seed, "folds": folds})
        for fraction, seed in ((0.25, 0), (0.25, 42), (0.1, 0), (0.1, 42), (0.3, 7)):
            parts = attempt(lambda: split(len(y), y, fraction, seed))
            case = {"kind": "stratified_split", "name": name, **own, "fraction": fraction}
            cases.append({**case, "seed": seed, "rows": parts})
    for name, n in {**sized, "ten": 10, "eleven": 11, "three": 3}.items():
        for k in (2, 3, 5):
            folds = attempt(lambda: fold_ids(KFold(k), np.zeros(n)))
            cases.append({"kind": "kfold", "name": name, "n": n, "k": k, "folds": folds})
            for seed in (0, 42, 7):
                shuffled = KFold(k, shuffle=True, random_state=seed)
                folds = attempt(lambda: fold_ids(shuffled, np.zeros(n)))
                case = {"kind": "shuffled_kfold", "name": name, "n": n, "k": k}
                cases.append({**case, "seed": seed, "folds": folds})
        for fraction, seed in ((0.25, 0), (0.1, 0), (0.1, 42)):
            parts = split(n, None, fraction, seed)
            case = {"kind": "shuffle_split", "name": name, "n": n, "fraction": fraction}
            cases.append({**case, "seed": seed, "rows": parts})
    write_json(out / "splits.json", cases)
    write_json(out / "folds.json", list(kinds(np.random.default_rng(12))))
