"""What the scripts here have in common: a search, and what it leaves."""

import json
import subprocess
import tempfile
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "host" / "data"
SETS = ["breast_cancer", "diabetes", "iris", "wine"]
SPACE = """hidden_layer_sizes = { low = 4, high = 33, log = true }
learning_rate_init = { low = 1e-3, high = 1e-1, log = true }
alpha = { low = 1e-5, high = 1.0, log = true }
activation = ["relu", "tanh"]
max_iter = 40
"""


def search(mcutune, data, seed, *flags):
    """What `search --json` prints."""
    with tempfile.TemporaryDirectory() as place:
        space = Path(place) / "space.toml"
        space.write_text(SPACE)
        command = [mcutune, "search", DATA / f"{data}.csv", "--space", space, "--seed", str(seed)]
        command += ["--out", Path(place) / "study", "--quiet", "--json", *flags]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return json.loads(done.stdout)


def fits(found):
    """How many a search took."""
    return sum(len(trial["split_test_scores"]) for trial in found["trials"])
