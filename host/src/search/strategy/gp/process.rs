//! A Gaussian process over the unit cube: Matérn-5/2 with a weight per axis, and noise (Rasmussen
//! and Williams 2006, algorithm 2.1). Every sum runs in one order, so the bits are the same on every
//! host; rows of matrices are what a loop runs along, so a compiler may run them side by side.

use std::ops::Range;

use mcutune_core::math::exp_f64;

/// What the process takes for granted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hyper {
    /// How much a squared distance along each axis counts: one over the squared length scale.
    pub weights: Vec<f64>,
    /// The variance of what varies smoothly with all axes.
    pub signal: f64,
    /// The variance of what only candidates with the same network share. Their weights start from the same
    /// draws, and those of a network with one unit more from others: their scores are apart by about as much
    /// as those of the best sixth of all candidates, where a rate that is a tenth higher hardly matters.
    pub own: f64,
    /// The axes that tell networks apart.
    pub network: Range<usize>,
    /// And of what one score differs from the next of the same candidate.
    pub noise: f64,
}

impl Hyper {
    /// The squared distance of two points.
    pub fn distance(&self, a: &[f64], b: &[f64]) -> f64 {
        let axes = self.weights.iter().zip(a).zip(b);
        axes.fold(0.0, |sum, ((weight, x), y)| sum + weight * (x - y) * (x - y))
    }

    /// The covariance of two points, were they not apart.
    pub fn shared(&self, a: &[f64], b: &[f64]) -> f64 {
        // a coordinate is a function of the width alone: those of one network are the same bits
        if a[self.network.clone()] == b[self.network.clone()] {
            self.signal + self.own
        } else {
            self.signal
        }
    }

    /// The covariance of two points.
    pub fn covariance(&self, a: &[f64], b: &[f64]) -> f64 {
        let r = (5.0 * self.distance(a, b)).sqrt();
        self.shared(a, b) * (1.0 + r + r * r / 3.0) * exp_f64(-r)
    }
}

/// An upper triangle with a factor's rows: `K = UᵀU`.
pub(super) struct Factor {
    rows: Vec<Vec<f64>>,
}

impl Factor {
    /// Of the upper triangle of a symmetric matrix, row by row from the diagonal on; none where it is
    /// not positive definite.
    pub fn of(mut rows: Vec<Vec<f64>>) -> Option<Self> {
        for k in 0..rows.len() {
            let (done, rest) = rows.split_at_mut(k + 1);
            let row = &mut done[k];
            let root = row[0].sqrt();
            if root.is_nan() || root <= 0.0 {
                return None;
            }
            row.iter_mut().for_each(|x| *x /= root);
            for (i, below) in rest.iter_mut().enumerate() {
                let factor = row[i + 1];
                subtract(below, factor, &row[i + 1..]);
            }
        }
        Some(Self { rows })
    }

    /// The sum of the logarithms of its diagonal.
    pub fn ln_root_determinant(&self) -> f64 {
        self.rows
            .iter()
            .fold(0.0, |sum, row| sum + mcutune_core::math::ln_f64(row[0]))
    }

    /// `U⁻ᵀ B`, in place of `B`, whose rows may end early where they are zero.
    pub fn solve(&self, right: &mut [Vec<f64>]) {
        for (k, row) in self.rows.iter().enumerate() {
            let (done, rest) = right.split_at_mut(k + 1);
            let solved = &mut done[k];
            solved.iter_mut().for_each(|x| *x /= row[0]);
            for (below, &factor) in rest.iter_mut().zip(&row[1..]) {
                subtract(below, factor, solved);
            }
        }
    }

    /// One more row and column: those of the matrix, solved, above the `corner` of the factor.
    fn extend(&mut self, solved: &[f64], corner: f64) {
        for (row, &x) in self.rows.iter_mut().zip(solved) {
            row.push(x);
        }
        self.rows.push(vec![corner]);
    }
}

