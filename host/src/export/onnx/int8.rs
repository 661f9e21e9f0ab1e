//! The network in int8, with QuantizeLinear and DequantizeLinear around each layer.
//!
//! A hidden value is in steps of its own quantisation, so its scale is 1: what a step is worth
//! lies in the next layer's weights, as on the device. A function that the device keeps in
//! tables is a look-up in them, by the quantised sum.
//!
//! Against the device's bits, onnxruntime 1.32 is within 1e-3 of the largest answer on the five
//! bundled sets, as the device rounds its logits; where a sum lies on the edge between two steps
//! one rounds up and the other down: in one of 1797 rows, by 0.016 (`tests/onnx/check.py`).

use mcutune_core::int8::{Parts, channels, word_of, words};

use super::graph::Graph;
use super::proto::INT32;
use super::{FEATURES, hidden};
use crate::model::{Model, ModelError};

/// One layer as integers.
struct IntegerLayer {
    fan_in: usize,
    fan_out: usize,
    /// `fan_in x fan_out`
    weights: Vec<i8>,
    /// Added to `sum(q * w)`.
    biases: Vec<i32>,
    /// What that is multiplied with.
    scales: Vec<f64>,
}

/// All but the function of the output layer; gives the name of the last sums.
pub fn layers(model: &Model, graph: &mut Graph) -> Result<String, ModelError> {
    let int8 = model.int8_model()?;
    let parts = int8.parts();
    let one = graph.floats("step", &[], &[1.0]);
    let mut zero = 0;
    let mut x = input(parts, graph, &one);
    for (i, layer) in unpacked(parts).into_iter().enumerate() {
        let last = i + 1 == parts.shape.layers();
        let unit = if last {
            2.0f64.powi(-i32::from(parts.logit_bits))
        } else {
            1.0
        };
        let sums = gemm(graph, i, &layer, &x, zero, unit);
        if last {
            return Ok(sums);
        }
        zero = parts.zeros[i];
        let table = parts.tables.get(i);
        // where there is a table, the function is in it
        let sums = match table {
            Some(_) => sums,
            None => hidden(graph, model.activation(), sums, &format!("hidden{i}")),
        };
        let point = graph.int8s(&format!("zero{i}"), &[], &[zero]);
        let mut q = graph.node(
            "QuantizeLinear",
            &[&sums, &one, &point],
            &format!("quantised{i}"),
            &[],
        );
        let mut point = point;
        if let Some(table) = table {
            (q, zero) = (look_up(graph, i, &q, table), 0);
            point = graph.int8s(&format!("none{i}"), &[], &[zero]);
        }
        x = graph.node("DequantizeLinear", &[&q, &one, &point], &format!("steps{i}"), &[]);
    }
    Ok(x)
}

/// `round((x - offset) * factor)`, held to 8 bits.
fn input(parts: &Parts<'_>, graph: &mut Graph, one: &str) -> String {
    let offset = graph.floats("offset", &[parts.offset.len()], parts.offset);
    let factor = graph.floats("factor", &[parts.factor.len()], parts.factor);
    let zero = graph.int8s("zero", &[], &[0]);
    let centred = graph.node("Sub", &[FEATURES, &offset], "centred", &[]);
    let scaled = graph.node("Mul", &[&centred, &factor], "scaled", &[]);
    let q = graph.node("QuantizeLinear", &[&scaled, one, &zero], "quantised", &[]);
    graph.node("DequantizeLinear", &[&q, one, &zero], "steps", &[])
}

/// Sums of a layer in units of `unit`, from values in steps from `zero` on.
fn gemm(graph: &mut Graph, i: usize, layer: &IntegerLayer, x: &str, zero: i8, unit: f64) -> String {
    let (fan_in, fan_out) = (layer.fan_in, layer.fan_out);
    let scales: Vec<f32> = layer.scales.iter().map(|&scale| (scale * unit) as f32).collect();
    // the device folds the inputs' zero point into the biases
    let bias = |(o, &bias): (usize, &i32)| {
        let column = layer.weights.iter().skip(o).step_by(fan_out);
        bias + i32::from(zero) * column.map(|&w| i32::from(w)).sum::<i32>()
    };
    let biases: Vec<i32> = layer.biases.iter().enumerate().map(bias).collect();
    let scales = graph.floats(&format!("scales{i}"), &[fan_out], &scales);
    let weights = graph.int8s(&format!("weights{i}"), &[fan_in, fan_out], &layer.weights);
    let biases = graph.int32s(&format!("biases{i}"), &[fan_out], &biases);
    let by_output = [("axis", 1)];
    let real = ["real_weights", "real_biases"].map(|name| format!("{name}{i}"));
    graph.node("DequantizeLinear", &[&weights, &scales], &real[0], &by_output);
    graph.node("DequantizeLinear", &[&biases, &scales], &real[1], &[("axis", 0)]);
    graph.node("Gemm", &[x, &real[0], &real[1]], &format!("sums{i}"), &[])
}

/// The table's entry for each quantised sum; an index below zero counts from the end.
fn look_up(graph: &mut Graph, i: usize, q: &str, table: &[i8; 256]) -> String {
    let (negative, others) = table.split_at(128);
    let table = graph.int8s(&format!("table{i}"), &[256], &[others, negative].concat());
    let index = graph.node("Cast", &[q], &format!("index{i}"), &[("to", i64::from(INT32))]);
    graph.node("Gather", &[&table, &index], &format!("hidden{i}"), &[("axis", 0)])
}

/// What the device keeps packed.
fn unpacked(parts: &Parts<'_>) -> Vec<IntegerLayer> {
    let (mut first_word, mut first_channel) = (0, 0);
    let pairs = parts.shape.widths().windows(2);
    let layer = |pair: &[u16]| {
        let (fan_in, fan_out) = (usize::from(pair[0]), usize::from(pair[1]));
        let packed = &parts.weights[first_word..][..words(fan_in, fan_out)];
        let at = first_channel..first_channel + fan_out;
        first_word += words(fan_in, fan_out);
        first_channel += channels(fan_out);
        let cells = (0..fan_in).flat_map(|i| (0..fan_out).map(move |o| (i, o)));
        let weight = |(i, o)| {
            let (word, byte) = word_of(fan_in, i, o);
            let half = (packed[word] >> (16 * (byte / 2))) as i16;
            let low = half as i8;
            if byte % 2 == 0 {
                low
            } else {
                ((half - i16::from(low)) >> 8) as i8
            }
        };
        IntegerLayer {
            fan_in,
            fan_out,
            weights: cells.map(weight).collect(),
            biases: parts.biases[at.clone()].to_vec(),
            scales: parts.multipliers[at].iter().map(|&m| scale(m)).collect(),
        }
    };
    pairs.map(layer).collect()
}

/// What a multiplier with its shift in the low byte multiplies with.
fn scale(multiplier: i32) -> f64 {
    f64::from(multiplier) * 2.0f64.powi(-32 - (multiplier & 31))
}
