//! Candidates that may be proposed, and which of them are.

use std::collections::BTreeSet;

use mcutune_core::random::Random;
use mcutune_core::space::{Grid, Space};

use super::cube::Cube;
use super::front::{Aim, costs_of};
use super::process::{Hyper, Posterior, Process};
use super::{Known, draw};
use crate::rng::Generator;
use crate::search::choices::Choices;
use crate::search::error::Error;
use crate::search::strategy::SoFar;

/// Candidates that are drawn anywhere, and near the best.
const DRAWN: usize = 250;
/// How many best trials others are drawn near to.
pub(super) const PARENTS: usize = 5;
/// How many candidates of the pool are improved upon, and how often, by which deviations.
const REFINED: usize = 8;
const REFINEMENTS: usize = 20;
const DEVIATIONS: [f64; 2] = [0.1, 0.03];
/// What a candidate of a batch is taken to have scored, as a share of what is expected of it.
const LIE: f64 = 0.5;
/// Draws for each candidate that is wanted, at most: most of a space may be known or too large.
const ATTEMPTS: usize = 20;
/// The largest grid of which all candidates are in the pool.
const WHOLE: u64 = 2048;

/// Where candidates are drawn that keep to the limits and that no trial has.
pub(super) struct Pool<'a> {
    spaces: &'a [Space<'a>],
    so_far: &'a SoFar<'a>,
    random: Generator,
    /// Those that have been proposed or are in the pool.
    known: BTreeSet<String>,
    /// Whether all candidates of the spaces are in the pool.
    whole: bool,
}

