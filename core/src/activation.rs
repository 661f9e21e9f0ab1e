//! The functions of the hidden layers, both directions in one place.

use crate::arch::{Elementwise, Lanes, each};
use crate::math;
use crate::params::Activation;

impl Activation {
    /// `z := f(z)` for every element.
    pub(crate) fn forward(self, z: &mut [f32]) {
        if self != Activation::Identity {
            each(Forward { activation: self, z });
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

struct Forward<'a> {
    activation: Activation,
    z: &'a mut [f32],
}

impl Elementwise for Forward<'_> {
    fn count(&self) -> usize {
        self.z.len()
    }
    #[inline(always)]
    fn at<L: Lanes>(&mut self, i: usize) {
        let z = L::load(&self.z[i..]);
        let a = match self.activation {
            Activation::Identity => z,
            Activation::Logistic => math::logistic(z),
            Activation::Tanh => math::tanh(z),
            Activation::Relu => L::splat(0.0).max(z),
        };
        a.store(&mut self.z[i..]);
    }
}

struct Backward<'a> {
    activation: Activation,
    a: &'a mut [f32],
    delta: &'a [f32],
}

impl Elementwise for Backward<'_> {
    fn count(&self) -> usize {
        self.a.len()
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
        self.a.len()
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
        self.a.len()
    }
    #[inline(always)]
    fn at<L: Lanes>(&mut self, i: usize) {
        L::load(&self.delta[i..])
            .mul(L::load(&self.gate[i..]))
            .store(&mut self.a[i..]);
    }
}
