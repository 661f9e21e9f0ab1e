//! What the cross-crate tests share.

pub mod answer;
pub mod command;
pub mod cost;
pub mod gcc;
pub mod harness;
pub mod mcu;
pub mod rows;
pub mod stage;
pub mod windows;
pub mod workload;

/// The examples of the project's README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// Writes a line where a person sees it, although the test that says it passes: what `println!`
/// writes, the harness keeps to itself.
pub fn say(line: &str) {
    use std::io::Write as _;
    // a test is no less right where nobody listens
    let _ = writeln!(std::io::stderr(), "{line}");
}
