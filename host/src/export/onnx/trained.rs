//! The network as it was trained.

use super::graph::Graph;
use super::{FEATURES, hidden};
use crate::model::Model;

/// All but the function of the output layer; gives the name of the last sums.
pub fn layers(model: &Model, graph: &mut Graph) -> String {
    let mut x = scaler(model, graph);
    let shape = model.shape();
    for i in 0..shape.layers() {
        let layer = shape.layer(i);
        let (weights, biases) = model.weights()[layer.start..layer.end()].split_at(layer.weights());
        let weights = graph.floats(&format!("weights{i}"), &[layer.fan_in, layer.fan_out], weights);
        let biases = graph.floats(&format!("biases{i}"), &[layer.fan_out], biases);
        x = graph.node("Gemm", &[&x, &weights, &biases], &format!("sums{i}"), &[]);
        if i + 1 < shape.layers() {
            x = hidden(graph, model.activation(), x, &format!("hidden{i}"));
        }
    }
    x
}

/// `(x - offset) / scale`, held to 0..1 by a scaler that clips.
fn scaler(model: &Model, graph: &mut Graph) -> String {
    if !model.scales() {
        return FEATURES.into();
    }
    let scaler = model.scaler();
    let offset = graph.floats("offset", &[scaler.features()], scaler.offset());
    let scale = graph.floats("scale", &[scaler.features()], scaler.scale());
    let centred = graph.node("Sub", &[FEATURES, &offset], "centred", &[]);
    let scaled = graph.node("Div", &[&centred, &scale], "scaled", &[]);
    if !scaler.clips() {
        return scaled;
    }
    let ends = [("least", 0.0), ("most", 1.0)].map(|(name, end)| graph.floats(name, &[], &[end]));
    graph.node("Clip", &[&scaled, &ends[0], &ends[1]], "clipped", &[])
}
