//! Races over tables of scores, without a fit: against plain lists, and against all fits.

extern crate std;

use proptest::prelude::*;
use std::vec;
use std::vec::Vec;

use super::*;
use crate::search::TrialFold;

/// The scores of each candidate by fold.
type Table = Vec<Vec<f64>>;

/// What became of a candidate: after how many folds it was dropped.
type Dropped = Vec<Option<usize>>;

/// One batch in a scoreboard; the tasks of each round.
fn race(race: Race, choice: Choice, table: &Table) -> (Dropped, Vec<Vec<(usize, usize)>>) {
    race_within(Reach::of(Scoring::Accuracy, None), race, choice, table)
}

/// The same where scores may be more than an accuracy.
fn race_within(
    reach: Reach,
    race: Race,
    choice: Choice,
    table: &Table,
) -> (Dropped, Vec<Vec<(usize, usize)>>) {
    let (trials, folds) = (table.len(), table[0].len());
    let mut memory = vec![0.0; Scoreboard::memory(trials, folds)];
    let mut board = Scoreboard::try_new(trials, folds, &mut memory).unwrap();
    let mut field = Field::new(race, reach, choice);
    let mut scratch = vec![0; Field::scratch(race, trials)];
    board.hold(0..trials, FIRST_RUNG);
    let mut rounds = Vec::new();
    loop {
        let tasks: Vec<TrialFold> = core::iter::from_fn(|| board.ask()).collect();
        rounds.push(tasks.iter().map(|task| (task.trial, task.fold)).collect());
        for task in tasks {
            board.tell(task, table[task.trial][task.fold]).unwrap();
        }
        if !field.round(&mut board, &mut scratch) {
            break;
        }
    }
    assert!(board.is_done());
    let dropped = (0..trials).map(|trial| board.dropped_after(trial)).collect();
    (dropped, rounds)
}

fn mean(scores: &[f64]) -> f64 {
    rank::mean_and_std(scores).0
}

/// The same in lists: sorted, and no more memory saved than there is to save.
fn naive(race: Race, choice: Choice, table: &Table) -> (Dropped, Vec<Vec<(usize, usize)>>) {
    let folds = table[0].len();
    let mut done = vec![1; table.len()];
    let mut dropped: Dropped = vec![None; table.len()];
    let mut rounds: Vec<Vec<(usize, usize)>> = vec![(0..table.len()).map(|trial| (trial, 0)).collect()];
    let mut rung = 1;
    loop {
        let mut open: Vec<usize> = (0..table.len())
            .filter(|&trial| dropped[trial].is_none() && done[trial] < folds)
            .collect();
        if open.is_empty() {
            return (dropped, rounds);
        }
        let halves = race == Race::Halving && rung < folds;
        if halves {
            let so_far = |trial: usize| mean(&table[trial][..done[trial]]);
            let mut order: Vec<usize> = open
                .iter()
                .copied()
                .filter(|&one| !so_far(one).is_nan())
                .collect();
            order.sort_by(|&a, &b| so_far(b).partial_cmp(&so_far(a)).unwrap());
            for &trial in order.iter().skip(order.len().div_ceil(2).max(3)) {
                dropped[trial] = Some(done[trial]);
            }
            rung *= 2;
        }
        let whole = |trial: &usize| done[*trial] == folds && !mean(&table[*trial]).is_nan();
        let best = (0..table.len()).filter(whole).reduce(|best, trial| {
            if mean(&table[trial]) > mean(&table[best]) {
                trial
            } else {
                best
            }
        });
        let bound = |trial: usize| {
            let mut scores = table[trial][..done[trial]].to_vec();
            scores.resize(folds, 1.0);
            mean(&scores)
        };
        open.retain(|&trial| dropped[trial].is_none());
        for &trial in &open {
            let Some(best) = best else { continue };
            let (most, top) = (bound(trial), mean(&table[best]));
            let lost = match choice {
                Choice::Best => most < top || most == top && trial > best,
                Choice::Within(tolerance) => top - most > generous(tolerance),
                Choice::OneStandardError => {
                    let error = generous((top * (1.0 - top) / (folds - 1) as f64).sqrt());
                    top >= 0.15 && most < top - error
                }
            };
            if lost {
                dropped[trial] = Some(done[trial]);
            }
        }
        open.retain(|&trial| dropped[trial].is_none());
        open.sort_by(|&a, &b| bound(b).total_cmp(&bound(a)));
        let to = |done: usize| match halves && rung < folds {
            true => rung,
            false => done + 1,
        };
        if !(halves && rung < folds) {
            open.truncate(4);
        }
        let mut tasks = Vec::new();
        open.sort_unstable();
        for trial in open {
            tasks.extend((done[trial]..to(done[trial])).map(|fold| (trial, fold)));
            done[trial] = to(done[trial]);
        }
        rounds.push(tasks);
    }
}

