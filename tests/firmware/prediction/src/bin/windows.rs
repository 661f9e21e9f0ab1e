//! What the features of a window cost, of stages in flash that are fed with the readings of a sensor.
#![no_std]
#![no_main]

use board::{Field, Painted, Stopwatch};
use core::hint::black_box;
use mcutune_core::signal::{Axes, Features, Filter, Progress, Stage};

const AXES: usize = 3;
const WINDOW: usize = 100;

/// Three axes at 50 Hz, two seconds, Edge Impulse's *flatten*.
const APART: Stage = Stage {
    rate: 50.0,
    scale: &[1.0; AXES],
    filter: Filter::NONE,
    decimate: 1,
    axes: Axes::RAW,
    window: WINDOW as u16,
    hop: WINDOW as u16,
    features: Features::FLATTEN,
    keep: None,
};

static mut SAMPLES: [[i16; AXES]; WINDOW] = [[0; AXES]; WINDOW];
static mut MEMORY: [f32; APART.memory()] = [0.0; _];
static mut OUT: [f32; APART.outputs()] = [0.0; _];

board::main!(main);

type Push = fn(&mut Progress, &mut [f32], &[i16; AXES], &mut [f32]) -> bool;

/// Apart from its caller, as where firmware takes a sample from an interrupt.
#[inline(never)]
fn constant(progress: &mut Progress, memory: &mut [f32], sample: &[i16; AXES], out: &mut [f32]) -> bool {
    APART.push_i16(progress, memory, sample, out) == Ok(true)
}

/// What the calls and the loop around them take.
#[inline(never)]
fn nothing(_: &mut Progress, _: &mut [f32], sample: &[i16; AXES], _: &mut [f32]) -> bool {
    black_box(sample);
    false
}

fn main() {
    // SAFETY: the only use, and there is one thread.
    let samples = unsafe { &mut *(&raw mut SAMPLES) };
    let mut random = 2_463_534_242_u32;
    for sample in samples.iter_mut() {
        *sample = [0_i16, 0, 16_384].map(|rest| {
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            rest - 1_000 + (random >> 21) as i16
        });
    }
    let without = window(samples, nothing).0;
    report("flatten", samples, constant, without);
}

fn report(name: &str, samples: &[[i16; AXES]; WINDOW], push: Push, without: u64) {
    let (instructions, stack) = window(samples, push);
    board::line(
        name,
        &[
            ("instructions", Field::Number(instructions - without)),
            ("windows", Field::Number(1)),
            ("stack", Field::Number(stack)),
        ],
    );
}

/// Instructions of a window, and the stack.
#[inline(never)]
fn window(samples: &[[i16; AXES]; WINDOW], push: Push) -> (u64, u64) {
    // SAFETY: the only use, and there is one thread.
    let (memory, out) = unsafe { (&mut *(&raw mut MEMORY), &mut *(&raw mut OUT)) };
    let mut progress = Progress::default();
    let push = black_box(push);
    let mut ended = false;
    let painted = Painted::new();
    let watch = Stopwatch::start();
    for sample in samples {
        ended = push(&mut progress, memory, sample, out);
    }
    let instructions = watch.instructions();
    black_box(ended);
    (instructions, painted.depth().map_or(0, |depth| depth as u64))
}
