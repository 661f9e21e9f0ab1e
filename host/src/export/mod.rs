//! A model as one file of another language.
//!
//! One exporter a file, each a pure function from the model to bytes.

pub mod c;
mod facts;
mod literal;
pub mod onnx;
pub mod rust;

pub use literal::identifier;
