//! Trials that are equal on the folds of the search and on fresh ones, without a fit.

use mcutune_core::cost::Cost;
use proptest::prelude::*;
use proptest::strategy::Strategy;

use super::*;
use crate::limits::{Device, Limits};
use crate::objectives::Objectives;
use crate::search::fit::{End, FoldResult};
use crate::search::select::{Select, Selection};
use crate::search::{Measured, Results};

const RULES: [Select; 4] = [
    Select::Best,
    Select::OneStandardError,
    Select::Within(0.01),
    Select::Knee,
];

/// Scores on the folds of the search and on fresh ones, and bytes of flash.
type Scored = ([f64; 2], [f64; 2], usize);

fn trial(number: usize, &(searched, _, weights): &Scored) -> Trial {
    let fold = |score| FoldResult {
        score,
        end: End::MaxIter,
        ..FoldResult::refused("", false)
    };
    Trial {
        number,
        choices: Choices::new(Vec::new()),
        parameters: 1,
        cost: Some(Cost {
            parameters: 1,
            macs: 1,
            weights,
            code: 0,
            ram: 1,
            stack: 1,
            instructions: 1,
        }),
        folds: searched.into_iter().map(fold).collect(),
        given_up: None,
        columns: Vec::new(),
    }
}

/// What a rule makes of trials that are all confirmed.
fn results(trials: &[Scored], rule: Select) -> Results {
    let by = Dtype::F32;
    let device = Device::new(None, false, Limits::new());
    let all = trials.iter().enumerate().map(|(number, one)| trial(number, one));
    let mut results = Results::new(
        all.collect(),
        Measured {
            scoring: "accuracy".into(),
            ..Measured::default()
        },
        Selection { rule, by },
        (device, Objectives::default()),
        None,
    );
    let fresh = trials
        .iter()
        .enumerate()
        .map(|(trial, &(_, fresh, _))| Confirmed {
            trial,
            scores: fresh.into(),
            scores_int8: None,
        });
    results.confirm(fresh.collect());
    results
}

fn ranks(results: &Results) -> Vec<Option<u32>> {
    let numbers = 0..results.trials().len();
    numbers.map(|number| results.rank_confirm(number)).collect()
}

/// Of 75 rows a fold.
fn share(right: u32) -> f64 {
    f64::from(right) / 75.0
}

#[test]
fn equals_share_a_rank_and_the_first_of_the_search_wins() {
    let even = [share(72); 2];
    // in f64 the sums of all four are not the same
    let trials = [
        ([share(70); 2], even, 5),
        (even, [1.0, share(69)], 5),
        (even, [share(73), share(71)], 5),
        (even, even, 5),
        ([share(74), share(72)], [share(72), share(70)], 5),
    ];
    let found = results(&trials, Select::Best);
    assert_eq!(ranks(&found), [5, 1, 1, 1, 1].map(Some));
    assert_eq!(found.winner(), Some(4), "73 of 75 on the search's own folds");
    let found = results(&trials[..4], Select::Best);
    assert_eq!(found.winner(), Some(1));
    let order: Vec<usize> = found.confirmed().iter().map(Confirmed::trial).collect();
    assert_eq!(order, [1, 2, 3, 0]);
    // nothing that is written changes
    let written = found.confirmation(2).unwrap();
    assert_eq!(written.scores(Dtype::F32), [share(73), share(71)]);
    // what is a row better is no equal
    let close = [(even, even, 5), (even, [share(73), share(72)], 5)];
    assert_eq!(ranks(&results(&close, Select::Best)), [2, 1].map(Some));
}

#[test]
fn ends_of_a_front_that_differ_by_rounding_are_one() {
    // by a rise of 1e-16 between them the second, which costs more, would be the better end
    let trials = [
        ([share(71), share(72)], [share(73), share(72)], 10),
        ([share(72); 2], [share(73), share(71)], 40),
        ([share(71); 2], [share(72); 2], 20),
    ];
    assert_eq!(results(&trials, Select::Knee).winner(), Some(0));
}

fn some(scores: impl Strategy<Value = f64> + Clone) -> impl Strategy<Value = Vec<(Scored, [bool; 2])>> {
    let pair = || [scores.clone(), scores.clone()];
    prop::collection::vec(((pair(), pair(), 1usize..5), any::<[bool; 2]>()), 1..12)
}

fn reordered(trials: &[(Scored, [bool; 2])]) -> Vec<Scored> {
    let flip = |[a, b]: [f64; 2], flipped| if flipped { [b, a] } else { [a, b] };
    let all = trials.iter().map(|&((searched, fresh, cost), flipped)| {
        (flip(searched, flipped[0]), flip(fresh, flipped[1]), cost)
    });
    all.collect()
}

proptest! {
    #[test]
    fn the_order_of_the_folds_chooses_nothing(
        shares in some((66u32..=75).prop_map(share)),
        any in some(-1.0..1.0),
    ) {
        for trials in [shares, any] {
            let plain: Vec<Scored> = trials.iter().map(|one| one.0).collect();
            for rule in RULES {
                let (one, other) = (results(&plain, rule), results(&reordered(&trials), rule));
                prop_assert_eq!(one.winner(), other.winner(), "{}", rule);
                prop_assert_eq!(ranks(&one), ranks(&other), "{}", rule);
            }
        }
    }

    #[test]
    fn ranks_are_those_of_the_rows_that_are_right(
        trials in prop::collection::vec(([66u32..=75, 66..=75], [66u32..=75, 66..=75]), 1..12),
    ) {
        let of_scores: Vec<Scored> = trials.iter().map(|&(a, b)| (a.map(share), b.map(share), 1)).collect();
        let found = results(&of_scores, Select::Best);
        let right = |&([a, b], [c, d]): &([u32; 2], [u32; 2])| a + b + c + d;
        let all: Vec<u32> = trials.iter().map(right).collect();
        let rank = |of: &u32| Some(1 + all.iter().filter(|other| *other > of).count() as u32);
        prop_assert_eq!(ranks(&found), all.iter().map(rank).collect::<Vec<_>>());
        let first = (0..all.len()).min_by_key(|&i| (std::cmp::Reverse(all[i]), found.rank(i), i));
        prop_assert_eq!(found.winner(), first);
    }
}
