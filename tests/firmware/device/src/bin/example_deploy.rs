//! `core/examples/deploy.rs`, as it is, on a chip.
#![no_std]
#![no_main]

#[path = "../../../../../core/examples/deploy.rs"]
mod example;

board::main!(main);

fn main() {
    bits::report("deploy", |_| example::main());
}
