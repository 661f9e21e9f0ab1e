//! Dates with offsets from UTC: parts are of the local time as it is written, seconds since 1970 of the instant.

use crate::place::Place;

const TRAIN: &str = "--set hidden_layer_sizes=4 --set max_iter=30 --out";

/// Rows of a moment, a number and a class.
fn log(end: impl Fn(u32) -> &'static str) -> String {
    let row = |i: u32| {
        let moment = format!("2024-05-{:02} {:02}:30:00{}", 1 + i / 24, i % 24, end(i));
        format!("{moment},{},{}\n", i % 7, if i % 24 < 12 { "am" } else { "pm" })
    };
    String::from("t,a,y\n") + &(0..48).map(row).collect::<String>()
}

fn place() -> Place {
    let place = Place::new();
    place.write("local.csv", log(|_| ""));
    // as where summer begins
    place.write("zoned.csv", log(|i| if i < 20 { "+01:00" } else { "+02:00" }));
    place.write("utc.csv", log(|_| "Z"));
    place
}

#[test]
fn what_an_offset_means_is_said() {
    let place = place();
    for (file, dates, said) in [
        (
            "zoned.csv",
            "parts",
            "a feature for each part, of the local time that stands before each offset from UTC",
        ),
        ("utc.csv", "parts", "a feature for each part, in UTC"),
        (
            "zoned.csv",
            "number",
            "seconds since 1970, of the instant whatever its offset from UTC",
        ),
        ("local.csv", "number", "seconds since 1970, which f32 holds"),
    ] {
        let (_, err) = place.ok(&format!("train {file} --dates {dates} {TRAIN} model.json"));
        assert!(
            err.contains(&format!("dates in column `t`, read as year-month-day: {said}")),
            "{err}"
        );
    }
}

#[test]
fn dates_of_which_some_have_an_offset_are_an_error_with_both_lines() {
    let place = place();
    place.write("late.csv", log(|i| if i < 20 { "" } else { "+02:00" }));
    place.write("early.csv", log(|i| if i < 20 { "Z" } else { "" }));
    for (file, says) in [
        (
            "late.csv",
            "late.csv:22: in column `t` `2024-05-01 20:30:00+02:00` on line 22 has an offset from UTC and \
             `2024-05-01 00:30:00` on line 2 has none",
        ),
        (
            "early.csv",
            "early.csv:22: in column `t` `2024-05-01 00:30:00Z` on line 2 has an offset from UTC and \
             `2024-05-01 20:30:00` on line 22 has none",
        ),
    ] {
        for dates in ["parts", "number"] {
            let refused = place.refused(&format!("train {file} --dates {dates}"));
            assert!(refused.contains(says), "{refused}");
            assert!(refused.contains("`--dates drop`"), "{refused}");
            place.ok(&format!("train utc.csv --dates {dates} {TRAIN} model.json"));
            let refused = place.refused(&format!("predict model.json {file}"));
            assert!(refused.contains(says), "{refused}");
        }
        for way_out in ["--dates drop", "--categories t --dates parts", "--drop t"] {
            place.ok(&format!("train {file} {way_out} {TRAIN} model.json"));
        }
    }
}

#[test]
fn files_with_offsets_and_without_are_not_joined() {
    let place = place();
    for dates in ["parts", "number"] {
        let train =
            |files: &str| place.refused(&format!("train {files} --target y --dates {dates} --out m.json"));
        let refused = train("local.csv zoned.csv");
        let says = "zoned.csv: dates with offsets from UTC in column `t";
        assert!(
            refused.contains(says) || refused.contains("dates with offsets from UTC in column `t"),
            "{refused}"
        );
        let refused = train("zoned.csv local.csv");
        assert!(
            refused.contains("dates without offsets from UTC in column `t"),
            "{refused}"
        );
        place.ok(&format!(
            "train utc.csv zoned.csv --target y --dates {dates} {TRAIN} m.json"
        ));
    }
}

