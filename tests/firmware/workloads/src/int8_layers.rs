//! Int8 networks of random constants, every width of input and output that a kernel treats apart.

use mcutune_core::int8::{Int8Model, Parts, channels, words};
use mcutune_core::random::{Random, Seeded, Xoshiro};
use mcutune_core::shape::Shape;

use crate::digest::{Shown, refusal};
use crate::{Error, Output};

/// Inputs at most: more than two blocks of sums.
const WIDEST: usize = 1030;
/// Inputs at most where features are quantised too.
const NARROW: usize = 21;
/// Outputs and hidden units at most.
const UNITS: usize = 13;

/// What takes all of the shapes.
pub struct LayersMemory {
    offset: [f32; NARROW],
    factor: [f32; NARROW],
    raw: [f32; NARROW],
    quantized: [i8; WIDEST],
    words: [u32; words(WIDEST, 4) + words(4, 4)],
    biases: [i32; 3 * channels(UNITS)],
    multipliers: [i32; 3 * channels(UNITS)],
    zeros: [i8; 2],
    tables: [[i8; 256]; 2],
    scratch: [i32; Int8Model::scratch(&Shape::new(&[WIDEST as u16, 4, 4]))],
    answer: [f32; UNITS],
}

impl LayersMemory {
    /// Zeros.
    pub const fn new() -> Self {
        Self {
            offset: [0.0; _],
            factor: [0.0; _],
            raw: [0.0; _],
            quantized: [0; _],
            words: [0; _],
            biases: [0; _],
            multipliers: [0; _],
            zeros: [0; _],
            tables: [[0; _]; _],
            scratch: [0; _],
            answer: [0.0; _],
        }
    }
}

impl Default for LayersMemory {
    fn default() -> Self {
        Self::new()
    }
}

/// Narrow networks from raw features, also of features that overflow or are no numbers.
pub fn narrow(memory: &mut LayersMemory, mut show: impl FnMut(Shown<'_>)) -> Result<(), Error> {
    let mut random = Xoshiro::from_seed_number(1);
    for inputs in 1..=NARROW {
        for hidden in [0, 1, 2, 3, 4, 5, UNITS] {
            let outputs = 1 + random.bounded(UNITS as u32 - 1) as usize;
            let widths = [inputs as u16, hidden as u16, outputs as u16];
            let shape = if hidden == 0 {
                Shape::try_new(&[widths[0], widths[2]])?
            } else {
                Shape::try_new(&widths)?
            };
            fill(memory, &mut random);
            let tables = if inputs % 2 == 0 { shape.layers() - 1 } else { 0 };
            let sizes = [
                (0..shape.layers())
                    .map(|i| words(shape.width(i), shape.width(i + 1)))
                    .sum(),
                (0..shape.layers()).map(|i| channels(shape.width(i + 1))).sum(),
            ];
            let odd = random.bounded(inputs as u32 - 1) as usize;
            let LayersMemory {
                offset,
                factor,
                raw,
                scratch,
                answer,
                ..
            } = memory;
            let model = Int8Model::try_new(Parts {
                shape,
                output: if outputs == 1 {
                    Output::Logistic
                } else {
                    Output::Softmax
                },
                offset: &offset[..inputs],
                factor: &factor[..inputs],
                weights: &memory.words[..sizes[0]],
                biases: &memory.biases[..sizes[1]],
                multipliers: &memory.multipliers[..sizes[1]],
                zeros: &memory.zeros[..shape.layers() - 1],
                tables: &memory.tables[..tables],
                logit_bits: 4,
            })?;
            for value in [0.0, 1e30, -3e38, f32::NAN, f32::NEG_INFINITY] {
                if value != 0.0 {
                    raw[odd] = value;
                }
                let result = model.predict(&raw[..inputs], scratch, &mut answer[..outputs]);
                show(Shown::U32(&refusal(result)));
                show(Shown::F32(&answer[..outputs]));
            }
        }
    }
    Ok(())
}

/// Wide layers from quantised inputs, about the ends of blocks.
pub fn wide(memory: &mut LayersMemory, mut show: impl FnMut(Shown<'_>)) -> Result<(), Error> {
    static NONE: [f32; WIDEST] = [0.0; WIDEST];
    let mut random = Xoshiro::from_seed_number(2);
    for inputs in [509, 511, 512, 513, 515, 517, 1021, 1024, 1025, WIDEST] {
        let shape = Shape::try_new(&[inputs as u16, 4, 3])?;
        fill(memory, &mut random);
        // the largest sums there are, every second time
        if inputs % 2 == 1 {
            memory.words.fill(0x7f7f_7f7f);
            memory.quantized.fill(-128);
        }
        let LayersMemory {
            quantized, scratch, ..
        } = memory;
        let model = Int8Model::try_new(Parts {
            shape,
            output: Output::Identity,
            offset: &NONE[..inputs],
            factor: &NONE[..inputs],
            weights: &memory.words[..words(inputs, 4) + words(4, 3)],
            biases: &memory.biases[..8],
            multipliers: &memory.multipliers[..8],
            zeros: &memory.zeros[..1],
            tables: &[],
            logit_bits: 0,
        })?;
        show(Shown::I32(
            model.logits_of_quantized(&quantized[..inputs], scratch)?,
        ));
    }
    Ok(())
}

/// Random constants, features and inputs.
fn fill(memory: &mut LayersMemory, random: &mut Xoshiro) {
    let number = |random: &mut Xoshiro| random.uniform(-8.0, 8.0) as f32;
    for i in 0..NARROW {
        memory.offset[i] = number(random);
        memory.factor[i] = 8.0 * number(random);
        memory.raw[i] = number(random);
    }
    let byte = |random: &mut Xoshiro| random.bounded(255) as u8 as i8;
    memory.quantized.fill_with(|| byte(random));
    // any byte but -128: both halves of a pair of weights
    let half = |random: &mut Xoshiro| {
        let mut weight = || random.bounded(254) as i32 - 127;
        (256 * weight() + weight()) as u16
    };
    memory
        .words
        .fill_with(|| u32::from(half(random)) | u32::from(half(random)) << 16);
    memory
        .biases
        .fill_with(|| random.bounded(1 << 16) as i32 - (1 << 15));
    memory.multipliers.fill_with(|| {
        (1 << 30 | (random.bounded((1 << 22) - 1) as i32) << 8) | (1 + random.bounded(9) as i32)
    });
    memory.zeros.fill_with(|| byte(random));
    for table in &mut memory.tables {
        table.fill_with(|| byte(random));
    }
}
