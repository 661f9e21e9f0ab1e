//! The table of `mcutune_core::cost` from measurements.

use std::fmt::Write as _;

use mcutune_core::cost::{Coefficients, Deployment, Dtype, FEATURE_NAMES, FEATURES, LAYERS, Mcu};

use super::{Measured, least_squares};

/// The source of `core/src/cost/table.rs`.
pub fn table(compiler: &str, all: &[(Mcu, Dtype, Coefficients)]) -> String {
    let mut text = format!(
        "//! Written by `cargo run --release -p mcutune-tests --bin calibrate`, not by hand.\n\n\
         use super::{{Coefficients, Dtype, Mcu}};\n\n\
         /// What compiled the firmware that was measured, with `opt-level = 3`, fat LTO and one codegen\n\
         /// unit.\n\
         pub const COMPILER: &str = {compiler:?};\n\n\
         pub(super) const fn of(mcu: Mcu, dtype: Dtype) -> &'static Coefficients {{\n    \
         match (mcu, dtype) {{\n"
    );
    for (mcu, dtype, _) in all {
        let name = name(*mcu, *dtype);
        let _ = writeln!(text, "        (Mcu::{mcu:?}, Dtype::{dtype:?}) => &{name},");
    }
    text += "    }\n}\n";
    for (mcu, dtype, coefficients) in all {
        let _ = write!(text, "\n{}", source(&name(*mcu, *dtype), coefficients));
    }
    text
}

fn name(mcu: Mcu, dtype: Dtype) -> String {
    format!("{mcu:?}_{dtype:?}").to_uppercase()
}

fn source(name: &str, coefficients: &Coefficients) -> String {
    let Coefficients {
        code,
        stack,
        instructions,
    } = coefficients;
    let mut text = format!(
        "#[rustfmt::skip]\nstatic {name}: Coefficients = Coefficients {{\n    code: {code:?},\n    \
         stack: {stack:?},\n    instructions: [\n"
    );
    for (value, name) in instructions.iter().zip(FEATURE_NAMES) {
        let _ = writeln!(text, "        {value}, // {name}");
    }
    text + "    ],\n};\n"
}

/// The coefficients of one core and one number format from models that were measured.
pub fn coefficients(mcu: Mcu, models: &[(Deployment, Measured)]) -> Coefficients {
    let mut stack = [[0u16; 3]; 4];
    for (model, measured) in models {
        let slot = &mut stack[model.activation as usize][model.output as usize];
        *slot = (*slot).max(measured.stack as u16);
    }
    Coefficients {
        code: code(models),
        stack,
        instructions: instructions(mcu, models),
    }
}

/// Of each class of models the one that was measured: code differs little within it.
fn code(models: &[(Deployment, Measured)]) -> [[[[u16; LAYERS]; 3]; 4]; 2] {
    let of = |scaled: usize, activation: usize, output: usize, hidden: usize| {
        let same = models.iter().filter(|(model, _)| {
            let functions = (model.activation as usize, model.output as usize);
            let layers = model.shape.layers() - 1;
            (usize::from(model.scaled), functions, layers) == (scaled, (activation, output), hidden)
        });
        let bytes: Vec<f64> = same
            .map(|(model, found)| found.flash - model.weight_bytes() as f64)
            .collect();
        (bytes.iter().sum::<f64>() / bytes.len().max(1) as f64).round() as u16
    };
    [0, 1].map(|s| [0, 1, 2, 3].map(|a| [0, 1, 2].map(|o| [0, 1, 2, 3].map(|h| of(s, a, o, h)))))
}

fn instructions(mcu: Mcu, models: &[(Deployment, Measured)]) -> [i32; FEATURES] {
    let features = |model: &Deployment| model.features(mcu).map(|count| count as f64).to_vec();
    let rows: Vec<_> = models.iter().map(|(model, _)| features(model)).collect();
    let values: Vec<_> = models.iter().map(|(_, measured)| measured.instructions).collect();
    let found = least_squares(&rows, &values);
    std::array::from_fn(|i| (found[i] * 1000.0).round() as i32)
}
