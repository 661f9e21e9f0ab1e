//! The best trial of a search that is under way: the one that its results name at their end.

use mcutune::core::params::Value;
use mcutune::{Dtype, Objectives, Trial};
/// The trials that have the highest mean score so far, and of these such as none beats in the costs that are optimised.
pub struct Leaders {
    by: Dtype,
    objectives: Objectives,
    /// That of a halving search, whose last one alone has the best.
    iteration: Option<i64>,
    mean: f64,
    /// Numbers and costs.
    equals: Vec<(usize, Vec<u64>)>,
}

impl Leaders {
    /// By scores in f32 or in int8.
    pub fn new(by: Dtype, objectives: Objectives) -> Self {
        Self {
            by,
            objectives,
            iteration: None,
            mean: f64::NEG_INFINITY,
            equals: Vec::new(),
        }
    }

    /// The number of the best and its mean score; none where no trial has one.
    pub fn best(&self) -> Option<(usize, f64)> {
        self.equals.first().map(|&(number, _)| (number, self.mean))
    }

    /// The next trial is done.
    pub fn add(&mut self, trial: &Trial) {
        let iteration = iteration(trial);
        if iteration > self.iteration {
            *self = Self {
                iteration,
                ..Self::new(self.by, self.objectives.clone())
            };
        }
        let mean = match self.by {
            Dtype::F32 => trial.mean_test_score(),
            Dtype::Int8 => trial.int8().map_or(f64::NAN, |int8| int8.mean),
        };
        let costs = self.objectives.costs().iter();
        let costs = costs.map(|&quantity| trial.cost(quantity).unwrap_or(u64::MAX));
        self.push(trial.number(), mean, costs.collect());
    }

    fn push(&mut self, number: usize, mean: f64, costs: Vec<u64>) {
        // a mean that is NaN is neither
        if mean > self.mean {
            self.mean = mean;
            self.equals.clear();
        } else if mean != self.mean {
            return;
        }
        let no_more = |a: &[u64], b: &[u64]| a.iter().zip(b).all(|(a, b)| a <= b);
        // of those that need the same the first stays
        if self.equals.iter().any(|(_, other)| no_more(other, &costs)) {
            return;
        }
        self.equals.retain(|(_, other)| !no_more(&costs, other));
        self.equals.push((number, costs));
    }
}

/// That of a trial of a halving search.
fn iteration(trial: &Trial) -> Option<i64> {
    let (_, iteration) = trial.columns().iter().find(|(name, _)| name == "iter")?;
    match iteration {
        Value::Int(iteration) => Some(*iteration),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn best(trials: &[(f64, Vec<u64>)]) -> Option<usize> {
        let mut leaders = Leaders::new(Dtype::F32, Objectives::default());
        for (number, (mean, costs)) in trials.iter().enumerate() {
            leaders.push(number, *mean, costs.clone());
        }
        leaders.best().map(|(number, _)| number)
    }

    /// By the definition: no other is as good and nowhere dearer, and better in one; of these the highest mean, the first.
    fn defined(trials: &[(f64, Vec<u64>)]) -> Option<usize> {
        let beats = |a: &(f64, Vec<u64>), b: &(f64, Vec<u64>)| {
            let no_dearer = a.1.iter().zip(&b.1).all(|(a, b)| a <= b);
            a.0 >= b.0 && no_dearer && (a.0 > b.0 || a.1 != b.1)
        };
        let front = (0..trials.len())
            .filter(|&i| !trials[i].0.is_nan() && !trials.iter().any(|other| beats(other, &trials[i])));
        front.reduce(|best, i| if trials[i].0 > trials[best].0 { i } else { best })
    }

    #[test]
    fn of_equal_scores_the_first_that_none_beats_in_cost() {
        let of = |cost: u64| vec![cost];
        assert_eq!(
            best(&[(0.5, of(9)), (0.9, of(8)), (0.9, of(7)), (0.9, of(7))]),
            Some(2)
        );
        assert_eq!(best(&[(0.9, Vec::new()), (0.9, Vec::new())]), Some(0));
        assert_eq!(best(&[(f64::NAN, of(1))]), None);
    }

    proptest! {
        #[test]
        fn it_is_the_best_of_the_front(
            trials in prop::collection::vec((0u8..3, prop::collection::vec(0u64..4, 2)), 0..20),
            quantities in 0usize..3,
        ) {
            let mean = |of: u8| if of == 0 { f64::NAN } else { f64::from(of) };
            let trials: Vec<(f64, Vec<u64>)> = trials
                .into_iter()
                .map(|(of, costs)| (mean(of), costs.into_iter().take(quantities).collect()))
                .collect();
            prop_assert_eq!(best(&trials), defined(&trials));
        }
    }
}
