//! What is said of the data that were read.

use crate::place::Place;

/// What stderr says before the first warning or the progress.
fn block(err: &str) -> String {
    let others = ["warning: ", "note: "];
    let said = |line: &&str| !others.iter().any(|other| line.starts_with(other)) && !line.contains(" fits, ");
    err.lines()
        .take_while(said)
        .map(|line| format!("{line}\n"))
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

#[test]
fn flags_for_columns_are_taken_as_they_are_named() {
    let place = Place::new();
    let row = |i: usize| {
        let (day, hour) = (1 + i / 24, i % 24);
        let (date, red) = (
            format!("2024-05-{day:02}T{hour:02}:00:00"),
            ["red", "blue"][i % 2],
        );
        let (span, c) = (format!("0 days 00:{:02}:00", i % 60), i * 7 % 5);
        format!(
            "{date},{date},{span},{red},same,n{i},{c},7,{}\n",
            ["u", "v"][i % 3 / 2]
        )
    };
    let names = "t,time,span,colour,text,note,c,k,y\n";
    let rows: String = (0..100).map(row).collect();
    place.write("dates.csv", names.to_owned() + &rows);
    place.write("bare.csv", &rows);
    let dates = "2024-05-01T00:00:00,0.5,u\n2024-05-01T01:00:00,0.25,v\n2024-05-01T02:00:00,0.75,u\n";
    place.write("two.csv", format!("t,b,y\n{dates}"));
    let (_, err) = place.ok("train two.csv --dates parts --set max_iter=2");
    let advice = "the same in all rows: t_year, t_month, t_day, t_weekday, t_minute, t_second; --drop t leaves out all \
                  parts of t, --dates number makes one number of them";
    assert!(words(&err).contains(advice), "{err}");
    place.write("gap.csv", format!("t,b,y\n{dates},1,v\n"));
    let error = place.refused("train gap.csv --dates parts");
    assert!(
        error.contains("gap.csv:5: column `t` has no value; ") && error.contains("`--drop t`"),
        "{error}"
    );
    for data in ["dates.csv", "bare.csv --no-header", "two.csv"] {
        for dates in ["parts", "number"] {
            let train = format!("train {data} --categorical one-hot --set max_iter=2 --dates {dates}");
            let (_, err) = place.ok(&train);
            let said = words(&err);
            let named = said
                .match_indices("--drop ")
                .chain(said.match_indices("--categories "));
            let named: Vec<String> = named
                .map(|(at, flag)| {
                    let value = said[at + flag.len()..].split([' ', ';', ')']).next().unwrap();
                    format!("{flag}{value}")
                })
                .collect();
            assert!(!named.is_empty(), "{said}");
            for flag in named {
                let output = place.run(&format!("{train} {flag}"));
                let (_, err) = crate::place::printed(&output);
                let all_dropped = err.contains("no column is left to learn from");
                assert!(output.status.success() || all_dropped, "{train} {flag}: {err}");
            }
        }
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
