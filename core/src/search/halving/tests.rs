extern crate std;

use proptest::prelude::*;
use std::vec;
use std::vec::Vec;

use super::*;

fn halving(factor: f64, min_resources: MinResources) -> Halving {
    Halving {
        factor,
        min_resources,
        ..Halving::DEFAULT
    }
}

/// Of `factor^k` candidates Python's logarithm is k, or just below it.
#[test]
fn iterations_are_counted_by_pythons_logarithm() {
    let below = [(3, 5), (3, 10), (9, 5), (10, 3), (17, 3), (31, 3)];
    for factor in 2..=32u64 {
        for k in (1..).take_while(|&k| factor.pow(k) <= 100_000) {
            let whole = halving(factor as f64, MinResources::Smallest);
            let schedule = Schedule::try_new(factor.pow(k) as usize, &whole, 1, u32::MAX).unwrap();
            let expected = 1 + k - u32::from(below.contains(&(factor, k)));
            assert_eq!(schedule.iterations(), expected, "{factor}^{k}");
        }
    }
}

/// `n_candidates_` and `n_resources_` of scikit-learn 1.9.1; `tests/sklearn_halving.rs` has more.
#[test]
fn a_schedule_is_scikit_learns() {
    const NINE: Schedule = match Schedule::try_new(9, &Halving::DEFAULT, 1, 100) {
        Ok(schedule) => schedule,
        Err(_) => panic!("it can be halved"),
    };
    let listed = |schedule: &Schedule| -> (Vec<usize>, Vec<u32>) {
        let iterations = 0..schedule.iterations();
        iterations
            .map(|i| (schedule.candidates(i), schedule.resources(i)))
            .unzip()
    };
    assert_eq!(listed(&NINE), (vec![9, 3, 1], vec![11, 33, 99]));
    assert_eq!(NINE.total(), 13);
    let aggressive = Halving {
        aggressive_elimination: true,
        ..halving(2.0, MinResources::Of(30))
    };
    let schedule = Schedule::try_new(20, &aggressive, 1, 100).unwrap();
    assert_eq!(
        listed(&schedule),
        (vec![20, 10, 5, 3, 2], vec![30, 30, 30, 30, 60])
    );
}

#[test]
fn what_cannot_be_halved_is_an_error() {
    let error = |halving: Halving, max| Schedule::try_new(9, &halving, 1, max).err();
    for factor in [1.9, 1.0, 0.0, -3.0, f64::NAN, f64::INFINITY] {
        let found = error(halving(factor, MinResources::Smallest), 9);
        assert_eq!(found, Some(Error::Parameter("factor")));
    }
    for (min, max, name) in [
        (0, 5, "min_resources"),
        (1, 0, "max_resources"),
        (6, 5, "min_resources"),
    ] {
        let found = error(halving(3.0, MinResources::Of(min)), max);
        assert_eq!(found, Some(Error::Parameter(name)));
    }
    assert_eq!(error(halving(3.0, MinResources::Of(5)), 5), None);
}

proptest! {
    /// scikit-learn's: `np.argsort(means, kind="stable")`, those without a score rolled to the front.
    #[test]
    fn the_best_are_the_end_of_a_stable_sort(
        means in prop::collection::vec(
            prop_oneof![Just(f64::NAN), Just(-0.0), (0u8..4).prop_map(f64::from)], 1..40),
        kept in 0usize..40,
    ) {
        let kept = kept.min(means.len());
        let mut sorted: Vec<u32> = (0..means.len() as u32).collect();
        sorted.sort_by(|&a, &b| {
            let (a, b) = (means[a as usize], means[b as usize]);
            let failed_first = b.is_nan().cmp(&a.is_nan());
            failed_first.then(a.partial_cmp(&b).unwrap_or(core::cmp::Ordering::Equal))
        });
        let mut found = vec![0; kept];
        top_k(&means, &mut found);
        prop_assert_eq!(found, &sorted[means.len() - kept..]);
    }
}
