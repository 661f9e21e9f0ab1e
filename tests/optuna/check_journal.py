"""Opens studies of mcutune with real Optuna and optuna-dashboard.

    pip install optuna optuna-dashboard pandas
    cargo build --release
    python tests/optuna/check_journal.py target/release/mcutune

Searches bundled data in every way that a journal can tell apart: a grid, ranges, a list of spaces,
failed trials, scores in int8, limits that some exceed, a regression; and for fronts of score and costs, which have to be
the best trials of Optuna's own study of as many directions. Each journal is compared with the study's
cv_results.csv, value by value; then Optuna writes a note into it and the search goes on. Of each, and of searches
whose winner is another than the highest score, Optuna's best trial or else the attribute `winner` has to be the trial
of best.json. The dashboard serves one of them.
"""

import json
import math
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import optuna
import pandas
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState

DATA = Path(__file__).parents[2] / "host" / "data"

RANGES = """
activation = ["relu", "tanh"]
hidden_layer_sizes = { low = 2, high = 80 }
learning_rate_init = { low = 1e-3, high = 1e-1, log = true }
nesterovs_momentum = [true, false]
max_iter = 10
"""

SPACES = """
[[space]]
hidden_layer_sizes = { low = 4, high = 20 }
learning_rate_init = { low = 1e-4, high = 1e30, log = true }
early_stopping = [true, false]
max_iter = 10
[[space]]
hidden_layer_sizes = [[8], [8, 4], []]
alpha = [0.0001, 0.01]
dropout = [[0.1, 0.2], 0.0]
max_iter = { low = 3, high = 12 }
[[space]]
batch_size = ["auto", 16]
hidden_layer_sizes = { low = 2, high = 50 }
max_iter = 5
"""

LAYERS = """
hidden_layer_sizes = { low = 4, high = 33, layers = [1, 3], log = true }
learning_rate_init = { low = 0.01, high = 0.05, step = 0.01 }
max_iter = 10
"""

SMALL = """
activation = ["relu", "tanh"]
hidden_layer_sizes = [[2], [4], [9], [16]]
learning_rate_init = [0.1, 0.01, 0.001]
max_iter = 20
"""

RAM = 300
LIMITED = ["--strategy", "random", "--mcu", "cortex-m4f", "--limit", f"ram={RAM}"]

FAILING = "solver = 'sgd'\nlearning_rate_init = [1e30, 0.01]\nmax_iter = 3\n"

# name, data, space, further flags, trials, failed trials (None where it is for the search to say)
STUDIES = [
    ("grid", "iris.csv", None, [], 36, 0),
    ("ranges", "wine.csv", RANGES, ["--strategy", "random", "--trials", "20"], 20, 0),
    ("spaces", "iris.csv", SPACES, ["--strategy", "random", "--trials", "40"], 40, None),
    ("layers", "iris.csv", LAYERS, ["--strategy", "random", "--trials", "24"], 24, 0),
    ("failing", "iris.csv", FAILING, ["--select", "one-standard-error"], 2, 1),
    ("int8", "iris.csv", RANGES, ["--strategy", "random", "--quantize", "int8"], 10, 0),
    ("limited", "wine.csv", RANGES, LIMITED, 10, 0),
    ("regression", "diabetes.csv", RANGES, ["--scoring", "r2", "--strategy", "random"], 10, 0),
]


FRONT = ["--strategy", "gp", "--trials", "30", "--objectives"]

# name, data, space, further flags, objectives beside the score
FRONTS = [
    ("front", "iris.csv", RANGES, [*FRONT, "score,flash"], ["flash"]),
    ("fronts", "wine.csv", RANGES, [*FRONT, "score,instructions,ram,stack"], ["instructions", "ram", "stack"]),
    ("front int8", "wine.csv", RANGES, [*FRONT, "score,ram", "--quantize", "int8", "--select-by", "int8"], ["ram"]),
    ("front of a grid", "iris.csv", None, ["--objectives", "score,instructions,flash"], ["instructions", "flash"]),
    ("front within limits", "wine.csv", RANGES, [*LIMITED, "--objectives", "score,flash"], ["flash"]),
    ("front with failures", "iris.csv", FAILING, ["--objectives", "score,ram"], ["ram"]),
]

