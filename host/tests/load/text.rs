//! Delimited text in all its spellings, and what is said when it is wrong.

use std::path::Path;

use mcutune::{Categorical, Data, DataError, Location, Missing, Preprocess, ReadOptions, TargetColumn, Task};

use crate::common::{gzipped, new, numbers, read};

fn loaded(text: &str, options: &ReadOptions) -> Data {
    read(text.as_bytes(), options).expect("loads")
}

fn lines(data: &Data) -> Vec<u64> {
    let line = |row| match data.location(row) {
        Location::Line { line, .. } => line,
        other => panic!("{other} of a file of lines"),
    };
    (0..data.rows()).map(line).collect()
}

fn names(table: &Data) -> Vec<&str> {
    table.columns().iter().map(|c| c.name.as_str()).collect()
}

fn classes(table: &Data) -> (&[u16], Vec<&str>) {
    match table.target() {
        Some(TargetColumn::Classes { labels, names }) => (labels, names.iter().map(String::as_str).collect()),
        other => panic!("{other:?}"),
    }
}

fn all(table: &Data) -> Vec<u32> {
    (0..table.rows() as u32).collect()
}

#[test]
fn every_spelling_is_the_same_table() {
    let plain = "a,b,y\n1,2.5,u\n-3,4e-1,v\n";
    let expected = loaded(plain, &ReadOptions::new());
    assert_eq!(names(&expected), ["a", "b"]);
    assert_eq!(numbers(&expected, 0), [1.0, -3.0]);
    assert_eq!(numbers(&expected, 1), [2.5, 0.4]);
    assert_eq!(classes(&expected), (&[0, 1][..], vec!["u", "v"]));
    assert_eq!(lines(&expected), [2, 3]);
    let spellings = [
        "\u{feff}a,b,y\n1,2.5,u\n-3,4e-1,v".to_owned(),
        plain.replace('\n', "\r\n"),
        plain.replace(',', "\t"),
        plain.replace(',', ";"),
        plain.replace(',', "|"),
        plain.replace(',', " , "),
        "\"a\", \"b\" ,\"y\"\n\"1\",2.5,u\n-3, 4e-1, \"v\"  \n".to_owned(),
    ];
    for text in spellings {
        let table = loaded(&text, &ReadOptions::new());
        assert_eq!(table.columns(), expected.columns(), "{text}");
        assert_eq!(table.target(), expected.target(), "{text}");
    }
    let gz = gzipped(plain.as_bytes());
    let table = read(&gz, &ReadOptions::new()).expect("loads");
    assert_eq!(table.columns(), expected.columns());
    let cut = read(&gz[..gz.len() - 9], &ReadOptions::new());
    assert!(matches!(cut, Err(DataError::Read { .. })));
}

#[test]
fn quotes_hold_delimiters_quotes_and_lines() {
    let text = "\"a,\"\"b\"\"\",y\n1,\"two\nlines, \"\n\n2,\" x\"\n";
    let table = loaded(text, &ReadOptions::new());
    assert_eq!(names(&table), ["a,\"b\""]);
    assert_eq!(classes(&table), (&[1, 0][..], vec![" x", "two\nlines, "]));
    assert_eq!(lines(&table), [2, 5]);
}

#[test]
fn digest_is_of_the_file() {
    let table = loaded("a,y\n1,2\n", &ReadOptions::new());
    assert_eq!(
        table.digest(),
        "6eca8591af4d545e49ff4fcdfb9cac5b5656b6187eace6af1d9a9af2dafa9023"
    );
}

#[test]
fn columns_are_named_and_chosen() {
    let options = ReadOptions::new().header(false).target("0").drop("2");
    let table = loaded("1,2,x\n0,3,y\n", &options);
    assert_eq!(names(&table), ["x1"]);
    assert_eq!(classes(&table), (&[1, 0][..], vec!["0", "1"]));
    assert_eq!(table.target_name(), Some("x0"));
    let table = loaded("a,,a,a,y\n1,2,3,4,5\n", &ReadOptions::new());
    assert_eq!(names(&table), ["a", "x1", "a.1", "a.2"]);
}

