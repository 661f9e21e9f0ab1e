//! C exports: the instructions that an answer of each takes.
#![no_std]
#![no_main]

use core::ffi::{CStr, c_char};
use core::hint::black_box;

use board::{Field, Stopwatch};

unsafe extern "C" {
    /// Calls back for each model that the object holds.
    fn each_export(count: extern "C" fn(*const c_char, Answer));
}

/// Has a model answer one row.
type Answer = extern "C" fn();

board::main!(main);

fn main() {
    // SAFETY: the object is compiled for this target, and calls back with what is its own.
    unsafe { each_export(count) }
}

/// What a call takes.
extern "C" fn nothing() {}

fn instructions(answer: Answer) -> u64 {
    let answer = black_box(answer);
    answer();
    let watch = Stopwatch::start();
    answer();
    watch.instructions()
}

extern "C" fn count(name: *const c_char, answer: Answer) {
    // SAFETY: a literal of the C code.
    let name = unsafe { CStr::from_ptr(name) };
    let instructions = instructions(answer) - instructions(nothing);
    board::line(
        name.to_str().unwrap_or("?"),
        &[("instructions", Field::Number(instructions))],
    );
}
