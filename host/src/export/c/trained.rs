//! The network as it was trained.

use std::ops::Range;

use mcutune_core::loss::Output;
use mcutune_core::params::Activation;
use mcutune_core::shape::{Layer, Shape};

use super::{Code, floats, hold};
use crate::model::Model;

/// A hidden function in C.
#[derive(Clone, Copy)]
struct Formula {
    /// The name of a `float f(float)`, or of a `void f(float *, uint32_t)`.
    call: &'static str,
    /// Whether it is of a whole layer.
    of_layer: bool,
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
    let of_layer = activation == Activation::Relu;
    Some(Formula {
        call,
        of_layer,
        code,
        exp,
    })
}

/// Constants and functions.
pub fn code(model: &Model) -> Code {
    let shape = model.shape();
    // without hidden layers, their function is not needed
    let hidden = formula(model.activation()).filter(|_| shape.layers() > 1);
    Code {
        pieces: vec![
            constants(model),
            include_str!("trained/fpu.h").into(),
            include_str!("trained/dense.h").into(),
            functions(model, hidden),
            outputs(model, hidden),
            predict(model).into(),
        ],
        stack: 4 * (if model.scales() { EIGHT } else { 0 } + buffers(shape).iter().sum::<usize>()),
    }
}

/// Inputs whose weights lie side by side.
const EIGHT: usize = 8;

/// Outputs that are summed side by side.
const FOUR: usize = 4;

/// The widest of the first hidden layer, the third and so on, and of those between.
fn buffers(shape: &Shape) -> [usize; 2] {
    let widest = |from: usize| {
        let every_second = (from..shape.layers()).step_by(2);
        every_second.map(|i| shape.width(i)).max().unwrap_or(0)
    };
    [widest(1), widest(2)]
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

/// Parameters in the order in which `dense` reads them: of a layer its biases, then block by block the weights of
/// [`EIGHT`] inputs, of [`FOUR`] and of one.
fn packed(model: &Model) -> Vec<f32> {
    let (shape, weights) = (model.shape(), model.weights());
    let mut packed = Vec::with_capacity(weights.len());
    for layer in (0..shape.layers()).map(|i| shape.layer(i)) {
        packed.extend_from_slice(&weights[layer.biases_start()..layer.end()]);
        let mut input = 0;
        while input < layer.fan_in {
            let inputs = match layer.fan_in - input {
                EIGHT.. => EIGHT,
                FOUR.. => FOUR,
                _ => 1,
            };
            pack_block(&layer, weights, input..input + inputs, &mut packed);
            input += inputs;
        }
    }
    packed
}

/// For each [`FOUR`] outputs as many weights an input, for each output left over one an input.
fn pack_block(layer: &Layer, weights: &[f32], inputs: Range<usize>, packed: &mut Vec<f32>) {
    let mut first = 0;
    while first < layer.fan_out {
        let outputs = if layer.fan_out - first >= FOUR { FOUR } else { 1 };
        for input in inputs.clone() {
            let row = layer.start + input * layer.fan_out + first;
            packed.extend_from_slice(&weights[row..row + outputs]);
        }
        first += outputs;
    }
}

/// The functions that this network needs, and no other.
fn functions(model: &Model, hidden: Option<Formula>) -> String {
    let output = model.output();
    let scale = match (model.scales(), model.scaler().clips()) {
        (false, _) => None,
        (true, false) => Some(include_str!("trained/scale.h")),
        (true, true) => Some(include_str!("trained/clip.h")),
    };
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
    let pieces = [scale, exp.then_some(EXP), logistic, hidden, softmax, hold];
    pieces.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// Layer after layer.
fn outputs(model: &Model, hidden: Option<Formula>) -> String {
    let shape = model.shape();
    let last = shape.layers() - 1;
    let arrays = [("x0", if model.scales() { EIGHT } else { 0 })]
        .into_iter()
        .chain(["a", "b"].into_iter().zip(buffers(shape)));
    let arrays: Vec<String> = arrays
        .filter(|(_, length)| *length > 0)
        .map(|(name, length)| format!("{name}[{length}]"))
        .collect();
    let mut text = String::from(
        "/* What the network answers to raw features. */\n\
         static inline int model_outputs(const float *x, float *out)\n{\n",
    );
    if !arrays.is_empty() {
        text += &format!("    float {};\n", arrays.join(", "));
    }
    text += &format!(
        "    const float *w = model_weights + {};\n    uint32_t i;\n",
        shape.width(1)
    );
    let mut from = "x";
    for i in 0..=last {
        let to = match i {
            _ if i == last => "out",
            _ if i % 2 == 0 => "a",
            _ => "b",
        };
        let (fan_in, fan_out) = (shape.width(i), shape.width(i + 1));
        text += &match i {
            0 => first(model, fan_out, to),
            _ => format!("    w = model_dense(w + {fan_out}, {from}, {fan_in}, w, {to}, {fan_out});\n"),
        };
        if let Some(Formula { call, of_layer, .. }) = hidden.filter(|_| i < last) {
            text += &match of_layer {
                true => format!("    {call}({to}, {fan_out});\n"),
                false => format!(
                    "    for (i = 0; i < {fan_out}; i++) {{\n        {to}[i] = {call}({to}[i]);\n    }}\n"
                ),
            };
        }
        from = to;
    }
    text += "    (void)w;\n";
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

/// The first layer, of features that are checked, and scaled where they are.
fn first(model: &Model, fan_out: usize, to: &str) -> String {
    if model.scales() {
        return include_str!("trained/first.h")
            .replace("TO", to)
            .replace("OUTPUTS", &fan_out.to_string());
    }
    format!(
        "    for (i = 0; i < MODEL_FEATURES; i++) {{\n        if (!model_is_finite(x[i])) {{\n            \
         return MODEL_NOT_FINITE;\n        }}\n    }}\n    \
         w = model_dense(w, x, MODEL_FEATURES, model_weights, {to}, {fan_out});\n"
    )
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
