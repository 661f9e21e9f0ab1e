//! What is said of the data that were read.

use crate::place::Place;

/// What stderr says before the first warning or the progress.
fn block(err: &str) -> String {
    let others = ["warning: ", "note: "];
    let said = |line: &&str| !others.iter().any(|other| line.starts_with(other)) && !line.contains(" fits, ");
    err.lines()
        .take_while(said)
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn every_bundled_set_is_described() {
    let mut all = String::new();
    for file in [
        "breast_cancer.csv",
        "diabetes.csv",
        "digits.csv",
        "iris.csv",
        "wine.csv",
    ] {
        let place = Place::new();
        let (_, err) = place.ok(&format!("train @{file} --set max_iter=1"));
        assert!(
            block(&err).lines().all(|line| line.chars().count() <= 80),
            "{err}"
        );
        all += &block(&err);
        let (out, err) = place.ok(&format!("predict model.json @{file}"));
        all += &format!("predict: {err}");
        let (same, err) = place.ok(&format!("predict model.json @{file} --quiet"));
        assert_eq!(
            (same, err.as_str()),
            (out, ""),
            "--quiet leaves out the block alone"
        );
    }
    insta::assert_snapshot!(all);
}

#[test]
fn the_object_says_the_same_to_programs() {
    let place = Place::new();
    for command in [
        "train @digits.csv --set max_iter=1",
        "search @digits.csv --space s.toml --cv 2",
    ] {
        place.write("s.toml", "hidden_layer_sizes = [[4]]\nmax_iter = 1\n");
        let understood = &place.json(&format!("{command} --json --quiet"))["understood"];
        assert_eq!(understood["rows"], 1797, "{command}");
        assert_eq!(understood["features"].as_array().map(Vec::len), Some(64));
        assert_eq!(understood["target"]["task"], "classify");
        assert_eq!(understood["target"]["classes"][0]["rows"], 178);
        assert_eq!(understood["constant"][0], "pixel_0_0");
    }
    for command in ["predict", "evaluate"] {
        let understood = &place.json(&format!("{command} model.json @digits.csv --json"))["understood"];
        assert_eq!(understood["matched"]["by_name"], true, "{command}");
    }
}

#[test]
fn one_is_no_plural() {
    let place = Place::new();
    place.write("few.csv", "a,y\n1,u\n2,v\n3,v\n,u\n");
    let (_, err) = place.ok("train few.csv --set max_iter=1 --missing drop");
    let said = "few.csv: 3 rows, 1 feature (a); 1 row with gaps left out\n\
                target `y`: 2 classes, u (1 row), v (2 rows)\n";
    assert!(err.starts_with(said), "{err}");
    place.write("one.csv", "a,y\n1,u\n");
    let (_, err) = place.ok("predict model.json one.csv");
    assert!(err.starts_with("one.csv: 1 row, 1 feature (a)"), "{err}");
}
