//! What training takes a sample: fits of one and of three epochs of the same rows, 64-32-10, adam,
//! batches of 32. Their difference is two epochs, without what a fit begins and ends with.
#![no_std]
#![no_main]

use board::{Field, Stopwatch};
use mcutune_core::data::{Dataset, Target};
use mcutune_core::error::Error;
use mcutune_core::params::{BatchSize, Hidden, Params};
use mcutune_core::random::{Seeded, Xoshiro};
use mcutune_core::shape::Shape;
use mcutune_core::train::{self, FitLayout, FitMemory, Plan, fit};
use workloads::digits::{LABELS, PIXELS};

const SHAPE: Shape = Shape::new(&[64, 32, 10]);
const ROWS: usize = 96;
const BATCH: usize = 32;
const PARAMS: Params = Params {
    hidden_layer_sizes: Hidden::new(&[32]),
    batch_size: BatchSize::Rows(BATCH as u32),
    ..Params::DEFAULT
};

static mut X: [f32; ROWS * 64] = [0.0; _];
static mut Y: [u16; ROWS] = [0; _];
static mut WEIGHTS: [f32; SHAPE.parameters()] = [0.0; _];
static mut FLOATS: [f32; FitLayout::new(&SHAPE, &PARAMS).floats(BATCH)] = [0.0; _];
static mut INDICES: [u32; train::indices(ROWS, 10, false)] = [0; _];

board::main!(main);

fn main() {
    // SAFETY: the only use, and there is one thread.
    let (x, y) = unsafe { (&mut *(&raw mut X), &mut *(&raw mut Y)) };
    for (x, &pixel) in x.iter_mut().zip(&PIXELS) {
        *x = f32::from(pixel) / 16.0;
    }
    for (y, &label) in y.iter_mut().zip(&LABELS) {
        *y = label.into();
    }
    let epochs = |count| match epochs(x, y, count) {
        Ok(instructions) => instructions,
        Err(_) => board::fail("no fit"),
    };
    board::line(
        "sample",
        &[
            ("instructions", Field::Number(epochs(3) - epochs(1))),
            ("samples", Field::Number(2 * ROWS as u64)),
        ],
    );
}

#[inline(never)]
fn epochs(x: &[f32], labels: &[u16], max_iter: u32) -> Result<u64, Error> {
    let data = Dataset::try_new(x, 64, Target::Classes { labels, classes: 10 })?;
    let rows: [u32; ROWS] = core::array::from_fn(|row| row as u32);
    let params = Params { max_iter, ..PARAMS };
    let mut random = Xoshiro::from_seed_number(1);
    // SAFETY: one call at a time, and there is one thread.
    let (weights, floats, indices) = unsafe {
        (
            &mut *(&raw mut WEIGHTS),
            &mut *(&raw mut FLOATS),
            &mut *(&raw mut INDICES),
        )
    };
    let plan = Plan::try_new(&data, ROWS, &params)?;
    let watch = Stopwatch::start();
    fit(
        &plan,
        &data,
        &rows,
        FitMemory {
            weights: weights,
            floats: floats,
            indices: indices,
        },
        &mut random,
        |_| {},
    )?;
    Ok(watch.instructions())
}
