//! The flags, as typed.

mod cost;
mod data;
mod model;
mod report;
mod search;
mod windows;

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory as _, Parser, Subcommand};
use mcutune::core::cost::Mcu;
use mcutune::core::params::ClassWeight;
use mcutune::core::scaler::Scaling;
use mcutune::core::score::Scoring;
use mcutune::{ClipOutput, ReadOptions, Rng, Task, parse_clip_output};

use crate::cli::by_name::{by_name, by_name_where};
use crate::cli::command_error::CommandError;

pub use cost::CostFlags;
pub use data::DataFlags;
pub use model::{EvaluateFlags, ExportFlags, PredictFlags, TrainFlags, TrialFlags};
pub use report::ReportFlags;
pub use search::{
    HalvingFlags, MaxResources, MergeFlags, SearchFlags, ShowFlags, StrategyName, TOP, TRIALS, TRIALS_OF_GP,
};
pub use windows::{RecordingFlags, WindowFlags, WindowsFlags};

/// Commit and compiler, beside the version.
const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    " (",
    env!("MCUTUNE_COMMIT"),
    ", ",
    env!("MCUTUNE_COMPILER"),
    ")"
);

const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    an error, which stderr reports
  2    flags that cannot be understood
  130  ended by Ctrl-C; what is done is kept";

/// Tunes tiny neural networks for microcontrollers.
#[derive(Debug, Parser)]
#[command(name = "mcutune", version = VERSION, after_help = EXIT_CODES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// The whole command line, where each command's help ends as that of the program.
    pub fn program() -> clap::Command {
        Self::command().mut_subcommands(|command| command.after_help(EXIT_CODES))
    }
}

/// The matches of a command line. A word such as `-1s` is no number to clap, and so a flag that it does not know: it
/// is the value of the flag before it, whose own message says what it takes.
pub fn matches(words: Vec<OsString>) -> Result<clap::ArgMatches, clap::Error> {
    let result = Cli::program().try_get_matches_from(&words);
    match result {
        Err(error) if error.kind() == ErrorKind::UnknownArgument => {
            let joined = with_values(&words);
            let again = match joined.len() < words.len() {
                true => Cli::program().try_get_matches_from(joined),
                false => Err(error),
            };
            again.map_err(|error| with_tip(error, &words))
        }
        result => result,
    }
}

