//! What host and microcontrollers must answer with the same bits: one source, compiled for each.
#![no_std]

mod digest;
pub mod digits;
pub mod elementary;
pub mod training;

/// The iris data set.
pub mod iris {
    include!(concat!(env!("OUT_DIR"), "/iris.rs"));
}

pub use digest::{Digest, Results};
pub use mcutune_core::error::Error;
use mcutune_core::loss::Output;
