//! Labels are compared as they are written, not as the f32 that features are.

use std::collections::BTreeMap;

use crate::place::Place;

/// How often each answer comes.
fn answers(out: &str) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    out.lines()
        .skip(1)
        .for_each(|answer| *counts.entry(answer).or_insert(0) += 1);
    counts
}

#[test]
fn whole_numbers_that_are_one_f32_are_classes_of_their_own() {
    let place = Place::new();
    place.write("s.toml", "hidden_layer_sizes = [[8]]\nmax_iter = 200\n");
    for (file, first) in [("tags.csv", 16_777_216), ("tags2.csv", 100_000_001)] {
        place.write(file, place.case(file));
        place.ok(&format!(
            "search {file} --task classify --space s.toml --cv 3 --out study"
        ));
        let (out, _) = place.ok(&format!("predict study {file}"));
        let names = [first, first + 1, first + 2].map(|label| label.to_string());
        let answers = answers(&out);
        assert!(
            answers.keys().copied().eq(names.each_ref()),
            "as written: {answers:?}"
        );
        assert!(
            answers.values().all(|&count| count.abs_diff(20) <= 1),
            "{answers:?}"
        );
        let scores = place.json(&format!("evaluate study {file} --scoring accuracy --json"));
        assert!(
            scores["accuracy"].as_f64() > Some(0.95),
            "the truth is read alike: {scores}"
        );
        std::fs::remove_dir_all(place.path("study")).unwrap();
    }
}

#[test]
fn labels_beyond_what_any_number_holds_are_refused_with_their_line() {
    let place = Place::new();
    place.write("ids.csv", "x,id\n1,9007199254740993\n2,9007199254740992\n3,0.5\n");
    let error = place.refused("train ids.csv --task classify");
    for part in ["ids.csv:2", "`id`", "`9007199254740993`", "--task regress"] {
        assert!(error.contains(part), "{error}");
    }
    place.write(
        "ids.csv",
        "x,id\n1,9007199254740993\n2,9007199254740992\n3,9007199254740993\n",
    );
    place.ok("train ids.csv --task classify");
    let (out, _) = place.ok("predict model.json ids.csv --proba");
    assert!(out.starts_with("9007199254740992,9007199254740993\n"), "{out}");
}
