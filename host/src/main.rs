//! The `mcutune` command.

fn main() {}
