//! The flags resolved: checked against each other before a row is read, and in the types that the
//! library takes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use mcutune::core::cost::Mcu;
use mcutune::core::data::Target;
use mcutune::core::params::{ClassWeight, Name, Value, Word};
use mcutune::core::scaler::Scaling;
use mcutune::core::score::Scoring;
use mcutune::{
    ClipOutput, Cv, DEFAULT_CV, Data, Dtype, ErrorScore, Limits, MOST_CANDIDATES, Missing, Objectives, Race,
    ReadOptions, RecordingOptions, Recordings, Rng, Search, Select, Shard, Smoothing, Space, Stop,
    TargetColumn, Task, Windowing, text,
};

use crate::cli::command_error::CommandError;
use crate::cli::flags::{self as cli, StrategyName};
use crate::cli::{stdin, unsharded};

/// How candidates are chosen, and how many.
#[derive(Clone, Copy, Debug)]
pub enum Chosen {
    /// All.
    Grid,
    /// This many at random.
    Random(u32),
    /// By halving, this many at random where that was asked for.
    Halving(Option<u32>, cli::HalvingFlags),
    /// This many by a Gaussian process, in batches of so many where that was asked for.
    Gp(u32, Option<u32>),
    /// All if they are few, else this many by a Gaussian process.
    Auto(u32, Option<u32>),
}

impl Chosen {
    fn resolve(flags: &cli::SearchFlags) -> Result<Self, CommandError> {
        let trials = |default: u32| match (flags.trials, flags.time) {
            (Some(trials), _) => trials,
            (None, Some(_)) => MOST_CANDIDATES as u32,
            (None, None) => default,
        };
        let adaptive = || (trials(cli::TRIALS_OF_GP), flags.batch);
        if flags.strategy != StrategyName::Halving
            && let Some(flag) = flags.halving.given()
        {
            return Err(format!("{flag} is for --strategy halving").into());
        }
        match flags.strategy {
            StrategyName::Grid if flags.trials.is_some() => {
                Err("--trials is for --strategy random, halving, gp or auto; a grid is searched whole".into())
            }
            StrategyName::Grid | StrategyName::Random | StrategyName::Halving if flags.batch.is_some() => {
                Err("--batch is for --strategy gp or auto".into())
            }
            StrategyName::Grid => Ok(Chosen::Grid),
            StrategyName::Random if is_endless_race(flags) => Err(format!(
                "--time with --race {}: candidates at random race in one batch, of which nothing is kept before it is \
                 whole: give --trials N, or --strategy gp, whose batches are small",
                flags.race.unwrap_or_default().name()
            )
            .into()),
            StrategyName::Random => Ok(Chosen::Random(trials(cli::TRIALS))),
            StrategyName::Halving => Ok(Chosen::Halving(flags.trials, flags.halving)),
            StrategyName::Gp => {
                let (trials, batch) = adaptive();
                Ok(Chosen::Gp(trials, batch))
            }
            StrategyName::Auto => {
                let (trials, batch) = adaptive();
                Ok(Chosen::Auto(trials, batch))
            }
        }
    }
}

/// Whether as many candidates at random as there is time for would race in one batch.
fn is_endless_race(flags: &cli::SearchFlags) -> bool {
    flags.time.is_some() && flags.trials.is_none() && flags.race.is_some_and(|race| race != Race::None)
}

