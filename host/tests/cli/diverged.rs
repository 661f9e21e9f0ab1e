//! Fits that diverge: a loss may be finite where predictions no longer are.

use std::fmt::Write as _;

use crate::place::{Place, printed};

const WHY: &str = "a weight or a prediction is not finite";

/// A step so large that the first one ends in weights of 1e30, whose products are beyond f32.
const FAR: &str = "--set solver=sgd --set activation=relu --set learning_rate_init=1e20 --set max_iter=1";

/// Sixty rows of a regression on numbers in millions, and of three classes.
fn write(place: &Place) {
    let (mut values, mut classes) = (String::from("a,b,y\n"), String::from("a,b,y\n"));
    for row in 0..60u32 {
        let (a, b) = (row * 37 % 60, row * row % 31);
        writeln!(values, "{a},{b},{}", 1_000_000 * a + 3_000_000 * b).unwrap();
        writeln!(classes, "{a},{b},{}", ["p", "q", "r"][row as usize % 3]).unwrap();
    }
    place.write("values.csv", values);
    place.write("classes.csv", classes);
    place.write("one.csv", "a,b,y\n1,2,0.5\n");
    let space = "solver = [\"sgd\"]\nactivation = [\"relu\"]\nlearning_rate_init = [1e20]\nmax_iter = 1\n";
    place.write("space.toml", space);
}

#[test]
fn a_fit_whose_predictions_are_not_finite_has_diverged() {
    let place = Place::new();
    write(&place);
    for (data, far) in [
        ("values.csv --scale-target none", FAR.to_owned()),
        ("classes.csv", FAR.replace("1e20", "1e38")),
        (
            "classes.csv --set early_stopping=true",
            FAR.replace("1e20", "1e38"),
        ),
    ] {
        let error = place.refused(&format!("train {data} {far} --loss-curve curve.csv"));
        assert!(
            error.contains(&format!("the fit failed: {WHY}; see `--scale`")),
            "{error}"
        );
        assert!(error.contains("learning_rate_init"), "{error}");
        assert!(
            place.read("curve.csv").lines().count() == 2,
            "the curve of what failed"
        );
    }
    // scikit-learn keeps the first weights, too
    let stopping = format!("train values.csv --scale-target none {FAR} --set early_stopping=true");
    let (_, err) = place.ok(&stopping);
    assert!(
        err.contains("warning: the fit has diverged: no epoch has a finite validation score"),
        "{err}"
    );
    // it keeps those of its best epoch, where a later one diverged
    let slower = stopping
        .replace("1e20", "1e-3")
        .replace("max_iter=1", "max_iter=20");
    let (_, err) = place.ok(&format!("{slower} --loss-curve curve.csv"));
    let curve = place.read("curve.csv");
    let mut epochs = curve
        .lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>());
    let is_finite = |epoch: &Vec<&str>| epoch[1].parse::<f64>().unwrap().is_finite();
    let from = 1 + epochs.position(|epoch| !is_finite(&epoch)).unwrap();
    assert!(from > 2 && !epochs.any(|epoch| is_finite(&epoch)), "{curve}");
    let said = format!(
        "warning: the fit has diverged: no loss is finite from epoch {from} on, and the weights are those of epoch 1, which \
         has the best validation score; see --scale, --scale-target and learning_rate_init"
    );
    assert!(err.contains(&said), "{err}");
    place.write(
        "stops.toml",
        "solver = ['sgd']\nactivation = ['relu']\nlearning_rate_init = 1e-3\nmax_iter = 20\nearly_stopping = true\n",
    );
    let search =
        "search values.csv --task regress --scale-target none --space stops.toml --cv 3 --quiet --out stops";
    let (_, err) = place.ok(search);
    assert!(
        err.contains("the winner's fit to all rows has diverged: no loss is finite from epoch"),
        "{err}"
    );
    // of one row the data leave the score undefined, and the network is as good as another
    let error = place.refused("train one.csv --set max_iter=1");
    assert!(
        error.contains("r2 is not defined on 1 row; give more rows"),
        "{error}"
    );
    let error = place.refused(&format!(
        "train one.csv --scale-target none {FAR} --set learning_rate_init=1e38"
    ));
    assert!(error.contains(WHY), "{error}");
}

#[test]
fn folds_whose_predictions_are_not_finite_have_diverged_by_every_score() {
    let place = Place::new();
    write(&place);
    for scoring in [
        "r2",
        "neg_mean_squared_error",
        "neg_root_mean_squared_error",
        "neg_mean_absolute_error",
    ] {
        for holdout in ["", "--holdout 0.2"] {
            let error = place.refused(&format!(
                "search values.csv --task regress --scale-target none --space space.toml --cv 3 {holdout} \
                 --scoring {scoring} --out {scoring}{}.study",
                holdout.len()
            ));
            assert!(
                error.contains(&format!("every candidate failed: {WHY}")),
                "{error}"
            );
            assert!(error.contains("give a smaller learning_rate_init"), "{error}");
        }
    }
    let (shown, _) = place.ok("show r20.study --trial 0");
    assert!(shown.contains("failed: not finite"), "{shown}");
}

#[test]
fn a_score_of_answers_that_are_not_finite_is_an_error_with_their_line() {
    let place = Place::new();
    write(&place);
    let train = "--scale none --quiet --out";
    place.ok(&format!("train values.csv --set max_iter=5 {train} values.json"));
    let wide = "--set hidden_layer_sizes=100,100 --set max_iter=30 --set learning_rate_init=0.1";
    place.ok(&format!("train classes.csv {wide} {train} classes.json"));
    let rows = |far: &str, ys: [&str; 4]| {
        let far = [format!("{far},{far}"), format!("-{far},-{far}")];
        let x = ["1,2", &far[0], &far[1], "2,1"];
        let rows = x.iter().zip(ys).map(|(x, y)| format!("{x},{y}\n"));
        String::from("a,b,y\n") + &rows.collect::<String>()
    };
    place.write("v.csv", rows("3e38", ["1", "2", "3", "4"]));
    place.write("c.csv", rows("3.4e38", ["p", "q", "r", "q"]));
    for (predict, at, rows, more) in [
        (
            "values.json v.csv",
            "v.csv:3",
            "2 rows have",
            ", nor are those to 1 row more",
        ),
        (
            "classes.json c.csv",
            "c.csv:4",
            "1 row has",
            ": its fit has diverged",
        ),
        ("classes.json c.csv --proba", "c.csv:4", "1 row has", ""),
    ] {
        let (answers, err) = place.ok(&format!("predict {predict} --quiet"));
        assert_eq!(answers.lines().count(), 5);
        let warning = format!("warning: {at}: {rows} an answer that is no finite number");
        assert!(err.contains(&warning), "{err}");
        if !more.is_empty() {
            let error = place.refused(&format!("evaluate {predict}"));
            let expected = format!("{at}: the model's answer is no finite number{more}");
            assert!(
                error.contains(&expected) && error.contains("smaller learning_rate_init"),
                "{error}"
            );
        }
    }
    // one row leaves r2 undefined, which is no error: the other scores are
    let (scores, _) = place.ok("evaluate values.json one.csv --quiet");
    assert!(scores.starts_with("r2: NaN\nexplained_variance: "), "{scores}");
    let output = place.run("evaluate values.json v.csv --scoring neg_mean_absolute_error");
    assert_eq!(output.status.code(), Some(1), "{}", printed(&output).1);
}