/// A word that begins as a flag, and is none, behind a flag that takes a value: with how to give it as that.
fn with_tip(mut error: clap::Error, words: &[OsString]) -> clap::Error {
    let Some(ContextValue::String(value)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let at = words.iter().position(|word| word.to_str() == Some(value));
    let flag = at.and_then(|at| words.get(at.checked_sub(1)?)?.to_str());
    let resembles_a_flag = error.get(ContextKind::SuggestedArg).is_some();
    if let Some(flag) = flag.filter(|flag| !resembles_a_flag && takes_value(flag, words)) {
        let tip = format!("to give '{value}' as a value, use '{flag}={value}'");
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}

/// Whether the command of these words has a flag of this name that takes a value.
fn takes_value(flag: &str, words: &[OsString]) -> bool {
    let program = Cli::program();
    let command = words
        .iter()
        .find_map(|word| program.find_subcommand(word))
        .unwrap_or(&program);
    let mut flags = command.get_arguments();
    flags.any(|one| {
        one.get_long()
            .is_some_and(|long| flag.strip_prefix("--") == Some(long))
            && one.get_action().takes_values()
    })
}

/// Whether a word is a flag by its long name, without a value behind a `=`.
fn is_flag(word: &str) -> bool {
    word.starts_with("--") && word.len() > 2 && !word.contains('=')
}

/// The same command line, in which `--time -1s` is written `--time=-1s`: a word that begins as a negative number is
/// the value of the flag before it.
fn with_values(words: &[OsString]) -> Vec<OsString> {
    let is_negative = |word: &str| {
        word.strip_prefix('-')
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || c == '.'))
    };
    let mut joined: Vec<OsString> = Vec::with_capacity(words.len());
    for word in words {
        let value = word.to_str().filter(|word| is_negative(word));
        match (joined.last_mut(), value) {
            (Some(last), Some(value)) if last.to_str().is_some_and(is_flag) => {
                last.push("=");
                last.push(value);
            }
            _ => joined.push(word.clone()),
        }
    }
    joined
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Search hyperparameters by cross-validation, then refit the winner on all rows.
    #[command(allow_negative_numbers = true)]
    Search(Box<SearchFlags>),
    /// Cut recordings of sensors into windows, and write their features as rows.
    #[command(allow_negative_numbers = true)]
    // what is for rows is refused, and what a model learns is for searches
    #[command(mut_args(|arg| match arg.get_id().as_str() {
        "center" | "missing" | "missing_indicator" | "categorical" | "min_frequency" | "categories" | "x" | "y"
        | "select_features" => arg.hide(true),
        _ => arg,
    }))]
    Windows(Box<WindowsFlags>),
    /// Fit one configuration to all rows.
    #[command(allow_negative_numbers = true)]
    Train(TrainFlags),
    /// Answer the rows of a file.
    #[command(allow_negative_numbers = true)]
    Predict(PredictFlags),
    /// Score a model on the rows of a file.
    #[command(allow_negative_numbers = true)]
    Evaluate(EvaluateFlags),
    /// Show what a study directory holds.
    #[command(allow_negative_numbers = true)]
    Show(ShowFlags),
    /// Write studies as one page for a browser: what won, how, and what was tried.
    #[command(allow_negative_numbers = true)]
    Report(ReportFlags),
    /// Make a study of the shards that `search --shard` has fitted on several machines.
    Merge(MergeFlags),
    /// Write a model as a file of another language.
    #[command(allow_negative_numbers = true)]
    Export(ExportFlags),
    /// Show what a network needs of a microcontroller, before it is trained.
    #[command(allow_negative_numbers = true)]
    Cost(CostFlags),
    /// List the microcontrollers whose costs are known.
    Mcus,
    /// Print what a shell needs to complete commands and flags, on stdout.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print a manual page, on stdout: of the program, or of one of its commands.
    Man {
        /// The command.
        command: Option<String>,
    },
}

/// What every fit depends on, of a search or alone.
#[derive(Clone, Debug, Args)]
pub struct FitFlags {
    /// Column to predict, by name or position from 0 [default: the last that is not dropped]. May be repeated: columns
    /// of 0 and 1 are labels that a row has or has not, and others values, all of one kind.
    #[arg(long, value_name = "TARGET", conflicts_with = "label_from")]
    pub target: Vec<String>,
    /// What kind of target.
    #[arg(long, value_parser = by_name::<Task>(), default_value = "auto")]
    pub task: Task,
    /// How features are scaled; fitted on each fold's training rows [default: standard, or what a space has].
    #[arg(long, value_parser = by_name::<Scaling>(), value_name = "SCALE")]
    pub scale: Option<Scaling>,
    /// How the values of a regression are scaled for each fit, and back in the network's last layer
    /// [default: standard; none with --rng numpy, which fits as scikit-learn's MLPRegressor].
    #[arg(long, value_parser = by_name_where::<Scaling>(|scaling| !scaling.clips()), value_name = "SCALE_TARGET")]
    pub scale_target: Option<Scaling>,
    /// Hold the answers of a regression to a range: from the least to the largest value of the rows that train, each
    /// target to its own, or all to LOW:HIGH, such as 0:100 or -5:5; `none` holds them to nothing. Scores, models and
    /// exports are of what is held.
    #[arg(
        long,
        value_name = "LOW:HIGH",
        num_args = 0..=1,
        default_missing_value = "train",
        value_parser = clip_output
    )]
    pub clip_output: Option<ClipOutput>,
    /// Column that says how much each row counts in every fit, by name or position from 0, as scikit-learn's
    /// sample_weight: it is no feature, and has a number from 0 on in each row.
    #[arg(long, value_name = "COLUMN")]
    pub weights: Option<String>,
    /// How much the rows of each class count in the loss: `balanced`, all classes alike, or weights such as a=1,b=3,
    /// 1 for a class that is not named; may be repeated. No score depends on it.
    #[arg(long, value_name = "balanced|CLASS=WEIGHT", value_delimiter = ',', value_parser = class_weight)]
    pub class_weight: Vec<ClassWeightOf>,
    /// Seeds every random draw: of splits, of candidates and of fits.
    #[arg(long, default_value_t = 0)]
    pub seed: u32,
    /// The generator behind every draw.
    #[arg(long, value_parser = by_name::<Rng>(), default_value = "xoshiro")]
    pub rng: Rng,
}

