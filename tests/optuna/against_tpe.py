"""Best cross-validated scores after 20, 40 and 80 trials: `--strategy gp`, Optuna's default sampler and
random search, on the same objective.

    python tests/optuna/against_tpe.py target/release/mcutune [--seeds 6] [--trials 80]

For each bundled set and seed, Optuna's study asks for one candidate at a time and gets its score from a
search of that candidate alone, on the same shuffled folds; mcutune proposes in batches of eight. A pair
counts for the one whose best score is higher, and half for each where they are equal. Needs Optuna 5.
"""

import argparse
import csv
import json
import subprocess
import tempfile
from pathlib import Path

import optuna

DATA = Path(__file__).resolve().parents[2] / "host" / "data"
SETS = ["breast_cancer", "diabetes", "digits", "iris", "wine"]
EPOCHS = {"digits": 15}
SPACE = """activation = ["relu", "tanh"]
solver = ["adam", "sgd"]
hidden_layer_sizes = {{ low = 4, high = 65, log = true }}
learning_rate_init = {{ low = 1e-4, high = 1e-1, log = true }}
alpha = {{ low = 1e-6, high = 1e-1, log = true }}
batch_size = {{ low = 16, high = 129, log = true }}
max_iter = {epochs}
"""


def search(mcutune, place, data, seed, space, *flags):
    """The mean scores of a search's trials, in their order; those that raced have none."""
    (place / "space.toml").write_text(space)
    command = [mcutune, "search", DATA / f"{data}.csv", "--space", place / "space.toml", "--cv", "shuffled:3"]
    command += ["--seed", str(seed), "--quiet", "--out", place / "study", *flags]
    subprocess.run(command, check=True, capture_output=True)
    with open(place / "study" / "cv_results.csv", newline="") as file:
        scores = [float(row["mean_test_score"] or "nan") for row in csv.DictReader(file)]
    for file in (place / "study").iterdir():
        file.unlink()
    return scores


def best_after(scores):
    best, all = float("-inf"), []
    for score in scores:
        best = score if score > best else best
        all.append(best)
    return all


def of_optuna(mcutune, place, data, seed, trials):
    epochs = EPOCHS.get(data, 60)

    def objective(trial):
        chosen = {
            "activation": trial.suggest_categorical("activation", ["relu", "tanh"]),
            "solver": trial.suggest_categorical("solver", ["adam", "sgd"]),
            "hidden_layer_sizes": trial.suggest_int("hidden_layer_sizes", 4, 64, log=True),
            "learning_rate_init": trial.suggest_float("learning_rate_init", 1e-4, 1e-1, log=True),
            "alpha": trial.suggest_float("alpha", 1e-6, 1e-1, log=True),
            "batch_size": trial.suggest_int("batch_size", 16, 128, log=True),
        }
        space = "".join(f"{name} = [{json.dumps(value)}]\n" for name, value in chosen.items())
        return search(mcutune, place, data, seed, space + f"max_iter = {epochs}\n", "--jobs", "1")[0]

    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(objective, n_trials=trials)
    return [trial.value for trial in study.trials]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mcutune", type=Path)
    parser.add_argument("--seeds", type=int, default=6)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--trials", type=int, default=80)
    parser.add_argument("--sets", nargs="*", default=SETS)
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    mcutune, trials = options.mcutune.resolve(), options.trials
    after = [n for n in (20, 40, 80) if n <= trials]
    points = {name: dict.fromkeys(after, 0.0) for name in ("Optuna's TPE", "random")}
    runs = 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for data in options.sets:
            space = SPACE.format(epochs=EPOCHS.get(data, 60))
            for seed in range(options.first_seed, options.first_seed + options.seeds):
                ours = search(mcutune, place, data, seed, space, "--strategy", "gp", "--trials", str(trials))
                random = search(mcutune, place, data, seed, space, "--strategy", "random", "--trials", str(trials))
                others = {"Optuna's TPE": of_optuna(mcutune, place, data, seed, trials), "random": random}
                runs += 1
                mine, line = best_after(ours), []
                for name, scores in others.items():
                    theirs = best_after(scores)
                    for n in after:
                        points[name][n] += (mine[n - 1] > theirs[n - 1]) + 0.5 * (mine[n - 1] == theirs[n - 1])
                    line.append(f"{name} " + " ".join(f"{theirs[n - 1]:.4f}" for n in after))
                print(f"{data} {seed}: gp " + " ".join(f"{mine[n - 1]:.4f}" for n in after) + "; " + "; ".join(line), flush=True)
    for name, won in points.items():
        shares = ", ".join(f"{100 * won[n] / runs:.0f} % at {n}" for n in after)
        print(f"gp ahead of {name} in {shares} of {runs} runs, ties half")


if __name__ == "__main__":
    main()
