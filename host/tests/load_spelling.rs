//! Text as sensors, spreadsheets and R spell it.

use std::path::PathBuf;

use mcutune::{
    BadLines, Categorical, ColumnData, Data, DataError, DateOrder, Dates, Delimiter, Missing, Note, Nul,
    ReadOptions, TargetColumn, Task, TextKind,
};

fn read(bytes: impl AsRef<[u8]>, options: &ReadOptions) -> Result<Data, DataError> {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), bytes).expect("written");
    options.read(file.path())
}

fn case(name: &str, options: &ReadOptions) -> Result<Data, DataError> {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests/cases", name].iter().collect();
    options.read(path)
}

fn numbers(data: &Data, column: usize) -> &[f32] {
    match &data.columns()[column].data {
        ColumnData::Numeric(values) => values,
        ColumnData::Text(_) => panic!("text"),
    }
}

/// Names, first and last row of features, and how many rows.
fn shape(data: &Data) -> (Vec<&str>, Vec<f32>, Vec<f32>, usize) {
    let row = |row: usize| {
        (0..data.features())
            .map(|column| numbers(data, column)[row])
            .collect()
    };
    (data.feature_names(), row(0), row(data.rows() - 1), data.rows())
}

fn new() -> ReadOptions {
    ReadOptions::new()
}

#[test]
fn comments_before_the_table_are_found() {
    let data = case("comments.csv", &new()).expect("reads");
    assert_eq!(shape(&data), (vec!["x", "y"], vec![0.0, 0.0], vec![1.4, 0.6], 60));
    assert_eq!(data.notes(), [Note::Comments { last: 2 }]);
    let data = case("header_in_comment.csv", &new()).expect("reads");
    assert_eq!(shape(&data), (vec!["x", "y"], vec![0.0, 0.0], vec![1.4, 0.6], 60));
    assert_eq!(data.notes(), [Note::HeaderInComment { line: 2 }]);
    // As numpy.savetxt writes a header.
    let data = read("# a b y\n1.5 2 0\n2.5 3 1\n", &new()).expect("reads");
    assert_eq!(
        (data.feature_names(), data.target_name()),
        (vec!["a", "b"], Some("y"))
    );
}

#[test]
fn a_comment_mark_is_no_comment_where_it_is_data() {
    let data = read("#,a,y\n1,2,3\n2,3,4\n", &new()).expect("reads");
    assert_eq!(data.feature_names(), ["#", "a"]);
    let options = new().header(false);
    let data = read(
        "#1,2,3\nb,3,4\n",
        &options.clone().categorical(Categorical::OneHot),
    )
    .expect("reads");
    assert_eq!(data.rows(), 2);
    let error = read("a,y\n1,2\n# hm\n2,3\n", &new()).expect_err("refused");
    assert!(error.to_string().contains(":3: 1 field "), "{error}");
}

#[test]
fn comments_that_are_asked_for_may_stand_anywhere() {
    let text = "; log\na,b,y\n1,\"x;y\",3 ; first\n;1,2,3\n4,z,6\n";
    let options = new().comment(";").categorical(Categorical::OneHot);
    let data = read(text, &options).expect("reads");
    assert_eq!((data.rows(), numbers(&data, 0)), (2, &[1.0, 4.0][..]));
    let ColumnData::Text(texts) = &data.columns()[1].data else {
        panic!("numbers");
    };
    assert!(texts.iter().eq([Some("x;y"), Some("z")]));
}

#[test]
fn runs_of_blanks_separate_fields() {
    let data = case("blanks.txt", &new().header(false)).expect("reads");
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
    let error = case("units.csv", &new()).expect_err("refused");
    assert!(matches!(error, DataError::UnitsRow { .. }), "{error}");
    let data = case("units.csv", &new().units_row(true)).expect("reads");
    assert_eq!(
        (data.feature_names(), data.rows()),
        (vec!["t", "accX", "accY"], 60)
    );
    assert_eq!(numbers(&data, 0)[..2], [0.0, 0.01]);
}

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

