//! `mcutune predict`: a model's answers to the rows of a file.

use std::io::Write as _;

use mcutune::{
    Data, Location, Missing, Model, ModelError, Prediction, Predictions, Probabilities, Study, Task, text,
};
use serde::{Serialize, Serializer};

use crate::cli::command_error::CommandError;
use crate::cli::flags::PredictFlags;
use crate::cli::model;
use crate::cli::outputs;
use crate::cli::print::{self, Text};
use crate::cli::recordings;
use crate::cli::stdin;
use crate::cli::understood::Understood;
use crate::cli::warnings::{
    Warnings, tell_notes, warn_of_copies, warn_of_doubts, warn_of_durations, warn_of_header,
    warn_of_left_out, warn_of_not_finite, warn_of_offsets, warn_of_separators, warn_of_unknown,
};

/// Runs the command: CSV, or JSON with `--json`, on stdout or into a file.
pub fn predict(flags: &PredictFlags) -> Result<(), CommandError> {
    check(flags)?;
    let model = model::load(&flags.model, &flags.of_study, &flags.data)?;
    if flags.proba && model.task() == Task::Regress {
        return Err(ModelError::NoProbabilities.into());
    }
    // several columns are numbers, whatever the kind of those that the model learnt: nothing is compared with them
    let task = match model.targets() {
        [] => Task::Auto,
        _ => Task::Regress,
    };
    let options = flags
        .file
        .options_of(&model, None, task)?
        .several_targets(model.targets())
        .target_required(false);
    let windows = recordings::windows(&model, &flags.data, (&flags.recordings, &flags.file), false)?;
    let data = match windows {
        Some(windows) => windows,
        None => stdin::Inputs::take(&flags.data)?.read(&options)?,
    };
    let said = say(flags, &model, &data)?;
    let text = answers(flags, &model, &data, said)?;
    match &flags.output {
        Some(path) if !print::is_stdout(path) => print::deliver(path, text.as_bytes()),
        _ if flags.json => print::print_json(text.as_bytes()),
        _ => print::print_bytes(text.as_bytes()),
    }
}

/// What is wrong with the flags themselves.
fn check(flags: &PredictFlags) -> Result<(), CommandError> {
    let written: Vec<_> = flags
        .output
        .iter()
        .map(|path| ("--output", path.clone()))
        .collect();
    outputs::check_studies(&written)?;
    outputs::check(
        &written,
        outputs::data_files(&flags.data, flags.file.y.as_ref())
            .chain([flags.model.clone(), flags.model.join(Study::MODEL)])
            .chain(flags.of_study.study_data.iter().cloned()),
    )?;
    outputs::check_writable(&written)?;
    if flags.file.missing == Some(Missing::Drop) {
        return Err(
            "--missing drop would leave rows out, and every row has its answer here: leave them out of the file, \
             or predict with a model that was trained with --missing mean or --missing median"
                .into(),
        );
    }
    Ok(())
}

/// Says what was understood of the data, and what there is to warn of.
fn say(flags: &PredictFlags, model: &Model, data: &Data) -> Result<(Understood, Warnings), CommandError> {
    let mut understood = Understood::predicting(data, model, &model.preprocess().matched(data)?);
    understood.say(flags.quiet);
    if !flags.quiet {
        tell_notes(data);
    }
    let mut warnings = Warnings::default();
    warn_of_header(data, &mut warnings);
    warn_of_separators(data, &mut warnings);
    warn_of_doubts(data, &mut warnings);
    warn_of_copies(data, "", &mut warnings);
    warn_of_left_out(data, &mut warnings);
    warn_of_durations(model.preprocess(), data, &mut warnings)?;
    warn_of_offsets(model.preprocess(), data, &mut warnings)?;
    warn_of_unknown(model.preprocess(), data, &mut warnings)?;
    Ok((understood, warnings))
}

/// The text that is asked for.
fn answers(
    flags: &PredictFlags,
    model: &Model,
    data: &Data,
    (understood, mut warnings): (Understood, Warnings),
) -> Result<Text, CommandError> {
    let mut text = Text::default();
    let predictor = model.with(flags.dtype)?;
    let probabilities = flags.proba.then(|| predictor.predict_proba_data(data));
    let probabilities = probabilities.transpose()?;
    if let (Some(probabilities), false) = (&probabilities, flags.json) {
        warn_of_not_finite(probabilities.not_finite(), data, &mut warnings);
        csv_of(model, probabilities, data, &mut text)?;
        return Ok(text);
    }
    let predictions = predictor.predict_data(data)?;
    warn_of_not_finite(predictions.not_finite(), data, &mut warnings);
    match flags.json {
        false => csv(model, &predictions, data, &mut text)?,
        true => {
            let answers = PredictionsJson {
                classes: model.classes(),
                targets: model.targets(),
                left_out: Seq(|| data.left_out().map(LeftOutJson::from)),
                windows: data
                    .windowed()
                    .map(|_| Seq(|| (0..data.rows()).map(|row| WindowJson::of(data, row)))),
                predictions: Seq(|| predictions.iter().map(Answer::from)),
                probabilities: probabilities.as_ref().map(|all| Seq(|| all.iter().map(wide))),
                understood: understood.json(),
                warnings: warnings.said(),
            };
            serde_json::to_writer(&mut text, &answers).map_err(std::io::Error::from)?;
            writeln!(text)?;
        }
    }
    Ok(text)
}

