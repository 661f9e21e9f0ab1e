//! A cross-validated search over the hyperparameters of a network, on all cores: every fit is a task
//! of its own, and its randomness depends on the seed alone, so neither the number of threads nor
//! their order shows in a result.

mod again;
mod answers;
mod choices;
mod clock;
mod confirm;
mod cv_error;
mod error;
mod event;
mod finish;
mod fit;
mod folds;
mod found;
mod front;
mod int8;
mod kept;
mod kinds;
mod knee;
mod leakage;
mod network;
mod plan;
mod prepared;
mod recorded;
mod refit;
mod results;
mod rounds;
mod run;
mod scheduler;
mod scorers;
mod searches;
mod select;
mod shard;
mod split;
mod stop;
mod strategy;
mod trial;
mod trials;

#[cfg(test)]
mod tests;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use mcutune_core::cost::{Dtype, Mcu};
use mcutune_core::data::ClipOutput;
use mcutune_core::folds::held_out;
use mcutune_core::params::Name;
use mcutune_core::scaler::Scaling;
use mcutune_core::score::Scoring;

use crate::cv::Cv;
use crate::data::{Data, TargetColumn};
use crate::limits::{DEEPEST, Device, Limits, Quantity};
use crate::objectives::Objectives;
use crate::rng::Rng;
use crate::space::Space;
use confirm::Confirm;
use event::Events;
use kinds::check_number;

pub use again::{FittedTrial, FoldFit};
pub(crate) use answers::FoldAnswers;
pub use choices::Choices;
pub(crate) use choices::{column_from_json, from_json, to_json};
pub use confirm::{Confirmed, DEFAULT_CONFIRM};
pub use cv_error::CvError;
pub use error::{Error, NotRefitted, ObjectivesError};
pub use event::{Event, Failure, Warning};
pub use fit::{End, FoldResult};
pub(crate) use fit::{check_score, clips, score_on, train_from};
pub use found::Found;
pub use leakage::Leakage;
pub(crate) use network::NotTrained;
pub use results::Results;
pub use scorers::ErrorScore;
pub(crate) use scorers::{Beside, Measured, Scorers};
pub use searches::{AutoSearch, GpSearch, GridSearch, HalvingSearch, RandomSearch};
pub use select::{Select, Selection};
pub use shard::{FoundShard, NotSharded};
pub use stop::Stop;
pub(crate) use strategy::GpStrategy;
pub(crate) use strategy::{Declared, Growth, share_below, survivors};
pub use strategy::{HalvingError, MinResources, Race, Resource, Strategy};
pub(crate) use trial::NOT_FITTED;
pub use trial::{Int8Scores, Trial};

/// Folds of a search that is asked for no number of them, as in scikit-learn.
pub const DEFAULT_CV: u8 = 5;

/// Bytes of answers that a study keeps, at most.
pub const KEPT_BYTES: u64 = 4 << 30;

/// What a search is to do; [`Search::fit`] does it.
///
/// Nothing is printed, and no search shares anything with another: there may be several in one
/// process, also at once from several threads.
#[must_use = "a search does nothing until it is given data by `fit`"]
pub struct Search<'a, S> {
    strategy: S,
    options: Options<'a>,
}

/// What all strategies have in common.
pub(crate) struct Options<'a> {
    pub space: Space,
    /// Never [`Cv::Shuffled`], which is `shuffle`.
    pub cv: Cv,
    /// Whether the seed draws the folds: rows are shuffled before they are split, or drawn.
    pub shuffle: bool,
    pub race: Race,
    pub confirm: Confirm,
    /// None leaves it to the target.
    pub scoring: Vec<Scoring>,
    /// Which of several is maximised; none is the first.
    pub refit: Option<Scoring>,
    pub train_score: bool,
    pub error_score: ErrorScore,
    pub pos_label: Option<String>,
    pub weighted_scores: bool,
    /// None is standard, unless candidates choose it.
    pub scaling: Option<Scaling>,
    /// None leaves it to the generator and the target.
    pub target_scaling: Option<Scaling>,
    pub clip_output: ClipOutput,
    pub seed: u32,
    pub rng: Rng,
    pub jobs: Option<NonZeroUsize>,
    /// None where no microcontroller is named: then tables leave out what candidates need of it.
    pub mcu: Option<Mcu>,
    pub limits: Limits,
    pub quantize: bool,
    pub selection: Selection,
    pub objectives: Objectives,
    pub holdout: f64,
    pub study: Option<PathBuf>,
    /// Whether the study keeps answers for other scores.
    pub keep_predictions: bool,
    pub time: Option<Duration>,
    pub target_score: Option<f64>,
    pub stop: Stop,
    /// The words of the command, for the journal of a shard.
    pub command: Vec<String>,
    pub events: Events<'a>,
}

