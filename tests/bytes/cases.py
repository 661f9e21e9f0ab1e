"""The commands that `compare.py` runs: the five bundled sets, and small files with gaps and text."""

import gzip
import io
import shutil
import struct
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "host" / "data"
# of flash on a Cortex-M0 and of instructions on a Cortex-M4F, so that some candidates exceed them
LIMITS = {
    "iris": (5300, 1000),
    "wine": (6000, 1400),
    "breast_cancer": (6500, 2000),
    "digits": (12_000, 4000),
    "diabetes": (5300, 1000),
}
SETS = tuple(LIMITS)

RANGES = """
activation = ["identity", "logistic", "tanh", "relu"]
hidden_layer_sizes = { low = 3, high = 40 }
learning_rate_init = { low = 1e-3, high = 1e-1, log = true }
solver = ["adam", "sgd"]
alpha = { low = 1e-5, high = 1e-2, log = true }
max_iter = 15
"""

SPACES = """
[[space]]
hidden_layer_sizes = { low = 4, high = 20 }
learning_rate_init = { low = 1e-4, high = 1e30, log = true }
early_stopping = [true, false]
max_iter = 10
[[space]]
hidden_layer_sizes = [[8], [8, 4], []]
dropout = [[0.1, 0.2], 0.0]
max_iter = { low = 3, high = 12 }
[[space]]
solver = "sgd"
learning_rate = ["constant", "invscaling", "adaptive"]
momentum = { low = 0.5, high = 0.95 }
nesterovs_momentum = [true, false]
batch_size = ["auto", 16]
hidden_layer_sizes = [[16]]
max_iter = 8
"""

SMALL = """
activation = ["tanh", "relu"]
hidden_layer_sizes = [[12], [8, 6]]
solver = ["adam", "sgd"]
max_iter = 12
"""

CLASSIFICATION = (
    "accuracy balanced_accuracy f1 precision recall f1_macro f1_weighted matthews_corrcoef neg_log_loss "
    "roc_auc roc_auc_ovr"
).split()
REGRESSION = "r2 neg_mean_squared_error neg_root_mean_squared_error neg_mean_absolute_error".split()


@dataclass(frozen=True)
class Case:
    """Some commands, run one after the other in one directory."""

    name: str
    steps: list
    #: Steps whose answer hangs on the costs.
    costs: tuple = ()
    #: All of it does.
    decided_by_costs: bool = False
    #: A command may fail, as long as both fail alike.
    fails: bool = False

    def without_costs(self):
        steps = [step for step in self.steps if step not in self.costs]
        return replace(self, steps=steps, costs=())


def write_inputs(place):
    """The files that the commands name."""
    for name in SETS:
        shutil.copy(DATA / f"{name}.csv", place)
    for name, text in (("ranges", RANGES), ("spaces", SPACES), ("small", SMALL)):
        (place / f"{name}.toml").write_text(text)
    iris = (DATA / "iris.csv").read_text()
    (place / "iris.tsv").write_text(iris.replace(",", "\t"))
    (place / "packed.csv.gz").write_bytes(gzip.compress(iris.encode(), mtime=0))
    write_npz(place / "wine.npz", (DATA / "wine.csv").read_text().splitlines()[1:])
    (place / "messy.csv").write_text(messy(iris.splitlines()[1:]))


def messy(rows):
    """Iris with gaps, a column of text and a column of two answers."""
    lines = ["length,width,colour,petal,lit,species"]
    for i, row in enumerate(rows):
        length, width, petal, _, species = row.split(",")
        colour = ("red", "green", "blue, pale")[i * 7 % 5 % 3]
        cells = [length, width, f'"{colour}"', petal, ("yes", "no")[i * 3 % 4 % 2], species]
        if i % 11 == 3:
            cells[i % 2] = ("", "NA", "nan")[i % 3]
        if i % 17 == 5:
            cells[2] = ""
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