fn csv(model: &Model, predictions: &Predictions, data: &Data, text: &mut Text) -> std::io::Result<()> {
    write!(text, "{}", head_of_windows(data))?;
    match model.targets() {
        [] => writeln!(text, "prediction")?,
        several => writeln!(text, "{}", head(several))?,
    }
    predictions.iter().enumerate().try_for_each(|(row, one)| {
        write!(text, "{}", window(data, row))?;
        match one {
            Prediction::Class(name) => writeln!(text, "{}", text::csv_field(name)),
            one => writeln!(text, "{one}"),
        }
    })
}

/// Names of the columns that say of which recording a window is; none of other rows.
fn head_of_windows(data: &Data) -> &'static str {
    match data.windowed() {
        Some(_) => "recording,start,",
        None => "",
    }
}

/// Of which recording a window is, and when it begins in seconds.
fn window(data: &Data, row: usize) -> String {
    data.windowed().map_or(String::new(), |windowed| {
        let name = &windowed.recordings().all()[windowed.recording(row)].name;
        format!("{},{},", text::csv_field(name), windowed.start(row))
    })
}

/// A column for each of these names.
fn head(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| text::csv_field(name)).collect();
    names.join(",")
}

fn csv_of(model: &Model, probabilities: &Probabilities, data: &Data, text: &mut Text) -> std::io::Result<()> {
    let columns = match model.targets() {
        [] => model.classes(),
        several => several,
    };
    writeln!(text, "{}{}", head_of_windows(data), head(columns))?;
    for (number, row) in probabilities.iter().enumerate() {
        write!(text, "{}", window(data, number))?;
        for (column, probability) in row.iter().enumerate() {
            let comma = if column == 0 { "" } else { "," };
            write!(text, "{comma}{probability}")?;
        }
        writeln!(text)?;
    }
    Ok(())
}

/// A row of probabilities as JSON has numbers.
fn wide(row: &[f32]) -> impl Serialize {
    Seq(|| row.iter().copied().map(f64::from))
}

/// What `--json` prints, in the order of its keys: written as it is made, for rows are many.
#[derive(Serialize)]
struct PredictionsJson<'a, L: Serialize, W: Serialize, A: Serialize, P: Serialize> {
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    classes: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    targets: &'a [String],
    left_out: L,
    #[serde(skip_serializing_if = "Option::is_none")]
    windows: Option<W>,
    predictions: A,
    #[serde(skip_serializing_if = "Option::is_none")]
    probabilities: Option<P>,
    understood: &'a serde_json::Value,
    warnings: &'a [String],
}

/// Of which recording a window is, and when it begins.
#[derive(Serialize)]
struct WindowJson<'a> {
    recording: &'a str,
    start: f64,
}

impl<'a> WindowJson<'a> {
    fn of(data: &'a Data, row: usize) -> Option<Self> {
        let windowed = data.windowed()?;
        Some(Self {
            recording: &windowed.recordings().all()[windowed.recording(row)].name,
            start: windowed.start(row),
        })
    }
}

/// Items that are made when they are written.
struct Seq<F>(F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Seq<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer<'a> {
    Class(&'a str),
    Value(f64),
    Labels(&'a [u16]),
    Values(Vec<f64>),
}

impl<'a> From<Prediction<'a>> for Answer<'a> {
    fn from(one: Prediction<'a>) -> Self {
        match one {
            Prediction::Class(name) => Answer::Class(name),
            Prediction::Value(value) => Answer::Value(value.into()),
            Prediction::Labels(labels) => Answer::Labels(labels),
            Prediction::Values(values) => Answer::Values(values.iter().copied().map(f64::from).collect()),
        }
    }
}

/// A line without a prediction, and how many rows of its file are before it.
#[derive(Serialize)]
struct LeftOutJson {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    /// Of JSON, where several share a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    row: usize,
}

impl From<(Location, usize)> for LeftOutJson {
    fn from((at, row): (Location, usize)) -> Self {
        let (file, line, record) = match at {
            Location::Line { path, line } => (path, Some(line), None),
            Location::Record { path, record } => (path.into(), None, Some(record)),
            Location::Recording { name } => (name.into(), None, None),
            Location::Row(_) => (String::new(), None, None),
        };
        Self {
            file,
            line,
            record,
            row,
        }
    }
}
