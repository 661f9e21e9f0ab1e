//! What one answer takes. `MCUTUNE_ANSWER` names the source of `answer(&[Feature; INPUTS],
//! &mut [f32; OUTPUTS]) -> bool`, and of the types in it.
#![no_std]
#![no_main]

use board::{Field, Stopwatch};
use core::hint::black_box;

include!(env!("MCUTUNE_ANSWER"));

const CALLS: u8 = 16;

static mut ROW: [Feature; INPUTS] = [0 as Feature; _];
static mut OUT: [f32; OUTPUTS] = [0.0; _];

board::main!(main);

/// Apart from its caller, as in firmware that answers in more than one place.
#[inline(never)]
fn one(row: &[Feature; INPUTS], out: &mut [f32; OUTPUTS]) -> bool {
    answer(row, out)
}

fn main() {
    // SAFETY: the only use, and there is one thread.
    let (row, out) = unsafe { (&mut *(&raw mut ROW), &mut *(&raw mut OUT)) };
    let mut instructions = 0;
    for call in 0..CALLS {
        for (x, i) in row.iter_mut().zip(0u8..) {
            *x = (i.wrapping_mul(7).wrapping_add(call) & 15) as Feature;
        }
        let watch = Stopwatch::start();
        let good = one(black_box(row), black_box(out));
        instructions += watch.instructions();
        if !good {
            board::fail("no answer");
        }
    }
    board::line(
        "answer",
        &[
            ("instructions", Field::Number(instructions)),
            ("calls", Field::Number(CALLS.into())),
        ],
    );
}
