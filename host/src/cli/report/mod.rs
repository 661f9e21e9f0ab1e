//! `mcutune report`: studies as one page that a browser shows, from their journals.

mod answers;
mod bars;
mod chart;
mod choice;
mod command;
mod compare;
mod confusion;
mod costs;
mod curves;
mod data;
mod figure;
mod folds;
mod history;
mod holdout;
mod importance;
mod ours;
mod page;
mod palette;
mod parallel;
mod pictures;
mod provenance;
mod racing;
mod range;
mod residuals;
mod scatter;
mod verdict;
mod view;
mod words;

use std::path::PathBuf;

use mcutune::core::cost::Dtype;
use mcutune::text::counted;
use mcutune::{Select, Study};

use crate::cli::command_error::CommandError;
use crate::cli::flags::ReportFlags;
use crate::cli::{outputs, print, stdin};
use answers::Answers;
use view::Budget;

pub use compare::{cautions, columns, winners};
pub use view::View;

/// Runs the command and writes the page.
pub fn report(flags: &ReportFlags) -> Result<(), CommandError> {
    if flags.studies.len() > 1 && !flags.data.is_empty() {
        let studies = flags.studies.len();
        return Err(format!("--data is of one study, and there are {studies}: give one").into());
    }
    if let Some(one) = flags.data.iter().find(|file| stdin::is_stdin(file)) {
        return Err(format!("--data {}: save it to a file and give that", one.display()).into());
    }
    let written = [("--output", flags.output.clone())];
    outputs::check_studies(&written)?;
    let journals = flags.studies.iter().map(|study| study.join(Study::JOURNAL));
    let read: Vec<PathBuf> = journals.chain(flags.data.iter().cloned()).collect();
    outputs::check(&written, read.iter().cloned())?;
    ours::check_page(&flags.output)?;
    outputs::check_writable(&written)?;
    let mut views = views(&flags.studies, (flags.select, flags.select_by))?;
    check_begun(&views)?;
    if let [view] = views.as_mut_slice()
        && !flags.data.is_empty()
    {
        let data = view.study.read_data(&flags.data)?;
        let answers = Answers::of(view, &data)?;
        view.held_out = answers.held_out.or(view.held_out);
        view.answers = Some(answers);
    }
    let page = page::page(&views);
    let pictures = match &flags.pictures {
        Some(directory) => {
            let files = pictures::write(directory, &views, &flags.output, &read)?;
            Some((directory, files))
        }
        None => None,
    };
    print::deliver(&flags.output, page.as_bytes())?;
    if print::is_stdout(&flags.output) {
        return Ok(());
    }
    let (path, length) = (flags.output.display().to_string(), page.len());
    let mut wrote = format!("{}: {length} bytes\n", print::shown(&path));
    if let Some((directory, files)) = pictures {
        let directory = directory.display().to_string();
        wrote += &format!("{}: {}\n", print::shown(&directory), counted(files, "file"));
    }
    // the file is there; where that cannot be printed, that is the error
    print::print(&wrote).map_err(|error| format!("{error}; {path} is written, {length} bytes").into())
}

/// An error of a study whose journal has no settings yet, and so nothing to tell.
fn check_begun(views: &[View]) -> Result<(), CommandError> {
    match views.iter().find(|view| view.study.settings().is_empty()) {
        None => Ok(()),
        Some(view) => Err(format!(
            "{}: its search was ended before it had written its settings, so there is nothing to report; the same \
             command begins it",
            view.directory
        )
        .into()),
    }
}

/// Studies as all sections see them, each under a name of its own.
pub fn views(
    studies: &[PathBuf],
    selection: (Option<Select>, Option<Dtype>),
) -> Result<Vec<View>, CommandError> {
    let budget = Budget::of(studies.len());
    let views = studies.iter().map(|study| View::read(study, selection, budget));
    let mut views = views.collect::<Result<Vec<View>, CommandError>>()?;
    let names: Vec<String> = views.iter().map(|view| view.name.clone()).collect();
    let several = views.len() > 1;
    for (at, view) in views.iter_mut().enumerate() {
        if names.iter().filter(|name| **name == view.name).count() > 1 {
            view.name = format!("{} ({})", view.name, view.directory);
        }
        if several {
            view.prefix = format!("study-{}-", at + 1);
        }
    }
    Ok(views)
}
