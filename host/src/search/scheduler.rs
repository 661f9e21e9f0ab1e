//! Which thread does which fit. It knows tasks and what they cost, and nothing of strategies.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::{self, Scope};

use mcutune_core::search::TrialFold;

use super::error::Error;
use crate::data::room::BESIDE;
use crate::memory::{check_mapped, check_thread, check_threads};

/// How many tasks the end of a round is, for each thread.
const WINDOW: usize = 4;

/// Hands out tasks in their order, so that few trials wait for their turn in the journal; the last
/// of them from the costliest down, so that no core is left alone with a long fit when the others
/// have ended.
struct Queue<C> {
    tasks: VecDeque<TrialFold>,
    /// How many tasks are its end.
    window: usize,
    /// What a fit of a trial costs, in any unit.
    cost: C,
}

impl<C: Fn(usize) -> u64> Queue<C> {
    fn next(&mut self) -> Option<TrialFold> {
        if self.tasks.len() > self.window {
            return self.tasks.pop_front();
        }
        // The first of equals.
        let cost = |at: &usize| (self.cost)(self.tasks[*at].trial);
        let at = (0..self.tasks.len()).rev().max_by_key(cost)?;
        self.tasks.remove(at)
    }
}

/// What the threads of a search share.
struct Shared<C> {
    queue: Mutex<Queue<C>>,
    /// No further task begins.
    over: AtomicBool,
}

impl<C: Fn(usize) -> u64> Shared<C> {
    fn queue(&self) -> MutexGuard<'_, Queue<C>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The work of one thread: tasks, until none is left or it is over.
    fn work<T>(
        &self,
        may_begin: impl Fn(usize) -> bool,
        fit: impl Fn(TrialFold) -> T,
        results: &mpsc::Sender<(TrialFold, T)>,
    ) {
        while !self.over.load(Ordering::Relaxed) {
            let next = self.queue().next();
            let Some(task) = next else {
                return;
            };
            if !may_begin(task.trial) {
                self.over.store(true, Ordering::Relaxed);
                return;
            }
            if results.send((task, fit(task))).is_err() {
                return;
            }
        }
    }
}

/// Does `tasks` by `fit` on `jobs` threads, or as many as the system starts, or on this one; `cost`
/// is what a fit of a trial costs, in any unit.
///
/// `ended` is called on this thread with what has ended since it was last called, in any order. Once
/// `may_begin` is false of a trial, or `ended` returns an error, no further task begins.
pub(super) fn run<T: Send>(
    tasks: VecDeque<TrialFold>,
    cost: impl Fn(usize) -> u64 + Send,
    jobs: usize,
    may_begin: impl Fn(usize) -> bool + Sync,
    fit: impl Fn(TrialFold) -> T + Sync,
    mut ended: impl FnMut(Vec<(TrialFold, T)>) -> Result<(), Error>,
) -> Result<(), Error> {
    let threads = jobs.min(tasks.len());
    let window = WINDOW.saturating_mul(jobs);
    let shared = Shared {
        queue: Mutex::new(Queue { tasks, window, cost }),
        over: AtomicBool::new(false),
    };
    let (shared, may_begin, fit) = (&shared, &may_begin, &fit);
    thread::scope(|scope| {
        let (sender, results) = mpsc::channel();
        if start(scope, threads, move || shared.work(may_begin, fit, &sender)) == 0 {
            check_mapped(2 * BESIDE).map_err(|error| Error::Threads(error.to_string()))?;
            return run_here(&mut shared.queue(), may_begin, fit, ended);
        }
        while let Ok(first) = results.recv() {
            let some = std::iter::once(first).chain(results.try_iter()).collect();
            if let Err(error) = ended(some) {
                shared.over.store(true, Ordering::Relaxed);
                return Err(error);
            }
        }
        Ok(())
    })
}

/// Starts up to `threads` threads that each do `work`, and returns how many the system started: fewer
/// do the same. None works before the last has started: a thread that finds no memory to start in
/// ends the program.
fn start<'scope>(
    scope: &'scope Scope<'scope, '_>,
    threads: usize,
    work: impl FnOnce() + Clone + Send + 'scope,
) -> usize {
    let gate = Arc::new(Mutex::new(()));
    let closed = gate.lock();
    let (sender, starts) = mpsc::channel();
    for count in 0..threads {
        let (work, gate, sender) = (work.clone(), Arc::clone(&gate), sender.clone());
        let thread = move || {
            // `start` waits for it
            let _ = sender.send(());
            drop(gate.lock());
            work();
        };
        let check = if count == 0 {
            check_thread
        } else {
            || check_threads(1)
        };
        let spawned = check().and_then(|()| thread::Builder::new().spawn_scoped(scope, thread));
        if spawned.is_err() {
            return count;
        }
        let _ = starts.recv();
    }
    drop(closed);
    threads
}

/// The same on this thread alone.
fn run_here<T>(
    queue: &mut Queue<impl Fn(usize) -> u64>,
    may_begin: impl Fn(usize) -> bool,
    fit: impl Fn(TrialFold) -> T,
    mut ended: impl FnMut(Vec<(TrialFold, T)>) -> Result<(), Error>,
) -> Result<(), Error> {
    while let Some(task) = queue.next().filter(|task| may_begin(task.trial)) {
        ended(vec![(task, fit(task))])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thread_does_all_that_may_begin_in_the_order_of_the_queue() {
        let tasks = || (0..6).map(|trial| TrialFold { trial, fold: 0 });
        let done = |until: usize, fails_at: usize| {
            let mut queue = Queue {
                tasks: tasks().collect(),
                window: 0,
                cost: |_| 1,
            };
            let mut all = Vec::new();
            let ended = |some: Vec<(TrialFold, usize)>| {
                all.extend(some.iter().map(|(_, answer)| *answer));
                match all.len() == fails_at {
                    true => Err(Error::NoCandidates),
                    false => Ok(()),
                }
            };
            let result = run_here(&mut queue, |trial| trial < until, |task| 10 * task.trial, ended);
            (result.is_ok(), all)
        };
        assert_eq!(done(6, 7), (true, vec![0, 10, 20, 30, 40, 50]));
        assert_eq!(done(2, 7), (true, vec![0, 10]));
        assert_eq!(done(6, 3), (false, vec![0, 10, 20]));
    }

    #[test]
    fn tasks_keep_their_order_until_the_end_and_there_the_costliest_go_first() {
        let expected = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1)];
        let mut queue = Queue {
            tasks: expected.map(|(trial, fold)| TrialFold { trial, fold }).into(),
            window: 5,
            cost: |trial: usize| [9, 2, 1, 3][trial],
        };
        let order: Vec<_> = std::iter::from_fn(|| queue.next())
            .map(|task| (task.trial, task.fold))
            .collect();
        assert_eq!(order[..3], expected[..3], "more are to come");
        assert_eq!(order[3..], [(3, 0), (3, 1), (1, 1), (2, 0), (2, 1)]);
        let mut sorted = order;
        sorted.sort();
        assert_eq!(sorted, expected);
    }
}
