//! The network as it was trained.

use mcutune_core::loss::Output;
use mcutune_core::params::Activation;
use mcutune_core::shape::{Layer, Shape};

use super::{Code, floats, hold};
use crate::model::Model;

/// A hidden function in C.
#[derive(Clone, Copy)]
struct Formula {
    /// The name of a `float f(float)`.
    call: &'static str,
    /// Its definition.
    code: &'static str,
    /// Whether that calls `model_exp`.
    exp: bool,
}

pub(super) const EXP: &str = include_str!("trained/exp.h");
const LOGISTIC: &str = include_str!("trained/logistic.h");
const SOFTMAX: &str = include_str!("trained/softmax.h");

/// None where it changes nothing.
fn formula(activation: Activation) -> Option<Formula> {
    let (call, code, exp) = match activation {
        Activation::Identity => return None,
        Activation::Logistic => ("model_logistic", LOGISTIC, true),
        Activation::Tanh => ("model_tanh", include_str!("trained/tanh.h"), true),
        Activation::Relu => ("model_relu", include_str!("trained/relu.h"), false),
    };
    Some(Formula { call, code, exp })
}

/// Constants and functions.
pub fn code(model: &Model) -> Code {
    let shape = model.shape();
    // without hidden layers, their function is not needed
    let hidden = formula(model.activation()).filter(|_| shape.layers() > 1);
    Code {
        pieces: vec![
            constants(model),
            include_str!("trained/dense.h").into(),
            functions(model, hidden),
            outputs(model, hidden),
            predict(model).into(),
        ],
        stack: 4 * (shape.inputs() + widest_hidden(shape) * (shape.layers() - 1).min(2)),
    }
}

fn widest_hidden(shape: &Shape) -> usize {
    (1..shape.layers()).map(|i| shape.width(i)).max().unwrap_or(0)
}

fn constants(model: &Model) -> String {
    let mut text = String::new();
    if model.scales() {
        text += match model.scaler().clips() {
            true => "/* a feature is scaled to (x - offset) / scale, and held to 0..1 */\n",
            false => "/* a feature is scaled to (x - offset) / scale */\n",
        };
        text += &floats("offset", model.scaler().offset());
        text += &floats("scale", model.scaler().scale());
    }
    text + &floats("weights", &packed(model))
}

/// Parameters in the order in which `dense` reads them.
fn packed(model: &Model) -> Vec<f32> {
    let (shape, weights) = (model.shape(), model.weights());
    let mut packed = Vec::with_capacity(weights.len());
    for layer in (0..shape.layers()).map(|i| shape.layer(i)) {
        let Layer {
            fan_in,
            fan_out,
            start,
        } = layer;
        let biases = &weights[layer.biases_start()..layer.end()];
        let mut first = 0;
        while first < fan_out {
            let group = first..first + if fan_out - first >= 4 { 4 } else { 1 };
            packed.extend_from_slice(&biases[group.clone()]);
            for input in 0..fan_in {
                let row = start + input * fan_out;
                packed.extend_from_slice(&weights[row + group.start..row + group.end]);
            }
            first = group.end;
        }
    }
    packed
}

/// The functions that this network needs, and no other.
fn functions(model: &Model, hidden: Option<Formula>) -> String {
    let output = model.output();
    let clip = model.scaler().clips().then_some(include_str!("trained/clip.h"));
    let (logistic, softmax) = match output {
        Output::Logistic => (Some(LOGISTIC), None),
        Output::Softmax => (None, Some(SOFTMAX)),
        Output::Identity | Output::Exp => (None, None),
    };
    let exp = output != Output::Identity || hidden.is_some_and(|formula| formula.exp);
    let hidden = hidden
        .map(|formula| formula.code)
        .filter(|&code| logistic != Some(code));
    let hold = hold(model);
    let hold = Some(hold.as_str()).filter(|code| !code.is_empty());
    let pieces = [clip, exp.then_some(EXP), logistic, hidden, softmax, hold];
    pieces.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// Layer after layer.
fn outputs(model: &Model, hidden: Option<Formula>) -> String {
    let shape = model.shape();
    let widest = widest_hidden(shape);
    let last = shape.layers() - 1;
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
    // beyond float is beyond the range, which a clip ends at
    let (checked, clip) = match model.scaler().clips() {
        true => ("x[i]", "        x0[i] = model_clip(x0[i]);\n"),
        false => ("x0[i]", ""),
    };
    text += &format!(
        "    for (i = 0; i < MODEL_FEATURES; i++) {{\n        x0[i] = {scaled};\n        \
         if (!model_is_finite({checked})) {{\n            return MODEL_NOT_FINITE;\n        }}\n{clip}    }}\n"
    );
    let mut from = "x0";
    for i in 0..=last {
        let to = match i {
            _ if i == last => "out",
            _ if i % 2 == 0 => "a",
            _ => "b",
        };
        let (fan_in, fan_out) = (shape.width(i), shape.width(i + 1));
        let keep = if i == last { "(void)" } else { "w = " };
        text += &format!("    {keep}model_dense(w, {from}, {fan_in}, {fan_out}, {to});\n");
        if let Some(Formula { call, .. }) = hidden.filter(|_| i < last) {
            text += &format!(
                "    for (i = 0; i < {fan_out}; i++) {{\n        {to}[i] = {call}({to}[i]);\n    }}\n"
            );
        }
        from = to;
    }
    let of_each = |call: &str| {
        let outputs = shape.outputs();
        format!("    for (i = 0; i < {outputs}; i++) {{\n        out[i] = {call}(out[i]);\n    }}\n")
    };
    text += &match model.output() {
        Output::Softmax => "    model_softmax(out, MODEL_CLASSES);\n".to_owned(),
        Output::Logistic if shape.outputs() == 1 => "    out[0] = model_logistic(out[0]);\n".to_owned(),
        Output::Logistic => of_each("model_logistic"),
        Output::Identity => String::new(),
        Output::Exp => of_each("model_exp"),
    };
    if !model.bounds().is_empty() {
        text += "    model_hold(out);\n";
    }
    text + "    return 0;\n}\n"
}

/// The functions that a program calls.
fn predict(model: &Model) -> &'static str {
    match model.output() {
        Output::Softmax => include_str!("trained/predict_classes.h"),
        Output::Logistic if !model.targets().is_empty() => include_str!("trained/predict_labels.h"),
        Output::Logistic => include_str!("trained/predict_two_classes.h"),
        Output::Identity | Output::Exp => include_str!("trained/predict_value.h"),
    }
}
