"""scaled_labels.csv, scaled_values.csv and scaled_weighted.csv: the scaled grid of `searches.py` of several targets, and
of rows that count differently.

Labels are those of breast cancer, and whether the mean texture is above 18.835, which is then no feature. Values are
length and width of the petals of iris from those of the sepals, every seventh row after the other and so around, for
folds of values are contiguous. Weights, of wine, are of the fit and not of the scores.
"""

from common import load  # first: it sets the BLAS threads

import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor

from searches import scaled, thrice, write_search


def labels(dtype, jobs):
    X, y = load("breast_cancer", dtype)
    y = np.column_stack([y, X[:, 1] > 18.835]).astype(int)
    return scaled(MLPClassifier, jobs=jobs).fit(np.delete(X, 1, axis=1), y)


def values(dtype, jobs):
    X, _ = load("iris", dtype)
    X = X[np.arange(len(X)) * 7 % len(X)]
    return scaled(MLPRegressor, jobs=jobs).fit(X[:, :2], X[:, 2:])


def weighted(dtype, jobs):
    X, y = load("wine", dtype)
    weights = (np.arange(len(X)) * 7 % 5 / 2).astype(dtype)
    return scaled(MLPClassifier, jobs=jobs).fit(X, y, mlpclassifier__sample_weight=weights)


def make(out):
    for fit in (labels, values, weighted):
        write_search(out / f"scaled_{fit.__name__}.csv", thrice(fit))
