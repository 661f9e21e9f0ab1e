//! The flags, as typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use mcutune::core::cost::Mcu;
use mcutune::core::loss::Output;
use mcutune::core::params::{Activation, Name};
use mcutune::core::scaler::Scaling;
use mcutune::core::score::Scoring;
use mcutune::{
    BadLines, Categorical, DateOrder, Dates, Delimiter, Dtype, Encoding, Format, LabelFrom, Limits, Missing,
    Model, ReadOptions, Rng, Select, Task, TimePart,
};

use crate::cli::by_name::by_name;
use crate::cli::failure::Failure;
use crate::cli::plot;

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

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Search hyperparameters by cross-validation, then refit the winner on all rows.
    #[command(allow_negative_numbers = true)]
    Search(SearchFlags),
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

/// How candidates are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StrategyName {
    /// Every combination.
    Grid,
    /// Some at random.
    Random,
}

/// What a search's networks are quantised to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Quantize {
    /// 8-bit integers.
    Int8,
}

/// How a data file is read: the same for every command.
#[derive(Clone, Debug, Args)]
pub struct DataFlags {
    /// Column to leave out, by name or position from 0; may be repeated.
    #[arg(
        help_heading = "Data file",
        long,
        value_name = "COLUMN",
        value_delimiter = ','
    )]
    pub drop: Vec<String>,
    /// Feature whose smallest value is subtracted before it is rounded to f32, by name or position from
    /// 0; may be repeated. Large numbers that are close to each other, such as seconds since 1970, stay
    /// distinct. A model keeps the offset.
    #[arg(
        help_heading = "Data file",
        long,
        value_name = "COLUMN",
        value_delimiter = ','
    )]
    pub center: Vec<String>,
    /// What to do about missing values; fitted on each fold's training rows. A model fills
    /// them in as it was trained to.
    #[arg(help_heading = "Data file", long, value_parser = by_name::<Missing>(), default_value = "error")]
    pub missing: Missing,
    /// What to do about columns of text; fitted on each fold's training rows. A model encodes
    /// them as it was trained to.
    #[arg(help_heading = "Data file", long, value_parser = by_name::<Categorical>(), default_value = "error")]
    pub categorical: Categorical,
    /// Between fields: one character, `tab` or `whitespace`, which is any run of blanks
    /// [default: found].
    #[arg(help_heading = "Data file", long, value_name = "CHAR", value_parser = delimiter)]
    pub delimiter: Option<Delimiter>,
    /// The first line is data; columns are named x0, x1, ...
    #[arg(help_heading = "Data file", long)]
    pub no_header: bool,
    /// Each file holds the rows of one class, whose label is its name or its folder's.
    #[arg(help_heading = "Data file", long, value_parser = by_name::<LabelFrom>(), conflicts_with = "y")]
    pub label_from: Option<LabelFrom>,
    /// The array of the features in an NPZ file [default: X].
    #[arg(help_heading = "Data file", long, value_name = "ARRAY")]
    pub x: Option<String>,
    /// The array of the target in an NPZ file [default: y], or another file with the target alone,
    /// as many rows of it.
    #[arg(help_heading = "Data file", long, value_name = "ARRAY|FILE")]
    pub y: Option<String>,
    /// The sheet of a workbook, by name or number from 1 [default: the first].
    #[arg(help_heading = "Data file", long, value_name = "SHEET")]
    pub sheet: Option<String>,
    /// How the file is spelled.
    #[command(flatten)]
    pub text: TextFlags,
}

