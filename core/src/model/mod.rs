//! What a device deploys: a network and the scaler of its features, both in flash.
//!
//! Raw features in, one row at a time; the answers are those of [`Scaler::apply`] followed by
//! [`Network::predict`], to the bit. Everything is checked when the model is made, which in a
//! `static` is when the firmware is built, and what can still be wrong with an input is an error:
//! inference has no panic path.
// inference has no panic in it, whatever the optimiser makes of it
#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

use crate::error::Error;
use crate::kernels::{Chips, any_length, any_length_mut, at_run_time, first_not_finite};
use crate::loss::class_of;
use crate::network::{Network, scratch_with_inputs};
use crate::scaler::{Scaler, check_length};
use crate::shape::Shape;

/// A network and the scaler of its features.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    network: Network<'a>,
    scaler: Scaler<'a>,
}

impl<'a> Model<'a> {
    /// `scaler` is for as many features as the network has inputs, or empty: then the features are
    /// taken as they are.
    ///
    /// # Errors
    /// [`Error::Mismatch`] where it is for another number of features.
    pub const fn try_new(network: Network<'a>, scaler: Scaler<'a>) -> Result<Self, Error> {
        let (expected, got) = (network.shape().inputs(), scaler.features());
        if got != 0 && got != expected {
            return Err(Error::Mismatch { expected, got });
        }
        Ok(Self { network, scaler })
    }

    /// For constants.
    ///
    /// # Panics
    /// Where [`Model::try_new`] returns an error, which in a constant is an error of the build.
    #[must_use]
    pub const fn new(network: Network<'a>, scaler: Scaler<'a>) -> Self {
        match Self::try_new(network, scaler) {
            Ok(model) => model,
            Err(_) => panic!("the scaler is not for as many features as the network has inputs"),
        }
    }

    /// The network.
    #[must_use]
    pub const fn network(&self) -> &Network<'a> {
        &self.network
    }

    /// The scaler; empty where the features are taken as they are.
    #[must_use]
    pub const fn scaler(&self) -> &Scaler<'a> {
        &self.scaler
    }

    /// How many f32 of scratch one row takes: two neighbouring layers, scaled inputs included.
    #[must_use]
    pub const fn scratch(shape: &Shape) -> usize {
        scratch_with_inputs(shape)
    }

    /// The outputs for one row of raw features before the output layer's function: logits, or the
    /// values of a regression.
    ///
    /// # Errors
    /// [`Error::NotFinite`] at row 0 and its column for a feature that is not finite,
    /// [`Error::Mismatch`] for a wrong number of features or outputs, [`Error::TooSmall`] for short
    /// scratch.
    pub fn logits(&self, raw: &[f32], scratch: &mut [f32], out: &mut [f32]) -> Result<(), Error> {
        let shape = at_run_time(self.network.shape(), Chips::WithoutFpu);
        let (raw, out) = (
            any_length(raw, Chips::WithoutFpu),
            any_length_mut(out, Chips::WithoutFpu),
        );
        check_length(shape.inputs(), raw.len())?;
        check_length(shape.outputs(), out.len())?;
        if self.scaler.features() == 0 {
            if let Some(column) = first_not_finite(raw) {
                return Err(Error::NotFinite { row: 0, column });
            }
            return self.network.pass(Some(raw), 1, scratch, out);
        }
        let (needed, got) = (raw.len(), scratch.len());
        let scaled = scratch.get_mut(..needed).ok_or(Error::TooSmall { needed, got })?;
        self.scaler.apply(raw, scaled)?;
        self.network.pass(None, 1, scratch, out)
    }

    /// The answer for one row of raw features: probabilities, the probability of class 1, or
    /// values.
    ///
    /// # Errors
    /// As [`Model::logits`].
    pub fn predict(&self, raw: &[f32], scratch: &mut [f32], out: &mut [f32]) -> Result<(), Error> {
        self.logits(raw, scratch, out)?;
        let shape = at_run_time(self.network.shape(), Chips::WithoutFpu);
        self.network
            .output()
            .forward(any_length_mut(out, Chips::WithoutFpu), shape.outputs());
        self.network.bounds().hold(out);
        Ok(())
    }

    /// The class of one row of raw features, by its index; `out` is left with its probabilities.
    ///
    /// # Errors
    /// [`Error::Undefined`] for a regression or several labels, which name no class; else as [`Model::logits`].
    pub fn class(&self, raw: &[f32], scratch: &mut [f32], out: &mut [f32]) -> Result<usize, Error> {
        if !self.network.names_a_class() {
            return Err(Error::Undefined);
        }
        self.predict(raw, scratch, out)?;
        Ok(class_of(any_length(out, Chips::WithoutFpu)))
    }
}

#[cfg(test)]
mod tests;