/// What `search` is to do.
#[derive(Clone, Debug)]
pub struct SearchConfig {
    /// The data files.
    pub data: Vec<PathBuf>,
    /// How it is read.
    pub options: ReadOptions,
    /// What kind of target was asked for.
    pub task: Task,
    /// How features are scaled; none where the flag is absent: as the space says, or standardised.
    pub scaling: Option<Scaling>,
    /// How the values of a regression are scaled for a fit; none leaves it to the generator.
    pub target_scaling: Option<Scaling>,
    /// What answers are held to; none where the flag is absent: nothing.
    pub clip_output: Option<ClipOutput>,
    /// Seed of all random draws.
    pub seed: u32,
    /// Generator of all random draws.
    pub rng: Rng,
    /// The values to search.
    pub space: Space,
    /// How candidates are chosen.
    pub strategy: Chosen,
    /// How long the search may last.
    pub time: Option<Duration>,
    /// The mean score that is good enough.
    pub target_score: Option<f64>,
    /// How recordings are read and windows cut from them; none where the data are rows.
    pub windows: Option<(Windowing, RecordingOptions)>,
    /// Folds.
    pub cv: Cv,
    /// Whether they were asked for.
    pub cv_is_given: bool,
    /// Whether candidates race; none leaves it to the strategy.
    pub race: Option<Race>,
    /// How many of the best are confirmed on fresh folds; none leaves it to the strategy.
    pub confirm: Option<u32>,
    /// What is scored; none leaves it to the target.
    pub scoring: Vec<Scoring>,
    /// Which of these is maximised; none is the first.
    pub refit: Option<Scoring>,
    /// Whether the rows that train are scored too.
    pub train_score: bool,
    /// Whether rows count in scores as they do in fits.
    pub weighted_scores: bool,
    /// What stands for the scores of a fit that failed.
    pub error_score: ErrorScore,
    /// The class that it is of.
    pub pos_label: Option<String>,
    /// Share of the rows kept out.
    pub holdout: f64,
    /// Which trial wins.
    pub select: Select,
    /// Whose scores count.
    pub select_by: Dtype,
    /// Whether each fold's network is scored in int8 too.
    pub quantize: bool,
    /// What is optimised; none is the score alone.
    pub objectives: Option<Objectives>,
    /// The microcontroller that was named, and what a candidate may need of it.
    pub device: Option<(Mcu, Limits)>,
    /// Whether the study keeps answers for other scores.
    pub keep_predictions: bool,
    /// Threads; 0 for one a core.
    pub jobs: usize,
    /// Which part of the candidates is fitted; none is all, with a winner.
    pub shard: Option<Shard>,
    /// The study's directory.
    pub directory: PathBuf,
    /// Its name.
    pub name: String,
    /// Where score against cost is drawn.
    pub plot: Option<PathBuf>,
    /// How many trials the table shows; none leaves it to what is optimised.
    pub top: Option<usize>,
    /// Whether the winner is fitted on folds that tear recordings apart, too.
    pub leakage: bool,
    /// How answers of windows are smoothed.
    pub smooth: Option<Smoothing>,
    /// One JSON object on stdout.
    pub json: bool,
    /// No progress on stderr.
    pub quiet: bool,
}

