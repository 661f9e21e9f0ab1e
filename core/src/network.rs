//! A trained network: blueprint and weights, neither of which inference changes.
// inference has no panic in it, whatever the optimiser makes of it
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

use crate::activation::Activation;
use crate::data::{Bounds, Dataset};
use crate::error::Error;
use crate::kernels;
use crate::loss::Output;
use crate::shape::{Layer, Shape};

/// `out[row] = bias + input[row] * W`, with `input` `rows x fan_in` and `out` `rows x fan_out`.
#[inline]
pub(crate) fn dense(layer: Layer, weights: &[f32], input: &[f32], out: &mut [f32]) -> Result<(), Error> {
    let block = weights.get(layer.start..).unwrap_or(&[]);
    kernels::dense(block, (layer.fan_in, layer.fan_out), input, out).map(|_| ())
}

/// A network over weights that the caller keeps, in flash for instance.
#[derive(Clone, Copy, Debug)]
pub struct Network<'a> {
    shape: Shape,
    activation: Activation,
    output: Output,
    weights: &'a [f32],
    bounds: Bounds<'a>,
    /// The largest sum of two neighbouring widths.
    with_inputs: usize,
    /// The same without the inputs.
    without_inputs: usize,
}

impl<'a> Network<'a> {
    /// Over weights that are laid out as the shape says.
    ///
    /// # Errors
    /// [`Error::Mismatch`] for another number of them, [`Error::NotFinite`] at row 0 and its index for
    /// one that is not finite.
    pub const fn try_new(
        shape: Shape,
        activation: Activation,
        output: Output,
        weights: &'a [f32],
    ) -> Result<Self, Error> {
        if weights.len() != shape.parameters() {
            return Err(Error::Mismatch {
                expected: shape.parameters(),
                got: weights.len(),
            });
        }
        let mut left = weights;
        while let [weight, others @ ..] = left {
            if !weight.is_finite() {
                let column = weights.len() - left.len();
                return Err(Error::NotFinite { row: 0, column });
            }
            left = others;
        }
        Ok(Self {
            shape,
            activation,
            output,
            weights,
            bounds: Bounds::NONE,
            with_inputs: neighbours(&shape, 0),
            without_inputs: neighbours(&shape, 1),
        })
    }

    /// For constants.
    ///
    /// # Panics
    /// Where [`Network::try_new`] returns an error, which in a constant is an error of the build.
    #[must_use]
    pub const fn new(shape: Shape, activation: Activation, output: Output, weights: &'a [f32]) -> Self {
        match Self::try_new(shape, activation, output, weights) {
            Ok(network) => network,
            Err(_) => panic!("one finite weight for each parameter of the shape"),
        }
    }

    /// The same, whose answers are held to a range.
    ///
    /// # Errors
    /// [`Error::Unsuited`] where it answers with probabilities, [`Error::Mismatch`] for bounds of another number of
    /// outputs.
    pub const fn try_bounded(self, bounds: Bounds<'a>) -> Result<Self, Error> {
        match bounds.check(self.output.is_of_values(), self.shape.outputs()) {
            Ok(()) => Ok(Self { bounds, ..self }),
            Err(error) => Err(error),
        }
    }

    /// For constants.
    ///
    /// # Panics
    /// Where [`Network::try_bounded`] returns an error, which in a constant is an error of the build.
    #[must_use]
    pub const fn bounded(self, bounds: Bounds<'a>) -> Self {
        match self.try_bounded(bounds) {
            Ok(network) => network,
            Err(_) => panic!("a least and a largest answer for each output of a regression"),
        }
    }

