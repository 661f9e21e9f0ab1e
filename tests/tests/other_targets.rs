//! Core compiles, without a warning, for microcontrollers that no test runs on: its source asks
//! nothing of a target but `core`. The four that the firmware tests run on are built there.

use mcutune_tests::harness::Suite;
use mcutune_tests::mcu;

/// Targets, and flags that they need.
///
/// There is no default AVR, so one is named. AVR, MSP430 and RV32E have no library that rustup could
/// add, so the compiler's library source has to be there; it is what CI builds all of them from.
const TARGETS: [(&str, &str); 6] = [
    ("avr-none", "-Ctarget-cpu=atmega2560"),
    ("msp430-none-elf", ""),
    ("riscv32e-unknown-none-elf", ""),
    ("riscv32em-unknown-none-elf", ""),
    ("armv7r-none-eabihf", ""),
    ("aarch64-unknown-none", ""),
];

fn main() {
    let mut suite = Suite::new();
    for (triple, flags) in TARGETS {
        let name = format!("core_compiles_without_a_warning::{triple}");
        suite.needs(
            &name,
            move || mcu::no_compiler(triple),
            move || compiles(triple, flags),
        );
    }
    suite.run()
}

fn compiles(triple: &str, flags: &str) {
    let output = mcu::cargo(triple)
        .current_dir(mcu::root())
        .args([
            "build",
            "--quiet",
            "--locked",
            "--release",
            "--package",
            "mcutune-core",
            "--lib",
        ])
        .args(["--target", triple, "--target-dir", "target/mcu"])
        .env("RUSTFLAGS", flags)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(!said.contains("warning"), "{said}");
}