impl SearchConfig {
    /// Checks the flags and reads the space file.
    pub fn resolve(flags: &cli::SearchFlags) -> Result<Self, CommandError> {
        let strategy = Chosen::resolve(flags)?;
        if !(0.0..1.0).contains(&flags.holdout) {
            let got = flags.holdout;
            return Err(format!("--holdout {got} is not a share of the rows: 0 or more, less than 1").into());
        }
        if flags.select_by == Dtype::Int8 && flags.quantize.is_none() {
            return Err("--select-by int8 ranks by the scores of --quantize int8: give both".into());
        }
        let name = match (flags.data.as_slice(), &flags.out) {
            ([one], Some(_)) if stdin::is_stdin(one) => "stdin".to_owned(),
            ([one], None) if stdin::is_stdin(one) => {
                return Err("data from stdin need --out DIR for the study".into());
            }
            ([one], _) => stem(one),
            (_, Some(out)) => stem(out),
            (_, None) => return Err("several data files need --out DIR for the study".into()),
        };
        let default = || PathBuf::from(format!("{name}.study"));
        let space = space_of(flags)?;
        if windows_flags(flags) && flags.windows.window.is_none() && space.first_window().is_none() {
            return Err("--leakage and --smooth are of windows of recordings: give --window LENGTH".into());
        }
        let windows = match flags.windows.windowing(Some(&space))? {
            Some(windowing) => {
                check_recordings(flags)?;
                Some((windowing, flags.windows.recordings.options(&flags.file)?))
            }
            None => None,
        };
        let options = match windows {
            Some(_) => flags.file.options(None, flags.fit.task),
            None => with_groups(flags)?,
        };
        Ok(Self {
            data: flags.data.clone(),
            options: match space.names(Name::Missing) {
                // whichever a candidate chooses
                true => options.missing(Missing::Mean),
                false => options,
            },
            task: flags.fit.task,
            scaling: flags.fit.scale,
            target_scaling: flags.fit.scale_target,
            clip_output: flags.fit.clip_output,
            seed: flags.fit.seed,
            rng: flags.fit.rng,
            space,
            strategy,
            time: flags.time,
            target_score: flags.target_score,
            windows,
            cv: flags.cv.clone().unwrap_or(DEFAULT_FOLDS),
            cv_is_given: flags.cv.is_some(),
            race: flags.race,
            confirm: flags.confirm,
            scoring: match &flags.scoring {
                None => Vec::new(),
                Some(names) => names
                    .split(',')
                    .map(|name| scoring_of(name.trim()))
                    .collect::<Result<_, _>>()?,
            },
            refit: flags.refit.as_deref().map(refit_of).transpose()?,
            train_score: flags.train_score,
            weighted_scores: flags.weighted_scores,
            error_score: flags.error_score,
            pos_label: flags.pos_label.clone(),
            holdout: flags.holdout,
            select: flags.select,
            select_by: flags.select_by,
            quantize: flags.quantize.is_some(),
            objectives: flags.objectives.clone(),
            device: device_of(flags.mcu, flags.limit.as_ref())?,
            keep_predictions: flags.keep_predictions,
            jobs: flags.jobs.map_or(0, usize::from),
            shard: unsharded::resolve(flags)?,
            directory: flags.out.clone().unwrap_or_else(default),
            name,
            plot: flags.shown.plot.clone(),
            top: flags.shown.top,
            leakage: flags.leakage,
            smooth: flags.smooth,
            json: flags.json,
            quiet: flags.quiet,
        })
    }

    /// The score that is maximised, of those that are asked for and of a target's own.
    pub fn maximised(&self, target: &Target<'_>) -> Scoring {
        let asked = self.refit.or(self.scoring.first().copied());
        asked.unwrap_or(Scoring::default_for(target))
    }

    /// The data, if there is anything to learn in them. Windows are split by recording where nobody says how.
    pub fn load(&mut self) -> Result<Data, CommandError> {
        let data = match &self.windows {
            Some((windowing, options)) => Recordings::read(&self.data, options)?.windows(windowing)?,
            None => stdin::Inputs::take(&self.data)?.read(&self.options)?,
        };
        data.trainable_target()?;
        if self.windows.is_some() && !self.cv_is_given {
            self.cv = by_recording(&data)?;
        }
        Ok(data)
    }

    /// A search with these settings.
    pub fn apply<'a, S: mcutune::Strategy>(&self, search: Search<'a, S>, stop: &Stop) -> Search<'a, S> {
        let mut search = search
            .cv(self.cv.clone())
            .seed(self.seed)
            .rng(self.rng)
            .jobs(self.jobs)
            .select(self.select)
            .select_by(self.select_by)
            .holdout(self.holdout)
            .error_score(self.error_score)
            .study(&self.directory)
            .stop(stop);
        if let Some(scaling) = self.scaling {
            search = search.scaling(scaling);
        }
        if let Some(time) = self.time {
            search = search.time(time);
        }
        if let Some(score) = self.target_score {
            search = search.target_score(score);
        }
        if let Some(race) = self.race {
            search = search.race(race);
        }
        if let Some(trials) = self.confirm {
            search = search.confirm(trials);
        }
        if let Some(scaling) = self.target_scaling {
            search = search.target_scaling(scaling);
        }
        if let Some(clip) = self.clip_output {
            search = search.clip_output(clip);
        }
        if !self.scoring.is_empty() {
            search = search.scorings(self.scoring.iter().copied());
        }
        if let Some(scoring) = self.refit {
            search = search.refit(scoring);
        }
        if self.train_score {
            search = search.train_score();
        }
        if self.weighted_scores {
            search = search.weighted_scores();
        }
        if let Some(class) = &self.pos_label {
            search = search.pos_label(class);
        }
        if let Some((mcu, limits)) = &self.device {
            search = search.limit(*mcu, limits.clone());
        }
        if self.quantize {
            search = search.quantize();
        }
        if self.keep_predictions {
            search = search.keep_predictions();
        }
        if let Some(objectives) = &self.objectives {
            search = search.objectives(objectives.costs().iter().copied());
        }
        search
    }
}

