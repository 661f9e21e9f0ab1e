//! Features of windows on one core: samples in, features out, as the chip has them. A throughput's elements are samples.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use mcutune_core::signal::{Axes, Features, Filter, Progress, Spectrum, Stage, Stats};

const AXES: usize = 3;
const SAMPLES: usize = 10_000;

/// Two seconds at 50 Hz, half of them shared.
const FLATTEN: Stage<'static> = Stage {
    rate: 50.0,
    scale: &[1.0; AXES],
    filter: Filter::NONE,
    decimate: 1,
    axes: Axes::RAW,
    window: 100,
    hop: 50,
    features: Features::FLATTEN,
    keep: None,
};

const SPECTRAL: Stage<'static> = Stage {
    features: Features {
        stats: Stats::NONE,
        spectrum: Some(Spectrum::edge_impulse(64)),
        correlation: false,
    },
    ..FLATTEN
};

fn windows(c: &mut Criterion) {
    let samples: Vec<[f32; AXES]> = (0..SAMPLES)
        .map(|i| [i % 17, i % 13, 16_384 + i % 29].map(|x| x as f32))
        .collect();
    let mut group = c.benchmark_group("features of windows");
    group.throughput(Throughput::Elements(SAMPLES as u64));
    for (name, stage) in [("flatten", FLATTEN), ("spectral", SPECTRAL)] {
        let stage = black_box(stage);
        let (mut memory, mut out) = (vec![0.0; stage.memory()], vec![0.0; stage.outputs()]);
        group.bench_function(BenchmarkId::new(name, "100 every 50"), |b| {
            b.iter(|| {
                let (mut progress, mut windows) = (Progress::default(), 0);
                for sample in &samples {
                    let ended = stage.push(&mut progress, &mut memory, sample, &mut out);
                    windows += u32::from(ended.expect("finite samples"));
                    black_box(&out);
                }
                windows
            });
        });
    }
}

criterion_group!(signal, windows);
criterion_main!(signal);
