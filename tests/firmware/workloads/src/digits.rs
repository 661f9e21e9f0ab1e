//! A trained model of digits answers for the rows it has not seen.

use mcutune_core::model::Model;
use mcutune_core::network::Network;
use mcutune_core::params::Activation;
use mcutune_core::scaler::Scaler;
use mcutune_core::shape::Shape;

use crate::digest::{Shown, refusal};
use crate::{Error, Output};

mod data {
    include!(concat!(env!("OUT_DIR"), "/digits.rs"));
}

/// The model's numbers.
pub mod in_f32 {
    include!(concat!(env!("OUT_DIR"), "/digits_f32.rs"));
}

/// Those of the quantised model.
pub mod in_int8 {
    include!(concat!(env!("OUT_DIR"), "/digits_int8.rs"));
}

pub use data::{LABELS, PIXELS};

pub(crate) const INPUTS: usize = 64;
pub(crate) const CLASSES: usize = 10;
pub(crate) const SHAPE: Shape = Shape::new(&[INPUTS as u16, 32, CLASSES as u16]);

/// 64-32-10, relu, softmax, of raw pixels; checked when the firmware is built.
pub static MODEL: Model<'static> = Model::new(
    Network::new(SHAPE, Activation::Relu, Output::Softmax, &in_f32::WEIGHTS),
    Scaler::new(&in_f32::OFFSET, &in_f32::SCALE),
);

/// What an answer takes.
pub struct DigitsMemory {
    x: [f32; INPUTS],
    scratch: [f32; Model::scratch(&SHAPE)],
    answer: [f32; CLASSES],
}

impl DigitsMemory {
    /// Zeros.
    pub const fn new() -> Self {
        Self {
            x: [0.0; _],
            scratch: [0.0; _],
            answer: [0.0; _],
        }
    }
}

impl Default for DigitsMemory {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows class and probabilities of every row; says how many classes are right.
pub fn run(memory: &mut DigitsMemory, mut show: impl FnMut(Shown<'_>)) -> Result<u32, Error> {
    let DigitsMemory { x, scratch, answer } = memory;
    let mut right = 0;
    for (pixels, &label) in PIXELS.as_chunks().0.iter().zip(&LABELS) {
        widen(pixels, x);
        let class = MODEL.class(x, scratch, answer)?;
        right += u32::from(class == usize::from(label));
        show(Shown::U32(&[class as u32]));
        show(Shown::F32(answer));
    }
    Ok(right)
}

/// Pixels that are no numbers, and where.
pub(crate) const BAD: [(usize, f32); 3] = [(0, f32::NAN), (63, f32::INFINITY), (31, f32::NEG_INFINITY)];

/// Shows how the model refuses what it cannot answer for.
pub fn refusals(memory: &mut DigitsMemory, mut show: impl FnMut(Shown<'_>)) -> Result<(), Error> {
    let DigitsMemory { x, scratch, answer } = memory;
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

pub(crate) fn widen(pixels: &[u8; INPUTS], x: &mut [f32; INPUTS]) {
    for (x, &pixel) in x.iter_mut().zip(pixels) {
        *x = f32::from(pixel);
    }
}
