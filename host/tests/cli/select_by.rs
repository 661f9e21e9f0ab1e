//! `--select-by int8`, and studies of a search that quantises.

use serde_json::Value;

use crate::altered::resealed;
use crate::place::Place;
use crate::resume::{start, wait_for_trials, without_times};

#[test]
fn threads_and_kills_change_no_byte() {
    let place = Place::new();
    let text = "hidden_layer_sizes = [[16], [32]]\nalpha = [0.0001, 0.001]\n\
                activation = ['relu', 'tanh']\nmax_iter = 100\n";
    place.write("space.toml", text);
    let flags = "--space space.toml --cv 3 --quantize int8 --select-by int8 --quiet";
    let command = |jobs: u8, out: &str| format!("search @wine.csv {flags} --jobs {jobs} --out {out}");
    place.ok(&command(1, "whole"));
    let whole = without_times(&place, "whole");
    assert!(
        whole
            .iter()
            .any(|line| line.contains("\"mean_test_score_gap_int8\":"))
    );
    place.ok(&command(8, "threads"));
    assert!(without_times(&place, "threads") == whole);
    for count in [1, 4] {
        let mut child = start(&place, &command(2, "killed"));
        wait_for_trials(&mut child, &place.path("killed/journal.log"), count);
        child.kill().unwrap();
        child.wait().unwrap();
    }
    place.ok(&command(2, "killed"));
    assert!(without_times(&place, "killed") == whole);
}

/// Of these two, one is better in f32 and the other in int8.
#[test]
fn the_winner_is_chosen_by_either_score() {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[32], [64]]\nlearning_rate_init = 0.01\n",
    );
    let search = |flags: &str| {
        let common = "--space space.toml --cv 3 --quantize int8 --out study --json --quiet";
        place.json(&format!("search @digits.csv {common} {flags}"))
    };
    let (f32, int8) = (search(""), search("--select-by int8"));
    let means = |json: &Value, name: &str| [0, 1].map(|i| json["trials"][i][name].as_f64().unwrap());
    for (json, by, winner) in [(&f32, "f32", 0), (&int8, "int8", 1)] {
        assert_eq!(json["best"]["trial"], winner);
        assert_eq!(json["best"]["select_by"], by);
        let (by_f32, by_int8) = (
            means(json, "mean_test_score"),
            means(json, "mean_test_score_int8"),
        );
        assert!(by_f32[0] > by_f32[1] && by_int8[0] < by_int8[1], "{json}");
        assert_eq!(means(json, "rank_test_score"), [1.0, 2.0]);
        assert_eq!(means(json, "rank_test_score_int8"), [2.0, 1.0]);
    }
    // the command that is offered exports what was chosen
    for (by, export) in [("f32", "--format c -o"), ("int8", "--format c --dtype int8 -o")] {
        let common = "--space space.toml --cv 3 --quantize int8 --out study";
        let (out, _) = place.ok(&format!("search @digits.csv {common} --select-by {by}"));
        assert!(
            out.contains(&format!("mcutune export study {export} digits.h")),
            "{out}"
        );
    }
    let model: Value = serde_json::from_str(&place.read("study/model.json")).unwrap();
    assert_eq!(
        model["scores"]["mean_test_score_int8"],
        int8["best"]["mean_test_score_int8"]
    );
    // The rules work on the score that is chosen by: within 1, the cheapest.
    assert_eq!(search("--select-by int8 --select within=1")["best"]["trial"], 0);
    assert_eq!(search("--select-by int8 --select within=0")["best"]["trial"], 1);
    // The study keeps how it was chosen, and `show` follows, unless told otherwise.
    let shown = |flags: &str| place.json(&format!("show study --best --json {flags}"))["trial"].clone();
    assert_eq!((shown(""), shown("--select-by f32")), (1.into(), 0.into()));
    let (out, _) = place.ok("show study");
    let order: Vec<_> = out.lines().filter(|line| line.contains("±")).collect();
    assert!(
        out.contains("int8") && out.contains("gap") && order[0].contains("(64,)"),
        "{out}"
    );
    assert!(out.contains("best in int8: trial 1"), "{out}");
    let (out, _) = place.ok("show study --trial 0");
    assert!(
        out.contains("rank 2") && out.contains("accuracy, int8: 0.9") && out.contains("(gap "),
        "{out}"
    );
}

