//! Writes the data sets as arrays, and the model of digits that it trains on the way.

use std::{env, fmt::Debug, fs, path::Path};

use mcutune_core::data::{Dataset, Target};
use mcutune_core::folds;
use mcutune_core::int8;
use mcutune_core::int8::quantize::{self, PartsMut, quantize};
use mcutune_core::loss::Output;
use mcutune_core::model::Model;
use mcutune_core::network::Network;
use mcutune_core::params::{BatchSize, Hidden, Params};
use mcutune_core::random::{Seeded, Xoshiro};
use mcutune_core::scaler::{Scaler, Scaling};
use mcutune_core::train::{FitMemory, Plan, fit};

const DATA: &str = "../../../host/data";

fn main() {
    iris();
    digits();
}

fn iris() {
    let (x, y) = read("iris");
    let mut species = y.clone();
    species.dedup();
    let labels: Vec<u16> = y
        .iter()
        .map(|name| {
            species
                .iter()
                .position(|known| known == name)
                .expect("just listed") as u16
        })
        .collect();
    write(
        "iris.rs",
        &[
            array("Rows of four measurements, in centimetres.", "X", "f32", &x),
            array("The species of each row.", "SPECIES", "u16", &labels),
        ],
    );
    let rows: Vec<u32> = (0..labels.len() as u32).collect();
    let data = Data {
        x: &x,
        features: 4,
        labels: &labels,
        classes: species.len(),
    };
    model("iris", &data, &rows, 16, &mut Xoshiro::from_seed_number(0));
}

/// A fifth of the rows is held out; the model is fitted to the others.
fn digits() {
    const PIXELS: usize = 64;
    const CLASSES: usize = 10;
    let (x, y) = read("digits");
    let labels: Vec<u16> = y.iter().map(|digit| digit.parse().expect("a digit")).collect();
    let rows = labels.len();
    let held_out = folds::held_out(rows, 0.2).expect("a share of many rows");
    let (mut train, mut test) = (vec![0; rows - held_out], vec![0; held_out]);
    let mut scratch = vec![0; folds::scratch(rows, CLASSES)];
    let mut random = Xoshiro::from_seed_number(0);
    folds::stratified_split(
        |row| usize::from(labels[row]),
        CLASSES,
        &mut random,
        &mut train,
        &mut test,
        &mut scratch,
    )
    .expect("every class has many rows");

    let data = Data {
        x: &x,
        features: PIXELS,
        labels: &labels,
        classes: CLASSES,
    };
    model("digits", &data, &train, 32, &mut random);
    let held = |row: &u32| &x[*row as usize * PIXELS..][..PIXELS];
    let pixels: Vec<u8> = test.iter().flat_map(held).map(|&pixel| pixel as u8).collect();
    let digits: Vec<u8> = test.iter().map(|&row| labels[row as usize] as u8).collect();
    write(
        "digits.rs",
        &[
            array(
                "Rows that the model has not seen, 64 pixels of 0..=16.",
                "PIXELS",
                "u8",
                &pixels,
            ),
            array("The digit of each row.", "LABELS", "u8", &digits),
        ],
    );
}

/// Rows of features, and the class of each.
struct Data<'a> {
    x: &'a [f32],
    features: usize,
    labels: &'a [u16],
    classes: usize,
}

