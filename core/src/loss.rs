//! The output layer: its function, its loss, and the gradient that the two leave together.

use crate::data::{Target, Weighed};
use crate::kernels::{Elementwise, Exp, Function, Lanes, Logistic, each, exp, ln, map, softmax};
use crate::math;
use crate::named::named;

named! {
    /// The function of the output layer, which decides the loss.
    pub enum Output {
        /// Several classes: softmax and multinomial log-loss.
        Softmax = "softmax",
        /// Two classes, one output, the probability of class 1, or several labels, an output each: logistic, and
        /// binary log-loss, summed over the labels.
        Logistic = "logistic",
        /// Regression: identity and half the mean squared error.
        Identity = "identity",
        /// Regression of counts and rates: the exponential and half the Poisson deviance.
        Exp = "exp",
    }
}

named! {
    /// `loss`: what a fit to values minimises, with its penalty; classes have one loss.
    pub enum Loss {
        /// Half the mean squared error.
        SquaredError = "squared_error",
        /// Half the Poisson deviance, of values from 0 on; the network answers with an exponential.
        Poisson = "poisson",
    }
}

impl Output {
    /// What a target asks for; of values, what their loss does.
    #[must_use]
    pub fn of(target: &Target<'_>, loss: Loss) -> Self {
        match target {
            Target::Classes { .. } if target.is_binary() => Output::Logistic,
            Target::Classes { .. } => Output::Softmax,
            Target::Multilabel { .. } => Output::Logistic,
            Target::Values { .. } => Self::of_values(loss),
        }
    }

    /// What a loss of values asks for.
    #[must_use]
    pub const fn of_values(loss: Loss) -> Self {
        match loss {
            Loss::SquaredError => Output::Identity,
            Loss::Poisson => Output::Exp,
        }
    }

    /// Whether it answers with values, and not with probabilities of classes.
    #[must_use]
    pub const fn is_of_values(self) -> bool {
        match self {
            Output::Identity | Output::Exp => true,
            Output::Logistic | Output::Softmax => false,
        }
    }

    /// How many outputs the network has.
    #[must_use]
    pub const fn width(target: &Target<'_>) -> usize {
        match *target {
            Target::Classes { .. } if target.is_binary() => 1,
            Target::Classes { classes, .. } => classes,
            Target::Values { outputs, .. } | Target::Multilabel { outputs, .. } => outputs,
        }
    }

    /// Turns row-major sums into what the network answers.
    pub(crate) fn forward(self, z: &mut [f32], width: usize) {
        match self {
            Output::Identity => {}
            Output::Exp => map(Exp, z),
            Output::Logistic => map(Logistic, z),
            Output::Softmax => softmax(z, width),
        }
    }

    /// [`Output::forward`] for sums that lie output by output, `outputs x rows`.
    pub(crate) fn forward_by_output(self, z: &mut [f32], rows: usize) {
        match self {
            Output::Identity => {}
            Output::Exp => map(Exp, z),
            Output::Logistic => map(Logistic, z),
            Output::Softmax => each(Softmax { z, rows }),
        }
    }

    /// `sum` and then the loss of some rows (before any mean), row by row and each as it counts; `answers` becomes the
    /// gradient with respect to the sums of a row that counts as one, `p - y`; the steps lead from row to row and from output to
    /// output. `per_row` is memory for one number per row, `clip` is what a probability is
    /// held to. The loss of several labels is summed label by label of a row, and then of the next.
    pub(crate) fn loss_and_delta(
        self,
        sum: f64,
        answers: &mut [f32],
        (row_step, output_step): (usize, usize),
        rows: &[u32],
        weighed: &Weighed<'_>,
        (per_row, clip): (&mut [f32], Clip),
    ) -> f64 {
        let data = weighed.data;
        match data.target() {
            Target::Classes { labels, .. } => {
                for ((r, &row), likely) in rows.iter().enumerate().zip(&mut *per_row) {
                    let label = data.label(labels, row as usize);
                    if self == Output::Softmax {
                        let answer = &mut answers[r * row_step + usize::from(label) * output_step];
                        *likely = *answer;
                        *answer -= 1.0;
                    } else {
                        let answer = &mut answers[r * row_step];
                        *likely = if label == 1 { *answer } else { 1.0 - *answer };
                        *answer -= f32::from(label);
                    }
                }
                sum_of_logs(sum, &mut per_row[..rows.len()], clip, weighed, |r| rows[r])
            }
            Target::Multilabel { labels, outputs } => {
                let (mut sum, mut left) = (sum, 0..rows.len() * outputs);
                while !left.is_empty() {
                    let mut taken = 0;
                    for (likely, i) in per_row.iter_mut().zip(left.clone().take(rows.len())) {
                        let (r, j) = (i / outputs, i % outputs);
                        let label = labels[rows[r] as usize * outputs + j];
                        let answer = &mut answers[r * row_step + j * output_step];
                        *likely = if label == 1 { *answer } else { 1.0 - *answer };
                        *answer -= f32::from(label);
                        taken += 1;
                    }
                    let start = left.start;
                    let row = |i| rows[(start + i) / outputs];
                    sum = sum_of_logs(sum, &mut per_row[..taken], clip, weighed, row);
                    left.start += taken;
                }
                sum
            }
            Target::Values { values, outputs } => {
                let mut sum = sum;
                for (r, &row) in rows.iter().enumerate() {
                    for j in 0..outputs {
                        let y = data.value(values, row as usize, (j, outputs));
                        let answer = &mut answers[r * row_step + j * output_step];
                        let p = *answer;
                        *answer -= y;
                        let loss = match self {
                            Output::Exp => half_deviance(y.into(), p.into()),
                            _ => f64::from(*answer * *answer),
                        };
                        sum += weighed.times(row, loss);
                    }
                }
                sum
            }
        }
    }
}

