//! Formats by their first bytes, and what is said of those that are not read.

use std::io::{Cursor, Read as _, Write};
use std::path::PathBuf;

use flate2::{Compression, write::GzEncoder};
use mcutune::{
    BadLines, Categorical, ColumnData, Data, DataError, Dates, Missing, Note, Preprocess, ReadOptions,
    TargetColumn, Task,
};
use zip::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};

fn case(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests/cases", name].iter().collect()
}

fn read(bytes: impl AsRef<[u8]>, options: &ReadOptions) -> Result<Data, DataError> {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), bytes).expect("written");
    options.read(file.path())
}

fn numbers(data: &Data, column: usize) -> &[f32] {
    match &data.columns()[column].data {
        ColumnData::Numeric(values) => values,
        ColumnData::Text(_) => panic!("text"),
    }
}

fn new() -> ReadOptions {
    ReadOptions::new()
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a new entry");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("written").into_inner()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gz = GzEncoder::new(Vec::new(), Compression::default());
    gz.write_all(bytes).expect("compresses");
    gz.finish().expect("compresses")
}

fn npy(kind: &str, shape: &str, items: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.bytes());
    bytes.extend(items);
    bytes
}

#[test]
fn what_is_not_read_is_named_with_a_way_out() {
    for (name, parts) in [
        ("gas.arff", ["an ARFF file", "save it as CSV"]),
        ("gas.libsvm", ["a libsvm file", "load_svmlight_file"]),
        (
            "nested.json",
            ["nested.json:1: `payload` is an array or an object", "records"],
        ),
        (
            "win.npz",
            ["array `X` has 3 dimensions, not 2", "`X.reshape(len(X), -1)`"],
        ),
        ("multi.npz", ["array `y` has shape [60, 2]", "one target"]),
        (
            "names.npz",
            [
                "array `X` is not in the file",
                "`X_train` (60, 2), `y_train` (60,)",
            ],
        ),
        ("x.npy", ["an array by itself has no target", ""]),
        ("empty.xlsx", ["empty.xlsx", ""]),
    ] {
        let error = new().read(case(name)).expect_err(name).to_string();
        assert!(parts.iter().all(|part| error.contains(part)), "{name}: {error}");
    }
    for (bytes, says) in [
        (
            zipped(&[("a.csv", b"a,y\n1,2\n"), ("b.csv", b"")]),
            "2 files (a.csv, b.csv)",
        ),
        (zipped(&[("mimetype", b""), ("content.xml", b"")]), "OpenDocument"),
        (b"\x89HDF\r\n\x1a\n....".to_vec(), "HDF5"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....".to_vec(), "XLS"),
        (b"<?xml version=\"1.0\"?><a/>".to_vec(), "XML"),
        (b"SQLite format 3\0....".to_vec(), "SQLite"),
        (b"\x80\x02]q\0.".to_vec(), "pickle"),
        (b"\x80\x03cnumpy.core\x04".to_vec(), "pickle"),
        (b"\x80\x04\x95....".to_vec(), "pickle"),
        (b"\x80\x05\x95....".to_vec(), "`to_csv"),
        (b"]\0\0\x80\0\xff".to_vec(), "LZMA"),
        (b"x\x5e\x94\x03....".to_vec(), "joblib"),
        (b"x\x9c\x94\x03....".to_vec(), "joblib"),
        (b"ARROW1\0\0....".to_vec(), "Feather"),
        (b"FEA1\0....".to_vec(), "Feather"),
        (b"ORC\n\x0b\0....".to_vec(), "ORC"),
        (b"7z\xbc\xaf\x27\x1c\0\x04".to_vec(), "7-Zip"),
        (b"RDX3\nX\n\0\0\0\x03".to_vec(), "file of R"),
        (b"X\n\0\0\0\x03".to_vec(), "write.csv"),
        (gzipped(b"X\n\0\0\0\x03"), "file of R"),
        (b"MATLAB 5.0 MAT-file, Platform: \0\x01IM".to_vec(), "MATLAB"),
        (b"MATLAB 7.3 MAT-file, Platform: \0\x02IM".to_vec(), "MATLAB"),
        (b"%PDF-1.7\n".to_vec(), "PDF"),
        (b"\x89PNG\r\n\x1a\n\0".to_vec(), "an image"),
        (b"RIFF\x24\0\0\0WAVEfmt ".to_vec(), "WAV"),
    ] {
        let error = read(&bytes, &new()).expect_err(says).to_string();
        assert!(error.contains(says), "{error}");
    }
    // names of columns may begin as formats do
    for name in [
        "ORC_ID",
        "RIFF",
        "RDX",
        "BZh",
        "ARROW1",
        "x^2",
        "FEA1",
        "MATLAB 5.0 MAT-file",
    ] {
        let data = read(format!("{name},y\n1,0\n2,1\n"), &new()).expect(name);
        assert_eq!(data.feature_names(), [name]);
    }
}

#[test]
fn labels_that_are_python_objects_are_read() {
    let data = new().read(case("obj.npz")).expect("reads");
    assert_eq!(
        (data.rows(), data.classes()),
        (60, ["off", "on"].map(str::to_owned).as_slice())
    );
}

#[test]
fn arrays_of_any_name_and_size_of_number_are_read() {
    let options = new().x("X_train").y("y_train");
    let data = options.read(case("names.npz")).expect("reads");
    assert_eq!((data.rows(), data.features(), data.classes().len()), (60, 2, 2));
    let half = [0x3c00_u16, 0xc000, 0x7bff, 0x0001, 0x3555, 0x8000];
    let items: Vec<u8> = half.iter().flat_map(|bits| bits.to_le_bytes()).collect();
    let bytes = zipped(&[
        ("X.npy", &npy("<f2", "(3, 2)", &items)),
        ("y.npy", &npy("|u1", "(3,)", &[0, 1, 0])),
    ]);
    let data = read(&bytes, &new()).expect("reads");
    assert_eq!(numbers(&data, 0), [1.0, 65504.0, 0.333_251_95]);
    assert_eq!(numbers(&data, 1), [-2.0, 5.960_464_5e-8, -0.0]);
    let wide = zipped(&[
        ("X.npy", &npy("<f8", "(1, 99999999)", &[])),
        ("y.npy", &npy("|u1", "(1,)", &[0])),
    ]);
    let error = read(&wide, &new()).expect_err("refused").to_string();
    assert!(error.contains("more than 65536"), "{error}");
}

#[test]
fn features_and_target_come_from_two_files() {
    let place = tempfile::tempdir().expect("a temporary directory");
    let file = |name: &str, bytes: &[u8]| {
        let path = place.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path.display().to_string()
    };
    let x = [1.0_f64, 2.0, 3.0, 4.0, 5.0, 6.0];
    let items: Vec<u8> = x.iter().flat_map(|x| x.to_le_bytes()).collect();
    let x_npy = file("x.npy", &npy("<f8", "(3, 2)", &items));
    let x_txt = file(
        "x.txt",
        b"  1.0e+00  2.0e+00\n  3.0e+00  4.0e+00\n  5.0e+00  6.0e+00\n",
    );
    let y_npy = file(
        "y.npy",
        &npy("<i8", "(3,)", &[7_i64, 9, 7].map(i64::to_le_bytes).concat()),
    );
    let y_txt = file("y.txt", b"7\n9\n7\n");
    for (x, y) in [
        (&x_npy, &y_npy),
        (&x_txt, &y_txt),
        (&x_npy, &y_txt),
        (&x_txt, &y_npy),
    ] {
        let data = new().header(false).y(y).read(x).expect("reads");
        assert_eq!(
            (numbers(&data, 0), numbers(&data, 1)),
            (&[1.0, 3.0, 5.0][..], &[2.0, 4.0, 6.0][..])
        );
        let (labels, names) = (vec![0, 1, 0], vec!["7".to_owned(), "9".to_owned()]);
        assert_eq!(data.target(), Some(&TargetColumn::Classes { labels, names }));
    }
    let own = new().target("1").task(Task::Regress).read(&x_npy).expect("reads");
    assert_eq!(own.target(), Some(&TargetColumn::Values(vec![2.0, 4.0, 6.0])));
    let answered = new().target_required(false).read(&x_npy).expect("reads");
    assert_eq!((answered.features(), answered.target()), (2, None));
    let short = file("short.txt", b"7\n9\n");
    let error = new()
        .header(false)
        .y(short)
        .read(&x_txt)
        .expect_err("refused")
        .to_string();
    assert!(
        error.contains("2 rows, where") && error.contains("has 3"),
        "{error}"
    );
    let error = new()
        .header(false)
        .y(&x_txt)
        .read(&x_npy)
        .expect_err("refused")
        .to_string();
    assert!(error.contains("2 columns, where one is the target"), "{error}");
}

#[test]
fn numbers_beside_true_and_false_are_classes_of_their_own_which_is_said() {
    let text = "[{\"a\": 1, \"y\": true}, {\"a\": 2, \"y\": 1}, {\"a\": 3, \"y\": false}]";
    let data = read(text, &new()).expect("reads");
    assert_eq!(data.classes(), ["1", "False", "True"]);
    let column = "y".to_owned();
    assert!(
        data.notes().contains(&Note::TruthsBesideNumbers { column }),
        "{:?}",
        data.notes()
    );
}

#[test]
fn json_records_are_rows() {
    let data = new().read(case("rows.jsonl")).expect("reads");
    assert_eq!(data.feature_names(), ["x", "y"]);
    assert_eq!(
        (data.rows(), data.classes()),
        (60, &["a".to_owned(), "b".to_owned()][..])
    );
    assert_eq!(numbers(&data, 0)[..2], [0.0, 1.1]);
    let text = "\u{feff}[\n {\"a\": 1, \"ok\": true, \"y\": \"u\"},\n {\"ok\": false, \"y\": \"v\", \"b\": -2.5e-3, \"a\": null}\n]\n";
    let data = read(text, &new().target("y").missing(Missing::Mean)).expect("reads");
    assert_eq!(data.feature_names(), ["a", "ok", "b"]);
    assert_eq!((numbers(&data, 0)[0], numbers(&data, 1)), (1.0, &[1.0, 0.0][..]));
    assert!(numbers(&data, 0)[1].is_nan() && numbers(&data, 2)[0].is_nan());
    assert_eq!(numbers(&data, 2)[1], -0.0025);
    assert_eq!(data.location(1).to_string().rsplit(':').next(), Some("3"));
    assert_eq!(
        read(
            gzipped(text.as_bytes()),
            &new().target("y").missing(Missing::Mean)
        )
        .expect("reads")
        .rows(),
        2
    );
    for (text, says) in [
        (
            "[{\"a\": 1, \"y\": 2},\n {\"a\": 1, \"y\": ]\n",
            ":2: expected value",
        ),
        ("[{\"a\": 1, \"y\": 2}\n", ":2: the array never ends"),
        (
            "[[1, 2], [3, 4]]",
            ":1: invalid type: sequence, expected a record",
        ),
        ("[1, 2, 3]\n", ":1: invalid type: integer `1`, expected a record"),
        (
            "[\"a\", \"y\"]",
            ":1: invalid type: string \"a\", expected a record",
        ),
        ("[{\"a\": [1], \"y\": 2}]", ":1: `a` is an array or an object"),
        (
            "{\"a\": [1], \"y\": 2}\n{\"a\": [2], \"y\": 3}\n",
            "not one value, where each field of a record has one, such as `a_0` and `a_1`",
        ),
    ] {
        let error = read(text, &new()).expect_err(says).to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn a_field_of_several_values_can_be_left_out() {
    let text = "{\"a\": [1, 2], \"b\": 3, \"y\": \"u\"}\n{\"b\": 4, \"y\": \"v\", \"a\": {\"c\": 1}}\n";
    let data = read(text, &new().drop("a")).expect("reads");
    assert_eq!(
        (data.feature_names(), numbers(&data, 0)),
        (vec!["b"], &[3.0, 4.0][..])
    );
}

#[test]
fn records_of_numpy_are_named_by_their_fields() {
    let header = "{'descr': [('a', '<f8'), ('b', '<i4', (3,))], 'fortran_order': False, 'shape': (2,), }\n";
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.bytes());
    let says = "holds records of `a`, `b`, not numbers or text; save them as CSV: `pandas.DataFrame(X)";
    for bytes in [bytes.clone(), zipped(&[("X.npy", &bytes)])] {
        let error = read(bytes, &new().target("0")).expect_err("refused").to_string();
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn one_file_in_an_archive_is_read() {
    let data = read(zipped(&[("data/a.csv", b"a,y\n1,u\n2,v\n")]), &new()).expect("reads");
    assert_eq!((numbers(&data, 0), data.rows()), (&[1.0, 2.0][..], 2));
    let mut bytes = zipped(&[("a.csv", b"a,y\n1,u\n2,v\n")]);
    let stored = bytes.windows(3).position(|bytes| bytes == b"1,u");
    if let Some(at) = stored {
        bytes[at] = b'3';
        assert!(read(&bytes, &new()).is_err());
    }
}

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
    let error = new().dates(Dates::Number).read(case("times_negative.xlsx"));
    let error = error.expect_err("refused").to_string();
    assert!(error.contains("`#######`"), "{error}");
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
fn workbook(sheet: &str) -> Vec<u8> {
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
fn python_writes_nan_for_a_missing_number() {
    let text = "[{\"a\": 1.5, \"y\": \"NaN ?\"},\n {\"a\": NaN, \"y\": \"\\\"NaN\"}]";
    let data = read(text, &new().missing(Missing::Mean)).expect("reads");
    assert!(numbers(&data, 0)[0] == 1.5 && numbers(&data, 0)[1].is_nan());
    assert_eq!(data.classes(), ["\"NaN", "NaN ?"]);
}

#[test]
fn frames_that_are_not_records_are_named() {
    for text in [
        r#"{"a":{"0":1,"1":2},"y":{"0":"u","1":"v"}}"#,
        r#"{"columns":["a","y"],"index":[0,1],"data":[[1,"u"],[2,"v"]]}"#,
    ] {
        let error = read(text, &new()).expect_err("refused").to_string();
        assert!(
            error.contains(r#"; a frame of pandas becomes records by `to_json(path, orient="records")`"#),
            "{error}"
        );
    }
}

#[test]
fn a_target_by_its_place_is_of_the_first_record() {
    let text = "{\"a\": 1, \"y\": \"u\"}\n{\"a\": 2, \"y\": \"v\", \"note\": 3}\n";
    let data = read(text, &new().missing(Missing::Mean)).expect("reads");
    assert_eq!(
        (data.target_name(), data.feature_names()),
        (Some("y"), vec!["a", "note"])
    );
    // The last that is left, where the first record's last is not.
    let data = read(text, &new().missing(Missing::Mean).drop("y")).expect("reads");
    assert_eq!(
        (data.target_name(), data.feature_names()),
        (Some("a"), vec!["note"])
    );
    let error = read(text, &new()).expect_err("refused");
    assert!(
        error.to_string().contains("column `note` has no value"),
        "{error}"
    );
    for (text, what) in [
        ("[]", "there is no record"),
        (" [ ]\n", "there is no record"),
        ("[{}]", "no record has a value"),
    ] {
        let error = read(text, &new()).expect_err("refused").to_string();
        assert!(error.contains(what), "{error}");
    }
}

#[test]
fn options_without_a_use_are_refused() {
    let csv = "a,y\n1,2\n";
    let error = read(csv, &new().x("features")).expect_err("refused").to_string();
    assert!(
        error.ends_with("is delimited text, which has no use for the name of an array of features"),
        "{error}"
    );
    let json = "{\"a\": 1, \"y\": 2}";
    for (options, option) in [
        (new().skip_lines(1), "lines to skip"),
        (new().delimiter(b';'), "a delimiter"),
        (new().header(false), "columns without names"),
    ] {
        let error = read(json, &options).expect_err("refused").to_string();
        assert!(
            error.ends_with(&format!("is JSON, which has no use for {option}")),
            "{error}"
        );
    }
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
fn what_lies_beside_data_is_left_out_of_an_archive() {
    let data = read(
        zipped(&[
            ("__MACOSX/._a.csv", b"\0\x05\x16\x07"),
            ("README.md", b"# data\n"),
            ("a.csv", b"a,y\n1,u\n2,v\n"),
        ]),
        &new(),
    )
    .expect("reads");
    assert_eq!(data.rows(), 2);
    let notes: Vec<String> = data.notes().iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        ["__MACOSX/._a.csv and README.md are no data, by name; left out"]
    );
    let x = npy("<f4", "(2, 1)", &[0; 8]);
    let y = npy("|u1", "(2,)", &[0, 1]);
    let arrays = zipped(&[("X.npy", &x), ("y.npy", &y), ("__MACOSX/._X.npy", b"\0")]);
    assert_eq!(read(arrays, &new()).expect("reads").rows(), 2);
    let error = read(zipped(&[("README.md", b"# data\n")]), &new()).expect_err("refused");
    assert!(
        error
            .to_string()
            .ends_with("there is no file of data beside README.md"),
        "{error}"
    );
}

#[test]
fn an_option_is_of_use_where_one_file_uses_it() {
    let place = tempfile::tempdir().expect("a directory");
    let path = |name: &str| place.path().join(name);
    let x = npy("<f4", "(2, 1)", &[0; 8]);
    std::fs::write(path("x.npy"), x).expect("written");
    std::fs::write(path("y.csv"), "# labels\ny\nu\nv\n").expect("written");
    std::fs::write(path("a.csv"), "a;y\n1;u\n").expect("written");
    std::fs::write(path("b.json"), "{\"a\": 2, \"y\": \"v\"}").expect("written");
    let y = new().y(path("y.csv").display().to_string());
    let data = y.clone().skip_lines(1).read(path("x.npy")).expect("reads");
    assert_eq!(data.classes(), ["u", "v"]);
    let files = [path("b.json"), path("a.csv")];
    let both = new().target("y").delimiter(b';');
    assert_eq!(both.read_all(&files).expect("reads").rows(), 2);
    let error = both
        .x("features")
        .read_all(&files)
        .expect_err("refused")
        .to_string();
    assert!(
        error.contains("b.json: is JSON, which has no use for the name of an array"),
        "{error}"
    );
}

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
fn a_blank_row_does_not_move_those_of_another_file() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = |name: &str| directory.path().join(name).display().to_string();
    let rows = |all: [&str; 4]| all.concat();
    let jsonl = rows(["{\"a\": 1}\n", "{\"a\": 2}\n\n", "{\"a\": 3}\n", "{\"a\": 4}\n"]);
    std::fs::write(path("x.jsonl"), jsonl).expect("written");
    std::fs::write(path("x.csv"), "a,b\n1,2\n\n3,4\n5,6\n7,8\n").expect("written");
    std::fs::write(path("y.csv"), "y\nu\nv\nu\nv\n").expect("written");
    std::fs::write(
        path("y.jsonl"),
        "{\"y\": \"u\"}\n{\"y\": \"v\"}\n\n\n{\"y\": \"u\"}\n{\"y\": \"v\"}\n",
    )
    .expect("written");
    std::fs::write(path("whole.csv"), "a,b\n1,2\n3,4\n5,6\n7,8\n").expect("written");
    for (x, y, line) in [
        ("x.jsonl", "y.csv", "x.jsonl:3"),
        ("x.csv", "y.csv", "x.csv:3"),
        ("whole.csv", "y.jsonl", "y.jsonl:3"),
    ] {
        let error = new().y(path(y)).read(path(x)).expect_err("refused").to_string();
        assert!(
            error.contains(&format!("{line}: a blank line between rows")),
            "{error}"
        );
    }
    assert_eq!(
        new()
            .y(path("y.csv"))
            .read(path("whole.csv"))
            .expect("reads")
            .rows(),
        4
    );
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
