//! Dates with years of two digits, and dates of digits alone.

use crate::place::Place;

const TRAIN: &str = "--set hidden_layer_sizes=4 --set max_iter=30 --out";

fn log(day: impl Fn(u32) -> String) -> String {
    let row = |i: u32| format!("{},{},{}\n", day(i), i % 7, i % 2);
    String::from("day,a,y\n") + &(0..40).map(row).collect::<String>()
}

#[test]
fn years_of_two_digits_are_those_of_posix_and_said() {
    let place = Place::new();
    let year = |i: u32| if i.is_multiple_of(2) { 1999 } else { 2024 };
    place.write("iso.csv", log(|i| format!("{}-02-{:02}", year(i), 1 + i % 28)));
    place.write(
        "points.csv",
        log(|i| format!("{:02}.02.{:02}", 1 + i % 28, year(i) % 100)),
    );
    place.write(
        "slashes.csv",
        log(|i| format!("2/{}/{:02}", 1 + i % 28, year(i) % 100)),
    );
    place.write(
        "words.csv",
        log(|i| format!("{}-Feb-{:02}", 1 + i % 28, year(i) % 100)),
    );
    for dates in ["parts", "number"] {
        let model = |file: &str| -> serde_json::Value {
            let (_, err) = place.ok(&format!("train {file} --dates {dates} {TRAIN} model.json"));
            let said = err.contains("years of two digits as 1969 to 2068");
            assert_eq!(said, file != "iso.csv", "{err}");
            let model: serde_json::Value = serde_json::from_str(&place.read("model.json")).expect("JSON");
            model["weights"].clone()
        };
        let expected = model("iso.csv");
        for file in ["points.csv", "slashes.csv", "words.csv"] {
            assert_eq!(model(file), expected, "{file}");
        }
        let (answers, _) = place.ok("predict model.json iso.csv --proba --quiet");
        let (same, err) = place.ok("predict model.json points.csv --proba");
        assert_eq!(same, answers);
        assert!(
            err.contains("years of two digits as 1969 to 2068: as the model was"),
            "{err}"
        );
    }
    // which is the day and which the month is asked for, as of other dates
    place.write("either.csv", log(|i| format!("{:02}/02/24", 1 + i % 12)));
    let refused = place.refused("train either.csv --dates parts");
    assert!(refused.contains("--date-order day-first"), "{refused}");
    place.ok(&format!(
        "train either.csv --dates parts --date-order month-first {TRAIN} model.json"
    ));
    let refused = place.refused("train points.csv");
    assert!(
        refused.contains("holds a date or a time, `01.02.99`"),
        "{refused}"
    );
    // of three numbers between hyphens any may be the year
    place.write("hyphens.csv", log(|i| format!("24-02-{:02}", 1 + i % 28)));
    let refused = place.refused("train hyphens.csv --dates parts");
    assert!(
        refused.contains("if that is a date, write its year with four digits"),
        "{refused}"
    );
}

#[test]
fn one_text_among_dates_of_digits_is_the_error() {
    let place = Place::new();
    let odd = |text: &'static str| {
        log(move |i| match i {
            20 => text.to_owned(),
            _ => format!("202405{:02}", 1 + i % 28),
        })
    };
    place.write("good.csv", odd("20240521"));
    place.ok(&format!("train good.csv --dates parts {TRAIN} model.json"));
    for text in ["soon", "2024-05-21"] {
        place.write("odd.csv", odd(text));
        for options in ["--dates parts", "--dates number --categorical one-hot"] {
            let refused = place.refused(&format!("train odd.csv {options}"));
            let said = format!("odd.csv:22: column `day` holds `{text}`, where most are dates or times");
            assert!(refused.contains(&said), "{refused}");
        }
        let refused = place.refused("predict model.json odd.csv");
        assert!(
            refused.contains(&format!(
                "odd.csv:22: column `day` holds `{text}`, where the model takes a date"
            )),
            "{refused}"
        );
        let skip = format!("train odd.csv --dates parts --bad-lines skip {TRAIN} skip.json");
        for options in ["", " --categorical one-hot"] {
            let (_, err) = place.ok(&(skip.clone() + options));
            assert!(
                err.contains("1 line does not fit the others: line 22") && err.contains(text),
                "{err}"
            );
        }
        let (_, err) = place.ok(&format!("train odd.csv --dates drop {TRAIN} drop.json"));
        assert!(
            err.contains(&format!(
                "left out, with 1 field that is no date, first line 22: `{text}`"
            )),
            "{err}"
        );
        let refused = place.refused("train odd.csv");
        assert!(
            refused.contains(&format!(
                "odd.csv:22: column `day` holds text, `{text}`; correct the line"
            )),
            "{refused}"
        );
    }
}

#[test]
fn versions_are_not_taken_for_dates() {
    let place = Place::new();
    place.write("versions.csv", log(|i| format!("1.{}.{}", i % 3, 20 + i % 5)));
    let refused = place.refused("train versions.csv");
    assert!(
        refused.contains(
            "versions.csv:2: column `day` holds text, `1.0.20`; give `--categorical one-hot` or `--drop day`"
        ),
        "{refused}"
    );
    for flag in [
        "--categorical one-hot",
        "--categories day",
        "--categories day --dates parts",
    ] {
        let (_, err) = place.ok(&format!("train versions.csv {flag} {TRAIN} model.json"));
        assert!(err.contains("one-hot: day"), "{err}");
    }
}
