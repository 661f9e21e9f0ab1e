//! What the process takes for granted, fitted to the scores: the greatest of the likelihood times
//! what is likely beforehand, by a few steps of L-BFGS (Nocedal and Wright 2006, algorithm 7.4).

use std::ops::Range;

use mcutune_core::math::{exp_f64, ln_f64};

use super::process::{Factor, Hyper};

/// The least variance of the noise.
const LEAST_NOISE: f64 = 1e-4;
/// The variance beforehand of the logarithms of weights and noise; that of the others is 1.
const VARIANCE: f64 = 2.0;
/// The variance that is likeliest beforehand of what only candidates with the same network share.
const OWN: f64 = 0.3;
/// The noise that is likeliest beforehand.
const NOISE: f64 = 0.02;
const STEPS: usize = 12;
/// How many steps the direction remembers.
const MEMORY: usize = 6;

/// What is known of the axes before any score.
#[derive(Clone, Debug)]
pub(super) struct Beforehand {
    /// The likeliest weight of each.
    pub weights: Vec<f64>,
    /// Those that tell networks apart.
    pub network: Range<usize>,
}

/// Logarithms of what the process takes for granted.
#[derive(Clone, Debug)]
pub(super) struct Logarithms {
    /// Of the weights, the signal, what networks have of their own, and the noise.
    all: Vec<f64>,
    /// What they are drawn to.
    beforehand: Beforehand,
}

impl Logarithms {
    /// What is likeliest before any score.
    pub fn likeliest(beforehand: Beforehand) -> Self {
        let mut all: Vec<f64> = beforehand.weights.iter().map(|&x| ln_f64(x)).collect();
        all.extend([0.0, ln_f64(OWN), ln_f64(NOISE)]);
        Self { all, beforehand }
    }

    fn axes(&self) -> usize {
        self.all.len() - 3
    }

    pub fn hyper(&self) -> Hyper {
        let axes = self.axes();
        Hyper {
            weights: self.all[..axes].iter().map(|&x| exp_f64(x)).collect(),
            signal: exp_f64(self.all[axes]),
            own: exp_f64(self.all[axes + 1]),
            network: self.beforehand.network.clone(),
            noise: LEAST_NOISE + exp_f64(self.all[axes + 2]),
        }
    }

    /// Goes some steps from here towards what suits the scores at some points best.
    pub fn fit(&mut self, points: &[Vec<f64>], scores: &[f64]) {
        let Some((mut value, mut slope)) = self.cost(points, scores) else {
            return;
        };
        let mut memory: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
        for _ in 0..STEPS {
            let direction = direction(&memory, &slope);
            let Some((next, lower, steep)) = self.step(&direction, value, &slope, points, scores) else {
                return;
            };
            let moved = difference(&next.all, &self.all);
            let turned = difference(&steep, &slope);
            if dot(&moved, &turned) > 0.0 {
                memory.push((moved, turned));
                let old = memory.len().saturating_sub(MEMORY);
                memory.drain(..old);
            }
            (*self, value, slope) = (next, lower, steep);
        }
    }

    /// Along a direction as far as the cost falls enough, halving the step; none where it does not.
    fn step(
        &self,
        direction: &[f64],
        value: f64,
        slope: &[f64],
        points: &[Vec<f64>],
        scores: &[f64],
    ) -> Option<(Self, f64, Vec<f64>)> {
        let fall = dot(direction, slope);
        let mut length = 1.0;
        for _ in 0..10 {
            let moved = self
                .all
                .iter()
                .zip(direction)
                .map(|(x, d)| (x + length * d).clamp(-12.0, 12.0));
            let next = Self {
                all: moved.collect(),
                beforehand: self.beforehand.clone(),
            };
            if let Some((lower, steep)) = next.cost(points, scores)
                && lower <= value + 1e-4 * length * fall
            {
                return Some((next, lower, steep));
            }
            length *= 0.5;
        }
        None
    }

