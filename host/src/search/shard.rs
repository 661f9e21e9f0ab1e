//! A part of a search's candidates on a machine of its own.
//!
//! Its unit is the candidate, with all of its folds: a journal has a line for each, so that the study of all shards is
//! their lines in order, and where there are several candidates a shard, folds would divide the work no better.
//!
//! A strategy that looks at scores is sharded round by round: a shard asks it again for the rounds that the study has,
//! and has its part of the next one. When all shards have theirs, a merge puts the round into the study.

use std::ops::Range;
use std::path::Path;

use serde_json::{Map, Value as Json};

use super::error::Error;
use super::event::Warning;
use super::recorded::disagreement;
use super::rounds::Searched;
use super::run;
use super::strategy::{Declared, Proposal, Propose, Race, Round, SoFar, Strategy, check_count};
use super::trial::Trial;
use super::trials::proposed;
use super::{Options, Search};
use crate::data::Data;
use crate::shard::{Shard, ShardRound};
use crate::study::{self, Study};

/// Why a search has no shards: what is asked for takes all candidates of a round, or one machine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotSharded {
    /// Its candidates race.
    #[error(
        "candidates of a shard cannot race against those of the others; search without a race, or without shards"
    )]
    Race(Race),
    /// It would end before its last candidate.
    #[error(
        "a shard is done when all of its candidates are; search without a limit on time, or without shards"
    )]
    Time,
    /// The same.
    #[error(
        "a shard is done when all of its candidates are; search without a score that ends it, or without shards"
    )]
    TargetScore,
    /// The best of all candidates are not known to a shard.
    #[error(
        "the best candidates are known when all shards are merged; confirm them in the search that follows"
    )]
    Confirm,
    /// Answers are kept by one machine.
    #[error("the answers of a study are kept by one machine; keep none, or search without shards")]
    Keep,
    /// There is nowhere to write to.
    #[error("a shard needs the directory of the study")]
    NoStudy,
}

impl<S: Strategy> Search<'_, S> {
    /// The words of the command that repeats this search, which the journal of a shard keeps: where it is not done, it
    /// says how it gets done. See [`Search::fit_shard`].
    pub fn command(mut self, words: impl IntoIterator<Item = String>) -> Self {
        self.options.command = words.into_iter().collect();
        self
    }

    /// Fits one shard of a search: its part of the candidates, into a journal of its own within the
    /// directory of the study, which has to be given. [`Shards`](crate::Shards) makes the study of them, and
    /// [`Search::fit`] then fits the winner to all rows.
    ///
    /// A search that looks at scores is done in rounds: a batch of a Gaussian process, or an iteration of halving. A
    /// shard looks at the study in the directory and fits its part of the next round, and when all are merged each is
    /// called again, until [`Merged::is_complete`](crate::Merged::is_complete). Where the shards have directories of
    /// their own, each needs a copy of the merged journal before its next round. A batch is best a multiple of the number
    /// of shards.
    ///
    /// ```
    /// use mcutune::{Data, GridSearch, Shard, Shards, Space};
    ///
    /// # let place = tempfile::tempdir()?;
    /// # let study = place.path().join("iris.study");
    /// let data = Data::read("data/iris.csv")?;
    /// let space: Space = "hidden_layer_sizes = [[4], [8], [16]]\nmax_iter = 20".parse()?;
    /// let search = || GridSearch::new(space.clone()).cv(3).study(&study);
    /// for index in 0..2 {
    ///     let found = search().fit_shard(Shard::new(index, 2)?, &data)?; // each on its machine
    ///     assert!(found.is_complete());
    /// }
    /// Shards::read(&[study.clone()])?.merge(&study, &mut |_lock| {})?;
    /// assert_eq!(search().fit(&data)?.trials().len(), 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// In rounds:
    ///
    /// ```
    /// use mcutune::{Data, GpSearch, Race, Shard, Shards, Space};
    ///
    /// # let place = tempfile::tempdir()?;
    /// # let study = place.path().join("iris.study");
    /// let data = Data::read("data/iris.csv")?;
    /// let space: Space = "hidden_layer_sizes = { low = 4, high = 33 }\nmax_iter = 5".parse()?;
    /// let search = || GpSearch::new(space.clone(), 14).race(Race::None).cv(3).study(&study);
    /// loop {
    ///     for index in 0..2 {
    ///         search().fit_shard(Shard::new(index, 2)?, &data)?; // each on its machine
    ///     }
    ///     let merged = Shards::read(&[study.clone()])?.merge(&study, &mut |_lock| {})?;
    ///     if merged.is_complete() {
    ///         break;
    ///     }
    /// }
    /// assert_eq!(search().fit(&data)?.trials().len(), 14);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::NotSharded`] where shards cannot do what is asked for; else as [`Search::fit`].
    pub fn fit_shard(mut self, shard: Shard, data: &Data) -> Result<FoundShard, Error> {
        check(&self.options)?;
        self.check()?;
        run::run_shard(&mut self.strategy, shard, self.options, data)
    }
}

