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
fn labels_beyond_64_bits_are_refused_where_they_stand_and_are_classes_with_a_letter() {
    let place = Place::new();
    let rows = |letter: &str| {
        let row = |i: u32| format!("{letter}{}\n", (1_u64 << 63) + 5 + u64::from(i % 2));
        "y\n".to_owned() + &(0..20).map(row).collect::<String>()
    };
    let x: String = (0..20).map(|i| format!("{}\n", i % 2)).collect();
    place.write("x.csv", "x\n".to_owned() + &x);
    place.write("y.csv", rows(""));
    let error = place.refused("train x.csv --y y.csv");
    let says = "y.csv:2: the target `y` holds `9223372036854775813`, a whole number with too many digits";
    assert!(error.contains(says), "{error}");
    assert!(error.contains("as text, with a letter before it"), "{error}");
    place.write("y.csv", rows("n"));
    place.ok("train x.csv --y y.csv --set hidden_layer_sizes=4");
    let (out, _) = place.ok("predict model.json x.csv --proba");
    assert!(
        out.starts_with("n9223372036854775813,n9223372036854775814\n"),
        "{out}"
    );
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

#[test]
fn labels_of_text_are_found_as_they_are_written() {
    let place = Place::new();
    let set = "--set hidden_layer_sizes=8 --set max_iter=500 --seed 1 --quiet --out model.json";
    place.write("labels.csv", place.case("names/labels.csv"));
    place.ok(&format!("train labels.csv {set}"));
    let accuracy =
        |file: &str| place.json(&format!("evaluate model.json {file} --json --quiet"))["accuracy"].clone();
    for format in ["csv", "json", "parquet", "xlsx", "npz"] {
        let file = format!("few_labels.{format}");
        place.write(&file, place.case(&format!("names/{file}")));
        assert_eq!(accuracy(&file), 1.0, "{file}");
    }
    let few = place.read("few_labels.csv");
    let column = |place: usize| {
        few.lines()
            .map(move |line| line.split(',').nth(place).unwrap_or("").to_owned() + "\n")
    };
    // of a file of its own, and of several files
    place.write(
        "x.csv",
        column(0)
            .zip(column(1))
            .map(|(a, b)| a.trim().to_owned() + "," + &b)
            .collect::<String>(),
    );
    place.write("y.csv", column(2).collect::<String>());
    assert_eq!(accuracy("x.csv --y y.csv"), 1.0);
    assert_eq!(accuracy("few_labels.csv labels.csv"), 1.0);
    // under another name
    place.write("other.csv", few.replace("a,b,fw", "a,b,version"));
    assert_eq!(accuracy("other.csv --target version"), 1.0);
    // hexadecimal: 1E2 is another than 100
    let codes = |text: &str| {
        text.replace(",1.10\n", ",1E2\n")
            .replace(",1.1\n", ",100\n")
            .replace(",1.2.1\n", ",3A0\n")
    };
    place.write("codes.csv", codes(&place.read("labels.csv")));
    place.write("few_codes.csv", codes(&few));
    place.ok(&format!("train codes.csv {set}"));
    assert_eq!(accuracy("few_codes.csv"), 1.0);
    place.write("strange.csv", codes(&few).replace(",1E2\n", ",1E02\n"));
    let error = place.refused("evaluate model.json strange.csv");
    let says = "`1E02`, which is none of the model's classes: 100, 1E2, 3A0; one of these is the same number, but \
                they are texts, which are found as they are written";
    assert!(error.contains(says), "{error}");
}

#[test]
fn labels_that_are_numbers_are_found_by_value() {
    let place = Place::new();
    let set = "--set hidden_layer_sizes=8 --set max_iter=500 --seed 1 --quiet --out model.json";
    let labels = String::from_utf8(place.case("names/labels.csv")).unwrap();
    let spelled = |texts: [&str; 3]| {
        let [one, ten, two] = texts.map(|text| format!(",{text}\n"));
        labels
            .replace(",1.10\n", &ten)
            .replace(",1.1\n", &one)
            .replace(",1.2.1\n", &two)
    };
    place.write("numbers.csv", spelled(["1", "10", "2"]));
    place.ok(&format!("train numbers.csv {set}"));
    for (file, texts) in [
        ("a.csv", ["1.0", "10.0", "2.0"]),
        ("b.csv", ["01", "1E1", "2.00"]),
    ] {
        place.write(file, spelled(texts));
        let scores = place.json(&format!("evaluate model.json {file} --json --quiet"));
        assert_eq!(scores["accuracy"], 1.0, "{file}");
    }
}

#[test]
fn floats_come_back_as_such_and_are_found_by_value() {
    let place = Place::new();
    let set = "--set hidden_layer_sizes=8 --set max_iter=300 --seed 1 --quiet --out model.json";
    let rows = |labels: [&str; 2]| {
        let row = |i: usize| format!("{},{},{}\n", i % 7, i % 2 * 3, labels[i % 2]);
        "a,b,y\n".to_owned() + &(0..60).map(row).collect::<String>()
    };
    place.write("float.csv", rows(["0.0", "1.0"]));
    place.write("whole.csv", rows(["0", "1"]));
    place.write("zeros.csv", rows(["00", "1.00"]));
    let record = |i: usize, quote: &str| {
        let (a, b, y) = (i % 7, i % 2 * 3, i % 2);
        format!("{{\"a\": {a}, \"b\": {b}, \"y\": {quote}{y}{quote}}}\n")
    };
    let records = |quote: &str| (0..60).map(|i| record(i, quote)).collect::<String>();
    place.write("whole.json", records(""));
    place.write("text.json", records("\""));
    place.ok(&format!("train float.csv {set}"));
    let (out, _) = place.ok("predict model.json whole.csv --quiet");
    assert!(out.starts_with("prediction\n0.0\n1.0\n0.0\n"), "{out}");
    let exported = |format: &str| place.ok(&format!("export model.json --format {format} -o -")).0;
    for format in ["c", "rust"] {
        assert!(exported(format).contains("\"0.0\", \"1.0\""), "{format}");
    }
    let scores = |arguments: &str| place.json(&format!("evaluate model.json {arguments} --json --quiet"));
    for file in ["float.csv", "whole.csv", "zeros.csv", "whole.json", "text.json"] {
        let scores = scores(file);
        // 1.0 is 1, scikit-learn's positive class
        assert_eq!(
            (&scores["accuracy"], &scores["f1"]),
            (&1.0.into(), &1.0.into()),
            "{file}"
        );
    }
    for class in ["1", "1.0"] {
        assert_eq!(scores(&format!("whole.csv --pos-label {class}"))["f1"], 1.0);
    }
    place.write("ones.csv", "a,b,y\n1,3,1\n2,3,1\n");
    let said = scores("ones.csv --scoring roc_auc")["warnings"].to_string();
    assert!(said.contains("there are none of `0.0`\""), "{said}");
    // of several files, and of a model of whole numbers
    assert_eq!(scores("whole.csv float.csv")["accuracy"], 1.0);
    place.ok(&format!("train whole.csv float.csv --target y {set}"));
    assert_eq!(place.ok("predict model.json whole.csv --quiet").0, out);
    place.ok(&format!("train whole.csv {set}"));
    assert_eq!(scores("float.csv")["f1"], 1.0);
    let (out, _) = place.ok("predict model.json float.csv --quiet");
    assert!(out.starts_with("prediction\n0\n1\n0\n"), "{out}");
    // a text of digits is a version, or the like
    place.write(
        "versions.json",
        records("\"")
            .replace("\"1\"", "\"1.10\"")
            .replace("\"0\"", "\"1.1\""),
    );
    place.write("floats.csv", rows(["1.1", "2.0"]));
    place.ok(&format!("train floats.csv --task classify {set}"));
    let error = place.refused("evaluate model.json versions.json");
    assert!(
        error.contains("`1.10`, which is none of the model's classes: 1.1, 2.0"),
        "{error}"
    );
}
