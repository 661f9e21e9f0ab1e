//! Measures models on every microcontroller and writes the table of `mcutune_core::cost`.
//!
//! `cargo run --release -p mcutune-tests --bin calibrate`

use std::fs;
use std::path::Path;

use mcutune_core::cost::{Dtype, Mcu};
use mcutune_tests::cost::{Bench, table};
use mcutune_tests::mcu::{compiler, missing_for_all};

fn main() {
    if let Some(why) = missing_for_all() {
        eprintln!("every microcontroller has to be measured, and {why}: the table stays as it is");
        std::process::exit(1);
    }
    let compiler = compiler(Mcu::CortexM0);
    let mut all = Vec::new();
    for mcu in Mcu::ALL {
        let bench = Bench::new(mcu);
        for dtype in [Dtype::F32, Dtype::Int8] {
            let coefficients = bench.calibrate(dtype, |model, measured| {
                eprintln!(
                    "{} {dtype:?} {:?} {:?} {:?}: {} bytes of code, {} of stack, {:.1} instructions",
                    mcu.name(),
                    model.shape.widths(),
                    model.activation,
                    model.output,
                    measured.flash - model.weight_bytes() as f64,
                    measured.stack,
                    measured.instructions
                );
            });
            all.push((mcu, dtype, coefficients));
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/cost/table.rs");
    fs::write(&path, table(&compiler, &all)).expect("the core's source is writable");
    eprintln!("written: {}", path.display());
}
