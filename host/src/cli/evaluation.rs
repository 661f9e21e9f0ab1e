//! Which classes rows are taken for, or how far answers are off: tables for people, and JSON.

use std::cmp::Reverse;

use mcutune::text::{counted, short as short_number};
use mcutune::{Average, ClassReport, ClassScores, Confusion, Data, Evaluation, Residuals};
use serde_json::{Value as Json, json};

use crate::cli::{print, table};

/// The most classes whose confusion is a matrix; of more the commonest mistakes are listed.
const MOST_IN_MATRIX: usize = 12;
/// The most classes whose scores are all listed; of more those of the lowest f1 are.
const MOST_LISTED: usize = 30;
/// Mistakes that are listed.
const MISTAKES: usize = 12;
/// The most classes whose matrix JSON has; of more it has the pairs that occur.
const MOST_IN_JSON: usize = 256;
/// Characters of the longest name of a class in a table.
const NAME: usize = 24;
/// Characters that the head of a column needs at least.
const HEAD: usize = 3;

/// For people, within the columns that there are.
pub fn text(evaluation: &Evaluation, data: &Data) -> String {
    match evaluation {
        Evaluation::Classes(report) => scores(report) + &confusion(report),
        Evaluation::Values(residuals) => of_values(residuals, data),
        Evaluation::Targets(all) => {
            let of_target = |(name, one): &(String, Evaluation)| {
                format!("target `{}`\n{}", print::shown(name), text(one, data))
            };
            all.iter().map(of_target).collect()
        }
    }
}

/// For programs; `data` says where the row of the largest error is.
pub fn json(evaluation: &Evaluation, data: &Data) -> Json {
    match evaluation {
        Evaluation::Classes(report) => json_of_classes(report),
        Evaluation::Values(residuals) => json_of_values(residuals, data),
        Evaluation::Targets(all) => {
            let of_target = |(name, one): &(String, Evaluation)| (name.clone(), json(one, data));
            Json::Object(all.iter().map(of_target).collect())
        }
    }
}

/// A name that no control character is in, cut where it is longer.
fn short(name: &str, most: usize) -> String {
    let shown = print::shown(name);
    match shown.chars().count() > most {
        true => shown.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
        false => shown.into_owned(),
    }
}

/// scikit-learn's `classification_report`.
fn scores(report: &ClassReport) -> String {
    let mut shown: Vec<&ClassScores> = report.classes().iter().collect();
    let all = shown.len();
    let mut text = String::new();
    if all > MOST_LISTED {
        shown.sort_by(|a, b| a.f1.total_cmp(&b.f1));
        shown.truncate(MOST_LISTED);
        let said = format!("the {MOST_LISTED} of {all} classes with the lowest f1; --json has all");
        text = print::line(&said) + "\n";
    }
    let averages = [
        ("macro avg", report.macro_avg()),
        ("weighted avg", report.weighted_avg()),
    ];
    let number = |number: f64| format!("{number:.4}");
    let column = |of_class: fn(&ClassScores) -> f64, of_average: fn(&Average) -> f64| -> Vec<String> {
        let classes = shown.iter().map(|scores| number(of_class(scores)));
        classes
            .chain(averages.iter().map(|(_, average)| number(of_average(average))))
            .collect()
    };
    let names = shown.iter().map(|scores| short(&scores.name, NAME));
    // rows, or what they count
    let support = |weight: f64| match report.is_weighted() {
        true => short_number(weight),
        false => weight.to_string(),
    };
    let all = report.weight();
    let supports = shown.iter().map(|scores| scores.weight).chain([all, all]);
    text + &table::compared(&[
        (
            0,
            "class",
            false,
            names
                .chain(averages.iter().map(|(name, _)| (*name).to_owned()))
                .collect(),
        ),
        (
            0,
            "precision",
            true,
            column(|scores| scores.precision, |average| average.precision),
        ),
        (
            0,
            "recall",
            true,
            column(|scores| scores.recall, |average| average.recall),
        ),
        (
            0,
            "f1-score",
            true,
            column(|scores| scores.f1, |average| average.f1),
        ),
        (0, "support", true, supports.map(support).collect()),
    ])
}

/// The matrix, where its columns fit; else the commonest mistakes.
fn confusion(report: &ClassReport) -> String {
    let (found, classes) = (report.confusion(), report.classes());
    let most = found
        .taken()
        .map(|(_, _, rows)| rows.to_string().len())
        .max()
        .unwrap_or(1);
    let longest = classes
        .iter()
        .map(|scores| short(&scores.name, NAME).chars().count())
        .max();
    let left = print::columns().saturating_sub(longest.unwrap_or(0).max("class".len()) + table::GAP);
    let head = (left / classes.len().max(1)).saturating_sub(table::GAP);
    match classes.len() <= MOST_IN_MATRIX && head >= most.max(HEAD) {
        true => matrix(found, classes, head),
        false => mistakes(found, classes),
    }
}

/// scikit-learn's `confusion_matrix`.
fn matrix(found: &Confusion, classes: &[ClassScores], head: usize) -> String {
    let names = classes.iter().map(|scores| short(&scores.name, NAME)).collect();
    let heads: Vec<String> = classes.iter().map(|scores| short(&scores.name, head)).collect();
    let of_answer = |answer: &ClassScores| {
        let rows = classes
            .iter()
            .map(|truth| found.count(truth.class, answer.class).to_string());
        rows.collect()
    };
    let mut columns = vec![(0, "class", false, names)];
    let answers = heads.iter().zip(classes);
    columns.extend(answers.map(|(head, answer)| (0, head.as_str(), true, of_answer(answer))));
    print::line("rows of each class, by the class that they are taken for:")
        + "\n"
        + &table::compared(&columns)
}

