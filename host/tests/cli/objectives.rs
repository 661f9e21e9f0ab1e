//! `search --objectives score,COST`: a front instead of a winner alone.

use serde_json::{Value, json};

use crate::place::{Place, printed};
use crate::without_times::without_times;

const RANGES: &str = "activation = ['relu', 'tanh']
hidden_layer_sizes = { low = 2, high = 33, log = true }
learning_rate_init = { low = 1e-3, high = 1e-1, log = true }
max_iter = 10
";
const GRID: &str = "activation = ['relu', 'tanh']
hidden_layer_sizes = [[2], [4], [8], [16], [12, 6]]
learning_rate_init = [0.1, 0.01]
max_iter = 6
";

fn place() -> Place {
    let place = Place::new();
    place.write("ranges.toml", RANGES);
    place.write("grid.toml", GRID);
    place
}

const GP: &str = "search @iris.csv --space ranges.toml --cv 3 --quiet --strategy gp --trials 28";

/// The numbers of the trials that no other beats in mean score and some costs, by the definition.
fn by_definition(trials: &Value, costs: &[&str]) -> Vec<usize> {
    let trials = trials.as_array().unwrap();
    let mean = |trial: &Value| trial["mean_test_score"].as_f64();
    let beats = |a: &Value, b: &Value| {
        let of = |trial: &Value, cost: &&str| trial[*cost].as_u64().unwrap();
        let as_cheap = costs.iter().all(|cost| of(a, cost) <= of(b, cost));
        let cheaper = costs.iter().any(|cost| of(a, cost) < of(b, cost));
        as_cheap && mean(a) >= mean(b) && (mean(a) > mean(b) || cheaper)
    };
    let on = |trial: &&Value| {
        mean(trial).is_some()
            && !trials
                .iter()
                .any(|other| mean(other).is_some() && beats(other, trial))
    };
    let numbers = trials
        .iter()
        .filter(on)
        .map(|trial| trial["trial"].as_u64().unwrap());
    numbers.map(|number| number as usize).collect()
}

fn numbers(value: &Value) -> Vec<usize> {
    let mut all: Vec<usize> = value
        .as_array()
        .unwrap_or_else(|| panic!("{value}"))
        .iter()
        .map(|number| number.as_u64().unwrap() as usize)
        .collect();
    all.sort_unstable();
    all
}

#[test]
fn threads_and_kills_change_no_byte_of_a_front() {
    let place = place();
    for objectives in ["score,flash", "score,instructions,ram"] {
        let search = |more: &str| place.ok(&format!("{GP} --objectives {objectives} {more}"));
        search("--out one --jobs 1");
        search("--out four --jobs 4");
        let one = without_times(&place, "one");
        assert_eq!(one, without_times(&place, "four"), "{objectives}");
        let journal = place.read("one/journal.log");
        let lines: Vec<&str> = journal.lines().collect();
        for kept in [4, 9, lines.len() / 2, lines.len() - 2, lines.len()] {
            place.write("four/journal.log", lines[..kept].join("\n") + "\n");
            search("--out four --jobs 2");
            assert_eq!(
                one,
                without_times(&place, "four"),
                "{objectives} after {kept} lines"
            );
        }
        for study in ["one", "four"] {
            std::fs::remove_dir_all(place.path(study)).unwrap();
        }
    }
}

