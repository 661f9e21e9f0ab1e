//! `search --shard` and `merge` of searches that look at scores: in rounds.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::altered::resealed;
use crate::place::{Place, printed};
use crate::resume::{start, wait_for_trials};
use crate::shards::merge;
use crate::without_times::without_times;

const RANGES: &str = "hidden_layer_sizes = { low = 4, high = 17 }\nmax_iter = 9\n\
                      learning_rate_init = { low = 1e-3, high = 1e-1, log = true }\n";
const GRID: &str =
    "hidden_layer_sizes = [[4], [8], [12]]\nlearning_rate_init = [0.1, 0.01, 0.001]\nmax_iter = 9\n";

/// Rounds of 6, 8 and 2 candidates.
const GP: &str = "search @iris.csv --space ranges.toml --strategy gp --race none --trials 16 --cv 3 --quiet";

fn place() -> Place {
    let place = Place::new();
    place.write("ranges.toml", RANGES);
    place.write("grid.toml", GRID);
    place
}

/// One round of all shards, from the last to the first, each with its own number of threads.
fn round(place: &Place, search: &str, out: &str, count: usize) {
    for index in (0..count).rev() {
        let jobs = 1 + index % 3;
        place.ok(&format!(
            "{search} --out {out} --shard {index}/{count} --jobs {jobs}"
        ));
    }
}

/// All rounds, merged; how many there were.
fn rounds(place: &Place, search: &str, out: &str, count: usize) -> usize {
    for done in 1..20 {
        round(place, search, out, count);
        let merged = place.json(&format!("merge {out} --json"));
        let to_come = merged["to_come"].as_u64().unwrap();
        assert_eq!(merged["complete"], to_come == 0, "{merged}");
        let next = merged["next"].as_str().unwrap();
        assert_eq!(next.contains(" --shard 0/"), to_come > 0, "{merged}");
        if to_come == 0 {
            return done;
        }
    }
    panic!("{search} has no end");
}

fn trials(place: &Place, journal: &str) -> usize {
    place.read(journal).matches("\"op_code\":4").count()
}

#[test]
fn rounds_have_the_bytes_of_one_process() {
    let halving = "search @iris.csv --strategy halving --cv 3 --quiet";
    for (search, expected) in [
        (format!("{GP} --batch 5 --trials 21"), 4),
        (format!("{GP} --trials 7"), 2),
        // known before the first fit
        (format!("{GP} --trials 5"), 1),
        (
            format!(
                "{GP} --quantize int8 --select-by int8 --rng numpy --mcu cortex-m4f --limit ram=60 --trials 14"
            ),
            2,
        ),
        (GP.replace("gp", "auto --objectives score,flash --holdout 0.2"), 3),
        (format!("{halving} --space grid.toml"), 3),
        (
            format!("{halving} --space ranges.toml --trials 9 --factor 2 --quantize int8 --select-by int8"),
            4,
        ),
        (format!("{halving} --space grid.toml --resource n_samples"), 2),
        (
            format!("{halving} --space ranges.toml --resource n_samples --rng numpy"),
            2,
        ),
    ] {
        let place = place();
        let search = match search.matches("--trials").count() {
            // the later one counts
            2 => search.replacen("--trials 16 ", "", 1),
            _ => search,
        };
        place.ok(&format!("{search} --out whole"));
        let whole = without_times(&place, "whole");
        for count in [1, 2, 3, 5] {
            let out = format!("by{count}");
            assert_eq!(rounds(&place, &search, &out, count), expected, "{search}");
            let merged = place.read(&format!("{out}/journal.log"));
            let (said, _) = place.ok(&format!("merge {out}"));
            let next = said
                .lines()
                .last()
                .unwrap()
                .strip_prefix("next: mcutune ")
                .unwrap();
            place.ok(&shlex::split(next).unwrap().join(" "));
            // what fresh folds say may follow
            assert!(
                place.read(&format!("{out}/journal.log")).starts_with(&merged),
                "{search}"
            );
            assert!(without_times(&place, &out) == whole, "{search}, {count} shards");
        }
    }
}

