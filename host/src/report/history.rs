//! How the best score rose.

/// The trials that were better than all before them, in their order; of equals the first. NaN is no score.
///
/// ```
/// let means = [f64::NAN, 0.5, 0.4, 0.5, 0.7];
/// assert_eq!(mcutune::report::improvements(&means), [1, 4]);
/// ```
#[must_use]
pub fn improvements(means: &[f64]) -> Vec<usize> {
    let mut best = f64::NEG_INFINITY;
    let mut found = Vec::new();
    for (number, &mean) in means.iter().enumerate() {
        if mean > best {
            best = mean;
            found.push(number);
        }
    }
    found
}
