"""Best cross-validated scores after 20, 40 and 80 trials: `--strategy gp`, Optuna's default sampler and
random search, on the same objective.

    python tests/optuna/against_tpe.py target/release/mcutune [--seeds 6] [--trials 80] [--batch 8 1] [--keep DIR]

For each set and seed of `objective.py`, Optuna's study asks for one candidate at a time and gets its score from a search
of that candidate alone; mcutune proposes in batches of so many. A pair counts for the one whose best score is higher, and
half for each where they are equal. `--keep` names a folder for the scores of the others, which are taken from there
the next time: they depend on the objective, not on gp. Needs Optuna 5 and scikit-learn.
"""

import argparse
from pathlib import Path

import optuna
from objective import BUNDLED, GENERATED, Objective, kept

SETS = [*BUNDLED, *GENERATED]
TPE, RANDOM = "Optuna's TPE", "random"


def best_after(scores):
    """The best of the first 1, 2, 3 ...; those that raced have no score."""
    best, all = float("-inf"), []
    for score in scores:
        best = score if score is not None and score > best else best
        all.append(best)
    return all


def of_optuna(objective, trials):
    study = optuna.create_study(
        direction="maximize", sampler=optuna.samplers.TPESampler(seed=objective.seed)
    )
    study.optimize(lambda trial: objective.one(trial)["mean_test_score"], n_trials=trials)
    return [trial.value for trial in study.trials]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("mcutune", type=Path)
    parser.add_argument("--seeds", type=int, default=6)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--trials", type=int, default=80)
    parser.add_argument("--batch", type=int, nargs="+", default=[8])
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    trials = options.trials
    after = [n for n in (20, 40, 80) if n <= trials] or [trials]
    points = {(batch, name): dict.fromkeys(after, 0.0) for batch in options.batch for name in (TPE, RANDOM)}
    runs = 0
    for data in options.sets:
        for seed in range(options.first_seed, options.first_seed + options.seeds):
            objective = Objective(options.mcutune.resolve(), data, seed)

            def ours(*flags):
                found = objective.search("--trials", str(trials), *flags)
                return [trial["mean_test_score"] for trial in found]

            others = {
                TPE: lambda: of_optuna(objective, trials),
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
