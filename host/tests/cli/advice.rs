//! What a command says about data that it cannot take as they are, and whether that helps.

use crate::bad_lines::book;
use crate::place::Place;

const TRAIN: &str = "--set hidden_layer_sizes=4 --set max_iter=30 --quiet --out";

/// Rows of two numbers and a class.
fn rows(row: impl Fn(u32) -> String) -> String {
    (0..40).map(|i| row(i) + "\n").collect()
}

fn plain(i: u32) -> String {
    format!("{i},{},c{}", i % 7, i % 2)
}

/// One line, where the terminal would break it.
fn joined(text: &str) -> String {
    text.replace("\n  ", " ")
}

#[test]
fn a_name_that_is_escaped_is_dropped_by_its_position() {
    let place = Place::new();
    for name in ["\u{202e}", "x\ty", "\u{200b}"] {
        let rows: String = (0..20).map(|i| format!("{i},s{i},{}\n", i % 2)).collect();
        place.write("d.csv", format!("a,{name},y\n{rows}"));
        let refused = place.refused("train d.csv");
        assert!(
            refused.contains("`--drop` with its position, `0` for the first"),
            "{refused}"
        );
        place.ok(&format!("train d.csv --drop 1 {TRAIN} model.json"));
    }
}

#[test]
fn where_all_that_there_was_is_dropped_no_line_above_the_header_is_to_blame() {
    let place = Place::new();
    place.write("log.csv", "a,y\n1,0\n2,1\n3,0\n4,1\n");
    let refused = place.refused("train log.csv --drop a");
    assert!(!refused.contains("--skip-lines"), "{refused}");
}

