//! `mcutune evaluate`: a model's scores on the rows of a file.

use mcutune_core::data::Target;
use mcutune_core::error::Error;
use mcutune_core::score::{Scoring, score, score_scratch};

use crate::cli::failure::Failure;
use crate::cli::flags::Evaluate;
use crate::cli::print;
use crate::cli::resolve::unsuitable;
use crate::cli::warnings::{Warnings, warn_of_unknown};
use crate::data::{Categorical, LoadError, LoadOptions, Missing, Table, TargetColumn, Task, load, nearest};
use crate::model::Model;

/// Runs the command: one score a line, or one JSON object; without `--scoring`, all that suit.
pub fn evaluate(flags: &Evaluate) -> Result<(), Failure> {
    let model = Model::load(&flags.model)?;
    let name = flags.target.as_ref().unwrap_or(&model.target);
    let table = load(
        &flags.data,
        &LoadOptions {
            task: model.task,
            // the model knows which columns it takes text from
            categorical: Categorical::OneHot,
            target_required: flags.file.missing == Missing::Drop,
            ..flags.file.options(Some(name), Task::Auto)
        },
    )?;
    warn_of_unknown(&model.preprocess, &table, &mut Warnings::default())?;
    let answers = model.answers(&table, flags.dtype)?;
    let classes = model.classes.len();
    let known;
    let target = match table.target.as_ref().ok_or_else(|| absent_target(&table, name))? {
        TargetColumn::Classes { labels, names } => {
            let find = |name: &String| model.classes.iter().position(|class| class == name);
            let places: Vec<_> = names.iter().map(find).collect();
            let strange = |&label: &u16| places[usize::from(label)].is_none();
            if let Some(row) = labels.iter().position(strange) {
                return Err(unknown_class(&table, row, &names[usize::from(labels[row])], &model).into());
            }
            known = labels
                .iter()
                .filter_map(|&label| places[usize::from(label)].map(|place| place as u16))
                .collect::<Vec<_>>();
            Target::Classes {
                labels: &known,
                classes,
            }
        }
        TargetColumn::Values(values) => Target::Values { values, outputs: 1 },
    };
    let suits = Scoring::ALL.into_iter().filter(|s| s.suits(&target));
    let wanted: Vec<Scoring> = suits
        .filter(|s| flags.scoring.as_deref().is_none_or(|name| name == s.name()))
        .collect();
    if wanted.is_empty() {
        let name = flags.scoring.as_deref().unwrap_or_default();
        return Err(unsuitable(name, |s| s.suits(&target)));
    }
    let mut scratch = vec![0; score_scratch(table.rows, classes)];
    let mut scores = serde_json::Map::new();
    let mut text = String::new();
    for scoring in wanted {
        let value = match score(scoring, &target, &answers, &mut scratch) {
            Ok(value) => value,
            // as where the file holds one class only
            Err(Error::Undefined) => f64::NAN,
            Err(error) => return Err(error.into()),
        };
        scores.insert(scoring.name().into(), value.into());
        text += &format!("{}: {value:.4}\n", scoring.name());
    }
    if flags.json {
        text = serde_json::to_string(&scores)? + "\n";
    }
    Ok(print::print(&text)?)
}

fn absent_target(table: &Table, name: &str) -> LoadError {
    LoadError::AbsentTarget {
        path: table.source.clone(),
        name: name.to_owned(),
        nearest: nearest(name, table.columns.iter().map(|column| column.name.as_str())),
    }
}

fn unknown_class(table: &Table, row: usize, class: &str, model: &Model) -> LoadError {
    LoadError::UnknownClass {
        path: table.source.clone(),
        line: table.lines.get(row).copied().unwrap_or_default().into(),
        column: table.target_name.clone().unwrap_or_default(),
        class: class.to_owned(),
        known: model.classes.clone(),
    }
}
