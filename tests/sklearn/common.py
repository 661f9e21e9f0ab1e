"""The data sets and the one way numbers are written: what every part of the golden files shares."""

import os

# One BLAS thread, set before numpy loads: a fit must not depend on how many cores there are.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
# Worker processes of joblib inherit this; a fit cut off at max_iter is meant to be.
os.environ["PYTHONWARNINGS"] = "ignore"

import json
import warnings

import numpy as np
from sklearn import datasets

warnings.simplefilter("ignore")

CLASSIFICATION = ("iris", "wine", "breast_cancer", "digits")
SETS = CLASSIFICATION + ("diabetes",)


def load(name, dtype=np.float32):
    """X in dtype, always by way of float32; y as class ids, or in dtype for diabetes."""
    X, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    X = X.astype(np.float32).astype(dtype)
    return (X, y.astype(dtype)) if name == "diabetes" else (X, y)


def number(x):
    """A JSON value: integers as such, float32 in its shortest form, NaN and infinities as text."""
    if isinstance(x, (bool, np.bool_)):
        return bool(x)
    if isinstance(x, (int, np.integer)):
        return int(x)
    if not np.isfinite(x):
        return str(float(x))
    return float(str(x)) if isinstance(x, np.float32) else float(x)


def plain(value):
    """A tree of dicts, lists and arrays with nothing of numpy left in it."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value]
    if value is None or isinstance(value, str):
        return value
    return number(value)


def write_json(path, cases):
    """A list or dict with one entry a line, so that a changed case is a changed line."""
    cases = plain(cases)
    text = lambda v: json.dumps(v, separators=(",", ":"))
    if isinstance(cases, dict):
        lines = [f"{json.dumps(k)}:{text(v)}" for k, v in cases.items()]
        body = "{\n" + ",\n".join(lines) + "\n}\n"
    else:
        body = "[\n" + ",\n".join(map(text, cases)) + "\n]\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body)
