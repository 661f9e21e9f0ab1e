//! Fits that the system gave no memory for: a study that goes on with more does them again.

use serde_json::Value;

use crate::place::{Place, printed};
use crate::without_times::without_times;

/// A network of them takes 20 MB and more.
const SPACE: &str = "hidden_layer_sizes = [[4], [1024, 1024], [5]]\nlearning_rate_init = [0.001, 0.01]\n\
                     max_iter = 2\n";

/// The least of virtual memory, in kB, within which the search of a small network ends well, and some.
fn small(place: &Place) -> usize {
    place.write("small.toml", "hidden_layer_sizes = [[4]]\nmax_iter = 2\n");
    let enough = |&kilobytes: &usize| {
        let search = format!("search @iris.csv --space small.toml --cv 3 --jobs 1 --out {kilobytes}.least");
        let output = place.run_within(&format!("-v {kilobytes}"), &search);
        output.status.success() && !printed(&output).1.contains("memory")
    };
    let least = (4..400).map(|megabytes| megabytes << 10).find(enough).unwrap();
    least + (8 << 10)
}

/// A search within little memory: fits fail, and it ends well.
fn lacking(place: &Place, kilobytes: usize, search: &str) {
    let output = place.run_within(&format!("-v {kilobytes}"), search);
    let (_, err) = printed(&output);
    assert!(output.status.success(), "{search}: {err}");
    assert!(
        err.contains(
            "which the system does not give; the same command with more memory free, or with fewer --jobs"
        ),
        "{search}: {err}"
    );
}

/// What the trials of a journal chose, in their order.
fn choices(journal: &str) -> Vec<String> {
    let line = |line: &str| serde_json::from_str::<Value>(line).unwrap()["params"].to_string();
    journal.lines().map(line).collect()
}

#[test]
fn what_failed_for_lack_of_memory_is_fitted_again_with_more() {
    let place = Place::new();
    place.write("space.toml", SPACE);
    let range = SPACE.replace("[0.001, 0.01]", "{ low = 0.0001, high = 0.1, log = true }");
    place.write("range.toml", range);
    let kilobytes = small(&place);
    for (name, flags) in [
        ("grid", "--space space.toml"),
        ("int8", "--space space.toml --quantize int8"),
        ("race", "--space space.toml --race exact"),
        ("halving", "--space space.toml --race halving"),
        ("gp", "--space range.toml --strategy gp --trials 14 --batch 2"),
    ] {
        let search = |out: &str| format!("search @iris.csv --cv 3 --jobs 1 --quiet {flags} --out {out}");
        place.ok(&search("fresh"));
        lacking(&place, kilobytes, &search(name));
        let journal = format!("{name}/journal.log");
        let before = place.read(&journal);
        assert!(before.contains("too_large"), "{name}");
        // as often as one likes, without a change
        lacking(&place, kilobytes, &search(name));
        assert!(place.read(&journal) == before, "{name}");
        place.ok(&search(name));
        assert!(
            without_times(&place, name) == without_times(&place, "fresh"),
            "{name}"
        );
        let after = place.read(&journal);
        // other scores, other candidates
        assert_eq!(choices(&before) != choices(&after), name == "gp");
        place.ok(&search(name));
        assert!(place.read(&journal) == after, "{name}");
        std::fs::remove_dir_all(place.path("fresh")).unwrap();
    }
}

#[test]
fn fits_that_worked_and_notes_of_others_stay() {
    let place = Place::new();
    place.write("space.toml", SPACE);
    let search = "search @iris.csv --space space.toml --cv 3 --jobs 1 --quiet --out study";
    lacking(&place, small(&place), search);
    let text = place.read("study/journal.log");
    let note =
        "{\"op_code\":2,\"worker_id\":\"dashboard\",\"study_id\":0,\"user_attr\":{\"note\":\"mine\"}}\n";
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    lines.insert(lines.len() - 2, note);
    place.write("study/journal.log", lines.concat());
    place.ok(search);
    let after = place.read("study/journal.log");
    let after: Vec<&str> = after.split_inclusive('\n').collect();
    assert_eq!(after.len(), lines.len());
    // a line of ours is that from before up to its checksum
    let plain = |line: &str| line.split(",\"checksum\"").next().unwrap_or_default().to_owned();
    for (before, after) in lines.iter().zip(&after) {
        match before.contains("too_large") {
            true => assert!(
                !after.contains("too_large") && after.contains("\"state\":1"),
                "{after}"
            ),
            false => assert_eq!(plain(before), plain(after)),
        }
    }
    let (shown, _) = place.ok("show study");
    assert!(shown.contains("6 trials, 0 failed"), "{shown}");
}
