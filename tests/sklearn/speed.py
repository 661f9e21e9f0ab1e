"""The seed grid side by side: scikit-learn on all cores against the mcutune binary, the same fits.

Runs alternate, so that a machine that slows down slows both; the table holds medians.
"""

from common import load  # first: it sets the BLAS threads

import argparse
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

from searches import GRID

ROOT = pathlib.Path(__file__).resolve().parents[2]
FITS = 36 * 3 + 1  # every candidate on every fold, then the winner's refit
FLOORS = {"iris": 40, "digits": 6}
HOLDOUT = {"iris": None, "digits": 0.25}


def with_sklearn(name):
    X, y = load(name, np.float32)
    if HOLDOUT[name]:
        X, _, y, _ = train_test_split(X, y, test_size=HOLDOUT[name], random_state=0, stratify=y)
    search = GridSearchCV(MLPClassifier(random_state=0), GRID, cv=3, n_jobs=-1)
    start = time.perf_counter()
    search.fit(X, y)
    return time.perf_counter() - start


def with_mcutune(binary, name, extra):
    command = [binary, "search", ROOT / "host" / "data" / f"{name}.csv", "--scale", "none"]
    command += ["--cv", "3", "--seed", "0", "--quiet", *extra]
    if HOLDOUT[name]:
        command += ["--holdout", str(HOLDOUT[name])]
    # A fresh directory each time: a study that is there would be gone on with, not run.
    folder = pathlib.Path(tempfile.mkdtemp())
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
    parser.add_argument("--sets", nargs="+", choices=FLOORS, default=list(FLOORS))
    parser.add_argument("--rng", choices=("xoshiro", "numpy"), default="numpy",
                        help="numpy (the default) draws scikit-learn's own stream: the very same fits")
    parser.add_argument("--binary", default=ROOT / "target" / "release" / "mcutune")
    parser.add_argument("--check", action="store_true", help="fail if a ratio is under its floor")
    args = parser.parse_args()
    if args.runs < 1:
        parser.error("--runs must be at least 1")
    if not pathlib.Path(args.binary).exists():
        sys.exit(f"{args.binary} is not there: cargo build --release")
    print(f"{os.cpu_count()} cores, {FITS} fits a search, medians of {args.runs} alternating runs\n")
    print("| set | scikit-learn, s | mcutune, s | times faster | floor |\n|---|---|---|---|---|")
    slow = []
    for name in args.sets:
        with_sklearn(name)  # starts joblib's workers, which is not what is measured
        theirs, ours = [], []
        for _ in range(args.runs):
            theirs.append(with_sklearn(name))
            ours.append(with_mcutune(args.binary, name, ["--rng", args.rng]))
        a, b = statistics.median(theirs), statistics.median(ours)
        print(f"| {name} | {a:.3f} | {b:.3f} | {a / b:.1f} | {FLOORS[name]} |", flush=True)
        if a / b < FLOORS[name]:
            slow.append(name)
    if args.check and slow:
        sys.exit(f"under the floor: {', '.join(slow)}")


if __name__ == "__main__":
    main()
