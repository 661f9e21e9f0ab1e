//! An ONNX model: raw features in, class, or labels, and probabilities or values out.
//!
//! It says the same as the network, not the same bits: a runtime sums in its own order and has
//! its own exp and tanh. In f32 onnxruntime 1.32 answers every row of the five bundled sets within 8e-7 of
//! the largest answer, whatever the activation and the depth (`tests/onnx/check.py`).

mod graph;
mod int8;
mod proto;
mod trained;

use mcutune_core::loss::Output;
use mcutune_core::params::Activation;
use prost::Message;
use serde_json::json;

use self::graph::{Graph, value};
use self::proto::{
    FLOAT, GraphProto, INT64, ModelProto, OperatorSetIdProto, StringStringEntryProto, ValueInfoProto,
};
use super::metadata;
use crate::model::{self, Dtype, Model, ModelError, SelfTest};
use crate::windows::StageFile;

/// Version of the operators, from 2020: the first to quantise each output of a layer by itself,
/// and whose softmax takes an axis as NumPy does.
const OPSET: i64 = 13;
/// The version of the format that came with it.
const IR_VERSION: i64 = 7;

/// The name of the input.
const FEATURES: &str = "features";

/// The bytes of the file; `name` is the graph's.
pub(super) fn export(model: &Model, name: &str, dtype: Dtype) -> Result<Vec<u8>, ModelError> {
    let mut graph = Graph::default();
    let sums = match dtype {
        Dtype::F32 => trained::layers(model, &mut graph),
        Dtype::Int8 => int8::layers(model, &mut graph)?,
    };
    let output = outputs(model, &mut graph, &sums);
    let features = model.feature_names().join(", ");
    let text = [
        metadata::provenance(model, dtype),
        metadata::preparation(model),
        metadata::without_windows(model),
    ]
    .concat();
    let proto = ModelProto {
        ir_version: IR_VERSION,
        producer_name: "mcutune".into(),
        producer_version: env!("CARGO_PKG_VERSION").into(),
        doc_string: text.join("\n"),
        graph: Some(GraphProto {
            node: graph.nodes,
            name: name.into(),
            initializer: graph.constants,
            input: vec![value(FEATURES, FLOAT, Some(model.shape().inputs()), &features)],
            output,
        }),
        opset_import: vec![OperatorSetIdProto {
            domain: String::new(),
            version: OPSET,
        }],
        metadata_props: properties(model, dtype)?,
    };
    Ok(proto.encode_to_vec())
}

/// A hidden function of `sums`; gives the name of its result.
fn hidden(graph: &mut Graph, activation: Activation, sums: String, result: &str) -> String {
    let operator = match activation {
        Activation::Identity => return sums,
        Activation::Logistic => "Sigmoid",
        Activation::Tanh => "Tanh",
        Activation::Relu => "Relu",
    };
    graph.node(operator, &[&sums], result, &[])
}

/// The function of the output layer and what the model answers: as scikit-learn's classifiers
/// the class's index and the probabilities, or values.
fn outputs(model: &Model, graph: &mut Graph, sums: &str) -> Vec<ValueInfoProto> {
    match model.output() {
        Output::Logistic if !model.targets().is_empty() => return labels(model, graph, sums),
        Output::Softmax => {
            graph.node("Softmax", &[sums], "probabilities", &[("axis", 1)]);
        }
        Output::Logistic => {
            let p = graph.node("Sigmoid", &[sums], "probability", &[]);
            let one = graph.floats("one", &[], &[1.0]);
            let rest = graph.node("Sub", &[&one, &p], "rest", &[]);
            graph.node("Concat", &[&rest, &p], "probabilities", &[("axis", 1)]);
        }
        output @ (Output::Identity | Output::Exp) => {
            let operator = match output {
                Output::Exp => "Exp",
                _ => "Identity",
            };
            let held = !model.bounds().is_empty();
            let values = graph.node(operator, &[sums], if held { "not_held" } else { "values" }, &[]);
            if held {
                hold(model, graph, &values);
            }
            let outputs = Some(model.shape().outputs());
            return vec![value("values", FLOAT, outputs, model.target())];
        }
    }
    let settings = [("axis", 1), ("keepdims", 0)];
    graph.node("ArgMax", &["probabilities"], "label", &settings);
    let classes = model.classes().join(", ");
    let indices = format!("index of the class: {classes}");
    vec![
        value("label", INT64, None, &indices),
        value("probabilities", FLOAT, Some(model.classes().len()), &classes),
    ]
}

