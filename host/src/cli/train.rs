//! `mcutune train`: one configuration, fitted to all rows of a file.

use std::fmt::Write as _;

use mcutune::core::params::{ClassWeight, Loss, Name, Params};
use mcutune::core::train::{Epoch, StopReason};
use mcutune::{
    Categorical, Data, Diverged, FitError, Fitted, Mlp, Model, ModelError, ReadOptions, Task, parse_setting,
    text,
};
use serde_json::json;

use crate::cli::command_error::CommandError;
use crate::cli::flags::{TrainFlags, TrialFlags};
use crate::cli::model;
use crate::cli::outputs;
use crate::cli::print;
use crate::cli::stdin;
use crate::cli::understood::Understood;
use crate::cli::warnings::{
    Warnings, check_clip_output, check_target_scaling, note_target_scaling, tell_notes, warn_of_copies,
    warn_of_doubts, warn_of_header, warn_of_one_answer, warn_of_r2, warn_of_rounding, warn_of_separators,
    warn_of_unknown,
};

/// Runs the command and writes the model.
pub fn train(flags: &TrainFlags) -> Result<(), CommandError> {
    check(flags)?;
    let path = flags.warm_start.as_deref();
    let start = path.map(|path| model::load(path, &TrialFlags::default(), &flags.data));
    let start = start.transpose()?;
    let params = params(start.as_ref(), flags)?;
    let mut mlp = Mlp::new(params)
        .scaling(flags.fit.scale.unwrap_or_default())
        .rng(flags.fit.rng)
        .seed(flags.fit.seed);
    let options = options(flags, start.as_ref())?;
    let data = stdin::Inputs::take(&flags.data)?.read(&options)?;
    let mut warnings = Warnings::default();
    let understood = say(flags, &params, (&data, start.as_ref()), &mut warnings)?;
    if let Some(model) = start {
        mlp = mlp.warm_start(model);
    }
    if let Some(scaling) = flags.fit.scale_target {
        mlp = mlp.target_scaling(scaling);
    }
    if let Some(clip) = flags.fit.clip_output {
        mlp = mlp.clip_output(clip);
    }
    if mlp.clips(&data) {
        let rows = data.rows();
        warnings.add(format!(
            "batch_size is more than the {}; it is clipped",
            text::counted(rows, "row")
        ));
    }
    let mut epochs = Vec::new();
    let fitted = mlp.fit_with(&data, |epoch| epochs.push(*epoch));
    // also of a fit that failed: it shows where
    if let (Some(path), Ok(_) | Err(FitError::NotFinite)) = (&flags.loss_curve, &fitted) {
        print::deliver(path, curve(&epochs).as_bytes())?;
    }
    let fitted = fitted?;
    warn_of_fit(&fitted, &data, (&epochs, &understood), &mut warnings);
    deliver(flags, &fitted, &warnings, &understood)
}

/// How the rows are read: for a model that the fit begins from as that one was trained.
fn options(flags: &TrainFlags, start: Option<&Model>) -> Result<ReadOptions, CommandError> {
    let Some(model) = start else {
        let options = flags.file.options_for(&flags.fit.target, flags.fit.task);
        return flags.fit.weigh(options);
    };
    let target = match (flags.fit.target.as_slice(), model.targets()) {
        ([], _) => None,
        ([one], []) => Some(one.as_str()),
        _ => {
            return Err(
                "--target: of several targets, --warm-start takes those of the model: leave it out".into(),
            );
        }
    };
    // a file of the target alone calls it what it likes
    let models = flags.file.y.is_none().then_some(model.target());
    let (asked, task) = (flags.fit.task, model.task());
    if asked != Task::Auto && asked != task {
        return Err(format!(
            "--task {}: the model of --warm-start has the task {}: leave it out",
            asked.name(),
            task.name()
        )
        .into());
    }
    let models = models.filter(|_| model.targets().is_empty());
    let options = flags.file.options_of(model, target.or(models), task)?;
    let options = options.several_targets(model.targets());
    // the model knows which columns it takes text from
    flags.fit.weigh(options.categorical(Categorical::OneHot))
}

/// What is wrong with the flags themselves.
fn check(flags: &TrainFlags) -> Result<(), CommandError> {
    let mut written = vec![("--out", flags.out.clone())];
    written.extend(flags.loss_curve.iter().map(|path| ("--loss-curve", path.clone())));
    let mut to_stdout: Vec<String> = flags.json.then(|| "--json".into()).into_iter().collect();
    for (flag, path) in written.iter().filter(|(_, path)| print::is_stdout(path)) {
        to_stdout.push(format!("{flag} {}", path.display()));
        if let [first, second] = &to_stdout[..] {
            return Err(
                format!("{first} and {second} would both write to stdout: give a file to {flag}").into(),
            );
        }
    }
    outputs::check_studies(&written)?;
    outputs::check(&written, outputs::data_files(&flags.data, flags.file.y.as_ref()))?;
    outputs::check_writable(&written)
}

