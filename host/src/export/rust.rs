//! One Rust file of statics around `mcutune-core`: the build checks them, flash holds them, and
//! nothing is read or copied when the firmware starts.

use mcutune_core::loss::Output;
use mcutune_core::params::Activation;

use super::facts;
use super::literal::{float, list, wrapped};
use crate::model::{Model, ModelError};

/// Before a list: firmware need not use it, and rustfmt would make a column of it.
const LIST: &str = "#[allow(dead_code)]\n#[rustfmt::skip]\n";

/// The file for a model that is to be a module called `name`.
pub fn export(model: &Model, name: &str) -> Result<String, ModelError> {
    let parts = [
        head(model, name),
        constants(model)?,
        answers(model)?,
        self_test(model)?,
    ];
    Ok(parts.join("\n"))
}

fn head(model: &Model, name: &str) -> String {
    let mut text = facts::provenance(model);
    text.push(String::new());
    text.push(format!(
        "Lay it beside the program as {name}.rs, say `mod {name};` there, and let Cargo.toml name mcutune-core."
    ));
    text.push("It answers with the bits that `mcutune predict` gives, on every target.".into());
    text.extend(facts::preparation(model));
    format!(
        "{}\nuse mcutune_core::error::Error;\nuse mcutune_core::loss::Output;\nuse mcutune_core::model::Model;\n\
         use mcutune_core::net::Network;\nuse mcutune_core::params::Activation;\n\
         use mcutune_core::scaler::Scaler;\nuse mcutune_core::shape::Shape;\n",
        wrapped("//", &text)
    )
}

fn constants(model: &Model) -> Result<String, ModelError> {
    let widths: Vec<String> = model.shape.iter().map(u16::to_string).collect();
    let mut text = format!(
        "/// Raw features a row.\npub const FEATURES: usize = {};\n\n\
         /// Their names, in their order.\n{LIST}pub static FEATURE_NAMES: [&str; FEATURES] = [\n{}];\n\n",
        model.shape[0],
        list(4, model.features.iter().map(|name| format!("{name:?}")))
    );
    if !model.classes.is_empty() {
        text += &format!(
            "/// Classes.\npub const CLASSES: usize = {};\n\n\
             /// Their names, in the order of their probabilities.\n\
             {LIST}pub static CLASS_NAMES: [&str; CLASSES] = [\n{}];\n\n",
            model.classes.len(),
            list(4, model.classes.iter().map(|name| format!("{name:?}")))
        );
    }
    let scaled = model.scales();
    text += &floats(
        "Layer by layer: weights row-major, then biases",
        "WEIGHTS",
        &model.weights,
    );
    if scaled {
        text += &floats(
            "A feature is scaled to `(x - offset) / scale`",
            "OFFSET",
            &model.offset,
        );
        text += &floats("See [`OFFSET`]", "SCALE", &model.scale);
    }
    let activation = match model.activation()? {
        Activation::Identity => "Identity",
        Activation::Logistic => "Logistic",
        Activation::Tanh => "Tanh",
        Activation::Relu => "Relu",
    };
    let output = match model.output()? {
        Output::Softmax => "Softmax",
        Output::Logistic => "Logistic",
        Output::Identity => "Identity",
    };
    Ok(text
        + &format!(
            "const SHAPE: Shape = Shape::new(&[{}]);\n\n\
             /// The network and the scaler of its features. What does not fit is an error of the build.\n\
             pub static MODEL: Model<'static> = Model::new(\n    \
             Network::new(SHAPE, Activation::{activation}, Output::{output}, &WEIGHTS),\n    \
             Scaler::new({}),\n);\n\n\
             /// f32 of scratch that a row takes.\npub const SCRATCH: usize = Model::scratch(&SHAPE);\n",
            widths.join(", "),
            if scaled { "&OFFSET, &SCALE" } else { "&[], &[]" }
        ))
}

fn floats(doc: &str, name: &str, values: &[f32]) -> String {
    format!(
        "/// {doc}.\n#[allow(clippy::approx_constant)]\n#[rustfmt::skip]\nstatic {name}: [f32; {}] = [\n{}];\n\n",
        values.len(),
        list(4, values.iter().map(|&v| float(v)))
    )
}

/// The functions that a program calls.
fn answers(model: &Model) -> Result<String, ModelError> {
    Ok(match model.output()? {
        Output::Softmax => include_str!("rust/predict_classes.rs"),
        Output::Logistic => include_str!("rust/predict_two_classes.rs"),
        Output::Identity => include_str!("rust/predict_value.rs"),
    }
    .into())
}

fn self_test(model: &Model) -> Result<String, ModelError> {
    let (rows, answers) = model.self_test()?;
    let outputs = answers.len() / rows.len();
    let inputs: String = rows
        .iter()
        .map(|row| {
            format!(
                "        [\n{}        ],\n",
                list(12, row.iter().map(|&v| float(v)))
            )
        })
        .collect();
    let bits = answers.chunks(outputs).map(|row| {
        let bits: Vec<_> = row.iter().map(|v| format!("0x{:08x}", v.to_bits())).collect();
        format!("        [{}],\n", bits.join(", "))
    });
    Ok(include_str!("rust/self_test.rs")
        .replace("        ROWS\n", &inputs)
        .replace("        BITS\n", &bits.collect::<String>())
        .replace("COUNT", &rows.len().to_string())
        .replace("OUTPUTS", &outputs.to_string()))
}
