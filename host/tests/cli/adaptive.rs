//! `search --strategy gp` and `auto`.

use serde_json::Value;

use crate::place::Place;
use crate::without_times::without_times;

const SPACE: &str = "activation = ['relu', 'tanh']
hidden_layer_sizes = { low = 4, high = 17, log = true }
learning_rate_init = { low = 1e-3, high = 1e-1, log = true }
max_iter = 10
";

/// The table of a study without its times.
fn table(place: &Place, study: &str) -> Vec<String> {
    let csv = place.read(&format!("{study}/cv_results.csv"));
    let without_times = |line: &str| line.splitn(5, ',').last().unwrap_or_default().to_owned();
    csv.lines().map(without_times).collect()
}

#[test]
fn threads_and_stops_change_no_candidate_and_a_batch_does() {
    let place = Place::new();
    place.write("space.toml", SPACE);
    let search = |flags: &str| {
        place.ok(&format!(
            "search @iris.csv --space space.toml --strategy gp --trials 20 --cv 3 --quiet {flags}"
        ))
    };
    search("--out one --jobs 1");
    search("--out four --jobs 4");
    search("--out batch --batch 3");
    let one = table(&place, "one");
    assert_eq!(one.len(), 21);
    assert_eq!(one, table(&place, "four"));
    let candidates = |table: &[String]| -> Vec<String> {
        let params = table[1..]
            .iter()
            .map(|line| line.split('"').nth(1).unwrap_or_default());
        params.map(str::to_owned).collect()
    };
    let (eight, three) = (candidates(&one), candidates(&table(&place, "batch")));
    assert_eq!(eight[..6], three[..6], "the first six are at random");
    assert_ne!(eight, three);
    // as a kill within the second batch leaves it
    let journal = place.read("four/journal.log");
    let lines: Vec<&str> = journal.lines().collect();
    let kept = lines.len() * 3 / 4;
    place.write("four/journal.log", lines[..kept].join("\n") + "\n");
    let (_, err) =
        place.ok("search @iris.csv --space space.toml --strategy gp --trials 20 --cv 3 --out four");
    assert!(err.contains("going on from four"), "{err}");
    assert_eq!(one, table(&place, "four"));
    assert_eq!(place.read("one/model.json"), place.read("four/model.json"));
    // what the candidates depend on cannot be changed on the way
    for (flags, named) in [
        (
            "--strategy gp --trials 20 --batch 4",
            "--batch is 8 there, 4 here",
        ),
        ("--strategy gp --trials 19", "--trials is 20 there, 19 here"),
        (
            "--strategy random --trials 20 --cv shuffled:3",
            "--strategy is gp there, random here",
        ),
    ] {
        let cv = if flags.contains("--cv") { "" } else { "--cv 3" };
        let refused = place.refused(&format!(
            "search @iris.csv --space space.toml {cv} --out one {flags}"
        ));
        assert!(refused.contains(named), "{flags}: {refused}");
    }
}

#[test]
fn auto_is_a_grid_where_that_is_small() {
    let place = Place::new();
    place.write("space.toml", SPACE);
    place.write("grid.toml", "max_iter = [2, 3, 4, 5]\nalpha = [0.1, 0.2]\n");
    place.ok("search @iris.csv --space grid.toml --cv 3 --quiet --out grid");
    let auto = "search @iris.csv --space grid.toml --cv 3 --strategy auto";
    let (_, said) = place.ok(&format!("{auto} --out auto"));
    assert!(
        said.contains("auto: a grid of 8 candidates (all values are lists"),
        "{said}"
    );
    let (_, said) = place.ok(&format!("{auto} --trials 5 --out told"));
    assert!(said.contains("auto: gp ("), "{said}");
    let (_, quiet) = place.ok(&format!("{auto} --quiet --out auto"));
    assert!(!quiet.contains("auto:"), "{quiet}");
    assert_eq!(place.read("grid/model.json"), place.read("auto/model.json"));
    assert_eq!(table(&place, "grid"), table(&place, "auto"));
    place.ok("search @iris.csv --space grid.toml --cv 3 --quiet --out some --strategy auto --trials 5");
    assert_eq!(table(&place, "some").len(), 6);
    place.ok("search @iris.csv --space space.toml --cv 3 --quiet --out gp --strategy gp --trials 12");
    place.ok("search @iris.csv --space space.toml --cv 3 --quiet --out ranges --strategy auto --trials 12");
    assert_eq!(table(&place, "gp"), table(&place, "ranges"));
}

