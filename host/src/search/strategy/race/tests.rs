//! Races over tables of scores, without a fit.

use std::collections::BTreeMap;

use mcutune_core::search::rank;
use proptest::prelude::*;
use proptest::strategy::Strategy;

use super::*;
use crate::search::choices::Choices;
use crate::search::fit::{End, FoldResult};

/// The scores of each candidate by fold.
type Table = Vec<Vec<f64>>;

fn field(race: Race, rule: Select) -> Field {
    let by = Dtype::F32;
    let reach = Reach::of(mcutune_core::score::Scoring::Accuracy, None);
    Field::new(race, reach, Selection { rule, by })
}

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

/// A trial without a fold.
fn trial(number: usize) -> Trial {
    Trial {
        number,
        choices: Choices::new(Vec::new()),
        parameters: 0,
        cost: None,
        folds: Vec::new(),
        given_up: None,
        columns: Vec::new(),
    }
}

/// Races one batch of candidates after those that there are. `look` sees each round and the trials before it.
fn race_on(
    field: &mut Field,
    trials: &mut Vec<Trial>,
    batch: &Table,
    mut look: impl FnMut(&Round, &[Trial]),
) {
    let (first, folds) = (trials.len(), batch[0].len());
    assert!(field.round(trials, folds).unwrap().is_none(), "all are done");
    for (i, scores) in batch.iter().enumerate() {
        trials.push(trial(first + i));
        trials[first + i].folds.push(scored(scores[0]));
    }
    while let Some(round) = field.round(trials, folds).unwrap() {
        assert!(!round.is_empty());
        look(&round, trials);
        for (number, state) in round.given_up {
            assert!(trials[number].given_up.is_none());
            trials[number].given_up = Some(state.into());
        }
        for task in round.tasks {
            let trial = &mut trials[task.trial];
            assert!(trial.given_up.is_none() && trial.folds.len() == task.fold);
            trial.folds.push(scored(batch[task.trial - first][task.fold]));
        }
    }
}

/// One batch.
fn race(race: Race, rule: Select, batch: &Table) -> Vec<Trial> {
    let mut trials = Vec::new();
    race_on(&mut field(race, rule), &mut trials, batch, |_, _| ());
    trials
}

fn fits(trials: &[Trial]) -> usize {
    trials.iter().map(|trial| trial.folds.len()).sum()
}

/// How many trials have so many folds.
fn ends(trials: &[Trial]) -> BTreeMap<usize, usize> {
    let mut ends = BTreeMap::new();
    trials
        .iter()
        .for_each(|trial| *ends.entry(trial.folds.len()).or_default() += 1);
    ends
}

/// Scores so near each other, and so far from 1, that none is dropped for its bound.
fn close(candidates: usize, folds: usize) -> Table {
    let score = |i: usize| 0.5 + ((i * 37) % candidates) as f64 / 1e6;
    (0..candidates).map(|i| vec![score(i); folds]).collect()
}

#[test]
fn a_hundred_candidates_take_the_fits_that_the_documentation_says() {
    for (folds, expected) in [(2, 150), (3, 175), (4, 200), (5, 213), (8, 252), (10, 266)] {
        let trials = race(Race::Halving, Select::Best, &close(100, folds));
        // after 1, 2, 4 … folds half, rounded up
        let (mut alive, mut done, mut formula) = (100_usize, 1, 100);
        while done < folds {
            alive = alive.div_ceil(2);
            let next = (2 * done).min(folds);
            formula += alive * (next - done);
            done = next;
        }
        assert_eq!((fits(&trials), formula), (expected, expected), "{folds} folds");
        assert_eq!(trials.iter().filter(|one| one.given_up.is_none()).count(), alive);
    }
}

#[test]
fn at_least_three_go_on_and_of_equals_the_first() {
    for (candidates, expected) in [
        (1, &[(5, 1)][..]),
        (2, &[(5, 2)]),
        (3, &[(5, 3)]),
        (4, &[(1, 1), (5, 3)]),
        (5, &[(1, 2), (5, 3)]),
        (7, &[(1, 3), (2, 1), (5, 3)]),
        (13, &[(1, 6), (2, 3), (4, 1), (5, 3)]),
    ] {
        let equal = race(Race::Halving, Select::Best, &vec![vec![0.5; 5]; candidates]);
        let ended: Vec<_> = ends(&equal).into_iter().collect();
        assert_eq!(ended, expected, "{candidates} candidates");
        assert!(equal.is_sorted_by_key(|trial| std::cmp::Reverse(trial.folds.len())));
    }
}

#[test]
fn the_last_race_drops_who_cannot_win() {
    // eight go on, four of them are begun, and the best of these is beyond the other four
    let table: Table = (0..16).map(|i| vec![0.95 - 0.05 * f64::from(i); 2]).collect();
    let best = race(Race::Halving, Select::Best, &table);
    let all = race(Race::Halving, Select::Within(1.0), &table);
    assert_eq!((fits(&best), fits(&all)), (16 + 4, 16 + 8));
}

