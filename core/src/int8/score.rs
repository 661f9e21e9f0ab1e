//! How good a quantised network's answers are.

use super::Int8Model;
use crate::data::Dataset;
use crate::error::Error;
use crate::score::{Scorer, score_rows};

/// The score of a quantised network on some rows. It takes raw features: rows are read as they are
/// in memory, also where `data` is a view that scales them.
///
/// `floats` hold the answers, the rows times the outputs; `words` are [`Int8Model::scratch`],
/// `indices` [`score_scratch`](crate::score::score_scratch).
pub fn score(
    model: &Int8Model<'_>,
    data: &Dataset<'_>,
    rows: &[u32],
    scorer: impl Into<Scorer>,
    floats: &mut [f32],
    words: &mut [i32],
    indices: &mut [u32],
) -> Result<f64, Error> {
    let raw_rows = data.raw_rows(rows)?;
    let outputs = model.parts().shape.outputs();
    let (needed, got) = (rows.len() * outputs, floats.len());
    let answers = floats.get_mut(..needed).ok_or(Error::TooSmall { needed, got })?;
    for (raw, answer) in raw_rows.zip(answers.chunks_exact_mut(outputs)) {
        model.predict(raw, words, answer)?;
    }
    score_rows(scorer, &data.target(), rows, answers, indices)
}

#[cfg(test)]
mod tests;