#[test]
fn names_that_come_again_are_as_in_pandas() {
    for (header, expected) in [
        ("a,b,a", "a b a.1"),
        ("a,a,a.1", "a a.2 a.1"),
        ("a,a.1,a", "a a.1 a.2"),
        ("a,a,a.1,a.1,a", "a a.2 a.1 a.1.1 a.3"),
        ("a,a.1,a.1,a", "a a.1 a.1.1 a.2"),
        ("a.1,a,a,a", "a.1 a a.2 a.3"),
        // with x1 where pandas says Unnamed: 1
        ("x1,,", "x1 x1.1 x2"),
        (",,x0", "x0.1 x1 x0"),
    ] {
        let width = header.split(',').count();
        let (named, numbers) = (format!("{header},y\n"), "1,".repeat(width));
        let table = loaded(&format!("{named}{numbers}2\n"), &ReadOptions::new());
        assert_eq!(names(&table).join(" "), expected, "{header}");
    }
}

#[test]
fn tasks_are_distinguished() {
    let column = |values: &mut dyn Iterator<Item = String>, task| {
        let rows: String = values.map(|v| format!("1,{v}\n")).collect();
        let options = ReadOptions::new().task(task);
        loaded(&format!("a,y\n{rows}"), &options)
            .target()
            .cloned()
            .expect("a target")
    };
    let is_classes = |t: &TargetColumn| matches!(t, TargetColumn::Classes { .. });
    let twenty = column(&mut (0..20).map(|i| i.to_string()), Task::Auto);
    assert!(is_classes(&twenty));
    let many = column(&mut (0..21).map(|i| i.to_string()), Task::Auto);
    assert_eq!(many, TargetColumn::Values((0..21).map(|i| i as f32).collect()));
    assert!(is_classes(&column(
        &mut (0..21).map(|i| i.to_string()),
        Task::Classify
    )));
    let sqrt = column(&mut (0..900).map(|i| (i % 30).to_string()), Task::Auto);
    assert!(is_classes(&sqrt));
    let halves = column(&mut (0..4).map(|i| format!("{i}.5")), Task::Auto);
    assert!(!is_classes(&halves));
    let order = column(
        &mut ["10", "9", "-1", "9"].map(String::from).into_iter(),
        Task::Auto,
    );
    let names = ["-1", "9", "10"].map(String::from).to_vec();
    assert_eq!(
        order,
        TargetColumn::Classes {
            labels: vec![2, 1, 0, 1],
            names
        }
    );
}

#[test]
fn missing_values_are_mended_from_training_rows() {
    let text = "a,b,y\n1,?,u\nNA,4,v\n3, nan ,u\n8,10,v\n,,u\n";
    let with = |missing| ReadOptions::new().missing(missing);
    let table = loaded(text, &with(Missing::Median));
    let fitted = |missing, rows: &[u32]| {
        let fitted = Preprocess::fit(&table, rows, missing, Categorical::Error).expect("fits");
        fitted.transform(&table, &[4]).expect("transforms")
    };
    assert_eq!(fitted(Missing::Mean, &all(&table)), [4.0, 7.0]);
    assert_eq!(fitted(Missing::Median, &all(&table)), [3.0, 7.0]);
    assert_eq!(fitted(Missing::Mean, &[0, 1, 2]), [2.0, 4.0]);
    // `b` has no value in these rows: as SimpleImputer does, they leave it out
    assert_eq!(fitted(Missing::Median, &[0, 2]), [2.0]);
    assert!(Preprocess::fit(&table, &[0], Missing::Error, Categorical::Error).is_err());

    let dropped = loaded(text, &with(Missing::Drop));
    assert_eq!((dropped.rows(), lines(&dropped)), (1, vec![5]));
    assert_eq!(numbers(&dropped, 0), [8.0]);
    assert_eq!(classes(&dropped), (&[0][..], vec!["v"]));
}

#[test]
fn text_spreads_over_categories() {
    let text = "c,n,y\nred,1,0\nblue,2,1\nNA,3,0\ngreen,4,1\n";
    let options = ReadOptions::new()
        .missing(Missing::Mean)
        .categorical(Categorical::OneHot);
    let table = loaded(text, &options);
    let fitted = Preprocess::fit(&table, &[0, 1, 2], Missing::Mean, Categorical::OneHot);
    let fitted = fitted.expect("fits");
    assert_eq!(fitted.feature_names(), ["c_blue", "c_red", "c_nan", "n"]);
    assert_eq!(
        fitted.transform(&table, &[0, 1, 2, 3]).expect("transforms"),
        [0., 1., 0., 1., 1., 0., 0., 2., 0., 0., 1., 3., 0., 0., 0., 4.]
    );
    let whole = Preprocess::fit(&table, &[0, 1, 3], Missing::Mean, Categorical::OneHot).expect("fits");
    assert_eq!(whole.feature_names(), ["c_blue", "c_green", "c_red", "n"]);
    let none = whole.transform(&table, &[2]).expect("transforms");
    assert_eq!(none, [0., 0., 0., 3.], "no training row lacked a text");
    let json = serde_json::to_string(&fitted).expect("writes");
    assert_eq!(serde_json::from_str::<Preprocess>(&json).expect("reads"), fitted);
}

