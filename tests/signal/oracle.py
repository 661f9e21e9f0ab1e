"""Features of random windows, ours against numpy's and scipy's, within 1e-4.

    pip install numpy==2.4.6 scipy==1.17.1
    cargo build -p mcutune-tests --bin signal-rows
    python tests/signal/oracle.py target/debug/signal-rows            # 1,000 windows and more
    python tests/signal/oracle.py target/debug/signal-rows --golden   # writes tests/golden/signal.json

Three things are held against scipy: the axes (scale, filter, norm, difference) against f64, as a share of the largest
reading; of filters, within 2e-4, what they are off by beyond the rounding of the answers, as a share of the axis's own
deviation, beside which gravity may be large; and features against f64 from axes in f32, as ours are, as a share of a
feature's own scale, which is beside each below: of most the feature itself, of skewness and the like at least 1, of a mean
at least the spread, of a logarithm of a power what rounding the readings adds to so small a one.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import zlib

import numpy as np
from scipy import fft, signal, stats

STATS = ["mean", "min", "max", "rms", "std", "skew", "kurtosis", "median", "q25", "q75", "iqr", "zero_crossings",
         "mean_crossings", "mean_abs_diff", "slope", "energy"]  # fmt: skip
SPECTRAL = ["rms", "skew", "kurtosis", "psd_skew", "psd_kurtosis", "log_power", "peak_frequency", "centroid", "entropy"]
EPS = 2.0**-24
MOST = 1e-4
MOST_FILTERED = 2e-4


def moment(function, x):
    """Of equal numbers ours is 0, scipy's not a number."""
    return float(function(x)) if np.ptp(x) > 0 else 0.0


def of_shape(function, x):
    """With its scale; anything where f32 has no room for the fourth power of what is left of a movement."""
    value = moment(function, x)
    return (value, max(abs(value), 1.0) if np.std(x) > 1e-8 or np.ptp(x) == 0 else 1e9)


def crossings(below):
    return float(np.count_nonzero(below[1:] != below[:-1]))


def of_time(x, rate, names):
    """Each feature of `names` with its scale."""
    n, spread, largest = len(x), float(np.std(x)), float(np.max(np.abs(x)))
    # so far apart two of the readings, or sums of them, cannot be told in f32
    blur = 4 * EPS * largest / MOST
    wide = max(spread, blur)
    mean = float(np.mean(x))
    q25, median, q75 = np.quantile(x, [0.25, 0.5, 0.75])
    slope = stats.linregress(np.arange(n) / rate, x).slope if n > 1 else 0.0
    near = [crossings(x < mean + shift) for shift in (-4 * EPS * largest, 4 * EPS * largest)]
    steps = np.mean(np.abs(np.diff(x))) if n > 1 else 0.0
    at_least = lambda value, least: (float(value), max(abs(float(value)), least))
    all_of = {
        "mean": at_least(mean, wide),
        "min": at_least(x.min(), 0.0),
        "max": at_least(x.max(), 0.0),
        "rms": at_least(np.sqrt(np.mean(x**2)), 0.0),
        "std": at_least(spread, blur),
        "skew": of_shape(stats.skew, x),
        "kurtosis": of_shape(stats.kurtosis, x),
        "median": at_least(median, wide),
        "q25": at_least(q25, wide),
        "q75": at_least(q75, wide),
        "iqr": at_least(q75 - q25, blur),
        "zero_crossings": (crossings(x < 0), 0.0),
        # a reading at the mean itself is on either side
        "mean_crossings": (crossings(x < mean), 0.0 if near[0] == near[1] else n / MOST),
        "mean_abs_diff": at_least(steps, blur),
        "slope": at_least(slope, wide * rate / n),
        "energy": at_least(np.sum(x**2), 0.0),
    }
    return [all_of[name] for name in STATS if name in names]


