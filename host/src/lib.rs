//! mcutune's host side: files, threads and text around [`mcutune_core`].

pub mod cli;
pub mod data;
pub mod export;
pub mod files;
pub mod fit;
pub mod limits;
pub mod model;
pub mod rng;
pub mod search;
pub mod space;
pub mod study;
pub mod text;

pub use data::Data;
pub use export::ExportOptions;
pub use fit::Mlp;
pub use mcutune_core::cost::{Dtype, Mcu};
pub use mcutune_core::params::Params;
pub use mcutune_core::scaler::Scaling;
pub use mcutune_core::score::Scoring;
pub use model::Model;
