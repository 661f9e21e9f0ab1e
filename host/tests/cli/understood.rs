//! What a command says it has understood of its data, on stderr and in `--json`.

use crate::place::{Place, data};

/// What stderr says before the first warning or the progress.
fn block(err: &str) -> String {
    let others = ["warning: ", "note: "];
    let said = |line: &&str| !others.iter().any(|other| line.starts_with(other)) && !line.contains(" fits, ");
    err.lines()
        .take_while(said)
        .map(|line| format!("{line}\n"))
        .collect()
}

fn warnings(err: &str) -> Vec<&str> {
    err.lines()
        .filter_map(|line| line.strip_prefix("warning: "))
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
fn a_task_that_may_be_the_other_one_is_warned_of() {
    let place = Place::new();
    for (file, parts) in [
        ("bpm.csv", ["`bpm` has 61 different numbers", "--task regress"]),
        (
            "gesture52.csv",
            ["`cls` has only 52 different numbers", "--task classify"],
        ),
    ] {
        place.write(file, place.case(file));
        let (_, err) = place.ok(&format!("train {file} --set max_iter=1 --quiet"));
        let warning = warnings(&err)[0];
        assert!(parts.iter().all(|part| warning.contains(part)), "{err}");
        let (_, told) = place.ok(&format!("train {file} {} --set max_iter=1 --quiet", parts[1]));
        assert!(
            warnings(&told)
                .iter()
                .all(|one| !one.contains("different numbers")),
            "{told}"
        );
    }
    let (_, err) = place.ok("train @digits.csv --task regress --set max_iter=1");
    assert!(warnings(&err)[0].contains("only 10 different numbers"), "{err}");
}

#[test]
fn a_saved_index_is_warned_of_and_left_out_by_its_position() {
    let place = Place::new();
    place.write("log.csv", place.case("log.csv"));
    let (_, err) = place.ok("train log.csv --set max_iter=1 --quiet");
    assert!(warnings(&err)[0].ends_with("x0; --drop 0 leaves it out"), "{err}");
    let (_, err) = place.ok("train log.csv --drop 0 --set max_iter=1");
    assert!(
        err.starts_with("log.csv: 120 rows, 2 features (x, y); dropped: x0\n"),
        "{err}"
    );
    assert!(!err.contains("numbers the rows"), "{err}");
    let error = place.refused("train log.csv --drop=");
    assert!(
        error.contains("a column without a name goes by its position"),
        "{error}"
    );
}

#[test]
fn a_column_without_a_value_is_named_once() {
    let place = Place::new();
    let rows = (0..20).map(|row| {
        format!(
            ",{},{}\n",
            if row == 3 { String::new() } else { row.to_string() },
            row % 2
        )
    });
    place.write("gaps.csv", "none,some,y\n".to_owned() + &rows.collect::<String>());
    place.write("s.toml", "hidden_layer_sizes = [[4]]\nmax_iter = 2\n");
    for command in [
        "train gaps.csv --set max_iter=2",
        "search gaps.csv --space s.toml --cv 2",
    ] {
        let (_, err) = place.ok(&format!("{command} --missing mean"));
        let about = err.lines().skip(1).filter(|line| line.contains("none"));
        assert_eq!(about.count(), 1, "{err}");
        assert!(warnings(&err)[0].starts_with("`none` has no value in "), "{err}");
        let understood = &place.json(&format!("{command} --missing mean --json --quiet"))["understood"];
        assert_eq!(understood["empty"], serde_json::json!(["none"]));
        assert_eq!(understood["filled"], serde_json::json!(["some"]));
    }
}

#[test]
fn what_learnt_nothing_or_was_seen_before_is_warned_of() {
    let place = Place::new();
    let mut noise = String::from("a,b,y\n");
    let mut state = 1_u32;
    for row in 0..60 {
        let mut draw = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state >> 8) / f64::from(1 << 24)
        };
        noise += &format!("{:.3},{:.3},{:.3}\n", draw(), draw(), draw() + f64::from(row % 2));
    }
    place.write("noise.csv", noise);
    place.write("s.toml", "hidden_layer_sizes = [[4]]\nmax_iter = 2\n");
    let (_, err) = place.ok("search noise.csv --space s.toml --cv 3 --quiet");
    let learnt = warnings(&err)
        .into_iter()
        .find(|one| one.contains("no better than 0.0000"));
    assert!(learnt.is_some_and(|one| one.contains("the best r2, -")), "{err}");
    let (_, err) = place.ok("evaluate noise.study noise.csv --quiet");
    assert!(
        warnings(&err)[0].contains("the very file that the model was trained on"),
        "{err}"
    );
    place.write(
        "other.csv",
        std::fs::read_to_string(place.path("noise.csv")).unwrap() + "1,2,3\n",
    );
    let (_, err) = place.ok("evaluate noise.study other.csv --quiet");
    assert!(
        !err.contains("the very file") && err.lines().count() == 1,
        "{err}"
    );
    // R² tells it, also where another score was asked for
    let (out, err) = place.ok("evaluate noise.study other.csv --quiet --scoring neg_mean_absolute_error");
    assert!(
        out.starts_with("neg_mean_absolute_error: ") && out.lines().count() == 1,
        "{out}"
    );
    assert!(
        warnings(&err)[0].contains("r2 is no better than 0") && err.contains("--scale-target of `train`"),
        "{err}"
    );
}

