"""Whether a race names the winner of the full table, and what it saves.

    python tests/quality/racing.py target/release/mcutune [--searches 500] [--trials 60]

Random searches of the bundled sets, each with another seed, alternately at 3 and 5 folds: all folds of all
candidates, `--race exact`, and `--race halving`. Exits with 1 where exact names another winner. digits is left out for the
time it takes.
"""

import argparse
from collections import defaultdict

from common import SETS, fits, search

parser = argparse.ArgumentParser()
parser.add_argument("mcutune")
parser.add_argument("--searches", type=int, default=500)
parser.add_argument("--trials", type=int, default=60)
args = parser.parse_args()

counts = defaultdict(lambda: defaultdict(int))
lost = defaultdict(float)
false = 0
for number in range(args.searches):
    data, folds = SETS[number % len(SETS)], (3, 5)[number // len(SETS) % 2]
    flags = ["--strategy", "random", "--trials", str(args.trials), "--cv", str(folds)]
    found = {race: search(args.mcutune, data, number, *flags, "--race", race) for race in ("none", "exact", "halving")}
    here = counts[data, folds]
    here["searches"] += 1
    for race, one in found.items():
        here[race] += fits(one)
        same = one["best"]["trial"] == found["none"]["best"]["trial"]
        here[race, "same"] += same
        if race == "exact" and not same:
            false += 1
            print(f"{data}, {folds} folds, seed {number}: exact names another winner")
    lost[data, folds] += found["none"]["best"]["mean_test_score"] - found["halving"]["best"]["mean_test_score"]

print(f"{'set':14} folds searches  exact saves, same winner  halving saves, same winner, loses")
for (data, folds), here in sorted(counts.items()):
    saves = {race: 1 - here[race] / here["none"] for race in ("exact", "halving")}
    print(
        f"{data:14} {folds:5} {here['searches']:8}  {saves['exact']:11.1%} {here['exact', 'same']:13}"
        f"  {saves['halving']:13.1%} {here['halving', 'same']:13} {lost[data, folds] / here['searches']:.5f}"
    )
raise SystemExit(false > 0)
