//! Durations, which are read in seconds, where other data have plain numbers.

use crate::place::Place;

const DURATIONS: &str = "durations.xlsx";
/// The same in days, as a workbook has them without the format of durations.
const DAYS: &str = "durations_plain.xlsx";
const SECONDS: &str = "seconds.csv";

fn place() -> Place {
    let place = Place::new();
    for file in [DURATIONS, DAYS] {
        place.write(file, place.case(file));
    }
    place.write(SECONDS, "took,y\n108000,u\n108001.25,v\n108002.5,u\n0.75,v\n");
    place
}

fn train(place: &Place, file: &str, flags: &str) {
    place.ok(&format!(
        "train {file} {flags} --set max_iter=5 --set hidden_layer_sizes=2 --quiet --out model.json"
    ));
}

#[test]
fn a_model_of_durations_answers_no_days() {
    let place = place();
    train(&place, DURATIONS, "");
    for command in ["predict", "evaluate"] {
        let error = place.refused(&format!("{command} model.json {DAYS} --quiet"));
        let says = "durations_plain.xlsx: column `took` is plain numbers, and the model was trained on durations, in seconds";
        assert!(error.contains(says), "{error}");
        let (answers, _) = place.ok(&format!("{command} model.json {DURATIONS} --quiet"));
        let (same, warning) = place.ok(&format!("{command} model.json {SECONDS} --quiet"));
        assert_eq!(same, answers);
        let says = "seconds.csv: column `took` is taken for seconds: the model was trained on durations";
        assert!(warning.contains(says), "{warning}");
    }
}

#[test]
fn a_model_of_numbers_takes_durations_for_seconds_and_says_so() {
    let place = place();
    train(&place, SECONDS, "");
    let (answers, _) = place.ok(&format!("predict model.json {SECONDS} --quiet"));
    let (same, warning) = place.ok(&format!("predict model.json {DURATIONS} --quiet"));
    assert_eq!(same, answers);
    let says = "column `took` is durations, read in seconds; the model was trained on plain numbers";
    assert!(warning.contains(says), "{warning}");
}

#[test]
fn a_target_of_durations_is_compared_with_no_days() {
    let place = place();
    train(&place, DURATIONS, "--target took --categorical one-hot");
    let error = place.refused(&format!("evaluate model.json {DAYS} --quiet"));
    assert!(error.contains("column `took` is plain numbers"), "{error}");
    let (_, warning) = place.ok(&format!("evaluate model.json {SECONDS} --quiet"));
    assert!(
        warning.contains("column `took` is taken for seconds"),
        "{warning}"
    );
    // of a target that is not compared there is nothing to say
    place.ok(&format!("predict model.json {DAYS} --quiet"));
}

