//! Several files that are one table.

use std::path::PathBuf;

use mcutune::{Categorical, ColumnData, DataError, Dates, Missing, ReadOptions, TargetColumn, Task};

use crate::common::{new, npy, numbers, zipped};

#[test]
fn labels_of_several_files_come_back_as_written() {
    let place = tempfile::tempdir().expect("a directory");
    let path = |name: &str| place.path().join(name);
    let x = npy("<f4", "(2, 1)", &[0; 8]);
    let wide: Vec<u8> = [16_777_217_i64, 16_777_216]
        .into_iter()
        .flat_map(i64::to_le_bytes)
        .collect();
    for (name, y) in [
        ("a.npz", npy("|u1", "(2,)", &[1, 2])),
        ("b.npz", npy("<i8", "(2,)", &wide)),
    ] {
        std::fs::write(path(name), zipped(&[("X.npy", &x), ("y.npy", &y)])).expect("written");
    }
    for files in [["a.npz", "b.npz"], ["b.npz", "a.npz"]] {
        let options = new().target("y").task(Task::Classify);
        let data = options.read_all(&files.map(path)).expect("reads");
        assert_eq!(data.classes(), ["1", "2", "16777216", "16777217"]);
    }
}

#[test]
fn what_is_wrong_in_several_files_is_said_of_its_own() {
    let place = tempfile::tempdir().expect("a directory");
    let path = |name: &str| place.path().join(name);
    for (name, text) in [
        ("gaps", "x,y\n1,\n2,\n3,\n"),
        ("text", "x,y\n1,u\n2,v\n"),
        ("whole", "x,y\n1,1.5\n2,2.5\n"),
        ("beyond", "x,y\n1,1\n2,9007199254740993\n"),
    ] {
        std::fs::write(path(name), text).expect("written");
    }
    let read = |files: [&str; 2], options: &ReadOptions| {
        let files: Vec<_> = files.iter().map(|name| path(name)).collect();
        options
            .clone()
            .target("y")
            .missing(Missing::Drop)
            .read_all(&files)
    };
    for (files, task, at) in [
        (
            ["gaps", "text"],
            Task::Regress,
            "text:2: the target `y` holds text, `u`",
        ),
        (
            ["whole", "beyond"],
            Task::Classify,
            "beyond:3: the target `y` holds `9007199254740993`",
        ),
        (
            ["beyond", "whole"],
            Task::Classify,
            "beyond:3: the target `y` holds `9007199254740993`",
        ),
    ] {
        let error = read(files, &new().task(task)).expect_err("refused").to_string();
        assert!(error.contains(at), "{error}");
    }
}

#[test]
fn gaps_and_truths_of_one_file_go_with_text_of_another() {
    let place = tempfile::tempdir().expect("a directory");
    let path = |name: &str| place.path().join(name);
    std::fs::write(path("words"), "f,y\nmaybe,1\nTrue,2\n").expect("written");
    std::fs::write(path("truths"), "f,y\nTrue,1\nFalse,2\n").expect("written");
    std::fs::write(path("gaps"), "f,y\n,1\n,2\n").expect("written");
    let options = new()
        .target("y")
        .categorical(Categorical::OneHot)
        .missing(Missing::Mean);
    for files in [["words", "truths", "gaps"], ["gaps", "truths", "words"]] {
        let data = options.read_all(&files.map(path)).expect("reads");
        let ColumnData::Text(texts) = &data.columns()[0].data else {
            panic!("numbers");
        };
        let all = |name: &str| match name {
            "words" => [Some("maybe"), Some("True")],
            "truths" => [Some("True"), Some("False")],
            _ => [None, None],
        };
        assert!(texts.iter().eq(files.into_iter().flat_map(all)), "{files:?}");
    }
    let data = options.read_all(&["gaps", "truths"].map(path)).expect("reads");
    assert_eq!(numbers(&data, 0)[2..], [1.0, 0.0]);
}

