//! Networks of 8-bit integers: one of digits that comes quantised, and some that are quantised
//! where they run.

use mcutune_core::data::Dataset;
use mcutune_core::int8::quantize::{self, quantize};
use mcutune_core::int8::{Int8Model, PartSizes, Parts, class_of_logits};
use mcutune_core::model::Model;
use mcutune_core::params::Activation;
use mcutune_core::shape::Shape;

use crate::digest::{Shown, refusal};
use crate::digits::in_int8 as data;
use crate::digits::{BAD, CLASSES, INPUTS, LABELS, PIXELS, SHAPE, widen};
use crate::training::{self, FittedTo, fitted};
use crate::{Error, Output};

/// The model of [`crate::digits::MODEL`], quantised on the rows it was fitted to.
pub static MODEL: Int8Model<'static> = Int8Model::new(Parts {
    shape: SHAPE,
    output: Output::Softmax,
    offset: &data::OFFSET,
    factor: &data::FACTOR,
    weights: &data::WEIGHTS,
    biases: &data::BIASES,
    multipliers: &data::MULTIPLIERS,
    zeros: &data::ZEROS,
    tables: &[],
    logit_bits: data::LOGIT_BITS,
});

/// What an answer of [`MODEL`] takes.
pub struct Int8Memory {
    x: [f32; INPUTS],
    scratch: [i32; Int8Model::scratch(&SHAPE)],
    answer: [f32; CLASSES],
}

impl Int8Memory {
    /// Zeros.
    pub const fn new() -> Self {
        Self {
            x: [0.0; _],
            scratch: [0; _],
            answer: [0.0; _],
        }
    }
}

