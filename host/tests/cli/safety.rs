//! Nothing hangs, aborts, or destroys a file: locks, closed pipes, full disks, links, journals that
//! were altered.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::place::{Place, printed};
use crate::resume::{start, wait_for_trials, without_times};

const SPACE: &str = "hidden_layer_sizes = [[4], [6]]\nmax_iter = [5, 9]\n";

/// A place with a small space, and the command that searches it.
fn small() -> (Place, impl Fn(&str) -> String) {
    let place = Place::new();
    place.write("space.toml", SPACE);
    let search = |out: &str| format!("search @iris.csv --cv 3 --space space.toml --quiet --out {out}");
    (place, search)
}

fn within(seconds: u64, run: impl FnOnce() -> Output) -> Output {
    let began = Instant::now();
    let output = run();
    let took = began.elapsed();
    assert!(took < Duration::from_secs(seconds), "it took {took:?}");
    output
}

#[test]
fn a_lock_that_cannot_be_removed_is_named() {
    let (place, search) = small();
    fs::create_dir_all(place.path("study/journal.log.lock")).unwrap();
    let output = within(10, || place.run(&search("study")));
    let (_, err) = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("study/journal.log.lock: cannot be used"), "{err}");
    fs::remove_dir(place.path("study/journal.log.lock")).unwrap();
    place.ok(&search("study"));
}

#[test]
fn a_fresh_lock_that_nobody_holds_costs_seconds_and_is_named() {
    let (place, search) = small();
    fs::create_dir(place.path("study")).unwrap();
    place.write("study/journal.log.lock", "");
    let output = within(10, || place.run(&search("study")));
    let (_, err) = printed(&output);
    assert!(output.status.success(), "{err}");
    assert!(err.contains("waiting for study/journal.log.lock"), "{err}");
}

/// As on a file system without locks, where the first writer is not seen before it has written.
#[test]
fn a_second_writer_is_refused_when_it_finds_lines_of_the_first() {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[32], [64], [16], [8]]\nmax_iter = 400\n",
    );
    let search = "search @digits.csv --cv 3 --jobs 1 --space space.toml --quiet --out study";
    let mut child = start(&place, search);
    wait_for_trials(&mut child, &place.path("study/journal.log"), 1);
    let journal = place.read("study/journal.log");
    let mut file = fs::File::options()
        .append(true)
        .open(place.path("study/journal.log"))
        .unwrap();
    let line = journal.split_inclusive('\n').next().unwrap();
    file.write_all(line.as_bytes()).unwrap();
    let written = fs::metadata(place.path("study/journal.log")).unwrap().len();
    let output = child.wait_with_output().unwrap();
    let (_, err) = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("another mcutune is searching"), "{err}");
    assert_eq!(
        fs::metadata(place.path("study/journal.log")).unwrap().len(),
        written
    );
}

#[test]
fn a_second_writer_is_refused_at_once() {
    let (place, search) = small();
    place.ok(&search("study"));
    let journal = fs::File::open(place.path("study/journal.log")).unwrap();
    journal.lock().unwrap();
    let output = within(10, || place.run(&search("study")));
    let (_, err) = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("another mcutune is searching"), "{err}");
}

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

/// A journal without checksums, as an earlier version wrote it, with one trial's list of folds cut short.
#[test]
fn a_trial_with_too_few_folds_is_refused_with_its_line() {
    let place = Place::new();
    place.write("space.toml", SPACE);
    let journal = include_str!("../cases/short-fold/journal.log");
    fs::create_dir(place.path("study")).unwrap();
    place.write("study/journal.log", journal);
    let error =
        place.refused("search @iris.csv --cv 3 --space space.toml --quantize int8 --jobs 1 --out study");
    assert!(error.contains("study/journal.log:6: "), "{error}");
    assert!(error.contains("it has 1 folds, the search has 3"), "{error}");
    assert_eq!(place.read("study/journal.log"), journal);
}

/// What can be changed in a line of a trial so that it is still one of a journal's.
const CHANGES: [(&str, &str, &str); 6] = [
    ("\"parameters\":35", "\"parameters\":36", "parameters"),
    ("\"n_iter\":[5,5,5]", "\"n_iter\":[5,99,5]", "max_iter is 5"),
    ("\"flash\":", "\"flash\":1", "flash"),
    ("\"max_iter\":0.0", "\"max_iter\":1.0", "it chose"),
    ("\"values\":[0.", "\"values\":[0.9", "the mean of its folds"),
    (
        "\"max_iter\",\"max_iter\",",
        "\"max_iter\",\"not_finite\",",
        "fold 1",
    ),
];

