//! Numbers as sensors, spreadsheets and R spell them.

use mcutune::{Categorical, DataError, Dates, Missing, Note, ReadOptions, Task, TextKind};

use crate::common::{new, numbers, read};

#[test]
fn decimal_commas_are_found_between_semicolons() {
    let text = "Zeit;Temp;Druck\n1;20,5;1.013,25\n2;-0,75;998,5\n";
    let data = read(text, &new().task(Task::Regress)).expect("reads");
    assert_eq!(numbers(&data, 1), [20.5, -0.75]);
    assert_eq!(
        data.target(),
        Some(&mcutune::TargetColumn::Values(vec![1013.25, 998.5]))
    );
    assert_eq!(data.notes(), [Note::DecimalComma { grouped: true }]);
    let told = read("a\tb\n1,5\t2\n3,5\t4\n", &new().decimal(b',')).expect("reads");
    assert_eq!(numbers(&told, 0), [1.5, 3.5]);
    let english = read("a;b\n\"1,037\";2\n1,041.5;4\n", &new().thousands(',')).expect("reads");
    assert_eq!(numbers(&english, 0), [1037.0, 1041.5]);
    // Labels are read as they are spelled, too.
    let labels = read("a;y\n1;0,5\n2;1,5\n", &new().task(Task::Classify)).expect("reads");
    assert_eq!(labels.classes(), ["0.5", "1.5"]);
    // A point may be one or the other.
    let error = read("a;b\n1.234;0,5\n2.5;1,5\n", &new()).expect_err("refused");
    assert!(
        matches!(error, DataError::TwoDecimals { target: true, .. }),
        "{error}"
    );
}

#[test]
fn commas_of_lists_and_of_texts_are_no_decimal_commas() {
    for text in [
        "pos\tqual\tdepths\ty\n1\t2.345\t1,2\tp\n2\t3.456\t3,14\tq\n",
        "pos\tnote\ty\n1\tok\tp\n2\t3,5\tq\n3\tok\tp\n",
        "pos|blocks|y\n1|1,2|p\n2|3,4,5|q\n",
        "pos note y\n1 3,5 p\n2 ok q\n3 ok q\n",
    ] {
        let data = read(text, &new().categorical(Categorical::OneHot)).expect("reads");
        assert_eq!(numbers(&data, 0)[..2], [1.0, 2.0]);
        assert!(
            !data
                .notes()
                .iter()
                .any(|note| matches!(note, Note::DecimalComma { .. })),
            "{text}"
        );
    }
    let data = read(
        "a\tb\ty\nV\ts\t\n1,5\t2\tp\n2,5\t3,1\tq\n",
        &new().units_row(true),
    )
    .expect("reads");
    assert_eq!(numbers(&data, 0), [1.5, 2.5]);
}

/// Each row has a comma more than delimiters.
#[test]
fn decimal_commas_part_no_fields() {
    for text in [
        "0,35;0,82;0,33\n-1,30;1;0,45\n",
        "0,35\t0,82\t0,33\n-1,30\t1\t0,45\n",
        "0,35 0,82 0,33\n-1,30 1,0 0,45\n",
    ] {
        let data = read(text, &new().header(false).task(Task::Regress)).expect("reads");
        assert_eq!(data.feature_names(), ["x0", "x1"], "{text}");
        assert_eq!(
            [numbers(&data, 0), numbers(&data, 1)],
            [[0.35, -1.3], [0.82, 1.0]],
            "{text}"
        );
        assert!(
            data.notes().contains(&Note::DecimalComma { grouped: false }),
            "{text}"
        );
        let named = read(
            &(text.to_owned() + &text.replace('3', "4")),
            &new().task(Task::Regress),
        )
        .expect("reads");
        assert!(named.has_data_for_names(), "{text}");
        let header = "temp, C;hum, %;y\n";
        let named = header.to_owned() + &text.replace(['\t', ' '], ";");
        let data = read(&named, &new().task(Task::Regress)).expect("reads");
        assert_eq!(data.feature_names(), ["temp, C", "hum, %"]);
    }
}