/// Folds where nobody says how many.
const DEFAULT_FOLDS: Cv = Cv::Folds(DEFAULT_CV as usize);

/// As many folds as there are where nobody says how many, or as many as the class with the fewest recordings has: a
/// recording is scored by fits that have not seen it, and each fold has some of each class.
fn by_recording(data: &Data) -> Result<Cv, CommandError> {
    let (Some(groups), Some(TargetColumn::Classes { labels, names })) = (data.groups(), data.target()) else {
        return Ok(DEFAULT_FOLDS);
    };
    let mut of_class = vec![BTreeSet::new(); names.len()];
    for (&label, &group) in labels.iter().zip(groups.of_rows()) {
        of_class[usize::from(label)].insert(group);
    }
    let fewest = of_class
        .iter()
        .map(BTreeSet::len)
        .enumerate()
        .min_by_key(|(_, count)| *count);
    match fewest {
        Some((class, 0 | 1)) => Err(format!(
            "the class `{}` has windows of one recording alone, which cannot both train and be scored: give another recording \
             of it, or leave it out",
            names[class]
        )
        .into()),
        Some((_, count)) => Ok(Cv::StratifiedGroup(count.min(usize::from(DEFAULT_CV)))),
        None => Ok(DEFAULT_FOLDS),
    }
}

/// Whether a flag of windows' scores was given.
fn windows_flags(flags: &cli::SearchFlags) -> bool {
    flags.leakage || flags.smooth.is_some()
}

/// Whether a flag of rows was given, which recordings do not take.
fn check_recordings(flags: &cli::SearchFlags) -> Result<(), CommandError> {
    if flags.fit.task == Task::Regress {
        return Err(
            "--task regress is of rows: the labels of recordings are classes, so leave it out, or write rows with `mcutune windows` \
             and add a column of numbers to predict"
                .into(),
        );
    }
    if let Some(cv) = flags.cv.as_ref().filter(|cv| !cv.is_grouped()) {
        return Err(format!(
            "--cv {cv}: its folds do not keep recordings whole, and windows of one are alike: give --cv stratified-group:N or \
             group:N; --leakage says what shuffled folds promise too much"
        )
        .into());
    }
    if flags.confirm.is_some_and(|best| best > 0) {
        return Err(
            "--confirm is of rows: it shuffles them into fresh folds, and recordings are kept whole: leave it out".into(),
        );
    }
    let others = [
        (!flags.fit.target.is_empty(), "--target"),
        (flags.fit.weights.is_some(), "--weights"),
        (flags.groups.is_some(), "--groups"),
    ];
    match others.iter().find(|(given, _)| *given) {
        Some((_, flag)) => Err(format!(
            "{flag} is of rows: with --window the labels of recordings are learnt, and windows of a recording are a group"
        )
        .into()),
        None => Ok(()),
    }
}

