//! What the cross-crate tests share.

pub mod mcu;
pub mod workload;