#[test]
fn a_search_that_ends_before_it_was_expected_to_is_complete() {
    let place = place();
    let small =
        "hidden_layer_sizes = [[4], [8], [12]]\nlearning_rate_init = [0.1, 0.01, 0.001]\nmax_iter = 5\n";
    place.write("small.toml", small);
    for (search, sizes) in [
        // of 40 candidates the space has 9
        (
            "search @iris.csv --space small.toml --strategy gp --race none --cv 3 --quiet",
            vec![6, 9, 9],
        ),
        // all of the first iteration but three exceed the limit
        (
            "search @iris.csv --space small.toml --strategy halving --factor 2 --cv 3 --quiet --mcu cortex-m4f \
             --limit ram=50",
            vec![9, 12, 14, 14],
        ),
    ] {
        place.ok(&format!("{search} --out whole"));
        let mut done = Vec::new();
        for _ in 0..10 {
            round(&place, search, "study", 2);
            let merged = place.json("merge study --json");
            done.push(trials(&place, "study/journal.log"));
            if merged["complete"] == true {
                break;
            }
        }
        assert_eq!(done, sizes, "{search}");
        let journal = place.read("study/journal.log");
        let (said, _) = place.ok(&format!("{search} --out study --shard 1/2"));
        assert!(
            said.starts_with(&format!(
                "shard 1/2: study has all {} candidates",
                done[0].max(*done.last().unwrap())
            )) && said.contains("\nnext: mcutune search ")
                && said.ends_with(" --out study\n"),
            "{said}"
        );
        merge(&place, "study", "study");
        assert_eq!(place.read("study/journal.log"), journal);
        assert!(
            without_times(&place, "study") == without_times(&place, "whole"),
            "{search}"
        );
        fs::remove_dir_all(place.path("study")).unwrap();
        fs::remove_dir_all(place.path("whole")).unwrap();
    }
}

#[test]
fn a_shard_that_is_killed_within_a_round_goes_on() {
    let place = Place::new();
    place.write(
        "slow.toml",
        "hidden_layer_sizes = { low = 128, high = 257 }\nmax_iter = 200\n",
    );
    let search = "search @wine.csv --space slow.toml --strategy gp --race none --batch 16 --trials 22 \
                  --confirm 0 --cv 3 --quiet";
    place.ok(&format!("{search} --out whole"));
    round(&place, search, "study", 2);
    place.ok("merge study");
    let shard = format!("{search} --out study --shard 0/2 --jobs 1");
    let name = "study/shard-0-of-2/journal.log";
    let mut child = start(&place, &shard);
    // its journal is still that of the round before
    while place.read(name).contains("from 0, of 22") {
        assert!(matches!(child.try_wait(), Ok(None)), "it ended before the kill");
    }
    wait_for_trials(&mut child, &place.path(name), 1);
    let stopped = Command::new("kill")
        .args(["-STOP", &child.id().to_string()])
        .status();
    assert!(stopped.unwrap().success());
    let error = place.refused(&shard);
    assert!(error.contains("another mcutune is searching"), "{error}");
    child.kill().unwrap();
    child.wait().unwrap();
    let torn = place.read(name) + "{\"op_code\":4,\"worker_id\":\"mcu";
    place.write(name, torn);
    place.ok(&format!("{search} --out study --shard 1/2"));
    let before = place.read("study/journal.log");
    let error = place.refused("merge study");
    assert!(
        error.contains("1 of 2 shards is not done: 0/2 (") && error.contains(" of 8 candidates)"),
        "{error}"
    );
    assert_eq!(place.read("study/journal.log"), before);
    // the command that it says
    let (_, command) = error.split_once("`mcutune ").unwrap();
    place.ok(command.split('`').next().unwrap());
    let done = place.read(name);
    assert_eq!(trials(&place, name), 8);
    place.ok(&shard);
    assert_eq!(place.read(name), done, "once more is nothing");
    merge(&place, "study", "study");
    assert!(without_times(&place, "study") == without_times(&place, "whole"));
}

#[test]
fn a_merge_that_is_killed_or_given_again_changes_nothing() {
    let place = place();
    place.ok(&format!("{GP} --out whole"));
    round(&place, GP, "study", 3);
    let (said, _) = place.ok("merge study");
    assert!(said.starts_with(
        "merged 6 of 16 candidates, by 3 shards\nwrote study/journal.log\nnext: mcutune search "
    ));
    assert!(
        said.ends_with(" --out study --shard 0/3, and the others likewise\n"),
        "{said}"
    );
    let first = place.read("study/journal.log");
    let (said, _) = place.ok("merge study");
    assert!(
        said.starts_with("study/journal.log has all 6 of 16 candidates, by 3 shards\nnext: "),
        "{said}"
    );
    assert_eq!(place.read("study/journal.log"), first);
    round(&place, GP, "study", 3);
    place.ok("merge study");
    // killed in the second round: after a line, and within one
    let second = place.read("study/journal.log");
    let shard = place.read("study/shard-2-of-3/journal.log");
    for cut in [
        first.len(),
        first.len() + 1,
        first.len() + (second.len() - first.len()) / 2,
    ] {
        place.write("study/journal.log", &second[..cut]);
        // shards that are started again then are those of the round that is not whole
        place.ok(&format!("{GP} --out study --shard 2/3"));
        assert_eq!(place.read("study/shard-2-of-3/journal.log"), shard);
        place.ok("merge study");
        assert_eq!(place.read("study/journal.log"), second);
    }
    round(&place, GP, "study", 3);
    merge(&place, "study", "study");
    assert!(without_times(&place, "study") == without_times(&place, "whole"));
    // a study that has more than the shards
    let whole = place.read("study/journal.log");
    place.ok(&format!("{GP} --out other --shard 0/1"));
    place.ok("merge other");
    let (said, _) = place.ok("merge other --out study");
    assert!(
        said.starts_with("study/journal.log has all 16 candidates of 1 shard\n"),
        "{said}"
    );
    assert_eq!(place.read("study/journal.log"), whole);
}

