extern crate std;

use proptest::prelude::*;
use std::vec;
use std::vec::Vec;

use super::*;

fn bits(numbers: &[f64]) -> Vec<u64> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

#[test]
fn tasks_come_candidate_by_candidate_and_each_once() {
    let mut memory = [7.0; Scoreboard::memory(2, 3)];
    let mut search = Scoreboard::try_new(2, 3, &mut memory).unwrap();
    let asked: Vec<_> = core::iter::from_fn(|| search.ask())
        .map(|task| (task.trial, task.fold))
        .collect();
    assert_eq!(asked, [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]);
    assert_eq!(search.ask(), None);
    assert!(!search.is_done());
    assert_eq!((search.told(), search.best()), (0, None));
    assert!(search.scores(0).iter().all(|score| score.is_nan()));
}

#[test]
fn what_is_told_already_is_not_asked_for() {
    let mut memory = [0.0; Scoreboard::memory(2, 2)];
    let mut search = Scoreboard::try_new(2, 2, &mut memory).unwrap();
    search.tell(TrialFold { trial: 0, fold: 0 }, 0.5).unwrap();
    search.tell(TrialFold { trial: 1, fold: 0 }, f64::NAN).unwrap();
    assert_eq!(search.ask(), Some(TrialFold { trial: 0, fold: 1 }));
    assert_eq!(search.ask(), Some(TrialFold { trial: 1, fold: 1 }));
    assert_eq!(search.ask(), None);
}

#[test]
fn a_mean_stands_when_its_last_fold_is_told_and_failures_are_last() {
    let mut memory = [0.0; Scoreboard::memory(3, 2)];
    let mut search = Scoreboard::try_new(3, 2, &mut memory).unwrap();
    let mut tell = |trial, fold, score| search.tell(TrialFold { trial, fold }, score).unwrap();
    tell(0, 0, f64::NAN);
    tell(0, 1, 1.0);
    tell(1, 1, 0.25);
    tell(2, 0, 0.5);
    tell(2, 1, 0.5);
    assert!(search.is_complete(0) && !search.is_complete(1));
    assert_eq!(search.best(), Some(2));
    search.tell(TrialFold { trial: 1, fold: 0 }, 1.0).unwrap();
    assert!(search.is_done());
    assert_eq!(search.best(), Some(1));
    assert_eq!(search.mean_and_std(1), (0.625, 0.375));
    let (mut ranks, mut order) = ([0; 3], [0; 3]);
    search.ranks(&mut ranks);
    search.leaderboard(&mut order);
    assert_eq!((ranks, order), ([3, 1, 2], [1, 2, 0]));
}

#[test]
fn a_second_score_replaces_the_first() {
    let mut memory = [0.0; Scoreboard::memory(1, 1)];
    let mut search = Scoreboard::try_new(1, 1, &mut memory).unwrap();
    let task = search.ask().unwrap();
    // of the same bits as the mark of a missing score
    search.tell(task, f64::from_bits(PENDING)).unwrap();
    assert!(search.is_done() && search.best().is_none());
    search.tell(task, 0.5).unwrap();
    assert_eq!((search.told(), search.means()), (1, &[0.5][..]));
}

#[test]
fn what_cannot_be_is_a_typed_error() {
    let mut memory = [0.0; 5];
    let small = Scoreboard::try_new(2, 2, &mut memory).unwrap_err();
    assert_eq!(small, Error::TooSmall { needed: 6, got: 5 });
    let endless = Scoreboard::try_new(usize::MAX, 2, &mut memory).unwrap_err();
    let needed = usize::MAX;
    assert_eq!(endless, Error::TooSmall { needed, got: 5 });
    assert_eq!(
        Scoreboard::try_new(2, 0, &mut memory).unwrap_err(),
        Error::Parameter("cv")
    );
    let mut search = Scoreboard::try_new(1, 2, &mut memory).unwrap();
    for (trial, fold, got, expected) in [(1, 0, 1, 1), (0, 2, 2, 2)] {
        let error = search.tell(TrialFold { trial, fold }, 0.0).unwrap_err();
        assert_eq!(error, Error::Mismatch { expected, got });
    }
    let nothing = Scoreboard::try_new(0, 2, &mut memory).unwrap();
    assert!(nothing.is_done() && nothing.best().is_none());
}

proptest! {
    #[test]
    fn the_order_of_telling_does_not_show(
        scores in prop::collection::vec(prop_oneof![Just(f64::NAN), (0u8..4).prop_map(f64::from)], 1..60),
        folds in 1usize..4,
        picks in prop::collection::vec(any::<prop::sample::Index>(), 60),
    ) {
        let trials = scores.len() / folds;
        let mut straight = vec![0.0; Scoreboard::memory(trials, folds)];
        let mut search = Scoreboard::try_new(trials, folds, &mut straight).unwrap();
        while let Some(task) = search.ask() {
            search.tell(task, scores[task.trial * folds + task.fold]).unwrap();
        }
        let mut shuffled = vec![1.0; Scoreboard::memory(trials, folds)];
        let mut other = Scoreboard::try_new(trials, folds, &mut shuffled).unwrap();
        let mut tasks: Vec<_> = core::iter::from_fn(|| other.ask()).collect();
        for pick in picks {
            if tasks.is_empty() {
                break;
            }
            let task = tasks.swap_remove(pick.index(tasks.len()));
            other.tell(task, scores[task.trial * folds + task.fold]).unwrap();
        }
        prop_assert!(search.is_done() && other.is_done());
        prop_assert_eq!(search.best(), other.best());
        let (mut ranks, mut order) = (vec![0; trials], vec![0; trials]);
        search.ranks(&mut ranks);
        search.leaderboard(&mut order);
        // the leaderboard is a stable sort by rank
        let mut sorted: Vec<u32> = (0..trials as u32).collect();
        sorted.sort_by_key(|&trial| ranks[trial as usize]);
        prop_assert_eq!(&order, &sorted);
        prop_assert_eq!(search.best(), order.first().map(|&t| t as usize).filter(|&t| !search.means()[t].is_nan()));
        prop_assert_eq!(bits(&straight), bits(&shuffled));
    }
}
