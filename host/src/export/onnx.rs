//! An ONNX model: raw features in, class and probabilities or values out.
//!
//! It says the same as the network, not the same bits: a runtime sums in its own order and has
//! its own exp and tanh. onnxruntime 1.32 answers every row of the five bundled sets within 8e-7 of
//! the largest answer, whatever the activation and the depth (`tests/onnx/check.py`).

pub mod proto;

use mcutune_core::loss::Output;
use mcutune_core::params::Activation;
use prost::Message;
use serde_json::json;

use self::proto::{
    ATTRIBUTE_INT, AttributeProto, DimensionProto, FLOAT, GraphProto, INT64, Length, ModelProto, NodeProto,
    OperatorSetIdProto, StringStringEntryProto, TensorProto, TensorShapeProto, TensorTypeProto, TypeProto,
    ValueInfoProto,
};
use super::facts;
use crate::model::{Model, ModelError};

/// Version of the operators: the first whose softmax takes an axis as NumPy does, from 2020.
pub const OPSET: i64 = 13;
/// The version of the format that came with it.
pub const IR_VERSION: i64 = 7;

/// The name of the input.
const FEATURES: &str = "features";

/// The bytes of the file; `name` is the graph's.
pub fn export(model: &Model, name: &str) -> Result<Vec<u8>, ModelError> {
    let mut graph = Graph::default();
    let scaled = graph.scaler(model);
    let answer = graph.layers(model, scaled)?;
    let outputs = graph.answers(model, &answer)?;
    let proto = ModelProto {
        ir_version: IR_VERSION,
        producer_name: "mcutune".into(),
        producer_version: env!("CARGO_PKG_VERSION").into(),
        doc_string: [facts::provenance(model), facts::preparation(model)]
            .concat()
            .join("\n"),
        graph: Some(GraphProto {
            node: graph.nodes,
            name: name.into(),
            initializer: graph.constants,
            input: vec![value(
                FEATURES,
                FLOAT,
                Some(model.shape[0].into()),
                &model.features.join(", "),
            )],
            output: outputs,
        }),
        opset_import: vec![OperatorSetIdProto {
            domain: String::new(),
            version: OPSET,
        }],
        metadata_props: properties(model)?,
    };
    Ok(proto.encode_to_vec())
}

/// What programs may want to know, lists and maps as JSON.
fn properties(model: &Model) -> Result<Vec<StringStringEntryProto>, ModelError> {
    let from = &model.provenance;
    let properties = [
        ("tool", format!("mcutune {}", model.tool)),
        ("target", model.target.clone()),
        ("features", json!(model.features).to_string()),
        ("classes", json!(model.classes).to_string()),
        ("scaling", model.scaling.clone()),
        ("params", json!(model.params).to_string()),
        ("scores", json!(model.scores).to_string()),
        ("provenance", json!(from).to_string()),
        ("self_test", self_test(model)?),
    ];
    let entry = |(key, value): (&str, String)| StringStringEntryProto {
        key: key.into(),
        value,
    };
    Ok(properties.map(entry).into())
}

/// Rows of raw features, and the bits of what the network answers to them.
fn self_test(model: &Model) -> Result<String, ModelError> {
    let (rows, answers) = model.self_test()?;
    let bits = answers.chunks(answers.len() / rows.len());
    let bits: Vec<Vec<String>> = bits
        .map(|row| row.iter().map(|v| format!("{:08x}", v.to_bits())).collect())
        .collect();
    // f32 of its own kind, which a Value widens to more digits
    let rows = serde_json::to_string(&rows).map_err(|e| ModelError::Inconsistent(e.to_string()))?;
    Ok(format!("{{\"features\":{rows},\"output_bits\":{}}}", json!(bits)))
}

/// A graph as it grows.
#[derive(Default)]
struct Graph {
    nodes: Vec<NodeProto>,
    constants: Vec<TensorProto>,
}

impl Graph {
    /// Adds an operation and gives back the name of its result.
    fn node(&mut self, operator: &str, inputs: &[&str], result: &str, settings: &[(&str, i64)]) -> String {
        let setting = |&(name, value): &(&str, i64)| AttributeProto {
            name: name.into(),
            i: Some(value),
            r#type: ATTRIBUTE_INT,
        };
        self.nodes.push(NodeProto {
            input: inputs.iter().map(|&name| name.into()).collect(),
            output: vec![result.into()],
            name: format!("make_{result}"),
            op_type: operator.into(),
            attribute: settings.iter().map(setting).collect(),
        });
        result.into()
    }

