//! `search --shard` and `merge`: a search on several machines has the bytes of one.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::place::{Place, printed};
use crate::resume::{start, wait_for_trials};
use crate::without_times::without_times;

/// Six candidates as a grid, some of 64 units, and ranges to draw from.
fn place() -> Place {
    let place = Place::new();
    let grid = "hidden_layer_sizes = [[4], [64], [8]]\nlearning_rate_init = [0.01, 0.1]\nmax_iter = 8\n";
    place.write("grid.toml", grid);
    let ranges = "hidden_layer_sizes = { low = 4, high = 65 }\nmax_iter = 8\n\
                  learning_rate_init = { low = 1e-3, high = 1e-1, log = true }\n";
    place.write("ranges.toml", ranges);
    place
}

const GRID: &str = "search @iris.csv --space grid.toml --cv 3 --quiet";
const RANDOM: &str = "search @iris.csv --space ranges.toml --cv 3 --quiet --strategy random --trials 9";

/// All shards of a search, in an order that is not theirs.
fn fit(place: &Place, search: &str, out: &str, count: usize) {
    for index in (0..count).rev() {
        place.ok(&format!("{search} --out {out} --shard {index}/{count}"));
    }
}

/// Merges and does what that says is next, which fits nothing that a shard has fitted.
pub fn merge(place: &Place, arguments: &str, out: &str) {
    let (said, _) = place.ok(&format!("merge {arguments}"));
    let journal = format!("{out}/journal.log");
    let merged = place.read(&journal);
    let next = said
        .lines()
        .find_map(|line| line.strip_prefix("next: mcutune "))
        .unwrap();
    let next = shlex::split(next).unwrap().join(" ");
    place.ok(&next);
    let ended = place.read(&journal);
    let more = ended.strip_prefix(merged.as_str()).expect("what was merged");
    // where Optuna may take another trial for the best
    let choosing = ["--select", "--confirm", "halving", "gp", "auto"];
    let names_winner = more.contains("\"user_attr\":{\"winner\":") && more.lines().count() == 1;
    let may_name = choosing.iter().any(|word| next.contains(word));
    assert!(more.is_empty() || names_winner && may_name, "{next}: {more}");
}

#[test]
fn shards_have_the_bytes_of_one_process() {
    let limit = "--mcu cortex-m4f --limit ram=60";
    for search in [
        GRID.to_owned(),
        RANDOM.to_owned(),
        format!("{GRID} --quantize int8 --select-by int8 --holdout 0.2 {limit}"),
        format!("{RANDOM} --quantize int8 --rng numpy --cv shuffled:3 {limit}"),
        format!("{GRID} --strategy auto --select one-standard-error {limit}"),
    ] {
        let search = search.replacen(" --cv 3", "", usize::from(search.contains("--cv shuffled")));
        let place = place();
        place.ok(&format!("{search} --out whole"));
        let whole = without_times(&place, "whole");
        let limited = search.contains("--limit");
        assert_eq!(whole.concat().contains("\"infeasible\""), limited, "{search}");
        for count in [1, 2, 3, 7] {
            let out = format!("by{count}");
            fit(&place, &search, &out, count);
            merge(&place, &out, &out);
            assert!(without_times(&place, &out) == whole, "{search}, {count} shards");
        }
    }
}

#[test]
fn a_merge_keeps_every_byte_of_a_trial() {
    let place = place();
    fit(&place, GRID, "study", 2);
    let trials = |journal: &str| -> Vec<String> {
        let unsealed = |line: &str| line.split(",\"checksum\"").next().unwrap().to_owned();
        let journal = place.read(journal);
        let trials = journal.lines().filter(|line| line.contains("\"op_code\":4"));
        trials.map(unsealed).collect()
    };
    place.ok("merge study --out merged");
    let (a, b) = (
        trials("study/shard-0-of-2/journal.log"),
        trials("study/shard-1-of-2/journal.log"),
    );
    let both = a.into_iter().zip(b).flat_map(|(a, b)| [a, b]);
    assert!(trials("merged/journal.log").into_iter().eq(both));
}

