//! True and false: classes and categories of that name in every format, and 1 and 0 as features.

use crate::place::Place;

/// Formats that hold the same rows; the first spells true and false in three ways.
const FILES: [&str; 6] = [
    "mixed.csv",
    "truths.csv",
    "truths.json",
    "truths.xlsx",
    "truths.parquet",
    "truths.npz",
];

const TRAIN: &str = "--set max_iter=60 --set hidden_layer_sizes=4 --quiet --out";

fn place() -> Place {
    let place = Place::new();
    for file in FILES {
        place.write(file, place.case(&format!("truths/{file}")));
    }
    place
}

fn model(place: &Place, name: &str) -> serde_json::Value {
    serde_json::from_str(&place.read(name)).expect("JSON")
}

#[test]
fn a_model_of_one_format_answers_every_other() {
    let place = place();
    let mut seen = None;
    for file in FILES {
        place.ok(&format!("train {file} {TRAIN} model.json"));
        let model = model(&place, "model.json");
        assert_eq!(model["classes"], serde_json::json!(["False", "True"]), "{file}");
        let kinds = model["preprocess"]["columns"].as_array().expect("columns").iter();
        let kinds: Vec<_> = kinds.map(|column| column["kind"].clone()).collect();
        assert_eq!(kinds, ["numeric"; 2], "{file}");
        for other in FILES {
            let scores = place.json(&format!("evaluate model.json {other} --json --quiet"));
            let (answers, _) = place.ok(&format!("predict model.json {other} --quiet"));
            let own = (scores["accuracy"].clone(), scores["f1"].clone(), answers);
            assert!(
                own.1.as_f64().is_some(),
                "of True, as scikit-learn has it: {scores}"
            );
            let seen = seen.get_or_insert(own.clone());
            assert_eq!(&own, seen, "{file} {other}");
        }
    }
}

#[test]
fn values_of_a_regression_are_1_and_0() {
    let place = place();
    let mut seen = None;
    for file in FILES {
        place.ok(&format!("train {file} --task regress {TRAIN} model.json"));
        for other in FILES {
            let scores = place.json(&format!("evaluate model.json {other} --json --quiet"));
            let seen = seen.get_or_insert(scores["r2"].clone());
            assert_eq!(&scores["r2"], seen, "{file} {other}");
        }
    }
}

#[test]
fn categories_of_true_and_false_are_called_alike() {
    let place = place();
    let spelled = place
        .read("truths.csv")
        .replace("True,", "TRUE,")
        .replace("False,", "false,");
    place.write("spelled.csv", spelled);
    for file in FILES[1..5].iter().copied().chain(["spelled.csv"]) {
        place.ok(&format!("train {file} --categories 1 {TRAIN} model.json"));
        let columns = &model(&place, "model.json")["preprocess"]["columns"];
        assert_eq!(
            columns[1]["categories"],
            serde_json::json!(["False", "True"]),
            "{file}"
        );
        for other in FILES {
            let (_, err) = place.ok(&format!("evaluate model.json {other}"));
            assert!(!err.contains("a text in column"), "{file} {other}: {err}");
        }
    }
}

#[test]
fn a_model_that_learnt_true_and_false_otherwise_says_so() {
    let place = place();
    place.ok(&format!("train truths.csv --categories flag {TRAIN} model.json"));
    let text = place.read("model.json");
    let called = |no: &str, yes: &str| {
        let text = text
            .replace("\"False\"", &format!("\"{no}\""))
            .replace("\"True\"", &format!("\"{yes}\""));
        place.write_model("old.json", &text);
    };
    let expected = place
        .ok("evaluate model.json truths.json --quiet --scoring accuracy")
        .0;
    called("false", "TRUE");
    let found = place.ok("evaluate old.json truths.json --quiet --scoring accuracy");
    assert_eq!(found.0, expected);
    called("0", "1");
    for file in FILES {
        let error = place.refused(&format!("evaluate old.json {file}"));
        assert!(
            error.contains("it was trained on 1 and 0, or where true and false were read so"),
            "{error}"
        );
        // a category that was a number then
        let (_, err) = place.ok(&format!("predict old.json {file}"));
        assert!(!err.contains("a text in column"), "{err}");
    }
    place.write("numbers.csv", "a,flag,hot\n1,True,1\n2,False,0\n");
    let error = place.refused("evaluate model.json numbers.csv");
    assert!(
        error.contains("trained on true and false, and these are numbers"),
        "{error}"
    );
}
