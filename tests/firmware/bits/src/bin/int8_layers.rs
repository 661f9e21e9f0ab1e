//! Int8 layers of every width.
#![no_std]
#![no_main]

use workloads::int8_layers::{LayersMemory, narrow, wide};

static mut MEMORY: LayersMemory = LayersMemory::new();

board::main!(main);

fn main() {
    // SAFETY: the only use, and there is one thread.
    let memory = unsafe { &mut *(&raw mut MEMORY) };
    bits::report("narrow", |show| narrow(memory, show));
    bits::report("wide", |show| wide(memory, show));
}
