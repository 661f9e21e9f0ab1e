//! The output layer: its function, its loss, and the gradient that the two leave together.

use crate::arch::{Elementwise, Lanes, each};
use crate::data::Target;
use crate::math;

/// The function of the output layer, which decides the loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// Several classes: softmax and multinomial log-loss.
    Softmax,
    /// Two classes, one output, the probability of class 1: logistic and binary log-loss.
    Logistic,
    /// Regression: identity and half the mean squared error.
    Identity,
}

impl Output {
    /// What a target asks for.
    pub fn of(target: &Target<'_>) -> Self {
        match target {
            Target::Classes { classes: 0..=2, .. } => Output::Logistic,
            Target::Classes { .. } => Output::Softmax,
            Target::Values { .. } => Output::Identity,
        }
    }

    /// How many outputs the network has.
    pub fn width(target: &Target<'_>) -> usize {
        match *target {
            Target::Classes { classes: 0..=2, .. } => 1,
            Target::Classes { classes, .. } => classes,
            Target::Values { outputs, .. } => outputs,
        }
    }

    /// Turns row-major sums into what the network answers.
    pub(crate) fn forward(self, z: &mut [f32], width: usize) {
        match self {
            Output::Identity => {}
            Output::Logistic => each(Logistic(z)),
            Output::Softmax => {
                for row in z.chunks_exact_mut(width) {
                    let largest = row
                        .iter()
                        .fold(f32::NEG_INFINITY, |m, &v| if v > m { v } else { m });
                    row.iter_mut().for_each(|v| *v -= largest);
                }
                each(Exp(z));
                for row in z.chunks_exact_mut(width) {
                    let sum = row.iter().fold(0.0f32, |sum, &v| sum + v);
                    row.iter_mut().for_each(|v| *v /= sum);
                }
            }
        }
    }

    /// `sum` and then the loss of some rows (before any mean), row by row; `answers` becomes the
    /// gradient with respect to the sums, `p - y`. `per_row` is memory for one number a row.
    pub(crate) fn loss_and_delta(
        self,
        sum: f64,
        answers: &mut [f32],
        width: usize,
        rows: &[u32],
        target: &Target<'_>,
        per_row: &mut [f32],
    ) -> f64 {
        match *target {
            Target::Classes { labels, .. } => {
                for ((answer, &row), likely) in answers.chunks_exact_mut(width).zip(rows).zip(&mut *per_row) {
                    let label = usize::from(labels[row as usize]);
                    if self == Output::Softmax {
                        *likely = answer[label];
                        answer[label] -= 1.0;
                    } else {
                        *likely = if label == 1 { answer[0] } else { 1.0 - answer[0] };
                        answer[0] -= label as f32;
                    }
                }
                let likely = &mut per_row[..rows.len()];
                each(ClippedLn(likely));
                likely.iter().fold(sum, |sum, &ln| sum - f64::from(ln))
            }
            Target::Values { values, .. } => {
                let mut sum = sum;
                for (answer, &row) in answers.chunks_exact_mut(width).zip(rows) {
                    for (a, y) in answer.iter_mut().zip(&values[row as usize * width..]) {
                        *a -= y;
                        sum += f64::from(*a * *a);
                    }
                }
                sum
            }
        }
    }
}

/// The class that an answer names: the first of the largest probabilities, or for two classes
/// whether the probability of class 1 is above one half.
pub fn class_of(answer: &[f32]) -> usize {
    if let [p] = answer {
        return usize::from(*p > 0.5);
    }
    let (mut best, mut largest) = (0, answer.first().copied().unwrap_or(0.0));
    for (i, &p) in answer.iter().enumerate() {
        if p > largest {
            (best, largest) = (i, p);
        }
    }
    best
}

struct Logistic<'a>(&'a mut [f32]);
impl Elementwise for Logistic<'_> {
    fn count(&self) -> usize {
        self.0.len()
    }
    #[inline(always)]
    fn at<L: Lanes>(&mut self, i: usize) {
        math::logistic(L::load(&self.0[i..])).store(&mut self.0[i..]);
    }
}

struct Exp<'a>(&'a mut [f32]);
impl Elementwise for Exp<'_> {
    fn count(&self) -> usize {
        self.0.len()
    }
    #[inline(always)]
    fn at<L: Lanes>(&mut self, i: usize) {
        math::exp(L::load(&self.0[i..])).store(&mut self.0[i..]);
    }
}

/// `ln` of a probability held to `eps..=1 - eps`, with the machine epsilon of f32.
struct ClippedLn<'a>(&'a mut [f32]);
impl Elementwise for ClippedLn<'_> {
    fn count(&self) -> usize {
        self.0.len()
    }
    #[inline(always)]
    fn at<L: Lanes>(&mut self, i: usize) {
        let p = L::splat(f32::EPSILON).max(L::load(&self.0[i..]));
        math::ln(L::splat(1.0 - f32::EPSILON).min(p)).store(&mut self.0[i..]);
    }
}
