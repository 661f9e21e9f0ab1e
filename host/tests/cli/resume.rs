//! How a search goes on: after a kill, Ctrl-C or a full disk, with other threads or flags.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::altered::resealed;
use crate::place::{Place, printed, small};
pub use crate::without_times::without_times;

pub fn start(place: &Place, arguments: &str) -> Child {
    let mut command = place.command(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

pub fn wait_for_trials(child: &mut Child, journal: &Path, count: usize) {
    let began = Instant::now();
    let trials = || {
        let text = fs::read_to_string(journal).unwrap_or_default();
        text.matches("\"op_code\":4").count()
    };
    while trials() < count {
        assert!(began.elapsed() < Duration::from_secs(60), "no trial in a minute");
        // it may end between the look at its trials and the look at itself
        let runs = matches!(child.try_wait(), Ok(None));
        assert!(runs || trials() >= count, "it ended before the kill");
        sleep(Duration::from_millis(1));
    }
}

#[test]
fn threads_change_nothing_but_times() {
    let place = Place::new();
    let search = |jobs: u8| {
        place.ok(&format!(
            "search @iris.csv --jobs {jobs} --out by{jobs} --cv 3 --quiet"
        ));
        without_times(&place, &format!("by{jobs}"))
    };
    assert!(search(1) == search(8));
}

#[test]
fn a_killed_search_goes_on_to_the_same_bytes() {
    let place = Place::new();
    let text = "hidden_layer_sizes = [[32], [64]]\nalpha = [0.0001, 0.001]\n\
                activation = ['relu', 'tanh']\nmax_iter = 150\n";
    place.write("space.toml", text);
    let flags = "--space space.toml --cv 3 --jobs 2 --scale none --quiet --out";
    let command = |out: &str| format!("search @wine.csv {flags} {out}");
    place.ok(&command("whole"));
    let whole = without_times(&place, "whole");

    let journal = place.path("killed/journal.log");
    for count in [0, 1, 3, 6] {
        let mut child = start(&place, &command("killed"));
        wait_for_trials(&mut child, &journal, count);
        child.kill().unwrap();
        child.wait().unwrap();
        if journal.exists() {
            // As a kill in the middle of a line, a loss of power, and a kill under the lock leave them.
            let zeros = if count == 3 {
                "\0".repeat(90)
            } else {
                String::new()
            };
            let torn = place.read("killed/journal.log") + "{\"op_code\":4,\"worker_id\":\"mcu" + &zeros;
            place.write("killed/journal.log", torn);
            place.write("killed/journal.log.lock", "mcutune");
        }
    }
    place.ok(&command("killed"));
    assert!(without_times(&place, "killed") == whole);
    // As a kill after the last trial leaves it.
    place.write("killed/journal.log.lock", "mcutune");
    place.ok(&command("killed"));
    assert!(without_times(&place, "killed") == whole);
    assert!(!place.path("killed/journal.log.lock").exists());
    // And cut at any byte.
    let bytes = place.read("killed/journal.log");
    for cut in [0, 1, 200, bytes.len() / 2, bytes.len() - 1] {
        place.write("killed/journal.log", &bytes.as_bytes()[..cut]);
        place.ok(&command("killed"));
        assert!(without_times(&place, "killed") == whole, "cut at {cut}");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_cleanly_and_says_how_to_go_on() {
    let place = Place::new();
    let mut command = place.command("search @digits.csv --out study --jobs 1 --json");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    wait_for_trials(&mut child, &place.path("study/journal.log"), 1);
    let interrupt = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupt.unwrap().success());
    let output = child.wait_with_output().unwrap();
    let (out, err) = printed(&output);
    assert_eq!(output.status.code(), Some(130), "{err}");
    let told: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(told["ended_by"], "interrupt");
    assert!(
        err.contains("of 36 candidates are done") && err.contains("the same command goes on"),
        "{err}"
    );
    assert!(!place.path("study/journal.log.lock").exists());
    let model = place.json("show study --best --json");
    assert!(model["mean_test_score"].is_number(), "{model}");
    place.ok("predict study @digits.csv --output answers.csv --quiet");
}

#[test]
fn other_flags_or_data_are_refused_with_what_differs() {
    let place = Place::new();
    place.ok("search @iris.csv --out study --cv 2 --quiet");
    let error = place.refused("search @iris.csv --out study --cv 3 --seed 7");
    assert!(
        error.contains("--cv is 2 there, 3 here; --seed is 0 there, 7 here"),
        "{error}"
    );
    let error = place.refused("search @wine.csv --out study --cv 2");
    assert!(error.contains("the data's SHA-256 is "), "{error}");
    // Threads and verbosity are not part of a search.
    let (out, err) = place.ok("search @iris.csv --out study --cv 2 --jobs 1 --json");
    assert!(err.contains("36 of 36 candidates are done"), "{err}");
    let json: Value = serde_json::from_str(&out).unwrap_or_default();
    assert_eq!(json["trials"].as_array().map(Vec::len), Some(36));
    assert_eq!(json["best"]["rank_test_score"], 1);
}

/// The file's bytes and every flag are the same, and still an earlier build may have read other numbers.
#[test]
fn a_study_of_data_that_were_understood_otherwise_is_refused() {
    let place = Place::new();
    place.write(
        "space.toml",
        "alpha = { low = 0.0001, high = 0.1, log = true }\nmax_iter = 5\n",
    );
    let again = "search @iris.csv --space space.toml --out study --cv 2 --strategy random --quiet --trials";
    place.ok(&format!("{again} 2"));
    let journal = place.read("study/journal.log");
    let at = journal.find("\"read_sha256\":\"").expect("what was read");
    let end = at + journal[at..].find(',').expect("more settings") + 1;
    let other = journal[at..end].replace(":\"", ":\"0");
    for there in ["", "\"read_sha256\":null,", &other] {
        let changed = resealed(&format!("{}{there}{}", &journal[..at], &journal[end..]));
        place.write("study/journal.log", &changed);
        for trials in [2, 4] {
            let error = place.refused(&format!("{again} {trials}"));
            let says = "study holds another search: another build of mcutune began it";
            assert!(error.contains(says), "{error}");
        }
        let error = place.refused(&format!("{again} 2 --seed 1"));
        assert!(
            error.contains("another search: --seed is 0 there, 1 here; give"),
            "{error}"
        );
        assert_eq!(place.read("study/journal.log"), changed);
        // what it holds can be read
        place.ok("show study");
    }
}

#[test]
fn what_is_no_study_of_ours_stays_as_it_is() {
    let place = Place::new();
    place.write("file", "");
    let error = place.refused("search @iris.csv --out file/study");
    assert!(error.contains("file/study: cannot be created"), "{error}");
    fs::create_dir(place.path("foreign")).unwrap();
    let line = "{\"op_code\":0,\"worker_id\":\"x\",\"study_name\":\"y\",\"directions\":[1]}\n";
    place.write("foreign/journal.log", line);
    let error = place.refused("search @iris.csv --out foreign");
    assert!(
        error.contains("not the journal of a search by mcutune"),
        "{error}"
    );
    assert_eq!(place.read("foreign/journal.log"), line);
    // nor is what ends without a line end a line of ours that a kill tore
    for notes in ["my precious notes", "{\"a\":1}", "[[[["] {
        place.write("foreign/journal.log", notes);
        for command in ["search @iris.csv --out foreign --cv 2", "show foreign"] {
            let error = place.refused(command);
            assert!(error.contains("not the journal of a search"), "{error}");
            assert_eq!(place.read("foreign/journal.log"), notes);
        }
    }
    // what does begin so is torn, and the search begins anew
    place.write("foreign/journal.log", "{\"op");
    let (shown, _) = place.ok("show foreign");
    assert_eq!(shown, "foreign: 0 trials, 0 failed\n");
    place.ok("search @iris.csv --out foreign --cv 2 --quiet");
    assert!(
        place
            .read("foreign/journal.log")
            .contains("\"study_name\":\"iris\"")
    );
    let study = "search @iris.csv --out study --cv 2 --quiet";
    place.ok(study);
    let whole = place.read("study/journal.log");
    place.write("study/journal.log", whole.clone() + "and a note");
    let error = place.refused(study);
    let line = whole.lines().count() + 1;
    assert!(
        error.contains(&format!("journal.log:{line}: not a line of a journal")),
        "{error}"
    );
    assert!(place.read("study/journal.log").ends_with("and a note"));
}

#[test]
fn results_that_could_not_be_written_are_an_error_before_the_search() {
    let place = Place::new();
    // a search that was ended before its first trial, and somebody's directory in its way
    fs::create_dir_all(place.path("study/best.json")).unwrap();
    place.write("study/journal.log", "");
    let error = place.refused("search @iris.csv --out study --cv 2 --quiet");
    assert_eq!(
        error,
        "error: --out study/best.json: cannot be written: it is a directory"
    );
    assert_eq!(place.read("study/journal.log"), "");
    fs::remove_dir(place.path("study/best.json")).unwrap();
    place.ok("search @iris.csv --out study --cv 2 --quiet");
    place.ok("search @iris.csv --out fresh --cv 2 --quiet");
    assert!(without_times(&place, "study") == without_times(&place, "fresh"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_search_that_ran_out_of_disk_goes_on() {
    let place = Place::new();
    let output = place.run_within("-f 8", "search @iris.csv --out study --cv 2 --quiet");
    let (_, err) = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert_eq!(err.matches("error: ").count(), 1, "{err}");
    assert!(err.contains("cannot be written"), "{err}");
    assert!(
        place.read("study/journal.log").ends_with('\n'),
        "whole lines are left"
    );
    place.ok("search @iris.csv --out study --cv 2 --quiet");
    place.ok("search @iris.csv --out fresh --cv 2 --quiet");
    assert!(without_times(&place, "study") == without_times(&place, "fresh"));
}

#[test]
fn what_takes_a_model_says_that_the_search_has_not_finished() {
    let (place, search) = small();
    place.ok(&search("study"));
    std::fs::remove_file(place.path("study/model.json")).unwrap();
    place.ok(&(search("shards") + " --shard 0/2"));
    let takes = |study: &str| {
        [
            format!("predict {study} @iris.csv"),
            format!("evaluate {study} @iris.csv"),
            format!("export {study} --format c -o iris.h"),
        ]
    };
    for command in takes("study") {
        assert_eq!(
            place.refused(&command),
            "error: study: the study has no model yet, for its search has not finished; the same search command goes \
             on from where it stopped"
        );
    }
    for command in takes("shards") {
        let error = place.refused(&command);
        assert!(
            error.contains("`mcutune merge shards` makes the study of them"),
            "{error}"
        );
    }
    place.write(
        "bad.toml",
        "learning_rate_init = [1e30]\nsolver = 'sgd'\nmax_iter = 3\n",
    );
    place.refused("search @iris.csv --cv 3 --space bad.toml --quiet --scale none --out failed");
    for command in takes("failed") {
        let error = place.refused(&command);
        assert!(error.contains("none of its candidates has a score"), "{error}");
    }
    place.ok(&search("study"));
    takes("study").iter().for_each(|command| drop(place.ok(command)));
}

#[cfg(unix)]
#[test]
fn ctrl_c_before_a_race_has_a_score_says_why_there_is_none() {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = { low = 40, high = 65 }\nmax_iter = 60\nn_iter_no_change = 60\n",
    );
    let mut command = place.command(
        "search @digits.csv --space space.toml --strategy random --trials 200 --race exact --out study --jobs 1",
    );
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let began = Instant::now();
    while !place.path("study/journal.log").exists() {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "no journal in a minute"
        );
        sleep(Duration::from_millis(1));
    }
    let interrupt = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupt.unwrap().success());
    let output = child.wait_with_output().unwrap();
    let (_, err) = printed(&output);
    assert_eq!(output.status.code(), Some(130), "{err}");
    assert!(
        err.contains("interrupted: 0 of 200 candidates are done")
            && err.contains("candidates that race are fitted side by side")
            && err.contains("--race none"),
        "{err}"
    );
}

/// The first of a batch are dropped in the journal before the others are done.
#[test]
fn a_race_that_was_killed_has_not_finished() {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[2], [3], [4], [16]]\nlearning_rate_init = [0.00001, 0.05]\nmax_iter = 30\n",
    );
    let search = "search @iris.csv --space space.toml --cv 3 --race exact --quiet --out study";
    place.ok(search);
    let journal = place.read("study/journal.log");
    let is_dropped = |line: &str| line.contains("\"op_code\":4") && line.contains("\"state\":\"raced\"");
    let first = journal
        .lines()
        .position(|line| line.contains("\"op_code\":4"))
        .unwrap();
    let kept: Vec<&str> = journal.lines().take(first + 1).collect();
    assert!(is_dropped(kept[first]), "the first is dropped");
    place.write("study/journal.log", kept.join("\n") + "\n");
    for file in ["cv_results.csv", "best.json", "model.json"] {
        std::fs::remove_file(place.path(&format!("study/{file}"))).unwrap();
    }
    let takes = [
        "predict study @iris.csv",
        "evaluate study @iris.csv",
        "export study --format c -o iris.h",
    ];
    for command in takes {
        let error = place.refused(command);
        assert!(
            error.ends_with(
                "the study has no model yet, for its search has not finished; the same search command goes on from where \
                 it stopped"
            ),
            "{error}"
        );
    }
    place.ok(search);
    takes.iter().for_each(|command| drop(place.ok(command)));
}

/// As a kill of a search that goes on leaves it: the journal has a better trial than the model that was written before.
#[test]
fn a_model_of_an_earlier_end_is_not_taken_for_the_best() {
    let place = Place::new();
    let space = "hidden_layer_sizes = [[1], [2], [8]]\nalpha = { low = 0.0001, high = 10, log = true }\nmax_iter = 40\n";
    place.write("space.toml", space);
    let search = "search @iris.csv --space space.toml --out study --cv 2 --strategy random --quiet --trials";
    place.ok(&format!("{search} 1"));
    let first = place.read("study/model.json");
    place.ok("evaluate study @iris.csv");
    place.ok(&format!("{search} 12"));
    let best = place.read("study/model.json");
    assert_ne!(first, best);
    place.ok("evaluate study @iris.csv");
    place.ok("train @wine.csv --set max_iter=2 --quiet --out other.json");
    for model in [first, place.read("other.json")] {
        place.write("study/model.json", model);
        for command in [
            "evaluate study @iris.csv",
            "predict study @iris.csv",
            "export study --format c -o m.h",
        ] {
            let error = place.refused(command);
            let says = "study/model.json: this is not the model of the study's best candidate";
            assert!(error.contains(says), "{command}: {error}");
        }
    }
    place.ok("export study/model.json --format c -o m.h");
    place.ok(&format!("{search} 12"));
    assert_eq!(place.read("study/model.json"), best);
}
