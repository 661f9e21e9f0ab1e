//! Features of windows of what a sensor gives: a movement, gravity on one axis, stretches of rest, and readings at
//! the ends of 16 bits.

use mcutune_core::random::{Random, Seeded, Xoshiro};
use mcutune_core::signal::{
    Axes, Band, Features, Filter, Progress, Section, Spectral, Spectrum, Stage, Stat, Stats,
};

use crate::Error;
use crate::digest::{Shown, refusal};

/// Axes of the sensor.
const AXES: usize = 3;
/// Samples of a recording.
pub const SAMPLES: u32 = 480;

/// Two seconds at 50 Hz without overlap.
const FLATTEN: Stage<'static> = Stage {
    rate: 50.0,
    scale: &[1.0, 0.5, 1.0 / 16384.0],
    filter: Filter::NONE,
    decimate: 1,
    axes: Axes::RAW,
    window: 100,
    hop: 100,
    features: Features::FLATTEN,
    keep: None,
};

/// Three windows run at once, and their sums; some features are given out.
const OVERLAPPED: Stage<'static> = Stage {
    window: 60,
    hop: 20,
    keep: Some(&[0, 3, 4, 8, 13, 20]),
    ..FLATTEN
};

/// So many at once that a ring of samples is smaller.
const HELD: Stage<'static> = Stage {
    window: 16,
    hop: 2,
    ..FLATTEN
};

/// Every feature in the time domain, of every axis that is made of others too.
const STATS: Stage<'static> = Stage {
    axes: Axes {
        raw: true,
        norm: true,
        difference: true,
    },
    window: 33,
    hop: 24,
    features: Features {
        stats: every_stat(),
        spectrum: None,
        correlation: true,
    },
    ..FLATTEN
};

/// What Edge Impulse's block has of a spectrum, of windows that end within a frame.
const SPECTRUM: Stage<'static> = Stage {
    window: 75,
    hop: 50,
    features: Features {
        stats: Stats::NONE,
        spectrum: Some(Spectrum::edge_impulse(64)),
        correlation: false,
    },
    ..FLATTEN
};

/// A low-pass of order 4 at 5 Hz, half of the samples, and a gap between windows.
const FILTERED: Stage<'static> = Stage {
    filter: Filter {
        sections: &LOW_PASS,
        level: 1.0,
    },
    decimate: 2,
    axes: Axes {
        raw: false,
        norm: true,
        difference: true,
    },
    window: 40,
    hop: 50,
    features: Features {
        stats: Stats::FLATTEN,
        spectrum: Some(every_spectral()),
        correlation: false,
    },
    ..FLATTEN
};

/// `scipy.signal.butter(4, 5, fs=50, output="sos")`.
static LOW_PASS: [Section; 2] = [
    Section {
        b: [0.004_824_343, 0.009_648_686, 0.004_824_343],
        a: [-1.048_599_6, 0.296_140_34],
    },
    Section {
        b: [1.0, 2.0, 1.0],
        a: [-1.320_913_4, 0.632_738_77],
    },
];

const fn every_stat() -> Stats {
    let (mut stats, mut i) = (Stats::NONE, 0);
    while i < Stat::ALL.len() {
        stats = stats.with(Stat::ALL[i]);
        i += 1;
    }
    stats
}

const fn every_spectral() -> Spectrum {
    let (mut spectrum, mut i) = (Spectrum::new(16), 0);
    while i < Spectral::ALL.len() {
        spectrum = spectrum.with(Spectral::ALL[i]);
        i += 1;
    }
    let band = Band { low: 1.0, high: 9.0 };
    match spectrum.with_band(band) {
        Some(spectrum) => spectrum,
        None => spectrum,
    }
}

/// Each case: its name, and what is done to the recording.
pub static CASES: [(&str, Stage<'static>); 6] = [
    ("flatten", FLATTEN),
    ("overlapped", OVERLAPPED),
    ("held", HELD),
    ("stats", STATS),
    ("spectrum", SPECTRUM),
    ("filtered", FILTERED),
];

/// The most words of memory, and the most features.
const WIDEST: (usize, usize) = {
    let (mut words, mut outputs, mut i) = (0, 0, 0);
    while i < CASES.len() {
        let (memory, features) = (CASES[i].1.memory(), CASES[i].1.outputs());
        words = if memory > words { memory } else { words };
        outputs = if features > outputs { features } else { outputs };
        i += 1;
    }
    (words, outputs)
};

/// What each of them takes.
pub struct SignalMemory {
    words: [f32; WIDEST.0],
    out: [f32; WIDEST.1],
}

impl SignalMemory {
    /// Zeros.
    pub const fn new() -> Self {
        Self {
            words: [0.0; _],
            out: [0.0; _],
        }
    }
}

impl Default for SignalMemory {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows which sample ends a window, and its features; says how many windows there are.
pub fn run(
    stage: &Stage<'_>,
    memory: &mut SignalMemory,
    mut show: impl FnMut(Shown<'_>),
) -> Result<u32, Error> {
    let SignalMemory { words, out } = memory;
    let out = &mut out[..stage.outputs()];
    show(Shown::U32(&[stage.memory() as u32, stage.holds_samples().into()]));
    let (mut progress, mut random) = (Progress::default(), Xoshiro::from_seed_number(13));
    let mut windows = 0;
    for t in 0..SAMPLES {
        if stage.push_i16(&mut progress, words, &sample(&mut random, t), out)? {
            windows += 1;
            show(Shown::U32(&[t]));
            show(Shown::F32(out));
        }
    }
    Ok(windows)
}

/// Shows how a sample that is no number, and slices of other lengths, are refused, and that windows go on behind them.
pub fn refusals(memory: &mut SignalMemory, mut show: impl FnMut(Shown<'_>)) -> Result<(), Error> {
    let SignalMemory { words, out } = memory;
    let (stage, out) = (FILTERED, &mut out[..FILTERED.outputs()]);
    let mut progress = Progress::default();
    let mut push = |progress: &mut Progress, sample: &[f32], words: &mut [f32], out: &mut [f32]| {
        show(Shown::U32(&refusal(stage.push(progress, words, sample, out))));
    };
    push(&mut progress, &[0.0, f32::NAN, 0.0], words, out);
    push(&mut progress, &[0.0, 0.0, f32::NEG_INFINITY], words, out);
    push(&mut progress, &[0.0; 2], words, out);
    push(&mut progress, &[0.0; AXES], &mut words[..stage.memory() - 1], out);
    push(&mut progress, &[0.0; AXES], words, &mut out[1..]);
    let mut random = Xoshiro::from_seed_number(14);
    for t in 0..SAMPLES {
        let mut sample = sample(&mut random, t).map(f32::from);
        if t == 130 {
            sample[1] = f32::NAN;
        }
        match stage.push(&mut progress, words, &sample, out) {
            Ok(false) => {}
            Ok(true) => show(Shown::F32(out)),
            refused => show(Shown::U32(&refusal(refused))),
        }
    }
    Ok(())
}

/// Sample number `t`: at rest from 200 to 240, and every 97th reading of an axis is one that no sensor exceeds.
fn sample(random: &mut impl Random, t: u32) -> [i16; AXES] {
    let mut axis = 0;
    [0, -3000, 16384].map(|rest: i16| {
        axis += 1;
        let move_by = random.bounded(4001) as i16 - 2000;
        match (t * 3 + axis) % 97 {
            _ if (200..240).contains(&t) => rest,
            0 if t.is_multiple_of(2) => i16::MIN,
            0 => i16::MAX,
            _ => rest.saturating_add(move_by),
        }
    })
}
