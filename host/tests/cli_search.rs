//! The real binary: a search, its study directory, and how it goes on from a kill.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

fn mcutune(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mcutune"));
    command.current_dir(directory).args(arguments);
    command
}

fn run(directory: &Path, arguments: &[&str]) -> Output {
    mcutune(directory, arguments)
        .output()
        .unwrap_or_else(|error| panic!("mcutune does not start: {error}"))
}

fn ok(directory: &Path, arguments: &[&str]) -> (String, String) {
    let output = run(directory, arguments);
    let (out, err) = texts(&output);
    assert!(output.status.success(), "{arguments:?}: {err}");
    (out, err)
}

/// What a command that must fail says: one line.
fn refused(directory: &Path, arguments: &[&str]) -> String {
    let output = run(directory, arguments);
    let (out, err) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {err}");
    assert!(out.is_empty(), "{out}");
    let errors: Vec<&str> = err.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(errors.len(), 1, "{err}");
    errors[0].to_owned()
}

fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

fn data(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "data", name].iter().collect();
    path.display().to_string()
}

/// The files of a study, recorded times taken out.
fn without_times(study: &Path) -> Vec<String> {
    let read = |name: &str| fs::read_to_string(study.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let journal = read("journal.log");
    assert!(journal.ends_with('\n'));
    let mut all: Vec<String> = Vec::new();
    for line in journal.lines() {
        let mut line: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"));
        let Some(fields) = line.as_object_mut() else {
            panic!("no object")
        };
        fields.retain(|name, _| !name.starts_with("datetime_"));
        if let Some(attributes) = fields.get_mut("user_attrs").and_then(Value::as_object_mut) {
            attributes.retain(|name, _| !name.ends_with("_time"));
        }
        all.push(line.to_string());
    }
    // The first four columns are the times.
    let timeless = |row: &str| row.splitn(5, ',').nth(4).unwrap_or_default().to_owned();
    all.extend(read("cv_results.csv").lines().map(timeless));
    let best = read("best.json");
    all.extend(best.lines().filter(|l| !l.contains("_time")).map(str::to_owned));
    all.push(read("model.json"));
    all
}

fn trials(journal: &Path) -> usize {
    let text = fs::read_to_string(journal).unwrap_or_default();
    text.matches("\"op_code\":4").count()
}

fn wait_for_trials(child: &mut Child, journal: &Path, count: usize) {
    let began = Instant::now();
    while trials(journal) < count {
        assert!(began.elapsed() < Duration::from_secs(60), "no trial in a minute");
        assert!(matches!(child.try_wait(), Ok(None)), "it ended before the kill");
        sleep(Duration::from_millis(1));
    }
}

fn start(directory: &Path, arguments: &[&str]) -> Child {
    mcutune(directory, arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("mcutune does not start: {error}"))
}

fn temporary() -> tempfile::TempDir {
    tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary directory: {error}"))
}

#[test]
fn a_study_holds_results_as_scikit_learn_has_them() {
    let place = temporary();
    let (out, err) = ok(
        place.path(),
        &["search", &data("iris.csv"), "--cv", "3", "--holdout", "0.2"],
    );
    for part in [
        "±",
        "best: trial",
        "accuracy (hold-out, 30 rows)",
        "wrote iris.study/model.json",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    assert!(err.contains("108/108 fits"), "{err}");
    assert!(
        !err.contains('\x1b'),
        "no control characters into a pipe: {err:?}"
    );
    assert_eq!(err.matches("reached max_iter").count(), 1);
    let csv = fs::read_to_string(place.path().join("iris.study/cv_results.csv")).unwrap_or_default();
    let mut lines = csv.lines();
    assert_eq!(
        lines.next(),
        Some(
            "mean_fit_time,std_fit_time,mean_score_time,std_score_time,param_activation,\
             param_hidden_layer_sizes,param_learning_rate_init,param_solver,params,\
             split0_test_score,split1_test_score,split2_test_score,mean_test_score,\
             std_test_score,rank_test_score"
        )
    );
    let first = lines.next().unwrap_or_default();
    assert!(
        first.contains(
            ",relu,\"(16,)\",0.001,adam,\"{'activation': 'relu', 'hidden_layer_sizes': (16,), \
             'learning_rate_init': 0.001, 'solver': 'adam'}\","
        ),
        "{first}"
    );
    assert_eq!(lines.count(), 35);
}

#[test]
fn threads_change_nothing_but_times() {
    let place = temporary();
    let search = |jobs: &str, out: &str| {
        let iris = data("iris.csv");
        ok(
            place.path(),
            &[
                "search", &iris, "--jobs", jobs, "--out", out, "--cv", "3", "--quiet",
            ],
        );
        without_times(&place.path().join(out))
    };
    assert!(search("1", "one") == search("8", "eight"));
}

#[test]
fn a_killed_search_goes_on_to_the_same_bytes() {
    let place = temporary();
    let wine = data("wine.csv");
    let space = place.path().join("space.toml");
    let text = "hidden_layer_sizes = [[32], [64]]\nalpha = [0.0001, 0.001]\n\
                activation = ['relu', 'tanh']\nmax_iter = 150\n";
    fs::write(&space, text).unwrap_or_else(|e| panic!("{e}"));
    let command = |out: &'static str| {
        let mut all = vec![
            "search",
            wine.as_str(),
            "--space",
            "space.toml",
            "--cv",
            "3",
            "--jobs",
        ];
        all.extend(["2", "--scale", "none", "--quiet", "--out", out]);
        all
    };
    ok(place.path(), &command("whole"));
    let whole = without_times(&place.path().join("whole"));

    let killed = place.path().join("killed");
    let journal = killed.join("journal.log");
    for count in [0, 1, 3, 6] {
        let mut child = start(place.path(), &command("killed"));
        wait_for_trials(&mut child, &journal, count);
        child.kill().unwrap_or_else(|e| panic!("{e}"));
        child.wait().unwrap_or_else(|e| panic!("{e}"));
        if journal.exists() {
            // As a kill in the middle of a line, and under the lock, leaves them.
            let mut torn = fs::read(&journal).unwrap_or_default();
            torn.extend(b"{\"op_code\":4,\"worker_id\":\"mcu");
            fs::write(&journal, torn).unwrap_or_else(|e| panic!("{e}"));
            fs::write(killed.join("journal.log.lock"), "mcutune").unwrap_or_else(|e| panic!("{e}"));
        }
    }
    ok(place.path(), &command("killed"));
    assert!(without_times(&killed) == whole);
    // And cut at any byte.
    let bytes = fs::read(&journal).unwrap_or_default();
    for cut in [0, 1, 200, bytes.len() / 2, bytes.len() - 1] {
        fs::write(&journal, &bytes[..cut]).unwrap_or_else(|e| panic!("{e}"));
        ok(place.path(), &command("killed"));
        assert!(without_times(&killed) == whole, "cut at {cut}");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_cleanly_and_says_how_to_go_on() {
    let place = temporary();
    let digits = data("digits.csv");
    let arguments = ["search", &digits, "--out", "study", "--jobs", "1"];
    let mut child = start(place.path(), &arguments);
    wait_for_trials(&mut child, &place.path().join("study/journal.log"), 1);
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.is_ok_and(|status| status.success()));
    let output = child.wait_with_output().unwrap_or_else(|e| panic!("{e}"));
    let (_, err) = texts(&output);
    assert_eq!(output.status.code(), Some(130), "{err}");
    assert!(
        err.contains("of 36 candidates are done") && err.contains("the same command goes on"),
        "{err}"
    );
    assert!(!place.path().join("study/journal.log.lock").exists());
}

#[test]
fn other_flags_or_data_are_refused_with_what_differs() {
    let place = temporary();
    let iris = data("iris.csv");
    ok(
        place.path(),
        &["search", &iris, "--out", "study", "--cv", "2", "--quiet"],
    );
    let error = refused(
        place.path(),
        &["search", &iris, "--out", "study", "--cv", "3", "--seed", "7"],
    );
    assert!(
        error.contains("--cv is 2 there, 3 here; --seed is 0 there, 7 here"),
        "{error}"
    );
    let error = refused(
        place.path(),
        &["search", &data("wine.csv"), "--out", "study", "--cv", "2"],
    );
    assert!(error.contains("the data's SHA-256 is "), "{error}");
    // Threads and verbosity are not part of a search.
    let again = [
        "search", &iris, "--out", "study", "--cv", "2", "--jobs", "1", "--json",
    ];
    let (out, err) = ok(place.path(), &again);
    assert!(err.contains("36 of 36 candidates are done"), "{err}");
    let json: Value = serde_json::from_str(&out).unwrap_or_default();
    assert_eq!(json["trials"].as_array().map(Vec::len), Some(36));
    assert_eq!(json["best"]["rank_test_score"], 1);
}

#[test]
fn what_cannot_be_written_is_one_error() {
    let place = temporary();
    fs::write(place.path().join("file"), "").unwrap_or_else(|e| panic!("{e}"));
    let error = refused(
        place.path(),
        &["search", &data("iris.csv"), "--out", "file/study"],
    );
    assert!(error.contains("file/study: cannot be created"), "{error}");
    let foreign = place.path().join("foreign");
    fs::create_dir(&foreign).unwrap_or_else(|e| panic!("{e}"));
    let line = "{\"op_code\":0,\"worker_id\":\"x\",\"study_name\":\"y\",\"directions\":[1]}\n";
    fs::write(foreign.join("journal.log"), line).unwrap_or_else(|e| panic!("{e}"));
    let error = refused(place.path(), &["search", &data("iris.csv"), "--out", "foreign"]);
    assert!(
        error.contains("not the journal of a search by mcutune"),
        "{error}"
    );
    let kept = fs::read_to_string(foreign.join("journal.log")).unwrap_or_default();
    assert_eq!(kept, line, "another program's journal stays as it is");
}

#[cfg(target_os = "linux")]
#[test]
fn a_search_that_ran_out_of_disk_goes_on() {
    let place = temporary();
    let iris = data("iris.csv");
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" search \"$1\" --out study --cv 2 --quiet";
    let output = Command::new("bash")
        .current_dir(place.path())
        .args(["-c", script, env!("CARGO_BIN_EXE_mcutune"), &iris])
        .output()
        .unwrap_or_else(|e| panic!("{e}"));
    let (_, err) = texts(&output);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert_eq!(err.matches("error: ").count(), 1, "{err}");
    assert!(err.contains("cannot be written"), "{err}");
    let journal = fs::read_to_string(place.path().join("study/journal.log")).unwrap_or_default();
    assert!(journal.ends_with('\n'), "whole lines are left");
    ok(
        place.path(),
        &["search", &iris, "--out", "study", "--cv", "2", "--quiet"],
    );
    ok(
        place.path(),
        &["search", &iris, "--out", "fresh", "--cv", "2", "--quiet"],
    );
    assert!(without_times(&place.path().join("study")) == without_times(&place.path().join("fresh")));
}

#[test]
fn warnings_come_once_with_a_count() {
    let place = temporary();
    fs::write(
        place.path().join("space.toml"),
        "max_iter = 2\nsolver = ['adam', 'sgd']\n",
    )
    .unwrap_or_else(|e| panic!("{e}"));
    let rows = (0..12).map(|i| format!("{i},{}\n", if i < 2 { "a" } else { "b" }));
    let text = "x,y\n".to_owned() + &rows.collect::<String>();
    fs::write(place.path().join("small.csv"), text).unwrap_or_else(|e| panic!("{e}"));
    let arguments = ["search", "small.csv", "--space", "space.toml", "--cv", "3"];
    let arguments = [
        &arguments[..],
        &["--strategy", "random", "--trials", "9", "--quiet"],
    ]
    .concat();
    let (_, err) = ok(place.path(), &arguments);
    let warnings: Vec<&str> = err.lines().collect();
    assert_eq!(
        warnings,
        [
            "warning: --trials 9 is more than the grid holds; all of it is searched",
            "warning: the smallest class has 2 rows, fewer than the 3 folds",
            "warning: 7 of 7 fits reached max_iter before they converged",
        ]
    );
}

#[test]
fn failed_trials_are_kept_and_shown() {
    let place = temporary();
    let text = "solver = 'sgd'\nlearning_rate_init = [0.01, 1e30]\nmax_iter = 5\n";
    fs::write(place.path().join("space.toml"), text).unwrap_or_else(|e| panic!("{e}"));
    let iris = data("iris.csv");
    let arguments = [
        "search",
        &iris,
        "--space",
        "space.toml",
        "--out",
        "study",
        "--quiet",
    ];
    let (_, err) = ok(place.path(), &arguments);
    assert!(err.contains("5 fits failed; their scores are nan"), "{err}");
    let journal = fs::read_to_string(place.path().join("study/journal.log")).unwrap_or_default();
    assert!(journal.contains("\"state\":3,\"values\":null"), "{journal}");
    let (out, _) = ok(place.path(), &["show", "study"]);
    assert!(out.starts_with("iris: 2 trials, 1 failed\n"), "{out}");
    let (out, _) = ok(place.path(), &["show", "study", "--trial", "1"]);
    assert!(
        out.contains("learning_rate_init=1e+30") && out.contains("failed: not finite"),
        "{out}"
    );
    let (out, _) = ok(place.path(), &["show", "study", "--best", "--json"]);
    let best: Value = serde_json::from_str(&out).unwrap_or_default();
    assert_eq!(best["params"]["learning_rate_init"], 0.01);
    let error = refused(place.path(), &["show", "study", "--trial", "2"]);
    assert!(error.contains("the study holds 2 trials"), "{error}");
    let error = refused(place.path(), &["show", "nowhere"]);
    assert!(error.contains("nowhere/journal.log"), "{error}");
}

#[test]
fn wrong_flags_name_themselves() {
    let place = temporary();
    let iris = data("iris.csv");
    let cases = [
        (["--holdout", "1.5"], "--holdout 1.5"),
        (["--target", "speces"], "species"),
        (["--scoring", "r2"], "--scoring r2"),
        (["--space", "absent.toml"], "absent.toml"),
        (["--drop", "nothing"], "nothing"),
        (["--cv", "151"], "--cv 151"),
        (["--trials", "5"], "--strategy random"),
        (["--scoring", "acuracy"], "balanced_accuracy"),
    ];
    for (flags, named) in cases {
        let error = refused(place.path(), &[&["search", iris.as_str()], &flags[..]].concat());
        assert!(error.contains(named), "{flags:?}: {error}");
    }
    assert_eq!(
        fs::read_dir(place.path()).map_or(9, Iterator::count),
        0,
        "a refused search leaves nothing behind"
    );
    for flags in [["--delimiter", "two"], ["--select", "within=-1"], ["--jobs", "0"]] {
        let output = run(place.path(), &[&["search", iris.as_str()], &flags[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{flags:?}");
    }
}

#[test]
fn another_rule_selects_anew_without_training() {
    let place = temporary();
    let iris = data("iris.csv");
    let text = "hidden_layer_sizes = [[1], [32], [2, 2]]\n";
    fs::write(place.path().join("space.toml"), text).unwrap_or_else(|e| panic!("{e}"));
    let search = |rule: &str| {
        let arguments = [
            "search",
            &iris,
            "--space",
            "space.toml",
            "--out",
            "study",
            "--cv",
            "3",
            "--quiet",
            "--json",
        ];
        let (out, _) = ok(place.path(), &[&arguments[..], &["--select", rule]].concat());
        let json: Value = serde_json::from_str(&out).unwrap_or_default();
        assert_eq!(json["best"]["select"], rule);
        json
    };
    let lines = || {
        let text = fs::read_to_string(place.path().join("study/journal.log")).unwrap_or_default();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let best = search("best");
    let first = lines();
    let chosen = search("within=1");
    let second = lines();
    assert_eq!(first[..], second[..first.len()]);
    assert_eq!(second.len(), first.len() + 1, "the rule and no trial is added");
    let of = |json: &Value, name: &str| json["best"][name].as_f64().unwrap_or(f64::NAN);
    assert!(of(&chosen, "parameters") < of(&best, "parameters"));
    assert!(of(&chosen, "mean_test_score") <= of(&best, "mean_test_score"));
    let model = fs::read_to_string(place.path().join("study/model.json")).unwrap_or_default();
    let model: Value = serde_json::from_str(&model).unwrap_or_default();
    assert_eq!(
        model["scores"]["mean_test_score"],
        chosen["best"]["mean_test_score"]
    );
    // `show` follows the study, unless told otherwise.
    let shown = |flags: &[&str]| {
        let arguments = [&["show", "study", "--best", "--json"], flags].concat();
        serde_json::from_str::<Value>(&ok(place.path(), &arguments).0).unwrap_or_default()["trial"].clone()
    };
    assert_eq!(shown(&[]), chosen["best"]["trial"]);
    assert_eq!(shown(&["--select", "best"]), best["best"]["trial"]);
    search("within=1");
    assert_eq!(lines().len(), second.len(), "the same rule adds nothing");
}

#[test]
fn the_trade_between_score_and_cost_is_shown_and_drawn() {
    let place = temporary();
    let iris = data("iris.csv");
    let text = "hidden_layer_sizes = [[1], [32], [2, 2], [32]]\nmax_iter = 50\n";
    fs::write(place.path().join("space.toml"), text).unwrap_or_else(|e| panic!("{e}"));
    let search = ["search", &iris, "--space", "space.toml", "--out", "study"];
    let flags = ["--cv", "2", "--quiet", "--plot", "search.svg"];
    let (out, _) = ok(place.path(), &[&search[..], &flags[..]].concat());
    assert!(out.contains("wrote search.svg"), "{out}");
    let shown = ["show", "study", "--pareto", "--json", "--plot", "front.png"];
    let (out, _) = ok(place.path(), &shown);
    let front: Value = serde_json::from_str(&out).unwrap_or_default();
    let of = |name: &str| -> Vec<f64> {
        let trials = front["trials"].as_array().into_iter().flatten();
        trials.filter_map(|trial| trial[name].as_f64()).collect()
    };
    assert!(
        of("parameters").is_sorted() && of("mean_test_score").is_sorted(),
        "{front}"
    );
    let best = &front["best"]["mean_test_score"];
    assert_eq!(of("mean_test_score").last().copied(), best.as_f64());
    let read = |name: &str| fs::read(place.path().join(name)).unwrap_or_default();
    assert!(read("search.svg").starts_with(b"<svg"));
    assert!(read("front.png").starts_with(b"\x89PNG"));
    let output = run(place.path(), &["show", "study", "--plot", "front.pdf"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(texts(&output).1.contains(".svg"), "{:?}", texts(&output));
}
