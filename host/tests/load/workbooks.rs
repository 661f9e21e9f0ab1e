//! Sheets of a workbook, and cells that are where no table has one.

use std::io::{Cursor, Read as _, Write as _};

use mcutune::{BadLines, Categorical, ColumnData, DataError, Dates, Missing, Note};
use zip::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::common::{case, new, numbers, read, zipped};

#[test]
fn the_first_sheet_of_a_workbook_is_read() {
    let data = new()
        .skip_lines(1)
        .target("class")
        .read(case("gas.xlsx"))
        .expect("reads");
    assert_eq!(data.feature_names(), ["temp", "ok", "count"]);
    assert_eq!(numbers(&data, 0)[..2], [20.5, -1.25]);
    assert_eq!(numbers(&data, 1), [1.0, 0.0, 1.0]);
    assert_eq!(numbers(&data, 2), [3.0, 16_777_216.0, 5.0]);
    assert_eq!(data.classes(), ["hot", "né"]);
    assert_eq!(data.location(1).to_string().rsplit(':').next(), Some("5"));
    let note = data.notes()[0].to_string();
    assert_eq!(note, "sheet `Gas` is read, the first of Gas, Notes");
    // above the table stands a title, and below that an empty row
    let error = new().read(case("gas.xlsx")).expect_err("refused");
    assert!(
        matches!(error, DataError::NoFeatures { before: Some(2), .. }),
        "{error}"
    );
}

#[test]
fn numbers_of_a_workbook_can_be_names() {
    let options = new().skip_lines(1).target("class").category("count");
    let data = options.read(case("gas.xlsx")).expect("reads");
    let ColumnData::Text(texts) = &data.columns()[2].data else {
        panic!("numbers");
    };
    let texts: Vec<_> = texts.iter().collect();
    assert_eq!(texts, [Some("3"), Some("16777216"), Some("5")]);
}

#[test]
fn a_sheet_is_chosen_by_name_or_number_and_a_time_of_day_has_no_date() {
    let dates = new().dates(Dates::Number);
    let of_sheet = |sheet: &str| dates.clone().sheet(sheet.to_owned()).read(case("times.xlsx"));
    let data = of_sheet("Log").expect("reads");
    assert_eq!(data.feature_names(), ["at", "day", "value"]);
    // seconds since midnight, and since 1970
    assert_eq!(numbers(&data, 0)[..3], [1_800.0, 23_415.0, 45_000.0]);
    assert_eq!(numbers(&data, 1)[..2], [1_714_521_600.0, 1_714_651_200.0]);
    assert!(!data.notes().iter().any(|note| note.to_string().contains("sheet")));
    let by_number = of_sheet("2").expect("reads");
    assert_eq!(by_number.target(), data.target());
    for (wrong, meant) in [("log", "; did you mean `Log`?"), ("0", ""), ("3", ""), ("", "")] {
        let error = of_sheet(wrong).expect_err("refused").to_string();
        let says = format!("there is no sheet `{wrong}`{meant}; there are About, Log");
        assert!(error.ends_with(&says), "{error}");
    }
    let error = read("a,y\n1,2\n", &new().sheet("Log".to_owned())).expect_err("refused");
    assert!(
        error.to_string().contains("has no use for the name of a sheet"),
        "{error}"
    );
}

#[test]
fn durations_of_a_workbook_are_seconds() {
    let data = new().read(case("durations.xlsx")).expect("reads");
    assert_eq!(numbers(&data, 0), [108_000.0, 108_001.25, 108_002.5, 0.75]);
    let note = "durations are read in seconds in took";
    assert_eq!(
        data.notes().iter().map(Note::to_string).collect::<Vec<_>>(),
        [note]
    );
}

#[test]
fn times_that_a_workbook_cannot_show_are_no_times() {
    let mixed = new()
        .read(case("durations_mixed.xlsx"))
        .expect_err("refused")
        .to_string();
    let says = "cell A4 is a plain number, and cell A2 of its column a duration, which is read in seconds";
    assert!(mixed.ends_with(says), "{mixed}");
    let one_hot = new().categorical(Categorical::OneHot);
    for options in [
        new(),
        new().dates(Dates::Number),
        new().dates(Dates::Drop),
        one_hot,
    ] {
        let error = options.read(case("times_negative.xlsx"));
        let error = error.expect_err("refused").to_string();
        assert!(error.contains(": cell A"), "{error}");
        assert!(
            error.contains("is a negative time, which is no time of day"),
            "{error}"
        );
    }
}

