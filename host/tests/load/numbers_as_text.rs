//! Numbers that a file has as text, and codes that are names.

use mcutune::{Categorical, ColumnData, Data, DataError, Missing, Note, Preprocess, TargetColumn, Task};

use crate::common::{case, new, numbers, read};
use crate::workbooks::workbook;

#[test]
fn codes_that_are_one_f32_are_categories_of_their_own() {
    for file in ["codes.csv", "codes.json", "codes.xlsx", "codes.parquet"] {
        let data = new()
            .category("code")
            .read(case(&format!("codes/{file}")))
            .expect("reads");
        let ColumnData::Text(texts) = &data.columns()[0].data else {
            panic!("{file}: numbers");
        };
        let codes: Vec<_> = texts.iter().flatten().collect();
        assert_eq!(codes, ["16777216", "16777217", "16777218", "16777217"], "{file}");
    }
}

#[test]
fn codes_of_text_are_found_as_scikit_learn_finds_them() {
    // `OneHotEncoder(handle_unknown="ignore")` of `01`, `1`, `100` and `3A0`; see cases/names/make.py
    let texts = [[1, 0, 0, 0], [0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]];
    let numbers = [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]];
    let cases = ["csv", "json", "parquet", "xlsx"].map(|format| ("few_codes", format, &texts[..]));
    let of_numbers = ["json", "parquet", "xlsx", "npz"].map(|format| ("number_codes", format, &numbers[..]));
    let all: Vec<u32> = (0..40).collect();
    for trained in ["csv", "json", "parquet", "xlsx"] {
        for said in [false, true] {
            let codes = new().categorical(Categorical::OneHot);
            let codes = if said { codes.category("id") } else { codes };
            let codes = codes
                .read(case(&format!("names/codes.{trained}")))
                .expect("reads");
            let fitted = Preprocess::fit(&codes, &all, Missing::Error, Categorical::OneHot).expect("fits");
            for (name, format, expected) in cases.into_iter().chain(of_numbers) {
                let options = fitted.reading(new().target_required(false));
                let read = |name: &str| {
                    options
                        .read(case(&format!("names/{name}.{format}")))
                        .expect("reads")
                };
                let data = read(name);
                let rows: Vec<u32> = (0..data.rows() as u32).collect();
                let found = fitted.transform(&data, &rows).expect("transforms");
                let found: Vec<[i32; 4]> = found
                    .chunks(5)
                    .map(|row| [row[0], row[1], row[2], row[3]].map(|cell| cell as i32))
                    .collect();
                assert_eq!(found, expected, "{trained} {name}.{format}");
                let unknown = expected.iter().filter(|row| row.iter().sum::<i32>() == 0);
                let counted = fitted.unknown(&data).expect("counts");
                assert_eq!(counted[0].rows, unknown.count(), "{trained} {name}.{format}");
            }
        }
    }
}

/// What `numpy.unique` has of the strings that pandas reads; see cases/names/make.py.
#[test]
fn labels_that_a_file_has_as_text_are_as_pandas_has_them() {
    let read_labels = |format: &str, task| {
        let path = case(&format!("names/few_labels.{format}"));
        new().task(task).read(path).expect("reads")
    };
    let notes = |data: &Data| data.notes().iter().map(Note::to_string).collect::<Vec<_>>();
    let said = |column: &str| {
        format!(
            "column `{column}` has numbers as text, which are labels as they are written, in the order of text"
        )
    };
    for format in ["json", "parquet", "xlsx"] {
        for task in [Task::Auto, Task::Classify] {
            let data = read_labels(format, task);
            assert_eq!(data.classes(), ["1.1", "1.10"], "{format}");
            assert_eq!(notes(&data), [said("fw")], "{format}");
        }
        // values are numbers however they are written
        let data = read_labels(format, Task::Regress);
        let values = TargetColumn::Values(vec![1.1; 20]);
        assert_eq!(
            (data.target(), notes(&data).len()),
            (Some(&values), 0),
            "{format}"
        );
    }
    assert_eq!(read_labels("npz", Task::Classify).classes(), ["1.1", "1.10"]);
    // nothing in CSV tells a text from a number
    let data = read_labels("csv", Task::Classify);
    assert_eq!(data.classes(), ["1.1"]);
    assert_eq!(
        notes(&data),
        ["`1.10` and `1.1` in column `fw` are one number, so one class"]
    );
    let json = |labels: &[String]| {
        let row = |label: &String| format!("{{\"a\": 1, \"y\": {label}}}\n");
        read(labels.iter().map(row).collect::<String>(), &new()).expect("reads")
    };
    for (labels, classes) in [
        (["\"01\"", "\"10\"", "\"2\""], ["01", "10", "2"]),
        (["\"9\"", "\"10\"", "\"-1\""], ["-1", "10", "9"]),
        // a text beside the number that it is
        (["\"1.0\"", "1", "2"], ["1", "1.0", "2"]),
        // of a format that has null, this is no gap
        (["\"NA\"", "\"DE\"", "\"None\""], ["DE", "NA", "None"]),
    ] {
        assert_eq!(json(&labels.map(str::to_owned)).classes(), classes);
    }
    // of numbers as text `NA` is no gap, of numbers it is
    let (texts, numbers) = (["\"1\"", "\"2\"", "\"NA\""], ["1", "2", "\"NA\"", "10"]);
    assert_eq!(json(&texts.map(str::to_owned)).classes(), ["1", "2", "NA"]);
    let rows: String = numbers
        .map(|label| format!("{{\"a\": 1, \"y\": {label}}}\n"))
        .concat();
    let data = read(&rows, &new().missing(Missing::Drop)).expect("reads");
    assert_eq!(
        (data.classes(), data.rows(), notes(&data).len()),
        (&["1", "2", "10"].map(str::to_owned)[..], 3, 0)
    );
    // so many may be values
    let labels = |count: u32, more: &str| {
        let all = (1..=count)
            .map(|i| format!("\"{i}\""))
            .chain((!more.is_empty()).then(|| more.to_owned()));
        let row = |label: String| format!("{{\"a\": 1, \"y\": {label}}}\n");
        let text: String = all.map(row).collect();
        read(text, &new().missing(Missing::Drop))
            .expect("reads")
            .classes()
            .to_vec()
    };
    for gap in ["", "null"] {
        assert_eq!(labels(20, gap)[..2], ["1", "10"]);
        assert!(labels(21, gap).is_empty());
    }
    let values: Vec<String> = (0..30).map(|i| format!("\"{i}.50\"")).collect();
    assert!(matches!(json(&values).target(), Some(TargetColumn::Values(_))));
}

