"""Hypervolume of the front after 40 and 80 trials: `--strategy gp --objectives score,flash`, Optuna's default
sampler of several objectives and random search, on the same objective.

    python tests/optuna/against_motpe.py target/release/mcutune [--seeds 6] [--trials 80]

For each bundled set and seed, Optuna's study asks for one candidate at a time and gets its mean score and the
logarithm of its flash from a search of that candidate alone, on the same shuffled folds; mcutune proposes in batches of
eight, which race. The hypervolume is the share of a rectangle that the front is better than. One side of it are scores
from that of guessing (the most frequent class, or an r2 of 0) to 1, the other log2 of flash from the smallest network of
the space to the largest: 1 is a perfect score at the least flash, 0 is nothing better than guessing. Needs Optuna 5.
Exits with 1 where gp's mean is behind.
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

import optuna

DATA = Path(__file__).resolve().parents[2] / "host" / "data"
SETS = ["breast_cancer", "diabetes", "digits", "iris", "wine"]
EPOCHS = {"digits": 15}
GUESSING = {"breast_cancer": 357 / 569, "diabetes": 0.0, "digits": 183 / 1797, "iris": 1 / 3, "wine": 71 / 178}
SPACE = """activation = ["relu", "tanh"]
solver = ["adam", "sgd"]
hidden_layer_sizes = {{ low = 4, high = 65, log = true }}
learning_rate_init = {{ low = 1e-4, high = 1e-1, log = true }}
alpha = {{ low = 1e-6, high = 1e-1, log = true }}
batch_size = {{ low = 16, high = 129, log = true }}
max_iter = {epochs}
"""
ENDS = "activation = ['relu', 'tanh']\nhidden_layer_sizes = [[4], [64]]\nmax_iter = 1\n"


def search(mcutune, place, data, seed, space, *flags):
    """Mean score and log2 of flash of each trial, in their order; the score is None of those that raced."""
    (place / "space.toml").write_text(space)
    command = [mcutune, "search", DATA / f"{data}.csv", "--space", place / "space.toml", "--cv", "shuffled:3"]
    command += ["--seed", str(seed), "--quiet", "--json", "--out", place / "study", *flags]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for file in (place / "study").iterdir():
        file.unlink()
    return [(trial["mean_test_score"], math.log2(trial["flash"])) for trial in found["trials"]]


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

    # what Optuna 5 takes for several objectives where none is named, with a seed
    sampler = optuna.samplers.TPESampler(seed=seed)
    default = optuna.create_study(directions=["maximize", "minimize"]).sampler
    assert type(default) is type(sampler), default
    study = optuna.create_study(directions=["maximize", "minimize"], sampler=sampler)
    study.optimize(objective, n_trials=trials)
    return [tuple(trial.values) for trial in study.trials]


def hypervolume(points, guessing, least, most):
    """Of points with a score, as the share of all between guessing and 1, and between the least and the most cost."""
    area, best = 0.0, guessing
    ordered = sorted((cost, score) for score, cost in points if score is not None and score > guessing)
    for (cost, score), after in zip(ordered, [cost for cost, _ in ordered[1:]] + [most]):
        best = max(best, score)
        area += (best - guessing) * (min(after, most) - min(cost, most))
    return area / ((1 - guessing) * (most - least))


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
    volumes = {name: {n: [] for n in after} for name in ("gp", "Optuna's TPE", "random")}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for data in options.sets:
            space = SPACE.format(epochs=EPOCHS.get(data, 60))
            ends = [cost for _, cost in search(mcutune, place, data, 0, ENDS)]
            for seed in range(options.first_seed, options.first_seed + options.seeds):
                flags = ["--objectives", "score,flash", "--trials", str(trials), "--confirm", "0"]
                found = {
                    "gp": search(mcutune, place, data, seed, space, "--strategy", "gp", *flags),
                    "Optuna's TPE": of_optuna(mcutune, place, data, seed, trials),
                    "random": search(mcutune, place, data, seed, space, "--strategy", "random", *flags),
                }
                line = []
                for name, points in found.items():
                    here = [hypervolume(points[:n], GUESSING[data], min(ends), max(ends)) for n in after]
                    for n, volume in zip(after, here):
                        volumes[name][n].append(volume)
                    line.append(f"{name} " + " ".join(f"{volume:.4f}" for volume in here))
                print(f"{data} {seed}: " + "; ".join(line), flush=True)
    behind = False
    for n in after:
        ours = volumes["gp"][n]
        means = {name: sum(by[n]) / len(by[n]) for name, by in volumes.items()}
        print(f"after {n} trials: " + ", ".join(f"{name} {mean:.4f}" for name, mean in means.items()))
        for name in ("Optuna's TPE", "random"):
            theirs = volumes[name][n]
            won = sum((a > b) + 0.5 * (a == b) for a, b in zip(ours, theirs))
            print(f"    gp ahead of {name} in {100 * won / len(ours):.0f} % of {len(ours)} runs, ties half")
            behind |= n >= 40 and means["gp"] <= means[name]
    sys.exit(behind)


if __name__ == "__main__":
    main()
