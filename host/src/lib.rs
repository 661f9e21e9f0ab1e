//! Tunes tiny neural networks for microcontrollers: cross-validated search with scikit-learn's
//! semantics, in which every fit has the bits that [`mcutune_core`] has on the chip.
//!
//! ```
//! use mcutune::{Data, GridSearch, Limits, Mcu, Space};
//!
//! let data = Data::read("data/iris.csv")?; // or Data::from_rows(&x, 4, &labels)
//! let found = GridSearch::new(Space::default())
//!     .cv(3)
//!     .limit(Mcu::CortexM4f, Limits::new().flash(16 << 10))
//!     .on_trial(|trial| println!("{} {:.4}", trial.number(), trial.mean_test_score()))
//!     .fit(&data)?;
//! println!("{:?} {:.4}", found.best_params(), found.best_score());
//!
//! let model = found.best_model();
//! assert_eq!(model.predict(&[[6.3, 3.3, 6.0, 2.5]])?, ["virginica"]);
//! let header = model.to_c(&Default::default())?; // or to_rust, to_onnx, save
//! # assert!(header.contains("iris"));
//! # Ok::<(), mcutune::Error>(())
//! ```
//!
//! Data are a [`Data`], candidates come from a [`Space`]; [`GridSearch`], [`RandomSearch`],
//! [`HalvingSearch`], [`GpSearch`] and [`AutoSearch`] fit them, and [`Found`] holds the [`Trial`]s and the [`Model`]. A
//! [`Study`] is a search's directory read back. [`Mlp`] fits one network without a search. The types of
//! the network, its hyperparameters and its costs are those of [`core`]; where both have a name, as
//! `Search`, `Space` or `Model`, the one here is the same thing with memory, files and threads.
//!
//! Nothing here prints, sets a signal handler or shares state between searches. A damaged workbook or
//! Parquet file may make its decoder panic: that is caught and becomes an error, but a panic hook of the
//! program's sees it before, and [`panics_are_caught`] says so. The command `mcutune`, behind the default
//! feature `cli`, is a client of these items and of no others.

#![warn(clippy::missing_errors_doc, clippy::must_use_candidate)]

mod clip_output;
mod cv;
mod data;
mod descriptor;
mod directory;
mod diverged;
mod export;
mod files;
mod fit;
mod limits;
mod memory;
mod model;
mod objectives;
mod pos_label;
mod recordings;
pub mod report;
mod rng;
mod search;
mod shard;
mod space;
mod study;
pub mod text;
mod windows;

pub use clip_output::{clip_output_text, parse_clip_output};
pub use cv::{Cv, FoldRows, MOST_FOLDS};
pub use data::panics_are_caught;
pub use data::prepare::PrepareError;
pub use data::{
    Asked, BadLine, BadLines, BothColumns, Categorical, ClassCount, Coarse, Column, ColumnData, Columns,
    Data, DataError, DateOrder, DatePart, Dates, Delimiter, Encoding, EpochUnit, FeatureValue, Groups,
    GroupsSummary, LabelFrom, LeftOut, Location, Matched, MinFrequency, Missing, Note, Nul, OddColumn,
    OtherDecimal, OtherDurations, OtherOffsets, OutputSummary, Preprocess, RareText, ReadOptions, RowOrder,
    SheetError, Source, Strings, Summary, TargetColumn, TargetSummary, TargetValue, Task, TextKind, TimePart,
    UnevenBlanks, Unknown, UnlikeDate, Unused, Weights,
};
pub use directory::is_study;
pub use diverged::Diverged;
pub use export::{ExportOptions, Format};
pub use files::{WriteError, check_writable, is_stdin, is_stdout, write_file};
pub use fit::{FitError, Fitted, Mlp};
pub use limits::{Device, Limits, Quantity};
pub use mcutune_core as core;
pub use mcutune_core::cost::{Dtype, Mcu};
pub use mcutune_core::data::ClipOutput;
pub use mcutune_core::params::Params;
pub use mcutune_core::scaler::Scaling;
pub use mcutune_core::score::Scoring;
pub use memory::{FIT_BYTES, TooLarge};
pub use model::{
    Average, ClassReport, ClassScores, Confusion, Evaluation, Model, ModelError, NotFinite, Prediction,
    Predictions, Predictor, Probabilities, Provenance, Quantized, Residuals, Rounding, WarmStartError,
};
pub use objectives::Objectives;
pub use pos_label::PosLabelError;
pub use recordings::{Part, Recording, RecordingError, RecordingNote, RecordingOptions, Recordings};
pub use rng::{Generator, Rng};
pub use search::{
    AutoSearch, Choices, Confirmed, CvError, DEFAULT_CONFIRM, DEFAULT_CV, End, Error, ErrorScore, Event,
    Failure, FittedTrial, FoldFit, FoldResult, Found, FoundShard, GpSearch, GridSearch, HalvingError,
    HalvingSearch, Int8Scores, KEPT_BYTES, Leakage, MinResources, NotRefitted, NotSharded, ObjectivesError,
    Race, RandomSearch, Resource, Results, Search, Select, Selection, Stop, Strategy, Trial, Warning,
};
pub use shard::Shard;
pub use space::{MOST_CANDIDATES, Space, SpaceError, parse_setting};
pub use study::{Difference, MergeError, Merged, Settings, Shards, Study, StudyError, Unfinished};
pub use text::ParseError;
pub use windows::{
    FeatureText, FilterText, OwnedStage, RecordingScores, SelectFeatures, Smoothing, Span, WindowError,
    Windowed, Windowing, WindowsSummary, axes_text, parse_axes,
};
