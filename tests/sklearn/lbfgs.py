"""lbfgs.json: fits and grids with solver = "lbfgs", which scikit-learn computes in float64 whatever X has.

Without a hidden layer the first iterations are the same ones; with one, fits that differ in the last bits end in
different minima, and only what many of them come to can be compared.
"""

from common import SETS, load, write_json  # first: it sets the BLAS threads

import numpy as np
from sklearn.model_selection import GridSearchCV
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

FIRST = 10  # iterations
SEEDS = 10
NETS = {
    "relu_100": {"hidden_layer_sizes": (100,), "activation": "relu"},
    "logistic_16": {"hidden_layer_sizes": (16,), "activation": "logistic"},
}
GRID = {
    "activation": ["relu", "tanh"],
    "alpha": [1e-4, 1.0],
    "hidden_layer_sizes": [(8,), (32,)],
}


def estimator(name, **params):
    return (MLPRegressor if name == "diabetes" else MLPClassifier)(solver="lbfgs", **params)


def standardised(name):
    X, y = load(name)
    return StandardScaler().fit_transform(X).astype(np.float64), y


def first(name, seed):
    """The loss after each of the first iterations, without a hidden layer."""
    X, y = standardised(name)
    fits = [estimator(name, hidden_layer_sizes=(), max_iter=n + 1, random_state=seed).fit(X, y) for n in range(FIRST)]
    assert [fit.n_iter_ for fit in fits] == list(range(1, FIRST + 1))
    return [float(fit.loss_) for fit in fits]


def final(name, params):
    X, y = standardised(name)
    fits = [estimator(name, random_state=seed, **params).fit(X, y) for seed in range(SEEDS)]
    return {"n_iter": [fit.n_iter_ for fit in fits], "losses": [float(fit.loss_) for fit in fits]}


def grid(name):
    """Fold scores, by candidate, behind a scaler that is fitted on each fold's training rows."""
    X, y = load(name, np.float64)
    model = make_pipeline(StandardScaler(), estimator(name, random_state=0))
    names = {f"{model.steps[1][0]}__{key}": values for key, values in GRID.items()}
    results = GridSearchCV(model, names, cv=3, n_jobs=2).fit(X, y).cv_results_
    folds = [results[f"split{i}_test_score"] for i in range(3)]
    return [list(map(float, scores)) for scores in zip(*folds)]


def make(out):
    write_json(out / "lbfgs.json", {
        name: {
            "first": [first(name, seed) for seed in range(3)],
            "final": {net: final(name, params) for net, params in NETS.items()},
            "grid": grid(name),
        }
        for name in SETS
    })
