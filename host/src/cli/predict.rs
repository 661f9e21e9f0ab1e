//! `mcutune predict`: a model's answers to the rows of a file.

use mcutune_core::loss::class_of;

use crate::cli::failure::Failure;
use crate::cli::flags::Predict;
use crate::cli::print;
use crate::cli::warnings::{Warnings, warn_of_unknown};
use crate::data::{LoadOptions, Task, load};
use crate::files::write_file;
use crate::model::Model;

/// Runs the command: CSV, or JSON with `--json`, on stdout or into a file.
pub fn predict(flags: &Predict) -> Result<(), Failure> {
    let model = Model::load(&flags.model)?;
    if flags.proba && model.classes.is_empty() {
        return Err("--proba: the model predicts values, which have no probabilities".into());
    }
    let table = load(
        &flags.data,
        &LoadOptions {
            target_required: false,
            ..flags.file.options(None, Task::Auto)
        },
    )?;
    warn_of_unknown(&model.preprocess, &table, &mut Warnings::default())?;
    let answers = model.answers(&table, flags.dtype)?;
    let width = answers.len() / table.rows.max(1);
    let rows = answers.chunks(width.max(1));
    let probabilities = |answer: &[f32]| match answer {
        [p] => vec![1.0 - p, *p],
        more => more.to_vec(),
    };
    let text = if flags.json {
        let mut json = serde_json::Map::new();
        if model.classes.is_empty() {
            json.insert("predictions".into(), rows.map(|a| a[0]).collect());
        } else {
            json.insert("classes".into(), model.classes.clone().into());
            let named = rows.clone().map(|a| model.classes[class_of(a)].as_str());
            json.insert("predictions".into(), named.collect());
            if flags.proba {
                json.insert("probabilities".into(), rows.map(probabilities).collect());
            }
        }
        serde_json::to_string(&json)? + "\n"
    } else if flags.proba {
        let head: Vec<String> = model.classes.iter().map(|c| quoted(c)).collect();
        let lines = rows.map(|a| {
            let cells: Vec<String> = probabilities(a).iter().map(f32::to_string).collect();
            cells.join(",") + "\n"
        });
        head.join(",") + "\n" + &lines.collect::<String>()
    } else {
        let lines = rows.map(|a| match model.classes.get(class_of(a)) {
            Some(class) => quoted(class) + "\n",
            None => format!("{}\n", a[0]),
        });
        String::from("prediction\n") + &lines.collect::<String>()
    };
    match &flags.output {
        Some(path) => write_file(path, text.as_bytes())?,
        None => print::print(&text)?,
    }
    Ok(())
}

/// As CSV needs it.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into()
    }
}
