//! Comments before and amid the rows.

use mcutune::{Categorical, ColumnData, Data, DataError, Note};

use crate::common::{case, new, numbers, read, shape};

#[test]
fn comments_before_the_table_are_found() {
    let data = new().read(case("comments.csv")).expect("reads");
    assert_eq!(shape(&data), (vec!["x", "y"], vec![0.0, 0.0], vec![1.4, 0.6], 60));
    assert_eq!(data.notes(), [Note::Comments { last: 2 }]);
    let data = new().read(case("header_in_comment.csv")).expect("reads");
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
fn a_comment_above_the_header_is_none() {
    for (text, names) in [
        (
            "# survey, 2024, Bonn\n0,1,label\n.5,.4,yes\n.3,.6,no\n.2,.1,yes\n.1,.1,no\n",
            ["0", "1", "label"],
        ),
        (
            "# made by logger\n400 410 label\n3 4 a\n5 6 b\n7 8 a\n1 2 b\n",
            ["400", "410", "label"],
        ),
        (
            "# spectra, 2 bands, lab A\n400,410,420\n.72,.49,.22\n.32,.70,.17\n",
            ["400", "410", "420"],
        ),
        // of a class that comes once
        (
            "// made by logger\n400 410 label\n0 -5,767 start\n1 0 run2\n2 -6,464 run\n3 2,120 run2\n4 8,2 run\n",
            ["400", "410", "label"],
        ),
        // a field short: the rows have names, or end in a delimiter
        (
            "# one, two, three\n\"ax\",\"ay\",\"label\"\n\"1\",0.00,0.5,walk\n\"2\",0.1,0.7,run\n\"3\",0.2,0.5,run\n",
            ["ax", "ay", "label"],
        ),
        (
            "# x, y, z\nax,ay,label\n0.5,0,walk,\n0.6,1,run,\n0.7,0,run,\n",
            ["ax", "ay", "label"],
        ),
        // no column has numbers
        (
            "# made, by, logger\ncolor,form,class\nred,round,a\nred,long,b\nblue,round,a\nred,long,b\n",
            ["color", "form", "class"],
        ),
        (
            "# color,form,class\nred,round,a\nred,long,b\nblue,round,a\nred,long,b\n",
            ["color", "form", "class"],
        ),
        // in doubt the comment is the header
        (
            "# Time (s),Temp 1 (C),Temp 2 (C)\n0,20,21\n.1,20.3,21.4\n.2,20.5,21.2\n",
            ["Time (s)", "Temp 1 (C)", "Temp 2 (C)"],
        ),
        (
            "# t ax label\n0 1 start\n.5 1 run\n2 2 idle\n3 1 run\n4 1 idle\n",
            ["t", "ax", "label"],
        ),
        (
            "# x;z;class\n1,5;2,5;a\n2,5;3,5;b\n3,5;1,5;a\n",
            ["x", "z", "class"],
        ),
        (
            "# x of a,y of a,value\n0,1,2\n.5,.3,.1\n.2,.5,.2\n",
            ["x of a", "y of a", "value"],
        ),
        // what comes again is a label, and the comment names it
        ("# t ax label\n1 2 a\n3 4 b\n5 6 a\n7 8 b\n", ["t", "ax", "label"]),
        ("# a b y\n1 2 3\n1.5 2 0\n2.5 3 1\n", ["a", "b", "y"]),
    ] {
        let data = read(text, &new().categorical(Categorical::OneHot)).expect("reads");
        let all: Vec<_> = data
            .feature_names()
            .into_iter()
            .chain(data.target_name())
            .collect();
        assert_eq!(all, names, "{text}");
    }
}

#[test]
fn a_comment_above_rows_is_the_header() {
    let tables: [(&str, &[&str]); 11] = [
        // a row that is far from the others, or of numbers that do not rise
        (
            "# temp,state\n85.0,init\n21.1,run\n22.3,idle\n21.7,run\n22.0,idle\n",
            &["temp", "state"],
        ),
        ("# 0 1 label\n0 0 a\n5 13 b\n9 8 a\n2 4 b\n", &["0", "1", "label"]),
        // the comment shows what separates the fields
        (
            "# model,price,y\nGolf 8,1965,1\nPolo 6,1345,2\nUp 2,1122,3\n",
            &["model", "price", "y"],
        ),
        (
            "# id x y\ns0 0,471 run\ns1 0,534 walk\ns2 0,612 run\n",
            &["id", "x", "y"],
        ),
        // prose with a comma does not
        ("# t, x\n1,5;2\n2,5;3\n3,25;4\n", &["1,5", "2"]),
        (
            "# Kiel, Germany\nTemp, C;on;label\n14,0;0;bad\n15,5;1;ok\n13,1;1;bad\n14,9;0;ok\n",
            &["Temp, C", "on", "label"],
        ),
        (
            "# created 2023-01-01 12:00:00\nu\tv\tw y\n1\t2\tb c\n3\t4\td e\n5\t6\tb c\n",
            &["u", "v", "w y"],
        ),
        (
            "# year,2020,y\n3,17,1\n2,90,0\n7,5,1\n4,6,0\n",
            &["year", "2020", "y"],
        ),
        // nothing shows that the row is names
        (
            "# id,x,y\ns0,NA,run\ns1,0.5,walk\ns2,0.7,run\n",
            &["id", "x", "y"],
        ),
        (
            "# name,city,class\nanna,bonn,a\nben,kiel,b\nlea,rom,c\n",
            &["name", "city", "class"],
        ),
        ("# dose,resp\n0,1\n100,200\n110,210\n120,215\n", &["dose", "resp"]),
    ];
    for (text, names) in tables {
        let options = new()
            .categorical(Categorical::OneHot)
            .missing(mcutune::Missing::Mean);
        let data = read(text, &options).expect("reads");
        let all: Vec<_> = data
            .feature_names()
            .into_iter()
            .chain(data.target_name())
            .collect();
        assert_eq!(all, names, "{text}");
    }
}

#[test]
fn a_row_that_may_be_the_header_below_a_comment_is_said() {
    for (rows, doubt) in [
        ("0 1 start\n1 1 run\n2 2 idle\n3 1 run\n4 1 idle\n", true),
        ("0 1 idle\n1 1 run\n2 2 idle\n3 1 run\n4 1 idle\n", false),
    ] {
        let data = read(format!("# t ax label\n{rows}"), &new()).expect("reads");
        let mut notes = Vec::from_iter(doubt.then_some(Note::HeaderOrRow { row: 2 }));
        notes.push(Note::HeaderInComment { line: 1 });
        let notes_of_comments: Vec<Note> = data.notes().iter().take(notes.len()).cloned().collect();
        assert_eq!(notes_of_comments, notes);
    }
}

#[test]
fn a_row_that_begins_as_a_comment_is_said() {
    for (text, is) in [
        (
            "a x y\nlo 6.2 run\nlo 5.1 walk\n# sensor moved\nhi 4.5 run\n",
            Some(("#", 4)),
        ),
        ("c,y\n#ff0000,a\n#00ff00,b\n#0000ff,a\n", None),
    ] {
        let said = |data: &Data| {
            data.notes().iter().find_map(|note| match note {
                Note::PerhapsComment { line, mark, .. } => Some((*mark, *line)),
                _ => None,
            })
        };
        let data = read(text, &new().categorical(Categorical::OneHot));
        assert_eq!(data.as_ref().ok().and_then(said), is, "{text}");
    }
}

#[test]
fn tabs_around_commas_are_blanks() {
    let data = read("x,\ty\n1.5,\thi\t\n2.5 ,\t\"lo\"\t\n", &new()).expect("reads");
    assert_eq!(
        (data.classes(), data.target_name()),
        (&["hi".to_owned(), "lo".to_owned()][..], Some("y"))
    );
}

#[test]
fn a_short_line_below_a_comment_that_names_the_columns_is_a_bad_line() {
    for text in [
        "# t,x,y\n1,2,3\n1.5,2,0\n2.5,3,1\n9",
        "# t,x,label\n1,2,a\n3,4,b\n% pause\n5,6,a\n",
        "# 1,x,label\n1,2,a\n3\n5,6,a\n",
    ] {
        let error = read(text, &new()).expect_err("refused");
        assert!(
            matches!(error, DataError::FieldCount { .. } | DataError::BadLines { .. }),
            "{text}: {error}"
        );
        assert!(
            read(text, &new().bad_lines(mcutune::BadLines::Skip)).is_ok(),
            "{text}"
        );
    }
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
    // as wide as the rows, where text would be categories
    for text in [
        "a y\n1.5 u\n# pause\n2.5 v\n3.5 u\n",
        "a y\n1.5 u\n# pause\n2.5 v\n# pause\n3.5 u\n",
    ] {
        let options = new().categorical(Categorical::OneHot);
        let error = read(text, &options).expect_err("refused");
        assert!(
            matches!(
                error,
                DataError::BadLines {
                    comment: Some("#"),
                    ..
                }
            ),
            "{error}"
        );
        assert_eq!(read(text, &options.comment("#")).expect("reads").rows(), 3);
    }
    let without = read("a,y\n1,u\n2\n", &new()).expect_err("refused");
    assert!(
        matches!(without, DataError::FieldCount { comment: None, .. }),
        "{without}"
    );
}
