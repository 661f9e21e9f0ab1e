//! One self-contained C99 header, which is C++ as well: constants, functions, a self-test.
//!
//! No library, no allocation. The functions are those of `core`, operation by operation, so the
//! bits are the same wherever float is IEEE 754's and no compiler flag breaks it; where one does,
//! the header refuses to compile.

mod int8;
mod signal;
mod trained;

use std::fmt::Display;

use super::literal::{float, list, wrapped};
use super::metadata;
use crate::model::{Dtype, Model, ModelError, SelfTest, WindowTest};
use crate::windows::Smoothing;

/// What the names in the pieces of code begin with, before [`named`].
const PREFIX: &str = "model_";

/// What the numbers of a model make of the header.
struct Code {
    /// Its constants and functions, down to the one that answers with the network's outputs.
    pieces: Vec<String>,
    /// Bytes of the arrays that a call has on the stack.
    stack: usize,
}

/// The header for a model whose names are to begin with `name`.
pub fn export(
    model: &Model,
    name: &str,
    (dtype, smooth): (Dtype, Option<Smoothing>),
) -> Result<String, ModelError> {
    let Code { pieces, stack } = match dtype {
        Dtype::F32 => trained::code(model),
        Dtype::Int8 => int8::code(model)?,
    };
    let mut code = vec![include_str!("c/arithmetic.h").into(), names(model)];
    code.extend(pieces);
    code.push(self_test(model, dtype)?);
    if let Some(stage) = model.window() {
        code.extend(signal::code(stage, smooth));
        code.extend(signal::push(model, smooth));
        code.extend(window_test(model, dtype)?);
    }
    code.push("#endif".into());
    let code: Vec<_> = code
        .iter()
        .map(|piece| piece.trim_end().to_owned() + "\n")
        .collect();
    Ok(head(model, name, (dtype, smooth), stack) + "\n" + &named(&code.join("\n"), name))
}

/// Gives the pieces of code their prefix. Text of the model is not touched: it is in literals
/// that hold no [`PREFIX`], see [`literal_text`].
fn named(code: &str, name: &str) -> String {
    code.replace(PREFIX, &format!("{name}_"))
        .replace(&PREFIX.to_uppercase(), &format!("{}_", name.to_uppercase()))
}

fn head(model: &Model, name: &str, (dtype, smooth): (Dtype, Option<Smoothing>), stack: usize) -> String {
    let upper = name.to_uppercase();
    let mut text = metadata::provenance(model, dtype);
    text.push(String::new());
    text.extend(usage(model, name, dtype));
    text.extend(signal::usage(model, name, smooth));
    text.push(format!(
        "A call has arrays of {stack} bytes on the stack, and no memory elsewhere."
    ));
    text.extend(metadata::preparation(model));
    format!(
        "/*\n{} */\n#ifndef {upper}_H\n#define {upper}_H\n\n#include <float.h>\n#include <stdint.h>\n",
        wrapped(" *", &text)
    )
}

