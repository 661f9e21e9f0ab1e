//! What holding numbers to a range adds to a model, beside the table of costs: measured as its coefficients were, with the
//! same compiler, of networks of 6 and 30 inputs and 1 and 4 outputs, behind a hidden layer. No stack was measured that the
//! table does not allow for.

use super::{Dtype, Mcu};

/// A loop over some numbers.
#[derive(Clone, Copy)]
pub(super) struct Held {
    /// Bytes of code.
    code: usize,
    /// Instructions of a prediction.
    call: usize,
    /// The same for each number.
    number: usize,
}

impl Held {
    /// Of scaled features; in int8 the step that quantises ends where they do.
    pub(super) const fn features(mcu: Mcu, dtype: Dtype) -> Self {
        let (code, call, number) = match (dtype, mcu) {
            (Dtype::Int8, _) => (0, 0, 0),
            // less what it saves: software multiplies by 0 faster, and some of what is held is 0
            (Dtype::F32, Mcu::CortexM0) => (428, 24, 8),
            (Dtype::F32, Mcu::CortexM4f) => (212, 44, 13),
            (Dtype::F32, Mcu::CortexM33) => (218, 40, 14),
            (Dtype::F32, Mcu::Rv32imc) => (104, 60, 12),
        };
        Self { code, call, number }
    }

    /// Of answers.
    pub(super) const fn outputs(mcu: Mcu, dtype: Dtype) -> Self {
        let (code, call, number) = match (dtype, mcu) {
            (Dtype::F32, Mcu::CortexM0) => (414, 54, 50),
            (Dtype::F32, Mcu::CortexM4f) => (384, 16, 12),
            (Dtype::F32, Mcu::CortexM33) => (392, 21, 10),
            (Dtype::F32, Mcu::Rv32imc) => (208, 34, 41),
            (Dtype::Int8, Mcu::CortexM0) => (440, 30, 52),
            (Dtype::Int8, Mcu::CortexM4f) => (392, 18, 11),
            (Dtype::Int8, Mcu::CortexM33) => (400, 17, 11),
            (Dtype::Int8, Mcu::Rv32imc) => (280, 30, 41),
        };
        Self { code, call, number }
    }

    /// Bytes of code.
    pub(super) const fn code(self) -> usize {
        self.code
    }

    /// Instructions of so many numbers.
    pub(super) const fn instructions(self, numbers: usize) -> u64 {
        (self.call + self.number * numbers) as u64
    }
}
