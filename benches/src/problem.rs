//! A classification task of any shape.

use mcutune_core::data::{Dataset, Target};
use mcutune_core::error::Error;
use mcutune_core::params::{BatchSize, Hidden, Params, Solver};
use mcutune_core::random::{Random, Seeded, Xoshiro};
use mcutune_core::shape::Shape;
use mcutune_core::train::{Fit, FitMemory, Plan, fit};

/// A multiple of both 32 and 200, so that every batch is whole.
const ROWS: usize = 1600;
/// Epochs of a run: the draws of the initial weights do not show beside them.
const EPOCHS: u32 = 10;
/// Rows that pass at a time in the host's fits.
const ROWS_AT_ONCE: usize = 208;

/// Rows, labels, hyperparameters and the memory of a fit.
pub struct Problem {
    shape: Shape,
    params: Params,
    x: Vec<f32>,
    labels: Vec<u16>,
    rows: Vec<u32>,
    weights: Vec<f32>,
    floats: Vec<f32>,
    indices: Vec<u32>,
}

impl Problem {
    /// Inputs, hidden widths, classes; relu.
    pub fn new(widths: &[u16], batch: u32, solver: Solver) -> Result<Self, Error> {
        let shape = Shape::try_new(widths)?;
        let params = Params {
            hidden_layer_sizes: Hidden::try_new(&widths[1..widths.len() - 1])?,
            solver,
            batch_size: BatchSize::Rows(batch),
            max_iter: EPOCHS,
            n_iter_no_change: EPOCHS,
            ..Params::DEFAULT
        };
        let mut random = Xoshiro::from_seed_number(1);
        let x: Vec<f32> = (0..ROWS * shape.inputs())
            .map(|_| random.uniform(-1.0, 1.0) as f32)
            .collect();
        let classes = shape.outputs() as u32;
        let labels = (0..ROWS).map(|_| random.bounded(classes - 1) as u16).collect();
        let mut problem = Self {
            shape,
            params,
            x,
            labels,
            rows: (0..ROWS as u32).collect(),
            weights: vec![0.0; shape.parameters()],
            floats: Vec::new(),
            indices: Vec::new(),
        };
        let plan = Plan::try_new(&problem.data()?, ROWS, &params)?;
        problem.floats = vec![0.0; plan.floats(plan.batch().next_multiple_of(16).min(ROWS_AT_ONCE))];
        problem.indices = vec![0; plan.indices()];
        Ok(problem)
    }

    fn data(&self) -> Result<Dataset<'_>, Error> {
        let target = Target::Classes {
            labels: &self.labels,
            classes: self.shape.outputs(),
        };
        Dataset::try_new(&self.x, self.shape.inputs(), target)
    }

    /// Multiplications and additions of a run's products: forward, gradient and, but for the
    /// first layer, back-propagation. Nothing else counts, though all else takes its time.
    pub fn flops(&self) -> u64 {
        let first = self.shape.width(0) * self.shape.width(1);
        (2 * (3 * self.shape.macs() - first) * ROWS) as u64 * u64::from(EPOCHS)
    }

    /// Trains from scratch.
    pub fn run(&mut self) -> Result<Fit, Error> {
        let target = Target::Classes {
            labels: &self.labels,
            classes: self.shape.outputs(),
        };
        let data = Dataset::try_new(&self.x, self.shape.inputs(), target)?;
        let plan = Plan::try_new(&data, ROWS, &self.params)?;
        fit(
            &plan,
            &data,
            &self.rows,
            FitMemory {
                weights: &mut self.weights,
                floats: &mut self.floats,
                indices: &mut self.indices,
            },
            &mut Xoshiro::from_seed_number(2),
            |_| {},
        )
    }
}
