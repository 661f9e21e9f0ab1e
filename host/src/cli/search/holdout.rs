//! Rows kept out of a search, for a score that no choice has seen.

use mcutune_core::error::Error;
use mcutune_core::folds;
use mcutune_core::params::Params;
use mcutune_core::score::Scoring;

use crate::cli::failure::Failure;
use crate::cli::resolve::SearchConfig;
use crate::data::prepare::Raw;
use crate::data::{Data, TargetColumn};
use crate::search;

/// Rows of a table.
pub struct Split {
    /// Those that are searched and refitted on.
    pub search: Vec<u32>,
    /// Those kept out.
    pub held_out: Vec<u32>,
}

/// As `train_test_split(test_size=holdout, random_state=seed, stratify=y)` splits; values are not
/// stratified.
pub fn split(table: &Data, config: &SearchConfig) -> Result<Split, Failure> {
    let holdout = config.holdout;
    if holdout == 0.0 {
        return Ok(Split {
            search: (0..table.rows() as u32).collect(),
            held_out: Vec::new(),
        });
    }
    let held = folds::held_out(table.rows(), holdout).map_err(|_| {
        format!(
            "--holdout {holdout} leaves none of the {} rows to search",
            table.rows()
        )
    })?;
    let mut split = Split {
        search: vec![0; table.rows() - held],
        held_out: vec![0; held],
    };
    let mut random = config.fitting.rng.start(config.fitting.seed);
    match table.target() {
        Some(TargetColumn::Classes { labels, names }) => {
            let target = table.target_name().unwrap_or_default();
            let refused = |error| match error {
                Error::ClassTooSmall { class } => format!(
                    "--holdout {holdout}: the class `{}` of the target `{target}` has one row, which cannot be on both sides of the split; leave it out, or give --holdout 0",
                    names[class]
                ),
                Error::TooFewRows { needed, got } => format!(
                    "--holdout {holdout}: one side of the split would have {got} rows, fewer than the {needed} classes of the target `{target}`"
                ),
                error => format!("--holdout {holdout}: {error}"),
            };
            let mut scratch = vec![0; folds::scratch(table.rows(), names.len())];
            let label_of = |row: usize| usize::from(labels[row]);
            folds::stratified_split(
                label_of,
                names.len(),
                &mut random,
                &mut split.search,
                &mut split.held_out,
                &mut scratch,
            )
            .map_err(refused)?;
        }
        _ => {
            let mut scratch = vec![0; table.rows()];
            folds::shuffle_split(&mut random, &mut split.search, &mut split.held_out, &mut scratch)?;
        }
    }
    Ok(split)
}

/// The winner quantised, and its score on the rows kept out, if there are any; errs where it could
/// not be quantised.
pub fn score_int8(
    raw: &Raw<'_>,
    split: &Split,
    (params, weights): (&Params, &[f32]),
    scoring: Scoring,
) -> Result<Option<f64>, Error> {
    let quantized = search::quantized(raw, &split.search, params, weights)?;
    if split.held_out.is_empty() {
        return Ok(None);
    }
    search::score_int8_on(raw, &split.held_out, &quantized, (params, weights), scoring).map(Some)
}
