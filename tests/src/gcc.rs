//! GCC for microcontrollers.

use std::path::{Path, PathBuf};
use std::process::Command;

use mcutune_core::cost::Mcu;

use crate::mcu;

/// The compiler for a microcontroller, the package that has it, and its flags. GCC fuses products and sums for those that
/// have an FPU, as long as nothing stops it.
const fn compiler(mcu: Mcu) -> (&'static str, &'static str, &'static [&'static str]) {
    let (arm, of_arm) = ("arm-none-eabi-gcc", "gcc-arm-none-eabi");
    match mcu {
        Mcu::CortexM0 => (arm, of_arm, &["-mcpu=cortex-m0", "-mfloat-abi=soft"]),
        Mcu::CortexM4f => (
            arm,
            of_arm,
            &["-mcpu=cortex-m4", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard"],
        ),
        Mcu::CortexM33 => (
            arm,
            of_arm,
            &["-mcpu=cortex-m33", "-mfpu=fpv5-sp-d16", "-mfloat-abi=hard"],
        ),
        Mcu::Rv32imc => (
            "riscv64-unknown-elf-gcc",
            "gcc-riscv64-unknown-elf",
            &["-march=rv32imc", "-mabi=ilp32"],
        ),
    }
}

/// What this machine lacks to compile for one of them and to run it.
pub fn missing(mcu: Mcu) -> Option<String> {
    let (compiler, package, _) = compiler(mcu);
    let found = Command::new(compiler).arg("--version").output();
    let lacks = found
        .err()
        .map(|_| format!("{compiler} is not on PATH: install {package}"));
    lacks.or_else(|| mcu::missing(mcu))
}

/// The object file of a source, beside it.
///
/// # Panics
/// With the compiler's messages, where it has any.
pub fn object(source: &Path, mcu: Mcu) -> PathBuf {
    let (compiler, _, flags) = compiler(mcu);
    let object = source.with_extension("o");
    let mut command = Command::new(compiler);
    command
        .args(flags)
        .args(["-O3", "-std=gnu11", "-ffreestanding", "-ffunction-sections"])
        .args(["-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror", "-c"]);
    let run = command.arg(source).arg("-o").arg(&object).output();
    let run = run.unwrap_or_else(|error| panic!("{compiler}: {error}"));
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    object
}
