"""Random searches by halving over rows."""

import json

import halving  # equal scores sorted stably
import numpy as np

import random_oracle as oracle
from random_oracle import searched
from random_run import NUDGES, run
from random_searches import alike, changed_scores, make_search, near, our_params, our_scores, write_search


def halving_case(rng, mcutune, place):
    """Halving over rows: the iterations, the candidates that our own scores let survive, and, as far as those are
    scikit-learn's, every fold score."""
    case, asked, options, _ = make_search(rng)
    case.pop("aside", None)  # of other folds
    options = {"trials": options["trials"], "weighted": options["weighted"], "cv": int(rng.integers(2, 5))}
    options["shuffled"] = bool(rng.random() < 0.3)
    options["trials"] = int(rng.integers(1, 9)) if options["trials"] else None
    # of three classes, these pair probabilities with others where a sample lacks one: see `mispaired`
    many = case["classify"] and len(set(case["y"])) > 2
    known = oracle.scorings(case, options["weighted"])
    options["scoring"] = str(rng.choice([name for name in known if not (many and oracle.is_of_probabilities(name))]))
    how = {"factor": int(rng.integers(2, 4)), "aggressive_elimination": bool(rng.random() < 0.2)}
    how["min_resources"] = [int(rng.integers(4, 40)), "smallest", "exhaust"][rng.integers(0, 3)]
    options["halving"] = how
    more = ["--strategy", "halving", "--cv", ("shuffled:" if options["shuffled"] else "") + str(options["cv"])]
    more += ["--resource", "n_samples", "--factor", str(how["factor"]), "--min-resources", str(how["min_resources"])]
    more += ["--aggressive-elimination"] if how["aggressive_elimination"] else []
    more += ["--scoring", options["scoring"]]
    command = write_search(case, asked, options, place, more)
    done = run(mcutune, place, command)
    space, fixed, _ = asked
    theirs, why = searched(case, space, fixed, options, np.float32)
    if done.returncode not in (0, 1):
        return "false", f"exit status {done.returncode}: {done.stderr}"
    table = place / "study" / "cv_results.csv"
    if theirs is None or not table.exists():
        same = theirs is None and done.returncode == 1
        return ("refused by both" if same else "false"), f"scikit-learn: {why}; mcutune: {done.stderr.strip()}"
    rows, scores = our_scores(table)
    wrong = check_iterations(rows, scores, theirs, done)
    if wrong:
        return "false", wrong
    ours, params = np.array([int(row["iter"]) for row in rows]), our_params(rows)
    as_theirs = lambda i: all(map(alike, *([p[at] for at in np.flatnonzero(ours == i)] for p in (params, theirs["params"]))))
    same_until = next((i for i in range(ours.max() + 1) if not as_theirs(i)), ours.max() + 1)
    if same_until == 0:
        return "false", f"candidates {params}, scikit-learn's {theirs['params']}"
    until = ours < same_until
    others = [searched(case, space, fixed, options, np.float64)[0]]
    # where others survive there, the first iteration says what rounding does
    fits = lambda: [{"scores": other["scores"]} for other in others if other["scores"].shape == scores.shape]
    same = near(scores, theirs["scores"], fits())
    for i in range(NUDGES):
        if same[until].all():
            return ("equal" if i == 0 else "within the fits of changed last bits"), ""
        others.append(searched(case, space, fixed, options, np.float32, np.random.default_rng(i))[0])
        changed = changed_scores(mcutune, place, case, command, i, lambda table: our_scores(table)[1])
        same |= near(scores, theirs["scores"], fits())
        if changed.shape == scores.shape:
            same |= near(changed, theirs["scores"], fits())
    return "false", f"scores\n{scores}\nscikit-learn's\n{theirs['scores']}\n{done.stderr.strip()}"


def check_iterations(rows, scores, theirs, done):
    """How many candidates each iteration has, on how many rows, and whether our own scores let these survive."""
    ours, params = np.array([int(row["iter"]) for row in rows]), our_params(rows)
    resources = [int(rows[np.argmax(ours == i)]["n_resources"]) for i in range(ours.max() + 1)]
    if resources != theirs["resources"] or np.bincount(ours).tolist() != theirs["candidates"]:
        return f"{np.bincount(ours)} on {resources}, scikit-learn's {theirs}"
    means = np.average(scores, axis=1)
    for i in range(ours.max()):
        kept = np.flatnonzero(ours == i + 1)
        results = {"iter": ours, "mean_test_score": means, "params": np.arange(len(params))}
        survivors = halving.stable_top_k(results, len(kept), i)
        if [params[at] for at in survivors] != [params[at] for at in kept]:
            return f"of {means[ours == i]} {survivors} should survive"
    last = np.flatnonzero(ours == ours.max())
    best = last[0] if np.isnan(means[last]).all() else last[np.nanargmax(means[last])]
    if done.returncode == 0 and json.loads(done.stdout)["best"]["trial"] != best:
        return f"the winner is not {best}"
    return ""