#[test]
fn times_of_day_beside_dates_are_said_to_be_so() {
    for (name, says) in [
        (
            "times_past_24h.xlsx",
            ":12: column `v` mixes dates and times of day: `1900-01-01` on line 12 is a date, and `00:00:00.000` on \
             line 2 a time without one",
        ),
        (
            "times_and_dates.xlsx",
            ":3: column `v` mixes dates and times of day: `2023-03-15T00:43:12.000` on line 3 is a date, and \
             `00:00:00.000` on line 2 a time without one",
        ),
    ] {
        let asked = new().dates(Dates::Number).categorical(Categorical::OneHot);
        for options in [
            new(),
            new().dates(Dates::Number),
            new().dates(Dates::Parts),
            asked,
        ] {
            let error = options.read(case(name)).expect_err("refused").to_string();
            assert!(error.ends_with(says), "{error}");
        }
        let names = new().categorical(Categorical::OneHot).read(case(name));
        assert_eq!(names.expect("reads").feature_names(), ["a", "v"]);
    }
}

#[test]
fn the_index_that_pandas_writes_into_a_workbook_has_no_name() {
    let data = new().read(case("index.xlsx")).expect("reads");
    assert_eq!((data.feature_names(), data.rows()), (vec!["x0", "a", "b"], 12));
    assert_eq!(numbers(&data, 0)[..3], [6.0, 11.0, 4.0]);
    assert_eq!(numbers(&data, 1)[..3], [2.5, 3.5, 0.5]);
    assert_eq!(data.summary().index_like, ["x0"]);
}