#[test]
fn machines_that_share_no_disk_are_merged() {
    let place = place();
    place.ok(&format!("{GRID} --out whole"));
    for index in 0..3 {
        place.ok(&format!("{GRID} --out machine{index} --shard {index}/3"));
    }
    // a directory may be named twice, and a shard by its own
    let all = "machine0 machine2/shard-2-of-3 machine1 machine1";
    let error = place.refused(&format!("merge {all}"));
    assert!(error.contains("need --out"), "{error}");
    merge(&place, &format!("{all} --out study"), "study");
    assert!(without_times(&place, "study") == without_times(&place, "whole"));
    let error = place.refused("merge machine2/shard-2-of-3");
    assert!(error.contains("needs --out"), "{error}");
}

/// A shard counts its own trials from 0, which are others in the study.
#[test]
fn a_fit_that_fails_in_a_shard_is_named_as_in_the_study() {
    let place = Place::new();
    let rates = "learning_rate_init = [1e-3, 1e-2, 1e-1, 1e-2, 1e-1, 1e38]";
    place.write(
        "mixed.toml",
        format!("solver = ['sgd']\nactivation = ['relu']\n{rates}\nmax_iter = 1\n"),
    );
    let search = "search @iris.csv --cv 3 --space mixed.toml --quiet --error-score raise";
    let says = "trial 5 failed on fold 0: a weight or a prediction is not finite";
    let whole = place.refused(&format!("{search} --out whole"));
    assert!(whole.contains(says), "{whole}");
    for count in [1, 2, 3] {
        let shard = format!("{search} --out study{count} --shard {}/{count}", 5 % count);
        let error = place.refused(&shard);
        assert!(error.contains(says), "{count}: {error}");
        // as its journal has it, too
        let error = place.refused(&shard);
        assert!(error.contains(says), "{count}: {error}");
    }
}

