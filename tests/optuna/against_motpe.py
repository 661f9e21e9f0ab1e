"""Hypervolume of the front after 20, 40 and 80 trials: `--strategy gp --objectives score,flash`, Optuna's default
sampler of several objectives and random search, on the same objective.

    python tests/optuna/against_motpe.py target/release/mcutune [--seeds 6] [--trials 80] [--keep DIR]

For each set and seed of `objective.py`, Optuna's study asks for one candidate at a time and gets its mean score and the
logarithm of its flash from a search of that candidate alone; mcutune proposes in batches of eight, which race. The
hypervolume is the share of a rectangle that the front is better than. One side of it are scores from that of guessing
(the most frequent class, or an r2 of 0) to 1, the other log2 of flash from the smallest network of the space to the
largest: 1 is a perfect score at the least flash, 0 is nothing better than guessing. `--keep` is that of `against_tpe.py`.
Needs Optuna 5. Exits with 1 where gp's mean is behind after 40 trials or more.
"""

import argparse
import math
import sys
from pathlib import Path

import optuna
from objective import BUNDLED, Objective, kept

GUESSING = {"breast_cancer": 357 / 569, "diabetes": 0.0, "digits": 183 / 1797, "iris": 1 / 3, "wine": 71 / 178}
ENDS = "activation = ['relu', 'tanh']\nhidden_layer_sizes = [[4], [64]]\nmax_iter = 1\n"


def of_optuna(objective, trials):
    # what Optuna 5 takes for several objectives where none is named, with a seed
    sampler = optuna.samplers.TPESampler(seed=objective.seed)
    default = optuna.create_study(directions=["maximize", "minimize"]).sampler
    assert type(default) is type(sampler), default
    study = optuna.create_study(directions=["maximize", "minimize"], sampler=sampler)
    study.optimize(lambda trial: point(objective.one(trial)), n_trials=trials)
    return [tuple(trial.values) for trial in study.trials]


def point(trial):
    """Mean score and log2 of flash; the score is None of a trial that raced."""
    return trial["mean_test_score"], math.log2(trial["flash"])


def hypervolume(points, guessing, least, most):
    """Of points with a score, as the share of all between guessing and 1, and between the least and the most cost."""
    area, best = 0.0, guessing
    ordered = sorted((cost, score) for score, cost in points if score is not None and score > guessing)
    for (cost, score), after in zip(ordered, [cost for cost, _ in ordered[1:]] + [most]):
        best = max(best, score)
        area += (best - guessing) * (min(after, most) - min(cost, most))
    return area / ((1 - guessing) * (most - least))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("mcutune", type=Path)
    parser.add_argument("--seeds", type=int, default=6)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--trials", type=int, default=80)
    parser.add_argument("--sets", nargs="+", choices=BUNDLED, default=BUNDLED)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    mcutune, trials = options.mcutune.resolve(), options.trials
    after = [n for n in (20, 40, 80) if n <= trials]
    volumes = {name: {n: [] for n in after} for name in ("gp", "Optuna's TPE", "random")}
    for data in options.sets:
        ends = [point(trial)[1] for trial in Objective(mcutune, data, 0).search(space=ENDS)]
        for seed in range(options.first_seed, options.first_seed + options.seeds):
            objective = Objective(mcutune, data, seed)
            name = f"front-{data}-{seed}-{trials}"

            def ours(strategy):
                flags = ["--objectives", "score,flash", "--trials", str(trials), "--confirm", "0"]
                return [point(trial) for trial in objective.search("--strategy", strategy, *flags)]

            found = {
                "gp": ours("gp"),
                "Optuna's TPE": kept(options.keep, f"{name}-TPE", lambda: of_optuna(objective, trials)),
                "random": kept(options.keep, f"{name}-random", lambda: ours("random")),
            }
            line = []
            for who, points in found.items():
                here = [hypervolume(points[:n], GUESSING[data], min(ends), max(ends)) for n in after]
                for n, volume in zip(after, here):
                    volumes[who][n].append(volume)
                line.append(f"{who} " + " ".join(f"{volume:.4f}" for volume in here))
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
