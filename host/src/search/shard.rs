//! A part of a search's candidates on a machine of its own.
//!
//! Its unit is the candidate, with all of its folds: a journal has a line for each, so that the study of all shards is
//! their lines in order, and where there are several candidates a shard, folds would divide the work no better.

use serde_json::{Map, Value as Json};

use super::error::Error;
use super::event::Warning;
use super::rounds::Searched;
use super::run;
use super::strategy::{Declared, Proposal, Propose, Race, Round, SoFar, Strategy};
use super::{Options, Search};
use crate::data::Data;
use crate::shard::Shard;

/// Strategies that propose all of their candidates before the first fit, as a study knows them.
const KNOWN_BEFORE: [&str; 2] = ["grid", "random"];

/// Why a search has no shards: what a candidate gets depends on others than those of its shard.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotSharded {
    /// Its strategy proposes by what was scored.
    #[error(
        "candidates of a shard are known before the first fit, and those of {0} follow from scores; search a grid or at \
         random, or without shards"
    )]
    Adaptive(String),
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

    /// Fits one shard of a grid or random search: its part of the candidates, into a journal of its own within the
    /// directory of the study, which has to be given. [`Shards`](crate::Shards) makes the study of them, and
    /// [`Search::fit`] then fits the winner to all rows.
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
    /// # Errors
    /// [`Error::NotSharded`] where what a candidate gets depends on others; else as [`Search::fit`].
    pub fn fit_shard(mut self, shard: Shard, data: &Data) -> Result<FoundShard, Error> {
        check(&self.strategy, &self.options)?;
        self.check()?;
        run::run_shard(&mut self.strategy, shard, self.options, data)
    }
}

/// Of what a search may be asked, what it may not be in shards.
pub(super) fn check(strategy: &dyn Strategy, options: &Options<'_>) -> Result<(), Error> {
    let settings = strategy.settings();
    let name = settings
        .get("strategy")
        .and_then(Json::as_str)
        .unwrap_or_default();
    let adaptive = !KNOWN_BEFORE.contains(&name);
    let refused = adaptive
        .then(|| NotSharded::Adaptive(name.to_owned()))
        .or((options.race != Race::None).then_some(NotSharded::Race(options.race)))
        .or(options.time.map(|_| NotSharded::Time))
        .or(options.target_score.map(|_| NotSharded::TargetScore))
        .or(options.keep_predictions.then_some(NotSharded::Keep))
        .or(options.confirm.is_asked_for().then_some(NotSharded::Confirm));
    refused.map_or(Ok(()), |why| Err(why.into()))
}

/// The candidates of one shard, numbered from 0.
pub(super) struct Part {
    shard: Shard,
    /// How many the whole search has.
    all: usize,
    settings: Map<String, Json>,
    declared: Declared,
    proposals: Vec<Proposal>,
    warnings: Vec<Warning>,
}

impl Part {
    /// Of a search by a strategy that has not proposed anything yet.
    pub fn new(strategy: &mut dyn Strategy, shard: Shard, so_far: &SoFar<'_>) -> Result<Self, Error> {
        let mut settings = strategy.settings();
        let round = strategy.propose(so_far)?;
        let all = round.trials.len();
        settings.extend([shard.setting(all)]);
        let own = round.trials.into_iter().enumerate();
        let own = own.filter(|(number, _)| shard.has(*number));
        Ok(Self {
            shard,
            all,
            settings,
            declared: strategy.declares(),
            proposals: own.map(|(_, proposal)| proposal).collect(),
            warnings: round.warnings,
        })
    }

    /// What came of it.
    pub fn found(&self, searched: &Searched, warnings: Vec<Warning>) -> FoundShard {
        FoundShard {
            shard: self.shard,
            all: self.all,
            done: searched.trials.len(),
            complete: searched.complete,
            warnings,
        }
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
        let mut round = Round::whole(so_far, std::mem::take(&mut self.proposals));
        round.warnings = std::mem::take(&mut self.warnings);
        Ok(round)
    }
}

/// What became of a shard: its candidates are in its journal.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundShard {
    shard: Shard,
    all: usize,
    done: usize,
    complete: bool,
    warnings: Vec<Warning>,
}

impl FoundShard {
    /// Which it is.
    #[must_use]
    pub fn shard(&self) -> Shard {
        self.shard
    }

    /// How many candidates the whole search has.
    #[must_use]
    pub fn all_candidates(&self) -> usize {
        self.all
    }

    /// How many of them are its own.
    #[must_use]
    pub fn candidates(&self) -> usize {
        self.shard.candidates(self.all)
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
