//! What a command says beside its result.

use mcutune::core::scaler::Scaling;
use mcutune::core::score::Scoring;
use mcutune::text::counted;
use mcutune::{
    ClipOutput, Data, DataError, Found, Location, Model, NotFinite, Note, OtherDurations, OtherOffsets,
    Predictions, Preprocess, Rng, TargetColumn, Warning, clip_output_text,
};

use crate::cli::command_error::CommandError;
use crate::cli::print::{say, say_warning, shown};

/// Each is said once, on stderr; a command with `--json` says them again in its object.
#[derive(Debug, Default)]
pub struct Warnings(Vec<String>);

impl Warnings {
    /// Says one.
    pub fn add(&mut self, warning: String) {
        say_warning(&warning);
        self.0.push(warning);
    }

    /// All that were said.
    pub fn said(&self) -> &[String] {
        &self.0
    }
}

/// What was found in a file by itself, and what was left out of it.
pub fn tell_notes(data: &Data) {
    let warned = |note: &&Note| {
        matches!(
            of_target(note),
            Note::EitherSeparator { .. }
                | Note::Copies { .. }
                | Note::TextsBesideNumbers { .. }
                | Note::AlsoUtf8 { .. }
                | Note::RoundedNumbers { .. }
                | Note::HeaderOrRow { .. }
                | Note::CommentOrHeader { .. }
                | Note::PerhapsComment { .. }
                | Note::NumbersAsCategories { .. }
        )
    };
    for note in data.notes().iter().filter(|note| !warned(note)) {
        let flag = match of_target(note) {
            Note::NoDates | Note::NoDatesButDurations(_) => "; `--dates` changes nothing",
            Note::LabelsOfTexts { .. } => "; `--task regress` predicts numbers",
            Note::NumbersOfTexts(_) => "; `--categories COLUMN` takes them for names",
            _ => "",
        };
        let source = data.source_of(note);
        say(&format!("{source}: {note}{flag}"));
    }
}

/// What a note says of the file of the target, or else the note.
fn of_target(note: &Note) -> &Note {
    match note {
        Note::OfTarget { note, .. } => note,
        note => note,
    }
}

/// A first line that may be no header: its row would be lost.
pub fn warn_of_header(table: &Data, warnings: &mut Warnings) {
    let what = if table.has_data_for_names() {
        "are numbers"
    } else if table.has_texts_for_names() {
        "come again as their values"
    } else if table.has_gaps_for_names() {
        "have gaps, dates or times among them"
    } else {
        return;
    };
    let source = table.source();
    warnings.add(format!(
        "{source}: the columns' names {what}; if they are a row of data, give --no-header"
    ));
}

/// Numbers that may be spelled in two ways.
pub fn warn_of_separators(data: &Data, warnings: &mut Warnings) {
    for note in data.notes() {
        if let Note::EitherSeparator {
            separator, groups, ..
        } = of_target(note)
        {
            let source = data.source_of(note);
            let flags = match groups {
                true => {
                    let decimal = if *separator == ',' { '.' } else { ',' };
                    format!(
                        "if so, give `--decimal {separator}`, else `--decimal {decimal} --thousands {separator}`"
                    )
                }
                false => format!("if so, give `--thousands {separator}`, else `--decimal {separator}`"),
            };
            warnings.add(format!("{source}: {note}; {flags}"));
        }
    }
}

