//! `--categories`: columns whose values are names, numbers among them.

use crate::place::Place;

const TRAIN: &str = "--set hidden_layer_sizes=4 --set max_iter=20 --quiet --out";

/// Codes 1 to 3, a number and a class.
fn codes() -> String {
    let row = |i: u32| format!("{},{},{}\n", 1 + i % 3, i % 7, i % 2);
    String::from("code,a,y\n") + &(0..60).map(row).collect::<String>()
}

fn preprocess(place: &Place, model: &str) -> serde_json::Value {
    let model: serde_json::Value = serde_json::from_str(&place.read(model)).expect("JSON");
    model["preprocess"]["columns"].clone()
}

#[test]
fn numbers_are_in_their_order_however_they_are_written() {
    let place = Place::new();
    for (codes, order) in [
        (["9", "10", "-1"], ["-1", "9", "10"]),
        (["9.0", "10.0", "-1.0"], ["-1.0", "9.0", "10.0"]),
        (["9.50", "10.25", "9.75"], ["9.50", "9.75", "10.25"]),
        // a code
        (["09", "10", "1"], ["09", "1", "10"]),
    ] {
        let row = |i: usize| format!("{},{}\n", codes[i % 3], i % 2);
        place.write(
            "numbers.csv",
            format!("code,y\n{}", (0..30).map(row).collect::<String>()),
        );
        place.ok(&format!(
            "train numbers.csv --categories code {TRAIN} numbers.json"
        ));
        assert_eq!(
            preprocess(&place, "numbers.json")[0]["categories"],
            serde_json::json!(order)
        );
    }
}

