//! Columns of dates that a model was trained without, and the places of those that it takes.

use crate::place::Place;

const TRAIN: &str = "--set hidden_layer_sizes=4 --set max_iter=30 --quiet --out";

/// A day, two numbers and a class, where a day is left out of `rows`.
fn log(day: impl Fn(u32) -> String) -> String {
    let row = |i: u32| format!("{},{},{},{}\n", day(i), i % 7, 3 + i % 5, i % 2);
    (0..40).map(row).collect()
}

fn days(i: u32) -> String {
    format!("2024-05-{:02}", 1 + i % 28)
}

#[test]
fn dates_that_are_left_out_may_be_gaps() {
    let place = Place::new();
    place.write("named.csv", String::from("day,a,b,y\n") + &log(days));
    place.write(
        "named_gaps.csv",
        String::from("day,a,b,y\n") + &log(|_| String::new()),
    );
    place.write("rows.csv", log(days));
    place.write("rows_gaps.csv", log(|_| String::new()));
    place.write("rows_few.csv", ",1,4\n,2,3\n");
    place.write("few.csv", "2024-05-01,1,4\n2024-05-01,2,3\n");
    for (header, files) in [
        ("", ["named.csv", "named_gaps.csv"]),
        (" --no-header", ["rows.csv", "rows_gaps.csv"]),
    ] {
        let train = format!(
            "train {}{header} --dates drop --missing mean {TRAIN} model.json",
            files[0]
        );
        place.ok(&train);
        for command in ["predict model.json", "evaluate model.json"] {
            let of = |file: &str| {
                place
                    .ok(&format!("{command} {file}{header} --dates drop --quiet"))
                    .0
            };
            assert_eq!(of(files[1]), of(files[0]), "{command}{header}");
        }
        // all of them again as one table
        place.ok(&format!("{train} --target 3").replace(files[0], &format!("{} {}", files[0], files[1])));
        place.ok(&format!("{train} --target 3").replace(files[0], &format!("{} {}", files[1], files[0])));
    }
    let of = |file: &str| {
        place
            .ok(&format!(
                "predict model.json {file} --no-header --dates drop --proba --quiet"
            ))
            .0
    };
    place.ok(&format!(
        "train rows.csv --no-header --dates drop --missing mean {TRAIN} model.json"
    ));
    assert_eq!(of("rows_few.csv"), of("few.csv"));
    // a feature of gaps stays one
    place.write("gap.csv", "a,b\n,4\n,3\n");
    place.ok(&format!(
        "train named.csv --dates drop --missing mean {TRAIN} named.json"
    ));
    let (answers, _) = place.ok("predict named.json gap.csv --dates drop --quiet");
    assert_eq!(answers.lines().count(), 3);
}

#[test]
fn columns_at_other_places_are_refused_with_both_lists() {
    let place = Place::new();
    // the target first, then a day
    let row = |i: u32| format!("{},{},{}\n", i % 2, days(i), i % 7);
    place.write("rows.csv", (0..40).map(row).collect::<String>());
    place.write("few.csv", "2024-05-01,3\n2024-05-02,4\n");
    place.write("named.csv", "day,a\n2024-05-01,3\n");
    for dates in ["parts", "number"] {
        place.ok(&format!(
            "train rows.csv --no-header --target 0 --dates {dates} {TRAIN} model.json"
        ));
        place.ok("predict model.json rows.csv --no-header --quiet");
        // to be judged by, the first is the target here too
        for (command, here) in [
            ("predict model.json few.csv --no-header", "x0, x1"),
            ("predict model.json named.csv", "day, a"),
            ("evaluate model.json few.csv --no-header", "x1"),
            ("evaluate model.json named.csv", "day, a"),
        ] {
            let refused = place.refused(command);
            let both = format!(
                "by the columns that it was trained on, with the target at `x0`, and these are others; the model's are x1, x2; here are {here}"
            );
            assert!(refused.contains(&both), "{refused}");
        }
    }
    // a model that was trained without the first column does not take it for another
    place.write("rows.csv", log(|i| i.to_string()));
    place.write("few.csv", "0,1,4\n1,2,3\n");
    place.ok(&format!("train rows.csv --no-header --drop 0 {TRAIN} model.json"));
    let refused = place.refused("predict model.json few.csv --no-header");
    assert!(
        refused.contains("the model's are x1, x2; here are x0, x1, x2"),
        "{refused}"
    );
    let (answers, _) = place.ok("predict model.json few.csv --no-header --drop 0 --quiet");
    assert_eq!(answers.lines().count(), 3);
}

#[test]
fn truths_that_become_text_are_not_said_to_be_numbers() {
    let place = Place::new();
    place.write(
        "one.csv",
        "on,a,y\ntrue,1,0\nfalse,2,1\n".to_owned() + &"true,3,1\nfalse,4,0\n".repeat(9),
    );
    place.write(
        "two.csv",
        "on,a,y\nmaybe,1,0\nmaybe,2,1\n".to_owned() + &"true,3,1\nfalse,4,0\n".repeat(9),
    );
    let train = "train one.csv two.csv --target y --categorical one-hot --set max_iter=2 --out model.json";
    let (_, err) = place.ok(train);
    assert!(
        err.contains("one-hot: on") && !err.contains("true and false"),
        "{err}"
    );
    let (_, err) = place.ok("train one.csv --set max_iter=2 --out model.json");
    assert!(err.contains("true and false are read as 1 and 0 in on"), "{err}");
}