/// What in a file may be meant otherwise, and what says so.
pub fn warn_of_doubts(data: &Data, warnings: &mut Warnings) {
    for note in data.notes() {
        let advice = match of_target(note) {
            Note::TextsBesideNumbers { .. } => String::new(),
            Note::NumbersAsCategories { .. } => {
                "; `--decimal` and `--thousands` read them as numbers, `--categories \
                                                 COLUMN` says that they are names"
                    .to_owned()
            }
            Note::CommentOrHeader { .. } => "; if so, remove the mark at its beginning".to_owned(),
            Note::PerhapsComment { mark, .. } => format!("; if it is a comment, give `--comment '{mark}'`"),
            Note::HeaderOrRow { row } => format!("; if so, give `--skip-lines {}`", row - 1),
            Note::RoundedNumbers { .. } => "; write them as text, or the table as CSV".to_owned(),
            Note::AlsoUtf8 { encoding, whole, .. } => match whole {
                true => format!(
                    "; if so, leave out `--encoding`, and convert files that are not UTF-8, such as with `iconv -f \
                     {encoding} -t utf-8 FILE`"
                ),
                false => "; if so, the file has lines in two encodings: write all of them in one".to_owned(),
            },
            _ => continue,
        };
        warnings.add(format!("{}: {note}{advice}", data.source_of(note)));
    }
}

/// Arrays that are not read and that say which rows belong together, as folds then do not keep them.
pub fn warn_of_group_arrays(data: &Data, warnings: &mut Warnings) {
    let groups = |name: &&String| matches!(name.as_str(), "recording" | "groups" | "group");
    for note in data.notes() {
        if let Note::Arrays { names } = note
            && let Some(name) = names.iter().find(groups)
        {
            warnings.add(format!(
                "{}: folds do not keep rows together that are of one `{name}`, an array that is not read; write it as a \
                 column of a table, and give `--groups {name} --cv stratified-group:5`",
                data.source_of(note)
            ));
        }
    }
}

/// Files with the same bytes, and what that `means`.
pub fn warn_of_copies(data: &Data, means: &str, warnings: &mut Warnings) {
    for note in data.notes() {
        if let Note::Copies { .. } = note {
            warnings.add(format!("{note}{means}"));
        }
    }
}

/// What copies among the files mean to a search.
pub const COPIES_IN_FOLDS: &str =
    "; scores are too good where a fold is tested on the one and trained on the other: leave one out";

/// Lines of the data that have no answer, so that the answers can be put beside the others.
pub fn warn_of_left_out(data: &Data, warnings: &mut Warnings) {
    /// This many runs of lines are listed.
    const LISTED: usize = 20;
    let mut runs: Vec<(Location, u64)> = Vec::new();
    let (mut lines, mut listed) = (0, 0);
    for (at, _) in data.left_out() {
        lines += 1;
        match runs.last_mut() {
            Some((first, last)) if follows(&at, first, *last) => *last += 1,
            _ => runs.push((at.clone(), number(&at))),
        }
        listed = if runs.len() <= LISTED { lines } else { listed };
    }
    let mut shown: Vec<String> = runs.iter().take(LISTED).map(run).collect();
    let more = lines - listed;
    shown.extend((more > 0).then(|| format!("and {more} more, which --json lists")));
    let (count, have) = match lines {
        0 => return,
        1 => ("1 line that was".to_owned(), "has"),
        lines => (format!("{lines} lines that were"), "have"),
    };
    warnings.add(format!(
        "{count} left out {have} no prediction: {}",
        shown.join(", ")
    ));
}

/// Of a line or a record.
fn number(at: &Location) -> u64 {
    match at {
        Location::Line { line: number, .. } | Location::Record { record: number, .. } => *number,
        // a recording is left out as a whole, and has no number
        Location::Recording { .. } => 0,
        Location::Row(row) => *row as u64,
    }
}

/// Whether one is right behind the run from `first` to `last`.
fn follows(at: &Location, first: &Location, last: u64) -> bool {
    at.path() == first.path() && number(at) == last + 1
}

fn run((first, last): &(Location, u64)) -> String {
    match number(first) == *last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    }
}

