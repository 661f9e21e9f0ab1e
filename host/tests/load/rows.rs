//! What separates fields and rows, and lines that are no rows: headers, units, ends.

use mcutune::{BadLines, Categorical, DataError, Delimiter, Missing, Note, TargetColumn, Task};

use crate::common::{case, new, numbers, read, shape};

#[test]
fn runs_of_blanks_separate_fields() {
    let data = new().header(false).read(case("blanks.txt")).expect("reads");
    assert_eq!(
        shape(&data),
        (vec!["x0", "x1"], vec![0.0, 0.0], vec![1.4, 0.6], 60)
    );
    assert_eq!(data.classes(), ["1", "2"]);
    assert_eq!(data.notes(), [Note::Whitespace]);
    let text = "a b\t y\n 1  2\t\t3 \n\n4 \"5\" 6\n";
    let data = read(text, &new().delimiter(Delimiter::Whitespace)).expect("reads");
    assert_eq!(shape(&data), (vec!["a", "b"], vec![1.0, 2.0], vec![4.0, 5.0], 2));
    // auto-mpg.data: blanks between numbers, a tab before a quoted name.
    let text = "18.0   8   307.0\t\"chevrolet chevelle malibu\"\n15.0   8   ?\t\"buick skylark 320\"\n";
    let options = new()
        .header(false)
        .target("0")
        .task(Task::Regress)
        .drop("3")
        .missing(Missing::Mean);
    let data = read(text, &options).expect("reads");
    assert_eq!(data.feature_names(), ["x1", "x2"]);
    assert!(numbers(&data, 1)[1].is_nan());
}

#[test]
fn a_row_of_units_is_named_and_skipped_on_request() {
    let error = new().read(case("units.csv")).expect_err("refused");
    assert!(matches!(error, DataError::UnitsRow { .. }), "{error}");
    let data = new().units_row(true).read(case("units.csv")).expect("reads");
    assert_eq!(
        (data.feature_names(), data.rows()),
        (vec!["t", "accX", "accY"], 60)
    );
    assert_eq!(numbers(&data, 0)[..2], [0.0, 0.01]);
}

#[test]
fn a_row_of_numbers_holds_no_units() {
    for text in ["a,b,y\n1,,2\n3,4,5\n", "a,b,y\n1,,u\n3,4,v\n"] {
        let error = read(text, &new().units_row(true))
            .expect_err("refused")
            .to_string();
        assert!(
            error.contains(":2: the row below the header holds numbers"),
            "{error}"
        );
    }
    for units in ["s,,", "-,1,m", ",,"] {
        let data = read(format!("a,b,y\n{units}\n3,4,5\n"), &new().units_row(true)).expect("reads");
        assert_eq!(data.rows(), 1);
    }
}

#[test]
fn ends_of_rows_that_are_no_columns_are_left_out() {
    // write.table of R.
    let data = read("\"a\" \"y\"\n\"1\" 2.5 \"u\"\n\"2\" 3.5 \"v\"\n", &new()).expect("reads");
    assert_eq!(shape(&data), (vec!["a"], vec![2.5], vec![3.5], 2));
    assert_eq!(data.notes().last(), Some(&Note::RowNames));
    for text in ["a,b,y\n1,2,u,\n3,4,v,\n", "a,b,y,\n1,2,u,\n3,4,v,\n"] {
        let data = read(text, &new()).expect("reads");
        assert_eq!(shape(&data), (vec!["a", "b"], vec![1.0, 2.0], vec![3.0, 4.0], 2));
        assert_eq!(data.notes(), [Note::TrailingDelimiters]);
        assert_eq!(data.target_name(), Some("y"));
    }
    let data = read("id,a,y\nr1,2,u\nr2,3,v\n", &new().index("id")).expect("reads");
    assert_eq!(data.feature_names(), ["a"]);
    let error = read("id,a,y\nr1,2,u\n", &new().index("it")).expect_err("refused");
    assert!(error.to_string().contains("no column `it`"), "{error}");
}

