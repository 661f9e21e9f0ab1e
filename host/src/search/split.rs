//! Rows kept out of a search, for a score that no choice has seen.

use mcutune_core::error::Error as CoreError;
use mcutune_core::folds;

use super::error::Error;
use crate::data::Data;
use crate::data::TargetColumn;
use crate::data::room::zeros;
use crate::rng::Rng;

/// Rows of a data set.
#[derive(Clone, Debug)]
pub(super) struct Split {
    /// Those that are searched and refitted on.
    pub search: Vec<u32>,
    /// Those kept out.
    pub held_out: Vec<u32>,
}

impl Split {
    /// As `train_test_split(test_size=holdout, random_state=seed, stratify=y)` splits; values are
    /// not stratified.
    pub fn new(data: &Data, holdout: f64, rng: Rng, seed: u32) -> Result<Self, Error> {
        let rows = data.rows();
        if holdout == 0.0 {
            return Ok(Self {
                search: data.all_rows()?,
                held_out: Vec::new(),
            });
        }
        let refused = |error: Option<CoreError>, class: Option<String>| Error::Holdout {
            holdout,
            rows,
            target: data.target_name().unwrap_or_default().to_owned(),
            class,
            error,
        };
        let held = folds::held_out(rows, holdout).map_err(|_| refused(None, None))?;
        let zeros = |length| zeros(length).map_err(|full| full.of(&data.source(), rows));
        let mut split = Self {
            search: zeros(rows - held)?,
            held_out: zeros(held)?,
        };
        let mut random = rng.start(seed);
        match data.target() {
            Some(TargetColumn::Classes { labels, names }) => {
                let mut scratch = zeros(folds::scratch(rows, names.len()))?;
                folds::stratified_split(
                    |row: usize| usize::from(labels[row]),
                    names.len(),
                    &mut random,
                    &mut split.search,
                    &mut split.held_out,
                    &mut scratch,
                )
                .map_err(|error| match error {
                    CoreError::ClassTooSmall { class } => refused(Some(error), Some(names[class].clone())),
                    error => refused(Some(error), None),
                })?;
            }
            Some(_) | None => {
                let mut scratch = zeros(rows)?;
                folds::shuffle_split(&mut random, &mut split.search, &mut split.held_out, &mut scratch)?;
            }
        }
        Ok(split)
    }
}
