//! What host and microcontrollers must answer with the same bits: one source, compiled for each.
#![no_std]

mod digest;
pub mod digits;
pub mod elementary;
pub mod int8;
pub mod int8_layers;
pub mod kernels;
pub mod race;
pub mod search;
pub mod signal;
pub mod targets;
pub mod training;

/// The iris data set.
pub mod iris {
    use mcutune_core::data::Target;

    include!(concat!(env!("OUT_DIR"), "/iris.rs"));

    /// The three species.
    pub const TARGET: Target<'static> = Target::Classes {
        labels: &SPECIES,
        classes: 3,
    };

    /// A model of it, 4-16-3.
    pub mod in_f32 {
        include!(concat!(env!("OUT_DIR"), "/iris_f32.rs"));
    }

    /// The same, quantised.
    pub mod in_int8 {
        include!(concat!(env!("OUT_DIR"), "/iris_int8.rs"));
    }
}

pub use digest::{Digest, Shown};
pub use mcutune_core::error::Error;
use mcutune_core::loss::Output;
