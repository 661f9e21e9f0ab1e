//! The numbers of a target as they were written. Features are f32, in which whole numbers beyond
//! 2^24 merge: 16777216 and 16777217 are one number there, and two labels here.

use std::cmp::Ordering;
use std::path::Path;

use super::coarse::Coarse;
use super::column::retain;
use super::options::Task;
use super::room::{Full, Grow as _, collected};
use super::spellings::{Spellings, Value};
use crate::text::shorten;

/// Whole numbers beyond this have neighbours that are the same f64.
const EXACT_IN_F64: u128 = 1 << 53;

/// One number per row, as exact as labels need them, and what f32 loses of those to predict. 0 stands where the target is missing: such rows
/// are left out or refused before labels are compared.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Exact {
    task: Task,
    numbers: ExactNumbers,
    /// Whether they may be labels; else they are values to predict.
    labels: bool,
    /// The line and the text of the first whole number that is the same f64 as its neighbours.
    inexact: Option<(u64, String)>,
    /// The file of that, where it is not the first.
    inexact_in: Option<String>,
    /// Those that are not written as programs write them.
    spellings: Spellings,
    /// Whether they stand in delimited text, in which nothing but its spelling makes a number a float.
    untyped: bool,
    /// Whether one of them is a float there.
    floats: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum ExactNumbers {
    /// All are whole.
    Whole(Vec<i64>),
    /// Some are not, or one is beyond i64.
    Real(Vec<f64>),
}

/// A number as it is stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum ExactNumber {
    Whole(i128),
    Real(f64),
}

impl ExactNumber {
    /// With all of its digits; one zero, not two.
    pub(super) fn text(self) -> String {
        match self {
            ExactNumber::Whole(number) => number.to_string(),
            ExactNumber::Real(number) => (number + 0.0).to_string(),
        }
    }

    /// The nearest f64.
    pub(super) fn f64(self) -> f64 {
        match self {
            ExactNumber::Whole(number) => number as f64,
            ExactNumber::Real(number) => number,
        }
    }
}

impl ExactNumbers {
    /// Those of all rows by value.
    pub(super) fn values(&self) -> impl Iterator<Item = Value> {
        let (whole, real): (&[i64], &[f64]) = match self {
            ExactNumbers::Whole(all) => (all, &[]),
            ExactNumbers::Real(all) => (&[], all),
        };
        let whole = whole.iter().map(|&number| Value::Whole(number));
        whole.chain(real.iter().map(|&number| Value::of(number)))
    }
}

impl Exact {
    /// Adds a number as it is stored; NaN is a missing one.
    pub(super) fn push(&mut self, item: ExactNumber, line: u64) -> Result<(), Full> {
        match item {
            ExactNumber::Whole(number) => self.push_whole(number, line),
            ExactNumber::Real(number) if number.is_nan() => self.push_missing(),
            ExactNumber::Real(number) => self.push_real(number),
        }
    }

    /// Without a row.
    pub(super) fn new(task: Task) -> Self {
        Self {
            task,
            numbers: ExactNumbers::Whole(Vec::new()),
            labels: task != Task::Regress,
            inexact: None,
            inexact_in: None,
            spellings: Spellings::default(),
            untyped: false,
            floats: false,
        }
    }

    /// Of numbers in delimited text, where `untyped`.
    pub(super) fn untyped(self, untyped: bool) -> Self {
        Self { untyped, ..self }
    }

    /// Whether they are floats as pandas reads them: one is written with a point or an exponent.
    pub(super) fn are_floats(&self) -> bool {
        self.floats
    }

    /// Adds a number as it is written.
    pub(super) fn push_text(&mut self, text: &str, line: u64) -> Result<(), Full> {
        let text = text.trim();
        match text.parse::<i64>() {
            Ok(number) => {
                self.spell(Value::Whole(number), text)?;
                self.push_whole(number.into(), line)
            }
            Err(_) => {
                let digits = text.trim_start_matches(['-', '+']);
                if digits.bytes().all(|byte| byte.is_ascii_digit()) {
                    self.note(line, text);
                }
                self.floats |= self.untyped && text.contains(['.', 'e', 'E']);
                let number = text.parse().unwrap_or(f64::NAN);
                self.spell(Value::of(number), text)?;
                self.push_real(number)
            }
        }
    }

