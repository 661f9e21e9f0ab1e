//! A quantised model of digits on the rows it has not seen.
#![no_std]
#![no_main]

use workloads::int8::{Int8Memory, refusals, run};

static mut MEMORY: Int8Memory = Int8Memory::new();

board::main!(main);

fn main() {
    // SAFETY: the only use, and there is one thread.
    let memory = unsafe { &mut *(&raw mut MEMORY) };
    bits::report("digits", |show| run(memory, show).map(|_| ()));
    bits::report("refusals", |show| refusals(memory, show));
}
