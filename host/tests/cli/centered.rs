//! `--center`: features that f32 would merge.

use crate::place::Place;
use crate::warned::warnings;

#[test]
fn a_feature_that_f32_merges_is_warned_of_with_its_offset() {
    let place = Place::new();
    let mut text = String::from("seconds,a,y\n");
    for row in 0..40 {
        text += &format!(
            "{},{},{}\n",
            2_000_000_000 + row % 10,
            row % 7,
            if row % 10 < 5 { "u" } else { "v" }
        );
    }
    place.write("far.csv", &text);
    let (_, err) = place.ok("train far.csv --set max_iter=1 --quiet");
    let expected = "column `seconds` has 10 different values, of which f32 keeps 1";
    assert!(warnings(&err)[0].starts_with(expected), "{err}");
    assert!(
        warnings(&err)[0].contains("--center seconds subtracts their offset, 2000000000,"),
        "{err}"
    );
    place.write("near.csv", text.replace("20000000", ""));
    let (_, err) = place.ok("train near.csv --set max_iter=1 --quiet");
    assert!(!err.contains("f32"), "{err}");
}

#[test]
fn a_centred_feature_keeps_its_differences_through_model_and_export() {
    let place = Place::new();
    let rows = |offset: u64| {
        let row = |i: u64| {
            format!(
                "{},{},{}\n",
                offset + i % 10,
                i % 7,
                if i % 10 < 5 { "u" } else { "v" }
            )
        };
        String::from("seconds,a,y\n") + &(0..40).map(row).collect::<String>()
    };
    place.write("far.csv", rows(2_000_000_000));
    place.write("near.csv", rows(0));
    let (_, err) = place.ok("train far.csv --center seconds --out far.json");
    assert!(err.contains("centred: seconds minus 2000000000"), "{err}");
    assert!(!err.contains("f32 keeps"), "{err}");
    place.ok("train near.csv --out near.json");
    let (far, _) = place.ok("predict far.json far.csv --proba");
    assert_eq!(
        far,
        place.ok("predict near.json near.csv --proba").0,
        "to the digit"
    );
    // other rows are read minus the model's offset and not their own
    place.write("later.csv", "seconds,a\n2000000007,3\n2000000009,4\n");
    place.write("early.csv", "seconds,a\n7,3\n9,4\n");
    let (later, _) = place.ok("predict far.json later.csv --proba");
    assert_eq!(later, place.ok("predict near.json early.csv --proba").0);
    place.ok("evaluate far.json far.csv --scoring accuracy");
    place.ok("export far.json --format c -o far.h");
    assert!(
        place
            .read("far.h")
            .contains("seconds: column `seconds` minus 2000000000, in f64")
    );
    for (arguments, says) in [
        (
            "predict far.json far.csv --center seconds",
            "a model centres as it was trained",
        ),
        (
            "train far.csv --center secs",
            "did you mean `seconds`?; the columns are `seconds`, `a`, `y`; see `--center secs`",
        ),
        ("train far.csv --center y", "it is text, the target, or left out"),
    ] {
        let error = place.refused(arguments);
        assert!(error.contains(says), "{error}");
    }
}
