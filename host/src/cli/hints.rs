//! An error of the library becomes advice about a flag: a function per error type, and one that
//! finds it.

mod data;
mod search;
mod shards;
mod study;
mod windows;

use std::fmt;

use clap::CommandFactory as _;
use mcutune::{FitError, ModelError, PosLabelError, WarmStartError};

use crate::cli::command_error::CommandError;
use crate::cli::flags::Cli;
use crate::cli::print;

use data::{of_data, of_prepare};
use search::of_search;
use shards::of_merge;
use study::hint_of_study;
use windows::{of_recordings, of_windows};

pub use search::warning;
pub use study::of_growth;

/// What helps: alternatives, of which a command offers those whose flags it has.
struct Hint(Vec<String>);

impl<T: Into<String>> From<T> for Hint {
    fn from(text: T) -> Self {
        Self(vec![text.into()])
    }
}

impl Hint {
    fn or(mut self, text: impl Into<String>) -> Self {
        self.0.push(text.into());
        self
    }

    /// Without what is of `--groups`, or of the folds that `--cv` names, where there is something of the other, which was
    /// given.
    fn of_column(mut self, groups: bool) -> Self {
        let other = if groups { "`--cv column:" } else { "`--groups" };
        let is_of_other = |text: &String| text.contains(other);
        let named = |text: &String| text.contains("`--cv column:") || text.contains("`--groups");
        if self.0.iter().any(|text| named(text) && !is_of_other(text)) {
            self.0.retain(|text| !is_of_other(text));
        }
        self
    }

    /// What a command with some flags offers, if it has any of them; `bars` is the flag that was given and
    /// keeps another from being so.
    fn of(self, has: &dyn Fn(&str) -> bool, bars: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        let mut offered = self.0;
        offered.retain(|text| flags(text).all(has));
        for text in &mut offered {
            let barring = flags(text).find_map(bars);
            if let Some(flag) = barring.filter(|flag| !flags(text).any(|own| own == flag)) {
                *text += &format!(", and no `--{flag}`");
            }
        }
        (!offered.is_empty()).then(|| offered.join(", or "))
    }
}

/// The flags that a text names: between backticks the first word is one, or none is.
fn flags(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split('`').enumerate();
    let words = pieces.flat_map(|(i, piece)| {
        let counted = if i % 2 == 1 { 1 } else { usize::MAX };
        piece.split([' ', '=']).take(counted)
    });
    words.filter_map(|word| {
        let name = word.strip_prefix("--")?;
        Some(name.trim_end_matches(|c: char| !c.is_ascii_alphanumeric())).filter(|name| !name.is_empty())
    })
}

/// What is wrong, and which of the command's flags helps, if it goes with those that were `given`.
pub fn message(error: &CommandError, command: &str, given: &dyn Fn(&str) -> bool) -> String {
    let program = Cli::command();
    let command = program.find_subcommand(command);
    let find = |flag: &str| {
        let mut all = command.into_iter().flat_map(clap::Command::get_arguments);
        all.find(|argument| argument.get_long() == Some(flag))
    };
    let bars = |flag: &str| {
        let barring = command?.get_arg_conflicts_with(find(flag)?).into_iter();
        let mut barring = barring.filter(|argument| given(argument.get_id().as_str()));
        Some(barring.find_map(clap::Arg::get_long)?.to_owned())
    };
    match (error.downcast_ref(), error.downcast_ref()) {
        (Some(search), _) => of_search(search),
        (None, Some(merge)) => of_merge(merge),
        (None, None) => {
            let hint = of(error).map(|hint| hint.of_column(find("groups").is_some() && given("groups")));
            let hint = hint.and_then(|hint| hint.of(&|flag| find(flag).is_some(), &bars));
            with(error, hint)
        }
    }
}

fn with(error: impl fmt::Display, hint: Option<String>) -> String {
    match hint {
        Some(hint) => format!("{error}; {hint}"),
        None => error.to_string(),
    }
}

/// Of a command that has every flag that its errors are about.
fn with_all(error: impl fmt::Display, hint: Option<Hint>) -> String {
    with(error, hint.and_then(|hint| hint.of(&|_| true, &|_| None)))
}

