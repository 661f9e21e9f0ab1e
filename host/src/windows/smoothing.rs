//! Answers of windows that follow one another, smoothed.

use std::fmt;
use std::str::FromStr;

use mcutune_core::signal::{Answered, Smooth, Vote};

use crate::text::ParseError;

/// Over how many windows answers are smoothed, and how: `5`, the mean of their probabilities, or `5:majority`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Smoothing {
    /// Windows, from 1.
    pub over: u16,
    /// How they count.
    pub vote: Vote,
}

impl Smoothing {
    /// As the core takes it.
    #[must_use]
    pub const fn smooth(self) -> Smooth {
        Smooth {
            over: self.over,
            vote: self.vote,
        }
    }

    /// Smooths answers of windows that follow one another, each of so many numbers, in their places.
    pub fn apply(self, answers: &mut [f32], outputs: usize) {
        let smooth = self.smooth();
        let (mut answered, mut memory) = (Answered::default(), vec![0.0; smooth.memory(outputs)]);
        for answer in answers.chunks_exact_mut(outputs) {
            // there is room, and it is over one window at least
            let _ = smooth.push(&mut answered, &mut memory, answer);
        }
    }
}

impl FromStr for Smoothing {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let (over, vote) = match text.split_once(':') {
            None => (text, Some(Vote::Mean)),
            Some((over, "mean")) => (over, Some(Vote::Mean)),
            Some((over, "majority")) => (over, Some(Vote::Majority)),
            Some((over, _)) => (over, None),
        };
        let over = over.trim().parse().ok().filter(|&over: &u16| over > 0);
        match (over, vote) {
            (Some(over), Some(vote)) => Ok(Self { over, vote }),
            _ => Err(ParseError(format!(
                "`{text}`: answers are smoothed over a number of windows, such as 5, the mean, or 5:majority"
            ))),
        }
    }
}

impl fmt::Display for Smoothing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.vote {
            Vote::Mean => write!(f, "{}", self.over),
            Vote::Majority => write!(f, "{}:majority", self.over),
        }
    }
}
