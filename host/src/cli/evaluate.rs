//! `mcutune evaluate`: a model's scores on the rows of a file.

use mcutune::core::score::{Scorer, Scoring};
use mcutune::{
    Categorical, Data, DataError, Error, Matched, Missing, Model, ModelError, PosLabelError, Predictor,
    RecordingScores, TargetColumn, Task,
};
use serde_json::Value as Json;

use crate::cli::command_error::CommandError;
use crate::cli::flags::EvaluateFlags;
use crate::cli::resolve::unsuitable;
use crate::cli::understood::Understood;
use crate::cli::warnings::{
    Warnings, has_domain, tell_notes, undefined_of_values, warn_of_copies, warn_of_doubts, warn_of_durations,
    warn_of_header, warn_of_offsets, warn_of_one_answer, warn_of_r2, warn_of_rounding, warn_of_separators,
    warn_of_trained_on, warn_of_undefined, warn_of_unknown,
};
use crate::cli::{evaluation, hints, model, print, recordings, stdin};

/// Runs the command: one score a line, or one JSON object; without `--scoring`, all that suit, and below them what
/// each class is taken for, or how far the answers are off.
pub fn evaluate(flags: &EvaluateFlags) -> Result<(), CommandError> {
    let model = model::load(&flags.model, &flags.of_study, &flags.data)?;
    let (data, matched) = read(flags, &model)?;
    check_values(&data)?;
    let mut understood = Understood::answering(&data, &model, &matched);
    let mut predictor = model.with(flags.dtype)?;
    if let Some(class) = &flags.pos_label {
        predictor = predictor.pos_label(class);
    }
    if flags.weighted_scores {
        predictor = predictor.weighted_scores();
    }
    let mut wanted = scorings(&model, flags.scoring.as_deref())?;
    understood.say(flags.quiet);
    if !flags.quiet {
        tell_notes(&data);
    }
    check_weights(&model, flags, &mut wanted, &mut understood)?;
    check_pos_label(&predictor, flags, &mut wanted, &mut understood)?;
    for &scoring in &wanted {
        let class = predictor.positive_class(scoring).map_err(ModelError::from)?;
        understood.positive(scoring, class, model.classes());
    }
    let mut warnings = Warnings::default();
    warn_of_header(&data, &mut warnings);
    warn_of_separators(&data, &mut warnings);
    warn_of_doubts(&data, &mut warnings);
    warn_of_copies(&data, "", &mut warnings);
    warn_of_trained_on(&model, &data, &mut warnings);
    warn_of_durations(model.preprocess(), &data, &mut warnings)?;
    warn_of_offsets(model.preprocess(), &data, &mut warnings)?;
    warn_of_unknown(model.preprocess(), &data, &mut warnings)?;
    let mut scores = predictor.scores(&data, &judged(&model, &wanted))?;
    warn_of_rounding(&model, &data, &mut warnings);
    if flags.scoring.is_none() {
        leave_out_undefined(&data, &mut wanted, &mut scores, &mut understood);
    }
    // of classes that are scored
    understood.say(flags.quiet);
    warn_of_nothing(&predictor, &data, (&wanted, &scores), &mut warnings)?;
    scores.truncate(wanted.len());
    let named: Vec<_> = wanted.iter().copied().zip(scores.iter().copied()).collect();
    warn_of_undefined(&model, &data, &named, &mut warnings);
    let report = match flags.json || flags.scoring.is_none() {
        true => Some(predictor.evaluation(&data)?),
        false => None,
    };
    let by_recording = match flags.json || flags.scoring.is_none() {
        true => predictor.by_recording(&data, flags.smooth)?,
        false => None,
    };
    let text = match flags.json {
        true => {
            let report = report.map(|report| evaluation::json(&report, &data));
            json((&wanted, &scores), (report, by_recording), &understood, &warnings)?
        }
        false => {
            let report = report.map(|report| evaluation::text(&report, &data));
            let by_recording = by_recording.as_ref().map(recordings::lines);
            lines(&wanted, &scores) + &by_recording.unwrap_or_default() + &report.unwrap_or_default()
        }
    };
    print::print_result(flags.json, &text)
}

