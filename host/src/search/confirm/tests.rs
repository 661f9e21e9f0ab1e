use std::path::Path;

use mcutune_core::params::Params;

use super::*;
use crate::cv::Cv;
use crate::data::prepare::{Folds, Pipeline, Preparation, Splitting};
use crate::pos_label;
use crate::search::Found;
use crate::search::fit::evaluate;
use crate::search::kept::GoesOn;
use crate::{
    Data, Error as SearchError, GpSearch, RandomSearch, Rng, Scaling, Scoring, Select, Space, Study, Warning,
};

const RANGES: &str = "hidden_layer_sizes = { low = 2, high = 9 }\n\
    learning_rate_init = { low = 0.001, high = 0.1, log = true }\nmax_iter = 6";

fn data(name: &str) -> Data {
    Data::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("data/{name}.csv"))).unwrap()
}

fn space(text: &str) -> Space {
    text.parse().unwrap()
}

fn random(trials: u32) -> crate::RandomSearch<'static> {
    RandomSearch::new(space(RANGES), trials).cv(3).shuffle(true)
}

fn bits(scores: &[f64]) -> Vec<u64> {
    scores.iter().map(|score| score.to_bits()).collect()
}

/// Scores of one candidate, fold by fold, on folds that a seed shuffles.
fn scores_of(
    data: &Data,
    params: &Params,
    scoring: Scoring,
    shuffle: u32,
    seed: u32,
) -> (Vec<f64>, Vec<f64>) {
    let scaling = crate::search::target_scaling(None, Rng::Xoshiro, data, false);
    let how = Preparation::of(data, Scaling::Standard, scaling);
    let rows = data.all_rows().unwrap();
    let (pipeline, matrix) = Pipeline::fit(data, &rows, &how).unwrap();
    let cv = Splitting {
        cv: Cv::Folds(3),
        draw: Some((Rng::Xoshiro, shuffle)),
        sample: None,
    };
    let parts = Folds::fit(data, &rows, (&cv, None), &how, (&pipeline, &matrix), 1).unwrap();
    let unscaled = parts.unscaled(data, &pipeline).unwrap();
    let raw = parts.raw(&unscaled, &matrix).unwrap();
    let views = parts.views(&matrix).unwrap();
    let scorer = pos_label::scorer(scoring, data.classes(), None).unwrap();
    let fits = views.iter().zip(&raw).map(|(fold, raw)| {
        let goes_on = &mut GoesOn::default();
        let (fit, _) = evaluate(
            fold,
            Some(raw),
            params,
            (&scorer.into(), false),
            (Rng::Xoshiro, seed),
            goes_on,
        );
        (fit.score, fit.int8.unwrap().unwrap())
    });
    fits.unzip()
}

#[test]
fn fresh_scores_are_of_folds_that_another_seed_shuffles() {
    for (name, scoring) in [("iris", Scoring::Accuracy), ("diabetes", Scoring::R2)] {
        let data = data(name);
        let found = random(12).quantize().seed(3).confirm(4).fit(&data).unwrap();
        assert_eq!(found.results().confirmed().len(), 4);
        for one in found.results().confirmed() {
            let trial = &found.trials()[one.trial()];
            let params = trial.params().params(space(RANGES).base()).unwrap();
            let searched = scores_of(&data, &params, scoring, 3, 3);
            assert_eq!(bits(&searched.0), bits(&trial.split_test_scores()), "{name}");
            let (scores, int8) = scores_of(&data, &params, scoring, u32::MAX - 3, 3);
            assert_eq!(bits(&scores), bits(one.scores(Dtype::F32)), "{name}");
            assert_eq!(bits(&int8), bits(one.scores(Dtype::Int8)), "{name}");
        }
    }
}

/// The mean of both scores of a trial.
fn both(found: &Found, number: usize) -> f64 {
    let fresh = found.results().confirmation(number).unwrap();
    let all = [found.trials()[number].split_test_scores(), fresh.scores.clone()].concat();
    rank::mean_and_std(&all).0
}

#[test]
fn the_best_mean_of_both_scores_wins() {
    let wine = data("wine");
    let mut changed = 0;
    for seed in 0..6 {
        let before = random(15).seed(seed).fit(&wine).unwrap();
        let found = random(15).seed(seed).confirm(5).fit(&wine).unwrap();
        let numbers: Vec<usize> = found.results().confirmed().iter().map(Confirmed::trial).collect();
        // the five best of the search, by their mean scores
        let mut five = before.results().by_rank();
        five.truncate(5);
        five.sort_unstable();
        let mut sorted = numbers.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, five, "{seed}");
        // from the best of both down
        let means: Vec<f64> = numbers.iter().map(|&number| both(&found, number)).collect();
        assert!(means.is_sorted_by(|a, b| a >= b), "{seed}: {means:?}");
        assert_eq!(found.best_trial().number(), numbers[0], "{seed}");
        changed += usize::from(found.best_trial().number() != before.best_trial().number());
        // what the search says stays as it was
        assert_eq!(found.results().ranks(), before.results().ranks());
    }
    assert!(changed > 0, "the folds that chose were right each time");
}

