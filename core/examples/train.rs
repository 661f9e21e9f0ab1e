//! One fit on the device: a sensor learns to take its temperature into account.
use mcutune_core::Xoshiro;
use mcutune_core::train::{self, FitLayout, FitMemory, Plan};
use mcutune_core::{BatchSize, Dataset, Error, Hidden, Network, Params, Seeded, Shape, Target};

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
    let mut floats = [0.0; FitLayout::new(&SHAPE, &PARAMS).floats(1)]; // with more, more rows at a time
    let memory = FitMemory {
        weights: &mut weights,
        floats: &mut floats,
        indices: &mut order,
    };
    let mut random = Xoshiro::from_seed_number(1);
    let mut first = None;
    let plan = Plan::try_new(&DATA, rows.len(), &PARAMS)?;
    let fit = train::fit(&plan, &DATA, &rows, memory, &mut random, |epoch| {
        first = first.or(Some(epoch.loss)); // feed the watchdog, draw the curve
    })?;
    assert!(first.is_some_and(|loss| fit.loss < loss / 50.0));

    let network = plan.network(&weights)?;
    let (mut scratch, mut answer) = ([0.0; Network::scratch(&SHAPE, 1)], [0.0; 1]);
    network.predict(&[1.5, 0.65], &mut scratch, &mut answer)?; // not among what it learnt from
    assert!((answer[0] - 0.5).abs() < 0.1);
    Ok(())
}
