//! `export`: each language compiled and run, its answers held against `predict`, bit for bit.

mod c;
mod common;
mod errors;
mod onnx;
mod rust;