#[test]
fn a_study_of_lists_beside_ranges_goes_on_with_the_same_bytes() {
    let place = Place::new();
    place.write(
        "space.toml",
        "[[space]]\nalpha = [0.5]\nhidden_layer_sizes = [[4, 4]]\nmax_iter = 5\n\
         learning_rate_init = { low = 1e-3, high = 1e-1, log = true }\n\
         [[space]]\nalpha = { low = 1e-3, high = 0.1, log = true }\nmax_iter = 5\n\
         hidden_layer_sizes = { low = 4, high = 9 }\n",
    );
    let flags = "search @iris.csv --space space.toml --strategy gp --trials 24 --cv 3 --quiet --out";
    place.ok(&format!("{flags} whole"));
    place.ok(&format!("{flags} cut"));
    let journal = place.read("cut/journal.log");
    let lines: Vec<&str> = journal.lines().collect();
    place.write("cut/journal.log", lines[..lines.len() - 5].join("\n") + "\n");
    place.ok(&format!("{flags} cut"));
    assert_eq!(table(&place, "whole"), table(&place, "cut"));
}

/// How many folds a trial has.
fn splits(trial: &Value) -> usize {
    let scores = (0..4).map(|fold| &trial[format!("split{fold}_test_score")]);
    scores.filter(|score| score.is_number()).count()
}

#[test]
fn halving_gives_the_same_bytes_by_any_number_of_threads_and_after_a_kill() {
    let place = Place::new();
    place.write("space.toml", SPACE);
    place.write(
        "grid.toml",
        "alpha = [0.1, 0.01]\nhidden_layer_sizes = [[2], [4], [8], [16]]\n\
                              learning_rate_init = [0.1, 0.001]\nmax_iter = 8\n",
    );
    // 16 or 20 candidates at once, or the first six, two batches of five and one of four
    for (flags, most) in [
        ("--strategy grid --space grid.toml", 16 + 8 + 4 + 4),
        (
            "--strategy random --space space.toml --trials 20",
            20 + 10 + 5 + 5,
        ),
        (
            "--strategy gp --batch 5 --space space.toml --trials 20",
            6 + 2 * 5 + 4 + 4 * (3 + 3 + 3),
        ),
    ] {
        let search = |more: &str| {
            place.ok(&format!(
                "search @iris.csv --cv 4 --race halving --quiet {flags} {more}"
            ))
        };
        search("--out one --jobs 1");
        search("--out two --jobs 2");
        let one = without_times(&place, "one");
        assert_eq!(one, without_times(&place, "two"), "{flags}");
        let journal = place.read("one/journal.log");
        let lines: Vec<&str> = journal.lines().collect();
        for kept in [5, lines.len() / 2, lines.len() - 1] {
            place.write("two/journal.log", lines[..kept].join("\n") + "\n");
            search("--out two --jobs 2");
            assert_eq!(one, without_times(&place, "two"), "{flags} after {kept} lines");
        }
        let rows = table(&place, "one");
        let raced = rows.iter().filter(|row| row.contains(",raced")).count();
        let (shown, _) = place.ok("show one");
        assert!(shown.contains(&format!(", {raced} raced")), "{shown}");
        assert_eq!(journal.matches("\"state\":2").count(), raced, "PRUNED");
        let trials = place.json("show one --json")["trials"].clone();
        let fits = trials.as_array().unwrap().iter().map(splits).sum::<usize>();
        assert!(
            raced * 2 >= rows.len() - 1 && fits <= most,
            "{flags}: {fits} of {most}"
        );
        for race in ["exact", "none"] {
            let error = place.refused(&format!(
                "search @iris.csv --cv 4 --out one {flags} --race {race}"
            ));
            assert!(
                error.contains(&format!("--race is halving there, {race} here")),
                "{error}"
            );
        }
        for study in ["one", "two"] {
            std::fs::remove_dir_all(place.path(study)).unwrap();
        }
    }
}
