"""Random grids over `scaler` and `missing` of a space, beside the same steps of a Pipeline in GridSearchCV.

    python tests/sklearn/prepared.py target/release/mcutune --cases 100 --seed 1

Fold scores in float32 under `--rng numpy`, and how far apart the widest are; what a fit rounds otherwise is told by the gap
to scikit-learn's own search of the same numbers in float64. A case is false beyond ten times that gap and 3e-6.
"""

import argparse
import csv
import pathlib
import subprocess
import sys
import tempfile

import common  # noqa: F401  one thread for BLAS, no warnings
import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.model_selection import GridSearchCV
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler

SCALERS = {
    "standard": StandardScaler(),
    "minmax": MinMaxScaler(),
    "robust": RobustScaler(),
    "maxabs": MaxAbsScaler(),
    "none": "passthrough",
}


def made(rng):
    """Rows with gaps in all columns but the first, and a target."""
    n, m = int(rng.integers(40, 120)), int(rng.integers(2, 6))
    x = np.float32(np.round(rng.normal(size=(n, m)) * 10.0 ** rng.uniform(-1, 2, m) + rng.normal(size=m), 1))
    signal = x @ (rng.normal(size=m) / (x.std(0) + 1e-9)) + 0.3 * rng.normal(size=n)
    classify = rng.random() < 0.5
    y = np.array(["a", "b", "c"])[np.digitize(signal, np.quantile(signal, [0.4, 0.7]))] if classify else np.float32(signal)
    gaps = rng.random((n, m)) < 0.15
    gaps[:, 0] = False
    return np.where(gaps, np.float32(np.nan), x), y, classify


def some(rng, names):
    return [str(name) for name in rng.permutation(names)[: rng.integers(2, len(names) + 1)]]


def case(mcutune, rng, place):
    """The widest gaps of ours, and of scikit-learn in float64, and how many scores were compared."""
    x, y, classify = made(rng)
    with open(place / "data.csv", "w", newline="") as file:
        out = csv.writer(file)
        out.writerow([f"x{j}" for j in range(x.shape[1])] + ["y"])
        out.writerows([["" if np.isnan(v) else str(v) for v in row] + [str(t)] for row, t in zip(x, y)])
    scalers, fills = some(rng, list(SCALERS)), some(rng, ["mean", "median", "most_frequent"])
    rates, width, seed = [0.001, 0.02], int(rng.integers(2, 12)), int(rng.integers(0, 99))
    (place / "space.toml").write_text(
        f"scaler = {scalers}\nmissing = {fills}\nlearning_rate_init = {rates}\nhidden_layer_sizes = {width}\nmax_iter = 12\n"
    )
    scoring = "neg_log_loss" if classify else "r2"
    more = [] if classify else ["--task", "regress", "--scale-target", "none"]
    flags = ["--space", "space.toml", "--cv", "3", "--rng", "numpy", "--seed", str(seed), "--scoring", scoring]
    command = [mcutune, "search", "data.csv", *flags, *more, "--quiet", "--out", "study"]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=300)
    if done.returncode:
        sys.exit(f"{place}: {done.stderr}")
    mlp = (MLPClassifier if classify else MLPRegressor)(hidden_layer_sizes=(width,), max_iter=12, random_state=seed)
    pipeline = Pipeline([("missing", SimpleImputer()), ("scaler", StandardScaler()), ("fit", mlp)])
    grid = {
        "fit__learning_rate_init": rates,
        "missing__strategy": fills,
        "scaler": [SCALERS[name] for name in scalers],
    }

    def theirs(dtype):
        target = y if classify else y.astype(dtype)
        found = GridSearchCV(pipeline, grid, cv=3, scoring=scoring, refit=False).fit(x.astype(dtype), target).cv_results_
        return np.array([found[f"split{k}_test_score"] for k in range(3)]).T

    with open(place / "study" / "cv_results.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    # in the order of a grid's sorted names, which is that of these steps
    chosen = [(float(r["param_learning_rate_init"]), r["param_missing"], r["param_scaler"]) for r in rows]
    if chosen != [(rate, fill, scaler) for rate in rates for fill in fills for scaler in scalers]:
        sys.exit(f"{place}: other candidates: {chosen}")
    ours = np.array([[float(r[f"split{k}_test_score"]) for k in range(3)] for r in rows])
    single = theirs(np.float32)
    far = lambda scores: float((np.abs(scores - single) / np.maximum(np.abs(single), 1)).max())
    return far(ours), far(theirs(np.float64)), ours.size


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mcutune", type=pathlib.Path)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    mcutune, false, scores, widest = asked.mcutune.resolve(), 0, 0, 0.0
    for number in range(asked.cases):
        with tempfile.TemporaryDirectory() as place:
            ours, double, some = case(mcutune, np.random.default_rng([asked.seed, number]), pathlib.Path(place))
        scores, widest = scores + some, max(widest, ours)
        if ours > max(10 * double, 3e-6):
            false += 1
            print(f"case {number}: {ours:.2g}, and {double:.2g} in float64")
    print(f"{asked.cases} cases, {scores} fold scores, the widest gap {widest:.2g}, {false} false")
    sys.exit(false > 0)


if __name__ == "__main__":
    main()
