//! Scores that the rows of an evaluation do not define: NaN, as in scikit-learn, with the reason.

use crate::place::Place;

const TRAIN: &str = "--set hidden_layer_sizes=4 --set max_iter=20 --quiet --out";

#[test]
fn r2_of_one_row_is_undefined_and_said_to_be() {
    let place = Place::new();
    let row = |i: u32| format!("{},{},{}.5\n", i % 7, i % 5, i * 3 % 11);
    place.write(
        "rows.csv",
        String::from("a,b,y\n") + &(0..40).map(row).collect::<String>(),
    );
    place.ok(&format!("train rows.csv --task regress {TRAIN} model.json"));
    place.write("one.csv", "a,b,y\n1,2,3.5\n");
    let said = "r2, d2_absolute_error_score is NaN: of one row it is undefined, and takes two or more";
    let (scores, err) = place.ok("evaluate model.json one.csv --quiet");
    assert!(scores.starts_with("r2: NaN\nexplained_variance: "), "{scores}");
    assert!(err.contains(&format!("warning: {said}")), "{err}");
    let json = place.json("evaluate model.json one.csv --json --quiet");
    assert_eq!(
        (&json["r2"], &json["warnings"]),
        (&serde_json::Value::Null, &serde_json::json!([said]))
    );
    let (_, err) = place.ok("evaluate model.json one.csv --scoring neg_mean_squared_error");
    assert!(!err.contains("NaN"), "{err}");
    place.write("two.csv", "a,b,y\n1,2,3.5\n2,2,4.5\n");
    let (scores, err) = place.ok("evaluate model.json two.csv");
    assert!(!scores.contains("NaN") && !err.contains("NaN"), "{scores}{err}");
}

#[test]
fn scores_that_take_rows_of_every_class_name_those_without() {
    let place = Place::new();
    for (classes, names) in [
        (2, "neg_log_loss, d2_log_loss_score, d2_brier_score"),
        (
            3,
            "average_precision, neg_log_loss, d2_log_loss_score, neg_brier_score, d2_brier_score",
        ),
    ] {
        let row = |i: u32| format!("{},{},c{}\n", i % 7, i % 5, i % classes);
        let rows = String::from("a,b,y\n") + &(0..42).map(row).collect::<String>();
        place.write("rows.csv", rows);
        place.ok(&format!("train rows.csv {TRAIN} model.json"));
        place.write("few.csv", "a,b,y\n1,2,c1\n2,2,c1\n");
        let (scores, err) = place.ok("evaluate model.json few.csv --quiet");
        assert!(scores.contains("roc_auc_ovr: NaN\n"), "{scores}");
        assert!(err.contains("roc_auc_ovr, roc_auc_ovr_weighted"), "{err}");
        let absent = if classes == 2 { "`c0`" } else { "`c0`, `c2`" };
        let said =
            format!("{names} is NaN: undefined without rows of every class, and there are none of {absent}");
        assert!(err.replace("\n  ", " ").contains(&said), "{err}");
        let (_, err) = place.ok("evaluate model.json rows.csv --quiet");
        assert!(!err.contains("NaN"), "{err}");
    }
}

#[test]
fn a_hold_out_of_one_row_is_said_to_define_no_r2() {
    let place = Place::new();
    let row = |i: u32| format!("{},{},{}.5\n", i % 7, i % 5, i * 3 % 11);
    place.write(
        "rows.csv",
        String::from("a,b,y\n") + &(0..40).map(row).collect::<String>(),
    );
    place.write("space.toml", "hidden_layer_sizes = [[2]]\nmax_iter = 3\n");
    let search = "search rows.csv --space space.toml --cv 2 --task regress --quiet";
    let said = "r2 of the hold-out is NaN: of one row it is undefined; see --holdout";
    let (text, err) = place.ok(&format!("{search} --holdout 0.02 --out one.study"));
    assert!(text.contains("r2 (hold-out, 1 row): NaN"), "{text}");
    assert!(err.contains(&format!("warning: {said}")), "{err}");
    let (text, err) = place.ok(&format!("{search} --holdout 0.2 --out more.study"));
    assert!(
        text.contains("r2 (hold-out, 8 rows): ") && !err.contains("NaN"),
        "{text}{err}"
    );
}

/// roc_auc of folds of which all but one lack one of two classes.
#[test]
fn a_winner_without_a_score_is_undefined_everywhere_and_said_not_to_be_confirmed() {
    let place = Place::new();
    let row = |i: u32| {
        format!(
            "{},{},{}\n",
            i * 7 % 11,
            i * 5 % 13,
            if i == 3 { "v" } else { "u" }
        )
    };
    let rows = String::from("a,b,y\n") + &(0..40).map(row).collect::<String>();
    place.write("rows.csv", rows);
    place.write(
        "space.toml",
        "hidden_layer_sizes = { low = 2, high = 30 }\nmax_iter = 2\n",
    );
    let search = "search rows.csv --space space.toml --scoring roc_auc --strategy gp --cv 3 --quiet";
    let said = "warning: nothing is confirmed on fresh folds, for no candidate has a score on every fold";
    for (flags, is_said) in [
        ("--trials 22 --out more", true),
        ("--trials 4 --confirm 1 --quantize int8 --out asked", true),
        // so few are not confirmed where that is not asked for
        ("--trials 4 --out few", false),
        ("--trials 22 --confirm 0 --out none", false),
    ] {
        let (out, err) = place.ok(&format!("{search} {flags}"));
        assert!(
            out.contains("roc_auc (cross-validated): undefined\n") && !out.contains("failed"),
            "{out}"
        );
        assert_eq!(err.replace("\n  ", " ").contains(said), is_said, "{err}");
    }
    let (out, _) = place.ok("show asked --trial 0");
    assert!(
        out.contains("roc_auc: undefined\n") && out.contains("roc_auc, int8: undefined"),
        "{out}"
    );
}
