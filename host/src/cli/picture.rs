//! What all pictures of score against cost share: `--plot`, and those of a report.

/// The trials of a front, from the cheapest up, that are better than all cheaper ones: one that another cost brings to
/// the front may be behind a cheaper one in this. The last is the best.
pub fn rising(front: &[usize], means: &[f64]) -> Vec<usize> {
    let mut best = f64::NEG_INFINITY;
    let mut rising = front.to_vec();
    rising.retain(|&i| {
        let rises = means[i] > best;
        best = best.max(means[i]);
        rises
    });
    rising
}

/// Below it a score is drawn on the lower edge, for a few outliers would flatten the rest: Tukey's lower fence,
/// `Q1 - 1.5 (Q3 - Q1)`. Minus infinity where there is no score.
pub fn fence(scores: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = scores.into_iter().filter(|score| score.is_finite()).collect();
    if sorted.is_empty() {
        return f64::NEG_INFINITY;
    }
    sorted.sort_unstable_by(f64::total_cmp);
    let quartile = |quarter: usize| sorted[(sorted.len() - 1) * quarter / 4];
    quartile(1) - 1.5 * (quartile(3) - quartile(1))
}

/// The corners of the staircase through points.
pub fn steps(points: impl IntoIterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let mut corners: Vec<(f64, f64)> = Vec::new();
    for at in points {
        if let Some(&(_, before)) = corners.last() {
            corners.push((at.0, before));
        }
        corners.push(at);
    }
    corners
}
