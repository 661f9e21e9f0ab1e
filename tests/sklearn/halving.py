"""halving.json: iterations of successive halving by number of candidates and resources, and whole searches.

`_top_k` takes the best of an iteration by numpy's argsort, which puts equal scores in an order that depends on
their number and on the processor. Here the sort is stable, and nothing else differs from scikit-learn.
"""

from common import CLASSIFICATION, load, write_json  # first: it sets the BLAS threads

import numpy as np
from scipy.stats import randint
from sklearn.base import BaseEstimator
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import HalvingGridSearchCV, HalvingRandomSearchCV
from sklearn.model_selection import _search_successive_halving as halving
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from searches import GRID, RANDOM, thrice

CV = 3


def stable_top_k(results, k, itr):
    iteration, scores, params = (np.asarray(results[n]) for n in ("iter", "mean_test_score", "params"))
    indices = np.flatnonzero(iteration == itr)
    scores = scores[indices]
    order = np.roll(np.argsort(scores, kind="stable"), np.count_nonzero(np.isnan(scores)))
    return np.array(params[indices][order[-k:]])


halving._top_k = stable_top_k


class Free(BaseEstimator):
    """An estimator whose fits cost nothing."""

    def __init__(self, alpha=0.0, max_iter=200):
        self.alpha, self.max_iter = alpha, max_iter

    def fit(self, X, y):
        return self

    def score(self, X, y):
        return 0.0


def schedules():
    """n_candidates_ and n_resources_, or the error, of a grid of so many candidates."""
    X, y = np.zeros((6, 1)), np.zeros(6)
    for candidates in (1, 2, 3, 4, 8, 9, 10, 26, 27, 28, 36, 80, 81, 100, 243, 244):
        for factor in (2, 3, 4, 2.5):
            for least in ("smallest", "exhaust", 1, 5, 9, 40):
                for most in (1, 9, 50, 81, 200):
                    for aggressive in (False, True):
                        if (candidates + (most + len(str(least))) * 7 + aggressive) % 4:
                            continue  # a quarter of them is enough
                        how = dict(factor=factor, min_resources=least, max_resources=most,
                                   aggressive_elimination=aggressive)
                        grid = {"alpha": [i / 1000 for i in range(candidates)]}
                        search = HalvingGridSearchCV(Free(), grid, resource="max_iter", cv=2, refit=False, **how)
                        case = {"kind": "schedule", "candidates": candidates, **how}
                        try:
                            search.fit(X, y)
                            case |= {"n_candidates": search.n_candidates_, "n_resources": search.n_resources_}
                        except ValueError as error:
                            case["error"] = str(error)
                        yield case


def toml(space):
    """A space file."""
    def value(v):
        if isinstance(v, list):
            return "[" + ", ".join(map(value, v)) + "]"
        if isinstance(v, tuple):
            return "[" + ", ".join(map(str, v)) + "]"
        if isinstance(v, str):
            return f"'{v}'"
        return str(v) if isinstance(v, (int, float)) else "{ low = %d, high = %d }" % (v.a, v.b)
    for v in space.values():
        if not isinstance(v, list):
            v.a, v.b = v.args
    return "".join(f"{name} = {value(v)}\n" for name, v in sorted(space.items()))


# data, whether it is scaled, space, number of candidates ("grid", "exhaust" or a number), seed, settings
SEARCHES = [
    ("iris", True, GRID, "grid", 0, dict(resource="max_iter", max_resources=100)),
    ("wine", True, GRID, "grid", 0, dict(resource="max_iter", max_resources=60, factor=2, min_resources="smallest")),
    ("breast_cancer", True, RANDOM, 20, 42, dict(resource="max_iter", max_resources=64, min_resources=4)),
    ("digits", True, RANDOM, "exhaust", 7, dict(resource="max_iter", max_resources=60, min_resources=5)),
    ("iris", False, GRID, 30, 3, dict(resource="max_iter", max_resources=40, min_resources=10,
                                      aggressive_elimination=True)),
    ("diabetes", False, GRID, "grid", 0, dict(resource="max_iter", max_resources=50)),
    ("iris", False, GRID, "grid", 0, dict(resource="n_samples")),
    ("wine", True, RANDOM, "exhaust", 1, dict(resource="n_samples")),
    ("breast_cancer", True, GRID, "grid", 5, dict(resource="n_samples", factor=4)),
    ("digits", True, RANDOM, 12, 42, dict(resource="n_samples", min_resources=200, factor=2)),
    ("diabetes", True, GRID, "grid", 0, dict(resource="n_samples", max_resources=200, min_resources=50,
                                             aggressive_elimination=True)),
]


def find(name, scaled, space, candidates, seed, how, dtype, jobs):
    model = (MLPClassifier if name in CLASSIFICATION else MLPRegressor)(random_state=seed)
    how = dict(how)
    if scaled:
        model = make_pipeline(StandardScaler(), model)
        prefix = model.steps[1][0] + "__"
        space = {prefix + n: v for n, v in space.items()}
        if how["resource"] == "max_iter":
            how["resource"] = prefix + "max_iter"
    shared = dict(cv=CV, random_state=seed, n_jobs=jobs, return_train_score=False, **how)
    if candidates == "grid":
        search = HalvingGridSearchCV(model, space, **shared)
    else:
        search = HalvingRandomSearchCV(model, space, n_candidates=candidates, **shared)
    return search.fit(*load(name, dtype))


def text(value):
    return "-".join(map(str, value)) if isinstance(value, tuple) else str(value)


def rows(found):
    results = found.cv_results_
    for i, params in enumerate(results["params"]):
        params = {name.split("__")[-1]: text(value) for name, value in params.items()}
        yield {
            "iter": results["iter"][i],
            "n_resources": results["n_resources"][i],
            "params": " ".join(params[name] for name in sorted(params)),
            "scores": [results[f"split{k}_test_score"][i] for k in range(CV)],
            "rank": results["rank_test_score"][i],
        }


def searches():
    for name, scaled, space, candidates, seed, how in SEARCHES:
        fit = lambda dtype, jobs: find(name, scaled, space, candidates, seed, how, dtype, jobs)
        found, *others = thrice(fit)
        params = lambda one: [row["params"] for row in rows(one)]
        yield {
            "kind": "search",
            "data": name,
            "scaled": scaled,
            "space": toml(space),
            "candidates": candidates,
            "seed": seed,
            **how,
            "columns": [column.replace("mlpclassifier__", "").replace("mlpregressor__", "")
                        for column in found.cv_results_],
            "n_candidates": found.n_candidates_,
            "n_resources_": found.n_resources_,
            "best_index": found.best_index_,
            # whether float64 and exact functions have the same survivors: what rounding alone changes
            "certain": all(params(one) == params(found) and one.best_index_ == found.best_index_ for one in others),
            "rows": list(rows(found)),
        }


def make(out):
    write_json(out / "halving.json", [*schedules(), *searches()])
