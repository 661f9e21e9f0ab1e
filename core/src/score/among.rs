//! Scores of a network that was fitted among fewer classes than there are, because the rows that
//! trained it had no others.
//!
//! As in scikit-learn it never predicts a class that it has not seen, and what looks at the chosen
//! class is scored as ever. Probabilities are scored among the classes that it has seen, where these are two or more
//! and the scored rows have all of them and no others, and are no score where the classes differ: scikit-learn fails
//! where they differ in number; of as many others it would take one class's probabilities for another's. Nor is there
//! a score of a positive class that the network has not seen.

use super::classes::score_classes;
use super::counts::Counts;
use super::labels::LabelCounts;
use super::{ScoredRows, Scorer, Scoring, score_rows};
use crate::data::{Dataset, Target};
use crate::error::Error;
use crate::folds::{ABSENT, number_classes};
use crate::loss::Output;

/// How many numbers a row's answers take while they are scored: the network's `outputs`, or as many as
/// all classes.
#[must_use]
pub fn width(data: &Dataset<'_>, outputs: usize) -> usize {
    outputs.max(Output::width(&data.target()))
}

/// How many of these rows have their answers kept while they are scored, where `at_once` pass through a network
/// at a time: no more, if the score counts the classes that they choose.
#[must_use]
pub const fn kept(scorer: Scorer, rows: usize, at_once: usize) -> usize {
    if scorer.scoring.counts_classes() && at_once < rows {
        at_once
    } else {
        rows
    }
}

/// Writes the answers to some rows.
pub type Predict<'a> = dyn FnMut(&[u32], &mut [f32]) -> Result<(), Error> + 'a;

/// [`score`](super::score) of a network that was fitted as [`Dataset::fitted_target`] says. `predict` writes its
/// answers to some of the rows, `outputs` a row, and is called for as many at a time as there is room for in
/// `answers`, [`width`] a row: for all at once, if the score takes more than the classes that they choose.
///
/// # Errors
/// As [`score`](super::score) or, of rows that have weights in scores, [`score_weighted`](super::score_weighted),
/// and `predict`; [`Error::Undefined`] for a score of probabilities where the rows have
/// other classes than those that trained the network, and for one of a positive class that it has not seen.
pub fn score_fitted(
    scorer: Scorer,
    data: &Dataset<'_>,
    rows: &[u32],
    (answers, outputs): (&mut [f32], usize),
    scratch: &mut [u32],
    predict: &mut Predict<'_>,
) -> Result<f64, Error> {
    let (target, all) = (data.target(), width(data, outputs));
    check_weights(scorer, data, rows)?;
    let room = answers.len() / all;
    let at_once = kept(scorer, rows.len(), room.max(1));
    let (needed, got) = (at_once * all, answers.len());
    let answers = answers.get_mut(..needed).ok_or(Error::TooSmall { needed, got })?;
    if at_once == rows.len() {
        predict(rows, &mut answers[..rows.len() * outputs])?;
        return score_whole(scorer, data, rows, answers, (outputs, all), scratch);
    }
    if !scorer.suits(&target) {
        return Err(Error::Undefined);
    }
    if let Target::Multilabel { labels, outputs } = target {
        let weights = data.score_weights();
        let mut counts = LabelCounts::try_new(scorer.scoring, (outputs, weights.is_some()), scratch)?;
        for rows in rows.chunks(at_once) {
            let answers = &mut answers[..rows.len() * outputs];
            predict(rows, answers)?;
            if answers.iter().any(|answer| !answer.is_finite()) {
                return Ok(f64::NAN);
            }
            counts.add(
                ScoredRows::try_new(labels, outputs, (Some(rows), weights))?,
                answers,
            )?;
        }
        return counts.score();
    }
    let Target::Classes { labels, classes } = target else {
        return Err(Error::Undefined);
    };
    let mut counts = Counts::try_new(classes, data.score_weights().is_some(), scratch)?;
    for rows in rows.chunks(at_once) {
        let answers = &mut answers[..rows.len() * all];
        predict(rows, &mut answers[..rows.len() * outputs])?;
        to_all(scorer, data, answers, (outputs, all))?;
        if answers.iter().any(|answer| !answer.is_finite()) {
            return Ok(f64::NAN);
        }
        counts.add(
            ScoredRows::try_new(labels, 1, (Some(rows), data.score_weights()))?,
            answers,
        )?;
    }
    counts.score(scorer)
}

