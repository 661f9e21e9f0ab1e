//! The ONNX file, decoded and evaluated, node by node; `tests/onnx/check.py` asks onnxruntime.

mod evaluate;
/// The messages that the export is made of, which are no part of the library's API.
#[allow(dead_code)]
#[path = "../../../src/export/onnx/proto.rs"]
mod proto;

use mcutune::core::params::{Activation, Hidden};
use mcutune::{Dtype, ExportOptions, Format, Params};
use prost::Message;

use super::common::{self, BRIEF, Case, data, fit};
use super::stages::stage;
use evaluate::evaluate;
use proto::{Length, ModelProto, ValueInfoProto};

fn exported(case: &Case) -> ModelProto {
    ModelProto::decode(&case.export(Format::Onnx)[..]).unwrap()
}

#[test]
fn the_graph_answers_as_predict_does() {
    for case in common::cases() {
        let graph = exported(&case).graph.unwrap();
        let output = if case.classifies {
            "probabilities"
        } else {
            "values"
        };
        // in int8 the device rounds its logits, and now and then a sum on the edge of a step
        let (near, far) = match case.dtype {
            Dtype::F32 => (2e-6, 2e-6),
            Dtype::Int8 => (2e-3, 5e-2),
        };
        let mut off = 0;
        let largest = case.answers.iter().flatten().fold(1.0f32, |m, v| m.max(v.abs()));
        for (row, truth) in case.rows.iter().zip(&case.answers) {
            let values = evaluate(&graph, row);
            assert_eq!(values[output].len(), truth.len());
            let pairs = values[output].iter().zip(truth);
            let error = pairs.fold(0.0f32, |m, (a, b)| m.max((a - b).abs() / largest));
            assert!(error <= far, "{}: {error}", case.name);
            off += usize::from(error > near);
            if case.classifies && case.is_of_several {
                for (&p, &has) in truth.iter().zip(&values["label"]) {
                    if (p - 0.5).abs() > far {
                        assert_eq!(has, f32::from(u8::from(p > 0.5)));
                    }
                }
            } else if case.classifies {
                let mut order: Vec<usize> = (0..truth.len()).collect();
                order.sort_by(|&a, &b| truth[b].total_cmp(&truth[a]));
                if truth[order[0]] - truth[order[1]] > 2.0 * far {
                    assert_eq!(values["label"], [order[0] as f32]);
                }
            }
        }
        assert!(100 * off <= case.rows.len(), "{}: {off} rows", case.name);
    }
}

#[test]
fn the_file_reads_well() {
    let cells = data("breast_cancer");
    let small = Params {
        hidden_layer_sizes: Hidden::new(&[2]),
        activation: Activation::Tanh,
        ..BRIEF
    };
    let model = fit(small, &cells);
    for dtype in Dtype::ALL {
        let file = exported(&Case::new("cells", &model, &cells, dtype));
        insta::assert_snapshot!(dtype.name(), written(&file));
    }
}

/// The model as text.
fn written(proto: &ModelProto) -> String {
    let mut lines = vec![proto.doc_string.clone(), String::new()];
    let set = &proto.opset_import[0];
    lines.push(format!(
        "{} {}, IR {}, opset {:?} {}",
        proto.producer_name, proto.producer_version, proto.ir_version, set.domain, set.version
    ));
    for entry in &proto.metadata_props {
        lines.push(format!("{} = {}", entry.key, entry.value));
    }
    let graph = proto.graph.as_ref().unwrap();
    lines.push(format!("\ngraph {}", graph.name));
    let value = |kind: &str, v: &ValueInfoProto| {
        let tensor = v.r#type.as_ref().unwrap().tensor_type.as_ref().unwrap();
        let dims = tensor.shape.as_ref().unwrap().dim.iter().map(|d| match &d.value {
            Some(Length::Value(n)) => n.to_string(),
            Some(Length::Param(name)) => name.clone(),
            None => "?".into(),
        });
        let dims: Vec<String> = dims.collect();
        format!(
            "{kind} {} type {} {dims:?}: {}",
            v.name, tensor.elem_type, v.doc_string
        )
    };
    lines.extend(graph.input.iter().map(|v| value("input", v)));
    lines.extend(graph.output.iter().map(|v| value("output", v)));
    for c in &graph.initializer {
        let count = c.raw_data.len();
        lines.push(format!(
            "{} type {} {:?}, {count} bytes",
            c.name, c.data_type, c.dims
        ));
    }
    for node in &graph.node {
        let set = node
            .attribute
            .iter()
            .map(|a| format!(" {}={}", a.name, a.i.unwrap()));
        let (set, result) = (set.collect::<String>(), &node.output[0]);
        lines.push(format!(
            "{result} = {}({}){set}",
            node.op_type,
            node.input.join(", ")
        ));
    }
    lines.join("\n")
}

#[test]
fn of_a_model_of_windows_the_file_has_the_network_and_says_so() {
    let case = stage(0);
    let options = ExportOptions::new().name("gestures");
    let bytes = case.model.export(Format::Onnx, &options).unwrap();
    let proto = ModelProto::decode(&bytes[..]).unwrap();
    let said = "samples of a0, a1, a2 at 50 Hz, windows of 20 samples (0.4 s) every 20 (0.4 s), flatten. This file has the \
                network alone; an export in C or Rust makes them of samples.";
    assert!(proto.doc_string.contains(said), "{}", proto.doc_string);
    let window = proto.metadata_props.iter().find(|entry| entry.key == "window");
    let window: serde_json::Value = serde_json::from_str(&window.unwrap().value).unwrap();
    assert_eq!(
        (&window["window"], &window["features"]),
        (&20.into(), &"flatten".into())
    );
    let graph = proto.graph.unwrap();
    let features = case.model.feature_names();
    assert!(graph.input[0].doc_string.contains(&features.join(", ")));
}
