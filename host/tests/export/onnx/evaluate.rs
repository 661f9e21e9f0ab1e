//! What the operators say, for one row, in f64 but for sums and products of single numbers.

use std::collections::BTreeMap;

use super::proto::{FLOAT, GraphProto, INT8, INT32};

/// Every value of the graph by its name.
pub fn evaluate(graph: &GraphProto, row: &[f32]) -> BTreeMap<String, Vec<f32>> {
    let mut values = BTreeMap::new();
    for constant in &graph.initializer {
        let words = constant.raw_data.chunks(4);
        let word = |b: &[u8]| <[u8; 4]>::try_from(b).unwrap();
        let floats: Vec<f64> = match constant.data_type {
            FLOAT => words.map(|b| f32::from_le_bytes(word(b)).into()).collect(),
            INT32 => words.map(|b| i32::from_le_bytes(word(b)).into()).collect(),
            INT8 => constant.raw_data.iter().map(|&b| f64::from(b as i8)).collect(),
            other => panic!("no constants of type {other}"),
        };
        let count: i64 = constant.dims.iter().product();
        assert_eq!(floats.len(), count as usize);
        values.insert(constant.name.clone(), floats);
    }
    let features = row.iter().map(|&v| f64::from(v)).collect();
    values.insert(graph.input[0].name.clone(), features);
    for node in &graph.node {
        let x: Vec<&[f64]> = node.input.iter().map(|name| &values[name][..]).collect();
        let each = |f: fn(f64) -> f64| x[0].iter().map(|&v| f(v)).collect::<Vec<f64>>();
        // one number stands for a row; rounded to f32, on which the input's quantisation depends
        let pairs = |f: fn(f64, f64) -> f64| {
            let length = x[0].len().max(x[1].len());
            let at = |side: &[f64], i: usize| if side.len() == 1 { side[0] } else { side[i] };
            let rounded = |i| f64::from(f(at(x[0], i), at(x[1], i)) as f32);
            (0..length).map(rounded).collect()
        };
        let result = match node.op_type.as_str() {
            "Sub" => pairs(|a, b| a - b),
            "Mul" => pairs(|a, b| a * b),
            "QuantizeLinear" => {
                let steps = |v: &f64| (v / x[1][0]).round_ties_even() + x[2][0];
                x[0].iter().map(|v| steps(v).clamp(-128.0, 127.0)).collect()
            }
            "DequantizeLinear" => {
                // one scale, or one a column
                let zero = x.get(2).map_or(0.0, |zero| zero[0]);
                let real = |(i, v): (usize, &f64)| (v - zero) * x[1][i % x[1].len()];
                x[0].iter().enumerate().map(real).collect()
            }
            "Cast" => x[0].to_vec(),
            "Gather" => {
                let from_end = |i: f64| if i < 0.0 { i + x[0].len() as f64 } else { i };
                x[1].iter().map(|&i| x[0][from_end(i) as usize]).collect()
            }
            "Greater" => pairs(|a, b| f64::from(u8::from(a > b))),
            "Div" => pairs(|a, b| a / b),
            "Max" => pairs(f64::max),
            "Min" => pairs(f64::min),
            "Clip" => {
                let held = |(i, v): (usize, &f64)| v.clamp(x[1][i % x[1].len()], x[2][i % x[2].len()]);
                x[0].iter().enumerate().map(held).collect()
            }
            "Identity" => x[0].to_vec(),
            "Exp" => each(f64::exp),
            "Relu" => each(|v| v.max(0.0)),
            "Tanh" => each(f64::tanh),
            "Sigmoid" => each(|v| 1.0 / (1.0 + (-v).exp())),
            "Softmax" => {
                let exps: Vec<f64> = x[0].iter().map(|v| v.exp()).collect();
                exps.iter().map(|e| e / exps.iter().sum::<f64>()).collect()
            }
            "Concat" => x.concat(),
            "ArgMax" => {
                let largest = x[0].iter().fold(f64::NEG_INFINITY, |m, &v| m.max(v));
                let place = x[0].iter().position(|&v| v == largest);
                vec![place.unwrap() as f64]
            }
            "Gemm" => {
                let columns = x[2].len();
                let sum = |(j, bias): (usize, &f64)| {
                    let products = x[0].iter().enumerate().map(|(i, v)| v * x[1][i * columns + j]);
                    bias + products.sum::<f64>()
                };
                x[2].iter().enumerate().map(sum).collect()
            }
            other => panic!("no operator {other}"),
        };
        values.insert(node.output[0].clone(), result);
    }
    let narrow = |(name, v): (String, Vec<f64>)| (name, v.into_iter().map(|v| v as f32).collect());
    values.into_iter().map(narrow).collect()
}
