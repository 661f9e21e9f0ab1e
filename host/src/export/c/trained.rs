//! The network as it was trained.

use mcutune_core::loss::Output;
use mcutune_core::params::Activation;
use mcutune_core::shape::Layer;

use super::{Code, floats};
use crate::model::{Model, ModelError};

/// Constants and functions.
pub fn code(model: &Model) -> Result<Code, ModelError> {
    Ok(Code {
        pieces: vec![
            constants(model)?,
            include_str!("trained/dense.h").into(),
            functions(model)?,
            outputs(model)?,
            answers(model)?,
        ],
        stack: 4 * (usize::from(model.shape[0]) + widest(model) * (model.shape.len() - 2).min(2)),
    })
}

/// The widest hidden layer.
fn widest(model: &Model) -> usize {
    let hidden = &model.shape[1..model.shape.len() - 1];
    hidden.iter().copied().max().map_or(0, usize::from)
}

fn constants(model: &Model) -> Result<String, ModelError> {
    let mut text = String::new();
    if model.scales() {
        text += "/* a feature is scaled to (x - offset) / scale */\n";
        text += &floats("offset", &model.offset);
        text += &floats("scale", &model.scale);
    }
    Ok(text + &floats("weights", &packed(model)?))
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
        (logistic || tanh || softmax, include_str!("trained/exp.h")),
        (logistic, include_str!("trained/logistic.h")),
        (tanh, include_str!("trained/tanh.h")),
        (
            hidden && activation == Activation::Relu,
            include_str!("trained/relu.h"),
        ),
        (softmax, include_str!("trained/softmax.h")),
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
        Output::Softmax => include_str!("trained/predict_classes.h"),
        Output::Logistic => include_str!("trained/predict_two_classes.h"),
        Output::Identity => include_str!("trained/predict_value.h"),
    }
    .into())
}