#[test]
fn a_killed_shard_goes_on_and_doubles_nothing() {
    let place = place();
    let slow = "hidden_layer_sizes = [[128], [256]]\nlearning_rate_init = [0.001, 0.002, 0.003, 0.004]\nmax_iter = 200\n";
    place.write("slow.toml", slow);
    let search = "search @wine.csv --space slow.toml --cv 3 --jobs 1 --quiet";
    place.ok(&format!("{search} --out whole"));
    let shard = format!("{search} --out study --shard 0/2");
    let journal = place.path("study/shard-0-of-2/journal.log");
    for count in [0, 1, 2] {
        let mut child = start(&place, &shard);
        wait_for_trials(&mut child, &journal, count);
        if count == 1 {
            // it is there already
            let error = place.refused(&shard);
            assert!(error.contains("another mcutune is searching"), "{error}");
        }
        child.kill().unwrap();
        child.wait().unwrap();
        if journal.exists() {
            let name = "study/shard-0-of-2/journal.log";
            let torn = place.read(name) + "{\"op_code\":4,\"worker_id\":\"mcu";
            place.write(name, torn);
        }
    }
    place.ok(&format!("{search} --out study --shard 1/2"));
    let error = place.refused("merge study");
    let torn = place.read("study/shard-0-of-2/journal.log");
    for part in [
        "1 of 2 shards is not done: 0/2 (",
        " of 4 candidates)",
        "--out study --shard 0/2`",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
    let unmerged = place.files();
    assert!(!place.path("study/journal.log").exists() && unmerged.contains(&"study".to_owned()));
    assert_eq!(
        place.read("study/shard-0-of-2/journal.log"),
        torn,
        "a merge only reads"
    );
    // the command that it says
    let (_, command) = error.split_once("`mcutune ").unwrap();
    place.ok(command.split('`').next().unwrap());
    // once more, which is nothing
    let done = place.read("study/shard-0-of-2/journal.log");
    place.ok(&shard);
    assert_eq!(place.read("study/shard-0-of-2/journal.log"), done);
    merge(&place, "study", "study");
    assert!(without_times(&place, "study") == without_times(&place, "whole"));
}

#[test]
fn a_merge_that_is_given_again_changes_nothing() {
    let place = place();
    fit(&place, GRID, "study", 2);
    merge(&place, "study", "study");
    // another rule by which the winner is chosen, and shards that a scheduler starts again
    place.ok(&format!("{GRID} --select within=1 --out study"));
    let journal = place.read("study/journal.log");
    fit(&place, GRID, "study", 2);
    let (said, _) = place.ok("merge study");
    assert!(said.contains("study/journal.log has all 6 candidates"), "{said}");
    assert_eq!(place.read("study/journal.log"), journal);
    // a merge that was killed, or a search that went on without the shards
    let whole = without_times(&place, "study");
    let cut = journal.find("{\"op_code\":4").unwrap();
    place.write("study/journal.log", &journal[..cut]);
    merge(&place, "study", "study");
    place.ok(&format!("{GRID} --select within=1 --out study"));
    assert!(without_times(&place, "study") == whole);
}

#[test]
fn a_damaged_line_is_named_and_costs_one_shard() {
    let place = place();
    fit(&place, GRID, "study", 3);
    let journal = "study/shard-1-of-3/journal.log";
    let whole = place.read(journal);
    place.write(journal, whole.replacen("\"n_iter\":[8,", "\"n_iter\":[7,", 1));
    for command in [
        "merge study",
        "show study",
        &format!("{GRID} --out study --shard 1/3"),
    ] {
        let error = place.refused(command);
        assert!(error.contains(&format!("{journal}:6: ")), "{command}: {error}");
    }
    let error = place.refused("merge study");
    assert!(error.contains("move study/shard-1-of-3 away"), "{error}");
    fs::rename(place.path("study/shard-1-of-3"), place.path("damaged")).unwrap();
    place.ok(&format!("{GRID} --out study --shard 1/3"));
    merge(&place, "study", "study");
}

#[test]
fn shards_that_are_no_search_are_named() {
    let place = place();
    fit(&place, GRID, "study", 2);
    let refused = |arguments: &str, says: &[&str]| {
        let error = place.refused(arguments);
        for part in says {
            assert!(error.contains(part), "{arguments}: {part}: {error}");
        }
    };
    // nowhere
    refused("merge nowhere", &["nowhere: no shard of a search is there"]);
    place.ok(&format!("{GRID} --out whole"));
    refused("merge whole --out it", &["whole: no shard of a search is there"]);
    refused("merge whole", &["whole: no shard of a search is there"]);
    // a shard missing
    place.ok(&format!("{GRID} --out some --shard 3/5"));
    refused(
        "merge some",
        &[
            "4 of 5 shards are not done: 0/5 (not begun), 1/5",
            "--out some --shard 0/5`",
        ],
    );
    // of other commands, of which the directory of one study takes none
    let others = [
        ("--seed 1", "--seed"),
        ("--scale minmax", "--scale"),
        ("--select within=1", "--select"),
        ("--missing mean", "--missing"),
    ];
    for (at, (flags, named)) in others.into_iter().enumerate() {
        let other = format!("{GRID} {flags} --shard 1/2 --out");
        if named != "--select" {
            refused(
                &format!("{other} study"),
                &["study/shard-", "holds another search", named],
            );
        }
        place.ok(&format!("{other} other{at}"));
        let merge = format!("merge study/shard-0-of-2 other{at} --out it");
        refused(
            &merge,
            &[
                &format!("other{at}/shard-1-of-2 and study/shard-0-of-2 are of"),
                named,
            ],
        );
    }
    refused(
        &format!("{GRID} --out study --shard 0/3"),
        &["is one of 2 shards, and this search is in 3"],
    );
    refused(
        "merge study some --out it",
        &["is one of 2 shards, and some/shard-3-of-5 one of 5"],
    );
    #[cfg(unix)]
    cannot_be_looked_at(&place);
    // one twice
    place.ok(&format!("{GRID} --out copy --shard 1/2"));
    refused(
        "merge study copy --out it",
        &["shard 1/2 is in study/shard-1-of-2 and in copy"],
    );
    // into something else
    refused(
        "merge study --out some/shard-3-of-5",
        &["holds the study of another search", "--shard"],
    );
    place.ok(&format!("{GRID} --seed 3 --out whole3"));
    let before = place.read("whole3/journal.log");
    refused(
        "merge study --out whole3",
        &["whole3 holds the study of another search", "--seed 3, not 0"],
    );
    refused(
        &format!("{GRID} --out whole3 --shard 0/2"),
        &["whole3 holds another search", "--seed is 3 there"],
    );
    assert_eq!(place.read("whole3/journal.log"), before);
    assert!(!place.path("it").exists() && !place.path("whole3/shard-0-of-2").exists());
}

#[test]
fn a_directory_of_shards_is_no_study_yet() {
    let place = place();
    place.ok(&format!("{GRID} --out study --shard 1/2"));
    let journal = place.read("study/shard-1-of-2/journal.log");
    let (shown, _) = place.ok("show study");
    assert!(
        shown.starts_with(
            "iris: 2 shards, not merged into a study, 3 of 6 candidates done\nshard 0/2: not begun\n"
        ),
        "{shown}"
    );
    assert!(
        shown.contains("next: mcutune search ") && shown.contains("--out study --shard 0/2\n"),
        "{shown}"
    );
    let error = place.refused("show study --best");
    assert!(error.contains("`mcutune merge study` makes"), "{error}");
    let error = place.refused(&format!("{GRID} --out study"));
    assert!(
        error.contains("study holds shards of a search, of 2,") && error.contains("`mcutune merge study`"),
        "{error}"
    );
    // nor are its files data
    let error = place.refused("search study --cv 2");
    assert!(error.contains("study"), "{error}");
    place.ok(&format!("{GRID} --out study --shard 0/2"));
    let (shown, _) = place.ok("show study");
    assert!(
        shown.ends_with("6 of 6 candidates done\nnext: mcutune merge study\n"),
        "{shown}"
    );
    let json = place.json("show study --json");
    assert_eq!(
        (&json["done"], &json["shards"]),
        (&Value::from(6), &Value::from(2))
    );
    // a shard by itself
    let (shown, _) = place.ok("show study/shard-1-of-2");
    let says = "shard 1/2 of a search of 6 candidates, 3 of them its own: trial 0 here is trial 1 there, 1 is 3\niris: 3 trials";
    assert!(shown.starts_with(says), "{shown}");
    assert_eq!(place.read("study/shard-1-of-2/journal.log"), journal);
    let json = place.json("merge study --json");
    assert_eq!(json["candidates"], 6);
    assert!(json["next"].as_str().unwrap().starts_with("mcutune search "));
    place.ok("show study --best");
}

#[test]
fn what_is_not_done_in_shards_says_what_to_do() {
    let place = place();
    let shard = "search @iris.csv --out study --quiet --shard 0/2";
    for (flags, says) in [
        (
            "--strategy gp",
            "--shard: candidates of gp, which auto may be, race where --race does not say otherwise, and those of a shard \
             cannot race against those of the others: give --race none",
        ),
        ("--strategy auto --space ranges.toml", "give --race none"),
        (
            "--strategy gp --race halving",
            "--race halving: candidates of a shard",
        ),
        ("--strategy halving --time 10s", "--time: a shard is done when"),
        (
            "--race exact",
            "--race exact: candidates of a shard would have to race",
        ),
        ("--race halving", "give --race none"),
        ("--time 10s", "--time: a shard is done when"),
        ("--target-score 0.5", "--target-score: a shard does not know"),
        (
            "--confirm 3 --cv shuffled:3",
            "--confirm: the best candidates are known when",
        ),
        ("--plot it.svg", "--plot: a shard has a part"),
    ] {
        let error = place.refused(&format!("{shard} {flags}"));
        assert!(error.contains(says), "{flags}: {error}");
        assert!(!place.path("study").exists(), "{flags}");
    }
    for (flag, says) in [
        ("0/0", "0 shards have no candidates"),
        ("2/2", "there is no shard 2 of 2"),
        ("-1/2", "such as 0/4"),
        ("auto/0", "from 1 to 100,000"),
    ] {
        let output = place.run(&format!("search @iris.csv --shard={flag}"));
        let (_, err) = printed(&output);
        assert_eq!(output.status.code(), Some(2), "{err}");
        assert!(err.contains(says), "{flag}: {err}");
    }
    // confirmation and the like follow the merge
    fit(
        &place,
        &format!("{GRID} --cv shuffled:3").replacen(" --cv 3", "", 1),
        "study",
        2,
    );
    place.ok("merge study");
    let rest = "--cv shuffled:3 --confirm 2 --plot it.svg";
    let search = GRID.replacen(" --cv 3", "", 1);
    place.ok(&format!("{search} {rest} --out study"));
    place.ok(&format!("{search} {rest} --out whole"));
    assert!(without_times(&place, "study") == without_times(&place, "whole"));
}

#[test]
fn a_scheduler_says_which_shard() {
    let place = place();
    place.ok(&format!("{GRID} --out whole"));
    let run = |flag: &str, variables: &[(&str, &str)]| {
        let mut command = place.command(&format!("{GRID} --out study --shard {flag}"));
        let output = command.envs(variables.iter().copied()).output().unwrap();
        (output.status.code(), printed(&output).1)
    };
    let array = |id: &'static str, count: &'static str, min: &'static str| {
        [
            ("SLURM_ARRAY_TASK_ID", id),
            ("SLURM_ARRAY_TASK_COUNT", count),
            ("SLURM_ARRAY_TASK_MIN", min),
        ]
    };
    assert_eq!(run("auto", &array("0", "2", "0")), (Some(0), String::new()));
    // one task of it alone, which says of itself that it is the only one
    let (code, error) = run("auto", &array("1", "1", "1"));
    assert_eq!(code, Some(1));
    assert!(
        error.contains("is one of 2 shards, and this search is in 1"),
        "{error}"
    );
    assert_eq!(run("auto/2", &array("1", "1", "1")), (Some(0), String::new()));
    let (code, error) = run("auto", &[]);
    assert_eq!(code, Some(1));
    assert!(
        error.starts_with("error: --shard auto: none of SLURM_ARRAY_TASK_ID"),
        "{error}"
    );
    merge(&place, "study", "study");
    assert!(without_times(&place, "study") == without_times(&place, "whole"));
    assert!(Path::new(&place.path("study/shard-1-of-2/journal.log")).exists());
}