#[test]
fn a_later_batch_halves_by_itself_and_races_with_the_best_of_all() {
    let mut trials = Vec::new();
    let mut field = field(Race::Halving, Select::Best);
    race_on(&mut field, &mut trials, &close(10, 3), |_, _| ());
    // better than all before them: yet only the better half of them goes on
    let better: Table = (0..8).map(|i| vec![0.6 + 0.01 * f64::from(i); 3]).collect();
    race_on(&mut field, &mut trials, &better, |_, _| ());
    assert_eq!(ends(&trials[10..]), BTreeMap::from([(1, 4), (2, 1), (3, 3)]));
    race_on(&mut field, &mut trials, &vec![vec![1.0; 3]; 2], |_, _| ());
    // nothing reaches that
    race_on(&mut field, &mut trials, &close(8, 3), |_, _| ());
    assert_eq!(ends(&trials[20..]), BTreeMap::from([(1, 8)]));
}

#[test]
fn one_that_has_failed_is_neither_counted_nor_dropped() {
    let mut table = close(8, 5);
    table[1][0] = f64::NAN;
    table[6][1] = f64::NAN;
    let trials = race(Race::Halving, Select::Best, &table);
    // of the 7 that have a score after the first fold 4 go on, of which one then fails
    let folds: Vec<usize> = trials.iter().map(|trial| trial.folds.len()).collect();
    assert_eq!(folds, [1, 5, 1, 5, 5, 1, 5, 5]);
    assert!(
        [1, 6]
            .into_iter()
            .all(|failed: usize| trials[failed].has_failed())
    );
    let all = race(Race::Halving, Select::Best, &vec![vec![f64::NAN; 4]; 6]);
    assert!(
        all.iter()
            .all(|trial| trial.has_failed() && trial.folds.len() == 4)
    );
}

#[test]
fn trials_beyond_a_limit_are_no_part_of_a_batch() {
    let mut field = field(Race::Halving, Select::Best);
    let mut trials: Vec<Trial> = (0..10).map(trial).collect();
    for one in &mut trials {
        one.folds = match one.number < 4 {
            true => vec![FoldResult::infeasible("ram", false); 3],
            false => vec![scored(0.5)],
        };
    }
    let round = field.round(&trials, 3).unwrap().unwrap();
    let given_up: Vec<usize> = round.given_up.iter().map(|&(number, _)| number).collect();
    assert_eq!(given_up, [7, 8, 9]);
    let going_on: Vec<usize> = round.tasks.iter().map(|task| task.trial).collect();
    assert_eq!(going_on, [4, 5, 6]);
}

/// Scores in 64ths, whose sums are exact, a few of them missing.
fn table() -> impl Strategy<Value = Vec<Table>> {
    let score = prop_oneof![
        30 => (0..=64_u8).prop_map(|part| f64::from(part) / 64.0),
        1 => Just(f64::NAN),
    ];
    (2..12_usize).prop_flat_map(move |folds| {
        let scores = prop::collection::vec(score.clone(), folds);
        prop::collection::vec(prop::collection::vec(scores, 1..40), 1..4)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn none_is_given_up_with_a_better_mean_than_one_that_is_kept(batches in table(), rule in 0..3_usize) {
        let rule = [Select::Best, Select::OneStandardError, Select::Within(0.05)][rule];
        let (mut field, mut trials) = (field(Race::Halving, rule), Vec::new());
        for batch in &batches {
            let (first, folds) = (trials.len(), batch[0].len());
            let mut rung = 1;
            race_on(&mut field, &mut trials, batch, |round, trials| {
                let out = |trial: &Trial| round.given_up.iter().any(|&(number, _)| number == trial.number);
                let open: Vec<&Trial> = trials[first..]
                    .iter()
                    .filter(|trial| trial.given_up.is_none() && trial.folds.len() < folds)
                    .collect();
                let mean = |trial: &Trial| rank::mean_and_std(&trial.split_test_scores()).0;
                for out in open.iter().filter(|trial| out(trial)) {
                    assert!(!mean(out).is_nan(), "it has failed");
                }
                if rung >= folds {
                    return;
                }
                assert!(open.iter().all(|trial| trial.folds.len() == rung));
                for out in open.iter().filter(|trial| out(trial)) {
                    for kept in open.iter().filter(|trial| round.tasks.iter().any(|task| task.trial == trial.number)) {
                        let tie = mean(out) == mean(kept) && kept.number < out.number;
                        assert!(mean(kept).is_nan() || mean(out) < mean(kept) || tie);
                    }
                }
                rung *= 2;
            });
            let done = trials[first..].iter().filter(|trial| trial.folds.len() == folds);
            let scored = batch.iter().filter(|scores| scores.iter().all(|score| !score.is_nan()));
            assert!(first > 0 || done.count() >= scored.count().min(1));
        }
    }
}
