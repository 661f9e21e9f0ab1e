//! NPZ as NumPy writes it, and as it should not be.

use std::io::{Cursor, Write};

use mcutune::{Categorical, ColumnData, Data, DataError, Missing, Preprocess, ReadOptions, TargetColumn};
use proptest::prelude::*;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::common::{array, matrix, read};

fn npz(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in arrays {
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(format!("{name}.npy"), stored)
            .expect("a new entry");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("written").into_inner()
}

fn le<const N: usize, T>(values: &[T], bytes: impl Fn(&T) -> [u8; N]) -> Vec<u8> {
    values.iter().flat_map(bytes).collect()
}

fn x_f64(values: &[f64], shape: &str) -> (&'static str, Vec<u8>) {
    (
        "X",
        array("'<f8'", "False", shape, &le(values, |v| v.to_le_bytes())),
    )
}

fn y_i64(values: &[i64], shape: &str) -> (&'static str, Vec<u8>) {
    (
        "y",
        array("'<i8'", "False", shape, &le(values, |v| v.to_le_bytes())),
    )
}

#[test]
fn arrays_of_every_type_and_order_are_the_same_table() {
    let expected = [1.0, -2.0, 3.0, 4.0, 5.0, 6.0];
    let transposed = [1.0, 3.0, 5.0, -2.0, 4.0, 6.0];
    let small: Vec<i8> = expected.iter().map(|&v| v as i8).collect();
    let items = [
        array(
            "'<f8'",
            "False",
            "(3, 2)",
            &le(&expected, |v: &f64| v.to_le_bytes()),
        ),
        array(
            "'<f8'",
            "True",
            "(3, 2)",
            &le(&transposed, |v: &f64| v.to_le_bytes()),
        ),
        array(
            "'>f8'",
            "False",
            "(3, 2)",
            &le(&expected, |v: &f64| v.to_be_bytes()),
        ),
        array(
            "'<f4'",
            "False",
            "(3, 2)",
            &le(&expected, |v| (*v as f32).to_le_bytes()),
        ),
        array("'|i1'", "False", "(3, 2)", &le(&small, |v| v.to_le_bytes())),
        array(
            "'>i2'",
            "False",
            "(3, 2)",
            &le(&small, |v| i16::from(*v).to_be_bytes()),
        ),
    ];
    for x in items {
        let bytes = npz(&[("X", x), y_i64(&[7, -7, 7], "(3,)")]);
        let table = read(&bytes, &ReadOptions::new()).expect("loads");
        assert_eq!(matrix(&table), expected.map(|v| v as f32));
        let names = vec!["-7".to_owned(), "7".to_owned()];
        let labels = vec![1, 0, 1];
        assert_eq!(table.target(), Some(&TargetColumn::Classes { labels, names }));
        assert_eq!(table.target_name(), Some("y"));
    }
}

#[test]
fn text_labels_and_missing_values() {
    let utf32: Vec<u8> = ["é\0", "ab", "é\0"]
        .iter()
        .flat_map(|t| t.chars())
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect();
    let x = x_f64(&[1.0, f64::NAN, 3.0], "(3, 1)");
    let bytes = npz(&[x, ("y", array("'<U2'", "False", "(3,)", &utf32))]);
    let mean = ReadOptions::new().missing(Missing::Mean);
    let table = read(&bytes, &mean).expect("loads");
    let names = vec!["ab".to_owned(), "é".to_owned()];
    let labels = vec![1, 0, 1];
    assert_eq!(table.target(), Some(&TargetColumn::Classes { labels, names }));
    let ColumnData::Numeric(values) = &table.columns()[0].data else {
        panic!("text");
    };
    assert!(values[1].is_nan());
    let error = read(&bytes, &ReadOptions::new()).expect_err("refused");
    assert!(error.to_string().contains(":2: column `x0` has no value"));
}

#[test]
fn prediction_needs_no_y() {
    let options = ReadOptions::new().target_required(false);
    let bytes = npz(&[x_f64(&[1.0, 2.0], "(2, 1)")]);
    let table = read(&bytes, &options).expect("loads");
    assert_eq!((table.target(), matrix(&table)), (None, vec![1.0, 2.0]));
    let bytes = npz(&[x_f64(&[1.0, 2.0], "(2, 1)"), y_i64(&[0, 1], "(2, 1)")]);
    let table = read(&bytes, &options).expect("loads");
    assert!(table.target().is_some());
    assert_eq!(table.columns().len(), 1);
}

#[test]
fn refusals_name_the_array() {
    let x = || x_f64(&[1.0, 2.0], "(2, 1)");
    let y = || y_i64(&[0, 1], "(2,)");
    let cases = [
        (vec![y()], "array `X` is not in the file"),
        (vec![x()], "array `y` is not in the file"),
        (
            vec![x(), y_i64(&[0], "(1,)")],
            "array `y` has shape [1] where `X` has 2 rows",
        ),
        (
            vec![x_f64(&[1.0], "(1,)"), y()],
            "array `X` has 1 dimensions, not 2",
        ),
        (vec![x_f64(&[1.0], "(2, 1)"), y()], "array `X` ends early"),
        (
            vec![x_f64(&[], "(99999999999, 99999999999)"), y()],
            "array `X` has an impossible shape",
        ),
        (
            vec![x_f64(&[], "(1, 9999999999999)"), y()],
            "array `X` has 9999999999999 columns, more than 65536",
        ),
        (
            vec![("X", array("'<c16'", "False", "(2, 1)", b"")), y()],
            "array `X` has items of type '<c16', not numbers",
        ),
        (
            vec![("X", b"1,2\n3,4\n".to_vec()), y()],
            "array `X` is not in NumPy's format",
        ),
        (
            vec![x_f64(&[], "(0, 1)"), y_i64(&[], "(0,)")],
            "the file is empty",
        ),
        (
            vec![x_f64(&[1.0, 1e300], "(2, 1)"), y()],
            ":2: column `x0` holds `inf`",
        ),
    ];
    for (arrays, expected) in cases {
        let error = read(npz(&arrays), &ReadOptions::new()).expect_err(expected);
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn an_altered_item_is_found_by_the_checksum() {
    let mut bytes = npz(&[x_f64(&[1.0, 2.0], "(2, 1)"), y_i64(&[0, 1], "(2,)")]);
    let two = 2.0_f64.to_le_bytes();
    let place = bytes.windows(8).position(|window| window == two);
    // the lowest bit: 2 and a little
    bytes[place.expect("stored as it is")] ^= 1;
    let error = read(&bytes, &ReadOptions::new()).expect_err("altered");
    assert!(error.to_string().contains("array `X` cannot be read"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Bytes changed anywhere in the archive or in an array's header.
    #[test]
    fn damage_never_panics(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        inner: bool,
    ) {
        let (name, mut x) = x_f64(&[1.0, 2.0, 3.0, 4.0], "(2, 2)");
        if inner {
            for (at, byte) in &changes {
                let at = at.index(x.len());
                x[at] = *byte;
            }
        }
        let mut bytes = npz(&[(name, x), y_i64(&[0, 1], "(2,)")]);
        if !inner {
            for (at, byte) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
        }
        if let Ok(table) = read(&bytes, &ReadOptions::new()) {
            prop_assert!(table.rows() > 0);
        }
    }
}

#[test]
fn labels_of_every_type_stay_apart_where_f32_merges_them() {
    let x = x_f64(&[1.0, 2.0, 3.0], "(3, 1)");
    let y = |descr, items: Vec<u8>| ("y", array(descr, "False", "(3,)", &items));
    let whole = [16_777_216_u32, 16_777_217, 16_777_218];
    let expected = whole.map(|label| label.to_string());
    let arrays = [
        y("'<i4'", le(&whole, |v| v.to_le_bytes())),
        y("'<u4'", le(&whole, |v| v.to_le_bytes())),
        y("'>i8'", le(&whole, |v| i64::from(*v).to_be_bytes())),
        y("'<u8'", le(&whole, |v| u64::from(*v).to_le_bytes())),
        y("'<f8'", le(&whole, |v| f64::from(*v).to_le_bytes())),
    ];
    for array in arrays {
        let data = read(npz(&[x.clone(), array]), &ReadOptions::new()).expect("data");
        assert_eq!(data.classes(), expected);
    }
    let beyond = y("'<u8'", le(&[u64::MAX, u64::MAX - 1, 0], |v| v.to_le_bytes()));
    let error = read(npz(&[x, beyond]), &ReadOptions::new()).expect_err("they merge");
    assert!(matches!(error, DataError::InexactLabel { .. }), "{error}");
}

#[test]
fn features_that_f32_merges_are_found_in_either_order() {
    let far: Vec<f64> = (0..10).map(|row| 2e9 + f64::from(row)).collect();
    let near: Vec<f64> = (0..10).map(f64::from).collect();
    let by_row: Vec<f64> = near.iter().zip(&far).flat_map(|(&a, &b)| [a, b]).collect();
    let by_column = [near, far].concat();
    let y: Vec<i64> = (0..10).map(|row| row % 2).collect();
    for (fortran, values) in [("False", by_row), ("True", by_column)] {
        let x = array("'<f8'", fortran, "(10, 2)", &le(&values, |v| v.to_le_bytes()));
        let data = read(npz(&[("X", x), y_i64(&y, "(10,)")]), &ReadOptions::new()).expect("data");
        let coarse = data.summary().coarse;
        assert_eq!(coarse.len(), 1, "{coarse:?}");
        assert_eq!((coarse[0].column.as_str(), coarse[0].offset), ("x1", 2e9));
        assert_eq!((coarse[0].distinct, coarse[0].kept), (10, 1));
    }
}

#[test]
fn centred_integers_keep_every_digit_and_gaps_stay_gaps() {
    let far = 1_i64 << 60;
    let items = le(&[far + 3, 7, far, -200, far + 1, 9], |v| v.to_le_bytes());
    let bytes = npz(&[
        ("X", array("'<i8'", "False", "(3, 2)", &items)),
        y_i64(&[0, 1, 0], "(3,)"),
    ]);
    let options = ReadOptions::new().center("x0").center("x1");
    let data = read(&bytes, &options.missing_value("-200").missing(Missing::Mean)).expect("loads");
    let column = |index: usize| match &data.columns()[index].data {
        ColumnData::Numeric(values) => values.clone(),
        ColumnData::Text(_) => panic!("text"),
    };
    assert_eq!(column(0), [3.0, 0.0, 1.0]);
    assert_eq!(
        (column(1)[0], column(1)[2], data.columns()[1].center),
        (0.0, 2.0, Some(7.0))
    );
    assert!(column(1)[1].is_nan());
}

#[test]
fn numbers_are_names_of_categories_where_it_is_said() {
    let texts = |data: &Data| -> Vec<Option<String>> {
        match &data.columns()[0].data {
            ColumnData::Text(texts) => texts.iter().map(|text| text.map(str::to_owned)).collect(),
            ColumnData::Numeric(_) => panic!("numbers"),
        }
    };
    let expected = ["1", "2.5", "3", "1"].map(|text| Some(text.to_owned()));
    let x = [1.0, 0.5, 2.5, 1.5, 3.0, 0.25, 1.0, 2.0];
    let y = (
        "y",
        array(
            "'<i8'",
            "False",
            "(4,)",
            &le(&[0_i64, 1, 0, 1], |v| v.to_le_bytes()),
        ),
    );
    let bytes = npz(&[x_f64(&x, "(4, 2)"), y]);
    for column in ["x0", "0"] {
        let options = ReadOptions::new().category(column);
        assert_eq!(texts(&read(&bytes, &options).expect("reads")), expected);
        let data = options.from_rows(&x, 2, &[0, 1, 0, 1]).expect("rows");
        assert_eq!(texts(&data), expected);
        let preprocess =
            Preprocess::fit(&data, &[0, 1, 2, 3], Missing::Error, Categorical::Error).expect("fits");
        assert_eq!(preprocess.feature_names(), ["x0_1", "x0_2.5", "x0_3", "x1"]);
        let rows = preprocess.transform(&Data::from_rows(&x, 2, &[0, 1, 0, 1]).expect("rows"), &[1]);
        assert_eq!(rows.expect("transforms"), [0.0, 1.0, 0.0, 1.5]);
    }
    let refused = ReadOptions::new().category("x2").from_rows(&x, 2, &[0, 1, 0, 1]);
    assert!(matches!(refused, Err(DataError::UnknownColumn { .. })));
}

/// The categories of a column, in the order of the rows.
fn names(data: &Data, column: usize) -> Vec<String> {
    let ColumnData::Text(texts) = &data.columns()[column].data else {
        panic!("numbers");
    };
    texts.iter().map(|text| text.unwrap_or("-").to_owned()).collect()
}

#[test]
fn numbers_that_are_one_f32_are_categories_of_their_own() {
    let whole: [u64; 4] = [16_777_216, u64::MAX - 1, 16_777_217, u64::MAX];
    let text = |number: &u64| number.to_string();
    let real = [16_777_216.0, f64::NAN, 16_777_217.0, -0.0];
    let unsigned = le(&whole, |v| v.to_le_bytes());
    let cases = [
        (
            array("'<u8'", "False", "(4, 1)", &unsigned),
            whole.iter().map(text).collect::<Vec<_>>(),
        ),
        (
            array("'<i8'", "False", "(4, 1)", &unsigned),
            ["16777216", "-2", "16777217", "-1"].map(str::to_owned).to_vec(),
        ),
        (
            x_f64(&real, "(4, 1)").1,
            ["16777216", "-", "16777217", "0"].map(str::to_owned).to_vec(),
        ),
    ];
    let y = || y_i64(&[0, 1, 0, 1], "(4,)");
    for (x, expected) in cases {
        let options = ReadOptions::new().category("x0").missing(Missing::Mean);
        let data = read(npz(&[("X", x.clone()), y()]), &options).expect("reads");
        assert_eq!(names(&data, 0), expected);
        let alone = read(&x, &options.target_required(false)).expect("reads");
        assert_eq!(names(&alone, 0), expected);
    }
    // columns that lie one after the other, and the array beside the features as one
    let by_column = array(
        "'<i8'",
        "True",
        "(2, 2)",
        &le(&[1_i64, 2, 16_777_216, 16_777_217], |v| v.to_le_bytes()),
    );
    let y = y_i64(&[16_777_216, 16_777_217], "(2,)");
    let options = ReadOptions::new().target("x0").category("x1").category("y");
    let data = read(npz(&[("X", by_column), y]), &options).expect("reads");
    assert_eq!([names(&data, 0), names(&data, 1)], [["16777216", "16777217"]; 2]);
}

#[test]
fn true_and_false_are_classes_and_categories_of_that_name() {
    let bits = |shape| array("'|b1'", "False", shape, &[1, 0, 0, 1]);
    let x = || x_f64(&[1.0, 2.0, 3.0, 4.0], "(4, 1)");
    let with_y = |options: &ReadOptions| read(npz(&[x(), ("y", bits("(4,)"))]), options).expect("reads");
    assert_eq!(with_y(&ReadOptions::new()).classes(), ["False", "True"]);
    let values = with_y(&ReadOptions::new().task(mcutune::Task::Regress));
    assert_eq!(
        values.target(),
        Some(&TargetColumn::Values(vec![1.0, 0.0, 0.0, 1.0]))
    );
    // all of an array is true or false, its features too
    let all = |options: ReadOptions| read(bits("(2, 2)"), &options.target("x1")).expect("reads");
    let data = all(ReadOptions::new());
    assert_eq!(
        (data.classes(), matrix(&data)),
        (&["False".into(), "True".into()][..], vec![1.0, 0.0])
    );
    assert_eq!(
        names(&all(ReadOptions::new().category("0")), 0),
        ["True", "False"]
    );
}
