"""Writes tests/golden, or with --check makes it anew and compares: see README.md beside this file."""

import argparse
import pathlib
import sys
import tempfile

import compare
import fits
import halving
import lbfgs
import samplers
import scores
import searches
import splits
import targets
import warm_start

PARTS = {"splits": splits, "scores": scores, "samplers": samplers, "fits": fits, "searches": searches,
         "halving": halving, "lbfgs": lbfgs, "warm_start": warm_start, "targets": targets}
GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "golden"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all unless named")
    parser.add_argument("--check", action="store_true", help="compare with the files, write nothing")
    args = parser.parse_args()
    unknown = set(args.parts) - set(PARTS)
    if unknown:
        parser.error(f"no part is called {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    names = args.parts or list(PARTS)
    if not args.check:
        GOLDEN.mkdir(exist_ok=True)
        for name in names:
            PARTS[name].make(GOLDEN)
        return
    faults = []
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            fresh = pathlib.Path(folder)
            PARTS[name].make(fresh)
            for file in sorted(fresh.iterdir()):
                faults += compare.files(GOLDEN / file.name, file)
                print(f"compared {file.name}", flush=True)
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