#[test]
fn a_journal_that_does_not_agree_with_the_search_is_refused() {
    let (place, search) = small();
    place.ok(&search("study"));
    let journal = place.read("study/journal.log");
    let results = place.read("study/cv_results.csv");
    let first = journal
        .lines()
        .position(|line| line.contains("\"op_code\":4"))
        .unwrap()
        + 1;
    let plain: String = journal
        .lines()
        .map(|line| without_checksum(line) + "\n")
        .collect();
    for (from, to, why) in CHANGES {
        // with a checksum any change is seen, and without one what does not agree
        for (journal, why) in [(&journal, "its checksum does not match"), (&plain, why)] {
            let changed = journal.replacen(from, to, 1);
            assert_ne!(&changed, journal, "{from}");
            place.write("study/journal.log", &changed);
            let error = place.refused(&search("study"));
            assert!(error.contains(&format!("study/journal.log:{first}: ")), "{error}");
            assert!(error.contains(why), "{from}: {error}");
            assert_eq!(place.read("study/journal.log"), changed);
        }
    }
    // one of an earlier version is read, and gone on from
    let last = plain.trim_end().rfind('\n').unwrap() + 1;
    place.write("study/journal.log", &plain[..last]);
    place.ok(&search("study"));
    assert_eq!(place.read("study/journal.log").matches("\"checksum\"").count(), 1);
    let timeless = |text: &str| -> Vec<String> {
        let row = |row: &str| row.splitn(5, ',').nth(4).unwrap_or_default().to_owned();
        text.lines().map(row).collect()
    };
    assert_eq!(timeless(&place.read("study/cv_results.csv")), timeless(&results));
}

#[test]
fn lines_that_are_gone_or_stand_twice_are_refused_by_every_reader() {
    let (place, search) = small();
    place.ok(&search("study"));
    let journal = place.read("study/journal.log");
    let lines: Vec<&str> = journal.split_inclusive('\n').collect();
    let first = lines
        .iter()
        .position(|line| line.contains("\"op_code\":4"))
        .unwrap();
    let without = |gone: usize| [&lines[..gone], &lines[gone + 1..]].concat();
    let twice = [&lines[..=first], &lines[first..]].concat();
    let mut swapped = lines.clone();
    swapped.swap(first, first + 1);
    for (broken, line) in [
        (twice, first + 2),
        (without(0), 1),
        (without(first), first + 1),
        (swapped, first + 1),
    ] {
        place.write("study/journal.log", broken.concat());
        for command in [search("study").as_str(), "show study"] {
            let error = place.refused(command);
            assert!(error.contains(&format!("study/journal.log:{line}: ")), "{error}");
            assert!(
                error.contains("stands twice, or one before it is missing"),
                "{error}"
            );
        }
    }
    // and one that was cut off goes on
    place.write("study/journal.log", lines[..first + 1].concat());
    place.ok("show study");
    place.ok(&search("study"));
    place.ok("show study");
}