/// How a file of text is spelled, where it does not show by itself.
#[derive(Clone, Debug, Args)]
pub struct TextFlags {
    /// What begins a comment, which goes on to the end of its line [default: found where such lines
    /// come first].
    #[arg(help_heading = "Data file", long, value_name = "TEXT", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub comment: Option<String>,
    /// Lines at the top to skip, before the header.
    #[arg(help_heading = "Data file", long, value_name = "N", default_value_t = 0, value_parser = lines)]
    pub skip_lines: u64,
    /// The row below the header holds units and is no data.
    #[arg(help_heading = "Data file", long, conflicts_with = "no_header")]
    pub units_row: bool,
    /// Before the fraction of a number, `.` or `,` [default: `.`; a comma is found where `;` is the
    /// delimiter].
    #[arg(help_heading = "Data file", long, value_name = "CHAR", value_parser = decimal)]
    pub decimal: Option<u8>,
    /// Groups the digits of a number, such as the comma of 1,037; with a point, fractions have a comma
    /// [default: with a decimal comma the point].
    #[arg(help_heading = "Data file", long, value_name = "CHAR", value_parser = ascii)]
    pub thousands: Option<u8>,
    /// How the text is encoded: latin1, utf-16le, shift_jis ... [default: utf-8, or as a byte-order
    /// mark says].
    #[arg(help_heading = "Data file", long, value_name = "NAME")]
    pub encoding: Option<Encoding>,
    /// More markers of a missing value, such as -200; may be repeated. Empty, NA, N/A, NaN, null,
    /// None and #N/A always are, and `-` and `?` in columns of numbers.
    #[arg(
        help_heading = "Data file",
        long,
        value_name = "TEXT",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    pub missing_values: Vec<String>,
    /// What to do about lines that do not fit the others: too many or too few fields, text where more
    /// than half of the column are numbers, or no date where more than half are dates. Where text may
    /// be categories or classes, it fits unless it is less than one in a hundred.
    #[arg(help_heading = "Data file", long, value_parser = by_name::<BadLines>(), default_value = "error")]
    pub bad_lines: BadLines,
    /// What to do about columns of dates and times, such as 2024-05-01T12:30:05, 31/12/2024 or 12:30.
    /// A model reads them as it was trained to.
    #[arg(help_heading = "Data file", long, value_parser = by_name::<Dates>(), default_value = "error")]
    pub dates: Dates,
    /// The order of dates whose year does not come first [default: the only one in which all dates of a
    /// column can be read].
    #[arg(help_heading = "Data file", long, value_parser = by_name::<DateOrder>(), value_name = "ORDER")]
    pub date_order: Option<DateOrder>,
    /// Column of the rows' names, by name or position from 0; it is left out.
    #[arg(help_heading = "Data file", long, value_name = "COLUMN")]
    pub index: Option<String>,
}

fn delimiter(text: &str) -> Result<Delimiter, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(Delimiter::Byte(b'\t')),
        b"whitespace" => Ok(Delimiter::Whitespace),
        &[one] if one.is_ascii() && !matches!(one, b'"' | b'\n' | b'\r') => Ok(Delimiter::Byte(one)),
        _ => Err("one ASCII character that is no quote, `tab` or `whitespace`".into()),
    }
}

fn lines(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "a number of lines, from 0 on".into())
}

fn decimal(text: &str) -> Result<u8, String> {
    match text {
        "." => Ok(b'.'),
        "," => Ok(b','),
        _ => Err("`.` or `,`".into()),
    }
}

fn ascii(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        &[one] if one.is_ascii() && !one.is_ascii_alphanumeric() && !matches!(one, b'+' | b'-') => Ok(one),
        _ => Err("one ASCII character that is no letter, digit or sign".into()),
    }
}

fn plot_file(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    plot::check_name(&path).map(|()| path)
}

impl DataFlags {
    /// With the target and the kind of task that a command was given.
    pub fn options(&self, target: Option<&str>, task: Task) -> ReadOptions {
        let options = ReadOptions::new()
            .delimiter(self.delimiter.unwrap_or_default())
            .header(!self.no_header)
            .task(task)
            .missing(self.missing)
            .categorical(self.categorical);
        let options = self
            .drop
            .iter()
            .fold(options, |options, column| options.drop(column));
        let options = self
            .center
            .iter()
            .fold(options, |options, column| options.center(column));
        let mut options = self
            .text
            .apply(options)
            .label_from(self.label_from)
            .sheet(self.sheet.clone());
        if let Some(x) = &self.x {
            options = options.x(x);
        }
        if let Some(y) = &self.y {
            options = options.y(y);
        }
        match target {
            Some(target) => options.target(target),
            None => options,
        }
    }
}

impl DataFlags {
    /// As [`DataFlags::options`], for rows that a model is to answer: it centres and reads dates as it
    /// was trained.
    pub fn options_of(
        &self,
        model: &Model,
        target: Option<&str>,
        task: Task,
    ) -> Result<ReadOptions, Failure> {
        if !self.center.is_empty() {
            return Err(
                "--center is for search and train; a model centres as it was trained: leave it out".into(),
            );
        }
        let dates = match model.preprocess().dates().first().map(|date| date.part) {
            None => None,
            Some(TimePart::Seconds) => Some(Dates::Number),
            Some(_) => Some(Dates::Parts),
        };
        match (self.text.dates, dates) {
            (Dates::Error, _) | (_, None) => {}
            (here, Some(dates)) if here == dates => {}
            (here, Some(dates)) => {
                return Err(format!(
                    "--dates {}: the model was trained with --dates {} and reads dates so: leave it out",
                    here.name(),
                    dates.name()
                )
                .into());
            }
        }
        Ok(model.preprocess().reading(self.options(target, task)))
    }
}

