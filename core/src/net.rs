//! A trained network: blueprint and weights, neither of which inference changes.

use crate::arch::{Product, Start, product};
use crate::data::Dataset;
use crate::error::Error;
use crate::loss::Output;
use crate::params::Activation;
use crate::shape::{Layer, Shape};

/// `out[row] = bias + input[row] * W`, with `input` `rows x fan_in` and `out` `rows x fan_out`.
pub(crate) fn dense(
    layer: Layer,
    weights: &[f32],
    input: &[f32],
    rows: usize,
    out: &mut [f32],
) -> Result<(), Error> {
    let block = weights.get(layer.start..layer.end());
    let (v, biases) = block
        .and_then(|block| block.split_at_checked(layer.weights()))
        .ok_or(Error::TooSmall {
            needed: layer.end(),
            got: weights.len(),
        })?;
    product(Product {
        coef: input,
        coef_row: layer.fan_in,
        coef_term: 1,
        v,
        v_term: layer.fan_out,
        v_column: 1,
        start: Start::Columns(biases),
        out,
        rows,
        columns: layer.fan_out,
        terms: layer.fan_in,
    })
}

/// A network over weights that the caller keeps, in flash for instance.
#[derive(Clone, Copy, Debug)]
pub struct Network<'a> {
    shape: Shape,
    activation: Activation,
    output: Output,
    weights: &'a [f32],
}

impl<'a> Network<'a> {
    /// Checks the number of weights and that each is finite.
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
        let mut column = 0;
        while column < weights.len() {
            if !weights[column].is_finite() {
                return Err(Error::NotFinite { row: 0, column });
            }
            column += 1;
        }
        Ok(Self {
            shape,
            activation,
            output,
            weights,
        })
    }

    /// For constants.
    ///
    /// # Panics
    /// Where [`Network::try_new`] errs, which in a constant is an error of the build.
    pub const fn new(shape: Shape, activation: Activation, output: Output, weights: &'a [f32]) -> Self {
        match Self::try_new(shape, activation, output, weights) {
            Ok(network) => network,
            Err(_) => panic!("one finite weight for each parameter of the shape"),
        }
    }

    /// The blueprint.
    pub const fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The function of every hidden layer.
    pub const fn activation(&self) -> Activation {
        self.activation
    }

    /// Weights and biases, layer by layer.
    pub const fn weights(&self) -> &'a [f32] {
        self.weights
    }

    /// The function of the output layer.
    pub const fn output(&self) -> Output {
        self.output
    }

    /// How many f32 of scratch `rows` rows at a time take: two neighbouring hidden layers.
    pub const fn scratch(shape: &Shape, rows: usize) -> usize {
        rows * neighbours(shape, 1)
    }

    /// Answers for `x` (`rows x inputs`) into `out` (`rows x outputs`): probabilities, the
    /// probability of class 1, or values. `scratch` is for one row at least; more go faster and
    /// give the same bits.
    pub fn predict(&self, x: &[f32], scratch: &mut [f32], out: &mut [f32]) -> Result<(), Error> {
        self.logits(x, scratch, out)?;
        self.output.forward(out, self.shape.outputs());
        Ok(())
    }

    /// What [`Network::predict`] puts into the output layer's function: logits, or the values.
    pub fn logits(&self, x: &[f32], scratch: &mut [f32], out: &mut [f32]) -> Result<(), Error> {
        let (inputs, outputs) = (self.shape.inputs(), self.shape.outputs());
        let rows = x.len() / inputs;
        if !x.len().is_multiple_of(inputs) || out.len() != rows * outputs {
            return Err(Error::Mismatch {
                expected: rows * outputs,
                got: out.len(),
            });
        }
        let a_row = Self::scratch(&self.shape, 1);
        let at_once = scratch.len().checked_div(a_row).unwrap_or(rows);
        if at_once == 0 {
            return Err(Error::TooSmall {
                needed: a_row,
                got: scratch.len(),
            });
        }
        for (x, out) in x.chunks(at_once * inputs).zip(out.chunks_mut(at_once * outputs)) {
            self.pass(Some(x), x.len() / inputs, scratch, out)?;
        }
        Ok(())
    }

    /// How many f32 of scratch [`Network::predict_rows`] takes for `rows` rows at a time.
    pub const fn scratch_of_rows(shape: &Shape, rows: usize) -> usize {
        rows * shape.inputs() + Self::scratch(shape, rows)
    }

    /// [`Network::predict`] for some rows of a data set, answers in the order of `rows`.
    pub fn predict_rows(
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
        data.check_rows(rows)?;
        let at_once = scratch.len() / Self::scratch_of_rows(&self.shape, 1);
        if at_once == 0 {
            return Err(Error::TooSmall {
                needed: Self::scratch_of_rows(&self.shape, 1),
                got: scratch.len(),
            });
        }
        let (x, scratch) = scratch.split_at_mut(at_once * inputs);
        for (rows, out) in rows.chunks(at_once).zip(out.chunks_mut(at_once * outputs)) {
            let x = &mut x[..rows.len() * inputs];
            for (x, &row) in x.chunks_exact_mut(inputs).zip(rows) {
                data.copy_row(row as usize, x);
            }
            self.predict(x, scratch, out)?;
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
        let (shape, memory) = (&self.shape, scratch.len());
        let too_small = || Error::TooSmall {
            needed: rows * neighbours(shape, usize::from(x.is_some())),
            got: memory,
        };
        let last = shape.layers() - 1;
        let mut layer = shape.layer(0);
        for i in 0..last {
            let (before, after) = (rows * layer.fan_in, rows * layer.fan_out);
            let before = if i == 0 && x.is_some() { 0 } else { before };
            let mid = if i % 2 == 0 { before } else { after };
            let (front, end) = scratch.split_at_mut_checked(mid).ok_or_else(too_small)?;
            let skip = end
                .len()
                .checked_sub(before + after - mid)
                .ok_or_else(too_small)?;
            let end = end.get_mut(skip..).ok_or_else(too_small)?;
            let (input, z) = if i % 2 == 0 { (front, end) } else { (end, front) };
            let input = match x {
                Some(x) if i == 0 => x,
                _ => input,
            };
            dense(layer, self.weights, input, rows, z)?;
            self.activation.forward(z);
            layer = Layer {
                fan_in: layer.fan_out,
                fan_out: shape.width(i + 2),
                start: layer.end(),
            };
        }
        let skip = if last % 2 == 0 {
            0
        } else {
            memory - rows * layer.fan_in
        };
        let input = match x {
            Some(x) if last == 0 => x,
            _ => scratch.get(skip..).ok_or_else(too_small)?,
        };
        dense(layer, self.weights, input, rows, out)
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
