//! `core/examples/search.rs`, as it is, on a chip.
#![no_std]
#![no_main]

#[path = "../../../../../core/examples/search.rs"]
mod example;

board::main!(main);

fn main() {
    bits::report("search", |_| example::main());
}
