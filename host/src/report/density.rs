//! How often values of an axis were chosen: a density on a grid of at most 50 cells, by a sum of normal kernels for
//! numbers and by counts for categories, as PED-ANOVA has it (Watanabe et al. 2023, section 3).

use mcutune_core::math::{ln_f64, pow_f64, sqrt_f64};

use super::axis::{Axis, Scale};
use crate::search::share_below;

/// Cells of an axis of numbers, at most.
const CELLS: usize = 50;

/// What is added to a density, so that a quotient of two is finite.
const LEAST: f64 = 1e-12;

/// How many trials of some numbers chose each cell; those without a value are left out.
fn cell_counts(axis: &Axis, trials: &[usize]) -> Vec<f64> {
    let values = trials.iter().map(|&number| axis.values()[number]);
    let values: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
    let (cells, low, high, log) = match axis.scale() {
        Scale::Categories(all) => (all.len(), 0.0, all.len().saturating_sub(1) as f64, false),
        &Scale::Numbers {
            low,
            high,
            whole,
            log,
        } => (cells(low, high, whole, log), low, high, log),
    };
    let scaled = |value: f64| if log { ln_f64(value) } else { value };
    let (low, high) = (scaled(low), scaled(high));
    let step = if cells > 1 {
        (high - low) / (cells - 1) as f64
    } else {
        1.0
    };
    let mut counts = vec![0.0; cells];
    for value in values {
        // the cell whose centre is nearest, ties to the left
        let at = ((scaled(value) - low) / step - 0.5).ceil().max(0.0) as usize;
        counts[at.min(cells - 1)] += 1.0;
    }
    counts
}

/// As Optuna divides an axis: whole numbers have a cell each, on a logarithmic scale one for each doubling of their
/// range.
fn cells(low: f64, high: f64, whole: bool, log: bool) -> usize {
    let range = high - low + 1.0;
    let wanted = match (whole, log) {
        (true, true) => (ln_f64(range) / ln_f64(2.0)).ceil() + 1.0,
        (true, false) => range,
        (false, _) => CELLS as f64,
    };
    (wanted as usize).clamp(1, CELLS)
}

/// The density of some trials on an axis, by cell; the cells of an axis are the same for any trials.
pub(super) fn density(axis: &Axis, trials: &[usize]) -> Vec<f64> {
    let counts = cell_counts(axis, trials);
    match axis.scale() {
        Scale::Categories(_) => of_categories(&counts),
        Scale::Numbers { .. } => of_numbers(&counts),
    }
}

/// Each category that was chosen is a kernel of its own; a uniform one stands for what is not known yet.
fn of_categories(counts: &[f64]) -> Vec<f64> {
    let (chosen, choices) = (
        counts.iter().filter(|&&count| count > 0.0).count(),
        counts.len() as f64,
    );
    let all: f64 = counts.iter().sum();
    let prior = 1.0 / (chosen + 1) as f64;
    let norm = 1.0 + choices * prior;
    let uniform = 1.0 / (all + 1.0) / choices;
    let density = |&count: &f64| (count + all * prior) / norm / (all + 1.0) + uniform + LEAST;
    counts.iter().map(density).collect()
}

/// Normal kernels on the cells, as wide as Scott's rule says and cut off at both ends, and a wide one that stands for
/// what is not known yet.
fn of_numbers(counts: &[f64]) -> Vec<f64> {
    let cells = counts.len() as f64;
    let all: f64 = counts.iter().sum();
    let width = width(counts, all);
    let mut density = vec![LEAST; counts.len()];
    let kernels = counts.iter().enumerate().filter(|(_, count)| **count > 0.0);
    let kernels = kernels.map(|(at, &count)| (count, at as f64, width));
    for (weight, centre, width) in kernels.chain([(1.0, 0.5 * (cells - 1.0), cells)]) {
        let below = |at: f64| share_below((at - centre) / width);
        let inside = below(cells - 0.5) - below(-0.5);
        for (cell, density) in density.iter_mut().enumerate() {
            let at = cell as f64;
            let share = (below(at + 0.5) - below(at - 0.5)) / inside;
            *density += weight / (all + 1.0) * share;
        }
    }
    density
}

/// Scott's rule (1992), by the lesser of the deviation and the distance between quartiles, in cells.
fn width(counts: &[f64], all: f64) -> f64 {
    /// So much of a kernel's share, 90 %, lies within a cell at least.
    const LEAST: f64 = 0.5 / 1.64;
    let chosen: Vec<(f64, f64)> = counts
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0.0)
        .map(|(at, &count)| (at as f64, count))
        .collect();
    if chosen.is_empty() {
        return LEAST;
    }
    let mean: f64 = chosen.iter().map(|(at, count)| at * (count / all)).sum();
    let squares: f64 = chosen
        .iter()
        .map(|(at, count)| (at - mean) * (at - mean) * count)
        .sum();
    let deviation = sqrt_f64(squares / (all - 1.0).max(1.0));
    let mut sum = 0.0;
    let sums: Vec<f64> = chosen
        .iter()
        .map(|(_, count)| {
            sum += count;
            sum
        })
        .collect();
    let first = sums.partition_point(|&sum| sum < (all / 4.0).floor());
    let third = sums.partition_point(|&sum| sum <= (all * 3.0 / 4.0).floor());
    let quartiles = chosen[third.min(chosen.len() - 1)].0 - chosen[first.min(chosen.len() - 1)].0;
    (1.059 * (quartiles / 1.34).min(deviation) * pow_f64(all, -0.2)).max(LEAST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_density_adds_up_to_one() {
        for counts in [
            vec![3.0, 0.0, 9.0],
            vec![1.0; 50],
            vec![0.0, 40.0],
            vec![7.0],
            vec![0.0, 0.0],
        ] {
            for density in [of_categories(&counts), of_numbers(&counts)] {
                let sum: f64 = density.iter().sum();
                assert!((sum - 1.0).abs() < 1e-9, "{counts:?}: {sum}");
                assert!(density.iter().all(|share| *share > 0.0));
            }
        }
    }

    #[test]
    fn kernels_spread_what_was_chosen() {
        let density = of_numbers(&[0.0, 0.0, 8.0, 0.0, 0.0]);
        assert!(density[2] > density[1] && density[1] > density[0]);
        assert!((density[1] - density[3]).abs() < 1e-15);
    }
}