/// Of what a search may be asked, what it may not be in shards.
pub(super) fn check(options: &Options<'_>) -> Result<(), Error> {
    let refused = (options.race != Race::None)
        .then_some(NotSharded::Race(options.race))
        .or(options.time.map(|_| NotSharded::Time))
        .or(options.target_score.map(|_| NotSharded::TargetScore))
        .or(options.keep_predictions.then_some(NotSharded::Keep))
        .or(options.confirm.is_asked_for().then_some(NotSharded::Confirm));
    refused.map_or(Ok(()), |why| Err(why.into()))
}

/// The candidates of one shard, numbered from 0.
pub(super) struct Part {
    round: ShardRound,
    settings: Map<String, Json>,
    declared: Declared,
    proposals: Vec<Proposal>,
    /// Of how many rows the folds are.
    rows: Option<u32>,
    warnings: Vec<Warning>,
}

impl Part {
    /// Of a search by a strategy that has not proposed anything yet; what the study in a directory has of it is only
    /// looked at where there is more than one round. `quantize` is whether fits are scored in int8 too.
    pub fn new(
        strategy: &mut dyn Strategy,
        shard: Shard,
        (so_far, quantize): (&SoFar<'_>, bool),
        directory: &Path,
    ) -> Result<Self, Error> {
        let mut settings = strategy.settings();
        let first = strategy.propose(so_far)?;
        let (from, round) = match strategy.to_come(first.trials.len()) {
            0 => (0, first),
            _ => {
                let before = Before {
                    study: study::before(directory)?,
                    directory,
                    quantize,
                };
                before.next(strategy, first, so_far)?
            }
        };
        let end = from + round.trials.len();
        let to_come = match round.trials.is_empty() {
            true => 0,
            false => strategy.to_come(end),
        };
        let own = (from..).zip(round.trials);
        let own = own.filter(|(number, _)| shard.has(*number));
        // what the fits of other rounds have left behind is in no other process
        let own = own.map(|(_, proposal)| Proposal {
            goes_on: None,
            ..proposal
        });
        let proposals = own.collect();
        let its = ShardRound {
            shard,
            numbers: from..end,
            all: end + to_come,
        };
        settings.extend([its.setting()]);
        Ok(Self {
            round: its,
            settings,
            declared: strategy.declares(),
            proposals,
            rows: round.rows,
            warnings: round.warnings,
        })
    }

    /// An error with the number that a trial has in the study, where it names one.
    pub fn numbered(&self, error: Error) -> Error {
        match error {
            Error::FitFailed { trial, fold, why } => {
                let own = self
                    .round
                    .numbers
                    .clone()
                    .filter(|&number| self.round.shard.has(number));
                let trial = own.into_iter().nth(trial).unwrap_or(trial);
                Error::FitFailed { trial, fold, why }
            }
            other => other,
        }
    }

    /// What came of it.
    pub fn found(&self, searched: &Searched, warnings: Vec<Warning>) -> FoundShard {
        FoundShard {
            round: self.round.clone(),
            done: searched.trials.len(),
            complete: searched.complete,
            warnings,
        }
    }
}

/// What a study has of a search's rounds.
struct Before<'a> {
    study: Study,
    directory: &'a Path,
    quantize: bool,
}

