"""grid_*.csv, random_*.csv and scaled_*.csv: whole searches in float32, beside two that only round otherwise.

The other columns are the yardstick: how far scikit-learn is from itself when only rounding changes.
float64 rounds everything less. "exact" is float32 with tanh, exp and expit rounded correctly: numpy's float32
tanh is up to a unit off, and one in three values between 8 and 9 is the float below, which doubles
the slope 1 - tanh^2 of a saturated unit.
"""

from common import CLASSIFICATION, SETS, load, write_json  # first: it sets the BLAS threads

import contextlib
import csv

import numpy as np
from scipy.special import expit
from scipy.stats import randint
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV, train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.neural_network._base import ACTIVATIONS
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

GRID = {
    "hidden_layer_sizes": [(16,), (32,), (64,)],
    "activation": ["relu", "tanh"],
    "solver": ["adam", "sgd"],
    "learning_rate_init": [0.001, 0.01, 0.1],
}
RANDOM = {**GRID, "hidden_layer_sizes": randint(16, 128)}




def grid(estimator, seed=0, jobs=2):
    return GridSearchCV(estimator(random_state=seed), GRID, cv=3, n_jobs=jobs)


def random(estimator, seed=42, jobs=2):
    model = estimator(random_state=seed)
    return RandomizedSearchCV(model, RANDOM, n_iter=10, cv=3, random_state=seed, n_jobs=jobs)


def scaled(estimator, seed=0, jobs=2):
    """The grid behind a scaler that is fitted on each fold's training rows."""
    model = make_pipeline(StandardScaler(), estimator(random_state=seed))
    names = {f"{model.steps[1][0]}__{name}": values for name, values in GRID.items()}
    return GridSearchCV(model, names, cv=3, n_jobs=jobs)


def rounded(function):
    """In place, computed in float64 and rounded to what X has."""
    def apply(X):
        X[...] = function(X.astype(np.float64)).astype(X.dtype)
    return apply


def softmax(X):
    X -= X.max(axis=1)[:, np.newaxis]
    rounded(np.exp)(X)
    X /= X.sum(axis=1)[:, np.newaxis]


@contextlib.contextmanager
def exact_functions():
    """scikit-learn with correctly rounded functions, in this process only."""
    before = dict(ACTIVATIONS)
    ACTIVATIONS.update(tanh=rounded(np.tanh), logistic=rounded(expit), softmax=softmax)
    try:
        yield
    finally:
        ACTIVATIONS.update(before)


def thrice(fit):
    """What `fit(dtype, jobs)` finds in float32, in float64 and with exact functions."""
    found = [fit(np.float32, 2), fit(np.float64, 2)]
    with exact_functions():
        return [*found, fit(np.float32, 1)]


def text(value):
    return "-".join(map(str, value)) if isinstance(value, tuple) else str(value)


def write_search(path, found):
    """One candidate a line, in the order in which scikit-learn tried them."""
    results = [one.cv_results_ for one in found]
    names = sorted(results[0]["params"][0])
    scores = [f"split{i}_test_score" for i in range(3)]
    scores += ["mean_test_score", "std_test_score", "rank_test_score"]
    with path.open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        columns = [f"{prefix}{s}" for prefix in ("", "f64_", "exact_") for s in scores]
        out.writerow(["candidate", *(n.split("__")[-1] for n in names), *columns])
        for i, params in enumerate(results[0]["params"]):
            row = [text(params[n]) for n in names]
            row += [repr(r[s][i].item()) for r in results for s in scores]
            out.writerow([i, *row])


def search(path, make, name):
    estimator = MLPClassifier if name in CLASSIFICATION else MLPRegressor
    write_search(path, thrice(lambda dtype, jobs: make(estimator, jobs=jobs).fit(*load(name, dtype))))


def holdout(out):
    """The digits grid on three quarters of the rows, its winner scored on the rest."""
    summary = {}

    def fit(dtype, jobs):
        X, y = load("digits", dtype)
        parts = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
        X_train, X_test, y_train, y_test = parts
        best = grid(MLPClassifier, jobs=jobs).fit(X_train, y_train)
        name = np.dtype(dtype).name if jobs > 1 else "exact"
        summary[name] = {
            "best_index": best.best_index_,
            "best_params": {k: v for k, v in best.best_params_.items()},
            "best_score": best.best_score_,
            "n_iter": best.best_estimator_.n_iter_,
            "train_rows": len(X_train),
            "test_rows": len(X_test),
            "holdout_score": best.score(X_test, y_test),
        }
        return best

    write_search(out / "grid_digits_holdout.csv", thrice(fit))
    write_json(out / "grid_digits_holdout.json", summary)


def make(out):
    for name in SETS:
        search(out / f"random_{name}.csv", random, name)
        search(out / f"grid_{name}.csv", grid, name)
        search(out / f"scaled_{name}.csv", scaled, name)
    holdout(out)