# name, data, space, flags of each search of the study, one after another
WINNERS = [
    ("frugal", "iris.csv", SMALL, [["--select", "one-standard-error"], [], ["--select", "within=0.2"]]),
    ("by int8", "iris.csv", SMALL, [["--quantize", "int8", "--select-by", "int8"]]),
    ("confirmed", "wine.csv", RANGES, [["--strategy", "gp", "--trials", "30"]]),
    ("raced", "wine.csv", RANGES, [["--strategy", "random", "--trials", "30", "--race", "halving"]]),
    ("halving", "wine.csv", None, [["--strategy", "halving"]]),
    ("halving of rows", "wine.csv", None, [["--strategy", "halving", "--resource", "n_samples"]]),
    ("knee", "iris.csv", RANGES, [[*FRONT, "score,flash", "--select", "knee"]]),
    ("looser and tighter", "iris.csv", SMALL, [
        ["--mcu", "cortex-m4f", "--limit", f"flash={flash}"] for flash in ("2100", "1M", "2300", "2000")
    ]),
    ("without a score", "few.csv", SMALL, [["--scoring", "r2", "--task", "regress"]]),
    ("ended early", "iris.csv", SMALL, [["--target-score", "0.9", "--select", "within=0.3"], ["--select", "within=0.3"]]),
]


def load(journal):
    storage = JournalStorage(JournalFileBackend(str(journal)))
    (name,) = optuna.get_all_study_names(storage)
    return optuna.load_study(study_name=name, storage=storage)


def equal(value, cell):
    """A parameter's value and its cell; a column of numbers with gaps is one of floats."""
    if isinstance(value, bool) or isinstance(value, str):
        return str(value) == str(cell)
    return value == float(cell)


def with_networks(params):
    """The parameters with a network's number of layers and their widths as the one that they are of."""
    params = dict(params)
    if "n_layers" in params:
        layers = range(params.pop("n_layers"))
        params["hidden_layer_sizes"] = str(tuple(params.pop(f"n_units_l{layer}") for layer in layers))
    return params


def check(directory, trials, failed, limited):
    study = load(directory / "journal.log")
    results = pandas.read_csv(directory / "cv_results.csv")
    assert study.direction == optuna.study.StudyDirection.MAXIMIZE
    assert study.user_attrs["mcutune"]["data_sha256"]
    assert len(study.trials) == len(results) == trials, (len(study.trials), len(results))
    for trial, (_, row) in zip(study.trials, results.iterrows()):
        for fold in range(len(trial.user_attrs["n_iter"])):
            score = row[f"split{fold}_test_score"]
            assert trial.intermediate_values.get(fold, math.nan) == score or math.isnan(score)
            assert math.isnan(score) == (fold not in trial.intermediate_values)
        infeasible = limited and row["ram"] > RAM
        if limited:
            assert trial.constraints == {"ram": row["ram"] - RAM}
        if infeasible:
            assert trial.state == TrialState.PRUNED
        elif math.isnan(row["mean_test_score"]):
            assert trial.state == TrialState.FAIL
        else:
            assert trial.state == TrialState.COMPLETE
            assert trial.value == row["mean_test_score"]
        if "mean_test_score_int8" in results.columns:
            for name in ("mean_test_score_int8", "std_test_score_int8", "mean_test_score_gap_int8"):
                assert trial.user_attrs[name] == row[name]
            for fold, score in enumerate(trial.user_attrs["test_score_int8"]):
                assert score == row[f"split{fold}_test_score_int8"]
        assert trial.datetime_complete >= trial.datetime_start
        columns = {name for name in results.columns if name.startswith("param_")}
        params = with_networks(trial.params)
        assert {f"param_{name}" for name in params} <= columns
        for column in columns:
            name = column.removeprefix("param_")
            if name not in params:
                assert pandas.isna(row[column]), (name, row[column])
                continue
            assert equal(params[name], row[column]), (name, params[name], row[column])
        for name, value in trial.params.items():
            distribution = trial.distributions[name]
            assert distribution._contains(distribution.to_internal_repr(value))
    failures = sum(trial.state == TrialState.FAIL for trial in study.trials)
    assert failed is None or failures == failed, failures
    assert study.best_value == results["mean_test_score"].max()
    return study, failures


def check_front(directory, costs, flags):
    """That Optuna reads a study of several directions, whose best trials are ours."""
    study = load(directory / "journal.log")
    results = pandas.read_csv(directory / "cv_results.csv")
    maximize, minimize = optuna.study.StudyDirection.MAXIMIZE, optuna.study.StudyDirection.MINIMIZE
    assert study.directions == [maximize] + [minimize] * len(costs), study.directions
    assert study.metric_names[1:] == costs, study.metric_names
    score = "mean_test_score_int8" if "int8" in flags else "mean_test_score"
    for trial, (_, row) in zip(study.trials, results.iterrows()):
        complete = trial.state == TrialState.COMPLETE
        assert complete == (not math.isnan(row[score])), trial
        if complete:
            assert trial.values == [row[score], *(row[cost] for cost in costs)]
    best = sorted(trial.number for trial in study.best_trials)
    ours = results.index[results["pareto"]].tolist()
    assert best == ours, (best, ours)
    return study, len(ours)


