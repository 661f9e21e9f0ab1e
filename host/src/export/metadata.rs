//! What every export says about its model, in words.

use crate::data::Source;
use crate::model::{Dtype, Model, spelled};
use crate::text;

/// Where the model comes from and what it is, a line each.
pub fn provenance(model: &Model, dtype: Dtype) -> Vec<String> {
    let from = model.provenance();
    let widths: Vec<String> = model.shape().widths().iter().map(u16::to_string).collect();
    let params = spelled(model.params());
    let params = params.iter().map(|(name, value)| format!("{name}={value}"));
    let scores = model
        .scores()
        .iter()
        .map(|(name, score)| format!("{name}={}", text::float(*score)));
    let mut lines = vec![
        format!(
            "A {} network, {} inside, {} at its output, that predicts `{}`.",
            widths.join("-"),
            model.activation().name(),
            model.output().name(),
            model.target()
        ),
        format!(
            "Trained by mcutune {}, exported by mcutune {}.",
            model.tool(),
            env!("CARGO_PKG_VERSION")
        ),
        format!("Data: {}, SHA-256 {}.", data_name(model), from.data_sha256),
        format!("Features scaled: {}.", model.scaling().name()),
        format!("Seed: {}, generator {}.", from.seed, from.rng.name()),
    ];
    if !model.bounds().is_empty() {
        let ends = model.bounds().low().iter().zip(model.bounds().high());
        let ranges = ends.map(|(low, high)| format!("{low}..{high}"));
        lines.push(format!(
            "Answers held to {}.",
            ranges.collect::<Vec<_>>().join(", ")
        ));
    }
    if dtype == Dtype::Int8 {
        let how = "Quantised to int8 after training, calibrated on the rows that trained it.";
        lines.insert(2, how.into());
    }
    if let (Some(scoring), Some(cv)) = (from.scoring, from.cv) {
        lines.push(format!(
            "Chosen by {} in cross-validation with {cv} folds.",
            scoring.name()
        ));
    }
    lines.push(format!("Scores: {}.", scores.collect::<Vec<_>>().join(", ")));
    lines.push(format!("Parameters: {}.", params.collect::<Vec<_>>().join(", ")));
    lines
}

fn data_name(model: &Model) -> &str {
    match model.provenance().data.as_str() {
        "" => "rows in memory",
        name => name,
    }
}

/// Of a model of windows, that a file has the network alone; empty of others.
pub fn without_windows(model: &Model) -> Vec<String> {
    let Some(stage) = model.window() else {
        return Vec::new();
    };
    vec![
        String::new(),
        format!(
            "Features are of windows of recordings: samples of {} at {} Hz, {}. This file has the network alone; an \
             export in C or Rust makes them of samples.",
            stage.axes().join(", "),
            stage.rate(),
            stage.describe()
        ),
    ]
}

/// What a program has to do to columns before they are features; empty where the features are
/// the columns as they are. An export has none of it: it takes numbers.
pub fn preparation(model: &Model) -> Vec<String> {
    let sources = model.preprocess().sources();
    let lines = model
        .feature_names()
        .iter()
        .zip(&sources)
        .filter_map(|(feature, source)| match source {
            Source::Number {
                fill: None,
                center: None,
                ..
            } => None,
            Source::Number { column, fill, center } => {
                let minus = center.map_or(String::new(), |center| format!(" minus {center}, in f64"));
                let missing = fill.map_or(String::new(), |fill| format!("; where that is missing, {fill:?}"));
                Some(format!("- {feature}: column `{column}`{minus}{missing}"))
            }
            Source::Category { column, category } => Some(format!(
                "- {feature}: 1 where column `{column}` is `{category}`, else 0"
            )),
            Source::Rare {
                column,
                categories,
                gap,
            } => {
                let texts = categories.iter().map(|text| format!("`{text}`"));
                let all: Vec<String> = texts.chain(gap.then(|| "missing".to_owned())).collect();
                let all = all.join(" or ");
                Some(format!("- {feature}: 1 where column `{column}` is {all}, else 0"))
            }
            Source::Gap { column } => Some(format!(
                "- {feature}: 1 where column `{column}` is missing, else 0"
            )),
        });
    let mut lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        let first = "Features are numbers. What they are made of, which the program has to do:";
        lines.splice(0..0, [String::new(), first.into()]);
    }
    lines
}
