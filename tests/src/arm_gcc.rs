//! GCC for Arm's microcontrollers.

use std::path::{Path, PathBuf};
use std::process::Command;

use mcutune_core::cost::Mcu;

use crate::mcu;

const COMPILER: &str = "arm-none-eabi-gcc";

/// Chips and their flags. GCC fuses products and sums for those that have an FPU, as long as nothing
/// stops it.
pub const TARGETS: [(Mcu, &[&str]); 3] = [
    (Mcu::CortexM0, &["-mcpu=cortex-m0", "-mfloat-abi=soft"]),
    (
        Mcu::CortexM4f,
        &["-mcpu=cortex-m4", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard"],
    ),
    (
        Mcu::CortexM33,
        &["-mcpu=cortex-m33", "-mfpu=fpv5-sp-d16", "-mfloat-abi=hard"],
    ),
];

/// What this machine lacks to compile for one of them and to run it.
pub fn missing(mcu: Mcu) -> Option<String> {
    let found = Command::new(COMPILER).arg("--version").output();
    let compiler = found
        .err()
        .map(|_| format!("{COMPILER} is not on PATH: install gcc-arm-none-eabi"));
    compiler.or_else(|| mcu::missing(mcu))
}

/// The object file of a source, beside it, with the chip's flags.
///
/// # Panics
/// With the compiler's messages, where it has any.
pub fn object(source: &Path, flags: &[&str]) -> PathBuf {
    let object = source.with_extension("o");
    let mut command = Command::new(COMPILER);
    command
        .args(flags)
        .args(["-O3", "-std=gnu11", "-ffreestanding", "-ffunction-sections"])
        .args(["-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror", "-c"]);
    let run = command.arg(source).arg("-o").arg(&object).output();
    let run = run.unwrap_or_else(|error| panic!("{COMPILER}: {error}"));
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    object
}
