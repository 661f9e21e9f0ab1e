//! One stage before a network in flash, or none, as firmware has it: `MCUTUNE_STAGE` names the source of it.
//!
//! That defines `push(sample: &[f32], out: &mut [f32]) -> bool`, `INPUTS`, `OUTPUTS`, and after how many `SAMPLES` all
//! windows run that ever do.
#![no_std]
#![no_main]

use board::{Field, Painted, Stopwatch};
use core::hint::black_box;

include!(env!("MCUTUNE_STAGE"));

/// More axes than any stage measured here has, and as many numbers as any gives out: they are the caller's, whatever
/// the stage.
const WIDEST: usize = 16;
/// Windows that are measured, with what lies between them.
const WINDOWS: u64 = 3;

static mut SAMPLE: [f32; WIDEST] = [0.0; _];
static mut OUT: [f32; OUTPUTS] = [0.0; _];

board::main!(main);

#[inline(never)]
fn answer(sample: &[f32], out: &mut [f32]) -> bool {
    black_box(push(sample, out))
}

fn main() {
    // SAFETY: the only use, and there is one thread.
    let (sample, out) = unsafe { (&mut *(&raw mut SAMPLE), &mut *(&raw mut OUT)) };
    let (Some(sample), Some(out)) = (
        sample.get_mut(..black_box(INPUTS)),
        out.get_mut(..black_box(OUTPUTS)),
    ) else {
        board::fail("too wide");
    };
    let mut readings = prediction::Features::new();
    let (mut samples, mut windows, mut between, mut ends, mut stack) = (0, 0, 0, 0, 0);
    let mut taken: u32 = 0;
    while windows < WINDOWS {
        readings.fill(sample);
        let painted = Painted::new();
        let watch = Stopwatch::start();
        let ended = answer(black_box(sample), black_box(out));
        let instructions = watch.instructions();
        stack = stack.max(painted.depth().unwrap_or(usize::MAX));
        taken += 1;
        if taken <= SAMPLES {
            continue;
        }
        if ended {
            windows += 1;
            ends += instructions;
        } else {
            samples += 1;
            between += instructions;
        }
        if OUTPUTS == 0 || taken > 1_000_000 {
            break;
        }
    }
    board::line(
        "stage",
        &[
            ("between", Field::Number(between)),
            ("samples", Field::Number(samples)),
            ("ends", Field::Number(ends)),
            ("windows", Field::Number(windows)),
            ("stack", Field::Number(stack as u64)),
        ],
    );
}
