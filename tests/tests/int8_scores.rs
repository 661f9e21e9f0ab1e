//! What int8 costs in score on the bundled sets: three folds each, every fold's network trained,
//! quantised on its training rows and scored on its test rows, once in f32 and once in int8.
//!
//! The same bits come out on every machine, so the table is exact.

use std::fmt::Write;
use std::path::PathBuf;

use mcutune::{Categorical, Missing, Preprocess, ReadOptions, TargetColumn};
use mcutune_core::data::{Dataset, Target};
use mcutune_core::folds;
use mcutune_core::int8::quantize::{PartsMut, quantize, scratch};
use mcutune_core::int8::{Int8Model, PartSizes};
use mcutune_core::model::Model;
use mcutune_core::network::Network;
use mcutune_core::params::{Activation, Hidden, Params};
use mcutune_core::random::{Seeded, Xoshiro};
use mcutune_core::scaler::{Scaler, Scaling};
use mcutune_core::score::{Scoring, score, score_scratch};
use mcutune_core::train::{FitMemory, Plan, fit};

const FOLDS: u8 = 3;

struct Set {
    x: Vec<f32>,
    features: usize,
    target: TargetColumn,
}

fn bundled(name: &str) -> Set {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "../host/data", &format!("{name}.csv")]
        .iter()
        .collect();
    let table = ReadOptions::new().read(&path).unwrap();
    let rows: Vec<u32> = (0..table.rows() as u32).collect();
    let fitted = Preprocess::fit(&table, &rows, Missing::Error, Categorical::Error).unwrap();
    Set {
        x: fitted.transform(&table, &rows).unwrap(),
        features: fitted.features(),
        target: table.target().unwrap().clone(),
    }
}

/// Some rows of a set, raw or scaled, and their targets.
struct Rows {
    x: Vec<f32>,
    labels: Vec<u16>,
    values: Vec<f32>,
    classes: usize,
}

impl Rows {
    fn of(set: &Set, rows: &[u32]) -> Self {
        let x = |&row: &u32| &set.x[row as usize * set.features..][..set.features];
        let mut this = Self {
            x: rows.iter().flat_map(x).copied().collect(),
            labels: Vec::new(),
            values: Vec::new(),
            classes: 0,
        };
        match &set.target {
            TargetColumn::Classes { labels, names } => {
                this.labels = rows.iter().map(|&row| labels[row as usize]).collect();
                this.classes = names.len();
            }
            TargetColumn::Values(values) => {
                this.values = rows.iter().map(|&row| values[row as usize]).collect();
            }
            TargetColumn::Labels { .. } | TargetColumn::Outputs { .. } => panic!("the sets have one target"),
        }
        this
    }

    fn data<'a>(&'a self, x: &'a [f32], features: usize) -> Dataset<'a> {
        let target = if self.classes > 0 {
            Target::Classes {
                labels: &self.labels,
                classes: self.classes,
            }
        } else {
            Target::Values {
                values: &self.values,
                outputs: 1,
            }
        };
        Dataset::try_new(x, features, target).unwrap()
    }
}

/// The scores in f32 and in int8 of one fold.
fn fold(set: &Set, params: &Params, train: &[u32], test: &[u32]) -> (f64, f64) {
    let (features, train, test) = (set.features, Rows::of(set, train), Rows::of(set, test));
    let (mut offset, mut scale) = (vec![0.0; features], vec![1.0; features]);
    let raw = train.data(&train.x, features);
    Scaling::Standard
        .fit(&raw, 0..raw.rows() as u32, &mut offset, &mut scale)
        .unwrap();
    let scaler = Scaler::try_new(&offset, &scale).unwrap();
    let mut scaled = train.x.clone();
    for (raw, scaled) in train
        .x
        .chunks_exact(features)
        .zip(scaled.chunks_exact_mut(features))
    {
        scaler.apply(raw, scaled).unwrap();
    }
    let data = train.data(&scaled, features);
    let rows: Vec<u32> = (0..data.rows() as u32).collect();
    let plan = Plan::try_new(&data, rows.len(), params).unwrap();
    let shape = *plan.shape();
    let mut weights = vec![0.0; shape.parameters()];
    let mut floats = vec![0.0; plan.floats(plan.batch())];
    let mut indices = vec![0; plan.indices()];
    let mut random = Xoshiro::from_seed_number(0);
    fit(
        &plan,
        &data,
        &rows,
        FitMemory {
            weights: &mut weights,
            floats: &mut floats,
            indices: &mut indices,
        },
        &mut random,
        |_| {},
    )
    .unwrap();

    let network = Network::try_new(shape, params.activation, plan.output(), &weights).unwrap();
    let model = Model::try_new(network, scaler).unwrap();
    let sizes = PartSizes::of(&shape, params.activation);
    let memory = PartsMut {
        offset: &mut vec![0.0; sizes.features],
        factor: &mut vec![0.0; sizes.features],
        weights: &mut vec![0; sizes.words],
        biases: &mut vec![0; sizes.channels],
        multipliers: &mut vec![0; sizes.channels],
        zeros: &mut vec![0; sizes.zeros],
        tables: &mut vec![[0; 256]; sizes.tables],
    };
    let calibration = train.x.chunks_exact(features);
    let int8 = quantize(&model, calibration, memory, &mut vec![0.0; scratch(&shape)]).unwrap();

    let outputs = shape.outputs();
    let (mut in_f32, mut in_int8) = (Vec::new(), Vec::new());
    let mut out = vec![0.0; outputs];
    for raw in test.x.chunks_exact(features) {
        let floats = &mut vec![0.0; Model::scratch(&shape)];
        model.predict(raw, floats, &mut out).unwrap();
        in_f32.extend(&out);
        let integers = &mut vec![0; Int8Model::scratch(&shape)];
        int8.predict(raw, integers, &mut out).unwrap();
        in_int8.extend(&out);
    }
    let test_data = test.data(&test.x, features);
    let target = test_data.target();
    let mut counts = vec![0; score_scratch(test_data.rows(), test.classes)];
    let mut of =
        |answers: &[f32]| score(Scoring::default_for(&target), &target, answers, &mut counts).unwrap();
    (of(&in_f32), of(&in_int8))
}