/// A workbook of cells with their references, in order.
fn book(cells: &[(&str, &str)]) -> Vec<u8> {
    let mut sheet = String::from("<worksheet><sheetData>");
    let mut open = "";
    for (reference, text) in cells {
        let row = reference.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        if row != open {
            sheet += if open.is_empty() { "" } else { "</row>" };
            sheet += &format!("<row r=\"{row}\">");
            open = row;
        }
        sheet += &match text.parse::<f64>() {
            Ok(_) => format!("<c r=\"{reference}\"><v>{text}</v></c>"),
            Err(_) => format!("<c r=\"{reference}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        };
    }
    workbook(&(sheet + "</row></sheetData></worksheet>"))
}

/// A workbook of one sheet.
pub fn workbook(sheet: &str) -> Vec<u8> {
    let namespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let book = format!(
        "<workbook xmlns:r=\"{namespace}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>"
    );
    let of_book = format!(
        "<Relationships><Relationship Id=\"b\" Type=\"{namespace}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let relations = format!(
        "<Relationships><Relationship Id=\"a\" Type=\"{namespace}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", of_book.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// A table from column B on, of five rows.
fn from_b() -> Vec<(&'static str, &'static str)> {
    let mut cells = vec![("B1", "a"), ("C1", "b"), ("D1", "y")];
    cells.extend([
        ("B2", "1.5"),
        ("C2", "2"),
        ("D2", "u"),
        ("B3", "2.5"),
        ("C3", "3"),
        ("D3", "v"),
    ]);
    cells.extend([
        ("B4", "3.5"),
        ("C4", "4"),
        ("D4", "u"),
        ("B5", "4.5"),
        ("C5", "5"),
        ("D5", "v"),
    ]);
    cells
}

#[test]
fn a_cell_left_of_the_table_moves_no_other() {
    let with = |cells: &[(&'static str, &'static str)], without: &[&str]| {
        let mut all = from_b();
        all.retain(|(reference, _)| !without.contains(reference));
        for cell in cells {
            let row = |reference: &str| reference[1..].to_owned();
            let at = all.partition_point(|(other, _)| row(other) < row(cell.0));
            all.insert(at, *cell);
        }
        book(&all)
    };
    let data = read(with(&[], &[]), &new()).expect("reads");
    assert_eq!((data.feature_names(), data.rows()), (vec!["a", "b"], 4));
    for (cell, without) in [
        ("A4", &[][..]),
        ("A4", &["D4"]),
        ("A4", &["B4"]),
        ("A5", &["B5", "C5", "D5"]),
    ] {
        for text in ["7", "checked"] {
            let bytes = with(&[(cell, text)], without);
            let error = read(&bytes, &new()).expect_err("refused").to_string();
            let line = &cell[1..];
            let says = format!(":{line}: the cell {cell} is left of the table");
            assert!(error.contains(&says), "{error}");
            let left = read(&bytes, &new().bad_lines(BadLines::Skip)).expect("reads");
            assert_eq!((left.rows(), numbers(&left, 0)[0]), (3, 1.5));
        }
    }
    let two = with(&[("A3", "7"), ("A5", "8")], &["D5"]);
    // the second row may begin with an index
    let error = read(with(&[("A4", "7"), ("A5", "8")], &["D5"]), &new()).expect_err("refused");
    assert!(
        error
            .to_string()
            .contains("line 4: the cell A4 is left of the table; line 5: the cell A5"),
        "{error}"
    );
    assert!(read(two, &new()).is_err());

    // a gap in the first column stays one
    for gap in ["B2", "B4"] {
        let data = read(with(&[], &[gap]), &new().missing(Missing::Mean)).expect("reads");
        let row = gap[1..].parse::<usize>().expect("a row") - 2;
        assert!(numbers(&data, 0)[row].is_nan() && numbers(&data, 1)[row] == (row + 2) as f32);
    }
    // without a header no row says where the table begins
    let rows: Vec<_> = from_b()
        .into_iter()
        .skip(3)
        .filter(|(cell, _)| !matches!(*cell, "B2" | "B3"))
        .collect();
    let data = read(book(&rows), &new().header(false).missing(Missing::Mean)).expect("reads");
    assert_eq!((data.features(), data.rows()), (2, 4));
    assert!(numbers(&data, 0)[1].is_nan() && numbers(&data, 0)[2..] == [3.5, 4.5]);
    assert_eq!(numbers(&data, 1), [2.0, 3.0, 4.0, 5.0]);
}

#[test]
fn cells_in_no_order_are_refused() {
    let mut cells = from_b();
    cells.swap(4, 5);
    let error = read(book(&cells), &new()).expect_err("refused").to_string();
    assert!(
        error.contains("the cells of its sheet are not in order at C2"),
        "{error}"
    );
}

#[test]
fn a_workbook_without_its_parts_is_called_incomplete() {
    let bytes = zipped(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", b"<workbook/>"),
    ]);
    let error = read(bytes, &new()).expect_err("refused").to_string();
    assert!(
        error.contains("the workbook is incomplete: it has no `"),
        "{error}"
    );
}

#[test]
fn cells_that_no_sheet_has_are_refused() {
    let bytes = std::fs::read(case("gas.xlsx")).expect("a workbook");
    for (cell, wrong) in [
        ("r=\"A3\"", "r=\"AAAAAAAAAAA3\""),
        ("r=\"A3\"", "r=\"A99999999999\""),
    ] {
        let mut archive = ZipArchive::new(Cursor::new(&bytes)).expect("an archive");
        let mut files = Vec::new();
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).expect("an entry");
            let mut text = Vec::new();
            entry.read_to_end(&mut text).expect("reads");
            let name = entry.name().expect("a name").into_owned();
            if name == "xl/worksheets/sheet1.xml" {
                let sheet = String::from_utf8(text).expect("XML");
                assert!(sheet.contains(cell), "{sheet}");
                text = sheet.replace(cell, wrong).into_bytes();
            }
            files.push((name, text));
        }
        let files: Vec<(&str, &[u8])> = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_slice()))
            .collect();
        let error = read(zipped(&files), &new().skip_lines(1))
            .expect_err("refused")
            .to_string();
        assert!(error.contains("no sheet has a cell `A"), "{error}");
    }
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/workbook.xml", SimpleFileOptions::default())
        .expect("a new entry");
    let blanks = vec![b' '; 1 << 20];
    (0..513).for_each(|_| zip.write_all(&blanks).expect("written"));
    let bytes = zip.finish().expect("written").into_inner();
    let error = read(&bytes, &new()).expect_err("refused").to_string();
    assert!(error.contains("the workbook is larger than 512 MiB"), "{error}");
}

