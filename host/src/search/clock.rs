//! How long a search may last.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What a search has of its time, and what fits have taken of it so far.
#[derive(Debug)]
pub(super) struct Clock {
    began: Instant,
    /// None is without end.
    limit: Option<Duration>,
    folds: usize,
    /// A fit on all rows takes this much more than one on those of a fold.
    refit: f64,
    /// Fits that follow the search, one after another, before that one.
    after: f64,
    pace: Mutex<Pace>,
    over: AtomicBool,
}

#[derive(Debug, Default)]
struct Pace {
    /// What fits took that have ended, by the number of bits of their work.
    ended: BTreeMap<u32, Spent>,
    /// Seconds for a unit of work, of the fit that was the quickest of those with a score.
    least: Option<f64>,
    /// Of the largest fit on all rows of a fold.
    most: u64,
    /// Seconds that the last proposal took.
    proposal: f64,
    /// How many folds have scored a trial, until one is done.
    scored: BTreeMap<usize, usize>,
    /// Whether a trial has a score on all folds, and so the search a model.
    has_model: bool,
    /// Trials, up to the last of which a fit has ended.
    trials: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Spent {
    work: f64,
    seconds: f64,
}

/// Fits of the same work differ: expected are so many times their mean.
const SLACK: f64 = 1.5;

/// Fits with so many bits of work less, which is about a tenth of it, still say how long one takes. Smaller ones may
/// converge early, or late, where it does not.
const FEWER_BITS: u32 = 3;

/// The part of the time that is kept for fits after the search, at most.
const AFTER: f64 = 0.2;

/// Seconds to choose from a trial and to write its row of the tables: twice what was measured for tables of many
/// thousands.
const ROW: f64 = 30e-6;

impl Clock {
    /// Of a search that begins now, on this many folds; as many fits as `after` follow it, one after another.
    pub fn new(limit: Option<Duration>, folds: usize, after: f64) -> Self {
        Self {
            began: Instant::now(),
            limit,
            folds,
            refit: folds as f64 / folds.saturating_sub(1).max(1) as f64,
            after,
            pace: Mutex::default(),
            over: AtomicBool::new(false),
        }
    }

    /// Whether a fit of such work may begin: whether, as far as can be foreseen, it ends in time, and
    /// the fit of the winner on all rows after it, which may be one that is `whole` on the rows of a fold. Once one
    /// may not, no other may.
    ///
    /// What small fits took says little of one that is far larger: that one is refused where even the quickest of them
    /// would take too long for its work. A search is to leave a model: as long as no trial is done on all folds, a fit
    /// is expected to take no longer than those of a like size.
    pub fn may_begin(&self, work: u64, whole: u64) -> bool {
        let Some(limit) = self.limit else {
            return !self.over.load(Ordering::Relaxed);
        };
        let Ok(mut pace) = self.pace.lock() else {
            return false;
        };
        pace.most = pace.most.max(whole);
        let refit = pace.seconds_of(pace.most);
        let expected = pace.seconds_of(work) + self.refit * refit;
        // what follows cannot begin while the next candidates are thought of
        let after = self.after * refit + SLACK * pace.proposal;
        let most = if self.after > 0.0 { AFTER } else { 0.0 };
        let after = after.min(most * limit.as_secs_f64()) + pace.trials as f64 * ROW;
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
        let all = Spent::sum(pace.ended.values());
        // of many fits the mean is enough
        let expected = all.per_work() * (work.sum::<f64>() + SLACK * self.refit * pace.most as f64);
        limit.saturating_sub(self.began.elapsed()).as_secs_f64() > expected
    }

    /// Whether the next trial is to be done before a larger one begins, though a core may be alone at the end then:
    /// where the time may be over before there is a model.
    pub fn keeps_order(&self) -> bool {
        self.limit.is_some() && self.pace.lock().is_ok_and(|pace| !pace.has_model)
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

    /// A fit of such work has ended, with a score of its trial or without.
    pub fn ended(&self, trial: usize, is_scored: bool, work: u64, took: Duration) {
        let Ok(mut pace) = self.pace.lock() else {
            return;
        };
        let like = pace.ended.entry(bits(work)).or_default();
        like.work += work as f64;
        like.seconds += took.as_secs_f64();
        pace.trials = pace.trials.max(trial + 1);
        if !is_scored {
            return;
        }
        let per_work = took.as_secs_f64() / work.max(1) as f64;
        pace.least = Some(pace.least.map_or(per_work, |least| least.min(per_work)));
        if !pace.has_model {
            let scored = pace.scored.entry(trial).or_default();
            *scored += 1;
            pace.has_model = *scored == self.folds;
        }
    }
}

impl Pace {
    /// How long a fit of such work is expected to take: by those that have at least about a tenth of its work, and
    /// otherwise by the quickest; 0 where nothing is known.
    fn seconds_of(&self, work: u64) -> f64 {
        let like = self.ended.range(bits(work).saturating_sub(FEWER_BITS)..);
        let like = Spent::sum(like.map(|(_, spent)| spent));
        let per_work = match (like.work > 0.0, self.has_model) {
            (true, true) => SLACK * like.per_work(),
            (true, false) => like.per_work(),
            (false, _) => self.least.unwrap_or(0.0),
        };
        per_work * work as f64
    }
}

impl Spent {
    fn sum<'a>(all: impl Iterator<Item = &'a Self>) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            work: sum.work + one.work,
            seconds: sum.seconds + one.seconds,
        })
    }

    /// Seconds; 0 of no work.
    fn per_work(self) -> f64 {
        self.seconds / self.work.max(1.0)
    }
}

