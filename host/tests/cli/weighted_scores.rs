//! `--weighted-scores` of `search` and `evaluate`.

use serde_json::Value;

use crate::place::Place;
use crate::shards::merge;
use crate::without_times::without_times;

/// Sixty rows of the classes `a`, `b` and `c`, a value, weights `w` (0 to 3), `one`, `late` (none of the first fifteen),
/// and folds. `repeated.csv` has each row as often as `w` says.
fn place() -> Place {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[3], [5]]\nlearning_rate_init = [0.01, 0.1]\nmax_iter = 8\n",
    );
    let row = |i: usize| {
        let class = ["a", "b", "c", "a"][(i + usize::from(i.is_multiple_of(7))) % 4];
        let value = (i * i % 13) as f32 / 2.0 + (i % 3) as f32 + 0.25;
        let late = u8::from(i >= 15);
        (
            format!(
                "{},{},{},1,{late},{class},{value}\n",
                i % 4 * 3 + i % 5,
                i * i % 13,
                i * 7 % 4
            ),
            i * 7 % 4,
        )
    };
    let header = "x,z,w,one,late,class,value\n";
    let rows: Vec<(String, usize)> = (0..60).map(row).collect();
    let all: String = rows.iter().map(|(row, _)| row.as_str()).collect();
    let repeated: String = rows.iter().map(|(row, times)| row.repeat(*times)).collect();
    place.write("data.csv", header.to_owned() + &all);
    place.write("repeated.csv", header.to_owned() + &repeated);
    place
}

fn search(target: &str, weights: &str, more: &str, out: &str) -> String {
    let all = ["w", "one", "late", "class", "value"];
    let dropped: Vec<&str> = all
        .into_iter()
        .filter(|name| ![target, weights].contains(name))
        .collect();
    format!(
        "search data.csv --target {target} --weights {weights} --drop {} --space space.toml --quiet {more} --out {out}",
        dropped.join(",")
    )
}

/// Numbers of JSON that are alike but for rounding, under the same names.
fn same(a: &Value, b: &Value, at: &str) {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            assert!(a.keys().eq(b.keys()), "{at}");
            a.iter().for_each(|(name, value)| same(value, &b[name], name));
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{at}");
            a.iter().zip(b).for_each(|(a, b)| same(a, b, at));
        }
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            assert!((a - b).abs() <= 1e-12 * a.abs().max(1.0), "{at}: {a}, {b}");
        }
        (a, b) => assert_eq!(a, b, "{at}"),
    }
}