#[test]
fn prediction_matches_columns_by_name_or_place() {
    let table = loaded("a,b,y\n1,2,u\n3,4,v\n", &ReadOptions::new());
    let fitted = Preprocess::fit(&table, &all(&table), Missing::Error, Categorical::Error);
    let fitted = fitted.expect("fits");
    let predict = |text: &str, header| {
        let options = ReadOptions::new()
            .header(header)
            .target("y")
            .target_required(false);
        let table = loaded(text, &options);
        let x = fitted.transform(&table, &all(&table)).map_err(|e| e.to_string());
        (x, table.target().is_some())
    };
    assert_eq!(predict("b,note,a\n2,hm,1\n", true), (Ok(vec![1., 2.]), false));
    assert_eq!(predict("y,b,a\nu,2,1\n", true), (Ok(vec![1., 2.]), true));
    assert_eq!(predict("1,2\n", false), (Ok(vec![1., 2.]), false));
    let told = |text: &str| predict(text, true).0.expect_err("refused");
    assert!(told("A,b\n1,2\n").ends_with(
        "needs a column `a`, which is not there; did you mean `A`?; the model's are a, b; here are A, b"
    ));
    // `ab` is nearer, and the model takes it itself
    let table = loaded("abc,ab,y\n1,2,u\n3,4,v\n", &ReadOptions::new());
    let fitted = Preprocess::fit(&table, &all(&table), Missing::Error, Categorical::Error).expect("fits");
    for (text, options, meant) in [
        ("ab,x,y\n2,1,u\n", ReadOptions::new(), None),
        ("ab,abcd,y\n2,1,u\n", ReadOptions::new(), Some("abcd")),
        ("ab,abc,abcd,y\n2,1,1,u\n", ReadOptions::new().drop("abc"), None),
    ] {
        let table = loaded(text, &options.target("y"));
        match fitted.transform(&table, &all(&table)).expect_err("refused") {
            DataError::AbsentColumn { name, nearest, .. } => {
                assert_eq!((name.as_str(), nearest.as_deref()), ("abc", meant), "{text:?}");
            }
            other => panic!("{other}"),
        }
    }
    let more = predict("1,2,3,4\n", false).0.expect_err("refused");
    assert!(more.contains("4 columns where the model takes 2"), "{more}");
    assert!(told("a,b\n1,2\n?,2\n").contains(":3: column `a` has no value"));
    assert!(told("a,b\n1,2\n1,2o\n").contains(":3: column `b` holds text, `2o`"));
}

#[test]
fn what_is_no_text_or_no_file_is_named() {
    let latin = read(b"a,y\n1,2\n1,caf\xe9\n", &ReadOptions::new()).expect_err("refused");
    assert!(latin.to_string().contains(":3: column `y` is not UTF-8 text"));
    let absent = ReadOptions::new()
        .read(Path::new("no-such-file.csv"))
        .expect_err("refused");
    assert!(
        absent
            .to_string()
            .starts_with("no-such-file.csv: cannot be read: ")
    );
}

/// Gaps, the header once more or a comment do not hide that blanks separate fields.
#[test]
fn blanks_separate_fields_beside_gaps_and_repeated_headers() {
    let rows = |second: &str| format!("v y\n1.5 a\n3 b\n{second}\n2.5 a\n6 b\n");
    let gap = read(rows("NA b"), &new().missing(Missing::Mean)).expect("reads");
    assert_eq!((gap.feature_names(), gap.rows()), (vec!["v"], 5));
    assert!(numbers(&gap, 0)[2].is_nan());
    let again = read(rows("v y"), &new()).expect("reads");
    assert_eq!(numbers(&again, 0), [1.5, 3.0, 2.5, 6.0]);
    let comment = read(rows("// a note that follows"), &new().comment("//")).expect("reads");
    assert_eq!(numbers(&comment, 0), [1.5, 3.0, 2.5, 6.0]);
}

/// More lines than a table has are not before it.
#[test]
fn no_more_lines_are_to_be_skipped_than_are_kept() {
    let before = |above: usize| {
        let text = "some words here\n".repeat(above) + "v,w\n1,a\n2,b\n3,a\n";
        match read(text, &new()).expect_err("refused") {
            DataError::NoFeatures { before, .. } => before,
            other => panic!("{other}"),
        }
    };
    assert_eq!((before(2), before(4), before(5)), (Some(2), Some(4), None));
}
