#![doc = include_str!("../../README.md")]
//!
//! # How this crate is written
//!
//! Capacities are types, shapes are values, kernels take slices: a hidden width is a
//! hyperparameter, so it is a run-time value; only the memory that holds the widest
//! candidate is a type-level fact, and no algorithm mentions it.
#![no_std]
#![deny(unsafe_code)]

pub mod activation;
pub mod cost;
pub mod data;
pub mod error;
pub mod folds;
pub mod int8;
pub mod kernels;
mod limits;
mod list;
pub mod loss;
pub mod math;
pub mod model;
mod named;
pub mod network;
pub mod params;
pub mod random;
pub mod scaler;
pub mod score;
pub mod search;
pub mod shape;
pub mod space;
pub mod train;

/// The name by which exported models know [`network`].
#[doc(hidden)]
pub mod net {
    pub use crate::network::Network;
}
