use std::path::Path;

use mcutune_core::params::{Hidden, Params, Schedule, Solver};
use mcutune_core::scaler::Scaling;
use mcutune_core::score::Scoring;

use super::*;
use crate::cv::Cv;
use crate::data::prepare::{Folds, Pipeline, Preparation, Splitting};
use crate::search::fit::{FoldResult, evaluate};
use crate::search::target_scaling;
use crate::{Data, HalvingSearch, Rng, Space, pos_label};

const EPOCHS: [u32; 4] = [2, 3, 9, 40];

fn data(name: &str) -> Data {
    Data::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("data/{name}.csv"))).unwrap()
}

/// All but the times, to the bit.
fn bits(result: &FoldResult) -> impl PartialEq + std::fmt::Debug {
    let int8 = result.int8.clone().unwrap();
    let scores = (result.score.to_bits(), int8.map(f64::to_bits));
    (scores, result.n_iter, result.end.clone())
}

/// Of fits on one fold, each going on from the one before: whether they are those of fits begun anew. How many
/// epochs they have, and how many went on.
fn check(data: &Data, params: &Params, scoring: Scoring, rng: Rng) -> (u32, u32) {
    let how = Preparation::of(data, Scaling::Standard, target_scaling(None, rng, data, false));
    let rows: Vec<u32> = (0..data.rows() as u32).step_by(2).collect();
    let (pipeline, matrix) = Pipeline::fit(data, &rows, &how).unwrap();
    let cv = Splitting {
        cv: Cv::Folds(2),
        draw: Some((rng, 5)),
        sample: None,
    };
    let parts = Folds::fit(data, &rows, (&cv, None), &how, (&pipeline, &matrix), 1).unwrap();
    let unscaled = parts.unscaled(data, &pipeline).unwrap();
    let raw = parts.raw(&unscaled, &matrix).unwrap();
    let views = parts.views(&matrix).unwrap();
    let scorer = pos_label::scorer(scoring, data.classes(), None).unwrap();
    let fit = |max_iter, goes_on: &mut GoesOn| {
        let mut params = *params;
        params.max_iter = max_iter;
        evaluate(
            &views[0],
            Some(&raw[0]),
            &params,
            (&scorer.into(), false),
            (rng, 3),
            goes_on,
        )
        .0
    };
    let mut before = None;
    let (mut all, mut saved) = (0, 0);
    for max_iter in EPOCHS {
        let anew = fit(max_iter, &mut GoesOn::default());
        saved += before.as_ref().map_or(0, KeptFit::n_iter);
        let mut goes_on = GoesOn {
            before: before.take(),
            keeps: true,
            after: None,
        };
        let longer = fit(max_iter, &mut goes_on);
        assert_eq!(bits(&longer), bits(&anew), "{max_iter} epochs of {params:?}");
        before = goes_on.after;
        let kept = before.as_ref().unwrap();
        assert_eq!(kept.n_iter(), anew.n_iter);
        // one that has stopped has nothing left, however many epochs there may be
        let stopped = anew.n_iter < max_iter;
        assert!(!stopped || kept.left(1000) == 0, "{params:?}");
        all += anew.n_iter;
    }
    (all, saved)
}

#[test]
fn a_fit_that_goes_on_has_the_bits_of_one_begun_anew() {
    let mut solvers = vec![Params::DEFAULT];
    for learning_rate in [Schedule::Constant, Schedule::Invscaling, Schedule::Adaptive] {
        for nesterovs_momentum in [false, true] {
            solvers.push(Params {
                solver: Solver::Sgd,
                learning_rate_init: 0.05,
                learning_rate,
                nesterovs_momentum,
                ..Params::DEFAULT
            });
        }
    }
    let mut dropout = Params::DEFAULT.dropout;
    dropout[0] = 0.25;
    let (mut all, mut saved, mut stopped) = (0, 0, 0);
    for (i, solver) in solvers.into_iter().enumerate() {
        let base = Params {
            hidden_layer_sizes: Hidden::new(&[9]),
            tol: 0.02,
            n_iter_no_change: 2,
            ..solver
        };
        let stops = Params {
            early_stopping: true,
            ..base
        };
        let drops = Params { dropout, ..stops };
        let diverges = Params {
            learning_rate_init: 1e30,
            ..base
        };
        for (j, params) in [base, stops, drops, diverges].into_iter().enumerate() {
            let rng = Rng::ALL[(i + j) % 2];
            for (name, scoring) in [("iris", Scoring::Accuracy), ("diabetes", Scoring::R2)] {
                let (epochs, again) = check(&data(name), &params, scoring, rng);
                (all, saved) = (all + epochs, saved + again);
                stopped += usize::from(epochs < EPOCHS.iter().sum());
            }
        }
    }
    assert!(
        saved * 4 > all && (20..56).contains(&stopped),
        "{saved} of {all}, {stopped}"
    );
}

#[test]
fn what_finds_no_room_is_not_kept_and_what_is_dropped_leaves_its_room() {
    let iris = data("iris");
    let dataset = iris.trainable_target().unwrap();
    let x = vec![0.5; iris.rows() * 4];
    let dataset = mcutune_core::data::Dataset::try_new(&x, 4, dataset.as_target()).unwrap();
    let plan = Plan::try_new(&dataset, 100, &Params::DEFAULT).unwrap();
    let fit = || KeptFit::new(&plan, Rng::Numpy.start(0)).unwrap();
    // weights and two moments of 4-100-3, and the rows
    let numbers = 3 * (5 * 100 + 101 * 3) + 100;
    let bytes = fit().bytes();
    assert!(
        bytes >= 4 * (numbers + 625) && bytes < 4 * (numbers + 625) + 400,
        "{bytes}"
    );
    let kept = KeptFits::within(3 * bytes - 1);
    kept.put(0, 0, fit());
    kept.put(1, 0, fit());
    kept.put(2, 0, fit());
    assert!(kept.take(2, 0).is_none() && kept.take(0, 1).is_none());
    kept.retain(&BTreeSet::from([1]));
    assert!(kept.take(0, 0).is_none());
    kept.put(2, 0, fit());
    assert!(kept.take(1, 0).is_some() && kept.take(1, 0).is_none());
    kept.put(3, 0, fit());
    assert!(kept.take(2, 0).is_some() && kept.take(3, 0).is_some());
    assert_eq!(kept.saved(), 0, "none has an epoch");
    assert_eq!(kept.inner().room, 3 * bytes - 1);
}

#[test]
fn a_halving_search_runs_the_epochs_of_a_survivor_once() {
    let space: Space = "activation = ['relu', 'tanh']\nalpha = [0.1, 0.01, 0.001]\nmax_iter = 36\ntol = 0.0"
        .parse()
        .unwrap();
    let found = HalvingSearch::new(space)
        .cv(3)
        .jobs(2)
        .fit(&data("iris"))
        .unwrap();
    assert_eq!(found.results().iterations(), [(6, 12), (2, 36)]);
    assert_eq!(found.epochs_saved(), 2 * 3 * 12);
}
