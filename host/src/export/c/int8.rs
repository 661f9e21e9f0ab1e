//! The network in int8: the integers of core, and its packing of them.

use mcutune_core::int8::{Parts, channels, words};
use mcutune_core::loss::Output;

use super::trained::EXP;
use super::{Code, floats, hold, numbers};
use crate::export::literal::{float, list};
use crate::model::{Model, ModelError};

/// Constants and functions.
pub fn code(model: &Model) -> Result<Code, ModelError> {
    let int8 = model.int8_model()?;
    let parts = int8.parts();
    let [even, odd] = buffers(parts);
    Ok(Code {
        pieces: vec![
            constants(parts),
            include_str!("int8/dense.h").into(),
            include_str!("int8/input.h").into(),
            logits(parts),
            [output(parts), hold(model)].concat(),
            outputs(parts, model),
            predict(model).into(),
        ],
        stack: 4 * (even + odd + parts.shape.outputs()),
    })
}

fn constants(parts: &Parts<'_>) -> String {
    let mut text = String::from("/* a feature is quantised to round((x - offset) * factor) */\n");
    text += &floats("offset", parts.offset);
    text += &floats("factor", parts.factor);
    text += &numbers(
        "uint32_t",
        "weights",
        parts.weights.iter().map(|w| format!("0x{w:08x}u")),
    );
    text += &numbers("int32_t", "biases", parts.biases);
    text += &numbers("int32_t", "multipliers", parts.multipliers);
    if !parts.tables.is_empty() {
        let rows = parts
            .tables
            .iter()
            .map(|table| format!("    {{\n{}    }},\n", list(8, table)));
        text += &format!(
            "/* the function of each hidden layer */\nstatic const int8_t model_tables[{}][256] = {{\n{}}};\n",
            parts.tables.len(),
            rows.collect::<String>()
        );
    }
    text
}

/// Words of a layer's outputs as the next one reads them: two a word, in steps of two words.
fn words_of(width: u16) -> usize {
    2 * usize::from(width).div_ceil(4)
}

/// Words for the inputs and every second layer, and for the others, down to the last hidden one.
fn buffers(parts: &Parts<'_>) -> [usize; 2] {
    let widths = parts.shape.widths();
    let largest = |from: usize| {
        let every_second = widths[..widths.len() - 1].iter().skip(from).step_by(2);
        every_second.map(|&width| words_of(width)).max().unwrap_or(0)
    };
    [largest(0), largest(1)]
}

/// Layer after layer.
fn logits(parts: &Parts<'_>) -> String {
    let widths = parts.shape.widths();
    let [even, odd] = buffers(parts);
    let second = if odd > 0 {
        format!(", b[{odd}]")
    } else {
        String::new()
    };
    let mut text = format!(
        "/* The integers of the output layer, in units of 2^{}, for raw features. */\n\
         static inline int model_logits(const float *x, int32_t *z)\n{{\n    uint32_t a[{even}]{second};\n",
        -i32::from(parts.logit_bits)
    );
    text += "    if (!model_read(x, a)) {\n        return MODEL_NOT_FINITE;\n    }\n";
    text += &padding("a", widths[0]);
    let (mut from, mut to, mut word, mut channel) = ("a", "b", 0, 0);
    for (i, pair) in widths.windows(2).enumerate() {
        let (fan_in, fan_out) = (usize::from(pair[0]), usize::from(pair[1]));
        let steps = fan_in.div_ceil(4);
        let constants = format!(
            "model_weights + {word}, model_biases + {channel}, model_multipliers + {channel}, {from}, {steps}"
        );
        if i + 2 == widths.len() {
            text += &format!("    model_last({constants}, {fan_out}, z);\n    return 0;\n}}\n");
        } else {
            let table = match parts.tables.is_empty() {
                true => "0".into(),
                false => format!("model_tables[{i}]"),
            };
            let (tiles, zero) = (fan_out.div_ceil(4), parts.zeros[i]);
            text += &format!("    model_hidden({constants}, {tiles}, {zero}, {table}, {to});\n");
        }
        word += words(fan_in, fan_out);
        channel += channels(fan_out);
        (from, to) = (to, from);
    }
    text
}

/// Sets what is read of a buffer beyond its features: its weights are 0.
fn padding(buffer: &str, width: u16) -> String {
    (usize::from(width).div_ceil(2)..words_of(width))
        .map(|word| format!("    {buffer}[{word}] = 0;\n"))
        .collect()
}

/// From the output layer's integers to probabilities or values.
fn output(parts: &Parts<'_>) -> String {
    let bits = i32::from(parts.logit_bits);
    let text = match parts.output {
        Output::Identity => include_str!("int8/value.h").to_owned(),
        Output::Exp => [EXP, include_str!("int8/exp_of_value.h")].join("\n"),
        Output::Logistic if parts.shape.outputs() > 1 => [
            include_str!("int8/exp.h"),
            include_str!("int8/logistic_of_each.h"),
        ]
        .join("\n"),
        Output::Logistic => [include_str!("int8/exp.h"), include_str!("int8/logistic.h")].join("\n"),
        Output::Softmax => [include_str!("int8/exp.h"), include_str!("int8/softmax.h")].join("\n"),
    };
    // beyond 22, exp is below the last bit
    let limit = if bits >= 0 {
        22u32 << bits.min(20)
    } else {
        (22 >> (-bits).min(5)) + 1
    };
    text.replace("LIMIT", &limit.to_string())
        .replace("SHIFT", &(20 - bits).clamp(0, 25).to_string())
        .replace("2^-LOGIT_BITS", &format!("2^{}", -bits))
        .replace("UNIT", &(float((2.0f64).powi(-bits) as f32) + "f"))
        .replace("OUTPUTS", &parts.shape.outputs().to_string())
}

fn outputs(parts: &Parts<'_>, model: &Model) -> String {
    let answered = "        model_answer(z, out);\n";
    let held = match model.bounds().is_empty() {
        true => answered.to_owned(),
        false => format!("{answered}        model_hold(out);\n"),
    };
    let outputs = parts.shape.outputs().to_string();
    include_str!("int8/outputs.h")
        .replace(answered, &held)
        .replace("OUTPUTS", &outputs)
}

/// The functions that a program calls.
fn predict(model: &Model) -> &'static str {
    match model.output() {
        Output::Softmax => include_str!("int8/predict_classes.h"),
        Output::Logistic if !model.targets().is_empty() => include_str!("int8/predict_labels.h"),
        Output::Logistic => include_str!("int8/predict_two_classes.h"),
        Output::Identity | Output::Exp => include_str!("int8/predict_value.h"),
    }
}
