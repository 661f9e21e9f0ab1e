//! Ending a search early.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Ends a search before all of its fits are done, from another thread or from a callback. Clones
/// are the same handle.
///
/// Once stopped, no further fit begins. The search goes on with the candidates that are done, those that
/// race only where their whole batch is: the winner among them is fitted to all rows, the study gets its files,
/// and [`Found::is_complete`](super::Found::is_complete) is false.
///
/// ```
/// use mcutune::{Data, RandomSearch, Space, Stop};
///
/// let stop = Stop::new();
/// let enough = stop.clone();
/// let space: Space = "max_iter = 5\nhidden_layer_sizes = { low = 4, high = 33 }".parse()?;
/// let found = RandomSearch::new(space, 1000)
///     .stop(&stop)
///     .on_trial(move |trial| {
///         if trial.number() == 1 {
///             enough.stop();
///         }
///     })
///     .fit(&Data::read("data/iris.csv")?)?;
/// assert!(!found.is_complete() && found.trials().len() >= 2);
/// # Ok::<(), mcutune::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// A handle that has not been used yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets no further fit begin.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether [`Stop::stop`] was called.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