    /// Adds constants and gives back their name.
    fn floats(&mut self, name: &str, dims: &[usize], values: &[f32]) -> String {
        self.constants.push(TensorProto {
            dims: dims.iter().map(|&n| n as i64).collect(),
            data_type: FLOAT,
            name: name.into(),
            raw_data: values.iter().flat_map(|v| v.to_le_bytes()).collect(),
        });
        name.into()
    }

    /// `(x - offset) / scale`
    fn scaler(&mut self, model: &Model) -> String {
        if !model.scales() {
            return FEATURES.into();
        }
        let offset = self.floats("offset", &[model.offset.len()], &model.offset);
        let scale = self.floats("scale", &[model.scale.len()], &model.scale);
        let centred = self.node("Sub", &[FEATURES, &offset], "centred", &[]);
        self.node("Div", &[&centred, &scale], "scaled", &[])
    }

    /// The network but for the function of its output layer.
    fn layers(&mut self, model: &Model, mut x: String) -> Result<String, ModelError> {
        let shape = *model.network()?.shape();
        let operator = match model.activation()? {
            Activation::Identity => None,
            Activation::Logistic => Some("Sigmoid"),
            Activation::Tanh => Some("Tanh"),
            Activation::Relu => Some("Relu"),
        };
        for i in 0..shape.layers() {
            let layer = shape.layer(i);
            let (weights, biases) = model.weights[layer.start..layer.end()].split_at(layer.weights());
            let weights = self.floats(&format!("weights{i}"), &[layer.fan_in, layer.fan_out], weights);
            let biases = self.floats(&format!("biases{i}"), &[layer.fan_out], biases);
            x = self.node("Gemm", &[&x, &weights, &biases], &format!("sums{i}"), &[]);
            if let Some(operator) = operator.filter(|_| i + 1 < shape.layers()) {
                x = self.node(operator, &[&x], &format!("hidden{i}"), &[]);
            }
        }
        Ok(x)
    }

    /// The function of the output layer and what the model answers: as scikit-learn's
    /// classifiers the class's index and the probabilities, or values.
    fn answers(&mut self, model: &Model, sums: &str) -> Result<Vec<ValueInfoProto>, ModelError> {
        match model.output()? {
            Output::Softmax => {
                self.node("Softmax", &[sums], "probabilities", &[("axis", 1)]);
            }
            Output::Logistic => {
                let p = self.node("Sigmoid", &[sums], "probability", &[]);
                let one = self.floats("one", &[], &[1.0]);
                let rest = self.node("Sub", &[&one, &p], "rest", &[]);
                self.node("Concat", &[&rest, &p], "probabilities", &[("axis", 1)]);
            }
            Output::Identity => {
                self.node("Identity", &[sums], "values", &[]);
                let outputs = model.shape.last().map(|&n| n.into());
                return Ok(vec![value("values", FLOAT, outputs, &model.target)]);
            }
        }
        let settings = [("axis", 1), ("keepdims", 0)];
        self.node("ArgMax", &["probabilities"], "label", &settings);
        let classes = model.classes.join(", ");
        Ok(vec![
            value("label", INT64, None, &format!("index of the class: {classes}")),
            value("probabilities", FLOAT, Some(model.classes.len() as i64), &classes),
        ])
    }
}

/// A value of any number of rows.
fn value(name: &str, elem_type: i32, columns: Option<i64>, doc: &str) -> ValueInfoProto {
    let axes = [Some(Length::Param("rows".into())), columns.map(Length::Value)];
    let dim = axes.into_iter().flatten();
    ValueInfoProto {
        name: name.into(),
        r#type: Some(TypeProto {
            tensor_type: Some(TensorTypeProto {
                elem_type,
                shape: Some(TensorShapeProto {
                    dim: dim.map(|value| DimensionProto { value: Some(value) }).collect(),
                }),
            }),
        }),
        doc_string: doc.into(),
    }
}
