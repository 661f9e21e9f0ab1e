//! One model in flash, or none, as firmware has it: `MCUTUNE_MODEL` names the source of it.
//!
//! That defines `predict(raw: &[f32], out: &mut [f32]) -> bool`, `INPUTS` and `OUTPUTS`.
#![no_std]
#![no_main]

use board::{Field, Painted, Stopwatch};
use core::hint::black_box;
use prediction::Features;

include!(env!("MCUTUNE_MODEL"));

/// More inputs than any model measured here has: they are the caller's, whatever the model.
const WIDEST: usize = 128;
const CALLS: u64 = 16;

static mut RAW: [f32; WIDEST] = [0.0; _];
static mut OUT: [f32; OUTPUTS] = [0.0; _];

board::main!(main);

#[inline(never)]
fn answer(raw: &[f32], out: &mut [f32]) -> bool {
    black_box(predict(raw, out))
}

fn main() {
    // SAFETY: the only use, and there is one thread.
    let (raw, out) = unsafe { (&mut *(&raw mut RAW), &mut *(&raw mut OUT)) };
    let (Some(raw), Some(out)) = (
        raw.get_mut(..black_box(INPUTS)),
        out.get_mut(..black_box(OUTPUTS)),
    ) else {
        board::fail("too wide");
    };
    let mut features = Features::new();
    let mut instructions = 0;
    let mut stack = 0;
    for _ in 0..CALLS {
        features.fill(raw);
        let painted = Painted::new();
        let watch = Stopwatch::start();
        let good = answer(black_box(raw), black_box(out));
        instructions += watch.instructions();
        if !good {
            board::fail("no answer");
        }
        stack = stack.max(painted.depth().unwrap_or(usize::MAX));
    }
    board::line(
        "prediction",
        &[
            ("instructions", Field::Number(instructions)),
            ("calls", Field::Number(CALLS)),
            ("stack", Field::Number(stack as u64)),
        ],
    );
}