#[test]
fn a_front_is_marked_wherever_trials_are_shown() {
    let place = place();
    for (objectives, costs) in [
        ("score,flash", &["flash"][..]),
        ("flash,score,stack", &["flash", "stack"]),
    ] {
        let found = place.json(&format!(
            "{GP} --objectives {objectives} --out study --json --plot front.svg"
        ));
        let front = by_definition(&found["trials"], costs);
        assert_eq!(numbers(&found["front"]), front, "{objectives}");
        assert!(front.len() > 1 && front.len() < 20);
        let marked = |value: &Value| value["pareto"].as_bool().unwrap();
        for (number, trial) in found["trials"].as_array().unwrap().iter().enumerate() {
            assert_eq!(marked(trial), front.contains(&number));
        }
        assert!(marked(&found["best"]));
        let best: Value = serde_json::from_str(&place.read("study/best.json")).unwrap();
        assert!(marked(&best));
        let shown = place.json("show study --json");
        assert_eq!(numbers(&shown["front"]), front);
        let of_front = place.json("show study --json --pareto");
        let of_front: Vec<Value> = of_front["trials"]
            .as_array()
            .unwrap()
            .iter()
            .map(|trial| trial["trial"].clone())
            .collect();
        assert_eq!(numbers(&Value::Array(of_front)), front);
        // a row a trial
        let table = place.read("study/cv_results.csv");
        let header: Vec<&str> = table.lines().next().unwrap().split(',').collect();
        let behind = header.iter().rev().position(|name| *name == "pareto").unwrap();
        let cells: Vec<&str> = table
            .lines()
            .skip(1)
            .map(|row| row.rsplit(',').nth(behind).unwrap())
            .collect();
        let expected: Vec<&str> = (0..cells.len())
            .map(|i| if front.contains(&i) { "True" } else { "False" })
            .collect();
        assert_eq!(cells, expected);
        // the printed table has the whole front first
        let (printed, _) = place.ok("show study");
        let yes = printed.lines().filter(|line| line.contains(" yes ")).count();
        assert_eq!(yes, front.len(), "{printed}");
        let order = objectives
            .replacen("flash,score", "score,flash", 1)
            .replace(',', ", ");
        let said = format!(
            "pareto: {} of 28 candidates, which no other beats in {order}",
            front.len()
        );
        assert!(printed.contains(&said), "{printed}");
        let (one, _) = place.ok(&format!("show study --trial {}", front[0]));
        assert!(one.lines().next().unwrap().ends_with(", on the front"), "{one}");
        assert!(place.read("front.svg").contains("flash (bytes)"));
        // and the journal is a study of as many directions
        let journal = place.read("study/journal.log");
        let lines: Vec<Value> = journal
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let directions = [vec![2], vec![1; costs.len()]].concat();
        assert_eq!(lines[0]["directions"], json!(directions));
        let names: Vec<&str> = std::iter::once("accuracy").chain(costs.iter().copied()).collect();
        assert_eq!(lines[1]["system_attr"]["study:metric_names"], json!(names));
        let trials = lines.iter().filter(|line| line["op_code"] == 4);
        let mut raced = 0;
        for (line, trial) in trials.zip(found["trials"].as_array().unwrap()) {
            if trial["state"] == "raced" {
                raced += 1;
                assert_eq!((&line["state"], &line["values"]), (&json!(2), &Value::Null));
                continue;
            }
            let cost = |name: &&str| trial[*name].as_f64().unwrap();
            let values: Vec<f64> = std::iter::once(trial["mean_test_score"].as_f64().unwrap())
                .chain(costs.iter().map(cost))
                .collect();
            assert_eq!(line["values"], json!(values));
        }
        assert!(raced > 0);
        std::fs::remove_dir_all(place.path("study")).unwrap();
    }
    let plain = place.json(&format!("{GP} --out study --json"));
    assert!(plain["front"].is_null() && plain["best"]["pareto"].is_null());
    assert!(!place.read("study/cv_results.csv").contains("pareto"));
}