impl TextFlags {
    fn apply(&self, options: ReadOptions) -> ReadOptions {
        let mut options = options
            .skip_lines(self.skip_lines)
            .units_row(self.units_row)
            .decimal(self.decimal)
            .thousands(self.thousands)
            .encoding(self.encoding)
            .bad_lines(self.bad_lines)
            .dates(self.dates)
            .date_order(self.date_order);
        if let Some(comment) = &self.comment {
            options = options.comment(comment);
        }
        if let Some(index) = &self.index {
            options = options.index(index);
        }
        let markers = self.missing_values.iter();
        markers.fold(options, |options, marker| options.missing_value(marker))
    }
}

/// What every fit depends on, of a search or alone.
#[derive(Clone, Debug, Args)]
pub struct FitFlags {
    /// Column to predict, by name or position from 0 [default: the last that is not dropped].
    #[arg(long, conflicts_with = "label_from")]
    pub target: Option<String>,
    /// What kind of target.
    #[arg(long, value_parser = by_name::<Task>(), default_value = "auto")]
    pub task: Task,
    /// How features are scaled; fitted on each fold's training rows.
    #[arg(long, value_parser = by_name::<Scaling>(), default_value = "standard")]
    pub scale: Scaling,
    /// How the values of a regression are scaled for each fit, and back in the network's last layer
    /// [default: standard; none with --rng numpy, which fits as scikit-learn's MLPRegressor].
    #[arg(long, value_parser = by_name::<Scaling>(), value_name = "SCALE_TARGET")]
    pub scale_target: Option<Scaling>,
    /// Seeds the split, the sampler and every fit.
    #[arg(long, default_value_t = 0)]
    pub seed: u32,
    /// The generator behind every draw.
    #[arg(long, value_parser = by_name::<Rng>(), default_value = "xoshiro")]
    pub rng: Rng,
}

