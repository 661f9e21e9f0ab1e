//! mcutune's host side: files, threads and text around [`mcutune_core`].

pub mod board;
pub mod cli;
pub mod config;
pub mod evaluate;
pub mod export;
pub mod failure;
pub mod files;
pub mod generator;
pub mod load;
pub mod model;
pub mod pareto;
pub mod plot;
pub mod predict;
pub mod prepare;
pub mod progress;
pub mod quantized;
pub mod report;
pub mod run;
pub mod search;
pub mod select;
pub mod show;
pub mod space_file;
pub mod study;
pub mod text;
pub mod train;
pub mod warnings;