/// Scores in 64ths, whose sums are exact, a few of them missing.
fn table() -> impl Strategy<Value = Table> {
    let score = prop_oneof![
        30 => (0..=64_u8).prop_map(|part| f64::from(part) / 64.0),
        30 => (56..=64_u8).prop_map(|part| f64::from(part) / 64.0),
        1 => Just(f64::NAN),
    ];
    (2..12_usize).prop_flat_map(move |folds| {
        let scores = prop::collection::vec(score.clone(), folds);
        prop::collection::vec(scores, 1..40)
    })
}

proptest! {
    #[test]
    fn a_race_is_that_of_lists(table in table(), choice in 0..3_usize) {
        let choice = [Choice::Best, Choice::OneStandardError, Choice::Within(0.05)][choice];
        for kind in [Race::Exact, Race::Halving] {
            let (expected, mut rounds) = naive(kind, choice, &table);
            rounds.retain(|tasks| !tasks.is_empty());
            let (dropped, mut found) = race(kind, choice, &table);
            found.retain(|tasks| !tasks.is_empty());
            prop_assert_eq!((dropped, found), (expected, rounds));
        }
    }

    #[test]
    fn an_exact_race_has_the_winner_of_all_fits(table in table()) {
        let means: Vec<f64> = table.iter().map(|scores| mean(scores)).collect();
        let (dropped, _) = race(Race::Exact, Choice::Best, &table);
        let raced: Vec<f64> = means.iter().zip(&dropped).map(|(&mean, dropped)| match dropped {
            None => mean,
            Some(_) => f64::NAN,
        }).collect();
        prop_assert_eq!(rank::best(&raced), rank::best(&means));
    }
}

proptest! {
    #[test]
    fn a_race_drops_none_that_may_be_chosen_by_what_stands_for_failed_fits(
        table in table(),
        failed in prop::sample::select(vec![-3.0, -0.25, 0.0, 0.5, 1.0, 1.5, 40.0]),
        choice in 0..3_usize,
    ) {
        let choice = [Choice::Best, Choice::OneStandardError, Choice::Within(0.05)][choice];
        let stands = |score: &f64| if score.is_nan() { failed } else { *score };
        let table: Table = table.iter().map(|scores| scores.iter().map(stands).collect()).collect();
        let reach = Reach::of(Scoring::Accuracy, Some(failed));
        let (dropped, _) = race_within(reach, Race::Exact, choice, &table);
        let means: Vec<f64> = table.iter().map(|scores| mean(scores)).collect();
        let best = rank::best(&means).unwrap();
        let folds = table[0].len() as f64;
        let error = rank::mean_and_std(&table[best]).1 / (folds - 1.0).sqrt();
        let may_be_chosen = |trial: usize| match choice {
            Choice::Best => trial == best,
            Choice::OneStandardError => means[trial] >= means[best] - error,
            Choice::Within(tolerance) => means[best] - means[trial] <= tolerance,
        };
        for trial in (0..table.len()).filter(|&trial| may_be_chosen(trial)) {
            prop_assert_eq!(dropped[trial], None, "{}", trial);
        }
    }
}

#[test]
fn what_bounds_a_mean_is_that_of_the_score_where_nothing_stands_for_failed_fits() {
    for scoring in Scoring::ALL {
        let reach = Reach::of(scoring, None);
        assert_eq!(
            (reach.most.to_bits(), reach.is_share),
            (scoring.maximum().to_bits(), scoring.is_share())
        );
        assert_eq!(Reach::of(scoring, Some(-7.0)).most, scoring.maximum());
        assert_eq!(Reach::of(scoring, Some(1e9)).most, scoring.maximum().max(1e9));
    }
}

#[test]
fn a_hundred_candidates_take_the_fits_that_the_documentation_says() {
    let score = |i: usize| 0.5 + ((i * 37) % 100) as f64 / 1e6;
    for (folds, expected) in [(3, 175), (5, 213), (10, 266)] {
        let table: Table = (0..100).map(|i| vec![score(i); folds]).collect();
        let (_, rounds) = race(Race::Halving, Choice::Best, &table);
        assert_eq!(rounds.iter().flatten().count(), expected, "{folds} folds");
    }
}

#[test]
fn an_exact_race_drops_who_cannot_win() {
    let mut table: Table = (0..16).map(|i| vec![0.95 - 0.05 * f64::from(i); 3]).collect();
    table[15] = vec![1.0, f64::NAN, 1.0];
    let (dropped, rounds) = race(Race::Exact, Choice::Best, &table);
    // the failed one is among the first four, and the others' bounds stay below the winner's mean
    assert_eq!((dropped[0], dropped[15]), (None, None));
    assert!((4..15).all(|trial| dropped[trial] == Some(1)), "{dropped:?}");
    assert!(rounds.iter().flatten().count() <= 16 + 8 + 4);
}
