//! The folds of data, each filled and scaled as its training rows teach.

mod split;

use std::collections::BTreeMap;

use mcutune_core::data::{Dataset, Target};
use mcutune_core::folds;
use mcutune_core::random::Random as _;
use mcutune_core::search::fit::Fold;
use rayon::prelude::*;

pub use split::{GroupFolds, Split};

use super::{Pipeline, Preparation, PrepareError, PreparedRows, Raw};
use crate::cv::Cv;
use crate::data::preprocess::check_room;
use crate::data::room::{Full, Grow as _, has_room};
use crate::data::{Data, DataError, Preprocess, TargetColumn};
use crate::rng::Rng;

/// Copies of all folds together, of all preparations that a search has, may take this many bytes: a scaled copy trains
/// faster than a view that fills and scales each row as it is read, until the copies are what fills the memory.
const COPIES: usize = 32 << 20;

/// How rows are split into folds.
#[derive(Clone, Debug)]
pub struct Splitting {
    /// The kind, and how many.
    pub cv: Cv,
    /// What draws, and its seed; none where rows stay in their order.
    pub draw: Option<(Rng, u32)>,
    /// How much of each fold is kept; none is all.
    pub sample: Option<Sample>,
}

/// A part of the rows that train on a fold, and of those that it is scored on: both lists are shuffled by a
/// generator begun anew, and cut, as by scikit-learn's `_SubsampleMetaSplitter`.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// What shuffles.
    pub rng: Rng,
    /// Its seed, the same for all lists.
    pub seed: u32,
    /// How many of all rows there are to be; each list is cut in proportion, and rounded down.
    pub rows: u32,
}

impl Sample {
    fn take(&self, list: &mut Vec<u32>, of: usize) {
        self.rng.start(self.seed).shuffle(list);
        let share = f64::from(self.rows) / of as f64;
        list.truncate((share * list.len() as f64) as usize);
    }
}

/// What the folds of some rows of data are made of.
#[derive(Debug)]
pub struct Folds<'t> {
    parts: Vec<PreparedFold<'t>>,
    /// Which numbers are missing, where folds fill them in as they are read; else empty.
    missing: Vec<u32>,
    /// Rows of the smallest class, if there are fewer than folds.
    pub smallest: Option<usize>,
}

#[derive(Debug)]
struct PreparedFold<'t> {
    pipeline: Pipeline,
    /// All rows, scaled; none where the fold is a view of the rows that all share.
    own: Option<PreparedRows<'t>>,
    /// What a view fills in where its fills are not those of the whole.
    fills: Option<Vec<f32>>,
    train: Vec<u32>,
    test: Vec<u32>,
    /// The number of each class among those that train, and how many do; none where all do.
    classes: Option<(Vec<u32>, usize)>,
    /// Why nothing can be fitted to it; the rest is then that of the whole.
    refused: Option<String>,
}

