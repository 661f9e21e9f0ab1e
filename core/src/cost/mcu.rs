//! The microcontrollers, and the numbers that models compute with on them.

use crate::named::named;

named! {
    /// A microcontroller's core.
    pub enum Mcu {
        /// Armv6-M: no FPU, no division.
        CortexM0 = "cortex-m0",
        /// Armv7E-M with the single-precision FPU and DSP instructions.
        CortexM4f = "cortex-m4f",
        /// Armv8-M Mainline with the single-precision FPU and DSP instructions.
        CortexM33 = "cortex-m33",
        /// RISC-V RV32IMC: no FPU.
        Rv32imc = "rv32imc",
    }
}

impl Mcu {
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
        match self {
            Mcu::CortexM4f | Mcu::CortexM33 => true,
            Mcu::CortexM0 | Mcu::Rv32imc => false,
        }
    }

    /// Whether there are instructions on pairs of 16-bit integers.
    #[must_use]
    pub const fn dsp(self) -> bool {
        match self {
            Mcu::CortexM4f | Mcu::CortexM33 => true,
            Mcu::CortexM0 | Mcu::Rv32imc => false,
        }
    }
}

named! {
    /// The numbers that a model computes with.
    #[derive(Default)]
    pub enum Dtype {
        /// As it was trained: [`crate::Model`].
        #[default]
        F32 = "f32",
        /// 8-bit integers, quantised after training: [`crate::Int8Model`].
        Int8 = "int8",
    }
}
