//! A study whose search is given more candidates: the trials that it has are not fitted again.

use mcutune_core::cost::Mcu;
use mcutune_core::params::Name;
use serde_json::{Value as Json, json};

use super::header::Header;
use super::record::Study;
use super::settings::{Difference, MCU, Settings, differences, told};
use crate::search::{Choices, Growth, from_json, to_json};

/// The entry of a grown study's settings with the parameters that earlier trials have by the new space. It is applied
/// when the journal is read, and is no part of the settings after that.
const GROWN: &str = "grown";

/// How a study goes on with another search than its own.
#[derive(Debug, Default)]
pub(super) struct Grown {
    /// In what they differ.
    pub differences: Vec<Difference>,
    /// What trials choose by the new settings, where that is more or less than they chose.
    chosen: Vec<(usize, Choices)>,
}

impl Study {
    /// How a study goes on with the search of a header; what differs where it cannot. A search with equal settings
    /// goes on with nothing changed.
    pub(super) fn grown(&self, header: &Header<'_>) -> Result<Grown, Vec<Difference>> {
        let differences = differences(&self.settings, header.settings);
        let of_space = differences.iter().any(Difference::is_of_space);
        let chosen = match of_space {
            true => self.chosen(header),
            false => Some(Vec::new()),
        };
        // the values of trials in the journal are of the costs that they had when they were fitted
        let has_front = !self.objectives().is_score_alone();
        let of_limits =
            !has_front && !self.depends_on_limits() && (self.trials.is_empty() || self.has_costs_for(header));
        let goes_on = |one: &Difference| match header.grows {
            Growth::No => false,
            Growth::Begins => one.is_trials(self.trials.len()),
            Growth::Any { .. } => {
                one.is_trials(self.trials.len())
                    || one.is_of_space() && chosen.is_some()
                    || one.is_of_limits() && of_limits
            }
        };
        let refused: Vec<Difference> = differences.iter().filter(|one| !goes_on(one)).cloned().collect();
        match refused.is_empty() {
            true => Ok(Grown {
                chosen: chosen.unwrap_or_default(),
                differences,
            }),
            false => Err(told(refused)),
        }
    }

    /// Whether what its trials need of the microcontroller of a header is known.
    fn has_costs_for(&self, header: &Header<'_>) -> bool {
        let mcu = header
            .settings
            .get(MCU)
            .and_then(Json::as_str)
            .and_then(Mcu::from_name);
        mcu.is_none_or(|mcu| mcu == self.device().mcu || self.clone().recost(mcu).is_ok())
    }

    /// What each trial chooses by another space, where that is not what it chose; none where a trial is no candidate
    /// of it.
    fn chosen(&self, header: &Header<'_>) -> Option<Vec<(usize, Choices)>> {
        let space = header.space.filter(|space| space.is_lists())?;
        if self.trials.is_empty() {
            return Some(Vec::new());
        }
        let base = self.base().ok()?;
        let mut changed = Vec::new();
        for trial in &self.trials {
            let choices = space.choices(&trial.choices.params(&base).ok()?, &trial.choices)?;
            if choices != trial.choices {
                changed.push((trial.number, choices));
            }
        }
        Some(changed)
    }

    /// Takes what trials choose out of settings that came later.
    pub(super) fn choose(&mut self, settings: &mut Settings) -> Result<(), String> {
        let Some(grown) = settings.remove(GROWN) else {
            return Ok(());
        };
        let wrong = || format!("{GROWN}: no values of trials");
        for one in grown.as_array().ok_or_else(wrong)? {
            let number = one["trial"]
                .as_u64()
                .and_then(|number| usize::try_from(number).ok());
            let trial = number
                .and_then(|number| self.trials.get_mut(number))
                .ok_or_else(wrong)?;
            trial.choices = choices(&one["params"]).ok_or_else(wrong)?;
        }
        Ok(())
    }
}

impl Grown {
    /// The settings as the journal has them then.
    pub(super) fn settings(&self, settings: &Settings) -> Settings {
        let mut settings = settings.clone();
        let one = |(trial, choices): &(usize, Choices)| json!({"trial": trial, "params": values(choices)});
        if !self.chosen.is_empty() {
            settings.insert(GROWN.to_owned(), self.chosen.iter().map(one).collect());
        }
        settings
    }

    /// Has trials be what they are by the new settings.
    pub(super) fn apply(&self, study: &mut Study, settings: &Settings) {
        if self.differences.is_empty() {
            return;
        }
        if let Some(mcu) = settings.get(MCU).and_then(Json::as_str).and_then(Mcu::from_name)
            && mcu != study.device().mcu
        {
            // it was looked at before
            let _ = study.recost(mcu);
        }
        for (number, choices) in &self.chosen {
            study.trials[*number].choices = choices.clone();
        }
        study.ended = study.trials.len();
        study.settings = settings.clone();
        study.exclude();
    }
}

/// Values by name, as a trial's columns have them.
fn values(choices: &Choices) -> Json {
    choices
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), to_json(value)))
        .collect()
}

fn choices(values: &Json) -> Option<Choices> {
    let value = |(name, value): (&String, &Json)| {
        let name = Name::parse(name)?;
        Some((name, from_json(name, value)?))
    };
    let all: Option<Vec<_>> = values.as_object()?.iter().map(value).collect();
    all.map(Choices::new)
}
