//! `search --cv KIND:N`, `--groups COLUMN`.

use serde_json::Value;

use crate::place::{Place, printed};
use crate::shards::merge;
use crate::without_times::without_times;

const SPACE: &str = "hidden_layer_sizes = [[3], [5]]\nlearning_rate_init = [0.01, 0.1]\nmax_iter = 4\n";
const SEARCH: &str = "search gait.csv --space space.toml --quiet";

/// Forty rows of eight people, who are names and numbers; two classes, and folds of whole numbers.
fn place() -> Place {
    let place = Place::new();
    place.write("space.toml", SPACE);
    let row = |i: usize| {
        let (person, class) = (i * 7 % 8, ["walks", "runs"][i * i % 3 % 2]);
        let fold = [-1, 4, 0, 9][i * 3 % 5 % 4];
        format!("{},{},p{person},{fold},{},{class}\n", i * i % 11, i % 5, i)
    };
    let rows: String = (0..40).map(row).collect();
    place.write("gait.csv", format!("a,b,person,fold,step,class\n{rows}"));
    place
}

const KINDS: [(&str, &str); 10] = [
    ("stratified:4", "--drop person,fold"),
    ("kfold:4", "--drop person,fold"),
    ("group:4", "--groups person --drop fold"),
    ("group:3", "--groups 2 --drop fold"),
    ("stratified-group:3", "--groups person --drop fold"),
    ("repeated:3x2", "--drop person,fold"),
    ("loo", "--drop person,fold"),
    ("time-series:3", "--drop person,fold"),
    ("shuffle-split:6", "--drop person,fold"),
    ("column:fold", "--drop person"),
];

/// The rows that test each fold, of a study that keeps answers.
fn tested(place: &Place, study: &str) -> Vec<Vec<u64>> {
    let asked: Value = serde_json::from_str(&place.read(&format!("{study}/predictions.json"))).unwrap();
    let numbers = |list: &Value| -> Vec<u64> {
        let list = list.as_array().unwrap();
        list.iter().map(|v| v.as_u64().unwrap()).collect()
    };
    let mut rows = numbers(&asked["rows"]).into_iter();
    let folds = numbers(&asked["folds"]).into_iter();
    folds
        .map(|length| rows.by_ref().take(length as usize).collect())
        .collect()
}

#[test]
fn each_kind_goes_through_a_study() {
    let place = place();
    for (at, (cv, flags)) in KINDS.into_iter().enumerate() {
        let out = format!("s{at}");
        let search = format!("{SEARCH} --cv {cv} {flags} --rng numpy --seed 3");
        let found = place.json(&format!("{search} --keep-predictions --out {out} --json"));
        let scores = found["best"]["split_test_scores"].as_array().unwrap().len();
        assert_eq!(scores, tested(&place, &out).len(), "{cv}");
        // it goes on, with nothing left to do
        let journal = place.read(&format!("{out}/journal.log"));
        place.ok(&format!("{search} --keep-predictions --out {out}"));
        assert_eq!(place.read(&format!("{out}/journal.log")), journal, "{cv}");
        // and is shown by what it has kept
        let shown = place.json(&format!("show {out} --scoring balanced_accuracy --json"));
        assert_eq!(
            shown["best"]["split_test_scores"].as_array().unwrap().len(),
            scores,
            "{cv}"
        );
        // the number of features is that without the column
        let model: Value = serde_json::from_str(&place.read(&format!("{out}/model.json"))).unwrap();
        assert_eq!(model["shape"][0], 3, "{cv}");
        place.ok(&format!(
            "export {out} --trial 1 --data gait.csv --format c -o {out}.h"
        ));
        // other folds are another study
        let other = place.refused(&format!(
            "{SEARCH} --cv 3 --drop person,fold --rng numpy --seed 3 --out {out}"
        ));
        assert!(other.contains("--cv") || other.contains("--drop"), "{other}");
        // the report names the same command
        place.ok(&format!("report {out} --data gait.csv --output {out}.html"));
        let page = place.read(&format!("{out}.html"));
        assert!(page.contains(&format!("--cv</span> <span>{cv}<")), "{cv}");
        assert_eq!(page.contains("--groups"), flags.contains("--groups"), "{cv}");
    }
}