/// Where numbers are some by their type, no flag reads a text as one.
#[test]
fn numbers_as_text_are_to_be_written_as_numbers_where_no_flag_reads_them() {
    let place = Place::new();
    let records = |a: &str| rows(|i| format!(r#"{{"a": "{a}", "b": {i}, "y": "c{}"}}"#, i % 2));
    place.write("plain.csv", "a,b,y\n".to_owned() + &rows(plain));
    place.ok(&format!("train plain.csv {TRAIN} model.json"));
    for (text, code) in [
        ("1,000", r#"`column.str.replace(",", "").astype(float)`"#),
        ("1,000", r#"`column.str.replace(",", ".").astype(float)`"#),
        ("1'000.5", r#"`column.str.replace("'", "").astype(float)`"#),
        (
            "1 000,5",
            r#"`column.str.replace(" ", "").str.replace(",", ".").astype(float)`"#,
        ),
        (
            "1.000,5",
            r#"`column.str.replace(".", "").str.replace(",", ".").astype(float)`"#,
        ),
    ] {
        place.write("texts.jsonl", records(text));
        for command in ["train texts.jsonl", "predict model.json texts.jsonl"] {
            let error = joined(&place.refused(command));
            assert!(error.contains(code), "{command} {text}: {error}");
            assert!(
                !error.contains("--thousands") && !error.contains("--decimal"),
                "{error}"
            );
        }
    }
}

#[test]
fn texts_with_a_decimal_comma_are_numbers_to_a_model_of_such() {
    let place = Place::new();
    let number = |i: u32, sign: char| format!("{}{sign}{}", i / 4, 25 * (i % 4));
    place.write(
        "comma.csv",
        "a;b;y\n".to_owned() + &rows(|i| format!("{};{i};c{}", number(i, ','), i % 2)),
    );
    place.ok(&format!("train comma.csv {TRAIN} model.json"));
    let records =
        |a: &dyn Fn(u32) -> String| rows(|i| format!(r#"{{"a": {}, "b": {i}, "y": "c{}"}}"#, a(i), i % 2));
    place.write("number.jsonl", records(&|i| number(i, '.')));
    place.write("text.jsonl", records(&|i| format!("\"{}\"", number(i, ','))));
    let (answers, _) = place.ok("predict model.json number.jsonl --quiet");
    let (same, err) = place.ok("predict model.json text.jsonl");
    assert_eq!(same, answers);
    assert!(
        err.contains("numbers are read as those that the model was trained on: with a decimal comma"),
        "{err}"
    );
    place.ok("evaluate model.json text.jsonl --quiet");
    // a point beside it may be either
    place.write(
        "both.jsonl",
        records(&|i| format!("\"{}\"", number(i, if i == 9 { '.' } else { ',' }))),
    );
    let refused = place.refused("predict model.json both.jsonl");
    assert!(refused.contains("holds text, `0,0`"), "{refused}");
    for command in [
        "predict model.json both.jsonl",
        "train text.jsonl --out other.json",
    ] {
        let refused = place.refused(command);
        assert!(!refused.contains("--decimal"), "{refused}");
        assert!(
            refused.contains("write it as one and not as text, with pandas by"),
            "{refused}"
        );
    }
}

#[test]
fn texts_with_a_comma_are_names_to_a_model_of_names() {
    let place = Place::new();
    let row = |i: u32| format!("{},5;{};c{}", i, ["0,5", "1,5"][i as usize % 2], i % 2);
    place.write("comma.csv", "a;k;y\n".to_owned() + &rows(row));
    place.ok(&format!("train comma.csv --categories k {TRAIN} model.json"));
    place.write(
        "rows.jsonl",
        "{\"a\": \"1,5\", \"k\": \"0,5\"}\n{\"a\": \"1,5\", \"k\": \"1,5\"}\n",
    );
    place.write("rows.csv", "a;k\n1,5;0,5\n1,5;1,5\n");
    let (answers, err) = place.ok("predict model.json rows.jsonl");
    assert!(!err.contains("unknown"), "{err}");
    assert_eq!(answers, place.ok("predict model.json rows.csv --quiet").0);
}

#[test]
fn durations_are_said_to_be_no_dates_in_one_sentence() {
    let place = Place::new();
    for text in [
        "0 days 00:01:00",
        "-1 days +23:59:00.5",
        "1 day, 0:01:00",
        "P0DT0H1M0S",
        "3 days",
    ] {
        place.write(
            "took.csv",
            "took,a,y\n".to_owned() + &rows(|i| format!("\"{text}\",{i},c{}", i % 2)),
        );
        let refused = place.refused("train took.csv --dates number --out model.json");
        let advice = "if that is a duration, write it in seconds, with pandas by `pandas.to_timedelta(column).dt.total_seconds()`";
        assert!(refused.contains(advice), "{refused}");
    }
    for text in ["3 daisies", "P1", "days", "x day 00:01:00"] {
        place.write(
            "took.csv",
            "took,a,y\n".to_owned() + &rows(|i| format!("\"{text}\",{i},c{}", i % 2)),
        );
        let refused = place.refused("train took.csv --out model.json");
        assert!(!refused.contains("duration"), "{refused}");
    }
}

#[test]
fn lines_before_the_header_are_counted() {
    let place = Place::new();
    let body = "a,b,y\n".to_owned() + &rows(plain);
    for (head, count) in [
        ("Device, X100\nDate, 2024-01-01\n", 2),
        ("Device,X100\nDate,2024-01-01 10:00:00\nUnit\n", 3),
        ("Device, X100, rev 2, x\nDate, 2024-01-01\n\n", 3),
        ("Device, X100, rev 2\nDate, 2024-01-01\n", 2),
        // as wide as the table
        ("Logger v1.2, site A\nstart,2024-01-01,x\n", 2),
        ("\"Device, the best\", X100\nDate, 2024-01-01\n", 2),
    ] {
        place.write("log.csv", head.to_owned() + &body);
        let refused = place.refused("train log.csv --out model.json");
        let advice = format!("if the table begins further down, give `--skip-lines {count}`");
        assert!(refused.contains(&advice), "{head}: {refused}");
        place.ok(&format!("train log.csv --skip-lines {count} {TRAIN} model.json"));
    }
    // a line that does not fit has no table below it that begins anew
    for (at, line) in [(0, "a,b,c,y"), (9, "1,2"), (9, "x,y"), (9, "x,y,z,c0")] {
        let mut lines: Vec<&str> = body.lines().collect();
        lines[at] = line;
        place.write("log.csv", lines.join("\n") + "\n");
        let refused = place.refused("train log.csv --out model.json");
        assert!(!refused.contains("--skip-lines"), "{line}: {refused}");
    }
}

#[test]
fn rows_with_gaps_are_left_out_where_a_model_knows_nothing_for_them() {
    let place = Place::new();
    let gap = "a,b,y\n,3,c1\n".to_owned() + &rows(plain);
    place.write("gap.csv", &gap);
    place.ok(&format!("train gap.csv --missing drop {TRAIN} model.json"));
    for command in ["predict", "evaluate"] {
        let refused = place.refused(&format!("{command} model.json gap.csv"));
        let advice = "correct the line, leave such rows out, as `evaluate --missing drop` does, or train with \
                      `--missing mean` or `--missing median`";
        assert!(refused.contains(advice), "{refused}");
    }
    let (_, err) = place.ok("evaluate model.json gap.csv --missing drop");
    assert!(joined(&err).contains("1 row with gaps left out"), "{err}");
}

#[test]
fn a_row_of_units_is_said_to_be_one_to_a_model() {
    let place = Place::new();
    place.write("log.csv", "a,b,y\n".to_owned() + &rows(plain));
    place.ok(&format!("train log.csv {TRAIN} model.json"));
    for units in ["s,mV,", "s,mV,class", "s,,", "s,°C,c0"] {
        place.write("units.csv", format!("a,b,y\n{units}\n") + &rows(plain));
        for command in ["predict", "evaluate"] {
            let refused = place.refused(&format!("{command} model.json units.csv"));
            assert!(
                refused.contains("units.csv:2: the row below the header is text, as `s` in column `a`"),
                "{refused}"
            );
            assert!(
                refused.contains("give `--units-row` if it holds units"),
                "{refused}"
            );
            let with = place
                .ok(&format!("{command} model.json units.csv --units-row --quiet"))
                .0;
            assert_eq!(with, place.ok(&format!("{command} model.json log.csv --quiet")).0);
        }
    }
    let dated = |i: u32| format!("2024-05-{:02},{},c{}", 1 + i % 28, i % 7, i % 2);
    place.write("dated.csv", "t,b,y\n".to_owned() + &rows(dated));
    place.ok(&format!("train dated.csv --dates parts {TRAIN} dated.json"));
    place.write("units.csv", "t,b,y\nUTC,mV,\n".to_owned() + &rows(dated));
    let refused = place.refused("predict dated.json units.csv");
    assert!(
        refused.contains("`UTC` in column `t`") && refused.contains("--units-row"),
        "{refused}"
    );
    // one text further down is a fault of its line
    place.write("fault.csv", "a,b,y\n1,2,c0\nx,2,c0\n".to_owned() + &rows(plain));
    let refused = place.refused("predict model.json fault.csv");
    assert!(
        refused.contains("fault.csv:3: column `a` holds text, `x`"),
        "{refused}"
    );
}

#[test]
fn a_target_of_one_value_is_said_to_be_that() {
    let place = Place::new();
    for value in ["2.5", "3"] {
        place.write(
            "one.csv",
            "a,b,y\n".to_owned() + &rows(|i| format!("{i},{},{value}", i % 7)),
        );
        let (_, err) = place.ok("train one.csv --task regress --set max_iter=5 --out model.json");
        let err = joined(&err);
        assert!(
            err.contains(&format!(
                "the target `y` is {value} in every row, so there is nothing to learn"
            )),
            "{err}"
        );
        assert!(!err.contains("--task classify"), "{err}");
        let refused = place.refused("train one.csv --task classify --out model.json");
        assert!(
            refused.contains(&format!(
                "the target `y` is `{value}` in every row, so there is nothing to predict"
            )),
            "{refused}"
        );
    }
}

#[test]
fn what_no_flag_reads_is_to_be_written_otherwise() {
    let place = Place::new();
    place.write(
        "decimals.csv",
        "a;v;y\n".to_owned() + &rows(|i| format!("{i}.5;{i},25;c{}", i % 2)),
    );
    place.write(
        "groups.csv",
        "a;v;y\n".to_owned() + &rows(|i| format!("{i}.5;{},250;c{}", 1 + i, i % 2)),
    );
    place.write(
        "clock.csv",
        "t,a,y\n".to_owned() + &rows(|i| format!("2024-01-02 24:{:02},{i},c{}", i, i % 2)),
    );
    place.write(
        "mixed.csv",
        "t,a,y\n".to_owned()
            + &rows(|i| {
                format!(
                    "{}12:{:02},{i},c{}",
                    ["", "2024-01-02 "][i as usize % 2],
                    i,
                    i % 2
                )
            }),
    );
    let iso =
        "if that is a date, its form is not read: write it as ISO 8601 does, such as `2024-01-03T16:05:00`";
    for (file, flags, advice) in [
        (
            "decimals.csv",
            "",
            "write all numbers of the file with the same mark, or `--drop v`",
        ),
        (
            "decimals.csv",
            "--decimal ,",
            "write all numbers of the file with the same mark, or `--drop a`",
        ),
        (
            "groups.csv",
            "",
            "if the comma groups digits, give `--thousands ','`; else write all numbers of the file with the same mark, or `--drop v`",
        ),
        ("clock.csv", "", iso),
        ("clock.csv", "--dates parts", iso),
        (
            "mixed.csv",
            "",
            "write a date with every time or with none; if these are durations, write them in seconds, or give `--drop t`",
        ),
        (
            "mixed.csv",
            "--dates number",
            "write a date with every time or with none; if these are durations, write them in seconds, or give `--drop t`",
        ),
    ] {
        let refused = place.refused(&format!("train {file} {flags}"));
        assert!(refused.contains(advice), "{file} {flags}: {refused}");
    }
    for (name, advice) in [
        (
            "times_past_24h",
            "if they are durations, format the cells as `[h]:mm:ss`",
        ),
        (
            "times_negative",
            "format the cells of the column as durations, `[h]:mm:ss`, or as numbers, or leave the column out",
        ),
    ] {
        let bytes = std::fs::read(format!("{}/tests/cases/{name}.xlsx", env!("CARGO_MANIFEST_DIR")));
        place.write("times.xlsx", bytes.expect("a case"));
        let refused = place.refused("train times.xlsx --dates number");
        assert!(refused.contains(advice), "{name}: {refused}");
    }
}

/// Whatever is advised of them is done.
#[test]
fn advice_on_two_decimal_marks_works() {
    let place = Place::new();
    let class = |i: u32| ["hi", "lo"][i as usize % 2];
    let version = |i: u32| format!("1.{};0,8{i};{}\n", i % 3, class(i));
    let label = |i: u32| format!("0,3{i};0,8{};1.{}\n", 99 - i, i % 2);
    let stray = |i: u32| format!("0{}3{i};0,8{i};{}\n", if i == 19 { '.' } else { ',' }, class(i));
    let thousandths = |i: u32| format!("0.{i};0,8{i};{}\n", class(i));
    let rows = |row: &dyn Fn(u32) -> String| (10..40).map(row).collect::<String>();
    let cases: [(String, &str, &[&str]); 4] = [
        (
            rows(&version),
            "; write all numbers of the file with the same mark, or `--decimal , --categories a` if its numbers are names, \
             or `--decimal , --drop a`",
            &["--decimal , --categories a", "--decimal , --drop a"],
        ),
        (
            rows(&label),
            "; write all numbers of the file with the same mark, or `--decimal , --task classify` if `y` names a class",
            &["--decimal , --task classify"],
        ),
        (
            rows(&stray),
            "have a decimal point, as `0.319` on line 11: a file is read with one decimal mark; write all numbers of the \
             file with the same mark, or `--decimal , --drop a`",
            &["--decimal , --drop a"],
        ),
        (
            rows(&thousandths),
            "; write all numbers of the file with the same mark, or `--drop b`",
            &["--drop b"],
        ),
    ];
    for (rows, advice, ways) in cases {
        place.write("two.csv", "a;b;y\n".to_owned() + &rows);
        let refused = place.refused("train two.csv");
        assert!(refused.ends_with(advice), "{refused}");
        for way in ways {
            place.ok(&format!("train two.csv {way} {TRAIN} model.json"));
        }
    }
}

#[test]
fn a_column_that_a_line_further_down_names_is_found_there() {
    let place = Place::new();
    let table = rows(plain);
    let above = "Device: X\nDate: 2024-01-02\n\n";
    place.write("log.csv", format!("{above}a,b,y\n{table}"));
    place.write("tabs.csv", format!("{above}a,b,y\n{table}").replace(',', "\t"));
    place.write("units.csv", format!("{above}a,b,y\nC,%,\n{table}"));
    let refused = place.refused("train units.csv --target b");
    assert!(
        refused.contains("where a line has `b`, give `--skip-lines 3`"),
        "{refused}"
    );
    place.ok(&format!(
        "train units.csv --target b --drop y --skip-lines 3 --units-row {TRAIN} model.json"
    ));
    for file in ["log.csv", "tabs.csv"] {
        for (flag, column) in [("--target", "y"), ("--drop", "a"), ("--index", "a")] {
            let refused = place.refused(&format!("train {file} {flag} {column}"));
            let advice = format!("where a line has `{column}`, give `--skip-lines 3`");
            assert!(refused.contains(&advice), "{refused}");
        }
        let refused = place.refused(&format!("train {file} --target y --skip-lines 1"));
        assert!(refused.contains("give `--skip-lines 3`"), "{refused}");
        place.ok(&format!(
            "train {file} --target y --skip-lines 3 {TRAIN} model.json"
        ));
        // a value is no name
        let refused = place.refused(&format!("train {file} --target c0"));
        assert!(refused.ends_with("; see `--target c0`"), "{refused}");
    }
    let row = |fields: &[&str]| {
        let cell = |field: &&str| match field.parse::<f64>() {
            Ok(_) => format!("<c><v>{field}</v></c>"),
            Err(_) => format!("<c t=\"inlineStr\"><is><t>{field}</t></is></c>"),
        };
        format!("<row>{}</row>", fields.iter().map(cell).collect::<String>())
    };
    let cells = [
        row(&["Device"]),
        row(&["a note"]),
        row(&["a", "y"]),
        row(&["1", "u"]),
        row(&["2", "v"]),
    ];
    place.write("cells.xlsx", book(&cells.concat()));
    let refused = place.refused("train cells.xlsx --target y");
    assert!(
        refused.contains("where a line has `y`, give `--skip-lines 2`"),
        "{refused}"
    );
}
