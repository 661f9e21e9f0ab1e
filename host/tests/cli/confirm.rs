//! `search --confirm`: the best candidates on fresh folds.

use crate::altered::resealed;
use crate::place::Place;
use crate::without_times::without_times;

const SPACE: &str = "hidden_layer_sizes = { low = 2, high = 9 }
learning_rate_init = { low = 1e-3, high = 1e-1, log = true }
max_iter = 6
";

fn place() -> Place {
    let place = Place::new();
    place.write("space.toml", SPACE);
    place
}

const SEARCH: &str = "search @iris.csv --space space.toml --strategy random --trials 12 --cv shuffled:3";

#[test]
fn every_output_has_both_scores() {
    let place = place();
    let best = place.json(&format!("{SEARCH} --confirm 4 --out s --jobs 1 --quiet --json"));
    let best = &best["best"];
    let (searched, fresh) = (&best["mean_test_score"], &best["mean_confirm_score"]);
    let (searched, fresh) = (searched.as_f64().unwrap(), fresh.as_f64().unwrap());
    assert_eq!(best["rank_confirm"], 1);
    assert_eq!(best["optimism"].as_f64(), Some(searched - fresh));
    assert_eq!(best["split_confirm_scores"].as_array().unwrap().len(), 3);
    let scores = serde_json::from_str::<serde_json::Value>(&place.read("s/model.json")).unwrap();
    assert_eq!(scores["scores"]["mean_confirm_score"].as_f64(), Some(fresh));
    // the same of a study that is shown, which confirms what it confirmed
    let shown = place.json("show s --json");
    assert_eq!(shown["best"]["trial"], best["trial"]);
    assert_eq!(
        shown["best"]["split_confirm_scores"],
        best["split_confirm_scores"]
    );
    let (text, _) = place.ok(&format!("{SEARCH} --confirm 4 --out s --jobs 2 --quiet"));
    assert!(text.contains("fresh folds"), "{text}");
    let says = format!("accuracy (fresh folds, 4 candidates): {fresh:.4} ±");
    assert!(text.contains(&says), "{says}: {text}");
    let says = format!("accuracy (fresh folds): {fresh:.4} ±");
    assert!(
        text.contains(&format!("; the search said {searched:.4}")),
        "{text}"
    );
    let (shown, _) = place.ok(&format!("show s --trial {}", best["trial"]));
    assert!(shown.contains(&says), "{shown}");
    let table = place.read("s/cv_results.csv");
    let header = table.lines().next().unwrap();
    let columns = "state,split0_confirm_score,";
    assert!(
        header.ends_with(
            "infeasible,split0_confirm_score,split1_confirm_score,split2_confirm_score,mean_confirm_score,\
         std_confirm_score,rank_confirm"
        ) && !header.contains(columns),
        "{header}"
    );
    let ranks = table
        .lines()
        .skip(1)
        .map(|line| line.rsplit(',').next().unwrap_or_default());
    let mut ranks: Vec<&str> = ranks.filter(|rank| !rank.is_empty()).collect();
    ranks.sort_unstable();
    assert_eq!(ranks, ["1", "2", "3", "4"]);
}

#[test]
fn neither_threads_nor_a_kill_change_it() {
    let place = place();
    let search = |flags: &str| place.ok(&format!("{SEARCH} --confirm 4 --quiet {flags}"));
    search("--out one --jobs 1");
    search("--out two --jobs 3");
    let files = |study: &str| without_times(&place, study);
    let one = files("one");
    assert_eq!(files("two"), one);
    // as a kill before the last line, which has what fresh folds say, leaves it, and one within that line
    let journal = place.read("one/journal.log");
    for kept in [journal.trim_end().rfind('\n').unwrap() + 1, journal.len() - 100] {
        place.write("one/journal.log", &journal[..kept]);
        search("--out one");
        assert_eq!(files("one"), one);
        let again = place.read("one/journal.log");
        assert_eq!(again, journal);
    }
    // a damaged one is an error, not another winner
    let damaged = journal.replace("mean_confirm_score\":0.", "mean_confirm_score\":1.");
    place.write("one/journal.log", damaged);
    let refused = place.refused("show one");
    assert!(refused.contains("checksum does not match"), "{refused}");
}

