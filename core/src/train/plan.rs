//! What a fit is going to do, settled once before it.

use super::layout::{FitLayout, FitMemory, FitViews, LANES};
use crate::data::{Dataset, Target};
use crate::error::Error;
use crate::folds;
use crate::kernels::{WIDE, first_not_finite};
use crate::loss::Output;
use crate::network::Network;
use crate::params::{BatchSize, ClassWeight, Loss, Params, Solver};
use crate::shape::Shape;

/// A fit of some hyperparameters to this many rows of a data set: its network, its batches, and how
/// much memory it takes.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub(super) shape: Shape,
    pub(super) params: Params,
    pub(super) output: Output,
    pub(super) layout: FitLayout,
    /// Rows that train.
    pub(super) train: usize,
    /// Rows that early stopping holds out.
    pub(super) validation: usize,
    pub(super) batch: usize,
    pub(super) classes: usize,
    pub(super) warm: bool,
}

impl Plan {
    /// For a fit on `rows` rows of `data`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a hyperparameter out of its range, [`Error::Shape`] for outputs or
    /// features of which there is none, or more than a layer is wide, [`Error::TooManyParameters`] for
    /// more weights than memory can hold, [`Error::TooFewRows`] for 0 `rows`, [`Error::EarlyStopping`]
    /// where it would hold out less than two of them, or all, [`Error::LbfgsDropout`] for lbfgs with dropout,
    /// [`Error::Prepares`] for a scaler or what stands in for missing numbers, [`Error::Unsuited`] for balanced classes
    /// where there are none, [`Error::ClassWeightTwice`] where they have weights, and for `loss = poisson` of classes
    /// or of a scaled target, [`Error::Negative`] for the latter where a value is below 0.
    pub fn try_new(data: &Dataset<'_>, rows: usize, params: &Params) -> Result<Self, Error> {
        params.validate()?;
        if params.solver == Solver::Lbfgs && params.drops() {
            return Err(Error::LbfgsDropout);
        }
        if let Some(name) = params.prepares() {
            return Err(Error::Prepares(name));
        }
        let target = data.fitted_target();
        check_target(data, params)?;
        let shape = Shape::of(
            data.features(),
            &params.hidden_layer_sizes,
            Output::width(&target),
        )?;
        if rows == 0 {
            return Err(Error::TooFewRows { needed: 1, got: 0 });
        }
        let validation = if params.stops_early() && params.validation_fraction > 0.0 {
            // where it would be all rows, none is left to train on
            folds::held_out(rows, params.validation_fraction).unwrap_or(rows)
        } else {
            0
        };
        let train = rows - validation;
        if params.stops_early() && (train == 0 || validation < 2) {
            let held_out = validation;
            return Err(Error::EarlyStopping { train, held_out });
        }
        let batch = match (params.solver, params.batch_size) {
            (Solver::Lbfgs, _) => train,
            (Solver::Sgd | Solver::Adam, BatchSize::Auto) => train.min(200),
            (Solver::Sgd | Solver::Adam, BatchSize::Rows(n)) => train.min(n as usize),
        };
        Ok(Self {
            shape,
            params: *params,
            output: Output::of(&target, params.loss),
            layout: FitLayout::new(&shape, params),
            train,
            validation,
            batch,
            classes: classes(&target),
            warm: false,
        })
    }

    /// The same fit, begun from the weights that [`FitMemory::weights`] holds, as any fit leaves them, in place of
    /// drawn ones: scikit-learn's `warm_start`. The rest begins anew: patience and the step of
    /// [`Schedule::Invscaling`](crate::params::Schedule::Invscaling), too, which go on there.
    #[must_use]
    pub fn warm_start(self) -> Self {
        Self { warm: true, ..self }
    }

    /// The network's blueprint.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The hyperparameters.
    #[must_use]
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// The output's function.
    #[must_use]
    pub fn output(&self) -> Output {
        self.output
    }

