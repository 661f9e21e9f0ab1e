"""What may differ between two makings of the golden files.

What is drawn, counted or scored on given values must be the same. What is trained depends, in the
last bits, on the BLAS kernel that numpy picks for the machine, so there the bounds are float32's.
"""

import csv
import json
import math

# Weights and losses of fits.json: the widest float32-to-float64 gap there is near 1e-5 of the weights.
TRAINED = 1e-3
# Elsewhere: the last digits of exp, ln and sqrt.
COMPUTED = 1e-9
# The share of a search's fold scores that must be equal; another BLAS may move a few.
SAME_SCORES = 0.6


def files(golden, fresh):
    """The faults found, each one line."""
    if not golden.exists():
        return [f"{golden.name}: not there"]
    if golden.suffix == ".csv":
        return search(golden, fresh)
    trained = golden.name in ("fits.json", "grid_digits_holdout.json", "halving.json", "warm_start.json")
    faults = []
    a, b = (json.loads(f.read_text()) for f in (golden, fresh))
    if golden.name == "lbfgs.json":
        return [fault for name in a for fault in minima(f"{golden.name}: {name}", a[name], b[name])]
    values(golden.name, a, b, TRAINED if trained else COMPUTED, faults)
    return faults


def values(place, a, b, bound, faults):
    if type(a) is not type(b):
        faults.append(f"{place}: {a!r} is now {b!r}")
    elif isinstance(a, dict):
        if list(a) != list(b):
            faults.append(f"{place}: {list(a)} is now {list(b)}")
            return
        for key in a:
            # The gap to float64 is a report of rounding, not a result.
            if key != "f64_gap":
                values(f"{place}: {a.get('name', '')} {key}", a[key], b[key], bound, faults)
    elif isinstance(a, list):
        if len(a) != len(b):
            faults.append(f"{place}: {len(a)} entries are now {len(b)}")
            return
        scale = max((abs(v) for v in a if isinstance(v, float)), default=0.0)
        for i, (x, y) in enumerate(zip(a, b)):
            if isinstance(x, float) and isinstance(y, float):
                if abs(x - y) > bound * max(scale, 1.0):
                    faults.append(f"{place}[{i}]: {x} is now {y}")
            else:
                values(f"{place}[{i}]", x, y, bound, faults)
    elif isinstance(a, float):
        if not math.isclose(a, b, rel_tol=bound, abs_tol=bound):
            faults.append(f"{place}: {a} is now {b}")
    elif a != b:
        faults.append(f"{place}: {a!r} is now {b!r}")


def minima(place, a, b):
    """The same first iterations; minima whose mean is as low, and grids whose means are as high, give or take a tenth."""
    faults = []
    values(f"{place} first", a["first"], b["first"], TRAINED, faults)
    means = lambda v: {net: sum(of["losses"]) / len(of["losses"]) for net, of in v["final"].items()}
    best = lambda v: {"best": max(sum(folds) / len(folds) for folds in v["grid"])}
    for x, y in ((means(a), means(b)), (best(a), best(b))):
        faults += [f"{place} {key}: {x[key]} is now {y[key]}" for key in x if not math.isclose(x[key], y[key], rel_tol=0.1)]
    return faults


def search(golden, fresh):
    """The same candidates, most fold scores equal, and a winner in common."""
    a, b = (list(csv.DictReader(f.open())) for f in (golden, fresh))
    name, scored = golden.name, lambda column: "_test_score" in column
    described = lambda rows: [{k: v for k, v in r.items() if not scored(k)} for r in rows]
    if described(a) != described(b):
        return [f"{name}: the candidates differ"]
    faults = []
    for prefix in ("", "f64_", "exact_"):
        pairs = [(float(x[c]), float(y[c])) for x, y in zip(a, b)
                 for c in (f"{prefix}split{i}_test_score" for i in range(3))]
        # R2 is never equal to the last digit, an accuracy is or is a row off.
        same = sum(x == y or abs(x - y) <= 1e-3 * max(1.0, abs(x)) or x != x and y != y for x, y in pairs)
        if same < SAME_SCORES * len(pairs):
            faults.append(f"{name}: only {same} of {len(pairs)} {prefix}scores are as before")
    best = [{r["candidate"] for r in rows if r["rank_test_score"] == "1"} for rows in (a, b)]
    if not best[0] & best[1]:
        faults.append(f"{name}: the winner was {best[0]} and is {best[1]}")
    return faults