#[test]
fn a_rule_chooses_among_trials_that_are_confirmed() {
    let found = random(25)
        .confirm(6)
        .select(Select::Within(0.05))
        .fit(&data("wine"))
        .unwrap();
    let results = found.results();
    let best = results.best().unwrap();
    assert!(
        results.confirmation(best).is_some(),
        "the best is the measure of the others"
    );
    let winner = found.best_trial().number();
    assert!(results.confirmation(winner).is_some());
    let numbers = || results.confirmed().iter().map(Confirmed::trial);
    let top = numbers()
        .map(|number| both(&found, number))
        .fold(f64::MIN, f64::max);
    let within = numbers().filter(|&number| top - both(&found, number) <= 0.05 + 1e-9);
    let cheapest = within.map(|number| results.costs()[number]).min().unwrap();
    assert_eq!(results.costs()[winner], cheapest);
    // a single one is the rule's own choice
    let alone = random(25)
        .select(Select::Within(0.05))
        .fit(&data("wine"))
        .unwrap();
    let one = random(25)
        .confirm(1)
        .select(Select::Within(0.05))
        .fit(&data("wine"))
        .unwrap();
    assert_eq!(one.best_trial().number(), alone.best_trial().number());
    assert_eq!(one.results().confirmed().len(), 1);
}

#[test]
fn a_gaussian_process_confirms_from_twenty_candidates_on() {
    let iris = data("iris");
    let gp = |trials| GpSearch::new(space(RANGES), trials).cv(3);
    assert_eq!(gp(19).fit(&iris).unwrap().results().confirmed(), []);
    let found = gp(20).fit(&iris).unwrap();
    assert_eq!(found.results().confirmed().len(), DEFAULT_CONFIRM as usize);
    assert_eq!(gp(20).confirm(0).fit(&iris).unwrap().results().confirmed(), []);
    assert_eq!(
        gp(20).shuffle(false).fit(&iris).unwrap().results().confirmed(),
        []
    );
    let in_order = gp(20).shuffle(false).confirm(2).fit(&iris);
    assert!(matches!(
        in_order,
        Err(SearchError::ConfirmInOrder { trials: 2, .. })
    ));
}

#[test]
fn a_study_has_it_and_fits_nothing_again() {
    let (iris, directory) = (data("iris"), tempfile::tempdir().unwrap());
    let study = directory.path().join("s.study");
    let search = |confirm| random(12).confirm(confirm).study(&study);
    let read = |name: &str| std::fs::read_to_string(study.join(name)).unwrap();
    let found = search(4).fit(&iris).unwrap();
    let (journal, table) = (read(Study::JOURNAL), read(Study::CV_RESULTS));
    let fits = std::cell::Cell::new(0);
    let again = search(4).on_event(|event| {
        if let crate::Event::Fitted(some) = event {
            fits.set(fits.get() + some);
        }
    });
    let again = again.fit(&iris).unwrap();
    assert_eq!(fits.get(), 0);
    assert_eq!(
        (read(Study::JOURNAL), read(Study::CV_RESULTS)),
        (journal.clone(), table)
    );
    assert_eq!(again.best_json(), found.best_json());
    let shown = |rule| Study::read(&study).unwrap().results(rule, Dtype::F32);
    assert_eq!(shown(Select::Best).confirmed(), found.results().confirmed());
    assert_eq!(shown(Select::Best).winner(), Some(found.best_trial().number()));
    // another number of them is said in the journal, and fitted where it is not there
    let more = search(6).fit(&iris).unwrap();
    assert_eq!(more.results().confirmed().len(), 6);
    assert_eq!(shown(Select::Best).confirmed(), more.results().confirmed());
    let none = search(0).fit(&iris).unwrap();
    assert_eq!(none.results().confirmed(), []);
    assert_eq!(shown(Select::Best).winner(), Some(none.best_trial().number()));
    assert!(!Study::read(&study).unwrap().is_confirmed());
    assert!(
        read(Study::JOURNAL).starts_with(&journal),
        "lines are added and none is changed"
    );
}

#[test]
fn a_search_that_is_stopped_confirms_nothing_and_says_so() {
    let (iris, directory) = (data("iris"), tempfile::tempdir().unwrap());
    let stop = crate::Stop::new();
    let search = || random(8).study(directory.path().join("s.study"));
    // the trials are there, so that it is stopped after the last
    search().fit(&iris).unwrap();
    stop.stop();
    let found = search().confirm(3).stop(&stop).fit(&iris).unwrap();
    assert_eq!(found.results().confirmed(), []);
    assert!(found.warnings().contains(&Warning::NotConfirmed));
    assert!(found.best_json().get("optimism").is_none());
}

#[test]
fn a_search_that_is_stopped_before_its_first_trial_says_nothing_of_them() {
    let (iris, directory) = (data("iris"), tempfile::tempdir().unwrap());
    let stop = crate::Stop::new();
    stop.stop();
    let study = directory.path().join("s.study");
    // which ends with an error, for nothing is found
    drop(random(8).study(&study).confirm(3).stop(&stop).fit(&iris));
    let journal = std::fs::read_to_string(study.join(Study::JOURNAL)).unwrap();
    assert!(!journal.contains("\"confirm\""), "{journal}");
    let found = random(8).study(&study).confirm(3).fit(&iris).unwrap();
    assert_eq!(found.results().confirmed().len(), 3);
}
