//! The journal names the winner where Optuna would take another trial for the best.

use serde_json::Value;

use crate::place::Place;

const GRID: &str = "activation = ['relu', 'tanh']\nhidden_layer_sizes = [[2], [4], [9], [16]]\n\
                    learning_rate_init = [0.1, 0.01, 0.001]\nmax_iter = 20\n";
const RANGES: &str = "hidden_layer_sizes = { low = 4, high = 17 }\n\
                      learning_rate_init = { low = 1e-3, high = 1e-1, log = true }\nmax_iter = 12\n";

fn place() -> Place {
    let place = Place::new();
    place.write("grid.toml", GRID);
    place.write("ranges.toml", RANGES);
    place
}

fn lines(place: &Place, study: &str) -> Vec<Value> {
    let journal = place.read(&format!("{study}/journal.log"));
    let line = |line: &str| serde_json::from_str(line).unwrap();
    journal.lines().map(line).collect()
}

/// The lines of trials, as Optuna counts its own.
fn trials(lines: &[Value]) -> Vec<&Value> {
    lines.iter().filter(|line| line["op_code"] == 4).collect()
}

/// The number of Optuna's `best_trial`: the first of those with the highest value that are complete and have no
/// constraint above 0; none of several directions.
fn best_trial(lines: &[Value]) -> Option<usize> {
    if lines[0]["directions"].as_array().unwrap().len() > 1 {
        return None;
    }
    let feasible = |trial: &Value| {
        let attributes = trial["system_attrs"].as_object().unwrap();
        attributes
            .iter()
            .filter(|(name, _)| name.starts_with("constraints:"))
            .all(|(_, by)| by.as_f64().unwrap() <= 0.0)
    };
    let mut best: Option<(usize, f64)> = None;
    for (number, trial) in trials(lines).into_iter().enumerate() {
        if trial["state"] != 1 || !feasible(trial) {
            continue;
        }
        let value = trial["values"][0].as_f64().unwrap();
        if best.is_none_or(|(_, highest)| value > highest) {
            best = Some((number, value));
        }
    }
    best.map(|(number, _)| number)
}

/// The winners that a journal notes, in their order.
fn notes(lines: &[Value]) -> Vec<&Value> {
    let attributes = lines.iter().filter(|line| line["op_code"] == 2);
    let notes = attributes.map(|line| &line["user_attr"]["winner"]);
    notes.filter(|note| !note.is_null()).collect()
}

/// Checks that Optuna's best trial or else the journal's note is the winner of `best.json`, that the same search notes
/// nothing more, and that the study can be shown. Has the note's reason, where there is one.
fn check(place: &Place, search: &str, study: &str) -> Option<String> {
    let lines = lines(place, study);
    let best: Value = serde_json::from_str(&place.read(&format!("{study}/best.json"))).unwrap();
    let winner = best["trial"].as_u64().unwrap() as usize;
    let (optunas, trials, notes) = (best_trial(&lines), trials(&lines), notes(&lines));
    // a trial that has a line again has it behind the others
    let numbers: Vec<usize> = {
        let mut new = 0;
        let number = |trial: &&Value| {
            let again = trial["user_attrs"]["again"].as_u64();
            new += usize::from(again.is_none());
            again.map_or(new - 1, |again| again as usize)
        };
        trials.iter().map(number).collect()
    };
    let ours = numbers.iter().rposition(|&number| number == winner).unwrap();
    let why = match notes.last() {
        None => {
            assert_eq!(optunas, Some(ours), "{search}");
            None
        }
        Some(note) => {
            assert_eq!(note["trial"], ours, "{search}: {note}");
            Some(note["why"].as_str().unwrap().to_owned())
        }
    };
    let journal = place.read(&format!("{study}/journal.log"));
    place.ok(search);
    assert_eq!(
        place.read(&format!("{study}/journal.log")),
        journal,
        "again: {search}"
    );
    let shown = place.json(&format!("show {study} --best --json"));
    assert_eq!(shown["trial"], winner, "{search}");
    why
}

