use mcutune::{DataError, Dates, Delimiter, Location, Missing, ReadOptions, Task, TextKind};

use super::*;

/// The command's message after the file's name.
fn refusal(text: &str, options: &ReadOptions) -> String {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let path = dir.path().join("d.csv");
    std::fs::write(&path, text).expect("written");
    let error: CommandError = options.read(&path).expect_err("refused").into();
    let message = message(&error, "search", &|_| false);
    let prefix = dir.path().join("d.csv").display().to_string();
    message.strip_prefix(&prefix).expect("the file first").to_owned()
}

#[test]
fn refusals_name_line_column_and_flag() {
    let d = ReadOptions::new;
    let cases = [
        ("", d(), ": the file is empty"),
        ("\n \r\n", d(), ": the file is empty"),
        (
            "a,y\n",
            d(),
            ": only a header and no rows; if line 1 is data, give `--no-header`",
        ),
        (
            "a,y\n1,2\nERR,2\n3,4\n4,3\n5,6\nERR,8\n",
            d(),
            ": 2 lines do not fit the others: line 3: column `a` holds text, `ERR`; line 7: column `a` holds text, `ERR`; correct the lines, give `--missing-values ERR` where that stands for no value, or give `--bad-lines skip`, or `--categories a` if its numbers are names, too",
        ),
        (
            "a,y\n1.5,2\n.,2\n3.5,4\n4.5,3\n5,6\nERR,8\n.,6\n7,7\n",
            d(),
            ": 3 lines do not fit the others: line 3: column `a` holds text, `.`; line 7: column `a` holds text, `ERR`; line 8: column `a` holds text, `.`; correct the lines, give `--missing-values .` where that stands for no value, or give `--bad-lines skip`",
        ),
        (
            "a,y\n1.5,2\nx,2\n3.5,4\n4.5,3\n5,6\nz,8\n",
            d(),
            ": 2 lines do not fit the others: line 3: column `a` holds text, `x`; line 7: column `a` holds text, `z`; correct the lines, or give `--bad-lines skip`",
        ),
        (
            "a,y\n1.5,2\nx,2\n3.5,4\n4.5,3,7\n5,6\nx,8\n",
            d(),
            ": 3 lines do not fit the others: line 3: column `a` holds text, `x`; line 5: 3 fields, not 2; line 7: column `a` holds text, `x`; correct the lines, give `--missing-values x` where that stands for no value, give `--bad-lines skip`, or the delimiter with `--delimiter`",
        ),
        (
            "a,y\n1,2\n\n1\n",
            d(),
            ":4: 1 field where the first line has 2; correct the line, give `--bad-lines skip`, or the delimiter with `--delimiter`",
        ),
        (
            "a,y\n1,2\n1,\"2\n",
            d(),
            ":3: the quoted field that begins here never ends",
        ),
        (
            "a,y\n1,2\n?,2\n",
            d(),
            ":3: column `a` has no value; give `--missing mean`, `--missing median` or `--missing drop`, or `--drop a`",
        ),
        (
            "a,y\n1,2\n1,NaN\n",
            d(),
            ":3: the target `y` has no value; give `--missing drop` to drop such rows, or name another target with `--target COLUMN`",
        ),
        (
            "a,b,y\n1,1,2\n1,red,2\n",
            d(),
            ":3: column `b` holds text, `red`; correct the line, give `--missing-values red` if it stands for no value, or `--drop b`, or `--bad-lines skip`, or `--categories b` if its numbers are names, too, or `--target b` if it is what to predict",
        ),
        (
            "a,b,y\n1,red,2\n1,red,2\n",
            d(),
            ":2: column `b` holds text, `red`; give `--categorical one-hot` or `--drop b`, or `--target b` if it is what to predict",
        ),
        (
            "t,b,y\ns,m/s,\n1,2,2\n1,3,2\n",
            d(),
            ":2: the row below the header is text, as `s` in column `t`, where others have numbers or dates: units?; give `--units-row` if it holds units; else correct the line, or give `--missing-values s` or `--drop t`",
        ),
        (
            "a\tb\n1,037\t2\n1,038\t2\n",
            d(),
            ":2: column `a` holds text, `1,037`; if commas group the digits of a number, give `--thousands ,`, if it has a decimal comma, `--decimal ,`; else give `--drop a`, or `--target a` if it is what to predict",
        ),
        (
            "a,b\n\"1,5\",2\n\"2,5\",2\n",
            d(),
            ":2: column `a` holds text, `1,5`; if that is a number, give `--decimal ,`; else give `--drop a`, or `--target a` if it is what to predict",
        ),
        (
            "a;b;y\n1.234;2;5,5\n2.345;2;6,5\n",
            d(),
            ":2: column `a` holds `1.234`, with a point, and numbers of column `y` have a decimal comma, as `5,5` on line 2: a file is read with one decimal mark; if the point groups digits, give `--thousands .`; else write all numbers of the file with the same mark, or `--drop a`",
        ),
        (
            "a,b,c\nlegend: 1,2,3\nunits,V,A\ntemp,hum,y\n1,2,u\n2,3,v\n3,5,u\n4,4,v\n5,5,v\n",
            d(),
            ": 3 lines do not fit the others: line 2: column `a` holds text, `legend: 1`; line 3: column `a` holds text, `units`; line 4: column `a` holds text, `temp`; if the table begins further down, give `--skip-lines 3`; else correct the lines, or give `--bad-lines skip`, or `--categories a` if its numbers are names, too",
        ),
        (
            "a,y\n1,2\n1\n1,2\n1,2,3\nx,4\n5,6\nz,4\n",
            d(),
            ": 4 lines do not fit the others: line 3: 1 field, not 2; line 5: 3 fields, not 2; line 6: column `a` holds text, `x`; line 8: column `a` holds text, `z`; correct the lines, give `--bad-lines skip`, or the delimiter with `--delimiter`, or `--categories a` if its numbers are names, too",
        ),
        (
            "Logger 3\nstarted at noon\nt,x,y\n1,2,3\n1,3,4\n1,3,4\n",
            d(),
            ": no column is left to learn from besides the target; if the table begins further down, give `--skip-lines 2`",
        ),
        (
            "Logger,3\nt,x,y\n1,2,3\n1,3,4\n1,3,4\n",
            d(),
            ": 4 lines do not fit the others: line 2: 3 fields, not 2; line 3: 3 fields, not 2; line 4: 3 fields, not 2; line 5: 3 fields, not 2; if the table begins further down, give `--skip-lines 1`; else correct the lines, give `--bad-lines skip`, or the delimiter with `--delimiter`",
        ),
        (
            "a,y\n1,2\n-1e39,2\n",
            d(),
            ":3: column `a` holds `-1e39`, which no finite f32 can hold; correct the line or give `--drop a`",
        ),
        (
            "a,y\n1,inf\n",
            d(),
            ":2: column `y` holds `inf`, which no finite f32 can hold; correct the line, or name another target with `--target COLUMN`",
        ),
        (
            "y\n1\n",
            d(),
            ": no column is left to learn from besides the target; is the delimiter right (`--delimiter`)?",
        ),
        (
            "a,y\n1,2\n",
            ReadOptions::new().drop("a"),
            ": no column is left to learn from besides the target and those left out; see `--drop`; is the delimiter right (`--delimiter`)?",
        ),
        (
            "a,y\n1,2\n",
            ReadOptions::new().index("a"),
            ": no column is left to learn from besides the target and those left out; see `--index`; is the delimiter right (`--delimiter`)?",
        ),
        (
            "a,y\n2024-05-01,2\n2024-05-02,3\n",
            ReadOptions::new().dates(Dates::Drop),
            ": no column is left to learn from besides the target and those left out; give `--dates number` or `--dates parts`; is the delimiter right (`--delimiter`)?",
        ),
        (
            "a,y\n?,2\n",
            ReadOptions::new().missing(Missing::Drop),
            ": every row has a missing value, so none is left; give `--missing mean` or `--missing median`, or drop a column with `--drop COLUMN`",
        ),
        (
            "a,y\n1,2\n#DIV/0!,2\n3,2\n",
            d(),
            ":3: column `a` holds text, `#DIV/0!`; if that is a formula without a value, give `--missing-values '#DIV/0!'`, with `--missing mean`, `--missing median` or `--missing drop`; else give `--drop a`, or `--target a` if it is what to predict",
        ),
        (
            "a,y\n#REF!,2\n2,2\n3,2\n",
            d(),
            ":2: column `a` holds text, `#REF!`; if that is a formula without a value, give `--missing-values '#REF!'`, with `--missing mean`, `--missing median` or `--missing drop`; else give `--drop a`, or `--target a` if it is what to predict",
        ),
        (
            "a,b,y\n1,1,2\n#NUM!,2,2\n3,#NUM!,2\n4,1,2\n",
            d(),
            ": 2 lines do not fit the others: line 3: column `a` holds text, `#NUM!`; line 4: column `b` holds text, `#NUM!`; if that is a formula without a value, give `--missing-values '#NUM!'`, with `--missing mean`, `--missing median` or `--missing drop`; else correct the lines, or give `--bad-lines skip`",
        ),
        (
            "   0.5   0.1   1\n   1.5   0.2   2\n",
            d().header(false).delimiter(Delimiter::Byte(b' ')),
            ":1: column `x0` has no value; several blanks in a row separate fields here, and one was given as the delimiter; give `--delimiter whitespace`",
        ),
        (
            "a  b y\n1   0.5  2\n2 1 3\n",
            d().delimiter(Delimiter::Byte(b' ')),
            ": 2 lines do not fit the others: line 2: 6 fields, not 4; line 3: 3 fields, not 4; several blanks in a row separate fields here, and one was given as the delimiter; give `--delimiter whitespace`",
        ),
        (
            "a,y\n1,2\n1,b\n",
            ReadOptions::new().task(Task::Regress),
            ":3: the target `y` holds text, `b`, which cannot be regressed; give `--task classify`, or name another target with `--target COLUMN`",
        ),
        (
            "age,class\n1,2\n",
            ReadOptions::new().target("Clas"),
            ": there is no column `Clas`; did you mean `class`?; the columns are `age`, `class`; see `--target Clas`",
        ),
        (
            "age,class\n1,2\n",
            ReadOptions::new().drop("zzz"),
            ": there is no column `zzz`; the columns are `age`, `class`; see `--drop zzz`",
        ),
        (
            "leaf\u{a0}area,b,y\n1,2,3\n",
            d().drop("leaf area"),
            ": there is no column `leaf area`; did you mean `leaf\u{a0}area`, which has U+00A0 in it?; the columns are `leaf\u{a0}area`, `b`, `y`; see `--drop 'leaf area'`",
        ),
        (
            "a,y\n-0.376mV,1\n-0.4 mV,2\n",
            d(),
            ":2: column `a` holds text, `-0.376mV`; if that is a number with a unit, leave the unit out of the cells; else give `--drop a`, or `--target a` if it is what to predict",
        ),
        (
            "a,-b,y\n1,12%,1\n2,12%,2\n3,7%,1\n",
            d(),
            ":2: column `-b` holds text, `12%`; if that is a number with a unit, leave the unit out of the cells; else give `--categorical one-hot` or `--drop=-b`, or `--target=-b` if it is what to predict",
        ),
        (
            "a,y\n7ab3f2,1\n12c3d4,2\n",
            d(),
            ":2: column `a` holds text, `7ab3f2`; give `--drop a`, or `--target a` if it is what to predict",
        ),
        (
            "a,y\n1,2\n",
            ReadOptions::new().drop("y").target("y"),
            ": the target `y` is also to be left out; give `--drop` or `--target`, not both",
        ),
    ];
    for (text, options, expected) in cases {
        assert_eq!(refusal(text, &options), expected, "{text:?}");
    }
}

