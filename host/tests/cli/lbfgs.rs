//! `solver = "lbfgs"`.

use std::fmt::Write as _;

use crate::place::Place;
use crate::without_times::without_times;

const DROPOUT: &str = "solver lbfgs follows one loss, and dropout changes it at every evaluation";

#[test]
fn a_model_names_its_solver_and_only_then_max_fun() {
    let place = Place::new();
    let (out, err) =
        place.ok("train @iris.csv --set solver=lbfgs --set max_fun=5000 --quiet --loss-curve curve.csv");
    assert!(!err.contains("warning"), "{err}");
    let epochs = out.split("epochs: ").nth(1).unwrap().split(',').next().unwrap();
    // one line an iteration
    assert_eq!(
        place.read("curve.csv").lines().count(),
        1 + epochs.parse::<usize>().unwrap()
    );
    let model = place.read("model.json");
    assert!(
        model.contains("\"solver\": \"lbfgs\"") && model.contains("\"max_fun\": \"5000\""),
        "{model}"
    );
    place.ok("export model.json --format c -o net.h");
    let header = place.read("net.h");
    assert!(header.contains("lbfgs") && header.contains("max_fun"), "{header}");
    // a model says the same again, and what is not asked for it does not say
    place.ok("predict model.json @iris.csv -o answers.csv");
    place.ok("train @iris.csv --set max_iter=3 --quiet -o other.json");
    assert!(!place.read("other.json").contains("max_fun"));
}

#[test]
fn what_ends_it_is_told() {
    let place = Place::new();
    let (_, err) = place.ok("train @iris.csv --set solver=lbfgs --set max_fun=3 --quiet");
    assert!(
        err.contains("the fit reached max_fun before it converged"),
        "{err}"
    );
    let (_, err) = place.ok("train @iris.csv --set solver=lbfgs --set max_iter=3 --quiet");
    assert!(
        err.contains("the fit reached max_iter before it converged"),
        "{err}"
    );
    // flat from the start on
    let (out, _) = place.ok("train @iris.csv --set solver=lbfgs --set tol=1e9 --quiet");
    assert!(out.contains("epochs: 0, loss: "), "{out}");
    let error = place.refused("train @iris.csv --set solver=lbfgs --set max_fun=0");
    assert!(
        error.contains("max_fun takes a whole number from 1 to 4294967295, not 0"),
        "{error}"
    );

    place.write("space.toml", "solver = 'lbfgs'\nmax_fun = [3, 15000]\n");
    let (_, err) = place.ok("search @iris.csv --space space.toml --cv 3 --quiet --out ends.study");
    assert!(
        err.contains("3 of 7 fits reached max_fun before they converged"),
        "{err}"
    );
    let (shown, _) = place.ok("show ends.study --trial 0");
    assert_eq!(shown.matches("reached max_fun").count(), 3, "{shown}");
}

#[test]
fn dropout_is_an_error_or_a_failed_trial() {
    let place = Place::new();
    let error = place.refused("train @iris.csv --set solver=lbfgs --set dropout=0.2");
    assert!(
        error.contains(DROPOUT) && error.contains("set dropout to 0"),
        "{error}"
    );
    place.write(
        "space.toml",
        "solver = ['adam', 'lbfgs']\ndropout = [0.0, 0.2]\nmax_iter = 20\n",
    );
    let (_, err) = place.ok("search @iris.csv --space space.toml --cv 3 --quiet --out some.study");
    assert!(err.contains(DROPOUT), "{err}");
    let (shown, _) = place.ok("show some.study --trial 3");
    assert_eq!(shown.matches(&format!("failed: {DROPOUT}")).count(), 3, "{shown}");
}

/// Rows of 3e38, whose sums are beyond f32.
#[test]
fn a_start_that_diverges_has_failed() {
    let place = Place::new();
    let mut text = String::from("a,b,c,y\n");
    for row in 0..60u32 {
        let sign = if row % 2 == 0 { "" } else { "-" };
        writeln!(
            text,
            "{sign}{}e38,3e38,{sign}3e38,{}",
            1 + row % 3,
            ["p", "q", "r"][row as usize % 3]
        )
        .unwrap();
    }
    place.write("far.csv", text);
    let far = "far.csv --scale none";
    let error = place.refused(&format!("train {far} --set solver=lbfgs"));
    assert!(
        error.contains("a weight or a prediction is not finite"),
        "{error}"
    );
    place.write("space.toml", "solver = ['lbfgs']\n");
    let error = place.refused(&format!("search {far} --space space.toml --cv 3"));
    assert!(
        error.contains("every candidate failed: a weight or a prediction is not finite"),
        "{error}"
    );
}

/// With more threads, and of fits that go on: the same journal.
#[test]
fn a_halving_search_goes_on_with_its_fits() {
    let place = Place::new();
    place.write(
        "space.toml",
        "solver = ['lbfgs', 'adam']\nactivation = ['relu', 'tanh']\nalpha = [1e-4, 1.0]\nmax_iter = 36\nhidden_layer_sizes = [[6]]\n",
    );
    let halving = "search @iris.csv --space space.toml --cv 3 --strategy halving --quiet";
    let mut journals = Vec::new();
    for jobs in [1, 4] {
        place.ok(&format!("{halving} --jobs {jobs} --out {jobs}.study"));
        journals.push(without_times(&place, &format!("{jobs}.study")));
    }
    assert_eq!(journals[0], journals[1]);
}

/// It has no learning rate that could be smaller.
#[test]
fn one_that_diverges_is_told_what_it_has() {
    let place = Place::new();
    let row = |i: u32| format!("{},{}e30,{}\n", i % 7, i % 5, i % 11);
    let rows: String = (0..40).map(row).collect();
    place.write("far.csv", format!("a,b,y\n{rows}"));
    let far = "far.csv --task regress --scale none --scale-target none";
    let error = place.refused(&format!("train {far} --set solver=lbfgs"));
    assert!(
        error.contains("not finite; see `--scale`") && error.contains("of lbfgs `--set alpha`"),
        "{error}"
    );
    place.write("far.toml", "solver = 'lbfgs'\nmax_iter = 5\n");
    let error = place.refused(&format!("search {far} --space far.toml --cv 2 --quiet"));
    assert!(
        error.contains("of lbfgs a larger alpha, or see --scale"),
        "{error}"
    );
}
