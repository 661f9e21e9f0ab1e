"""Seconds until a search is within .002 of the best cross-validated score that is known: mcutune's gp, and
scikit-learn's MLPClassifier and MLPRegressor under random search and under Optuna's default sampler.

    pip install optuna
    python tests/sklearn/time_to_score.py --binary target/release/mcutune [--sets digits] [--seeds 3]

The space, the folds (StratifiedKFold or KFold of three, shuffled by the seed) and the standardised features are the same
for all; the score is accuracy, or r2. The best known is the best of a random search of mcutune of --known candidates
on the same folds, which nobody is timed in. scikit-learn's candidates are those of its RandomizedSearchCV in their order,
each with its folds on all cores, and the time is that of the first that is good enough, without the refit; a search that
is not there after --limit seconds counts with these. mcutune's time is that of the whole command: reading the file,
the search up to --target-score, and the model. Optuna's is that of one trial after another, each with its folds on all
cores. The table has medians.
"""

from common import load  # first: it sets the BLAS threads

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

import optuna
from scipy.stats import loguniform
from sklearn.model_selection import KFold, ParameterSampler, StratifiedKFold, cross_val_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

ROOT = pathlib.Path(__file__).resolve().parents[2]
WITHIN = 0.002
SPACE = """activation = ["relu", "tanh"]
solver = ["adam", "sgd"]
hidden_layer_sizes = [8, 12, 16, 24, 32, 48, 64]
learning_rate_init = { low = 1e-4, high = 1e-1, log = true }
alpha = { low = 1e-6, high = 1e-1, log = true }
batch_size = [16, 32, 64, 128]
max_iter = 50
"""
WORDS = {
    "activation": ["relu", "tanh"],
    "solver": ["adam", "sgd"],
    "hidden_layer_sizes": [8, 12, 16, 24, 32, 48, 64],
    "batch_size": [16, 32, 64, 128],
}
RANGES = {"learning_rate_init": (1e-4, 1e-1), "alpha": (1e-6, 1e-1)}


class Peer:
    """A candidate's mean score by scikit-learn."""

    def __init__(self, name, seed):
        self.X, self.y = load(name)
        self.regression = name == "diabetes"
        if self.regression:
            # mcutune standardises the target of a fit by default; here it is done once
            self.y = (self.y - self.y.mean()) / self.y.std()
        kind = KFold if self.regression else StratifiedKFold
        self.folds = kind(3, shuffle=True, random_state=seed)
        self.seed = seed

    def score(self, params):
        kind = MLPRegressor if self.regression else MLPClassifier
        network = make_pipeline(StandardScaler(), kind(max_iter=50, random_state=self.seed, **params))
        return cross_val_score(network, self.X, self.y, cv=self.folds, n_jobs=-1).mean()


def with_random(peer, enough, limit):
    space = WORDS | {name: loguniform(*bounds) for name, bounds in RANGES.items()}
    began = time.perf_counter()
    for params in ParameterSampler(space, 100_000, random_state=peer.seed):
        good = peer.score(params) >= enough
        taken = time.perf_counter() - began
        if good or taken > limit:
            return min(taken, limit)


def with_optuna(peer, enough, limit):
    def objective(trial):
        params = {name: trial.suggest_categorical(name, words) for name, words in WORDS.items()}
        params |= {name: trial.suggest_float(name, *bounds, log=True) for name, bounds in RANGES.items()}
        return peer.score(params)

    def stop(study, trial):
        if trial.value >= enough:
            study.stop()

    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=peer.seed))
    began = time.perf_counter()
    study.optimize(objective, timeout=limit, callbacks=[stop])
    return min(time.perf_counter() - began, limit)


def with_mcutune(binary, name, seed, *flags):
    with tempfile.TemporaryDirectory() as place:
        space = pathlib.Path(place, "space.toml")
        space.write_text(SPACE)
        command = [binary, "search", ROOT / "host" / "data" / f"{name}.csv", "--space", space, "--rng", "numpy"]
        command += ["--cv", "shuffled:3", "--seed", str(seed), "--quiet", "--json", "--out", f"{place}/study", *flags]
        command += ["--scale-target", "standard"] if name == "diabetes" else []
        began = time.perf_counter()
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return time.perf_counter() - began, json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "target" / "release" / "mcutune")
    parser.add_argument("--sets", nargs="+", default=["digits", "breast_cancer", "wine", "iris", "diabetes"])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--known", type=int, default=400, help="candidates behind the best score that is known (400)")
    parser.add_argument("--limit", type=float, default=600, help="seconds of a search, at most (600)")
    args = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    binary = args.binary.resolve()
    print(f"{os.cpu_count()} cores, medians of {args.seeds} seeds\n", flush=True)
    print("| set | best known | mcutune gp, s | random + scikit-learn, s | times faster | Optuna + scikit-learn, s | times faster |")
    print("|---|--:|--:|--:|--:|--:|--:|", flush=True)
    for name in args.sets:
        scoring = "r2" if name == "diabetes" else "accuracy"
        known, times = [], {"gp": [], "random": [], "optuna": []}
        Peer(name, 0).score({})  # starts joblib's workers, which is not what is measured
        for seed in range(args.seeds):
            flags = ["--scoring", scoring]
            _, best = with_mcutune(binary, name, seed, *flags, "--strategy", "random", "--trials", str(args.known))
            known.append(best["best"]["mean_test_score"])
            enough = known[-1] - WITHIN
            target = ["--target-score", str(enough), "--strategy", "gp", "--trials", "2000", "--confirm", "0"]
            target += ["--time", f"{int(args.limit)}s"]
            taken, found = with_mcutune(binary, name, seed, *flags, *target)
            times["gp"].append(taken if found["ended_by"] == "target_score" else args.limit)
            peer = Peer(name, seed)
            times["random"].append(with_random(peer, enough, args.limit))
            times["optuna"].append(with_optuna(peer, enough, args.limit))
        gp, random, tpe = (statistics.median(times[who]) for who in ("gp", "random", "optuna"))
        print(
            f"| {name} | {statistics.median(known):.4f} | {gp:.2f} | {random:.1f} | {random / gp:.0f} "
            f"| {tpe:.1f} | {tpe / gp:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