/// A model with one hidden layer, fitted to the rows of `train` and quantised on them.
fn model(name: &str, data: &Data<'_>, train: &[u32], hidden: u16, random: &mut Xoshiro) {
    let &Data {
        x,
        features,
        labels,
        classes,
    } = data;
    let target = Target::Classes { labels, classes };
    let raw = Dataset::try_new(x, features, target).expect("the bundled data are good");
    let (mut offset, mut scale) = (vec![0.0; features], vec![0.0; features]);
    Scaling::Standard
        .fit(&raw, train.iter().copied(), &mut offset, &mut scale)
        .expect("one number a feature");
    let scaler = Scaler::try_new(&offset, &scale).expect("just fitted");
    let mut scaled = x.to_vec();
    for (from, to) in x.chunks_exact(features).zip(scaled.chunks_exact_mut(features)) {
        scaler.apply(from, to).expect("features are finite");
    }
    let data = Dataset::try_new(&scaled, features, target).expect("scaled features are finite");
    let params = Params {
        hidden_layer_sizes: Hidden::new(&[hidden]),
        batch_size: BatchSize::Rows(32),
        max_iter: 30,
        ..Params::DEFAULT
    };
    let plan = Plan::try_new(&data, train.len(), &params).expect("the parameters are good");
    let mut weights = vec![0.0; plan.shape().parameters()];
    let mut floats = vec![0.0; plan.floats(plan.batch())];
    let mut indices = vec![0; plan.indices()];
    fit(
        &plan,
        &data,
        train,
        FitMemory {
            weights: &mut weights,
            floats: &mut floats,
            indices: &mut indices,
        },
        random,
        |_| {},
    )
    .expect("the plan's memory");
    write(
        &format!("{name}_f32.rs"),
        &[
            array("The scaler's offsets.", "OFFSET", "f32", &offset),
            array("The scaler's scales.", "SCALE", "f32", &scale),
            array("The weights, layer by layer.", "WEIGHTS", "f32", &weights),
        ],
    );

    let network = Network::try_new(*plan.shape(), params.activation, Output::Softmax, &weights)
        .expect("finite weights");
    let model = Model::try_new(network, scaler).expect("a scale a feature");
    let sizes = int8::PartSizes::of(plan.shape(), params.activation);
    let (mut offset, mut factor) = (vec![0.0; sizes.features], vec![0.0; sizes.features]);
    let (mut words, mut biases) = (vec![0; sizes.words], vec![0; sizes.channels]);
    let (mut multipliers, mut zeros) = (vec![0; sizes.channels], vec![0; sizes.zeros]);
    let quantized = quantize(
        &model,
        train.iter().map(|&row| &x[row as usize * features..][..features]),
        PartsMut {
            offset: &mut offset,
            factor: &mut factor,
            weights: &mut words,
            biases: &mut biases,
            multipliers: &mut multipliers,
            zeros: &mut zeros,
            tables: &mut [],
        },
        &mut vec![0.0; quantize::scratch(plan.shape())],
    )
    .expect("weights within int8's range");
    let parts = quantized.parts();
    write(
        &format!("{name}_int8.rs"),
        &[
            array("Taken from each feature.", "OFFSET", "f32", parts.offset),
            array("What it is then multiplied with.", "FACTOR", "f32", parts.factor),
            array("The packed weights.", "WEIGHTS", "u32", parts.weights),
            array("The biases.", "BIASES", "i32", parts.biases),
            array("The requantisation.", "MULTIPLIERS", "i32", parts.multipliers),
            array("The zero point of the hidden layer.", "ZEROS", "i8", parts.zeros),
            format!(
                "/// A step of the logits.\npub const LOGIT_BITS: i8 = {};\n",
                parts.logit_bits
            ),
        ],
    );
}

/// The features of a bundled data set, row after row, and its last column.
fn read(name: &str) -> (Vec<f32>, Vec<String>) {
    let path = format!("{DATA}/{name}.csv");
    println!("cargo::rerun-if-changed={path}");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for line in text.lines().skip(1) {
        let (features, target) = line.rsplit_once(',').expect("several columns");
        x.extend(
            features
                .split(',')
                .map(|cell| cell.parse::<f32>().expect("a number")),
        );
        y.push(target.to_string());
    }
    (x, y)
}

/// `{:?}` of an f32 reads back to the same bits.
fn array(doc: &str, name: &str, of: &str, values: &[impl Debug]) -> String {
    format!(
        "/// {doc}\npub static {name}: [{of}; {}] = {values:?};\n",
        values.len()
    )
}

fn write(name: &str, items: &[String]) {
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join(name), items.concat()).expect("OUT_DIR is writable");
}
