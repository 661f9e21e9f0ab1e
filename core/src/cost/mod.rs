//! What a model needs of a microcontroller, known before it is trained.
//!
//! Parameters, multiply-accumulates (MACs), the bytes of the weights and of RAM follow from the
//! shape exactly. Code, stack and instructions are measured: `cost/table.rs` holds what
//! `cargo run --release -p mcutune-tests --bin calibrate` found in firmware that was linked for
//! each [`Mcu`] and run under QEMU, as [`Coefficients`] of the loops that the kernels run. Another
//! compiler than [`COMPILER`], or another optimisation than `opt-level = 3`, makes another number
//! of them.
//!
//! **Instructions are not cycles**: how many cycles each takes depends on the chip, its flash and
//! its caches. Where floating point is software an instruction count also depends on the numbers:
//! those of the table are for standardised features and for weights as a fit starts from them.
//!
//! ```
//! use mcutune_core::cost::{Deployment, Dtype, Mcu};
//! use mcutune_core::{loss::Output, params::Activation, shape::Shape};
//!
//! const MODEL: Deployment = Deployment {
//!     shape: Shape::new(&[64, 32, 10]),
//!     activation: Activation::Relu,
//!     output: Output::Softmax,
//!     dtype: Dtype::F32,
//!     scaled: true,
//!     clips_features: false,
//!     clips_outputs: false,
//! };
//! const _: () = assert!(MODEL.cost(Mcu::CortexM4f).flash() < 16 * 1024); // else no firmware
//! assert_eq!(MODEL.parameters(), 64 * 32 + 32 + 32 * 10 + 10);
//! assert_eq!(MODEL.weight_bytes(), 4 * MODEL.parameters() + 2 * 4 * 64); // with the scaler
//! assert_eq!(MODEL.cost(Mcu::CortexM4f).ram, 4 * (64 + 32) + 4 * 10); // two layers, and the answer
//! ```

mod clip;
mod features;
mod mcu;
mod memory;
mod model;
mod table;

#[doc(hidden)]
pub use crate::search::SearchedRows;
#[doc(hidden)]
pub use features::{FEATURE_NAMES, FEATURES};
pub use mcu::{Dtype, Mcu};
#[doc(hidden)]
pub use memory::{search_bytes, training_bytes};
#[doc(hidden)]
pub use model::{Coefficients, LAYERS};
pub use model::{Cost, Deployment};
pub use table::COMPILER;

#[cfg(test)]
mod tests;