impl<'t> Folds<'t> {
    /// Splits `rows`, to all of which `whole` was fitted and filled `matrix`; this is one of so many `preparations` whose
    /// folds are held together.
    ///
    /// # Errors
    /// As [`Pipeline::fit`], and what the core finds wrong with the number of folds.
    pub fn fit(
        data: &'t Data,
        rows: &[u32],
        (cv, of_groups): (&Splitting, Option<&GroupFolds>),
        how: &Preparation,
        (whole, matrix): (&Pipeline, &PreparedRows<'t>),
        preparations: usize,
    ) -> Result<Self, PrepareError> {
        let bytes = cv.cv.folds(data) * size_of_val(matrix.values());
        // Half of what is free stays so: the fits take some.
        let copies = fits_share(bytes, preparations) && has_room(2 * bytes).is_ok();
        Self::fit_as(data, rows, (cv, of_groups), how, (whole, matrix), copies)
    }

    fn fit_as(
        data: &'t Data,
        rows: &[u32],
        (cv, of_groups): (&Splitting, Option<&GroupFolds>),
        how: &Preparation,
        (whole, matrix): (&Pipeline, &PreparedRows<'t>),
        copies: bool,
    ) -> Result<Self, PrepareError> {
        let split = match of_groups {
            Some(folds) => folds.split(data, rows)?,
            None => Split::new(data, rows, cv)?,
        };
        let folds = split.folds();
        if !matches!(cv.cv, Cv::Folds(_)) {
            check_classes(&folds, rows, data)?;
        }
        let missing = match how.features.missing.fills() && !copies {
            true => whole.preprocess.missing(data)?,
            false => Vec::new(),
        };
        let full = |full: Full| full.of(&data.source(), rows.len());
        let pick = |positions: &mut dyn Iterator<Item = u32>| {
            let mut picked = Vec::new();
            for position in positions {
                picked.grow(rows[position as usize])?;
            }
            Ok(picked)
        };
        let part = |k: usize| {
            let mut train = pick(&mut folds.train(k)).map_err(full)?;
            let mut test = pick(&mut folds.test(k)).map_err(full)?;
            if let Some(sample) = cv.sample {
                sample.take(&mut train, rows.len());
                sample.take(&mut test, rows.len());
                if train.is_empty() || test.is_empty() {
                    return Err(PrepareError::EmptyFold {
                        rows: sample.rows,
                        of: rows.len(),
                    });
                }
            }
            PreparedFold::fit(data, (train, test), how, (whole, matrix), &missing, copies)
        };
        check_room(data, folds.splits())?;
        let parts: Result<_, PrepareError> = (0..folds.splits()).into_par_iter().map(part).collect();
        Ok(Self {
            parts: parts?,
            missing,
            smallest: split.smallest,
        })
    }

    /// As the core borrows them; `matrix` is that of [`Folds::fit`].
    ///
    /// # Errors
    /// [`PrepareError::TooFar`]
    pub fn views<'a>(&'a self, matrix: &'a PreparedRows<'t>) -> Result<Vec<Fold<'a>>, PrepareError> {
        let view = |part: &'a PreparedFold<'t>| {
            let dataset = match (&part.own, &part.fills) {
                (Some(own), _) => part.pipeline.with_target(own.dataset()?, own.data)?,
                (None, Some(fills)) => {
                    let dataset = matrix.dataset()?.with_fill(&self.missing, fills)?;
                    part.pipeline.view_of(dataset, matrix.data)?
                }
                (None, None) => part.pipeline.view(matrix)?,
            };
            let dataset = part.among(dataset)?;
            Ok(Fold {
                train: dataset,
                train_rows: &part.train,
                test: dataset,
                test_rows: &part.test,
            })
        };
        self.parts.iter().map(view).collect()
    }

    /// Each fold's rows, filled as it fills and not scaled, for those that no view of `matrix` gives.
    ///
    /// # Errors
    /// As [`Preprocess::transform`].
    pub fn unscaled(
        &self,
        data: &'t Data,
        whole: &Pipeline,
    ) -> Result<Vec<Option<PreparedRows<'t>>>, PrepareError> {
        let own = |part: &PreparedFold<'t>| {
            let preprocess = &part.pipeline.preprocess;
            match part.fills.is_some() || preprocess.same_values(&whole.preprocess, data) {
                true => Ok(None),
                false => PreparedRows::new(data, preprocess).map(Some),
            }
        };
        self.parts.par_iter().map(own).collect()
    }

    /// With the scalers; `unscaled` is that of [`Folds::unscaled`], `matrix` that of
    /// [`Folds::fit`].
    ///
    /// # Errors
    /// As [`PreparedRows::dataset`].
    pub fn raw<'a>(
        &'a self,
        unscaled: &'a [Option<PreparedRows<'t>>],
        matrix: &'a PreparedRows<'t>,
    ) -> Result<Vec<Raw<'a>>, PrepareError> {
        let raw = |(part, own): (&'a PreparedFold<'t>, &'a Option<PreparedRows<'t>>)| {
            let raw = part.pipeline.raw(own.as_ref().unwrap_or(matrix))?;
            let data = match &part.fills {
                Some(fills) => raw.data.with_fill(&self.missing, fills)?,
                None => raw.data,
            };
            let data = part.among(data)?;
            Ok(Raw { data, ..raw })
        };
        self.parts.iter().zip(unscaled).map(raw).collect()
    }

    /// Why the fits of a fold fail before they begin, fold by fold.
    pub fn refused(&self) -> Vec<Option<&str>> {
        self.parts.iter().map(|part| part.refused.as_deref()).collect()
    }

    /// On how many folds all rows that train are of one class.
    pub fn of_one_class(&self) -> usize {
        let alone = |part: &&PreparedFold<'_>| matches!(part.classes, Some((_, 1)));
        self.parts.iter().filter(alone).count()
    }

    /// Columns that have no value in the rows that train on some folds, and on how many: those folds
    /// leave them out.
    pub fn empty_columns(&self) -> BTreeMap<&str, usize> {
        let mut empty = BTreeMap::new();
        let parts = self.parts.iter();
        for column in parts.flat_map(|part| part.pipeline.preprocess.empty_columns()) {
            *empty.entry(column).or_default() += 1;
        }
        empty
    }
}

