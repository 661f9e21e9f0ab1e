//! Exports: each language compiled and run, its answers held against the model's, bit for bit.

mod c;
mod common;
mod mended;
mod onnx;
mod rust;
#[allow(dead_code)]
mod stages;
