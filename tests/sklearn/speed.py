"""The seed grid side by side: scikit-learn on all cores against the mcutune binary, the same fits; with --lbfgs the
same networks by that solver, on standardised rows, with its one parameter in the place of Adam's and sgd's.

Runs alternate, so that a machine that slows down slows both; the table holds medians.
"""

from common import load  # first: it sets the BLAS threads

import argparse
import json
import math
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from searches import GRID

ROOT = pathlib.Path(__file__).resolve().parents[2]
LBFGS_GRID = {
    "hidden_layer_sizes": GRID["hidden_layer_sizes"],
    "activation": GRID["activation"],
    "alpha": [1e-5, 1e-4, 1e-3, 0.01, 0.1, 1.0],
}
FLOORS = {"iris": 40, "digits": 6}
LBFGS_FLOORS = {"iris": 10, "wine": 10, "digits": 0}  # digits is measured, and has none
HOLDOUT = {"digits": 0.25}


def with_sklearn(name, by_lbfgs):
    X, y = load(name, np.float32)
    if name in HOLDOUT:
        X, _, y, _ = train_test_split(X, y, test_size=HOLDOUT[name], random_state=0, stratify=y)
    model, grid = MLPClassifier(random_state=0), GRID
    if by_lbfgs:
        model = make_pipeline(StandardScaler(), MLPClassifier(random_state=0, solver="lbfgs"))
        grid = {f"mlpclassifier__{key}": values for key, values in LBFGS_GRID.items()}
    search = GridSearchCV(model, grid, cv=3, n_jobs=-1)
    start = time.perf_counter()
    search.fit(X, y)
    return time.perf_counter() - start


def with_mcutune(binary, name, by_lbfgs, extra):
    command = [binary, "search", ROOT / "host" / "data" / f"{name}.csv"]
    command += ["--cv", "3", "--seed", "0", "--quiet", *extra]
    if name in HOLDOUT:
        command += ["--holdout", str(HOLDOUT[name])]
    # A fresh directory each time: a study that is there would be gone on with, not run.
    folder = pathlib.Path(tempfile.mkdtemp())
    if by_lbfgs:
        lists = (f"{key} = {json.dumps([list(v) if isinstance(v, tuple) else v for v in values])}\n"
                 for key, values in LBFGS_GRID.items())
        (folder / "space.toml").write_text("".join(lists) + 'solver = "lbfgs"\n')
        command += ["--space", folder / "space.toml"]
    else:
        command += ["--scale", "none"]
    try:
        start = time.perf_counter()
        done = subprocess.run([*command, "--out", folder / "study"], capture_output=True, text=True)
        taken = time.perf_counter() - start
    finally:
        shutil.rmtree(folder)
    if done.returncode:
        sys.exit(f"{binary} failed on {name}:\n{done.stderr}")
    return taken


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="timed runs of each (3)")
    parser.add_argument("--sets", nargs="+", choices=FLOORS | LBFGS_FLOORS, help="some alone")
    parser.add_argument("--lbfgs", action="store_true", help="the same networks by lbfgs")
    parser.add_argument("--rng", choices=("xoshiro", "numpy"), default="numpy",
                        help="numpy (the default) draws scikit-learn's own stream: the very same fits")
    parser.add_argument("--binary", default=ROOT / "target" / "release" / "mcutune")
    parser.add_argument("--check", action="store_true", help="fail if a ratio is under its floor")
    args = parser.parse_args()
    if args.runs < 1:
        parser.error("--runs must be at least 1")
    if not pathlib.Path(args.binary).exists():
        sys.exit(f"{args.binary} is not there: cargo build --release")
    floors = LBFGS_FLOORS if args.lbfgs else FLOORS
    names = args.sets or list(floors)
    if set(names) - set(floors):
        parser.error(f"there are {', '.join(floors)}")
    # every candidate on every fold, then the winner's refit
    fits = math.prod(map(len, (LBFGS_GRID if args.lbfgs else GRID).values())) * 3 + 1
    print(f"{os.cpu_count()} cores, {fits} fits a search, medians of {args.runs} alternating runs\n")
    print("| set | scikit-learn, s | mcutune, s | times faster | floor |\n|---|---|---|---|---|")
    slow = []
    for name in names:
        with_sklearn(name, args.lbfgs)  # starts joblib's workers, which is not what is measured
        theirs, ours = [], []
        for _ in range(args.runs):
            theirs.append(with_sklearn(name, args.lbfgs))
            ours.append(with_mcutune(args.binary, name, args.lbfgs, ["--rng", args.rng]))
        a, b = statistics.median(theirs), statistics.median(ours)
        print(f"| {name} | {a:.3f} | {b:.3f} | {a / b:.1f} | {floors[name]} |", flush=True)
        if a / b < floors[name]:
            slow.append(name)
    if args.check and slow:
        sys.exit(f"under the floor: {', '.join(slow)}")


if __name__ == "__main__":
    main()
