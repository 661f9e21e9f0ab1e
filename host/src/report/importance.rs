//! Which hyperparameters made the difference.
//!
//! PED-ANOVA (Watanabe, Bansal and Hutter, "PED-ANOVA: Efficiently Quantifying Hyperparameter Importance in Arbitrary
//! Subspaces", IJCAI 2023): a parameter matters where the best trials chose other values of it than all trials did.
//! The variance that it alone explains of being among the best is the Pearson divergence of the two densities.

use super::axis::Axis;
use super::density::density;
use super::iterations;
use crate::search::Results;
use crate::text::counted;

/// The share of the trials that count as the best.
pub const TOP_SHARE: f64 = 0.1;

/// Of fewer trials nothing is said: the best tenth would be one.
pub const FEWEST_TRIALS: usize = 20;

/// The fewest that count as the best.
const FEWEST_BEST: usize = 2;

/// What a parameter explains.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// The axis's name.
    pub name: String,
    /// From 0 to 1; all shares together are 1.
    pub share: f64,
}

/// Which hyperparameters made the difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Importance {
    /// How many trials were looked at.
    pub trials: usize,
    /// How many of them count as the best.
    pub best: usize,
    /// From the most to the least important, equals by name.
    pub shares: Vec<Share>,
}

/// Why nothing is said of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoImportance {
    /// There are too few trials with a score.
    #[error(
        "{} with a score {} too few to tell which parameters mattered: it takes {FEWEST_TRIALS}",
        counted(*.trials, "trial"),
        if *.trials == 1 { "is" } else { "are" }
    )]
    TooFew {
        /// How many there are.
        trials: usize,
    },
    /// No parameter differs among them.
    #[error("no parameter differs among the trials")]
    NothingDiffers,
    /// All scores are equal, or nearly all are the best.
    #[error(
        "{best} of {trials} trials have the best scores, so there are too few others to compare their parameters with"
    )]
    AllBest {
        /// How many trials have the best scores.
        best: usize,
        /// Of how many.
        trials: usize,
    },
    /// The best are spread as all are.
    #[error("the best trials chose their parameters as all others did")]
    NoDifference,
}

/// Which hyperparameters made the difference, among the trials on the same resources: of a halving search those of
/// its first iteration. Trials that were dropped before their last fold count as not among the best.
///
/// # Errors
/// Where there are too few trials, or no difference among them.
pub fn importance(results: &Results, axes: &[Axis]) -> Result<Importance, NoImportance> {
    let considered = iterations(results).swap_remove(0).end;
    let means = &results.means()[..considered];
    let mut scored: Vec<usize> = (0..considered)
        .filter(|&number| means[number].is_finite())
        .collect();
    if scored.len() < FEWEST_TRIALS {
        return Err(NoImportance::TooFew { trials: scored.len() });
    }
    if axes.is_empty() {
        return Err(NoImportance::NothingDiffers);
    }
    let dropped = results.trials()[..considered].iter();
    let dropped = dropped.filter(|trial| trial.given_up().is_some());
    let mut all: Vec<usize> = scored
        .iter()
        .copied()
        .chain(dropped.map(|trial| trial.number()))
        .collect();
    all.sort_unstable();
    scored.sort_by(|&a, &b| means[b].total_cmp(&means[a]));
    let wanted = ((TOP_SHARE * all.len() as f64).ceil() as usize).clamp(FEWEST_BEST, scored.len());
    let least = means[scored[wanted - 1]];
    let best: Vec<usize> = all
        .iter()
        .copied()
        .filter(|&number| means[number] >= least)
        .collect();
    if best.len() * 2 > all.len() {
        let (best, trials) = (best.len(), all.len());
        return Err(NoImportance::AllBest { best, trials });
    }
    let mut shares: Vec<Share> = axes
        .iter()
        .map(|axis| Share {
            name: axis.name().to_owned(),
            share: divergence(axis, &best, &all),
        })
        .collect();
    let sum: f64 = shares.iter().map(|one| one.share).sum();
    if sum.is_nan() || sum <= 0.0 {
        return Err(NoImportance::NoDifference);
    }
    shares.iter_mut().for_each(|one| one.share /= sum);
    shares.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.name.cmp(&b.name)));
    let (trials, best) = (all.len(), best.len());
    Ok(Importance { trials, best, shares })
}

/// Pearson's: `sum p (q/p - 1)²` over the cells, of the density `q` of the best and `p` of all; 0 where the best have no
/// value of the parameter.
fn divergence(axis: &Axis, best: &[usize], all: &[usize]) -> f64 {
    if best.iter().all(|&number| axis.values()[number].is_nan()) {
        return 0.0;
    }
    let (best, all) = (density(axis, best), density(axis, all));
    let cells = best.iter().zip(&all);
    cells.map(|(q, p)| p * (q / p - 1.0) * (q / p - 1.0)).sum()
}
