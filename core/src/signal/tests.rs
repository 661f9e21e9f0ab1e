//! The stage against the definitions in f64, and against itself on the samples of one window alone.

extern crate std;

use std::vec::Vec;
use std::{println, vec};

use super::*;
use crate::error::Error;
use crate::random::{Random, Seeded, Xoshiro};

mod checks;
mod filters;
mod moments;
mod order;
mod smooth;
mod spectrum;
mod windows;

fn uniform(random: &mut Xoshiro, low: f64, high: f64) -> f64 {
    random.uniform(low, high)
}

fn stage(window: u16, hop: u16, features: Features) -> Stage<'static> {
    Stage {
        rate: 50.0,
        scale: &[1.0],
        filter: Filter::NONE,
        decimate: 1,
        axes: Axes::RAW,
        window,
        hop,
        features,
        keep: None,
    }
}

fn all_stats() -> Features {
    let stats = Stat::ALL.into_iter().fold(Stats::NONE, Stats::with);
    let spectrum = Spectral::ALL.into_iter().fold(Spectrum::new(16), Spectrum::with);
    Features {
        stats,
        spectrum: spectrum.with_band(Band { low: 1.0, high: 9.0 }),
        correlation: false,
    }
}

/// Each window's features, by its last sample.
fn run(stage: &Stage<'_>, samples: &[f32]) -> Vec<(usize, Vec<f32>)> {
    let stage = stage.try_new().unwrap();
    let (mut progress, mut memory) = (Progress::default(), vec![f32::NAN; stage.memory()]);
    let mut found = Vec::new();
    for (t, sample) in samples.chunks(stage.inputs()).enumerate() {
        let mut out = vec![f32::NAN; stage.outputs()];
        if stage.push(&mut progress, &mut memory, sample, &mut out).unwrap() {
            found.push((t, out));
        }
    }
    found
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|x| x.to_bits()).collect()
}