    /// The negative logarithm of likelihood times prior, up to a constant, and its slope; none where
    /// rounding leaves no positive definite covariance.
    fn cost(&self, points: &[Vec<f64>], scores: &[f64]) -> Option<(f64, Vec<f64>)> {
        let (hyper, axes) = (self.hyper(), self.axes());
        let n = points.len();
        let pairs = Pairs::of(&hyper, points);
        let factor = Factor::of(pairs.covariances)?;
        // the inverse of the factor, row by row, and with it that of the covariance
        let mut inverse: Vec<Vec<f64>> = (0..n).map(unit).collect();
        factor.solve(&mut inverse);
        let solved: Vec<f64> = inverse.iter().map(|row| dot(row, scores)).collect();
        let mut weighted = vec![0.0; n];
        let mut precision: Vec<Vec<f64>> = (0..n).map(|i| vec![0.0; i + 1]).collect();
        for (row, score) in inverse.iter().zip(&solved) {
            for (i, x) in row.iter().enumerate() {
                weighted[i] += score * x;
                precision[i]
                    .iter_mut()
                    .zip(row)
                    .for_each(|(sum, y)| *sum += x * y);
            }
        }

        let mut slope = vec![0.0; axes + 3];
        for i in 0..n {
            let on = precision[i][i] - weighted[i] * weighted[i];
            slope[axes] += 0.5 * on * hyper.signal;
            slope[axes + 1] += 0.5 * on * hyper.own;
            slope[axes + 2] += 0.5 * on * (hyper.noise - LEAST_NOISE);
            for j in 0..i {
                let off = precision[i][j] - weighted[i] * weighted[j];
                let (covariance, by_distance) = pairs.slopes[j][i - j];
                let smooth = hyper.signal / hyper.shared(&points[i], &points[j]);
                slope[axes] += off * covariance * smooth;
                slope[axes + 1] += off * covariance * (1.0 - smooth);
                for (axis, weight) in hyper.weights.iter().enumerate() {
                    let apart = points[i][axis] - points[j][axis];
                    slope[axis] += off * by_distance * weight * apart * apart;
                }
            }
        }
        let mut value = 0.5 * dot(&solved, &solved) + factor.ln_root_determinant();
        for (i, (&x, slope)) in self.all.iter().zip(&mut slope).enumerate() {
            let (mean, variance) = match i.checked_sub(axes) {
                Some(0) => (0.0, 1.0),
                Some(1) => (ln_f64(OWN), 1.0),
                Some(_) => (ln_f64(NOISE), VARIANCE),
                None => (ln_f64(self.beforehand.weights[i]), VARIANCE),
            };
            value += (x - mean) * (x - mean) / (2.0 * variance);
            *slope += (x - mean) / variance;
        }
        value.is_finite().then_some((value, slope))
    }
}

/// The covariances of all pairs of points, the upper triangle row by row.
struct Pairs {
    /// With the noise.
    covariances: Vec<Vec<f64>>,
    /// Without, and their slope by the squared distance.
    slopes: Vec<Vec<(f64, f64)>>,
}

impl Pairs {
    fn of(hyper: &Hyper, points: &[Vec<f64>]) -> Self {
        let pair = |a: &[f64], b: &[f64]| {
            let r = (5.0 * hyper.distance(a, b)).sqrt();
            let decay = hyper.shared(a, b) * exp_f64(-r);
            (decay * (1.0 + r + r * r / 3.0), -5.0 / 6.0 * decay * (1.0 + r))
        };
        let row = |i: usize| points[i..].iter().map(|other| pair(&points[i], other)).collect();
        let slopes: Vec<Vec<(f64, f64)>> = (0..points.len()).map(row).collect();
        let mut covariances: Vec<Vec<f64>> = slopes
            .iter()
            .map(|row| row.iter().map(|&(covariance, _)| covariance).collect())
            .collect();
        covariances.iter_mut().for_each(|row| row[0] += hyper.noise);
        Self { covariances, slopes }
    }
}

/// Row `i` of the identity, up to its one.
fn unit(i: usize) -> Vec<f64> {
    let mut row = vec![0.0; i + 1];
    row[i] = 1.0;
    row
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum, (x, y)| sum + x * y)
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(x, y)| x - y).collect()
}