#[test]
fn a_model_is_told_which_clock_its_dates_are_of() {
    let place = place();
    for (trained, other, here, then) in [
        ("local.csv", "zoned.csv", "an", "none"),
        ("zoned.csv", "local.csv", "no", "one"),
    ] {
        place.ok(&format!("train {trained} --dates number {TRAIN} number.json"));
        place.ok(&format!("train {trained} --dates parts {TRAIN} parts.json"));
        let says = format!(
            "dates in column `t` have {here} offset from UTC, and those that the model was trained on had {then}"
        );
        for command in ["predict", "evaluate"] {
            let refused = place.refused(&format!("{command} number.json {other}"));
            assert!(refused.contains(&says), "{refused}");
            // of the same clock
            let (answers, _) = place.ok(&format!("{command} parts.json {trained}"));
            let (same, err) = place.ok(&format!("{command} parts.json {other}"));
            assert_eq!(same, answers);
            assert_eq!(err.matches(&says).count(), 1, "{err}");
        }
        for model in ["number.json", "parts.json"] {
            let (_, err) = place.ok(&format!("predict {model} {trained}"));
            assert!(!err.contains("offset from UTC, and"), "{err}");
        }
    }
}

#[test]
fn a_model_that_does_not_say_it_takes_both() {
    let place = place();
    for (dates, says) in [("parts", true), ("number", false)] {
        place.ok(&format!("train local.csv --dates {dates} {TRAIN} model.json"));
        let model = place.read("model.json");
        let said = ",\n          \"offsets\": false";
        assert!(model.contains(said), "{model}");
        place.write_model("model.json", &model.replace(said, ""));
        let (answers, _) = place.ok("predict model.json local.csv --quiet");
        let (same, err) = place.ok("predict model.json utc.csv");
        assert_eq!(same, answers);
        let note = "dates in column `t`: a feature for each part, in UTC";
        assert_eq!(err.contains(note), says, "{err}");
    }
}

#[test]
fn clocks_that_a_model_has_not_seen_are_told_with_their_offsets() {
    let place = place();
    place.write("winter.csv", log(|_| "+01:00"));
    let says = |here: &str, then: &str| {
        format!(
            "dates in column `t` have the offsets from UTC {here}, and those that the model was trained on had {then}"
        )
    };
    place.ok(&format!("train zoned.csv --dates parts {TRAIN} parts.json"));
    for (file, told) in [
        ("utc.csv", Some(says("+00:00", "+01:00, +02:00"))),
        ("winter.csv", None),
        ("zoned.csv", None),
    ] {
        for command in ["predict", "evaluate"] {
            let (_, err) = place.ok(&format!("{command} parts.json {file}"));
            assert_eq!(
                told.as_ref().is_some_and(|told| err.contains(told)),
                told.is_some(),
                "{err}"
            );
            assert_eq!(err.contains("offsets from UTC +"), told.is_some(), "{err}");
        }
    }
    place.ok(&format!("train winter.csv --dates parts {TRAIN} winter.json"));
    let (_, err) = place.ok("predict winter.json zoned.csv");
    assert!(err.contains(&says("+01:00, +02:00", "+01:00")), "{err}");
    // seconds are of the instant
    place.ok(&format!("train winter.csv --dates number {TRAIN} seconds.json"));
    let (_, err) = place.ok("predict seconds.json zoned.csv");
    assert!(!err.contains("offsets from UTC +"), "{err}");
    // files of several clocks
    let train = |files: &str| {
        place
            .ok(&format!(
                "train {files} --target y --dates parts {TRAIN} several.json"
            ))
            .1
    };
    let err = train("zoned.csv utc.csv");
    let note = "dates in column `t` of utc.csv have the offsets from UTC +00:00, and those before +01:00, +02:00: \
                their parts go together only where all are local times of one place";
    assert_eq!(err.matches(note).count(), 1, "{err}");
    let (_, err) = place.ok("predict several.json zoned.csv");
    assert!(!err.contains("offsets from UTC +"), "{err}");
    // a file of UTC alone, and a clock that is UTC in winter
    place.write("london.csv", log(|i| if i < 20 { "+00:00" } else { "+01:00" }));
    place.ok(&format!("train london.csv --dates parts {TRAIN} london.json"));
    let (_, err) = place.ok("predict london.json utc.csv");
    assert!(err.contains(&says("+00:00", "+00:00, +01:00")), "{err}");
    place.write("again.csv", place.read("zoned.csv"));
    assert!(!train("zoned.csv again.csv").contains("and those before"));
}
