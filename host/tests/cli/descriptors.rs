//! Paths that lead to a descriptor that the shell opened: it is written through, whatever is behind it.

use std::process::{Command, Output};

use crate::place::{Place, printed};

/// A shell's line, where `$0` is the command.
fn bash(place: &Place, line: &str) -> Output {
    Command::new("bash")
        .current_dir(place.path(""))
        .args(["-c", &format!("set -o pipefail; {line}")])
        .arg(env!("CARGO_BIN_EXE_mcutune"))
        .output()
        .unwrap()
}

fn ok(place: &Place, line: &str) -> String {
    let output = bash(place, line);
    let (out, err) = printed(&output);
    assert!(output.status.success() && err.is_empty(), "{line}: {err}");
    out
}

/// A model `m.json`, rows `x.csv`, and what the model answers to them.
fn place() -> (Place, String) {
    let place = Place::new();
    let rows: String = (0..12).map(|i| format!("{i},{}\n", ["u", "v"][i / 6])).collect();
    place.write("x.csv", format!("a,y\n{rows}"));
    place.ok("train x.csv --set max_iter=2 --out m.json");
    let (answers, _) = place.ok("predict m.json x.csv");
    (place, answers)
}

#[test]
fn what_a_file_holds_stays_when_it_is_appended_to() {
    let (place, answers) = place();
    std::os::unix::fs::symlink("/dev/stdout", place.path("link.csv")).unwrap();
    std::os::unix::fs::symlink("/proc/self/fd", place.path("links")).unwrap();
    for line in [
        "-o /dev/stdout >> log",
        "-o /dev/fd/1 >> log",
        "-o /proc/self/fd/1 >> log",
        "-o /proc/thread-self/fd/1 >> log",
        "-o link.csv >> log",
        "-o links/1 >> log",
        "-o /dev/stderr 2>> log",
        "-o /dev/fd/3 3>> log",
        "-o /proc/self/fd/7 7>> log",
        // of another process
        "-o /proc/$$/fd/4",
    ] {
        place.write("log", "before\n");
        ok(
            &place,
            &format!("exec 4>> log; \"$0\" predict m.json x.csv --quiet {line}"),
        );
        assert_eq!(place.read("log"), format!("before\n{answers}"), "{line}");
    }
    let files = place.files();
    assert_eq!(files, ["link.csv", "links", "log", "m.json", "x.csv"]);
}

#[test]
fn whoever_shares_stdout_goes_on_behind_it() {
    let (place, answers) = place();
    for to in ["/dev/stdout", "/dev/stderr"] {
        let line = format!("exec > log 2>&1; echo a; \"$0\" predict m.json x.csv --quiet -o {to}; echo b");
        ok(&place, &line);
        assert_eq!(place.read("log"), format!("a\n{answers}b\n"), "{to}");
    }
}

#[test]
fn pipes_take_what_is_written() {
    let (place, answers) = place();
    let predict = "\"$0\" predict m.json x.csv --quiet";
    for line in [
        "-o /dev/stdout | cat",
        "-o /dev/stderr 2>&1 | cat",
        "-o /dev/fd/3 3>&1 | cat",
        "-o >(cat > log); wait $!; cat log",
    ] {
        assert_eq!(ok(&place, &format!("{predict} {line}")), answers, "{line}");
    }
    // one that nobody reads any more
    for line in ["-o /dev/stdout | true", "-o /dev/fd/3 3>&1 | true", "-o >(true)"] {
        ok(&place, &format!("sleep 0.1 | {predict} {line}"));
    }
    let many: String = (0..40_000).map(|i| format!("{i},u\n")).collect();
    place.write("many.csv", format!("a,y\n{many}"));
    for line in ["-o /dev/stdout", "-o /dev/fd/3 3>&1"] {
        let line = format!("\"$0\" predict m.json many.csv --quiet {line} | head -n 1");
        assert_eq!(ok(&place, &line), "prediction\n", "{line}");
    }
}

