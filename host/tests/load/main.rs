//! What is read of files, of every format and spelling.

mod archives;
mod arrays;
mod bad_lines;
mod bundled;
mod comments;
mod common;
mod dates;
mod dialects;
mod encodings;
mod formats;
mod gaps;
mod hostile;
mod json;
mod labels;
mod npz;
mod numbers;
mod numbers_as_text;
mod objects;
mod parquet;
mod rows;
mod several_files;
mod target_file;
mod text;
mod workbooks;
