"""Random data and random settings, fitted and searched by mcutune and by scikit-learn in float32.

    python tests/sklearn/random_cases.py target/release/mcutune --train 1000 --search 200 --seed 1

Each case is made from the seed and its number alone: `--only train:17 --keep` does one again and
leaves its files. All run under `--rng numpy`, so that draws are the same and only rounding differs.
What rounding explains is measured, not guessed: scikit-learn fits in float64 too, and ours may be ten
times as far from its float32 fit as that is (TIMES). Where that does not do, because a fit at the edge of
stability turns a last bit into another network, scikit-learn fits rows of which a last bit is changed, and
the widest gap between these fits counts; ours fits such rows, too, and may be near in any of them, of a
search each score. Such a case is counted apart. Anything beyond is false.

Compared are, of a fit: whether it fails, epochs, losses, validation scores, answers and weights, those of a
TransformedTargetRegressor folded as ours are, and what `evaluate` reports of our answers, all of rows and classes that
count more than others, with the Poisson deviance as well, and of a second fit that begins from the first; of a search:
names and order of the columns, candidates, every fold score, of rows that count in it, too, and the mean, deviation,
rank and winner that NumPy and scikit-learn take from ours; of a search by several scores the same of each, on the rows
that train too; and of several targets, labels or values, both. Answers of a fit are those to rows far beyond the ones that
trained it, where scalers and ranges that hold them show. A score that rows or answers do not define stays none in ours
where scikit-learn's scorer raises, and `error_score` stands for it there.
"""

import argparse
import collections
import concurrent.futures
import pathlib
import shutil
import sys
import tempfile

import common  # noqa: F401  one thread for BLAS, no warnings
import numpy as np
import sklearn

from random_fits import targets_case, train_case
from random_halving import halving_case
from random_searches import search_case, targets_search_case
from random_several import several_case

CASES = {"train": train_case, "search": search_case, "halving": halving_case, "several": several_case,
         "targets": targets_case, "targets_search": targets_search_case}


def one(mcutune, seed, kind, number, keep):
    rng = np.random.default_rng([seed, list(CASES).index(kind), number])
    place = pathlib.Path(tempfile.mkdtemp(prefix=f"{kind}-{number}-"))
    with np.errstate(all="ignore"):
        verdict, detail = CASES[kind](rng, mcutune, place)
    if verdict != "false" and not keep:
        shutil.rmtree(place)
    return kind, number, verdict, detail, place


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mcutune", type=pathlib.Path)
    parser.add_argument("--train", type=int, default=0, metavar="N", help="how many fits")
    parser.add_argument("--search", type=int, default=0, metavar="N", help="how many searches")
    parser.add_argument("--halving", type=int, default=0, metavar="N", help="how many searches by halving over rows")
    parser.add_argument("--several", type=int, default=0, metavar="N", help="how many searches by several scores")
    parser.add_argument("--targets", type=int, default=0, metavar="N", help="how many fits to several targets")
    parser.add_argument("--targets-search", type=int, default=0, metavar="N", help="how many searches of several targets")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--only", metavar="KIND:NUMBER", help="one case")
    parser.add_argument("--keep", action="store_true", help="keep every case's files")
    flags = parser.parse_args()
    print("scikit-learn", sklearn.__version__, "numpy", np.__version__)
    work = [(kind, i) for kind in CASES for i in range(getattr(flags, kind))]
    if flags.only:
        kind, number = flags.only.split(":")
        work = [(kind, int(number))]
    verdicts = collections.Counter()
    with concurrent.futures.ProcessPoolExecutor(flags.jobs) as pool:
        mcutune = str(flags.mcutune.resolve())
        jobs = [pool.submit(one, mcutune, flags.seed, *item, flags.keep) for item in work]
        for job in jobs:
            kind, number, verdict, detail, place = job.result()
            verdicts[kind, verdict] += 1
            if verdict == "false" or flags.only:
                print(f"{kind}:{number} of seed {flags.seed} {verdict} in {place}: {detail}", flush=True)
                print((place / "command.txt").read_text() if place.exists() else "", flush=True)
    for (kind, verdict), count in sorted(verdicts.items()):
        print(f"{kind}: {count} {verdict}")
    sys.exit(any(verdict == "false" for _, verdict in verdicts))


if __name__ == "__main__":
    main()
