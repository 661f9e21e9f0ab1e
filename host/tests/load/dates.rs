//! Dates and times in columns of text and of numbers.

use mcutune::{
    BadLines, Categorical, ColumnData, DataError, DateOrder, Dates, Missing, Note, ReadOptions, TextKind,
};

use crate::common::{new, numbers, read};

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
fn dates_beside_times_of_day_are_told_apart() {
    let rows = |fields: &[&str]| -> String {
        let rows = fields.iter().zip(0..);
        String::from("t,a,y\n")
            + &rows
                .map(|(t, i)| format!("{t},{i},{}\n", i % 2))
                .collect::<String>()
    };
    let mixed = |line, date, time| {
        format!(
            ":{line}: column `t` mixes dates and times of day: {date} is a date, and {time} a time without one"
        )
    };
    for (fields, says) in [
        (
            vec!["12:30", "1.2.2024", "13:30"],
            mixed(3, "`1.2.2024` on line 3", "`12:30` on line 2"),
        ),
        (
            vec!["2024-02-01", "2024-02-02", "12:30", "13:30", "2024-02-03"],
            mixed(4, "`2024-02-01` on line 2", "`12:30` on line 4"),
        ),
        (
            vec!["oops", "2024-02-02", "12:30", "13:30"],
            mixed(4, "`2024-02-02` on line 3", "`12:30` on line 4"),
        ),
    ] {
        for dates in [Dates::Error, Dates::Number, Dates::Parts] {
            let error = read(rows(&fields), &new().dates(dates))
                .expect_err("refused")
                .to_string();
            assert!(error.ends_with(&says), "{error}");
        }
    }
    // most are neither
    let error = read(rows(&["red", "2024-02-02", "12:30", "blue"]), &new()).expect_err("refused");
    assert!(matches!(error, DataError::TextValue { .. }), "{error}");
}

#[test]
fn a_date_in_a_form_that_is_not_read_is_no_other_text() {
    for text in [
        "2024-01-01 24:00",
        "Wed Jan 03 00:00:00 2024",
        "03.01.2024 00.00",
        "Jan 2024",
    ] {
        for dates in [Dates::Error, Dates::Number, Dates::Parts] {
            let all = format!("t,a,y\n{text},1,u\n{text},2,v\n{text},3,u\n");
            let error = read(all, &new().dates(dates)).expect_err("refused");
            let kind = TextKind::UnreadDate { repeats: true };
            assert!(
                matches!(error, DataError::TextValue { kind: found, .. } if found == kind),
                "{error}"
            );
            let one = format!("t,a,y\n{text},1,u\n2024-01-02 00:00,2,v\n2024-01-02 01:00,3,u\n");
            let error = read(one, &new().dates(dates)).expect_err("refused");
            assert!(matches!(error, DataError::NoDate { unread: true, .. }), "{error}");
        }
    }
}
