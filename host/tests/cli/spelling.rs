//! How numbers are spelled: what a model keeps of it, and what is said where there is no telling.

use crate::bad_lines::book;
use crate::place::Place;

const TRAIN: &str = "--set hidden_layer_sizes=4 --set max_iter=20 --quiet --out";

/// Rows of a spreadsheet with a decimal comma and points between thousands.
fn comma() -> String {
    let row = |i: u32| format!("{}.{:03},5;{},25;{}\n", 1 + i % 9, (i * 37) % 1000, i % 7, i % 2);
    String::from("a;b;y\n") + &(0..40).map(row).collect::<String>()
}

#[test]
fn a_model_keeps_how_numbers_were_spelled() {
    let place = Place::new();
    place.write("comma.csv", comma());
    place.ok(&format!("train comma.csv {TRAIN} model.json"));
    let model: serde_json::Value = serde_json::from_str(&place.read("model.json")).expect("JSON");
    let preprocess = &model["preprocess"];
    assert_eq!(
        (&preprocess["decimal"], &preprocess["thousands"]),
        (&",".into(), &".".into())
    );
    // 1250 and 12400, as in the rows that it learnt from
    place.write("few.csv", "a;b;y\n1.250;3;0\n12.400;4;1\n");
    place.write("plain.csv", "a,b,y\n1250,3,0\n12400,4,1\n");
    for command in [
        "predict model.json FILE",
        "evaluate model.json FILE --scoring accuracy",
    ] {
        let of = |file: &str| place.ok(&command.replace("FILE", file));
        let (answers, err) = of("few.csv");
        assert_eq!(answers, of("plain.csv").0);
        let said = "numbers are read as those that the model was trained on: with a decimal comma, and `.` may group their digits";
        assert!(err.replace("\n  ", " ").contains(said), "{err}");
        // nothing in the file shows it
        let doubt = "warning: few.csv: `1.250` on line 2 in column a is read as 1250, with digits that are grouped by a point; \
                     it might be 1.250 as well; if so, give `--decimal .`, else `--decimal , --thousands .`";
        assert!(err.contains(doubt), "{err}");
        assert!(!of("few.csv --decimal , --thousands .").1.contains("as well"));
        // far below what is looked at first
        let below = |last: &str| format!("a;b;y\n{}1.250;3;0\n{last}", "12;3;0\n".repeat(300));
        place.write("below.csv", below(""));
        assert!(
            of("below.csv")
                .1
                .contains("`1.250` on line 302 in column a is read as 1250")
        );
        place.write("below.csv", below("12,5;3;0\n"));
        assert!(!of("below.csv").1.contains("as well"));
    }
    let json = place.json("predict model.json few.csv --json --proba --quiet");
    let plain = place.json("predict model.json plain.csv --json --proba --quiet");
    assert_eq!(json["probabilities"], plain["probabilities"]);
    assert!(
        json["understood"]["notes"]
            .to_string()
            .contains("with a decimal comma"),
        "{json}"
    );
}

#[test]
fn a_spelling_that_was_asked_for_is_kept() {
    let place = Place::new();
    place.write("comma.tsv", comma().replace(';', "\t"));
    place.ok(&format!("train comma.tsv --decimal , {TRAIN} model.json"));
    place.write("few.tsv", "a\tb\ty\n1.250\t3\t0\n12.400\t4\t1\n");
    place.write("plain.csv", "a,b,y\n1250,3,0\n12400,4,1\n");
    let proba = |file: &str| place.ok(&format!("predict model.json {file} --proba --quiet")).0;
    assert_eq!(proba("few.tsv"), proba("plain.csv"));
    // of commas that group digits, too
    place.write(
        "english.csv",
        "a,b,y\n".to_owned() + &"\"1,250.5\",3.25,0\n\"2,500\",1,1\n".repeat(9),
    );
    place.ok(&format!("train english.csv --thousands , {TRAIN} english.json"));
    place.write("few.csv", "a;b;y\n1,250;3;0\n12,400;4;1\n");
    let proba = |file: &str| {
        place
            .ok(&format!("predict english.json {file} --proba --quiet"))
            .0
    };
    assert_eq!(proba("few.csv"), proba("plain.csv"));
}

