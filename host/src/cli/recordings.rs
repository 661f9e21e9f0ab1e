//! Windows that a model of recordings is to answer.

use std::path::PathBuf;

use mcutune::{Data, Model, RecordingScores, Recordings};

use crate::cli::command_error::CommandError;
use crate::cli::flags::{DataFlags, RecordingFlags};

/// The windows of these files as the model cuts them, with their labels where it is to be judged; none of a model of
/// rows.
pub fn windows(
    model: &Model,
    files: &[PathBuf],
    (recordings, file): (&RecordingFlags, &DataFlags),
    labelled: bool,
) -> Result<Option<Data>, CommandError> {
    let Some(stage) = model.window() else {
        return match recordings.given() {
            Some(flag) => {
                Err(format!("{flag} is for recordings, and the model is of rows: leave it out").into())
            }
            None => Ok(None),
        };
    };
    let options = recordings.options(file)?.labels_required(labelled);
    let data = Recordings::read(files, &options)?.windows_of(stage, labelled)?;
    Ok(Some(data))
}

/// Scores of recordings in lines.
pub fn lines(scores: &RecordingScores) -> String {
    let smoothed = scores
        .accuracy_smoothed
        .map(|score| format!("accuracy of windows, smoothed: {score:.4}\n"));
    format!(
        "accuracy of windows: {:.4}\n{}accuracy of recordings ({}): {:.4} by mean probability, {:.4} by majority\n",
        scores.accuracy_of_windows,
        smoothed.unwrap_or_default(),
        scores.recordings,
        scores.accuracy_by_mean_probability,
        scores.accuracy_by_majority
    )
}