    /// Notes how the next number is written, where it may be a label.
    fn spell(&mut self, number: Value, text: &str) -> Result<(), Full> {
        match self.labels {
            true => self.spellings.push(number, text, self.rows()),
            false => Ok(()),
        }
    }

    /// Adds a whole number.
    pub(super) fn push_whole(&mut self, number: i128, line: u64) -> Result<(), Full> {
        if number.unsigned_abs() > EXACT_IN_F64 && self.inexact.is_none() {
            self.note(line, &number.to_string());
        }
        match (&mut self.numbers, i64::try_from(number)) {
            (ExactNumbers::Whole(all), Ok(number)) => all.grow(number),
            (_, _) => self.push_real(number as f64),
        }
    }

    /// Adds a number that need not be whole.
    pub(super) fn push_real(&mut self, number: f64) -> Result<(), Full> {
        if self.task == Task::Auto && number.fract() != 0.0 {
            self.labels = false;
        }
        if let ExactNumbers::Whole(all) = &self.numbers {
            self.numbers = ExactNumbers::Real(collected(all.iter().map(|&number| number as f64))?);
        }
        match &mut self.numbers {
            // One zero, not two: they are equal, so they are one class.
            ExactNumbers::Real(all) => all.grow(number + 0.0),
            ExactNumbers::Whole(_) => Ok(()),
        }
    }

    /// Numbers that f32 holds, kept alike.
    pub(super) fn alike(&self, values: &[f32]) -> Result<Self, Full> {
        let mut exact = Self::new(self.task);
        for &value in values {
            match value.fract() == 0.0 {
                true => exact.push_whole(value as i128, 0)?,
                false if value.is_nan() => exact.push_missing()?,
                false => exact.push_real(value.into())?,
            }
        }
        Ok(exact)
    }

    /// How many different numbers there are; the same in f32 are NaN where there is none.
    pub(super) fn different(&self, values: &[f32]) -> Result<usize, Full> {
        fn count<T: Copy>(
            all: &[T],
            values: &[f32],
            compare: impl Fn(&T, &T) -> Ordering,
        ) -> Result<usize, Full> {
            let mut numbers = collected(all.iter().copied())?;
            let mut rows = values.iter();
            numbers.retain(|_| rows.next().is_some_and(|value| !value.is_nan()));
            numbers.sort_unstable_by(&compare);
            numbers.dedup_by(|a, b| compare(a, b).is_eq());
            Ok(numbers.len())
        }
        match &self.numbers {
            ExactNumbers::Whole(all) => count(all, values, i64::cmp),
            ExactNumbers::Real(all) => count(all, values, f64::total_cmp),
        }
    }

    /// Whether there is no number.
    pub(super) fn is_empty(&self) -> bool {
        self.rows() == 0
    }

    /// A row's number.
    pub(super) fn text(&self, row: usize) -> String {
        match &self.numbers {
            ExactNumbers::Whole(all) => ExactNumber::Whole(all[row].into()).text(),
            ExactNumbers::Real(all) => ExactNumber::Real(all[row]).text(),
        }
    }

    fn rows(&self) -> usize {
        match &self.numbers {
            ExactNumbers::Whole(all) => all.len(),
            ExactNumbers::Real(all) => all.len(),
        }
    }

    /// Adds a row without a number.
    pub(super) fn push_missing(&mut self) -> Result<(), Full> {
        match &mut self.numbers {
            ExactNumbers::Whole(all) => all.grow(0),
            ExactNumbers::Real(all) => all.grow(0.0),
        }
    }

    fn note(&mut self, line: u64, text: &str) {
        if self.inexact.is_none() {
            self.inexact = Some((line, shorten(text)));
        }
    }

    /// Keeps the rows for which `keep` says so.
    pub(super) fn retain(&mut self, keep: &[bool]) {
        match &mut self.numbers {
            ExactNumbers::Whole(all) => retain(all, keep),
            ExactNumbers::Real(all) => retain(all, keep),
        }
        self.spellings.retain(keep);
    }