/// Where L-BFGS goes from here, after steps and the changes of slope that they brought.
fn direction(memory: &[(Vec<f64>, Vec<f64>)], slope: &[f64]) -> Vec<f64> {
    let mut direction: Vec<f64> = slope.iter().map(|x| -x).collect();
    let mut shares = Vec::new();
    for (moved, turned) in memory.iter().rev() {
        let share = dot(moved, &direction) / dot(moved, turned);
        direction
            .iter_mut()
            .zip(turned)
            .for_each(|(x, y)| *x -= share * y);
        shares.push(share);
    }
    let scale = match memory.last() {
        Some((moved, turned)) => dot(moved, turned) / dot(turned, turned),
        // the first step is no longer than one
        None => 1.0 / dot(slope, slope).sqrt().max(1.0),
    };
    direction.iter_mut().for_each(|x| *x *= scale);
    for ((moved, turned), share) in memory.iter().zip(shares.iter().rev()) {
        let rest = share - dot(turned, &direction) / dot(moved, turned);
        direction.iter_mut().zip(moved).for_each(|(x, y)| *x += rest * y);
    }
    direction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beforehand() -> Beforehand {
        Beforehand {
            weights: vec![2.0, 1.0, 1.0],
            network: 2..3,
        }
    }

    fn points(n: usize) -> (Vec<Vec<f64>>, Vec<f64>) {
        let at = |i: usize, k: usize| ((i * 37 + k * 61 + i * i * 13) % 101) as f64 / 100.0;
        // the last of few values: some points share theirs
        let at = |i: usize, k: usize| {
            if k == 2 {
                (at(i, k) * 6.0).round() / 6.0
            } else {
                at(i, k)
            }
        };
        let points: Vec<Vec<f64>> = (0..n).map(|i| (0..3).map(|k| at(i, k)).collect()).collect();
        let score = |p: &Vec<f64>| (6.0 * p[0]).sin() - 2.0 * (p[1] - 0.3) * (p[1] - 0.3);
        let scores = points.iter().map(score).collect();
        (points, scores)
    }

    #[test]
    fn the_slope_is_that_of_central_differences() {
        let (points, scores) = points(20);
        let at = Logarithms {
            all: vec![0.3, 1.1, -0.7, 0.2, -0.4, -3.0],
            beforehand: beforehand(),
        };
        let slope = at.cost(&points, &scores).unwrap().1;
        for (i, &slope) in slope.iter().enumerate() {
            let moved = |by: f64| {
                let mut moved = at.clone();
                moved.all[i] += by;
                moved.cost(&points, &scores).unwrap().0
            };
            let difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
            assert!(
                (slope - difference).abs() < 1e-6 * (1.0 + slope.abs()),
                "{i}: {slope} {difference}"
            );
        }
    }

    #[test]
    fn an_axis_that_decides_nothing_loses_its_weight() {
        let (points, scores) = points(40);
        let mut fitted = Logarithms::likeliest(beforehand());
        let before = fitted.cost(&points, &scores).unwrap().0;
        fitted.fit(&points, &scores);
        let hyper = fitted.hyper();
        assert!(fitted.cost(&points, &scores).unwrap().0 < before - 10.0);
        assert!(hyper.weights[2] < 0.2 * hyper.weights[0], "{hyper:?}");
    }

    #[test]
    fn what_only_the_same_network_shares_is_found() {
        let (points, mut scores) = points(60);
        let mut smooth = Logarithms::likeliest(beforehand());
        smooth.fit(&points, &scores);
        let jump = |point: &Vec<f64>| ((point[2] * 6.0).round() as usize * 5 % 7) as f64 * 0.7;
        scores
            .iter_mut()
            .zip(&points)
            .for_each(|(score, point)| *score += jump(point));
        let mut apart = Logarithms::likeliest(beforehand());
        apart.fit(&points, &scores);
        assert!(
            apart.hyper().own > 2.0 * smooth.hyper().own,
            "{smooth:?} {apart:?}"
        );
    }
}