/// With either mark the other is text, and no flag helps.
#[test]
fn a_file_with_two_decimal_marks_is_said_to_have_them() {
    for (text, decimal, says) in [
        (
            "a;v;y\n1.5;1,25;1\n2.5;2,25;0\n",
            None,
            ":2: column `v` holds `1,25`, with a comma, and numbers of column `a` have a decimal point",
        ),
        (
            "a;v;y\n1.5;1,25;1\n2.5;2,25;0\n",
            Some(b','),
            ":2: column `a` holds `1.5`, with a point, and numbers of column `v` have a decimal comma",
        ),
        (
            "a,y\n0.5,\"0,5\"\n1,\"1,5\"\n",
            None,
            ":2: column `y` holds `0,5`, with a comma, and numbers of column `a` have a decimal point",
        ),
        (
            "a,v,y\n1.0,\"1,234\",1\n2.0,\"2,5\",0\n",
            None,
            ":2: column `v` holds `1,234`, with a comma, and numbers of column `a`",
        ),
    ] {
        let options = decimal.map_or(new(), |decimal| new().decimal(decimal));
        let error = read(text, &options).expect_err("refused");
        assert!(matches!(error, DataError::TwoDecimals { .. }), "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
    // of many numbers, few are spelled so
    let stray = format!("a;b;y\n{}1,5;1;u\n1,25;2;v\n", "1.5;2;u\n2.5;3;v\n".repeat(30));
    let error = read(stray, &new()).expect_err("refused");
    assert!(
        matches!(
            error,
            DataError::BadLines {
                kind: None,
                count: 2,
                ..
            }
        ),
        "{error}"
    );
    // a column that is left out may have its own
    let data = read("a;v;y\n1.5;1,25;1\n2.5;2,25;0\n", &new().drop("a").decimal(b',')).expect("reads");
    assert_eq!(numbers(&data, 0), [1.25, 2.25]);
    // and so may one that is not read as numbers: here the flag helps
    let one_hot = || new().categorical(Categorical::OneHot);
    for (text, options) in [
        ("a;version;y\n1,5;1.0;u\n2,5;2.0;v\n", new().category("version")),
        ("a;version;y\n1,5;1.0;u\n2,5;2.0;v\n", new().category("1")),
        ("id;a;y\n1.0;1,5;u\n2.0;2,5;v\n", new().index("id")),
        ("a;version;y\n1,5;1.0;u\n2,5;2.0;v\n", new().drop("version")),
        ("a;y\n1,5;1.0\n2,5;2.0\n", new().task(Task::Classify)),
        ("version;a;y\n1.0;1;0,5\nbeta;2;1,5\n", one_hot()),
    ] {
        let error = read(text, &options.clone().decimal(b'.')).expect_err("refused");
        assert!(
            matches!(
                error,
                DataError::TextValue {
                    kind: TextKind::DecimalComma,
                    ..
                } | DataError::NumberAsText {
                    kind: TextKind::DecimalComma,
                    ..
                }
            ),
            "{text}: {error}"
        );
        let data = read(text, &options.decimal(b',')).expect("reads");
        assert!(data.rows() == 2, "{text}");
    }
    // no other number has a fraction, or the sign groups digits for sure
    for text in [
        "a,v,y\n1,\"1,25\",1\n2,\"2,25\",0\n",
        "a,v,y\n1.5,\"1,234,567\",1\n2,\"2,234,567\",0\n",
    ] {
        let error = read(text, &new()).expect_err("refused");
        assert!(matches!(error, DataError::TextValue { .. }), "{error}");
    }
}

#[test]
fn centred_numbers_keep_every_digit() {
    let read = |text: &str| read(text, &new().center("t").dates(Dates::Number));
    let data =
        read("t,y\n1152921504606846979,1\n1152921504606846976,2\n1152921504606846978,1\n").expect("reads");
    assert_eq!(numbers(&data, 0), [3.0, 0.0, 2.0]);
    assert_eq!(data.columns()[0].center, Some((1_u64 << 60) as f64));
    let odd = read("t,y\n9007199254740993,1\n9007199254740994,2\n").expect("reads");
    assert_eq!(
        numbers(&odd, 0),
        [1.0, 2.0],
        "an offset is a number that f64 holds"
    );
    let error = read("t,y\n9007199254740993,1\n1.5,2\n").expect_err("refused");
    assert!(
        error
            .to_string()
            .contains(":2: column `t` holds `9007199254740993`"),
        "{error}"
    );

    let data = read("t,y\n2024-05-01T12:30:05.25Z,1\n2024-05-01T12:30:04Z,2\n").expect("reads");
    assert_eq!(numbers(&data, 0), [1.25, 0.0]);
    assert_eq!(data.columns()[0].center, Some(1_714_566_604.0));
}

#[test]
fn points_that_group_digits_make_commas_of_fractions() {
    let data = read("a\ty\n1.234,5\t1\n2.000\t2\n", &new().thousands('.')).expect("reads");
    assert_eq!(numbers(&data, 0), [1234.5, 2000.0]);
    assert_eq!(data.notes(), [Note::DecimalComma { grouped: true }]);
    for same in [b'.', b','] {
        let error =
            read("a\ty\n1\t1\n", &new().thousands(char::from(same)).decimal(same)).expect_err("refused");
        assert!(matches!(error, DataError::SameSeparator { .. }), "{error}");
    }
}

#[test]
fn numbers_with_points_among_decimal_commas_are_named() {
    let text = "a;b;y\n1.107;0,5;x\n12;0,7;x\n14;1,5;z\n9;1,5;z\n2.250;1,5;z\n";
    let DataError::BadLines { kind, count, .. } = read(text, &new()).expect_err("refused") else {
        panic!("no list");
    };
    assert_eq!((kind, count), (Some(TextKind::OtherNumber), 2));
    let grouped = read(text, &new().decimal(b',')).expect("reads");
    assert_eq!(numbers(&grouped, 0)[0], 1107.0);
}

/// As `pandas.read_csv` has them with `sep`, `thousands` and `decimal` given.
#[test]
fn digits_grouped_by_blanks_and_apostrophes_are_found() {
    for sign in ['\u{a0}', '\u{202f}', '\u{2009}', '\'', '\u{2019}'] {
        let cases: [(&str, char, [f32; 2]); 5] = [
            ("a;y\n1_234,50;1\n12_345;2\n", ',', [1234.5, 12345.0]),
            ("a;y\n-1_234.50;1\n1_234_567;2\n", '.', [-1234.5, 1_234_567.0]),
            ("a\ty\n1_234,50\t1\n0\t2\n", ',', [1234.5, 0.0]),
            ("a,y\n1_234.50,1\n0.5,2\n", '.', [1234.5, 0.5]),
            // what groups digits is no decimal sign
            ("a;y\n12_345;1\n1,234;2\n", ',', [12345.0, 1.234]),
        ];
        for (text, decimal, expected) in cases {
            let text = text.replace('_', &sign.to_string());
            let data = read(&text, &new()).expect("reads");
            assert_eq!(numbers(&data, 0), expected, "{text}");
            let comma = (decimal == ',').then_some(Note::DecimalComma { grouped: false });
            let notes: Vec<Note> = comma.into_iter().chain([Note::DigitGroups { sign }]).collect();
            assert_eq!(data.notes(), notes, "{text}");
            // and where it is said what they are
            for options in [
                new().thousands(sign).decimal(decimal as u8),
                new().decimal(decimal as u8),
            ] {
                assert_eq!(
                    numbers(&read(&text, &options).expect("reads"), 0),
                    expected,
                    "{text}"
                );
            }
            assert_eq!(
                numbers(&read(&text, &new().thousands(sign)).expect("reads"), 0),
                expected,
                "{text}"
            );
        }
    }
    // a common blank is said to be one
    let blank = "a;y\n1 234,50;1\n12 345;2\n1,5;3\n";
    let data = read(blank, &new().thousands(' ')).expect("reads");
    assert_eq!(numbers(&data, 0), [1234.5, 12345.0, 1.5]);
    let point = read("a;y\n1 234.50;1\n12.345;2\n", &new().thousands(' ')).expect("reads");
    assert_eq!(numbers(&point, 0), [1234.5, 12.345]);
    // a point and a comma cannot both stand before fractions
    let error = read("a;y\n12.5;2\n1 234,50;1\n", &new().thousands(' ')).expect_err("refused");
    assert!(
        matches!(error, DataError::TwoDecimals { mark: ',', .. }),
        "{error}"
    );
}

#[test]
fn blanks_that_no_line_breaks_at_are_no_part_of_a_number() {
    for blank in ['\u{a0}', '\u{202f}', '\u{2009}'] {
        let text = "a,b,y\n_12_,1.5,_1\n13,_2.5_,0_\n_,3,1\n".replace('_', &blank.to_string());
        let data = read(text, &new().missing(Missing::Mean)).expect("reads");
        assert_eq!(numbers(&data, 0)[..2], [12.0, 13.0]);
        assert!(numbers(&data, 0)[2].is_nan());
        assert_eq!(numbers(&data, 1), [1.5, 2.5, 3.0]);
        assert_eq!(
            (data.classes(), data.notes()),
            (&["0".into(), "1".into()][..], &[][..])
        );
        let text = "a;y\n_1_234,5_;1_000_\n2,5;_2\n".replace('_', &blank.to_string());
        let data = read(text, &new().task(Task::Regress)).expect("reads");
        assert_eq!(numbers(&data, 0), [1234.5, 2.5]);
        assert_eq!(
            data.target(),
            Some(&mcutune::TargetColumn::Values(vec![1000.0, 2.0]))
        );
    }
}

#[test]
fn digits_of_texts_are_in_no_groups() {
    let has_note = |text: &str, options: &ReadOptions| {
        let notes = read(text, options).expect("reads").notes().to_vec();
        notes.contains(&Note::DigitGroups { sign: '\'' })
    };
    assert!(!has_note("a,y\n1,n\n2,1'000\n3,n\n4,m\n", &new()));
    let two = "a,b,y\n1'000,1,0\n2,2,1\n";
    assert!(has_note(two, &new()));
    assert!(!has_note(two, &new().drop("a")));
    assert!(has_note("a,y\n1,1'000\n2,2'000\n", &new()));
}

/// How numbers are spelled is found in the first 200 rows.
#[test]
fn a_later_number_that_is_spelled_otherwise_is_refused_with_its_line() {
    let group = |sign| TextKind::Grouped { sign, comma: true };
    for (early, late, expected) in [
        ("1.234", "1.234,56", TextKind::OtherNumber),
        ("12,5", "1.234,5", TextKind::OtherNumber),
        ("1.234", "1.234.567", TextKind::OtherNumber),
        ("1,234", "1,234.5", TextKind::Thousands),
        ("1,234", "1,234,567", TextKind::Thousands),
        ("12", "1,234", TextKind::Thousands),
        ("12", "1\u{a0}234,5", group('\u{a0}')),
        ("12,5", "1'234,5", group('\'')),
    ] {
        let text = format!("a;y\n{}{late};1\n", format!("{early};0\n").repeat(300));
        let error = read(&text, &new()).expect_err("refused");
        let at = error.to_string();
        let DataError::TextValue { kind, column, .. } = error else {
            panic!("{early} {late}: {at}");
        };
        assert_eq!((kind, column.as_str()), (expected, "a"), "{early} {late}");
        assert!(at.contains(":302: "), "{at}");
    }
}

#[test]
fn a_later_number_with_another_decimal_mark_is_refused_with_its_line() {
    for (early, late) in [("12,5", "1.234"), ("1.234,5", "12.5"), ("12.5", "12,5")] {
        let text = format!("a;y\n{}{late};1\n", format!("{early};0\n").repeat(300));
        let error = read(&text, &new()).expect_err("refused");
        assert!(matches!(error, DataError::TwoDecimals { .. }), "{error}");
        let says = format!(":302: column `a` holds `{late}`, with a ");
        assert!(error.to_string().contains(&says), "{error}");
    }
}

#[test]
fn a_later_number_that_may_be_spelled_in_two_ways_is_noted_with_its_line() {
    let text = |late: &str| format!("a;b;y\n{}{late}", "12;1;0\n".repeat(300));
    let noted =
        |late: &str, options: &ReadOptions| read(text(late), options).expect("reads").notes().to_vec();
    let note = Note::EitherSeparator {
        columns: vec!["a".into()],
        text: "1.234".into(),
        line: Some(303),
        separator: '.',
        groups: false,
    };
    assert_eq!(noted("13;1;1\n1.234;2;1\n", &new()), [note]);
    // a number with a point says what it is, and so does who gives a flag
    assert_eq!(noted("1.234;2;1\n1;0.5;1\n", &new()), []);
    assert_eq!(noted("1.234;2;1\n1234;2;1\n", &new()), []);
    assert_eq!(noted("1.234;2;1\n", &new().decimal(b'.')), []);
    assert_eq!(noted("1.234;2;1\n", &new().drop("a")), []);
}
