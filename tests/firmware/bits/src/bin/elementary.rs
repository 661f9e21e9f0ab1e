//! The elementary functions over all of their ranges.
#![no_std]
#![no_main]

board::main!(main);

fn main() {
    bits::report("elementary", |show| workloads::elementary::run(show));
}