impl<'a, S: Strategy> Search<'a, S> {
    fn with(strategy: S, space: Space) -> Self {
        Self {
            strategy,
            options: Options::new(space),
        }
    }

    /// Of rows that are shuffled, and candidates that race and are confirmed, where nothing else is asked for.
    fn adaptive(mut self) -> Self {
        self.options.confirm = Confirm::ADAPTIVE;
        self.shuffle(true).race(Race::Exact)
    }

    /// How rows are split into folds: so many, stratified for classes and contiguous for values, or a kind of
    /// [`Cv`]. [`DEFAULT_CV`] folds where this is not called.
    ///
    /// ```
    /// use mcutune::{Cv, GridSearch, ReadOptions, Space};
    ///
    /// # let place = tempfile::tempdir()?;
    /// # let file = place.path().join("gait.csv");
    /// # let rows = (0..40).map(|i| format!("{},{},{}\n", i % 8, i * i % 11, ["walks", "runs"][i % 2]));
    /// # std::fs::write(&file, "person,x,class\n".to_owned() + &rows.collect::<String>())?;
    /// let gait = ReadOptions::new().groups("person").read(file)?;
    /// assert_eq!((gait.feature_names(), gait.groups().unwrap().names().len()), (vec!["x"], 8));
    /// let space: Space = "hidden_layer_sizes = [[4], [8]]\nmax_iter = 5".parse()?;
    /// // nobody is in a fold that is scored and among those who train for it
    /// let found = GridSearch::new(space).cv(Cv::Group(4)).fit(&gait)?;
    /// assert_eq!(found.results().folds(), 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn cv(mut self, cv: impl Into<Cv>) -> Self {
        self.options.cv = match cv.into() {
            Cv::Shuffled(folds) => {
                self.options.shuffle = true;
                Cv::Folds(folds)
            }
            cv => cv,
        };
        self
    }

    /// Whether the seed shuffles rows before they are split into folds, as scikit-learn's splitters do
    /// with `shuffle=True`. Where this is not called, a grid or random search leaves them in the order of
    /// the file, as scikit-learn does, and one by a Gaussian process shuffles them. Folds of a kind that [`Cv`] names
    /// are as it says: it is for a number of folds alone.
    pub fn shuffle(mut self, shuffle: bool) -> Self {
        self.options.shuffle = shuffle;
        self
    }

    /// Which candidates are dropped before their last fold. The default is
    /// [`Race::None`] for a grid or random search, whose table is scikit-learn's, and [`Race::Exact`] for a
    /// search by a Gaussian process.
    ///
    /// With [`Search::objectives`] beside the score, [`Race::Exact`] is a race for the front: a candidate is dropped
    /// when one that is done beats it in all objectives, even if each fold that is left scored the most that the score
    /// allows. Of the same candidates the front is then that of [`Race::None`], and so is the winner by any rule.
    pub fn race(mut self, race: Race) -> Self {
        self.options.race = race;
        self
    }

    /// How many of the best trials are fitted again, on folds that another seed shuffles: the one with the best
    /// mean of both scores wins, and the tables have both. Where this is not called, [`DEFAULT_CONFIRM`] of a
    /// search by a Gaussian process that has 20 candidates or more, and none of a grid or random search, whose winner
    /// is scikit-learn's. Rows are shuffled for it; see [`Search::shuffle`].
    ///
    /// Of candidates that race, those that were not dropped are confirmed, which may be fewer: with the others the
    /// mean of both scores might have been better. Of a search for a front ([`Search::objectives`]) those of it that the
    /// rule would choose one after another; the front stays that of the search's scores.
    ///
    /// The best of many scores is too high by what the folds happened to favour; the fresh ones favour nothing.
    pub fn confirm(mut self, trials: u32) -> Self {
        self.options.confirm = Confirm::exactly(trials);
        self
    }

    /// The score to maximise. Accuracy of classes, R² of values where this is not called.
    pub fn scoring(mut self, scoring: Scoring) -> Self {
        self.options.scoring = vec![scoring];
        self
    }

    /// Several scores at once: each trial has all of them, and [`Search::refit`] says which is maximised, chooses the
    /// winner, and is what a race, halving, a Gaussian process, fresh folds and a target score go by. Where that is not
    /// called it is the first, with [`Warning::FirstRefits`].
    ///
    /// ```
    /// use mcutune::{Data, GridSearch, Scoring, Space};
    ///
    /// let space: Space = "hidden_layer_sizes = [[4], [8]]\nmax_iter = 20".parse()?;
    /// let search = GridSearch::new(space).cv(3).scorings([Scoring::Accuracy, Scoring::F1Macro]);
    /// let found = search.refit(Scoring::F1Macro).fit(&Data::read("data/iris.csv")?)?;
    /// let (results, winner) = (found.results(), found.best_trial());
    /// assert_eq!((results.scoring(), results.scorings()), ("f1_macro", vec!["accuracy", "f1_macro"]));
    /// assert_eq!(winner.test_scores(1), winner.split_test_scores());
    /// assert_eq!(winner.test_scores(0).len(), 3); // accuracy, by fold
    /// # Ok::<(), mcutune::Error>(())
    /// ```
    pub fn scorings(mut self, scorings: impl IntoIterator<Item = Scoring>) -> Self {
        self.options.scoring = scorings.into_iter().collect();
        self
    }

    /// Which of several [`Search::scorings`] is maximised; one that is none of them is [`Error::Refit`].
    pub fn refit(mut self, scoring: Scoring) -> Self {
        self.options.refit = Some(scoring);
        self
    }

    /// Also scores each fit on the rows that trained it, as scikit-learn's `return_train_score`. It chooses nothing.
    pub fn train_score(mut self) -> Self {
        self.options.train_score = true;
        self
    }

    /// What stands for the scores of a fit that failed, as scikit-learn's `error_score`: [`ErrorScore::Nan`] where this
    /// is not called. Scores that the rows of a fold do not define are none either way.
    pub fn error_score(mut self, score: ErrorScore) -> Self {
        self.options.error_score = score;
        self
    }

    /// The positive class of a score that has one, such as [`Scoring::F1`]. The default is `1`, as in
    /// scikit-learn; where no class has that name, the search returns an error.
    pub fn pos_label(mut self, class: impl Into<String>) -> Self {
        self.options.pos_label = Some(class.into());
        self
    }

    /// Rows count in scores as [`ReadOptions::weights`](crate::ReadOptions::weights) says that they do in fits, as
    /// scikit-learn's metrics with `sample_weight`. A fold whose rows that are scored have the weight 0 together fails.
    /// Scores that have no weights there are [`Error::NoWeightsIn`]; data without weights are [`Error::NoWeights`].
    pub fn weighted_scores(mut self) -> Self {
        self.options.weighted_scores = true;
        self
    }

    /// How features are scaled; fitted on each fold's training rows. To mean 0 and deviation 1 where
    /// this is not called; where the space has a `scaler`, that is how, and a call is [`Error::ScalerTwice`].
    pub fn scaling(mut self, scaling: Scaling) -> Self {
        self.options.scaling = Some(scaling);
        self
    }

    /// How the values of a regression are scaled for each fit, fitted on its training rows, which
    /// scikit-learn calls a `TransformedTargetRegressor`: the network's last layer undoes it, so that
    /// predictions, scores and exports are in their own units. Standardised where this is not called,
    /// and as they are under [`Rng::Numpy`]; classes are never scaled.
    pub fn target_scaling(mut self, scaling: Scaling) -> Self {
        self.options.target_scaling = Some(scaling);
        self
    }

    /// What the answers of a regression are held to, in every score, the model and its exports: nothing where this is
    /// not called. The range of [`ClipOutput::Train`] is that of each fold's training rows, and of all rows in the model.
    pub fn clip_output(mut self, clip: ClipOutput) -> Self {
        self.options.clip_output = clip;
        self
    }

    /// Seeds the split, the strategy and every fit, as scikit-learn's `random_state`. 0 where this is
    /// not called.
    pub fn seed(mut self, seed: u32) -> Self {
        self.options.seed = seed;
        self
    }

    /// The generator behind every draw. [`Rng::Xoshiro`], a microcontroller's, where this is not
    /// called.
    pub fn rng(mut self, rng: Rng) -> Self {
        self.options.rng = rng;
        self
    }

    /// How many threads fit; 0, the default, is one per core. It changes no result.
    pub fn jobs(mut self, threads: usize) -> Self {
        self.options.jobs = NonZeroUsize::new(threads);
        self
    }

    /// The microcontroller that the winner is for: what candidates need of it stands in the tables. A
    /// Cortex-M4F, and not in the tables, where this is not called.
    pub fn mcu(mut self, mcu: Mcu) -> Self {
        self.options.mcu = Some(mcu);
        self
    }

    /// The microcontroller that the winner is for, and what a candidate may need of it: one that
    /// takes more is not trained.
    pub fn limit(mut self, mcu: Mcu, limits: Limits) -> Self {
        self.options.mcu = Some(mcu);
        self.options.limits = limits;
        self
    }

    /// Scores each fold's network in int8 too, calibrated on the rows that trained it; what
    /// candidates need of the microcontroller is then that of their int8 form.
    pub fn quantize(mut self) -> Self {
        self.options.quantize = true;
        self
    }

    /// The rule by which a trial wins. [`Select::Best`] where this is not called.
    pub fn select(mut self, rule: Select) -> Self {
        self.options.selection.rule = rule;
        self
    }

    /// Whose scores rank the trials and choose the winner; [`Dtype::Int8`] needs
    /// [`Search::quantize`].
    pub fn select_by(mut self, dtype: Dtype) -> Self {
        self.options.selection.by = dtype;
        self
    }

    /// What is optimised beside the score, each as little as may be: a search then looks for the front of trials that
    /// no other beats in the score and all of these, and the winner is one of the front. A Gaussian process proposes
    /// what it expects to add most to the front; a grid's or random candidates are the same with it. Not of halving,
    /// neither as a strategy nor as a race. With several the first is the cost of the rules that weigh score and cost.
    ///
    /// ```
    /// use mcutune::{Data, GpSearch, Quantity, Select, Space};
    ///
    /// let space: Space = "hidden_layer_sizes = { low = 2, high = 33, log = true }\nmax_iter = 8".parse()?;
    /// let search = GpSearch::new(space, 20).objectives([Quantity::Flash]).select(Select::Knee);
    /// let found = search.cv(3).fit(&Data::read("data/iris.csv")?)?;
    /// let front = found.results().front();
    /// assert!(front.contains(&found.best_trial().number()));
    /// # Ok::<(), mcutune::Error>(())
    /// ```
    pub fn objectives(mut self, costs: impl IntoIterator<Item = Quantity>) -> Self {
        self.options.objectives = Objectives::new(costs);
        self
    }

    /// The share of the rows, at least 0 and less than 1, that is kept out of the search for a last
    /// score of the winner.
    pub fn holdout(mut self, share: f64) -> Self {
        self.options.holdout = share;
        self
    }

    /// The directory of a study: its journal gets each trial as it is done, and a search of the same
    /// data with the same settings goes on from there. At the end it also holds `cv_results.csv`,
    /// `best.json` and `model.json`, and where Optuna's best trial of the journal is not the winner, the study's user
    /// attribute `winner` there has Optuna's number of it, and why it wins.
    pub fn study(mut self, directory: impl Into<PathBuf>) -> Self {
        self.options.study = Some(directory.into());
        self
    }

    /// Has the study keep what each network answers to the rows that test it, in f32 and, of a search that quantises, in
    /// int8: [`Study::rescored`](crate::Study::rescored) ranks the trials by another score of the same fits. In
    /// `predictions.npy`, four bytes a number, at most [`KEPT_BYTES`](crate::KEPT_BYTES) in all; not of candidates that
    /// race or are halved, which depends on the score.
    pub fn keep_predictions(mut self) -> Self {
        self.options.keep_predictions = true;
        self
    }

    /// How long the search may last, the winner's fit included: no fit begins that is not expected to end in
    /// time, by what those before it took, and the candidates that are done are ranked. How many these are depends
    /// on the machine; which they are does not.
    pub fn time(mut self, limit: Duration) -> Self {
        self.options.time = Some(limit);
        self
    }

    /// A mean score that is good enough: the search ends with the first trial that reaches it, or, where candidates
    /// race, with its batch. NaN is never reached, and one above the score's maximum is
    /// [`Error::TargetScore`] before anything is fitted.
    pub fn target_score(mut self, score: f64) -> Self {
        self.options.target_score = Some(score);
        self
    }

    /// A handle that ends the search early, with the candidates that are done.
    pub fn stop(mut self, stop: &Stop) -> Self {
        self.options.stop = stop.clone();
        self
    }

    /// Calls `listener` with each trial that is done, in the order of their numbers, those that the
    /// study had first. On the thread that calls [`Search::fit`].
    pub fn on_trial(self, mut listener: impl FnMut(&Trial) + 'a) -> Self {
        self.on_event(move |event| {
            if let Event::Trial(trial) = event {
                listener(trial);
            }
        })
    }

    /// Calls `listener` with all that happens: warnings, rounds, fits and trials.
    pub fn on_event(mut self, listener: impl FnMut(Event<'_>) + 'a) -> Self {
        self.options.events.listeners.push(Box::new(listener));
        self
    }

    /// Searches: every candidate on every fold of `data`, then the winner on all rows.
    ///
    /// # Errors
    /// What of the settings does not suit the data; [`Error::NoneFits`] where all candidates exceed
    /// the limits, [`Error::NoScore`] where all failed, [`Error::Study`] where the study's directory
    /// cannot be used.
    pub fn fit(mut self, data: &Data) -> Result<Found, Error> {
        self.check()?;
        run::run(&mut self.strategy, self.options, data)
    }

    /// Whether the settings suit each other.
    fn check(&mut self) -> Result<(), Error> {
        if self.options.selection.by == Dtype::Int8 && !self.options.quantize {
            return Err(Error::NotQuantized);
        }
        check_number(&self.options.cv)?;
        match self.options.cv {
            Cv::Folds(_) => {}
            ref cv => self.options.shuffle = cv.draws(),
        }
        if self.options.race != Race::None && self.strategy.declares().iteration.is_some() {
            return Err(HalvingError::Race.into());
        }
        self.check_objectives()?;
        if self.options.keep_predictions {
            if self.options.race != Race::None || self.strategy.declares().iteration.is_some() {
                return Err(Error::KeepDropped);
            }
            if self.options.study.is_none() {
                return Err(Error::KeepNowhere);
            }
        }
        if !self.options.shuffle {
            if self.options.confirm.is_asked_for() {
                let trials = self.options.confirm.trials;
                let cv = self.options.cv.clone();
                return Err(Error::ConfirmInOrder { trials, cv });
            }
            self.options.confirm = Confirm::NONE;
        }
        let chosen = self
            .options
            .scaling
            .filter(|_| self.options.space.names(Name::Scaler));
        if let Some(scaling) = chosen {
            return Err(Error::ScalerTwice(scaling));
        }
        let deepest = self.options.space.deepest();
        if !self.options.limits.is_empty() && deepest > DEEPEST {
            return Err(Error::TooDeepForLimits(deepest));
        }
        if !self.options.selection.rule.is_valid() {
            return Err(Error::Tolerance(self.options.selection.rule));
        }
        if !(0.0..1.0).contains(&self.options.holdout) {
            return Err(Error::HoldoutShare(self.options.holdout));
        }
        Ok(())
    }

    /// Whether there is a front to search, where one is asked for.
    fn check_objectives(&self) -> Result<(), ObjectivesError> {
        let Options {
            objectives,
            race,
            selection,
            ..
        } = &self.options;
        if let Some(twice) = objectives.twice() {
            return Err(ObjectivesError::Twice(twice));
        }
        match objectives.is_score_alone() {
            false if self.strategy.declares().iteration.is_some() => Err(ObjectivesError::Halving),
            false if *race == Race::Halving => Err(ObjectivesError::HalvingRace),
            true if *race != Race::None && selection.rule == Select::Knee => Err(ObjectivesError::RacedKnee),
            _ => Ok(()),
        }
    }
}