/// What helps against an error, if a flag does.
fn of(error: &CommandError) -> Option<Hint> {
    if let Some(error) = error.downcast_ref() {
        return of_data(error);
    }
    if let Some(error) = error.downcast_ref() {
        return of_prepare(error);
    }
    if let Some(error) = error.downcast_ref() {
        return of_model(error);
    }
    if let Some(error) = error.downcast_ref() {
        return hint_of_study(error);
    }
    if let Some(error) = error.downcast_ref() {
        return of_recordings(error);
    }
    if let Some(error) = error.downcast_ref() {
        return of_windows(error);
    }
    error.downcast_ref().and_then(of_fit)
}

/// A flag with its value, as a shell takes it.
fn flag(flag: &str, value: &str) -> String {
    let listed = matches!(flag, "--drop" | "--center" | "--categories");
    let of_column = listed || matches!(flag, "--target" | "--index");
    match shlex::try_quote(value) {
        // what is escaped on the terminal is not what the file has
        _ if of_column && print::shown(value) != value => at_its_position(flag),
        // A comma would make two columns of it.
        // what looks like a flag is taken for one
        Ok(quoted)
            if !(listed && value.contains(',')) && value.starts_with('-') && flag != "--missing-values" =>
        {
            format!("`{flag}={quoted}`")
        }
        Ok(quoted) if !(listed && value.contains(',')) => format!("`{flag} {quoted}`"),
        _ => at_its_position(flag),
    }
}

fn at_its_position(flag: &str) -> String {
    format!("`{flag}` with its position, `0` for the first")
}

/// The flag that makes a gap of a text, where it can be given whole.
fn gap(text: &str) -> Option<String> {
    let whole = !text.is_empty() && !text.contains([',', '…']);
    whole.then(|| flag("--missing-values", text))
}

fn of_model(error: &ModelError) -> Option<Hint> {
    match error {
        ModelError::Data(error) => of_data(error),
        ModelError::NoProbabilities => Some("leave out `--proba`".into()),
        ModelError::NoInt8 => Some("give `--dtype f32`".into()),
        ModelError::Name { like, .. } => Some(format!("give `--name {like}`").into()),
        ModelError::PosLabel(error) => Some(of_pos_label(error).into()),
        ModelError::Unsuitable { .. } => Some("see `--scoring`".into()),
        ModelError::NoWeights => Some("name it with `--weights`".into()),
        ModelError::NoWeightsIn { .. } => {
            Some("leave out `--weighted-scores`, or give another `--scoring`".into())
        }
        ModelError::NoWeightInAll => Some("name another column with `--weights`".into()),
        ModelError::Diverged { .. } => {
            Some(
                "leave such rows out, or train a model with a smaller learning_rate_init, of lbfgs with a larger alpha"
                    .into(),
            )
        }
        ModelError::Checksum { .. }
        | ModelError::Format { .. }
        | ModelError::Inconsistent(_)
        | ModelError::Json { .. }
        | ModelError::NotFinite { .. }
        | ModelError::Read { .. }
        | ModelError::RowLength { .. }
        | ModelError::NoMemory { .. }
        | ModelError::TooLarge { .. }
        | ModelError::Write(_) => None,
    }
}

fn of_pos_label(error: &PosLabelError) -> String {
    match error {
        PosLabelError::Open { classes, .. } | PosLabelError::Unknown { classes, .. } => {
            let flags: Vec<String> = classes.iter().map(|class| flag("--pos-label", class)).collect();
            format!("give {}", flags.join(" or "))
        }
        PosLabelError::NotTaken { .. } => "leave out `--pos-label`".into(),
    }
}

fn of_fit(error: &FitError) -> Option<Hint> {
    match error {
        FitError::Data(error) => of_data(error),
        FitError::Prepare(error) => of_prepare(error),
        FitError::Model(error) => of_model(error),
        FitError::NotFinite => Some(
            "see `--scale`, `--scale-target` and `--set learning_rate_init`, of lbfgs `--set alpha`".into(),
        ),
        FitError::Undefined { .. } => Some("give more rows".into()),
        FitError::TooLarge(_) => Some("give smaller `--set hidden_layer_sizes`".into()),
        FitError::WarmStart(WarmStartError::Model(error)) => of_model(error),
        FitError::WarmStart(WarmStartError::Network { name, .. }) => {
            Some(format!("leave out `--set {}`, or `--warm-start`", name.as_str()).into())
        }
        FitError::WarmStart(WarmStartError::AbsentClass { .. }) => Some("leave out `--warm-start`".into()),
        FitError::WarmStart(WarmStartError::Spelling { .. } | WarmStartError::TargetOrder { .. })
        | FitError::Core(_) => None,
    }
}

#[cfg(test)]
mod tests;
