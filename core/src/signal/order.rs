//! Quantiles of a window's readings, which are sorted for them.

use super::features::Stat;

/// Sorts readings, all of which are finite: ascending, in place, without recursion (heapsort), so that the stack is
/// the same for every window.
pub(super) fn sort(readings: &mut [f32]) {
    let n = readings.len();
    for root in (0..n / 2).rev() {
        sift(readings, root, n);
    }
    for end in (1..n).rev() {
        readings.swap(0, end);
        sift(readings, 0, end);
    }
}

fn sift(heap: &mut [f32], mut root: usize, end: usize) {
    loop {
        let mut child = 2 * root + 1;
        if child >= end {
            return;
        }
        if child + 1 < end && heap[child + 1] > heap[child] {
            child += 1;
        }
        if heap[root] >= heap[child] {
            return;
        }
        heap.swap(root, child);
        root = child;
    }
}

/// Where `quarters / 4` of sorted readings lies, between two of them linearly, as `numpy.quantile`.
fn quartile(sorted: &[f32], quarters: usize) -> f32 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return 0.0;
    };
    let (below, rest) = (last * quarters / 4, last * quarters % 4);
    let low = sorted[below];
    match sorted.get(below + 1) {
        Some(high) if rest > 0 => low + (high - low) * (rest as f32 * 0.25),
        _ => low,
    }
}

/// A feature of sorted readings; none where it is another kind.
pub(super) fn stat(stat: Stat, sorted: &[f32]) -> Option<f32> {
    Some(match stat {
        Stat::Median => quartile(sorted, 2),
        Stat::Q25 => quartile(sorted, 1),
        Stat::Q75 => quartile(sorted, 3),
        Stat::Iqr => quartile(sorted, 3) - quartile(sorted, 1),
        _ => return None,
    })
}
