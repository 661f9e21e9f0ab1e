//! No file is destroyed, no name misleads, and nothing hangs.

use std::fs;
use std::process::Command;

use crate::place::{Place, SPACE, printed, small, within};

#[cfg(unix)]
#[test]
fn files_beside_a_result_stay_as_they_are() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let place = Place::new();
    place.ok("train @iris.csv --set max_iter=1");
    place.write("p.csv.part", "precious");
    place.ok("predict model.json @iris.csv -o p.csv");
    assert_eq!(place.read("p.csv.part"), "precious");
    place.write("victim", "victim");
    symlink("victim", place.path("q.csv.part")).unwrap();
    place.ok("predict model.json @iris.csv -o q.csv");
    assert_eq!(place.read("victim"), "victim");
    assert!(!place.path("q.csv").is_symlink());
    // permission bits
    place.write("r.csv", "");
    let mode = |name: &str| fs::metadata(place.path(name)).unwrap().permissions().mode() & 0o7777;
    fs::set_permissions(place.path("r.csv"), fs::Permissions::from_mode(0o600)).unwrap();
    place.ok("predict model.json @iris.csv -o r.csv");
    assert_eq!(mode("r.csv"), 0o600);
    place.write("as-any-file", "");
    assert_eq!(mode("p.csv"), mode("as-any-file"));
    // links, to a file and to none
    place.write("there.csv", "old");
    symlink("there.csv", place.path("link.csv")).unwrap();
    symlink("not-there.csv", place.path("dangling.csv")).unwrap();
    for (link, to) in [("link.csv", "there.csv"), ("dangling.csv", "not-there.csv")] {
        place.ok(&format!("predict model.json @iris.csv -o {link}"));
        assert!(place.path(link).is_symlink());
        assert_eq!(place.read(to), place.read("p.csv"));
    }
    symlink("round.csv", place.path("round.csv")).unwrap();
    let error = place.refused("predict model.json @iris.csv -o round.csv");
    assert!(error.contains("round.csv: cannot be written"), "{error}");
    let hidden = place.files().into_iter().filter(|name| name.starts_with('.'));
    assert_eq!(hidden.count(), 0);
}

#[test]
fn a_file_that_is_not_ours_stays_in_its_directory() {
    let (place, search) = small();
    fs::create_dir(place.path("study")).unwrap();
    for name in ["best.json", "model.json", "cv_results.csv"] {
        place.write(&format!("study/{name}"), "precious");
        let error = place.refused(&search("study"));
        assert!(
            error.contains(&format!("study/{name}: exists already")),
            "{error}"
        );
        assert_eq!(place.read(&format!("study/{name}")), "precious");
        assert!(!place.path("study/journal.log").exists());
        fs::remove_file(place.path(&format!("study/{name}"))).unwrap();
    }
    place.ok(&search("study"));
}

#[cfg(target_os = "linux")]
#[test]
fn what_never_ends_or_never_begins_is_no_file() {
    use std::os::unix::fs::symlink;
    let (place, search) = small();
    let made = Command::new("mkfifo").arg(place.path("fifo")).status();
    assert!(made.unwrap().success());
    symlink("/dev/zero", place.path("zero")).unwrap();
    place.ok("train @iris.csv --set max_iter=1");
    for file in ["fifo", "zero"] {
        let study = format!("of-{file}");
        fs::create_dir(place.path(&study)).unwrap();
        symlink(place.path(file), place.path(&format!("{study}/journal.log"))).unwrap();
        for command in [
            search(&study),
            format!("show {study}"),
            format!("search @iris.csv --space {file}"),
            format!("search {file}"),
            format!("train @iris.csv --y {file}"),
            format!("evaluate model.json @iris.csv --y {file}"),
            format!("predict {file} @iris.csv"),
            format!("export {file} --format c -o x.h"),
        ] {
            let output = within(10, || place.run(&command));
            let (_, err) = printed(&output);
            assert_eq!(output.status.code(), Some(1), "{command}: {err}");
            assert!(
                err.contains("pipe") || err.contains("not a file"),
                "{command}: {err}"
            );
        }
    }
}

#[test]
fn no_file_is_both_read_and_written() {
    let place = Place::new();
    let iris = fs::read_to_string(crate::place::data("iris.csv")).unwrap();
    place.write("d.csv", &iris);
    fs::hard_link(place.path("d.csv"), place.path("linked.csv")).unwrap();
    place.write("plot.svg", &iris);
    place.write("space.toml", SPACE);
    place.ok("train d.csv --set max_iter=1");
    place.ok("search d.csv --cv 2 --space space.toml --out study --quiet");
    let model = place.read("model.json");
    for (command, flag) in [
        ("train d.csv --out d.csv", "--out d.csv"),
        ("train d.csv --out ./linked.csv", "--out ./linked.csv"),
        ("train d.csv --loss-curve d.csv", "--loss-curve d.csv"),
        (
            "train d.csv --out new.json --loss-curve ./new.json",
            "--loss-curve ./new.json",
        ),
        ("predict model.json d.csv -o d.csv", "--output d.csv"),
        ("predict model.json d.csv -o model.json", "--output model.json"),
        (
            "predict study d.csv -o study/model.json",
            "--output study/model.json",
        ),
        (
            "export model.json --format c -o model.json",
            "--output model.json",
        ),
        ("search plot.svg --plot plot.svg --out new", "--plot plot.svg"),
        (
            "search study/cv_results.csv --out study",
            "--out study/cv_results.csv",
        ),
    ] {
        let error = place.refused(command);
        assert!(
            error.contains(flag) && error.contains("name another"),
            "{command}: {error}"
        );
    }
    assert!(place.read("d.csv") == iris && place.read("plot.svg") == iris);
    assert!(place.read("model.json") == model && !place.path("new").exists());
    // a device may be read and written
    #[cfg(target_os = "linux")]
    place.ok("train d.csv --set max_iter=1 --out /dev/null --loss-curve /dev/null");
}

