//! A journal has one writer: locks that are held, left behind, or come too late.

use std::fs;
use std::io::Write as _;

use crate::place::{Place, printed, small, within};
use crate::resume::{start, wait_for_trials};

#[test]
fn a_lock_that_cannot_be_removed_is_named() {
    let (place, search) = small();
    fs::create_dir_all(place.path("study/journal.log.lock")).unwrap();
    let output = within(10, || place.run(&search("study")));
    let (_, err) = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("study/journal.log.lock: cannot be used"), "{err}");
    fs::remove_dir(place.path("study/journal.log.lock")).unwrap();
    place.ok(&search("study"));
}

#[test]
fn a_fresh_lock_that_nobody_holds_costs_seconds_and_is_named() {
    let (place, search) = small();
    fs::create_dir(place.path("study")).unwrap();
    place.write("study/journal.log.lock", "");
    let output = within(10, || place.run(&search("study")));
    let (_, err) = printed(&output);
    assert!(output.status.success(), "{err}");
    assert!(err.contains("waiting for study/journal.log.lock"), "{err}");
}

/// As on a file system without locks, where the first writer is not seen before it has written.
#[test]
fn a_second_writer_is_refused_when_it_finds_lines_of_the_first() {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[32], [64], [16], [8]]\nmax_iter = 400\n",
    );
    let search = "search @digits.csv --cv 3 --jobs 1 --space space.toml --quiet --out study";
    let mut child = start(&place, search);
    wait_for_trials(&mut child, &place.path("study/journal.log"), 1);
    let journal = place.read("study/journal.log");
    let mut file = fs::File::options()
        .append(true)
        .open(place.path("study/journal.log"))
        .unwrap();
    let line = journal.split_inclusive('\n').next().unwrap();
    file.write_all(line.as_bytes()).unwrap();
    let written = fs::metadata(place.path("study/journal.log")).unwrap().len();
    let output = child.wait_with_output().unwrap();
    let (_, err) = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("another mcutune is searching"), "{err}");
    assert_eq!(
        fs::metadata(place.path("study/journal.log")).unwrap().len(),
        written
    );
}

#[test]
fn a_second_writer_is_refused_at_once() {
    let (place, search) = small();
    place.ok(&search("study"));
    let journal = fs::File::open(place.path("study/journal.log")).unwrap();
    journal.lock().unwrap();
    let output = within(10, || place.run(&search("study")));
    let (_, err) = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("another mcutune is searching"), "{err}");
}