/// `row -= factor * other`, as far as the shorter goes.
fn subtract(row: &mut [f64], factor: f64, other: &[f64]) {
    row.iter_mut().zip(other).for_each(|(x, y)| *x -= factor * y);
}

/// The process, given scores at some points.
pub(super) struct Process<'h> {
    hyper: &'h Hyper,
    points: Vec<Vec<f64>>,
    factor: Factor,
    /// The scores, solved.
    solved: Vec<f64>,
}

/// Points with what the process says of them.
pub(super) struct Posterior {
    /// Covariances with the points of the process, solved: a row for each of those.
    solved: Vec<Vec<f64>>,
    /// One per point.
    pub means: Vec<f64>,
    /// One per point, of the score without its noise.
    pub variances: Vec<f64>,
}

impl<'h> Process<'h> {
    /// None where rounding leaves no positive definite covariance.
    pub fn new(hyper: &'h Hyper, points: Vec<Vec<f64>>, scores: &[f64]) -> Option<Self> {
        let factor = Factor::of(covariances(hyper, &points))?;
        let mut right: Vec<Vec<f64>> = scores.iter().map(|&score| vec![score]).collect();
        factor.solve(&mut right);
        Some(Self {
            hyper,
            points,
            factor,
            solved: right.concat(),
        })
    }

    /// What is known of some points.
    pub fn at(&self, points: &[Vec<f64>]) -> Posterior {
        let with = |known: &Vec<f64>| self.with(known, points);
        let mut solved: Vec<Vec<f64>> = self.points.iter().map(with).collect();
        self.factor.solve(&mut solved);
        let mut posterior = Posterior {
            means: vec![0.0; points.len()],
            variances: vec![self.hyper.signal + self.hyper.own; points.len()],
            solved: Vec::new(),
        };
        for (row, score) in solved.into_iter().zip(&self.solved) {
            posterior.push(row, *score);
        }
        posterior
    }

    fn with(&self, point: &[f64], points: &[Vec<f64>]) -> Vec<f64> {
        let covariance = |other: &Vec<f64>| self.hyper.covariance(point, other);
        points.iter().map(covariance).collect()
    }

    /// Takes `score` for that of a point that is not known, and updates what is known of `points`.
    pub fn assume(&mut self, point: Vec<f64>, score: f64, points: &[Vec<f64>], posterior: &mut Posterior) {
        let own = self.at(std::slice::from_ref(&point));
        let solved = own.solved.concat();
        let corner = (own.variances[0].max(0.0) + self.hyper.noise).sqrt();
        let score = (score - own.means[0]) / corner;
        let mut row = self.with(&point, points);
        for (known, &factor) in posterior.solved.iter().zip(&solved) {
            subtract(&mut row, factor, known);
        }
        row.iter_mut().for_each(|x| *x /= corner);
        posterior.push(row, score);
        self.factor.extend(&solved, corner);
        self.solved.push(score);
        self.points.push(point);
    }
}

impl Posterior {
    fn push(&mut self, row: Vec<f64>, score: f64) {
        subtract(&mut self.means, -score, &row);
        self.variances
            .iter_mut()
            .zip(&row)
            .for_each(|(variance, x)| *variance -= x * x);
        self.solved.push(row);
    }
}

