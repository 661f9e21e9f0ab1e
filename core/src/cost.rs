//! What a model needs of a microcontroller, known before it is trained.
//!
//! Parameters, multiply-accumulates (MACs), the bytes of the weights and of RAM follow from the
//! shape exactly. Code, stack and instructions are measured: `cost/table.rs` holds what
//! `cargo run --release -p mcutune-tests --bin calibrate` found in firmware that was linked for
//! each [`Mcu`] and run under QEMU, as [`Coefficients`] of the loops that the kernels run. Another
//! compiler than [`COMPILER`], or another optimisation than `opt-level = 3`, makes another number
//! of them.
//!
//! **Instructions are not cycles**: how many cycles each takes depends on the chip, its flash and
//! its caches. Where floating point is software an instruction count also depends on the numbers:
//! those of the table are for standardised features and for weights as a fit starts from them.
//!
//! ```
//! use mcutune_core::cost::{Deployment, Dtype, Mcu};
//! use mcutune_core::{loss::Output, params::Activation, shape::Shape};
//!
//! const MODEL: Deployment = Deployment {
//!     shape: Shape::new(&[64, 32, 10]),
//!     activation: Activation::Relu,
//!     output: Output::Softmax,
//!     dtype: Dtype::F32,
//!     scaled: true,
//! };
//! const _: () = assert!(MODEL.cost(Mcu::CortexM4f).flash() < 16 * 1024); // else no firmware
//! assert_eq!(MODEL.parameters(), 64 * 32 + 32 + 32 * 10 + 10);
//! assert_eq!(MODEL.weight_bytes(), 4 * MODEL.parameters() + 2 * 4 * 64); // with the scaler
//! assert_eq!(MODEL.cost(Mcu::CortexM4f).ram, 4 * (64 + 32) + 4 * 10); // two layers, and the answer
//! ```

mod features;
mod table;

use crate::activation::Activation;
use crate::int8::{self, Int8Model};
use crate::loss::Output;
use crate::model::Model;
use crate::params::Params;
use crate::search::Layout;
use crate::shape::Shape;
use crate::train::{FitLayout, indices};

#[doc(hidden)]
pub use features::{FEATURE_NAMES, FEATURES};
pub use table::COMPILER;

/// Networks were measured without hidden layers, and with one, two and three.
#[doc(hidden)]
pub const LAYERS: usize = 4;

/// A microcontroller's core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mcu {
    /// Armv6-M: no FPU, no division.
    CortexM0,
    /// Armv7E-M with the single-precision FPU and DSP instructions.
    CortexM4f,
    /// Armv8-M Mainline with the single-precision FPU and DSP instructions.
    CortexM33,
    /// RISC-V RV32IMC: no FPU.
    Rv32imc,
}

impl Mcu {
    /// All that the table knows.
    pub const ALL: [Mcu; 4] = [Mcu::CortexM0, Mcu::CortexM4f, Mcu::CortexM33, Mcu::Rv32imc];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Mcu::CortexM0 => "cortex-m0",
            Mcu::CortexM4f => "cortex-m4f",
            Mcu::CortexM33 => "cortex-m33",
            Mcu::Rv32imc => "rv32imc",
        }
    }

    /// The core of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mcu| mcu.name() == name)
    }

    /// The compiler's target.
    #[must_use]
    pub const fn triple(self) -> &'static str {
        match self {
            Mcu::CortexM0 => "thumbv6m-none-eabi",
            Mcu::CortexM4f => "thumbv7em-none-eabihf",
            Mcu::CortexM33 => "thumbv8m.main-none-eabihf",
            Mcu::Rv32imc => "riscv32imc-unknown-none-elf",
        }
    }

    /// Whether f32 is hardware.
    #[must_use]
    pub const fn fpu(self) -> bool {
        matches!(self, Mcu::CortexM4f | Mcu::CortexM33)
    }

    /// Whether there are instructions on pairs of 16-bit integers.
    #[must_use]
    pub const fn dsp(self) -> bool {
        matches!(self, Mcu::CortexM4f | Mcu::CortexM33)
    }
}

/// The numbers that a model computes with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dtype {
    /// As it was trained: [`Model`].
    #[default]
    F32,
    /// 8-bit integers, quantised after training: [`Int8Model`].
    Int8,
}

impl Dtype {
    /// All of them.
    pub const ALL: [Dtype; 2] = [Dtype::F32, Dtype::Int8];

    /// `f32` or `int8`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Dtype::F32 => "f32",
            Dtype::Int8 => "int8",
        }
    }

    /// The type of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dtype| dtype.name() == name)
    }
}

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
    /// Thousandths of an instruction by feature; [`FEATURE_NAMES`] says what each counts.
    pub instructions: [i32; FEATURES],
}

impl Coefficients {
    /// Those of [`COMPILER`].
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

    /// Bytes of flash for weights, biases, scaler and tables.
    #[must_use]
    pub const fn weight_bytes(&self) -> usize {
        match self.dtype {
            Dtype::F32 => {
                let scaler = if self.scaled { 2 * self.shape.inputs() } else { 0 };
                4 * (self.shape.parameters() + scaler)
            }
            Dtype::Int8 => int8::Sizes::of(&self.shape, self.activation).bytes(),
        }
    }

    /// Bytes of static RAM for a prediction: scratch, and one f32 per output.
    pub(crate) const fn ram_bytes(&self) -> usize {
        let scratch = match self.dtype {
            Dtype::F32 => Model::scratch(&self.shape),
            Dtype::Int8 => Int8Model::scratch(&self.shape),
        };
        4 * (scratch + self.shape.outputs())
    }

    /// All of it on one microcontroller, with the code of [`COMPILER`].
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
        let (a, o) = (activation.row_of_costs(), self.output as usize);
        let scaled = (self.scaled || matches!(self.dtype, Dtype::Int8)) as usize;
        Cost {
            parameters: self.parameters(),
            macs: self.macs(),
            weights: self.weight_bytes(),
            code: code(&coefficients.code[scaled][a][o], hidden),
            ram: self.ram_bytes(),
            stack: coefficients.stack[a][o] as usize,
            instructions: self.instructions(mcu, &coefficients.instructions),
        }
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

/// Of so many hidden layers. Deeper networks than were measured take as much more for each layer as
/// the last that was.
const fn code(measured: &[u16; LAYERS], hidden: usize) -> usize {
    if hidden < LAYERS {
        return measured[hidden] as usize;
    }
    let deepest = measured[LAYERS - 1];
    deepest as usize + (hidden + 1 - LAYERS) * deepest.saturating_sub(measured[LAYERS - 2]) as usize
}

/// Bytes of static RAM that one fit takes on a microcontroller, the network's weights included;
/// `rows` and `classes` (0 for values) are the data set's, which itself may lie in flash, and
/// `at_once` rows of a batch pass through the network at a time.
#[must_use]
pub const fn training_bytes(
    shape: &Shape,
    params: &Params,
    rows: usize,
    classes: usize,
    at_once: usize,
) -> usize {
    let fit = FitLayout::of(shape, params, false).floats(at_once);
    let indices = indices(rows, classes, params.early_stopping);
    let words = fit.saturating_add(indices).saturating_add(shape.parameters());
    words.saturating_mul(4)
}

/// Bytes of static RAM that a search takes on a microcontroller; see [`Layout`].
#[must_use]
pub const fn search_bytes(
    rows: usize,
    classes: usize,
    widest: &Shape,
    params: &Params,
    trials: usize,
    cv: usize,
) -> usize {
    Layout::of(rows, classes, (widest, params), (trials, cv), false).bytes()
}

#[cfg(test)]
mod tests;
