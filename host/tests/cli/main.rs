//! The real binary, driven as a user drives it.

mod adaptive;
mod bad_lines;
mod categories;
mod corners;
mod cost;
mod dates;
mod dates_left;
mod dates_spelled;
mod diverged;
mod export;
mod files;
mod input;
mod labels;
mod limit;
mod memory;
#[cfg(target_os = "linux")]
mod memory_again;
mod output;
mod place;
mod pos_label;
mod quantize;
mod readme;
mod resume;
mod safety;
mod search;
mod select_by;
mod spelling;
mod stdin;
mod stray;
mod target_scaling;
mod terminal;
mod train_predict;
mod truths;
mod undefined;
mod understood;
mod without_times;