/// The upper triangle of the scores' covariance, with their noise.
fn covariances(hyper: &Hyper, points: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let row = |(i, point): (usize, &Vec<f64>)| {
        let covariance = |other: &Vec<f64>| hyper.covariance(point, other);
        let mut row: Vec<f64> = points[i..].iter().map(covariance).collect();
        row[0] += hyper.noise;
        row
    };
    points.iter().enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINTS: [[f64; 2]; 5] = [[0.1, 0.9], [0.4, 0.2], [0.8, 0.7], [0.5, 0.5], [0.9, 0.1]];
    const SCORES: [f64; 5] = [0.3, -1.2, 0.8, 0.1, -0.4];

    fn hyper() -> Hyper {
        Hyper {
            weights: vec![2.0, 0.5],
            signal: 1.3,
            own: 0.0,
            network: 1..2,
            noise: 0.05,
        }
    }

    fn points(some: &[[f64; 2]]) -> Vec<Vec<f64>> {
        some.iter().map(|point| point.to_vec()).collect()
    }

    /// `GaussianProcessRegressor(1.3 * Matern([2 ** -.5, .5 ** -.5], nu=2.5), alpha=.05,
    /// optimizer=None)` of scikit-learn
    #[test]
    fn means_and_variances_are_those_of_scikit_learn() {
        let hyper = hyper();
        let process = Process::new(&hyper, points(&POINTS), &SCORES).unwrap();
        let posterior = process.at(&points(&[[0.3, 0.3], [0.75, 0.9], [0.1, 0.9]]));
        for (got, expected) in posterior.means.iter().zip(MEANS) {
            assert!((got - expected).abs() < 1e-12, "{got} {expected}");
        }
        for (got, expected) in posterior.variances.iter().zip(DEVIATIONS) {
            assert!((got.sqrt() - expected).abs() < 1e-12, "{} {expected}", got.sqrt());
        }
    }

    /// `GaussianProcessRegressor(1.3 * m + Same() * (.4 * m), alpha=.05, optimizer=None)` of scikit-learn, `m`
    /// as above and `Same` a kernel that is 1 where the second coordinates are equal, else 0
    #[test]
    fn what_networks_have_of_their_own_is_that_of_scikit_learn() {
        let hyper = Hyper { own: 0.4, ..hyper() };
        let mut known = POINTS;
        (known[3][1], known[4][1]) = (known[1][1], known[0][1]);
        let process = Process::new(&hyper, points(&known), &SCORES).unwrap();
        let posterior = process.at(&points(&[[0.3, 0.2], [0.75, 0.9], [0.1, 0.9], [0.6, 0.6]]));
        for (got, expected) in posterior.means.iter().zip(OWN_MEANS) {
            assert!((got - expected).abs() < 1e-12, "{got} {expected}");
        }
        for (got, expected) in posterior.variances.iter().zip(OWN_DEVIATIONS) {
            assert!((got.sqrt() - expected).abs() < 1e-12, "{} {expected}", got.sqrt());
        }
    }

    #[test]
    fn a_score_that_is_assumed_is_one_that_was_given() {
        let hyper = hyper();
        let others = points(&[[0.3, 0.3], [0.75, 0.9]]);
        let whole = Process::new(&hyper, points(&POINTS), &SCORES).unwrap();
        let mut grown = Process::new(&hyper, points(&POINTS[..3]), &SCORES[..3]).unwrap();
        let mut posterior = grown.at(&others);
        for (point, &score) in POINTS[3..].iter().zip(&SCORES[3..]) {
            grown.assume(point.to_vec(), score, &others, &mut posterior);
        }
        for known in [posterior, grown.at(&others)] {
            let expected = whole.at(&others);
            for (got, expected) in known.means.iter().zip(&expected.means) {
                assert!((got - expected).abs() < 1e-12);
            }
            for (got, expected) in known.variances.iter().zip(&expected.variances) {
                assert!((got - expected).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn a_matrix_that_is_not_positive_definite_has_no_factor() {
        assert!(Factor::of(vec![vec![1.0, 2.0], vec![1.0]]).is_none());
        assert!(Factor::of(vec![vec![f64::NAN]]).is_none());
    }

    const OWN_MEANS: [f64; 4] = [
        -0.9951061509847986,
        -0.16622408148293374,
        0.23098677018667668,
        0.1942831213044522,
    ];
    const OWN_DEVIATIONS: [f64; 4] = [
        0.29197977258575986,
        0.33221285460753913,
        0.21851795959860898,
        0.7715782065277847,
    ];
    const MEANS: [f64; 3] = [-0.8101413613049663, 0.9822703812605933, 0.2548416852001339];
    const DEVIATIONS: [f64; 3] = [0.22746053484449652, 0.27468977613342127, 0.2133693515379996];
}