#[test]
fn a_fold_of_groups_shares_none_with_those_that_train() {
    let place = place();
    place.ok(&format!(
        "{SEARCH} --cv group:3 --groups person --drop fold --keep-predictions --out s"
    ));
    let mut fold_of = [None; 8];
    for (fold, rows) in tested(&place, "s").into_iter().enumerate() {
        for person in rows.into_iter().map(|row| row as usize * 7 % 8) {
            assert_eq!(*fold_of[person].get_or_insert(fold), fold);
        }
    }
    assert!(fold_of.iter().all(Option::is_some));
    // the column may be anywhere, of numbers, or last, where the target would be
    let text = place
        .read("gait.csv")
        .replace(",p", ",")
        .replace(",erson", ",person");
    let moved = |line: &str| {
        let mut words: Vec<&str> = line.split(',').collect();
        let person = words.remove(2);
        format!("{},{person}\n", words.join(","))
    };
    place.write("moved.csv", text.lines().map(moved).collect::<String>());
    let search = SEARCH.replace("gait", "moved");
    let groups = "--cv group:3 --groups person --drop fold --keep-predictions";
    place.ok(&format!("{search} {groups} --out t"));
    assert_eq!(tested(&place, "t"), tested(&place, "s"));
    // a model takes rows with the column and without it
    let (with, _) = place.ok("predict s/model.json gait.csv");
    place.write(
        "rows.csv",
        place
            .read("gait.csv")
            .lines()
            .map(|line| {
                let words: Vec<&str> = line.split(',').collect();
                format!("{},{},{}\n", words[0], words[1], words[4])
            })
            .collect::<String>(),
    );
    let (without, _) = place.ok("predict s/model.json rows.csv");
    assert_eq!(with, without);
}

#[test]
fn rows_before_a_fold_train_it() {
    let place = place();
    place.ok(&format!(
        "{SEARCH} --cv time-series:3 --drop person,fold --keep-predictions --out s"
    ));
    let expected: Vec<Vec<u64>> = vec![(10..20).collect(), (20..30).collect(), (30..40).collect()];
    assert_eq!(tested(&place, "s"), expected);
}

#[test]
fn a_column_has_the_folds() {
    let place = place();
    place.ok(&format!(
        "{SEARCH} --cv column:fold --drop person --keep-predictions --out s"
    ));
    let of = |fold: usize| {
        (0..40)
            .filter(|i| i * 3 % 5 % 4 == fold)
            .map(|i| i as u64)
            .collect()
    };
    let expected: Vec<Vec<u64>> = [2, 1, 3].map(of).to_vec();
    assert_eq!(tested(&place, "s"), expected);
    // one fold alone, with the rule that takes more of them
    let one = place
        .read("gait.csv")
        .replace(",4,", ",-1,")
        .replace(",9,", ",-1,");
    place.write("one.csv", one);
    let search = SEARCH.replace("gait", "one");
    let search = format!(
        "{search} --cv column:fold --drop person --select one-standard-error --keep-predictions --out t"
    );
    place.ok(&search);
    assert_eq!(tested(&place, "t"), expected[..1]);
    place.ok("show t");
    place.ok(&search);
}

#[test]
fn shards_race_and_halving_have_the_folds_of_one_process() {
    let place = place();
    let search = format!("{SEARCH} --cv group:3 --groups person --drop fold");
    place.ok(&format!("{search} --out whole"));
    for shard in ["0/2", "1/2"] {
        place.ok(&format!("{search} --out parts --shard {shard}"));
    }
    merge(&place, "parts", "parts");
    assert!(without_times(&place, "parts") == without_times(&place, "whole"));
    let best = |flags: &str| place.json(&format!("{flags} --json"))["best"]["trial"].clone();
    let time = format!("{SEARCH} --cv time-series:3 --drop person,fold");
    assert_eq!(
        best(&format!("{time} --out a")),
        best(&format!("{time} --race exact --out b"))
    );
    // epochs may be halved on any folds, and rows on those that part them
    place.ok(&format!("{time} --strategy halving --out c"));
    let rows = "--strategy halving --resource n_samples --min-resources 24";
    place.ok(&format!("{search} {rows} --out d"));
    let error = place.refused(&format!("{time} {rows} --out e"));
    assert!(error.contains("--resource max_iter"), "{error}");
}

