//! Dates without a time of day are midnights, as pandas writes a column of nothing else.

use crate::place::Place;

/// Rows with a date, a number and a class.
fn log(date: impl Fn(u32) -> String) -> String {
    let row = |i: u32| {
        format!(
            "{},{},{}\n",
            date(i),
            i % 7,
            if i % 24 < 12 { "am" } else { "pm" }
        )
    };
    String::from("t,a,y\n") + &(0..48).map(row).collect::<String>()
}

fn day(i: u32) -> String {
    format!("2024-05-{:02}", 1 + i / 2)
}

fn midnight(i: u32) -> String {
    format!("{} 00:00:00", day(i))
}

fn hour(i: u32) -> String {
    format!("{} {:02}:00:00", day(i), i % 24)
}

const TRAIN: &str = "--set hidden_layer_sizes=4 --set max_iter=30 --quiet --out";

#[test]
fn days_are_midnights_to_a_model_of_times() {
    let place = Place::new();
    place.write("hours.csv", log(hour));
    place.write("midnights.csv", log(midnight));
    place.write("days.csv", log(day));
    let records = |date: &dyn Fn(u32) -> String| -> String {
        let rows = (0..48).map(|i| format!("{{\"t\": \"{}\", \"a\": {}}}\n", date(i), i % 7));
        rows.collect()
    };
    place.write("midnights.jsonl", records(&midnight));
    place.write("days.jsonl", records(&day));
    for dates in ["parts", "number"] {
        place.ok(&format!("train hours.csv --dates {dates} {TRAIN} {dates}.json"));
        let midnights = place.ok(&format!("predict {dates}.json midnights.csv --quiet")).0;
        for file in ["days.csv", "midnights.jsonl", "days.jsonl", "hours.csv days.csv"] {
            let (answers, err) = place.ok(&format!("predict {dates}.json {file}"));
            assert!(
                answers.ends_with(midnights.split_once('\n').expect("a header").1),
                "{file}"
            );
            let said = "dates in column `t` have no time of day, and are read as midnight";
            let is_said = err.replace("\n  ", " ").contains(said);
            assert_eq!(
                is_said,
                dates == "parts" && file.contains("days"),
                "{file}: {err}"
            );
        }
        place.ok(&format!("evaluate {dates}.json days.csv --quiet"));
    }
}

#[test]
fn times_that_a_model_of_days_does_not_take_are_said() {
    let place = Place::new();
    place.write("hours.csv", log(hour));
    place.write("midnights.csv", log(midnight));
    place.write("days.csv", log(day));
    place.ok(&format!("train days.csv --dates parts {TRAIN} days.json"));
    let days = place.ok("predict days.json days.csv --quiet").0;
    for (file, said) in [("hours.csv", true), ("midnights.csv", false)] {
        let (answers, err) = place.ok(&format!("predict days.json {file}"));
        assert_eq!(answers, days, "{file}");
        let unused = "the times of day in column `t` are not used";
        assert_eq!(err.contains(unused), said, "{err}");
    }
}

#[test]
fn files_of_days_and_of_times_go_together() {
    let place = Place::new();
    place.write("hours.csv", log(hour));
    place.write("midnights.csv", log(midnight));
    place.write("days.csv", log(day));
    // of other bytes, for the first is said to come again
    place.write("more_midnights.csv", log(midnight) + "\n");
    place.write("more_days.csv", log(day) + "\n");
    place.write("digits.csv", log(|i| day(i).replace('-', "")));
    let train = |files: &str| {
        let command = format!("train {files} --target y --dates parts {TRAIN} model.json");
        place.ok(&command.replace("--quiet ", "")).1.replace("\n  ", " ")
    };
    let answers = || place.ok("predict model.json hours.csv --quiet").0;
    for (days, midnights) in [
        ("days.csv hours.csv", "midnights.csv hours.csv"),
        ("hours.csv days.csv", "hours.csv midnights.csv"),
        (
            "days.csv more_days.csv hours.csv",
            "midnights.csv more_midnights.csv hours.csv",
        ),
    ] {
        let said = train(days);
        let note = "dates in column `t` have no time of day in some of the files, and are read as midnight";
        assert_eq!(said.matches(note).count(), 1, "{said}");
        let of_days = answers();
        train(midnights);
        assert_eq!(answers(), of_days, "{days}");
    }
    place.write(
        "space.toml",
        "alpha = [0.1, 0.2]\nmax_iter = [5]\nhidden_layer_sizes = [[4]]\n",
    );
    let refused = place.refused("train hours.csv digits.csv --target y --dates parts --out model.json");
    assert!(
        refused.contains("`t_hour`, `t_minute`, `t_second` are there alone"),
        "{refused}"
    );
    place.ok("search days.csv hours.csv --target y --dates parts --strategy grid --space space.toml --cv 2 --quiet --out study");
    place.ok("search days.csv hours.csv --target y --dates parts --strategy grid --space space.toml --cv 2 --quiet --out study");
}

#[test]
fn the_order_of_dates_is_advice_where_it_is_the_question() {
    let place = Place::new();
    place.write("log.csv", log(hour));
    place.ok(&format!("train log.csv --dates parts {TRAIN} model.json"));
    for (moment, advice) in [
        ("12/31/2024 10:00", Some("give `--date-order`")),
        ("red", Some("correct the line")),
        ("10:30", Some("correct the line")),
        (
            "1714566600",
            Some(
                "it looks like seconds since 1970: write such moments as dates, with pandas by `pd.to_datetime(column, unit=\"s\")`",
            ),
        ),
        ("1714566600123", Some("milliseconds since 1970")),
        ("1714566600123456", Some("microseconds since 1970")),
        ("1714566600123456789", Some("unit=\"ns\"")),
    ] {
        place.write(
            "row.csv",
            format!("t,a\n2024-05-01 10:00,1\n2024-05-01 11:00,1\n{moment},1\n"),
        );
        let refused = place.refused("predict model.json row.csv");
        assert!(
            advice.is_none_or(|advice| refused.contains(advice)),
            "{moment}: {refused}"
        );
        assert_eq!(
            refused.contains("--date-order"),
            moment.contains('/'),
            "{refused}"
        );
    }
    place.write(
        "rows.json",
        r#"[{"t":1714566600123,"a":1},{"t":1714566600124,"a":1}]"#,
    );
    let refused = place.refused("predict model.json rows.json");
    assert!(
        refused.contains("milliseconds since 1970: write such moments as dates, with pandas by `to_json(path, date_format=\"iso\")`"),
        "{refused}"
    );
}