#[test]
fn every_output_of_every_command_is_written_through() {
    let (place, _) = place();
    std::os::unix::fs::symlink("/dev/fd/3", place.path("plot.svg")).unwrap();
    place.write("space.toml", "hidden_layer_sizes = [[2], [3]]\nmax_iter = 2\n");
    for (line, holds) in [
        ("export m.json --format c -o /dev/stdout >> log", "#include"),
        ("export m.json --format c -o /dev/fd/3 3>> log", "#include"),
        (
            "train x.csv --quiet --set max_iter=2 -o /dev/stdout >> log",
            "\"weights\"",
        ),
        (
            "train x.csv --quiet --set max_iter=2 -o /dev/fd/3 3>> log",
            "\"weights\"",
        ),
        (
            "train x.csv --quiet --set max_iter=2 -o t.json --loss-curve /dev/stdout >> log",
            "epoch,loss\n1,",
        ),
        (
            "train x.csv --quiet --set max_iter=2 -o t.json --loss-curve - >> log",
            "epoch,loss\n1,",
        ),
        (
            "train x.csv --quiet --set max_iter=2 -o t.json --loss-curve /dev/fd/3 3>> log",
            "epoch,loss\n1,",
        ),
        (
            "search x.csv --quiet --space space.toml --cv 2 --plot plot.svg 3>> log",
            "<svg",
        ),
    ] {
        place.write("log", "before\n");
        let output = bash(&place, &format!("\"$0\" {line}"));
        let (_, err) = printed(&output);
        assert!(output.status.success(), "{line}: {err}");
        let log = place.read("log");
        assert!(
            log.starts_with("before\n") && log.contains(holds),
            "{line}: {log}"
        );
    }
    // what is said of the fit is none of them
    let curve = ok_out(
        &place,
        "train x.csv --quiet --set max_iter=2 -o t.json --loss-curve /dev/stdout",
    );
    assert_eq!(curve.lines().count(), 3, "{curve}");
    let model = ok_out(&place, "train x.csv --quiet --set max_iter=2 -o /dev/stdout");
    assert_eq!(model, place.read("m.json"));
    assert!(!place.path("-").exists());
}

fn ok_out(place: &Place, line: &str) -> String {
    let output = bash(place, &format!("\"$0\" {line}"));
    let (out, err) = printed(&output);
    assert!(output.status.success(), "{line}: {err}");
    out
}

#[test]
fn a_descriptor_that_cannot_be_written_to_is_an_error_before_the_fit() {
    let (place, _) = place();
    place.write("log", "before\n");
    // hours, if it were fitted
    let train = "\"$0\" train x.csv --quiet --set hidden_layer_sizes=1000 --set max_iter=1000000";
    for (line, says) in [
        (
            "-o /dev/fd/9",
            "--out /dev/fd/9: cannot be written: descriptor 9 is not open",
        ),
        ("-o /dev/fd/3 3< log", "descriptor 3 is open for reading only"),
        ("-o /dev/stdin < log", "descriptor 0 is open for reading only"),
        (
            "-o /dev/stdout --json",
            "--json and --out /dev/stdout would both write to stdout: give a file to --out",
        ),
        (
            "-o - --loss-curve /dev/stdout",
            "--out - and --loss-curve /dev/stdout would both write to stdout",
        ),
        (
            "--loss-curve - --json",
            "--json and --loss-curve - would both write to stdout",
        ),
        (
            "-o /dev/stdout >> x.csv",
            "--out /dev/stdout: that file is read by this command",
        ),
    ] {
        let output = bash(&place, &format!("{train} {line}"));
        let (_, err) = printed(&output);
        assert_eq!(output.status.code(), Some(1), "{line}: {err}");
        assert!(err.contains(says), "{line}: {err}");
    }
    assert_eq!(place.read("log"), "before\n");
}
