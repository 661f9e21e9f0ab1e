//! The folds that a round is fitted on: of all rows that are searched, or of some of them.

use mcutune_core::search::fit::Fold;

use super::Options;
use super::error::Error;
use super::event::Warning;
use super::kinds::of_folds;
use crate::data::Data;
use crate::data::prepare::{Folds, Pipeline, Preparation, PreparedRows, Raw, Sample, Splitting};
use crate::memory::{check_thread, check_threads};

/// Makes folds.
#[derive(Clone, Copy)]
pub(super) struct FoldMaker<'a> {
    pub options: &'a Options<'a>,
    pub data: &'a Data,
    /// Those that are searched.
    pub rows: &'a [u32],
    pub how: &'a Preparation,
    /// Fitted to all of them.
    pub whole: (&'a Pipeline, &'a PreparedRows<'a>),
    /// How many folds.
    pub count: usize,
    /// The seed that shuffles rows before they are split, where one does.
    pub shuffle: Option<u32>,
    /// Whether fits are scored in int8 too.
    pub quantize: bool,
}

/// Folds, with their rows.
pub(super) struct Made<'d> {
    folds: Folds<'d>,
    /// The rows without scaling, where fits are scored in int8.
    unscaled: Vec<Option<PreparedRows<'d>>>,
}

/// Folds as fits borrow them.
pub(super) struct Views<'a> {
    pub folds: Vec<Fold<'a>>,
    /// Why the fits of a fold fail before they begin.
    pub refused: Vec<Option<&'a str>>,
    /// Rows of the folds as they were measured, where they are scored in int8 too; else none.
    pub raw: Vec<Raw<'a>>,
}

impl<'a> FoldMaker<'a> {
    /// Folds of so many rows, or of all; on threads of this search's own.
    pub fn make(&self, rows: Option<u32>) -> Result<Made<'a>, Error> {
        let (options, data) = (self.options, self.data);
        // a fold is the task of one thread
        let jobs = options.jobs().min(self.count).max(1);
        let start = |jobs| {
            let check = if jobs == 1 {
                check_thread()
            } else {
                check_threads(jobs)
            };
            check.map_err(|error| error.to_string())?;
            let threads = rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
            threads.map_err(|error| error.to_string())
        };
        let threads = start(jobs).or_else(|_| start(1)).map_err(Error::Threads)?;
        let cv = Splitting {
            cv: options.cv.clone(),
            draw: self.shuffle.map(|seed| (options.rng, seed)),
            sample: rows.map(|rows| Sample {
                rng: options.rng,
                seed: self.shuffle.unwrap_or(options.seed),
                rows,
            }),
        };
        // the options have listeners, which are none of the threads'
        let (rows, how, whole, quantize) = (self.rows, self.how, self.whole, self.quantize);
        threads.install(|| {
            let folds = Folds::fit(data, rows, &cv, how, whole);
            let folds = folds.map_err(|error| of_folds(error, &cv.cv, data))?;
            let unscaled = match quantize {
                true => folds.unscaled(data, whole.0)?,
                false => Vec::new(),
            };
            Ok(Made { folds, unscaled })
        })
    }
}

impl<'d> Made<'d> {
    /// `matrix` holds all rows, as the maker had them.
    pub fn views<'a>(&'a self, matrix: &'a PreparedRows<'d>) -> Result<Views<'a>, Error> {
        Ok(Views {
            folds: self.folds.views(matrix)?,
            refused: self.folds.refused(),
            raw: self.folds.raw(&self.unscaled, matrix)?,
        })
    }

    /// What is to be said of them before the first fit.
    pub fn warnings(&self, cv: usize) -> Vec<Warning> {
        let small = self.folds.smallest;
        let small = small.map(|rows| Warning::SmallClass { rows, folds: cv });
        let empty = self.folds.empty_columns().into_iter();
        let empty = empty.map(|(column, folds)| Warning::EmptyColumn {
            column: column.to_owned(),
            folds,
            of: cv,
        });
        small.into_iter().chain(empty).collect()
    }
}

impl Views<'_> {
    /// How many rows train on the fold with the fewest.
    pub fn fewest(&self) -> usize {
        let rows = self.folds.iter().map(|fold| fold.train_rows.len());
        rows.min().unwrap_or(0)
    }
}
