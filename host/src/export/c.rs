//! One self-contained C99 header, which is C++ as well: constants, functions, a self-test.
//!
//! No library, no allocation. The functions are those of `core`, operation by operation, so the
//! bits are the same wherever float is IEEE 754's and no compiler flag breaks it; where one does,
//! the header refuses to compile.

use mcutune_core::loss::Output;
use mcutune_core::params::Activation;
use mcutune_core::shape::Layer;

use super::facts;
use super::literal::{float, list, wrapped};
use crate::model::{Model, ModelError};

/// What the names in the pieces below begin with, before [`named`].
const PREFIX: &str = "model_";

/// The header for a model whose names are to begin with `name`.
pub fn export(model: &Model, name: &str) -> Result<String, ModelError> {
    let parts = [
        head(model, name),
        include_str!("c/arithmetic.h").into(),
        constants(model)?,
        include_str!("c/dense.h").into(),
        functions(model)?,
        outputs(model)?,
        answers(model)?,
        self_test(model)?,
        "#endif\n".into(),
    ];
    let [head, code @ ..] = parts.map(|part| part.trim_end().to_owned() + "\n");
    Ok(head + "\n" + &named(&code.join("\n"), name))
}

/// Gives the pieces of code their prefix. Text of the model is not touched: it is in literals
/// that hold no [`PREFIX`], see [`literal_text`].
fn named(code: &str, name: &str) -> String {
    code.replace(PREFIX, &format!("{name}_"))
        .replace(&PREFIX.to_uppercase(), &format!("{}_", name.to_uppercase()))
}

fn head(model: &Model, name: &str) -> String {
    let upper = name.to_uppercase();
    let mut text = facts::provenance(model);
    text.push(String::new());
    text.extend(usage(model, name));
    text.extend(facts::preparation(model));
    format!(
        "/*\n{} */\n#ifndef {upper}_H\n#define {upper}_H\n\n#include <float.h>\n#include <stdint.h>\n",
        wrapped(" *", &text)
    )
}

/// How it is called.
fn usage(model: &Model, name: &str) -> Vec<String> {
    let upper = name.to_uppercase();
    let refused = format!("{upper}_NOT_FINITE where a feature is NaN or infinite or too large to scale");
    let mut lines = if model.classes.is_empty() {
        vec![format!(
            "int {name}_predict(const float *x, float *y): the value for {upper}_FEATURES raw features. \
             Returns 0, or {refused}."
        )]
    } else {
        vec![
            format!(
                "int {name}_predict(const float *x): the class for {upper}_FEATURES raw features, an index \
                 into {name}_class_names, or {refused}."
            ),
            format!(
                "int {name}_predict_proba(const float *x, float *p): {upper}_CLASSES probabilities. \
                 Returns 0, or {upper}_NOT_FINITE."
            ),
        ]
    };
    lines.push(format!(
        "int {name}_self_test(void): 1 where this build gives the bits that `mcutune predict` gives."
    ));
    lines.push(format!(
        "Each call takes {} bytes of stack beside a few registers, and may be interrupted by another.",
        4 * (usize::from(model.shape[0]) + widest(model) * (model.shape.len() - 2).min(2))
    ));
    lines
}

/// The widest hidden layer.
fn widest(model: &Model) -> usize {
    let hidden = &model.shape[1..model.shape.len() - 1];
    hidden.iter().copied().max().map_or(0, usize::from)
}

fn constants(model: &Model) -> Result<String, ModelError> {
    let mut text = String::new();
    let classes = model.classes.len();
    if classes > 0 {
        text += &format!("#define MODEL_CLASSES {classes}\n");
    }
    text += &format!(
        "#define MODEL_FEATURES {}\n#define MODEL_NOT_FINITE (-1)\n\n",
        model.shape[0]
    );
    text += &strings("feature_names", "MODEL_FEATURES", &model.features);
    if classes > 0 {
        text += &strings("class_names", "MODEL_CLASSES", &model.classes);
    }
    if model.scales() {
        text += "/* a feature is scaled to (x - offset) / scale */\n";
        text += &floats("offset", &model.offset);
        text += &floats("scale", &model.scale);
    }
    Ok(text + &floats("weights", &packed(model)?))
}

fn strings(name: &str, count: &str, texts: &[String]) -> String {
    let quoted = texts.iter().map(|text| literal_text(text));
    format!(
        "static const char *const model_{name}[{count}] = {{\n{}}};\n\n",
        list(4, quoted)
    )
}

fn floats(name: &str, values: &[f32]) -> String {
    format!(
        "static const float model_{name}[{}] = {{\n{}}};\n\n",
        values.len(),
        list(4, values.iter().map(|&v| float(v) + "f"))
    )
}

/// A string literal of printable ASCII; other bytes are octal, which ends after three digits.
/// An underscore is octal too where [`named`] would take the text for a name.
fn literal_text(text: &str) -> String {
    let mut out = String::from("\"");
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' | b'?' => out.extend(['\\', char::from(byte)]),
            b' '..=b'~' => out.push(char::from(byte)),
            _ => out += &format!("\\{byte:03o}"),
        }
    }
    out.push('"');
    out.replace(PREFIX, "model\\137")
        .replace(&PREFIX.to_uppercase(), "MODEL\\137")
}

