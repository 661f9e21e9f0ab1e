//! Parquet files as pandas, pyarrow and polars write them, value for value as pandas reads them
//! (`cases/parquet/make.py`), and files that lie.

use std::path::PathBuf;

use mcutune::{Categorical, ColumnData, Data, DataError, Dates, Missing, Note, ReadOptions};

use crate::common::read;

fn case(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests/cases/parquet", name]
        .iter()
        .collect()
}

/// With all that the files hold.
fn lenient() -> ReadOptions {
    ReadOptions::new()
        .target("label")
        .missing(Missing::Mean)
        .categorical(Categorical::OneHot)
        .dates(Dates::Number)
}

/// The cells of what pandas read, by column.
fn expected(name: &str) -> Vec<(String, Vec<String>)> {
    let text = std::fs::read_to_string(case(name)).expect("readable");
    let mut lines = text.lines().map(|line| line.split('\t').map(str::to_owned));
    let names = lines.next().expect("a header");
    let mut columns: Vec<_> = names.map(|name| (name, Vec::new())).collect();
    for line in lines {
        let cells = columns.iter_mut().zip(line);
        cells.for_each(|((_, column), cell)| column.push(cell));
    }
    columns
}

fn compare(name: &str, data: &Data, expected: &[(String, Vec<String>)]) {
    let (label, features) = expected.split_last().expect("columns");
    let names: Vec<&str> = features.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(data.feature_names(), names, "{name}");
    for (column, (title, cells)) in data.columns().iter().zip(features) {
        assert_eq!(data.rows(), cells.len(), "{name}");
        match &column.data {
            ColumnData::Numeric(values) => {
                let bits = |value: f32| (!value.is_nan()).then_some(value.to_bits());
                let known = |cell: &String| cell.parse().ok().and_then(bits);
                let (read, known): (Vec<_>, Vec<_>) = (
                    values.iter().copied().map(bits).collect(),
                    cells.iter().map(known).collect(),
                );
                assert_eq!(read, known, "{name}: {title}");
            }
            ColumnData::Text(texts) => {
                let known = cells
                    .iter()
                    .map(|cell| (!cell.is_empty()).then_some(cell.as_str()));
                assert!(texts.iter().eq(known), "{name}: {title}");
            }
        }
    }
    let classes: std::collections::BTreeSet<&String> = label.1.iter().collect();
    assert!(data.classes().iter().eq(classes), "{name}: {:?}", data.classes());
}

#[test]
fn files_of_other_programs_are_read_as_pandas_reads_them() {
    let mixed = expected("mixed.csv");
    for name in [
        "pandas",
        "polars",
        "polars_lz4",
        "snappy_plain",
        "gzip_v2",
        "zstd_v2_plain",
        "lz4",
        "stored",
        "stored_v2_delta",
    ] {
        let data = lenient().read(case(&format!("{name}.parquet"))).expect(name);
        compare(name, &data, &mixed);
        assert_eq!(data.classes(), ["16777216", "16777217", "16777218"]);
        assert_eq!(data.location(1).to_string().rsplit(':').next(), Some("2"));
        // dates were asked for
        let truths = Note::Truths(vec!["ok".to_owned()]);
        assert_eq!(data.notes(), [truths, Note::NoDates], "{name}");
    }
    for name in ["types", "int96"] {
        let data = lenient().read(case(&format!("{name}.parquet"))).expect(name);
        compare(name, &data, &expected(&format!("{name}.csv")));
    }
}

#[test]
fn durations_are_seconds_in_any_unit() {
    let gaps = ReadOptions::new().target("label").missing(Missing::Mean);
    for name in ["durations_pandas", "durations_arrow", "durations_polars"] {
        let data = gaps.read(case(&format!("{name}.parquet"))).expect(name);
        compare(name, &data, &expected("durations.csv"));
        let durations = Note::Durations(vec!["took".to_owned()]);
        assert_eq!(data.notes(), [durations], "{name}");
    }
}

#[test]
fn parts_of_moments_are_of_the_clock_of_their_zone() {
    let read = |file: &str, dates: Dates| lenient().dates(dates).read(case(file)).expect(file);
    for name in ["zones_pandas", "zones_int96", "zones_arrow", "zones_polars"] {
        let file = format!("{name}.parquet");
        let data = read(&file, Dates::Parts);
        compare(name, &data, &expected("zones_parts.csv"));
        let notes: Vec<String> = data.notes().iter().map(Note::to_string).collect();
        for (column, clock) in [
            (
                "berlin",
                "of the local time that stands before each offset from UTC",
            ),
            (
                "york",
                "of the local time that stands before each offset from UTC",
            ),
            (
                "fixed",
                "of the local time that stands before each offset from UTC",
            ),
            ("utc", "in UTC"),
        ] {
            let note = format!(
                "dates in column `{column}`, read as year-month-day: a feature for each part, {clock}"
            );
            assert!(notes.contains(&note), "{name}: {notes:?}");
        }
        let data = read(&file, Dates::Number);
        compare(name, &data, &expected("zones.csv"));
        let note = data.notes()[0].to_string();
        assert!(
            note.contains("seconds since 1970, of the instant whatever"),
            "{note}"
        );
    }
    // the same frame as text
    let data = read("zones_text.csv", Dates::Parts);
    compare("zones_text", &data, &expected("zones_parts.csv"));
    let data = read("zones_text.csv", Dates::Number);
    compare("zones_text", &data, &expected("zones.csv"));
}

