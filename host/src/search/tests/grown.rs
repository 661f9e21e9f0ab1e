//! A study that gets more trials has those of one search, and fits nothing that it has.

use std::cell::Cell;
use std::path::Path;

use super::*;

const RANGES: &str = "hidden_layer_sizes = { low = 2, high = 9 }\n\
    learning_rate_init = { low = 0.001, high = 0.1, log = true }\nmax_iter = 6";

fn iris() -> Data {
    Data::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/iris.csv")).unwrap()
}

/// What a search leaves in a study, without times, and how many fits it took.
fn run<S: Strategy>(search: Search<'_, S>, study: &Path) -> ((Vec<Trial>, String, String), usize) {
    let fits = Cell::new(0);
    let search = search.cv(4).study(study).on_event(|event| {
        if let Event::Fitted(some) = event {
            fits.set(fits.get() + some);
        }
    });
    let found = search.fit(&iris()).unwrap();
    let mut trials = found.trials().to_vec();
    for fold in trials.iter_mut().flat_map(|trial| &mut trial.folds) {
        (fold.fit_time, fold.score_time) = (0.0, 0.0);
    }
    let mut best = found.best_json();
    (best["mean_fit_time"], best["mean_score_time"]) = (0.into(), 0.into());
    let model = found.best_model().to_json().unwrap();
    ((trials, best.to_string(), model), fits.get())
}

/// Searches of `few` trials and then of more, against one of as many at once; the fits that they take more.
fn grow<S: Strategy>(search: impl Fn(u32) -> Search<'static, S>, few: u32) -> usize {
    let directory = tempfile::tempdir().unwrap();
    let [study, fresh] = ["grown", "fresh"].map(|name| directory.path().join(name));
    let (_, first) = run(search(few), &study);
    let (grown, more) = run(search(30), &study);
    let (at_once, all) = run(search(30), &fresh);
    assert_eq!(grown, at_once);
    // what is in the journal is what was found, and a search of it fits nothing
    let (again, none) = run(search(30), &study);
    assert_eq!((&again, none), (&grown, 0));
    // fewer are another search
    let fewer = search(few).cv(4).study(&study).fit(&iris());
    assert!(matches!(fewer, Err(Error::Study(_))));
    first + more - all
}

fn space() -> Space {
    RANGES.parse().unwrap()
}

#[test]
fn every_trial_goes_on_where_none_races() {
    let gp = |trials| GpSearch::new(space(), trials).race(Race::None).confirm(0);
    assert_eq!(grow(gp, 18), 0);
    assert_eq!(grow(gp, 21), 0);
    let random = |trials| RandomSearch::new(space(), trials);
    assert_eq!(grow(random, 7), 0);
}

#[test]
fn a_race_takes_no_more_than_the_fits_of_a_batch_that_was_not_whole() {
    for race in [Race::Exact, Race::Halving] {
        // 10 and 8 are whole batches, and the best five are confirmed twice
        let gp = |trials| GpSearch::new(space(), trials).race(race).confirm(0);
        assert_eq!(grow(gp, 18), 0);
        assert!(
            grow(gp, 21) <= 3 * 3,
            "3 trials that may have been dropped sooner"
        );
        let random = |trials| RandomSearch::new(space(), trials).race(race);
        assert!(grow(random, 12) <= 12 * 3);
    }
    let confirmed = |trials| GpSearch::new(space(), trials);
    assert!(grow(confirmed, 26) <= 5 * 4 + 8 * 3);
}

#[test]
fn lists_are_drawn_anew() {
    let directory = tempfile::tempdir().unwrap();
    let lists = "hidden_layer_sizes = [[2], [3], [4], [5], [6], [7]]\nalpha = [0.1, 0.2, 0.3]\nmax_iter = 3";
    let search = |trials| {
        RandomSearch::new(lists.parse().unwrap(), trials)
            .cv(3)
            .study(directory.path())
    };
    search(4).fit(&iris()).unwrap();
    assert!(matches!(search(5).fit(&iris()), Err(Error::Study(_))));
}
