"""samplers.json: the draws of RandomState, the order of candidates, and the ranks of mean scores."""

from common import write_json  # first: it sets the BLAS threads

import numpy as np
from scipy.stats import loguniform, randint, rankdata, uniform
from sklearn.model_selection import ParameterGrid, ParameterSampler

SEEDS = (0, 1, 42, 20231, 4294967295)

SEED_GRID = {
    "hidden_layer_sizes": [[16], [32], [64]],
    "activation": ["relu", "tanh"],
    "solver": ["adam", "sgd"],
    "learning_rate_init": [0.001, 0.01, 0.1],
}
TWO_SPACES = [
    {"solver": ["adam"], "learning_rate_init": [0.001, 0.01], "alpha": [0.0, 0.1, 1.0]},
    {"solver": ["sgd"], "momentum": [0.0, 0.9]},
]
WIDE = {"alpha": list(range(100)), "momentum": list(range(30)), "tol": list(range(7))}


def draws(seed):
    """One generator a line of draws, each begun afresh so that a fault shows where it is."""
    fresh = lambda: np.random.RandomState(seed)
    mixed = fresh()
    shuffled = [np.arange(n) for n in (1, 2, 10, 33)]
    rng = fresh()
    for rows in shuffled:
        rng.shuffle(rows)
    return {
        "seed": seed,
        "u32": fresh().randint(0, 2**32, size=8, dtype=np.uint32),
        "random_sample": fresh().random_sample(8),
        "uniform": {"low": -0.7, "high": 0.3, "values": fresh().uniform(-0.7, 0.3, 8)},
        "randint": [{"n": n, "values": np.array([r.randint(n) for _ in range(12)])}
                    for n in (1, 2, 3, 10, 64, 65, 1797, 2**31) for r in [fresh()]],
        "shuffle": shuffled,
        "permutation": [fresh().permutation(n) for n in (1, 7, 20, 150)],
        "choice": [{"n": n, "k": k, "values": fresh().choice(np.arange(n), k, replace=False)}
                   for n, k in ((5, 2), (10, 9), (3, 3))],
        "mixed": {
            "uniform": mixed.uniform(-1, 1, 3),
            "permutation": mixed.permutation(6),
            "random_sample": mixed.random_sample(),
            "randint_9": mixed.randint(9),
            "permutation_again": mixed.permutation(11),
        },
    }


def described(space):
    """A space with its distributions written out: what scipy draws is half open for randint."""
    if isinstance(space, list):
        return [described(s) for s in space]
    out = {}
    for name, values in space.items():
        if isinstance(values, list):
            out[name] = values
            continue
        kind, (a, b) = values.dist.name, values.args
        low_high = (a, a + b) if kind == "uniform" else (a, b)
        out[name] = {"distribution": kind, "low": low_high[0], "high": low_high[1]}
    return out


SAMPLED = {
    "lists_middle": (SEED_GRID, 10),
    "lists_more_than_all": (SEED_GRID, 50),
    "lists_all": (SEED_GRID, 36),
    "lists_all_but_one": (SEED_GRID, 35),
    "wide_under_a_hundredth": (WIDE, 20),
    "wide_at_a_hundredth": (WIDE, 210),
    "wide_above_a_hundredth": (WIDE, 220),
    "wide_nearly_all": ({"alpha": list(range(40)), "tol": list(range(5))}, 199),
    "spaces_of_lists": (TWO_SPACES, 5),
    "randint": ({**SEED_GRID, "hidden_layer_sizes": randint(16, 128)}, 10),
    "loguniform": ({"learning_rate_init": loguniform(1e-4, 1e-1), "solver": ["adam", "sgd"]}, 8),
    "uniform": ({"momentum": uniform(0.5, 0.45), "alpha": loguniform(1e-6, 1.0)}, 8),
    "spaces_mixed": ([{"solver": ["adam"], "alpha": loguniform(1e-6, 1.0)},
                      {"solver": ["sgd"], "momentum": [0.0, 0.5, 0.9]}], 12),
}

nan = float("nan")
MEANS = {
    "ties": [0.5, 0.9, 0.9, 0.1, 0.5, 0.7],
    "some_nan": [0.5, nan, 0.9, nan, 0.1],
    "nan_below_negative": [-3.0, nan, -7.0, -7.0],
    "all_nan": [nan, nan, nan],
    "one": [0.25],
    "one_nan": [nan],
    "nearly_equal": [0.1 + 0.2, 0.3, 0.3],
}


def rank(means):
    """BaseSearchCV._format_results, for one metric."""
    means = np.array(means)
    if np.isnan(means).all():
        return np.ones_like(means, dtype=np.int32)
    filled = np.nan_to_num(means, nan=np.nanmin(means) - 1)
    return rankdata(-filled, method="min").astype(np.int32)


def make(out):
    grids = {"seed_grid": SEED_GRID, "two_spaces": TWO_SPACES,
             "one_value_lists": {"tol": [0.1], "alpha": [0.0], "momentum": [0.5, 0.9]}}
    samples = [
        {"name": name, "space": described(space), "n_iter": n, "seed": seed,
         "candidates": [dict(sorted(c.items())) for c in ParameterSampler(space, n, random_state=seed)]}
        for name, (space, n) in SAMPLED.items() for seed in (0, 42)
    ]
    cases = [{"kind": "draws", **draws(seed)} for seed in SEEDS]
    cases += [{"kind": "grid", "name": name, "space": g,
               "candidates": [dict(sorted(c.items())) for c in ParameterGrid(g)]} for name, g in grids.items()]
    cases += [{"kind": "sampler", **s} for s in samples]
    cases += [{"kind": "ranks", "name": n, "means": m, "ranks": rank(m)} for n, m in MEANS.items()]
    write_json(out / "samplers.json", cases)
