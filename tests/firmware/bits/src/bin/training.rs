//! Fits on iris.
#![no_std]
#![no_main]

use workloads::training::{CASES, Memory, run};

static mut MEMORY: Memory = Memory::new();

board::main!(main);

fn main() {
    // SAFETY: the only use, and there is one thread.
    let memory = unsafe { &mut *(&raw mut MEMORY) };
    for (name, task, params) in &CASES {
        bits::report(name, |show| run(*task, params, memory, show));
    }
}
