//! What the trials of a study need of another microcontroller, and which of them keep to other limits: known without a
//! fit.

use mcutune_core::cost::{Cost, Deployment, Mcu};
use mcutune_core::loss::Output;
use mcutune_core::params::Params;
use mcutune_core::scaler::Scaling;
use mcutune_core::shape::Shape;
use serde_json::{Value as Json, json};

use super::error::StudyError;
use super::record::Study;
use super::settings::{LIMIT, MCU, WINDOW};
use crate::data::Task;
use crate::limits::{DEEPEST, Device, Limits, Quantity};
use crate::search::{FoldResult, NOT_FITTED, Trial};

/// What a study has of a trial that its limits exclude.
#[derive(Clone, Debug)]
pub(super) struct Excluded {
    pub folds: Vec<FoldResult>,
    pub given_up: Option<String>,
}

impl Study {
    /// The same study for another microcontroller or other limits than its search had: what the trials need of it, and
    /// which are infeasible. One that was infeasible, and so was never fitted, and keeps to these limits is in the
    /// state `not fitted`.
    ///
    /// # Errors
    /// [`StudyError::Device`] where the journal does not tell the sizes of its networks, or what was fitted depended on
    /// the limits.
    pub fn on(&self, mcu: Mcu, limits: Limits) -> Result<Self, StudyError> {
        let mut study = self.clone();
        let device = self.device();
        let refused = |what: &str| StudyError::Device {
            what: what.to_owned(),
        };
        let depth = |trial: &Trial| {
            let params = self.base().ok().and_then(|base| trial.choices.params(&base).ok());
            params.map_or(0, |params| params.hidden_layer_sizes.widths().len())
        };
        if !limits.is_empty() && self.trials.iter().any(|trial| depth(trial) > DEEPEST) {
            return Err(refused(
                "it has networks so deep that what they need of a microcontroller is not measured",
            ));
        }
        if mcu != device.mcu {
            if self.settings.contains_key(WINDOW) {
                return Err(refused(
                    "its rows are windows of recordings, and what is done to samples before the network is counted for the search's own \
                     microcontroller alone",
                ));
            }
            if self.is_raced() && !self.objectives().is_score_alone() {
                return Err(refused(
                    "its candidates raced for a front by what they need of the search's own, and others may be on this one's",
                ));
            }
            study.recost(mcu).map_err(refused)?;
        }
        let limit = (!limits.is_empty()).then(|| limits.to_string());
        study.settings.insert(MCU.to_owned(), json!(mcu.name()));
        study.settings.insert(LIMIT.to_owned(), json!(limit));
        study.exclude();
        let excluded = |study: &Self| -> Vec<bool> {
            let trials = study.trials.iter();
            trials.map(|trial| trial.infeasible().is_some()).collect()
        };
        if self.depends_on_limits() && excluded(self) != excluded(&study) {
            return Err(refused(
                "which of its candidates were fitted on all folds depended on the limits of its search, and others keep to these",
            ));
        }
        Ok(study)
    }

    /// Whether other limits would have fitted other trials, or these on other folds.
    pub(super) fn depends_on_limits(&self) -> bool {
        let strategy = self.settings.get("strategy").and_then(Json::as_str);
        self.is_raced() || !matches!(strategy, Some("grid" | "random"))
    }

    /// Marks the trials that exceed the limits of the settings, and no others.
    pub(super) fn exclude(&mut self) {
        let (limits, quantize) = (self.device().limits, self.is_quantized());
        let cv = self.settings.get("cv").and_then(Json::as_u64).unwrap_or(0) as usize;
        for trial in &mut self.trials {
            let Some(cost) = &trial.cost else {
                continue;
            };
            if let Some(fitted) = self.excluded.remove(&trial.number) {
                (trial.folds, trial.given_up) = (fitted.folds, fitted.given_up);
            }
            let was_fitted = trial.infeasible().is_none() && !trial.is_not_fitted();
            match limits.exceeded(cost) {
                Some(why) => {
                    let folds = vec![FoldResult::infeasible(&why, quantize); cv];
                    let (folds, given_up) =
                        (std::mem::replace(&mut trial.folds, folds), trial.given_up.take());
                    if was_fitted {
                        self.excluded.insert(trial.number, Excluded { folds, given_up });
                    }
                }
                None if was_fitted => {}
                None => (trial.folds, trial.given_up) = (Vec::new(), Some(NOT_FITTED.to_owned())),
            }
        }
    }

