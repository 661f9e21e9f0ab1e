"""Random searches by several scores at once."""

import json
import subprocess

import numpy as np

import random_oracle as oracle
from random_oracle import searched
from random_run import NUDGES, run
from random_searches import changed_scores, check_candidates, check_statistics, make_search, near, number, our_params
from random_searches import our_scores, write_search


def with_a_failure(asked):
    """A space of which a step is so long that its fits fail."""
    space, fixed, toml = asked
    own = ("learning_rate_init", "solver")
    fixed = {k: v for k, v in fixed.items() if k not in own}
    lines = [line for line in toml.splitlines() if not line.startswith(own)]
    space = {**space, "learning_rate_init": [0.001, 1e38], "solver": ["sgd"]}
    return space, fixed, "\n".join([*lines, "learning_rate_init = [0.001, 1e38]", 'solver = ["sgd"]']) + "\n"


def several_case(rng, mcutune, place):
    """Two or three scores at once, on the rows that train too, where fits may fail and a number may stand for them."""
    case, asked, options, folds = make_search(rng, several=rng.random() < 0.2)
    asked = with_a_failure(asked) if rng.random() < 0.4 else asked
    space, fixed, _ = asked
    many = case["classify"] and "targets" not in case and len(set(case["y"])) > 2
    known = oracle.scorings(case, options["weighted"])
    known = [name for name in known if not (many and oracle.is_of_probabilities(name))]
    several = list(map(str, rng.choice(known, min(len(known), int(rng.integers(2, 4))), replace=False)))
    refit = str(rng.choice(several))
    options |= {"scoring": refit, "several": several}
    options["error_score"] = float(rng.choice([-2.5, 0.0, 0.25])) if rng.random() < 0.5 else np.nan
    more = [*folds, "--train-score", "--scoring", ",".join(several), "--refit", refit]
    command = write_search(case, asked, options, place, [*more, "--error-score", str(options["error_score"])])
    done = run(mcutune, place, command)
    if done.returncode == 1 and " are of one class" in done.stderr and oracle.learns_nothing(case, options):
        return "refused: one class", ""
    theirs, why = searched(case, space, fixed, options, np.float32)
    if done.returncode not in (0, 1):
        return "false", f"exit status {done.returncode}: {done.stderr}"
    table = place / "study" / "cv_results.csv"
    # where the refit of the winner fails, there is a table, too
    if theirs is None or not table.exists():
        same = theirs is None and done.returncode == 1
        return ("refused by both" if same else "false"), f"scikit-learn: {why}; mcutune: {done.stderr.strip()}"
    rows = our_scores(table)[0]
    names = [name for name in rows[0] if "_test_" in name or "_train_" in name]
    if names != theirs["names"]:
        return "false", f"columns {names}, scikit-learn's {theirs['names']}"
    wrong = [check_candidates(rows, theirs), *(check_one(rows, name, refit, done) for name in several)]
    wrong = next(filter(None, wrong), "")
    if wrong:
        return "false", wrong
    # a fold whose rows that are scored count nothing has failed in ours, and has train scores of scikit-learn's
    nothing = [options["weighted"] and not case["weights"][test].any() for _, test in oracle.folds_of(case, options)]
    fold = [int(name[5:].split("_")[0]) for name in rows[0] if name.startswith("split")]
    ours, stand_in = several_of(rows), options["error_score"]
    stands = (np.isnan(ours) if np.isnan(stand_in) else ours == stand_in) & np.array(nothing)[fold]
    return judged_scores(mcutune, place, case, asked, options, command, theirs, (ours, stands), done.stderr.strip())


def check_one(rows, name, refit, done):
    """Mean, deviation, rank and, of the score that chooses it, winner by one of several scores."""
    one = [{**row, **{f"{k}_test_score": row[f"{k}_test_{name}"] for k in ("mean", "std", "rank")}} for row in rows]
    folds = [k for k in rows[0] if k.startswith("split") and k.endswith(f"_test_{name}")]
    scores = np.array([[number(row[k]) for k in folds] for row in rows])
    winner = {"best": {"trial": int(np.array([int(row["rank_test_score"]) for row in one]).argmin())}}
    done = done if name == refit else subprocess.CompletedProcess([], 0, stdout=json.dumps(winner))
    wrong = check_statistics(one, scores, done)
    return f"{name}: {wrong}" if wrong else ""


def judged_scores(mcutune, place, case, asked, options, command, theirs, ours, said):
    """Whether each of several scores is near to scikit-learn's."""
    space, fixed, _ = asked
    ours, stands = ours
    # a score that the rows or answers do not define stays none; scikit-learn's scorer raises for some of them
    undefined = lambda scores: np.where(np.isnan(ours) & (scores == options["error_score"]), np.nan, scores)
    other = lambda *how: searched(case, space, fixed, options, *how)[0]
    theirs, others = undefined(theirs["scores"]), [other(np.float64)]
    known = lambda: [{"scores": undefined(found["scores"])} for found in others if found]
    same = near(ours, theirs, known()) | stands
    for i in range(NUDGES):
        if same.all():
            return ("equal" if i == 0 else "within the fits of changed last bits"), ""
        others.append(other(np.float32, np.random.default_rng(i)))
        changed = changed_scores(mcutune, place, case, command, i, lambda table: several_of(our_scores(table)[0]))
        same |= near(changed, theirs, known()) | near(ours, theirs, known())
    return ("equal" if same.all() else "false"), f"scores\n{ours}\nscikit-learn's\n{theirs}\n{said}"


def several_of(rows):
    """Fold scores by each of several, of a cv_results.csv."""
    names = [name for name in rows[0] if "_test_" in name or "_train_" in name]
    return oracle.several_scores({name: [number(row[name]) for row in rows] for name in names})
