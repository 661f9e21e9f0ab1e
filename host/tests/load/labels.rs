//! Labels that are spelled in several ways.

use mcutune::{
    BadLines, Categorical, DataError, Missing, Mlp, Note, Params, ReadOptions, TargetColumn, Task,
};

use crate::common::{new, npy, numbers, read, zipped};

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
fn labels_of_delimited_text_are_called_as_pandas_prints_them() {
    let classify = || new().task(Task::Classify);
    for (text, expected) in [
        ("a,y\n1,1.0\n2,2.0\n3,1.0\n", ["1.0", "2.0"]),
        ("a,y\n1,1\n2,2\n3,1\n", ["1", "2"]),
        // one of them makes floats of all
        ("a,y\n1,1\n2,2.0\n3,1.0\n", ["1.0", "2.0"]),
        ("a,y\n1,1\n2,2.5\n3,1\n", ["1.0", "2.5"]),
        ("a,y\n1,-0.0\n2,1e3\n3,0\n", ["0.0", "1000.0"]),
        ("a;y\n1,5;1,0\n2,5;2,0\n3,5;1\n", ["1.0", "2.0"]),
        ("a;y\n-2.182,5;1.000\n2,5;2.000\n3,5;1.000\n", ["1000", "2000"]),
        // as `pandas.read_json` has it
        ("[{\"a\": 1, \"y\": 1.0}, {\"a\": 2, \"y\": 2.0}]", ["1", "2"]),
        (
            "[{\"a\": 1, \"y\": \"1.0\"}, {\"a\": 2, \"y\": \"2.0\"}]",
            ["1.0", "2.0"],
        ),
    ] {
        let data = read(text, &classify()).expect("reads");
        assert_eq!(data.classes(), expected, "{text}");
    }
    // values are as they were
    let values = read("a,y\n1,1.0\n2,2.0\n3,1.0\n", &new().task(Task::Regress)).expect("reads");
    assert_eq!(values.target(), Some(&TargetColumn::Values(vec![1.0, 2.0, 1.0])));
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

#[test]
fn labels_of_numpy_that_are_numbers_as_text_are_read_as_those_of_json() {
    let wide = |texts: &[&str]| -> Vec<u8> {
        let padded = texts
            .iter()
            .flat_map(|text| text.chars().chain(std::iter::repeat('\0')).take(4));
        padded
            .flat_map(|letter| u32::from(letter).to_le_bytes())
            .collect()
    };
    let archive = |texts: &[&str]| {
        let rows = texts.len();
        let x = npy("<f4", &format!("({rows}, 1)"), &vec![0; 4 * rows]);
        let y = npy("<U4", &format!("({rows},)"), &wide(texts));
        zipped(&[("X.npy", &x), ("y.npy", &y)])
    };
    let json = |texts: &[&str]| {
        let records = texts
            .iter()
            .map(|text| format!("{{\"x\": 0, \"y\": \"{text}\"}}\n"));
        records.collect::<String>()
    };
    let many: Vec<String> = (0..60).map(|i| format!("{i}.5")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for texts in [&["10", "9", "1.50", "9"][..], &["1", "a", "2", "a"], &many] {
        let (one, other) = (read(archive(texts), &new()), read(json(texts), &new()));
        let (one, other) = (one.expect("reads"), other.expect("reads"));
        assert_eq!(
            (one.target(), one.classes()),
            (other.target(), other.classes()),
            "{texts:?}"
        );
    }
    let data = read(archive(&["10", "9", "10", "9"]), &new()).expect("reads");
    assert_eq!(data.classes(), ["10", "9"]);
    let note = Note::LabelsOfTexts {
        column: "y".to_owned(),
    };
    assert_eq!(data.notes(), [note]);
    let values = read(archive(&["10", "9", "10", "9"]), &new().task(Task::Regress)).expect("reads");
    assert_eq!(
        values.target(),
        Some(&TargetColumn::Values(vec![10.0, 9.0, 10.0, 9.0]))
    );
    // to a model of them, too
    let texts = ["1.0", "2.0", "1.0", "2.0"];
    let data = read(archive(&texts), &new()).expect("reads");
    let params = Params {
        max_iter: 1,
        ..Params::DEFAULT
    };
    let model = Mlp::new(params).fit(&data).expect("fits").model;
    let again = read(archive(&texts), &model.read_options()).expect("reads");
    assert_eq!(again.target(), data.target());
    assert!(model.score(&again, mcutune::Scoring::Accuracy).is_ok());
    let gap = archive(&["10", "", "10", "9"]);
    assert!(matches!(read(&gap, &new()), Err(DataError::MissingTarget { .. })));
    assert_eq!(
        read(&gap, &new().missing(Missing::Drop)).expect("reads").rows(),
        3
    );
}
