//! Records of JSON, and JSON that has none.

use mcutune::{BadLines, DataError, Missing, Note};

use crate::common::{case, gzipped, new, numbers, read};

#[test]
fn json_records_are_rows() {
    let data = new().read(case("rows.jsonl")).expect("reads");
    assert_eq!(data.feature_names(), ["x", "y"]);
    assert_eq!(
        (data.rows(), data.classes()),
        (60, &["a".to_owned(), "b".to_owned()][..])
    );
    assert_eq!(numbers(&data, 0)[..2], [0.0, 1.1]);
    let text = "\u{feff}[\n {\"a\": 1, \"ok\": true, \"y\": \"u\"},\n {\"ok\": false, \"y\": \"v\", \"b\": -2.5e-3, \"a\": null}\n]\n";
    let data = read(text, &new().target("y").missing(Missing::Mean)).expect("reads");
    assert_eq!(data.feature_names(), ["a", "ok", "b"]);
    assert_eq!((numbers(&data, 0)[0], numbers(&data, 1)), (1.0, &[1.0, 0.0][..]));
    assert!(numbers(&data, 0)[1].is_nan() && numbers(&data, 2)[0].is_nan());
    assert_eq!(numbers(&data, 2)[1], -0.0025);
    assert_eq!(data.location(1).to_string().rsplit(':').next(), Some("3"));
    assert_eq!(
        read(
            gzipped(text.as_bytes()),
            &new().target("y").missing(Missing::Mean)
        )
        .expect("reads")
        .rows(),
        2
    );
    for (text, says) in [
        (
            "[{\"a\": 1, \"y\": 2},\n {\"a\": 1, \"y\": ]\n",
            ":2: expected value",
        ),
        ("[{\"a\": 1, \"y\": 2}\n", ":2: the array never ends"),
        (
            "[[1, 2], [3, 4]]",
            ":1: invalid type: sequence, expected a record",
        ),
        ("[1, 2, 3]\n", ":1: invalid type: integer `1`, expected a record"),
        (
            "[\"a\", \"y\"]",
            ":1: invalid type: string \"a\", expected a record",
        ),
        ("[{\"a\": [1], \"y\": 2}]", ":1: `a` is an array or an object"),
        (
            "{\"a\": [1], \"y\": 2}\n{\"a\": [2], \"y\": 3}\n",
            "not one value, where each field of a record has one, such as `a_0` and `a_1`",
        ),
    ] {
        let error = read(text, &new()).expect_err(says).to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn numbers_beside_true_and_false_are_classes_of_their_own_which_is_said() {
    let text = "[{\"a\": 1, \"y\": true}, {\"a\": 2, \"y\": 1}, {\"a\": 3, \"y\": false}]";
    let data = read(text, &new()).expect("reads");
    assert_eq!(data.classes(), ["1", "False", "True"]);
    let column = "y".to_owned();
    assert!(
        data.notes().contains(&Note::TruthsBesideNumbers { column }),
        "{:?}",
        data.notes()
    );
}

#[test]
fn a_field_of_several_values_can_be_left_out() {
    let text = "{\"a\": [1, 2], \"b\": 3, \"y\": \"u\"}\n{\"b\": 4, \"y\": \"v\", \"a\": {\"c\": 1}}\n";
    let data = read(text, &new().drop("a")).expect("reads");
    assert_eq!(
        (data.feature_names(), numbers(&data, 0)),
        (vec!["b"], &[3.0, 4.0][..])
    );
}

#[test]
fn python_writes_nan_for_a_missing_number() {
    let text = "[{\"a\": 1.5, \"y\": \"NaN ?\"},\n {\"a\": NaN, \"y\": \"\\\"NaN\"}]";
    let data = read(text, &new().missing(Missing::Mean)).expect("reads");
    assert!(numbers(&data, 0)[0] == 1.5 && numbers(&data, 0)[1].is_nan());
    assert_eq!(data.classes(), ["\"NaN", "NaN ?"]);
}

#[test]
fn frames_that_are_not_records_are_named() {
    for text in [
        r#"{"a":{"0":1,"1":2},"y":{"0":"u","1":"v"}}"#,
        r#"{"columns":["a","y"],"index":[0,1],"data":[[1,"u"],[2,"v"]]}"#,
    ] {
        let error = read(text, &new()).expect_err("refused").to_string();
        assert!(
            error.contains(r#"; a frame of pandas becomes records by `to_json(path, orient="records")`"#),
            "{error}"
        );
    }
}

/// What is skipped takes no memory, so that it may be as long as it is.
#[test]
fn large_frames_that_are_not_records_are_named_too() {
    let list = |one: &str| vec![one; (17 << 20) / one.len()].join(",");
    let by_index: Vec<String> = (0..(2 << 20)).map(|i| format!("\"{i}\":1")).collect();
    for text in [
        format!("{{\"a\":{{{}}},\"y\":{{\"0\":\"u\"}}}}", by_index.join(",")),
        format!("{{\"columns\":[\"a\",\"y\"],\"data\":[{}]}}", list("[1,\"u\"]")),
        format!("{{\"data\": [{}]}}", list("{\"a\": 1, \"y\": \"u\"}")),
    ] {
        let error = read(text, &new()).expect_err("refused").to_string();
        assert!(error.contains(r#"`to_json(path, orient="records")`"#), "{error}");
    }
    let rows = [1, 2].map(|a| format!("{{\"a\": {a}, \"wave\": [{}], \"y\": \"u{a}\"}}", list("0.25")));
    let data = read(rows.join("\n"), &new().drop("wave")).expect("reads");
    assert_eq!(numbers(&data, 0), &[1.0, 2.0]);
}

#[test]
fn a_target_by_its_place_is_of_the_first_record() {
    let text = "{\"a\": 1, \"y\": \"u\"}\n{\"a\": 2, \"y\": \"v\", \"note\": 3}\n";
    let data = read(text, &new().missing(Missing::Mean)).expect("reads");
    assert_eq!(
        (data.target_name(), data.feature_names()),
        (Some("y"), vec!["a", "note"])
    );
    // The last that is left, where the first record's last is not.
    let data = read(text, &new().missing(Missing::Mean).drop("y")).expect("reads");
    assert_eq!(
        (data.target_name(), data.feature_names()),
        (Some("a"), vec!["note"])
    );
    let error = read(text, &new()).expect_err("refused");
    assert!(
        error.to_string().contains("column `note` has no value"),
        "{error}"
    );
    for (text, what) in [
        ("[]", "there is no record"),
        (" [ ]\n", "there is no record"),
        ("[{}]", "no record has a value"),
    ] {
        let error = read(text, &new()).expect_err("refused").to_string();
        assert!(error.contains(what), "{error}");
    }
}

#[test]
fn records_that_share_a_line_are_told_apart_by_their_number() {
    let row = |i: u32| format!("{{\"a\": {}, \"b\": {}, \"y\": {}}}", i % 7, i % 5, i % 2);
    let records = |odd: &str| {
        let mut all: Vec<String> = (1..=40).map(row).collect();
        all[16] = odd.to_owned();
        all
    };
    let no_value = "{\"a\": null, \"b\": 1, \"y\": 0}";
    for (odd, says) in [
        (no_value, "column `a` has no value"),
        (
            "{\"a\": 1e39, \"b\": 1, \"y\": 0}",
            "column `a` holds `1000000000000000000000000000000000000000`",
        ),
        (
            "{\"a\": \"off\", \"b\": 1, \"y\": 0}",
            "column `a` holds text, `off`",
        ),
        ("{\"a\": 1, \"b\": 1, \"y\": null}", "the target `y` has no value"),
        ("{\"a\": 1, \"b\": [1], \"y\": 0}", "`b` is an array or an object"),
        ("{\"a\": 1, \"b\": 1 \"y\": 0}", "expected `,` or `}`"),
    ] {
        let all = records(odd);
        for (text, at) in [
            (format!("[{}]", all.join(",")), ": record 17: "),
            (format!("[{}\n]", all.join(", ")), ": record 17: "),
            (all.join(" "), ": record 17: "),
            (format!("[\n{}\n]", all.join(",\n")), ":18: "),
            (all.join("\n"), ":17: "),
        ] {
            let error = read(&text, &new()).expect_err(odd).to_string();
            assert!(error.contains(&format!("{at}{says}")), "{odd}: {error}");
        }
    }
    // the last of them shares its line alone
    let mixed = format!("{}\n{}, {}", row(1), row(2), no_value);
    let error = read(mixed.replace("}, ", "}  "), &new())
        .expect_err("gap")
        .to_string();
    assert!(error.contains(": record 3: column `a`"), "{error}");
    // all of several faults, and where a row is from
    let all = records(no_value)
        .join(",")
        .replacen("\"a\": 3", "\"a\": \"off\"", 2);
    let skipped = new().missing(Missing::Mean).bad_lines(BadLines::Skip);
    let data = read(format!("[{all}]"), &skipped).expect("reads");
    let said = data.notes().iter().map(ToString::to_string).collect::<String>();
    assert!(
        said.contains(
            "2 lines do not fit the others: record 3: column `a` holds text, `off`; record 10: column"
        ),
        "{said}"
    );
    let left_out: Vec<_> = data.left_out().map(|(at, row)| (at.to_string(), row)).collect();
    assert!(left_out[0].0.ends_with(": record 3") && left_out[1].0.ends_with(": record 10"));
    assert_eq!((left_out[0].1, left_out[1].1), (2, 9));
    assert!(data.location(2).to_string().ends_with(": record 4"));
}

#[test]
fn infinities_that_python_writes_are_refused_with_their_line_and_column() {
    for (number, text) in [("Infinity", "Infinity"), ("-Infinity", "-Infinity")] {
        let lines = format!(
            "{{\"a\": -1, \"y\": \"u\"}}\n{{\"a\": {number}, \"y\": \"v\"}}\n{{\"a\": NaN, \"y\": \"v\"}}\n"
        );
        let array = format!("[{}]", lines.trim_end().replace('\n', ",\n"));
        for text_of in [lines, array] {
            let error = read(text_of, &new().missing(Missing::Mean)).expect_err("refused");
            assert!(
                matches!(&error, DataError::NotFinite { column, .. } if column == "a"),
                "{error}"
            );
            let error = error.to_string();
            assert!(error.contains(":2: ") && error.contains(text), "{error}");
        }
    }
}