#[test]
fn values_stand_in_messages_as_a_shell_takes_them() {
    let d = ReadOptions::new;
    for (text, options, message) in [
        (
            "a b,y\n1,2\n?,2\n",
            d(),
            ":3: column `a b` has no value; give `--missing mean`, `--missing median` or `--missing drop`, or `--drop 'a b'`",
        ),
        (
            "\"a,b\",y\n1,2\n?,2\n",
            d(),
            ":3: column `a,b` has no value; give `--missing mean`, `--missing median` or `--missing drop`, or `--drop` with its position, `0` for the first",
        ),
        (
            "a,y\nm s,V\n1,2\n",
            d(),
            ":2: the row below the header is text, as `m s` in column `a`, where others have numbers or dates: units?; give `--units-row` if it holds units; else correct the line, or give `--missing-values 'm s'` or `--drop a`",
        ),
        (
            "a,y\n1,2\nit's,2\n",
            d(),
            ":3: column `a` holds text, `it's`; correct the line, give `--missing-values \"it's\"` if it stands for no value, or `--drop a`, or `--bad-lines skip`, or `--categories a` if its numbers are names, too, or `--target a` if it is what to predict",
        ),
        (
            "a,y\n1,2\n\"off, on\",2\n",
            d(),
            ":3: column `a` holds text, `off, on`; correct the line, give or `--drop a`, or `--bad-lines skip`, or `--categories a` if its numbers are names, too, or `--target a` if it is what to predict",
        ),
    ] {
        assert_eq!(refusal(text, &options), message);
    }
}

