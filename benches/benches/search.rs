//! The default grid on iris, 108 fits and the winner's, on one core.

use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use mcutune::{Data, GridSearch, Rng, Scaling, Space};

fn iris(c: &mut Criterion) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../host/data/iris.csv");
    let data = Data::read(file).expect("iris");
    let mut group = c.benchmark_group("grid on iris");
    group.sample_size(10);
    for (name, rng) in [("xoshiro", Rng::Xoshiro), ("numpy", Rng::Numpy)] {
        group.bench_function(name, |b| {
            b.iter(|| {
                let search = GridSearch::new(Space::default()).cv(3).scaling(Scaling::None);
                search.rng(rng).jobs(1).fit(&data).expect("a winner")
            });
        });
    }
}

criterion_group!(search, iris);
criterion_main!(search);
