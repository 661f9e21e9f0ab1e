"""What confirming on fresh folds gains: the winner's score on rows that the search has not seen.

    python tests/quality/confirmed.py target/release/mcutune [--seeds 30] [--trials 40]

Half of the rows of each bundled set are held out, anew for each seed; a search by a Gaussian process of the other
half names a winner with `--confirm 5` and with `--confirm 0`. Printed are the mean differences of their scores on the
held-out half with their standard errors, and by how much the search's score of the winner is above the fresh folds'.
"""

import argparse
from statistics import mean, stdev

from common import SETS, search

parser = argparse.ArgumentParser()
parser.add_argument("mcutune")
parser.add_argument("--seeds", type=int, default=30)
parser.add_argument("--trials", type=int, default=40)
args = parser.parse_args()

everywhere = []
for data in SETS:
    gains, optimism, other = [], [], 0
    for seed in range(args.seeds):
        flags = ["--strategy", "gp", "--trials", str(args.trials), "--cv", "3", "--holdout", "0.5"]
        plain, confirmed = (search(args.mcutune, data, seed, *flags, "--confirm", n)["best"] for n in ("0", "5"))
        gains.append(confirmed["holdout"]["score"] - plain["holdout"]["score"])
        optimism.append(confirmed["optimism"])
        other += confirmed["trial"] != plain["trial"]
    everywhere += gains
    error = stdev(gains) / len(gains) ** 0.5
    print(
        f"{data:14} {args.seeds} searches, {other} with another winner: held out {mean(gains):+.4f} ± {error:.4f}, "
        f"the search is {mean(optimism):.4f} above fresh folds",
        flush=True,
    )
print(f"all {mean(everywhere):+.4f} ± {stdev(everywhere) / len(everywhere) ** 0.5:.4f}")
