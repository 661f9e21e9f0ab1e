//! Journals that were altered are refused.

use std::fs;

use sha2::{Digest as _, Sha256};

use crate::place::{Place, SPACE, small};

/// A journal with one trial's list of folds cut short, and the checksums of what it says now.
#[test]
fn a_trial_with_too_few_folds_is_refused_with_its_line() {
    let place = Place::new();
    place.write("space.toml", SPACE);
    let journal = resealed(include_str!("../cases/short-fold/journal.log"));
    fs::create_dir(place.path("study")).unwrap();
    place.write("study/journal.log", &journal);
    let error =
        place.refused("search @iris.csv --cv 3 --space space.toml --quantize int8 --jobs 1 --out study");
    assert!(error.contains("study/journal.log:6: "), "{error}");
    assert!(error.contains("it has 1 folds, the search has 3"), "{error}");
    assert_eq!(place.read("study/journal.log"), journal);
}

/// What can be changed in a line of a trial so that it is still one of a journal's.
const CHANGES: [(&str, &str, &str); 6] = [
    ("\"parameters\":35", "\"parameters\":36", "parameters"),
    ("\"n_iter\":[5,5,5]", "\"n_iter\":[5,99,5]", "max_iter is 5"),
    ("\"flash\":", "\"flash\":1", "flash"),
    ("\"max_iter\":0.0", "\"max_iter\":1.0", "it chose"),
    ("\"values\":[0.", "\"values\":[0.9", "the mean of its folds"),
    (
        "\"max_iter\",\"max_iter\",",
        "\"max_iter\",\"not_finite\",",
        "fold 1",
    ),
];

#[test]
fn a_journal_that_does_not_agree_with_the_search_is_refused() {
    let (place, search) = small();
    place.ok(&search("study"));
    let journal = place.read("study/journal.log");
    let first = journal
        .lines()
        .position(|line| line.contains("\"op_code\":4"))
        .unwrap()
        + 1;
    for (from, to, why) in CHANGES {
        // by its checksum any change is seen, and where that was made anew what does not agree
        let changed = journal.replacen(from, to, 1);
        assert_ne!(changed, journal, "{from}");
        for (changed, why) in [
            (resealed(&changed), why),
            (changed, "its checksum does not match"),
        ] {
            place.write("study/journal.log", &changed);
            let error = place.refused(&search("study"));
            assert!(error.contains(&format!("study/journal.log:{first}: ")), "{error}");
            assert!(error.contains(why), "{from}: {error}");
            assert_eq!(place.read("study/journal.log"), changed);
        }
    }
    // nor is one that has none
    let plain = journal.lines().map(|line| without_checksum(line) + "\n");
    let plain: String = plain.collect();
    let settings = plain
        .lines()
        .position(|line| line.contains("\"read_sha256\""))
        .unwrap()
        + 1;
    for changed in [
        &plain,
        &plain.replacen("\"std_test_score\":", "\"std_test_score\":1", 1),
    ] {
        place.write("study/journal.log", changed);
        for command in [search("study").as_str(), "show study"] {
            let error = place.refused(command);
            assert!(
                error.contains(&format!("study/journal.log:{settings}: it has no checksum")),
                "{error}"
            );
        }
    }
}

#[test]
fn lines_that_are_gone_or_stand_twice_are_refused_by_every_reader() {
    let (place, search) = small();
    place.ok(&search("study"));
    let journal = place.read("study/journal.log");
    let lines: Vec<&str> = journal.split_inclusive('\n').collect();
    let first = lines
        .iter()
        .position(|line| line.contains("\"op_code\":4"))
        .unwrap();
    let without = |gone: usize| [&lines[..gone], &lines[gone + 1..]].concat();
    let twice = [&lines[..=first], &lines[first..]].concat();
    let mut swapped = lines.clone();
    swapped.swap(first, first + 1);
    for (broken, line) in [
        (twice, first + 2),
        (without(0), 1),
        (without(first), first + 1),
        (swapped, first + 1),
    ] {
        place.write("study/journal.log", broken.concat());
        for command in [search("study").as_str(), "show study"] {
            let error = place.refused(command);
            assert!(error.contains(&format!("study/journal.log:{line}: ")), "{error}");
            assert!(
                error.contains("stands twice, or one before it is missing"),
                "{error}"
            );
        }
    }
    // a result that has no checksum of ours, for another is said to have written it
    let of_another = lines[first].replacen("\"worker_id\":\"mcutune\"", "\"worker_id\":\"x\"", 1);
    let said = "{\"op_code\":2,\"worker_id\":\"x\",\"study_id\":0,\"user_attr\":{\"select\":\"best\"}}\n";
    for (line, broken) in [
        (
            first + 1,
            [&lines[..first], &[&of_another], &lines[first + 1..]].concat(),
        ),
        (first + 1, [&lines[..first], &[said], &lines[first..]].concat()),
    ] {
        place.write("study/journal.log", broken.concat());
        for command in [search("study").as_str(), "show study"] {
            let error = place.refused(command);
            assert!(
                error.contains(&format!("study/journal.log:{line}: another program wrote it")),
                "{error}"
            );
        }
    }
    // and one that was cut off goes on
    place.write("study/journal.log", lines[..first + 1].concat());
    place.ok("show study");
    place.ok(&search("study"));
    place.ok("show study");
}

fn without_checksum(line: &str) -> String {
    match line.split_once(",\"checksum\":") {
        Some((open, _)) => open.to_owned() + "}",
        None => line.to_owned(),
    }
}

/// A journal of ours with the checksums that its lines have now: of each and of the checksum before it.
pub fn resealed(journal: &str) -> String {
    let mut last = String::new();
    let mut sealed = String::new();
    for line in journal.lines() {
        let line = without_checksum(line);
        let open = line.strip_suffix('}').expect("an object");
        let digest = Sha256::digest(last + open);
        last = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        sealed += &format!("{open},\"checksum\":\"{last}\"}}\n");
    }
    sealed
}