#[test]
fn fresh_folds_are_of_kinds_that_draw() {
    let place = place();
    let drop = "--drop person,fold";
    let found = place.json(&format!(
        "{SEARCH} {drop} --cv shuffle-split:4 --confirm 2 --out a --json"
    ));
    assert_eq!(found["best"]["split_confirm_scores"].as_array().unwrap().len(), 4);
    for cv in ["kfold:3", "stratified:3", "time-series:3"] {
        let error = place.refused(&format!("{SEARCH} {drop} --cv {cv} --confirm 2 --out b"));
        assert!(error.contains("has no others") && error.contains(cv), "{error}");
    }
    // gp confirms by itself where it can, and keeps the folds that were asked for
    let gp = "--strategy gp --trials 20 --groups person --cv group:3 --drop fold";
    place.write(
        "ranges.toml",
        "hidden_layer_sizes = { low = 2, high = 9 }\nmax_iter = 3\n",
    );
    let found = place.json(&format!(
        "search gait.csv --space ranges.toml --quiet {gp} --out g --json"
    ));
    assert!(found["best"]["split_confirm_scores"].is_null());
}

#[test]
fn what_makes_no_folds_says_why() {
    let place = place();
    let values = place
        .read("gait.csv")
        .replace("walks", "1.5")
        .replace("runs", "2.5");
    place.write("values.csv", values);
    let sorted: String = (0..40).map(|i| format!("{i},{}\n", ["x", "y"][i / 30])).collect();
    place.write("sorted.csv", format!("a,class\n{sorted}"));
    let alone = (0..40).map(|i| format!("{i},3,{}\n", ["x", "y"][i % 2]));
    place.write(
        "alone.csv",
        format!("a,fold,class\n{}", alone.collect::<String>()),
    );
    place.write("gap.csv", place.read("gait.csv").replacen("p7", "", 1));
    for (search, says) in [
        (
            "gait.csv --cv group:3 --groups step --drop fold,person",
            "each row has a value of its own in `step`",
        ),
        (
            "gait.csv --cv group:9 --groups person --drop fold",
            "`person` has 8 groups, fewer than the 9 folds",
        ),
        (
            "gait.csv --cv group:3 --groups nobody",
            "`class`; see `--groups nobody`",
        ),
        (
            "gait.csv --cv group:3 --groups class --target class",
            "it is the target",
        ),
        (
            "gait.csv --cv group:3 --groups person --drop person",
            "it is left out",
        ),
        ("gait.csv --cv group:3", "--groups COLUMN"),
        ("gait.csv --cv 3 --groups person", "--cv group:N"),
        ("gait.csv --cv kfold:3 --groups person", "--cv group:N"),
        (
            "gait.csv --cv column:fold --groups person",
            "leave one of them out",
        ),
        (
            "gait.csv --cv column:person --drop fold",
            "`p0` in the column `person` is no number of a fold",
        ),
        (
            "gait.csv --cv column:step --drop person --holdout 0.2",
            "--holdout",
        ),
        (
            "gait.csv --cv group:3 --groups person --drop fold --holdout 0.2",
            "--holdout",
        ),
        (
            "gait.csv --cv time-series:3 --drop person,fold --holdout 0.2",
            "--holdout",
        ),
        (
            "gait.csv --cv time-series:40 --drop person,fold",
            "takes at least 41 rows, and there are 40",
        ),
        (
            "values.csv --cv stratified:3 --drop person,fold --task regress",
            "stratified folds are of classes",
        ),
        (
            "sorted.csv --cv time-series:3",
            "on each fold all rows that train are of one class, on the first of `x`",
        ),
        ("gait.csv --cv column:nope", "`class`; see `--cv column:nope`"),
        (
            "alone.csv --cv column:fold",
            "the column `fold` has all rows in one fold, which leaves none to train",
        ),
        ("sorted.csv --cv kfold:41", "fewer than the 41 folds"),
        (
            "gap.csv --cv group:3 --groups person --drop fold --missing mean",
            "`person` says which group or fold a row is of",
        ),
    ] {
        let error = place.refused(&format!("search {search} --space space.toml --out s"));
        assert!(error.contains(says), "{search}: {error}");
    }
    assert!(!place.path("s").exists());
    // a row without a group may be left out
    place.ok(
        "search gap.csv --cv group:3 --groups person --drop fold --missing drop --space space.toml --out s",
    );
    // a class of one row cannot be on both sides
    place.write("rare.csv", format!("a,class\n{sorted}7,z\n"));
    let error = place.refused("search rare.csv --cv shuffle-split:3 --space space.toml --out t");
    assert!(error.contains("the class `z` has one row"), "{error}");
    // each fold trains on the class of the other
    let fold = |i: usize| format!("{i},{},{}\n", i / 30, ["x", "y"][i / 30]);
    place.write(
        "one_class.csv",
        format!("a,fold,class\n{}", (0..40).map(fold).collect::<String>()),
    );
    let error = place.refused("search one_class.csv --cv column:fold --space space.toml --out t");
    assert!(
        error.contains("on each fold all rows that train are of one class, on the first of `y`"),
        "{error}"
    );
    for cv in ["column:", "group:1", "mixed:3", "group", "kfold:x", "kfold:65536"] {
        let output = place.run(&format!("search gait.csv --cv {cv}"));
        assert_eq!(output.status.code(), Some(2), "{cv}");
        assert!(printed(&output).1.contains("--cv"), "{cv}");
    }
}

