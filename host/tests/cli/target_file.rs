//! Features in one file and their target in another.

use crate::place::Place;

#[test]
fn a_target_in_a_second_file_is_part_of_the_study() {
    let place = Place::new();
    place.write(
        "x.txt",
        (0..12)
            .map(|i| format!("  {}.5   {}\n", i, i % 3))
            .collect::<String>(),
    );
    place.write(
        "y.txt",
        (0..12).map(|i| format!("{}\n", i / 6)).collect::<String>(),
    );
    place.write("space.toml", "hidden_layer_sizes = [[4]]\nmax_iter = 20\n");
    let flags = "--no-header --space space.toml --cv 2 --quiet";
    place.ok(&format!("search x.txt --y y.txt {flags}"));
    place.ok("evaluate x.study x.txt --y y.txt --no-header");
    place.ok("predict x.study x.txt --no-header");
    let other = place.refused(&format!("search x.txt {flags}"));
    assert!(other.contains("--y is y.txt there, not given here"), "{other}");
    let error = place.refused("train x.txt --y absent.txt --no-header");
    assert!(error.contains("absent.txt: cannot be read"), "{error}");
}

#[test]
fn the_target_is_the_column_of_its_file_that_is_asked_for() {
    let place = Place::new();
    place.write("x.csv", "a,b\n1,2\n2,1\n3,5\n4,1\n");
    place.write("y.csv", "id,kind\n1,u\n2,v\n3,u\n4,v\n");
    let train = "train x.csv --y y.csv --set max_iter=1";
    let error = place.refused(train);
    assert!(
        error.contains("2 columns, where one is the target") && error.contains("--target"),
        "{error}"
    );
    for target in ["kind", "1"] {
        let (_, err) = place.ok(&format!("{train} --target {target}"));
        assert!(err.contains("target `kind`: 2 classes, u, v"), "{err}");
    }
    // of the features' file, and none of this one
    let (_, err) = place.ok(&format!("{train} --target kind --drop 1"));
    assert!(err.contains("1 feature (a)"), "{err}");
    place.ok(&format!("{train} --target kind --index a"));
    let error = place.refused(&format!("{train} --target sort"));
    assert!(error.contains("y.csv: there is no column `sort`"), "{error}");
    place.write("truth.csv", "truth\nu\nv\nu\nv\n");
    let (_, err) = place.ok("evaluate model.json x.csv --y truth.csv");
    assert!(err.contains("compared with the column `truth`"), "{err}");
    let error = place.refused("evaluate model.json x.csv --y truth.csv --target kind");
    assert!(error.contains("truth.csv: there is no column `kind`"), "{error}");
    for both in ["--target kind", "--y y.csv"] {
        let output = place.run(&format!("train x.csv --label-from name {both}"));
        assert_eq!(output.status.code(), Some(2), "{both}");
    }
}

#[test]
fn units_and_a_name_for_the_target_may_stand_in_one_file_alone() {
    let place = Place::new();
    place.write("x.csv", "a,b\nmm,s\n1,2\n2,1\n3,2\n4,1\n");
    for y in ["y\nu\nv\nu\nv\n", "y\n0\n1\n0\n1\n"] {
        place.write("y.csv", y);
        let (_, err) = place.ok("train x.csv --y y.csv --units-row --set max_iter=1");
        assert!(err.contains("4 rows"), "{err}");
    }
    let error = place.refused("train x.csv --y y.csv --no-header --set max_iter=1");
    assert!(error.contains("--"), "{error}");
    place.write("x.csv", "1,2\n2,1\n3,2\n4,1\n");
    let error = place.refused("train x.csv --y y.csv --set max_iter=1");
    assert!(error.contains("`--no-header` is of both"), "{error}");
    place.write("y.csv", "u\nv\nu\nv\n");
    let (_, err) = place.ok("train x.csv --y y.csv --no-header --target y --set max_iter=1");
    assert!(err.contains("target `y`"), "{err}");
}

