//! What a person sees: tables that fit, help, completions, the manual.

use crate::place::{Place, printed};

/// What the command says of flags that cannot be understood.
fn misused(place: &Place, command: &str) -> String {
    let output = place.run(command);
    assert_eq!(output.status.code(), Some(2), "{command}");
    printed(&output).1
}

/// The widest line, in characters.
fn width(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

/// The table, from its first rule to its last.
fn table(text: &str) -> String {
    let rules = |line: &&str| line.starts_with('─');
    let end = text.lines().filter(rules).count();
    assert_eq!(end, 2, "{text}");
    let lines = text.lines().skip_while(|line| !rules(line));
    let mut seen = 0;
    lines
        .take_while(|line| {
            let more = seen < 2;
            seen += usize::from(rules(line));
            more
        })
        .map(|line| line.to_owned() + "\n")
        .collect()
}

#[test]
fn tables_fit_80_columns_and_name_what_is_left_out() {
    let place = Place::new();
    place.write(
        "space.toml",
        "activation = ['relu', 'tanh']\nhidden_layer_sizes = [[32, 16, 8], [8]]\nalpha = [1e-7, 0.25]\n\
         solver = ['adam']\nbatch_size = [16, 32]\nlearning_rate_init = [0.001, 0.01]\nmax_iter = [3]\n",
    );
    let (out, _) = place.ok("search @iris.csv --space space.toml --cv 2 --quiet");
    assert!(width(&table(&out)) <= 80, "{out}");
    assert!(out.contains("10 of 32 candidates; --top 32 shows all\n"), "{out}");
    assert!(
        out.contains("the same for all: max_iter=3 solver=adam\n"),
        "{out}"
    );
    assert!(out.contains("\nnot shown at 80 columns: "), "{out}");
    // a number is never broken: each row is one line
    assert_eq!(out.lines().filter(|line| line.contains('±')).count(), 10 + 1);
    assert!(
        out.ends_with(
            "next: mcutune show iris.study --pareto\n      mcutune export iris.study --format c -o iris.h\n"
        ),
        "{out}"
    );
    let (all, _) = place.ok("show iris.study --top 32");
    assert_eq!(all.lines().filter(|line| line.contains('±')).count(), 32);
    let err = misused(&place, "show iris.study --top 0");
    assert!(err.contains("--top") && err.contains("from 1"), "{err}");
}

#[test]
fn the_front_is_shown_as_far_as_asked() {
    let place = Place::new();
    // each is larger than the one before, and better
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[1], [2], [4], [8], [16]]\nlearning_rate_init = [0.01]\nmax_iter = [60]\n",
    );
    place.ok("search @iris.csv --space space.toml --cv 2 --quiet");
    let scores = |text: &str| text.lines().filter(|line| line.contains('±')).count();
    let (front, _) = place.ok("show iris.study --pareto");
    let all = scores(&front);
    assert!(all > 3 && !front.contains("--top"), "{front}");
    let (two, _) = place.ok("show iris.study --pareto --top 2");
    let head = format!("2 of {all} candidates; --top {all} shows all\n");
    assert!(two.contains(&head) && scores(&two) == 2, "{two}");
    // the winner is there in any case
    let cheapest = "show iris.study --pareto --select within=1 --top 2";
    let (two, _) = place.ok(cheapest);
    let head = format!("3 of {all} candidates; --top {all} shows all\n");
    assert!(two.contains(&head) && scores(&two) == 3, "{two}");
    let help = |command: &str| place.ok(&format!("{command} --help")).0;
    let (of_search, of_show) = (help("search"), help("show"));
    assert!(
        of_search.contains("[default: 10]") && !of_search.contains("--pareto"),
        "{of_search}"
    );
    assert!(
        of_show.contains("[default: 10; with --pareto all of the front]"),
        "{of_show}"
    );
}

#[test]
fn results_for_programs_have_types() {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[8, 4]]\ndropout = [[0.1, 0.25]]\nearly_stopping = [true]\nmax_iter = [3]\nsolver = ['sgd']\n",
    );
    place.ok("search @iris.csv --space space.toml --cv 2 --quiet");
    let params = serde_json::json!({
        "hidden_layer_sizes": [8, 4], "dropout": [0.1, 0.25], "early_stopping": true, "max_iter": 3,
        "solver": "sgd",
    });
    let best: serde_json::Value = serde_json::from_str(&place.read("iris.study/best.json")).unwrap();
    assert_eq!(best["params"], params);
    assert_eq!(place.json("show iris.study --json")["best"]["params"], params);
}

