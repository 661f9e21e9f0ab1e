//! Lines that do not fit the others.

use mcutune::{BadLines, Categorical, ColumnData, DataError, Note, ReadOptions, Task};

use crate::common::{new, numbers, read};

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