/// `--scale-target` is for values, and those of the poisson loss are not scaled.
pub fn check_target_scaling(asked: Option<Scaling>, data: &Data, poisson: bool) -> Result<(), CommandError> {
    match (asked, data.target()) {
        (Some(scaling), Some(TargetColumn::Values(_) | TargetColumn::Outputs { .. }))
            if poisson && scaling != Scaling::None =>
        {
            Err(format!(
                "--scale-target {}: the poisson loss is of values in their own units: leave it out",
                scaling.name()
            )
            .into())
        }
        (Some(scaling), Some(TargetColumn::Labels { .. })) if scaling != Scaling::None => Err(format!(
            "--scale-target {} is for numbers to predict, and `{}` are labels: leave it out, or give --task regress",
            scaling.name(),
            data.target_name().unwrap_or_default(),
        )
        .into()),
        (Some(scaling), Some(TargetColumn::Classes { names, .. })) if scaling != Scaling::None => {
            let numeric = names.iter().all(|name| name.parse::<f64>().is_ok());
            Err(format!(
                "--scale-target {} is for numbers to predict, and `{}` has classes: leave it out{}",
                scaling.name(),
                data.target_name().unwrap_or_default(),
                if numeric { ", or give --task regress" } else { "" },
            )
            .into())
        }
        _ => Ok(()),
    }
}

/// `--clip-output` is for values.
pub fn check_clip_output(asked: Option<ClipOutput>, data: &Data) -> Result<(), CommandError> {
    let (Some(clip), Some(target)) = (asked.filter(|&clip| clip != ClipOutput::None), data.target()) else {
        return Ok(());
    };
    let flag = match clip {
        ClipOutput::Range { .. } => format!("--clip-output {}", clip_output_text(clip)),
        ClipOutput::Train | ClipOutput::None => "--clip-output".to_owned(),
    };
    let name = data.target_name().unwrap_or_default();
    let numbers = ", or give --task regress";
    match target {
        TargetColumn::Values(_) | TargetColumn::Outputs { .. } => Ok(()),
        TargetColumn::Labels { .. } => Err(format!(
            "{flag} is for numbers to predict, and `{name}` are labels: leave it out{numbers}"
        )
        .into()),
        TargetColumn::Classes { names, .. } => {
            let numeric = names.iter().all(|name| name.parse::<f64>().is_ok());
            Err(format!(
                "{flag} is for numbers to predict, and `{name}` has classes: leave it out{}",
                if numeric { numbers } else { "" },
            )
            .into())
        }
    }
}

/// How the values of a regression are scaled where no flag says it.
pub fn note_target_scaling(asked: Option<Scaling>, rng: Rng, data: &Data, poisson: bool) {
    let (None, Some(TargetColumn::Values(_) | TargetColumn::Outputs { .. })) = (asked, data.target()) else {
        return;
    };
    let target = data.target_name().unwrap_or_default();
    match rng {
        _ if poisson => say(&format!(
            "note: `{target}` is not scaled: the poisson loss is of values in their own units"
        )),
        Rng::Xoshiro => say(&format!(
            "note: `{target}` is standardised for each fit; scores and predictions are in its own units (--scale-target none leaves it as it is)"
        )),
        Rng::Numpy => say(&format!(
            "note: `{target}` is not scaled, as scikit-learn's MLPRegressor fits under --rng numpy; --scale-target standard scales it"
        )),
    }
}

/// Scores of rows that a model was fitted to say little of others.
pub fn warn_of_trained_on(model: &Model, data: &Data, warnings: &mut Warnings) {
    let known = data.files().filter(|(_, digest)| model.is_trained_on(digest));
    let known: Vec<String> = known.map(|(path, _)| path.display().to_string()).collect();
    let all = data.digest() == model.provenance().data_sha256;
    let what = match known.as_slice() {
        _ if all && data.files().count() > 1 => "these are the very files that".to_owned(),
        _ if all => format!("{} is the very file that", data.source()),
        [] => return,
        [one] => format!("{one} is among the files that"),
        [first, others @ ..] => format!("{first} and {} more are among the files that", others.len()),
    };
    warnings.add(format!(
        "{what} the model was trained on: it scores better here than on rows that it has not seen; keep rows \
         back for that, or see the scores of `search`"
    ));
}

