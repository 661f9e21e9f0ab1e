#![doc = include_str!("../../README.md")]
//!
//! # How this crate is written
//!
//! Capacities are types, shapes are values, kernels take slices: a hidden width is a
//! hyperparameter, so it is a run-time value; only the memory that holds the widest
//! candidate is a type-level fact, and no algorithm mentions it.
#![no_std]
#![deny(unsafe_code)]

mod activation;
pub mod arch;
pub mod arena;
pub mod cost;
pub mod data;
pub mod error;
pub mod evaluate;
pub mod folds;
pub mod int8;
pub mod loss;
pub mod math;
pub mod model;
pub mod net;
mod optimizer;
pub mod params;
pub mod quantize;
pub mod random;
pub mod rank;
pub mod scaler;
pub mod score;
pub mod search;
pub mod shape;
pub mod space;
pub mod train;
pub mod tuner;