/// `y ln(y / p) - y + p` for `y >= 0` and `p > 0`, in f64: near its minimum, 0, little is left of the terms.
fn half_deviance(y: f64, p: f64) -> f64 {
    match y > 0.0 {
        true => y * math::ln_f64(y / p) - y + p,
        false => p,
    }
}

/// `sum` less the logarithms of some probabilities, which they become, each as its row counts.
fn sum_of_logs(
    sum: f64,
    likely: &mut [f32],
    clip: Clip,
    weighed: &Weighed<'_>,
    row: impl Fn(usize) -> u32,
) -> f64 {
    map(ClippedLn(clip), likely);
    let logs = likely.iter().enumerate();
    logs.fold(sum, |sum, (i, &ln)| sum - weighed.times(row(i), ln.into()))
}

/// Whether the probability of one of several labels says that a row has it.
#[doc(hidden)]
#[must_use]
pub fn has_label(probability: f32) -> bool {
    probability > 0.5
}

/// The class that an answer names: the first of the largest probabilities, or for two classes
/// whether the probability of class 1 is above one half.
#[doc(hidden)]
#[must_use]
pub fn class_of(answer: &[f32]) -> usize {
    if let [p] = answer {
        return usize::from(has_label(*p));
    }
    let (mut best, mut largest) = (0, answer.first().copied().unwrap_or(0.0));
    for (i, &p) in answer.iter().enumerate() {
        if p > largest {
            (best, largest) = (i, p);
        }
    }
    best
}

/// Softmax of `rows` rows, output by output; the sum of each row in the order of the outputs.
struct Softmax<'a> {
    z: &'a mut [f32],
    rows: usize,
}

impl Elementwise for Softmax<'_> {
    fn count(&self) -> usize {
        self.rows
    }
    #[inline(always)]
    fn at<L: Lanes>(&mut self, i: usize) {
        let mut largest = L::splat(f32::NEG_INFINITY);
        for z in self.z.chunks_exact(self.rows) {
            largest = L::load(&z[i..]).max(largest);
        }
        let mut sum = L::splat(0.0);
        for z in self.z.chunks_exact_mut(self.rows) {
            let e = exp(L::load(&z[i..]).sub(largest));
            e.store(&mut z[i..]);
            sum = sum.add(e);
        }
        for z in self.z.chunks_exact_mut(self.rows) {
            L::load(&z[i..]).div(sum).store(&mut z[i..]);
        }
    }
}

/// The least and the greatest probability whose logarithm a loss takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Clip {
    least: f32,
    most: f32,
}

impl Clip {
    /// As scikit-learn's f32 losses: `eps..=1 - eps`, with the machine epsilon of f32.
    pub(crate) const F32: Self = Self {
        least: f32::EPSILON,
        most: 1.0 - f32::EPSILON,
    };

    /// As its f64 losses, which its lbfgs minimises. A probability of several classes is clipped at the epsilon of
    /// f64; of two classes 1 - p is needed as well, which in f32 is 0 below the epsilon of f32.
    pub(crate) const fn of_f64(output: Output) -> Self {
        Self {
            least: match output {
                Output::Softmax => f64::EPSILON as f32,
                Output::Logistic | Output::Identity | Output::Exp => f32::EPSILON,
            },
            most: 1.0,
        }
    }
}

/// `ln` of a probability that is clipped.
#[derive(Clone, Copy)]
struct ClippedLn(Clip);
impl Function for ClippedLn {
    #[inline(always)]
    fn at<L: Lanes>(self, x: L) -> L {
        let p = L::splat(self.0.least).max(x);
        ln(L::splat(self.0.most).min(p))
    }
}