/// How the target is scaled for a fit: as `asked`, and otherwise standardised; but not where the fit
/// is to be that of scikit-learn's `MLPRegressor`, draw for draw, nor where its loss may be `poisson`, which is of
/// values in their own units. Classes are not scaled.
pub(crate) fn target_scaling(asked: Option<Scaling>, rng: Rng, data: &Data, poisson: bool) -> Scaling {
    match (data.target(), asked, rng) {
        (Some(TargetColumn::Classes { .. } | TargetColumn::Labels { .. }) | None, _, _) => Scaling::None,
        (Some(TargetColumn::Values(_) | TargetColumn::Outputs { .. }), None, _) if poisson => Scaling::None,
        (Some(TargetColumn::Values(_) | TargetColumn::Outputs { .. }), Some(scaling), _) => scaling,
        (Some(TargetColumn::Values(_) | TargetColumn::Outputs { .. }), None, Rng::Xoshiro) => {
            Scaling::Standard
        }
        (Some(TargetColumn::Values(_) | TargetColumn::Outputs { .. }), None, Rng::Numpy) => Scaling::None,
    }
}

impl Options<'_> {
    /// Of a search of which nothing but its space is said.
    pub(crate) fn new(space: Space) -> Self {
        Self {
            space,
            cv: Cv::Folds(DEFAULT_CV.into()),
            shuffle: false,
            race: Race::None,
            confirm: Confirm::NONE,
            scoring: Vec::new(),
            refit: None,
            train_score: false,
            error_score: ErrorScore::Nan,
            pos_label: None,
            weighted_scores: false,
            scaling: None,
            target_scaling: None,
            clip_output: ClipOutput::None,
            seed: 0,
            rng: Rng::Xoshiro,
            jobs: None,
            mcu: None,
            limits: Limits::new(),
            quantize: false,
            selection: Selection::default(),
            objectives: Objectives::default(),
            holdout: 0.0,
            study: None,
            keep_predictions: false,
            time: None,
            target_score: None,
            stop: Stop::new(),
            command: Vec::new(),
            events: Events::default(),
        }
    }

    /// How features are scaled where no candidate chooses it.
    pub fn scaling(&self) -> Scaling {
        self.scaling.unwrap_or_default()
    }

    /// How many threads.
    fn jobs(&self) -> usize {
        let cores = || thread::available_parallelism().map_or(1, usize::from);
        self.jobs.map_or_else(cores, usize::from)
    }

    /// How many folds there are, of the rows that are not held out.
    pub fn folds(&self, data: &Data) -> usize {
        let folds = self.cv.folds(data);
        let held_out = match self.cv {
            Cv::LeaveOneOut if self.holdout > 0.0 => held_out(folds, self.holdout).unwrap_or_default(),
            _ => 0,
        };
        folds - held_out
    }

    /// What the winner is for.
    pub fn device(&self) -> Device {
        Device::new(self.mcu, self.quantize, self.limits.clone())
    }
}
