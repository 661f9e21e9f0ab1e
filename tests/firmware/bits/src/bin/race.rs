//! Whole searches on iris that race over folds, or halve over epochs.
#![no_std]
#![no_main]

use mcutune_core::Race;
use workloads::race::{RaceArena, halved, raced};

static mut MEMORY: RaceArena = RaceArena::new();

board::main!(main);

fn main() {
    // SAFETY: the only use, and there is one thread.
    let memory = unsafe { &mut *(&raw mut MEMORY) };
    bits::report("exact", |show| raced(Race::Exact, memory, show).map(|_| ()));
    bits::report("folds", |show| raced(Race::Halving, memory, show).map(|_| ()));
    bits::report("epochs", |show| halved(memory, show).map(|_| ()));
}