    /// How many rows the fit is on, those that early stopping holds out included.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.train + self.validation
    }

    /// Rows of a batch.
    #[must_use]
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// How many f32 a fit takes beside the weights, with `rows` of a batch passing at a time.
    #[must_use]
    pub fn floats(&self, rows: usize) -> usize {
        self.layout.floats(rows)
    }

    /// How many u32 it takes: the order of the rows, and the split of early stopping.
    #[must_use]
    pub fn indices(&self) -> usize {
        super::layout::indices(self.rows(), self.classes, self.params.early_stopping)
    }

    /// The network over weights that a fit of this plan has trained.
    ///
    /// # Errors
    /// [`Error::Mismatch`] for another number of weights, [`Error::NotFinite`] at row 0 and its
    /// index for one that is NaN or infinite.
    pub fn network<'a>(&self, weights: &'a [f32]) -> Result<Network<'a>, Error> {
        Network::try_new(self.shape, self.params.activation, self.output, weights)
    }

    /// Whether `memory` is as long as it asks for.
    pub(super) fn check_memory(&self, memory: &FitMemory<'_>) -> Result<(), Error> {
        let (expected, got) = (self.shape.parameters(), memory.weights.len());
        if got != expected {
            return Err(Error::Mismatch { expected, got });
        }
        if let Some(column) = self.warm.then(|| first_not_finite(memory.weights)).flatten() {
            return Err(Error::NotFinite { row: 0, column });
        }
        for (needed, got) in [
            (self.floats(1), memory.floats.len()),
            (self.indices(), memory.indices.len()),
        ] {
            if got < needed {
                return Err(Error::TooSmall { needed, got });
            }
        }
        Ok(())
    }

    /// The views of `memory`, which is long enough.
    pub(super) fn carve<'a>(&self, memory: &'a mut [f32]) -> FitViews<'a> {
        self.layout
            .carve(&self.shape, self.params.drops(), self.batch, memory)
    }

    /// Whether the last layer lies output by output, `outputs x rows`, because its outputs are too
    /// few to fill vectors: then lanes run across rows.
    pub(super) fn answers_by_output(&self) -> bool {
        WIDE && self.shape.layers() > 1 && self.shape.outputs() < LANES
    }

    /// Whether lanes run across the inputs of a layer in the sums of its gradient, and not across
    /// its outputs, because they fill that way.
    pub(super) fn by_input(&self, i: usize) -> bool {
        let layer = self.shape.layer(i);
        let (inputs, outputs) = (layer.fan_in, layer.fan_out);
        let fills = 4 * outputs * inputs.div_ceil(LANES) < 3 * inputs * outputs.div_ceil(LANES);
        let last = i + 1 == self.shape.layers();
        WIDE && (fills || last && self.answers_by_output())
    }

    /// Whether `rows` of `data` are such as it was made for.
    pub(super) fn check(&self, data: &Dataset<'_>, rows: &[u32]) -> Result<(), Error> {
        let target = data.fitted_target();
        for (expected, got) in [
            (self.rows(), rows.len()),
            (self.shape.inputs(), data.features()),
            (self.shape.outputs(), Output::width(&target)),
            (self.classes, classes(&target)),
        ] {
            if expected != got {
                return Err(Error::Mismatch { expected, got });
            }
        }
        data.check_rows(rows.iter().copied())
    }
}

/// Whether what is said of classes, and of values, is so.
fn check_target(data: &Dataset<'_>, params: &Params) -> Result<(), Error> {
    match (data.target(), params.loss) {
        (Target::Values { .. } | Target::Multilabel { .. }, _)
            if params.class_weight != ClassWeight::None =>
        {
            Err(Error::Unsuited("class_weight"))
        }
        (Target::Classes { .. }, _)
            if params.class_weight != ClassWeight::None && data.has_class_weights() =>
        {
            Err(Error::ClassWeightTwice)
        }
        (Target::Classes { .. } | Target::Multilabel { .. }, Loss::Poisson) => Err(Error::Unsuited("loss")),
        (Target::Values { values, outputs }, Loss::Poisson) => {
            if data.target_scaling().is_some() {
                return Err(Error::ScaledCounts);
            }
            match values.iter().position(|&y| y < 0.0) {
                Some(i) => Err(Error::Negative { row: i / outputs }),
                None => Ok(()),
            }
        }
        (_, Loss::SquaredError) => Ok(()),
    }
}

/// How many classes, in proportion to which rows may be held out; 0 for values and several labels.
fn classes(target: &Target<'_>) -> usize {
    match *target {
        Target::Classes { classes, .. } => classes,
        Target::Values { .. } | Target::Multilabel { .. } => 0,
    }
}
