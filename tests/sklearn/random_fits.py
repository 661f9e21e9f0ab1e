"""Random fits: whether they fail, how they go, their weights and what `evaluate` reports, beside scikit-learn's."""

import csv
import json

import numpy as np
import pandas as pd
from sklearn import metrics

import random_data as data
import random_oracle as oracle
import scores as scorers
from random_run import FLOOR, NUDGES, TIMES, keep_command, run

# Of a loss, by which lbfgs, which scikit-learn runs in float64 whatever X has, has found the same minimum.
MINIMUM = 1e-4
# A fit that is farther from float32's is counted apart.
CLOSE = 1e-3


def gap(a, b):
    """How far two fits are apart: the worst of their layers, curves and answers, by the largest number of each."""
    if (a is None) != (b is None) or (a and (a["n_iter"] != b["n_iter"] or len(a["layers"]) != len(b["layers"]))):
        return np.inf
    if a is None:
        return 0.0
    worst = 0.0
    for x, y in [*map(until_diverged, curves(a), curves(b)), *zip(a["layers"], b["layers"]), *zip(a["answers"], b["answers"])]:
        if x.shape != y.shape or (np.isnan(x) != np.isnan(y)).any():
            return np.inf
        known = np.isfinite(x) & np.isfinite(y)
        if known.any():
            worst = max(worst, np.abs(x - y)[known].max() / max(np.abs(y[known]).max(), 1e-12))
    return worst


def curves(one):
    return one["losses"], one["scores"]


def until_diverged(x, y):
    """Two curves before either is not finite: a fit that diverges overflows in float32 epochs before it does in float64,
    and ours scores in the latter. The weights of its best epoch are compared all the same."""
    if x.shape != y.shape:
        return x, y
    finite = np.cumprod(np.isfinite(x) & np.isfinite(y)).astype(bool)
    return x[finite], y[finite]


def check_report(rng, mcutune, place, case):
    """What `evaluate` reports of our own answers, against scikit-learn's metrics of them; of some, rows count."""
    weighted = "weights" in case and rng.random() < 0.5
    flags = ["--weights", "weights", "--weighted-scores"] if weighted else []
    done = run(mcutune, place, ["evaluate", "model.json", "data.csv", "--json", "--quiet", *flags])
    answers = run(mcutune, place, ["predict", "model.json", "data.csv", "--quiet"])
    if done.returncode or answers.returncode:
        return f"evaluate: {done.stderr}{answers.stderr}"
    found = json.loads(done.stdout)
    answers = list(csv.reader(answers.stdout.splitlines()))[1:]
    if not case["classify"]:
        answers = np.array(answers, np.float32).astype(float)
        # of one target the file's digits count, the fewest that are the float32; of several the float32s
        exact = (lambda value: float(value)) if "targets" in case else (lambda value: float(str(value)))
        truth = np.array([exact(value) for value in np.float32(case["y"]).ravel()]).reshape(answers.shape)
    else:
        truth = np.array(case["y"]).astype(str).reshape(len(answers), -1)
        answers = np.array(answers)
    if "targets" not in case:
        truth, answers = truth[:, 0], answers[:, 0]
    elif case["classify"]:
        truth, answers = truth.astype(int), answers.astype(int)
    weights = {"sample_weight": case["weights"].astype(float)} if weighted else {}
    wrong = check_scores(found, case, truth, answers, weights)
    if wrong or "targets" in case:
        return wrong
    return (check_classes if case["classify"] else check_residuals)(found["report"], truth, answers, weights)


def check_scores(found, case, truth, answers, weights):
    """Scores of answers: those of classes or labels that are chosen, or of values."""
    names = [name for name in oracle.scorings(case, bool(weights)) if not oracle.is_of_probabilities(name)]
    names = [name for name in names if name not in scorers.CHOSEN_OF_TWO]
    answer = scorers.Answer("classifier" if case["classify"] else "regressor", answers, np.unique(truth))
    for name in names:
        if "log" in name or "deviance" in name:
            continue  # of answers that may be below 0
        expected = metrics.get_scorer(name)(answer, np.zeros((len(truth), 1)), truth, **weights)
        got = np.nan if found.get(name) is None else found[name]
        far = abs(got - expected) > 1e-9 * max(1, abs(expected))
        if far or np.isnan(got) != np.isnan(expected):
            return f"{name} {got}, expected {expected}"
    return ""


def check_residuals(report, truth, answers, _):
    residuals = truth - answers
    expected = {
        "bias": residuals.mean(),
        "mean_absolute_error": metrics.mean_absolute_error(truth, answers),
        "root_mean_squared_error": metrics.root_mean_squared_error(truth, answers),
        "median_absolute_error": metrics.median_absolute_error(truth, answers),
        "max_error": metrics.max_error(truth, answers),
    } | dict(zip(("min", "25%", "50%", "75%", "max"), np.percentile(residuals, [0, 25, 50, 75, 100])))
    got = report | report["residuals"]
    size = np.abs(residuals).max()
    return next((f"{k} {got[k]}, expected {v}" for k, v in expected.items() if abs(got[k] - v) > 1e-12 * size), "")


def check_classes(report, truth, answers, weights):
    expected = metrics.classification_report(truth, answers, output_dict=True, zero_division=0, **weights)
    got = {of["class"]: of for of in report["classes"]} | {k: report[k] for k in ("macro avg", "weighted avg")}
    right = metrics.accuracy_score(truth, answers, **weights)
    if sorted(got) != sorted(set(expected) - {"accuracy"}) or abs(report["accuracy"] - right) > 1e-14:
        return f"classes {report}, expected {expected}"
    for name, of in got.items():
        for score in ("precision", "recall", "f1-score", "support"):
            if abs(of[score] - expected[name][score]) > 1e-14 * max(1, expected[name]["support"]):
                return f"{name}: {of}, expected {expected[name]}"
    labels = [of["class"] for of in report["classes"]]
    confusion = metrics.confusion_matrix(truth, answers, labels=labels)  # where each row counts once
    return "" if (report["confusion_matrix"] == confusion).all() else f"{report['confusion_matrix']}, expected {confusion}"