    /// Has the trials need what they need of another microcontroller; an error where the study does not tell.
    pub(super) fn recost(&mut self, mcu: Mcu) -> Result<(), &'static str> {
        let networks = self.networks()?;
        for (trial, network) in self.trials.iter_mut().zip(networks) {
            if let (Some(cost), Some(network)) = (&mut trial.cost, network) {
                *cost = network.cost(mcu);
            }
        }
        Ok(())
    }

    /// The networks of the trials, of those that have one. A journal has neither the features nor the classes of its
    /// data: both follow from the recorded costs, and those of all trials have to agree.
    fn networks(&self) -> Result<Vec<Option<Deployment>>, &'static str> {
        let base = self
            .base()
            .map_err(|_| "its settings are not those of this build")?;
        let params = |trial: &Trial| trial.choices.params(&base).ok();
        let all: Vec<Option<(Params, &Trial)>> = self
            .trials
            .iter()
            .map(|trial| Some((trial.cost.and(params(trial))?, trial)))
            .collect();
        let Some((params, first)) = all.iter().flatten().next() else {
            return Ok(vec![None; self.trials.len()]);
        };
        let of = |(params, trial): &(Params, &Trial), ends| self.network(params, trial, ends);
        let agree = |ends: &(usize, usize)| all.iter().flatten().all(|one| of(one, *ends).is_some());
        let ends: Vec<(usize, usize)> = ends(params, first.parameters).filter(agree).collect();
        match ends[..] {
            [ends] => Ok(all.iter().map(|one| of(one.as_ref()?, ends)).collect()),
            _ => Err("its journal does not tell how many features and outputs its networks have"),
        }
    }

    /// A trial's network of so many inputs and outputs, if it needs what the journal says.
    fn network(
        &self,
        params: &Params,
        trial: &Trial,
        (inputs, outputs): (usize, usize),
    ) -> Option<Deployment> {
        let targets = self.settings.get("target").and_then(Json::as_array).map(Vec::len);
        let values = self.settings.get("task").and_then(Json::as_str) == Some(Task::Regress.name());
        let scale = self.settings.get("scale").and_then(Json::as_str);
        let scaling = params.scaler.or(scale.and_then(Scaling::from_name));
        let device = self.device();
        let network = Deployment {
            shape: Shape::of(inputs, &params.hidden_layer_sizes, outputs).ok()?,
            activation: params.activation,
            output: match (values, targets, outputs) {
                (true, None, 1) => Output::of_values(params.loss),
                (false, None, 1) => Output::Logistic,
                (false, None, 3..) => Output::Softmax,
                (true, Some(targets), _) if targets == outputs => Output::of_values(params.loss),
                (false, Some(targets), _) if targets == outputs => Output::Logistic,
                _ => return None,
            },
            dtype: device.dtype,
            scaled: scaling != Some(Scaling::None),
            clips_features: scaling.is_some_and(Scaling::clips),
            clips_outputs: self.settings.contains_key("clip_output"),
        };
        let same = |cost: &Cost| {
            let of = |quantity: &Quantity| trial.cost(*quantity) == Some(quantity.of(cost));
            cost.parameters == trial.parameters && Quantity::ALL.iter().all(of)
        };
        same(&network.cost(device.mcu)).then_some(network)
    }

    /// What its search was for.
    #[must_use]
    pub fn device(&self) -> Device {
        let mcu = self.settings.get(MCU).and_then(Json::as_str);
        let limits = super::record::limits_of(&self.settings);
        Device::new(mcu.and_then(Mcu::from_name), self.is_quantized(), limits)
    }
}

/// The numbers of inputs and outputs with which a network has so many parameters.
fn ends(params: &Params, parameters: usize) -> impl Iterator<Item = (usize, usize)> {
    let hidden = params.hidden_layer_sizes;
    let widths: Vec<usize> = hidden.widths().iter().map(|&width| usize::from(width)).collect();
    let between: usize = widths.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum();
    (1..=parameters)
        .map_while(move |outputs| {
            let (first, last) = match (widths.first(), widths.last()) {
                (Some(&first), Some(&last)) => (first, (last + 1) * outputs + between),
                _ => (outputs, 0),
            };
            // (inputs + 1) * first are left
            let left = parameters.checked_sub(last).filter(|left| *left >= 2 * first)?;
            Some((left % first == 0).then(|| (left / first - 1, outputs)))
        })
        .flatten()
}