/// How it is called.
fn usage(model: &Model, name: &str, dtype: Dtype) -> Vec<String> {
    let upper = name.to_uppercase();
    let large = match (dtype, model.scaler().clips()) {
        (Dtype::F32, true) => "",
        (Dtype::F32 | Dtype::Int8, _) => " or too large to scale",
    };
    let refused = format!("{upper}_NOT_FINITE where a feature is NaN or infinite{large}");
    let mut lines = if let [_, ..] = model.targets() {
        of_several(model, name, &refused)
    } else if model.classes().is_empty() {
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
    lines
}

/// The same of several targets.
fn of_several(model: &Model, name: &str, refused: &str) -> Vec<String> {
    let upper = name.to_uppercase();
    if model.output().is_of_values() {
        return vec![format!(
            "int {name}_predict(const float *x, float *y): {upper}_TARGETS values for {upper}_FEATURES raw \
             features, in the order of {name}_target_names. Returns 0, or {refused}."
        )];
    }
    vec![
        format!(
            "int {name}_predict(const float *x, uint8_t *has): for {upper}_FEATURES raw features and each of \
             {upper}_TARGETS labels 1 where the row has it, else 0, in the order of {name}_target_names. \
             Returns 0, or {refused}."
        ),
        format!(
            "int {name}_predict_proba(const float *x, float *p): {upper}_TARGETS probabilities, one a label. \
             Returns 0, or {upper}_NOT_FINITE."
        ),
    ]
}

/// Features, classes and targets.
fn names(model: &Model) -> String {
    let mut text = String::new();
    let (classes, targets) = (model.classes().len(), model.targets().len());
    if classes > 0 {
        text += &format!("#define MODEL_CLASSES {classes}\n");
    }
    if targets > 0 {
        text += &format!("#define MODEL_TARGETS {targets}\n");
    }
    text += &format!(
        "#define MODEL_FEATURES {}\n#define MODEL_NOT_FINITE (-1)\n\n",
        model.shape().inputs()
    );
    text += &strings("feature_names", "MODEL_FEATURES", model.feature_names());
    if classes > 0 {
        text += &strings("class_names", "MODEL_CLASSES", model.classes());
    }
    if targets > 0 {
        text += &strings("target_names", "MODEL_TARGETS", model.targets());
    }
    text
}

fn strings(name: &str, count: &str, texts: &[String]) -> String {
    let mut long = String::new();
    let quoted = texts
        .iter()
        .enumerate()
        .map(|(i, text)| match text.len() > LITERAL {
            true => {
                long += &numbers("char", &format!("{name}_{i}"), characters(text));
                format!("model_{name}_{i}")
            }
            false => literal_text(text),
        });
    let quoted: Vec<String> = quoted.collect();
    format!(
        "{long}static const char *const model_{name}[{count}] = {{\n{}}};\n\n",
        list(4, quoted)
    )
}

/// Numbers in flash.
fn numbers<T: Display>(kind: &str, name: &str, values: impl IntoIterator<Item = T>) -> String {
    let values: Vec<T> = values.into_iter().collect();
    format!(
        "static const {kind} model_{name}[{}] = {{\n{}}};\n\n",
        values.len(),
        list(4, values)
    )
}

/// The same for f32.
fn floats(name: &str, values: &[f32]) -> String {
    numbers("float", name, values.iter().map(|&v| float(v) + "f"))
}

/// What holds answers to a range, where they are.
fn hold(model: &Model) -> String {
    let bounds = model.bounds();
    if bounds.is_empty() {
        return String::new();
    }
    let outputs = bounds.low().len().to_string();
    "/* the least and the largest answer */\n".to_owned()
        + &floats("low", bounds.low())
        + &floats("high", bounds.high())
        + &include_str!("c/hold.h").replace("OUTPUTS", &outputs)
}

/// Bytes of a string literal that every compiler of C99 takes, also where literals are joined.
const LITERAL: usize = 4095;

/// A text as the characters of an array, with the 0 at its end.
fn characters(text: &str) -> impl Iterator<Item = String> {
    let characters = text.bytes().map(|byte| match byte {
        b'\'' | b'\\' => format!("'\\{}'", char::from(byte)),
        b' '..=b'~' => format!("'{}'", char::from(byte)),
        _ => format!("'\\{byte:03o}'"),
    });
    characters.chain(std::iter::once("0".to_owned()))
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

fn self_test(model: &Model, dtype: Dtype) -> Result<String, ModelError> {
    let SelfTest { rows, outputs } = model.self_test(dtype)?;
    let count = rows.len().to_string();
    let rows: String = rows
        .iter()
        .map(|row| {
            format!(
                "        {{\n{}        }},\n",
                list(12, row.iter().map(|&v| float(v) + "f"))
            )
        })
        .collect();
    let bits = outputs.iter().map(|row| {
        let bits: Vec<_> = row.iter().map(|v| format!("0x{:08x}u", v.to_bits())).collect();
        format!("        {{{}}},\n", bits.join(", "))
    });
    Ok(include_str!("c/self_test.h")
        .replace("        ROWS\n", &rows)
        .replace("        BITS\n", &bits.collect::<String>())
        .replace("COUNT", &count)
        .replace("OUTPUTS", &model.shape().outputs().to_string()))
}

/// The same of a recording, of a model that has a stage before its network.
fn window_test(model: &Model, dtype: Dtype) -> Result<Option<String>, ModelError> {
    let Some(WindowTest {
        samples,
        features,
        outputs,
    }) = model.window_test(dtype)?
    else {
        return Ok(None);
    };
    let samples_of = samples.iter().map(|sample| {
        let numbers: Vec<String> = sample.iter().map(i16::to_string).collect();
        format!("{{{}}}", numbers.join(", "))
    });
    let bits = |rows: &[Vec<f32>]| -> String {
        let row = |row: &Vec<f32>| {
            let bits = row.iter().map(|x| format!("0x{:08x}u", x.to_bits()));
            format!("        {{\n{}        }},\n", list(12, bits))
        };
        rows.iter().map(row).collect()
    };
    Ok(Some(
        include_str!("c/signal/self_test.h")
            .replace("        SAMPLES\n", &list(8, samples_of))
            .replace("        FEATURES\n", &bits(&features))
            .replace("        BITS\n", &bits(&outputs))
            .replace("COUNT", &samples.len().to_string())
            .replace("WINDOWS", &features.len().to_string())
            .replace("OUTPUTS", &model.shape().outputs().to_string()),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_an_array() {
        let (kept, long) = ("a".repeat(LITERAL), "'\\é".repeat(LITERAL));
        assert!(!strings("x", "2", &[kept, "b".into()]).contains("model_x_"));
        let text = strings("x", "2", &["b".into(), long.clone()]);
        let (array, names) = text.split_once("};").unwrap();
        assert!(names.contains("\"b\", model_x_1,"), "{names}");
        assert!(array.starts_with(&format!("static const char model_x_1[{}] = {{", long.len() + 1)));
        assert!(array.contains("'\\'', '\\\\', '\\303', '\\251', ") && array.trim_end().ends_with(" 0,"));
        assert!(text.lines().all(|line| line.len() <= 100));
    }

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
