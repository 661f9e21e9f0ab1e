//! Whole searches: grid and random, on iris.
#![no_std]
#![no_main]

use workloads::search::{SearchArena, grid, random};

static mut MEMORY: SearchArena = SearchArena::new();

board::main!(main);

fn main() {
    // SAFETY: the only use, and there is one thread.
    let memory = unsafe { &mut *(&raw mut MEMORY) };
    bits::report("grid", |show| grid(memory, show).map(|_| ()));
    bits::report("random", |show| random(memory, show).map(|_| ()));
}
