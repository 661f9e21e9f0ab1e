//! No bytes bring the loader down, and what is written is read back.

use mcutune::{Categorical, ColumnData, Missing, Preprocess, ReadOptions, TargetColumn, Task};
use proptest::prelude::*;

fn write(bytes: &[u8]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), bytes).expect("written");
    file
}

/// Loads and, if that goes well, fits and transforms.
fn survive(bytes: &[u8], header: bool, lenient: bool, target_required: bool) {
    let file = write(bytes);
    let (missing, categorical) = match lenient {
        true => (Missing::Median, Categorical::OneHot),
        false => (Missing::Drop, Categorical::Error),
    };
    let options = ReadOptions::new()
        .header(header)
        .target_required(target_required)
        .missing(missing)
        .categorical(categorical);
    let Ok(table) = options.read(file.path()) else {
        return;
    };
    let rows: Vec<u32> = (0..table.rows() as u32).collect();
    let fitted = Preprocess::fit(&table, &rows, missing, categorical);
    let Ok(fitted) = fitted else {
        return;
    };
    let x = fitted.transform(&table, &rows).expect("its own rows");
    assert_eq!(x.len(), table.rows() * fitted.features());
    assert!(x.iter().all(|v| v.is_finite()));
}

/// Pieces of data files, in any order.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"\n".to_vec()),
        Just(b",".to_vec()),
        Just(b",".to_vec()),
        Just(b"1".to_vec()),
        Just(b"1,2\n".to_vec()),
        Just(b"a,b\n".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"\"".to_vec()),
        Just(b" ".to_vec()),
        Just(b"\t".to_vec()),
        Just(b";".to_vec()),
        Just(b"NA".to_vec()),
        Just(b"-inf".to_vec()),
        Just(b"1e-50".to_vec()),
        Just(b"\xef\xbb\xbf".to_vec()),
        Just(b"\xff".to_vec()),
        Just(b"\x1f\x8b".to_vec()),
        Just(b"PK\x03\x04".to_vec()),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200), header: bool) {
        survive(&bytes, header, true, true);
    }

    #[test]
    fn any_pieces(bytes in pieces(), header: bool, lenient: bool, required: bool) {
        survive(&bytes, header, lenient, required);
    }

    #[test]
    fn numbers_come_back_bit_for_bit(
        rows in prop::collection::vec((any::<f32>(), any::<f32>()), 1..30),
    ) {
        let rows: Vec<_> = rows.into_iter().filter(|(a, b)| a.is_finite() && b.is_finite()).collect();
        prop_assume!(!rows.is_empty());
        let text: String = rows.iter().map(|(a, b)| format!("{a},{b:e}\n")).collect();
        let file = write(format!("a,b\n{text}").as_bytes());
        let options = ReadOptions::new().task(Task::Regress);
        let table = options.read(file.path()).expect("loads");
        let ColumnData::Numeric(a) = &table.columns()[0].data else { panic!("text") };
        let bits = |v: &[f32]| v.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        prop_assert_eq!(bits(a), rows.iter().map(|r| r.0.to_bits()).collect::<Vec<_>>());
        let y = rows.iter().map(|r| r.1).collect();
        prop_assert_eq!(table.target(), Some(&TargetColumn::Values(y)));
    }

    #[test]
    fn quoted_text_comes_back(labels in prop::collection::vec("[a-z,;\"\r\n ]{0,6}x", 1..20)) {
        let rows: String = labels
            .iter()
            .map(|l| format!("1,\"{}\"\n", l.replace('"', "\"\"")))
            .collect();
        let file = write(format!("a,y\n{rows}").as_bytes());
        let options = ReadOptions::new().delimiter(b',');
        let table = options.read(file.path()).expect("loads");
        let Some(TargetColumn::Classes { labels: codes, names }) = table.target() else {
            panic!("not classes");
        };
        let back: Vec<_> = codes.iter().map(|&c| names[usize::from(c)].clone()).collect();
        prop_assert_eq!(back, labels);
        prop_assert!(names.windows(2).all(|w| w[0] < w[1]));
    }
}

#[test]
fn rows_that_never_end_are_refused_before_they_take_memory() {
    let line = format!("{}\n", "1,2 ".repeat(256));
    let open = format!("a,y\n1,2\n\"{}", line.repeat(20 << 10));
    let wide = "9".repeat(17 << 20);
    let commas = ",".repeat(8 << 20);
    let json = format!("[{{\"a\": 1, \"y\": 1}},\n{{\"a\": 2, \"y\": \"{wide}\"}}]");
    let file = write(json.as_bytes());
    let error = ReadOptions::new().read(file.path()).expect_err("refused");
    assert!(
        error
            .to_string()
            .ends_with(":2: more than 16 MB in a row: this is no table"),
        "{error}"
    );
    let brackets = "[".repeat(17 << 20);
    for text in [
        format!("{{\"a\": {brackets}"),
        format!("{{\"a\": {{\"{wide}\": 1}}}}"),
    ] {
        let file = write(text.as_bytes());
        let error = ReadOptions::new().read(file.path()).expect_err("refused");
        assert!(
            error.to_string().contains(":1: more than 16 MB in a row"),
            "{error}"
        );
    }
    for (text, line, what) in [
        (open, 3, "more than 16 MB in a row"),
        (format!("a,y\n1,2\n{wide},3\n"), 3, "more than 16 MB in a row"),
        (wide, 1, "more than 16 MB in a row"),
        (format!("a,y\n1,2\n{commas}\n"), 3, "more than 65536 columns"),
        (commas.clone(), 1, "more than 65536 columns"),
    ] {
        let file = write(text.as_bytes());
        let error = ReadOptions::new()
            .delimiter(b',')
            .read(file.path())
            .expect_err("refused");
        assert!(error.to_string().contains(&format!(":{line}: {what}")), "{error}");
    }
}