def write_npz(path, rows):
    """Features in f32 and classes as integers, as numpy.savez writes them."""
    rows = [row.split(",") for row in rows]
    names = sorted({row[-1] for row in rows})
    features = [float(cell) for row in rows for cell in row[:-1]]
    x = npy("<f4", (len(rows), len(rows[0]) - 1), struct.pack(f"<{len(features)}f", *features))
    y = npy("<i8", (len(rows),), struct.pack(f"<{len(rows)}q", *(names.index(row[-1]) for row in rows)))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("X.npy"), x)
        archive.writestr(zipfile.ZipInfo("y.npy"), y)
    path.write_bytes(packed.getvalue())


def npy(kind, shape, data):
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header = header.ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def search(data, *flags, out="study"):
    return ["search", data, "--out", out, "--quiet", "--json", "--jobs", "2", *flags]


def read_flags(flags):
    """Those of a search's flags that the other commands take too."""
    taken = ("--missing", "--categorical", "--delimiter", "--drop")
    return [part for flag, value in zip(flags, flags[1:]) if flag in taken for part in (flag, value)]


def answers(model, data, flags=(), classes=True):
    """Everything that can be asked of a model, and every export of it."""
    read = read_flags(flags)
    for dtype in ("f32", "int8"):
        yield ["predict", model, data, "--dtype", dtype, *read]
        yield ["predict", model, data, "--dtype", dtype, "--json", "-o", f"predicted-{dtype}.json", *read]
        if classes:
            yield ["predict", model, data, "--dtype", dtype, "--proba", *read]
        yield ["evaluate", model, data, "--dtype", dtype, "--json", *read]
        for language, ending in (("rust", "rs"), ("c", "h"), ("onnx", "onnx")):
            yield ["export", model, "--format", language, "--dtype", dtype, "-o", f"{dtype}.{ending}"]


def study_case(name, data, *flags, classes=True, fails=False, **keys):
    """A search, what `show` says of it, and the answers of its winner."""
    pareto = ["show", "study", "--pareto", "--json"]
    steps = [
        search(data, *flags),
        ["show", "study", "--json"],
        ["show", "study", "--trial", "0", "--json"],
        ["show", "study", "--best", "--json"],
        pareto,
        *answers("study", data, flags, classes),
    ]
    return Case(name, steps, costs=(pareto,), fails=fails, **keys)


def bundled(name):
    """The searches of one bundled set."""
    data, classes = f"{name}.csv", name != "diabetes"
    case = lambda what, *flags, **keys: study_case(f"{name}: {what}", data, *flags, classes=classes, **keys)
    random = ("--strategy", "random")
    ranges = (*random, "--space", "ranges.toml")
    flash, instructions = LIMITS[name]
    m0 = ("--mcu", "cortex-m0", "--limit", f"flash={flash},ram=400")
    m4 = ("--mcu", "cortex-m4f", "--limit", f"instructions={instructions}", "--quantize", "int8")
    yield case("grid", "--cv", "3")
    yield case("grid, int8, holdout", "--cv", "3", "--space", "small.toml", "--quantize", "int8", "--holdout", "0.25")
    yield case("grid, numpy", "--cv", "5", "--space", "small.toml", "--rng", "numpy", "--seed", "3")
    yield case("random", *ranges, "--trials", "8", "--cv", "3", "--seed", "7")
    yield case("random, list of spaces", *random, "--space", "spaces.toml", "--trials", "12", "--holdout", "0.2")
    yield case("random, int8, by int8", *ranges, "--quantize", "int8", "--select-by", "int8", "--scale", "minmax")
    yield case("random, numpy", *ranges, "--rng", "numpy", "--cv", "4", "--scale", "none", "--holdout", "0.3")
    yield case("random, m0, limits", *ranges, *m0, decided_by_costs=True)
    one = ("--select", "one-standard-error")
    yield case("random, m4f int8, limit", *ranges, *m4, *one, decided_by_costs=True)
    within = ("--select", "within=0.05", "--mcu", "rv32imc")
    yield case("grid, rv32imc, within", "--space", "small.toml", *within, decided_by_costs=True)