def max_hold(x, nfft):
    """Powers of bins 0 to nfft / 2: of each the largest of all frames."""
    frames = [x[first : first + nfft] for first in range(0, len(x) + 1, nfft // 2)]
    return np.max([np.abs(fft.rfft(frame, nfft)) ** 2 / nfft if len(frame) else np.zeros(nfft // 2 + 1) for frame in frames], axis=0)


def of_spectrum(x, rate, spectrum):
    nfft, parts, bands = spectrum["nfft"], spectrum["parts"], spectrum["bands"]
    centred = x - np.mean(x)
    power = max_hold(centred, nfft)
    power = np.where(power < np.finfo(np.float32).tiny, 0.0, power)
    hertz = np.arange(nfft // 2 + 1) * np.float64(np.float32(rate / nfft))
    tail, at = power[1:], hertz[1:]
    total = tail.sum()
    # what rounding in the transform adds to an amplitude
    noise = EPS * 8 * np.sqrt(power.sum() * nfft)
    # and to a power
    doubt = lambda p: 2 * noise * np.sqrt(p / nfft) + noise**2 / nfft
    at_least = lambda value, least: (float(value), max(abs(float(value)), least))
    numbers = []
    for part in [part for part in SPECTRAL if part in parts]:
        if part in ("rms", "skew", "kurtosis"):
            numbers += of_time(centred, rate, {"rms": "std"}.get(part, part))[:1] if part == "rms" else [of_shape(getattr(stats, part), x)]
        elif part in ("psd_skew", "psd_kurtosis"):
            value, spread = moment(getattr(stats, part[4:]), power), np.std(power)
            blurred = 4 * doubt(power.max()) / spread / MOST if spread > 0 else 0.0
            numbers.append((value, max(1.0, abs(value)) * float(1.0 + blurred)))
        elif part == "log_power":
            for p in tail:
                # rounding alone may be a power, or none, where the other bins have some
                blurred = np.log10((p + doubt(p)) / p) / MOST if p > doubt(0) else 1e9 if total > 0 else 0.0
                numbers.append((float(np.log10(p)) if p > 0 else -10.0, 1.0 + float(blurred)))
        elif part == "peak_frequency":
            best = int(np.argmax(tail))
            clear = total == 0 or np.partition(tail, -2)[-2] < tail[best] - 4 * doubt(tail[best])
            numbers.append((float(at[best]), float(at[best]) if clear else rate / MOST))
        elif part == "centroid":
            numbers.append((float((at * tail).sum() / total) if total > 0 else 0.0, rate / 2))
        elif part == "entropy":
            share = tail / total if total > 0 else tail
            share = share[share > 0]
            numbers.append((float(-(share * np.log(share)).sum() / np.log(len(tail))), 1.0))
    for low, high in bands:
        power_of = tail[(at >= low) & (at < high)].sum()
        numbers.append((float(power_of), float(max(power_of, doubt(power_of) * nfft / MOST))))
    return numbers


def correlation(a, b):
    return float(np.corrcoef(a, b)[0, 1]) if np.ptp(a) > 0 and np.ptp(b) > 0 else 0.0


def conditioned(stage, samples, dtype):
    """The axes of features, computed in `dtype`."""
    x = (samples * np.float32(stage["scale"])).astype(dtype)
    if stage["filter"]["sections"]:
        sections = np.float32(stage["filter"]["sections"])
        sos = np.column_stack([sections[:, :3], np.ones(len(sections)), sections[:, 3:]]).astype(dtype)
        level = dtype(stage["filter"]["level"])
        x = np.column_stack([level * axis[0] + signal.sosfilt(sos, axis - axis[0]) for axis in x.T])
    x = x[:: stage["decimate"]]
    axes = []
    if "raw" in stage["axes"]:
        axes.append(x)
    if "norm" in stage["axes"]:
        axes.append(np.sqrt(np.sum(x * x, axis=1, dtype=dtype))[:, None])
    if "difference" in stage["axes"]:
        axes.append(np.diff(x, axis=0, prepend=x[:1]))
    assert all(axis.dtype == dtype for axis in axes)
    return np.hstack(axes)


def expected(stage, samples):
    """Each window: its last sample, and its features with their scales."""
    x, rate = conditioned(stage, samples, np.float32).astype(np.float64), stage["rate"] / stage["decimate"]
    windows = []
    for first in range(0, len(x) - stage["window"] + 1, stage["hop"]):
        window = x[first : first + stage["window"]].T
        numbers = [number for axis in window for number in of_time(axis, rate, stage["stats"])]
        if stage["spectrum"]:
            numbers += [number for axis in window for number in of_spectrum(axis, rate, stage["spectrum"])]
        if stage["correlation"]:
            pairs = [(a, b) for a in range(len(window)) for b in range(a + 1, len(window))]
            numbers += [(correlation(window[a], window[b]), 1.0) for a, b in pairs]
        windows.append(((first + stage["window"] - 1) * stage["decimate"], numbers))
    return windows


def names_of(stage):
    """What each number of a window is."""
    spectral = []
    if stage["spectrum"]:
        nfft, parts = stage["spectrum"]["nfft"], stage["spectrum"]["parts"]
        for part in [part for part in SPECTRAL if part in parts]:
            spectral += [f"spectrum {part}"] * (nfft // 2 if part == "log_power" else 1)
        spectral += ["spectrum band"] * len(stage["spectrum"]["bands"])
    own = [name for name in STATS if name in stage["stats"]]
    inputs = len(stage["scale"])
    axes = inputs * (("raw" in stage["axes"]) + ("difference" in stage["axes"])) + ("norm" in stage["axes"])
    pairs = axes * (axes - 1) // 2 if stage["correlation"] else 0
    return own * axes + spectral * axes + ["correlation"] * pairs


def recording(random, n, axes):
    """int16 readings: an offset, a movement of any size, and what sensors do."""
    kind = random.integers(7)
    offset = random.choice([0, 1, -1000, 16384, -16384], axes)
    size = random.choice([2.0, 20.0, 300.0, 5000.0])
    t = np.arange(n)[:, None]
    x = random.normal(0, 1, (n, axes))
    if kind == 1:
        x = np.sin(t * random.uniform(0.05, 3, axes) + random.uniform(0, 6, axes)) + 0.1 * x
    elif kind == 2:
        x[random.integers(n)] += random.choice([-30, 30])  # a spike
    elif kind == 3:
        x += 20 * t / n  # a drift
    elif kind == 4:
        x[0] += 40  # an outlier first
    elif kind == 5:
        return random.choice([-32768, 32767], (n, axes))  # saturated
    elif kind == 6 and random.random() < 0.3:
        x[:] = 0  # at rest
    return np.clip(np.rint(offset + size * x), -32768, 32767)


def random_stage(random, longest, widest):
    """A stage, and a recording that has a window or more."""
    axes = int(random.integers(1, widest + 1))
    window = int(random.integers(2, longest + 1))
    hop = int(random.integers(max(1, window // 4), 2 * window))
    decimate = int(random.choice([1, 1, 1, 2, 3]))
    rate = float(random.choice([12.5, 50, 100, 208]))
    chosen = lambda names: [name for name in names if random.random() < 0.5]
    stage = {
        "rate": rate,
        "scale": [float(np.float32(scale)) for scale in random.choice([1.0, 0.01, 9.81 / 16384, -2.0], axes)],
        "filter": {"sections": [], "level": 1.0},
        "decimate": decimate,
        "axes": [["raw"], ["raw", "norm"], ["norm"], ["raw", "norm", "difference"], ["difference"]][random.integers(5)],
        "window": window,
        "hop": hop,
        "stats": chosen(STATS) if random.random() < 0.5 else STATS[:7],
        "spectrum": None,
        "correlation": False,
    }
    if random.random() < 0.3:
        low, high = np.sort(np.exp(random.uniform(np.log(0.01), np.log(0.45), 2))) * rate
        order, (kind, cut) = int(random.integers(1, 5)), [("low", high), ("high", low), ("band", [low, low + 0.04 * rate])][random.integers(3)]
        sos = signal.butter(order, cut, kind, fs=rate, output="sos").astype(np.float32).astype(np.float64)
        sections = np.column_stack([sos[:, :3], sos[:, 4:]]).tolist()
        stage["filter"] = {"sections": sections, "level": float(kind == "low")}
    if random.random() < 0.4:
        nfft = int(2 ** random.integers(3, min(9, 2 + longest.bit_length())))
        low, high = np.sort(np.float32(random.uniform(0, rate / decimate / 2, 2))).astype(float)
        hertz = np.arange(1, nfft // 2 + 1) * np.float32(rate / decimate / nfft)
        bands = [[float(low), float(high)]] if np.any((hertz >= low) & (hertz < high)) else []
        parts = SPECTRAL[:6] if random.random() < 0.5 else chosen(SPECTRAL)
        if parts or bands:
            stage["spectrum"] = {"nfft": nfft, "parts": parts, "bands": bands}
    many = axes * (("raw" in stage["axes"]) + ("difference" in stage["axes"])) + ("norm" in stage["axes"]) > 1
    stage["correlation"] = bool(many and random.random() < 0.4)
    if not (stage["stats"] or stage["spectrum"] or stage["correlation"]):
        stage["stats"] = ["mean"]
    n = (window + int(random.integers(0, 3)) * hop) * decimate
    return stage, recording(random, n, axes).astype(np.float32)


def ours(binary, cases):
    """What core answers to each case: lists of a window's last sample and its features."""
    data = b"".join(
        json.dumps(stage | {"samples": len(x)}).encode() + b"\n" + x.astype("<f4").tobytes() for stage, x in cases
    )
    text = subprocess.run([binary], input=data, stdout=subprocess.PIPE, check=True).stdout.decode()
    answers, rows = [], []
    for line in text.splitlines():
        if line:
            t, *numbers = line.split(" ")
            rows.append((int(t), np.array(numbers, float)))
        else:
            answers.append(rows)
            rows = []
    assert len(answers) == len(cases), f"{len(answers)} answers to {len(cases)} stages"
    return answers


def filtered(binary, cases, alone, worst):
    """How many cases have an axis that is off behind its filter, as a share of what it moves by."""
    cases, bad = [(stage | alone | {"axes": ["raw"]}, x) for stage, x in cases if stage["filter"]["sections"]], 0
    for (stage, x), found in zip(cases, ours(binary, cases)):
        # as f32, of which the text is a rounding, and beyond what the answers themselves are rounded by
        truth = conditioned(stage, x, np.float64)
        off = np.abs(np.float32([axes for _, axes in found]) - truth).max(axis=0) - EPS * np.abs(truth).max(axis=0)
        moves = np.std(x * np.float32(stage["scale"]), axis=0, dtype=np.float64)
        error = max(0.0 if a <= 0 else a / b if b > 0 else np.inf for a, b in zip(off, moves))
        worst["filters"] = max(worst.get("filters", 0.0), error)
        if not error <= MOST_FILTERED:
            bad += 1
            print(f"behind the filter axes are off by {error:g} of their deviation: {json.dumps(stage)[:400]}")
    return bad


def compare(binary, windows, seed):
    random, cases, held = np.random.default_rng(seed), [], 0
    truths = []
    while held < windows:
        stage, x = random_stage(random, 300, 4)
        cases.append((stage, x))
        truths.append(expected(stage, x))
        held += len(truths[-1])
    worst, bad = {"axes": 0.0}, 0
    alone = {"window": 1, "hop": 1, "stats": ["mean"], "spectrum": None, "correlation": False}
    for (stage, x), found in zip(cases, ours(binary, [(stage | alone, x) for stage, x in cases])):
        largest = np.abs(x * np.float32(stage["scale"])).max()
        off = np.abs([axes for _, axes in found] - conditioned(stage, x, np.float64)).max()
        error = off / largest if off > 0 else 0.0
        worst["axes"] = max(worst["axes"], error)
        if not error <= MOST:
            bad += 1
            print(f"axes are off by {off:g} where readings are up to {largest:g}: {json.dumps(stage)[:400]}")
    bad += filtered(binary, cases, alone, worst)
    for (stage, _), truth, found in zip(cases, truths, ours(binary, cases)):
        assert [t for t, _ in found] == [t for t, _ in truth], f"windows end elsewhere: {stage}"
        names = names_of(stage)
        for (t, features), (_, numbers) in zip(found, truth):
            assert len(features) == len(numbers) == len(names), f"{len(features)} features of {len(names)}: {stage}"
            for name, feature, (number, scale) in zip(names, features, numbers):
                off = abs(feature - number)
                error = 0.0 if off == 0 else off / scale if scale > 0 else np.inf
                worst[name] = max(worst.get(name, 0.0), error)
                if not error <= MOST:
                    bad += 1
                    if bad <= 20:
                        print(f"{name} of the window that ends at {t}: {feature} is not {number} (scale {scale:g}): {json.dumps(stage)[:400]}")
    for name, error in sorted(worst.items()):
        print(f"{name:24} {error:.1e}")
    print(f"{held} windows of {len(cases)} stages; {bad} features are off by more than {MOST:g}")
    return bad == 0


def golden(path):
    """Small cases, their readings and features with scales; what is not certain in the last place is left out."""
    random, cases = np.random.default_rng(zlib.crc32(b"signal")), []
    while len(cases) < 28:
        stage, x = random_stage(random, 40, 2)
        windows = expected(stage, x)[:2]
        if any(scale > 10 * max(1.0, abs(number)) for _, numbers in windows for number, scale in numbers):
            continue
        last = windows[-1][0] + 1
        short = lambda number: float(f"{number:.7g}")
        cases.append(stage | {
            "samples": [int(reading) for reading in x[:last].ravel()],
            "windows": [[t, [short(n) for n, _ in numbers], [float(f"{s:.3g}") for _, s in numbers]] for t, numbers in windows],
        })  # fmt: skip
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    path.write_text(f"[\n{lines}\n]\n")
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", help="signal-rows")
    parser.add_argument("--windows", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--golden", action="store_true", help="write tests/golden/signal.json")
    given = parser.parse_args()
    if given.golden:
        golden(pathlib.Path(__file__).parent.parent / "golden/signal.json")
    sys.exit(not compare(given.binary, given.windows, given.seed))


if __name__ == "__main__":
    main()