pub fn without_checksum(line: &str) -> String {
    let (open, _) = line.split_once(",\"checksum\":").expect("each line has one");
    open.to_owned() + "}"
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

#[cfg(target_os = "linux")]
#[test]
fn a_network_that_does_not_fit_is_a_failed_fit_of_its_own() {
    let place = Place::new();
    place.write(
        "huge.toml",
        "hidden_layer_sizes = [[4], [6], [65535, 65535, 65535], [6000, 6000], [8]]\nmax_iter = 5\n",
    );
    let search = "search @iris.csv --cv 2 --jobs 1 --quantize int8 --quiet --space huge.toml --out study";
    // the second is within the limit of a fit, and beyond what there is
    let output = place.run_within("-v 700000", search);
    let (_, err) = printed(&output);
    assert!(output.status.success(), "{err}");
    let bytes = err
        .split_once("a fit takes ")
        .and_then(|(_, rest)| rest.split_once(" bytes"));
    let bytes: u64 = bytes.map(|(bytes, _)| bytes.parse().unwrap()).unwrap();
    assert!(bytes > 4 * 2 * 65535 * 65535, "{err}");
    assert!(
        err.matches("2 fits failed").count() == 2 && err.contains("hidden_layer_sizes"),
        "{err}"
    );
    let shown = place.ok("show study --trial 2").0;
    assert!(
        shown.contains(&format!("failed: a fit takes {bytes} bytes")),
        "{shown}"
    );
    let shown = place.ok("show study --trial 3").0;
    assert!(shown.contains("which the system does not give"), "{shown}");
    let json = place.json("show study --json --trial 4");
    assert_eq!(json["end"], serde_json::json!(["max_iter", "max_iter"]));
    // and again from the journal
    assert!(place.run_within("-v 700000", search).status.success());
    let error = place.refused("train @iris.csv --set hidden_layer_sizes=65535,65535,65535");
    assert!(
        error.contains("bytes of memory") && error.contains("--set hidden_layer_sizes"),
        "{error}"
    );
    place.write("only.toml", "hidden_layer_sizes = [[65535, 65535, 65535]]\n");
    let error = place.refused("search @iris.csv --cv 2 --space only.toml --out only --quiet");
    assert!(
        error.contains("bytes of memory") && error.contains("hidden_layer_sizes"),
        "{error}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn too_many_candidates_are_one_error_before_there_is_memory_for_them() {
    let place = Place::new();
    place.write(
        "range.toml",
        "alpha = { low = 0, high = 1 }\nhidden_layer_sizes = [[1]]\n",
    );
    let list = |step: f64| {
        (1..=90)
            .map(|i| format!("{:.3}", f64::from(i) * step))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let list = list(0.001);
    let text = ["alpha", "beta_1", "beta_2", "momentum"].map(|name| format!("{name} = [{list}]\n"));
    place.write("grid.toml", text.concat());
    place.write(
        "more.toml",
        text.concat() + &format!("learning_rate_init = [{list}]\nepsilon = [{list}]\n"),
    );
    for (flags, why) in [
        (
            "range.toml --strategy random --trials 4000000000",
            "--trials: 4000000000 candidates are more than the 100000",
        ),
        (
            "grid.toml --strategy random --trials 4000000000",
            "--trials: 65610000 candidates are more than",
        ),
        ("grid.toml", "65610000 candidates are more than the 100000"),
        ("more.toml", "531441000000 candidates are more than the 100000"),
    ] {
        let search = format!("search @iris.csv --quiet --out study --space {flags}");
        let output = within(10, || place.run_within("-v 700000", &search));
        let (_, err) = printed(&output);
        assert_eq!(output.status.code(), Some(1), "{err}");
        assert!(err.contains(why), "{err}");
    }
    assert!(!place.path("study").exists());
    place.ok("search @iris.csv --cv 2 --quiet --space more.toml --strategy random --trials 2");
}

#[test]
fn threads_beyond_the_fits_are_not_started() {
    let (place, search) = small();
    place.ok(&format!("{} --jobs 65535", search("many")));
    place.ok(&search("few"));
    assert!(without_times(&place, "many") == without_times(&place, "few"));
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
}

#[cfg(target_os = "linux")]
#[test]
fn a_small_file_takes_little_memory() {
    use std::io::Write as _;
    let place = Place::new();
    let gzipped = |bytes: &[u8]| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    };
    // a line, and a quoted field, of 200 MB
    let zeros = vec![b'0'; 200 << 20];
    place.write("line.csv.gz", gzipped(&[b"a,b\n1,0\n2,1\n", &zeros[..]].concat()));
    let lines = b"1,0\n".repeat(50 << 20);
    place.write(
        "quote.csv.gz",
        gzipped(&[b"a,b\n1,0\n\"2,1\n", &lines[..]].concat()),
    );
    place.write("wide.csv.gz", gzipped(&b"1,".repeat(6 << 20)));
    // each name clashes with those before it
    let names: Vec<String> = (0..30_000).map(|i| format!("a.{i}")).collect();
    let clashing = names.join(",") + &",a".repeat(30_000);
    let row = vec!["1"; 60_000].join(",");
    place.write("names.csv", format!("{clashing}\n{row}\n{row}\n"));
    for (file, why) in [
        ("line.csv.gz", "line.csv.gz:4: more than 16 MB in a row"),
        ("quote.csv.gz", "quote.csv.gz:3: more than 16 MB in a row"),
        ("wide.csv.gz", "more than 65536 columns"),
        ("names.csv", ""),
    ] {
        let search = format!("search {file} --cv 2 --quiet --out study --task classify");
        let output = within(60, || place.run_within("-v 700000", &search));
        let (_, err) = printed(&output);
        assert_eq!(output.status.code(), Some(1), "{file}: {err}");
        assert!(err.contains(why), "{file}: {err}");
    }
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