/// Parameters in the order in which `dense` reads them.
fn packed(model: &Model) -> Result<Vec<f32>, ModelError> {
    let shape = *model.network()?.shape();
    let mut packed = Vec::with_capacity(model.weights.len());
    for layer in (0..shape.layers()).map(|i| shape.layer(i)) {
        let Layer {
            fan_in,
            fan_out,
            start,
        } = layer;
        let biases = &model.weights[layer.biases_start()..layer.end()];
        let mut first = 0;
        while first < fan_out {
            let group = first..first + if fan_out - first >= 4 { 4 } else { 1 };
            packed.extend_from_slice(&biases[group.clone()]);
            for input in 0..fan_in {
                let row = start + input * fan_out;
                packed.extend_from_slice(&model.weights[row + group.start..row + group.end]);
            }
            first = group.end;
        }
    }
    Ok(packed)
}

/// The functions that this network needs, and no other.
fn functions(model: &Model) -> Result<String, ModelError> {
    let (activation, output) = (model.activation()?, model.output()?);
    let hidden = model.shape.len() > 2;
    let logistic = output == Output::Logistic || hidden && activation == Activation::Logistic;
    let tanh = hidden && activation == Activation::Tanh;
    let softmax = output == Output::Softmax;
    let pieces = [
        (logistic || tanh || softmax, include_str!("c/exp.h")),
        (logistic, include_str!("c/logistic.h")),
        (tanh, include_str!("c/tanh.h")),
        (hidden && activation == Activation::Relu, include_str!("c/relu.h")),
        (softmax, include_str!("c/softmax.h")),
    ];
    let needed = pieces.iter().filter(|(needed, _)| *needed);
    Ok(needed.map(|(_, text)| *text).collect::<Vec<_>>().join("\n"))
}

/// Layer after layer.
fn outputs(model: &Model) -> Result<String, ModelError> {
    let widest = widest(model);
    let last = model.shape.len() - 2;
    let mut text = String::from(
        "/* What the network answers to raw features. */\n\
         static inline int model_outputs(const float *x, float *out)\n{\n    float x0[MODEL_FEATURES]",
    );
    if last > 0 {
        text += &format!(", a[{widest}]");
    }
    if last > 1 {
        text += &format!(", b[{widest}]");
    }
    text += ";\n    const float *w = model_weights;\n    uint32_t i;\n";
    let scaled = if model.scales() {
        "(x[i] - model_offset[i]) / model_scale[i]"
    } else {
        "x[i]"
    };
    text += &format!(
        "    for (i = 0; i < MODEL_FEATURES; i++) {{\n        x0[i] = {scaled};\n        \
         if (!model_is_finite(x0[i])) {{\n            return MODEL_NOT_FINITE;\n        }}\n    }}\n"
    );
    let mut from = "x0";
    for (i, pair) in model.shape.windows(2).enumerate() {
        let to = match i {
            _ if i == last => "out",
            _ if i % 2 == 0 => "a",
            _ => "b",
        };
        let keep = if i == last { "(void)" } else { "w = " };
        text += &format!(
            "    {keep}model_dense(w, {from}, {}, {}, {to});\n",
            pair[0], pair[1]
        );
        if i < last && model.activation()? != Activation::Identity {
            text += &format!(
                "    for (i = 0; i < {}; i++) {{\n        {to}[i] = model_{}({to}[i]);\n    }}\n",
                pair[1], model.activation
            );
        }
        from = to;
    }
    text += &match model.output()? {
        Output::Softmax => "    model_softmax(out, MODEL_CLASSES);\n".into(),
        Output::Logistic => "    out[0] = model_logistic(out[0]);\n".to_owned(),
        Output::Identity => String::new(),
    };
    Ok(text + "    return 0;\n}\n")
}

/// The functions that a program calls.
fn answers(model: &Model) -> Result<String, ModelError> {
    Ok(match model.output()? {
        Output::Softmax => include_str!("c/predict_classes.h"),
        Output::Logistic => include_str!("c/predict_two_classes.h"),
        Output::Identity => include_str!("c/predict_value.h"),
    }
    .into())
}

fn self_test(model: &Model) -> Result<String, ModelError> {
    let (rows, answers) = model.self_test()?;
    let outputs = answers.len() / rows.len();
    let rows: String = rows
        .iter()
        .map(|row| {
            format!(
                "        {{\n{}        }},\n",
                list(12, row.iter().map(|&v| float(v) + "f"))
            )
        })
        .collect();
    let bits = answers.chunks(outputs).map(|row| {
        let bits: Vec<_> = row.iter().map(|v| format!("0x{:08x}u", v.to_bits())).collect();
        format!("        {{{}}},\n", bits.join(", "))
    });
    Ok(include_str!("c/self_test.h")
        .replace("        ROWS\n", &rows)
        .replace("        BITS\n", &bits.collect::<String>())
        .replace("COUNT", &(answers.len() / outputs).to_string())
        .replace("OUTPUTS", &outputs.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_literal() {
        for (text, literal) in [
            ("setosa", "\"setosa\""),
            ("a\"b\\", "\"a\\\"b\\\\\""),
            ("??/", "\"\\?\\?/\""),
            ("é1", "\"\\303\\2511\""),
            ("model_x MODEL_", "\"model\\137x MODEL\\137\""),
            ("\n", "\"\\012\""),
        ] {
            assert_eq!(literal_text(text), literal);
            assert_eq!(named(&literal_text(text), "iris"), literal);
        }
    }
}
