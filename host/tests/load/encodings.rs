//! Encodings, byte-order marks and NUL bytes.

use mcutune::{DataError, Note, Nul};

use crate::common::{new, read, shape};

#[test]
fn text_of_other_encodings_is_read() {
    let text = "größe,y\n1,ä\n2,ö\n";
    let wide: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let data = read(wide, &new()).expect("reads");
    assert_eq!(
        (data.feature_names(), data.classes()),
        (vec!["größe"], &["ä".to_owned(), "ö".to_owned()][..])
    );
    let latin: Vec<u8> = text.chars().map(|c| c as u32 as u8).collect();
    let error = read(&latin, &new()).expect_err("refused");
    assert!(matches!(error, DataError::NotUtf8 { .. }), "{error}");
    let data = read(&latin, &new().encoding("latin1".parse().ok())).expect("reads");
    assert_eq!(data.feature_names(), ["größe"]);
    let error = read(b"a,y\n1,\x81\n", &new().encoding("shift_jis".parse().ok())).expect_err("refused");
    assert!(error.to_string().contains("no shift_jis text"), "{error}");
}

#[test]
fn records_of_json_are_read_in_their_encoding() {
    let lines = "{\"größe\": 1, \"y\": \"ä\"}\n{\"größe\": 2, \"y\": \"ö\"}\n";
    let array = format!("[{}]", lines.trim().replace('\n', ",\n"));
    let wide = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let latin = |text: &str| text.chars().map(|c| c as u32 as u8).collect::<Vec<u8>>();
    let asked = |name: &str| new().encoding(name.parse().ok());
    for text in [lines, array.as_str()] {
        for (bytes, options) in [
            (wide(&format!("\u{feff}{text}")), new()),
            (wide(text), asked("utf-16le")),
            (latin(text), asked("latin-1")),
            (text.as_bytes().to_vec(), asked("utf-8-sig")),
        ] {
            let data = read(&bytes, &options).expect("reads");
            assert_eq!(data.feature_names(), ["größe"]);
            assert_eq!(data.classes(), ["ä", "ö"]);
        }
        let error = read(latin(text), &new()).expect_err("refused");
        assert!(matches!(error, DataError::NotUtf8 { .. }), "{error}");
        assert!(
            error.to_string().contains(":1: the record is not UTF-8"),
            "{error}"
        );
    }
}

#[test]
fn utf8_is_not_read_as_utf16() {
    let name = "a".repeat(255);
    // a letter that goes on behind the 256 bytes that are looked at
    let cut = format!("{name}é,y\n1,u\n2,v\n");
    for text in [
        "a,y\n1,u\n2,v\n",
        "[{\"a\": 1, \"y\": \"u\"}]",
        "größe;y\n1;u\n",
        &cut,
    ] {
        for name in ["utf-16le", "utf-16be"] {
            let asked = new().encoding(name.parse().ok());
            let error = read(text, &asked).expect_err("refused");
            assert!(matches!(error, DataError::OtherEncoding { .. }), "{error}");
        }
    }
    let marked = "\u{feff}a,y\n1,u\n2,v\n";
    let data = read(marked, &new().encoding("utf-16le".parse().ok())).expect("reads");
    assert_eq!(shape(&data).1, [1.0]);
}

#[test]
fn text_with_nul_bytes_says_what_it_may_be() {
    let text = "a,b,y\n1,2,u\n3,4,v\n";
    let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    for (bytes, name, like) in [
        (wide(u16::to_le_bytes), "utf-16le", Nul::Utf16Le),
        (wide(u16::to_be_bytes), "utf-16be", Nul::Utf16Be),
    ] {
        let error = read(&bytes, &new()).expect_err("refused");
        assert!(
            matches!(&error, DataError::NulByte { like: of, .. } if *of == like),
            "{error:?}"
        );
        let data = read(&bytes, &new().encoding(name.parse().ok())).expect("reads");
        assert_eq!(shape(&data).1, [1.0, 2.0]);
    }
    let wider = |mark: &str| {
        let text = format!("{mark}{text}");
        text.chars()
            .flat_map(|c| (c as u32).to_le_bytes())
            .collect::<Vec<u8>>()
    };
    for bytes in [wider("\u{feff}"), wider("")] {
        let error = read(bytes, &new()).expect_err("refused").to_string();
        assert!(
            error.contains(":1: holds NUL bytes") && error.contains("UTF-32"),
            "{error}"
        );
    }
    let damaged = read("a,b,y\n1,2,u\n3,\0\0\0\0,v\n", &new())
        .expect_err("refused")
        .to_string();
    assert!(
        damaged.contains(":3: holds NUL bytes") && damaged.contains("damaged"),
        "{damaged}"
    );
}

#[test]
fn bytes_that_a_loss_of_power_left_unwritten_are_named() {
    for (text, line) in [
        ("a,y\n1,u\n2,v\n\0\0\0", ":4"),
        ("a,y\n1,u\n2,\0\0\0\0\0\0\0\0", ":3"),
    ] {
        let error = read(text, &new()).expect_err("refused");
        let unwritten = matches!(
            &error,
            DataError::NulByte {
                like: Nul::Unwritten,
                ..
            }
        );
        let said = error.to_string();
        assert!(
            unwritten && said.contains(line) && said.contains("loss of power"),
            "{said}"
        );
    }
}

#[test]
fn byte_order_marks_are_no_part_of_a_name() {
    let data = read("\u{feff}\u{feff}a,y\n1,u\n\u{feff}a,y\n2,v\n", &new()).expect("reads");
    assert_eq!((data.feature_names(), data.rows()), (vec!["a"], 2));
    assert_eq!(data.notes(), [Note::RepeatedHeaders { count: 1, first: 3 }]);
}
