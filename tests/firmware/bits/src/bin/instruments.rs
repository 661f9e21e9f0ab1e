//! The instruments on what is known: so many instructions, so much stack.
#![no_std]
#![no_main]

use board::{Field, Painted, Stopwatch, line};
use core::arch::asm;
use core::hint::black_box;

board::main!(main);

fn main() {
    let watch = Stopwatch::start();
    line("none", &[("instructions", Field::Number(watch.instructions()))]);

    let watch = Stopwatch::start();
    thousand();
    line(
        "thousand",
        &[("instructions", Field::Number(watch.instructions()))],
    );

    let watch = Stopwatch::start();
    (0..10_000).for_each(|_| thousand());
    line(
        "ten-million",
        &[("instructions", Field::Number(watch.instructions()))],
    );

    let mut watch = Stopwatch::start();
    thousand();
    watch.leave_out(|| (0..100).for_each(|_| thousand()));
    thousand();
    line(
        "two-thousand",
        &[("instructions", Field::Number(watch.instructions()))],
    );

    let stack = Painted::new();
    take_stack();
    line(
        "stack",
        &[("stack", Field::Number(stack.depth().unwrap_or(0) as u64))],
    );
}

#[inline(never)]
fn thousand() {
    // SAFETY: does nothing.
    unsafe { asm!(".rept 1000", "nop", ".endr") }
}

#[inline(never)]
fn take_stack() {
    black_box(&mut [1u32; 256]);
}