def scorers():
    """Every score that a search may be by; one that does not suit the data fails, on both sides."""
    for data, names in (("iris", CLASSIFICATION), ("breast_cancer", CLASSIFICATION), ("diabetes", REGRESSION)):
        steps = [
            search(f"{data}.csv", "--space", "small.toml", "--cv", "3", "--scoring", name, out=name)
            for name in names
        ]
        yield Case(f"{data}: every scoring", steps, fails=True)


def trained():
    """Single fits of every solver and activation, with their loss curves."""
    settings = [
        ("solver=adam", "activation=relu", "hidden_layer_sizes=32,16"),
        ("solver=sgd", "activation=tanh", "learning_rate=adaptive", "early_stopping=true"),
        ("solver=sgd", "activation=logistic", "learning_rate=invscaling", "nesterovs_momentum=false"),
        ("solver=adam", "activation=identity", "hidden_layer_sizes=()", "batch_size=20"),
        ("solver=adam", "activation=relu", "dropout=0.2", "early_stopping=true", "alpha=0.01"),
    ]
    for name in SETS:
        steps = []
        for i, values in enumerate(settings):
            model = f"{i}.json"
            flags = [part for value in (*values, "max_iter=20") for part in ("--set", value)]
            fit = ["train", f"{name}.csv", "--out", model, "--loss-curve", f"{i}.csv", "--json"]
            steps.append([*fit, "--seed", str(i), *flags])
            steps += answers(model, f"{name}.csv", classes=name != "diabetes")
            steps += [keep_exports(i)]
        yield Case(f"{name}: train", steps)


def keep_exports(i):
    """Renames the exports, which the next model's would overwrite."""

    def rename(place):
        for path in [p for p in place.iterdir() if p.stem in ("f32", "int8") or p.stem.startswith("predicted")]:
            path.rename(path.with_name(f"{i}-{path.name}"))

    return rename


def readers():
    """Files of every kind, and what is done about gaps and text."""
    small = ("--space", "small.toml", "--cv", "3")
    for how in ("mean", "median", "drop"):
        flags = (*small, "--missing", how, "--categorical", "one-hot")
        int8 = ("--quantize", "int8", "--holdout", "0.2")
        # a model of rows without gaps predicts none with them
        fails = how == "drop"
        yield study_case(f"gaps and text: {how}", "messy.csv", *flags, fails=fails)
        yield study_case(f"gaps and text: {how}, int8", "messy.csv", *flags, *int8, fails=fails)
    two = ("--missing", "mean", "--categorical", "one-hot", "--target", "lit", "--drop", "species")
    yield study_case("gaps and text: two classes", "messy.csv", *small, *two, "--rng", "numpy")
    yield study_case("gaps and text: refused", "messy.csv", *small, fails=True)
    yield study_case("tab-separated", "iris.tsv", *small)
    yield study_case("gzipped", "packed.csv.gz", *small)
    yield study_case("npz", "wine.npz", *small)


def resumed():
    """A search that was killed within a line goes on to the same end."""
    flags = ("--strategy", "random", "--space", "ranges.toml", "--quantize", "int8", "--cv", "3")
    command = search("wine.csv", *flags)

    def kill(place):
        journal = place / "study" / "journal.log"
        lines = journal.read_bytes().splitlines(keepends=True)
        journal.write_bytes(b"".join(lines[:-4]) + lines[-4][:100])

    yield Case("a search killed and resumed", [command, kill, command, ["show", "study", "--json"]])
    yield Case("a search that is done, again", [command, command, search("wine.csv", *flags, "--seed", "1")], fails=True)


def costs():
    """What networks cost, told and drawn."""
    plot = search("iris.csv", "--space", "small.toml", "--plot", "plot.svg")
    steps = [plot, ["show", "study", "--json", "--plot", "shown.svg"]]
    for dtype in ("f32", "int8"):
        for shape in ("64,32,10", "4,16,8,3", "10,1"):
            steps.append(["cost", "--shape", shape, "--dtype", dtype, "--json", "--rows", "150"])
    yield Case("costs and plots", steps, decided_by_costs=True)


def all_cases():
    """In the order of the table."""
    for name in SETS:
        yield from bundled(name)
    yield from scorers()
    yield from trained()
    yield from readers()
    yield from resumed()
    yield from costs()
