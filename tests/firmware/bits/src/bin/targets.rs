//! Searches for several targets on iris.
#![no_std]
#![no_main]

use workloads::targets::{CASES, TargetsMemory, run};

static mut MEMORY: TargetsMemory = TargetsMemory::new();

board::main!(main);

fn main() {
    // SAFETY: the only use, and there is one thread.
    let memory = unsafe { &mut *(&raw mut MEMORY) };
    for (name, problem) in &CASES {
        bits::report(name, |show| run(problem, memory, show).map(|_| ()));
    }
}
