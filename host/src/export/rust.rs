//! One Rust file of statics around `mcutune-core`: the build checks them, flash holds them, and
//! nothing is read or copied when the firmware starts.

mod int8;
mod trained;
mod window;

use std::fmt::Display;

use mcutune_core::loss::Output;

use super::literal::{float, list, wrapped};
use super::metadata;
use crate::model::{Dtype, Model, ModelError, SelfTest};
use crate::windows::Smoothing;

/// The file for a model that is to be a module called `name`.
pub fn export(
    model: &Model,
    name: &str,
    (dtype, smooth): (Dtype, Option<Smoothing>),
) -> Result<String, ModelError> {
    let (uses, network) = match dtype {
        Dtype::F32 => (trained::uses(model), trained::network(model)),
        Dtype::Int8 => (int8::uses(model), int8::network(model)?),
    };
    let mut parts = vec![
        head(model, name, dtype),
        uses,
        names(model),
        network,
        predict(model, dtype),
        self_test(model, dtype)?,
    ];
    parts.extend(window::window(model, dtype, smooth)?);
    Ok(parts.join("\n"))
}

fn head(model: &Model, name: &str, dtype: Dtype) -> String {
    let mut text = metadata::provenance(model, dtype);
    text.push(String::new());
    text.push(format!(
        "Lay it beside the program as {name}.rs, say `mod {name};` there, and let Cargo.toml name mcutune-core."
    ));
    text.push("It answers with the bits that `mcutune predict` gives, on every target.".into());
    text.extend(metadata::preparation(model));
    wrapped("//", &text)
}

/// Features, classes and targets.
fn names(model: &Model) -> String {
    let quoted = |names: &[String]| list(4, names.iter().map(|name| format!("{name:?}")));
    let mut text = format!(
        "/// Raw features a row.\npub const FEATURES: usize = {};\n\n\
         /// Their names, in their order.\n{LIST}pub static FEATURE_NAMES: [&str; FEATURES] = [\n{}];\n",
        model.shape().inputs(),
        quoted(model.feature_names())
    );
    if !model.classes().is_empty() {
        text += &format!(
            "\n/// Classes.\npub const CLASSES: usize = {};\n\n\
             /// Their names, in the order of their probabilities.\n\
             {LIST}pub static CLASS_NAMES: [&str; CLASSES] = [\n{}];\n",
            model.classes().len(),
            quoted(model.classes())
        );
    }
    if !model.targets().is_empty() {
        text += &format!(
            "\n/// Targets.\npub const TARGETS: usize = {};\n\n\
             /// Their names, in the order of their answers.\n\
             {LIST}pub static TARGET_NAMES: [&str; TARGETS] = [\n{}];\n",
            model.targets().len(),
            quoted(model.targets())
        );
    }
    text
}

/// Before a list: firmware need not use it, and rustfmt would make a column of it.
const LIST: &str = "#[allow(dead_code)]\n#[rustfmt::skip]\n";

/// Numbers in flash.
fn numbers<T: Display>(doc: &str, name: &str, kind: &str, values: impl IntoIterator<Item = T>) -> String {
    let values: Vec<T> = values.into_iter().collect();
    format!(
        "/// {doc}.\n#[rustfmt::skip]\nstatic {name}: [{kind}; {}] = [\n{}];\n\n",
        values.len(),
        list(4, values)
    )
}

/// The same, which may happen to be near a constant of mathematics.
fn floats(doc: &str, name: &str, values: &[f32]) -> String {
    let text = numbers(doc, name, "f32", values.iter().map(|&v| float(v)));
    text.replacen("#[rustfmt", "#[allow(clippy::approx_constant)]\n#[rustfmt", 1)
}

/// What a file uses, and what holds answers to a range where they are.
fn with_bounds(model: &Model, uses: &str) -> String {
    match model.bounds().is_empty() {
        true => uses.to_owned(),
        false => format!("use mcutune_core::data::Bounds;\n{uses}"),
    }
}

/// What answers are held to, where they are.
fn bounds(model: &Model) -> String {
    let bounds = model.bounds();
    match bounds.is_empty() {
        true => String::new(),
        false => {
            floats("The least answer of each output", "LOW", bounds.low())
                + &floats("The largest", "HIGH", bounds.high())
        }
    }
}

/// The call that holds a network's answers to them.
fn bounded(model: &Model) -> &'static str {
    match model.bounds().is_empty() {
        true => "",
        false => "\n.bounded(Bounds::new(&LOW, &HIGH))",
    }
}

/// `Shape::new(&[...])`
fn shape(model: &Model) -> String {
    let widths: Vec<String> = model.shape().widths().iter().map(u16::to_string).collect();
    format!("const SHAPE: Shape = Shape::new(&[{}]);\n\n", widths.join(", "))
}

/// Scratch memory of zeros.
fn zero(dtype: Dtype) -> &'static str {
    match dtype {
        Dtype::F32 => "0.0; SCRATCH",
        Dtype::Int8 => "0; SCRATCH",
    }
}

/// The functions that a program calls.
fn predict(model: &Model, dtype: Dtype) -> String {
    let several = !model.targets().is_empty();
    let text = match model.output() {
        Output::Logistic if several => include_str!("rust/predict_labels.rs"),
        Output::Identity | Output::Exp if several => include_str!("rust/predict_values.rs"),
        Output::Softmax => include_str!("rust/predict_classes.rs"),
        Output::Logistic => include_str!("rust/predict_two_classes.rs"),
        Output::Identity | Output::Exp => include_str!("rust/predict_value.rs"),
    };
    let class = match (dtype, model.output()) {
        (Dtype::F32, Output::Softmax) => ", &mut [0.0; CLASSES]",
        (Dtype::F32, Output::Logistic | Output::Identity | Output::Exp) => ", &mut [0.0]",
        (Dtype::Int8, _) => "",
    };
    text.replace("0.0; SCRATCH", zero(dtype))
        .replace(", CLASS_OUT", class)
}

fn self_test(model: &Model, dtype: Dtype) -> Result<String, ModelError> {
    let SelfTest { rows, outputs } = model.self_test(dtype)?;
    let inputs: String = rows
        .iter()
        .map(|row| {
            format!(
                "        [\n{}        ],\n",
                list(12, row.iter().map(|&v| float(v)))
            )
        })
        .collect();
    let bits = outputs.iter().map(|row| {
        let bits: Vec<_> = row.iter().map(|v| format!("0x{:08x}", v.to_bits())).collect();
        format!("        [{}],\n", bits.join(", "))
    });
    Ok(include_str!("rust/self_test.rs")
        .replace("        ROWS\n", &inputs)
        .replace("        BITS\n", &bits.collect::<String>())
        .replace("COUNT", &rows.len().to_string())
        .replace("OUTPUTS", &model.shape().outputs().to_string())
        .replace("0.0; SCRATCH", zero(dtype)))
}
