//! Features of windows of a sensor's readings.
#![no_std]
#![no_main]

use workloads::signal::{CASES, SignalMemory, refusals, run};

static mut MEMORY: SignalMemory = SignalMemory::new();

board::main!(main);

fn main() {
    // SAFETY: the only use, and there is one thread.
    let memory = unsafe { &mut *(&raw mut MEMORY) };
    for (name, stage) in &CASES {
        bits::report(name, |show| run(stage, memory, show).map(|_| ()));
    }
    bits::report("refusals", |show| refusals(memory, show));
}
