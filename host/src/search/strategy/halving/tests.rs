use mcutune_core::params::{Activation, Word};

use super::*;
use crate::search::fit::{End, FoldResult};

fn demand(factor: f64, min: MinResources, max: u32) -> Demand {
    Demand {
        resource: Resource::MaxIter,
        factor,
        min,
        smallest: 1,
        max,
        aggressive: false,
    }
}

/// Of `factor^k` candidates Python's logarithm is k, or just below it.
#[test]
fn iterations_are_counted_by_pythons_logarithm() {
    let below = [(3, 5), (3, 10), (9, 5), (10, 3), (17, 3), (31, 3)];
    for factor in 2..=32u64 {
        for k in (1..).take_while(|&k| factor.pow(k) <= 100_000) {
            let whole = demand(factor as f64, MinResources::Smallest, u32::MAX);
            let schedule = Schedule::try_new(factor.pow(k) as usize, &whole).unwrap();
            let expected = 1 + k as usize - usize::from(below.contains(&(factor, k)));
            assert_eq!(schedule.candidates.len(), expected, "{factor}^{k}");
        }
    }
}

#[test]
fn what_cannot_be_halved_is_an_error() {
    let of = |demand: Demand| Schedule::try_new(9, &demand).unwrap_err();
    for factor in [1.9, 1.0, 0.0, -3.0, f64::NAN, f64::INFINITY] {
        let error = of(demand(factor, MinResources::Smallest, 9));
        assert!(matches!(error, HalvingError::Factor(_)), "{error}");
    }
    for (min, max) in [(0, 5), (1, 0)] {
        assert_eq!(
            of(demand(3.0, MinResources::Of(min), max)),
            HalvingError::NoResources
        );
    }
    let above = HalvingError::MinAboveMax {
        resource: Resource::MaxIter,
        min: 6,
        max: 5,
    };
    assert_eq!(of(demand(3.0, MinResources::Of(6), 5)), above);
    let both = demand(3.0, MinResources::Exhaust, 5).exhausting();
    assert_eq!(both, Err(HalvingError::BothExhaust));
    assert_eq!(demand(3.0, MinResources::Of(6), 40).exhausting(), Ok(6));
}

fn trial(number: usize, score: f64, end: End) -> Trial {
    let relu = Value::Word(Word::Activation(Activation::Relu));
    let choices = vec![(Name::Activation, relu), (Name::Alpha, Value::Int(number as i64))];
    Trial {
        number,
        choices: Choices::new(choices),
        parameters: 1,
        cost: None,
        folds: vec![FoldResult {
            score,
            fit_time: 0.0,
            score_time: 0.0,
            n_iter: 1,
            end,
            int8: None,
            beside: Default::default(),
        }],
        given_up: None,
        columns: Vec::new(),
    }
}

#[test]
fn the_best_go_on_from_the_worst_to_the_best_and_those_without_a_score_before_them() {
    let infeasible = || (f64::NAN, End::Infeasible("flash".into()));
    let scored = |score: f64| (score, End::MaxIter);
    let failed = || (f64::NAN, End::NotFinite);
    let ends = [
        scored(0.5),
        failed(),
        scored(0.25),
        scored(0.5),
        infeasible(),
        scored(-0.0),
        scored(0.0),
        failed(),
    ];
    let ends = ends.into_iter().enumerate();
    let trials: Vec<Trial> = ends.map(|(i, (score, end))| trial(i, score, end)).collect();
    let kept = |kept| -> Vec<Option<Value>> {
        let best = best(&trials, Dtype::F32, kept);
        best.iter().map(|trial| trial.choices.get(Name::Alpha)).collect()
    };
    let numbers = |numbers: &[i64]| -> Vec<Option<Value>> {
        numbers.iter().map(|&number| Some(Value::Int(number))).collect()
    };
    assert_eq!(kept(2), numbers(&[0, 3]));
    assert_eq!(kept(5), numbers(&[5, 6, 2, 0, 3]));
    assert_eq!(
        kept(8),
        numbers(&[1, 7, 5, 6, 2, 0, 3]),
        "and none beyond a limit"
    );
}
