//! One fit on the device: a sensor learns to take its temperature into account.
use mcutune_core::{BatchSize, Dataset, Error, Hidden, Network, Output, Params, Seeded, Shape, Target};
use mcutune_core::{Xoshiro, train};

/// Tens of degrees, and what the sensor reads: a tenth too much for each.
#[rustfmt::skip]
static READINGS: [f32; 12 * 2] = [
    0.0, 0.1,  0.0, 0.5,  0.0, 0.9,  1.0, 0.2,  1.0, 0.6,  1.0, 1.0,
    2.0, 0.3,  2.0, 0.7,  2.0, 1.1,  3.0, 0.4,  3.0, 0.8,  3.0, 1.2,
];
static TRUTH: [f32; 12] = [0.1, 0.5, 0.9, 0.1, 0.5, 0.9, 0.1, 0.5, 0.9, 0.1, 0.5, 0.9];
const VALUES: Target = Target::Values {
    values: &TRUTH,
    outputs: 1,
};
const DATA: Dataset = Dataset::new(&READINGS, 2, VALUES);

const SHAPE: Shape = Shape::new(&[2, 4, 1]);
const PARAMS: Params = Params {
    hidden_layer_sizes: Hidden::new(&[4]),
    learning_rate_init: 0.02,
    batch_size: BatchSize::Rows(4),
    ..Params::DEFAULT
};

pub(crate) fn main() -> Result<(), Error> {
    let rows: [u32; 12] = core::array::from_fn(|row| row as u32);
    let (mut weights, mut order) = ([0.0; SHAPE.parameters()], [0; 12]);
    let mut floats = [0.0; train::floats(&SHAPE, &PARAMS, 1)]; // with more, more rows at a time
    let mut random = Xoshiro::from_seed_number(1);
    let mut first = None;
    let fit = train::fit(
        &DATA,
        &rows,
        &PARAMS,
        &mut random,
        &mut weights,
        &mut floats,
        &mut order,
        |epoch| first = first.or(Some(epoch.loss)), // feed the watchdog, draw the curve
    )?;
    assert!(first.is_some_and(|loss| fit.loss < loss / 50.0));

    let network = Network::try_new(SHAPE, PARAMS.activation, Output::of(&VALUES), &weights)?;
    let (mut scratch, mut answer) = ([0.0; Network::scratch(&SHAPE, 1)], [0.0; 1]);
    network.predict(&[1.5, 0.65], &mut scratch, &mut answer)?; // not among what it learnt from
    assert!((answer[0] - 0.5).abs() < 0.1);
    Ok(())
}