#[test]
fn formulas_without_a_value_and_merged_cells_are_said() {
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c>\
                <c r=\"B1\" t=\"inlineStr\"><is><t>b</t></is></c>\
                <c r=\"C1\" t=\"inlineStr\"><is><t>y</t></is></c></row>\
                <row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><f>A2*2</f><v>2</v></c><c r=\"C2\"><v>0</v></c></row>\
                <row r=\"3\"><c r=\"A3\"><v>2</v></c><c r=\"B3\"><f>A3*2</f></c><c r=\"C3\"><v>1</v></c></row>\
                <row r=\"4\"><c r=\"A4\"><v>3</v></c><c r=\"B4\"><f>A4*2</f><v></v></c><c r=\"C4\"><v>0</v></c></row>";
    let merged = "<mergeCells count=\"1\"><mergeCell ref=\"C4:C5\"/></mergeCells>";
    let sheet = |rows: &str, after: &str| {
        workbook(&format!(
            "<worksheet><sheetData>{rows}</sheetData>{after}</worksheet>"
        ))
    };
    let formulas = "2 cells of a formula, first B3, without the value that it has: empty here; a spreadsheet that \
                    opens the file and saves it writes the values";
    let error = read(sheet(rows, ""), &new()).expect_err("a gap").to_string();
    let says = format!(":3: column `b` has no value; the workbook has {formulas}");
    assert!(error.ends_with(&says), "{error}");
    let data = read(sheet(rows, ""), &new().missing(Missing::Mean)).expect("reads");
    let notes: Vec<String> = data.notes().iter().map(ToString::to_string).collect();
    assert_eq!(notes, [formulas]);
    // which leaves no row, and no other way out
    let none = rows.replace("<v>2</v></c><c r=\"C2\">", "</c><c r=\"C2\">");
    for target in ["b", "y"] {
        let dropping = new().missing(Missing::Drop).target(target);
        let error = read(sheet(&none, ""), &dropping).expect_err("no row").to_string();
        assert!(
            error.contains(":2: column `b` has no value; the workbook has 3 cells of a formula"),
            "{error}"
        );
    }
    let last = "<row r=\"5\"><c r=\"A5\"><v>4</v></c><c r=\"B5\"><v>8</v></c></row>";
    let merged_rows = rows
        .replace("<f>A3*2</f>", "<v>4</v>")
        .replace("<v></v>", "<v>6</v>")
        + last;
    let error = read(sheet(&merged_rows, merged), &new())
        .expect_err("a gap")
        .to_string();
    let says = ":5: column `y` has no value; the workbook has 1 group of merged cells, first C4:C5: all but the \
                first cell of each are empty here; a spreadsheet unmerges them";
    assert!(error.ends_with(says), "{error}");
    // a merged title that is skipped says nothing
    let above = "<mergeCells count=\"1\"><mergeCell ref=\"A1:C1\"/></mergeCells>";
    let whole = rows
        .replace("<f>A3*2</f>", "<v>4</v>")
        .replace("<v></v>", "<v>6</v>");
    let skipped = new().skip_lines(1).header(false);
    let data = read(sheet(&whole, above), &skipped).expect("reads");
    assert!(data.notes().is_empty(), "{:?}", data.notes());
}