#[test]
fn a_row_of_weight_two_is_scored_as_two_rows() {
    let place = place();
    for (target, out) in [("class", "c.json"), ("value", "v.json")] {
        let drop = if target == "class" { "value" } else { "class" };
        place.ok(&format!(
            "train data.csv --target {target} --drop w,one,late,{drop} --set max_iter=20 --quiet --out {out}"
        ));
        let evaluate = |file: &str, more: &str| {
            let mut all = place.json(&format!(
                "evaluate {out} {file} --target {target} --quiet --json {more}"
            ));
            let all = all.as_object_mut().unwrap();
            all.remove("understood");
            all.remove("warnings");
            let mut report = all.remove("report").unwrap();
            // which count each row once
            if let Some(report) = report.as_object_mut() {
                report.remove("confusion_matrix");
            }
            let all = Value::Object(std::mem::take(all));
            (all, report)
        };
        let (weighted, report) = evaluate("data.csv", "--weights w --weighted-scores");
        let (mut repeated, of_repeated) = evaluate("repeated.csv", "");
        let repeated = repeated.as_object_mut().unwrap();
        let without = match target {
            "class" => vec!["roc_auc_ovo", "roc_auc_ovo_weighted"],
            _ => vec!["neg_max_error"],
        };
        for name in without {
            assert!(
                repeated.remove(name).is_some() && weighted.get(name).is_none(),
                "{name}"
            );
        }
        same(&weighted, &Value::Object(repeated.clone()), target);
        if target == "class" {
            same(&report, &of_repeated, "report");
            assert_ne!(report["accuracy"], evaluate("data.csv", "").1["accuracy"]);
        }
    }
    let (text, said) = place.ok("evaluate c.json data.csv --weights w --weighted-scores");
    assert!(
        text.contains("accuracy") && text.contains("rows of each class"),
        "{text}"
    );
    for says in [
        "left out, roc_auc_ovo, roc_auc_ovo_weighted: no weights, as in scikit-learn",
        "rows count in the scores as `w` says; in the confusion matrix each counts once",
    ] {
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn rows_of_several_labels_count_as_they_are_weighed() {
    let place = place();
    let row = |i: usize| {
        let (x, z, w) = (i * 7 % 11, i * i % 13, i * 5 % 3);
        let (low, odd) = (u8::from(x + i % 4 < 7), u8::from(z > 6));
        (format!("{x},{z},{w},{low},{odd}\n"), w)
    };
    let header = "x,z,w,low,odd\n".to_owned();
    let rows: Vec<(String, usize)> = (0..60).map(row).collect();
    place.write(
        "labels.csv",
        header.clone() + &rows.iter().map(|(row, _)| row.as_str()).collect::<String>(),
    );
    let repeated: String = rows.iter().map(|(row, times)| row.repeat(*times)).collect();
    place.write("twice.csv", header + &repeated);
    let targets = "--target low --target odd";
    place.ok(&format!(
        "train labels.csv {targets} --drop w --set max_iter=20 --quiet --out m.json"
    ));
    let evaluate = |file: &str, more: &str| {
        let mut all = place.json(&format!("evaluate m.json {file} --quiet --json {more}"));
        for label in all["report"].as_object_mut().unwrap().values_mut() {
            label.as_object_mut().unwrap().remove("confusion_matrix");
        }
        let all = all.as_object_mut().unwrap();
        all.remove("understood");
        all.remove("warnings");
        Value::Object(std::mem::take(all))
    };
    let weighted = evaluate("labels.csv", "--weights w --weighted-scores");
    same(&weighted, &evaluate("twice.csv", ""), "labels");
    assert_ne!(weighted["f1_samples"], evaluate("labels.csv", "")["f1_samples"]);
    let (_, said) = place.ok("evaluate m.json labels.csv --weights w --weighted-scores");
    for says in [
        "compared with the columns `low`, `odd`",
        "rows count in the scores as `w` says; in the confusion matrix each counts once",
    ] {
        assert!(said.contains(says), "{said}");
    }
    let search = |scoring: &str, out: &str| {
        format!(
            "search labels.csv {targets} --weights w --weighted-scores --space space.toml --cv kfold:3 --scoring \
             {scoring} --quiet --out {out}"
        )
    };
    place.ok(&search("f1_samples,roc_auc", "s"));
    place.ok(&format!("{} --jobs 1", search("f1_samples,roc_auc", "t")));
    assert_eq!(without_times(&place, "s"), without_times(&place, "t"));
    // what leaves nothing to rank is named
    place.write("low.csv", "x,z,w,low,odd\n1,2,0,0,0\n3,4,1,1,0\n5,1,1,1,1\n");
    let (_, said) = place.ok("evaluate m.json low.csv --weights w --weighted-scores");
    assert!(said.contains("with or without one have the weight 0"), "{said}");
    place.write("all.csv", "x,z,w,low,odd\n3,4,1,1,0\n5,1,1,1,1\n");
    let (_, said) = place.ok("evaluate m.json all.csv");
    assert!(said.contains("without it, and `low` is 1 in all"), "{said}");
}

#[test]
fn a_weighted_search_is_the_same_however_it_is_run() {
    let place = place();
    for (target, more) in [
        (
            "class",
            "--cv shuffled:3 --scoring f1_macro,neg_log_loss,accuracy --refit f1_macro --train-score",
        ),
        ("class", "--cv 3 --strategy halving"),
        (
            "class",
            "--cv shuffled:3 --confirm 2 --holdout 0.2 --quantize int8",
        ),
        (
            "value",
            "--cv 3 --keep-predictions --scoring neg_median_absolute_error",
        ),
        ("value", "--cv shuffled:4 --select one-standard-error"),
    ] {
        let mut studies = Vec::new();
        for jobs in [1, 3] {
            let out = format!("{jobs}{target}{}.study", more.len());
            place.ok(&search(
                target,
                "w",
                &format!("{more} --weighted-scores --jobs {jobs}"),
                &out,
            ));
            studies.push(without_times(&place, &out));
        }
        assert_eq!(studies[0], studies[1], "{more}");
        let journal = &studies[0][0];
        assert!(
            studies[0]
                .iter()
                .any(|line| line.contains("\"weighted_scores\":true")),
            "{journal}"
        );
    }
    let plain = "--cv shuffled:3";
    place.ok(&search(
        "class",
        "w",
        &format!("{plain} --weighted-scores"),
        "whole.study",
    ));
    for shard in ["0/2", "1/2"] {
        let part = format!("{plain} --weighted-scores --shard {shard}");
        place.ok(&search("class", "w", &part, "parts.study"));
    }
    merge(&place, "parts.study", "parts.study");
    assert_eq!(
        without_times(&place, "parts.study"),
        without_times(&place, "whole.study")
    );
    assert!(
        place
            .read("whole.study/model.json")
            .contains("\"weighted_scores\": true")
    );
    // a race drops none that would win
    let race = format!("{plain} --weighted-scores --race exact");
    place.ok(&search("class", "w", &race, "race.study"));
    let [race, whole] =
        ["race.study", "whole.study"].map(|study| place.json(&format!("show {study} --json")));
    assert_eq!(race["best"]["trial"], whole["best"]["trial"]);
    assert_eq!(race["best"]["mean_test_score"], whole["best"]["mean_test_score"]);
    // a trial that is fitted again is scored as it was
    let best = whole["best"]["trial"].as_u64().unwrap();
    place.ok(&format!(
        "predict whole.study data.csv --trial {best} --data data.csv --quiet -o again.csv"
    ));
}

#[test]
fn scores_have_weights_where_they_are_asked_for() {
    let place = place();
    let table = |out: &str| place.read(&format!("{out}/cv_results.csv"));
    let scores = |out: &str| -> Vec<String> {
        let table = table(out);
        let at = table
            .lines()
            .next()
            .unwrap()
            .split(',')
            .position(|name| name == "mean_test_score");
        let rows = table.lines().skip(1);
        rows.map(|row| row.split(',').nth(at.unwrap()).unwrap().to_owned())
            .collect()
    };
    place.ok(&search("class", "w", "--cv 3", "fits.study"));
    assert!(!place.read("fits.study/journal.log").contains("weighted_scores"));
    let error = place.refused(&search("class", "w", "--cv 3 --weighted-scores", "fits.study"));
    assert!(
        error.contains("--weighted-scores is not given there, true here"),
        "{error}"
    );
    place.ok(&search("class", "w", "--cv 3 --weighted-scores", "both.study"));
    assert_ne!(scores("fits.study"), scores("both.study"));
    place.ok(&search("class", "one", "--cv 3", "even.study"));
    place.ok(&search("class", "one", "--cv 3 --weighted-scores", "ones.study"));
    assert_eq!(scores("even.study"), scores("ones.study"));
}

#[test]
fn what_has_no_weighted_score_is_said() {
    let place = place();
    for command in [
        "search data.csv --target class --weighted-scores",
        "evaluate model.json data.csv --weighted-scores",
        "evaluate model.json data.csv --weights w",
    ] {
        let output = place.run(command);
        assert_eq!(output.status.code(), Some(2), "{command}");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            error.contains("--weights <COLUMN>") || error.contains("--weighted-scores"),
            "{error}"
        );
    }
    for (target, scoring) in [("value", "neg_max_error"), ("class", "roc_auc_ovo")] {
        let more = format!("--cv 3 --weighted-scores --scoring {scoring}");
        let error = place.refused(&search(target, "w", &more, "s.study"));
        let says = format!(
            "--weighted-scores: the score {scoring} has no weights, and scikit-learn's has no sample_weight: leave that \
             out, or give another --scoring"
        );
        assert!(error.contains(&says), "{error}");
    }
    place.ok("train data.csv --target value --drop w,one,late,class --set max_iter=5 --quiet --out v.json");
    let error =
        place.refused("evaluate v.json data.csv --weights w --weighted-scores --scoring neg_max_error");
    assert!(
        error.contains("neg_max_error has no weights") && error.contains("--scoring"),
        "{error}"
    );
    // the first of four folds tests the rows that count nothing
    let none = search("class", "late", "--cv kfold:4 --weighted-scores", "none.study");
    let (_, said) = place.ok(&none);
    let why = "the weights of rows that are trained on, or scored, together sum to 0";
    assert!(
        said.contains(&format!("4 fits failed; their scores are nan: {why}")),
        "{said}"
    );
    let (shown, _) = place.ok("show none.study --trial 0");
    assert_eq!(shown.matches(&format!("failed: {why}")).count(), 1, "{shown}");
    // answers are kept without weights
    place.ok(&search(
        "class",
        "w",
        "--cv 3 --keep-predictions --weighted-scores",
        "kept.study",
    ));
    let error = place.refused("show kept.study --scoring f1_macro");
    let says = "--scoring f1_macro: its scores are weighted by `w`, and answers are kept without weights: give f1_macro to \
                --scoring of `mcutune search`";
    assert!(error.contains(says), "{error}");
    place.ok(&search(
        "class",
        "w",
        "--cv 3 --scoring accuracy,f1_macro --refit accuracy --weighted-scores",
        "two.study",
    ));
    place.ok("show two.study --scoring f1_macro");
}
