//! A model in firmware, and what it needs there.

use super::clip::Held;
use super::features::{FEATURES, column_of_costs};
use super::{Dtype, Mcu, table};
use crate::activation::Activation;
use crate::int8::{self, Int8Model};
use crate::loss::Output;
use crate::model::Model;
use crate::shape::Shape;

/// Networks were measured without hidden layers, and with one, two and three.
#[doc(hidden)]
pub const LAYERS: usize = 4;

/// A model in firmware: one `static`, and one row of raw features at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deployment {
    /// Widths from the inputs to the outputs.
    pub shape: Shape,
    /// Function of the hidden layers.
    pub activation: Activation,
    /// Function of the output layer.
    pub output: Output,
    /// What it computes with.
    pub dtype: Dtype,
    /// Whether the features are scaled. In int8 they always go through one step that scales and
    /// quantises.
    pub scaled: bool,
    /// Whether scaled features are held to 0..1. In int8 the step that quantises does it.
    pub clips_features: bool,
    /// Whether the answers of a regression are held to a range.
    pub clips_outputs: bool,
}

/// What a model needs of a microcontroller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Weights and biases.
    pub parameters: usize,
    /// Multiply-accumulates per prediction.
    pub macs: usize,
    /// Bytes of flash for the weights and other constants of the model, exactly.
    pub weights: usize,
    /// Bytes of flash for the code that a firmware would not link without the model, `opt-level = 3`.
    pub code: usize,
    /// Bytes of scratch and outputs, exactly; static, or on the stack of whoever calls.
    pub ram: usize,
    /// Bytes of stack below the caller.
    pub stack: usize,
    /// Instructions a prediction executes, from raw features to answers.
    pub instructions: u64,
}

impl Cost {
    /// Bytes of flash that the model adds to a firmware.
    #[must_use]
    pub const fn flash(&self) -> usize {
        self.weights + self.code
    }
}

/// What a compiler decides of the costs on one core, in one number format: what was measured.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coefficients {
    /// Bytes of code without and with a scaler, by activation, output and hidden layers.
    pub code: [[[[u16; LAYERS]; 3]; 4]; 2],
    /// Bytes of stack by activation and output.
    pub stack: [[u16; 3]; 4],
    /// Thousandths of an instruction by feature; [`FEATURE_NAMES`](super::FEATURE_NAMES) says what each counts.
    pub instructions: [i32; FEATURES],
}

impl Coefficients {
    /// Those of [`COMPILER`](super::COMPILER).
    #[must_use]
    pub const fn of(mcu: Mcu, dtype: Dtype) -> &'static Self {
        table::of(mcu, dtype)
    }
}

impl Deployment {
    /// Weights and biases.
    #[must_use]
    pub const fn parameters(&self) -> usize {
        self.shape.parameters()
    }

    /// Multiply-accumulates of one prediction.
    #[must_use]
    pub const fn macs(&self) -> usize {
        self.shape.macs()
    }

    /// Bytes of flash for weights, biases, scaler, tables and what answers are held to.
    #[must_use]
    pub const fn weight_bytes(&self) -> usize {
        let network = match self.dtype {
            Dtype::F32 => {
                let scaler = if self.scaled { 2 * self.shape.inputs() } else { 0 };
                4 * (self.shape.parameters() + scaler)
            }
            Dtype::Int8 => int8::PartSizes::of(&self.shape, self.activation).bytes(),
        };
        let bounds = if self.clips_outputs {
            2 * self.shape.outputs()
        } else {
            0
        };
        network + 4 * bounds
    }

    /// Bytes of static RAM for a prediction: scratch, and one f32 per output.
    pub(crate) const fn ram_bytes(&self) -> usize {
        let scratch = match self.dtype {
            Dtype::F32 => Model::scratch(&self.shape),
            Dtype::Int8 => Int8Model::scratch(&self.shape),
        };
        4 * (scratch + self.shape.outputs())
    }

    /// Whether it has more hidden layers than any network that was measured, so that its code and instructions go
    /// on from those of fewer.
    #[must_use]
    pub const fn is_extrapolated(&self) -> bool {
        self.shape.layers() > LAYERS
    }

    /// All of it on one microcontroller, with the code of [`COMPILER`](super::COMPILER).
    #[must_use]
    pub const fn cost(&self, mcu: Mcu) -> Cost {
        self.cost_by(Coefficients::of(mcu, self.dtype), mcu)
    }

    /// The same with the code of another compiler, by coefficients that were measured with it for
    /// this microcontroller and this number format.
    #[doc(hidden)]
    #[must_use]
    pub const fn cost_by(&self, coefficients: &Coefficients, mcu: Mcu) -> Cost {
        let hidden = self.shape.layers() - 1;
        // a linear model has no hidden function
        let activation = if hidden == 0 {
            Activation::Identity
        } else {
            self.activation
        };
        let (a, o) = (activation.row_of_costs(), column_of_costs(self.output));
        let scaled = (self.scaled || matches!(self.dtype, Dtype::Int8)) as usize;
        let (of_clip, instructions) = self.clip(mcu);
        Cost {
            parameters: self.parameters(),
            macs: self.macs(),
            weights: self.weight_bytes(),
            code: code(&coefficients.code[scaled][a][o], hidden) + of_clip,
            ram: self.ram_bytes(),
            stack: coefficients.stack[a][o] as usize,
            instructions: self.instructions(mcu, &coefficients.instructions) + instructions,
        }
    }

    /// Bytes of code and instructions of what holds features and answers to a range.
    const fn clip(&self, mcu: Mcu) -> (usize, u64) {
        let (mut code, mut instructions) = (0, 0);
        if self.clips_features {
            let held = Held::features(mcu, self.dtype);
            code += held.code();
            instructions += held.instructions(self.shape.inputs());
        }
        if self.clips_outputs {
            let held = Held::outputs(mcu, self.dtype);
            code += held.code();
            instructions += held.instructions(self.shape.outputs());
        }
        (code, instructions)
    }

    const fn instructions(&self, mcu: Mcu, thousandths: &[i32; FEATURES]) -> u64 {
        let features = self.features(mcu);
        let (mut sum, mut i) = (500, 0);
        while i < FEATURES {
            sum += features[i] as i64 * thousandths[i] as i64;
            i += 1;
        }
        if sum < 0 { 0 } else { sum as u64 / 1000 }
    }
}

/// Of this many hidden layers. Deeper networks than were measured take as much more for each layer as
/// the last that was.
const fn code(measured: &[u16; LAYERS], hidden: usize) -> usize {
    if hidden < LAYERS {
        return measured[hidden] as usize;
    }
    let deepest = measured[LAYERS - 1];
    deepest as usize + (hidden + 1 - LAYERS) * deepest.saturating_sub(measured[LAYERS - 2]) as usize
}