#[test]
fn a_header_below_blank_rows_is_no_number() {
    let text = |reference: &str, text: &str| {
        format!("<c r=\"{reference}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let sheet = format!(
        "<row r=\"3\">{}{}</row><row r=\"4\"><c r=\"A4\"><v>1</v></c><c r=\"B4\"><v>9</v></c></row>\
         <row r=\"6\"><c r=\"A6\"><v>2</v></c><c r=\"B6\"><v>10</v></c></row>",
        text("A3", "2019"),
        text("B3", "2020")
    );
    let data = read(workbook(&format!("<sheetData>{sheet}</sheetData>")), &new()).expect("reads");
    assert_eq!(
        (data.classes(), data.rows()),
        (&["9", "10"].map(str::to_owned)[..], 2)
    );
    let notes: Vec<String> = data.notes().iter().map(Note::to_string).collect();
    assert_eq!(
        notes,
        ["line 5 between rows is blank, as those right below may be, and no row"]
    );
}

#[test]
fn whole_numbers_that_a_workbook_has_rounded_are_reported() {
    let row = |line: u32, id: &str| {
        format!("<row r=\"{line}\"><c r=\"A{line}\"><v>{line}</v></c><c r=\"B{line}\"><v>{id}</v></c></row>")
    };
    let notes = |ids: [&str; 2]| {
        let rows = row(1, ids[0]) + &row(2, ids[1]);
        let read = read(
            workbook(&format!("<sheetData>{rows}</sheetData>")),
            &new().header(false),
        );
        let data = read.expect("reads");
        data.notes().iter().map(Note::to_string).collect::<Vec<_>>()
    };
    let said = "whole numbers beyond 2^53, the first in B2, are rounded in a workbook: some that were different may be one";
    assert_eq!(notes(["1", "12345678901234567"]), [said]);
    assert!(notes(["1", "9007199254740992"]).is_empty());
}

#[test]
fn dates_and_plain_numbers_in_one_column_are_told_apart() {
    let cell = |reference: &str, style: &str, number: u32| {
        format!("<c r=\"{reference}\"{style}><v>{number}</v></c>")
    };
    let texts = |row: u32| {
        let text = |column: char, text: &str| {
            format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        };
        if row == 1 {
            text('A', "t") + &text('B', "y")
        } else {
            text('B', ["u", "v"][row as usize % 2])
        }
    };
    let row = |row: u32| {
        let style = if row.is_multiple_of(2) { "" } else { " s=\"1\"" };
        let date = cell(&format!("A{row}"), style, 45_290 + row);
        format!("<row r=\"{row}\">{date}{}</row>", texts(row))
    };
    let rows: String = (2..12).map(row).collect();
    let sheet = format!(
        "<worksheet><sheetData><row r=\"1\">{}</row>{rows}</sheetData></worksheet>",
        texts(1)
    );
    let styles = "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
    let bytes = with_styles(&sheet, styles);
    for options in [new(), new().dates(Dates::Parts)] {
        let error = read(&bytes, &options).expect_err("refused").to_string();
        let says = ": cell A2 of column `t` is a plain number, and cell A3 a date";
        assert!(error.contains(says), "{error}");
    }
}

/// A workbook of one sheet whose cells are shown so.
fn with_styles(sheet: &str, styles: &str) -> Vec<u8> {
    let plain = workbook(sheet);
    let mut archive = ZipArchive::new(Cursor::new(&plain)).expect("an archive");
    let mut files = vec![("xl/styles.xml".to_owned(), styles.as_bytes().to_vec())];
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("an entry");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("reads");
        files.push((entry.name().expect("a name").into_owned(), bytes));
    }
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    zipped(&files)
}

#[test]
fn a_first_sheet_without_data_is_named_with_the_others() {
    let bytes = workbook(
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>note</t></is></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>hi</t></is></c></row></sheetData></worksheet>",
    );
    let mut archive = ZipArchive::new(Cursor::new(&bytes)).expect("an archive");
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("an entry");
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("reads");
        let second = "<sheet name=\"S\" sheetId=\"1\" r:id=\"a\"/>";
        let text = text.replace(
            second,
            &(second.to_owned() + "<sheet name=\"Log\" sheetId=\"2\" r:id=\"a\"/>"),
        );
        files.push((entry.name().expect("a name").into_owned(), text));
    }
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    let error = read(zipped(&files), &new()).expect_err("refused");
    assert!(
        matches!(&error, DataError::FirstSheet { sheets, .. } if sheets.len() == 2),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .ends_with("; sheet `S` was read, the first of S, Log"),
        "{error}"
    );
}
