"""Random searches by one score: candidates, fold scores, and what follows from ours, beside scikit-learn's."""

import ast
import csv
import json
import shutil

import numpy as np
import scipy.stats

import random_data as data
import random_oracle as oracle
from random_oracle import searched
from random_run import FLOOR, NUDGES, TIMES, keep_command, run


def number(text):
    return np.nan if text in ("", None) else float(text)


def make_search(rng, several=False, rows=(24, 46)):
    """A case to search, its space, and its folds."""
    case = data.make_case(rng, rows)
    if several:
        data.make_targets(rng, case)
    if rng.random() < 0.5:
        data.make_weights(rng, case)
    data.make_clip(rng, case)
    options, folds = data.choose_folds(rng, case)
    many = len(case["y"]) > 255 or options.get("kind") == "loo"  # folds
    space, fixed, toml, sampled = data.make_space(rng, case, many)
    options["trials"] = 1 if many else int(rng.integers(1, 5)) if sampled else None
    options["weighted"] = bool("weights" in case and rng.random() < 0.5)
    return case, (space, fixed, toml), options, folds


def write_search(case, asked, options, place, more):
    """The files of a search and its command."""
    space, _, toml = asked
    data.write_data(case, place / "data.csv")
    (place / "space.toml").write_text(toml)
    command = ["search", "data.csv", *data.flags_of(case, space), "--space", "space.toml", *more]
    command += ["--weighted-scores"] if options["weighted"] else []
    command += ["--out", "study", "--jobs", "1", "--quiet", "--json"]
    if options["trials"]:
        command += ["--trials", str(options["trials"])] + (["--strategy", "random"] if "halving" not in options else [])
    keep_command(place, command)
    return command


def changed_scores(mcutune, place, case, command, nudge, read):
    """Our scores of rows with changed last bits: ours rounds in its own way, and where that turns a fit, they may turn
    it back."""
    data.write_data(data.with_changed_bits(case, np.random.default_rng(nudge)), place / "changed.csv")
    run(mcutune, place, [word.replace("data.csv", "changed.csv").replace("study", "changed") for word in command])
    scores = read(place / "changed" / "cv_results.csv")
    shutil.rmtree(place / "changed")
    return scores


def alike(ours, theirs):
    plain = lambda v: (v,) if isinstance(v, (int, np.integer)) and not isinstance(v, bool) else v
    # a logarithm's draw goes through exp, of which NumPy's and ours may differ by a last bit
    close = lambda a, b: isinstance(a, float) and np.isclose(a, b, rtol=1e-15, atol=0)
    names = [k for k, _ in ours] == [k for k, _ in theirs]
    return names and all(plain(a) == plain(b) or close(a, b) for (_, a), (_, b) in zip(ours, theirs))


def our_params(rows):
    return [list(ast.literal_eval(row["params"]).items()) for row in rows]


def our_scores(table):
    """The rows of a cv_results.csv, and its scores by fold."""
    with open(table, newline="") as file:
        rows = list(csv.DictReader(file))
    folds = [name for name in rows[0] if name.startswith("split") and name.endswith("_test_score")]
    return rows, np.array([[number(row[name]) for name in folds] for row in rows])


def all_scores(table):
    """Fold scores, and where rows were kept out, one column more: that of the winner."""
    rows, scores = our_scores(table)
    best = table.parent / "best.json"
    best = json.loads(best.read_text()) if best.exists() else {}
    if not best.get("holdout"):
        return scores
    return with_winner(scores, best["trial"], number(best["holdout"]["score"]))


def with_winner(scores, winner, score):
    last = np.full(len(scores), np.nan)
    last[winner] = score
    return np.column_stack([scores, last])


def check_candidates(rows, theirs):
    columns = [name for name in rows[0] if name.startswith("param")]
    if columns != theirs["columns"]:
        return f"columns {columns}, scikit-learn's {theirs['columns']}"
    params = our_params(rows)
    if len(params) != len(theirs["params"]) or not all(map(alike, params, theirs["params"])):
        return f"candidates {params}, scikit-learn's {theirs['params']}"
    return ""


def near(ours, theirs, others):
    """Which scores are as near to scikit-learn's as TIMES its own gap, NaN where it has NaN."""
    others = [other["scores"] for other in others if other is not None]
    found = np.zeros(theirs.shape, bool)
    for at in np.ndindex(theirs.shape):
        a, b, c = ours[at], theirs[at], [other[at] for other in others]
        if np.isnan(a) or np.isnan(b):
            found[at] = np.isnan(a) == np.isnan(b) or any(np.isnan(x) != np.isnan(b) for x in c)
            # beyond float32's range: early stopping's score, in float32 there, is -inf, and no epoch the best
            found[at] |= any(abs(x) > np.finfo(np.float32).max for x in c)
        elif np.isinf(b):
            found[at] = True  # float32's overflow of a score, which ours takes in float64
        else:
            spread = max((abs(x - b) for x in c if np.isfinite(x)), default=0)
            found[at] = abs(a - b) <= TIMES * spread + FLOOR * max(1, abs(b))
    return found


