"""grid_*.csv and random_*.csv: whole searches over raw float32 rows, beside the same in float64.

The float64 columns are the yardstick: how far scikit-learn is from itself when only rounding changes.
"""

from common import CLASSIFICATION, SETS, load, write_json  # first: it sets the BLAS threads

import csv

import numpy as np
from scipy.stats import randint
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV, train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor

GRID = {
    "hidden_layer_sizes": [(16,), (32,), (64,)],
    "activation": ["relu", "tanh"],
    "solver": ["adam", "sgd"],
    "learning_rate_init": [0.001, 0.01, 0.1],
}
RANDOM = {**GRID, "hidden_layer_sizes": randint(16, 128)}


def grid(estimator, seed=0):
    return GridSearchCV(estimator(random_state=seed), GRID, cv=3, n_jobs=2)


def random(estimator, seed=42):
    model = estimator(random_state=seed)
    return RandomizedSearchCV(model, RANDOM, n_iter=10, cv=3, random_state=seed, n_jobs=2)


def text(value):
    return "-".join(map(str, value)) if isinstance(value, tuple) else str(value)


def write_search(path, f32, f64):
    """One candidate a line, in the order in which scikit-learn tried them."""
    results, wide = f32.cv_results_, f64.cv_results_
    names = sorted(results["params"][0])
    scores = [f"split{i}_test_score" for i in range(3)]
    scores += ["mean_test_score", "std_test_score", "rank_test_score"]
    with path.open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["candidate", *names, *scores, *(f"f64_{s}" for s in scores)])
        for i, params in enumerate(results["params"]):
            row = [text(params[n]) for n in names]
            row += [repr(r[s][i].item()) for r in (results, wide) for s in scores]
            out.writerow([i, *row])


def search(path, make, name):
    estimator = MLPClassifier if name in CLASSIFICATION else MLPRegressor
    found = []
    for dtype in (np.float32, np.float64):
        X, y = load(name, dtype)
        found.append(make(estimator).fit(X, y))
    write_search(path, *found)


def holdout(out):
    """The digits grid on three quarters of the rows, its winner scored on the rest."""
    found, summary = [], {}
    for dtype in (np.float32, np.float64):
        X, y = load("digits", dtype)
        parts = train_test_split(X, y, test_size=0.25, random_state=0, stratify=y)
        X_train, X_test, y_train, y_test = parts
        best = grid(MLPClassifier).fit(X_train, y_train)
        found.append(best)
        summary[np.dtype(dtype).name] = {
            "best_index": best.best_index_,
            "best_params": {k: v for k, v in best.best_params_.items()},
            "best_score": best.best_score_,
            "n_iter": best.best_estimator_.n_iter_,
            "train_rows": len(X_train),
            "test_rows": len(X_test),
            "holdout_score": best.score(X_test, y_test),
        }
    write_search(out / "grid_digits_holdout.csv", *found)
    write_json(out / "grid_digits_holdout.json", summary)


def make(out):
    for name in SETS:
        search(out / f"random_{name}.csv", random, name)
        search(out / f"grid_{name}.csv", grid, name)
    holdout(out)