def check_winner(directory):
    """That Optuna's best trial or the study's attribute is our winner; whether it takes the attribute."""
    study = load(directory / "journal.log")
    numbers = []
    for trial in study.trials:
        # a trial that was not fitted at first has another behind it
        numbers.append(trial.user_attrs.get("again", len(set(numbers))))
    winner = json.loads((directory / "best.json").read_text())["trial"]
    try:
        best = study.best_trial.number
    except (RuntimeError, ValueError):
        best = None
    note = study.user_attrs.get("winner")
    if note is None:
        assert best is not None and numbers[best] == winner, (directory, best, winner)
    else:
        assert numbers[note["trial"]] == winner, (directory, note, winner)
        assert study.trials[note["trial"]].number == note["trial"] and note["why"]
    return best is None or numbers[best] != winner


def serve(journal, study):
    """What the dashboard shows of a journal, by its own HTTP interface."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = Path(sys.executable).with_name("optuna-dashboard")
    server = subprocess.Popen(
        [command, "--host", "127.0.0.1", "--port", str(port), str(journal)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        def get(path):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/{path}", timeout=30) as answer:
                return json.load(answer)

        for attempt in range(300):
            try:
                (summary,) = get("studies")["study_summaries"]
                break
            except OSError:
                assert server.poll() is None, "the dashboard has ended"
                time.sleep(0.1)
        assert summary["study_name"] == study.study_name
        detail = get(f"studies/{summary['study_id']}?after=0")
        states = sorted(trial["state"] for trial in detail["trials"])
        assert states == sorted(trial.state.name.capitalize() for trial in study.trials), states
        values = sorted(trial["values"] for trial in detail["best_trials"])
        assert values == sorted(trial.values for trial in study.best_trials), values
    finally:
        server.terminate()
        server.wait()


def main():
    mcutune = Path(sys.argv[1]).resolve()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        for name, data, space, flags, trials, failed in STUDIES:
            command = [mcutune, "search", DATA / data, "--cv", "3", "--quiet", "--out", place / name]
            if space:
                (place / f"{name}.toml").write_text(space)
                command += ["--space", place / f"{name}.toml"]
            run = lambda: subprocess.run(command + flags, check=True, capture_output=True)
            run()
            study, failures = check(place / name, trials, failed, "--limit" in flags)
            study.set_user_attr("note", "written by Optuna")
            run()
            check(place / name, trials, failed, "--limit" in flags)
            check_winner(place / name)
            print(f"{name}: {trials} trials, {failures} failed")
        for name, data, space, flags, costs in FRONTS:
            command = [mcutune, "search", DATA / data, "--cv", "shuffled:3", "--quiet", "--out", place / name]
            if space:
                (place / f"{name}.toml").write_text(space)
                command += ["--space", place / f"{name}.toml"]
            subprocess.run(command + flags, check=True, capture_output=True)
            study, front = check_front(place / name, costs, flags)
            study.set_user_attr("note", "written by Optuna")
            subprocess.run(command + flags, check=True, capture_output=True)
            check_front(place / name, costs, flags)
            assert check_winner(place / name)
            print(f"{name}: {len(study.trials)} trials, {front} on the front")
        (place / "few.csv").write_text("a,y\n" + "".join(f"{i},{i}\n" for i in range(6)))
        for name, data, space, searches in WINNERS:
            data = place / data if (place / data).exists() else DATA / data
            # r2 of one row is not defined
            cv = "6" if name == "without a score" else "3"
            command = [mcutune, "search", data, "--cv", cv, "--seed", "5", "--quiet", "--out", place / name]
            if space:
                (place / f"{name}.toml").write_text(space)
                command += ["--space", place / f"{name}.toml"]
            for flags in searches:
                run = lambda: subprocess.run(command + flags, check=True, capture_output=True)
                run()
                differs = check_winner(place / name)
                before = (place / name / "journal.log").read_bytes()
                run()
                assert (place / name / "journal.log").read_bytes() == before, (name, flags)
                print(f"{name}, {' '.join(flags) or '--select best'}: {'another' if differs else 'the same'} best trial")
        for name in ("spaces", "fronts"):
            serve(place / name / "journal.log", load(place / name / "journal.log"))
        print("optuna-dashboard shows the same")


main()