def check_statistics(rows, scores, done):
    """Mean, deviation, rank and winner as scikit-learn takes them from our fold scores, to the bit.

    Candidates without a mean rank behind all others. scikit-learn gives them the worst mean less 1, which
    from 2**53 on is the worst mean itself, so that a failed candidate may win there: not so here.
    """
    means = np.average(scores, axis=1)
    deviations = np.sqrt(np.average((scores - means[:, None]) ** 2, axis=1))
    if np.isnan(means).all():
        ranks = np.ones(len(means), int)
    else:
        scored = ~np.isnan(means)
        ranks = np.full(len(means), scored.sum() + 1)
        ranks[scored] = scipy.stats.rankdata(-means[scored], method="min")
    for name, expected in (("mean", means), ("std", deviations), ("rank", ranks)):
        got = np.array([number(row[f"{name}_test_score"]) for row in rows])
        if not np.array_equal(got, expected, equal_nan=True):
            return f"{name} {got}, expected {expected}"
    if done.returncode == 0 and json.loads(done.stdout)["best"]["trial"] != int(ranks.argmin()):
        return f"the winner is not {ranks.argmin()}"
    return ""


def targets_search_case(rng, mcutune, place):
    """A search of several targets."""
    return search_case(rng, mcutune, place, several=True)


def search_case(rng, mcutune, place, several=False):
    many = rng.random() < 0.02  # folds than a byte counts
    case, asked, options, folds = make_search(rng, several, (257, 280) if many else (24, 46))
    options["scoring"] = str(rng.choice(oracle.scorings(case, options["weighted"])))
    apart = "aside" in case or options.get("kind") == "time-series"  # rows at random would not be
    share = 0 if apart or rng.random() < 0.75 else float(rng.choice([0.1, 0.25, 0.4]))
    more = [*folds, "--scoring", options["scoring"], *(["--holdout", str(share)] if share else [])]
    command = write_search(case, asked, options, place, more)
    done = run(mcutune, place, command)
    space, fixed, _ = asked
    if done.returncode not in (0, 1):
        return "false", f"exit status {done.returncode}: {done.stderr}"
    part, theirs = case, None
    try:
        kept = oracle.kept_out(case, share) if share else None
        part = data.of_rows(case, kept[0]) if share else case
        theirs, why = searched(part, space, fixed, options, np.float32)
    except ValueError as error:
        why = str(error)
    table = place / "study" / "cv_results.csv"
    if done.returncode == 1 and " are of one class" in done.stderr and oracle.learns_nothing(part, options):
        return "refused: one class", ""
    if theirs is None or not table.exists():
        same = theirs is None and done.returncode == 1
        return ("refused by both" if same else "false"), f"scikit-learn: {why}; mcutune: {done.stderr.strip()}"
    rows, scores = our_scores(table)
    wrong = check_candidates(rows, theirs) or check_statistics(rows, scores, done)
    if wrong:
        return "false", wrong
    theirs["scores"][:, oracle.mispaired(part, options)] = np.nan
    scores, winner = all_scores(table), int(np.argmin([int(row["rank_test_score"]) for row in rows]))
    if bool(share) != (scores.shape != theirs["scores"].shape) and done.returncode == 0:
        return "false", "rows were kept out of it, and have no score"

    def whole(found, *how):
        """The scores of a search, with the winner's of rows kept out."""
        if found is None or scores.shape == found["scores"].shape:
            return found
        of = dict(theirs["params"][winner])
        last = oracle.score_kept_out(case, fixed, of, kept, options, *how)
        return {**found, "scores": with_winner(found["scores"], winner, last)}

    theirs = whole(theirs, np.float32)
    another = lambda *how: whole(searched(part, space, fixed, options, *how)[0], *how)
    others = [another(np.float64)]
    same = near(scores, theirs["scores"], others)
    if same.all():
        return "equal", ""
    for i in range(NUDGES):
        others.append(another(np.float32, np.random.default_rng(i)))
        changed = changed_scores(mcutune, place, case, command, i, all_scores)
        same |= near(scores, theirs["scores"], others)
        if changed.shape == scores.shape:
            same |= near(changed, theirs["scores"], others)
        if same.all():
            return "within the fits of changed last bits", ""
    return "false", f"scores\n{scores}\nscikit-learn's\n{theirs['scores']}\n{done.stderr.strip()}"
