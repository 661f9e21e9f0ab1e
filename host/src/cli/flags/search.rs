//! Of a search, and of what it left.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use jiff::SignedDuration;
use mcutune::core::cost::Mcu;
use mcutune::{
    Cv, Dtype, ErrorScore, Limits, MinResources, Objectives, ParseError, Race, Resource, Select, Smoothing,
};

use crate::cli::by_name::by_name;
use crate::cli::plot;
use crate::cli::shard::ShardFlag;

use super::windows::parsed;
use super::{DataFlags, FitFlags, WindowFlags, mcu, scoring_help};

/// How candidates are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StrategyName {
    /// Every combination.
    Grid,
    /// Some at random.
    Random,
    /// Successive halving: all of a grid, or --trials at random, on few epochs or rows (--resource), the best of them
    /// on more, and so on.
    Halving,
    /// Those that a Gaussian process of the scores so far expects to be better; six at random come first.
    Gp,
    /// A grid of at most 64 candidates and no more than --trials; else gp.
    Auto,
}

/// What a search's networks are quantised to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Quantize {
    /// 8-bit integers.
    Int8,
}

const SPACE_HELP: &str = "\
TOML file of the values to search, under scikit-learn's names [default: a grid of 36]:

    activation = [\"relu\", \"tanh\"]                             # a list of values
    hidden_layer_sizes = [[16], [32, 16]]                     # a list of networks
    hidden_layer_sizes = { low = 8, high = 64 }               # or one layer of 8 to 63 units
    hidden_layer_sizes = { low = 8, high = 64, layers = [1, 3] }  # or one to three such layers
    hidden_layer_sizes = { low = 8, high = 65, step = 8 }     # or the list 8, 16 ... 64
    learning_rate_init = { low = 1e-4, high = 1e-1, log = true }
    solver = [\"adam\", \"lbfgs\"]                              # lbfgs: all rows at once, without dropout
    max_iter = 300                                            # the same for all, not searched
    window = { size = [\"1s\", \"2s\"], features = \"flatten\" }  # of recordings: also hop, filter and axes

A range includes low and excludes high. With step, and without layers, it is a list; else it needs --strategy random,
halving, gp or auto. Below a [[space]] header each, several spaces are searched.";

const SHARD_HELP: &str = "\
Fits one part of the candidates into DIR/shard-i-of-n, with a journal of its own, and no winner: i/n is part i, from 0,
of n, the candidates i, i + n, i + 2 n ... When all n are done, `mcutune merge DIR` makes the study of them, and the same
command without --shard fits the winner.

--strategy halving, gp and auto, which look at scores, go in rounds: an iteration, or a --batch, best a multiple of n.
Each shard fits its part of the round that follows those in the journal of DIR, and after `mcutune merge DIR` the same
commands fit the next one, until that names the command without --shard. gp takes --race none then.

auto takes i and n from the environment:

    Slurm       SLURM_ARRAY_TASK_ID less SLURM_ARRAY_TASK_MIN, of SLURM_ARRAY_TASK_COUNT
    Kubernetes  JOB_COMPLETION_INDEX of JOB_COMPLETIONS, which the job has to set

auto/n takes i alone, as it is, from 0: so single tasks of a Slurm array can be given again, and so it has to be
for HyperQueue, whose HQ_TASK_ID comes without a number of tasks.";

const CV_HELP: &str = "\
Folds, 2 to 65535 (from 1 of shuffle-split), as scikit-learn's splitters make them; each candidate is fitted for each fold, and scored on its rows:

    N                stratified for classes, contiguous for values; with --strategy gp shuffled
    shuffled:N       the same of rows that --seed shuffles before
    stratified:N     StratifiedKFold: each class in proportion
    kfold:N          KFold: contiguous rows, of classes too
    group:N          GroupKFold: rows of one group, see --groups, are in one fold
    stratified-group:N  StratifiedGroupKFold: so, with each class in proportion as far as whole groups can
    time-series:N    TimeSeriesSplit: each fold is scored by what is trained on the rows before it
    shuffle-split:N  ShuffleSplit, of classes StratifiedShuffleSplit: a tenth of the rows, drawn by --seed for each fold
    repeated:NxT     RepeatedStratifiedKFold, of values RepeatedKFold: shuffled:N, drawn anew T times
    loo              LeaveOneOut: each row is a fold
    column:NAME      PredefinedSplit: the column has each row's fold, a whole number, or -1 of one that always trains;
                     it is no feature";

/// Before the names of scores.
const SEVERAL: &str = "\
scikit-learn's name of a score, or of several with commas: of these --refit names the one that is maximised, and
cv_results.csv has each, as mean_test_accuracy.

";

/// Candidates of a random search where `--trials` does not say.
pub const TRIALS: u32 = 10;

/// Those of a search by a Gaussian process.
pub const TRIALS_OF_GP: u32 = 40;

/// Rows of a table of trials where `--top` does not say.
pub const TOP: usize = 10;

fn folds(text: &str) -> Result<Cv, String> {
    text.parse().map_err(|error: ParseError| error.to_string())
}

fn time(text: &str) -> Result<Duration, String> {
    let seconds = || Some(Duration::from_secs(text.parse().ok()?));
    let units = || Duration::try_from(text.parse::<SignedDuration>().ok()?).ok();
    let time = seconds().or_else(units).filter(|time| !time.is_zero());
    time.ok_or_else(|| "a time above 0 with its unit, such as 60s, 10m or 2h".into())
}

fn error_score(text: &str) -> Result<ErrorScore, String> {
    text.parse().map_err(|error: ParseError| error.to_string())
}

fn score(text: &str) -> Result<f64, String> {
    let score = text.parse().ok().filter(|score: &f64| score.is_finite());
    score.ok_or_else(|| "a score, such as 0.95, or -0.1 of one that is negative".into())
}

/// How many may be is checked where the strategy is known.
fn trials(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|&number| number > 0);
    number.ok_or_else(|| "a number of candidates, from 1 to 100,000".into())
}

pub(super) fn trial(text: &str) -> Result<usize, String> {
    text.parse()
        .map_err(|_| "the number of a trial, from 0 on".into())
}

fn top(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("a number of trials from 1 on".into()),
        Ok(number) => Ok(number),
    }
}

fn top_help(more: &str) -> String {
    format!(
        "How many trials the table shows, from the best down, and the winner in any case [default: {TOP}{more}]"
    )
}

fn plot_file(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    plot::check_name(&path).map(|()| path)
}

/// Flags of `search`.
#[derive(Debug, Args)]
pub struct SearchFlags {
    /// CSV, TSV, JSON or NPY files, gzipped or not, NPZ, XLSX or Parquet files, or directories of them; `-` is stdin.
    #[arg(required = true)]
    pub data: Vec<PathBuf>,
    /// How it is read.
    #[command(flatten)]
    pub file: DataFlags,
    /// How windows are cut, where the data are recordings.
    #[command(flatten)]
    pub windows: WindowFlags,
    /// Fit the winner on shuffled folds too, in which windows of one recording train and are scored: by how much they promise
    /// too much.
    #[arg(help_heading = "Recordings", long)]
    pub leakage: bool,
    /// Also score answers that are smoothed over N windows of a recording: N, the mean of their probabilities, or N:majority.
    #[arg(help_heading = "Recordings", long, value_name = "N", value_parser = parsed::<Smoothing>)]
    pub smooth: Option<Smoothing>,
    /// What every fit depends on.
    #[command(flatten)]
    pub fit: FitFlags,
    /// TOML file of the values to search; `-` is stdin [default: a grid of 36].
    #[arg(long, value_name = "FILE", long_help = SPACE_HELP)]
    pub space: Option<PathBuf>,
    /// How candidates are chosen.
    #[arg(long, value_enum, default_value = "grid")]
    pub strategy: StrategyName,
    /// Candidates of --strategy random [default: 10], gp or auto [default: 40]; with --time as many as there is
    /// time for, up to 100,000. Of --strategy halving those of its first iteration [default: all of a grid, or
    /// of ranges as many as use up --max-resources].
    #[arg(long, value_name = "N", value_parser = trials)]
    pub trials: Option<u32>,
    /// Candidates of --strategy gp or auto that are proposed at once, when those before them are done
    /// [default: 8]. Unlike --jobs it changes which they are.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub batch: Option<u32>,
    #[command(flatten)]
    pub halving: HalvingFlags,
    /// How long the search may last, such as 60s, 10m or 2h: no fit begins that is not expected to end in time, none
    /// that has begun is broken off, and the best of the candidates that are done is the winner. The same command goes
    /// on from there.
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub time: Option<Duration>,
    /// Ends the search with the first candidate whose mean score is at least this, or with its batch where
    /// candidates race, or with its iteration of --strategy halving. It is no percentage: accuracy is at most 1.
    #[arg(long, value_name = "SCORE", allow_hyphen_values = true, value_parser = score)]
    pub target_score: Option<f64>,
    /// Folds, 2 to 65535: N of the rows as they come (stratified for classes), or of another kind, such as shuffled:N or
    /// group:N. With --strategy gp those of N are always shuffled. [default: 5; of windows stratified-group:5, by recording]
    #[arg(long, value_name = "[KIND:]N", value_parser = folds, long_help = CV_HELP)]
    pub cv: Option<Cv>,
    /// Column that says which rows belong together, such as the person they are of, by name or position from 0: it is
    /// no feature, and --cv group:N or stratified-group:N keeps its rows in one fold.
    #[arg(long, value_name = "COLUMN")]
    pub groups: Option<String>,
    /// Which candidates are not fitted on the folds that are left [default: none with --strategy grid, random or
    /// halving, exact with gp].
    #[arg(long, value_parser = by_name::<Race>())]
    pub race: Option<Race>,
    /// How many of the best candidates are fitted again on fresh folds; the best by the mean of both scores is the
    /// winner [default: 5 with --strategy gp from 20 candidates on, else 0]. Of those that race, the ones that were
    /// not dropped; with --objectives, of the front. Takes shuffled folds, see --cv.
    #[arg(long, value_name = "N")]
    pub confirm: Option<u32>,
    /// scikit-learn's name of a score, or of several with commas, of which --refit chooses the winner [default: accuracy
    /// or r2].
    #[arg(long, value_name = "NAME[,NAME]", long_help = SEVERAL.to_owned() + &scoring_help("accuracy or r2"))]
    pub scoring: Option<String>,
    /// Which of several --scoring is maximised: it chooses the winner, and a race, halving, gp, --confirm and --target-score
    /// go by it [default: the first].
    #[arg(long, value_name = "NAME")]
    pub refit: Option<String>,
    /// Also scores each fit on the rows that trained it, as return_train_score=True does.
    #[arg(long)]
    pub train_score: bool,
    /// Rows count in every score, too, as --weights says, as with sample_weight in scikit-learn's metrics; not in
    /// neg_max_error, likelihood ratios, and roc_auc_ovo of more than two classes, which have none there.
    #[arg(long, requires = "weights")]
    pub weighted_scores: bool,
    /// What stands for the scores of a fit that failed: nan, nothing, so that its candidate has no mean; a number, which
    /// counts as any score; or raise, which ends the search with an error.
    #[arg(long, value_name = "raise|nan|NUMBER", allow_hyphen_values = true, default_value = "nan", value_parser = error_score)]
    pub error_score: ErrorScore,
    /// The class whose f1, precision or recall counts [default: `1` or `True` where a class is named so].
    #[arg(long, value_name = "CLASS")]
    pub pos_label: Option<String>,
    /// Share of the rows kept out of the search, for a last score.
    #[arg(long, default_value_t = 0.0)]
    pub holdout: f64,
    /// Which trial wins: best, one-standard-error, within=0.01 or knee; the second and third take the cheapest
    /// whose score is that close to the best, knee the one of the front of score against cost where more cost stops
    /// paying: farthest above the line from its cheapest to its best, in score and log cost.
    #[arg(long, value_name = "RULE", default_value = "best")]
    pub select: Select,
    /// Also quantises each fold's network, calibrated on the rows that trained it, and scores it.
    #[arg(long, value_name = "DTYPE", value_enum)]
    pub quantize: Option<Quantize>,
    /// Whose scores rank the trials and choose the winner: those of f32, or, with --quantize int8,
    /// those of int8.
    #[arg(long, value_name = "DTYPE", value_parser = by_name::<Dtype>(), default_value = "f32")]
    pub select_by: Dtype,
    /// What is optimised: score, and as little as may be of flash, ram, stack or instructions, such as score,flash. The
    /// front of candidates that no other beats in all of them is marked; --strategy gp proposes what it expects to
    /// add most to it. Of several costs the first is that of --select and --plot [default: score].
    #[arg(long, value_name = "score,COST")]
    pub objectives: Option<Objectives>,
    /// The microcontroller that the winner is for, whose flash, RAM and instructions are reported
    /// [default: cortex-m4f]; `mcutune mcus` lists them.
    #[arg(long, value_parser = mcu)]
    pub mcu: Option<Mcu>,
    /// What a candidate may need of the microcontroller that --mcu names, which has to be given: flash, ram,
    /// stack and instructions, such as flash=16K,ram=4K; one that needs more is not trained. ram is scratch
    /// and answers, which an exported file keeps on the stack.
    #[arg(long, value_name = "LIMITS")]
    pub limit: Option<Limits>,
    /// Keeps what each network answers to the rows that test it, in predictions.npy of the study, so that `mcutune show
    /// --scoring` ranks by another score without a fit; not of candidates that race.
    #[arg(long)]
    pub keep_predictions: bool,
    /// Fits one part of the candidates, part i from 0 of n, into DIR/shard-i-of-n, for `mcutune merge DIR`; of strategies
    /// that look at scores, of the next round. auto is what Slurm, HyperQueue or Kubernetes says in the environment.
    #[arg(long, value_name = "i/n|auto[/n]", long_help = SHARD_HELP, value_parser = ShardFlag::parse)]
    pub shard: Option<ShardFlag>,
    /// Threads [default: all cores].
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// Where the study goes; one that is there goes on [default: the data file's name with .study].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub shown: ShownFlags,
    /// One JSON object on stdout instead of tables.
    #[arg(long)]
    pub json: bool,
    /// Neither progress nor a description of the data on stderr; warnings stay.
    #[arg(long)]
    pub quiet: bool,
}

/// Of `--strategy halving`, in scikit-learn's words.
#[derive(Clone, Copy, Debug, Args)]
pub struct HalvingFlags {
    /// What --strategy halving gives its candidates more of in each iteration: epochs or rows [default: max_iter].
    #[arg(long, value_name = "RESOURCE", value_parser = by_name::<Resource>())]
    pub resource: Option<Resource>,
    /// Of how many candidates of --strategy halving one goes on, and how many times more epochs or rows it gets, from 2
    /// on [default: 3].
    #[arg(long, value_name = "N", value_parser = factor)]
    pub factor: Option<f64>,
    /// Epochs or rows of the first iteration of --strategy halving: a number, smallest (1 epoch; 2 rows for each fold,
    /// of classes for each fold and class), or exhaust, so many that the last has about --max-resources [default:
    /// exhaust of a grid, else smallest].
    #[arg(long, value_name = "N", value_parser = min_resources)]
    pub min_resources: Option<MinResources>,
    /// Epochs or rows of the last iteration of --strategy halving at most: a number, or auto, the space's max_iter or
    /// all rows [default: auto].
    #[arg(long, value_name = "N", value_parser = max_resources)]
    pub max_resources: Option<MaxResources>,
    /// Has --strategy halving drop candidates on the fewest epochs or rows until few enough are left for the last iteration
    /// to use --max-resources.
    #[arg(long)]
    pub aggressive_elimination: bool,
}

/// The most that an iteration of halving gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaxResources {
    /// As many epochs as the space says, or all rows.
    Auto,
    /// So many.
    Of(u32),
}

impl HalvingFlags {
    /// The name of one that was given.
    pub fn given(&self) -> Option<&'static str> {
        let all = [
            ("--resource", self.resource.is_some()),
            ("--factor", self.factor.is_some()),
            ("--min-resources", self.min_resources.is_some()),
            ("--max-resources", self.max_resources.is_some()),
            ("--aggressive-elimination", self.aggressive_elimination),
        ];
        all.into_iter().find(|(_, given)| *given).map(|(name, _)| name)
    }
}

