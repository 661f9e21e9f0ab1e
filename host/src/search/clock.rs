//! How long a search may last.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What a search has of its time, and what fits have taken of it so far.
#[derive(Debug)]
pub(super) struct Clock {
    began: Instant,
    /// None is without end.
    limit: Option<Duration>,
    /// A fit on all rows takes this much more than one on those of a fold.
    refit: f64,
    pace: Mutex<Pace>,
    over: AtomicBool,
}

#[derive(Debug, Default)]
struct Pace {
    work: f64,
    seconds: f64,
    /// Of the largest fit.
    most: f64,
}

/// Fits of the same work differ: expected are so many times their mean.
const SLACK: f64 = 1.5;

impl Clock {
    /// Of a search that begins now, on this many folds.
    pub fn new(limit: Option<Duration>, folds: usize) -> Self {
        Self {
            began: Instant::now(),
            limit,
            refit: folds as f64 / folds.saturating_sub(1).max(1) as f64,
            pace: Mutex::default(),
            over: AtomicBool::new(false),
        }
    }

    /// Whether a fit of such work may begin: whether, as far as can be foreseen, it ends in time, and
    /// the fit of the winner on all rows after it. Once one may not, no other may.
    pub fn may_begin(&self, work: u64) -> bool {
        let Some(limit) = self.limit else {
            return !self.over.load(Ordering::Relaxed);
        };
        let Ok(mut pace) = self.pace.lock() else {
            return false;
        };
        pace.most = pace.most.max(work as f64);
        let per_work = if pace.work > 0.0 {
            pace.seconds / pace.work
        } else {
            0.0
        };
        let expected = SLACK * per_work * (work as f64 + self.refit * pace.most);
        let left = limit.saturating_sub(self.began.elapsed()).as_secs_f64();
        if left <= expected {
            self.end();
        }
        !self.over.load(Ordering::Relaxed)
    }

    /// Lets no further fit begin.
    pub fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// A fit of such work has ended.
    pub fn ended(&self, work: u64, took: Duration) {
        if let Ok(mut pace) = self.pace.lock() {
            pace.work += work as f64;
            pace.seconds += took.as_secs_f64();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fit_begins_where_it_and_the_refit_are_expected_to_end_in_time() {
        let clock = Clock::new(Some(Duration::from_secs(1000)), 3);
        assert!(clock.may_begin(u64::MAX), "nothing is known of the first");
        let clock = Clock::new(Some(Duration::from_secs(1000)), 3);
        assert!(clock.may_begin(100));
        clock.ended(100, Duration::from_secs(100));
        // 1.5 * (100 + 1.5 * 100) seconds
        assert!(clock.may_begin(100));
        assert!(!clock.may_begin(300));
        assert!(!clock.may_begin(1), "it is over");
        let endless = Clock::new(None, 3);
        endless.ended(1, Duration::from_secs(u64::from(u32::MAX)));
        assert!(endless.may_begin(u64::MAX));
        endless.end();
        assert!(!endless.may_begin(1));
    }
}
