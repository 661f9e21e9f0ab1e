"""Features of windows: mcutune's core beside tsfresh, and numpy and scipy by hand, on the same rows and one core.

    pip install numpy==2.4.6 scipy==1.17.1 tsfresh==0.21.2
    cargo build --release -p mcutune-tests --bin signal-rows
    python benches/peers/windows.py target/release/signal-rows

Two seconds of three axes at 50 Hz, every second, of a recording of readings in 16 bits. All of it counts: of ours the
process, what it reads and what it writes, less those of a run of ten windows. Each figure is the least of several runs, in
one sitting: figures of different sittings say nothing about each other.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import argparse
import json
import subprocess
import time
import warnings

import numpy as np
import pandas as pd
from scipy import fft, stats
from tsfresh import extract_features
from tsfresh.feature_extraction import MinimalFCParameters

AXES, WINDOW, HOP, RATE, NFFT = 3, 100, 50, 50.0, 64
FLATTEN = ["mean", "min", "max", "rms", "std", "skew", "kurtosis"]
SPECTRAL = ["rms", "skew", "kurtosis", "psd_skew", "psd_kurtosis", "log_power"]


def ours(binary, samples, spectral):
    stage = {
        "rate": RATE, "scale": [1.0] * AXES, "filter": [], "decimate": 1, "axes": ["raw"], "window": WINDOW, "hop": HOP,
        "stats": [] if spectral else FLATTEN, "correlation": False,
        "spectrum": {"nfft": NFFT, "parts": SPECTRAL, "bands": []} if spectral else None, "samples": len(samples),
    }  # fmt: skip
    data = json.dumps(stage).encode() + b"\n" + samples.astype("<f4").tobytes()
    answer = subprocess.run([binary, "--bytes"], input=data, stdout=subprocess.PIPE, check=True).stdout
    return np.frombuffer(answer, "<f4").reshape(-1, AXES * (len(SPECTRAL) - 1 + NFFT // 2 if spectral else len(FLATTEN)))


def flatten(windows):
    """By calls on all windows at once, the axis of readings last."""
    mean, std = windows.mean(-1), windows.std(-1)
    rms = np.sqrt(np.mean(windows**2, -1))
    all_of = [mean, windows.min(-1), windows.max(-1), rms, std, stats.skew(windows, -1), stats.kurtosis(windows, -1)]
    return np.stack(all_of, -1).reshape(len(windows), -1)


def spectral(windows):
    """Max-hold of frames, and what Edge Impulse's block tells of it."""
    centred = windows - windows.mean(-1, keepdims=True)
    frames = [centred[..., first : first + NFFT] for first in range(0, WINDOW + 1, NFFT // 2)]
    power = np.max([np.abs(fft.rfft(frame, NFFT)) ** 2 / NFFT for frame in frames if frame.shape[-1]], axis=0)
    own = [centred.std(-1), stats.skew(centred, -1), stats.kurtosis(centred, -1), stats.skew(power, -1), stats.kurtosis(power, -1)]
    log = np.log10(np.maximum(power[..., 1:], 1e-10))
    return np.concatenate([np.stack(own, -1), log], -1).reshape(len(windows), -1)


def one_by_one(function):
    """As notebooks do: a window at a time."""
    return lambda windows: np.concatenate([function(window[None]) for window in windows])


def minimal(windows):
    """tsfresh's smallest set: ten features an axis, mean, median, deviation, extremes and such."""
    n = len(windows)
    frame = pd.DataFrame({
        "id": np.repeat(np.arange(n), WINDOW),
        "time": np.tile(np.arange(WINDOW), n),
    } | {f"axis {axis}": windows[:, axis].ravel() for axis in range(AXES)})  # fmt: skip
    given = {"column_id": "id", "column_sort": "time", "n_jobs": 0, "disable_progressbar": True}
    return extract_features(frame, default_fc_parameters=MinimalFCParameters(), **given).to_numpy()


def least(function, runs):
    times, answer = [], None
    for _ in range(runs):
        began = time.perf_counter()
        answer = function()
        times.append(time.perf_counter() - began)
    return min(times), answer


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", help="signal-rows, built with --release")
    parser.add_argument("--windows", type=int, default=20_000)
    parser.add_argument("--slow-windows", type=int, default=500, help="of what takes a window at a time")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    n = (given.windows - 1) * HOP + WINDOW
    random = np.random.default_rng(0)
    samples = np.rint(random.normal([0, -1000, 16384], 300, (n, AXES)))
    # [windows, axes, readings]
    windows = np.lib.stride_tricks.sliding_window_view(samples, WINDOW, axis=0)[::HOP]
    print(f"{len(windows)} windows of {WINDOW} samples, {AXES} axes; microseconds a window, and times as long as ours")
    for name, ask, by_hand in [("flatten", False, flatten), ("spectral", True, spectral)]:
        few = samples[: WINDOW + 9 * HOP]
        idle, _ = least(lambda: ours(given.binary, few, ask), given.runs)
        whole, found = least(lambda: ours(given.binary, samples, ask), given.runs)
        own = (whole - idle) / (len(windows) - 10)
        print(f"{name:9} {'mcutune':36} {own * 1e6:25.2f}")
        part = windows[: given.slow_windows]
        peers = [("numpy and scipy, all at once", by_hand, windows), ("numpy and scipy, one by one", one_by_one(by_hand), part)]
        if name == "flatten":
            peers.append(("tsfresh, minimal", minimal, part))
        for peer, function, of in peers:
            took, answer = least(lambda: function(np.ascontiguousarray(of)), given.runs)
            if peer.startswith("numpy"):
                assert np.allclose(answer, found[: len(of)], rtol=1e-4, atol=1e-3), f"{peer} says something else"
            each = took / len(of)
            print(f"{name:9} {peer:36} {each * 1e6:25.2f} {each / own:8.1f}")


if __name__ == "__main__":
    main()
