//! Which thread does which fit: the search of the core, asked by all cores and told by one.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::SystemTime;

use mcutune_core::params::Params;
use mcutune_core::score::Scoring;
use mcutune_core::search::fit::Fold;
use mcutune_core::search::{Scoreboard, Task};
use mcutune_core::train::Plan;

use super::{FoldResult, evaluate};
use crate::data::prepare::Raw;
use crate::rng::Rng;

/// How many tasks the end of a search is, for each thread.
const WINDOW: usize = 4;

/// All folds of one candidate.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Results by fold.
    pub folds: Vec<FoldResult>,
    /// When the first of its fits began.
    pub began: SystemTime,
    /// When the last ended.
    pub ended: SystemTime,
}

/// One fit with where it belongs.
struct Done {
    task: Task,
    result: FoldResult,
    began: SystemTime,
    ended: SystemTime,
}

/// Hands out a search's tasks in its order, candidate by candidate, so that few wait for their
/// turn in the journal; the last of them from the costliest down, so that no core is left alone
/// with a long fit when the others have ended.
struct Queue<'m> {
    scoreboard: Scoreboard<'m>,
    /// Asked for and not yet handed out.
    ahead: VecDeque<Task>,
    /// How many it looks ahead.
    window: usize,
    /// What a fit of each candidate costs, in any unit.
    costs: Vec<u64>,
}

impl Queue<'_> {
    fn next(&mut self) -> Option<Task> {
        while self.ahead.len() <= self.window {
            match self.scoreboard.ask() {
                Some(task) => self.ahead.push_back(task),
                None => return self.costliest(),
            }
        }
        self.ahead.pop_front()
    }

    /// The first of equals.
    fn costliest(&mut self) -> Option<Task> {
        let cost = |at: &usize| self.costs[self.ahead[*at].trial];
        let at = (0..self.ahead.len()).rev().max_by_key(cost)?;
        self.ahead.remove(at)
    }
}

/// Every candidate on every fold, on `jobs` threads; where there are raw rows of the folds, also
/// quantised.
///
/// `progress` is told how many fits have ended since it was last called, and of the candidates
/// whose turn has come: in their order, whatever the threads do. Once `stop` is set, or
/// `progress` errs, no further fit begins.
pub fn cross_validate<E>(
    folds: &[Fold<'_>],
    raw: &[Raw<'_>],
    candidates: &[Params],
    (scoring, rng, seed): (Scoring, Rng, u32),
    jobs: usize,
    stop: &AtomicBool,
    mut progress: impl FnMut(usize, Vec<Finished>) -> Result<(), E>,
) -> Result<(), E> {
    let mut memory = vec![0.0; Scoreboard::memory(candidates.len(), folds.len())];
    let Ok(scoreboard) = Scoreboard::try_new(candidates.len(), folds.len(), &mut memory) else {
        return Ok(()); // no folds, so no fits
    };
    let queue = Mutex::new(Queue {
        scoreboard,
        ahead: VecDeque::new(),
        window: WINDOW * jobs,
        costs: candidates.iter().map(|params| cost(&folds[0], params)).collect(),
    });
    let lock = || queue.lock().unwrap_or_else(PoisonError::into_inner);
    let failed = AtomicBool::new(false);
    let work = |results: mpsc::Sender<Done>| {
        while !stop.load(Ordering::Relaxed) && !failed.load(Ordering::Relaxed) {
            let Some(task) = lock().next() else {
                break;
            };
            let began = SystemTime::now();
            let (fold, raw) = (&folds[task.fold], raw.get(task.fold));
            let result = evaluate(fold, raw, &candidates[task.trial], scoring, rng, seed);
            let ended = SystemTime::now();
            let sent = results.send(Done {
                task,
                result,
                began,
                ended,
            });
            if sent.is_err() {
                break;
            }
        }
    };
    thread::scope(|threads| {
        let (sender, results) = mpsc::channel();
        for _ in 0..jobs.min(candidates.len() * folds.len()) {
            let sender = sender.clone();
            threads.spawn(|| work(sender));
        }
        drop(sender);
        let mut waiting: BTreeMap<usize, Vec<Done>> = BTreeMap::new();
        let mut turn = 0;
        while let Ok(first) = results.recv() {
            let mut fits = 0;
            let mut queue = lock();
            for done in std::iter::once(first).chain(results.try_iter()) {
                // The task is the search's own.
                let _ = queue.scoreboard.tell(done.task, done.result.score);
                waiting.entry(done.task.trial).or_default().push(done);
                fits += 1;
            }
            let mut ready = Vec::new();
            while turn < candidates.len() && queue.scoreboard.is_complete(turn) {
                ready.extend(waiting.remove(&turn).and_then(finished));
                turn += 1;
            }
            drop(queue);
            if let Err(error) = progress(fits, ready) {
                failed.store(true, Ordering::Relaxed);
                return Err(error);
            }
        }
        Ok(())
    })
}

/// Multiplications of all the epochs that a fit may run; how many it will, nobody knows.
fn cost(fold: &Fold<'_>, params: &Params) -> u64 {
    let plan = Plan::try_new(&fold.train, fold.train_rows.len(), params);
    plan.map_or(0, |plan| plan.shape().macs() as u64 * u64::from(params.max_iter))
}

/// Puts the folds of a candidate in order.
fn finished(mut done: Vec<Done>) -> Option<Finished> {
    done.sort_by_key(|one| one.task.fold);
    Some(Finished {
        began: done.iter().map(|one| one.began).min()?,
        ended: done.iter().map(|one| one.ended).max()?,
        folds: done.into_iter().map(|one| one.result).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_keep_their_order_until_the_end_and_there_the_costliest_go_first() {
        let mut memory = vec![0.0; Scoreboard::memory(4, 2)];
        let mut queue = Queue {
            scoreboard: Scoreboard::try_new(4, 2, &mut memory).unwrap(),
            ahead: VecDeque::new(),
            window: 5,
            costs: vec![9, 2, 1, 3],
        };
        let order: Vec<_> = std::iter::from_fn(|| queue.next())
            .map(|task| (task.trial, task.fold))
            .collect();
        let expected = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1)];
        assert_eq!(order[..3], expected[..3], "more are to come");
        assert_eq!(order[3..], [(3, 0), (3, 1), (1, 1), (2, 0), (2, 1)]);
        let mut sorted = order;
        sorted.sort();
        assert_eq!(sorted, expected);
    }
}