/// Whether copies of so many bytes are no more than the share of one preparation.
const fn fits_share(bytes: usize, preparations: usize) -> bool {
    bytes.saturating_mul(preparations) <= COPIES
}

impl<'t> PreparedFold<'t> {
    fn fit(
        data: &'t Data,
        (train, test): (Vec<u32>, Vec<u32>),
        how: &Preparation,
        (whole, matrix): (&Pipeline, &PreparedRows<'t>),
        missing: &[u32],
        copy: bool,
    ) -> Result<Self, PrepareError> {
        let preprocess = match Preprocess::fit_as(data, &train, how.features) {
            // As scikit-learn, which fails the fits of this fold and of no other.
            Err(error @ DataError::NoValues { .. }) => {
                return Ok(Self {
                    pipeline: whole.clone(),
                    own: None,
                    fills: None,
                    train,
                    test,
                    classes: None,
                    refused: Some(error.to_string()),
                });
            }
            fitted => fitted?,
        };
        // Where the fold fills as the whole does, its rows are those of the whole.
        let alike = preprocess.same_values(&whole.preprocess, data);
        let filled = !alike && !missing.is_empty() && preprocess.differs_in_fill_only(&whole.preprocess);
        let fills = filled.then(|| preprocess.fills());
        let mut own = match alike || filled {
            true => None,
            false => Some(PreparedRows::new(data, &preprocess)?),
        };
        let dataset = match (&own, &fills) {
            (Some(own), _) => own.dataset()?,
            (None, Some(fills)) => matrix.dataset()?.with_fill(missing, fills)?,
            (None, None) => matrix.dataset()?,
        };
        let pipeline = Pipeline::scaling(preprocess, (data, &dataset), &train, how)?;
        if copy && own.is_none() {
            own = Some(matrix.copy()?);
        }
        if let Some(own) = &mut own {
            pipeline.apply(own)?;
        }
        let classes = match matrix.dataset()?.target() {
            Target::Classes { labels, classes } => {
                let mut number = vec![0; classes];
                let occur = folds::number_classes(labels, &train, &mut number)?;
                (occur < classes).then_some((number, occur))
            }
            Target::Values { .. } | Target::Multilabel { .. } => None,
        };
        Ok(Self {
            classes,
            pipeline,
            own,
            fills,
            train,
            test,
            refused: None,
        })
    }
}

impl PreparedFold<'_> {
    /// The same rows, to be fitted among the classes that train, and scored weighted or not.
    fn among<'a>(&'a self, dataset: Dataset<'a>) -> Result<Dataset<'a>, PrepareError> {
        let dataset = dataset.with_weighted_scores(self.pipeline.weighted_scores);
        match &self.classes {
            Some((number, occur)) => Ok(dataset.among(number, *occur)?),
            None => Ok(dataset),
        }
    }
}

/// An error where on each fold all rows that train are of one class: there is nothing to learn. Where it is so on some,
/// their networks answer it to every row, as scikit-learn's do, and so where nobody named the kind of folds.
fn check_classes(folds: &folds::Folds<'_>, rows: &[u32], data: &Data) -> Result<(), PrepareError> {
    let Some(TargetColumn::Classes { labels, names }) = data.target() else {
        return Ok(());
    };
    let mut alone = None;
    for fold in 0..folds.splits() {
        let mut trained = folds
            .train(fold)
            .map(|position| labels[rows[position as usize] as usize]);
        let first = trained.next();
        match first.filter(|first| trained.all(|label| label == *first)) {
            Some(class) => alone = alone.or(Some(class)),
            None => return Ok(()),
        }
    }
    match alone {
        Some(class) => Err(PrepareError::OneClassTrains {
            class: names[usize::from(class)].clone(),
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