#[test]
fn shards_of_other_data_name_the_data() {
    let place = place();
    place.write("iris.csv", place.case("../../data/iris.csv"));
    let search = GRID.replace("@iris.csv", "iris.csv");
    place.ok(&format!("{search} --out study --shard 0/2"));
    place.write("iris.csv", place.read("iris.csv").replacen("5.1,", "5.2,", 1));
    let error = place.refused(&format!("{search} --out study --shard 1/2"));
    assert!(
        error.contains("SHA-256") && !error.contains("another build"),
        "{error}"
    );
}

/// What cannot be looked at is not missing.
#[cfg(unix)]
fn cannot_be_looked_at(place: &Place) {
    let hidden = place.path("study/shard-1-of-2/journal.log");
    let aside = place.path("aside");
    std::fs::rename(&hidden, &aside).unwrap();
    std::os::unix::fs::symlink("journal.log", &hidden).unwrap();
    let error = place.refused("merge study");
    assert!(
        error.contains("study/shard-1-of-2/journal.log: cannot be read: "),
        "{error}"
    );
    std::fs::rename(&aside, &hidden).unwrap();
    std::os::unix::fs::symlink("loop", place.path("loop")).unwrap();
    let error = place.refused("merge loop --out it");
    assert!(error.contains("loop: cannot be read: "), "{error}");
}
