//! Candidates that a Gaussian process expects to do better.

mod cube;
mod draw;
mod fit;
mod front;
mod normal;
mod pool;
mod process;

use serde_json::{Map, Value as Json, json};

use super::{Growth, Proposal, Propose, Round, SoFar, Strategy, check_count, named};
use crate::search::{Error, Trial, Warning};
use cube::Cube;
use fit::{Beforehand, Logarithms};
use normal::quantile;
pub(crate) use normal::share_below;
use pool::{PARENTS, Pool, choose};

/// Candidates that are proposed at once, where nothing else is asked for.
const BATCH: u32 = 8;
/// Candidates at random that come before the first that the process proposes.
const FIRST: usize = 6;
/// Trials after which the process is fitted anew.
const AGAIN: usize = 8;
/// Trials that the process knows, at most: the best, and as many others.
const KNOWN: usize = 120;

/// A number of candidates, of which all but the first are those that a Gaussian process of the scores
/// so far expects to improve most on the best (Jones et al. 1998).
///
/// The process is one of ranks: a score counts by its rank among the others, as the normal variable
/// that has this rank. It is asked after each batch, not after each trial, so that what it proposes
/// depends on no thread.
#[derive(Clone, Debug)]
pub struct GpStrategy {
    trials: u32,
    batch: u32,
    /// What the process took for granted, and how many trials it was fitted to.
    last: Option<(Logarithms, usize)>,
}

impl GpStrategy {
    /// Of this many trials.
    pub(crate) fn new(trials: u32) -> Self {
        Self {
            trials,
            batch: BATCH,
            last: None,
        }
    }

    /// Whether so many candidates are whole batches of `batch`: those that the next batch, and a race within each, have
    /// been decided by.
    #[must_use]
    pub fn are_whole_batches(candidates: usize, batch: u32) -> bool {
        let after_first = candidates.checked_sub(FIRST);
        after_first.is_some_and(|others| others % (batch.max(1) as usize) == 0)
    }

    /// In batches of this many.
    pub(crate) fn batch(&mut self, candidates: u32) {
        self.batch = candidates.max(1);
    }
}

impl Strategy for GpStrategy {}

impl Propose for GpStrategy {
    fn settings(&self) -> Map<String, Json> {
        named([
            ("strategy", json!("gp")),
            ("trials", json!(self.trials)),
            ("batch", json!(self.batch)),
        ])
    }

    fn grows(&self) -> Growth {
        Growth::Begins
    }

    fn to_come(&self, proposed: usize) -> usize {
        (self.trials as usize).saturating_sub(proposed)
    }

    fn propose(&mut self, so_far: &SoFar<'_>) -> Result<Round, Error> {
        if self.trials == 0 {
            return Err(Error::NoCandidates);
        }
        check_count(self.trials.into(), false)?;
        let done = so_far.trials.len();
        let most = if done == 0 {
            FIRST
        } else {
            self.batch.max(1) as usize
        };
        let many = most.min((self.trials as usize).saturating_sub(done));
        if many == 0 {
            return Ok(Round::default());
        }
        so_far.space.with(|spaces| {
            let mut pool = Pool::new(spaces, so_far);
            let proposed = if done == 0 {
                pool.first(many)?
            } else {
                let cube = Cube::new(spaces);
                let known = Known::of(so_far);
                let points: Vec<Vec<f64>> = known
                    .trials
                    .iter()
                    .map(|&i| cube.coordinates(so_far.trials[i].params()))
                    .collect();
                let hyper = self.hyper(done, (&points, &known.scores), cube.beforehand());
                let hyper = hyper.hyper();
                choose(&mut pool, &cube, &hyper, (points, &known), many)?
            };
            let none = proposed.is_empty();
            let mut round = Round::whole(so_far, proposed.into_iter().map(Proposal::new).collect());
            if none {
                round.warnings.push(Warning::NoMoreCandidates {
                    found: done,
                    trials: self.trials,
                    limited: !so_far.planner.device.limits.is_empty(),
                    whole: pool.is_whole(),
                });
            }
            Ok(round)
        })
    }
}

