//! Of which of two classes f1 is: scikit-learn's `pos_label`.

use crate::place::{Place, printed};

const SPACE: &str = "hidden_layer_sizes = [[5]]\nlearning_rate_init = 0.05\nmax_iter = 15\n";

/// What scikit-learn 1.9.1 gives for `GridSearchCV(..., cv=3, scoring="f1")` of this space.
const SKLEARN: [f64; 3] = [0.85714286, 0.85106383, 0.71794872];

fn scores(place: &Place, study: &str) -> Vec<f64> {
    let trial = &place.json(&format!("show {study} --trial 0 --json"));
    let scores = trial["split_test_scores"].as_array().unwrap();
    scores.iter().filter_map(|one| one.as_f64()).collect()
}

#[test]
fn class_1_is_positive_as_in_scikit_learn() {
    let place = Place::new();
    place.write("s.toml", SPACE);
    place.write("one_or_two.csv", place.case("one_or_two.csv"));
    let (_, err) = place.ok("search one_or_two.csv --rng numpy --space s.toml --cv 3 --scoring f1");
    assert!(err.contains("f1 takes the class `1` as positive"), "{err}");
    for (ours, theirs) in scores(&place, "one_or_two.study").iter().zip(SKLEARN) {
        assert!((ours - theirs).abs() < 1e-8, "{ours} {theirs}");
    }
    place.ok("search one_or_two.csv --rng numpy --space s.toml --cv 3 --scoring f1 --pos-label 1");
    let error =
        place.refused("search one_or_two.csv --rng numpy --space s.toml --cv 3 --scoring f1 --pos-label 2");
    assert!(error.contains("--pos-label is 1 there, 2 here"), "{error}");
}

#[test]
fn of_two_texts_neither_is_chosen_in_silence() {
    let place = Place::new();
    place.write("s.toml", SPACE);
    place.write("no_or_yes.csv", place.case("no_or_yes.csv"));
    let search = "search no_or_yes.csv --rng numpy --space s.toml --cv 3";
    let error = place.refused(&format!("{search} --scoring f1"));
    assert!(
        error.ends_with("give `--pos-label no` or `--pos-label yes`"),
        "{error}"
    );
    assert!(
        !place.path("no_or_yes.study").exists(),
        "before anything is fitted"
    );
    let error = place.refused(&format!("{search} --scoring f1 --pos-label maybe"));
    assert!(
        error.contains("`maybe` is none of the classes: `no` or `yes`"),
        "{error}"
    );
    let error = place.refused(&format!("{search} --scoring roc_auc --pos-label no"));
    assert!(
        error.contains("the second, `yes`; leave out `--pos-label`"),
        "{error}"
    );
    // the same rows as one_or_two.csv, `no` for 1
    place.ok(&format!("{search} --scoring f1 --pos-label no"));
    for (ours, theirs) in scores(&place, "no_or_yes.study").iter().zip(SKLEARN) {
        assert!((ours - theirs).abs() < 1e-8, "{ours} {theirs}");
    }
}

#[test]
fn a_model_is_judged_by_the_class_of_its_search() {
    let place = Place::new();
    place.write("s.toml", SPACE);
    place.write("no_or_yes.csv", place.case("no_or_yes.csv"));
    let f1 = |arguments: &str| {
        let scores = place.json(&format!("evaluate {arguments} --scoring f1 --json"));
        (
            scores["f1"].as_f64().unwrap(),
            scores["understood"]["pos_label"]["f1"].clone(),
        )
    };
    place.ok("search no_or_yes.csv --space s.toml --cv 3 --scoring f1 --pos-label no");
    let (no, class) = f1("no_or_yes.study no_or_yes.csv");
    assert_eq!(class, "no");
    let (yes, class) = f1("no_or_yes.study no_or_yes.csv --pos-label yes");
    assert_eq!(class, "yes");
    assert_ne!(no, yes);
    assert!(
        place
            .ok("show no_or_yes.study")
            .0
            .contains("f1 of the class `no`")
    );
    place.ok("train no_or_yes.csv --set max_iter=2");
    let error = place.refused("evaluate model.json no_or_yes.csv --scoring f1");
    assert!(error.contains("--pos-label no"), "{error}");
    let (out, err) = place.ok("evaluate model.json no_or_yes.csv");
    assert!(!out.contains("f1: ") && out.contains("f1_macro: "), "{out}");
    assert!(
        err.contains("f1 is left out: f1 is the score of one class"),
        "{err}"
    );
    let error = place.refused("evaluate model.json no_or_yes.csv --scoring accuracy --pos-label no");
    assert!(
        error.contains("--pos-label is for scores of one class"),
        "{error}"
    );
}

#[test]
fn what_is_wrong_with_the_data_is_said_before_any_class() {
    let place = Place::new();
    place.write("no_or_yes.csv", place.case("no_or_yes.csv"));
    place.ok("train no_or_yes.csv --set max_iter=2 --quiet");
    let whole = place.read("no_or_yes.csv");
    let rows: Vec<&str> = whole.lines().collect();
    let odd = rows[1].rsplit_once(',').map(|(x, _)| format!("{x},maybe"));
    place.write("odd.csv", format!("{}\n{}\n", rows[0], odd.unwrap()));
    let (_, err) = printed(&place.run("evaluate model.json odd.csv"));
    assert!(
        err.contains("`maybe`, which is none of the model's classes"),
        "{err}"
    );
    assert!(
        !err.contains("--pos-label") && !err.contains("as positive"),
        "{err}"
    );
    let (_, err) = place.ok("evaluate model.json no_or_yes.csv");
    assert!(
        err.contains("f1 is left out") && err.replace("\n  ", " ").contains("as positive"),
        "{err}"
    );
}