#[test]
fn a_target_without_a_name_is_called_as_no_feature_is() {
    let place = Place::new();
    let x = |i: u32| format!("{},{}", i % 5, i % 3);
    let kind = |i: u32| u32::from(i % 5 > 1);
    let lines = |row: &dyn Fn(u32) -> String| (0..30).map(|i| row(i) + "\n").collect::<String>();
    place.write("x.csv", lines(&x));
    place.write("y.csv", lines(&|i| kind(i).to_string()));
    place.write("both.csv", lines(&|i| format!("{},{}", x(i), kind(i))));
    let (_, err) = place.ok("train x.csv --y y.csv --no-header --set max_iter=100");
    assert!(err.contains("target `y`"), "{err}");
    let score = |model: &str, data: &str| {
        place
            .ok(&format!("evaluate {model} {data} --no-header --quiet"))
            .0
    };
    let expected = score("model.json", "x.csv --y y.csv");
    assert_eq!(score("model.json", "both.csv"), expected);
    // as it was called once
    let old = place
        .read("model.json")
        .replace("\"target\": \"y\"", "\"target\": \"x0\"");
    assert_ne!(old, place.read("model.json"));
    place.write_model("old.json", &old);
    assert_eq!(score("old.json", "x.csv --y y.csv"), expected);
    assert_eq!(score("old.json", "both.csv"), expected);
    let (answers, _) = place.ok("predict model.json both.csv --no-header --quiet");
    assert_eq!(
        place
            .ok("predict old.json both.csv --no-header --quiet")
            .0
            .lines()
            .count(),
        answers.lines().count()
    );
    // nor as a feature that has a name
    place.write("named.csv", "y,b\n".to_owned() + &lines(&x));
    let header = lines(&|i| kind(i).to_string());
    place.write("blank.csv", "\"\"\n".to_owned() + &header);
    let (_, err) = place.ok("train named.csv --y blank.csv --set max_iter=1");
    assert!(err.contains("target `y.1`"), "{err}");
}

#[test]
fn a_comma_in_the_numbers_of_a_target_is_no_delimiter() {
    let place = Place::new();
    let rows = |of: &dyn Fn(usize) -> String| (0..24).map(of).collect::<String>();
    place.write(
        "european.csv",
        format!("a;b\n{}", rows(&|i| format!("{i},5;{}\n", i * i))),
    );
    place.write(
        "plain.csv",
        format!("a,b\n{}", rows(&|i| format!("{i},{}\n", i * i))),
    );
    place.write(
        "tenths.csv",
        format!("t\n{}", rows(&|i| format!("{},{}\n", 10 + i, i % 9 + 1))),
    );
    place.write(
        "thousands.csv",
        format!("t\n{}", rows(&|i| format!("{},037\n", 1 + i))),
    );
    let range = |flags: &str| {
        let (_, told) = place.ok(&format!("train {flags} --set max_iter=2"));
        told.lines().nth(1).expect("the target").to_owned()
    };
    // as the features are spelled, or as is asked for
    let tenths = "target `t`: a number, 10.1 to 33.6, 24 different values";
    assert_eq!(range("european.csv --y tenths.csv"), tenths);
    assert_eq!(range("plain.csv --y tenths.csv --decimal ,"), tenths);
    assert_eq!(
        range("plain.csv --y thousands.csv --thousands , --task regress"),
        "target `t`: a number, 1037 to 24037, 24 different values; --task classify takes"
    );
    let error = place.refused("train plain.csv --y tenths.csv");
    assert_eq!(
        error,
        "error: tenths.csv:2: `10,1` has a comma more than the first line: in a number, or behind the row's name; give \
         `--decimal ,` or `--thousands ,` if it is in a number, or name both columns in the first line"
    );
    place.write("column.csv", place.read("tenths.csv"));
    assert!(
        place
            .refused("train column.csv")
            .contains("column.csv:2: `10,1` has a comma")
    );
    place.write(
        "table.csv",
        format!("a,t\n{}", rows(&|i| format!("{i},{i},{}\n", i % 2))),
    );
    let error = place.refused("train table.csv --decimal ,");
    assert!(
        error.contains("table.csv:2: `0,0,0` has a comma more than the first line"),
        "{error}"
    );
    assert!(
        error.ends_with("; put such numbers in quotes, or name the first column, too, in the first line")
    );
    place.ok("train table.csv --set max_iter=2");
}

#[test]
fn a_blank_line_moves_no_row_against_those_of_another_file() {
    let place = Place::new();
    place.write("x.csv", "a\n1\n2\n3\n4\n5\n6\n");
    place.write("y.csv", "t\nu\nv\n\nv\nu\nv\nu\n\n");
    let error = place.refused("train x.csv --y y.csv");
    assert_eq!(
        error,
        "error: y.csv:4: a blank line between rows, where each row belongs to one of another file; leave the line out \
         if no value is missing; else write the gap as NA"
    );
    place.write("y.csv", "\nt\nu\nv\n# of day two\nv\nu\nv\nu\n\n");
    place.ok("train x.csv --y y.csv --comment # --set max_iter=2");
    // what is said of the target's file is said
    place.write(
        "y.csv",
        "row,t\n".to_owned() + "1,u,\n2,v,\n3,u,\n4,v,\n5,u,\n6,v,\n",
    );
    let (_, told) = place.ok("train x.csv --y y.csv --target t --drop row --set max_iter=2");
    assert!(
        told.contains("x.csv: of the target in y.csv, each row ends in a delimiter"),
        "{told}"
    );
}

