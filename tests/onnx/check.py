"""Exports models of every kind as ONNX and holds them against `mcutune predict`.

    pip install onnx onnxruntime numpy
    cargo build --release
    python tests/onnx/check.py target/release/mcutune

onnx.checker takes each file, and onnxruntime answers every row of the data: within TOLERANCE of
the largest answer of the model (1 for probabilities), with the same class wherever the two most
likely classes are further apart than that. In int8 a sum that lies on the edge between two steps
may round one way here and the other there, so a few rows may be off by FLIP. Prints the largest
difference of each model, in f32 and in int8, and the share of rows off by more than TOLERANCE.
"""

import csv
import itertools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
import onnx
import onnxruntime

TOLERANCE = {"f32": 2e-6, "int8": 2e-3}
FLIP = {"f32": (2e-6, 0), "int8": (5e-2, 0.02)}  # this much, in this share of the rows
DATA = Path(__file__).resolve().parents[2] / "host" / "data"
mcutune = sys.argv[1]


def run(*arguments):
    return subprocess.run([mcutune, *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def columns(text):
    return list(csv.reader(text.splitlines()))[1:]


def check(model, data, dtype, last=1):
    """`last` columns of the data are no features."""
    tolerance, (most, share) = TOLERANCE[dtype], FLIP[dtype]
    exported, dtype = model.with_suffix(".onnx"), ("--dtype", dtype)
    run("export", model, "--format", "onnx", *dtype, "-o", exported)
    onnx.checker.check_model(str(exported), full_check=True)
    proto = onnx.load(exported)
    properties = {p.key: p.value for p in proto.metadata_props}
    classes, targets = json.loads(properties["classes"]), json.loads(properties.get("targets", "[]"))

    # with the optimiser on, as it comes
    session = onnxruntime.InferenceSession(str(exported), providers=["CPUExecutionProvider"])
    rows = numpy.array([row[:-last] for row in columns(data.read_text())], numpy.float32)
    got = dict(zip([o.name for o in session.get_outputs()], session.run(None, {"features": rows})))
    is_likely = "probabilities" in got
    assert is_likely == bool(classes or "label" in got)
    said = columns(run("predict", model, data, *dtype, *(["--proba"] if is_likely else [])))
    truth = numpy.array(said, numpy.float32)
    answers = got["probabilities" if is_likely else "values"]
    assert answers.shape == truth.shape and (not targets or answers.shape[1] == len(targets))
    off = abs(answers - truth).max(axis=1) / (1 if is_likely else abs(truth).max())
    worst, flipped = float(off.max()), float((off > tolerance).mean())
    assert worst <= most and flipped <= share, (worst, flipped)
    if classes:
        named = [classes[i] for i in got["label"]]
        expected = [row[0] for row in columns(run("predict", model, data, *dtype))]
        ranked = numpy.sort(truth, axis=1)
        close = ranked[:, -1] - ranked[:, -2] <= 2 * numpy.maximum(off, tolerance)
        assert all(a == b or c for a, b, c in zip(named, expected, close))
    elif is_likely:
        expected = numpy.array(columns(run("predict", model, data, *dtype)), numpy.int64)
        close = abs(truth - 0.5) <= 2 * numpy.maximum(off, tolerance)[:, None]
        assert ((got["label"] == expected) | close).all()

    # the rows that the file carries
    test = json.loads(properties["self_test"])
    x = numpy.array(test["features"], numpy.float32)
    bits = numpy.array([[int(b, 16) for b in row] for row in test["output_bits"]], numpy.uint32)
    expected = bits.view(numpy.float32)
    got = session.run(["probabilities" if is_likely else "values"], {"features": x})[0]
    got = got[:, 1:] if len(classes) == 2 else got
    assert abs(got - expected).max() <= most * max(1, abs(expected).max())
    return f"{worst:.1e} {flipped:6.2%}"


def several(directory):
    """Data of two labels, two values and two counts a row, from iris, by the names of their targets."""
    header, *rows = csv.reader((DATA / "iris.csv").read_text().splitlines())
    numbers = [list(map(float, row[:-1])) for row in rows]
    kinds = {
        "labels": [(int(row[-1] != "setosa"), int(x[0] > 5.8)) for row, x in zip(rows, numbers)],
        "values": [(x[2], -30 * x[3]) for x in numbers],
        "counts": [(round(10 * x[2]), round(x[3])) for x in numbers],
    }
    for name, targets in kinds.items():
        data = directory / f"{name}.csv"
        with data.open("w", newline="") as file:
            out = csv.writer(file)
            out.writerow([*header[:2], "y0", "y1"])
            out.writerows([*x[:2], *y] for x, y in zip(numbers, targets))
        yield name, data


def train(model, data, settings, *flags):
    run("train", data, *flags, "--out", model, *itertools.chain(*(("--set", s) for s in settings)))


with tempfile.TemporaryDirectory() as temporary:
    functions, widths = ["identity", "logistic", "tanh", "relu"], ["()", "16", "32,9,5"]
    model = Path(temporary) / "model.json"
    for file, activation, hidden in itertools.product(
        ["iris", "wine", "breast_cancer", "digits", "diabetes"], functions, widths
    ):
        data = DATA / f"{file}.csv"
        train(model, data, [f"activation={activation}", f"hidden_layer_sizes={hidden}", "max_iter=30"])
        worst = [check(model, data, dtype) for dtype in TOLERANCE]
        print(f"{file:13} {activation:8} {hidden:6}", *worst)
    for (kind, data), activation, hidden in itertools.product(several(Path(temporary)), functions, widths):
        settings = [f"activation={activation}", f"hidden_layer_sizes={hidden}", "max_iter=30"]
        settings += ["loss=poisson"] if kind == "counts" else []
        task = [] if kind == "labels" else ["--task", "regress"]
        train(model, data, settings, "--target", "y0", "--target", "y1", *task)
        worst = [check(model, data, dtype, last=2) for dtype in TOLERANCE]
        print(f"{kind:13} {activation:8} {hidden:6}", *worst)
