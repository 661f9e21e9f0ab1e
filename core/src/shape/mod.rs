//! The blueprint of a network: layer widths, and from them every size there is.
//!
//! Parameters lie in one block, layer by layer: the weights row-major, `fan_in x fan_out`
//! (scikit-learn's `coefs_`), then the `fan_out` biases (`intercepts_`).

use crate::error::Error;
pub use crate::limits::MAX_HIDDEN;
use crate::limits::MAX_WIDTHS;
use crate::list::List;

/// One dense layer within the block of parameters.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Inputs.
    pub fan_in: usize,
    /// Outputs.
    pub fan_out: usize,
    /// Where its weights start in the block of parameters.
    pub start: usize,
}

impl Layer {
    /// How many weights.
    #[must_use]
    pub const fn weights(&self) -> usize {
        self.fan_in * self.fan_out
    }

    /// Where its biases start.
    #[must_use]
    pub const fn biases_start(&self) -> usize {
        self.start + self.weights()
    }

    /// Where the next layer starts.
    #[must_use]
    pub const fn end(&self) -> usize {
        self.biases_start() + self.fan_out
    }
}

/// The widths of the hidden layers, input side first; none is a linear model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hidden(List<u16, MAX_HIDDEN>);

impl Hidden {
    /// At most [`MAX_HIDDEN`] widths, each at least 1.
    ///
    /// # Errors
    /// [`Error::Shape`] for more, or for a width of 0.
    pub const fn try_new(widths: &[u16]) -> Result<Self, Error> {
        match widths_of(widths) {
            Some(list) => Ok(Self(list)),
            None => Err(Error::Shape),
        }
    }

    /// For constants.
    ///
    /// # Panics
    /// Where [`Hidden::try_new`] returns an error, which in a constant fails the build.
    #[must_use]
    pub const fn new(widths: &[u16]) -> Self {
        match Self::try_new(widths) {
            Ok(hidden) => hidden,
            Err(_) => panic!("at most MAX_HIDDEN hidden layers, each at least 1 wide"),
        }
    }

    /// The widths.
    #[must_use]
    pub fn widths(&self) -> &[u16] {
        self.0.as_slice()
    }
}

/// None where there are more than `N`, or a width is 0.
const fn widths_of<const N: usize>(widths: &[u16]) -> Option<List<u16, N>> {
    let mut i = 0;
    while i < widths.len() {
        if widths[i] == 0 {
            return None;
        }
        i += 1;
    }
    List::try_new(widths, 0)
}

/// How many f32 the longest slice holds.
const MAX_PARAMETERS: u64 = isize::MAX as u64 / 4;

/// Whether a network of some widths has at most this many weights and biases.
const fn parameters_within(widths: &[u16], most: u64) -> bool {
    // at most 17 layers of less than 2^32 each
    let (mut sum, mut i) = (0u64, 1);
    while i < widths.len() {
        sum += (widths[i - 1] as u64 + 1) * widths[i] as u64;
        i += 1;
    }
    sum <= most
}

/// Widths from the inputs to the outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape(List<u16, MAX_WIDTHS>);

impl Shape {
    /// Inputs, hidden widths, outputs: at least 2 and at most [`MAX_HIDDEN`] + 2 widths, each at
    /// least 1.
    ///
    /// # Errors
    /// [`Error::Shape`] for other widths, [`Error::TooManyParameters`] where no slice of f32 could
    /// hold the weights: on a 32-bit chip 65535-65535-1 is such a network.
    pub const fn try_new(widths: &[u16]) -> Result<Self, Error> {
        match widths_of(widths) {
            Some(list) if widths.len() >= 2 => match parameters_within(widths, MAX_PARAMETERS) {
                true => Ok(Self(list)),
                false => Err(Error::TooManyParameters),
            },
            _ => Err(Error::Shape),
        }
    }

    /// For constants.
    ///
    /// # Panics
    /// Where [`Shape::try_new`] returns an error, which in a constant fails the build.
    #[must_use]
    pub const fn new(widths: &[u16]) -> Self {
        match Self::try_new(widths) {
            Ok(shape) => shape,
            Err(_) => panic!("2 to 18 widths, each at least 1, and weights that memory can hold"),
        }
    }

    /// The shape of a candidate: the data set gives both ends.
    ///
    /// # Errors
    /// [`Error::Shape`] where either is 0, or more than a u16 holds; else as [`Shape::try_new`].
    pub const fn of(inputs: usize, hidden: &Hidden, outputs: usize) -> Result<Self, Error> {
        let (mut widths, layers) = ([0; MAX_WIDTHS], hidden.0.len());
        if inputs > u16::MAX as usize || outputs > u16::MAX as usize {
            return Err(Error::Shape);
        }
        widths[0] = inputs as u16;
        let mut i = 0;
        while i < layers {
            widths[i + 1] = hidden.0.padded()[i];
            i += 1;
        }
        widths[layers + 1] = outputs as u16;
        Self::try_new(widths.split_at(layers + 2).0)
    }

    /// The widths, inputs and outputs included.
    #[must_use]
    pub fn widths(&self) -> &[u16] {
        self.0.as_slice()
    }

    /// How many layers have weights.
    #[must_use]
    pub const fn layers(&self) -> usize {
        self.0.len() - 1
    }

    /// Width `i`: width 0 is the inputs; past the outputs there is none, which counts as 0.
    #[must_use]
    pub const fn width(&self, i: usize) -> usize {
        match self.0.padded().split_at_checked(i) {
            Some((_, [width, ..])) => *width as usize,
            _ => 0,
        }
    }

    /// How many inputs.
    #[must_use]
    pub const fn inputs(&self) -> usize {
        self.width(0)
    }

    /// How many outputs.
    #[must_use]
    pub const fn outputs(&self) -> usize {
        self.width(self.layers())
    }

    /// Layer `i`, input side first.
    #[doc(hidden)]
    #[must_use]
    pub const fn layer(&self, i: usize) -> Layer {
        let mut layer = Layer {
            fan_in: self.width(0),
            fan_out: self.width(1),
            start: 0,
        };
        let mut k = 0;
        while k < i {
            k += 1;
            layer = Layer {
                fan_in: self.width(k),
                fan_out: self.width(k + 1),
                start: layer.end(),
            };
        }
        layer
    }

    /// Weights and biases of the whole network.
    #[must_use]
    pub const fn parameters(&self) -> usize {
        self.layer(self.layers() - 1).end()
    }

    /// Multiply-accumulates of one prediction.
    #[must_use]
    pub const fn macs(&self) -> usize {
        let (mut sum, mut i) = (0, 0);
        while i < self.layers() {
            sum += self.width(i) * self.width(i + 1);
            i += 1;
        }
        sum
    }

    /// The widest layer after the inputs.
    #[must_use]
    pub const fn widest(&self) -> usize {
        let (mut widest, mut i) = (0, 1);
        while i <= self.layers() {
            if self.width(i) > widest {
                widest = self.width(i);
            }
            i += 1;
        }
        widest
    }
}

#[cfg(test)]
mod tests;