#[test]
fn an_installed_command_brings_completions_and_a_manual() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (script, _) = place.ok(&format!("completions {shell}"));
        assert!(
            script.contains("mcutune") && script.contains("evaluate"),
            "{shell}"
        );
    }
    for (page, has) in [("man", ".SH SUBCOMMANDS"), ("man search", "hidden_layer_sizes")] {
        let (text, _) = place.ok(page);
        assert!(text.contains(".TH mcutune") && text.contains(has), "{text}");
    }
    // what a script asks of any command
    for command in ["search", "predict", "export", "completions"] {
        for page in [format!("{command} --help"), format!("man {command}")] {
            let (text, _) = place.ok(&page);
            assert!(text.contains("ended by Ctrl"), "{page}: {text}");
        }
    }
    let err = place.refused("man sarch");
    assert!(err.contains("no command `sarch`"), "{err}");
    let (version, _) = place.ok("--version");
    assert!(
        version.contains(env!("CARGO_PKG_VERSION")) && version.contains("rustc 1."),
        "{version}"
    );
}

#[test]
fn a_negative_number_is_a_value_out_of_range_and_no_flag() {
    let place = Place::new();
    for command in [
        "search @iris.csv --seed -1",
        "train @iris.csv --seed -1",
        "search @iris.csv --cv -3",
    ] {
        let err = misused(&place, command);
        let range = err.contains("is not in") || err.contains("in 2..=65535");
        assert!(err.contains("invalid value '-") && range, "{err}");
    }
    let err = misused(&place, "train @iris.csv --drop -v");
    assert!(err.contains("use '--drop=-v'"), "{err}");
    for command in ["--quiet -x", "--no-header --targt species", "--drop --targt"] {
        let err = misused(&place, &format!("train @iris.csv {command}"));
        assert!(
            !err.contains("use '--quiet=") && !err.contains("=--targt'"),
            "{command}: {err}"
        );
    }
    for command in ["predict", "evaluate"] {
        let err = misused(&place, &format!("{command} model.json @iris.csv --skip-lines -1"));
        assert!(err.contains("a number of lines, from 0 on"), "{err}");
    }
    for (command, says) in [
        (
            "search @iris.csv --strategy gp --trials -5",
            "a number of candidates, from 1 to 100,000",
        ),
        (
            "cost --shape -3,4",
            "a width is a whole number from 1 to 65535, as in 64,32,10",
        ),
        (
            "cost --shape 3,x",
            "a width is a whole number from 1 to 65535, as in 64,32,10",
        ),
    ] {
        let err = misused(&place, command);
        assert!(err.contains("invalid value '") && err.contains(says), "{err}");
    }
    for (flags, says) in [
        (
            "--time -1s",
            "'-1s' for '--time <TIME>': a time above 0 with its unit, such as 60s, 10m or 2h",
        ),
        (
            "--shard -1/3",
            "'-1/3' for '--shard <i/n|auto[/n]>': a shard is i/n, such as 0/4 for the first of four",
        ),
        (
            "--limit -3K",
            "'-3K' for '--limit <LIMITS>': `-3K` is not a quantity and its limit",
        ),
        (
            "--cv 3 --time -.5h --quiet",
            "'-.5h' for '--time <TIME>': a time above 0",
        ),
    ] {
        let err = misused(&place, &format!("search @iris.csv {flags}"));
        assert!(err.contains(&format!("invalid value {says}")), "{err}");
    }
    // behind a flag that takes none, and behind none
    for command in [
        "search @iris.csv -1s",
        "search -1s @iris.csv",
        "search @iris.csv --quiet -1s",
    ] {
        let err = misused(&place, command);
        assert!(err.contains("'-1"), "{err}");
    }
    for flag in ["--drop", "--target", "--index", "--categories"] {
        let err = place.refused(&format!("train @iris.csv {flag} -1"));
        assert!(
            err.ends_with("; positions of columns count from `0`, the first"),
            "{err}"
        );
    }
    let err = misused(&place, "show study --trial -1");
    assert!(
        err.contains("--trial") && err.contains("the number of a trial, from 0 on"),
        "{err}"
    );
}