/// Pairs of a class and another that was the answer, the commonest first.
fn mistakes(found: &Confusion, classes: &[ClassScores]) -> String {
    let mut wrong: Vec<(usize, usize, u64)> = found
        .taken()
        .filter(|(truth, answer, _)| truth != answer)
        .collect();
    wrong.sort_by_key(|&(truth, answer, rows)| (Reverse(rows), truth, answer));
    let (kinds, shown) = (wrong.len(), wrong.len().min(MISTAKES));
    let said = match kinds {
        0 => return print::line("every row is taken for its own class") + "\n",
        kinds if kinds > shown => {
            format!("the {shown} commonest of {kinds} kinds of mistakes; --json has all:")
        }
        _ => "all mistakes:".to_owned(),
    };
    let name = |class: usize| {
        let at = classes.partition_point(|scores| scores.class < class);
        classes
            .get(at)
            .map_or(String::new(), |scores| short(&scores.name, NAME))
    };
    let (wrong, share) = (&wrong[..shown], |truth: usize, rows: u64| {
        format!("{:.1} %", 100.0 * rows as f64 / found.rows(truth) as f64)
    });
    print::line(&said)
        + "\n"
        + &table::compared(&[
            (
                0,
                "class",
                false,
                wrong.iter().map(|&(truth, ..)| name(truth)).collect(),
            ),
            (
                0,
                "answer",
                false,
                wrong.iter().map(|&(_, answer, _)| name(answer)).collect(),
            ),
            (
                0,
                "rows",
                true,
                wrong.iter().map(|(_, _, rows)| rows.to_string()).collect(),
            ),
            (
                1,
                "of the class",
                true,
                wrong.iter().map(|&(truth, _, rows)| share(truth, rows)).collect(),
            ),
        ])
}

fn of_values(residuals: &Residuals, data: &Data) -> String {
    let [least, lower, median, upper, greatest] = residuals.quartiles;
    let lines = [
        ("bias", short_number(residuals.bias)),
        ("mean absolute error", short_number(residuals.mean_absolute_error)),
        (
            "root mean squared error",
            short_number(residuals.root_mean_squared_error),
        ),
        (
            "median absolute error",
            short_number(residuals.median_absolute_error),
        ),
        ("minimum", short_number(least)),
        ("25 %", short_number(lower)),
        ("median", short_number(median)),
        ("75 %", short_number(upper)),
        ("maximum", short_number(greatest)),
    ];
    let (names, values) = lines
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .unzip();
    let largest = format!(
        "largest error: {} at {}, where the value is {} and the answer {}",
        short_number(residuals.max_error),
        print::shown(&data.location(residuals.max_error_row).to_string()),
        residuals.max_error_value,
        residuals.max_error_answer,
    );
    let said = format!(
        "residuals of {}, the value less the answer:",
        counted(residuals.rows, "row")
    );
    let table = table::compared(&[(0, "residual", false, names), (0, "", true, values)]);
    print::line(&said) + "\n" + &table + &print::line(&largest) + "\n"
}

fn json_of_classes(report: &ClassReport) -> Json {
    let (found, classes) = (report.confusion(), report.classes());
    let support = |rows: u64, weight: f64| match report.is_weighted() {
        true => json!(weight),
        false => json!(rows),
    };
    let average = |average: Average| {
        json!({"precision": average.precision, "recall": average.recall, "f1-score": average.f1,
            "support": support(found.right().1, report.weight())})
    };
    let scores = |scores: &ClassScores| {
        json!({"class": scores.name, "precision": scores.precision, "recall": scores.recall, "f1-score": scores.f1,
            "support": support(scores.support, scores.weight)})
    };
    let mut all = json!({
        "classes": classes.iter().map(scores).collect::<Vec<_>>(),
        "accuracy": report.accuracy(),
        "macro avg": average(report.macro_avg()),
        "weighted avg": average(report.weighted_avg()),
    });
    match classes.len() <= MOST_IN_JSON {
        true => {
            let row = |truth: &ClassScores| -> Vec<u64> {
                let count = |answer: &ClassScores| found.count(truth.class, answer.class);
                classes.iter().map(count).collect()
            };
            all["confusion_matrix"] = classes.iter().map(row).collect();
        }
        false => {
            let at = |class: usize| classes.partition_point(|scores| scores.class < class);
            let pair = |(truth, answer, rows): (usize, usize, u64)| json!([at(truth), at(answer), rows]);
            all["confusion_pairs"] = found.taken().map(pair).collect();
        }
    }
    all
}

fn json_of_values(residuals: &Residuals, data: &Data) -> Json {
    let [least, lower, median, upper, greatest] = residuals.quartiles;
    let row = residuals.max_error_row;
    json!({
        "rows": residuals.rows,
        "bias": residuals.bias,
        "mean_absolute_error": residuals.mean_absolute_error,
        "root_mean_squared_error": residuals.root_mean_squared_error,
        "median_absolute_error": residuals.median_absolute_error,
        "max_error": residuals.max_error,
        "residuals": {"min": least, "25%": lower, "50%": median, "75%": upper, "max": greatest},
        "largest": {"row": row, "at": data.location(row).to_string(), "value": residuals.max_error_value,
            "answer": residuals.max_error_answer},
    })
}
