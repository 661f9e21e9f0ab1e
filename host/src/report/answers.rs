//! What networks answered to rows that they had not seen: of each row, the one whose fold it tests, or the winner's to
//! those that were held out of the search.

use mcutune_core::cost::Dtype;
use mcutune_core::loss::class_of;

use crate::data::{Data, TargetColumn};
use crate::model::{Confusion, Model, ModelError, Predictions};
use crate::search::FoldFit;

/// The answers of a trial's fits by the rows that test them; none where a fold has none.
fn answers<'f>(fits: &'f [FoldFit], dtype: Dtype) -> Option<Vec<(&'f [u32], &'f [f32])>> {
    let of_fold = |fit: &'f FoldFit| {
        let answers = match dtype {
            Dtype::F32 => fit.answers.as_deref(),
            Dtype::Int8 => fit.answers_int8.as_deref(),
        };
        Some((fit.test_rows.as_slice(), answers?))
    };
    fits.iter().map(of_fold).collect()
}

/// What the fits of a trial on all folds took rows for, in f32 or in int8; none of values, or where a fold has no
/// answers.
#[must_use]
pub fn confusion(fits: &[FoldFit], data: &Data, dtype: Dtype) -> Option<Confusion> {
    let TargetColumn::Classes { labels, names } = data.target()? else {
        return None;
    };
    let mut pairs = Vec::new();
    for (rows, answers) in answers(fits, dtype)? {
        let width = answers.len().checked_div(rows.len())?.max(1);
        for (&row, answer) in rows.iter().zip(answers.chunks_exact(width)) {
            pairs.push((usize::from(*labels.get(row as usize)?), class_of(answer)));
        }
    }
    Confusion::of(names.len(), pairs)
}

/// True values and answers of the rows that test the folds of a trial, in f32 or in int8; none of classes, or where a
/// fold has no answers.
#[must_use]
pub fn values(fits: &[FoldFit], data: &Data, dtype: Dtype) -> Option<Vec<(f32, f32)>> {
    let TargetColumn::Values(values) = data.target()? else {
        return None;
    };
    let mut pairs = Vec::new();
    for (rows, answers) in answers(fits, dtype)? {
        for (&row, &answer) in rows.iter().zip(answers) {
            pairs.push((*values.get(row as usize)?, answer));
        }
    }
    Some(pairs)
}

/// What a model takes some rows of data for, in f32 or in int8; none of values, or where it has no int8 form.
///
/// # Errors
/// As [`Predictor::predict_data`](crate::Predictor::predict_data).
pub fn confusion_of(
    model: &Model,
    (data, rows): (&Data, &[u32]),
    dtype: Dtype,
) -> Result<Option<Confusion>, ModelError> {
    let Some(TargetColumn::Classes { labels, names }) = data.target() else {
        return Ok(None);
    };
    let predictions = predictions(model, data, dtype)?;
    let Some(answers) = predictions.as_ref().and_then(Predictions::labels) else {
        return Ok(None);
    };
    let pair = |&row: &u32| Some((*labels.get(row as usize)?, *answers.get(row as usize)?));
    let pairs: Option<Vec<(u16, u16)>> = rows.iter().map(pair).collect();
    let pairs = pairs.into_iter().flatten();
    let pairs = pairs.map(|(truth, answer)| (truth.into(), answer.into()));
    Ok(Confusion::of(names.len(), pairs))
}

/// True values and a model's answers of some rows of data, in f32 or in int8; none of classes, or where it has no int8
/// form.
///
/// # Errors
/// As [`confusion_of`].
pub fn values_of(
    model: &Model,
    (data, rows): (&Data, &[u32]),
    dtype: Dtype,
) -> Result<Option<Vec<(f32, f32)>>, ModelError> {
    let Some(TargetColumn::Values(values)) = data.target() else {
        return Ok(None);
    };
    let predictions = predictions(model, data, dtype)?;
    let Some(answers) = predictions.as_ref().and_then(Predictions::values) else {
        return Ok(None);
    };
    let pair = |&row: &u32| Some((*values.get(row as usize)?, *answers.get(row as usize)?));
    Ok(rows.iter().map(pair).collect())
}

fn predictions(model: &Model, data: &Data, dtype: Dtype) -> Result<Option<Predictions>, ModelError> {
    match model.with(dtype) {
        Ok(predictor) => predictor.predict_data(data).map(Some),
        Err(ModelError::NoInt8) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The mean loss of a trial's folds, epoch by epoch, as long as all of them ran; empty where one has none.
#[must_use]
pub fn mean_curve(fits: &[FoldFit]) -> Vec<f64> {
    let epochs = fits.iter().map(|fit| fit.curve.len()).min().unwrap_or(0);
    let mean = |epoch: usize| fits.iter().map(|fit| fit.curve[epoch].loss).sum::<f64>() / fits.len() as f64;
    (0..epochs).map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_classes_as_data_may_have_are_counted() {
        let classes = 65_535;
        let labels: Vec<String> = (0..classes).map(|class| format!("{class:05}")).collect();
        let rows = vec![1.0_f32; classes];
        let data = Data::from_rows(&rows, 1, &labels).unwrap_or_else(|error| panic!("{error}"));
        let answer = |class: usize| (0..classes).map(move |one| if one == class { 1.0 } else { 0.0 });
        let fit = FoldFit {
            curve: Vec::new(),
            test_rows: vec![7, 65_534, 65_534],
            answers: Some([7, 3, 65_534].into_iter().flat_map(answer).collect()),
            answers_int8: None,
        };
        let found = confusion(&[fit], &data, Dtype::F32).unwrap_or_else(|| panic!("no answers"));
        let taken: Vec<_> = found.taken().collect();
        assert_eq!(taken, [(7, 7, 1), (65_534, 3, 1), (65_534, 65_534, 1)]);
        assert_eq!((found.rows(65_534), found.rows(7), found.rows(3)), (2, 1, 0));
        assert_eq!((found.count(65_534, 3), found.count(3, 65_534)), (1, 0));
        assert_eq!(found.right(), (2, 3));
    }
}