def targets_case(rng, mcutune, place):
    """A fit to several targets."""
    return train_case(rng, mcutune, place, several=True)


def settings(params):
    spell = lambda v: str(v).lower() if isinstance(v, bool) else str(v)
    layers = lambda v: ",".join(map(str, v)) or "()"
    return [part for k, v in params.items() for part in ("--set", f"{k}={layers(v) if isinstance(v, tuple) else spell(v)}")]


def far_answers(mcutune, place, case):
    """Our answers to rows beyond those that trained, output by output."""
    data.write_data(data.beyond(case), place / "far.csv")
    done = run(mcutune, place, ["predict", "model.json", "far.csv", "--quiet", *(["--proba"] if case["classify"] else [])])
    return np.array(list(csv.reader(done.stdout.splitlines()))[1:], float).T


def trained(place, done, solver):
    """A fit of ours."""
    said, model = json.loads(done.stdout), json.loads((place / "model.json").read_text())
    curve = pd.read_csv(place / "curve.csv")
    at, layers = 0, []
    for inputs, outputs in zip(model["shape"], model["shape"][1:]):
        layers.append(np.array(model["weights"][at : at + (inputs + 1) * outputs], float))
        at += (inputs + 1) * outputs
    scores = curve.get("validation_score", pd.Series([], dtype=float)).to_numpy(float)
    losses = curve["loss"].to_numpy(float) if solver != "lbfgs" else np.array([said["loss"]], float)
    return {"n_iter": said["n_iter"], "losses": losses, "scores": scores, "layers": layers}


def train_case(rng, mcutune, place, several=False):
    case = data.make_case(rng)
    params, _ = data.random_params(rng)
    if several:
        data.make_targets(rng, case)
    if rng.random() < 0.5:
        data.make_weights(rng, case)
        if "loss" in case:
            params["loss"] = case["loss"]
    data.make_clip(rng, case)
    data.write_data(case, place / "data.csv")
    reported = ["--json", "--loss-curve", "curve.csv"]
    commands = [["train", "data.csv", *data.flags_of(case), *settings(params), *reported]]
    then = None
    if rng.random() < 0.15:
        then = data.random_params(rng, ("hidden_layer_sizes", "activation"))[0]
        shared = ["--rng", "numpy", "--seed", str(case["seed"]), *case["weighing"], *case.get("clipping", [])]
        shared += ["--warm-start", "model.json"]
        shared += [] if case["classify"] else ["--scale-target", case["scale_target"]]
        commands.append(["train", "data.csv", *shared, *settings(then), *reported])
    keep_command(place, *commands)
    solver = {**params, **(then or {})}["solver"]
    ours, done = fitted(mcutune, place, commands, case, solver)
    if done.returncode not in (0, 1):
        return "false", f"exit status {done.returncode}: {done.stderr}"
    wrong = check_report(rng, mcutune, place, case) if ours else ""
    if wrong:
        return "false", wrong

    def changed(nudge):
        """Ours of rows with changed last bits: a search for a step, of lbfgs, may turn at one, and rounds in its own way."""
        data.write_data(data.with_changed_bits(case, nudge), place / "changed.csv")
        of_them = [[word.replace("data.csv", "changed.csv") for word in command] for command in commands]
        return fitted(mcutune, place, of_them, case, solver)[0]

    return judged(case, params, then, ours, done, changed)


def fitted(mcutune, place, commands, case, solver):
    """A fit of ours, or none, and what the last command said."""
    for command in commands:
        done = run(mcutune, place, command)
        if done.returncode != 0:
            return None, done
    return {**trained(place, done, solver), "answers": far_answers(mcutune, place, case)}, done


def judged(case, params, then, ours, done, changed):
    """Whether ours, or one of `changed` last bits, is as near to a fit of scikit-learn's as its own fits are to each other."""
    float32, why = oracle.fit(case, params, np.float32, then=then)
    float64, _ = oracle.fit(case, params, np.float64, then=then)
    if ours is None and float32 and not float32["finite"] and "is not finite" in done.stderr:
        return "diverged", ""  # scikit-learn keeps a model that answers NaN, ours is refused
    known, own, allowed = [float32, float64], [ours], FLOOR
    lbfgs = "lbfgs" in (params["solver"], (then or params)["solver"])
    minimum = lambda one: bool(lbfgs and one and ours) and abs(ours["losses"][-1] / one["losses"][-1] - 1) <= MINIMUM
    apart = lambda one: 0 if gap(one, float32) == np.inf else gap(one, float32)
    for i in range(NUDGES):
        allowed = max(allowed, TIMES * apart(known[-1]) + FLOOR)
        nearest = min(gap(mine, one) for mine in own for one in known)
        if nearest <= allowed:
            same = "refused by both" if ours is None else "equal" if nearest <= CLOSE else "as far as float64"
            return (same if i == 0 else "within the fits of changed last bits"), ""
        if any(map(minimum, known)):
            return "the same minimum by lbfgs", ""
        known.append(oracle.fit(case, params, np.float32, np.random.default_rng(i), then)[0])
        own.append(changed(np.random.default_rng(i)))
    return "false", f"gap {nearest:.2e}, allowed {allowed:.2e}; scikit-learn: {why}; mcutune: {done.stderr.strip()}"
