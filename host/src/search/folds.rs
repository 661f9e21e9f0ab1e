//! The folds that a round is fitted on: of all rows that are searched, or of some of them.

use std::sync::Arc;

use mcutune_core::params::Params;
use mcutune_core::search::fit::Fold;

use super::Options;
use super::error::Error;
use super::event::Warning;
use super::kinds::of_folds;
use super::prepared::Whole;
use crate::data::Data;
use crate::data::prepare::{Folds, GroupFolds, PreparedRows, Raw, Sample, Splitting};
use crate::memory::{check_thread, check_threads};
use crate::space::Prepared;

/// Makes folds.
#[derive(Clone, Copy)]
pub(super) struct FoldMaker<'a> {
    pub options: &'a Options<'a>,
    pub data: &'a Data,
    /// Fitted to all of them, once for each preparation that a candidate may choose.
    pub wholes: &'a [Whole<'a>],
    /// How many folds.
    pub count: usize,
    /// The seed that shuffles rows before they are split, where one does.
    pub shuffle: Option<u32>,
    /// Whether fits are scored in int8 too.
    pub quantize: bool,
}

/// Folds, for each preparation that a candidate may choose.
pub(super) struct Made<'d>(Vec<MadeAs<'d>>);

/// Folds of one preparation, with their rows.
struct MadeAs<'d> {
    folds: Folds<'d>,
    /// The rows without scaling, where fits are scored in int8: the same for all that fill alike.
    unscaled: Arc<Vec<Option<PreparedRows<'d>>>>,
    whole: &'d Whole<'d>,
}

/// Folds as fits borrow them, for each preparation that a candidate may choose; at least of one.
pub(super) struct AllViews<'a>(Vec<Views<'a>>);

/// Those of one preparation.
pub(super) struct Views<'a> {
    chosen: Prepared,
    pub folds: Vec<Fold<'a>>,
    /// Why the fits of a fold fail before they begin.
    pub refused: Vec<Option<&'a str>>,
    /// Rows of the folds as they were measured, where they are scored in int8 too; else none.
    pub raw: Vec<Raw<'a>>,
}

impl<'a> FoldMaker<'a> {
    /// Folds of so many rows, or of all; on threads of this search's own.
    pub fn make(&self, rows: Option<u32>) -> Result<Made<'a>, Error> {
        let options = self.options;
        if rows.is_some() && self.cuts_differ() {
            return Err(Error::WindowsSampled);
        }
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
        let (wholes, quantize) = (self.wholes, self.quantize);
        let of_groups = self.of_groups(&cv)?;
        let make = |whole: &'a Whole<'a>, made: &[MadeAs<'a>]| {
            let of = (&whole.pipeline, &*whole.matrix);
            let (data, rows) = (whole.data, whole.rows);
            let how = (&cv, of_groups.as_ref());
            let folds = Folds::fit(data, rows, how, &whole.how, of, wholes.len());
            let folds = folds.map_err(|error| of_folds(error, &cv.cv, data))?;
            let alike = |one: &&MadeAs<'a>| one.whole.chosen.fills_as(&whole.chosen);
            let unscaled = match made.iter().find(alike) {
                Some(one) => Arc::clone(&one.unscaled),
                None if quantize => Arc::new(folds.unscaled(data, &whole.pipeline)?),
                None => Arc::default(),
            };
            Ok::<_, Error>(MadeAs {
                folds,
                unscaled,
                whole,
            })
        };
        threads.install(|| {
            let mut made = Vec::with_capacity(wholes.len());
            for whole in wholes {
                made.push(make(whole, &made)?);
            }
            Ok(Made(made))
        })
    }
}

impl<'a> FoldMaker<'a> {
    /// Those that are searched, of the first choice.
    pub fn rows(&self) -> &'a [u32] {
        self.wholes.first().map_or(&[], |whole| whole.rows)
    }

    /// Whether candidates choose how windows are cut.
    pub fn cuts_differ(&self) -> bool {
        self.wholes
            .iter()
            .any(|whole| whole.chosen.cut() != self.wholes[0].chosen.cut())
    }

    /// The fold of each group where candidates choose how windows are cut: that of the data as they were given, so that
    /// all candidates are scored on the same recordings. None where there is nothing to choose, or no groups.
    fn of_groups(&self, cv: &Splitting) -> Result<Option<GroupFolds>, Error> {
        let is_other = |whole: &Whole<'_>| !std::ptr::eq(whole.data, self.data);
        if !self.wholes.iter().any(is_other) || !cv.cv.is_grouped() {
            return Ok(None);
        }
        let found = GroupFolds::of(self.data, &self.data.all_rows()?, cv);
        found
            .map(Some)
            .map_err(|error| of_folds(error, &cv.cv, self.data))
    }
}

impl<'d> Made<'d> {
    /// As fits borrow them.
    pub fn views(&self) -> Result<AllViews<'_>, Error> {
        let views = self.0.iter().map(MadeAs::views);
        Ok(AllViews(views.collect::<Result<_, Error>>()?))
    }

    /// What is to be said of them before the first fit.
    pub fn warnings(&self, cv: usize) -> Vec<Warning> {
        // rows are split alike, and columns empty, whatever stands in and scales
        let Some(MadeAs { folds, .. }) = self.0.first() else {
            return Vec::new();
        };
        let small = folds.smallest;
        let small = small.map(|rows| Warning::SmallClass { rows, folds: cv });
        let empty = folds.empty_columns().into_iter();
        let empty = empty.map(|(column, folds)| Warning::EmptyColumn {
            column: column.to_owned(),
            folds,
            of: cv,
        });
        let alone = folds.of_one_class();
        let alone = (alone > 0).then_some(Warning::OneClassTrains { folds: alone, of: cv });
        small.into_iter().chain(alone).chain(empty).collect()
    }
}

impl MadeAs<'_> {
    fn views(&self) -> Result<Views<'_>, Error> {
        let matrix = &self.whole.matrix;
        Ok(Views {
            chosen: self.whole.chosen,
            folds: self.folds.views(matrix)?,
            refused: self.folds.refused(),
            raw: self.folds.raw(&self.unscaled, matrix)?,
        })
    }
}

impl<'a> AllViews<'a> {
    /// Those that a candidate chose.
    pub fn of(&self, params: &Params) -> Option<&Views<'a>> {
        let chosen = Prepared::of(params);
        self.0.iter().find(|views| views.chosen == chosen)
    }

    /// Those of the first choice: their rows are those of all.
    pub fn first(&self) -> Option<&Views<'a>> {
        self.0.first()
    }

    /// How many rows train on the fold with the fewest.
    pub fn fewest(&self) -> usize {
        self.first().map_or(0, Views::fewest)
    }
}

impl Views<'_> {
    fn fewest(&self) -> usize {
        let rows = self.folds.iter().map(|fold| fold.train_rows.len());
        rows.min().unwrap_or(0)
    }
}