/// The rows, and which of their columns the model takes.
fn read(flags: &EvaluateFlags, model: &Model) -> Result<(Data, Matched), CommandError> {
    let recordings = (&flags.recordings, &flags.file);
    if let Some(data) = recordings::windows(model, &flags.data, recordings, true)? {
        let matched = model.preprocess().matched(&data)?;
        return Ok((data, matched));
    }
    if let Some(smooth) = flags.smooth {
        return Err(format!(
            "--smooth {smooth}: the model is of rows, and not of windows of recordings: leave it out"
        )
        .into());
    }
    // a file of the target alone calls it what it likes
    let models = flags.file.y.is_none().then_some(model.target());
    // nor does one of an earlier version, where a feature has its name
    let models = models.filter(|target| !model.preprocess().column_names().contains(target));
    if let (Some(target), [_, ..]) = (&flags.target, model.targets()) {
        return Err(format!(
            "--target {target}: the model has several targets, which are found by their names ({}): leave it out",
            model.target()
        )
        .into());
    }
    let asked = flags
        .target
        .as_deref()
        .or(models)
        .filter(|_| model.targets().is_empty());
    let options = flags
        .file
        .options_of(model, asked, model.task())?
        .several_targets(model.targets())
        // the model knows which columns it takes text from
        .categorical(Categorical::OneHot)
        .target_required(flags.file.missing == Some(Missing::Drop));
    let weights = flags.weights.iter();
    let options = weights.fold(options, |options, column| options.weights(column));
    let inputs = stdin::Inputs::take(&flags.data)?;
    let mut data = inputs.read(&options)?;
    let mut matched = model.preprocess().matched(&data)?;
    if let (None, None, false, [column]) = (&flags.target, data.target(), matched.by_name, &matched.left[..])
    {
        // What stands behind the model's columns, in their order, is the target under another name.
        data = inputs.read(&options.target(column))?;
        matched = model.preprocess().matched(&data)?;
    }
    Ok((data, matched))
}

fn lines(wanted: &[Scoring], scores: &[f64]) -> String {
    let named = wanted.iter().map(|scoring| scoring.name()).zip(scores);
    named
        .map(|(name, score)| format!("{name}: {score:.4}\n"))
        .collect()
}

fn json(
    (wanted, scores): (&[Scoring], &[f64]),
    (report, by_recording): (Option<Json>, Option<RecordingScores>),
    understood: &Understood,
    warnings: &Warnings,
) -> Result<String, CommandError> {
    let named = wanted.iter().map(|scoring| scoring.name()).zip(scores);
    let scores = named.map(|(name, &score)| (name.to_owned(), score.into()));
    let mut json = scores.collect::<serde_json::Map<_, _>>();
    if let Some(scores) = by_recording {
        json.insert("recordings".into(), serde_json::to_value(scores)?);
    }
    json.insert("report".into(), report.into());
    json.insert("understood".into(), understood.json().clone());
    json.insert("warnings".into(), warnings.said().into());
    Ok(serde_json::to_string(&json)? + "\n")
}

/// What was asked for and, of values, R² behind it, which shows whether a model has learnt anything.
fn judged(model: &Model, wanted: &[Scoring]) -> Vec<Scoring> {
    let r2 = (model.task() == Task::Regress).then_some(Scoring::R2);
    wanted.iter().copied().chain(r2).collect()
}

/// An error where f32 merges the values to predict, and so what any model answers: R² would tell of f32 alone.
fn check_values(data: &Data) -> Result<(), CommandError> {
    match data.trainable_target() {
        Err(error @ DataError::CoarseTarget { .. }) => Err(Error::from(error).into()),
        _ => Ok(()),
    }
}

fn has_one_value(data: &Data) -> bool {
    match data.target() {
        Some(TargetColumn::Values(values)) => values.windows(2).all(|pair| pair[0] == pair[1]),
        Some(_) | None => false,
    }
}

/// Where a model knows nothing of these rows; of values, R² is the last of the scores.
fn warn_of_nothing(
    predictor: &Predictor<'_>,
    data: &Data,
    (wanted, scores): (&[Scoring], &[f64]),
    warnings: &mut Warnings,
) -> Result<(), CommandError> {
    let mut scored = wanted.iter().zip(scores);
    let ranks = scored.any(|(&scoring, &score)| {
        // as these data number it
        let class = predictor.positive_class(scoring).ok().flatten();
        let class = class.and_then(|class| data.classes().iter().position(|one| *one == class));
        let positive = class.map_or(1, |class| class as u16);
        data.ranks_beyond_guessing(Scorer { scoring, positive }, score)
    });
    match data.classes() {
        [] if predictor.task() == Task::Classify => {}
        // R² is 0 or less where all values are one, however near the answers are
        [] if has_one_value(data) => {}
        [] => warn_of_r2(
            scores.last().copied(),
            ": it knows nothing of these rows; were it trained anew, see --target, --scale and --scale-target of `train`",
            warnings,
        ),
        // of rows of one class, the same answer to all may be the right one
        [_] => {}
        _ => {
            let advice = if ranks {
                ""
            } else {
                ": it knows nothing of these rows"
            };
            warn_of_one_answer(&predictor.predict_data(data)?, advice, warnings);
        }
    }
    Ok(())
}

