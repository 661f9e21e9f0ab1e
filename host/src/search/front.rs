//! The trade between score and cost.

use std::cmp::Ordering;

/// Trials that no other beats, from the cheapest up: those for which no trial is as good and in each of its costs as
/// cheap, and better in one of these. A failed trial's mean is NaN and is never among them. `costs` are of one quantity
/// each, by trial; the first decides the order, and of equals the next.
pub(crate) fn front(means: &[f64], costs: &[Vec<u64>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..means.len()).filter(|&i| !means[i].is_nan()).collect();
    let cheaper = |a: usize, b: usize| {
        let by_cost = costs.iter().map(|of| of[a].cmp(&of[b]));
        by_cost.fold(Ordering::Equal, Ordering::then)
    };
    let better = |a: usize, b: usize| means[b].partial_cmp(&means[a]).unwrap_or(Ordering::Equal);
    let mut front: Vec<usize> = Vec::new();
    // Sorted by number to begin with, so that equals stay in the order of the trials.
    match costs {
        [cost] => {
            order.sort_by(|&a, &b| cheaper(a, b).then(better(a, b)));
            for i in order {
                let equal = |&last: &usize| means[last] == means[i] && cost[last] == cost[i];
                if front
                    .last()
                    .is_none_or(|last| means[i] > means[*last] || equal(last))
                {
                    front.push(i);
                }
            }
        }
        several => {
            // whoever beats another comes before it
            order.sort_by(|&a, &b| better(a, b).then(cheaper(a, b)));
            for i in order {
                let beats = |&other: &usize| {
                    several.iter().all(|of| of[other] <= of[i])
                        && (means[other] > means[i] || several.iter().any(|of| of[other] < of[i]))
                };
                if !front.iter().any(beats) {
                    front.push(i);
                }
            }
            front.sort_by(|&a, &b| cheaper(a, b).then(a.cmp(&b)));
        }
    }
    front
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equals_are_all_on_it_and_failures_are_not() {
        let means = [0.9, 0.8, f64::NAN, 0.9, 0.7, 0.8, 0.85];
        let costs = vec![50, 20, 1, 50, 20, 20, 60];
        assert_eq!(front(&means, std::slice::from_ref(&costs)), [1, 5, 0, 3]);
        assert_eq!(front(&means, &[costs.clone(), costs]), [1, 5, 0, 3]);
        assert!(front(&[], &[Vec::new()]).is_empty());
        // neither sign of 0 is the better
        assert_eq!(front(&[0.0, -0.0], &[vec![7, 5]]), [1]);
        assert_eq!(front(&[0.0, -0.0], &[vec![7, 5], vec![1, 1]]), [1]);
    }

    proptest! {
        #[test]
        fn it_is_what_the_definition_says(
            trials in prop::collection::vec((0u8..6, prop::collection::vec(0u64..6, 3)), 0..30),
            quantities in 1usize..4,
        ) {
            let means: Vec<f64> = trials.iter().map(|(mean, _)| f64::from(*mean)).collect();
            let of = |quantity: usize| trials.iter().map(|(_, costs)| costs[quantity]).collect();
            let costs: Vec<Vec<u64>> = (0..quantities).map(of).collect();
            let beaten = |i: usize| (0..means.len()).any(|j| {
                let as_cheap = costs.iter().all(|of| of[j] <= of[i]);
                let better = means[j] > means[i] || costs.iter().any(|of| of[j] < of[i]);
                as_cheap && means[j] >= means[i] && better
            });
            let mut by_definition: Vec<usize> = (0..means.len()).filter(|&i| !beaten(i)).collect();
            let mut found = front(&means, &costs);
            prop_assert!(found.is_sorted_by_key(|&i| costs.iter().map(|of| of[i]).collect::<Vec<_>>()));
            found.sort_unstable();
            by_definition.sort_unstable();
            prop_assert_eq!(found, by_definition);
        }
    }
}
