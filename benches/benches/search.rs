//! The default grid on iris, 108 fits on one core.

use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use mcutune::data::prepare::{Folds, Pipeline, Preparation};
use mcutune::data::{Categorical, Missing, ReadOptions};
use mcutune::rng::Rng;
use mcutune::search::evaluate;
use mcutune::space::Spaces;
use mcutune_core::params::Params;
use mcutune_core::scaler::Scaling;
use mcutune_core::score::Scoring;
use mcutune_core::space::Grid;

fn iris(c: &mut Criterion) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../host/data/iris.csv");
    let table = ReadOptions::new().read(&file).expect("iris");
    let rows: Vec<u32> = (0..150).collect();
    let how = Preparation {
        missing: Missing::Error,
        categorical: Categorical::Error,
        scaling: Scaling::None,
    };
    let (pipeline, matrix) = Pipeline::fit(&table, &rows, &how).expect("numbers");
    let parts = Folds::fit(&table, &rows, 3, &how, (&pipeline, &matrix)).expect("three folds");
    let folds = parts.views(&matrix).expect("three folds");
    let candidates: Vec<Params> = Spaces::default().with(|spaces| {
        let grid = Grid::try_new(spaces).expect("the default grid");
        (0..grid.len())
            .filter_map(|i| grid.get(i))
            .map(|candidate| candidate.params(&Params::DEFAULT).expect("valid parameters"))
            .collect()
    });
    let mut group = c.benchmark_group("grid on iris");
    group.sample_size(10);
    for (name, rng) in [("xoshiro", Rng::Xoshiro), ("numpy", Rng::Numpy)] {
        group.bench_function(name, |b| {
            b.iter(|| {
                for params in &candidates {
                    for fold in &folds {
                        evaluate(fold, None, params, Scoring::Accuracy, rng, 0);
                    }
                }
            });
        });
    }
}

criterion_group!(search, iris);
criterion_main!(search);