/// The second iteration has candidates 9 to 11.
#[test]
fn a_shard_tells_of_the_candidates_that_it_has() {
    let place = place();
    let search = "search @iris.csv --space grid.toml --strategy halving --cv 3 --quiet --factor 3";
    round(&place, search, "study", 7);
    place.ok("merge study");
    for (shard, says) in [
        (0, "0 of them its own\n"),
        (2, "1 of them its own: trial 0 here is trial 9 there\n"),
    ] {
        place.ok(&format!("{search} --out study --shard {shard}/7"));
        let (shown, _) = place.ok(&format!("show study/shard-{shard}-of-7"));
        let first = format!("shard {shard}/7 of candidates 9 to 11, of a search of 13, {says}");
        assert!(shown.starts_with(&first), "{shown}");
    }
}

#[test]
fn shards_behind_and_ahead_are_named() {
    let place = place();
    place.ok(&format!("{GP} --out whole"));
    round(&place, GP, "study", 2);
    place.ok("merge study");
    // one alone is in the second round
    let (said, _) = place.ok(&format!("{GP} --out study --shard 1/2"));
    assert!(
        said.starts_with("shard 1/2: 4 of its 4 candidates done, of 6 to 13 in this round, of 16 in all\n"),
        "{said}"
    );
    let (shown, _) = place.ok("show study/shard-1-of-2");
    assert!(
        shown.starts_with(
            "shard 1/2 of candidates 6 to 13, of a search of 16, 4 of them its own: trial 0 here is trial 7 there, 1 is \
             9\niris: 4 trials"
        ),
        "{shown}"
    );
    let first = place.read("study/journal.log");
    let error = place.refused("merge study");
    assert!(
        error.contains("1 of 2 shards is not done: 0/2 (not in this round)")
            && error.contains("--out study --shard 0/2`"),
        "{error}"
    );
    place.ok(&format!("{GP} --out study --shard 0/2"));
    // the journal of the first round is lost
    fs::rename(place.path("study/journal.log"), place.path("lost")).unwrap();
    let shard = place.read("study/shard-0-of-2/journal.log");
    let error = place.refused(&format!("{GP} --out study --shard 0/2"));
    for part in [
        "study/shard-0-of-2 has candidates of the round from 6 on, and the study that it is to be merged into needs those \
         from 0 on",
        "bring the journal",
        "move study/shard-0-of-2 away",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
    assert_eq!(place.read("study/shard-0-of-2/journal.log"), shard);
    for out in ["study", "elsewhere"] {
        let error = place.refused(&format!("merge study --out {out}"));
        assert!(
            error.contains(&format!(
                "{out} has 0 candidates, and the shards are of the round from 6 on"
            )) && error.contains("bring its journal back"),
            "{error}"
        );
    }
    assert!(!place.path("elsewhere").exists() && !place.path("study/journal.log").exists());
    fs::rename(place.path("lost"), place.path("study/journal.log")).unwrap();
    assert_eq!(place.read("study/journal.log"), first);
    place.ok("merge study");
    round(&place, GP, "study", 2);
    merge(&place, "study", "study");
    assert!(without_times(&place, "study") == without_times(&place, "whole"));
}

#[test]
fn shards_of_other_settings_are_refused() {
    let place = place();
    round(&place, GP, "study", 2);
    place.ok("merge study");
    let journal = place.read("study/journal.log");
    for (flags, named) in [
        ("--seed 1", "--seed is 0 there, 1 here"),
        ("--batch 4", "--batch is 8 there, 4 here"),
    ] {
        let error = place.refused(&format!("{GP} {flags} --out study --shard 0/2"));
        assert!(
            error.contains("study holds another search") && error.contains(named),
            "{error}"
        );
    }
    let error = place.refused(&format!("{GP} --out study --shard 0/3"));
    assert!(
        error.contains("is one of 2 shards, and this search is in 3"),
        "{error}"
    );
    // of another round and another search
    place.ok(&format!("{GP} --seed 1 --out other --shard 1/2"));
    place.ok(&format!("{GP} --out study --shard 0/2"));
    let error = place.refused("merge study/shard-0-of-2 other --out study");
    assert!(
        error.contains("of different searches") && error.contains("--seed 1, not 0"),
        "{error}"
    );
    assert_eq!(place.read("study/journal.log"), journal);
    // a study whose trials are none of the search
    let at = journal.find("\"learning_rate_init\":0.").unwrap();
    let value = &journal[at..][..journal[at..].find([',', '}']).unwrap()];
    for (changed, says) in [
        (
            resealed(&journal.replacen(value, "\"learning_rate_init\":0.005", 1)),
            "not a trial of this search: it chose",
        ),
        (
            journal.replacen(value, "\"learning_rate_init\":0.005", 1),
            "its checksum does not match",
        ),
        (format!("{journal}nothing"), "not a line of a journal"),
    ] {
        place.write("study/journal.log", &changed);
        let error = place.refused(&format!("{GP} --out study --shard 1/2"));
        assert!(
            error.contains("study/journal.log:") && error.contains(says),
            "{says}: {error}"
        );
        assert_eq!(place.read("study/journal.log"), changed);
    }
}

#[test]
fn one_process_goes_on_from_merged_rounds() {
    let place = place();
    place.ok(&format!("{GP} --out whole"));
    round(&place, GP, "study", 2);
    let error = place.refused(&format!("{GP} --out study"));
    assert!(error.contains("study holds shards of a search, of 2,"), "{error}");
    let (shown, _) = place.ok("show study");
    assert!(
        shown.starts_with(
            "iris: 2 shards, not merged into a study, 6 of 16 candidates done\nnext: mcutune merge study\n"
        ),
        "{shown}"
    );
    place.ok("merge study");
    // one of the second round has begun, which is too late then
    place.ok(&format!("{GP} --out study --shard 0/2"));
    place.ok(&format!("{GP} --out study"));
    let whole = without_times(&place, "whole");
    assert!(without_times(&place, "study") == whole);
    round(&place, GP, "study", 2);
    let merged = place.json("merge study --json");
    assert_eq!(
        (&merged["added"], &merged["complete"]),
        (&Value::from(0), &Value::from(true))
    );
    assert!(without_times(&place, "study") == whole);
    let json = place.json(&format!("{GP} --out study --shard 0/2 --json"));
    assert_eq!(json["round"], serde_json::json!({"from": 16, "candidates": 0}));
    assert_eq!(
        (&json["all_candidates"], &json["candidates"]),
        (&Value::from(16), &Value::from(0))
    );
}

#[test]
fn machines_that_share_no_disk_take_the_merged_journal_along() {
    let place = place();
    place.ok(&format!("{GP} --out whole"));
    let each = |index: usize| place.ok(&format!("{GP} --out machine{index} --shard {index}/2"));
    each(0);
    each(1);
    let merging = "merge machine0 machine1 --out study";
    let (said, _) = place.ok(merging);
    assert!(
        said.contains("\nnext: copy study/journal.log to machine0, machine1, and then mcutune search ")
            && said.ends_with(" --out machine0 --shard 0/2, and the others likewise\n"),
        "{said}"
    );
    // a loop that forgets it ends
    each(0);
    each(1);
    let error = place.refused(merging);
    let says = "study/journal.log has the candidates of these shards, and the next round is not begun: copy \
                study/journal.log to machine0, machine1, and search with each shard again";
    assert!(error.contains(says), "{error}");
    let copy = |index: usize| {
        let to = place.path(&format!("machine{index}/journal.log"));
        fs::copy(place.path("study/journal.log"), to).unwrap();
    };
    copy(0);
    each(0);
    // without the journal it is at its first round still
    each(1);
    let error = place.refused(merging);
    assert!(
        error.contains("not done: 1/2 (not in this round)")
            && error.contains("--out machine1 --shard 1/2`, each with the journal that the rounds before were merged into in its directory"),
        "{error}"
    );
    copy(1);
    each(1);
    let merged = place.json(&format!("{merging} --json"));
    assert_eq!(merged["copy_to"], serde_json::json!(["machine0", "machine1"]));
    for index in 0..2 {
        copy(index);
        each(index);
    }
    merge(&place, "machine0 machine1 --out study", "study");
    assert!(without_times(&place, "study") == without_times(&place, "whole"));
}

#[test]
fn shards_without_candidates_are_no_error() {
    let place = place();
    let search = "search @iris.csv --space grid.toml --strategy halving --cv 3 --quiet";
    place.ok(&format!("{search} --out whole"));
    assert_eq!(rounds(&place, search, "study", 7), 3);
    // of the last iteration one candidate, the thirteenth
    assert_eq!(trials(&place, "study/shard-1-of-7/journal.log"), 0);
    merge(&place, "study", "study");
    assert!(without_times(&place, "study") == without_times(&place, "whole"));
    let (_, err) = printed(&place.run(&format!("{search} --out study --shard 6/7")));
    assert_eq!(err, "");
}