fn bits(work: u64) -> u32 {
    u64::BITS - work.leading_zeros()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Of 1000 s on three folds, with fits after the search.
    fn clock(after: f64) -> Clock {
        Clock::new(Some(1000 * SECOND), 3, after)
    }

    /// A trial is done whose fits took a second for each unit of work.
    fn done(clock: &Clock, work: u64) {
        for _ in 0..3 {
            clock.ended(0, true, work, SECOND * work as u32);
        }
    }

    #[test]
    fn a_fit_begins_where_it_and_the_refit_are_expected_to_end_in_time() {
        assert!(
            clock(0.0).may_begin(u64::MAX, u64::MAX),
            "nothing is known of the first"
        );
        let some = clock(0.0);
        assert!(some.may_begin(100, 100));
        done(&some, 100);
        // 1.5 * (100 + 1.5 * 100) seconds
        assert!(some.may_begin(100, 100));
        assert!(!some.may_begin(300, 300));
        assert!(!some.may_begin(1, 1), "it is over");
        // 500 of 1000 seconds are kept for the fits after it, were it not for their limit
        let confirms = clock(10.0 / 3.0);
        done(&confirms, 100);
        assert!(confirms.may_begin(100, 100), "1.5 * 250 < 800");
        assert!(!confirms.may_begin(214, 214), "1.5 * 214 * 2.5 > 800");
        assert!(confirms.has_time_for([100.0, 100.0].into_iter()));
        assert!(!confirms.has_time_for([600.0].into_iter()));
        let endless = Clock::new(None, 3, 0.0);
        assert!(!endless.keeps_order());
        endless.ended(0, true, 1, Duration::from_secs(u64::from(u32::MAX)));
        assert!(endless.may_begin(u64::MAX, u64::MAX));
        endless.end();
        assert!(!endless.may_begin(1, 1));
    }

    #[test]
    fn small_fits_say_only_how_long_a_far_larger_one_takes_at_least() {
        // on one fold each, or on all folds of a trial, which is a model
        for trials in [[0, 1, 2], [0, 0, 0]] {
            let small = || {
                let some = clock(0.0);
                for (trial, took) in trials.into_iter().zip([60, 1, 60]) {
                    some.ended(trial, true, 100, took * SECOND);
                }
                some
            };
            // by the quickest 2.5 * 100 s, and by their mean forty times as many
            assert!(small().may_begin(10_000, 10_000));
            assert!(!small().may_begin(40_000, 40_000));
            // a large one has ended, and its own pace counts
            let some = small();
            some.ended(9, true, 40_000, SECOND);
            assert!(some.may_begin(40_000, 40_000));
            // one that has failed says nothing
            let some = small();
            some.ended(9, false, 100, Duration::ZERO);
            assert!(!some.may_begin(40_000, 40_000));
        }
    }

    #[test]
    fn trials_keep_their_order_until_one_is_done() {
        let some = clock(0.0);
        for (trial, is_scored) in [
            (0, true),
            (0, true),
            (1, true),
            (2, false),
            (2, false),
            (2, false),
        ] {
            some.ended(trial, is_scored, 1, SECOND);
            assert!(some.keeps_order());
        }
        some.ended(0, true, 1, SECOND);
        assert!(!some.keeps_order());
    }

    #[test]
    fn without_a_model_none_begins_that_fits_of_its_size_say_is_too_long() {
        let some = clock(0.0);
        some.ended(0, true, 100, 300 * SECOND);
        // 2.5 * 300 s without slack
        assert!(some.may_begin(100, 100));
        assert!(!some.may_begin(140, 140));
    }

    #[test]
    fn many_trials_take_time_to_be_written() {
        let large = 1_000_000;
        for (trials, has_time) in [(0, true), (5_000, true), (30_000, false)] {
            let some = Clock::new(Some(SECOND), 3, 0.0);
            for trial in 0..trials {
                // of a race most have one fit
                some.ended(trial, true, 1, Duration::ZERO);
            }
            some.ended(trials, true, large, SECOND / 5);
            // 1.5 * 2.5 / 5 s, and the rows
            assert_eq!(some.may_begin(large, large), has_time, "{trials}");
        }
    }

    #[test]
    fn large_fits_say_how_long_a_small_one_takes() {
        let some = clock(0.0);
        some.ended(0, true, 100_000, 10 * SECOND);
        assert!(some.may_begin(1, 100_000));
        some.ended(1, true, 100_000, 1990 * SECOND);
        assert!(!some.may_begin(1, 100_000), "the refit may be the large one");
    }
}
