//! Rust exports: for each, whether its self-test passes and how many rows have the right bits.
#![no_std]
#![no_main]

// A module for each model, and `check_exports` over all of them.
include!(env!("RUST_EXPORTS"));

board::main!(main);

fn main() {
    check_exports(|name, self_test, right| {
        let fields = [("self_test", u64::from(self_test)), ("right", right)];
        board::line(
            name,
            &fields.map(|(key, value)| (key, board::Field::Number(value))),
        );
    });
}
