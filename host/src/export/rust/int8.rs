//! The network in int8.

use super::{LIST, floats, numbers, shape};
use crate::export::literal::list;
use crate::model::{Model, ModelError};

/// What the file uses.
pub fn uses(model: &Model) -> String {
    super::with_bounds(model, USES)
}

const USES: &str = "use mcutune_core::error::Error;\nuse mcutune_core::int8::{Int8Model, Parts};\n\
    use mcutune_core::loss::Output;\nuse mcutune_core::shape::Shape;\n";

/// The parts, and the model of them.
pub fn network(model: &Model) -> Result<String, ModelError> {
    let int8 = model.int8_model()?;
    let parts = int8.parts();
    let tables: String = parts
        .tables
        .iter()
        .map(|table| format!("    [\n{}    ],\n", list(8, table)))
        .collect();
    let words = parts.weights.iter().map(|word| format!("0x{word:08x}"));
    let constants = [
        floats(
            "A feature is quantised to `round((x - offset) * factor)`",
            "OFFSET",
            parts.offset,
        ),
        floats("See [`OFFSET`]", "FACTOR", parts.factor),
        numbers("Packed weights, layer by layer", "WEIGHTS", "u32", words),
        numbers("Biases, layer by layer", "BIASES", "i32", parts.biases),
        numbers(
            "Requantisation: multipliers with their shifts",
            "MULTIPLIERS",
            "i32",
            parts.multipliers,
        ),
        numbers("Zero points of the hidden layers", "ZEROS", "i8", parts.zeros),
        format!(
            "/// The function of each hidden layer, by quantised sum.\n{LIST}\
             static TABLES: [[i8; 256]; {}] = [\n{tables}];\n\n",
            parts.tables.len()
        ),
        super::bounds(model),
        shape(model),
    ];
    Ok(constants.concat()
        + &format!(
            "/// The network, which takes raw features. What does not fit is an error of the build.\n\
             pub static MODEL: Int8Model<'static> = Int8Model::new(Parts {{\n    shape: SHAPE,\n    \
             output: Output::{:?},\n    offset: &OFFSET,\n    factor: &FACTOR,\n    weights: &WEIGHTS,\n    \
             biases: &BIASES,\n    multipliers: &MULTIPLIERS,\n    zeros: &ZEROS,\n    tables: &TABLES,\n    \
             logit_bits: {},\n}}){};\n\n\
             /// Words of scratch that a row takes.\npub const SCRATCH: usize = Int8Model::scratch(&SHAPE);\n",
            parts.output,
            parts.logit_bits,
            super::bounded(model)
        ))
}
