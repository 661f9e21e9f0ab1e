//! Fits that diverged and have weights all the same.

use std::fmt;

use mcutune_core::train::{Epoch, Fit};

/// How a fit with early stopping diverged: as scikit-learn's it ends with the weights of its best epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Diverged {
    /// The first epoch, from 1, from which on no loss is finite; that behind the last where the last one's is.
    from: usize,
    /// The epoch that its weights are of; none where they are those that it began with.
    best: Option<usize>,
}

impl Diverged {
    /// Of a fit with a curve; none where it did not.
    ///
    /// ```
    /// use mcutune::Diverged;
    /// use mcutune::core::train::{Epoch, Fit, StopReason};
    ///
    /// let epoch = |loss, score| Epoch { loss, validation_score: Some(score) };
    /// let curve = [epoch(0.5, 0.7), epoch(9e9, -4.0), epoch(f64::NAN, f64::NAN)];
    /// let fit = Fit { n_iter: 3, loss: f64::NAN, best_validation_score: Some(0.7), stop: StopReason::MaxIter };
    /// let diverged = Diverged::of(&fit, &curve).ok_or("it did not")?;
    /// assert!(diverged.to_string().starts_with("no loss is finite from epoch 3 on, and the weights are those of epoch 1"));
    /// assert_eq!(Diverged::of(&Fit { loss: 9e9, ..fit }, &curve[..2]), None);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn of(fit: &Fit, curve: &[Epoch]) -> Option<Self> {
        let stops_early = curve.iter().any(|epoch| epoch.validation_score.is_some());
        if !stops_early || fit.loss.is_finite() && fit.best_validation_score.is_some() {
            return None;
        }
        let last = curve.iter().rposition(|epoch| epoch.loss.is_finite());
        let best = fit.best_validation_score;
        let best = best.and_then(|best| {
            curve
                .iter()
                .position(|epoch| epoch.validation_score == Some(best))
        });
        Some(Self {
            from: last.map_or(1, |last| last + 2),
            best: best.map(|best| best + 1),
        })
    }
}

impl fmt::Display for Diverged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.best {
            Some(best) => write!(
                f,
                "no loss is finite from epoch {} on, and the weights are those of epoch {best}, which has the best \
                 validation score",
                self.from
            ),
            None => f.write_str(
                "no epoch has a finite validation score, and the weights are those that it began with",
            ),
        }
    }
}