#[test]
fn durations_and_numbers_are_no_column_of_one_set() {
    let place = place();
    for other in [DAYS, SECONDS] {
        let error = place.refused(&format!("train {DURATIONS} {other} --target y --out model.json"));
        let says = "numbers in column `took` where that has durations, which are read in seconds";
        assert!(error.contains(says), "{error}");
        let error = place.refused(&format!("train {other} {DURATIONS} --target y --out model.json"));
        let says = "durations, which are read in seconds, in column `took` where that has numbers";
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn a_column_that_mixes_them_can_be_left_out() {
    let place = place();
    place.write("mixed.xlsx", place.case("durations_mixed.xlsx"));
    let error = place.refused("train mixed.xlsx --out model.json");
    assert!(error.contains("cell A4 is a plain number"), "{error}");
    let error = place.refused("train mixed.xlsx --drop took --out model.json");
    assert!(!error.contains("cell A4"), "{error}");
}

/// A workbook has the one where hours end at 24, and the other where they go on.
#[test]
fn times_of_day_among_durations_are_said_to_be_so() {
    let place = place();
    place.write("times.xlsx", place.case("durations_and_times.xlsx"));
    for flags in ["", "--categorical one-hot", "--categories k", "--dates number"] {
        let error = place.refused(&format!("train times.xlsx {flags} --out model.json"));
        let says = "times.xlsx: cell A2 is a time of day or a date, and cell A3 of its column a duration, which is read in \
                    seconds; if all are durations, format the cells of the column as `[h]:mm:ss`, or leave the column out \
                    with `--drop`";
        assert!(error.ends_with(says), "{error}");
    }
    train(&place, "times.xlsx", "--drop k");
}

#[test]
fn hours_past_a_day_are_named_among_times_of_day() {
    let place = place();
    // most of them past a day, and few
    for (first, line) in [(10, 16), (0, 26)] {
        let rows = (0..40).map(|i| format!("{}:{:02}:00,{},{}\n", first + i, 7 * i % 60, i % 7, i % 2));
        place.write("hours.csv", "took,x,y\n".to_owned() + &rows.collect::<String>());
        for flags in ["", "--dates number"] {
            let error = place.refused(&format!("train hours.csv {flags} --out model.json"));
            let says = format!("hours.csv:{line}: column `took` holds text, `24:");
            assert!(error.contains(&says), "{error}");
            assert!(
                error.contains("if that is a duration, write it in seconds, with pandas by"),
                "{error}"
            );
            // where most are times of day
            assert_eq!(error.contains("`--dates drop`"), first == 0, "{error}");
        }
    }
    train(&place, "hours.csv", "--drop took");
    train(&place, "hours.csv", "--dates drop");
    // midnight, as meters write it
    let rows = (1..41).map(|i| format!("{}:00:00,{},{}\n", i % 24 + 1, i % 7, i % 2));
    place.write(
        "midnight.csv",
        "took,x,y\n".to_owned() + &rows.collect::<String>(),
    );
    let error = place.refused("train midnight.csv --out model.json");
    assert!(
        !error.contains("duration") && error.contains("`--dates drop`"),
        "{error}"
    );
    train(&place, "midnight.csv", "--dates drop");
}

#[test]
fn text_that_is_a_number_is_none_of_the_durations() {
    let place = place();
    place.write("text.xlsx", place.case("durations_text.xlsx"));
    let error = place.refused("train text.xlsx --out model.json");
    assert!(error.contains("cell A4 is a plain number"), "{error}");
}

#[test]
fn gaps_of_another_file_change_nothing_of_what_is_said() {
    let place = place();
    place.write("gaps.xlsx", place.case("durations_gaps.xlsx"));
    train(&place, DURATIONS, "--missing mean");
    for files in [format!("{SECONDS} gaps.xlsx"), format!("gaps.xlsx {SECONDS}")] {
        let (_, warning) = place.ok(&format!("evaluate model.json {files} --quiet"));
        assert!(
            warning.contains("column `took` is taken for seconds"),
            "{files}: {warning}"
        );
    }
    place.refused(&format!("evaluate model.json gaps.xlsx {DAYS} --quiet"));
}

#[test]
fn categories_of_durations_are_none_of_numbers() {
    let place = place();
    let error = place.refused(&format!(
        "train {DURATIONS} {DAYS} --target y --categories took --out model.json"
    ));
    assert!(
        error.contains("numbers in column `took` where that has durations"),
        "{error}"
    );
    train(&place, DURATIONS, "--categories took");
    let error = place.refused(&format!("evaluate model.json {DAYS} --quiet"));
    assert!(error.contains("column `took` is plain numbers"), "{error}");
}

#[test]
fn a_target_of_another_file_is_said_to_be_in_that() {
    let place = place();
    train(&place, DURATIONS, "--target took --categorical one-hot");
    place.write("x.csv", "y\nu\nv\nu\nv\n");
    place.write("took.csv", "took\n108000\n108001.25\n108002.5\n0.75\n");
    let (_, warning) = place.ok("evaluate model.json x.csv --y took.csv --quiet");
    assert!(
        warning.contains("took.csv: column `took` is taken for seconds"),
        "{warning}"
    );
}
