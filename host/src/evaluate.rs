//! `mcutune evaluate`: a model's scores on the rows of a file.

use mcutune_core::data::Target;
use mcutune_core::error::Error;
use mcutune_core::score::{Scoring, score, score_scratch};

use crate::cli::Evaluate;
use crate::config::unsuitable;
use crate::failure::Failure;
use crate::load::{Categorical, LoadOptions, Missing, TargetColumn, Task, load};
use crate::model::Model;
use crate::report;
use crate::warnings::{Warnings, warn_of_unknown};

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
    let target = match table.target.as_ref().ok_or("the data have no target column")? {
        TargetColumn::Classes { labels, names } => {
            let find = |name: &String| {
                let place = model.classes.iter().position(|class| class == name);
                place.ok_or_else(|| format!("{}: the model knows no class `{name}`", table.source))
            };
            let places = names.iter().map(find).collect::<Result<Vec<_>, _>>()?;
            known = labels
                .iter()
                .map(|&label| places[usize::from(label)] as u16)
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
    Ok(report::print(&text)?)
}