#[test]
fn a_comma_behind_a_name_is_no_part_of_a_number() {
    let place = Place::new();
    let rows = |of: &dyn Fn(usize) -> String| (0..24).map(of).collect::<String>();
    place.write("x.csv", format!("a,b\n{}", rows(&|i| format!("{i},{}\n", i * i))));
    place.write(
        "x;.csv",
        format!("a;b\n{}", rows(&|i| format!("{i},5;{}\n", i * i))),
    );
    let train = |flags: &str| {
        let (_, told) = place.ok(&format!("train {flags} --set max_iter=2"));
        told.lines().nth(1).expect("the target").to_owned()
    };
    let told = "target `t`: a number, 0.25 to 23.25, 24 different values";
    for (name, row) in [
        ("named.csv", ("row", ",", ".25")),
        ("dated.csv", ("2024-01-", ",", ".25")),
        ("semicolons.csv", ("row", ";", ".25")),
        ("digits.csv", ("", ";", ".25")),
        ("commas.csv", ("row", ";", ",25")),
        ("tabs.csv", ("row", "\t", ",25")),
    ] {
        let (before, between, fraction) = row;
        let line = |i: usize| format!("{before}{:02}{between}{i}{fraction}\n", i + 1);
        place.write(name, format!("t\n{}", rows(&line)));
        for x in ["x.csv", "x;.csv"] {
            // numbers are spelled as those of the features, but where semicolons say how
            if (fraction == ",25") == (x == "x;.csv") || name == "commas.csv" {
                assert_eq!(train(&format!("{x} --y {name}")), told, "{x} {name}");
            }
        }
    }
    assert_eq!(train("x.csv --y named.csv --decimal . --thousands ,"), told);
    // each is a number with a decimal comma
    for number in [
        "1.037,5",
        "+1,5",
        "1'037,5",
        ",5",
        "1,5e3",
        "\u{2212}1,5",
        "€ 1,5",
        "1,5%",
    ] {
        place.write("odd.csv", format!("t\n{}", rows(&|_| format!("{number}\n"))));
        let error = place.refused("train x.csv --y odd.csv");
        let says = format!("odd.csv:2: `{number}` has a comma more than the first line");
        assert!(error.contains(&says), "{error}");
    }
    let names = format!("t\n{}", rows(&|i| format!("text{i}\n")));
    place.write("names.csv", names);
    let (_, told) = place.ok("train x.csv --y names.csv --set max_iter=2");
    let told: Vec<&str> = told.split_whitespace().collect();
    assert!(
        told.join(" ")
            .contains("(1 row each: is it a number in another spelling, a date or a name?)")
    );
}

#[test]
fn blanks_around_a_label_of_another_file_are_reported() {
    let place = Place::new();
    place.write("one.csv", "a,y\n1,cat\n2,dog\n3,cat\n");
    place.write("two.csv", "a,y\n4,dog\n5,cat \n6,dog\n");
    let notes =
        "`cat` in column `y` stands with other blanks around it in two.csv than before, and is the same text";
    let (_, told) = place.ok("train one.csv two.csv --target y --set max_iter=2");
    assert!(told.contains(notes), "{told}");
    // where rows are left out, too
    place.write("one.csv", "a,y\n,dog\n1,cat\n2,dog\n3,cat\n");
    let (_, told) = place.ok("train one.csv two.csv --target y --missing drop --set max_iter=2");
    assert!(told.contains(notes), "{told}");
    place.write("two.csv", "a,y\n4,dog\n5,cat\n6,dog\n");
    let (_, told) = place.ok("train one.csv two.csv --target y --missing drop --set max_iter=2");
    assert!(!told.contains("blanks"), "{told}");
}

#[test]
fn a_target_without_a_header_beside_features_with_one_is_named() {
    let place = Place::new();
    place.write("x.csv", "a,b\n1,2\n2,1\n3,5\n4,1\n");
    place.write("y.csv", "u\nu\nv\nv\n");
    let error = place.refused("train x.csv --y y.csv").replace("\n  ", " ");
    let says = "y.csv: its first line is there again on line 2, so it seems to have no header, where x.csv has one; add a line \
                with a name at its top";
    assert!(error.contains(says), "{error}");
    assert!(
        !error.contains("--no-header") && !error.contains("--y"),
        "{error}"
    );
}

#[test]
fn predict_compares_no_target() {
    let place = Place::new();
    place.write("x.csv", "a,b\n1,2\n2,1\n3,5\n4,1\n");
    place.write("y.csv", "kind\nu\nv\nu\nv\n");
    place.ok("train x.csv --y y.csv --set max_iter=1");
    for (command, said) in [
        (
            "predict model.json x.csv --y y.csv",
            "not used: the target `kind`",
        ),
        (
            "evaluate model.json x.csv --y y.csv",
            "compared with the column `kind`",
        ),
    ] {
        let (_, err) = place.ok(command);
        assert!(err.contains(said), "{err}");
        assert_eq!(err.contains("compared"), command.starts_with("evaluate"), "{err}");
    }
}
