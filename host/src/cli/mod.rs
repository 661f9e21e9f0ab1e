//! The `mcutune` command: a client of the library. Flags as typed, what they come to, and a file a
//! command.

pub mod by_name;
pub mod command_error;
pub mod cost;
pub mod evaluate;
mod evaluation;
pub mod export;
pub mod flags;
pub mod hints;
pub mod leaders;
pub mod manual;
pub mod merge;
pub mod model;
pub mod outputs;
pub mod picture;
pub mod plot;
pub mod predict;
pub mod print;
pub mod progress;
pub mod recordings;
pub mod report;
pub mod resolve;
pub mod search;
pub mod shard;
pub mod shards;
pub mod show;
pub mod signal;
#[cfg(unix)]
pub mod size_limit;
pub mod stdin;
pub mod table;
pub mod train;
pub mod trial;
pub mod understood;
pub mod unsharded;
pub mod warnings;
pub mod windows;
