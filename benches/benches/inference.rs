//! Answers for one row, and for many at a time.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use mcutune_benches::Rates;
use mcutune_core::loss::Output;
use mcutune_core::network::Network;
use mcutune_core::params::Activation;
use mcutune_core::shape::Shape;

const SHAPES: [&[u16]; 3] = [&[4, 16, 3], &[64, 32, 10], &[64, 64, 10]];

fn answers(c: &mut Criterion<Rates>) {
    let mut group = c.benchmark_group("answers");
    for widths in SHAPES {
        let shape = Shape::try_new(widths).expect("a valid shape");
        let name = widths.iter().map(u16::to_string).collect::<Vec<_>>().join("-");
        let weights: Vec<f32> = (0..shape.parameters())
            .map(|i| (i % 17) as f32 * 0.05 - 0.4)
            .collect();
        let network =
            Network::try_new(shape, Activation::Relu, Output::Softmax, &weights).expect("a network");
        for rows in [1, 256] {
            let x: Vec<f32> = (0..rows * shape.inputs())
                .map(|i| (i % 13) as f32 * 0.1 - 0.6)
                .collect();
            let mut scratch = vec![0.0; Network::scratch(&shape, rows.min(64))];
            let mut out = vec![0.0; rows * shape.outputs()];
            group.throughput(Throughput::Elements((2 * rows * shape.macs()) as u64));
            group.bench_function(BenchmarkId::new(&name, format!("{rows} rows")), |b| {
                b.iter(|| {
                    network
                        .predict(black_box(&x), &mut scratch, &mut out)
                        .expect("answers")
                });
            });
        }
    }
}

criterion_group!(name = inference; config = mcutune_benches::criterion(); targets = answers);
criterion_main!(inference);
