//! Columns of data beside those that a model takes.

use crate::place::{Place, data};

#[test]
fn one_column_is_complained_of_once() {
    let place = Place::new();
    let row = |i: u32| format!("{}.5,{},{}\n", 2_000_000_000_u32 + i % 3, i % 5, i % 2);
    let rows: String = (0..20).map(row).collect();
    place.write("far.csv", String::from("seconds,a,y\n") + &rows);
    let (_, err) = place.ok("train far.csv --set max_iter=2");
    assert!(err.contains("of which f32 keeps 1"), "{err}");
    assert!(!err.contains("the same in all rows"), "{err}");
}

#[test]
fn columns_are_matched_by_name_or_are_as_many() {
    let place = Place::new();
    place.ok("train @iris.csv --set max_iter=50");
    let iris = std::fs::read_to_string(data("iris.csv")).unwrap();
    let (answers, _) = place.ok("predict model.json @iris.csv");
    // DataFrame.to_csv adds a column without a name.
    let saved = |(row, line): (usize, &str)| match row {
        0 => format!(",{line}\n"),
        _ => format!("{},{line}\n", row - 1),
    };
    place.write(
        "saved.csv",
        iris.lines().enumerate().map(saved).collect::<String>(),
    );
    let (out, err) = place.ok("predict model.json saved.csv");
    assert_eq!(out, answers, "by name, whatever stands before");
    assert!(err.contains("not used: x0, species"), "{err}");
    let rows: Vec<&str> = iris.lines().skip(1).collect();
    place.write("bare.csv", rows.join("\n"));
    let (out, err) = place.ok("predict model.json bare.csv --no-header");
    assert_eq!(out, answers, "in their order, the target last");
    assert!(err.contains("not used: x4, taken for the target"), "{err}");
    let numbered: String = rows
        .iter()
        .enumerate()
        .map(|(row, line)| format!("{row},{line}\n"))
        .collect();
    place.write("numbered.csv", numbered);
    place.ok("train bare.csv --no-header --set max_iter=1 --out bare.json");
    let indexed = |(row, line): (usize, &&str)| {
        let (features, _) = line.rsplit_once(',').unwrap();
        format!("{row},{features}\n")
    };
    place.write(
        "indexed.csv",
        rows.iter().enumerate().map(indexed).collect::<String>(),
    );
    for (model, arguments, says) in [
        (
            "model.json",
            "numbered.csv --no-header",
            "6 columns where the model takes 4",
        ),
        ("model.json", "numbered.csv --no-header", "give `--drop 0`"),
        // what stands where the target stood is none of the classes
        (
            "bare.json",
            "indexed.csv --no-header",
            "the first only numbers the rows",
        ),
        ("bare.json", "@digits.csv", "65 columns where the model takes 4"),
        (
            "bare.json",
            "@digits.csv",
            "the model's are x0, x1, x2, x3; here are pixel_0_0",
        ),
        ("model.json", "@digits.csv", "needs a column `sepal_length_cm`"),
        ("model.json", "@digits.csv", "digit (65 in all)"),
    ] {
        let error = place.refused(&format!("predict {model} {arguments}"));
        assert!(error.contains(says), "{arguments}: {error}");
    }
    let (out, _) = place.ok("predict model.json numbered.csv --no-header --drop 0");
    assert_eq!(out, answers);
}

/// `label` is in the file, and none of the model's features.
#[test]
fn what_a_model_does_not_take_is_no_feature_in_the_object_either() {
    let place = Place::new();
    let rows: String = (0..40)
        .map(|i| {
            format!(
                "{},{},{}\n",
                i,
                i * i % 13,
                if i % 2 == 0 { "idle" } else { "walk" }
            )
        })
        .collect();
    place.write("plain.csv", format!("a,b,label\n{rows}"));
    place.ok("train plain.csv --set max_iter=5");
    let understood = &place.json("predict model.json plain.csv --json --quiet")["understood"];
    assert_eq!(understood["features"], serde_json::json!(["a", "b"]));
    assert_eq!(understood["one_hot"], serde_json::json!([]));
    assert_eq!(understood["matched"]["not_used"], serde_json::json!(["label"]));
}

/// As `train` refuses them.
#[test]
fn a_column_that_is_not_there_cannot_be_left_out() {
    let place = Place::new();
    let rows: String = (0..20).map(|i| format!("{i},{},{}\n", i % 7, i % 2)).collect();
    place.write("rows.csv", format!("id,a,y\n{rows}"));
    place.write("bare.csv", "id,a\n1,2\n");
    place.write("y.csv", "id,y\n1,1\n");
    place.ok("train rows.csv --set max_iter=2 --drop id");
    for (flag, says) in [
        ("--drop nope", "there is no column `nope`"),
        ("--drop idd", "did you mean `id`?"),
        ("--drop -1", "no column `-1`"),
        ("--drop 99", "positions of columns count from `0`"),
        ("--drop id,nope", "no column `nope`"),
        ("--index nope", "no column `nope`"),
    ] {
        let trained = place.refused(&format!("train rows.csv {flag} --out other.json"));
        assert!(trained.contains(says), "{trained}");
        for command in ["predict", "evaluate"] {
            assert_eq!(
                place.refused(&format!("{command} model.json rows.csv {flag}")),
                trained
            );
        }
    }
    // the target need not be there, and what is left out may be in one of two files
    let (answers, _) = place.ok("predict model.json bare.csv");
    for arguments in ["bare.csv --drop id", "bare.csv --drop y", "bare.csv --drop id,y"] {
        assert_eq!(place.ok(&format!("predict model.json {arguments}")).0, answers);
    }
    place.ok("evaluate model.json bare.csv --y y.csv --drop id");
}