#[test]
fn a_note_names_the_winner_that_optuna_does_not() {
    let place = place();
    let grid = "--space grid.toml --cv 3 --seed 4";
    let some = "--space grid.toml --strategy random --trials 12 --cv shuffled:3";
    let gp = "--space ranges.toml --strategy gp --trials 24 --cv 3";
    for (flags, expected) in [
        (grid.to_owned(), None),
        (format!("{grid} --race exact"), None),
        (format!("{gp} --confirm 0"), None),
        (format!("{grid} --quantize int8"), None),
        (
            format!("{grid} --select one-standard-error"),
            Some("chosen by the rule one-standard-error from the mean scores"),
        ),
        (
            format!("{grid} --race halving --select within=0.2"),
            Some("chosen by the rule within=0.2 from the mean scores"),
        ),
        (
            format!("{grid} --quantize int8 --select-by int8 --select within=0.05"),
            Some("chosen by the rule within=0.05 from the mean scores in int8"),
        ),
        (
            format!("{some} --confirm 6 --select within=0.3"),
            Some(
                "chosen by the rule within=0.3 from the mean scores on the folds of the search and on fresh ones",
            ),
        ),
        (
            format!("{grid} --objectives score,flash"),
            Some("the best mean score, of the trials on the front"),
        ),
        (
            format!("{gp} --objectives score,ram --select knee"),
            Some(
                "chosen by the rule knee from the mean scores on the folds of the search and on fresh ones, of the \
                 trials on the front",
            ),
        ),
    ] {
        let search = format!("search @iris.csv --quiet {flags} --out study");
        place.ok(&search);
        assert_eq!(check(&place, &search, "study").as_deref(), expected, "{flags}");
        std::fs::remove_dir_all(place.path("study")).unwrap();
    }
}

/// Whether such a winner is another depends on the scores: of some seeds it is.
#[test]
fn where_folds_or_networks_are_others_the_note_is_there_as_it_is_needed() {
    let place = place();
    for (flags, expected) in [
        (
            "@iris.csv --space ranges.toml --strategy random --trials 20 --cv shuffled:3 --confirm 5",
            "the best mean score on the folds of the search and on fresh ones",
        ),
        (
            "@iris.csv --space grid.toml --cv 3 --strategy halving --resource n_samples",
            "the best mean score, of the last iteration",
        ),
        (
            "@breast_cancer.csv --space grid.toml --cv 3 --strategy halving",
            "the best mean score, of the last iteration",
        ),
    ] {
        let mut noted = 0;
        for seed in 0..6 {
            let search = format!("search {flags} --quiet --seed {seed} --out study");
            place.ok(&search);
            let why = check(&place, &search, "study");
            noted += usize::from(why.is_some());
            assert!(why.is_none_or(|why| why == expected), "{search}");
            std::fs::remove_dir_all(place.path("study")).unwrap();
        }
        assert!(noted > 0, "{flags}");
    }
}

#[test]
fn a_note_that_is_no_longer_right_is_followed_by_another() {
    let place = place();
    let search = "search @iris.csv --quiet --space grid.toml --cv 3 --seed 4 --out study";
    let frugal = format!("{search} --select one-standard-error");
    place.ok(search);
    assert_eq!(check(&place, search, "study"), None);
    place.ok(&frugal);
    let why = check(&place, &frugal, "study").unwrap();
    assert!(why.contains("one-standard-error"), "{why}");
    // what `show` chooses is asked of it alone
    let journal = place.read("study/journal.log");
    place.ok("show study --select within=0.5");
    assert_eq!(place.read("study/journal.log"), journal);
    place.ok(search);
    assert_eq!(
        check(&place, search, "study").as_deref(),
        Some("the best mean score")
    );
    assert_eq!(notes(&lines(&place, "study")).len(), 2);
    // one that was killed before its last line ends in the same journal
    let whole = place.read("study/journal.log");
    let last = whole.trim_end().rfind('\n').unwrap() + 1;
    place.write("study/journal.log", &whole[..last + 40]);
    place.ok(search);
    assert_eq!(place.read("study/journal.log"), whole);
}

/// Optuna has two trials of one that did not fit and does, and takes one for the best that did fit and does not.
#[test]
fn it_is_by_optunas_number_where_limits_have_changed() {
    let place = place();
    let search = |limit: &str| {
        format!(
            "search @iris.csv --quiet --space grid.toml --cv 3 --mcu cortex-m4f --limit {limit} --out study"
        )
    };
    let flash = |study: &Value| study["best"]["flash"].as_u64().unwrap();
    place.ok(&search("flash=2100"));
    assert_eq!(check(&place, &search("flash=2100"), "study"), None);
    place.ok(&search("flash=1M"));
    let why = check(&place, &search("flash=1M"), "study");
    let best = flash(&place.json("show study --json"));
    assert!(best > 2100, "a larger network is the best");
    assert_eq!(why, None, "its second line has the highest value");
    let tight = search(&format!("flash={}", best - 1));
    place.ok(&tight);
    assert_eq!(
        check(&place, &tight, "study").as_deref(),
        Some("the best mean score, of the trials within the limits")
    );
    let frugal = format!("{} --select within=0.01", search("flash=1M"));
    place.ok(&frugal);
    check(&place, &frugal, "study").unwrap();
}