const SPACE_HELP: &str = "\
TOML file of the values to search, under scikit-learn's names [default: a grid of 36]:

    activation = [\"relu\", \"tanh\"]                             # a list of values
    hidden_layer_sizes = [[16], [32, 16]]                     # a list of networks
    hidden_layer_sizes = { low = 8, high = 64 }               # or one layer of 8 to 63 units
    learning_rate_init = { low = 1e-4, high = 1e-1, log = true }
    max_iter = 300                                            # the same for all, not searched

Ranges need --strategy random. Below a [[space]] header each, several spaces are searched.";

fn scoring_help(default: &str) -> String {
    let names: Vec<&str> = Scoring::ALL.into_iter().map(Scoring::name).collect();
    let names = names.join(", ");
    format!("scikit-learn's name of a score [default: {default}]: {names}")
}

fn set_help() -> String {
    let names: Vec<&str> = Name::ALL.iter().map(|name| name.as_str()).collect();
    let names = names.join(", ");
    format!(
        "A hyperparameter under scikit-learn's name, with its default where it is not given; may be repeated: {names}. Layers and their dropout are separated by commas: hidden_layer_sizes=32,16"
    )
}

/// Candidates of a random search where `--trials` does not say.
pub const TRIALS: u32 = 10;

/// Rows of a table of trials where `--top` does not say.
const TOP: usize = 10;

fn trial(text: &str) -> Result<usize, String> {
    text.parse()
        .map_err(|_| "the number of a trial, from 0 on".into())
}

fn top(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("a number of trials from 1 on".into()),
        Ok(number) => Ok(number),
    }
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
    /// What every fit depends on.
    #[command(flatten)]
    pub fit: FitFlags,
    /// TOML file of the values to search [default: a grid of 36].
    #[arg(long, value_name = "FILE", long_help = SPACE_HELP)]
    pub space: Option<PathBuf>,
    /// How candidates are chosen.
    #[arg(long, value_enum, default_value = "grid")]
    pub strategy: StrategyName,
    /// Candidates of a random search [default: 10].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub trials: Option<u32>,
    /// Folds.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(2..))]
    pub cv: u8,
    /// scikit-learn's name of a score [default: accuracy or r2].
    #[arg(long, long_help = scoring_help("accuracy or r2"))]
    pub scoring: Option<String>,
    /// The class whose f1, precision or recall counts [default: `1` where a class is named so].
    #[arg(long, value_name = "CLASS")]
    pub pos_label: Option<String>,
    /// Share of the rows kept out of the search, for a last score.
    #[arg(long, default_value_t = 0.0)]
    pub holdout: f64,
    /// Which trial wins: best, one-standard-error or within=0.01; the last two take the cheapest
    /// whose score is that close to the best.
    #[arg(long, value_name = "RULE", default_value = "best")]
    pub select: Select,
    /// Also quantises each fold's network, calibrated on the rows that trained it, and scores it.
    #[arg(long, value_name = "DTYPE", value_enum)]
    pub quantize: Option<Quantize>,
    /// Whose scores rank the trials and choose the winner: those of f32, or, with --quantize int8,
    /// those of int8.
    #[arg(long, value_name = "DTYPE", value_parser = by_name::<Dtype>(), default_value = "f32")]
    pub select_by: Dtype,
    /// The microcontroller that the winner is for, whose flash, RAM and instructions are reported
    /// [default: cortex-m4f]; `mcutune mcus` lists them.
    #[arg(long, value_parser = mcu)]
    pub mcu: Option<Mcu>,
    /// What a candidate may take of the microcontroller that --mcu names, of flash, ram, stack and
    /// instructions: flash=16K,ram=4K; one that takes more is not trained. ram is scratch and answers, which an exported file keeps on
    /// the stack.
    #[arg(long, value_name = "LIMITS")]
    pub limit: Option<Limits>,
    /// Threads [default: all cores].
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// Where the study goes; one that is there goes on [default: the data file's name with .study].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Draws score against cost, with the Pareto front, into an SVG or PNG file.
    #[arg(long, value_name = "FILE", value_parser = plot_file)]
    pub plot: Option<PathBuf>,
    /// How many trials the table shows, from the best down, and the winner in any case.
    #[arg(long, value_name = "N", default_value_t = TOP, value_parser = top)]
    pub top: usize,
    /// One JSON object on stdout instead of tables.
    #[arg(long)]
    pub json: bool,
    /// Neither progress nor a description of the data on stderr; warnings stay.
    #[arg(long)]
    pub quiet: bool,
}

/// Flags of `train`.
#[derive(Debug, Args)]
pub struct TrainFlags {
    /// CSV, TSV, JSON or NPY files, gzipped or not, NPZ, XLSX or Parquet files, or directories of them; `-` is stdin.
    #[arg(required = true)]
    pub data: Vec<PathBuf>,
    /// How it is read.
    #[command(flatten)]
    pub file: DataFlags,
    /// A hyperparameter under scikit-learn's name; may be repeated.
    #[arg(long, value_name = "NAME=VALUE", long_help = set_help())]
    pub set: Vec<String>,
    /// What every fit depends on.
    #[command(flatten)]
    pub fit: FitFlags,
    /// Where the model goes; `-` is stdout.
    #[arg(short, long, value_name = "FILE", default_value = "model.json")]
    pub out: PathBuf,
    /// CSV file for the loss of each epoch, and the validation score with early stopping.
    #[arg(long, value_name = "FILE")]
    pub loss_curve: Option<PathBuf>,
    /// JSON, not text.
    #[arg(long)]
    pub json: bool,
    /// Do not describe the data on stderr; warnings stay.
    #[arg(long)]
    pub quiet: bool,
}

/// Flags of `predict`.
#[derive(Debug, Args)]
pub struct PredictFlags {
    /// A model's file, or a study's directory.
    pub model: PathBuf,
    /// CSV, TSV, JSON or NPY files, gzipped or not, NPZ, XLSX or Parquet files, or directories of them; `-` is stdin; it need not hold the target.
    #[arg(required = true)]
    pub data: Vec<PathBuf>,
    /// How it is read.
    #[command(flatten)]
    pub file: DataFlags,
    /// The numbers that the network computes with.
    #[arg(long, value_parser = by_name::<Dtype>(), default_value = "f32")]
    pub dtype: Dtype,
    /// The probability of each class.
    #[arg(long)]
    pub proba: bool,
    /// JSON, not CSV.
    #[arg(long)]
    pub json: bool,
    /// File to write [default: stdout, as `-` is].
    #[arg(short, long)]
    pub output: Option<PathBuf>,
    /// Do not describe the data on stderr; warnings stay.
    #[arg(long)]
    pub quiet: bool,
}

