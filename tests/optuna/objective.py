"""The objective that the scripts beside this share: cross-validated scores of one space on the bundled sets and two
harder ones that scikit-learn makes, a noisy regression of 800 rows (`friedman`) and twelve classes of 1500 rows
(`twelve`). One search of mcutune, or one of a single candidate for each of Optuna's, on the same shuffled folds.
"""

import csv
import json
import subprocess
import tempfile
from pathlib import Path

from sklearn.datasets import make_classification, make_friedman1

DATA = Path(__file__).resolve().parents[2] / "host" / "data"
BUNDLED = ["breast_cancer", "diabetes", "digits", "iris", "wine"]
GENERATED = {
    "friedman": lambda: make_friedman1(n_samples=800, n_features=10, noise=2.0, random_state=0),
    "twelve": lambda: make_classification(
        n_samples=1500,
        n_features=20,
        n_informative=12,
        n_redundant=4,
        n_classes=12,
        n_clusters_per_class=2,
        class_sep=1.5,
        flip_y=0.02,
        random_state=0,
    ),
}
EPOCHS = {"digits": 15, "twelve": 30}
SPACE = """activation = ["relu", "tanh"]
solver = ["adam", "sgd"]
hidden_layer_sizes = {{ low = 4, high = 65, log = true }}
learning_rate_init = {{ low = 1e-4, high = 1e-1, log = true }}
alpha = {{ low = 1e-6, high = 1e-1, log = true }}
batch_size = {{ low = 16, high = 129, log = true }}
max_iter = {epochs}
"""


def suggest(trial):
    """A candidate of the same space by Optuna, as a space of its own."""
    chosen = {
        "activation": trial.suggest_categorical("activation", ["relu", "tanh"]),
        "solver": trial.suggest_categorical("solver", ["adam", "sgd"]),
        "hidden_layer_sizes": trial.suggest_int("hidden_layer_sizes", 4, 64, log=True),
        "learning_rate_init": trial.suggest_float("learning_rate_init", 1e-4, 1e-1, log=True),
        "alpha": trial.suggest_float("alpha", 1e-6, 1e-1, log=True),
        "batch_size": trial.suggest_int("batch_size", 16, 128, log=True),
    }
    return "".join(f"{name} = [{json.dumps(value)}]\n" for name, value in chosen.items())


class Objective:
    """Searches of one set with one seed."""

    def __init__(self, mcutune, name, seed):
        self.mcutune, self.name, self.seed = mcutune, name, seed
        self.epochs = EPOCHS.get(name, 60)
        self.space = SPACE.format(epochs=self.epochs)

    def search(self, *flags, space=None):
        """The trials of a search, in their order."""
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            (place / "space.toml").write_text(space or self.space)
            command = [self.mcutune, "search", self.table(place), "--space", place / "space.toml"]
            command += ["--cv", "shuffled:3", "--seed", str(self.seed), "--quiet", "--json", *flags]
            found = subprocess.run(
                [*command, "--out", place / "study"], check=True, capture_output=True, text=True
            )
        return json.loads(found.stdout)["trials"]

    def one(self, trial):
        """Optuna's candidate alone."""
        space = suggest(trial) + f"max_iter = {self.epochs}\n"
        return self.search("--jobs", "1", space=space)[0]

    def table(self, place):
        """The file of the set; a generated one is written first."""
        if self.name not in GENERATED:
            return DATA / f"{self.name}.csv"
        path = place / f"{self.name}.csv"
        x, y = GENERATED[self.name]()
        with open(path, "w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow([f"x{i}" for i in range(x.shape[1])] + ["y"])
            # labels that no one takes for numbers to be fitted
            last = (lambda y: f"c{y:02}") if y.dtype.kind == "i" else (lambda y: f"{y:.6g}")
            rows.writerows([f"{value:.6g}" for value in row] + [last(of)] for row, of in zip(x, y))
        return path


def kept(folder, name, scores):
    """What `scores` answers, or what it has answered before."""
    path = folder / f"{name}.json" if folder else None
    if path and path.exists():
        return json.loads(path.read_text())
    found = scores()
    if path:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(found))
    return found