#[test]
fn rows_in_their_order_have_no_fresh_folds() {
    let place = place();
    let refused = place.refused("search @iris.csv --confirm 5 --cv 3 --out s");
    let says = "--confirm 5 takes fresh folds, and rows that stay in their order have no others: give --cv shuffled:N";
    assert!(refused.contains(says), "{refused}");
    assert!(!place.path("s").exists());
}

/// The rule takes the best itself, and the next best may be better by both.
#[test]
fn as_many_are_confirmed_as_were_asked_for_whatever_the_rule() {
    let place = place();
    for rule in ["within=0.0", "one-standard-error", "within=0.9", "best", "knee"] {
        let search = format!("{SEARCH} --confirm 4 --select {rule} --out s --quiet");
        place.ok(&search);
        let shown = place.json("show s --json");
        assert_eq!(shown["confirmed"], 4, "{rule}");
        std::fs::remove_dir_all(place.path("s")).unwrap();
    }
}

/// All of the front are confirmed, so that the line between its ends is that of both scores.
#[test]
fn the_knee_of_those_confirmed_is_by_both_scores() {
    let place = place();
    for seed in 0..8 {
        place.ok(&format!(
            "search @diabetes.csv --space space.toml --strategy random --trials 8 --cv shuffled:3 --seed {seed} --quiet \
             --objectives score,flash --select knee --confirm 8 --out s"
        ));
        let shown = place.json("show s --json");
        let mean = |trial: &serde_json::Value| {
            let of = |name: &str| trial[name].as_f64().unwrap_or(f64::NAN);
            0.5 * (of("mean_test_score") + of("mean_confirm_score"))
        };
        let all = shown["trials"].as_array().unwrap();
        let confirmed: Vec<_> = all.iter().filter(|one| !mean(one).is_nan()).collect();
        let cost = |trial: &serde_json::Value| (trial["flash"].as_f64().unwrap()).ln();
        let best = confirmed
            .iter()
            .map(|one| mean(one))
            .fold(f64::NEG_INFINITY, f64::max);
        let best = confirmed.iter().find(|one| mean(one) == best).unwrap();
        let cheapest = confirmed
            .iter()
            .map(|one| cost(one))
            .fold(f64::INFINITY, f64::min);
        let cheapest = confirmed.iter().find(|one| cost(one) == cheapest).unwrap();
        let height = |one: &serde_json::Value| {
            (mean(one) - mean(cheapest)) / (mean(best) - mean(cheapest))
                - (cost(one) - cost(cheapest)) / (cost(best) - cost(cheapest))
        };
        let winner = all
            .iter()
            .find(|one| one["trial"] == shown["best"]["trial"])
            .unwrap();
        assert!(!mean(winner).is_nan(), "seed {seed}");
        if cost(best) > cost(cheapest) && mean(best) > mean(cheapest) {
            for one in &confirmed {
                assert!(
                    height(winner) >= height(one) - 1e-9,
                    "seed {seed}: {one} {winner}"
                );
            }
        }
        std::fs::remove_dir_all(place.path("s")).unwrap();
    }
}

/// An earlier version confirmed none beyond the best of the search.
#[test]
fn a_study_with_fewer_confirmed_is_shown_as_it_was() {
    let place = place();
    place.ok(&format!(
        "{SEARCH} --confirm 4 --select within=0.0 --out s --quiet"
    ));
    let journal = place.read("s/journal.log");
    let (before, confirm) = journal.trim_end().rsplit_once('\n').unwrap();
    assert!(confirm.contains("\"confirm\":{"), "{confirm}");
    let mut line: serde_json::Value = serde_json::from_str(confirm).unwrap();
    let trials = &mut line["user_attr"]["confirm"]["trials"];
    let all = trials.as_array().unwrap().clone();
    // the winner of the search alone
    let first = place.json("show s --json")["trials"].as_array().unwrap().clone();
    let best = first
        .iter()
        .max_by(|a, b| {
            let mean = |trial: &serde_json::Value| trial["mean_test_score"].as_f64().unwrap();
            mean(a)
                .total_cmp(&mean(b))
                .then(b["trial"].as_u64().cmp(&a["trial"].as_u64()))
        })
        .unwrap()["trial"]
        .clone();
    *trials = all.iter().filter(|one| one["trial"] == best).cloned().collect();
    assert_eq!(trials.as_array().unwrap().len(), 1);
    place.write("s/journal.log", resealed(&format!("{before}\n{line}\n")));
    let shown = place.json("show s --json");
    assert_eq!((&shown["confirmed"], &shown["best"]["trial"]), (&1.into(), &best));
}

