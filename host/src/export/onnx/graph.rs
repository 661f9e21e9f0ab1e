//! A graph as it grows.

use super::proto::{
    ATTRIBUTE_INT, AttributeProto, DimensionProto, FLOAT, INT8, INT32, Length, NodeProto, TensorProto,
    TensorShapeProto, TensorTypeProto, TypeProto, ValueInfoProto,
};

/// Nodes and constants.
#[derive(Default)]
pub struct Graph {
    pub nodes: Vec<NodeProto>,
    pub constants: Vec<TensorProto>,
}

impl Graph {
    /// Adds an operation and gives back the name of its result.
    pub fn node(
        &mut self,
        operator: &str,
        inputs: &[&str],
        result: &str,
        settings: &[(&str, i64)],
    ) -> String {
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
    pub fn floats(&mut self, name: &str, dims: &[usize], values: &[f32]) -> String {
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.constant(name, dims, FLOAT, bytes)
    }

    /// The same for integers of 8 bits.
    pub fn int8s(&mut self, name: &str, dims: &[usize], values: &[i8]) -> String {
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.constant(name, dims, INT8, bytes)
    }

    /// The same for integers of 32 bits.
    pub fn int32s(&mut self, name: &str, dims: &[usize], values: &[i32]) -> String {
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.constant(name, dims, INT32, bytes)
    }

    fn constant(&mut self, name: &str, dims: &[usize], data_type: i32, raw_data: Vec<u8>) -> String {
        self.constants.push(TensorProto {
            dims: dims.iter().map(|&n| n as i64).collect(),
            data_type,
            name: name.into(),
            raw_data,
        });
        name.into()
    }
}

/// A value of any number of rows.
pub fn value(name: &str, elem_type: i32, columns: Option<usize>, doc: &str) -> ValueInfoProto {
    let axes = [
        Some(Length::Param("rows".into())),
        columns.map(|columns| Length::Value(columns as i64)),
    ];
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