#[test]
fn lines_at_the_top_are_skipped() {
    let text = "Logger 3\n\nt;x;y\n1;2;3\n4;5;6\n7;8;9\n";
    assert!(read(text, &new()).is_err());
    let data = read(text, &new().skip_lines(2)).expect("reads");
    assert_eq!(shape(&data), (vec!["t", "x"], vec![1.0, 2.0], vec![7.0, 8.0], 3));
    assert_eq!(data.location(0).to_string().rsplit(':').next(), Some("4"));
}

#[test]
fn lines_that_leave_no_row_are_counted() {
    let error = read("a,y\n1,2\n", &new().skip_lines(7))
        .expect_err("refused")
        .to_string();
    assert!(
        error.ends_with("no row follows the 7 lines that are skipped; the file has 2"),
        "{error}"
    );
    let empty = read("\n\n", &new()).expect_err("refused");
    assert!(matches!(empty, DataError::Empty { .. }), "{empty}");
}

#[test]
fn lines_that_are_skipped_may_be_anything() {
    let data = read("\0\x01log\0\na,y\n1,u\n2,v\n", &new().skip_lines(1)).expect("reads");
    assert_eq!(data.rows(), 2);
}

#[test]
fn lines_end_in_carriage_returns_alone_too() {
    let text = "# log\ra,y\r1,u\r\"2\",\"v\"\r";
    let data = read(text, &new()).expect("reads");
    assert_eq!(numbers(&data, 0), [1.0, 2.0]);
    assert_eq!(data.classes(), ["u", "v"]);
    assert_eq!(data.location(1).to_string().rsplit(':').next(), Some("4"));
    let mixed = read("a,y\n1,u\r2,v\n", &new()).expect_err("refused");
    assert!(mixed.to_string().contains(":2: 3 fields"), "{mixed}");
}

#[test]
fn ends_of_lines_that_were_translated_twice_are_ends_of_lines() {
    let data = read("a,y\r\r\n1,2\r\r\n3,4.5\r\r\n", &new()).expect("reads");
    assert_eq!(data.target(), Some(&TargetColumn::Values(vec![2.0, 4.5])));
    assert_eq!(data.target_name(), Some("y"));
    let told = read("sep=;\r\r\na;y\r\r\n1,5;2\r\r\n", &new()).expect("reads");
    assert_eq!(numbers(&told, 0), [1.5]);
}

#[test]
fn the_separator_that_excel_names_is_taken() {
    for (first, text) in [
        ("sep=;", "a;b;y\n1,5;2;u\n"),
        ("\u{feff}\"SEP=|\"\r", "a|b,c|y\n1.5|2|u\n"),
    ] {
        let data = read(format!("{first}\n{text}"), &new()).expect("reads");
        assert_eq!(shape(&data).1, [1.5, 2.0]);
        assert!(data.notes()[0].to_string().contains("separates the fields"));
        assert_eq!(data.location(0).to_string().rsplit(':').next(), Some("3"));
    }
    let data = read("sep=,\n# note\n1,2\n3,4\n", &new().header(false)).expect("reads");
    assert_eq!(data.rows(), 2);
    let asked = new().delimiter(Delimiter::Byte(b';'));
    let data = read("sep=;\na;y\n1;u\n2;v\n", &asked).expect("reads");
    assert_eq!((data.feature_names(), data.rows()), (vec!["a"], 2));
}

#[test]
fn only_what_is_a_header_for_sure_repeats() {
    for text in [
        "5.1,3.5,0\n4.9,3.0,1\n5.1,3.5,0\n",
        "red,big,yes\nblue,small,no\nred,big,yes\n",
    ] {
        let options = new().categorical(Categorical::OneHot);
        let error = read(text, &options).expect_err("refused");
        assert!(
            error
                .to_string()
                .contains(":3: is the same as line 1, which was taken for the columns' names"),
            "{error}"
        );
        let all = read(text, &options.clone().header(false)).expect("reads");
        assert_eq!(all.rows(), 3);
        let skipped = read(text, &options.bad_lines(BadLines::Skip)).expect("reads");
        assert_eq!(skipped.rows(), 1);
        assert_eq!(
            skipped.notes().last(),
            Some(&Note::RepeatedHeaders { count: 1, first: 3 })
        );
    }
}