    /// What its answers are held to.
    #[must_use]
    pub const fn bounds(&self) -> &Bounds<'a> {
        &self.bounds
    }

    /// The blueprint.
    #[must_use]
    pub const fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The function of every hidden layer.
    #[must_use]
    pub const fn activation(&self) -> Activation {
        self.activation
    }

    /// Weights and biases, layer by layer.
    #[must_use]
    pub const fn weights(&self) -> &'a [f32] {
        self.weights
    }

    /// The function of the output layer.
    #[must_use]
    pub const fn output(&self) -> Output {
        self.output
    }

    /// Whether its answer is a class, and not values or several labels.
    pub(crate) const fn names_a_class(&self) -> bool {
        match self.output {
            Output::Softmax => true,
            Output::Logistic => self.shape.outputs() == 1,
            Output::Identity | Output::Exp => false,
        }
    }

    /// How many f32 of scratch `rows` rows at a time take: two neighbouring hidden layers.
    #[must_use]
    pub const fn scratch(shape: &Shape, rows: usize) -> usize {
        rows.saturating_mul(neighbours(shape, 1))
    }

    /// Answers for `x` (`rows x inputs`) into `out` (`rows x outputs`): probabilities, the
    /// probability of class 1, or values. `scratch` is for one row at least; more go faster and
    /// give the same bits.
    ///
    /// # Errors
    /// [`Error::Mismatch`] where the lengths of `x` and `out` are not those of some rows,
    /// [`Error::TooSmall`] for less scratch than one row takes.
    pub fn predict(&self, x: &[f32], scratch: &mut [f32], out: &mut [f32]) -> Result<(), Error> {
        self.logits(x, scratch, out)?;
        self.output.forward(out, self.shape.outputs());
        self.bounds.hold(out);
        Ok(())
    }

    /// What [`Network::predict`] puts into the output layer's function: logits, or the values.
    ///
    /// # Errors
    /// As [`Network::predict`].
    pub fn logits(&self, x: &[f32], scratch: &mut [f32], out: &mut [f32]) -> Result<(), Error> {
        let (inputs, outputs) = (self.shape.inputs(), self.shape.outputs());
        // a shape has no width of 0
        let rows = x.len().checked_div(inputs).ok_or(Error::Shape)?;
        if x.len() != rows * inputs || out.len() != rows * outputs {
            return Err(Error::Mismatch {
                expected: rows * outputs,
                got: out.len(),
            });
        }
        let a_row = Self::scratch(&self.shape, 1);
        let at_once = scratch.len().checked_div(a_row).unwrap_or(rows).max(1);
        let (mut x, mut out, mut left) = (x, out, rows);
        while left > 0 {
            let rows = at_once.min(left);
            let now = x.split_at_checked(rows * inputs);
            let answers = core::mem::take(&mut out).split_at_mut_checked(rows * outputs);
            let (Some((now, later)), Some((answers, others))) = (now, answers) else {
                return Err(Error::Shape);
            };
            self.pass(Some(now), rows, scratch, answers)?;
            (x, out, left) = (later, others, left - rows);
        }
        Ok(())
    }

    /// How many f32 of scratch [`Network::predict_rows`] takes for `rows` rows at a time.
    pub(crate) const fn scratch_of_rows(shape: &Shape, rows: usize) -> usize {
        rows.saturating_mul(shape.inputs() + neighbours(shape, 1))
    }

    /// [`Network::predict`] for some rows of a data set, answers in the order of `rows`.
    pub(crate) fn predict_rows(
        &self,
        data: &Dataset<'_>,
        rows: &[u32],
        scratch: &mut [f32],
        out: &mut [f32],
    ) -> Result<(), Error> {
        let (inputs, outputs) = (self.shape.inputs(), self.shape.outputs());
        if data.features() != inputs || out.len() != rows.len() * outputs {
            let (expected, got) = if data.features() == inputs {
                (rows.len() * outputs, out.len())
            } else {
                (inputs, data.features())
            };
            return Err(Error::Mismatch { expected, got });
        }
        data.check_rows(rows.iter().copied())?;
        let (needed, got) = (Self::scratch_of_rows(&self.shape, 1), scratch.len());
        let at_once = got.checked_div(needed).unwrap_or(0);
        let parts = scratch.split_at_mut_checked(at_once * inputs);
        let (Some((x, scratch)), 1..) = (parts, at_once) else {
            return Err(Error::TooSmall { needed, got });
        };
        let (mut rows, mut out) = (rows, out);
        while !rows.is_empty() {
            let (now, later) = rows.split_at_checked(at_once).unwrap_or((rows, &[]));
            let answers = core::mem::take(&mut out).split_at_mut_checked(now.len() * outputs);
            let (Some(x), Some((answers, others))) = (x.get_mut(..now.len() * inputs), answers) else {
                return Err(Error::Shape);
            };
            let mut left = &mut *x;
            for &row in now {
                let Some((x, others)) = left.split_at_mut_checked(inputs) else {
                    return Err(Error::Shape);
                };
                data.copy_row(row as usize, x)?;
                left = others;
            }
            self.predict(x, scratch, answers)?;
            (rows, out) = (later, others);
        }
        Ok(())
    }

    /// Some rows through all layers, from `x` or, where that is none, from the front of `scratch`.
    ///
    /// Layers lie at the front and at the end of `scratch` in turn, so that it need not be longer
    /// than two neighbours.
    pub(crate) fn pass(
        &self,
        x: Option<&[f32]>,
        rows: usize,
        scratch: &mut [f32],
        out: &mut [f32],
    ) -> Result<(), Error> {
        let (shape, memory) = (
            kernels::at_run_time(&self.shape, kernels::Chips::WithoutFpu),
            scratch.len(),
        );
        let a_row = if x.is_some() {
            self.without_inputs
        } else {
            self.with_inputs
        };
        let needed = rows * a_row;
        if memory < needed {
            return Err(Error::TooSmall { needed, got: memory });
        }
        let last = shape.layers().saturating_sub(1);
        let mut blocks = self.weights;
        let mut x = x;
        // how much of `scratch` holds the inputs of the layer
        let mut held = if x.is_some() { 0 } else { rows * shape.inputs() };
        for i in 0..last {
            let widths = (shape.width(i), shape.width(i + 1));
            let made = rows * widths.1;
            let at_front = i % 2 == 0;
            let halves = scratch.split_at_mut_checked(if at_front { held } else { made });
            let Some((front, end)) = halves else {
                return Err(Error::Shape);
            };
            let skip = end.len().saturating_sub(if at_front { made } else { held });
            let Some(end) = end.get_mut(skip..) else {
                return Err(Error::Shape);
            };
            let (input, z) = if at_front { (front, end) } else { (end, front) };
            blocks = kernels::dense(blocks, widths, x.take().unwrap_or(input), z)?;
            self.activation.forward(z);
            held = made;
        }
        let skip = if last % 2 == 0 {
            0
        } else {
            memory.saturating_sub(held)
        };
        let input = scratch.get(skip..).unwrap_or(&[]);
        kernels::dense(
            blocks,
            (shape.width(last), shape.outputs()),
            x.unwrap_or(input),
            out,
        )
        .map(|_| ())
    }
}

/// The largest sum of two neighbouring widths, from width `first` to the last hidden one.
const fn neighbours(shape: &Shape, first: usize) -> usize {
    let (mut largest, mut i) = (0, first);
    while i < shape.layers() {
        let next = if i + 1 < shape.layers() {
            shape.width(i + 1)
        } else {
            0
        };
        if shape.width(i) + next > largest {
            largest = shape.width(i) + next;
        }
        i += 1;
    }
    largest
}

/// Scratch of a pass that starts from the front of it.
pub(crate) const fn scratch_with_inputs(shape: &Shape) -> usize {
    neighbours(shape, 0)
}
