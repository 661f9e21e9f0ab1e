//! A search from data to winner.

use std::path::Path;

use mcutune_core::data::ClipOutput;
use mcutune_core::params::{ClassWeight, Loss, Word};
use mcutune_core::score::Scoring;

use super::Options;
use super::clock::Clock;
use super::confirm::{self, Again, Confirmed};
use super::cv_error::CvError;
use super::error::Error;
use super::event::{Event, Events, Warning};
use super::finish::Finish;
use super::folds::{AllViews, FoldMaker};
use super::found::Found;
use super::kinds::{check_cv, check_rows};
use super::plan::Planner;
use super::prepared::{Cut, Whole};
use super::refit::Refit;
use super::results::Results;
use super::rounds::{Searched, Setting};
use super::scorers::Scorers;
use super::shard::{FoundShard, NotSharded, Part};
use super::split::Split;
use super::strategy::{Declared, Growth, Race, Racing, Resource, SoFar, Strategy};
use super::target_scaling;
use super::trial::Trial;
use crate::cv::Cv;
use crate::data::prepare::{Preparation, check_kinds};
use crate::data::{Data, Missing};
use crate::limits::Quantity;
use crate::shard::Shard;
use crate::study::{self, Confirmation, Header, Journal, Settings};

/// See [`Search::fit`](super::Search::fit).
pub(super) fn run(
    strategy: &mut dyn Strategy,
    mut options: Options<'_>,
    data: &Data,
) -> Result<Found, Error> {
    let folds = options.folds(data);
    let confirmed = f64::from(options.confirm.trials) * folds as f64 / options.jobs() as f64;
    let clock = Clock::new(options.time, folds, confirmed);
    let mut events = std::mem::take(&mut options.events);
    Course::with(&options, data, |course| {
        let reach = course.scorers.reach();
        let mut racing;
        let strategy: &mut dyn Strategy = match options.race {
            Race::None => strategy,
            race @ (Race::Exact | Race::Halving) => {
                racing = Racing::new(strategy, (race, reach), options.selection, &options.objectives);
                &mut racing
            }
        };
        let declared = strategy.declares();
        let mut searched = course.search(strategy, &clock, &mut events)?;
        let trials = std::mem::take(&mut searched.trials);
        let mut results = Results::new(
            trials,
            course.scorers.measured(),
            options.selection,
            (course.planner.device.clone(), options.objectives.clone()),
            declared.iteration,
        );
        for quantity in results.equal_costs() {
            events.warn(Warning::EqualCosts { quantity });
        }
        course.confirm(&mut results, &mut searched, &clock, &mut events)?;
        note_winner(&results, &mut searched, &mut events)?;
        if let Some(early) = cut_short(&results, strategy.most_resources()) {
            events.warn(early);
        }
        events.send(Event::Searched);
        let done = (searched.complete, searched.to_come);
        let mut found = course
            .finish(&declared, data.name())
            .run(results, &searched.params, done, events)?;
        found.epochs_saved = searched.epochs_saved;
        found.whole_batches = searched.whole_batches;
        found.left_out = searched.left_out;
        Ok(found)
    })
}

/// See [`Search::fit_shard`](super::Search::fit_shard).
pub(super) fn run_shard(
    strategy: &mut dyn Strategy,
    shard: Shard,
    mut options: Options<'_>,
    data: &Data,
) -> Result<FoundShard, Error> {
    let clock = Clock::new(None, options.folds(data), 0.0);
    let mut events = std::mem::take(&mut options.events);
    let Some(directory) = options.study.take() else {
        return Err(NotSharded::NoStudy.into());
    };
    options.study = Some(shard.directory(&directory));
    Course::with(&options, data, |course| {
        let how = (course.scorers, course.how.target_scaling);
        let settings = study::settings(&options, &*strategy, data, how);
        study::check_place(&directory, shard, &settings)?;
        let so_far = (
            &SoFar::new(
                course.options,
                (&course.split.search, course.folds),
                &course.planner,
                &[],
            ),
            options.quantize,
        );
        let mut part = Part::new(strategy, shard, so_far, &directory)?;
        let searched = course.search_in(Some(&directory), &mut part, &clock, &mut events);
        let searched = searched.map_err(|error| part.numbered(error))?;
        events.send(Event::Searched);
        Ok(part.found(&searched, events.warnings))
    })
}

