#![doc = include_str!("../README.md")]
//!
//! # The crate in reading order
//!
//! What a device needs has a name here, at the top; the modules below hold it. Of those without a
//! link `limits`, `list` and `named` are private; the others are public for the `mcutune` crate and
//! the tests, and no part of the API. Each imports only from those before it
//! (`tests/layers/main.rs` reads this table, and says which module may use which dependency). What only
//! the host and the tests use of the others is hidden as well: the test counts what is left.
//!
//! | module | what it holds |
//! |---|---|
//! | `limits`, `list`, `named` | how deep a network may be, lists in constants, enums with names |
//! | [`error`] | the one error type |
//! | `math`, [`random`] | elementary functions and random draws with the same bits everywhere |
//! | `kernels` | sums and products of slices, for each kind of chip |
//! | [`signal`] | windows of samples, and their features |
//! | [`data`], [`scaler`], `folds` | borrowed rows, scaled as they are read, and split |
//! | [`activation`], [`loss`] | the functions of hidden layers and of the output |
//! | [`shape`], [`network`], [`model`] | widths, weights, and both with a scaler: inference |
//! | [`params`], [`score`], [`train`] | hyperparameters, scorers, and one fit |
//! | [`space`], [`search`] | candidates, and the whole search over them |
//! | [`int8`], [`cost`] | quantised inference, and what a model needs of a chip |
//!
//! Capacities are types, shapes are values, kernels take slices: a hidden width is a
//! hyperparameter, so it is a run-time value; only the size of the memory that holds the widest
//! candidate is part of a type ([`Arena`]), and no algorithm mentions it.
#![no_std]
#![deny(unsafe_code)]

pub mod activation;
pub mod cost;
pub mod data;
pub mod error;
#[doc(hidden)]
pub mod folds;
pub mod int8;
#[doc(hidden)]
pub mod kernels;
mod limits;
mod list;
pub mod loss;
#[doc(hidden)]
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
pub mod signal;
pub mod space;
pub mod train;

/// The name by which exported models know [`network`].
#[doc(hidden)]
pub mod net {
    pub use crate::network::Network;
}

// A model that predicts.
pub use crate::activation::Activation;
pub use crate::error::Error;
pub use crate::int8::Int8Model;
pub use crate::loss::Output;
pub use crate::model::Model;
pub use crate::network::Network;
pub use crate::scaler::{Scaler, Scaling};
pub use crate::shape::Shape;

// A fit.
pub use crate::data::{Bounds, ClipOutput, Dataset, Target};
pub use crate::params::{BatchSize, ClassWeight, Hidden, Loss, Params, Schedule, Solver};
pub use crate::random::{Random, Seeded, Xoshiro};
pub use crate::train::{Fit, StopReason};

// A search.
pub use crate::params::{Name, Value, Word};
pub use crate::score::Scoring;
pub use crate::search::{Arena, Found, Layout, Outcome, Problem, Scoreboard, Search, TrialFold};
pub use crate::search::{Halving, MinResources, Race};
pub use crate::space::{Candidate, Dimension, Grid, Range, Sampler, Space};
