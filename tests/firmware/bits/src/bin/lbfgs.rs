//! Fits on iris by lbfgs.
#![no_std]
#![no_main]

use workloads::training::{LBFGS_CASES, LbfgsMemory, run};

static mut MEMORY: LbfgsMemory = LbfgsMemory::new();

board::main!(main);

fn main() {
    // SAFETY: the only use, and there is one thread.
    let memory = unsafe { &mut *(&raw mut MEMORY) };
    for (name, to, params) in &LBFGS_CASES {
        bits::report(name, |show| run(*to, params, memory, show));
    }
}
