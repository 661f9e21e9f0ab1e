//! How good a quantised network's answers are.

use super::Int8Model;
use crate::data::Dataset;
use crate::error::Error;
use crate::score::{Scorer, score_fitted};
#[cfg(doc)]
use crate::score::{kept, score_scratch_of, width};

/// The score of a quantised network on some rows. It takes raw features: rows are read unscaled, also
/// where `data` is a view that scales them; what the view fills is filled.
///
/// `floats` hold one row and the answers that are [`kept`], at least one, of [`width`] numbers each; `words` are
/// [`Int8Model::scratch`],
/// `indices` [`score_scratch_of`]. Where there is room for the answers to all rows, they stand
/// behind the row afterwards.
///
/// # Errors
/// [`Error::TooFewRows`] for a row that there is not, [`Error::TooSmall`] for short memory, and what
/// [`Int8Model::predict`] and [`score`](crate::score::score) return.
pub fn score(
    model: &Int8Model<'_>,
    data: &Dataset<'_>,
    rows: &[u32],
    scorer: impl Into<Scorer>,
    floats: &mut [f32],
    words: &mut [i32],
    indices: &mut [u32],
) -> Result<f64, Error> {
    let outputs = model.parts().shape.outputs();
    let (needed, got) = (data.features(), floats.len());
    let parts = floats.split_at_mut_checked(needed);
    let (raw, answers) = parts.ok_or(Error::TooSmall { needed, got })?;
    let mut predict = |rows: &[u32], out: &mut [f32]| {
        for (&row, answer) in rows.iter().zip(out.chunks_exact_mut(outputs)) {
            data.without_scaling().copy_row(row as usize, raw)?;
            model.predict(raw, words, answer)?;
        }
        data.bounds().hold(out);
        Ok(())
    };
    score_fitted(
        scorer.into(),
        data,
        rows,
        (answers, outputs),
        indices,
        &mut predict,
    )
}

#[cfg(test)]
mod tests;