#[test]
fn a_file_among_those_that_a_model_was_trained_on_is_known() {
    let place = Place::new();
    place.write("idle.csv", "a,b\n1,2\n2,3\n1,3\n");
    place.write("walk.csv", "a,b\n7,8\n8,9\n7,9\n");
    place.write("walk.2.csv", "a,b\n7,8.5\n8,9.5\n");
    place.ok("train idle.csv walk.csv --label-from name --set max_iter=2 --quiet --out model.json");
    for (files, says) in [
        ("walk.csv", Some("walk.csv is among the files that")),
        ("walk.2.csv walk.csv", Some("walk.csv is among the files that")),
        ("idle.csv walk.csv", Some("these are the very files that")),
        ("walk.2.csv", None),
    ] {
        let (_, err) = place.ok(&format!("evaluate model.json {files} --label-from name --quiet"));
        match says {
            Some(says) => assert!(err.contains(says), "{files}: {err}"),
            None => assert!(!err.contains("trained on"), "{files}: {err}"),
        }
    }
}

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

/// Features that count, beside the target: of classes it is known by them, of values it is said.
#[test]
fn a_counter_may_be_a_feature() {
    let place = Place::new();
    for (file, target) in [("classes.csv", ["p", "q"]), ("values.csv", ["1.25", "7.5"])] {
        let row = |i: usize| format!("{i},{},{}\n", i * 7 % 10, target[usize::from(i * 7 % 10 > 4)]);
        place.write(file, (0..40).map(row).collect::<String>());
    }
    place.ok("train classes.csv --no-header --set max_iter=2 --out classes.json");
    let (_, err) = place.ok("predict classes.json classes.csv --no-header");
    assert!(err.contains("x2, taken for the target"), "{err}");
    place.ok("train values.csv --no-header --task regress --set max_iter=2 --out values.json");
    let error = place.refused("predict values.json values.csv --no-header");
    assert!(error.contains("`--drop COLUMN` for the target"), "{error}");
    let (out, _) = place.ok("predict values.json values.csv --no-header --drop 2");
    assert_eq!(out.lines().count(), 41);
}

#[test]
fn few_values_that_come_again_may_be_classes() {
    let place = Place::new();
    let row = |i: usize| format!("{},{}\n", i * 7 % 10, ["1.5", "2.5", "3.5"][i % 3]);
    place.write(
        "few.csv",
        String::from("a,y\n") + &(0..60).map(row).collect::<String>(),
    );
    let (_, err) = place.ok("train few.csv --task regress --set max_iter=2 --out few.json");
    assert!(
        err.contains("the target `y` has only 3 different numbers, taken for values; if they are classes"),
        "{err}"
    );
}

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

#[test]
fn missing_texts_are_a_category_as_in_scikit_learn() {
    let place = Place::new();
    place.write("categories.csv", place.case("categories.csv"));
    let (_, err) = place.ok("train categories.csv --missing mean --categorical one-hot --set max_iter=2");
    assert!(
        err.contains("one-hot: word; taken as numbers, not categories: code"),
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

/// Nineteen rows of twenty are `ok`, whatever the numbers: accuracy is 0.95 for nothing.
#[test]
fn a_model_that_answers_one_class_has_learnt_nothing_whatever_its_score() {
    let place = Place::new();
    let class = |i: usize| if i % 20 == 7 { "bad" } else { "ok" };
    let rows: String = (0..100)
        .map(|i| format!("{},{},{}\n", i * 37 % 101, i * 61 % 97, class(i)))
        .collect();
    place.write("noise.csv", format!("a,b,label\n{rows}"));
    place.write(
        "s.toml",
        "hidden_layer_sizes = [[2], [3]]\nmax_iter = 100\nalpha = 100.0\nlearning_rate_init = 0.05\n",
    );
    let one = |err: &str| {
        warnings(err)
            .iter()
            .filter(|one| one.contains("`ok` to every row"))
            .count()
    };
    for search in ["", "--scoring f1 --pos-label ok", "--scoring balanced_accuracy"] {
        let (_, err) = place.ok(&format!(
            "search noise.csv --space s.toml --cv 2 --out {} {search}",
            search.replace([' ', '-'], "x") + "study"
        ));
        assert_eq!(one(&err), 1, "{err}");
        assert!(err.contains("--scoring balanced_accuracy"), "{err}");
    }
    let (_, err) =
        place.ok("train noise.csv --set max_iter=100 --set alpha=100 --set learning_rate_init=0.05");
    assert_eq!(one(&err), 1, "{err}");
    let (_, err) = place.ok("evaluate model.json noise.csv --pos-label ok");
    assert_eq!(one(&err), 1, "{err}");
    place.write("fine.csv", "a,b,label\n1,2,ok\n3,4,ok\n");
    let (_, err) = place.ok("evaluate model.json fine.csv --scoring accuracy");
    assert_eq!(one(&err), 0, "{err}");
}

#[test]
fn r2_below_that_of_the_mean_is_said_by_every_command() {
    let place = Place::new();
    let rows: String = (0..60)
        .map(|i| format!("{},{}\n", i % 7, 101_325 + 10 * (i % 7)))
        .collect();
    place.write("pressure.csv", format!("t,p\n{rows}"));
    let below = |err: &str| {
        warnings(err)
            .iter()
            .filter(|one| one.contains("r2") && one.contains("no better than 0"))
            .count()
    };
    let (_, err) = place.ok("train pressure.csv --task regress --scale-target none --set max_iter=20");
    assert_eq!(below(&err), 1, "{err}");
    assert!(err.contains("--scale-target"), "{err}");
    let (_, err) = place.ok("evaluate model.json pressure.csv");
    assert_eq!(below(&err), 1, "{err}");
    let (_, err) =
        place.ok("train pressure.csv --task regress --set max_iter=20 --set learning_rate_init=0.1");
    assert_eq!(below(&err), 0, "{err}");
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
