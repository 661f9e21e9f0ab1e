//! `cv_results.csv`: scikit-learn's `cv_results_` as pandas writes it.

use mcutune_core::params::{Name, Value};
use mcutune_core::space::Candidate;

use super::trial::Trial;
use crate::limits::Quantity;
use crate::text;

/// The columns of `pandas.DataFrame(search.cv_results_)` in their order, comma-separated.
///
/// Where there are `ranks_int8`, the scores of the quantised networks follow in columns of the same
/// names with `_int8` at the end, and `mean_test_score_gap_int8`, by how much their mean is above
/// that of f32. With `needs`, what each candidate takes of the microcontroller comes last, and
/// why it was not trained.
/// Parameters that a candidate's space does not have are empty, as are the scores of failed fits.
pub fn cv_results(
    candidates: &[Candidate],
    trials: &[Trial],
    ranks: &[u32],
    ranks_int8: Option<&[u32]>,
    needs: bool,
) -> String {
    let mut names: Vec<Name> = Vec::new();
    for &(name, _) in candidates.iter().flat_map(|candidate| candidate.items()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let folds = trials.first().map_or(0, |trial| trial.folds.len());
    let mut header: Vec<String> = [
        "mean_fit_time",
        "std_fit_time",
        "mean_score_time",
        "std_score_time",
    ]
    .map(String::from)
    .into();
    header.extend(names.iter().map(|name| format!("param_{}", name.as_str())));
    header.push("params".into());
    header.extend((0..folds).map(|k| format!("split{k}_test_score")));
    header.extend(["mean_test_score", "std_test_score", "rank_test_score"].map(String::from));
    if ranks_int8.is_some() {
        header.extend((0..folds).map(|k| format!("split{k}_test_score_int8")));
        let rest = [
            "mean_test_score",
            "std_test_score",
            "rank_test_score",
            "mean_test_score_gap",
        ];
        header.extend(rest.map(|name| format!("{name}_int8")));
    }

    if needs {
        header.extend(Quantity::ALL.map(|quantity| quantity.name().into()));
        header.push("infeasible".into());
    }

    let mut out = header.join(",") + "\n";
    for (i, ((candidate, trial), rank)) in candidates.iter().zip(trials).zip(ranks).enumerate() {
        let (fit, score, mean) = (trial.fit_time(), trial.score_time(), trial.mean_and_std());
        let mut fields: Vec<String> = [fit.0, fit.1, score.0, score.1].map(number).into();
        for name in &names {
            let item = candidate.items().iter().find(|(of, _)| of == name);
            fields.push(item.map(|&(_, value)| quoted(param(value))).unwrap_or_default());
        }
        fields.push(quoted(text::python_dict(candidate.items())));
        fields.extend(trial.scores().into_iter().map(number));
        fields.extend([mean.0, mean.1].map(number));
        fields.push(rank.to_string());
        if let (Some(ranks), Some(int8)) = (ranks_int8, trial.int8()) {
            fields.extend(int8.folds.into_iter().chain([int8.mean, int8.std]).map(number));
            fields.extend([ranks[i].to_string(), number(int8.gap)]);
        }
        if needs {
            fields.extend(Quantity::ALL.map(|quantity| trial.need_of(quantity)));
            fields.push(
                trial
                    .infeasible()
                    .map_or(String::new(), |why| quoted(why.to_owned())),
            );
        }
        out += &fields.join(",");
        out.push('\n');
    }
    out
}

fn param(value: Value) -> String {
    match value {
        Value::Bool(_) => text::python(value),
        other => text::plain(other),
    }
}

fn number(value: f64) -> String {
    if value.is_nan() {
        String::new()
    } else {
        text::float(value)
    }
}

fn quoted(text: String) -> String {
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}
