//! `mcutune export`: a model as one file of another language.

use mcutune::{ExportOptions, Study};

use crate::cli::command_error::CommandError;
use crate::cli::flags::ExportFlags;
use crate::cli::{model, outputs, print};

/// The command that makes a header of a trial of a study in this directory, whose data are to be named.
pub fn of_trial(study: &str, trial: usize) -> String {
    let study = shlex::try_quote(study).map_or(study.into(), |word| word);
    format!("`mcutune export {study} --trial {trial} --data FILE --format c --output model.h`")
}

/// Runs the command and writes the file.
pub fn export(flags: &ExportFlags) -> Result<(), CommandError> {
    let written = [("--output", flags.output.clone())];
    outputs::check_studies(&written)?;
    let read = [flags.model.clone(), flags.model.join(Study::MODEL)].into_iter();
    outputs::check(&written, read.chain(flags.of_study.study_data.iter().cloned()))?;
    outputs::check_writable(&written)?;
    let model = model::load(&flags.model, &flags.of_study, &[])?;
    if let (Some(smooth), true) = (flags.smooth, model.window().is_none()) {
        return Err(format!(
            "--smooth {smooth}: the model is of rows, and not of windows of recordings: leave it out"
        )
        .into());
    }
    let mut options = ExportOptions::new().dtype(flags.dtype).smooth(flags.smooth);
    if let Some(name) = &flags.name {
        options = options.name(name);
    }
    let bytes = model.export(flags.format, &options)?;
    print::deliver(&flags.output, &bytes)?;
    if print::is_stdout(&flags.output) {
        return Ok(());
    }
    let (path, length) = (flags.output.display().to_string(), bytes.len());
    let wrote = format!("{}: {length} bytes\n", print::shown(&path));
    // the file is there; where that cannot be printed, that is the error
    print::print(&wrote).map_err(|error| format!("{error}; {path} is written, {length} bytes").into())
}