#[test]
fn a_race_has_the_front_of_all_folds_and_every_rule_chooses_from_it() {
    let place = place();
    for (strategy, space) in [("grid", "grid.toml"), ("random --trials 24", "ranges.toml")] {
        let search = |race: &str| {
            let flags = format!("--space {space} --strategy {strategy} --cv 4 --objectives score,flash,ram");
            place.json(&format!(
                "search @wine.csv {flags} --race {race} --out {race} --quiet --json"
            ))
        };
        let (none, exact) = (search("none"), search("exact"));
        assert_eq!(none["front"], exact["front"]);
        let raced = exact["trials"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|trial| trial["state"] == "raced");
        assert!(raced.count() > 0, "{strategy}");
        for rule in ["best", "knee", "one-standard-error", "within=0.02"] {
            let best = |study: &str| {
                place.json(&format!("show {study} --best --json --select {rule}"))["trial"].clone()
            };
            let (whole, raced) = (best("none"), best("exact"));
            assert_eq!(whole, raced, "{strategy}, {rule}");
            assert!(numbers(&none["front"]).contains(&(whole.as_u64().unwrap() as usize)));
        }
        for study in ["none", "exact"] {
            std::fs::remove_dir_all(place.path(study)).unwrap();
        }
    }
    // grids and draws are what they are without a front
    let scores = |flags: &str| {
        let found = place.json(&format!(
            "search @iris.csv --space grid.toml --cv 2 --quiet --json --out {flags}"
        ));
        let trials = found["trials"].as_array().unwrap().clone();
        trials
            .iter()
            .map(|trial| trial["mean_test_score"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(scores("plain"), scores("front --objectives score,ram"));
    // auto is either
    let auto = |space: &str, out: &str| {
        let flags = format!("--strategy auto --trials 40 --objectives score,flash --out {out}");
        place.json(&format!(
            "search @iris.csv --space {space} --cv 2 --quiet --json {flags}"
        ))
    };
    assert_eq!(auto("grid.toml", "auto")["trials"].as_array().unwrap().len(), 20);
    assert!(numbers(&auto("ranges.toml", "gp")["front"]).len() > 1);
}

#[test]
fn shards_of_a_front_are_merged_into_it() {
    let place = place();
    let search = "search @iris.csv --space grid.toml --cv 2 --quiet --objectives score,flash,instructions";
    place.ok(&format!("{search} --out whole"));
    for shard in 0..3 {
        place.ok(&format!("{search} --out parts --shard {shard}/3"));
    }
    place.ok("merge parts");
    place.ok(&format!("{search} --out parts"));
    assert_eq!(without_times(&place, "whole"), without_times(&place, "parts"));
}

#[test]
fn limits_stay_hard() {
    let place = place();
    let found = place.json(&format!(
        "{GP} --objectives score,flash --mcu cortex-m4f --limit ram=100 --out study --json"
    ));
    for trial in found["trials"].as_array().unwrap() {
        assert!(trial["ram"].as_u64() <= Some(100), "{trial}");
    }
}

#[test]
fn a_study_with_objectives_is_another() {
    let place = place();
    let grid = "search @iris.csv --space grid.toml --cv 2 --quiet --out study";
    place.ok(&format!("{grid} --objectives score,flash"));
    for (flags, named) in [
        ("", "--objectives is score,flash there, not given here"),
        (
            "--objectives score,ram",
            "--objectives is score,flash there, score,ram here",
        ),
    ] {
        let error = place.refused(&format!("{grid} {flags}"));
        assert!(error.contains(named), "{error}");
    }
    // another rule chooses from the front that is there
    let journal = place.read("study/journal.log").lines().count();
    place.ok(&format!("{grid} --objectives score,flash --select knee"));
    // the rule and the winner, and no trial
    assert_eq!(place.read("study/journal.log").lines().count(), journal + 2);
    place.ok(&format!("{grid} --objectives score,flash --select within=0.01"));
    // where scores in another type choose, it is another front
    let raced = format!("{GP} --objectives score,flash --quantize int8 --out raced");
    place.ok(&raced);
    let error = place.refused("show raced --select-by int8");
    assert!(
        error.contains("raced for the front of score,flash by scores in f32"),
        "{error}"
    );
    let error = place.refused(&format!("{raced} --select-by int8"));
    assert!(error.contains("--select-by is f32 there, int8 here"), "{error}");
}

#[test]
fn what_is_no_front_is_refused_with_the_way_out() {
    let place = place();
    let search = "search @iris.csv --space grid.toml --quiet --out study";
    for (flags, parts) in [
        ("--objectives flash", &["the score is missing", "score,flash"][..]),
        ("--objectives score", &["name a cost beside it"]),
        ("--objectives score,flash,flash", &["flash is there twice"]),
        ("--objectives score,score,flash", &["score is there twice"]),
        (
            "--objectives score,rom",
            &["`rom` is none of score, flash, ram, stack, instructions"],
        ),
        ("--objectives score,parameters", &["`parameters` is none of"]),
    ] {
        let output = place.run(&format!("{search} {flags}"));
        let (_, err) = printed(&output);
        assert_eq!(output.status.code(), Some(2), "{flags}: {err}");
        assert!(parts.iter().all(|part| err.contains(part)), "{flags}: {err}");
    }
    for (flags, parts) in [
        (
            "--objectives score,flash --strategy halving",
            &[
                "--objectives: halving keeps",
                "give --strategy gp, random or grid",
            ][..],
        ),
        (
            "--objectives score,flash --race halving",
            &[
                "--objectives: a race by halving keeps",
                "give --race exact or none",
            ],
        ),
        (
            "--select knee --race exact",
            &[
                "--select knee: the knee is",
                "give --objectives score,flash, or --race none",
            ],
        ),
        ("--select elbow", &[]),
    ] {
        if parts.is_empty() {
            let (_, err) = printed(&place.run(&format!("{search} {flags}")));
            assert!(
                err.contains("best, one-standard-error, knee, or within="),
                "{err}"
            );
            continue;
        }
        let error = place.refused(&format!("{search} {flags}"));
        assert!(parts.iter().all(|part| error.contains(part)), "{flags}: {error}");
    }
    assert!(!place.path("study").exists());
    // a space in which nothing costs more than another has a front of one, and that is said
    place.write("same.toml", "learning_rate_init = [0.1, 0.01]\nmax_iter = 3\n");
    let (_, err) =
        place.ok("search @iris.csv --space same.toml --cv 2 --objectives score,ram --out same --quiet");
    assert!(err.contains("all candidates need the same ram"), "{err}");
}

/// With seed 0 none of the first six candidates keeps to the limit: there is no front to propose from.
#[test]
fn limits_that_none_of_the_first_candidates_keeps_to_leave_others_to_propose() {
    let place = Place::new();
    place.write(
        "wide.toml",
        "hidden_layer_sizes = { low = 4, high = 1000 }\nmax_iter = 3\n\
         learning_rate_init = { low = 1e-3, high = 1e-1, log = true }\n",
    );
    let search = "search @iris.csv --space wide.toml --strategy gp --mcu cortex-m4f --trials 20";
    for (race, objectives) in [("none", "score,flash"), ("exact", "score,flash,ram")] {
        let found = place.json(&format!(
            "{search} --limit flash=2200 --race {race} --objectives {objectives} --out {race} --json"
        ));
        assert!(found["best"]["flash"].as_u64().unwrap() <= 2200, "{found}");
    }
    // and limits that no candidate keeps to
    let error = place.refused(&format!(
        "{search} --limit flash=100 --objectives score,flash --out none-fits"
    ));
    assert!(error.contains("candidates fit"), "{error}");
}

#[test]
fn the_progress_names_the_trial_that_the_results_name() {
    let place = place();
    place.write(
        "ties.toml",
        "hidden_layer_sizes = [16, 15, 14, 13, 12, 11, 10, 9, 8]\nmax_iter = 60\nlearning_rate_init = [0.02, 0.05]\n",
    );
    let search = "search @iris.csv --space ties.toml --cv shuffled:3 --confirm 3 --quantize int8";
    let mut ties = 0;
    for (flags, name) in [
        ("--objectives score,flash", "best"),
        ("--objectives score,ram,flash --select-by int8", "best in int8"),
        ("--strategy halving", "best"),
        ("", "best"),
    ] {
        let (out, err) = place.ok(&format!("{search} {flags} --json --out study"));
        let found: Value = serde_json::from_str(&out).unwrap();
        let (shown, _) = place.ok("show study");
        let of = |prefix: &str, text: &str| -> Option<usize> {
            let line = text.lines().find_map(|line| line.strip_prefix(prefix))?;
            line.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
        };
        let best = of(&format!("{name} of the search: trial "), &shown);
        let best = best.or(of(&format!("{name}: trial "), &shown)).unwrap();
        let last = err.lines().rfind(|line| line.contains(" fits, ")).unwrap();
        assert!(
            last.contains(&format!("(trial {best}")),
            "{flags}: {last}; {shown}"
        );
        let mean = |trial: &Value| trial["mean_test_score"].as_f64();
        let trials = found["trials"].as_array().unwrap();
        ties += usize::from(
            trials[..best]
                .iter()
                .any(|trial| mean(trial) == mean(&trials[best])),
        );
        std::fs::remove_dir_all(place.path("study")).unwrap();
    }
    assert!(ties > 0);
}