#[test]
fn another_rule_is_not_said_to_be_confirmed() {
    let place = place();
    place.ok(&format!("{SEARCH} --confirm 2 --out s --quiet"));
    // it takes the cheapest, which is none of the two best
    let (shown, _) = place.ok("show s --select within=0.9");
    let says = "not confirmed on fresh folds: the search confirmed other trials";
    assert!(shown.contains(says), "{shown}");
    assert_eq!(place.json("show s --select within=0.9 --json")["confirmed"], 0);
    let (own, _) = place.ok("show s");
    assert!(
        own.contains("fresh folds") && !own.contains("not confirmed"),
        "{own}"
    );
}

#[test]
fn a_time_ends_with_it_or_says_that_it_had_no_room() {
    let place = place();
    let search =
        "search @breast_cancer.csv --space space.toml --strategy gp --cv 3 --time 3s --jobs 1 --out s --json";
    let found = place.json(search);
    assert_eq!(found["ended_by"], "time");
    let few = found["trials"].as_array().unwrap().len() < 20;
    let said = found["warnings"]
        .to_string()
        .contains("the winner is not confirmed on fresh folds");
    assert_eq!(
        found["best"]["rank_confirm"] == 1,
        !few && !said,
        "{}",
        found["warnings"]
    );
}

#[test]
fn an_interrupt_before_it_is_one() {
    let place = place();
    place.ok(&format!("{SEARCH} --out s --quiet"));
    // the candidates are there, and the time is over before they are confirmed
    let found = place.json(&format!("{SEARCH} --confirm 3 --time 1ns --out s --quiet --json"));
    assert_eq!(found["ended_by"], "time", "{}", found["warnings"]);
    let found = place.json(&format!("{SEARCH} --confirm 3 --out s --quiet --json"));
    assert_eq!(
        (&found["ended_by"], &found["best"]["rank_confirm"]),
        (&().into(), &1.into())
    );
}

#[test]
fn other_flags_are_named_and_more_trials_are_not() {
    let place = place();
    place.ok(&format!("{SEARCH} --out s --quiet"));
    let refused =
        place.refused(&format!("{SEARCH} --out s --quiet --seed 1").replace("--trials 12", "--trials 15"));
    assert!(
        refused.contains("--seed is 0 there, 1 here") && !refused.contains("--trials"),
        "{refused}"
    );
    let endless = "search @iris.csv --space space.toml --strategy random --race halving --time 1s --out t";
    let refused = place.refused(endless);
    assert!(refused.contains("give --trials N"), "{refused}");
}

/// Both have .96 on all folds, of which the sums in f64 are not the same.
#[test]
fn equals_share_a_rank_and_the_first_of_the_search_wins() {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = { low = 2, high = 30 }\nlearning_rate_init = { low = 1e-3, high = 1e-1, log = true }\n\
         activation = ['relu', 'tanh']\nmax_iter = 40\n",
    );
    let found = place.json(
        "search @iris.csv --space space.toml --strategy random --trials 20 --cv shuffled:2 --confirm 2 --seed 300 \
         --out s --quiet --json",
    );
    let of = |number: usize, column: &str| found["trials"][number][column].as_f64().unwrap();
    for number in [4, 16] {
        let ranks = [of(number, "rank_test_score"), of(number, "rank_confirm")];
        assert_eq!(ranks, [1.0, 1.0], "{number}");
        assert!(
            (of(number, "mean_confirm_score") - 0.96).abs() < 1e-15,
            "{number}"
        );
    }
    assert_eq!(found["best"]["trial"], 4);
    assert_eq!(place.json("show s --json")["best"]["trial"], 4);
    // a winner is noted where Optuna would name another
    assert!(!place.read("s/journal.log").contains(r#""winner""#));
    let table = place.read("s/cv_results.csv");
    let ranks: Vec<&str> = table
        .lines()
        .skip(1)
        .filter_map(|line| line.rsplit(',').next())
        .collect();
    assert_eq!((ranks[4], ranks[16]), ("1", "1"));
}