/// How the data are read, with the column that says which rows belong together where the folds take one.
fn with_groups(flags: &cli::SearchFlags) -> Result<ReadOptions, CommandError> {
    let options = flags.file.options_for(&flags.fit.target, flags.fit.task);
    let options = flags.fit.weigh(options)?;
    let cv = &flags.cv.clone().unwrap_or(DEFAULT_FOLDS);
    match (cv, &flags.groups) {
        (Cv::Column(_), Some(column)) => Err(format!(
            "--groups {column} is for --cv group:N, and --cv {cv} takes its folds as they are: leave one of them out"
        )
        .into()),
        (Cv::Column(column), None) => Ok(options.groups(column)),
        (cv, None) if cv.is_grouped() => Err(format!(
            "--cv {cv} keeps rows that belong together in one fold: name the column that says which do with --groups COLUMN"
        )
        .into()),
        (cv, Some(column)) if !cv.is_grouped() => Err(format!(
            "--groups {column}: folds of --cv {cv} do not keep groups together: give --cv group:N, or leave the column out \
             with --drop"
        )
        .into()),
        (_, Some(column)) => Ok(options.groups(column)),
        (_, None) => Ok(options),
    }
}

/// Limits are of a microcontroller, for the same network takes more of one than of another.
fn device_of(mcu: Option<Mcu>, limits: Option<&Limits>) -> Result<Option<(Mcu, Limits)>, CommandError> {
    match (mcu, limits) {
        (None, None) => Ok(None),
        (Some(mcu), limits) => Ok(Some((mcu, limits.cloned().unwrap_or_default()))),
        (None, Some(limits)) => Err(format!(
            "--limit {limits}: what a network takes differs between microcontrollers; name yours with --mcu, one of {}",
            Mcu::ALL.map(Mcu::name).join(", ")
        )
        .into()),
    }
}

fn space_of(flags: &cli::SearchFlags) -> Result<Space, CommandError> {
    let space = read_space(flags)?;
    let twice = || "--class-weight and class_weight in --space are the same: leave one out";
    if !flags.fit.class_weight.is_empty() && space.names(Name::ClassWeight) {
        return Err(twice().into());
    }
    let same = |flag: &str, name: Name| {
        let name = name.as_str();
        Err(format!("{flag} and {name} in --space are the same: leave one out").into())
    };
    if let Some(scaling) = flags.fit.scale.filter(|_| space.names(Name::Scaler)) {
        return same(&format!("--scale {}", scaling.name()), Name::Scaler);
    }
    if let Some(missing) = flags.file.missing.filter(|_| space.names(Name::Missing)) {
        return same(&format!("--missing {missing}"), Name::Missing);
    }
    if !flags.fit.is_balanced() {
        return Ok(space);
    }
    let balanced = Value::Word(Word::ClassWeight(ClassWeight::Balanced));
    let space = space.with_constant(Name::ClassWeight, balanced);
    space.ok_or_else(|| twice().into())
}

fn read_space(flags: &cli::SearchFlags) -> Result<Space, CommandError> {
    let Some(path) = &flags.space else {
        return Ok(Space::default());
    };
    let space = match stdin::is_stdin(path) {
        true => stdin::text("the space", &flags.data)?.parse(),
        false => Space::read(path),
    };
    space.map_err(|e| format!("--space {}: {e}", path.display()).into())
}

/// A score by scikit-learn's name.
pub fn scoring_of(name: &str) -> Result<Scoring, CommandError> {
    Scoring::from_name(name).ok_or_else(|| unsuitable(name, |_| true))
}

fn refit_of(name: &str) -> Result<Scoring, CommandError> {
    Scoring::from_name(name)
        .ok_or_else(|| format!("--refit {name} is no score: name one of --scoring").into())
}

/// That `--scoring` is not one of those that `suit`.
pub fn unsuitable(name: &str, suit: impl Fn(Scoring) -> bool) -> CommandError {
    let good: Vec<_> = Scoring::ALL
        .into_iter()
        .filter(|&s| suit(s))
        .map(Scoring::name)
        .collect();
    let why = if Scoring::from_name(name).is_some() {
        "does not suit this target"
    } else {
        "is no score"
    };
    format!("--scoring {name} {why}: use one of {}", good.join(", ")).into()
}

/// A file's name without directory and extensions.
fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    text::stem(&name).to_owned()
}
