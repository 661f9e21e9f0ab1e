//! Fits that go on: what the fits of a halving search leave behind for those of the next iteration, which are the
//! same but for more epochs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use mcutune_core::train::{Kept, Plan, Stand};

use crate::data::room::zeros;
use crate::rng::Generator;

/// Bytes that all of them together may take. A fit that finds no room, or that another process has done, is begun
/// anew where it would go on: it takes longer, and has the same bits.
const MOST: u64 = 256 << 20;

/// What one fit leaves behind.
pub struct KeptFit {
    stand: Option<Stand>,
    floats: Vec<f32>,
    indices: Vec<u32>,
    /// Behind the draws of the fit.
    pub random: Generator,
}

impl KeptFit {
    /// Before a first fit; none where there is no memory for it.
    pub fn new(plan: &Plan, random: Generator) -> Option<Self> {
        Some(Self {
            stand: None,
            floats: zeros(plan.kept_floats()).ok()?,
            indices: zeros(plan.rows()).ok()?,
            random,
        })
    }

    /// As the core borrows it, and the generator.
    pub fn views(&mut self) -> (Kept<'_>, &mut Generator) {
        let kept = Kept {
            stand: &mut self.stand,
            floats: &mut self.floats,
            indices: &mut self.indices,
        };
        (kept, &mut self.random)
    }

    /// Epochs run.
    pub fn n_iter(&self) -> u32 {
        self.stand.map_or(0, |stand| stand.n_iter())
    }

    /// Of so many epochs, how many are left to run.
    pub fn left(&self, max_iter: u32) -> u32 {
        match self.stand {
            Some(stand) if stand.is_over() => 0,
            _ => max_iter.saturating_sub(self.n_iter()),
        }
    }

    fn bytes(&self) -> u64 {
        let generator = match &self.random {
            Generator::Xoshiro(_) => 0,
            // its words, beside what is within the fit
            Generator::Numpy(_) => 4 * 625,
        };
        (size_of::<Self>() + 4 * (self.floats.len() + self.indices.len()) + generator) as u64
    }
}

/// What a fit begins with, and what it leaves behind.
#[derive(Default)]
pub struct GoesOn {
    /// What a fit of fewer epochs has left behind.
    pub before: Option<KeptFit>,
    /// Whether this one leaves something behind.
    pub keeps: bool,
    /// It.
    pub after: Option<KeptFit>,
}

/// Those of a search, by trial and fold.
pub struct KeptFits {
    inner: Mutex<Inner>,
}

struct Inner {
    fits: BTreeMap<(usize, usize), KeptFit>,
    room: u64,
    /// Epochs that were not run again.
    saved: u64,
}

impl Default for KeptFits {
    fn default() -> Self {
        Self::within(MOST)
    }
}

impl KeptFits {
    /// None, and room for so many bytes.
    fn within(bytes: u64) -> Self {
        Self {
            inner: Mutex::new(Inner {
                fits: BTreeMap::new(),
                room: bytes,
                saved: 0,
            }),
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the fit of a trial on a fold has left behind, to go on from.
    pub fn take(&self, trial: usize, fold: usize) -> Option<KeptFit> {
        let mut inner = self.inner();
        let fit = inner.fits.remove(&(trial, fold))?;
        inner.room += fit.bytes();
        inner.saved += u64::from(fit.n_iter());
        Some(fit)
    }

    /// Keeps what a fit has left behind, if there is room.
    pub fn put(&self, trial: usize, fold: usize, fit: KeptFit) {
        let mut inner = self.inner();
        if let Some(room) = inner.room.checked_sub(fit.bytes()) {
            inner.room = room;
            inner.fits.insert((trial, fold), fit);
        }
    }

    /// Drops those of all trials but some.
    pub fn retain(&self, trials: &BTreeSet<usize>) {
        let mut inner = self.inner();
        let Inner { fits, room, .. } = &mut *inner;
        fits.retain(|(trial, _), fit| {
            let stays = trials.contains(trial);
            if !stays {
                *room += fit.bytes();
            }
            stays
        });
    }

    /// Epochs that were not run again.
    pub fn saved(&self) -> u64 {
        self.inner().saved
    }
}

#[cfg(test)]
mod tests;
