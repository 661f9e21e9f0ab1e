//! Races over tables of scores and costs, without a fit.

use mcutune_core::cost::Cost;
use mcutune_core::score::Scoring;
use proptest::prelude::*;
use proptest::strategy::Strategy;

use super::*;
use crate::search::Select;
use crate::search::choices::Choices;
use crate::search::fit::{End, FoldResult};

/// The scores of each candidate by fold, and what it costs.
type Batch = Vec<(Vec<f64>, [u8; 3])>;

fn scored(score: f64) -> FoldResult {
    FoldResult {
        score,
        end: if score.is_nan() {
            End::NotFinite
        } else {
            End::MaxIter
        },
        ..FoldResult::refused("", false)
    }
}

/// Races one batch of candidates after those that there are.
fn race_on(race: &FrontRace, trials: &mut Vec<Trial>, batch: &Batch) {
    let (first, folds) = (trials.len(), batch[0].0.len());
    assert!(race.round(trials, folds, "raced").is_none(), "all are done");
    for (i, (scores, costs)) in batch.iter().enumerate() {
        trials.push(Trial {
            number: first + i,
            choices: Choices::new(Vec::new()),
            parameters: 0,
            cost: Some(cost(costs)),
            folds: vec![scored(scores[0])],
            given_up: None,
            columns: Vec::new(),
        });
    }
    while let Some(round) = race.round(trials, folds, "raced") {
        assert!(!round.is_empty());
        for (number, state) in round.given_up {
            assert!(trials[number].given_up.is_none());
            trials[number].given_up = Some(state.into());
        }
        for task in round.tasks {
            let trial = &mut trials[task.trial];
            assert!(trial.given_up.is_none() && trial.folds.len() == task.fold);
            trial.folds.push(scored(batch[task.trial - first].0[task.fold]));
        }
    }
}

const COST: Cost = Cost {
    parameters: 0,
    macs: 0,
    weights: 0,
    code: 0,
    ram: 0,
    stack: 0,
    instructions: 0,
};

/// Of flash, RAM and instructions.
fn cost(of: &[u8]) -> Cost {
    Cost {
        weights: of[0].into(),
        ram: of[1].into(),
        instructions: of[2].into(),
        ..COST
    }
}

const QUANTITIES: [Quantity; 3] = [Quantity::Flash, Quantity::Ram, Quantity::Instructions];

fn race_for(quantities: &[Quantity]) -> FrontRace {
    let objectives = Objectives::new(quantities.iter().copied());
    FrontRace::new(Dtype::F32, Reach::of(Scoring::Accuracy, None), &objectives).unwrap()
}

#[test]
fn those_that_a_finished_one_beats_are_dropped() {
    // the first four are done with .75, when the next three may still reach .6
    let scores = [0.75, 0.75, 0.75, 0.75, 0.2, 0.2, 0.2, 0.75];
    let flash = [5, 5, 5, 5, 5, 4, 6, 5];
    let batch: Batch = scores
        .into_iter()
        .zip(flash)
        .map(|(score, flash)| (vec![score; 2], [flash, 0, 0]))
        .collect();
    let dropped = |quantities: &[Quantity]| {
        let mut trials = Vec::new();
        race_on(&race_for(quantities), &mut trials, &batch);
        let dropped = trials.iter().filter(|trial| trial.given_up.is_some());
        dropped.map(|trial| trial.number).collect::<Vec<_>>()
    };
    // the cheaper one stays whatever it scores, and so does the equal of the best
    assert_eq!(dropped(&[Quantity::Flash]), [4, 6]);
    assert_eq!(dropped(&[Quantity::Ram]), [4, 5, 6]);
    assert_eq!(dropped(&[Quantity::Ram, Quantity::Flash]), [4, 6]);
    assert!(
        FrontRace::new(
            Dtype::F32,
            Reach::of(Scoring::Accuracy, None),
            &Objectives::default()
        )
        .is_none()
    );
}

/// Batches of candidates with their costs, by the fold's scores in so many parts.
fn candidates() -> impl Strategy<Value = Vec<Batch>> {
    // sums of 63rds are rounded, those of 64ths are not
    let parts = prop_oneof![Just(63.0), Just(64.0)];
    (2..10_usize, parts).prop_flat_map(|(folds, parts)| {
        let score = prop_oneof![
            30 => (0..=parts as u8).prop_map(move |part| f64::from(part) / parts),
            1 => Just(f64::NAN),
        ];
        let costs = prop::array::uniform3(0..8_u8);
        let one = (prop::collection::vec(score, folds), costs);
        prop::collection::vec(prop::collection::vec(one, 1..30), 1..4)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn the_front_of_a_race_is_that_of_the_full_table(batches in candidates(), many in 1..4_usize) {
        let quantities = &QUANTITIES[..many];
        let (race, mut trials) = (race_for(quantities), Vec::new());
        let (mut whole, mut costs) = (Vec::new(), Vec::new());
        for batch in &batches {
            race_on(&race, &mut trials, batch);
            whole.extend(batch.iter().map(|(scores, _)| scores.clone()));
            costs.extend(batch.iter().map(|(_, costs)| *costs));
        }
        let means = |scores: &[Vec<f64>]| -> Vec<f64> {
            scores.iter().map(|folds| rank::mean_and_std(folds).0).collect()
        };
        let by = Dtype::F32;
        let raced: Vec<Vec<f64>> = trials.iter().map(|trial| trial.scores_of(by)).collect();
        let (full, raced_means) = (means(&whole), means(&raced));
        // by the definition
        let beaten = |i: usize| (0..full.len()).any(|j| {
            let as_cheap = (0..many).all(|k| costs[j][k] <= costs[i][k]);
            let cheaper = (0..many).any(|k| costs[j][k] < costs[i][k]);
            as_cheap && full[j] >= full[i] && (full[j] > full[i] || cheaper)
        });
        let expected: Vec<usize> = (0..full.len()).filter(|&i| !full[i].is_nan() && !beaten(i)).collect();
        let columns: Vec<Vec<u64>> = (0..many)
            .map(|k| costs.iter().map(|costs| costs[k].into()).collect())
            .collect();
        let mut found = front(&raced_means, &columns);
        found.sort_unstable();
        prop_assert_eq!(&found, &expected);
        // and so any rule chooses the same of it
        let of_front = |scores: &[Vec<f64>]| -> Vec<Vec<f64>> {
            let nan = |folds: &Vec<f64>| vec![f64::NAN; folds.len()];
            let on = |(i, folds)| if expected.contains(&i) { Vec::clone(folds) } else { nan(folds) };
            scores.iter().enumerate().map(on).collect()
        };
        for rule in [Select::Best, Select::OneStandardError, Select::Within(0.05), Select::Knee] {
            let chosen = |scores: &[Vec<f64>]| rule.choose(&of_front(scores), &columns[0]);
            prop_assert_eq!(chosen(&raced), chosen(&whole), "{}", rule);
        }
        // one that has failed has failed
        for (trial, scores) in trials.iter().zip(&whole) {
            let failed = trial.folds.iter().any(|fold| fold.score.is_nan());
            prop_assert!(!failed || trial.given_up.is_none() && scores.iter().any(|score| score.is_nan()));
        }
    }
}