/// Says what was understood of the data, and what there is to warn of before the fit.
fn say(
    flags: &TrainFlags,
    params: &Params,
    (data, start): (&Data, Option<&Model>),
    warnings: &mut Warnings,
) -> Result<Understood, CommandError> {
    let mut understood = match start {
        None => Understood::training(data),
        Some(model) => {
            let matched = model.preprocess().matched(data).map_err(ModelError::Data)?;
            warn_of_unknown(model.preprocess(), data, warnings)?;
            Understood::continuing(data, model, &matched)
        }
    };
    understood.say(flags.quiet);
    if !flags.quiet {
        tell_notes(data);
    }
    warn_of_header(data, warnings);
    warn_of_separators(data, warnings);
    warn_of_doubts(data, warnings);
    warn_of_copies(data, "", warnings);
    let poisson = params.loss == Loss::Poisson;
    check_target_scaling(flags.fit.scale_target, data, poisson)?;
    check_clip_output(flags.fit.clip_output, data)?;
    if !flags.quiet {
        note_target_scaling(flags.fit.scale_target, flags.fit.rng, data, poisson);
    }
    understood.warn_of_coarse(warnings);
    understood.warn_of_index(warnings);
    understood.warn_of_growing_target(warnings);
    understood.warn_of_task(flags.fit.task, warnings);
    Ok(understood)
}

/// What there is to warn of after the fit.
fn warn_of_fit(
    fitted: &Fitted,
    data: &Data,
    (epochs, understood): (&[Epoch], &Understood),
    warnings: &mut Warnings,
) {
    for column in fitted.model.preprocess().empty_columns() {
        warnings.add(format!("`{column}` has no value in any row, and is left out"));
    }
    if let Some(diverged) = Diverged::of(&fitted.fit, epochs) {
        warnings.add(format!(
            "the fit has diverged: {diverged}; see --scale, --scale-target and learning_rate_init"
        ));
    }
    // what the target loses in f32 was said before
    if !understood.merges_target() {
        warn_of_rounding(&fitted.model, data, warnings);
    }
    let advice = ": nothing was learnt; see --target, --scale, --scale-target and learning_rate_init";
    match fitted.model.classes() {
        [] => warn_of_r2(Some(fitted.score), advice, warnings),
        _ => {
            if let Ok(predictions) = fitted.model.predict_data(data) {
                warn_of_one_answer(&predictions, advice, warnings);
            }
        }
    }
    match fitted.fit.stop {
        StopReason::MaxIter => warnings.add("the fit reached max_iter before it converged".into()),
        StopReason::MaxFun => warnings.add("the fit reached max_fun before it converged".into()),
        StopReason::Converged | StopReason::NotFinite => {}
    }
}

/// Writes the model, and says how its fit went.
fn deliver(
    flags: &TrainFlags,
    fitted: &Fitted,
    warnings: &Warnings,
    understood: &Understood,
) -> Result<(), CommandError> {
    if print::is_stdout(&flags.out) {
        print::print_json(fitted.model.to_json()?.as_bytes())?;
        text(fitted, "stdout").lines().for_each(print::say);
        return Ok(());
    }
    fitted.model.save(&flags.out)?;
    let path = flags.out.display().to_string();
    if flags.loss_curve.as_deref().is_some_and(print::is_stdout) {
        text(fitted, &path).lines().for_each(print::say);
        return Ok(());
    }
    let text = match flags.json {
        true => json(fitted, &path, warnings, understood),
        false => text(fitted, &path),
    };
    print::print_result(flags.json, &text)
}

fn text(fitted: &Fitted, path: &str) -> String {
    let (scoring, score) = (fitted.scoring.name(), fitted.score);
    format!(
        "epochs: {}, loss: {:.6}\n{scoring} (training rows): {score:.4}\nparameters: {}\nwrote {}\n",
        fitted.fit.n_iter,
        fitted.fit.loss,
        fitted.model.weights().len(),
        print::shown(path),
    )
}

fn json(fitted: &Fitted, path: &str, warnings: &Warnings, understood: &Understood) -> String {
    let json = json!({
        "model": path,
        "n_iter": fitted.fit.n_iter,
        "loss": fitted.fit.loss,
        "best_validation_score": fitted.fit.best_validation_score,
        "scores": fitted.model.scores(),
        "parameters": fitted.model.weights().len(),
        "understood": understood.json(),
        "warnings": warnings.said(),
    });
    format!("{json}\n")
}

/// scikit-learn's defaults, or what the model that the fit begins from was trained with, with some settings.
fn params(start: Option<&Model>, flags: &TrainFlags) -> Result<Params, CommandError> {
    let mut params = start.map_or(Params::DEFAULT, |model| *model.params());
    for setting in &flags.set {
        let (name, value) = parse_setting(setting).map_err(|e| format!("--set: {e}"))?;
        if name == Name::ClassWeight && !flags.fit.class_weight.is_empty() {
            return Err("--set class_weight and --class-weight are the same: leave one out".into());
        }
        let flag = match name {
            Name::Scaler => Some("--scale"),
            Name::Missing => Some("--missing"),
            _ => None,
        };
        if let Some(flag) = flag {
            let name = name.as_str();
            return Err(format!("--set {name} is for the space of a search: give {flag} instead").into());
        }
        if name.as_str().starts_with("window_") {
            let name = name.as_str();
            return Err(
                format!("--set {name} is for the space of a search of recordings: leave it out").into(),
            );
        }
        params.set(name, value)?;
    }
    if flags.fit.is_balanced() {
        params.class_weight = ClassWeight::Balanced;
    }
    Ok(params)
}

/// scikit-learn's `loss_curve_`, and `validation_scores_` with early stopping.
fn curve(epochs: &[Epoch]) -> String {
    let scored = epochs.iter().any(|epoch| epoch.validation_score.is_some());
    let mut text = String::from(if scored {
        "epoch,loss,validation_score\n"
    } else {
        "epoch,loss\n"
    });
    for (i, epoch) in epochs.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{},{}", i + 1, text::float(epoch.loss));
        if let Some(score) = epoch.validation_score {
            let _ = write!(text, ",{}", text::float(score));
        }
        text.push('\n');
    }
    text
}