#[test]
fn numbers_that_cannot_be_spelled_as_a_models_are_read_as_they_are() {
    let place = Place::new();
    place.write("comma.csv", comma());
    place.ok(&format!("train comma.csv {TRAIN} model.json"));
    place.write("plain.csv", "a,b,y\n1250.5,3.25,0\n2.250,4,1\n");
    place.write("point.csv", "a;b;y\n1250.5;3.25;0\n2.250;4;1\n");
    place.write("comma2.csv", "a;b;y\n1.250,5;3,25;0\n2,250;4;1\n");
    let proba = |file: &str| place.ok(&format!("predict model.json {file} --proba"));
    let (expected, _) = proba("comma2.csv");
    for file in ["plain.csv", "point.csv"] {
        let (answers, err) = proba(file);
        assert_eq!(answers, expected, "{file}");
        assert!(
            err.replace("\n  ", " ")
                .contains("numbers are spelled otherwise than those that the model was trained on, which have a decimal comma, and `.` may group their digits"),
            "{err}"
        );
    }
    // JSON has numbers of its own, and a flag says how it is
    place.write("rows.json", r#"[{"a": 1250.5, "b": 3.25}, {"a": 2.250, "b": 4}]"#);
    assert_eq!(proba("rows.json").0, expected);
    place.write("few.csv", "a;b\n1.250;3\n");
    place.write("few.json", r#"[{"a": 1.25, "b": 3}]"#);
    let point = place.ok("predict model.json few.csv --proba --decimal .").0;
    assert_eq!(point, proba("few.json").0);
}

#[test]
fn a_plain_spelling_leaves_no_trace_in_a_model() {
    let place = Place::new();
    place.write(
        "plain.csv",
        comma().replace('.', "").replace(',', ".").replace(';', ","),
    );
    place.ok(&format!("train plain.csv {TRAIN} model.json"));
    let model = place.read("model.json");
    assert!(
        !model.contains("\"decimal\"") && !model.contains("\"thousands\""),
        "{model}"
    );
}

#[test]
fn a_sign_that_may_be_either_is_said() {
    let place = Place::new();
    let rows = |sign: char| {
        let row = |i: u32| format!("{}{sign}{:03};{};{}\n", 1 + i % 9, i * 7, i % 5, i % 2);
        String::from("a;b;y\n") + &(0..40).map(row).collect::<String>()
    };
    place.write("point.csv", rows('.'));
    place.write("comma.csv", rows(','));
    place.write("space.toml", "hidden_layer_sizes = [[2]]\nmax_iter = 3\n");
    for (file, sign, name) in [("point.csv", '.', "point"), ("comma.csv", ',', "comma")] {
        let said = format!(
            "warning: {file}: `1{sign}000` in column a is read as 1.000, with a decimal {name}; it might be 1000 as well; if so, give `--thousands {sign}`, else `--decimal {sign}`"
        );
        for command in [
            format!("train {file} {TRAIN} model.json"),
            format!("search {file} --space space.toml --cv 2 --quiet --out {name}.study"),
        ] {
            let (_, err) = place.ok(&command);
            assert!(err.replace("\n  ", " ").contains(&said), "{err}");
            for told in [
                format!("--decimal {sign}"),
                format!("--thousands {sign}"),
                "--drop a".to_owned(),
            ] {
                let command = command
                    .replace("model.json", "told.json")
                    .replace(".study", &format!("{}.study", told.replace(' ', "")));
                let (_, err) = place.ok(&format!("{command} {told}"));
                assert!(!err.contains("as well"), "{told}: {err}");
            }
        }
        let json = place.json(&format!("train {file} --json {TRAIN} model.json"));
        assert!(json["warnings"].to_string().contains("as well"), "{json}");
    }
    // one number that can be read in one way alone says how the others are
    for (file, sign) in [("point.csv", '.'), ("comma.csv", ',')] {
        for other in [
            format!("0{sign}250"),
            format!("1{sign}5"),
            format!("12{sign}2500"),
        ] {
            place.write("sure.csv", rows(sign) + &format!("1{sign}500;{other};1\n"));
            let (_, err) = place.ok(&format!("train sure.csv {TRAIN} model.json"));
            assert!(!err.contains("as well"), "{file} {other}: {err}");
        }
    }
}

#[test]
fn several_files_are_spelled_alike() {
    let place = Place::new();
    place.write("one.csv", comma());
    place.write("two.csv", "a;b;y\n1.250;3;0\n12.400;4;1\n");
    let (_, err) = place.ok(&format!("train one.csv two.csv --target y {TRAIN} model.json"));
    let doubt = "warning: two.csv: `1.250` on line 2 in column a is read as 1250, with digits that are grouped by a point";
    assert!(err.contains(doubt), "{err}");
    place.write("both.csv", comma() + "1.250;3;0\n12.400;4;1\n");
    place.ok(&format!("train both.csv --target y {TRAIN} both.json"));
    let weights = |file: &str| -> serde_json::Value {
        let model: serde_json::Value = serde_json::from_str(&place.read(file)).expect("JSON");
        model["weights"].clone()
    };
    assert_eq!(weights("model.json"), weights("both.json"));
    // in whatever order they come
    let (_, err) = place.ok(&format!("train two.csv one.csv --target y {TRAIN} model.json"));
    assert!(err.contains(doubt), "{err}");
    place.write(
        "both.csv",
        "a;b;y\n1.250;3;0\n12.400;4;1\n".to_owned() + comma().split_once('\n').unwrap().1,
    );
    place.ok(&format!("train both.csv --target y {TRAIN} both.json"));
    assert_eq!(weights("model.json"), weights("both.json"));
}

#[test]
fn a_target_in_a_file_of_its_own_is_spelled_as_the_features() {
    let place = Place::new();
    let row = |i: u32| format!("{}.{:03},5;{},25\n", 1 + i % 9, (i * 37) % 1000, i % 7);
    place.write(
        "x.csv",
        String::from("a;b\n") + &(0..40).map(row).collect::<String>(),
    );
    place.write(
        "y.csv",
        String::from("y\n")
            + &(0..40)
                .map(|i| format!("{}.{:03}\n", 1 + i % 9, i))
                .collect::<String>(),
    );
    let json = place.json(&format!(
        "train x.csv --y y.csv --task regress --json {TRAIN} model.json"
    ));
    assert_eq!(
        (
            &json["understood"]["target"]["min"],
            &json["understood"]["target"]["max"]
        ),
        (&1000.0.into(), &9035.0.into())
    );
}

#[test]
fn cells_of_a_workbook_are_spelled_as_a_models_data() {
    let place = Place::new();
    place.write("comma.csv", comma());
    place.ok(&format!("train comma.csv {TRAIN} model.json"));
    place.write("plain.csv", "a,b,y\n1250,3.25,0\n12400.5,4,1\n");
    let text = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let number = |number: &str| format!("<c><v>{number}</v></c>");
    // numbers are numbers there, and texts are spelled
    let rows = [
        [text("a"), text("b"), text("y")],
        [text("1.250"), number("3.25"), number("0")],
        [text("12.400,5"), number("4"), number("1")],
    ];
    place.write(
        "few.xlsx",
        book(&rows.map(|row| format!("<row>{}</row>", row.concat())).concat()),
    );
    let proba = |file: &str| place.ok(&format!("predict model.json {file} --proba --quiet")).0;
    assert_eq!(proba("few.xlsx"), proba("plain.csv"));
}

/// Numbers that are numbers there say nothing of how texts are spelled.
#[test]
fn texts_of_a_workbook_that_may_be_spelled_in_two_ways_are_warned_of() {
    let place = Place::new();
    place.write("comma.csv", comma());
    place.write(
        "english.csv",
        "a,b,y\n".to_owned() + &"\"1,250.5\",3.25,0\n\"2,500\",1,1\n".repeat(9),
    );
    place.ok(&format!("train comma.csv {TRAIN} comma.json"));
    place.ok(&format!("train english.csv --thousands , {TRAIN} english.json"));
    let text = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let number = |number: &str| format!("<c><v>{number}</v></c>");
    let write = |name: &str, texts: [&str; 2]| {
        let row = |i: usize| [text(texts[i % 2]), number("1523.5"), number(["0", "1"][i % 2])].concat();
        let rows = (0..20)
            .map(|i| format!("<row>{}</row>", row(i)))
            .collect::<String>();
        let header = ["a", "b", "y"].map(text).concat();
        place.write(name, book(&format!("<row>{header}</row>{rows}")));
    };
    write("points.xlsx", ["1.250", "12.400"]);
    write("commas.xlsx", ["5,104", "4,238"]);
    write("sure_points.xlsx", ["1.250", "12.400,5"]);
    write("sure_commas.xlsx", ["5,104", "4,238.5"]);
    let of_points = "`1.250` on line 2 in column a is read as 1250, with digits that are grouped by a point; it might be 1.250 \
                     as well; if so, give `--decimal .`, else `--decimal , --thousands .`";
    let of_commas = "`5,104` on line 2 in column a is read as 5104, with digits that are grouped by a comma; it might be 5.104 \
                     as well; if so, give `--decimal ,`, else `--decimal . --thousands ,`";
    for (command, file, said) in [
        ("predict comma.json FILE", "points.xlsx", of_points),
        (
            "evaluate comma.json FILE --scoring accuracy",
            "points.xlsx",
            of_points,
        ),
        (
            &format!("train FILE --decimal , {TRAIN} other.json"),
            "points.xlsx",
            of_points,
        ),
        ("predict english.json FILE", "commas.xlsx", of_commas),
    ] {
        let of = |file: &str, flags: &str| place.ok(&(command.replace("FILE", file) + flags)).1;
        let err = of(file, "").replace("\n  ", " ");
        assert!(
            err.contains(&format!("warning: {file}: {said}")),
            "{command}: {err}"
        );
        assert!(!of(&format!("sure_{file}"), "").contains("as well"), "{command}");
        let sign = if file == "points.xlsx" { '.' } else { ',' };
        assert!(
            !of(file, &format!(" --thousands {sign}")).contains("as well"),
            "{command}"
        );
    }
    // of text, too, where the flag says nothing of points
    place.write(
        "points.tsv",
        "a\ty\n".to_owned() + &"1.250\t0\n12.400\t1\n".repeat(9),
    );
    let (_, err) = place.ok(&format!("train points.tsv --decimal , {TRAIN} other.json"));
    assert!(
        err.replace("\n  ", " ").contains("it might be 1.250 as well"),
        "{err}"
    );
    place.write("points.csv", "a;b\n5,104;1\n4,238;2\n");
    let (_, err) = place.ok("predict english.json points.csv");
    assert!(
        err.replace("\n  ", " ").contains("it might be 5.104 as well"),
        "{err}"
    );
}

#[test]
fn advice_is_no_flag_that_is_given() {
    let place = Place::new();
    place.write("points.csv", "v;y\n".to_owned() + &"0.5;a\n12.25;b\n".repeat(9));
    for flags in ["--decimal ,", "--thousands ."] {
        let error = place
            .refused(&format!("train points.csv {flags}"))
            .replace("\n  ", " ");
        assert!(
            error.contains("`0.5`") && error.contains("`--decimal .`"),
            "{error}"
        );
        assert!(!error.contains("`--decimal ,`"), "{error}");
    }
}

#[test]
fn a_number_that_is_spelled_otherwise_comes_with_the_flag() {
    let place = Place::new();
    let rows = |number: &str| format!("{number};0\n{number};1\n").repeat(150);
    for (first, late, flags) in [
        ("12.5", "1'234.50", "`--thousands \"'\"`"),
        ("12.5", "1\u{a0}234.5", "`--thousands U+00A0`"),
        (
            "12.5",
            "1 234,50",
            "write all numbers of the file with the same mark",
        ),
        ("1.234", "1.234,56", "`--decimal ,`"),
        (
            "12,5",
            "1.234",
            "if the point groups digits, give `--thousands .`; else",
        ),
    ] {
        place.write("late.csv", format!("a;y\n{}{late};1\n", rows(first)));
        let error = place.refused("train late.csv");
        let error = error.replace("\n  ", " ");
        assert!(
            error.contains("late.csv:302: column `a`") && error.contains(flags),
            "{late}: {error}"
        );
    }
    // what separates fields is in no number that is not in quotes
    place.write("semi.csv", "a;y\n1;0\n2;1\n");
    place.write("quoted.csv", "a,y\n\"1,037\",0\n2,1\n");
    for (flags, other) in [
        ("--delimiter ; --thousands ;", "--thousands"),
        ("--delimiter , --decimal ,", "--decimal"),
        ("--delimiter whitespace --thousands U+0020", "--thousands"),
        ("--decimal , --thousands ,", "--thousands"),
    ] {
        let error = place.refused(&format!("train semi.csv {flags}"));
        let first = flags.split(' ').next().unwrap_or_default();
        assert!(error.contains(first) && error.contains(other), "{error}");
    }
    place.ok(&format!(
        "train quoted.csv --delimiter , --thousands , {TRAIN} quoted.json"
    ));
    // no flag reads numbers whose digits two signs group
    for (swiss, french) in [(40, 2), (2, 40), (20, 20)] {
        let one = |sign: char, rows: usize| {
            (0..rows)
                .map(|row| format!("1{sign}{:03}.5;{}\n", row * 17, row % 2))
                .collect::<String>()
        };
        let rows = one('\'', swiss) + &one('\u{a0}', french);
        place.write("two.csv", format!("a;y\n{rows}"));
        for (flags, sign) in [
            ("", '\''),
            (" --thousands '", '\''),
            (" --thousands U+00A0", '\u{a0}'),
        ] {
            let error = place
                .refused(&format!("train two.csv{flags}"))
                .replace("\n  ", " ");
            let (line, other) = (swiss + 2, "on line 2; change the file so that one sign groups");
            let (line, other) = match sign {
                '\'' => (line, other.to_owned()),
                _ => (2, other.replace('2', &line.to_string())),
            };
            assert!(
                error.contains(&format!("two.csv:{line}: ")) && error.contains(&other),
                "{error}"
            );
        }
    }
    // below the header it is no row of units
    place.write("first.csv", format!("a;y\n1 234,50;1\n{}", rows("12.5")));
    let error = place.refused("train first.csv").replace("\n  ", " ");
    assert!(
        error.contains("first.csv:2: column `a` holds `1 234,50`, with a comma"),
        "{error}"
    );
    // it is kept by a model, which says so
    place.write("swiss.csv", format!("a;y\n{}", rows("1'234.50")));
    let (_, err) = place.ok(&format!("train swiss.csv {TRAIN} model.json").replace("--quiet", ""));
    assert!(err.contains("`'` groups the digits of numbers"), "{err}");
    let preprocess =
        &serde_json::from_str::<serde_json::Value>(&place.read("model.json")).expect("JSON")["preprocess"];
    assert_eq!(preprocess["thousands"], "'");
    place.write("few.csv", "a;y\n1'234;0\n1234.5;1\n");
    place.write("plain.csv", "a,y\n1234,0\n1234.5,1\n");
    let proba = |file: &str| place.ok(&format!("predict model.json {file} --proba --quiet")).0;
    assert_eq!(proba("few.csv"), proba("plain.csv"));
    place.write("late.csv", format!("a;y\n{}1.234;1\n", rows("12")));
    let (_, err) = place.ok(&format!("train late.csv {TRAIN} model.json"));
    let said = "late.csv: `1.234` on line 302 in column a is read as 1.234, with a decimal point; it might be 1234 as well; if so, give `--thousands .`, else `--decimal .`";
    assert!(err.replace("\n  ", " ").contains(said), "{err}");
    // a model of grouped digits has seen no sign of a fraction
    let grouped: String = (0..30)
        .map(|i| format!("1\u{a0}{:03};{}\n", i * 7, i % 2))
        .collect();
    place.write("grouped.csv", format!("a;y\n{grouped}"));
    place.ok("train grouped.csv --out grouped.json --set max_iter=1");
    place.write("points.csv", "a\n1.003\n1.250\n");
    let (_, err) = place.ok("predict grouped.json points.csv");
    assert!(err.contains("it might be 1003 as well"), "{err}");
}