    /// Adds the rows of another.
    pub(super) fn append(&mut self, other: Self, path: &Path) -> Result<(), Full> {
        // First, so that none of these is noted again without its line.
        if self.inexact.is_none() && other.inexact.is_some() {
            self.inexact = other.inexact;
            self.inexact_in = Some(path.display().to_string());
        }
        let before = self.rows();
        self.spellings.append(&other.spellings, &other.numbers, before)?;
        match other.numbers {
            ExactNumbers::Whole(more) => {
                for number in more {
                    self.push_whole(number.into(), 0)?;
                }
            }
            ExactNumbers::Real(more) => {
                for number in more {
                    self.push_real(number)?;
                }
            }
        }
        self.labels &= other.labels;
        self.floats |= other.floats;
        Ok(())
    }

    pub(super) fn numbers(&self) -> &ExactNumbers {
        &self.numbers
    }

    pub(super) fn into_numbers(self) -> ExactNumbers {
        self.numbers
    }

    /// The labels; none where they are values to predict.
    pub(super) fn labels(&self) -> Option<&ExactNumbers> {
        self.labels.then_some(&self.numbers)
    }

    /// A number that is written in two ways, and both; else one that is written with zeros before it.
    pub(super) fn spelled(&self) -> Option<(String, Option<String>)> {
        self.spellings.example(&self.numbers)
    }

    /// The least and the greatest.
    pub(super) fn bounds(&self) -> (f64, f64) {
        let of = |all: &mut dyn Iterator<Item = f64>| {
            let none = (f64::INFINITY, f64::NEG_INFINITY);
            all.fold(none, |(min, max), number| (min.min(number), max.max(number)))
        };
        match &self.numbers {
            ExactNumbers::Whole(all) => of(&mut all.iter().map(|&number| number as f64)),
            ExactNumbers::Real(all) => of(&mut all.iter().copied()),
        }
    }

    /// What f32 loses of them, if it does.
    pub(super) fn lost(&self, column: &str) -> Result<Option<Coarse>, Full> {
        match &self.numbers {
            ExactNumbers::Whole(all) => {
                let error = |number: i64| ((number as f32) as i128 - i128::from(number)) as f64;
                let minus = |a: i64, b: i64| (i128::from(a) - i128::from(b)) as f64;
                lost(column, all, |number| (number as f32, number as f64), error, minus)
            }
            ExactNumbers::Real(all) => {
                let error = |number: f64| f64::from(number as f32) - number;
                lost(column, all, |number| (number as f32, number), error, |a, b| a - b)
            }
        }
    }

    /// Says that its numbers are from another file than the first.
    pub(super) fn found_in(&mut self, path: &str) {
        if self.inexact.is_some() {
            self.inexact_in.get_or_insert_with(|| path.to_owned());
        }
    }

    /// The file of [`Exact::inexact`], as messages call it; `first` is that of the first rows.
    pub(super) fn inexact_in<'a>(&'a self, first: &'a str) -> &'a str {
        self.inexact_in.as_deref().unwrap_or(first)
    }

    /// The line and the text of a whole number that may have been rounded to another.
    pub(super) fn inexact(&self) -> Option<&(u64, String)> {
        match self.numbers {
            ExactNumbers::Real(_) => self.inexact.as_ref(),
            ExactNumbers::Whole(_) => None,
        }
    }
}

/// What f32 loses of some numbers: `rounded` gives the nearest f32 and f64 of one, `error` how far the f32 is
/// from it, and `minus` the difference of two.
fn lost<T: Copy + PartialOrd>(
    column: &str,
    all: &[T],
    rounded: impl Fn(T) -> (f32, f64),
    error: impl Fn(T) -> f64,
    minus: impl Fn(T, T) -> f64,
) -> Result<Option<Coarse>, Full> {
    if all.iter().all(|&number| error(number) == 0.0) {
        return Ok(None);
    }
    let mut distinct = collected(all.iter().copied())?;
    distinct.sort_unstable_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
    distinct.dedup();
    let same = |pair: &&[T]| rounded(pair[0]).0 == rounded(pair[1]).0;
    let merged = distinct.windows(2).filter(same).count();
    let near = |&number: &T| minus(number, distinct[0]);
    Ok((merged > 0).then(|| Coarse {
        column: column.to_owned(),
        offset: rounded(distinct[0]).1,
        greatest: rounded(distinct[distinct.len() - 1]).1,
        distinct: distinct.len(),
        kept: distinct.len() - merged,
        r2_lost: Some(r2_lost(
            all.iter().map(near),
            all.iter().map(|&number| error(number)),
        )),
    }))
}

