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
    /// Fits that follow the search, one after another, before that one.
    after: f64,
    pace: Mutex<Pace>,
    over: AtomicBool,
}

#[derive(Debug, Default)]
struct Pace {
    work: f64,
    seconds: f64,
    /// Of the largest fit on all rows of a fold.
    most: f64,
    /// Seconds that the last proposal took.
    proposal: f64,
}

/// Fits of the same work differ: expected are so many times their mean.
const SLACK: f64 = 1.5;

/// The part of the time that is kept for fits after the search, at most.
const AFTER: f64 = 0.2;

impl Clock {
    /// Of a search that begins now, on this many folds; as many fits as `after` follow it, one after another.
    pub fn new(limit: Option<Duration>, folds: usize, after: f64) -> Self {
        Self {
            began: Instant::now(),
            limit,
            refit: folds as f64 / folds.saturating_sub(1).max(1) as f64,
            after,
            pace: Mutex::default(),
            over: AtomicBool::new(false),
        }
    }

    /// Whether a fit of such work may begin: whether, as far as can be foreseen, it ends in time, and
    /// the fit of the winner on all rows after it, which may be one that is `whole` on the rows of a fold. Once one
    /// may not, no other may.
    pub fn may_begin(&self, work: u64, whole: u64) -> bool {
        let Some(limit) = self.limit else {
            return !self.over.load(Ordering::Relaxed);
        };
        let Ok(mut pace) = self.pace.lock() else {
            return false;
        };
        pace.most = pace.most.max(whole as f64);
        let per_work = if pace.work > 0.0 {
            pace.seconds / pace.work
        } else {
            0.0
        };
        let expected = SLACK * per_work * (work as f64 + self.refit * pace.most);
        // what follows cannot begin while the next candidates are thought of
        let after = SLACK * (per_work * self.after * pace.most + pace.proposal);
        let most = if self.after > 0.0 { AFTER } else { 0.0 };
        let after = after.min(most * limit.as_secs_f64());
        let left = limit.saturating_sub(self.began.elapsed()).as_secs_f64();
        if left <= expected + after {
            self.end();
        }
        !self.over.load(Ordering::Relaxed)
    }

    /// Whether fits of such work, one after another, are expected to end in time, and that of the winner after them.
    pub fn has_time_for(&self, work: impl Iterator<Item = f64>) -> bool {
        let (Some(limit), Ok(pace)) = (self.limit, self.pace.lock()) else {
            return true;
        };
        let per_work = pace.seconds / pace.work.max(1.0);
        // of many fits the mean is enough
        let expected = per_work * (work.sum::<f64>() + SLACK * self.refit * pace.most);
        limit.saturating_sub(self.began.elapsed()).as_secs_f64() > expected
    }

    /// Lets no further fit begin.
    pub fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// A proposal has ended.
    pub fn proposed(&self, took: Duration) {
        if let Ok(mut pace) = self.pace.lock() {
            pace.proposal = took.as_secs_f64();
        }
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
        let clock = Clock::new(Some(Duration::from_secs(1000)), 3, 0.0);
        assert!(
            clock.may_begin(u64::MAX, u64::MAX),
            "nothing is known of the first"
        );
        let clock = Clock::new(Some(Duration::from_secs(1000)), 3, 0.0);
        assert!(clock.may_begin(100, 100));
        clock.ended(100, Duration::from_secs(100));
        // 1.5 * (100 + 1.5 * 100) seconds
        assert!(clock.may_begin(100, 100));
        assert!(!clock.may_begin(300, 300));
        assert!(!clock.may_begin(1, 1), "it is over");
        // 500 of 1000 seconds are kept for the fits after it, were it not for their limit
        let clock = Clock::new(Some(Duration::from_secs(1000)), 3, 10.0 / 3.0);
        clock.ended(100, Duration::from_secs(100));
        assert!(clock.may_begin(100, 100), "1.5 * 250 < 800");
        assert!(!clock.may_begin(214, 214), "1.5 * 214 * 2.5 > 800");
        assert!(clock.has_time_for([100.0, 100.0].into_iter()));
        assert!(!clock.has_time_for([600.0].into_iter()));
        let endless = Clock::new(None, 3, 0.0);
        endless.ended(1, Duration::from_secs(u64::from(u32::MAX)));
        assert!(endless.may_begin(u64::MAX, u64::MAX));
        endless.end();
        assert!(!endless.may_begin(1, 1));
    }
}
