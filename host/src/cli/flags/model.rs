//! Of one model: made, asked, scored, exported.

use std::path::PathBuf;

use clap::Args;
use mcutune::core::params::Name;
use mcutune::{Dtype, Format, Smoothing, Study};

use crate::cli::by_name::by_name;

use super::search::trial;
use super::windows::parsed;
use super::{DataFlags, FitFlags, RecordingFlags, scoring_help};

fn set_help() -> String {
    // of one fit, not of what a search prepares
    let of_space = [Name::Missing, Name::Scaler];
    let names = Name::ALL
        .iter()
        .filter(|name| !of_space.contains(name) && !name.as_str().starts_with("window_"));
    let names: Vec<&str> = names.map(|name| name.as_str()).collect();
    let names = names.join(", ");
    format!(
        "A hyperparameter under scikit-learn's name, with its default where it is not given; may be repeated: {names}. Layers and their dropout are separated by commas: hidden_layer_sizes=32,16"
    )
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
    /// A model's file, or a study's directory, whose weights the fit begins from, as scikit-learn's warm_start: with its
    /// columns, categories, stand-ins and scaler, and its hyperparameters but for --set, which cannot change the layers;
    /// its answers stay held to the model's range, unless --clip-output says another or `none`.
    #[arg(long, value_name = "MODEL", conflicts_with = "scale")]
    pub warm_start: Option<PathBuf>,
    /// Where the model goes; `-` is stdout.
    #[arg(short, long, value_name = "FILE", default_value = Study::MODEL)]
    pub out: PathBuf,
    /// CSV file for the loss of each epoch, and the validation score with early stopping; `-` is stdout.
    #[arg(long, value_name = "FILE")]
    pub loss_curve: Option<PathBuf>,
    /// JSON, not text.
    #[arg(long)]
    pub json: bool,
    /// Do not describe the data on stderr; warnings stay.
    #[arg(long)]
    pub quiet: bool,
}

/// Of commands that take a model: another of a study than its winner's.
#[derive(Debug, Default, Args)]
pub struct TrialFlags {
    /// A trial of the study, by its number from 0, in place of its winner: it is fitted again as the winner was, to
    /// --data. That of the winner itself takes no data.
    #[arg(long, value_name = "N", value_parser = trial)]
    pub trial: Option<usize>,
    /// The study's data for --trial, of the bytes that were searched, wherever they are now; several files in their
    /// order, each with its own --data.
    #[arg(long = "data", value_name = "FILE", requires = "trial")]
    pub study_data: Vec<PathBuf>,
}

/// Flags of `predict`.
#[derive(Debug, Args)]
pub struct PredictFlags {
    /// A model's file, or a study's directory; `-` is stdin.
    pub model: PathBuf,
    #[command(flatten)]
    pub of_study: TrialFlags,
    /// CSV, TSV, JSON or NPY files, gzipped or not, NPZ, XLSX or Parquet files, or directories of them; `-` is stdin; it need not hold the target.
    #[arg(required = true)]
    pub data: Vec<PathBuf>,
    /// How it is read.
    #[command(flatten)]
    pub file: DataFlags,
    /// How recordings are read, for a model of their windows.
    #[command(flatten)]
    pub recordings: RecordingFlags,
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
    /// A model's file, or a study's directory; `-` is stdin.
    pub model: PathBuf,
    #[command(flatten)]
    pub of_study: TrialFlags,
    /// CSV, TSV, JSON or NPY files, gzipped or not, NPZ, XLSX or Parquet files, or directories of them; `-` is stdin.
    #[arg(required = true)]
    pub data: Vec<PathBuf>,
    /// How it is read.
    #[command(flatten)]
    pub file: DataFlags,
    /// How recordings are read, for a model of their windows.
    #[command(flatten)]
    pub recordings: RecordingFlags,
    /// Also score answers that are smoothed over N windows of a recording: N, the mean of their probabilities, or N:majority.
    #[arg(help_heading = "Recordings", long, value_name = "N", value_parser = parsed::<Smoothing>)]
    pub smooth: Option<Smoothing>,
    /// Column of the true values, by name or position from 0 [default: the model's].
    #[arg(long, conflicts_with = "label_from")]
    pub target: Option<String>,
    /// The numbers that the network computes with.
    #[arg(long, value_parser = by_name::<Dtype>(), default_value = "f32")]
    pub dtype: Dtype,
    /// scikit-learn's name of a score, which alone is printed [default: all that suit the task].
    #[arg(long, long_help = scoring_help("all that suit the task, and below them a report of the classes or residuals"))]
    pub scoring: Option<String>,
    /// Column that says how much each row counts in the scores, by name or position from 0, with --weighted-scores.
    #[arg(long, value_name = "COLUMN", requires = "weighted_scores")]
    pub weights: Option<String>,
    /// Rows count in every score, and in the report of classes, as --weights says, as with sample_weight in
    /// scikit-learn's metrics; in residuals and the confusion matrix each counts once.
    #[arg(long, requires = "weights")]
    pub weighted_scores: bool,
    /// The class whose f1, precision or recall counts [default: the search's, or `1` or `True` where a class is named so].
    #[arg(long, value_name = "CLASS")]
    pub pos_label: Option<String>,
    /// JSON, not text.
    #[arg(long)]
    pub json: bool,
    /// Do not describe the data on stderr; warnings stay.
    #[arg(long)]
    pub quiet: bool,
}

/// Flags of `export`.
#[derive(Debug, Args)]
pub struct ExportFlags {
    /// A model's file, or a study's directory; `-` is stdin.
    pub model: PathBuf,
    #[command(flatten)]
    pub of_study: TrialFlags,
    /// The language.
    #[arg(long, value_parser = by_name::<Format>())]
    pub format: Format,
    /// The numbers that the network computes with.
    #[arg(long, value_parser = by_name::<Dtype>(), default_value = "f32")]
    pub dtype: Dtype,
    /// Of a model of windows, smooth answers over N of them: N, the mean of their probabilities, or N:majority.
    #[arg(long, value_name = "N", value_parser = parsed::<Smoothing>)]
    pub smooth: Option<Smoothing>,
    /// What the names in the file begin with, or the module [default: the data file's name].
    #[arg(long)]
    pub name: Option<String>,
    /// File to write; `-` is stdout.
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
}
