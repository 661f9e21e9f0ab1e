//! What marks a missing value.

use mcutune::{Categorical, ColumnData, DataError, Missing, Note, Task};

use crate::common::{new, numbers, read};

#[test]
fn missing_markers_are_gaps() {
    for marker in [
        "null", "NULL", "None", "N/A", "n/a", "#N/A", "-", "?", "NA", "NaN", "", "-nan", "-NaN", "nan",
        "<NA>", "#NA", "#N/A N/A", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN",
    ] {
        let text = format!("a,b,y\n1,2,x\n{marker},3,z\n3,4,x\n");
        let data = read(text, &new().missing(Missing::Mean)).unwrap_or_else(|e| panic!("{marker}: {e}"));
        assert!(numbers(&data, 0)[1].is_nan(), "{marker}");
        let error = read(format!("a,b,y\n1,2,x\n{marker},3,z\n"), &new()).expect_err("refused");
        assert!(
            matches!(error, DataError::MissingValue { .. }),
            "{marker}: {error}"
        );
    }
    let data = read(
        "a,y\n1,0\n-200.0,1\nbad,0\n",
        &new()
            .missing_value("-200")
            .missing_value("bad")
            .missing(Missing::Mean),
    );
    let data = data.expect("reads");
    assert!(numbers(&data, 0)[1..].iter().all(|value| value.is_nan()));
}

#[test]
fn a_dash_is_a_text_among_texts_and_null_is_not() {
    let options = new().categorical(Categorical::OneHot).missing(Missing::Mean);
    let data = read("a,y\n-,1\nred,2\nnull,3\n,4\n", &options).expect("reads");
    let ColumnData::Text(texts) = &data.columns()[0].data else {
        panic!("numbers");
    };
    assert!(texts.iter().eq([Some("-"), Some("red"), None, None]));
    assert!(matches!(data.notes(), [Note::Dashes { .. }]));
    let data = read("a,y\n-,1\nred,2\n", &options.missing_value("-")).expect("reads");
    let ColumnData::Text(texts) = &data.columns()[0].data else {
        panic!("numbers");
    };
    assert!(texts.iter().eq([None, Some("red")]));
}

#[test]
fn a_marker_in_another_case_is_a_text_among_texts_as_in_pandas() {
    let options = new().categorical(Categorical::OneHot).missing(Missing::Mean);
    let data = read("a,y\nNull,Na\nna,NAN\nred,x\nNA,y\n", &options).expect("reads");
    let ColumnData::Text(texts) = &data.columns()[0].data else {
        panic!("numbers");
    };
    assert!(texts.iter().eq([Some("Null"), Some("na"), Some("red"), None]));
    assert_eq!(data.classes(), ["NAN", "Na", "x", "y"]);
    let notes: Vec<String> = data.notes().iter().map(Note::to_string).collect();
    assert_eq!(
        notes,
        [
            "`Null` in column `a` is read as text, like other fields there",
            "`Na` in column `y` is read as text, like other fields there",
        ]
    );
    // among numbers there is nothing else that it could be
    let data = read("a,y\nNull,1\nna,2\n7,2\n", &options).expect("reads");
    assert!(
        matches!(&data.columns()[0].data, ColumnData::Numeric(all) if all[..2].iter().all(|n| n.is_nan()))
    );
}

#[test]
fn dashes_alone_are_two_classes_of_a_target() {
    for (text, rows) in [("a,y\n1,-\n2,?\n3,-\n", 3), ("a,y\n1, ?\n2,-\n3,\n", 2)] {
        let options = new().missing(Missing::Drop);
        let data = read(text, &options).expect("reads");
        assert_eq!(
            (data.classes(), data.rows()),
            (&["-".to_owned(), "?".to_owned()][..], rows)
        );
        assert!(
            matches!(data.notes(), [Note::Dashes { .. }]),
            "{:?}",
            data.notes()
        );
        let error = read(text, &new().task(Task::Regress)).expect_err("refused");
        assert!(matches!(error, DataError::MissingTarget { .. }), "{error}");
    }
    for text in ["a,y\n1,-\n2,?\n3,4\n", "a,y\n1,-\n2,-\n", "a,y\n-,1\n?,2\n"] {
        read(text, &new()).expect_err("a gap");
    }
}
