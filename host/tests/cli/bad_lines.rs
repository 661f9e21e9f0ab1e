//! `--bad-lines skip` of commands that read for a model: it says which columns hold numbers and dates.

use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};

use crate::place::Place;

const TRAIN: &str = "--set hidden_layer_sizes=4 --set max_iter=5 --quiet --out";

/// A log of a day, a number, a text and a class.
fn log(rows: u32) -> String {
    let row = |i: u32| {
        format!(
            "{}/5/2024,{},{},{}\n",
            13 + i % 15,
            i % 7,
            ["u", "v"][i as usize % 2],
            i % 3
        )
    };
    String::from("day,a,kind,y\n") + &(0..rows).map(row).collect::<String>()
}

/// Four rows, with lines that do not fit a model of such a log: 3 to 6 and 8.
const BAD: &str = "day,a,kind,y\n14/5/2024,1,u,0\n15/5/2024,bad,v,1\nsoon,2,u,2\n15/5/2024,3\n\
                   15/5/2024 10:00:00,x,9,0\n16/5/2024,4,7,1\nday,a,kind,y\n17/5/2024,5,new,2\n18/5/2024,6,v,0\n";

const LEFT: &str = "5 lines that were left out have no prediction: bad.csv:3-6, bad.csv:8";

#[test]
fn lines_that_a_model_cannot_read_are_left_out_and_said() {
    let place = Place::new();
    place.write("log.csv", log(60));
    place.write("bad.csv", BAD);
    let options = "--dates parts --categorical one-hot --task classify";
    place.ok(&format!("train log.csv {options} {TRAIN} model.json"));
    let error = place.refused("predict model.json bad.csv");
    assert!(error.contains("bad.csv:"), "{error}");
    let (answers, err) = place.ok("predict model.json bad.csv --bad-lines skip");
    assert_eq!(answers.lines().count(), 1 + 4, "{answers}");
    assert!(err.contains(LEFT), "{err}");
    for what in [
        "line 3: column `a` holds text, `bad`",
        "line 4: column `day` holds `soon`, which is no date like the others",
        "line 5: 2 fields, not 4",
        "the header, first line 8; left out",
    ] {
        assert!(err.contains(what), "{what}: {err}");
    }
    // text that it has not seen is none of its categories, and no fault of the line
    assert!(err.contains("2 rows have a text in column `kind`"), "{err}");
    let json = place.json("predict model.json bad.csv --bad-lines skip --json --quiet");
    assert_eq!(json["predictions"].as_array().map(Vec::len), Some(4));
    let lines: Vec<u64> = json["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["line"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, [3, 4, 5, 6, 8]);
    assert_eq!(json["left_out"][0]["file"], "bad.csv");
    let rows = json["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["row"].as_u64().unwrap());
    assert_eq!(rows.collect::<Vec<u64>>(), [1, 2, 3, 4, 6], "as an index from 0");
    assert_eq!(json["warnings"][0], LEFT);
    // the answers are those to the lines that are left
    let good: Vec<&str> = BAD
        .lines()
        .enumerate()
        .filter(|(i, _)| ![2, 3, 4, 5, 7].contains(i))
        .map(|(_, line)| line)
        .collect();
    place.write("good.csv", good.join("\n"));
    assert_eq!(place.ok("predict model.json good.csv --quiet").0, answers);
    let evaluate = "evaluate model.json --quiet";
    let (scores, _) = place.ok(&format!("{evaluate} bad.csv --bad-lines skip"));
    assert_eq!(place.ok(&format!("{evaluate} good.csv")).0, scores);
    let (scores, _) = place.ok(&format!("{evaluate} bad.csv --bad-lines skip --missing drop"));
    assert_eq!(place.ok(&format!("{evaluate} good.csv")).0, scores);
}

/// A line that is left out has no target to be missed, and no number that is too large.
#[test]
fn gaps_of_lines_that_are_left_out_do_not_count() {
    let place = Place::new();
    let row = |i: u32| format!("{},{},{}\n", i % 7, i % 3, ["p", "q"][i as usize % 2]);
    let rows = String::from("a,b,y\n") + &(0..40).map(row).collect::<String>();
    place.write("good.csv", &rows);
    place.write("total.csv", rows.clone() + "TOTAL,1e60,\n");
    place.write("later.csv", rows + "TOTAL,40,\n5,1,\n");
    place.ok(&format!("train good.csv {TRAIN} good.json"));
    place.ok(&format!("train total.csv --bad-lines skip {TRAIN} total.json"));
    let weights = |file: &str| {
        let model: serde_json::Value = serde_json::from_str(&place.read(file)).unwrap();
        model["weights"].clone()
    };
    assert_eq!(weights("good.json"), weights("total.json"));
    let error = place.refused(&format!("train later.csv --bad-lines skip {TRAIN} later.json"));
    assert!(
        error.contains("later.csv:43: the target `y` has no value"),
        "{error}"
    );
}

#[test]
fn lines_are_left_out_of_every_format_and_of_several_files() {
    let place = Place::new();
    place.write("train.csv", "a,b,y\n1,2,0\n2,3,1\n3,1,0\n4,5,1\n");
    place.ok(&format!("train train.csv {TRAIN} model.json"));
    place.write("one.json", r#"[{"a":1,"b":2},{"a":"bad","b":3},{"a":3,"b":1}]"#);
    place.write(
        "lines.jsonl",
        "{\"a\":1,\"b\":2}\n{\"a\":\"bad\",\"b\":3}\n{\"a\":3,\"b\":1}\n",
    );
    place.write("rows.csv", "a,b\n1,2\nbad,3\n3,1\n");
    place.write("nameless.csv", "1,2\nbad,3\n3,1\n");
    place.write("book.xlsx", workbook());
    for (file, unit, line, row) in [
        ("rows.csv", "line", 3, 1),
        ("one.json", "record", 2, 1),
        ("lines.jsonl", "line", 2, 1),
        ("nameless.csv --no-header", "line", 2, 1),
        ("book.xlsx", "line", 3, 1),
    ] {
        let json = place.json(&format!(
            "predict model.json {file} --bad-lines skip --json --quiet"
        ));
        assert_eq!(json["predictions"].as_array().map(Vec::len), Some(2), "{file}");
        let expected = serde_json::json!([{"file": file.split(' ').next(), unit: line, "row": row}]);
        assert_eq!(json["left_out"], expected, "{file}");
    }
    place.write("more.csv", "a,b\n4,4\n4,4,4\nno,1\n");
    let json = place.json("predict model.json rows.csv more.csv --bad-lines skip --json --quiet");
    assert_eq!(
        json["left_out"],
        serde_json::json!([
            {"file": "rows.csv", "line": 3, "row": 1},
            {"file": "more.csv", "line": 3, "row": 1},
            {"file": "more.csv", "line": 4, "row": 2},
        ])
    );
    assert_eq!(json["predictions"].as_array().map(Vec::len), Some(3));
    // a column of texts alone is another column
    place.write("text.csv", "a,b\nu,2\nv,3\n");
    let error = place.refused("predict model.json text.csv --bad-lines skip");
    assert!(error.contains("text.csv:2") && error.contains("`a`"), "{error}");
    // a column that the model does not take is not judged
    place.write("more.csv", "a,b,c\n4,4,1\n4,4,x\n4,5,2\n");
    let json = place.json("predict model.json more.csv --bad-lines skip --json --quiet");
    assert_eq!(json["predictions"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_value_that_is_no_number_is_left_out_of_an_evaluation() {
    let place = Place::new();
    let rows: String = (0..40).map(|i| format!("{i},{}.5\n", 2 * i)).collect();
    place.write("train.csv", format!("a,y\n{rows}"));
    place.ok(&format!("train train.csv {TRAIN} model.json"));
    place.write("bad.csv", "a,y\n1,2.5\n2,broken\n3,6.5\n");
    place.write("good.csv", "a,y\n1,2.5\n3,6.5\n");
    let (scores, _) = place.ok("evaluate model.json good.csv --quiet");
    let (same, err) = place.ok("evaluate model.json bad.csv --bad-lines skip");
    assert_eq!(same.replace("bad.csv", "good.csv"), scores);
    assert!(
        err.contains("line 3: column `y` holds text, `broken`; left out"),
        "{err}"
    );
}

#[test]
fn records_that_share_a_line_are_left_out_one_by_one() {
    let place = Place::new();
    let record = |i: u32| {
        let b = if i == 7 {
            "\"bad\"".to_owned()
        } else {
            format!("{}.5", i % 40)
        };
        format!(
            "{{\"k\":\"{}\",\"b\":{b},\"y\":{}}}",
            ["u", "v"][i as usize % 2],
            i % 3
        )
    };
    let records: Vec<String> = (0..200).map(record).collect();
    place.write("one.json", format!("[{}]", records.join(",")));
    let (_, err) = place.ok("train one.json --categorical one-hot --bad-lines skip --set max_iter=1");
    assert!(err.contains("one.json: 199 rows, 2 features"), "{err}");
}

/// A sheet with a text among the numbers of its first column.
fn workbook() -> Vec<u8> {
    let cell = |text: &str| match text.parse::<f64>() {
        Ok(_) => format!("<c><v>{text}</v></c>"),
        Err(_) => format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>"),
    };
    let rows = [["a", "b"], ["1", "2"], ["bad", "3"], ["3", "1"]];
    let rows = rows
        .map(|row| format!("<row>{}</row>", row.map(cell).concat()))
        .concat();
    book(&rows)
}

/// A workbook with a sheet of these rows.
pub fn book(rows: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>".to_owned()),
                (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_owned(),
        ),
("xl/workbook.xml", "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"s\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>".to_owned()),
        ("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>".to_owned()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>")),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn names_that_come_again_in_another_order_are_refused() {
    let place = Place::new();
    let rows = |a: usize| (0..10).map(move |i| format!("{},{},{}\n", a + i, 90 - i, ["x", "y"][i % 2]));
    let text =
        "a,b,cls\n".to_owned() + &rows(0).collect::<String>() + "b,a,cls\n" + &rows(50).collect::<String>();
    place.write("twice.csv", text);
    for flags in ["", "--bad-lines skip", "--categorical one-hot"] {
        let error = place.refused(&format!("train twice.csv {flags}"));
        assert!(
            error.contains("twice.csv:12: has the names of line 1 in another order"),
            "{flags}: {error}"
        );
    }
}