fn factor(text: &str) -> Result<f64, String> {
    let factor = text
        .parse()
        .ok()
        .filter(|factor: &f64| factor.is_finite() && *factor >= 2.0);
    factor.ok_or_else(|| "a number from 2 on".into())
}

fn amount(text: &str) -> Option<u32> {
    text.parse().ok().filter(|&amount| amount > 0)
}

fn min_resources(text: &str) -> Result<MinResources, String> {
    match text {
        "smallest" => Ok(MinResources::Smallest),
        "exhaust" => Ok(MinResources::Exhaust),
        _ => {
            let amount = amount(text).map(MinResources::Of);
            amount.ok_or_else(|| "smallest, exhaust, or a number of epochs or rows from 1 on".into())
        }
    }
}

fn max_resources(text: &str) -> Result<MaxResources, String> {
    match text {
        "auto" => Ok(MaxResources::Auto),
        _ => {
            let amount = amount(text).map(MaxResources::Of);
            amount.ok_or_else(|| "auto, or a number of epochs or rows from 1 on".into())
        }
    }
}

/// How trials are shown, by a search and by `show`.
#[derive(Debug, Args)]
pub struct ShownFlags {
    /// Draws score against cost, with the Pareto front, into an SVG or PNG file.
    #[arg(long, value_name = "FILE", value_parser = plot_file)]
    pub plot: Option<PathBuf>,
    // Its default is in the help, where `show` has more to say of it.
    #[arg(long, value_name = "N", value_parser = top, help = top_help(""))]
    pub top: Option<usize>,
}

