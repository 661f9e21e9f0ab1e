//! `core/examples/train.rs`, as it is, on a chip.
#![no_std]
#![no_main]

#[path = "../../../../../core/examples/train.rs"]
mod example;

board::main!(main);

fn main() {
    bits::report("train", |_| example::main());
}
