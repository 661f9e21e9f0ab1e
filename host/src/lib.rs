//! mcutune's host side: files, threads and text around [`mcutune_core`].

pub mod cli;
pub mod data;
pub mod export;
pub mod files;
pub mod limits;
pub mod model;
pub mod rng;
pub mod search;
pub mod space;
pub mod study;
pub mod text;
