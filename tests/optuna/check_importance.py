"""Compares the importance of hyperparameters in `mcutune report` with Optuna's PedAnovaImportanceEvaluator, of the same
journal.

    python tests/optuna/check_importance.py target/release/mcutune

The shares of each parameter have to be equal within 1e-6.
"""

import csv
import os
import subprocess
import sys
import tempfile
import warnings

import optuna
from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "host", "data")
RANGES = """hidden_layer_sizes = { low = 2, high = 65, log = true }
learning_rate_init = { low = 1e-4, high = 1e-1, log = true }
momentum = { low = 0.1, high = 0.99 }
batch_size = { low = 8, high = 40 }
activation = ["relu", "tanh"]
solver = ["adam", "sgd"]
max_iter = 4
"""
SMALL = """alpha = [1e-5, 1e-3, 0.1]
hidden_layer_sizes = [[4], [8], [8, 8], [16]]
activation = ["relu", "tanh"]
learning_rate_init = [0.001, 0.01, 0.1]
max_iter = 5
"""
SEARCHES = [
    ("iris.csv", RANGES, "--strategy random --trials 150 --cv 3"),
    ("breast_cancer.csv", RANGES, "--strategy random --trials 60 --cv 2 --seed 3"),
    ("iris.csv", RANGES, "--strategy gp --trials 60 --race none --confirm 0 --cv 3"),
    ("iris.csv", SMALL, "--strategy grid --cv 2"),
]


def main():
    program = os.path.abspath(sys.argv[1])
    warnings.simplefilter("ignore")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    worst = 0.0
    for data, space, flags in SEARCHES:
        with tempfile.TemporaryDirectory() as place:
            with open(f"{place}/space.toml", "w") as file:
                file.write(space)
            run = lambda *words: subprocess.run([program, *words], cwd=place, check=True, capture_output=True)
            run("search", os.path.join(DATA, data), "--space", "space.toml", *flags.split(), "--out", "s", "--quiet")
            run("report", "s", "-o", "page.html", "--pictures", "pictures")
            with open(f"{place}/pictures/importance.csv") as file:
                ours = {row["parameter"]: float(row["share"]) for row in csv.DictReader(file)}
            storage = JournalStorage(JournalFileBackend(f"{place}/s/journal.log"))
            study = optuna.load_study(study_name=None, storage=storage)
            theirs = get_param_importances(study, evaluator=PedAnovaImportanceEvaluator())
        theirs = {name: share for name, share in theirs.items() if name in ours or share > 0}
        if set(ours) != set(theirs):
            sys.exit(f"{data} {flags}: {ours} here, {theirs} in Optuna")
        apart = max(abs(ours[name] - theirs[name]) for name in ours)
        print(f"{data} {flags}: {len(ours)} parameters, at most {apart:.1e} apart")
        worst = max(worst, apart)
    if worst > 1e-6:
        sys.exit("the shares differ")


if __name__ == "__main__":
    main()
