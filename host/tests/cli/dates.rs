//! A model reads columns of dates as it was trained to, whatever the flags say.

use crate::place::Place;

/// Rows of a log with a moment, a number and a class.
fn log(moment: impl Fn(u32) -> String) -> String {
    let row = |i: u32| {
        format!(
            "{},{},{}\n",
            moment(i),
            i % 7,
            if i % 24 < 12 { "am" } else { "pm" }
        )
    };
    String::from("t,a,y\n") + &(0..48).map(row).collect::<String>()
}

fn iso(i: u32) -> String {
    format!("2024-05-{:02}T{:02}:30:00", 1 + i / 24, i % 24)
}

fn day_first(i: u32) -> String {
    format!("{}/5/2024 {}:30", 1 + i / 24, i % 24)
}

const TRAIN: &str = "--set hidden_layer_sizes=4 --set max_iter=30 --quiet --out";

#[test]
fn a_model_reads_dates_as_it_was_trained_to() {
    let place = Place::new();
    place.write("log.csv", log(iso));
    // 1/5 and 2/5 alone can be read in both orders
    place.write("other.csv", log(day_first));
    for dates in ["parts", "number"] {
        place.ok(&format!("train log.csv --dates {dates} {TRAIN} {dates}.json"));
        let predict = format!("predict {dates}.json log.csv --quiet");
        let (answers, _) = place.ok(&predict);
        let (same, _) = place.ok(&format!("{predict} --dates {dates}"));
        assert_eq!(same, answers);
        let (scores, _) = place.ok(&format!("evaluate {dates}.json log.csv --quiet"));
        assert!(scores.starts_with("accuracy: "), "{scores}");
        let (other, _) = place.ok(&format!(
            "predict {dates}.json other.csv --quiet --date-order day-first"
        ));
        assert_eq!(other, answers);
        let refused = place.refused(&format!("predict {dates}.json other.csv"));
        assert!(
            refused.contains("day/month/year or as month/day/year"),
            "{refused}"
        );
        let refused = place.refused(&format!("{predict} --dates drop"));
        assert!(
            refused.contains(&format!("trained with --dates {dates}")),
            "{refused}"
        );
    }
}

#[test]
fn the_order_of_a_models_dates_holds_where_both_are_possible() {
    let place = Place::new();
    let train = log(|i| format!("{}/5/2024 {}:30", 1 + i, i % 24)).replace("/5/", "/6/");
    let train: Vec<&str> = train.lines().take(31).collect();
    place.write("train.csv", train.join("\n") + "\n");
    place.ok(&format!("train train.csv --dates parts {TRAIN} model.json"));
    let model: serde_json::Value = serde_json::from_str(&place.read("model.json")).expect("JSON");
    let date = &model["preprocess"]["columns"][1]["date"];
    assert_eq!(
        *date,
        serde_json::json!({"column": "t", "part": "month", "order": "day-first", "dates": true, "offsets": false})
    );
    place.write("few.csv", "t,a\n2/6/2024 1:30,1\n3/6/2024 1:30,2\n");
    let (as_trained, _) = place.ok("predict model.json few.csv --quiet");
    let (day_first, _) = place.ok("predict model.json few.csv --quiet --date-order day-first");
    assert_eq!(as_trained, day_first);
    let (_, err) = place.ok("predict model.json few.csv");
    assert!(
        err.contains("dates in column `t`, read as day/month/year: as the model was trained"),
        "{err}"
    );
}

#[test]
fn a_part_with_the_name_of_another_column_is_an_error() {
    let place = Place::new();
    place.write("log.csv", log(iso));
    place.ok(&format!("train log.csv --dates parts {TRAIN} model.json"));
    let rows = log(iso);
    let both: Vec<String> = rows.lines().map(|row| format!("9,{row}")).collect();
    let both = both.join("\n").replacen("9,t", "t_hour,t", 1) + "\n";
    place.write("both.csv", both);
    for command in ["train both.csv --dates parts", "evaluate model.json both.csv"] {
        let refused = place.refused(command);
        assert!(
            refused.contains("`t_hour`, a part of the dates in column `t`, is the name of another column"),
            "{refused}"
        );
    }
    let drop = "evaluate model.json both.csv --quiet --drop t_hour";
    assert_eq!(
        place.ok(drop).0,
        place.ok("evaluate model.json log.csv --quiet").0
    );
}

#[test]
fn a_model_of_numbers_that_are_dates_takes_other_spellings() {
    let place = Place::new();
    place.write("log.csv", log(|i| format!("202405{:02}", 1 + i / 24)));
    place.write("iso.csv", log(|i| format!("2024-05-{:02}", 1 + i / 24)));
    place.ok(&format!("train log.csv --dates parts {TRAIN} model.json"));
    let (answers, _) = place.ok("predict model.json log.csv --quiet");
    assert_eq!(place.ok("predict model.json iso.csv --quiet").0, answers);
    place.write("row.csv", "t,a\n20240501,1\n20241301,1\n");
    let refused = place.refused("predict model.json row.csv");
    assert!(
        refused.contains("`20240501`, where the model takes a date"),
        "{refused}"
    );
}

