//! An error of the library becomes advice about a flag: a function per error type, and one that
//! finds it.

use crate::cli::failure::Failure;
use crate::data::prepare::PrepareError;
use crate::data::{Asked, DataError};
use crate::fit::FitError;
use crate::model::ModelError;

/// What helps against an error, if a flag does.
pub fn of(error: &Failure) -> Option<String> {
    if let Some(error) = error.downcast_ref() {
        return of_data(error);
    }
    if let Some(error) = error.downcast_ref() {
        return of_prepare(error);
    }
    if let Some(error) = error.downcast_ref() {
        return of_model(error);
    }
    error.downcast_ref().and_then(of_fit)
}

fn of_data(error: &DataError) -> Option<String> {
    Some(match error {
        DataError::HeaderOnly { .. } => "if line 1 is data, give `--no-header`".into(),
        DataError::AllDropped { .. } => {
            "give `--missing mean` or `--missing median`, or drop a column with `--drop COLUMN`".into()
        }
        DataError::FieldCount { .. } => "correct the line, or give the delimiter with `--delimiter`".into(),
        DataError::NotFinite { column, .. } => format!("correct the line or give `--drop {column}`"),
        DataError::MissingValue { column, .. } => {
            format!("give `--missing mean`, `--missing median` or `--missing drop`, or `--drop {column}`")
        }
        DataError::NothingStandsIn { .. } => {
            "correct the line, or train with `--missing mean` or `--missing median`".into()
        }
        DataError::MissingTarget { .. } => {
            "give `--missing drop` to drop such rows, or name another target with `--target COLUMN`".into()
        }
        DataError::TextValue { column, text, .. } => format!(
            "{}give `--categorical one-hot` or `--drop {column}`, or `--target {column}` if it is what to predict",
            decimal_comma(text)
        ),
        DataError::TooWide { column, .. } => format!("give `--drop {column}`"),
        DataError::OneClass { class, .. } => {
            let or = match class.parse::<f32>() {
                Ok(_) => ", or give `--task regress`",
                Err(_) => "",
            };
            format!("name another target with `--target COLUMN`{or}")
        }
        DataError::TextTarget { .. } => {
            "give `--task classify`, or name another target with `--target COLUMN`".into()
        }
        DataError::TooManyClasses { .. } => {
            "give `--task regress`, or name another target with `--target COLUMN`".into()
        }
        DataError::UnknownColumn { asked, name, .. } => match asked {
            Asked::Target => format!("see `--target {name}`"),
            Asked::Drop => format!("see `--drop {name}`"),
        },
        DataError::DroppedTarget { .. } => "give `--drop` or `--target`, not both".into(),
        DataError::NoFeatures { .. } => "see `--drop`; is the delimiter right (`--delimiter`)?".into(),
        DataError::AbsentColumn {
            data_for_names: true, ..
        } => "line 1 looks like data: if it is, give `--no-header`".into(),
        DataError::AbsentTarget { .. } | DataError::NoTarget { .. } => {
            "name its column with `--target COLUMN`".into()
        }
        DataError::WrongTarget { .. } => "name another target with `--target COLUMN`".into(),
        DataError::AbsentColumn { .. }
        | DataError::Empty { .. }
        | DataError::NotAFile { .. }
        | DataError::NotNumeric { .. }
        | DataError::NotUtf8 { .. }
        | DataError::NoRows
        | DataError::Npz { .. }
        | DataError::OpenQuote { .. }
        | DataError::Read { .. }
        | DataError::Row { .. }
        | DataError::RowLengths { .. }
        | DataError::UnknownClass { .. } => return None,
    })
}

/// For numbers as much of Europe writes them.
fn decimal_comma(text: &str) -> &'static str {
    match text.replacen(',', ".", 1).parse::<f32>() {
        Ok(_) if text.contains(',') => "if that is a number, write it with a decimal point; else ",
        _ => "",
    }
}

fn of_prepare(error: &PrepareError) -> Option<String> {
    match error {
        PrepareError::Load(error) => of_data(error),
        PrepareError::TooFar { .. } => Some("correct the line, or give `--scale none` or `--drop`".into()),
        PrepareError::Core(_) => None,
    }
}

fn of_model(error: &ModelError) -> Option<String> {
    match error {
        ModelError::Data(error) => of_data(error),
        ModelError::NoProbabilities => Some("leave out `--proba`".into()),
        ModelError::NoInt8 => Some("give `--dtype f32`".into()),
        ModelError::Name { like, .. } => Some(format!("give `--name {like}`")),
        ModelError::Unsuitable { .. } => Some("see `--scoring`".into()),
        ModelError::Checksum { .. }
        | ModelError::Format { .. }
        | ModelError::Inconsistent(_)
        | ModelError::Json { .. }
        | ModelError::NotFinite { .. }
        | ModelError::Read { .. }
        | ModelError::RowLength { .. }
        | ModelError::Write(_) => None,
    }
}

fn of_fit(error: &FitError) -> Option<String> {
    match error {
        FitError::Data(error) => of_data(error),
        FitError::Prepare(error) => of_prepare(error),
        FitError::Model(error) => of_model(error),
        FitError::NotFinite => Some("see `--scale` and `--set learning_rate_init`".into()),
        FitError::Core(_) => None,
    }
}
