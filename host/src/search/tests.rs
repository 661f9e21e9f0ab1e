//! The library's search as a program uses it.

mod again;
mod fronts;
mod grown;
mod kept;

use std::cell::RefCell;
use std::path::Path;

use super::*;
use crate::{Difference, StudyError};

fn data(name: &str) -> Data {
    Data::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("data/{name}.csv"))).unwrap()
}

fn space(text: &str) -> Space {
    text.parse().unwrap()
}

const SMALL: &str = "hidden_layer_sizes = [[4], [8], [16]]\nlearning_rate_init = [0.01, 0.1]\nmax_iter = 8";

/// Bits of all fold scores, and the winner's file.
fn digest(found: &Found) -> (Vec<u64>, String) {
    let scores = found.trials().iter().flat_map(Trial::split_test_scores);
    (
        scores.map(f64::to_bits).collect(),
        found.best_model().to_json().unwrap(),
    )
}

#[test]
fn searches_at_once_do_not_disturb_each_other() {
    let (iris, wine) = (data("iris"), data("wine"));
    let run = |data: &Data, jobs| {
        let search = GridSearch::new(space(SMALL)).cv(3).jobs(jobs).quantize();
        digest(&search.fit(data).unwrap())
    };
    let alone = (run(&iris, 1), run(&wine, 3));
    let together = std::thread::scope(|scope| {
        let other = scope.spawn(|| run(&wine, 2));
        (run(&iris, 2), other.join().unwrap())
    });
    assert_eq!(together, alone);
}

#[test]
fn settings_out_of_range_are_errors_before_a_study_begins() {
    let (iris, directory) = (data("iris"), tempfile::tempdir().unwrap());
    let study = directory.path().join("s.study");
    let search = || GridSearch::new(space(SMALL)).cv(3).study(&study);
    for number in [-1.0, f64::NAN, f64::INFINITY] {
        let rule = search().select(Select::Within(number)).fit(&iris);
        assert!(matches!(rule, Err(Error::Tolerance(_))), "{number}");
        let share = search().holdout(number).fit(&iris);
        assert!(matches!(share, Err(Error::HoldoutShare(_))), "{number}");
    }
    let unnamed = GridSearch::new(space(SMALL)).study("").fit(&iris);
    assert!(matches!(unnamed, Err(Error::Study(StudyError::NoPath))));
    assert!(!study.exists());
    let found = search().jobs(usize::MAX).fit(&iris).unwrap();
    assert_eq!(found.trials().len(), 6);
    let range = "hidden_layer_sizes = { low = 2, high = 40 }\nmax_iter = 2";
    let batches = |of| GpSearch::new(space(range), 12).cv(2).batch(of).fit(&iris);
    assert_eq!(digest(&batches(0).unwrap()), digest(&batches(1).unwrap()));
}