/// What a search and its confirmation have in common.
pub(super) struct Course<'a> {
    pub options: &'a Options<'a>,
    data: &'a Data,
    pub split: &'a Split,
    /// What no candidate chooses of it.
    pub how: &'a Preparation,
    /// How many folds.
    folds: usize,
    /// Fitted to all of the rows, once for each preparation that a candidate may choose.
    wholes: &'a [Whole<'a>],
    pub planner: Planner<'a>,
    pub scorers: &'a Scorers,
}

impl Course<'_> {
    /// Prepares the data and does the rest with them.
    pub fn with<T>(
        options: &Options<'_>,
        data: &Data,
        rest: impl FnOnce(&Course<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let scorers = Scorers::of(options, data)?;
        check_target_score(options.target_score, scorers.refit().scoring)?;
        check_cv(&options.cv, data)?;
        check_rows(&options.cv, options.folds(data))?;
        if options.holdout > 0.0 && options.cv.forbids_holdout() {
            let cv = options.cv.clone();
            return Err(CvError::Holdout { cv }.into());
        }
        check_missing(options, data)?;
        let split = Split::new(data, options.holdout, options.rng, options.seed)?;
        check_held_out(options, data, &split)?;
        let poisson = options.space.may_have(Word::Loss(Loss::Poisson));
        let balanced = options.space.may_have(Word::ClassWeight(ClassWeight::Balanced));
        check_kinds(
            data,
            poisson,
            balanced,
            options.target_scaling,
            options.clip_output,
        )?;
        let target_scaling = target_scaling(options.target_scaling, options.rng, data, poisson);
        let scaling = options.scaling();
        let how = Preparation {
            clip_output: options.clip_output,
            weighted_scores: options.weighted_scores,
            ..Preparation::of(data, scaling, target_scaling)
        };
        let choices = options.space.prepared();
        let cuts = Cut::all(data, &split.search, &choices)?;
        let wholes = Whole::all(&cuts, &how, choices)?;
        let (device, first) = (options.device(), wholes.first().ok_or(Error::NoCandidates)?);
        rest(&Course {
            options,
            data,
            split: &split,
            how: &how,
            folds: options.folds(data),
            wholes: &wholes,
            planner: Planner {
                data: first.pipeline.view(&first.matrix)?,
                wholes: &wholes,
                base: *options.space.base(),
                device: &device,
                scaling,
                clips_outputs: options.clip_output != ClipOutput::None,
            },
            scorers: &scorers,
        })
    }

    /// Each preparation that a candidate may choose.
    pub fn wholes(&self) -> &[Whole<'_>] {
        self.wholes
    }

    /// The search, into the study where there is one.
    fn search(
        &self,
        strategy: &mut dyn Strategy,
        clock: &Clock,
        events: &mut Events<'_>,
    ) -> Result<Searched, Error> {
        self.search_in(None, strategy, clock, events)
    }

    /// The same, or the search of a shard of the study in a directory.
    fn search_in(
        &self,
        part: Option<&Path>,
        strategy: &mut dyn Strategy,
        clock: &Clock,
        events: &mut Events<'_>,
    ) -> Result<Searched, Error> {
        let (options, data) = (self.options, self.data);
        let how = (self.scorers, self.how.target_scaling);
        let settings = study::settings(options, &*strategy, data, how);
        let (grows, declared) = (strategy.grows(), strategy.declares());
        let header = (&settings, grows, &declared);
        let open = |events: &mut Events<'_>| {
            open(
                (options, data, part),
                self.scorers.refit().scoring,
                header,
                events,
            )
        };
        let by_seed = options.shuffle.then_some(options.seed);
        if matches!(options.cv, Cv::Folds(_))
            && !options.shuffle
            && let Some(order) = data.row_order()
        {
            let folds = self.folds;
            events.warn(Warning::Ordered { order, folds });
        }
        if data.windowed().is_some() && options.mcu.is_some() {
            let limits = &options.limits;
            let limited = [Quantity::Flash, Quantity::Instructions]
                .iter()
                .any(|quantity| limits.of(*quantity).is_some());
            events.warn(Warning::StageNotCounted { limited });
        }
        if self.scorers.are_several() && options.refit.is_none() {
            let scoring = self.scorers.refit().scoring;
            events.warn(Warning::FirstRefits { scoring });
        }
        let searched = self.run(
            self.scorers.clone(),
            (by_seed, options.target_score, options.keep_predictions),
            clock,
            strategy,
            open,
            events,
        )?;
        events.warn_of_failures(&searched.trials, self.scorers);
        Ok(searched)
    }

    /// What the end of the search works with.
    pub fn finish<'f>(&'f self, declared: &'f Declared, name: String) -> Finish<'f> {
        let options = self.options;
        Finish {
            options,
            name,
            data: self.data,
            wholes: self.wholes,
            refit: Refit {
                split: self.split,
                scorer: self.scorers.refit(),
                rng: options.rng,
                seed: options.seed,
                quantize: options.quantize,
            },
            declared,
        }
    }

    /// The folds of the search, of so many rows or of all, with the rows as they were measured.
    pub fn with_folds<T>(
        &self,
        rows: Option<u32>,
        rest: impl FnOnce(&AllViews<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let folds = self.maker(self.options.shuffle.then_some(self.options.seed));
        let quantize = true;
        let made = FoldMaker { quantize, ..folds }.make(rows)?;
        rest(&made.views()?)
    }

    /// What makes folds, which a seed may shuffle.
    fn maker(&self, shuffle: Option<u32>) -> FoldMaker<'_> {
        FoldMaker {
            options: self.options,
            data: self.data,
            wholes: self.wholes,
            count: self.folds,
            shuffle,
            quantize: self.options.quantize,
        }
    }

    /// All rounds of a strategy, on folds that a seed may shuffle, until a mean score is `enough`.
    fn run(
        &self,
        scorers: Scorers,
        (shuffle, enough, keep): (Option<u32>, Option<f64>, bool),
        clock: &Clock,
        strategy: &mut dyn Strategy,
        open: impl FnOnce(&mut Events<'_>) -> Result<Option<(Journal, Vec<Trial>)>, Error>,
        events: &mut Events<'_>,
    ) -> Result<Searched, Error> {
        let setting = Setting {
            planner: self.planner,
            folds: self.maker(shuffle),
            scorers,
            clock,
            target_score: enough,
            keep,
        };
        setting.run(strategy, open, events)
    }

    /// Fits the best trials on fresh folds, unless the study has that, and chooses the winner by both.
    fn confirm(
        &self,
        results: &mut Results,
        searched: &mut Searched,
        clock: &Clock,
        events: &mut Events<'_>,
    ) -> Result<(), Error> {
        let most = self.options.confirm.of(results.trials().len());
        let numbers = results.to_confirm(most);
        if numbers.is_empty() && !searched.complete {
            return Ok(());
        }
        // one without a winner is an error that says why
        if numbers.is_empty() && most > 0 && results.winner().is_some() {
            events.warn(Warning::NoneToConfirm);
        }
        let there = searched.journal.as_ref().map(|journal| &journal.confirmation);
        let known = there.and_then(|there| there.of(&numbers, results.trials(), self.folds));
        let confirmed = match known {
            Some(known) => Some(known),
            None if numbers.is_empty() => Some(Vec::new()),
            None => self.again((&numbers, searched.sampled), results, clock, events)?,
        };
        let Some(confirmed) = confirmed else {
            events.warn(Warning::NotConfirmed);
            return Ok(());
        };
        if let Some(journal) = &mut searched.journal {
            let confirmation = Confirmation::new(most, &confirmed, results.trials());
            let waiting = &mut |lock: &Path| events.send(Event::Waiting(lock));
            journal.confirm(confirmation, waiting)?;
        }
        results.confirm(confirmed);
        Ok(())
    }

    /// Fits trials again on fresh folds, of as many rows as they had; none where the search is to end before.
    fn again(
        &self,
        (numbers, sampled): (&[usize], bool),
        results: &Results,
        clock: &Clock,
        events: &mut Events<'_>,
    ) -> Result<Option<Vec<Confirmed>>, Error> {
        let choices: Vec<_> = numbers
            .iter()
            .map(|&number| results.trials()[number].choices.clone())
            .collect();
        let work = choices.iter().map(|choices| Ok(self.planner.plan(choices)?.work));
        let work = work.collect::<Result<Vec<_>, Error>>()?;
        let rows = results.iterations().last().map(|&(_, rows)| rows as u32);
        let rows = rows.filter(|_| sampled);
        let share = rows.map_or(1.0, |rows| f64::from(rows) / self.split.search.len() as f64);
        let fits = share * self.folds as f64 / self.options.jobs() as f64;
        if self.options.stop.is_stopped()
            || !clock.has_time_for(work.into_iter().map(|work| work as f64 * fits))
        {
            return Ok(None);
        }
        let mut progress = Events::default();
        progress.listeners.push(Box::new(|event| match event {
            Event::Round { .. } | Event::Fitted(_) => events.send(event),
            _ => {}
        }));
        let again = self.run(
            self.scorers.alone(),
            (Some(confirm::fresh(self.options.seed)), None, false),
            &Clock::new(None, self.folds, 0.0),
            &mut Again { choices, rows },
            |_| Ok(None),
            &mut progress,
        );
        // these are numbered among themselves
        let again = again.map_err(|error| match error {
            Error::FitFailed { trial, fold, why } => Error::FitFailed {
                trial: numbers.get(trial).copied().unwrap_or(trial),
                fold,
                why,
            },
            other => other,
        })?;
        Ok(again.complete.then(|| confirm::of_trials(numbers, &again.trials)))
    }
}