#[test]
fn texts_that_differ_by_blanks_alone_are_one_which_is_said() {
    let options = new().categorical(Categorical::OneHot);
    let notes = |text: &str| {
        let data = read(text, &options).expect("reads");
        let notes: Vec<String> = data.notes().iter().map(Note::to_string).collect();
        (data.classes().len(), notes.join("; "))
    };
    let says = |text: &str, column: &str, first: u32, second: u32| {
        format!(
            "`{text}` in column `{column}` stands with other blanks around it on line {second} than on line \
             {first}, and is the same text: quote fields whose blanks are part of them"
        )
    };
    assert_eq!(notes("a,y\n1,u\n2, v\n3, u\n4,v \n"), (2, says("u", "y", 2, 4)));
    assert_eq!(
        notes("c,y\nred ,1\nred  ,2\nblue,1\n"),
        (2, says("red", "c", 2, 3))
    );
    // as columns are aligned
    assert_eq!(notes("a, y\n1, u\n2, v\n3, u\n"), (2, String::new()));
    assert_eq!(notes("y  ,a\nu  ,1\nvvv,2\nu  ,3\n"), (3, String::new()));
    assert_eq!(notes("a,y\n1, 1\n2,2\n3,1\n"), (2, String::new()));
    assert_eq!(notes("a,y\n1,u\n2,\" u\"\n3,u\n"), (2, String::new()));
}