#[test]
fn a_model_takes_its_own_data_without_names_whose_target_comes_first() {
    let place = Place::new();
    for (dates, moment) in [("parts", "2024-05-"), ("error", "1")] {
        let row = |i: usize| format!("{},{moment}{:02},{}\n", i % 2, 1 + i % 28, i * 7 % 11);
        place.write("rows.csv", (0..40).map(row).collect::<String>());
        let rows = place.read("rows.csv");
        let features: Vec<&str> = rows
            .lines()
            .filter_map(|row| Some(row.split_once(',')?.1))
            .collect();
        place.write("named.csv", format!("x1,x2\n{}\n", features.join("\n")));
        place.ok(&format!(
            "train rows.csv --no-header --target 0 --dates {dates} {TRAIN} model.json"
        ));
        let (answers, err) = place.ok("predict model.json rows.csv --no-header");
        assert!(err.contains("not used: x0, taken for the target"), "{err}");
        assert_eq!(place.ok("predict model.json named.csv").0, answers);
        place.ok("evaluate model.json rows.csv --no-header");
    }
}

#[test]
fn dates_that_are_asked_for_in_vain_are_said() {
    let place = Place::new();
    place.write("log.csv", log(|i| i.to_string()));
    let (_, err) = place.ok("train log.csv --dates parts --set max_iter=2 --out model.json");
    assert!(
        err.contains("no column holds dates or times that can be read; `--dates` changes nothing"),
        "{err}"
    );
    let refused = place.refused("predict model.json log.csv --dates parts");
    assert!(refused.contains("the model takes no dates"), "{refused}");
}

#[test]
fn a_first_file_of_gaps_leaves_the_dates_to_the_next() {
    let place = Place::new();
    place.write("gaps.csv", log(|_| String::new()));
    place.write("log.csv", log(iso));
    let train = "train gaps.csv log.csv --target y --dates number --missing mean";
    place.ok(&format!("{train} {TRAIN} model.json"));
    place.ok("predict model.json log.csv --quiet");
}

#[test]
fn what_is_no_date_of_the_models_kind_is_an_error_with_its_line() {
    let place = Place::new();
    place.write("log.csv", log(iso));
    place.write("clock.csv", log(|i| format!("{:02}:30", i % 24)));
    for dates in ["parts", "number"] {
        place.ok(&format!("train log.csv --dates {dates} {TRAIN} log.json"));
        place.ok(&format!("train clock.csv --dates {dates} {TRAIN} clock.json"));
        for (model, moment, takes) in [
            ("log", "red", "`red`, where the model takes a date"),
            ("log", "1714566600", "`1714566600`, where the model takes a date"),
            ("log", "12:30", "`12:30`, where the model takes a date"),
            (
                "clock",
                "2024-05-01 12:30",
                "`2024-05-01 12:30`, where the model takes a time of day",
            ),
        ] {
            place.write("row.csv", format!("t,a\n{moment},1\n"));
            let refused = place.refused(&format!("predict {model}.json row.csv"));
            assert!(refused.contains("row.csv:2: column `t` holds"), "{refused}");
            assert!(refused.contains(takes), "{refused}");
        }
    }
}

#[test]
fn a_gap_of_a_date_is_filled_as_the_model_was_trained_to() {
    let place = Place::new();
    place.write("log.csv", log(iso).replace("2024-05-01T03:30:00", ""));
    place.ok(&format!(
        "train log.csv --dates parts --missing mean {TRAIN} model.json"
    ));
    place.write("gaps.csv", "t,a\n,1\n,2\n");
    let (answers, _) = place.ok("predict model.json gaps.csv --quiet");
    assert_eq!(answers.lines().count(), 3, "{answers}");
}

#[test]
fn features_that_are_parts_already_are_taken_by_name() {
    let place = Place::new();
    place.write("log.csv", log(|i| format!("{:02}:30", i % 24)));
    place.ok(&format!("train log.csv --dates parts {TRAIN} model.json"));
    place.write("parts.csv", "t_hour,t_minute,t_second,a\n3,30,0,1\n");
    place.write("whole.csv", "t,a\n03:30,1\n");
    let (parts, _) = place.ok("predict model.json parts.csv --quiet");
    let (whole, _) = place.ok("predict model.json whole.csv --quiet");
    assert_eq!(parts, whole);
}

#[test]
fn digits_that_may_be_a_date_are_no_time() {
    let place = Place::new();
    place.write("time.csv", log(|i| format!("{:02}:30:00", i % 24)));
    place.write(
        "both.csv",
        log(|i| format!("2024-05-{:02} {:02}:30:00", 1 + i / 24, i % 24)),
    );
    place.write("day.csv", log(|i| format!("2024-05-{:02}", 1 + i % 30)));
    place.write("digits.csv", "t,a\n20240103,0.1\n20240703,0.1\n");
    for dates in ["parts", "number"] {
        for (file, takes) in [
            ("time.csv", false),
            ("both.csv", dates == "number"),
            ("day.csv", true),
        ] {
            place.ok(&format!(
                "train {file} --dates {dates} --set hidden_layer_sizes=4 --set max_iter=3 --quiet --out model.json"
            ));
            let predict = "predict model.json digits.csv";
            match takes {
                true => drop(place.ok(predict)),
                false => {
                    let error = place.refused(predict);
                    assert!(
                        error.contains("digits.csv:2: column `t` holds `20240103`"),
                        "{error}"
                    );
                }
            }
        }
    }
}
