//! The functions of the hidden layers, both directions in one place.

use crate::kernels::{Elementwise, Lanes, Logistic, Tanh, each, map, relu};
use crate::named::named;

named! {
    /// The function of a hidden layer. All of them are monotone.
    pub enum Activation {
        /// `x`
        Identity = "identity",
        /// `1 / (1 + exp(-x))`
        Logistic = "logistic",
        /// `tanh(x)`
        Tanh = "tanh",
        /// `max(0, x)`
        Relu = "relu",
    }
}

impl Activation {
    /// The least and the largest value that it comes near to.
    #[must_use]
    pub const fn bounds(self) -> (f32, f32) {
        match self {
            Activation::Identity => (f32::NEG_INFINITY, f32::INFINITY),
            Activation::Logistic => (0.0, 1.0),
            Activation::Tanh => (-1.0, 1.0),
            Activation::Relu => (0.0, f32::INFINITY),
        }
    }

    /// Whether it is `x` held to its [`Activation::bounds`]: then 8-bit integers saturate to it,
    /// and need no table.
    #[must_use]
    pub(crate) const fn is_clamp(self) -> bool {
        match self {
            Activation::Identity | Activation::Relu => true,
            Activation::Logistic | Activation::Tanh => false,
        }
    }

    /// Weights start uniform in `+-sqrt(gain / (fan_in + fan_out))` (Glorot and Bengio, 2010);
    /// these are scikit-learn's.
    #[must_use]
    pub const fn initial_gain(self) -> f64 {
        match self {
            Activation::Logistic => 2.0,
            Activation::Identity | Activation::Tanh | Activation::Relu => 6.0,
        }
    }

    /// Its row in the measured costs of [`crate::cost`]; that of the most similar one where its own
    /// has not been measured.
    pub(crate) const fn row_of_costs(self) -> usize {
        match self {
            Activation::Identity => 0,
            Activation::Logistic => 1,
            Activation::Tanh => 2,
            Activation::Relu => 3,
        }
    }

    /// `z := f(z)` for every element. On a chip in one place: its code is no shorter where it is
    /// called, once for every layer.
    #[cfg_attr(chip, inline(never))]
    pub(crate) fn forward(self, z: &mut [f32]) {
        match self {
            Activation::Identity => {}
            Activation::Logistic => map(Logistic, z),
            Activation::Tanh => map(Tanh, z),
            Activation::Relu => relu(z),
        }
    }

    /// `a := delta * f'`, where the derivative is taken from the function's value `a`.
    pub(crate) fn backward(self, a: &mut [f32], delta: &[f32]) {
        each(Backward {
            activation: self,
            a,
            delta,
        });
    }

    /// The derivative, from the function's value.
    #[inline(always)]
    fn derivative<L: Lanes>(self, a: L) -> L {
        let (zero, one) = (L::splat(0.0), L::splat(1.0));
        match self {
            Activation::Identity => one,
            Activation::Logistic => a.mul(one.sub(a)),
            Activation::Tanh => one.sub(a.mul(a)),
            Activation::Relu => a.select_gt(zero, one, zero),
        }
    }
}

struct Backward<'a> {
    activation: Activation,
    a: &'a mut [f32],
    delta: &'a [f32],
}

impl Elementwise for Backward<'_> {
    fn count(&self) -> usize {
        // the shortest, so that no index is checked within the loop
        self.a.len().min(self.delta.len())
    }
    #[inline(always)]
    fn at<L: Lanes>(&mut self, i: usize) {
        let slope = self.activation.derivative(L::load(&self.a[i..]));
        L::load(&self.delta[i..]).mul(slope).store(&mut self.a[i..]);
    }
}

/// Inverted dropout (Srivastava et al., 2014): `mask` holds 0 or `1 / (1 - rate)`. Afterwards
/// `a` is what the next layer sees and `mask` what a gradient is multiplied by on its way back.
pub(crate) fn drop_units(activation: Activation, a: &mut [f32], mask: &mut [f32]) {
    each(Drop { activation, a, mask });
}

struct Drop<'a> {
    activation: Activation,
    a: &'a mut [f32],
    mask: &'a mut [f32],
}

impl Elementwise for Drop<'_> {
    fn count(&self) -> usize {
        self.a.len().min(self.mask.len())
    }
    #[inline(always)]
    fn at<L: Lanes>(&mut self, i: usize) {
        let (a, mask) = (L::load(&self.a[i..]), L::load(&self.mask[i..]));
        self.activation.derivative(a).mul(mask).store(&mut self.mask[i..]);
        a.mul(mask).store(&mut self.a[i..]);
    }
}

/// `a := delta * gate`
pub(crate) fn through_gate(a: &mut [f32], delta: &[f32], gate: &[f32]) {
    each(Gate { a, delta, gate });
}

struct Gate<'a> {
    a: &'a mut [f32],
    delta: &'a [f32],
    gate: &'a [f32],
}

impl Elementwise for Gate<'_> {
    fn count(&self) -> usize {
        self.a.len().min(self.delta.len()).min(self.gate.len())
    }
    #[inline(always)]
    fn at<L: Lanes>(&mut self, i: usize) {
        L::load(&self.delta[i..])
            .mul(L::load(&self.gate[i..]))
            .store(&mut self.a[i..]);
    }
}
