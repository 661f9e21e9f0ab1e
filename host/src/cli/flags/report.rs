//! Of a report.

use std::path::PathBuf;

use clap::Args;
use mcutune::{Dtype, Select};

use crate::cli::by_name::by_name;

/// Flags of `report`.
#[derive(Debug, Args)]
pub struct ReportFlags {
    /// Study directories that `search` left; of several the page compares the winners first.
    #[arg(required = true, value_name = "STUDY")]
    pub studies: Vec<PathBuf>,
    /// HTML file to write, which needs no other file and no network; `-` is stdout. A file that is there is replaced
    /// where it is such a page, and refused else.
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// The study's data, of the bytes that were searched, wherever they are now; several files in their order, each
    /// with its own --data. The winner and up to four others are fitted again on the folds, for their learning curves
    /// and what the winner answers to rows that it has not seen: those that test the folds, and those that --holdout of
    /// the search kept out of it.
    #[arg(long, value_name = "FILE")]
    pub data: Vec<PathBuf>,
    /// Also writes each picture as SVG and PNG, and all its numbers as CSV, into this directory.
    #[arg(long, value_name = "DIR")]
    pub pictures: Option<PathBuf>,
    /// By which rule a trial wins [default: the study's].
    #[arg(long, value_name = "RULE")]
    pub select: Option<Select>,
    /// Whose scores rank the trials and choose the winner [default: the study's].
    #[arg(long, value_name = "DTYPE", value_parser = by_name::<Dtype>())]
    pub select_by: Option<Dtype>,
}
