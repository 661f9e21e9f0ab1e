//! Cells beside a table, and cells that are blank where blanks separate the fields.

use crate::bad_lines::book;
use crate::place::Place;

/// Rows of two numbers and a class, with something more in one of them.
fn rows(between: &str, stray: impl Fn(usize) -> String) -> String {
    let row = |i: usize| format!("{}{between}{}{between}{}{}\n", i % 7, i % 5, i % 2, stray(i));
    ["a", "b", "y"].join(between) + "\n" + &(0..40).map(row).collect::<String>()
}

#[test]
fn a_stray_cell_is_a_fault_of_its_line() {
    let place = Place::new();
    for at in [3, 20, 38] {
        for (name, between) in [("d.csv", ","), ("d.tsv", "\t"), ("semi.csv", ";")] {
            place.write(
                name,
                rows(between, |i| {
                    if i == at {
                        format!("{between}note")
                    } else {
                        String::new()
                    }
                }),
            );
            let refused = place.refused(&format!("train {name}"));
            let said = format!(
                "{name}:{}: 4 fields where the first line has 3; correct the line, give `--bad-lines skip`",
                at + 2
            );
            assert!(refused.contains(&said), "{refused}");
            let (_, err) = place.ok(&format!("train {name} --bad-lines skip --set max_iter=2 --quiet"));
            assert!(!err.contains("error"), "{err}");
        }
        place.write("d.xlsx", workbook(&[(at + 2, 4)], false));
        let refused = place.refused("train d.xlsx");
        let said = format!(
            "d.xlsx:{}: 4 fields where the first line has 3; correct the line, or give `--bad-lines skip`",
            at + 2
        );
        assert!(refused.contains(&said), "{refused}");
    }
    // three of them are no table either
    place.write(
        "d.csv",
        rows(",", |i| if i > 36 { ",note".to_owned() } else { String::new() }),
    );
    let refused = place.refused("train d.csv");
    assert!(
        refused.contains("3 lines do not fit the others") && !refused.contains("--skip-lines"),
        "{refused}"
    );
    place.write("d.xlsx", workbook(&[(7, 4), (9, 5)], false));
    let refused = place.refused("train d.xlsx");
    assert!(
        refused.contains("2 lines do not fit the others") && !refused.contains("--skip-lines"),
        "{refused}"
    );
}

#[test]
fn lines_above_a_table_still_name_the_flag() {
    let place = Place::new();
    let table = rows(",", |_| String::new());
    place.write("d.csv", format!("device,7\nsince,2024\n{table}"));
    assert!(place.refused("train d.csv").contains("give `--skip-lines 2`"));
    place.write("d.xlsx", workbook(&[], true));
    assert!(place.refused("train d.xlsx").contains("give `--skip-lines 1`"));
}

#[test]
fn a_blank_cell_between_blanks_is_named() {
    let place = Place::new();
    let blank = |gaps: &[usize]| {
        let row = |i: usize| {
            let b = if gaps.contains(&i) {
                String::new()
            } else {
                (i % 5).to_string()
            };
            format!("{:<6} {b:<6} {}\n", i % 7, i % 2)
        };
        String::from("a      b      y\n") + &(0..40).map(row).collect::<String>()
    };
    place.write("one.txt", blank(&[20]));
    place.write("some.txt", blank(&[3, 9, 20]));
    let fill = "if a cell is blank, fill it, with NA for instance, for blanks separate the fields; else correct the line";
    for (file, line) in [("one.txt", 22), ("some.txt", 5)] {
        let refused = place.refused(&format!("train {file}"));
        let said = format!(
            "blanks separate 3 fields in most lines, but 2 in line {line}; {fill}, or give `--delimiter whitespace`"
        );
        assert!(refused.contains(&said), "{refused}");
    }
    let refused = place.refused("train one.txt --delimiter whitespace");
    assert!(
        refused.contains(&format!(
            "one.txt:22: 2 fields where the first line has 3; {fill}, give `--bad-lines skip`"
        )),
        "{refused}"
    );
    let refused = place.refused("train some.txt --delimiter whitespace");
    assert!(
        refused.contains("if cells are blank, fill them, with NA"),
        "{refused}"
    );
    place.ok("train some.txt --delimiter whitespace --bad-lines skip --set max_iter=2 --quiet");
    place.write("filled.txt", blank(&[]).replace("\n3      ", "\nNA     "));
    place.ok("train filled.txt --missing mean --set max_iter=2 --quiet");
    // one word too many is none too few
    place.write(
        "more.txt",
        rows("  ", |i| if i == 9 { " note".to_owned() } else { String::new() }),
    );
    let refused = place.refused("train more.txt");
    assert!(
        refused.contains(
            "but 4 in line 11; correct the line, or give `--delimiter whitespace` and `--bad-lines skip`"
        ),
        "{refused}"
    );
}

/// A workbook of as many rows, with more cells at rows and columns from 1, and a title where it is asked for.
fn workbook(stray: &[(usize, usize)], title: bool) -> Vec<u8> {
    let below = usize::from(title);
    let text = |row: usize, column: usize, text: &str| {
        let letter = char::from(b'A' - 1 + column as u8);
        format!(r#"<c r="{letter}{row}" t="inlineStr"><is><t>{text}</t></is></c>"#)
    };
    let cell = |row: usize, column: usize, number: usize| {
        let letter = char::from(b'A' - 1 + column as u8);
        format!(r#"<c r="{letter}{row}"><v>{number}</v></c>"#)
    };
    let mut rows = String::new();
    if title {
        rows += &format!(r#"<row r="1">{}</row>"#, text(1, 1, "Report"));
    }
    for i in 0..41 {
        let row = 1 + i + below;
        let mut cells = match i {
            0 => text(row, 1, "a") + &text(row, 2, "b") + &text(row, 3, "y"),
            _ => cell(row, 1, i % 7) + &cell(row, 2, i % 5) + &cell(row, 3, i % 2),
        };
        let more = stray.iter().filter(|(at, _)| *at == row);
        more.for_each(|(_, column)| cells += &text(row, *column, "note"));
        rows += &format!(r#"<row r="{row}">{cells}</row>"#);
    }
    book(&rows)
}