impl GpStrategy {
    /// What the process takes for granted, fitted again from where it was.
    fn hyper(
        &mut self,
        done: usize,
        (points, scores): (&[Vec<f64>], &[f64]),
        beforehand: Beforehand,
    ) -> Logarithms {
        let (mut logarithms, fitted) = match self.last.take() {
            Some((logarithms, fitted)) => (logarithms, Some(fitted)),
            None => (Logarithms::likeliest(beforehand), None),
        };
        if fitted.is_none_or(|fitted| done >= fitted + AGAIN) {
            logarithms.fit(points, scores);
            self.last = Some((logarithms.clone(), done));
        } else {
            self.last = Some((logarithms.clone(), fitted.unwrap_or(done)));
        }
        logarithms
    }
}

/// The trials that the process knows.
struct Known {
    /// Their numbers, the best first.
    trials: Vec<usize>,
    /// What their ranks are worth: as normal variables, and the better the greater.
    scores: Vec<f64>,
    /// How many of the first others are drawn near to.
    parents: usize,
}

impl Known {
    fn of(so_far: &SoFar<'_>) -> Self {
        let means = means(so_far);
        let worth = normal_scores(&means);
        let mut trials: Vec<usize> = (0..worth.len()).collect();
        trials.sort_by(|&a, &b| worth[b].total_cmp(&worth[a]).then(a.cmp(&b)));
        let front = front::first(so_far, &means, &mut trials);
        if trials.len() > KNOWN {
            // of those that are not among the best every so-many-th
            let (best, others) = trials.split_at(KNOWN / 2);
            let many = KNOWN - best.len();
            let others = (0..many).map(|i| others[i * others.len() / many]);
            trials = best.iter().copied().chain(others).collect();
        }
        Self {
            scores: trials.iter().map(|&i| worth[i]).collect(),
            parents: front.unwrap_or(PARENTS),
            trials,
        }
    }
}

/// Mean scores; of a trial that was dropped on the way that of its folds, each less what the fold is easier
/// than all folds.
fn means(so_far: &SoFar<'_>) -> Vec<f64> {
    let done: Vec<Vec<f64>> = so_far
        .trials
        .iter()
        .map(|trial| trial.done_scores(so_far.by))
        .collect();
    let whole = |scores: &&Vec<f64>| scores.len() == so_far.folds && scores.iter().all(|x| x.is_finite());
    let whole: Vec<&Vec<f64>> = done.iter().filter(whole).collect();
    let mean = |scores: &[f64]| scores.iter().sum::<f64>() / scores.len() as f64;
    let of_fold = |fold: usize| mean(&whole.iter().map(|scores| scores[fold]).collect::<Vec<_>>());
    let easy: Vec<f64> = (0..so_far.folds).map(of_fold).collect();
    let one = |(trial, done): (&Trial, &Vec<f64>)| match trial.given_up() {
        Some(_) if !done.is_empty() && !whole.is_empty() => {
            mean(done) - mean(&easy[..done.len()]) + mean(&easy)
        }
        Some(_) => mean(done),
        None => trial.mean_of(so_far.by),
    };
    so_far.trials.iter().zip(&done).map(one).collect()
}

/// `Φ⁻¹((rank - 1/2) / n)`, ties by their mean rank, those without a score before all others.
fn normal_scores(scores: &[f64]) -> Vec<f64> {
    let key = |i: usize| {
        if scores[i].is_nan() {
            f64::NEG_INFINITY
        } else {
            scores[i]
        }
    };
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| key(a).total_cmp(&key(b)));
    let mut worth = vec![0.0; scores.len()];
    for tied in order.chunk_by(|&a, &b| key(a) == key(b)) {
        let first = order.partition_point(|&i| key(i) < key(tied[0]));
        let rank = first as f64 + 0.5 * tied.len() as f64;
        tied.iter()
            .for_each(|&i| worth[i] = quantile(rank / scores.len() as f64));
    }
    worth
}
