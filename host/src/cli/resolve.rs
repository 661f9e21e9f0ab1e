//! The flags resolved: checked against each other before a row is read, and in the types that the
//! rest works with. What can only be checked against the data is checked here too.

use std::path::{Path, PathBuf};

use mcutune_core::cost::Mcu;
use mcutune_core::data::Target;
use mcutune_core::error::Error;
use mcutune_core::score::Scoring;
use serde_json::json;

use crate::cli::failure::Failure;
use crate::cli::flags::{self as cli, Strategy};
use crate::cli::plot;
use crate::data::prepare::{Preparation, PrepareError};
use crate::data::{Data, ReadOptions, TargetColumn};
use crate::limits::Aim;
use crate::model::{Dtype, Provenance};
use crate::rng::Rng;
use crate::space::Spaces;
use crate::study::Selection;
use crate::study::{self, Fingerprint};

/// What every fit depends on beside its hyperparameters.
#[derive(Clone, Debug)]
pub struct Fitting {
    /// The data file.
    pub data: PathBuf,
    /// How it is read.
    pub options: ReadOptions,
    /// What is done to its features.
    pub how: Preparation,
    /// Behind every draw.
    pub rng: Rng,
    /// Of every draw.
    pub seed: u32,
}

impl Fitting {
    /// From the flags that `search` and `train` share.
    pub fn resolve(data: &Path, file: &cli::DataFlags, fit: &cli::FitFlags) -> Self {
        let options = file.options(fit.target.as_deref(), fit.task);
        Self {
            data: data.to_owned(),
            how: Preparation {
                missing: options.missing,
                categorical: options.categorical,
                scaling: fit.scale,
            },
            options,
            rng: fit.rng,
            seed: fit.seed,
        }
    }

    /// The data, if there is anything to learn in them.
    pub fn load(&self) -> Result<Data, Failure> {
        let data = self.options.read(&self.data)?;
        data.trainable_target()?;
        Ok(data)
    }

    /// The data file's name without its directory.
    pub fn data_name(&self) -> String {
        let name = self.data.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// For a model that these flags made of `table`; a search adds its own.
    pub fn provenance(&self, table: &Data) -> Provenance {
        Provenance::of(table, self.rng, self.seed)
    }
}

/// What `search` is to do.
#[derive(Clone, Debug)]
pub struct SearchConfig {
    /// What its fits have in common.
    pub fitting: Fitting,
    /// The values to search.
    pub spaces: Spaces,
    /// Candidates to draw at random; none searches the whole grid.
    pub trials: Option<u32>,
    /// Folds.
    pub cv: u8,
    /// Share of the rows kept out.
    pub holdout: f64,
    /// Which trial wins.
    pub selection: Selection,
    /// Whether each fold's network is scored in int8 too.
    pub quantize: bool,
    /// What the winner is for.
    pub aim: Aim,
    /// Whether its microcontroller was named: then `cv_results.csv` tells them too.
    pub costs: bool,
    /// Threads.
    pub jobs: usize,
    /// The study's directory.
    pub directory: PathBuf,
    /// Its name.
    pub name: String,
    /// Where score against cost is drawn.
    pub plot: Option<PathBuf>,
    /// One JSON object on stdout.
    pub json: bool,
    /// No progress on stderr.
    pub quiet: bool,
    scoring: Option<Scoring>,
}

impl SearchConfig {
    /// Checks the flags and reads the space file.
    pub fn resolve(flags: &cli::Search) -> Result<Self, Failure> {
        let trials = match (flags.strategy, flags.trials) {
            (Strategy::Grid, None) => None,
            (Strategy::Grid, Some(_)) => {
                return Err("--trials is for --strategy random; a grid is searched whole".into());
            }
            (Strategy::Random, trials) => Some(trials.unwrap_or(cli::TRIALS)),
        };
        if !(0.0..1.0).contains(&flags.holdout) {
            let got = flags.holdout;
            return Err(format!("--holdout {got} is not a share of the rows: 0 or more, less than 1").into());
        }
        if flags.select_by == Dtype::Int8 && flags.quantize.is_none() {
            return Err("--select-by int8 ranks by the scores of --quantize int8: give both".into());
        }
        let scoring = flags.scoring.as_deref().map(scoring_of).transpose()?;
        if let Some(plot) = &flags.plot {
            plot::check_directory(plot).map_err(|e| format!("--plot {}: {e}", plot.display()))?;
        }
        let name = stem(&flags.data);
        let default = || PathBuf::from(format!("{name}.study"));
        Ok(Self {
            fitting: Fitting::resolve(&flags.data, &flags.file, &flags.fit),
            spaces: spaces_of(flags.space.as_deref())?,
            trials,
            cv: flags.cv,
            holdout: flags.holdout,
            selection: Selection {
                rule: flags.select,
                by: flags.select_by,
            },
            quantize: flags.quantize.is_some(),
            aim: Aim {
                mcu: flags.mcu.unwrap_or(Mcu::CortexM4f),
                // who asks for scores in int8 means to deploy it
                dtype: if flags.quantize.is_some() {
                    Dtype::Int8
                } else {
                    Dtype::F32
                },
                limits: flags.limit.clone().unwrap_or_default(),
            },
            costs: flags.mcu.is_some(),
            jobs: match flags.jobs {
                Some(jobs) => usize::from(jobs),
                None => std::thread::available_parallelism().map_or(1, usize::from),
            },
            directory: flags.out.clone().unwrap_or_else(default),
            name,
            plot: flags.plot.clone(),
            json: flags.json,
            quiet: flags.quiet,
            scoring,
        })
    }

