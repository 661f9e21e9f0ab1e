//! The kernels of f32 sums against the naive loop.
#![no_std]
#![no_main]

use workloads::kernels::{KernelsMemory, ends, run};

static mut MEMORY: KernelsMemory = KernelsMemory::new();

board::main!(main);

fn main() {
    // SAFETY: the only use, and there is one thread.
    let memory = unsafe { &mut *(&raw mut MEMORY) };
    bits::report("kernels", |show| run(memory, show));
    bits::report("ends", |show| ends(memory, show));
}
