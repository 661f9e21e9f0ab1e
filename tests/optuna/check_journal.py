"""Opens a study directory of mcutune with Optuna and compares it with cv_results.csv.

    pip install optuna pandas
    python tests/optuna/check_journal.py iris.study

`optuna-dashboard iris.study/journal.log` opens the same file.
"""

import math
import sys
from pathlib import Path

import optuna
import pandas
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState

directory = Path(sys.argv[1])
storage = JournalStorage(JournalFileBackend(str(directory / "journal.log")))
(name,) = optuna.get_all_study_names(storage)
study = optuna.load_study(study_name=name, storage=storage)
results = pandas.read_csv(directory / "cv_results.csv")

assert study.direction == optuna.study.StudyDirection.MAXIMIZE
assert study.user_attrs["mcutune"]["data_sha256"]
assert len(study.trials) == len(results), (len(study.trials), len(results))
for trial, (_, row) in zip(study.trials, results.iterrows()):
    folds = len(trial.user_attrs["n_iter"])
    for fold in range(folds):
        score = row[f"split{fold}_test_score"]
        if math.isnan(score):
            assert fold not in trial.intermediate_values
        else:
            assert trial.intermediate_values[fold] == score
    if math.isnan(row["mean_test_score"]):
        assert trial.state == TrialState.FAIL
    else:
        assert trial.state == TrialState.COMPLETE
        assert trial.value == row["mean_test_score"]
    for parameter, value in trial.params.items():
        assert str(value) == str(row[f"param_{parameter}"]), (parameter, value)
        assert trial.distributions[parameter]._contains(
            trial.distributions[parameter].to_internal_repr(value)
        )
failed = sum(trial.state == TrialState.FAIL for trial in study.trials)
print(f"{name}: {len(study.trials)} trials, {failed} failed, {study.metric_names[0]} {study.best_value}")
