"""Best cross-validated scores after 20, 40 and 80 trials: `--strategy gp`, Optuna's default sampler and
random search, on the same objective.

    python tests/optuna/against_tpe.py target/release/mcutune [--seeds 6] [--trials 80] [--batch 8 1] [--keep DIR]

The sets are the bundled ones, and two harder ones that scikit-learn makes: a noisy regression of 800 rows
(`friedman`) and twelve classes of 1500 rows (`twelve`). For each set and seed, Optuna's study asks for one
candidate at a time and gets its score from a search of that candidate alone, on the same shuffled folds;
mcutune proposes in batches of so many. A pair counts for the one whose best score is higher, and half for
each where they are equal. `--keep` names a folder for the scores of the others, which are taken from there
the next time: they depend on the objective, not on gp. Needs Optuna 5 and scikit-learn.
"""

import argparse
import csv
import json
import subprocess
import tempfile
from pathlib import Path

import optuna
from sklearn.datasets import make_classification, make_friedman1

DATA = Path(__file__).resolve().parents[2] / "host" / "data"
BUNDLED = ["breast_cancer", "diabetes", "digits", "iris", "wine"]
GENERATED = {
    "friedman": lambda: make_friedman1(n_samples=800, n_features=10, noise=2.0, random_state=0),
    "twelve": lambda: make_classification(
        n_samples=1500,
        n_features=20,
        n_informative=12,
        n_redundant=4,
        n_classes=12,
        n_clusters_per_class=2,
        class_sep=1.5,
        flip_y=0.02,
        random_state=0,
    ),
}
SETS = [*BUNDLED, *GENERATED]
EPOCHS = {"digits": 15, "twelve": 30}
SPACE = """activation = ["relu", "tanh"]
solver = ["adam", "sgd"]
hidden_layer_sizes = {{ low = 4, high = 65, log = true }}
learning_rate_init = {{ low = 1e-4, high = 1e-1, log = true }}
alpha = {{ low = 1e-6, high = 1e-1, log = true }}
batch_size = {{ low = 16, high = 129, log = true }}
max_iter = {epochs}
"""
TPE, RANDOM = "Optuna's TPE", "random"


def table(place, name):
    """The file of a set; the generated ones are written there first."""
    if name not in GENERATED:
        return DATA / f"{name}.csv"
    path = place / f"{name}.csv"
    if not path.exists():
        x, y = GENERATED[name]()
        with open(path, "w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow([f"x{i}" for i in range(x.shape[1])] + ["y"])
            # labels that no one takes for numbers to be fitted
            last = (lambda y: f"c{y:02}") if y.dtype.kind == "i" else (lambda y: f"{y:.6g}")
            rows.writerows([f"{value:.6g}" for value in row] + [last(of)] for row, of in zip(x, y))
    return path


def search(mcutune, place, data, seed, space, *flags):
    """The mean scores of a search's trials, in their order; those that raced have none."""
    (place / "space.toml").write_text(space)
    command = [mcutune, "search", table(place, data), "--space", place / "space.toml", "--cv", "shuffled:3"]
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


def kept(folder, name, scores):
    """What `scores` answers, or what it has answered before."""
    path = folder / f"{name}.json" if folder else None
    if path and path.exists():
        return json.loads(path.read_text())
    found = scores()
    if path:
        path.write_text(json.dumps(found))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mcutune", type=Path)
    parser.add_argument("--seeds", type=int, default=6)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--trials", type=int, default=80)
    parser.add_argument("--batch", type=int, nargs="+", default=[8])
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    mcutune, trials = options.mcutune.resolve(), options.trials
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    after = [n for n in (20, 40, 80) if n <= trials] or [trials]
    points = {(batch, name): dict.fromkeys(after, 0.0) for batch in options.batch for name in (TPE, RANDOM)}
    runs = 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for data in options.sets:
            space = SPACE.format(epochs=EPOCHS.get(data, 60))
            for seed in range(options.first_seed, options.first_seed + options.seeds):

                def ours(*flags):
                    return search(mcutune, place, data, seed, space, "--trials", str(trials), *flags)

                others = {
                    TPE: lambda: of_optuna(mcutune, place, data, seed, trials),
                    RANDOM: lambda: ours("--strategy", "random"),
                }
                best, line = {}, []
                for name, scores in others.items():
                    best[name] = best_after(kept(options.keep, f"{data}-{seed}-{trials}-{name}", scores))
                for batch in options.batch:
                    best[batch] = best_after(ours("--strategy", "gp", "--batch", str(batch)))
                for (batch, name), won in points.items():
                    for n in after:
                        mine, theirs = best[batch][n - 1], best[name][n - 1]
                        won[n] += (mine > theirs) + 0.5 * (mine == theirs)
                runs += 1
                for name, scores in best.items():
                    name = name if isinstance(name, str) else f"gp in batches of {name}"
                    line.append(f"{name} " + " ".join(f"{scores[n - 1]:.4f}" for n in after))
                print(f"{data} {seed}: " + "; ".join(line), flush=True)
    for (batch, name), won in points.items():
        shares = ", ".join(f"{100 * won[n] / runs:.0f} % at {n}" for n in after)
        print(f"gp in batches of {batch} is ahead of {name} in {shares} trials, of {runs} runs, ties half")


if __name__ == "__main__":
    main()