/// Flags of `evaluate`.
#[derive(Debug, Args)]
pub struct EvaluateFlags {
    /// A model's file, or a study's directory.
    pub model: PathBuf,
    /// CSV, TSV, JSON or NPY files, gzipped or not, NPZ, XLSX or Parquet files, or directories of them; `-` is stdin.
    #[arg(required = true)]
    pub data: Vec<PathBuf>,
    /// How it is read.
    #[command(flatten)]
    pub file: DataFlags,
    /// Column of the true values, by name or position from 0 [default: the model's].
    #[arg(long, conflicts_with = "label_from")]
    pub target: Option<String>,
    /// The numbers that the network computes with.
    #[arg(long, value_parser = by_name::<Dtype>(), default_value = "f32")]
    pub dtype: Dtype,
    /// scikit-learn's name of a score [default: all that suit the task].
    #[arg(long, long_help = scoring_help("all that suit the task"))]
    pub scoring: Option<String>,
    /// The class whose f1, precision or recall counts [default: the search's, or `1` where a class is named so].
    #[arg(long, value_name = "CLASS")]
    pub pos_label: Option<String>,
    /// JSON, not text.
    #[arg(long)]
    pub json: bool,
    /// Do not describe the data on stderr; warnings stay.
    #[arg(long)]
    pub quiet: bool,
}

/// Flags of `show`.
#[derive(Debug, Args)]
pub struct ShowFlags {
    /// Study directory that `search` left.
    #[arg(value_name = "DIR")]
    pub study: PathBuf,
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
    /// The Pareto front: the trials that no other beats in both score and cost, from the cheapest up.
    #[arg(long, conflicts_with_all = ["trial", "best"])]
    pub pareto: bool,
    /// Draws score against cost, with the Pareto front, into an SVG or PNG file.
    #[arg(long, value_name = "FILE", value_parser = plot_file)]
    pub plot: Option<PathBuf>,
    /// How many trials the table shows, from the best down, and the winner in any case.
    #[arg(long, value_name = "N", default_value_t = TOP, value_parser = top)]
    pub top: usize,
    /// One JSON object instead of tables.
    #[arg(long)]
    pub json: bool,
}

/// Flags of `export`.
#[derive(Debug, Args)]
pub struct ExportFlags {
    /// A model's file, or a study's directory.
    pub model: PathBuf,
    /// The language.
    #[arg(long, value_parser = by_name::<Format>())]
    pub format: Format,
    /// The numbers that the network computes with.
    #[arg(long, value_parser = by_name::<Dtype>(), default_value = "f32")]
    pub dtype: Dtype,
    /// What the names in the file begin with, or the module [default: the data file's name].
    #[arg(long)]
    pub name: Option<String>,
    /// File to write; `-` is stdout.
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
}

fn mcu(name: &str) -> Result<Mcu, String> {
    Mcu::from_name(name).ok_or_else(|| {
        let names = Mcu::ALL.map(Mcu::name).join(", ");
        format!("one of {names}; `mcutune mcus` lists them")
    })
}

/// Flags of `cost`.
#[derive(Debug, Args)]
pub struct CostFlags {
    /// Widths from the inputs to the outputs, such as 64,32,10.
    #[arg(long, value_name = "WIDTHS", value_delimiter = ',', required = true)]
    pub shape: Vec<u16>,
    /// Function of the hidden layers.
    #[arg(long, value_parser = by_name::<Activation>(), default_value = "relu")]
    pub activation: Activation,
    /// Function of the output layer [default: softmax, or logistic for one output].
    #[arg(long, value_parser = by_name::<Output>())]
    pub output: Option<Output>,
    /// What it computes with.
    #[arg(long, value_parser = by_name::<Dtype>(), default_value = "f32")]
    pub dtype: Dtype,
    /// How features are scaled.
    #[arg(long, value_parser = by_name::<Scaling>(), default_value = "standard")]
    pub scale: Scaling,
    /// One microcontroller [default: all].
    #[arg(long, value_parser = mcu)]
    pub mcu: Option<Mcu>,
    /// Rows to train on, for what a fit and a search on the device take.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(5..))]
    pub rows: Option<u32>,
    /// JSON, not text.
    #[arg(long)]
    pub json: bool,
}
