//! Shapes of file as sensors, spreadsheets, R and archives of data write them: what is read is what
//! pandas reads, value for value. `tests/files/shapes.py` makes the files and asks pandas.

use std::path::{Path, PathBuf};

use mcutune::{ColumnData, Data, Dates, LabelFrom, Missing, ReadOptions, TargetColumn};
use serde_json::Value;

fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes")
}

/// Options by the names of their flags.
fn options(flags: &Value) -> ReadOptions {
    let flags = flags.as_object().expect("flags");
    flags.iter().fold(ReadOptions::new(), |options, (flag, value)| {
        let text = || value.as_str().expect("text").to_owned();
        match flag.as_str() {
            "no-header" => options.header(false),
            "units-row" => options.units_row(true),
            "skip-lines" => options.skip_lines(value.as_u64().expect("a number")),
            "index" => options.index(text()),
            "encoding" => options.encoding(text().parse().ok()),
            "missing-values" => options.missing_value(text()),
            "missing" => options.missing(Missing::Mean),
            "dates" => options.dates(Dates::Parts),
            "label-from" => options.label_from(LabelFrom::Name),
            other => panic!("no flag {other}"),
        }
    })
}

fn texts(list: &Value) -> Vec<&str> {
    let list = list.as_array().expect("a list");
    list.iter().map(|one| one.as_str().expect("text")).collect()
}

fn bits(column: &ColumnData) -> Vec<Option<u32>> {
    match column {
        ColumnData::Numeric(values) => values
            .iter()
            .map(|value| (!value.is_nan()).then_some(value.to_bits()))
            .collect(),
        ColumnData::Text(_) => panic!("text"),
    }
}

fn labels(data: &Data) -> Vec<&str> {
    match data.target() {
        Some(TargetColumn::Classes { labels, names }) => labels
            .iter()
            .map(|&label| names[usize::from(label)].as_str())
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_shape_is_read_as_pandas_reads_it() {
    let expected = std::fs::read_to_string(place().join("expected.json")).expect("there");
    let cases: Vec<Value> = serde_json::from_str(&expected).expect("JSON");
    assert!(cases.len() >= 12);
    for case in cases {
        let files = texts(&case["files"]);
        let paths: Vec<PathBuf> = files.iter().map(|file| place().join(file)).collect();
        let data = options(&case["options"]).read_all(&paths);
        let data = data.unwrap_or_else(|error| panic!("{files:?}: {error}"));
        assert_eq!(data.feature_names(), texts(&case["features"]), "{files:?}");
        assert_eq!(data.target_name(), case["target"].as_str(), "{files:?}");
        for (column, values) in data.columns().iter().zip(case["x"].as_array().expect("columns")) {
            let values = values.as_array().expect("numbers").iter();
            let values: Vec<_> = values
                .map(|value| value.as_f64().map(|value| (value as f32).to_bits()))
                .collect();
            assert_eq!(bits(&column.data), values, "{files:?}, {}", column.name);
        }
        assert_eq!(labels(&data), texts(&case["y"]), "{files:?}");
    }
}