impl Default for Int8Memory {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows integers, class and probabilities of every row; says how many classes are right.
pub fn run(memory: &mut Int8Memory, mut show: impl FnMut(Shown<'_>)) -> Result<u32, Error> {
    let Int8Memory { x, scratch, answer } = memory;
    let mut right = 0;
    for (pixels, &label) in PIXELS.as_chunks().0.iter().zip(&LABELS) {
        widen(pixels, x);
        let logits = MODEL.logits(x, scratch)?;
        show(Shown::I32(logits));
        let class = class_of_logits(Output::Softmax, logits)?;
        MODEL.answer(logits, answer);
        show(Shown::F32(answer));
        show(Shown::U32(&[class as u32]));
        right += u32::from(class == usize::from(label));
    }
    Ok(right)
}

/// Shows how the model refuses what it cannot answer for.
pub fn refusals(memory: &mut Int8Memory, mut show: impl FnMut(Shown<'_>)) -> Result<(), Error> {
    let Int8Memory { x, scratch, answer } = memory;
    let Some(pixels) = PIXELS.first_chunk() else {
        return Ok(());
    };
    for (column, bad) in BAD {
        widen(pixels, x);
        if let Some(x) = x.get_mut(column) {
            *x = bad;
        }
        show(Shown::U32(&refusal(MODEL.predict(x, scratch, answer))));
    }
    widen(pixels, x);
    if let [_, x @ ..] = &x[..] {
        show(Shown::U32(&refusal(MODEL.predict(x, scratch, answer))));
    }
    if let [_, scratch @ ..] = &mut scratch[..] {
        show(Shown::U32(&refusal(MODEL.predict(x, scratch, answer))));
    }
    if let [_, answer @ ..] = &mut answer[..] {
        show(Shown::U32(&refusal(MODEL.predict(x, scratch, answer))));
    }
    Ok(())
}

/// What is fitted and quantised on the device: its name, what it is of, its activation.
pub const CASES: [(&str, FittedTo, Activation); 6] = [
    ("quantize-identity", FittedTo::Species, Activation::Identity),
    ("quantize-logistic", FittedTo::Species, Activation::Logistic),
    ("quantize-tanh", FittedTo::Species, Activation::Tanh),
    ("quantize-relu", FittedTo::Species, Activation::Relu),
    ("quantize-binary", FittedTo::Virginica, Activation::Tanh),
    ("quantize-regression", FittedTo::PetalWidth, Activation::Relu),
];

/// The widest of them, and the one with tables.
const WIDEST: Shape = Shape::new(&[4, 8, 3]);
const SIZES: PartSizes = PartSizes::of(&WIDEST, Activation::Tanh);

/// Memory of a fit and of what is made of it.
pub struct Quantizing {
    training: training::TrainingMemory,
    parts: Quantized,
}

impl Quantizing {
    /// Zeros.
    pub const fn new() -> Self {
        Self {
            training: training::TrainingMemory::new(),
            parts: Quantized::new(),
        }
    }
}

impl Default for Quantizing {
    fn default() -> Self {
        Self::new()
    }
}

/// Memory of a network that is quantised where it runs, no wider than 4-8-3.
pub(crate) struct Quantized {
    features: [[f32; SIZES.features]; 2],
    words: [u32; SIZES.words],
    channels: [[i32; SIZES.channels]; 2],
    zeros: [i8; SIZES.zeros],
    tables: [[i8; 256]; SIZES.tables],
    floats: [f32; quantize::scratch(&WIDEST)],
    scratch: [i32; Int8Model::scratch(&WIDEST)],
}

impl Quantized {
    pub(crate) const fn new() -> Self {
        Self {
            features: [[0.0; _]; _],
            words: [0; _],
            channels: [[0; _]; _],
            zeros: [0; _],
            tables: [[0; _]; _],
            floats: [0.0; _],
            scratch: [0; _],
        }
    }
}

/// Fits a network to iris, quantises it, shows its parts and its answers.
pub fn fit_and_quantize(
    to: FittedTo,
    activation: Activation,
    memory: &mut Quantizing,
    mut show: impl FnMut(Shown<'_>),
) -> Result<(), Error> {
    let params = training::activation(activation, training::BASE);
    let model: Model<'_> = fitted(to, &params, &mut memory.training, &mut show)?;
    quantized(&model, &to.data()?, &mut memory.parts, show)
}

/// Quantises a model on the rows of `data`, shows its parts and its answers.
pub(crate) fn quantized(
    model: &Model<'_>,
    data: &Dataset<'_>,
    memory: &mut Quantized,
    mut show: impl FnMut(Shown<'_>),
) -> Result<(), Error> {
    let shape = model.network().shape();
    let sizes = PartSizes::of(shape, model.network().activation());
    let [offset, factor] = &mut memory.features;
    let [biases, multipliers] = &mut memory.channels;
    let quantized = quantize(
        model,
        (0..data.rows()).filter_map(|row| data.row(row)),
        quantize::PartsMut {
            offset: &mut offset[..sizes.features],
            factor: &mut factor[..sizes.features],
            weights: &mut memory.words[..sizes.words],
            biases: &mut biases[..sizes.channels],
            multipliers: &mut multipliers[..sizes.channels],
            zeros: &mut memory.zeros[..sizes.zeros],
            tables: &mut memory.tables[..sizes.tables],
        },
        &mut memory.floats,
    )?;
    let parts = quantized.parts();
    show(Shown::F32(parts.offset));
    show(Shown::F32(parts.factor));
    show(Shown::U32(parts.weights));
    show(Shown::I32(parts.biases));
    show(Shown::I32(parts.multipliers));
    show(Shown::I8(parts.zeros));
    parts.tables.iter().for_each(|table| show(Shown::I8(table)));
    show(Shown::I32(&[i32::from(parts.logit_bits)]));
    let mut answer = [0.0; 3];
    let answer = &mut answer[..shape.outputs()];
    for raw in (0..data.rows()).filter_map(|row| data.row(row)) {
        let logits = quantized.logits(raw, &mut memory.scratch)?;
        show(Shown::I32(logits));
        quantized.answer(logits, answer);
        show(Shown::F32(answer));
    }
    Ok(())
}