#[test]
fn trials_are_reported_in_their_order_and_a_study_goes_on() {
    let (iris, directory) = (data("iris"), tempfile::tempdir().unwrap());
    let reported = RefCell::new(Vec::new());
    let search = || {
        let report = |trial: &Trial| {
            reported
                .borrow_mut()
                .push((trial.number(), trial.mean_test_score()))
        };
        RandomSearch::new(
            space("hidden_layer_sizes = { low = 2, high = 9 }\nmax_iter = 6"),
            7,
        )
        .cv(3)
        .jobs(4)
        .study(directory.path())
        .on_trial(report)
    };
    let first = search().fit(&iris).unwrap();
    let numbers: Vec<usize> = reported.borrow().iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6]);
    let names = first.files().iter().filter_map(|path| path.file_name()?.to_str());
    let files = ["journal.log", "cv_results.csv", "best.json", "model.json"];
    assert!(names.eq(files));
    let (fits, done) = (RefCell::new(0), RefCell::new(0));
    let again = search().on_event(|event| match event {
        Event::Fitted(some) => *fits.borrow_mut() += some,
        Event::Resumed { done: some, .. } => *done.borrow_mut() = some,
        _ => {}
    });
    assert_eq!(digest(&again.fit(&iris).unwrap()), digest(&first));
    assert_eq!((*fits.borrow(), *done.borrow()), (0, 7), "all are read back");
    assert_eq!(reported.borrow()[..7], reported.borrow()[7..]);
    match search().seed(1).fit(&iris) {
        Err(Error::Study(StudyError::Other { differences, .. })) => {
            let difference = Difference {
                setting: "seed".into(),
                part: None,
                there: "0".into(),
                here: "1".into(),
            };
            assert_eq!(differences, [difference]);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_searches_in_one_study_are_refused() {
    let (iris, directory) = (data("iris"), tempfile::tempdir().unwrap());
    let search = || GridSearch::new(space(SMALL)).cv(2).study(directory.path());
    let refused = RefCell::new(None);
    let first = search().on_trial(|trial| {
        if trial.number() == 0 {
            *refused.borrow_mut() = search().fit(&iris).err();
        }
    });
    first.fit(&iris).unwrap();
    assert!(matches!(refused.take(), Some(Error::Study(StudyError::Busy(_)))));
}

#[test]
fn errors_name_no_flag() {
    let (iris, diabetes) = (data("iris"), data("diabetes"));
    let grid = |text: &str| GridSearch::new(space(text)).cv(3);
    let range = "alpha = { low = 0.1, high = 0.2 }";
    let failing = "solver = 'sgd'\nlearning_rate_init = 1e30\nmax_iter = 3";
    for (search, data, part) in [
        (grid(range), &iris, "a list of values for alpha"),
        (
            grid(SMALL).scoring(Scoring::R2),
            &iris,
            "does not suit this target",
        ),
        (grid(SMALL).scoring(Scoring::Accuracy), &diabetes, "r2"),
        (grid(SMALL).select_by(Dtype::Int8), &iris, "nothing is quantised"),
        (grid(SMALL).cv(51), &iris, "as many rows"),
        (grid(SMALL).cv(1), &iris, "from 2 to 65535"),
        (grid(SMALL).cv(65536), &iris, "from 2 to 65535"),
        (
            grid(SMALL).cv(Cv::ShuffleSplit(0)),
            &iris,
            "is 0; it is from 1 to 65535",
        ),
        (grid(SMALL).holdout(1.0), &iris, "from 0 to below 1"),
        (grid(SMALL).holdout(f64::NAN), &iris, "from 0 to below 1"),
        (grid(SMALL).holdout(0.01), &iris, "needs at least 3 rows"),
        (
            grid(SMALL).limit(Mcu::CortexM0, Limits::new().ram(10)),
            &iris,
            "none of 6 candidates fits; the closest is {'hidden_layer_sizes': (4,), ",
        ),
        (grid(failing), &iris, "every candidate failed"),
    ] {
        let error = search.fit(data).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(part) && !error.contains("--"), "{part}: {error}");
    }
}

#[test]
fn what_is_stopped_at_once_has_nothing() {
    let stop = Stop::new();
    stop.stop();
    let result = GridSearch::new(space(SMALL)).stop(&stop).fit(&data("iris"));
    assert!(matches!(
        result,
        Err(Error::Stopped {
            done: 0,
            candidates: 6
        })
    ));
}

/// What is kept of a first batch may owe its states to trials that are not.
#[test]
fn a_race_that_ends_within_its_first_batch_is_of_no_whole_batch() {
    let ranges = "hidden_layer_sizes = { low = 2, high = 9 }\n\
                  learning_rate_init = { low = 0.001, high = 0.1, log = true }\nmax_iter = 6";
    fn ending<S: Strategy>(search: Search<'_, S>, trials: usize) -> Result<Found, Error> {
        let stop = Stop::new();
        let ends = stop.clone();
        let search = search.cv(3).jobs(1).stop(&stop).on_trial(move |trial| {
            if trial.number() + 1 >= trials {
                ends.stop();
            }
        });
        search.fit(&data("iris"))
    }
    // the first is one of the four that may be the best, and is done before the others have begun their second fold
    let good = "hidden_layer_sizes = [[8], [9], [10], [11], [12], [13], [14], [15]]\n\
                learning_rate_init = [0.05, 0.04]\nmax_iter = 20";
    let found = ending(GridSearch::new(space(good)).race(Race::Exact), 1).unwrap();
    assert!(!found.is_complete() && !found.is_of_whole_batches());
    let gp = |race| GpSearch::new(space(ranges), 22).race(race).confirm(0);
    // six, and then eight
    let found = ending(gp(Race::Exact), 8).unwrap();
    assert!(!found.is_complete() && found.trials().len() % 8 == 6);
    assert!(found.is_of_whole_batches());
    // each by itself
    let found = ending(gp(Race::None), 2).unwrap();
    assert!(!found.is_complete() && found.is_of_whole_batches());
    assert!(ending(gp(Race::Exact), 99).unwrap().is_of_whole_batches());
}

#[test]
fn a_search_of_nothing_says_what_is_wrong_without_a_flag() {
    let data = Data::read("data/iris.csv").unwrap();
    let message = |found: Result<Found, Error>| found.map(|_| ()).unwrap_err().to_string();
    let none = RandomSearch::new(Space::default(), 0).fit(&data);
    assert_eq!(
        message(none),
        "0 candidates are asked for, so there is nothing to search"
    );
    for (folds, expected) in [
        (1, "the number of folds is 1; it is from 2 to 65535"),
        (65536, "the number of folds is 65536; it is from 2 to 65535"),
        (60, "60 folds: no class of the target `species` has as many rows"),
        (151, "151 folds: the data have 150 rows"),
    ] {
        assert_eq!(
            message(GridSearch::new(Space::default()).cv(folds).fit(&data)),
            expected
        );
    }
}
