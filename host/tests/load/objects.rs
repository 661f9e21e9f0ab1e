//! Arrays of Python objects, as NumPy wrote them (`tests/files/objects.py`), and as they should not be.

use std::path::Path;

use mcutune::{Data, Missing, ReadOptions};
use proptest::prelude::*;

use crate::common::{npy, read, zipped};

fn case(name: &str) -> Vec<u8> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/objects");
    std::fs::read(directory.join(format!("{name}.npy"))).expect("a stored file")
}

/// An archive of as many rows of numbers, beside a target.
fn with_y(rows: u8, y: &[u8]) -> Vec<u8> {
    let mut x = npy("|u1", &format!("({rows}, 1)"), &[]);
    x.extend(0..rows);
    archive(&[("X", &x), ("y", y)])
}

fn archive(arrays: &[(&str, &[u8])]) -> Vec<u8> {
    let entry = |(name, bytes): &(&str, _)| (format!("{name}.npy"), *bytes);
    zipped(&arrays.iter().map(entry).collect::<Vec<_>>())
}

fn refused(bytes: &[u8]) -> String {
    let read = read(bytes, &ReadOptions::new());
    read.expect_err("refused").to_string()
}

/// Labels of the rows that have one.
fn labels(data: &Data) -> Vec<&str> {
    let Some(mcutune::TargetColumn::Classes { labels, names }) = data.target() else {
        panic!("values");
    };
    labels
        .iter()
        .map(|&label| names[usize::from(label)].as_str())
        .collect()
}

/// The rows of `texts.npy` that have one, by number.
const TEXTS: [(usize, &str); 8] = [
    (0, "dog"),
    (1, "cat"),
    (4, "é€"),
    (5, "dog"),
    (8, "|"),
    (9, "dtype"),
    (10, "numpy"),
    (11, "cat"),
];

#[test]
fn texts_are_labels_and_none_nan_and_nothing_are_gaps() {
    for name in ["texts", "protocol2", "protocol3", "protocol4", "protocol5"] {
        let error = refused(&with_y(12, &case(name)));
        assert!(
            error.contains(":3: the target `y` has no value"),
            "{name}: {error}"
        );
        // as many rows as have a label: the others are a gap each
        let dropped = read(
            with_y(12, &case(name)),
            &ReadOptions::new().missing(Missing::Drop),
        );
        match dropped {
            Ok(data) => assert_eq!(labels(&data), TEXTS.map(|(_, text)| text), "{name}"),
            Err(error) => assert!(error.to_string().contains(":3: the target"), "{name}: {error}"),
        }
    }
}

#[test]
fn items_come_in_thousands_or_alone() {
    let y = case("thousands");
    let mut x = npy("|u1", "(2001, 1)", &[]);
    x.extend((0..2001).map(|row| (row % 251) as u8));
    let data = read(archive(&[("X", &x), ("y", &y)]), &ReadOptions::new()).expect("data");
    let expected: Vec<&str> = (0..2001).map(|row| ["dog", "cat"][row % 2]).collect();
    assert_eq!(labels(&data), expected);
    // one is no two classes, and is read
    let data = read(with_y(1, &case("one")), &ReadOptions::new()).expect("data");
    assert_eq!(labels(&data), ["a"]);
    let error = refused(&with_y(1, &case("none")));
    assert!(
        error.contains("array `y` has shape [0] where `X` has 1 row"),
        "{error}"
    );
}

#[test]
fn a_table_of_texts_is_no_numbers_in_either_order() {
    for name in ["table", "fortran"] {
        let error = refused(&archive(&[("X", &case(name)), ("y", &case("texts"))]));
        assert!(
            error.contains("array `X` holds text, not numbers; save `X.astype(float)`"),
            "{error}"
        );
    }
}