#[test]
fn gaps_of_one_file_are_parts_of_the_dates_of_another() {
    let place = tempfile::tempdir().expect("a directory");
    let path = |name: &str| place.path().join(name);
    std::fs::write(path("gaps"), "a,t,y\n1,,1\n2,,2\n").expect("written");
    std::fs::write(path("dates"), "a,t,y\n1,2024-05-01,1\n2,2024-05-02,2\n").expect("written");
    let options = new().target("y").missing(Missing::Mean).dates(Dates::Parts);
    for (files, first) in [(["gaps", "dates"], 2), (["dates", "gaps"], 0)] {
        let data = options.read_all(&files.map(path)).expect("reads");
        assert_eq!(
            data.feature_names(),
            ["a", "t_year", "t_month", "t_day", "t_weekday"]
        );
        let days = numbers(&data, 3);
        assert_eq!(days[first..first + 2], [1.0, 2.0]);
        assert_eq!(days.iter().filter(|day| day.is_nan()).count(), 2);
        assert!(data.columns()[3].date.is_some());
    }
}

#[test]
fn dates_of_several_files_are_in_one_order() {
    let place = tempfile::tempdir().expect("a directory");
    let path = |name: &str| place.path().join(name);
    for (name, date) in [
        ("day", "31/12/2024"),
        ("both", "2/1/1970"),
        ("month", "12/31/2024"),
        ("iso", "1970-01-01"),
        ("clock", "12:30"),
        ("number", "7"),
        ("gaps", ""),
    ] {
        std::fs::write(path(name), format!("t,y\n{date},1\n{date},2\n")).expect("written");
    }
    let read = |files: &[&str]| {
        let files: Vec<_> = files.iter().map(|name| path(name)).collect();
        new().target("y").dates(Dates::Number).read_all(&files)
    };
    let data = read(&["iso", "day", "both"]).expect("reads");
    assert_eq!(numbers(&data, 0)[4..], [86_400.0; 2], "as the other file has it");
    let data = read(&["month", "both"]).expect("reads");
    assert_eq!(numbers(&data, 0)[2..], [31.0 * 86_400.0; 2]);
    for files in [["day", "month"], ["month", "day"]] {
        let error = read(&files).expect_err("refused").to_string();
        assert!(
            error.contains(&format!("{}: not as ", path(files[1]).display()))
                && error.contains("dates in column `t` read as"),
            "{error}"
        );
    }
    for (files, what) in [
        (
            ["iso", "clock"],
            "times of day without a date in column `t` where that has dates",
        ),
        (
            ["clock", "number"],
            "numbers in column `t` where that has times of day without a date",
        ),
        (["number", "iso"], "dates in column `t` where that has numbers"),
    ] {
        let error = read(&files).expect_err("refused").to_string();
        assert!(error.contains(what), "{error}");
    }
    let options = new().target("y").dates(Dates::Number).missing(Missing::Mean);
    let data = options.read_all(&["iso", "gaps"].map(path)).expect("reads");
    assert!(numbers(&data, 0)[1] == 0.0 && numbers(&data, 0)[2].is_nan());
    assert!(matches!(
        read(&["iso", "both"]).expect_err("refused"),
        DataError::DateOrder { .. }
    ));
}

#[test]
fn several_files_decide_together_whether_numbers_as_text_are_labels() {
    let directory = tempfile::tempdir().expect("a directory");
    let write = |name: &str, labels: &mut dyn Iterator<Item = String>| {
        let rows: String = labels.map(|y| format!("{{\"a\": 1, \"y\": {y}}}\n")).collect();
        let path = directory.path().join(name);
        std::fs::write(&path, rows).expect("written");
        path
    };
    let few = |name: &str, from: u32| write(name, &mut (from..from + 12).map(|i| format!("\"{i}.5\"")));
    let [a, b, c] = [few("a.jsonl", 0), few("b.jsonl", 12), few("c.jsonl", 0)];
    let many = write("many.jsonl", &mut (0..40).map(|i| format!("\"{i}.5\"")));
    let options = new().target("y");
    let is_values = |paths: &[&PathBuf]| {
        let paths: Vec<PathBuf> = paths.iter().map(|&path| path.clone()).collect();
        let data = options.read_all(&paths).expect("reads");
        matches!(data.target(), Some(TargetColumn::Values(_)))
    };
    assert!(is_values(&[&a, &b]) && is_values(&[&many, &a]) && is_values(&[&a, &many]));
    assert!(!is_values(&[&a, &c]));
    // numbers in one of them, and text in the other
    let numbers = write("numbers.jsonl", &mut (0..40).map(|i| format!("{i}.5")));
    assert!(is_values(&[&numbers, &a]));
}