#[test]
fn a_command_offers_the_flags_that_it_has() {
    let path = || "d.csv".to_owned();
    let at = || Location::Line {
        path: "d.csv".into(),
        line: 2,
    };
    let (column, text) = ("y".to_owned(), "x".to_owned());
    let target: fn() -> DataError = || DataError::WrongTarget {
        path: "d.csv".into(),
        column: "y".into(),
        classes: true,
    };
    let errors = [
        target(),
        DataError::TooManyClasses {
            path: path(),
            column: column.clone(),
            classes: 70_000,
        },
        DataError::OneClass {
            path: path(),
            column: column.clone(),
            class: "7".into(),
            other: None,
        },
        DataError::TextTarget {
            at: at(),
            column: column.clone(),
            text: text.clone(),
        },
        DataError::MissingTarget {
            at: at(),
            column: column.clone(),
        },
        DataError::NumberAsText {
            at: at(),
            column: column.clone(),
            text: text.clone(),
            kind: TextKind::DecimalComma,
        },
        DataError::LabelColumn { path: path(), column },
        DataError::SeveralFiles {
            path: "idle.csv".into(),
            files: 2,
        },
        DataError::NoTargetArray { path: path() },
        DataError::NoValues { path: path() },
    ];
    let program = Cli::command();
    let commands = ["search", "train", "predict", "evaluate"];
    let has = |command: &str, flag: &str| {
        let command = program.find_subcommand(command).expect("a command");
        command
            .get_arguments()
            .any(|argument| argument.get_long() == Some(flag))
    };
    for error in errors {
        let all = of_data(&error).expect("a hint").0.join(", or ");
        let failure: CommandError = error.into();
        for command in commands {
            let said = message(&failure, command, &|_| false);
            assert!(flags(&said).all(|flag| has(command, flag)), "{command}: {said}");
        }
        for flag in flags(&all) {
            assert!(commands.iter().any(|command| has(command, flag)), "--{flag}");
        }
    }
    let failure: CommandError = target().into();
    assert!(
        message(&failure, "evaluate", &|_| false).ends_with("; name another target with `--target COLUMN`")
    );
    assert_eq!(message(&failure, "predict", &|_| false), target().to_string());
}