/// As scikit-learn, whose networks of one class answer it to every row.
#[test]
fn a_fold_that_trains_on_one_class_scores_that_answer() {
    let place = place();
    let sorted = |other: usize| (0..40).map(move |i| format!("{i},{}\n", ["x", "y"][i / other]));
    place.write(
        "sorted.csv",
        format!("a,class\n{}", sorted(30).collect::<String>()),
    );
    place.write(
        "halves.csv",
        format!("a,class\n{}", sorted(20).collect::<String>()),
    );
    let cases = [
        // rows 8 to 15 and 16 to 23 are of `x`, of the next eight two are not
        (
            "sorted.csv --cv time-series:4",
            vec![1.0, 1.0, 0.75],
            "3 of 4 folds",
        ),
        // the last is of `y` alone
        ("sorted.csv --cv kfold:4", vec![], "1 of 4 folds"),
        ("halves.csv --cv kfold:3", vec![], ""),
        ("halves.csv --cv time-series:3", vec![1.0, 0.0], "2 of 3 folds"),
    ];
    for (at, (search, expected, warned)) in cases.into_iter().enumerate() {
        let search = format!("search {search} --space space.toml --quiet --json --out s{at}");
        let found = place.json(&search);
        for trial in found["trials"].as_array().unwrap() {
            let scores = trial["split_test_scores"].as_array().unwrap();
            let first: Vec<f64> = scores[..expected.len()]
                .iter()
                .map(|score| score.as_f64().unwrap())
                .collect();
            assert_eq!(first, expected, "{search}");
        }
        let said = format!("all rows that train on {warned} are of one class");
        let warnings = found["warnings"].to_string();
        assert_eq!(warnings.contains(&said), !warned.is_empty(), "{warnings}");
    }
}