#[test]
fn features_that_a_file_has_as_text_are_numbers_which_is_said() {
    let rows = r#"{"a": "1.10", "b": 2, "c": "NA", "y": "u"} {"a": "NA", "b": 3, "c": "x", "y": "v"}"#;
    let options = new().categorical(Categorical::OneHot).missing(Missing::Mean);
    let data = read(rows, &options).expect("reads");
    assert_eq!(numbers(&data, 0)[0], 1.1);
    assert!(numbers(&data, 0)[1].is_nan());
    let notes: Vec<String> = data.notes().iter().map(Note::to_string).collect();
    assert_eq!(
        notes,
        [
            "numbers that the file has as text are read as numbers in a",
            "`NA` in column `c` is read as text, like other fields there",
        ]
    );
    let data = read(rows, &options.missing_value("NA").missing(Missing::Drop));
    assert!(matches!(data, Err(DataError::AllDropped { .. })), "{data:?}");
}

#[test]
fn a_column_of_text_that_has_one_text_alone_is_no_gap() {
    // cases/parquet/make.py
    let data = read(
        std::fs::read(case("parquet/only_na.parquet")).expect("a file"),
        &new().categorical(Categorical::OneHot),
    );
    let data = data.expect("reads");
    let ColumnData::Text(texts) = &data.columns()[0].data else {
        panic!("numbers");
    };
    assert!(texts.iter().all(|text| text == Some("NA")));
}

#[test]
fn numbers_that_are_text_beside_plain_ones_are_told() {
    let told = |data: &Data| -> Vec<String> {
        let notes = data.notes().iter();
        let mixed = notes.filter(|note| matches!(note, Note::TextsBesideNumbers { .. }));
        mixed
            .map(|note| {
                let said = note.to_string();
                let path = data.files().next().expect("a file").0.display().to_string();
                said.replace(&path, "F")
            })
            .collect()
    };
    let said = |column: &str, texts: &str, at: &str, taken: &str| {
        format!(
            "column `{column}` has {texts} stored as text, first F{at}, beside plain numbers; all are taken for \
             {taken}, where scikit-learn refuses a mixture: store them alike"
        )
    };
    let labels = "labels as they are written";
    let rows = [
        "1, \"y\": 1",
        "2, \"y\": \"1\"",
        "\"3\", \"y\": 0",
        "4, \"y\": \"0\"",
    ];
    let lines: String = rows.iter().map(|row| format!("{{\"a\": {row}}}\n")).collect();
    let data = read(&lines, &new()).expect("reads");
    assert_eq!(data.classes(), ["0", "1"]);
    assert_eq!(told(&data), [said("y", "2 numbers", ":2", labels)]);
    assert!(
        !data
            .notes()
            .iter()
            .any(|note| matches!(note, Note::LabelsOfTexts { .. }))
    );
    let one_line = format!("[{}]", lines.trim().replace('\n', ","));
    let data = read(&one_line, &new()).expect("reads");
    assert_eq!(told(&data), [said("y", "2 numbers", ": record 2", labels)]);
    let data = read(&lines, &new().task(Task::Regress).category("a")).expect("reads");
    let categories = said("a", "1 number", ":3", "categories as they are written");
    assert_eq!(told(&data), [categories, said("y", "2 numbers", ":2", "numbers")]);
    let all_text = lines.replace(": 1}", ": \"1\"}").replace(": 0}", ": \"0\"}");
    assert!(told(&read(all_text, &new()).expect("reads")).is_empty());
    // a workbook with one cell of text
    let text = |cell: &str, text: &str| format!("<c r=\"{cell}\" t=\"str\"><v>{text}</v></c>");
    let row = |row: u32, y: String| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>{row}</v></c>{y}</row>");
    let number = |row: u32| format!("<c r=\"B{row}\"><v>{}</v></c>", row % 2);
    let header = format!("<row r=\"1\">{}{}</row>", text("A1", "a"), text("B1", "y"));
    let body = row(2, number(2)) + &row(3, text("B3", "1")) + &row(4, number(4)) + &row(5, number(5));
    let sheet = format!("<sheetData>{header}{body}</sheetData>");
    let data = read(workbook(&sheet), &new()).expect("reads");
    assert_eq!(data.classes(), ["0", "1"]);
    assert_eq!(told(&data), [said("y", "1 number", ":3", labels)]);
}
