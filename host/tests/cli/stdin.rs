//! `-`: data from stdin.

use std::io::Write as _;
use std::process::{Output, Stdio};

use crate::place::{Place, data, printed};

fn piped(place: &Place, arguments: &str, bytes: &[u8]) -> Output {
    let mut command = place.command(arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that reads nothing closes it.
    let _ = child.stdin.take().unwrap().write_all(bytes);
    child.wait_with_output().unwrap()
}

#[test]
fn stdin_is_read_as_a_file_is() {
    let place = Place::new();
    place.write("s.toml", "hidden_layer_sizes = [[4]]\nmax_iter = 3\n");
    let iris = std::fs::read(data("iris.csv")).unwrap();
    let parquet = place.case("parquet/pandas.parquet");
    let ok = |arguments: &str, bytes: &[u8]| {
        let output = piped(&place, arguments, bytes);
        let (out, err) = printed(&output);
        assert!(output.status.success(), "{arguments}: {err}");
        (out, err)
    };
    let (_, err) = ok("train - --set max_iter=3 --out m.json", &iris);
    assert!(err.starts_with("<stdin>: 150 rows, 4 features"), "{err}");
    let (out, _) = ok("predict m.json -", &iris);
    assert_eq!(out, place.ok("predict m.json @iris.csv").0);
    let (out, _) = ok("evaluate m.json -", &iris);
    assert_eq!(out, place.ok("evaluate m.json @iris.csv").0);
    ok("search - --space s.toml --cv 3 --out a", &iris);
    place.ok("search @iris.csv --space s.toml --cv 3 --out b");
    let proba = |study: &str| place.ok(&format!("predict {study} @iris.csv --proba")).0;
    assert_eq!(proba("a"), proba("b"));
    ok(
        "train - --target label --missing mean --categorical one-hot --set max_iter=3 --out p.json",
        &parquet,
    );
    let (out, _) = ok("train - --set max_iter=3 --out -", &iris);
    assert_eq!(out, place.read("m.json"));
    place.write("idle.csv", "a,b\n1,2\n2,3\n");
    ok(
        "train idle.csv - --label-from name --set max_iter=3 --out l.json",
        b"a,b\n5,2\n6,3\n",
    );
    assert!(place.read("l.json").contains("\"stdin\""));
}

#[test]
fn a_model_and_a_space_may_come_from_stdin() {
    let place = Place::new();
    let space = "hidden_layer_sizes = [[4]]\nmax_iter = 3\n";
    place.write("s.toml", space);
    place.ok("train @iris.csv --set max_iter=3 --out m.json");
    let model = std::fs::read(place.path("m.json")).unwrap();
    for stdin in ["-", "/dev/stdin"] {
        for arguments in [
            "predict MODEL @iris.csv",
            "evaluate MODEL @iris.csv",
            "export MODEL --format c --name iris -o -",
        ] {
            let (expected, _) = place.ok(&arguments.replace("MODEL", "m.json"));
            let arguments = arguments.replace("MODEL", stdin);
            let (out, err) = printed(&piped(&place, &arguments, &model));
            assert!(out == expected && !out.is_empty(), "{arguments}: {err}");
        }
        let search = |space: &str, out: &str| format!("search @iris.csv --space {space} --cv 3 --out {out}");
        place.ok(&search("s.toml", "expected"));
        let output = piped(&place, &search(stdin, "study"), space.as_bytes());
        assert!(output.status.success(), "{}", printed(&output).1);
        let winner = |study: &str| place.ok(&format!("predict {study} @iris.csv --proba")).0;
        assert_eq!(winner("study"), winner("expected"), "{stdin}");
        std::fs::remove_dir_all(place.path("study")).unwrap();
        // data that no file on disk holds, as `-`
        let iris = std::fs::read(data("iris.csv")).unwrap();
        let (out, err) = printed(&piped(&place, &format!("predict m.json {stdin}"), &iris));
        assert_eq!(out, place.ok("predict m.json @iris.csv").0, "{stdin}: {err}");
    }
}

#[test]
fn what_stdin_cannot_be_is_said() {
    let place = Place::new();
    for (arguments, bytes, says) in [
        ("search -", "a,y\n1,2\n", "data from stdin need --out DIR"),
        ("train - -", "a,y\n1,2\n", "`-` is stdin, which is read once"),
        (
            "predict - -",
            "a,y\n1,2\n",
            "both the model and the data are to come from it: save one of them to a file",
        ),
        (
            "evaluate /dev/stdin -",
            "{}",
            "both the model and the data are to come from it",
        ),
        (
            "search - --out o --space -",
            "a,y\n1,2\n",
            "both the space and the data are to come from it",
        ),
        ("predict - x.csv", "a,y\n1,2\n", "<stdin>: no model, or cut off"),
        ("search x.csv --space -", "max_itre = 3\n", "--space -: line 1"),
        ("train -", "", "<stdin>: the file is empty"),
        (
            "train -",
            "a,y\n1,2\nx,3\n",
            "<stdin>:3: column `a` holds text, `x`",
        ),
    ] {
        let output = piped(&place, arguments, bytes.as_bytes());
        let (_, err) = printed(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments}");
        assert!(err.contains(says), "{arguments}: {err}");
    }
    assert!(place.files().is_empty(), "{:?}", place.files());
}

#[cfg(unix)]
#[test]
fn a_pipe_for_a_model_says_what_to_do() {
    let place = Place::new();
    let made = std::process::Command::new("mkfifo")
        .arg(place.path("pipe"))
        .status();
    assert!(made.unwrap().success());
    for command in ["predict pipe @iris.csv", "search @iris.csv --space pipe --out o"] {
        let error = place.refused(command);
        assert!(
            error.ends_with("it is a device or a pipe, not a file; save what it gives to one first"),
            "{error}"
        );
    }
}

#[test]
fn advice_fits_what_stdin_is() {
    let place = Place::new();
    for (file, delimited) in [
        ("truths.csv", true),
        ("truths.xlsx", false),
        ("truths.parquet", false),
        ("truths.json", false),
    ] {
        let bytes = place.case(&format!("truths/{file}"));
        let output = piped(&place, "train - --drop a --drop flag", &bytes);
        let (_, err) = printed(&output);
        assert!(
            err.contains("no column is left to learn from") && err.contains("`--drop`"),
            "{err}"
        );
        assert_eq!(err.contains("`--delimiter`"), delimited, "{file}: {err}");
    }
}

/// A copy of the data is kept while they are read, and none is left where the command is killed meanwhile.
#[cfg(target_os = "linux")]
#[test]
fn nothing_is_left_of_what_stdin_gave() {
    let place = Place::new();
    std::fs::create_dir(place.path("kept")).unwrap();
    let mut command = place.command("train - --out m.json");
    command.env("TMPDIR", place.path("kept"));
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let stdin = child.stdin.as_mut().unwrap();
    // more than a pipe holds, so that some of it has been taken
    stdin
        .write_all(("a,b,y\n".to_owned() + &"1,2,3\n".repeat(1 << 16)).as_bytes())
        .unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(std::fs::read_dir(place.path("kept")).unwrap().count(), 0);
}