#[test]
fn parts_of_an_unknown_zone_are_refused() {
    let mut bytes = std::fs::read(case("zones_pandas.parquet")).expect("readable");
    let (known, unknown) = (b"Europe/Berlin", b"Mars/Tharsis1");
    let places: Vec<usize> = (0..bytes.len() - known.len())
        .filter(|&at| bytes[at..].starts_with(known))
        .collect();
    for at in places {
        bytes[at..at + known.len()].copy_from_slice(unknown);
    }
    let error = read(&bytes, &lenient().dates(Dates::Parts)).expect_err("refused");
    assert!(matches!(error, DataError::UnknownZone { .. }), "{error}");
    assert!(
        error
            .to_string()
            .contains("column `berlin` is in the time zone `Mars/Tharsis1`"),
        "{error}"
    );
    let data = read(&bytes, &lenient()).expect("instants are known");
    compare("Mars/Tharsis1", &data, &expected("zones.csv"));
    read(&bytes, &lenient().dates(Dates::Parts).drop("berlin")).expect("the others are known");
    let names = lenient().dates(Dates::Parts).category("berlin");
    read(&bytes, &names).expect("names are known");
}

#[test]
fn numbers_can_be_names() {
    let data = lenient().category("same").category("count");
    let data = data.read(case("pandas.parquet")).expect("reads");
    let texts = |column: usize| match &data.columns()[column].data {
        ColumnData::Text(texts) => texts.iter().take(2).flatten().map(str::to_owned).collect(),
        ColumnData::Numeric(_) => vec![],
    };
    assert_eq!(texts(0), ["260", "-1"]);
    assert_eq!(texts(5), ["7", "7"]);
}

#[test]
fn the_index_of_pandas_is_no_column() {
    let path = case("pandas_index.parquet");
    let data = lenient().read(&path).expect("reads");
    compare("pandas_index", &data, &expected("mixed.csv"));
    assert_eq!(data.summary().dropped, ["__index_level_0__"]);
    let note = data.notes()[0].to_string();
    assert_eq!(
        note,
        "column `__index_level_0__` is the index of pandas; left out"
    );
    // It stands last, where the target is by default.
    let data = lenient().read(&path).expect("reads");
    assert_eq!(data.target_name(), Some("label"));
    let asked = lenient().target("__index_level_0__").read(&path).expect("reads");
    assert_eq!(
        (asked.features(), asked.target_name()),
        (7, Some("__index_level_0__"))
    );
}

#[test]
fn a_file_without_rows_is_refused() {
    let error = ReadOptions::new()
        .read(case("no_rows.parquet"))
        .expect_err("refused");
    assert!(matches!(error, DataError::NoRecords { .. }), "{error}");
}

#[test]
fn columns_in_columns_are_named_and_can_be_left_out() {
    let path = case("nested.parquet");
    let error = ReadOptions::new().read(&path).expect_err("nested").to_string();
    assert!(
        error.ends_with("column `pair` has the type list, which is not supported"),
        "{error}"
    );
    let error = ReadOptions::new()
        .drop("pair")
        .read(&path)
        .expect_err("nested")
        .to_string();
    assert!(
        error.ends_with("column `where` has the type struct, which is not supported"),
        "{error}"
    );
    let data = ReadOptions::new()
        .drop("pair")
        .drop("where")
        .read(&path)
        .expect("reads");
    assert_eq!((data.feature_names(), data.rows()), (vec!["x"], 2));
    assert_eq!(data.classes(), ["a", "b"]);
}

#[test]
fn damage_is_an_error() {
    let whole = std::fs::read(case("pandas.parquet")).expect("readable");
    for (bytes, says) in [
        (b"PAR1\0\0PAR1".to_vec(), "ends before its footer"),
        (whole[..whole.len() - 1].to_vec(), "without its end"),
        (
            [b"PAR1\0\0\0\0", &b"\0\0\0\x01PAR1"[..]].concat(),
            "shorter than its footer",
        ),
        (
            [b"PAR1\0\0\0\0", &b"\0\0\0\x02PAR1"[..]].concat(),
            "larger than 16 MiB",
        ),
        (
            [b"PAR1\0\0\0\0", &b"\x04\0\0\0PAR1"[..]].concat(),
            "footer is damaged",
        ),
        ([&whole[..whole.len() - 4], b"PARE"].concat(), "encrypted"),
    ] {
        let error = read(&bytes, &lenient()).expect_err(says).to_string();
        assert!(error.contains(says), "{error}");
    }
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gz, &whole).expect("compresses");
    let error = read(gz.finish().expect("compresses"), &lenient())
        .expect_err("gzipped")
        .to_string();
    assert!(error.contains("a gzipped or zipped Parquet file"), "{error}");
    // Some bytes of it otherwise: an error or other data, and nothing else.
    for at in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xff;
        let _ = read(&bytes, &lenient());
    }
}