#[test]
fn numbers_become_categories_which_a_model_keeps() {
    let place = Place::new();
    place.write("codes.csv", codes());
    for column in ["code", "0"] {
        let (_, err) = place.ok(&format!(
            "train codes.csv --categories {column} {TRAIN} model.json"
        ));
        assert!(!err.contains("warning: codes.csv"), "{err}");
        let code = serde_json::json!({
            "name": "code", "category": true, "kind": "one_hot", "categories": ["1", "2", "3"], "allow_missing": false,
        });
        assert_eq!(preprocess(&place, "model.json")[0], code);
    }
    let (_, err) = place.ok("train codes.csv --categories code --set max_iter=3 --out other.json");
    assert!(err.contains("one-hot: code"), "{err}");
    // as if they were texts
    place.write(
        "texts.csv",
        codes()
            .replace("\n1,", "\nc1,")
            .replace("\n2,", "\nc2,")
            .replace("\n3,", "\nc3,"),
    );
    place.ok(&format!(
        "train texts.csv --categorical one-hot {TRAIN} texts.json"
    ));
    let weights = |file: &str| {
        let model: serde_json::Value = serde_json::from_str(&place.read(file)).expect("JSON");
        model["weights"].clone()
    };
    assert_eq!(weights("model.json"), weights("texts.json"));
    // a number that is spelled otherwise, in other formats, and one that the model does not know
    place.write("float.csv", "code,a\n1.0,5\n3.0,2\n");
    place.write("few.csv", "code,a\n1,5\n3,2\n");
    place.write("few.json", r#"[{"code": 1, "a": 5}, {"code": 3, "a": 2}]"#);
    let proba = |file: &str| place.ok(&format!("predict model.json {file} --proba"));
    let (expected, err) = proba("few.csv");
    assert!(!err.contains("not seen"), "{err}");
    for file in ["float.csv", "few.json"] {
        assert_eq!(proba(file).0, expected, "{file}");
    }
    place.write("strange.csv", "code,a\n4,5\nx,2\n");
    assert!(
        proba("strange.csv")
            .1
            .contains("strange.csv:2: 2 rows have a text in column `code`")
    );
    let (scores, _) = place.ok("evaluate model.json codes.csv --quiet");
    assert!(scores.starts_with("accuracy: "), "{scores}");
    let refused = place.refused("predict model.json few.csv --categories code");
    assert!(
        refused.contains("--categories is for search and train"),
        "{refused}"
    );
}

#[test]
fn codes_stay_as_they_are_written() {
    let place = Place::new();
    // of one f32, and with zeros before them
    let row = |i: u32| {
        format!(
            "{},{},{},{}\n",
            16_777_216 + i % 3,
            ["007", "7", "-"][i as usize % 3],
            i % 7,
            i % 2
        )
    };
    let rows = String::from("big,zip,a,y\n") + &(0..60).map(row).collect::<String>();
    place.write("codes.csv", rows);
    place.ok(&format!(
        "train codes.csv --categories big,zip {TRAIN} model.json"
    ));
    let columns = preprocess(&place, "model.json");
    assert_eq!(
        columns[0]["categories"],
        serde_json::json!(["16777216", "16777217", "16777218"])
    );
    assert_eq!(columns[1]["categories"], serde_json::json!(["-", "007", "7"]));
    place.write(
        "headless.csv",
        codes()
            .lines()
            .skip(1)
            .map(|row| row.to_owned() + "\n")
            .collect::<String>(),
    );
    place.ok(&format!(
        "train headless.csv --no-header --categories 0 {TRAIN} headless.json"
    ));
    place.write("few.csv", "1,5\n3,2\n");
    let (_, err) = place.ok("predict headless.json few.csv --no-header");
    assert!(!err.contains("not seen"), "{err}");
}

#[test]
fn a_search_has_the_categories_in_its_settings() {
    let place = Place::new();
    place.write("codes.csv", codes());
    place.write("space.toml", "hidden_layer_sizes = [[2]]\nmax_iter = 3\n");
    let search = "search codes.csv --space space.toml --cv 2 --quiet --out s.study";
    place.ok(&format!("{search} --categories code"));
    place.ok(&format!("{search} --categories code"));
    let refused = place.refused(search);
    assert!(refused.contains("categories"), "{refused}");
    let (_, err) = place.ok("predict s.study codes.csv");
    assert!(!err.contains("not seen"), "{err}");
}

#[test]
fn rare_texts_among_numbers_name_the_flag() {
    let place = Place::new();
    let row = |i: u32| match i {
        7 | 150 => format!("A,{},{}\n", i % 7, i % 2),
        _ => format!("{},{},{}\n", 1 + i % 30, i % 7, i % 2),
    };
    let rows = |until: u32| String::from("code,a,y\n") + &(0..until).map(row).collect::<String>();
    place.write("two.csv", rows(400));
    place.write("one.csv", rows(100));
    for command in [
        "train two.csv",
        "train two.csv --categorical one-hot",
        "train one.csv",
    ] {
        let refused = place.refused(command);
        assert!(
            refused.contains("`--categories code` if its numbers are names, too"),
            "{command}: {refused}"
        );
    }
    place.ok(&format!("train two.csv --categories code {TRAIN} model.json"));
    assert_eq!(
        preprocess(&place, "model.json")[0]["categories"]
            .as_array()
            .map(Vec::len),
        Some(31)
    );
    // a fraction is no name
    place.write("real.csv", rows(400).replace("\n3,", "\n3.5,"));
    let refused = place.refused("train real.csv");
    assert!(!refused.contains("--categories"), "{refused}");
}

#[test]
fn what_is_no_feature_has_no_categories() {
    let place = Place::new();
    place.write("codes.csv", codes());
    let refused = place.refused("train codes.csv --categories y");
    assert!(
        refused.contains("`y` cannot be names of categories: it is the target; leave out `--categories y`"),
        "{refused}"
    );
    let refused = place.refused("train codes.csv --categories code --drop code");
    assert!(refused.contains("it is left out"), "{refused}");
    let refused = place.refused("train codes.csv --categories cod");
    assert!(refused.contains("see `--categories cod`"), "{refused}");
    // neither dates nor true and false are read where names are meant
    let row = |i: u32| format!("2024-01-0{},{},{}\n", 1 + i % 3, i.is_multiple_of(3), i % 2);
    place.write(
        "days.csv",
        String::from("day,on,y\n") + &(0..60).map(row).collect::<String>(),
    );
    place.ok(&format!("train days.csv --categories day,on {TRAIN} model.json"));
    let columns = preprocess(&place, "model.json");
    assert_eq!(columns[0]["categories"].as_array().map(Vec::len), Some(3));
    assert_eq!(columns[1]["categories"], serde_json::json!(["False", "True"]));
}

#[test]
fn a_gap_among_categories_is_one_of_its_own_or_left_out() {
    let place = Place::new();
    place.write("gap.csv", codes().replacen("\n2,", "\n,", 1));
    place.write(
        "text.csv",
        codes()
            .replace("\n1,", "\nx,")
            .replace("\n3,", "\nz,")
            .replacen("\n2,", "\n,", 1),
    );
    for train in [
        "train gap.csv --categories code",
        "train text.csv --categorical one-hot",
    ] {
        let error = place.refused(train);
        assert!(error.contains("column `code` has no value"), "{error}");
        assert!(
            error.contains("gaps are a category of their own, or `--missing drop`"),
            "{error}"
        );
        place.ok(&format!("{train} --missing mean {TRAIN} model.json"));
        assert_eq!(
            preprocess(&place, "model.json")[0]["missing_category"],
            true,
            "{train}"
        );
        place.ok(&format!("{train} --missing drop {TRAIN} model.json"));
    }
}

#[test]
fn an_answer_does_not_depend_on_the_rows_beside_it() {
    let place = Place::new();
    for (codes, asked, unseen) in [
        (["1", "01", "a"], ["01", "1"], "001"),
        (["100", "3A0", "2B1"], ["100", "2B1"], "1E2"),
        (["7", "007", "A1"], ["007", "7"], "7.0"),
        (["true", "True", "maybe"], ["true", "True"], "1"),
    ] {
        let row = |i: usize| format!("{},{},{}\n", codes[i % 3], i % 7, ["u", "v", "w"][i % 3]);
        let rows = String::from("code,a,y\n") + &(0..60).map(row).collect::<String>();
        place.write("codes.csv", &rows);
        for flags in ["--categorical one-hot", "--categories code"] {
            place.ok(&format!("train codes.csv {flags} --set max_iter=500 --set hidden_layer_sizes=8 --seed 1 --quiet --out model.json"));
            let (all, _) = place.ok("predict model.json codes.csv --proba --quiet");
            let answers: Vec<&str> = all.lines().collect();
            for code in asked {
                place.write("one.csv", format!("code,a\n{code},3\n"));
                place.write("one.json", format!("[{{\"code\": \"{code}\", \"a\": 3}}]"));
                let row = (0..60)
                    .find(|&i| codes[i % 3] == code && i % 7 == 3)
                    .expect("such a row");
                for file in ["one.csv", "one.json"] {
                    let (one, err) = place.ok(&format!("predict model.json {file} --proba"));
                    assert_eq!(
                        one.lines().nth(1),
                        Some(answers[row + 1]),
                        "{flags} {file} {code}"
                    );
                    assert!(!err.contains("not seen"), "{flags} {file} {code}: {err}");
                }
            }
            place.write("unseen.csv", format!("code,a\n{unseen},3\n"));
            let (_, err) = place.ok("predict model.json unseen.csv");
            assert!(err.contains("a text in column `code`"), "{flags} {unseen}: {err}");
        }
    }
}

#[test]
fn categories_that_are_numbers_stand_in_their_order() {
    let place = Place::new();
    let row = |i: u32| format!("{},{},{}\n", [3, 10, -7][i as usize % 3], i % 7, i % 2);
    place.write(
        "codes.csv",
        String::from("code,a,y\n") + &(0..60).map(row).collect::<String>(),
    );
    let json = |code: &dyn Fn(i32) -> String| {
        let row = |i: u32| {
            format!(
                "{{\"code\": {}, \"a\": {}, \"y\": {}}}\n",
                code([3, 10, -7][i as usize % 3]),
                i % 7,
                i % 2
            )
        };
        (0..60).map(row).collect::<String>()
    };
    place.write("codes.jsonl", json(&|code| code.to_string()));
    place.write("texts.jsonl", json(&|code| format!("\"{code}\"")));
    // `OneHotEncoder().fit([[3], [10], [-7]]).categories_`, and of the same as str
    for (file, order) in [
        ("codes.csv", ["-7", "3", "10"]),
        ("codes.jsonl", ["-7", "3", "10"]),
        ("texts.jsonl", ["-7", "10", "3"]),
    ] {
        place.ok(&format!(
            "train {file} --target y --categories code {TRAIN} model.json"
        ));
        assert_eq!(
            preprocess(&place, "model.json")[0]["categories"],
            serde_json::json!(order),
            "{file}"
        );
    }
}

#[test]
fn missing_texts_are_a_category_as_in_scikit_learn() {
    let place = Place::new();
    place.write("categories.csv", place.case("categories.csv"));
    let (_, err) = place.ok("train categories.csv --missing mean --categorical one-hot --set max_iter=2");
    assert!(
        err.replace("\n  ", " ")
            .contains("one-hot: word (--drop word leaves it out); taken as numbers, not categories: code"),
        "{err}"
    );
    let model: serde_json::Value = serde_json::from_str(&place.read("model.json")).unwrap();
    let expected = serde_json::json!(["num", "word_x", "word_y", "word_nan", "code"]);
    assert_eq!(model["features"], expected, "those of OneHotEncoder");
    // a row without a word is the category, and one of a new word is none
    place.write("rows.csv", "num,word,code\n0.5,,2\n0.5,new,2\n0.5,x,2\n");
    let rows = place.json("predict model.json rows.csv --proba --json");
    let rows = rows["probabilities"].as_array().unwrap();
    assert_ne!(rows[0], rows[1]);
    assert_ne!(rows[0], rows[2]);
}

#[test]
fn codes_that_are_text_are_found_as_text_and_those_of_numbers_by_value() {
    let place = Place::new();
    let codes = ["01", "1.10", "2"];
    let row = |code: &str, i: usize| {
        let (a, y) = (i % 7, ["u", "v", "w"][i % 3]);
        format!("{{\"code\": {code}, \"a\": {a}, \"y\": \"{y}\"}}\n")
    };
    let texts = |i: usize| row(&format!("\"{}\"", codes[i % 3]), i);
    place.write("texts.jsonl", (0..60).map(texts).collect::<String>());
    let numbers = |i: usize| row(["1", "1.1", "2"][i % 3], i);
    place.write("numbers.jsonl", (0..60).map(numbers).collect::<String>());
    let line = |i: usize| format!("{},{},{}\n", codes[i % 3], i % 7, ["u", "v", "w"][i % 3]);
    let table = String::from("code,a,y\n") + &(0..60).map(line).collect::<String>();
    place.write("codes.csv", table);
    place.write(
        "asked.jsonl",
        "{\"code\": \"1.10\", \"a\": 1}\n{\"code\": \"1.1\", \"a\": 1}\n{\"code\": \"1\", \"a\": 1}\n",
    );
    place.write("asked.csv", "code,a\n1.10,1\n1.1,1\n1,1\n");
    for (file, is_text) in [
        ("texts.jsonl", true),
        ("numbers.jsonl", false),
        ("codes.csv", false),
    ] {
        place.ok(&format!(
            "train {file} --target y --categories code {TRAIN} model.json"
        ));
        let column = preprocess(&place, "model.json")[0].clone();
        assert_eq!(
            column["text"].as_bool(),
            is_text.then_some(true),
            "{file}: {column}"
        );
        for asked in ["asked.jsonl", "asked.csv"] {
            let (_, err) = place.ok(&format!("predict model.json {asked}"));
            let unknown = err.contains("2 rows have a text in column `code` that the model has not seen");
            assert_eq!(unknown, is_text, "{file} {asked}: {err}");
            assert_eq!(err.contains("not seen"), is_text, "{file} {asked}: {err}");
        }
    }
}

#[test]
fn categories_that_are_one_number_are_one() {
    let place = Place::new();
    let rows = |codes: [&str; 3]| {
        let row = |i: usize| format!("{},{},{}\n", codes[i % 3], i % 7, ["u", "v"][i % 2]);
        String::from("code,a,y\n") + &(0..30).map(row).collect::<String>()
    };
    let trained = |files: &str, codes: &[&str]| {
        let (_, err) = place.ok(&format!(
            "train {files} --target y --categories code --set max_iter=2 --set hidden_layer_sizes=2 --out m.json"
        ));
        let categories = preprocess(&place, "m.json")[0]["categories"].clone();
        assert_eq!(categories, serde_json::json!(codes), "{files}");
        err.replace("\n  ", " ")
            .contains("in column `code` are one number, so one category")
    };
    place.write("whole.csv", rows(["1", "2", "3"]));
    place.write("points.csv", rows(["1.0", "2.0", "3.0"]));
    place.write("both.csv", rows(["1.0", "1", "2"]));
    place.write("truths.csv", rows(["True", "1", "0"]));
    place.write("zeros.csv", rows(["01", "001", "002"]));
    place.write("texts.csv", rows(["01", "1", "b"]));
    let numbers = |i: usize| format!("{{\"code\": {}, \"a\": {}, \"y\": \"u\"}}\n", 1 + i % 3, i % 7);
    place.write("whole.jsonl", (0..30).map(numbers).collect::<String>());
    assert!(trained("both.csv", &["1", "2"]));
    assert!(trained("whole.csv points.csv", &["1", "2", "3"]));
    assert!(trained("points.csv whole.csv", &["1", "2", "3"]));
    assert!(trained("truths.csv", &["0", "1"]));
    assert!(trained("zeros.csv", &["002", "01"]));
    assert!(trained("zeros.csv whole.jsonl", &["1", "2", "3"]));
    assert!(!trained("whole.csv", &["1", "2", "3"]));
    assert!(!trained("points.csv", &["1.0", "2.0", "3.0"]));
    assert!(!trained("texts.csv", &["01", "1", "b"]));
}

#[test]
fn formats_answer_alike_to_categories_of_two_spellings() {
    let place = Place::new();
    let row = |i: usize| {
        format!(
            "{},{},{}\n",
            ["1", "2.0", "1.0"][i % 3],
            i % 7,
            ["u", "v", "u"][i % 3]
        )
    };
    place.write(
        "codes.csv",
        String::from("code,a,y\n") + &(0..60).map(row).collect::<String>(),
    );
    place.ok(&format!("train codes.csv --categories code {TRAIN} model.json"));
    place.write("whole.csv", "code,a\n1,3\n2,3\n");
    place.write("points.csv", "code,a\n1.0,3\n2.0,3\n");
    place.write("few.jsonl", "{\"code\": 1, \"a\": 3}\n{\"code\": 2, \"a\": 3}\n");
    let proba = |file: &str| place.ok(&format!("predict model.json {file} --proba"));
    let (answers, _) = proba("whole.csv");
    for file in ["points.csv", "few.jsonl"] {
        let (same, err) = proba(file);
        assert_eq!(same, answers, "{file}");
        assert!(!err.contains("not seen"), "{file}: {err}");
    }
}

/// With a decimal comma 1.000 is a thousand: the categories that pandas has with `decimal=',', thousands='.'`.
#[test]
fn spellings_are_those_of_the_file() {
    let place = Place::new();
    let rows = |codes: [&str; 3]| {
        let row = |i: usize| format!("{};{},5;{}\n", codes[i % 3], i % 7, ["u", "v", "w"][i % 3]);
        String::from("code;a;y\n") + &(0..60).map(row).collect::<String>()
    };
    let train = format!("--target y --categories code {TRAIN} m.json");
    for (codes, expected, noted) in [
        (["1.000", "1", "2"], vec!["1", "2", "1000"], false),
        (["1.000", "1000", "2.000"], vec!["1000", "2000"], true),
        (["1,50", "1,5", "2"], vec!["1,5", "2"], true),
        (["1,5", "2,5", "3"], vec!["1,5", "2,5", "3"], false),
    ] {
        place.write("de.csv", rows(codes));
        let (_, err) = place.ok(&format!(
            "train de.csv --decimal , {}",
            train.replace("--quiet ", "")
        ));
        let categories = preprocess(&place, "m.json")[0]["categories"].clone();
        assert_eq!(categories, serde_json::json!(expected));
        assert_eq!(
            err.replace("\n  ", " ").contains("so one category"),
            noted,
            "{err}"
        );
        // its own rows, and the same numbers as other formats have them, are known
        let number = |text: &str| text.replace('.', "").replace(',', ".");
        let line = |code: &&str| format!("{{\"code\": {}, \"a\": 3.5}}\n", number(code));
        place.write("asked.jsonl", codes.iter().map(line).collect::<String>());
        let line = |code: &&str| format!("{code};3,5\n");
        place.write(
            "asked.csv",
            "code;a\n".to_owned() + &codes.iter().map(line).collect::<String>(),
        );
        let (csv, err) = place.ok("predict m.json asked.csv --proba");
        assert!(!err.contains("not seen"), "{err}");
        let (json, err) = place.ok("predict m.json asked.jsonl --proba");
        assert!(!err.contains("not seen"), "{err}");
        assert_eq!(csv, json, "{codes:?}");
    }
    // of a model that takes points for decimal ones, a thousand is not 1
    place.write(
        "en.csv",
        rows(["1000", "1", "2"]).replace(",5;", ";").replace(';', ","),
    );
    place.ok(&format!("train en.csv {train}"));
    place.write("few.csv", "code,a\n1000,3.5\n");
    place.write("asked.csv", "code;a\n1.000;3,5\n");
    let (asked, _) = place.ok("predict m.json asked.csv --decimal , --proba");
    assert_eq!(asked, place.ok("predict m.json few.csv --proba").0);
}

#[test]
fn a_category_has_no_name_of_another_feature() {
    let place = Place::new();
    place.write(
        "clash.csv",
        "c,c_x,v,y\n".to_owned() + &"x,0,1,a\nz,3,5,b\n".repeat(10),
    );
    place.write("space.toml", "hidden_layer_sizes = [[2]]\nmax_iter = 1\n");
    for command in ["train clash.csv", "search clash.csv --cv 2 --space space.toml"] {
        let error = place
            .refused(&format!("{command} --categorical one-hot"))
            .replace("\n  ", " ");
        let says = "clash.csv: `c_x`, a category of column `c`, is the name of a feature of column `c_x`, too; rename one of \
                    them, or give `--drop c_x` or `--drop c`";
        assert!(error.contains(says), "{error}");
    }
    let (_, err) = place.ok("train clash.csv --categorical one-hot --drop c_x --set max_iter=1");
    let err = err.replace("\n  ", " ");
    assert!(err.contains("one-hot: c (--drop c leaves it out)"), "{err}");
}