/// An error where the rows held out have no weighted score.
fn check_held_out(options: &Options<'_>, data: &Data, split: &Split) -> Result<(), Error> {
    let Some(weights) = data.weights().filter(|_| options.weighted_scores) else {
        return Ok(());
    };
    let mut held_out = split.held_out.iter();
    let counts_nothing = |&row: &u32| weights.of_rows()[row as usize] == 0.0;
    match !split.held_out.is_empty() && held_out.all(counts_nothing) {
        true => Err(Error::NoWeightHeldOut),
        false => Ok(()),
    }
}

/// What is to be said of a winner that is not of the last iteration.
fn cut_short(results: &Results, of_last: Option<(Resource, u32)>) -> Option<Warning> {
    let (resource, most) = of_last?;
    let (_, given) = results.iterations().last().copied()?;
    let given = u32::try_from(given).ok()?;
    let early = results.best().is_some() && given < most;
    early.then_some(Warning::CutShort {
        resource,
        given,
        most,
    })
}

/// Has the study's journal say which trial wins, where Optuna would take another.
fn note_winner(results: &Results, searched: &mut Searched, events: &mut Events<'_>) -> Result<(), Error> {
    let leaves_model = searched.complete || results.best().is_some();
    if let Some(journal) = searched.journal.as_mut().filter(|_| leaves_model) {
        journal.note_winner(results, &mut |lock| events.send(Event::Waiting(lock)))?;
    }
    Ok(())
}

