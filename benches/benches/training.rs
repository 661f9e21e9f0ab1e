//! Ten epochs of training from scratch, and the product beneath it beside the naive loop.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use mcutune_benches::{Problem, Rates};
use mcutune_core::kernels::{Matrix, Start, naive, product};
use mcutune_core::params::Solver;

const SHAPES: [&[u16]; 4] = [&[4, 16, 3], &[64, 16, 10], &[64, 64, 10], &[32, 64, 5]];

fn epochs(c: &mut Criterion<Rates>) {
    let mut group = c.benchmark_group("10 epochs of 1600 rows");
    group.sample_size(20);
    for widths in SHAPES {
        for batch in [32, 200] {
            for solver in Solver::ALL {
                let mut problem = Problem::new(widths, batch, solver).expect("a valid problem");
                let shape = widths.iter().map(u16::to_string).collect::<Vec<_>>().join("-");
                group.throughput(Throughput::Elements(problem.flops()));
                group.bench_function(
                    BenchmarkId::new(shape, format!("{batch} {}", solver.name())),
                    |b| {
                        b.iter(|| problem.run().expect("a fit"));
                    },
                );
            }
        }
    }
}

fn products(c: &mut Criterion<Rates>) {
    let (rows, terms, columns) = (64, 64, 64);
    let (a, b) = (vec![0.5; rows * terms], vec![0.25; terms * columns]);
    let (a, b) = (Matrix::new(&a, rows, terms), Matrix::new(&b, terms, columns));
    let mut out = vec![0.0; rows * columns];
    let mut group = c.benchmark_group("product 64 x 64 x 64");
    group.throughput(Throughput::Elements((2 * rows * terms * columns) as u64));
    for (name, fast) in [("naive", false), ("fast", true)] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let out = black_box(&mut out);
                if fast {
                    product(a, b, Start::Zero, out).expect("slices that hold the indices")
                } else {
                    naive(a, b, Start::Zero, out)
                }
            });
        });
    }
}

criterion_group!(name = training; config = mcutune_benches::criterion(); targets = products, epochs);
criterion_main!(training);