#[test]
fn a_dash_is_stdout() {
    let place = Place::new();
    let train = "train @iris.csv --set max_iter=3 --out";
    place.ok(&format!("{train} model.json"));
    let (out, err) = place.ok(&format!("{train} -"));
    assert_eq!(out, place.read("model.json"));
    assert!(
        err.contains("parameters: ") && err.contains("wrote stdout"),
        "{err}"
    );
    let refused = place.refused(&format!("{train} - --json"));
    assert!(
        refused.contains("--json") && refused.contains("--out"),
        "{refused}"
    );
    place.ok("export model.json --format c --output model.h");
    let (out, err) = place.ok("export model.json --format c --output -");
    assert_eq!((out, err.as_str()), (place.read("model.h"), ""));
    place.ok("predict model.json @iris.csv --output answers.csv");
    let (out, _) = place.ok("predict model.json @iris.csv --output -");
    assert_eq!(out, place.read("answers.csv"));
    assert!(!place.files().contains(&"-".to_owned()));
}

#[test]
fn a_study_is_written_by_its_search_alone() {
    let place = Place::new();
    place.write("space.toml", "hidden_layer_sizes = [[4]]\nmax_iter = [2]\n");
    place.ok("search @iris.csv --space space.toml --cv 2 --quiet --out study");
    let files = ["journal.log", "cv_results.csv", "best.json", "model.json"];
    let before = files.map(|file| place.read(&format!("study/{file}")));
    for file in files {
        for command in [
            "export study --format c --output",
            "predict study @iris.csv --output",
            "train @iris.csv --set max_iter=2 --out",
        ] {
            let refused = place.refused(&format!("{command} study/{file}"));
            assert!(refused.contains(file), "{refused}");
        }
    }
    assert_eq!(files.map(|file| place.read(&format!("study/{file}"))), before);
}

#[test]
fn nothing_after_the_records_is_dropped_and_no_count_of_lines_is_walked() {
    let place = Place::new();
    let records = "[{\"a\": 1, \"y\": \"u\"}, {\"a\": 2, \"y\": \"v\"}]";
    place.write("two.json", format!("{records}\n{records}\n"));
    let refused = place.refused("train two.json --set max_iter=2");
    assert!(
        refused.contains("two.json:2") && refused.contains("nothing may follow"),
        "{refused}"
    );
    place.write("one.json", format!("{records}\n\n"));
    place.ok("train one.json --set max_iter=2");
    place.refused("train @iris.csv --skip-lines 18446744073709551615");
}

/// What a command prints on a terminal of so many columns.
#[cfg(target_os = "linux")]
fn on_terminal(place: &Place, columns: usize, arguments: &str) -> String {
    let shell = format!(
        "stty cols {columns}; {} {arguments}",
        env!("CARGO_BIN_EXE_mcutune")
    );
    let output = std::process::Command::new("script")
        .current_dir(place.path(""))
        .args(["-qec", &shell, "/dev/null"])
        .output()
        .expect("`script` of util-linux");
    printed(&output).0.replace('\r', "")
}

#[cfg(target_os = "linux")]
#[test]
fn costs_fit_the_terminal() {
    let place = Place::new();
    for command in [
        "mcus",
        "cost --shape 64,32,10 --rows 150",
        "cost --shape 60000,60000,60000,60000,10",
    ] {
        let (whole, _) = place.ok(command);
        let out = on_terminal(&place, 80, command);
        assert!(width(&out) <= 80 && width(&whole) > 80, "{out}");
        assert!(out.split_whitespace().eq(whole.split_whitespace()), "{out}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn lines_beside_a_table_fit_the_terminal_too() {
    let place = Place::new();
    place.write(
        "space.toml",
        "activation = ['relu', 'tanh']\nhidden_layer_sizes = [[32, 16, 8], [8]]\nalpha = [1e-7, 0.25]\n\
         solver = ['adam']\nbatch_size = [16, 32]\nlearning_rate_init = [0.001, 0.01]\nmax_iter = [3]\n",
    );
    place.ok("search @iris.csv --space space.toml --cv 2 --quiet");
    let (whole, _) = place.ok("show iris.study --top 3");
    for columns in [45, 60, 80, 120, 200] {
        for command in ["show iris.study --top 3", "show iris.study --trial 1"] {
            let out = on_terminal(&place, columns, command);
            assert!(out.contains("learning_rate_init=0.0"), "{out}");
            assert!(width(&out) <= columns, "{columns}:\n{out}");
        }
    }
    // the same words, in lines of their own
    let words = |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    assert_eq!(
        words(&on_terminal(&place, 80, "show iris.study --top 3")),
        words(&whole)
    );
    assert!(width(&whole) > 80, "a file has them whole: {whole}");
    // no cost is shown, so there is no unit to name
    let out = on_terminal(&place, 30, "show iris.study --top 3");
    assert!(!out.contains("\n: ") && !out.contains("on cortex-m4f"), "{out}");
    assert!(out.contains("not shown at 30 columns:\n"), "{out}");
}
