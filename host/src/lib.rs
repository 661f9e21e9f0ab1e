//! mcutune's host side: files, threads and text around [`mcutune_core`].

pub mod generator;
pub mod load;
