"""Compares what two builds of mcutune write, byte by byte.

    python tests/bytes/compare.py BEFORE AFTER

BEFORE and AFTER are two `mcutune` binaries. Each runs the same commands (`cases.py`) in an empty
directory of its own; every file that they leave and everything that they print on standard output
is compared, as is how they exit; what they say on standard error is for people. Recorded times are set aside by `normalise` and nothing else is.
Prints a table with a line for each case, then the first difference of each file that differs, and
exits with 1 where there is one. Needs Python alone.

    --ignore-costs     what a network takes of a microcontroller, and what that decides, may differ
    --only TEXT        only the cases whose name has TEXT in it
    --keep DIR         leaves what was written in DIR/before and DIR/after, to look at
"""

import argparse
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cases

TIMES = ("mean_fit_time", "std_fit_time", "mean_score_time", "std_score_time")
COSTS = ("flash", "ram", "stack", "instructions", "infeasible")
NUMBER = r"-?[0-9][0-9.eE+-]*"


def normalise(data, ignore_costs=False):
    """The bytes of a file or of standard output without what two runs may not share.

    Recorded times, wherever mcutune writes them:
    - the four columns of fit and score times in cv_results.csv;
    - `fit_time` and `score_time` of the journal, a list with one number a fold, and
      `mean_fit_time` and `mean_score_time` of the JSON outputs;
    - `datetime_start` and `datetime_complete` of the journal.
    Each becomes TIME, and the checksums of the journal's lines, which cover them, are left out. The dates of the files themselves are never looked at.

    With `ignore_costs`, also flash, RAM, stack and instructions in the same places, the constraints
    of the journal and the reasons of the infeasible: each becomes COST.
    """
    columns = dict.fromkeys(TIMES, b"TIME")
    patterns = [
        (rf'"((?:mean_)?(?:fit|score)_time)": ?(?:{NUMBER}|null)', r'"\1":TIME'),
        (r'"(fit_time|score_time)":\[([^]]*)\]', times_of_folds),
        (r'"(datetime_start|datetime_complete)":"[^"]*"', r'"\1":TIME'),
        (r',"checksum":"[0-9a-f]{16}"', ""),
    ]
    if ignore_costs:
        columns |= dict.fromkeys(COSTS, b"COST")
        names = "|".join(COSTS[:4])
        patterns.append((rf'"((?:constraints:)?(?:{names}))": ?(?:{NUMBER}|null)', r'"\1":COST'))
    if data.startswith(TIMES[0].encode()):
        return blank_columns(data, columns)
    for pattern, instead in patterns:
        instead = instead if callable(instead) else instead.encode()
        data = re.sub(pattern.encode(), instead, data)
    return data


def times_of_folds(found):
    """A list of as many TIMEs as there were numbers."""
    name, numbers = found.groups()
    return b'"%s":[%s]' % (name, b",".join(b"TIME" for _ in numbers.split(b",")))


def blank_columns(table, columns):
    """A CSV table with a word in place of each cell of some columns, all other bytes kept."""
    lines = [fields(line) for line in table.split(b"\n")]
    blank = {i: columns[name.decode()] for i, name in enumerate(lines[0]) if name.decode() in columns}
    for line in lines[1:]:
        for i, word in blank.items():
            if i < len(line):
                line[i] = word
    return b"\n".join(b",".join(line) for line in lines)


def fields(line):
    """The fields of a line as they are written, with their quotes."""
    found = re.findall(rb'("(?:[^"]|"")*"|[^,]*)(?:,|$)', line)
    return found if line.endswith(b",") or not line else found[:-1]


def run(binary, case, place):
    """Everything that the commands of a case leave, by name."""
    place.mkdir(parents=True)
    cases.write_inputs(place)
    given = {path.relative_to(place) for path in place.rglob("*")}
    written = {}
    for i, command in enumerate(case.steps):
        if callable(command):
            command(place)
            continue
        done = subprocess.run([binary, *command], cwd=place, capture_output=True)
        name = f"{i:02} mcutune {' '.join(command)}"
        written[name] = done.stdout + f"exit {done.returncode}\n".encode()
        if done.returncode and not case.fails:
            sys.exit(f"{case.name}: {name}\n{done.stderr.decode()}in {place}, by {binary}")
    for path in sorted(place.rglob("*")):
        if path.is_file() and path.relative_to(place) not in given:
            written[str(path.relative_to(place))] = path.read_bytes()
    return written


def compare(case, binaries, root, ignore_costs):
    """How many outputs of a case there are, the bytes of all, and the differences."""
    before, after = (
        run(binary, case, root / side / case.name) for side, binary in zip(("before", "after"), binaries)
    )
    differences = []
    for name in sorted(before.keys() | after.keys()):
        if name not in before or name not in after:
            side = "BEFORE" if name in before else "AFTER"
            differences.append((name, f"only {side} writes it"))
            continue
        a, b = (normalise(side[name], ignore_costs) for side in (before, after))
        if a != b:
            differences.append((name, first_difference(a, b)))
    return len(before.keys() | after.keys()), sum(map(len, before.values())), differences


def first_difference(a, b):
    """Where two texts part, with a little of what stands before it."""
    at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    line = a[:at].count(b"\n") + 1
    shown = [repr(side[max(0, at - 40) : at + 60])[1:] for side in (a, b)]
    return f"line {line}, byte {at} of {len(a)} and {len(b)}\n    before {shown[0]}\n    after  {shown[1]}"


def arguments():
    summary, _, rest = __doc__.partition("\n")
    parser = argparse.ArgumentParser(description=summary)
    parser.add_argument("before", type=Path, help="a mcutune binary")
    parser.add_argument("after", type=Path, help="another")
    parser.add_argument("--ignore-costs", action="store_true", help="costs, and what they decide, may differ")
    parser.add_argument("--only", default="", metavar="TEXT", help="only cases whose name has TEXT in it")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave what was written there")
    return parser.parse_args()


def main():
    asked = arguments()
    binaries = [asked.before.resolve(strict=True), asked.after.resolve(strict=True)]
    chosen = [case for case in cases.all_cases() if asked.only in case.name]
    if asked.ignore_costs:
        chosen = [case.without_costs() for case in chosen if not case.decided_by_costs]
    differences, outputs, size = [], 0, 0
    print(f"{'case':34} {'outputs':>7} {'bytes':>11}  differ")
    with tempfile.TemporaryDirectory() as temporary, ThreadPoolExecutor(2) as pool:
        root = asked.keep or Path(temporary)
        ran = pool.map(lambda case: compare(case, binaries, root, asked.ignore_costs), chosen)
        for case, (count, length, found) in zip(chosen, ran):
            print(f"{case.name:34} {count:7} {length:11,}  {len(found) or '-'}", flush=True)
            differences += [(case.name, name, what) for name, what in found]
            outputs, size = outputs + count, size + length
    print(f"{'all':34} {outputs:7} {size:11,}  {len(differences) or '-'}")
    for case, name, what in differences:
        print(f"\n{case}: {name}: {what}")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