/// Flags of `merge`.
#[derive(Debug, Args)]
pub struct MergeFlags {
    /// What `search --shard` had as --out, one from each machine where they share none, or directories of single
    /// shards. Of a search in rounds, those of the latest round: the study has those before.
    #[arg(required = true, value_name = "DIR")]
    pub shards: Vec<PathBuf>,
    /// Where the study goes [default: DIR, where one is given].
    #[arg(long, value_name = "STUDY")]
    pub out: Option<PathBuf>,
    /// One JSON object on stdout.
    #[arg(long)]
    pub json: bool,
}

/// Flags of `show`.
#[derive(Debug, Args)]
#[command(mut_arg("top", |top| top.help(top_help("; with --pareto all of the front"))))]
pub struct ShowFlags {
    /// Study directories that `search` left; of several one table compares the winners.
    #[arg(required = true, value_name = "DIR")]
    pub studies: Vec<PathBuf>,
    /// One trial, by its number from 0.
    #[arg(long, value_name = "N", conflicts_with = "best", value_parser = trial)]
    pub trial: Option<usize>,
    /// The trial that won.
    #[arg(long)]
    pub best: bool,
    /// By which rule it won [default: the study's].
    #[arg(long, value_name = "RULE")]
    pub select: Option<Select>,
    /// Whose scores rank the trials and choose the winner [default: the study's].
    #[arg(long, value_name = "DTYPE", value_parser = by_name::<Dtype>())]
    pub select_by: Option<Dtype>,
    /// Another score of the same fits, by scikit-learn's name, of a study whose search had it in --scoring, or
    /// --keep-predictions, and neither a race nor halving [default: the study's].
    #[arg(long)]
    pub scoring: Option<String>,
    /// The class whose f1, precision or recall counts with --scoring [default: the study's own, else `1` or `True` where
    /// a class is named so].
    #[arg(long, value_name = "CLASS", requires = "scoring")]
    pub pos_label: Option<String>,
    /// What the trials need of this microcontroller, without a fit [default: the study's].
    #[arg(long, value_parser = mcu)]
    pub mcu: Option<Mcu>,
    /// What a trial may need of it, as with `search`: one that needs more cannot win, and one that the search's own
    /// limits kept from being fitted is named [default: the study's; none when --mcu is given].
    #[arg(long, value_name = "LIMITS")]
    pub limit: Option<Limits>,
    /// The Pareto front: the trials that no other beats in both score and cost, or in all --objectives of the search,
    /// from the cheapest up.
    #[arg(long, conflicts_with_all = ["trial", "best"])]
    pub pareto: bool,
    #[command(flatten)]
    pub shown: ShownFlags,
    /// One JSON object instead of tables.
    #[arg(long)]
    pub json: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use mcutune::Space;

    #[test]
    fn the_examples_of_a_space_are_spaces() {
        let examples = SPACE_HELP.lines().filter(|line| line.starts_with("    "));
        let spaces: Vec<(&str, Space)> = examples
            .map(|line| {
                (
                    line,
                    line.parse().unwrap_or_else(|error| panic!("{line}: {error}")),
                )
            })
            .collect();
        for part in ["step = ", "layers = "] {
            assert!(spaces.iter().any(|(line, _)| line.contains(part)), "{part}");
        }
        // of the list that the text says
        let (_, listed) = spaces.iter().find(|(line, _)| line.contains("step = ")).unwrap();
        let list = "hidden_layer_sizes = [8, 16, 24, 32, 40, 48, 56, 64]";
        assert_eq!(*listed, list.parse().unwrap());
    }
}
