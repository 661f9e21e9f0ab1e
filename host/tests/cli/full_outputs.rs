//! A disk that is full, and pipes that are closed or that nobody reads.

use std::fs;
use std::process::Stdio;

use crate::place::{Place, printed, small};
use crate::resume::without_times;

#[cfg(target_os = "linux")]
fn full() -> fs::File {
    fs::OpenOptions::new().write(true).open("/dev/full").unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_stderr_that_takes_nothing_costs_no_result() {
    let (place, _) = small();
    let search = |out: &str| format!("search @iris.csv --cv 3 --space space.toml --out {out}");
    let status = place
        .command(&search("full"))
        .stderr(full())
        .stdout(Stdio::null())
        .status();
    assert!(status.unwrap().success());
    // a pipe that nobody reads
    let mut child = place
        .command(&search("closed"))
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    assert!(child.wait().unwrap().success());
    place.ok(&search("heard"));
    let heard = without_times(&place, "heard");
    assert!(without_times(&place, "full") == heard && without_times(&place, "closed") == heard);
    // an error keeps its exit code
    let refused = "search none.csv";
    let status = place.command(refused).stderr(full()).status().unwrap();
    assert_eq!(status.code(), Some(1));
}

#[cfg(target_os = "linux")]
#[test]
fn what_stdout_does_not_take_is_an_error_and_a_closed_pipe_none() {
    let place = Place::new();
    for asked in [
        "--help",
        "--version",
        "search --help",
        "help train",
        "completions bash",
        "man",
        "mcus",
    ] {
        let output = place.command(asked).stdout(full()).output().unwrap();
        let (_, err) = printed(&output);
        assert_eq!(output.status.code(), Some(1), "{asked}: {err}");
        assert!(
            err.starts_with("error: stdout: cannot be written: "),
            "{asked}: {err}"
        );
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = place.command(asked).stdout(writer).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{asked}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_export_is_there_though_nothing_can_be_printed() {
    let place = Place::new();
    place.ok("train @iris.csv --set max_iter=1");
    place.ok("export model.json --format c -o told.h");
    let output = place
        .command("export model.json --format c -o full.h")
        .stdout(full())
        .output();
    let output = output.unwrap();
    let (_, err) = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(
        err.starts_with("error: stdout: cannot be written") && err.contains("full.h is written"),
        "{err}"
    );
    let mut child = place
        .command("export model.json --format c -o closed.h")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    for name in ["full.h", "closed.h"] {
        let named = |name: &str| place.read(name).replace(name.trim_end_matches(".h"), "");
        assert!(named(name) == named("told.h"), "{name}");
    }
}