#[test]
fn the_file_of_the_target_is_no_output() {
    let place = Place::new();
    let (rows, labels) = ("a,b\n1,2\n2,3\n3,1\n4,5\n", "y\np\nq\np\nq\n");
    place.write("x.csv", rows);
    place.write("y.csv", labels);
    place.write("y.svg", labels);
    place.ok("train x.csv --y y.csv --quiet --out model.json");
    for command in [
        "train x.csv --y y.csv --out y.csv",
        "train x.csv --y y.csv --out other.json --loss-curve y.csv",
        "predict model.json x.csv --y y.csv --output y.csv",
        "search x.csv --y y.svg --cv 2 --out study --plot y.svg",
    ] {
        let error = place.refused(command);
        let says = "that file is read by this command and would be overwritten";
        assert!(error.contains(says), "{command}: {error}");
        assert_eq!(
            (place.read("y.csv"), place.read("y.svg")),
            (labels.to_owned(), labels.to_owned())
        );
    }
}

#[test]
fn messages_name_the_file_and_the_column() {
    let place = Place::new();
    place.write("far.csv", "x0,x1,y\n-3e38,1,0\n3e38,2,1\n1,3,0\n2,4,1\n");
    place.write("one.csv", "x0,y\n1,0.5\n");
    for command in [
        "train far.csv --scale minmax",
        "search far.csv --cv 2 --scale minmax --out study",
    ] {
        let error = place.refused(command);
        assert!(error.contains("far.csv: the values of `x0`"), "{error}");
        assert!(error.contains("--drop x0"), "{error}");
    }
    let error = place.refused("train one.csv");
    assert!(
        error.contains("one.csv: r2 is not defined on 1 row; give more rows"),
        "{error}"
    );
}

#[test]
fn a_name_with_control_characters_is_shown_without_them() {
    let place = Place::new();
    let name = "a\u{1b}[31m\u{202e}b";
    let header = format!("{name},y\n");
    let rows: String = (0..20)
        .map(|i| format!("{i},{}\n", ["p\u{1b}[0m", "q"][i % 2]))
        .collect();
    place.write("d.csv", header + &rows);
    place.write("space.toml", SPACE);
    fs::rename(place.path("d.csv"), place.path(&format!("{name}.csv"))).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = place.command("");
        let output = command.args(arguments).output().unwrap();
        let (out, err) = printed(&output);
        assert!(
            !(out.clone() + &err).contains(['\u{1b}', '\u{202e}']),
            "{out}{err}"
        );
        output.status.success()
    };
    let data = format!("{name}.csv");
    let study = format!("{name}.study");
    let search = [
        "search",
        &data,
        "--cv",
        "2",
        "--space",
        "space.toml",
        "--plot",
        "p.svg",
    ];
    assert!(run(&search));
    assert!(run(&["show", &study]));
    let svg = place.read("p.svg");
    let legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(svg.contains("\\u{1b}[31m") && svg.chars().all(legal), "{svg}");
    assert!(!run(&["search", &data, "--drop", "\u{1b}[2J"]));
    // in clap's own errors
    assert!(!run(&["train", "--no\u{1b}[2Jsuch"]));
    assert!(!run(&["train\u{202e}"]));
}

/// A line of its own could be taken for one of the command.
#[test]
fn line_ends_of_arguments_are_escaped_in_errors_of_flags() {
    let place = Place::new();
    for arguments in [
        &["train", "--no\nerror: such"][..],
        &["train", "--no\nerror: such=1"],
        &["tra\nerror: in"],
        &["train", "d.csv", "--scale", "a\nerror: b"],
        &["train", "d.csv", "--scale=a\nerror: b"],
        &["train", "d.csv", "--encoding", "a\nerror: b"],
        &["train", "d.csv", "--set", "a\nerror: b=1", "--seed", "x"],
        &["train", "d.csv", "--set", "max_iter=a\nerror: b"],
    ] {
        let output = place.command("").args(arguments).output().unwrap();
        let (_, err) = printed(&output);
        assert!(!output.status.success(), "{arguments:?}");
        assert!(!err.contains("\nerror: "), "{arguments:?}: {err}");
        let escapes = arguments.contains(&"--seed") || err.contains("\\nerror: ");
        assert!(escapes, "{arguments:?}: {err}");
    }
    // those of clap's own message stay
    for argument in ["--no\nsuch", "\n"] {
        let output = place.command("").args([argument]).output().unwrap();
        assert!(printed(&output).1.contains("\n\nUsage: "), "{output:?}");
    }
}