#[test]
fn an_early_end_that_leaves_a_model_names_it() {
    let place = place();
    let search = "search @iris.csv --quiet --space grid.toml --cv 3 --seed 4 --select within=0.3 --out study";
    let some = format!("{search} --target-score 0.9");
    place.ok(&some);
    check(&place, &some, "study").unwrap();
    place.ok(search);
    check(&place, search, "study").unwrap();
}

#[test]
fn a_winner_without_a_score_is_named() {
    let place = place();
    place.write("values.csv", "a,y\n1,1\n2,2\n3,3\n4,4\n5,5\n6,6\n");
    let search = "search values.csv --task regress --quiet --cv 6 --scoring r2 --space grid.toml --out study";
    place.ok(search);
    assert_eq!(
        check(&place, search, "study").as_deref(),
        Some("the first that was fitted, as no trial has a mean score")
    );
}

/// New limits let trials in that the search, ended before them, knows nothing of.
#[test]
fn a_study_that_grew_and_ended_early_leaves_the_note_to_the_search_that_goes_on() {
    let place = place();
    place.write(
        "grid.toml",
        "hidden_layer_sizes = [[2], [64], [8], [16]]\nmax_iter = 5\n",
    );
    let search = "search @iris.csv --quiet --space grid.toml --cv 3 --mcu cortex-m0 --out study";
    place.ok(&format!("{search} --limit flash=5000"));
    let some = trials(&lines(&place, "study")).len();
    assert_eq!(some, 4);
    place.ok(&format!("{search} --limit flash=64K --time 1ms"));
    assert_eq!(trials(&lines(&place, "study")).len(), some);
    let whole = format!("{search} --limit flash=64K");
    place.ok(&whole);
    check(&place, &whole, "study");
}

/// The journal's values are those of the networks that the winner is chosen by, so that Optuna takes the same for the
/// best; and they stay the same where another choice follows.
#[test]
fn values_follow_the_networks_whose_scores_count() {
    let place = place();
    place.write("some.toml", GRID.replace("[0.1, 0.01, 0.001]", "[0.1]"));
    let mut differ = 0;
    for seed in 0..6 {
        let search =
            format!("search @iris.csv --cv 3 --quantize int8 --quiet --seed {seed} --out study --space");
        let of_int8 = format!("{search} grid.toml --select-by int8");
        place.ok(&of_int8);
        assert_eq!(check(&place, &of_int8, "study"), None);
        let of_f32 = format!("{search} grid.toml");
        place.ok(&of_f32);
        differ += usize::from(check(&place, &of_f32, "study").is_some());
        std::fs::remove_dir_all(place.path("study")).unwrap();

        let value = |study: &str| trials(&lines(&place, study))[23]["values"].clone();
        place.ok(&of_f32);
        let f32 = value("study");
        std::fs::remove_dir_all(place.path("study")).unwrap();
        place.ok(&format!("{search} some.toml"));
        place.ok(&of_int8);
        let told = trials(&lines(&place, "study")).len();
        assert_eq!((told, value("study")), (24, f32), "{seed}");
        check(&place, &of_int8, "study");
        std::fs::remove_dir_all(place.path("study")).unwrap();
    }
    assert!(differ > 0);
}

#[test]
fn another_rule_than_the_race_was_for_names_the_study_and_what_to_leave_out() {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[2], [3], [4]]\nmax_iter = 3\n",
    );
    let search = "search @iris.csv --cv 3 --space space.toml --quiet";
    place.ok(&format!("{search} --out whole"));
    place.ok(&format!("{search} --race exact --quantize int8 --out raced"));
    let raced = "the candidates of raced raced for best by scores in f32, so what may win otherwise was not fitted on all \
                 folds: leave out";
    for (flags, given, left_out) in [
        ("whole raced --select knee", "--select knee", "--select"),
        ("raced --select knee", "--select knee", "--select"),
        ("raced --select-by int8", "--select-by int8", "--select-by"),
        (
            "raced --select-by int8 --select knee",
            "--select knee --select-by int8",
            "--select and --select-by",
        ),
        ("raced --select-by f32 --select knee", "--select knee", "--select"),
    ] {
        let error = place.refused(&format!("show {flags}")).replace("\n  ", " ");
        let said = format!("{given}: {raced} {left_out}, or search with --race none");
        assert!(error.contains(&said), "{error}");
    }
    place.ok("show whole raced --select best --select-by f32");
}