/// The mean square of what rounding does to values, `errors`, beside their variance.
fn r2_lost(
    values: impl ExactSizeIterator<Item = f64> + Clone,
    errors: impl ExactSizeIterator<Item = f64>,
) -> f64 {
    let rows = values.len() as f64;
    let mean = values.clone().sum::<f64>() / rows;
    let variance = values.map(|value| (value - mean).powi(2)).sum::<f64>() / rows;
    let noise = errors.map(|error| error * error).sum::<f64>() / rows;
    noise / variance
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&str], task: Task) -> Exact {
        let mut exact = Exact::new(task);
        texts
            .iter()
            .zip(2..)
            .for_each(|(text, line)| exact.push_text(text, line).unwrap());
        exact
    }

    #[test]
    fn whole_numbers_stay_whole_until_one_is_not() {
        let numbers = |texts: &[&str]| read(texts, Task::Classify).numbers;
        assert_eq!(
            numbers(&["16777217", "-3"]),
            ExactNumbers::Whole(vec![16_777_217, -3])
        );
        assert_eq!(
            numbers(&["16777217", "1.5"]),
            ExactNumbers::Real(vec![16_777_217.0, 1.5])
        );
        assert_eq!(numbers(&["1e3", "-0.0"]), ExactNumbers::Real(vec![1000.0, 0.0]));
        assert_eq!(read(&["1", "1.5", "2"], Task::Auto).labels(), None);
        assert!(read(&["1", "1.5", "2"], Task::Classify).labels().is_some());
        assert_eq!(read(&["1", "2"], Task::Regress).labels(), None);
    }

    #[test]
    fn values_that_f32_merges_are_counted() {
        let lost = |texts: &[&str]| read(texts, Task::Regress).lost("t").unwrap();
        let counted = |texts: &[&str]| lost(texts).map(|lost| (lost.distinct, lost.kept, lost.offset));
        assert_eq!(counted(&["16777217", "16777216", "3", "3"]), Some((3, 2, 3.0)));
        let times = ["1700000001.5", "1700000000.5", "1700000000.5"];
        assert_eq!(counted(&times), Some((2, 1, 1_700_000_000.5)));
        assert_eq!(counted(&["0.1", "0.2", "0"]), None);
        // f64 merges them, too
        let far = [
            "1152921504606846976",
            "1152921504606846977",
            "1152921504606846976",
        ];
        assert_eq!(counted(&far), Some((2, 1, 2_f64.powi(60))));
        assert_eq!(counted(&far[..1]), None);
    }

    #[test]
    fn what_rounding_takes_from_r2_is_its_noise_beside_the_variance() {
        let lost = |texts: Vec<String>| {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            read(&texts, Task::Regress)
                .lost("t")
                .unwrap()
                .unwrap()
                .r2_lost
                .unwrap()
        };
        // a step of 1/128 among values that are uniform in 3.2: (1/128)² / 3.2²
        let pascals = lost(
            (0..3200)
                .map(|i| format!("{}", 101_323.4 + f64::from(i) / 1000.0))
                .collect(),
        );
        let expected = (1.0 / 128.0 / 3.2_f64).powi(2);
        assert!((pascals / expected - 1.0).abs() < 0.02, "{pascals}, {expected}");
        // a step of 8: all are one f32
        let all = lost((0..7).map(|i| (99_999_997 + i).to_string()).collect());
        assert_eq!(all, 1.0);
        assert_eq!(
            lost(
                ["1152921504606846976", "1152921504606846978"]
                    .map(str::to_owned)
                    .into()
            ),
            2.0
        );
    }

    #[test]
    fn a_whole_number_that_f64_merges_is_reported_only_among_reals() {
        let long = "9007199254740993";
        assert_eq!(read(&[long, "2"], Task::Classify).inexact(), None);
        let noted = Some(&(2, long.to_owned()));
        assert_eq!(read(&[long, "2.5"], Task::Classify).inexact(), noted);
        let beyond = "18446744073709551615";
        assert_eq!(
            read(&["1", beyond], Task::Auto).inexact(),
            Some(&(3, beyond.to_owned()))
        );
    }
}
