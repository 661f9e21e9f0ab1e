//! Curves and answers of the winner and the best others, which a study does not keep: they are fitted again.

use mcutune::core::cost::Dtype;
use mcutune::report::{Confusion, confusion, confusion_of, mean_curve, values, values_of};
use mcutune::{Data, FittedTrial, FoldFit};

use super::figure::Figure;
use super::holdout::{self, HeldOut};
use super::view::View;
use super::{confusion as classes, curves, residuals};
use crate::cli::command_error::CommandError;

/// Trials beside the winner that are fitted again.
const RUNNERS_UP: usize = 4;

/// What the best trials are found to be, fitted again.
pub struct Answers {
    /// Their mean losses by epoch, the winner's first.
    curves: Vec<(usize, Vec<f64>)>,
    /// Names of the classes; none of values.
    classes: Vec<String>,
    /// What the winner answered, to which rows and in which numbers.
    found: Vec<(Rows, Dtype, Found)>,
    /// What it scores on rows that were held out of the search.
    pub held_out: Option<HeldOut>,
}

/// What some rows were answered.
enum Found {
    Classes(Confusion),
    Values(Vec<(f32, f32)>),
}

/// To which rows the answers of a figure are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Each of the rows that test a fold, by the network of that fold.
    Folds,
    /// Those that were held out of the search, by the network that is fitted to all others.
    HeldOut,
}

impl Rows {
    /// What begins the name of a figure, and of its files.
    pub fn named(self, what: &str, dtype: Dtype) -> String {
        match self {
            Rows::Folds => format!("{what}-{}", dtype.name()),
            Rows::HeldOut => format!("{what}-held-out-{}", dtype.name()),
        }
    }

    /// For titles.
    pub fn title(self) -> &'static str {
        match self {
            Rows::Folds => "rows of the folds",
            Rows::HeldOut => "rows held out",
        }
    }

    /// Whose answers they are, as a sentence.
    pub fn told(self, dtype: Dtype) -> String {
        let dtype = dtype.name();
        match self {
            Rows::Folds => format!(
                "Each row that tests a fold is answered by the winner's network of that fold, which has not seen it, in \
                 {dtype}; by these rows the winner was chosen."
            ),
            Rows::HeldOut => format!(
                "Each row that was held out of the search is answered by the winner's network that is fitted to all rows \
                 of the search, in {dtype}; no choice has seen these rows."
            ),
        }
    }
}

impl Answers {
    /// Fits the winner of a study again, and the best others.
    pub fn of(view: &View, data: &Data) -> Result<Self, CommandError> {
        let winner = view
            .results
            .winner()
            .ok_or("--data: the study has no winner to fit again: leave --data out, or let the search go on until a trial has a score")?;
        let fits = view.study.fold_fits(winner, data)?;
        let mut found: Vec<(Rows, Dtype, Found)> = BOTH
            .into_iter()
            .filter_map(|dtype| Some((Rows::Folds, dtype, of_folds(&fits, data, dtype)?)))
            .collect();
        let mut curves = vec![(winner, mean_curve(&fits))];
        for number in view.runners_up().take(RUNNERS_UP) {
            curves.push((number, mean_curve(&view.study.fold_fits(number, data)?)));
        }
        let refit = match holdout::share(&view.study) {
            Some(_) => Some(view.study.refit(winner, data)?),
            None => None,
        };
        let refit = refit.as_ref().filter(|refit| !refit.held_out.is_empty());
        for (refit, dtype) in refit
            .into_iter()
            .flat_map(|refit| BOTH.map(|dtype| (refit, dtype)))
        {
            let answers = of_held_out(refit, data, dtype)?;
            found.extend(answers.map(|answers| (Rows::HeldOut, dtype, answers)));
        }
        Ok(Self {
            curves,
            classes: data.classes().to_vec(),
            found,
            held_out: refit.map(|refit| HeldOut::of_model(&refit.model, Some(refit.held_out.len()))),
        })
    }
}

const BOTH: [Dtype; 2] = [Dtype::F32, Dtype::Int8];

fn of_folds(fits: &[FoldFit], data: &Data, dtype: Dtype) -> Option<Found> {
    let classes = confusion(fits, data, dtype).map(Found::Classes);
    classes.or_else(|| values(fits, data, dtype).map(Found::Values))
}

fn of_held_out(refit: &FittedTrial, data: &Data, dtype: Dtype) -> Result<Option<Found>, mcutune::Error> {
    let (model, of) = (&refit.model, (data, refit.held_out.as_slice()));
    if let Some(found) = confusion_of(model, of, dtype)? {
        return Ok(Some(Found::Classes(found)));
    }
    Ok(values_of(model, of, dtype)?.map(Found::Values))
}

/// All figures of the section: the curves, and answers first to the rows that nothing was chosen by.
pub fn figures(view: &View) -> Vec<Figure<'_>> {
    let Some(answers) = &view.answers else {
        return Vec::new();
    };
    let mut figures: Vec<Figure<'_>> = curves::figure(view, &answers.curves).into_iter().collect();
    for rows in [Rows::HeldOut, Rows::Folds] {
        for (_, dtype, found) in answers.found.iter().filter(|(of, ..)| *of == rows) {
            figures.extend(match found {
                Found::Classes(found) => Some(classes::figure(found, &answers.classes, (rows, *dtype))),
                Found::Values(pairs) => residuals::figure(view, pairs, (rows, *dtype)),
            });
        }
    }
    figures
}