#[test]
fn true_and_false_have_one_spelling_which_is_said() {
    let notes = |text: &str| {
        let data = read(text, &new()).expect("reads");
        assert_eq!(data.classes(), ["False", "True"]);
        data.notes().iter().map(Note::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        notes("a,y\n1,FALSE\n2,True\n3,true\n"),
        ["FALSE, true in the target `y` are called True and False, as pandas has it"]
    );
    assert!(notes("a,y\n1,False\n2,True\n").is_empty());
}

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
    assert!(matches!(error, DataError::NumberAsText { .. }), "{error}");
}

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
fn bad_lines_are_listed_or_left_out() {
    let rows: String = (0..30).map(|i| format!("{i},{},x\n", i * 2)).collect();
    let text = format!("a,b,y\n{rows}1,2\n3,o.4,z\n1,2,3,4\n5,6,z\n7,8,z\na,b,y\n9,oops,z\n");
    let DataError::BadLines { count, first, .. } = read(&text, &new()).expect_err("refused") else {
        panic!("no list");
    };
    let lines: Vec<u64> = first.iter().map(|bad| bad.line).collect();
    assert_eq!((count, lines), (4, vec![32, 33, 34, 38]));
    let data = read(&text, &new().bad_lines(BadLines::Skip)).expect("reads");
    assert_eq!((data.rows(), numbers(&data, 1)[31]), (32, 8.0));
    assert_eq!(data.classes(), ["x", "z"]);
    assert!(matches!(
        data.notes(),
        [
            Note::RepeatedHeaders { count: 1, first: 37 },
            Note::BadLines { count: 4, .. }
        ]
    ));
    assert_eq!(data.location(31).to_string().rsplit(':').next(), Some("36"));
    let all = read("a,b\n1\n2\n", &new().bad_lines(BadLines::Skip)).expect_err("refused");
    assert!(matches!(all, DataError::NoGoodLine { .. }), "{all}");
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
fn dates_are_numbers_parts_or_left_out() {
    let text = "t,a,y\n2024-05-01T12:30:05.25+02:00,1,u\n,2,v\n2024-05-02+02:00,3,u\n";
    let error = read(text, &new().missing(Missing::Mean)).expect_err("refused");
    assert!(matches!(error, DataError::DateValue { .. }), "{error}");
    let with = |dates| read(text, &new().missing(Missing::Mean).dates(dates)).expect("reads");
    let parts = with(Dates::Parts);
    let names = [
        "t_year",
        "t_month",
        "t_day",
        "t_weekday",
        "t_hour",
        "t_minute",
        "t_second",
        "a",
    ];
    assert_eq!(parts.feature_names(), names);
    let row = |row: usize| {
        (0..7)
            .map(|column| numbers(&parts, column)[row])
            .collect::<Vec<_>>()
    };
    assert_eq!(row(0), [2024.0, 5.0, 1.0, 2.0, 12.0, 30.0, 5.25]);
    assert_eq!(row(2), [2024.0, 5.0, 2.0, 3.0, 0.0, 0.0, 0.0]);
    assert!(row(1).iter().all(|part| part.is_nan()));
    let number = with(Dates::Number);
    assert_eq!(numbers(&number, 0)[0], 1_714_559_405.25_f64 as f32);
    assert_eq!(with(Dates::Drop).feature_names(), ["a"]);
    assert!(matches!(with(Dates::Drop).notes(), [Note::Dates { .. }]));
    // Only the model knows whether it needs them; and a target may be a date.
    assert!(read(text, &new().target_required(false)).is_ok());
    let data = read("a,day\n1,2024-05-01\n2,2024-05-02\n", &new()).expect("reads");
    assert_eq!(data.classes(), ["2024-05-01", "2024-05-02"]);
    let alone = read("t,y\n12:30,1\n12:31,2\n", &new().dates(Dates::Drop)).expect_err("refused");
    assert!(matches!(alone, DataError::NoFeatures { .. }), "{alone}");
}

#[test]
fn a_field_that_is_no_date_is_blamed_and_no_other() {
    for (text, line, order) in [
        ("t,a,y\n2024-05-01,1,u\noops,2,v\n2024-05-02,3,u\n", 3, "`oops`"),
        ("t,a,y\n2024-05-01,1,u\n2024-05-02,2,v\n17,3,u\n", 4, "`17`"),
        (
            "t,a,y\n31/12/2024,1,u\n1/2/2024,2,v\n12/31/2024,3,u\n",
            4,
            "`12/31/2024`, where most are dates or times, read as day/month/year",
        ),
    ] {
        for dates in [Dates::Error, Dates::Number, Dates::Parts] {
            let error = read(text, &new().dates(dates)).expect_err("refused");
            assert!(matches!(error, DataError::NoDate { .. }), "{error}");
            let message = error.to_string();
            assert!(
                message.contains(&format!(":{line}: column `t` holds {order}")),
                "{message}"
            );
        }
        let data = read(text, &new().dates(Dates::Drop)).expect("reads");
        assert_eq!(data.feature_names(), ["a"]);
        let note = data.notes()[0].to_string();
        assert!(
            note.contains(&format!(
                "left out, with 1 field that is no date, first line {line}"
            )),
            "{note}"
        );
    }
    let units = "t,a,y\nyyyy-mm-dd,m,-\n2024-05-01,1,2.5\n2024-05-02,2,3\n";
    let error = read(units, &new()).expect_err("refused");
    assert!(matches!(error, DataError::UnitsRow { .. }), "{error}");
}

#[test]
fn dates_with_the_day_or_the_month_first_are_read_where_one_alone_is_possible() {
    let seconds = |text: &str, options: &ReadOptions| {
        let data = read(text, &options.clone().dates(Dates::Number))?;
        Ok::<_, DataError>((numbers(&data, 0).to_vec(), data.notes()[0].to_string()))
    };
    let day = 86_400.0;
    let (values, note) = seconds("t,y\n2/1/1970,1\n13/01/1970,2\n", &new()).expect("reads");
    assert_eq!(values, [day, 12.0 * day]);
    assert!(note.contains("read as day/month/year"), "{note}");
    let (values, note) = seconds("t,y\n1/2/1970,1\n01/13/1970 0:01,2\n", &new()).expect("reads");
    assert_eq!(values, [day, 12.0 * day + 60.0]);
    assert!(note.contains("read as month/day/year"), "{note}");
    assert_eq!(seconds("t,y\n2.1.1970,1\n", &new()).expect("reads").0, [day]);
    assert_eq!(seconds("t,y\n1970/1/2,1\n", &new()).expect("reads").0, [day]);

    let both = "t,y\n2/1/1970,1\n3/1/1970,2\n";
    let error = seconds(both, &new()).expect_err("refused").to_string();
    assert!(
        error.contains(":2: column `t` holds `2/1/1970`, and its dates can be read as day/month/year or as month/day/year"),
        "{error}"
    );
    let told = |order| seconds(both, &new().date_order(order)).expect("reads").0;
    assert_eq!(told(DateOrder::DayFirst), [day, 2.0 * day]);
    assert_eq!(told(DateOrder::MonthFirst), [31.0 * day, 59.0 * day]);
    let left = read("t,a,y\n2/1/1970,1,u\n", &new().dates(Dates::Drop)).expect("reads");
    assert_eq!(left.feature_names(), ["a"]);
}

#[test]
fn dates_are_read_as_pandas_reads_them() {
    for (text, part, expected) in [
        ("06/23/2020 10:33 PM", "t_hour", 22.0),
        ("24-Jan-2021", "t_month", 1.0),
        ("\"Jan 24, 2021\"", "t_day", 24.0),
        ("2024/1/5 9:05:07", "t_second", 7.0),
        ("2024-01-05 9:05", "t_hour", 9.0),
        ("9:05", "t_minute", 5.0),
        ("20240105", "t_day", 5.0),
    ] {
        let text = format!("t,a,y\n{text},1,u\n{text},2,v\n");
        let data = read(&text, &new().dates(Dates::Parts)).expect("reads");
        let column = data.feature_names().iter().position(|&name| name == part);
        assert_eq!(numbers(&data, column.expect(part)), [expected; 2], "{text}");
    }
    let named = read("t,y\n24-Jan-2021,1\n", &new().dates(Dates::Number)).expect("reads");
    let note = named.notes()[0].to_string();
    assert!(
        note.starts_with("dates in column `t`: seconds since 1970"),
        "{note}"
    );
}

#[test]
fn numbers_are_dates_only_where_dates_are_asked_for_and_all_of_them_can_be() {
    let days = "t,a,y\n20240104,1,u\n,2,v\n20240105.0,3,u\n";
    let gaps = new().missing(Missing::Mean);
    let data = read(days, &gaps).expect("reads");
    assert_eq!(data.feature_names(), ["t", "a"]);
    let data = read(days, &gaps.clone().dates(Dates::Number)).expect("reads");
    assert_eq!(numbers(&data, 0)[2] - numbers(&data, 0)[0], 86_400.0);
    assert!(numbers(&data, 0)[1].is_nan());
    let centred = gaps.clone().dates(Dates::Number).center("t");
    assert_eq!(numbers(&read(days, &centred).expect("reads"), 0)[2], 86_400.0);
    assert_eq!(
        read(days, &gaps.dates(Dates::Drop))
            .expect("reads")
            .feature_names(),
        ["a"]
    );
    for text in [
        "t,a,y\n20240104,1,u\n20241304,2,v\n",
        "t,a,y\n1704326400,1,u\n1704326401,2,v\n",
    ] {
        let data = read(text, &new().dates(Dates::Parts)).expect("reads");
        assert_eq!(data.feature_names(), ["t", "a"]);
        assert!(data.notes().contains(&Note::NoDates));
    }
}

#[test]
fn a_text_among_numbers_that_are_dates_is_a_bad_line() {
    let text = "t,a,y\n20240104,1,u\noops,2,v\n20240105,3,u\n";
    let options = new().dates(Dates::Parts).bad_lines(BadLines::Skip);
    let data = read(text, &options).expect("reads");
    assert_eq!(
        data.feature_names(),
        ["t_year", "t_month", "t_day", "t_weekday", "a"]
    );
    assert_eq!(
        (numbers(&data, 2), numbers(&data, 4)),
        (&[4.0, 5.0][..], &[1.0, 3.0][..])
    );
}

#[test]
fn true_and_false_are_1_and_0_as_they_are_in_other_formats() {
    let text = "f,a,y\nTrue,1,True\nFALSE,2,False\n,3,True\n";
    for categorical in [Categorical::Error, Categorical::OneHot] {
        let options = new().missing(Missing::Mean).categorical(categorical);
        let data = read(text, &options).expect("reads");
        assert_eq!(numbers(&data, 0)[..2], [1.0, 0.0]);
        assert!(numbers(&data, 0)[2].is_nan());
        assert_eq!(data.classes(), ["False", "True"]);
        assert_eq!(data.notes(), [Note::Truths(vec!["f".to_owned()])]);
    }
    let other = "f,a,y\nTrue,1,u\nmaybe,2,v\n";
    let data = read(other, &new().categorical(Categorical::OneHot)).expect("reads");
    assert_eq!(data.summary().one_hot, ["f"]);
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
fn byte_order_marks_are_no_part_of_a_name() {
    let data = read("\u{feff}\u{feff}a,y\n1,u\n\u{feff}a,y\n2,v\n", &new()).expect("reads");
    assert_eq!((data.feature_names(), data.rows()), (vec!["a"], 2));
    assert_eq!(data.notes(), [Note::RepeatedHeaders { count: 1, first: 3 }]);
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

/// Rows of numbers with a fraction, and a class each.
fn measured(rows: usize) -> Vec<String> {
    (0..rows)
        .map(|i| format!("{i}.5,{}", ["u", "v"][i % 2]))
        .collect()
}

#[test]
fn the_first_bad_lines_are_listed_whatever_their_columns() {
    let row = |i: u32| match i {
        1 | 2 => format!("1,x{i},u\n"),
        60..75 => format!("x{i},2,v\n"),
        _ => "1,2,u\n".to_owned(),
    };
    let text = String::from("a,b,y\n") + &(0..200).map(row).collect::<String>();
    let error = read(&text, &new()).expect_err("refused").to_string();
    let lines: Vec<u64> = error
        .split("line ")
        .skip(1)
        .filter_map(|part| part.split(':').next()?.parse().ok())
        .collect();
    assert!(lines.starts_with(&[3, 4, 62, 63]), "{error}");
}

#[test]
fn a_text_among_numbers_is_one_of_the_bad_lines() {
    let listed = |text: &str, options: &ReadOptions| match read(text, options).expect_err("refused") {
        DataError::BadLines { first, .. } => first.iter().map(|bad| bad.line).collect::<Vec<_>>(),
        other => panic!("{other}"),
    };
    // alone beside a line of three fields
    let mut rows = measured(40);
    rows[7] = "oops,u".to_owned();
    rows[9] += ",3";
    let text = format!("a,y\n{}\n", rows.join("\n"));
    assert_eq!(listed(&text, &new()), [9, 11]);
    // in two columns
    let text = "a,b,y\n1,2,u\n3,o,v\no,4,u\n5,6,v\n";
    assert_eq!(listed(text, &new()), [3, 4]);
    let data = read(text, &new().bad_lines(BadLines::Skip)).expect("reads");
    assert_eq!(data.rows(), 2);
}

#[test]
fn a_rare_text_is_a_fault_where_text_is_allowed() {
    let mut rows = measured(150);
    rows[30] = "oops,u".to_owned();
    let text = format!("a,y\n{}\n", rows.join("\n"));
    let one_hot = new().categorical(Categorical::OneHot);
    let error = read(&text, &one_hot).expect_err("refused").to_string();
    assert!(
        error.ends_with("1 line does not fit the others: line 32: column `a` holds text, `oops`"),
        "{error}"
    );
    let data = read(&text, &one_hot.clone().bad_lines(BadLines::Skip)).expect("reads");
    assert_eq!((data.rows(), numbers(&data, 0).len()), (149, 149));
    // of few different whole numbers, it may be a category
    let mut grades: Vec<String> = (0..150).map(|i| format!("{},{}", i % 5, i % 2)).collect();
    grades[30] = "K,0".to_owned();
    let text = format!("a,y\n{}\n", grades.join("\n"));
    let data = read(&text, &one_hot).expect("reads");
    assert!(matches!(&data.columns()[0].data, ColumnData::Text(texts) if texts.different() == 6));
    // and where they are not so few
    let text = format!(
        "a,y\n{}\n",
        [&measured(90)[..], &["oops,u".to_owned()]].concat().join("\n")
    );
    let data = read(&text, &one_hot).expect("reads");
    assert!(matches!(&data.columns()[0].data, ColumnData::Text(_)));
    // a target of numbers, unless they are said to be classes
    let mut rows: Vec<String> = (0..150).map(|i| format!("{},{i}.25", i % 7)).collect();
    rows[3] = "1,broken".to_owned();
    let text = format!("a,y\n{}\n", rows.join("\n"));
    let error = read(&text, &new()).expect_err("refused").to_string();
    assert!(
        error.contains("line 5: column `y` holds text, `broken`"),
        "{error}"
    );
    let data = read(&text, &new().bad_lines(BadLines::Skip)).expect("reads");
    assert!(data.classes().is_empty() && data.rows() == 149);
    let data = read(&text, &new().task(Task::Classify)).expect("reads");
    assert_eq!(data.classes().len(), 150);
}

#[test]
fn a_rare_text_that_is_no_date_is_a_bad_line() {
    let mut rows: Vec<String> = (1..30)
        .map(|day| format!("2024-05-{day:02},{}", day % 2))
        .collect();
    rows[4] = "n. d.,0".to_owned();
    rows[8] = "17,1".to_owned();
    let text = format!("t,y\n{}\n", rows.join("\n"));
    for dates in [Dates::Number, Dates::Parts] {
        let options = new().dates(dates);
        let DataError::BadLines { count, first, .. } = read(&text, &options).expect_err("refused") else {
            panic!("no list");
        };
        assert_eq!((count, first[0].line, first[1].line), (2, 6, 10));
        assert_eq!(
            first[1].what,
            "column `t` holds `17`, which is no date like the others"
        );
        let data = read(&text, &options.bad_lines(BadLines::Skip)).expect("reads");
        assert_eq!(data.rows(), 27);
        assert!(numbers(&data, 0).iter().all(|number| !number.is_nan()));
    }
    let alone = text.replace("\n17,", "\n2024-06-01,");
    let error = read(&alone, &new().dates(Dates::Number)).expect_err("refused");
    assert!(matches!(error, DataError::NoDate { .. }), "{error}");
    let options = new().dates(Dates::Number).bad_lines(BadLines::Skip);
    assert_eq!(read(&alone, &options).expect("reads").rows(), 28);
}

#[test]
fn times_that_repeat_are_categories_where_text_is_allowed() {
    let shifts = ["08:00", "16:00", "08:00", "night", "16:00", "08:00"];
    let rows: String = shifts
        .iter()
        .map(|shift| format!("{shift},1\n{shift},2\n"))
        .collect();
    let text = format!("t,y\n{rows}");
    let one_hot = new().categorical(Categorical::OneHot);
    let data = read(&text, &one_hot).expect("reads");
    assert!(matches!(&data.columns()[0].data, ColumnData::Text(texts) if texts.different() == 3));
    let moments: String = (0..50)
        .map(|i| format!("{:02}:{:02},{}\n", i / 3, i, i % 2))
        .collect();
    let error = read(format!("t,y\n{moments}"), &one_hot).expect_err("refused");
    assert!(matches!(error, DataError::DateValue { .. }), "{error}");
}

#[test]
fn a_line_that_begins_as_a_comment_says_so() {
    for (text, mark) in [
        ("a,y\n1,u\n# note\n2,v\n", "#"),
        ("a,y\n1,u\n% one\n2,v\n% two\n", "%"),
    ] {
        let comment = match read(text, &new()).expect_err("refused") {
            DataError::FieldCount { comment, .. } | DataError::BadLines { comment, .. } => comment,
            other => panic!("{other}"),
        };
        assert_eq!(comment, Some(mark));
        assert_eq!(read(text, &new().comment(mark)).expect("reads").rows(), 2);
    }
    let without = read("a,y\n1,u\n2\n", &new()).expect_err("refused");
    assert!(
        matches!(without, DataError::FieldCount { comment: None, .. }),
        "{without}"
    );
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

#[test]
fn ends_of_lines_that_were_translated_twice_are_ends_of_lines() {
    let data = read("a,y\r\r\n1,2\r\r\n3,4.5\r\r\n", &new()).expect("reads");
    assert_eq!(data.target(), Some(&TargetColumn::Values(vec![2.0, 4.5])));
    assert_eq!(data.target_name(), Some("y"));
    let told = read("sep=;\r\r\na;y\r\r\n1,5;2\r\r\n", &new()).expect("reads");
    assert_eq!(numbers(&told, 0), [1.5]);
}

#[test]
fn lines_that_are_skipped_may_be_anything() {
    let data = read("\0\x01log\0\na,y\n1,u\n2,v\n", &new().skip_lines(1)).expect("reads");
    assert_eq!(data.rows(), 2);
}

#[test]
fn labels_with_zeros_before_them_are_never_merged_in_silence() {
    let notes = |text: &str, options: &ReadOptions| {
        let data = read(text, options).expect("reads");
        let notes: Vec<String> = data.notes().iter().map(Note::to_string).collect();
        (data.classes().to_vec(), notes)
    };
    let (classes, said) = notes("a,y\n1,007\n2,7\n3,8\n", &new());
    assert_eq!(classes, ["7", "8"]);
    assert_eq!(said, ["`007` and `7` in column `y` are one number, so one class"]);
    let (classes, said) = notes("a,y\n1,007\n2,008\n", &new());
    assert_eq!(classes, ["7", "8"]);
    assert_eq!(
        said,
        ["`007` in column `y` is read as a number, without its zeros"]
    );
    assert!(
        notes("a,y\n1,007\n2,7\n3,8\n", &new().task(Task::Regress))
            .1
            .is_empty()
    );
    // rows that are left out have no label
    for (options, left_out) in [
        (new().missing(Missing::Drop), ",7\n,09\n"),
        (new().bad_lines(BadLines::Skip), "x,7\nx,09\n"),
    ] {
        let rows = "a,y\n1,007\n2,8\n3,8\n4,007\n5,8\n";
        let (classes, said) = notes(&format!("{rows}{left_out}"), &options);
        let said = said.last().map(String::as_str);
        assert_eq!(classes, ["7", "8"]);
        assert_eq!(
            said,
            Some("`007` in column `y` is read as a number, without its zeros")
        );
        let (_, said) = notes(
            "a,y\n1,7\n2,8\n3,8\n,007\nx,007\n4,8\n5,8\n",
            &options.missing(Missing::Drop).bad_lines(BadLines::Skip),
        );
        assert!(!said.iter().any(|note| note.contains("`y`")), "{said:?}");
    }
    // as text, all of them are as they are written
    let (classes, said) = notes("a,y\n1,007\n2,7\n3,b\n", &new().task(Task::Classify));
    assert_eq!(
        (classes, said.len()),
        (vec!["007".to_owned(), "7".to_owned(), "b".to_owned()], 0)
    );
}

#[test]
fn dates_of_either_order_are_reported_before_a_field_that_is_none() {
    let rows = ["soon,0", "1/2/2024,1", "3/4/2024,0", "5/6/2024,1"];
    let dates = |options: &ReadOptions| {
        let options = options.clone().dates(Dates::Parts);
        read(format!("t,y\n{}\n", rows.join("\n")), &options)
    };
    for bad_lines in BadLines::ALL {
        let options = new().bad_lines(bad_lines);
        let error = dates(&options).expect_err("either order");
        assert!(matches!(error, DataError::DateOrder { .. }), "{error}");
        let error = error.to_string();
        assert!(error.contains(":3: column `t` holds `1/2/2024`"), "{error}");
        let ordered = dates(&options.date_order(DateOrder::DayFirst));
        match bad_lines {
            BadLines::Error => assert!(ordered.expect_err("soon").to_string().contains("`soon`")),
            BadLines::Skip => assert_eq!(ordered.expect("reads").rows(), 3),
        }
    }
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
    let DataError::TextValue { kind, .. } = error else {
        panic!("{error}")
    };
    assert_eq!(
        kind,
        TextKind::Grouped {
            sign: ' ',
            comma: true
        }
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
        ("12,5", "1.234", TextKind::OtherNumber),
        ("12,5", "1.234,5", TextKind::OtherNumber),
        ("1.234", "1.234.567", TextKind::OtherNumber),
        ("1.234,5", "12.5", TextKind::OtherNumber),
        ("1,234", "1,234.5", TextKind::Thousands),
        ("1,234", "1,234,567", TextKind::Thousands),
        ("12.5", "12,5", TextKind::DecimalComma),
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

#[test]
fn a_text_among_different_fractions_is_no_class() {
    let rows = |texts: &str| {
        let row = |i: u32| format!("{},{}.{:02}\n", i % 7, 20 + i % 5, i);
        String::from("a,y\n") + &(0..79).map(row).collect::<String>() + texts
    };
    let error = read(rows("3,oops\n"), &new()).expect_err("refused").to_string();
    assert!(
        error.contains("line 81: column `y` holds text, `oops`"),
        "{error}"
    );
    let skipped = read(rows("3,oops\n4,LOW\n"), &new().bad_lines(BadLines::Skip)).expect("reads");
    assert_eq!(skipped.rows(), 79);
    assert!(matches!(skipped.target(), Some(TargetColumn::Values(_))));
    // 20 different numbers may be labels
    let few = |count: u32, gap: &str| {
        let row = |i: u32| format!("{},{}.5\n", i % 7, i % count);
        let text = String::from("a,y\n") + &(0..60).map(row).collect::<String>() + "1,oops\n" + gap;
        read(text, &new().missing(Missing::Drop)).map(|data| data.classes().len())
    };
    for gap in ["", "1,\n"] {
        assert_eq!(few(20, gap).expect("reads"), 21);
        few(21, gap).expect_err("a fault");
    }
    // as was said, they are classes
    let classes = read(rows("3,oops\n"), &new().task(Task::Classify)).expect("reads");
    assert_eq!(classes.classes().len(), 80);
}
