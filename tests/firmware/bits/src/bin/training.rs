//! Fits on iris.
#![no_std]
#![no_main]

use workloads::training::{CASES, TrainingMemory, run};

static mut MEMORY: TrainingMemory = TrainingMemory::new();

board::main!(main);

fn main() {
    // SAFETY: the only use, and there is one thread.
    let memory = unsafe { &mut *(&raw mut MEMORY) };
    for (name, to, params) in &CASES {
        bits::report(name, |show| run(*to, params, memory, show));
    }
}
