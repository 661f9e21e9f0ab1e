//! A trained network: blueprint and weights, neither of which inference changes.

use crate::arch::{Product, Start, product};
use crate::error::Error;
use crate::loss::Output;
use crate::params::Activation;
use crate::shape::{Layer, Shape};

/// `out[row] = bias + input[row] * W`, with `input` `rows x fan_in` and `out` `rows x fan_out`.
pub(crate) fn dense(layer: Layer, weights: &[f32], input: &[f32], rows: usize, out: &mut [f32]) {
    product(Product {
        coef: input,
        coef_row: layer.fan_in,
        coef_term: 1,
        v: &weights[layer.start..layer.biases_start()],
        v_term: layer.fan_out,
        v_column: 1,
        start: Start::Columns(&weights[layer.biases_start()..layer.end()]),
        out,
        rows,
        columns: layer.fan_out,
        terms: layer.fan_in,
    });
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
    pub fn try_new(
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
        match weights.iter().position(|w| !w.is_finite()) {
            Some(column) => Err(Error::NotFinite { row: 0, column }),
            None => Ok(Self {
                shape,
                activation,
                output,
                weights,
            }),
        }
    }

    /// The blueprint.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The function of the output layer.
    pub fn output(&self) -> Output {
        self.output
    }

    /// How many f32 of scratch `rows` rows at a time take.
    pub const fn scratch(shape: &Shape, rows: usize) -> usize {
        2 * shape.widest() * rows
    }

    /// Answers for `x` (`rows x inputs`) into `out` (`rows x outputs`): probabilities, the
    /// probability of class 1, or values. `scratch` is for one row at least; more go faster and
    /// give the same bits.
    pub fn predict(&self, x: &[f32], scratch: &mut [f32], out: &mut [f32]) -> Result<(), Error> {
        let (inputs, outputs, widest) = (self.shape.inputs(), self.shape.outputs(), self.shape.widest());
        let rows = x.len() / inputs;
        if !x.len().is_multiple_of(inputs) || out.len() != rows * outputs {
            return Err(Error::Mismatch {
                expected: rows * outputs,
                got: out.len(),
            });
        }
        let at_once = scratch.len() / (2 * widest);
        if at_once == 0 {
            return Err(Error::TooSmall {
                needed: Self::scratch(&self.shape, 1),
                got: scratch.len(),
            });
        }
        for (x, out) in x.chunks(at_once * inputs).zip(out.chunks_mut(at_once * outputs)) {
            let rows = x.len() / inputs;
            let (mut from, mut to) = scratch.split_at_mut(at_once * widest);
            let last = self.shape.layers() - 1;
            for i in 0..last {
                let layer = self.shape.layer(i);
                let z = &mut to[..rows * layer.fan_out];
                dense(layer, self.weights, if i == 0 { x } else { from }, rows, z);
                self.activation.forward(z);
                core::mem::swap(&mut from, &mut to);
            }
            let layer = self.shape.layer(last);
            dense(layer, self.weights, if last == 0 { x } else { from }, rows, out);
            self.output.forward(out, outputs);
        }
        Ok(())
    }
}