/// Where a model answers one class to all rows: it has learnt nothing that they show.
pub fn warn_of_one_answer(predictions: &Predictions, advice: &str, warnings: &mut Warnings) {
    if let Some(class) = predictions.one_answer() {
        warnings.add(format!(
            "the model answers `{}` to every row{advice}",
            shown(class)
        ));
    }
}

/// Where rounding in f32 takes much of a model's answers.
pub fn warn_of_rounding(model: &Model, data: &Data, warnings: &mut Warnings) {
    if let Ok(Some(rounding)) = model.rounding(data) {
        let target = model.target().to_owned();
        warnings.add(Warning::Rounding { rounding, target }.to_string());
    }
}

/// Where a model of values is no better than their mean.
pub fn warn_of_r2(r2: Option<f64>, advice: &str, warnings: &mut Warnings) {
    if r2.is_some_and(|r2| r2 <= 0.0) {
        warnings.add(format!(
            "r2 is no better than 0, that of the mean as the answer to every row{advice}"
        ));
    }
}

/// Scores that the rows do not define, and why: too few rows, or classes of the model without one.
pub fn warn_of_undefined(model: &Model, data: &Data, scores: &[(Scoring, f64)], warnings: &mut Warnings) {
    /// This many absent classes are named.
    const NAMED: usize = 6;
    let undefined = scores.iter().filter(|(_, score)| score.is_nan());
    let undefined: Vec<Scoring> = undefined.map(|&(scoring, _)| scoring).collect();
    if undefined.is_empty() {
        return;
    }
    let why = match model.classes() {
        [] => {
            for (names, why) in undefined_of_values(data, &undefined) {
                warnings.add(format!("{names} is NaN: {why}"));
            }
            return;
        }
        _ => {
            let absent = model.absent_classes(data).into_iter();
            let absent: Vec<String> = absent.map(|class| format!("`{}`", shown(class))).collect();
            let more = absent.len().saturating_sub(NAMED);
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            if absent.is_empty() {
                let names: Vec<&str> = undefined.into_iter().map(Scoring::name).collect();
                warnings.add(format!(
                    "{} is NaN: undefined without rows of every class that count, and all rows of one have the weight 0",
                    names.join(", ")
                ));
                return;
            }
            let named = absent.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
            format!(": undefined without rows of every class, and there are none of {named}{more}")
        }
    };
    let names: Vec<&str> = undefined.into_iter().map(Scoring::name).collect();
    warnings.add(format!("{} is NaN{why}", names.join(", ")));
}

/// Scores of values that these do not define, by the reason.
pub fn undefined_of_values(data: &Data, scorings: &[Scoring]) -> Vec<(String, String)> {
    let mut reasons: Vec<(Vec<&str>, String)> = Vec::new();
    for &scoring in scorings {
        let why = why_undefined(data, scoring);
        match reasons.iter_mut().find(|(_, other)| *other == why) {
            Some((names, _)) => names.push(scoring.name()),
            None => reasons.push((vec![scoring.name()], why)),
        }
    }
    let joined = |(names, why): (Vec<&str>, String)| (names.join(", "), why);
    reasons.into_iter().map(joined).collect()
}

fn why_undefined(data: &Data, scoring: Scoring) -> String {
    if let Some(target @ TargetColumn::Labels { .. }) = data.target() {
        return of_labels(target);
    }
    let (values, width) = match data.target() {
        Some(TargetColumn::Values(values)) => (values.as_slice(), 1),
        Some(TargetColumn::Outputs { values, names }) => (values.as_slice(), names.len()),
        Some(TargetColumn::Classes { .. } | TargetColumn::Labels { .. }) | None => (&[][..], 1),
    };
    match values
        .iter()
        .position(|&value| !scoring.takes_value(value.into()))
    {
        Some(at) => format!(
            "it is not defined of the value {} of {}",
            values[at],
            data.location(at / width)
        ),
        None if has_domain(scoring) => "it is not defined of an answer of the model".to_owned(),
        None => "of one row it is undefined, and takes two or more".to_owned(),
    }
}

