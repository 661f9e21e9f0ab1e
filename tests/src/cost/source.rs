//! A model as the source of statics that the firmware `deployed` includes.

use std::fmt::Write as _;

use mcutune_core::cost::{Deployment, Dtype};
use mcutune_core::int8::quantize::{PartsMut, quantize, scratch};
use mcutune_core::int8::{Int8Model, PartSizes};
use mcutune_core::model::Model;
use mcutune_core::network::Network;
use mcutune_core::random::{Random, Seeded, Xoshiro};
use mcutune_core::scaler::Scaler;

/// No model: nothing is computed, so that nothing is linked for it.
pub(super) fn none() -> String {
    "const INPUTS: usize = 4;\nconst OUTPUTS: usize = 0;\n\
     fn predict(_raw: &[f32], _out: &mut [f32]) -> bool {\n    true\n}\n"
        .into()
}

/// Glorot and Bengio's weights (2010) from a fixed seed, and a scaler that leaves features about
/// standardised.
///
/// Every second unit has the weights of the one before it negated: of each pair relu lets one through,
/// as it does on average, where software multiplies by 0 faster than by other numbers.
pub(super) fn of(model: &Deployment) -> String {
    let mut random = Xoshiro::from_seed_number(1);
    let shape = &model.shape;
    let mut weights = Vec::new();
    for i in 0..shape.layers() {
        let layer = shape.layer(i);
        let bound = (model.activation.initial_gain() / (layer.fan_in + layer.fan_out) as f64).sqrt();
        for _ in 0..=layer.fan_in {
            let row = weights.len();
            weights.extend((0..layer.fan_out).map(|_| random.uniform(-bound, bound) as f32));
            for pair in weights[row..].chunks_exact_mut(2) {
                pair[1] = -pair[0];
            }
        }
    }
    let mut draw = |low: f64, high: f64| -> Vec<f32> {
        let count = if model.scaled { shape.inputs() } else { 0 };
        (0..count).map(|_| random.uniform(low, high) as f32).collect()
    };
    let (offset, scale) = match model.clips_features {
        false => (draw(-0.2, 0.2), draw(0.9, 1.1)),
        // the ends of about standardised features, few of which are beyond
        true => (draw(-2.2, -1.8), draw(3.9, 4.1)),
    };
    match model.dtype {
        Dtype::F32 => f32(model, &weights, &offset, &scale),
        Dtype::Int8 => int8(model, &weights, &offset, &scale),
    }
}

fn f32(model: &Deployment, weights: &[f32], offset: &[f32], scale: &[f32]) -> String {
    let Deployment {
        activation, output, ..
    } = model;
    let clip = if model.clips_features { ".clipped()" } else { "" };
    let (bounds, bounded) = bounds(model);
    head(model)
        + &list("WEIGHTS", "f32", weights)
        + &list("OFFSET", "f32", offset)
        + &list("SCALE", "f32", scale)
        + &bounds
        + &format!(
            "static MODEL: Model<'static> = Model::new(\n    \
             Network::new(SHAPE, Activation::{activation:?}, Output::{output:?}, &WEIGHTS){bounded},\n    \
             Scaler::new(&OFFSET, &SCALE){clip},\n);\n\
             static mut SCRATCH: [f32; Model::scratch(&SHAPE)] = [0.0; _];\n"
        )
        + PREDICT
}

fn int8(model: &Deployment, weights: &[f32], offset: &[f32], scale: &[f32]) -> String {
    let shape = &model.shape;
    let network = Network::try_new(*shape, model.activation, model.output, weights).expect("finite weights");
    let float = Model::try_new(network, Scaler::try_new(offset, scale).expect("no scale is 0"));
    let mut random = Xoshiro::from_seed_number(2);
    let sum_of = |random: &mut Xoshiro| (0..12).map(|_| random.uniform(-0.5, 0.5) as f32).sum();
    let rows: Vec<f32> = (0..64 * shape.inputs()).map(|_| sum_of(&mut random)).collect();
    let sizes = PartSizes::of(shape, model.activation);
    let (mut first_step, mut second_step) = (vec![0.0; sizes.features], vec![0.0; sizes.features]);
    let mut words = vec![0; sizes.words];
    let (mut biases, mut multipliers) = (vec![0; sizes.channels], vec![0; sizes.channels]);
    let (mut zeros, mut tables) = (vec![0; sizes.zeros], vec![[0; 256]; sizes.tables]);
    let memory = PartsMut {
        offset: &mut first_step,
        factor: &mut second_step,
        weights: &mut words,
        biases: &mut biases,
        multipliers: &mut multipliers,
        zeros: &mut zeros,
        tables: &mut tables,
    };
    let float = float.expect("as many scales as inputs");
    let rows = rows.chunks_exact(shape.inputs());
    let quantized: Int8Model<'_> =
        quantize(&float, rows, memory, &mut vec![0.0; scratch(shape)]).expect("weights of a fit that begins");
    let parts = quantized.parts();
    let (bounds, bounded) = bounds(model);
    head(model)
        + &list("OFFSET", "f32", parts.offset)
        + &list("FACTOR", "f32", parts.factor)
        + &list("WEIGHTS", "u32", parts.weights)
        + &list("BIASES", "i32", parts.biases)
        + &list("MULTIPLIERS", "i32", parts.multipliers)
        + &list("ZEROS", "i8", parts.zeros)
        + &list("TABLES", "[i8; 256]", parts.tables)
        + &bounds
        + &format!(
            "static MODEL: Int8Model<'static> = Int8Model::new(Parts {{\n    shape: SHAPE,\n    \
             output: Output::{:?},\n    offset: &OFFSET,\n    factor: &FACTOR,\n    weights: &WEIGHTS,\n    \
             biases: &BIASES,\n    multipliers: &MULTIPLIERS,\n    zeros: &ZEROS,\n    tables: &TABLES,\n    \
             logit_bits: {},\n}}){bounded};\n\
             static mut SCRATCH: [i32; Int8Model::scratch(&SHAPE)] = [0; _];\n",
            model.output, parts.logit_bits
        )
        + PREDICT
}

/// What answers are held to, where they are, and the call that does it; about half of the answers are beyond.
fn bounds(model: &Deployment) -> (String, &'static str) {
    if !model.clips_outputs {
        return (String::new(), "");
    }
    let ends = |name: &str, end: f32| list(name, "f32", &vec![end; model.shape.outputs()]);
    (
        ends("LOW", -0.3) + &ends("HIGH", 0.3),
        ".bounded(mcutune_core::Bounds::new(&LOW, &HIGH))",
    )
}

const PREDICT: &str = "fn predict(raw: &[f32], out: &mut [f32]) -> bool {\n    \
     // SAFETY: the only use, and there is one thread.\n    \
     MODEL.predict(raw, unsafe { &mut *(&raw mut SCRATCH) }, out).is_ok()\n}\n";

fn head(model: &Deployment) -> String {
    let (shape, uses) = (
        &model.shape,
        match model.dtype {
            Dtype::F32 => "model::Model, network::Network, params::Activation, scaler::Scaler",
            Dtype::Int8 => "int8::{Int8Model, Parts}",
        },
    );
    format!(
        "use mcutune_core::{{loss::Output, shape::Shape, {uses}}};\nconst INPUTS: usize = {};\n\
         const OUTPUTS: usize = {};\nconst SHAPE: Shape = Shape::new(&{:?});\n",
        shape.inputs(),
        shape.outputs(),
        shape.widths()
    )
}

fn list<T: std::fmt::Debug>(name: &str, of: &str, values: &[T]) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "static {name}: [{of}; {}] = {values:?};", values.len());
    text
}