    /// An error of making folds, with the flag if it is to blame.
    pub fn of_folds(&self, error: PrepareError, table: &Data) -> Failure {
        let cv = self.cv;
        let target = table.target_name().unwrap_or_default();
        match error {
            PrepareError::Core(Error::ClassTooSmall { .. }) => format!(
                "--cv {cv}: no class of the target `{target}` has as many rows as there are folds; give a smaller --cv, or --task regress if it is a number"
            ),
            PrepareError::Core(Error::TooFewRows { got, .. }) => {
                format!("--cv {cv}: there are {got} rows, fewer than folds; give a smaller --cv")
            }
            PrepareError::Core(error) => format!("--cv {cv}: {error}"),
            error => return error.into(),
        }
        .into()
    }

    /// The score to maximise: `--scoring`, if it suits the table's target.
    pub fn scoring(&self, table: &Data) -> Result<Scoring, Failure> {
        let target = table.trainable_target()?.as_target();
        match self.scoring {
            None => Ok(Scoring::default_for(&target)),
            Some(scoring) if scoring.suits(&target) => Ok(scoring),
            Some(scoring) => Err(unsuitable(scoring.name(), |s| s.suits(&target))),
        }
    }

    /// All that the records of the search depend on: the scores, and what each candidate takes of the
    /// microcontroller.
    ///
    /// Which trial is then chosen is no part of it: another `--select` or `--select-by` chooses
    /// anew from scores that are there.
    pub fn fingerprint(&self, table: &Data, scoring: Scoring) -> Fingerprint {
        let task = match table.target().map(TargetColumn::as_target) {
            Some(Target::Classes { .. }) => "classify",
            _ => "regress",
        };
        let options = &self.fitting.options;
        let mut fingerprint = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "data": self.fitting.data_name(),
            "data_sha256": table.digest(),
            "delimiter": options.delimiter.map(|byte| char::from(byte).to_string()),
            "no_header": !options.header,
            "drop": options.drop,
            "missing": options.missing,
            "categorical": options.categorical,
            "target": table.target_name(),
            "task": task,
            "space": study::describe_spaces(&self.spaces),
            "strategy": if self.trials.is_some() { "random" } else { "grid" },
            "trials": self.trials,
            "cv": self.cv,
            "scoring": scoring.name(),
            "scale": self.fitting.how.scaling.name(),
            "holdout": self.holdout,
            "seed": self.fitting.seed,
            "rng": self.fitting.rng.name(),
            "mcu": self.aim.mcu.name(),
            "limit": (!self.aim.limits.is_empty()).then(|| self.aim.limits.to_string()),
        });
        if self.quantize {
            fingerprint[study::QUANTIZE] = json!(Dtype::Int8.name());
        }
        fingerprint.as_object().cloned().unwrap_or_default()
    }
}

fn spaces_of(path: Option<&Path>) -> Result<Spaces, Failure> {
    let Some(path) = path else {
        return Ok(Spaces::default());
    };
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|e| format!("--space {shown}: cannot be read: {e}"))?;
    Spaces::parse(&text).map_err(|e| format!("--space {shown}: {e}").into())
}

/// A score by scikit-learn's name.
pub fn scoring_of(name: &str) -> Result<Scoring, Failure> {
    Scoring::from_name(name).ok_or_else(|| unsuitable(name, |_| true))
}

/// That `--scoring` is not one of those that `suit`.
pub fn unsuitable(name: &str, suit: impl Fn(Scoring) -> bool) -> Failure {
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
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    match name.split_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => name,
    }
}