#[test]
fn what_is_no_text_is_named_with_its_row() {
    for (name, kind) in [
        ("bool", "a truth value"),
        ("bytes", "bytes"),
        ("date", "an object of `datetime.date`"),
        ("decimal", "an object of `decimal.Decimal`"),
        ("dict", "a dictionary"),
        ("float", "a number"),
        ("int", "a number"),
        ("large", "a number"),
        ("list", "a list"),
        ("scalar", "a scalar of NumPy's"),
        ("set", "a set"),
        ("tuple", "a tuple"),
        ("tuple4", "an object"),
    ] {
        let error = refused(&with_y(3, &case(&format!("other_{name}"))));
        let expected =
            format!("array `y` holds {kind} in row 2, not text; save `y.astype(float)` or `y.astype(str)`");
        assert!(error.contains(&expected), "{name}: {error}");
    }
    let error = refused(&with_y(1, &case("other_alone")));
    assert!(
        error.contains("holds an object of `decimal.Decimal` in row 1, not text"),
        "{error}"
    );
}

/// The last place of some bytes.
fn place(bytes: &[u8], of: &[u8]) -> usize {
    let found = bytes.windows(of.len()).rposition(|window| window == of);
    found.expect("it is there")
}

#[test]
fn another_program_than_that_of_an_array_is_not_run() {
    let texts = case("protocol2");
    let replaced = |of: &[u8], by: &[u8]| {
        let at = place(&texts, of);
        [&texts[..at], by, &texts[at + of.len()..]].concat()
    };
    for (bytes, expected) in [
        (
            replaced(b"cnumpy\nndarray\n", b"cos\nsystem\n"),
            "array `y` is a pickle of `os.system`, not of an array",
        ),
        (
            replaced(b"\x80\x02", b"\x80\x06"),
            "is of pickle protocol 6, not 2 to 5",
        ),
        // the list is called
        (
            replaced(b"tq\x18b.", b"tR."),
            "is not as NumPy writes an array of objects",
        ),
        (
            replaced(b"]q", b"}q"),
            "is not as NumPy writes an array of objects",
        ),
    ] {
        let error = refused(&with_y(12, &bytes));
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_length_claims_no_memory() {
    let texts = case("protocol4");
    let dog = place(&texts, b"\x8c\x03dog");
    let with = |step: &[u8]| [&texts[..dog], step, &texts[dog + 5..]].concat();
    let large = [b"\x8d".as_slice(), &(1_u64 << 60).to_le_bytes()].concat();
    for (step, expected) in [
        (large.as_slice(), "has an item of 1152921504606846976 bytes"),
        (b"X\xff\xff\xff\x00", "ends early"),
        (b"\x8c\x03d\xffg", "has a text that is no valid UTF-8"),
        // remembered under a number that is far
        (b"r\xff\xff\xff\xff", "is not as NumPy writes"),
        (b"j\xff\xff\xff\xff", "is not as NumPy writes"),
    ] {
        let error = refused(&with_y(12, &with(step)));
        assert!(error.contains(expected), "{error}");
    }
    let items = with(b"NNNNNNNNNNNNNNNNNNNNNNNN");
    let error = refused(&with_y(12, &items));
    assert!(error.contains("has more items than its shape says"), "{error}");
    let shape = place(&texts, b"(12,)");
    let more = [&texts[..shape], b"(13,)", &texts[shape + 5..]].concat();
    let error = refused(&with_y(13, &more));
    assert!(error.contains("has 12 items, where its shape says 13"), "{error}");
}

#[test]
fn a_file_that_ends_anywhere_is_an_error() {
    let whole = case("protocol4");
    for end in 0..whole.len() {
        let error = refused(&with_y(12, &whole[..end]));
        assert!(error.contains("array `y` "), "{end}: {error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Bytes changed anywhere: an error, or an array of as many rows.
    #[test]
    fn damage_never_panics(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        protocol in 2..=5,
    ) {
        let mut bytes = case(&format!("protocol{protocol}"));
        for (at, byte) in &changes {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        if let Ok(data) = read(with_y(12, &bytes), &ReadOptions::new()) {
            prop_assert_eq!(data.rows(), 12);
        }
    }
}