impl<'a> Pool<'a> {
    /// A pool of a round of its own.
    pub fn new(spaces: &'a [Space<'a>], so_far: &'a SoFar<'a>) -> Self {
        let done = so_far.trials.len() as u32;
        let seed = so_far.seed.wrapping_add(done.wrapping_mul(0x9E37_79B9));
        Self {
            spaces,
            so_far,
            random: so_far.rng.start(seed),
            whole: Grid::try_new(spaces).is_ok_and(|grid| grid.len() <= WHOLE),
            known: so_far
                .trials
                .iter()
                .map(|trial| trial.params().to_string())
                .collect(),
        }
    }

    /// Whether all candidates of the spaces are looked at.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// Candidates at random. Where none keeps to the limits, some that do not: their excess is reported.
    pub fn first(&mut self, many: usize) -> Result<Vec<Choices>, Error> {
        let mut found = self.all(many)?;
        if found.is_empty() {
            for _ in 0..ATTEMPTS * many {
                let one = draw::anywhere(self.spaces, &mut self.random);
                if found.len() < many && self.known.insert(one.to_string()) {
                    found.push(one);
                }
            }
        }
        found.truncate(many);
        Ok(found)
    }

    /// New candidates from all over the spaces: all of a small grid, in a random order.
    fn all(&mut self, many: usize) -> Result<Vec<Choices>, Error> {
        match Grid::try_new(self.spaces) {
            Ok(grid) if self.whole => {
                let mut all: Vec<Choices> = grid.iter().map(|one| (&one).into()).collect();
                self.random.shuffle(&mut all);
                let mut new = Vec::new();
                for one in all {
                    if self.is_new(&one)? {
                        new.push(one);
                    }
                }
                Ok(new)
            }
            _ => self.draw(many, |spaces, _, random| Some(draw::anywhere(spaces, random))),
        }
    }

    /// New candidates by `draw`, which is given the number of those that are there; none where all are
    /// in the pool.
    fn draw(
        &mut self,
        many: usize,
        mut draw: impl FnMut(&[Space<'_>], usize, &mut Generator) -> Option<Choices>,
    ) -> Result<Vec<Choices>, Error> {
        let mut found = Vec::new();
        if self.whole {
            return Ok(found);
        }
        for _ in 0..ATTEMPTS * many {
            if found.len() == many {
                break;
            }
            if let Some(one) = draw(self.spaces, found.len(), &mut self.random)
                && self.is_new(&one)?
            {
                found.push(one);
            }
        }
        Ok(found)
    }

    /// Whether it may be proposed, and is none that was drawn before.
    fn is_new(&mut self, choices: &Choices) -> Result<bool, Error> {
        let planned = self.so_far.planner.plan(choices)?;
        Ok(planned.infeasible.is_none() && self.known.insert(choices.to_string()))
    }
}

/// Candidates with their coordinates, and what the process says of them.
struct Drawn {
    choices: Vec<Choices>,
    points: Vec<Vec<f64>>,
    /// What each costs, as the aim counts it.
    costs: Vec<Vec<f64>>,
    posterior: Posterior,
    /// Those that were chosen.
    taken: Vec<usize>,
}

impl Drawn {
    fn new(choices: Vec<Choices>, costs: Vec<Vec<f64>>, cube: &Cube, process: &Process<'_>) -> Self {
        let points: Vec<Vec<f64>> = choices.iter().map(|one| cube.coordinates(one)).collect();
        let posterior = process.at(&points);
        let taken = Vec::new();
        Self {
            choices,
            points,
            costs,
            posterior,
            taken,
        }
    }

    /// The first that was not chosen: those from all over the spaces come first.
    fn first(&self) -> Option<usize> {
        (0..self.choices.len()).find(|i| !self.taken.contains(i))
    }

    /// What each may improve, by its logarithm.
    fn improvements(&self, aim: &Aim) -> Vec<f64> {
        let known = self.posterior.means.iter().zip(&self.posterior.variances);
        let improvement = |((&mean, &variance), costs): ((&f64, &f64), &Vec<f64>)| {
            aim.ln_improvement(mean, variance, costs)
        };
        let known = known.zip(&self.costs);
        let mut all: Vec<f64> = known.map(improvement).collect();
        self.taken.iter().for_each(|&i| all[i] = f64::NEG_INFINITY);
        all
    }
}

/// The first of the greatest; none where all are impossible.
fn greatest(numbers: &[f64]) -> Option<usize> {
    let better = |best: usize, next: usize| if numbers[next] > numbers[best] { next } else { best };
    let possible = (0..numbers.len()).filter(|&i| numbers[i] > f64::NEG_INFINITY);
    possible.reduce(better)
}

/// A batch: each candidate as if those before it had had half of what is expected of them, where 0 is the median
/// score. At the median a batch leaves good regions too soon, and as expected it does not leave them.
pub(super) fn choose(
    pool: &mut Pool<'_>,
    cube: &Cube,
    hyper: &Hyper,
    (points, known): (Vec<Vec<f64>>, &Known),
    many: usize,
) -> Result<Vec<Choices>, Error> {
    let mut choices = pool.all(DRAWN)?;
    let parents: Vec<Choices> = known
        .trials
        .iter()
        .take(known.parents)
        .map(|&trial| pool.so_far.trials[trial].params().clone())
        .collect();
    choices.extend(pool.draw(DRAWN, |spaces, i, random| {
        draw::near(spaces, &parents[i % parents.len()], DEVIATIONS[0], random)
    })?);
    let Some(mut process) = Process::new(hyper, points.clone(), &known.scores) else {
        choices.truncate(many);
        return Ok(choices);
    };
    let costs = costs_of(pool.so_far, &choices)?;
    let aim = Aim::new(pool.so_far, known, &process.at(&points).means, &costs);
    let mut drawn = Drawn::new(choices, costs, cube, &process);
    let mut chosen = Vec::new();
    while chosen.len() < many {
        let improvements = drawn.improvements(&aim);
        let refined = refine(pool, cube, &process, &drawn, &improvements)?;
        let better = refined.improvements(&aim);
        let explores = aim.explores(pool.so_far.trials.len() + chosen.len());
        let (here, there) = match explores {
            true => (drawn.first(), None),
            false => (greatest(&improvements), greatest(&better)),
        };
        let (of, number) = match (here, there) {
            (_, Some(there)) if here.is_none_or(|here| better[there] > improvements[here]) => {
                (&refined, there)
            }
            (Some(here), _) => (&drawn, here),
            _ => break,
        };
        let (choice, point) = (of.choices[number].clone(), of.points[number].clone());
        let score = LIE * of.posterior.means[number];
        chosen.push(choice.clone());
        process.assume(point, score, &drawn.points, &mut drawn.posterior);
        drawn
            .taken
            .extend(drawn.choices.iter().position(|one| *one == choice));
    }
    Ok(chosen)
}

/// New candidates near those of which most is expected.
fn refine(
    pool: &mut Pool<'_>,
    cube: &Cube,
    process: &Process<'_>,
    drawn: &Drawn,
    improvements: &[f64],
) -> Result<Drawn, Error> {
    let mut order: Vec<usize> = (0..improvements.len()).collect();
    order.sort_by(|&a, &b| improvements[b].total_cmp(&improvements[a]).then(a.cmp(&b)));
    order.truncate(REFINED);
    let mut found = Vec::new();
    for deviation in DEVIATIONS {
        for &parent in &order {
            found.extend(pool.draw(REFINEMENTS, |spaces, _, random| {
                draw::near(spaces, &drawn.choices[parent], deviation, random)
            })?);
        }
    }
    let costs = costs_of(pool.so_far, &found)?;
    Ok(Drawn::new(found, costs, cube, process))
}