#[test]
fn quantize_is_part_of_a_search_and_select_by_needs_it() {
    let place = Place::new();
    place.write("space.toml", "max_iter = 3\n");
    let search = "search @iris.csv --space space.toml --cv 2 --quiet";
    place.ok(&format!("{search} --out plain"));
    place.ok(&format!("{search} --out int8 --quantize int8"));
    let error = place.refused(&format!("{search} --out plain --quantize int8"));
    assert!(
        error.contains("--quantize is not given there, int8 here"),
        "{error}"
    );
    let error = place.refused(&format!("{search} --out int8"));
    assert!(
        error.contains("--quantize is int8 there, not given here"),
        "{error}"
    );
    let error = place.refused(&format!("{search} --out new --select-by int8"));
    assert!(
        error.contains("--select-by int8") && error.contains("--quantize int8"),
        "{error}"
    );
    assert!(!place.path("new").exists());
    let error = place.refused("show plain --select-by int8");
    assert!(
        error.contains("--select-by int8: plain has no scores in int8: leave out --select-by, or"),
        "{error}"
    );
    // Without the flag nothing of it shows.
    for file in ["journal.log", "cv_results.csv", "best.json"] {
        assert!(!place.read(&format!("plain/{file}")).contains("int8"), "{file}");
    }
    place.ok(&format!("{search} --out plain"));
}

/// What gp proposes follows the scores that count: a study does not go on by others.
#[test]
fn gp_does_not_go_on_by_other_scores() {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = { low = 2, high = 9 }\nmax_iter = 6\n",
    );
    let search = "search @iris.csv --space space.toml --strategy gp --race none --confirm 0 --cv 3 --quantize int8 \
                  --quiet --out study";
    place.ok(&format!("{search} --trials 8"));
    let journal = place.read("study/journal.log");
    for trials in [8, 20] {
        let error = place.refused(&format!("{search} --trials {trials} --select-by int8"));
        assert!(error.contains("--select-by is f32 there, int8 here"), "{error}");
        assert_eq!(place.read("study/journal.log"), journal);
    }
    let raced = search.replace("--race none", "--race exact");
    let error = place.refused(&format!("{raced} --trials 8 --select-by int8"));
    assert!(
        error.contains("--race is none there, exact here; --select-by is f32 there, int8 here;"),
        "{error}"
    );
}

/// An earlier version did not name them among the settings.
#[test]
fn a_gp_study_of_before_goes_on_by_the_scores_that_it_began_with() {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = { low = 2, high = 9 }\nmax_iter = 6\n",
    );
    let search = "search @iris.csv --space space.toml --strategy gp --race none --confirm 0 --cv 3 --quantize int8 --quiet";
    let of_int8 = format!("{search} --select-by int8 --trials");
    place.ok(&format!("{of_int8} 8 --out study"));
    let journal = place.read("study/journal.log");
    let before = journal.replace(",\"select_by\":\"int8\"", "");
    assert_eq!(before.len() + ",\"select_by\":\"int8\"".len(), journal.len());
    place.write("study/journal.log", resealed(&before));
    let error = place.refused(&format!("{search} --trials 8 --out study"));
    assert!(error.contains("--select-by is int8 there, f32 here"), "{error}");
    // cut short, it finds the rest again
    let lines: Vec<&str> = before.lines().collect();
    let cut = lines[..lines.len() - 1].join("\n") + "\n";
    place.write("study/journal.log", resealed(&cut));
    place.ok(&format!("{of_int8} 8 --out study"));
    assert_eq!(place.read("study/journal.log").lines().count(), lines.len());
    place.ok(&format!("{of_int8} 8 --out fresh"));
    assert_eq!(place.read("study/model.json"), place.read("fresh/model.json"));
}