#[test]
fn flags_are_told_from_what_they_take() {
    let named = |text| flags(text).collect::<Vec<_>>();
    assert_eq!(named("give `--drop --odd` or --out DIR"), ["drop", "out"]);
    assert_eq!(named("see `--x`; is it right (`--y`)?"), ["x", "y"]);
    assert!(named("a -- b `c --d`").is_empty());
}

#[test]
fn a_flag_that_does_not_go_with_those_given_is_said_to() {
    let failure = || -> CommandError {
        DataError::TextValue {
            at: Location::Row(2),
            column: "kind".into(),
            text: "red".into(),
            kind: TextKind::Category,
            numbers: false,
        }
        .into()
    };
    let said = message(&failure(), "train", &|flag| flag == "label_from");
    assert!(
        said.ends_with("or `--target kind` if it is what to predict, and no `--label-from`"),
        "{said}"
    );
    let said = message(&failure(), "train", &|_| false);
    assert!(
        said.ends_with("or `--target kind` if it is what to predict"),
        "{said}"
    );
}

#[test]
fn a_year_of_two_digits_is_no_category_alone() {
    let said = |repeats| {
        let failure: CommandError = DataError::TextValue {
            at: Location::Row(2),
            column: "day".into(),
            text: "1/2/24".into(),
            kind: TextKind::ShortYear { repeats },
            numbers: false,
        }
        .into();
        message(&failure, "train", &|_| false)
    };
    let date = "if that is a date, write its year with four digits; else give ";
    assert!(said(true).contains(&format!("{date}`--categorical one-hot` or `--drop day`")));
    assert!(said(false).contains(&format!("{date}`--drop day`")));
}

#[test]
fn no_delimiter_is_proposed_for_a_workbook() {
    let failure = |path: &str| -> CommandError {
        DataError::BadLines {
            path: path.into(),
            count: 1,
            first: Box::default(),
            before: Some(2),
            comment: None,
            kind: None,
            blank_cells: false,
            rare: None,
            widths: true,
            repeated: None,
        }
        .into()
    };
    let said = message(&failure("log.xlsx"), "train", &|_| false);
    assert!(
        said.contains("give `--skip-lines 2`; else correct the lines, or give `--bad-lines skip`")
            && !said.contains("--delimiter"),
        "{said}"
    );
    for path in ["log.json.gz", "log.XLSX", "log.ndjson"] {
        assert!(!message(&failure(path), "train", &|_| false).contains("--delimiter"));
    }
    let cell = DataError::TextValue {
        at: Location::Line {
            path: "log.xlsx".into(),
            line: 2,
        },
        column: "a".into(),
        text: "#1".into(),
        kind: TextKind::Lone,
        numbers: true,
    };
    assert!(!message(&cell.into(), "train", &|_| false).contains("--comment"));
    assert!(message(&failure("log.csv.gz"), "train", &|_| false).contains("--delimiter"));
    assert!(message(&failure("log.csv"), "train", &|_| false).contains("--delimiter"));
}
