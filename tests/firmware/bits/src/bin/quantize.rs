//! Fits on iris, quantised where they were fitted.
#![no_std]
#![no_main]

use workloads::int8::{CASES, Quantizing, fit_and_quantize};

static mut MEMORY: Quantizing = Quantizing::new();

board::main!(main);

fn main() {
    // SAFETY: the only use, and there is one thread.
    let memory = unsafe { &mut *(&raw mut MEMORY) };
    for (name, to, activation) in CASES {
        bits::report(name, |show| fit_and_quantize(to, activation, memory, show));
    }
}
