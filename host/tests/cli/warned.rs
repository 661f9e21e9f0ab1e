//! What is warned of before anything is learnt, and after.

use crate::place::Place;

pub fn warnings(err: &str) -> Vec<&str> {
    err.lines()
        .filter_map(|line| line.strip_prefix("warning: "))
        .collect()
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
fn a_position_that_is_a_name_is_no_flag_for_a_column_without_one() {
    let place = Place::new();
    // as pandas writes a table without names, with its index
    let row = |i: u32| {
        format!(
            "{i},{},{},{}\n",
            i * 7 % 11,
            i * 5 % 13,
            ["u", "v"][i as usize % 2]
        )
    };
    place.write(
        "names.csv",
        ",0,1,2\n".to_owned() + &(0..40).map(row).collect::<String>(),
    );
    let (_, err) = place.ok("train names.csv --set max_iter=1 --quiet");
    assert!(err.contains("x0; --drop x0 leaves it out"), "{err}");
    let (_, err) = place.ok("train names.csv --drop x0 --set max_iter=1");
    assert!(err.contains("2 features (0, 1); dropped: x0"), "{err}");
    assert!(!err.contains("numbers the rows"), "{err}");
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
    // `-np.var(y)` of all rows, about
    let (_, err) =
        place.ok("search noise.csv --space s.toml --cv 3 --quiet --scoring neg_mean_squared_error --out mse");
    assert!(err.contains("the best neg_mean_squared_error, -"), "{err}");
    assert!(err.contains("is no better than -0.2754"), "{err}");
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
        // which that search has already
        let advised = search != "--scoring balanced_accuracy";
        assert_eq!(err.contains("--scoring balanced_accuracy"), advised, "{err}");
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

/// Of a class of every twentieth row no row may be the answer, and still the probabilities rank them.
#[test]
fn a_rare_class_that_is_ranked_is_learnt() {
    let place = Place::new();
    let row = |i: u32| {
        let rare = i.is_multiple_of(20);
        let x = f64::from(i * 7919 % 97) / 97.0 + if rare { 0.6 } else { 0.0 };
        format!("{x:.3},{},{}\n", i * 31 % 17, u8::from(rare))
    };
    place.write(
        "rare.csv",
        "a,b,y\n".to_owned() + &(0..400).map(row).collect::<String>(),
    );
    place.write(
        "s.toml",
        "hidden_layer_sizes = [[3]]\nmax_iter = 40\nlearning_rate_init = 0.01\n",
    );
    for (scoring, warned) in [("roc_auc", false), ("accuracy", true)] {
        let (out, err) = place.ok(&format!(
            "search rare.csv --space s.toml --cv 2 --scoring {scoring} --quiet --out {scoring}"
        ));
        assert_eq!(err.contains("answers `0` to every row"), warned, "{out}{err}");
    }
    let (out, err) = place.ok("evaluate roc_auc rare.csv --quiet");
    assert!(
        out.contains("roc_auc: 0.") && !err.contains("knows nothing"),
        "{out}{err}"
    );
}

/// A last column that only counts is named before it is learnt, unless it was asked for.
#[test]
fn a_target_that_grows_from_row_to_row_is_named() {
    let place = Place::new();
    let rows = (0..60).map(|i| format!("{},{},{i}\n", i * 7 % 11, i % 2));
    place.write("log.csv", "x,label,seq\n".to_owned() + &rows.collect::<String>());
    let fit = "--set max_iter=1 --set hidden_layer_sizes=2";
    let (_, said) = place.ok(&format!("train log.csv -o m.json {fit}"));
    assert!(
        said.contains("the target `seq`, the last column, grows from row to row")
            && said.contains("--target"),
        "{said}"
    );
    let (_, said) = place.ok(&format!("train log.csv -o m.json {fit} --target seq"));
    assert!(!said.contains("the last column"), "{said}");
    // a table of calibration
    let rows = (0..60).map(|i| format!("{},{}\n", 3 * i + 7, f64::from(i) * 0.5 - 20.0));
    place.write("cal.csv", "adc,temp\n".to_owned() + &rows.collect::<String>());
    let (_, said) = place.ok(&format!("train cal.csv -o m.json {fit}"));
    assert!(!said.contains("the last column"), "{said}");
}

/// The index of rows that pandas picked numbers no rows in order; a model without names takes no columns by it.
#[test]
fn an_index_of_picked_rows_is_no_feature_of_a_model_without_names() {
    let place = Place::new();
    let rows = |i: usize| format!("{},{},{}\n", i * 7 % 11, i * 5 % 13, i % 2);
    place.write("n.csv", (0..30).map(rows).collect::<String>());
    place.ok("train n.csv --no-header -o m.json --set max_iter=1 --set hidden_layer_sizes=2");
    let picked = (0..20).map(|i| format!("{},{},{}\n", (i * 17 + 5) % 97, i * 7 % 11, i * 5 % 13));
    place.write("p.csv", ",a,b\n".to_owned() + &picked.collect::<String>());
    let error = place.refused("predict m.json p.csv");
    assert!(error.contains("--drop 0"), "{error}");
    let (answers, _) = place.ok("predict m.json p.csv --drop 0");
    assert_eq!(answers.lines().count(), 21);
}

/// What of a file may be meant otherwise comes with what says so.
#[test]
fn doubts_about_a_file_come_with_a_way_out() {
    let place = Place::new();
    let rows =
        |mark: &str| format!("3,4,a\n5,6,b\n7,8,a\n1,2,b\n{mark}9,1,a\n2,9,b\n3,3,a\n4,8,b\n5,1,a\n6,2,b\n");
    for (text, said, way) in [
        (
            format!("# t,x,y\n900,1,z\n{}", rows("")),
            "a.csv: line 2 may name the columns",
            "give `--skip-lines 1`",
        ),
        (
            format!("# made,by,me\n400,410,label\n{}", rows("")),
            "a.csv: the comment on line 1 may name the columns",
            "remove the mark at its beginning",
        ),
        (
            format!("s,x,y\n{}", rows("#")).replace("3,4", "q,4"),
            "a.csv: line 6 begins with `#` and is read as a row",
            "give `--comment '#'`",
        ),
        (
            "p\tc\ty\n40,775\tu\ta\n45,756\tv\tb\n5\tu\ta\n".to_owned(),
            "a.csv: numbers in another spelling, such as 40,775, are taken for categories in p",
            "`--decimal` and `--thousands`",
        ),
    ] {
        place.write("a.csv", &text);
        let train = "train a.csv -o m.json --categorical one-hot --set max_iter=1 --set hidden_layer_sizes=2";
        let (_, err) = place.ok(train);
        let found = warnings(&err).into_iter().find(|warning| warning.contains(said));
        assert!(
            found.is_some_and(|warning| warning.contains(way)),
            "{text}: {err}"
        );
    }
}

/// A text that begins as a comment does is none where it is a class, or no column of the model, or in another format.
#[test]
fn texts_that_begin_as_comments_are_no_faults_where_they_are_data() {
    let place = Place::new();
    let rows = |i: usize| format!("{},{},{}\n", ["1", "2", "3", "#"][i % 4], i * 5 % 13, i % 7);
    place.write(
        "key.csv",
        "key,a,b\n".to_owned() + &(0..40).map(rows).collect::<String>(),
    );
    let fit = "--set max_iter=1 --set hidden_layer_sizes=2";
    place.ok(&format!("train key.csv --target key -o k.json {fit}"));
    place.write(
        "m.csv",
        "a,y\n".to_owned() + &(0..40).map(|i| format!("{i},{}\n", i % 2)).collect::<String>(),
    );
    place.ok(&format!("train m.csv -o m.json {fit}"));
    let tag = |i: usize| if i == 7 { "#3".to_owned() } else { i.to_string() };
    let tagged = (0..30).map(|i| format!("{},{i},{}\n", tag(i), i % 2));
    place.write("t.csv", "tag,a,y\n".to_owned() + &tagged.collect::<String>());
    for command in ["predict", "evaluate"] {
        place.ok(&format!("{command} m.json t.csv"));
    }
    let record = |i: usize| format!("{{\"flat\":\"{}\",\"a\":{i},\"y\":{}}}\n", tag(i), i % 2);
    place.write("f.jsonl", (0..30).map(record).collect::<String>());
    place.ok(&format!("train f.jsonl --categorical one-hot -o j.json {fit}"));
}

/// Rows of words without a header: the first is no name where its words come again.
#[test]
fn a_first_row_of_words_that_come_again_is_named() {
    let place = Place::new();
    let fit = "--categorical one-hot -o m.json --set max_iter=1 --set hidden_layer_sizes=2";
    let cars =
        "vhigh,2,2,low,unacc\nhigh,3,2,low,acc\nvhigh,2,4,high,unacc\nhigh,4,4,high,acc\nlow,2,2,low,unacc\n";
    for (text, said) in [
        (cars.to_owned(), true),
        (
            "x,x,o,won\no,x,b,lost\nx,b,o,won\nx,x,b,lost\nb,o,x,won\n".to_owned(),
            true,
        ),
        (format!("buy,doors,persons,safe,class\n{cars}"), false),
        // a column that is called as one of its values
        (
            "on,kind,class\non,a,u\noff,b,v\non,b,u\noff,a,v\n".to_owned(),
            false,
        ),
        ("t,on,class\n1,on,u\n2,off,v\n3,on,u\n".to_owned(), false),
    ] {
        place.write("a.csv", &text);
        let (_, err) = place.ok(&format!("train a.csv {fit}"));
        assert_eq!(
            err.contains("if they are a row of data, give --no-header"),
            said,
            "{text}: {err}"
        );
    }
}

/// A first row of gaps, or with a date, in a file without a header: its row would be lost in silence.
#[test]
fn a_first_row_of_gaps_or_dates_is_named() {
    let place = Place::new();
    let rows = "1.5,2.5,3.5,ok\n2.5,1.5,4.5,bad\n3.5,2.5,1.5,ok\n4.5,1.25,2.5,bad\n";
    let dated = "2024-05-02,1.5,ok\n2024-05-03,2.5,bad\n2024-05-04,3.5,ok\n2024-05-05,1.5,bad\n";
    let fit = "--missing mean --dates parts -o m.json --set max_iter=1 --set hidden_layer_sizes=2";
    for (text, said) in [
        (format!("NA,NA,NA,rare\n{rows}"), true),
        (format!("#N/A,#N/A,2.5,rare\n{rows}"), true),
        (format!("?,?,?,ok\n{rows}"), true),
        (format!("nan,nan,2.5,new\n{rows}"), true),
        (format!("2024-05-01,NA,new\n{dated}"), true),
        (format!("Na,K,Ca,type\n{rows}"), false),
        (format!("2019,2020,2021,state\n{rows}"), false),
        (format!("00:00,01:00,02:00,day\n{rows}"), false),
        (format!("when,size,state\n{dated}"), false),
    ] {
        place.write("a.csv", &text);
        let (_, err) = place.ok(&format!("train a.csv {fit}"));
        let warned = err.contains("if they are a row of data, give --no-header");
        assert_eq!(warned, said, "{text}: {err}");
        if said {
            let (_, err) = place.ok(&format!("train a.csv {fit} --no-header"));
            assert!(
                err.contains(&format!("{} rows", text.lines().count())),
                "{text}: {err}"
            );
        }
    }
}

/// Files of one class each, without headers.
#[test]
fn files_without_headers_are_told_to_say_so() {
    let place = Place::new();
    place.write("flex.csv", "-4.31,1.5\n2.5,3.5\n1.5,2.5\n");
    place.write("punch.csv", "0.35,1.25\n2.75,3.5\n1.5,2.25\n");
    let files = "train flex.csv punch.csv --label-from name -o m.json --set max_iter=1";
    let error = place.refused(files);
    assert!(error.contains("`--no-header`"), "{error}");
    place.ok(&format!("{files} --no-header"));
}