/// Labels that leave nothing to rank: rows with each and without it are needed.
fn of_labels(target: &TargetColumn) -> String {
    let alike = target
        .split()
        .into_iter()
        .find_map(|(name, column)| match column {
            TargetColumn::Classes { labels, .. } => {
                let first = *labels.first()?;
                labels
                    .iter()
                    .all(|&label| label == first)
                    .then_some((name, first))
            }
            _ => None,
        });
    match alike {
        Some((name, label)) => {
            format!("it takes rows with each label and without it, and `{name}` is {label} in all")
        }
        None => "it takes rows with each label and without it that count, and all with or without one have the weight 0"
            .to_owned(),
    }
}

/// Whether there are values of which it is not defined.
pub fn has_domain(scoring: Scoring) -> bool {
    !scoring.takes_answer(-1.0)
}

/// A score of the rows held out that these do not define.
pub fn warn_of_holdout(found: &Found, warnings: &mut Warnings) {
    let scoring = found.results().scoring();
    if found.holdout_score().is_some_and(f64::is_nan) && found.held_out() == 1 {
        warnings.add(format!(
            "{scoring} of the hold-out is NaN: of one row it is undefined; see --holdout"
        ));
    }
}

/// Answers that are worth nothing.
pub fn warn_of_not_finite(NotFinite { first, rows }: NotFinite, data: &Data, warnings: &mut Warnings) {
    if rows > 0 {
        let (at, rows, have) = (
            data.location(first),
            counted(rows, "row"),
            if rows == 1 { "has" } else { "have" },
        );
        warnings.add(format!(
            "{at}: {rows} {have} an answer that is no finite number and is worth nothing: the model's fit has \
             diverged, or they are too far from the rows that trained it"
        ));
    }
}

/// Numbers that are durations, and so in seconds, either here or where the model was trained.
pub fn warn_of_durations(
    preprocess: &Preprocess,
    data: &Data,
    warnings: &mut Warnings,
) -> Result<(), DataError> {
    for OtherDurations { path, column, here } in preprocess.durations_differ(data)? {
        warnings.add(match here {
            true => format!(
                "{path}: column `{column}` is durations, read in seconds; the model was trained on plain numbers, \
                 which are to be seconds, too"
            ),
            false => format!(
                "{path}: column `{column}` is taken for seconds: the model was trained on durations"
            ),
        });
    }
    Ok(())
}

/// Parts of dates of which no one knows whether they are of the clock that the model's are of.
pub fn warn_of_offsets(
    preprocess: &Preprocess,
    data: &Data,
    warnings: &mut Warnings,
) -> Result<(), DataError> {
    let source = data.source();
    for OtherOffsets {
        column,
        here,
        trained,
    } in preprocess.offsets_differ(data)?
    {
        let offsets = match (here, trained) {
            (Some(here), Some(trained)) => {
                format!("the offsets from UTC {here}, and those that the model was trained on had {trained}")
            }
            (Some(_), None) => {
                "an offset from UTC, and those that the model was trained on had none".to_owned()
            }
            (None, _) => "no offset from UTC, and those that the model was trained on had one".to_owned(),
        };
        warnings.add(format!(
            "{source}: dates in column `{column}` have {offsets}; their parts are right where both are local times \
             of one place"
        ));
    }
    Ok(())
}

/// Texts of a file that a model has not seen: it answers, though it knows nothing of them.
pub fn warn_of_unknown(
    preprocess: &Preprocess,
    table: &Data,
    warnings: &mut Warnings,
) -> Result<(), DataError> {
    for unknown in preprocess.unknown(table)? {
        let (at, rows, column) = (unknown.first, counted(unknown.rows, "row"), unknown.column);
        let (have, they_are) = match unknown.rows {
            1 => ("has", "it is"),
            _ => ("have", "they are"),
        };
        warnings.add(format!(
            "{at}: {rows} {have} a text in column `{column}` that the model has not seen; {they_are} taken for none of its categories"
        ));
    }
    Ok(())
}
