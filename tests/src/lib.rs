//! What the cross-crate tests share.

pub mod answer;
pub mod cost;
pub mod harness;
pub mod mcu;
pub mod workload;
