//! The winner, fitted to all rows of the search and scored on those held out.

use mcutune_core::data::Dataset;
use mcutune_core::error::Error as CoreError;
use mcutune_core::params::Params;
use mcutune_core::score::Scorer;
use mcutune_core::train::{Epoch, Fit, StopReason};

use super::fit::{check_answers, check_score, score_on, train};
use super::int8::{quantized, score_int8_on};
use super::network::NotTrained;
use super::split::Split;
use crate::data::prepare::Raw;
use crate::rng::Rng;

/// What a refit works with.
pub(super) struct Refit<'a> {
    pub split: &'a Split,
    pub scorer: Scorer,
    pub rng: Rng,
    pub seed: u32,
    /// Whether it is scored in int8 too.
    pub quantize: bool,
}

/// The winner, fitted to all rows of the search.
pub(super) struct Refitted {
    /// Layer by layer.
    pub weights: Vec<f32>,
    pub fit: Fit,
    /// How its loss went.
    pub curve: Vec<Epoch>,
    /// On the rows held out, if there are any.
    pub holdout: Option<f64>,
    /// The same of its int8 form; none also where nothing is quantised or it could not be.
    pub holdout_int8: Option<f64>,
    /// Why it could not be quantised.
    pub not_quantized: Option<CoreError>,
}

impl Refit<'_> {
    /// To some rows that are scaled, and as they were measured, with the scaler; scored on those held out.
    pub fn run(
        &self,
        (data, raw): (&Dataset<'_>, &Raw<'_>),
        (rows, held_out): (&[u32], &[u32]),
        params: &Params,
    ) -> Result<Refitted, NotTrained> {
        check_score(data, held_out.len(), params, self.scorer)?;
        let mut curve = Vec::new();
        let trained = train(data, rows, params, self.rng, self.seed, |epoch| curve.push(epoch))?;
        if trained.fit.stop == StopReason::NotFinite {
            return Err(NotTrained::NotFinite);
        }
        check_answers(data, rows, params, &trained.weights)?;
        let holdout = match held_out.is_empty() {
            true => None,
            false => {
                let weights = &trained.weights;
                Some(score_on(data, held_out, params, weights, self.scorer)?)
            }
        };
        let (holdout_int8, not_quantized) =
            match self.score_int8((raw, rows, held_out), params, &trained.weights) {
                Ok(score) => (score, None),
                Err(NotTrained::Core(why)) => (None, Some(why)),
                Err(error) => return Err(error),
            };
        Ok(Refitted {
            weights: trained.weights,
            fit: trained.fit,
            curve,
            holdout,
            holdout_int8,
            not_quantized,
        })
    }

    /// Its int8 form's score on the rows held out, if there are any.
    fn score_int8(
        &self,
        (raw, rows, held_out): (&Raw<'_>, &[u32], &[u32]),
        params: &Params,
        weights: &[f32],
    ) -> Result<Option<f64>, NotTrained> {
        if !self.quantize {
            return Ok(None);
        }
        let made = quantized(raw, rows, params, weights)?;
        if held_out.is_empty() {
            return Ok(None);
        }
        let of = (params, weights);
        score_int8_on(raw, held_out, &made, of, self.scorer).map(Some)
    }
}
