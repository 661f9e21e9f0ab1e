//! The real binary, driven as a user drives it.

mod input;
mod output;
mod place;
mod resume;
mod search;
mod train_predict;
