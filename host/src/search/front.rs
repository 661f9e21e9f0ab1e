//! The trade between score and cost.

/// Trials that no other beats, from the cheapest up: those for which no trial is both as cheap
/// and as good, and one of the two better. A failed trial's mean is NaN and is never among them.
pub(crate) fn front(means: &[f64], costs: &[u64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..means.len()).filter(|&i| !means[i].is_nan()).collect();
    // Sorted by number to begin with, so that equals stay in the order of the trials.
    order.sort_by(|&a, &b| costs[a].cmp(&costs[b]).then(means[b].total_cmp(&means[a])));
    let mut front: Vec<usize> = Vec::new();
    for i in order {
        let equal = |&last: &usize| means[last] == means[i] && costs[last] == costs[i];
        if front
            .last()
            .is_none_or(|last| means[i] > means[*last] || equal(last))
        {
            front.push(i);
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
        let costs = [50, 20, 1, 50, 20, 20, 60];
        assert_eq!(front(&means, &costs), [1, 5, 0, 3]);
        assert!(front(&[], &[]).is_empty());
    }

    proptest! {
        #[test]
        fn it_is_what_the_definition_says(trials in prop::collection::vec((0u8..6, 0u64..6), 0..30)) {
            let means: Vec<f64> = trials.iter().map(|&(mean, _)| f64::from(mean)).collect();
            let costs: Vec<u64> = trials.iter().map(|&(_, cost)| cost).collect();
            let beaten = |i: usize| (0..means.len()).any(|j| {
                means[j] >= means[i] && costs[j] <= costs[i] && (means[j], costs[j]) != (means[i], costs[i])
            });
            let mut by_definition: Vec<usize> = (0..means.len()).filter(|&i| !beaten(i)).collect();
            let mut found = front(&means, &costs);
            prop_assert!(found.is_sorted_by_key(|&i| costs[i]));
            found.sort_unstable();
            by_definition.sort_unstable();
            prop_assert_eq!(found, by_definition);
        }
    }
}