/// What weights are of, which is said; without `--scoring`, scores that have none are left out.
fn check_weights(
    model: &Model,
    flags: &EvaluateFlags,
    wanted: &mut Vec<Scoring>,
    understood: &mut Understood,
) -> Result<(), CommandError> {
    if !flags.weighted_scores {
        return Ok(());
    }
    let (kept, out): (Vec<_>, Vec<_>) = wanted.iter().partition(|&&scoring| model.takes_weights(scoring));
    match (out.as_slice(), flags.scoring.is_some()) {
        ([], _) => {}
        (&[scoring, ..], true) => return Err(ModelError::NoWeightsIn { scoring }.into()),
        (out, false) => {
            let names: Vec<_> = out.iter().map(|scoring| scoring.name()).collect();
            understood.note(format!(
                "left out, {}: no weights, as in scikit-learn",
                names.join(", ")
            ));
        }
    }
    let once = match model.task() == Task::Regress {
        true => "in the residuals each counts once",
        false => "in the confusion matrix each counts once",
    };
    let column = flags.weights.as_deref().unwrap_or_default();
    understood.note(format!("rows count in the scores as `{column}` says; {once}"));
    *wanted = kept;
    Ok(())
}

/// Of scores that are of one class, which: without `--scoring`, those for which that is not known are
/// left out, which is said.
fn check_pos_label(
    predictor: &Predictor<'_>,
    flags: &EvaluateFlags,
    wanted: &mut Vec<Scoring>,
    understood: &mut Understood,
) -> Result<(), CommandError> {
    let mut taken = false;
    let mut known = Vec::with_capacity(wanted.len());
    for &scoring in wanted.iter() {
        match predictor.positive_class(scoring) {
            Ok(class) => {
                taken |= class.is_some();
                known.push(scoring);
            }
            Err(error @ PosLabelError::Open { .. }) if flags.scoring.is_none() => {
                let failure: CommandError = ModelError::from(error).into();
                understood.note(format!(
                    "{} is left out: {}",
                    scoring.name(),
                    hints::message(&failure, "evaluate", &|_| false)
                ));
            }
            Err(error) => return Err(ModelError::from(error).into()),
        }
    }
    if flags.pos_label.is_some() && !taken {
        return Err("--pos-label is for scores of one class of two, such as f1: leave it out".into());
    }
    *wanted = known;
    Ok(())
}

/// Without `--scoring`, logarithms and deviances of values that have none are left out, which is said.
fn leave_out_undefined(
    data: &Data,
    wanted: &mut Vec<Scoring>,
    scores: &mut Vec<f64>,
    understood: &mut Understood,
) {
    let is_out = |scoring: Scoring, score: f64| score.is_nan() && has_domain(scoring);
    let named = wanted.iter().copied().zip(scores.iter().copied());
    let (out, mut kept): (Vec<_>, Vec<_>) = named.partition(|&(scoring, score)| is_out(scoring, score));
    let out: Vec<Scoring> = out.into_iter().map(|(scoring, _)| scoring).collect();
    for (names, why) in undefined_of_values(data, &out) {
        understood.note(format!("left out, {names}: {why}"));
    }
    let behind = scores.split_off(wanted.len());
    *wanted = kept.iter().map(|&(scoring, _)| scoring).collect();
    *scores = kept.drain(..).map(|(_, score)| score).chain(behind).collect();
}

/// The one that was asked for, if it suits the model; else all that do.
fn scorings(model: &Model, name: Option<&str>) -> Result<Vec<Scoring>, CommandError> {
    let suitable = model.scorings();
    let Some(name) = name else {
        return Ok(suitable);
    };
    match suitable.iter().find(|scoring| scoring.name() == name) {
        Some(&scoring) => Ok(vec![scoring]),
        None => Err(unsuitable(name, |scoring| suitable.contains(&scoring))),
    }
}
