//! Answers that follow one another, smoothed: one window that is mistaken shows less.

use crate::error::Error;

/// How answers are smoothed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vote {
    /// The mean of each probability, or of the values.
    Mean,
    /// The share of windows whose answer each class was.
    Majority,
}

/// Smooths the answers of the last windows, in memory of the caller's: as many as there are until there are `over`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Smooth {
    /// Windows that count, from 1.
    pub over: u16,
    /// How.
    pub vote: Vote,
}

/// Which answers are in the memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    count: u16,
    at: u16,
}

impl Answered {
    /// Before the first answer.
    pub const NONE: Self = Self { count: 0, at: 0 };
}

impl Smooth {
    /// f32 words of memory for answers of so many numbers.
    #[must_use]
    pub const fn memory(&self, outputs: usize) -> usize {
        self.over as usize * outputs
    }

    /// Takes the probabilities, or the values, of a window, and leaves the smoothed ones there: the mean, from the
    /// oldest to the newest; of a majority the share of windows whose largest probability was that of the class, and
    /// the class that wins it is the first with the largest share.
    ///
    /// # Errors
    /// [`Error::Parameter`] where it is over no window, and [`Error::TooSmall`] for less memory than it takes.
    pub fn push(&self, answered: &mut Answered, memory: &mut [f32], answer: &mut [f32]) -> Result<(), Error> {
        if self.over == 0 {
            return Err(Error::Parameter("smooth"));
        }
        let (outputs, needed) = (answer.len(), self.memory(answer.len()));
        if memory.len() < needed {
            let got = memory.len();
            return Err(Error::TooSmall { needed, got });
        }
        let slots = &mut memory[..needed];
        slots[usize::from(answered.at) * outputs..][..outputs].copy_from_slice(answer);
        answered.at = match answered.at + 1 {
            end if end == self.over => 0,
            next => next,
        };
        answered.count = self.over.min(answered.count.saturating_add(1));
        let oldest = usize::from(answered.at) + usize::from(self.over - answered.count);
        let place = |i: usize| (oldest + i) % usize::from(self.over) * outputs;
        let count = usize::from(answered.count);
        let windows = (0..count).map(|i| &slots[place(i)..][..outputs]);
        answer.fill(0.0);
        match self.vote {
            Vote::Mean => windows.for_each(|one| answer.iter_mut().zip(one).for_each(|(sum, x)| *sum += x)),
            Vote::Majority => windows.for_each(|one| answer[largest(one)] += 1.0),
        }
        answer.iter_mut().for_each(|x| *x /= count as f32);
        Ok(())
    }
}

/// The first of the largest.
fn largest(numbers: &[f32]) -> usize {
    let better = |best: usize, i: usize| if numbers[i] > numbers[best] { i } else { best };
    (1..numbers.len()).fold(0, better)
}