/// What a class counts.
#[derive(Clone, Debug, PartialEq)]
pub enum ClassWeightOf {
    /// All classes alike.
    Balanced,
    /// One as it is told.
    Class(String, f32),
}

fn clip_output(text: &str) -> Result<ClipOutput, String> {
    parse_clip_output(text).ok_or_else(|| {
        "a range is LOW:HIGH, two numbers in their order, such as 0:100; \
         nothing behind the flag, or `train`, is the range of the rows that train, `none` is no range, and files stand \
         before it"
            .into()
    })
}

fn class_weight(text: &str) -> Result<ClassWeightOf, String> {
    if text == ClassWeight::Balanced.name() {
        return Ok(ClassWeightOf::Balanced);
    }
    let parts = text.rsplit_once('=');
    let weight = parts.and_then(|(class, weight)| Some((class, weight.trim().parse::<f32>().ok()?)));
    match weight {
        Some((class, weight)) if weight.is_finite() && weight >= 0.0 => {
            Ok(ClassWeightOf::Class(class.trim().to_owned(), weight))
        }
        _ => Err("`balanced`, or a class with a number from 0 on, such as a=1,b=3".into()),
    }
}

impl FitFlags {
    /// How data are read, with the weights of rows and classes.
    ///
    /// # Errors
    /// For classes that are balanced and have weights too, or two weights.
    pub fn weigh(&self, options: ReadOptions) -> Result<ReadOptions, CommandError> {
        let weights = self.weights.iter();
        let options = weights.fold(options, |options, column| options.weights(column));
        if self.is_balanced()
            && self
                .class_weight
                .iter()
                .any(|one| *one != ClassWeightOf::Balanced)
        {
            return Err("--class-weight takes `balanced`, or weights of classes: leave one out".into());
        }
        let mut seen = Vec::new();
        for one in &self.class_weight {
            if let ClassWeightOf::Class(class, _) = one {
                if seen.contains(&class) {
                    return Err(format!("--class-weight names the class `{class}` twice").into());
                }
                seen.push(class);
            }
        }
        Ok(self.class_weight.iter().fold(options, |options, one| match one {
            ClassWeightOf::Balanced => options,
            ClassWeightOf::Class(class, weight) => options.class_weight(class, *weight),
        }))
    }

    /// Whether all classes are to count alike.
    pub fn is_balanced(&self) -> bool {
        self.class_weight.contains(&ClassWeightOf::Balanced)
    }
}

fn scoring_help(default: &str) -> String {
    let names: Vec<&str> = Scoring::ALL.into_iter().map(Scoring::name).collect();
    let names = names.join(", ");
    format!("scikit-learn's name of a score [default: {default}]: {names}")
}

fn mcu(name: &str) -> Result<Mcu, String> {
    Mcu::from_name(name).ok_or_else(|| {
        let names = Mcu::ALL.map(Mcu::name).join(", ");
        format!("one of {names}; `mcutune mcus` lists them")
    })
}