/// Values in their range: `Clip` has one for all columns, so that of several each takes `Max` and `Min` of a row.
fn hold(model: &Model, graph: &mut Graph, values: &str) {
    let bounds = model.bounds();
    let dims: &[usize] = match bounds.low().len() {
        1 => &[],
        outputs => &[outputs],
    };
    let low = graph.floats("low", dims, bounds.low());
    let high = graph.floats("high", dims, bounds.high());
    if dims.is_empty() {
        graph.node("Clip", &[values, &low, &high], "values", &[]);
        return;
    }
    let least = graph.node("Max", &[values, &low], "not_below", &[]);
    graph.node("Min", &[&least, &high], "values", &[]);
}

/// Of several labels, as scikit-learn's classifiers, a column of 0 and 1 for each, and their probabilities.
fn labels(model: &Model, graph: &mut Graph, sums: &str) -> Vec<ValueInfoProto> {
    let p = graph.node("Sigmoid", &[sums], "probabilities", &[]);
    let half = graph.floats("half", &[], &[0.5]);
    let has = graph.node("Greater", &[&p, &half], "has", &[]);
    graph.node("Cast", &[&has], "label", &[("to", i64::from(INT64))]);
    let (targets, names) = (Some(model.targets().len()), model.targets().join(", "));
    vec![
        value(
            "label",
            INT64,
            targets,
            &format!("1 where the row has it: {names}"),
        ),
        value("probabilities", FLOAT, targets, &names),
    ]
}

/// What programs may want to know, lists and maps as JSON.
fn properties(model: &Model, dtype: Dtype) -> Result<Vec<StringStringEntryProto>, ModelError> {
    let properties = [
        ("tool", format!("mcutune {}", model.tool())),
        ("target", model.target().to_owned()),
        ("features", json!(model.feature_names()).to_string()),
        ("classes", json!(model.classes()).to_string()),
        ("scaling", model.scaling().name().to_owned()),
        ("params", json!(model::spelled(model.params())).to_string()),
        ("scores", json!(model.scores()).to_string()),
        ("provenance", model::provenance(model).to_string()),
        ("self_test", self_test(model, dtype)?),
    ];
    let targets = (!model.targets().is_empty()).then(|| ("targets", json!(model.targets()).to_string()));
    let bounds = model.bounds();
    let held = || json!([bounds.low(), bounds.high()]).to_string();
    let clip = (!bounds.is_empty()).then(|| ("clip_output", held()));
    let window = model
        .window()
        .map(|stage| ("window", json!(StageFile::from(stage)).to_string()));
    let entry = |(key, value): (&str, String)| StringStringEntryProto {
        key: key.into(),
        value,
    };
    Ok(properties
        .into_iter()
        .chain(targets)
        .chain(clip)
        .chain(window)
        .map(entry)
        .collect())
}

/// Rows of raw features, and the bits of what the network answers to them.
fn self_test(model: &Model, dtype: Dtype) -> Result<String, ModelError> {
    let SelfTest { rows, outputs } = model.self_test(dtype)?;
    let bits: Vec<Vec<String>> = outputs
        .iter()
        .map(|row| row.iter().map(|v| format!("{:08x}", v.to_bits())).collect())
        .collect();
    // f32 of its own kind, which a Value widens to more digits
    let rows = serde_json::to_string(&rows).map_err(|e| ModelError::Inconsistent(e.to_string()))?;
    Ok(format!("{{\"features\":{rows},\"output_bits\":{}}}", json!(bits)))
}