impl Before<'_> {
    /// The first round of which the study lacks trials, and the number of its first; an empty one where it has all of
    /// the search. The strategy is asked for each, as what it proposes may depend on what it made of those before.
    fn next(
        &self,
        strategy: &mut dyn Strategy,
        mut round: Round,
        so_far: &SoFar<'_>,
    ) -> Result<(usize, Round), Error> {
        let recorded = &self.study.trials;
        let declared = strategy.declares();
        let mut trials: Vec<Trial> = Vec::new();
        while !round.trials.is_empty() {
            let end = trials.len() + round.trials.len();
            check_count(end as u64, false)?;
            if end > recorded.len() {
                return Ok((trials.len(), round));
            }
            for proposal in round.trials {
                let trial = self.trial(trials.len(), proposal, &declared, so_far)?;
                trials.push(trial);
            }
            round = strategy.propose(&SoFar {
                trials: &trials,
                ..*so_far
            })?;
        }
        match recorded.len() > trials.len() {
            true => {
                let what = format!("the search has {} candidates", trials.len());
                Err(self.study.refuse(self.directory, trials.len(), &what).into())
            }
            false => Ok((trials.len(), round)),
        }
    }

    /// A trial that was proposed, with the folds that the study has of it.
    fn trial(
        &self,
        number: usize,
        proposal: Proposal,
        declared: &Declared,
        so_far: &SoFar<'_>,
    ) -> Result<Trial, Error> {
        let planned = so_far.planner.plan(&proposal.choices)?;
        let folds = (so_far.folds, self.quantize);
        let trial = proposed((number, proposal), &planned, declared, folds);
        let recorded = &self.study.trials[number];
        if let Some(what) = disagreement(recorded, &trial, &planned) {
            return Err(self.study.refuse(self.directory, number, &what).into());
        }
        Ok(Trial {
            folds: recorded.folds.clone(),
            ..trial
        })
    }
}

impl Strategy for Part {}

impl Propose for Part {
    fn settings(&self) -> Map<String, Json> {
        self.settings.clone()
    }

    fn declares(&self) -> Declared {
        self.declared.clone()
    }

    fn propose(&mut self, so_far: &SoFar<'_>) -> Result<Round, Error> {
        Ok(Round {
            rows: self.rows,
            warnings: std::mem::take(&mut self.warnings),
            ..Round::whole(so_far, std::mem::take(&mut self.proposals))
        })
    }
}

/// What became of a shard: its candidates are in its journal.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundShard {
    round: ShardRound,
    done: usize,
    complete: bool,
    warnings: Vec<Warning>,
}

impl FoundShard {
    /// Which it is.
    #[must_use]
    pub fn shard(&self) -> Shard {
        self.round.shard
    }

    /// Which candidates all shards have now: those of a round, or all of a search that is done in one. Empty where the
    /// study has all of the search: [`Search::fit`] then ends it.
    #[must_use]
    pub fn round(&self) -> Range<usize> {
        self.round.numbers.clone()
    }

    /// How many candidates the whole search has, as far as is known.
    #[must_use]
    pub fn all_candidates(&self) -> usize {
        self.round.all
    }

    /// How many of the round are its own.
    #[must_use]
    pub fn candidates(&self) -> usize {
        self.round.candidates()
    }

    /// How many of its own are done.
    #[must_use]
    pub fn done(&self) -> usize {
        self.done
    }

    /// Whether all of them are; false where [`Stop`](super::Stop) ended it.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// What the results depend on and may not be meant.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}