/// The study's journal and its trials, or those of a shard of the study in a directory; none without a study.
fn open(
    (options, data, part): (&Options<'_>, &Data, Option<&Path>),
    scoring: Scoring,
    (settings, grows, declared): (&Settings, Growth, &Declared),
    events: &mut Events<'_>,
) -> Result<Option<(Journal, Vec<Trial>)>, Error> {
    let Some(directory) = &options.study else {
        return Ok(None);
    };
    let whole = match part {
        Some(whole) => whole,
        None => {
            study::check_merged(directory)?;
            directory
        }
    };
    let header = Header {
        name: study::name(&data.name(), whole),
        scoring: scoring.name(),
        objectives: &options.objectives,
        selection: options.selection,
        settings,
        grows,
        space: part.is_none().then_some(&options.space),
        distributions: study::distributions(&options.space, declared.resource),
        command: part.map_or(&[], |_| &options.command),
    };
    let waiting = &mut |lock: &Path| events.send(Event::Waiting(lock));
    Ok(Some(Journal::open(directory, header, waiting)?))
}

/// An error where what stands in for missing numbers is chosen of some candidates alone, or is for data without them.
fn check_missing(options: &Options<'_>, data: &Data) -> Result<(), Error> {
    let mut chosen = options
        .space
        .prepared()
        .into_iter()
        .map(|one| one.missing.is_some());
    let first = chosen.next().unwrap_or_default();
    match data.options().missing {
        _ if chosen.any(|one| one != first) => Err(Error::MissingInSome),
        missing @ (Missing::Drop | Missing::Constant(_)) if first => Err(Error::MissingTwice(missing)),
        _ => Ok(()),
    }
}

/// An error where no score is as good as the one that is to end the search.
fn check_target_score(score: Option<f64>, scoring: Scoring) -> Result<(), Error> {
    match score.filter(|&score| score > scoring.maximum()) {
        Some(score) => Err(Error::TargetScore { scoring, score }),
        None => Ok(()),
    }
}