/// Whether rows that count in a score as their weights say have one: some weight, and a score that takes any.
fn check_weights(scorer: Scorer, data: &Dataset<'_>, rows: &[u32]) -> Result<(), Error> {
    let Some(weights) = data.score_weights() else {
        return Ok(());
    };
    if !scorer.scoring.takes_weights(&data.target()) {
        return Err(Error::Undefined);
    }
    data.check_rows(rows.iter().copied())?;
    match rows.iter().any(|&row| weights[row as usize] > 0.0) {
        true => Ok(()),
        false => Err(Error::NoWeight),
    }
}

/// The score of all rows' answers at once, which are made those among all classes.
fn score_whole(
    scorer: Scorer,
    data: &Dataset<'_>,
    rows: &[u32],
    answers: &mut [f32],
    (outputs, all): (usize, usize),
    scratch: &mut [u32],
) -> Result<f64, Error> {
    let target = data.target();
    if !scorer.scoring.counts_classes() && !among_the_same(data, rows, scratch)? {
        return Err(Error::Undefined);
    }
    to_all(scorer, data, answers, (outputs, all))?;
    match (target, data.numbering()) {
        (Target::Classes { labels, classes }, Some((number, _)))
            if !target.is_binary() && scorer.suits(&target) =>
        {
            let labels = ScoredRows::try_new(labels, 1, (Some(rows), data.score_weights()))?;
            score_classes(scorer, labels, (classes, all), Some(number), answers, scratch)
        }
        _ => score_rows(scorer, &target, (rows, data.score_weights()), answers, scratch),
    }
}

/// Answers among the classes that trained the network, to those among all.
fn to_all(
    scorer: Scorer,
    data: &Dataset<'_>,
    answers: &mut [f32],
    widths: (usize, usize),
) -> Result<(), Error> {
    let Some((number, classes)) = data.numbering() else {
        return Ok(());
    };
    if data.target().is_binary() {
        let positive = number.get(usize::from(scorer.positive));
        if scorer.scoring.takes_positive() && positive.is_none_or(|&number| number == ABSENT) {
            return Err(Error::Undefined);
        }
        of_two(scorer, number, answers);
    } else {
        spread(number, classes, answers, widths);
    }
    Ok(())
}

/// Whether probabilities among the classes that trained the network are a score of some rows: these are two or more,
/// and the rows have each of them and no others. Of two classes in all, scikit-learn has one whichever was seen.
fn among_the_same(data: &Dataset<'_>, rows: &[u32], scratch: &mut [u32]) -> Result<bool, Error> {
    let (Target::Classes { labels, .. }, Some((number, classes))) = (data.target(), data.numbering()) else {
        return Ok(true);
    };
    if data.target().is_binary() {
        return Ok(true);
    }
    let (needed, got) = (number.len(), scratch.len());
    let of_rows = scratch.get_mut(..needed).ok_or(Error::TooSmall { needed, got })?;
    number_classes(labels, rows, of_rows)?;
    let mut both = of_rows.iter().zip(number);
    Ok(classes >= 2 && both.all(|(&a, &b)| (a == ABSENT) == (b == ABSENT)))
}

/// One of two classes, whose network has learnt to answer 0: it predicts that class, and scikit-learn
/// takes the probability of what it predicts for that of the second, or of the positive one.
fn of_two(Scorer { scoring, positive }: Scorer, number: &[u32], answers: &mut [f32]) {
    if scoring == Scoring::AveragePrecision && positive == 0 {
        return;
    }
    let only = if number.first() == Some(&ABSENT) { 1.0 } else { 0.0 };
    for answer in answers.iter_mut().filter(|answer| answer.is_finite()) {
        *answer = if scoring.counts_classes() {
            only
        } else {
            1.0 - *answer
        };
    }
}

/// Answers of the classes with a number, to those of all, 0 for the others. From the last on, so that
/// none is written over before it is read.
fn spread(number: &[u32], classes: usize, answers: &mut [f32], (outputs, all): (usize, usize)) {
    for row in (0..answers.len() / all).rev() {
        let first = answers[row * outputs];
        for (class, &number) in number.iter().enumerate().rev() {
            answers[row * all + class] = match classes {
                _ if number == ABSENT => 0.0,
                0 | 1 => 1.0,
                2 if number == 0 => 1.0 - first,
                2 => first,
                3.. => answers[row * outputs + number as usize],
            };
        }
    }
}