#[test]
fn one_draw_of_rows_is_a_fold() {
    let place = place();
    let search = format!("{SEARCH} --cv shuffle-split:1 --drop person,fold --keep-predictions");
    let found = place.json(&format!("{search} --out s --json"));
    assert_eq!(tested(&place, "s").len(), 1);
    assert_eq!(tested(&place, "s")[0].len(), 4, "a tenth of the rows");
    for trial in found["trials"].as_array().unwrap() {
        assert_eq!(trial["split_test_scores"].as_array().unwrap().len(), 1);
        assert_eq!(trial["mean_test_score"], trial["split_test_scores"][0]);
        assert_eq!(trial["std_test_score"], 0.0);
    }
    // and it is the first of more
    place.ok(&format!("{} --out t", search.replace("split:1", "split:3")));
    assert_eq!(tested(&place, "t")[0], tested(&place, "s")[0]);
    for cv in ["kfold:1", "time-series:1", "shuffle-split:0"] {
        assert_eq!(
            place.run(&format!("{SEARCH} --cv {cv}")).status.code(),
            Some(2),
            "{cv}"
        );
    }
}

#[test]
fn more_rows_than_folds_can_be_are_refused_at_once() {
    let place = place();
    let rows = |count: u32| {
        (0..count)
            .map(|row| format!("{},{}\n", row % 97, row % 2))
            .collect::<String>()
    };
    place.write("many.csv", format!("a,class\n{}", rows(65_536)));
    let error = place.refused("search many.csv --cv loo --space space.toml --quiet --out s");
    let says = "--cv loo: each of 65536 rows would be a fold, and a search takes at most 65535: give --cv N";
    assert!(error.contains(says), "{error}");
    assert!(!place.path("s").exists());
}

#[test]
fn rows_that_look_ordered_are_told_once_with_what_helps() {
    let place = Place::new();
    place.write("s.toml", "hidden_layer_sizes = [[2]]\nmax_iter = 3\n");
    let write = |name: &str, header: &str, row: &dyn Fn(u32) -> String| {
        let rows: String = (0..60).map(|at| row(at) + "\n").collect();
        place.write(name, format!("{header}\n{rows}"));
    };
    write("target.csv", "a,b,y", &|at| {
        format!("{},{},{}.5", at * 37 % 60, at % 7, at / 2)
    });
    write("time.csv", "time,b,y", &|at| {
        format!("{at},{},c{}", at % 7, at % 2)
    });
    write("subject.csv", "subject id,b,y", &|at| {
        format!("{},{},c{}", at / 9, at % 7, at % 2)
    });
    for (file, folds, helps) in [
        ("target.csv", "shuffled:4", "rows are sorted by the target `y`"),
        ("time.csv", "time-series:4", "rows are in the order of `time`"),
        (
            "subject.csv",
            "group:4 --groups 'subject id'",
            "rows of one `subject id` stand together",
        ),
    ] {
        let search = format!("search {file} --space s.toml --quiet --json --out {file}.study");
        let json = place.json(&format!("{search} --cv 4"));
        let said = json["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|one| one.as_str());
        let said: Vec<&str> = said.filter(|one| one.contains("--cv ")).collect();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(
            said[0].contains(helps) && said[0].contains(&format!("--cv {folds}")),
            "{said:?}"
        );
        // folds of a kind that was chosen are meant
        let other = place.json(&format!("{search}.2 --cv shuffled:4"));
        assert!(!other["warnings"].to_string().contains(helps), "{other}");
    }
    // the bundled classes stand together, and folds take some of each
    let (_, err) = place.ok("search @iris.csv --space s.toml --cv 4 --quiet --out iris.study");
    assert!(!err.contains("--cv "), "{err}");
}

/// More than a byte counts.
#[test]
fn there_are_as_many_folds_as_are_asked_for() {
    let place = Place::new();
    place.write("one.toml", "hidden_layer_sizes = [[2]]\nmax_iter = 1\n");
    place.ok("search @diabetes.csv --cv shuffled:300 --space one.toml --quiet --out s");
    let trials = place.json("show s --json")["trials"].clone();
    let splits = trials[0]["split_test_scores"].as_array().unwrap();
    assert_eq!(splits.len(), 300);
    // r2 of one row is none, as in scikit-learn; 142 folds have two of the 442
    assert_eq!(splits.iter().filter(|score| score.is_f64()).count(), 142);
}