/// Mean scores over the folds.
fn cross_validated(set: &Set, hidden: &[u16], activation: Activation) -> (f64, f64) {
    // unscaled targets are far away
    let (learning_rate_init, max_iter) = match set.target {
        TargetColumn::Classes { .. } => (0.01, 60),
        _ => (0.05, 300),
    };
    let params = Params {
        hidden_layer_sizes: Hidden::new(hidden),
        activation,
        learning_rate_init,
        max_iter,
        ..Params::DEFAULT
    };
    let count = set.x.len() / set.features;
    let all: Vec<u32> = (0..count as u32).collect();
    let rows = Rows::of(set, &all);
    let data = rows.data(&rows.x, set.features);
    let mut fold_of = vec![0; count];
    let mut memory = vec![0; folds::scratch(count, rows.classes)];
    folds::assign_folds(&data.target(), usize::from(FOLDS), &mut fold_of, &mut memory).unwrap();
    let mut sums = (0.0, 0.0);
    for k in 0..FOLDS {
        let train: Vec<u32> = folds::train_rows(&fold_of, k).collect();
        let test: Vec<u32> = folds::test_rows(&fold_of, k).collect();
        let (in_f32, in_int8) = fold(set, &params, &train, &test);
        sums = (sums.0 + in_f32, sums.1 + in_int8);
    }
    (sums.0 / f64::from(FOLDS), sums.1 / f64::from(FOLDS))
}

const SHAPES: [&[u16]; 3] = [&[16], &[32], &[32, 16]];
const ACTIVATIONS: [(&str, Activation); 3] = [
    ("relu", Activation::Relu),
    ("tanh", Activation::Tanh),
    ("logistic", Activation::Logistic),
];

/// The rows of the table for one set, and the gaps: what int8 loses, in points of 0.01.
fn table(name: &str) -> (String, Vec<f64>) {
    let (set, mut lines, mut gaps) = (bundled(name), String::new(), Vec::new());
    for hidden in SHAPES {
        for (activation_name, activation) in ACTIVATIONS {
            let (in_f32, in_int8) = cross_validated(&set, hidden, activation);
            let gap = 100.0 * (in_f32 - in_int8);
            gaps.push(gap);
            let hidden = format!("{hidden:?}");
            // a zero without its sign
            let shown = if gap.abs() < 5e-4 { 0.0 } else { gap };
            writeln!(
                lines,
                "{name:<13} {hidden:<8} {activation_name:<8} {in_f32:.4} {in_int8:.4} {shown:>6.3}"
            )
            .unwrap();
        }
    }
    (lines, gaps)
}

#[test]
fn int8_loses_nothing_in_the_median_and_at_most_a_point() {
    let names = ["iris", "wine", "breast_cancer", "digits", "diabetes"];
    let tables: Vec<_> = std::thread::scope(|scope| {
        let tasks: Vec<_> = names.iter().map(|name| scope.spawn(|| table(name))).collect();
        tasks.into_iter().map(|task| task.join().unwrap()).collect()
    });
    let mut all = String::from("set           hidden   function f32    int8    loss\n");
    let mut gaps = Vec::new();
    for (lines, of_set) in tables {
        all += &lines;
        gaps.extend(of_set);
    }
    gaps.sort_by(f64::total_cmp);
    let (median, worst) = (gaps[gaps.len() / 2], gaps[gaps.len() - 1]);
    write!(all, "median {median:.3}, worst {worst:.3}").unwrap();
    insta::assert_snapshot!("int8_scores", all);
    assert!(median <= 0.0 && worst <= 1.0, "{all}");
}
