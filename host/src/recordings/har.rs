//! The folders of UCI's "Human activity recognition using smartphones": windows of 128 samples at 50 Hz, each of a
//! subject.

use std::fs;
use std::path::{Path, PathBuf};

use super::options::Part;
use super::{Recording, RecordingError};

/// Samples a second, as the data set's description has it.
pub(super) const RATE: f64 = 50.0;

const SIGNALS: &str = "Inertial Signals";

/// Whether a folder is one of the data set.
pub(super) fn is_har(folder: &Path) -> bool {
    ["train", "test"]
        .iter()
        .any(|part| folder.join(part).join(SIGNALS).is_dir())
}

fn text(path: &Path) -> Result<String, RecordingError> {
    fs::read_to_string(path).map_err(|error| RecordingError::Read {
        path: path.display().to_string(),
        error,
    })
}

/// Its axes and windows, and the files that hold them.
pub(super) fn read(
    folder: &Path,
    part: Part,
) -> Result<(Vec<String>, Vec<Recording>, Vec<PathBuf>), RecordingError> {
    let (mut axes, mut all, mut files) = (Vec::new(), Vec::new(), Vec::new());
    let parts: &[&str] = match part {
        Part::Training => &["train"],
        Part::Testing => &["test"],
        Part::All => &["train", "test"],
    };
    let names = folder.join("activity_labels.txt");
    let names = if names.is_file() {
        text(&names)?
    } else {
        String::new()
    };
    let name = |number: &str| {
        let lines = names.lines().filter_map(|line| line.trim().split_once(' '));
        let named = lines.into_iter().find(|(one, _)| *one == number);
        named.map_or(number, |(_, name)| name.trim()).to_owned()
    };
    for part in parts.iter().filter(|part| folder.join(part).is_dir()) {
        let inner = folder.join(part);
        let labels = text(&inner.join(format!("y_{part}.txt")))?;
        let labels: Vec<&str> = labels.split_whitespace().collect();
        let subjects = text(&inner.join(format!("subject_{part}.txt")))?;
        let subjects: Vec<&str> = subjects.split_whitespace().collect();
        let (found, signals) = signals(&inner.join(SIGNALS), part)?;
        files.extend(signals.iter().map(|(path, _)| path.clone()));
        if !axes.is_empty() && axes != found {
            return Err(RecordingError::AxesDiffer {
                path: inner.display().to_string(),
                axes: found,
                other: folder.display().to_string(),
                expected: axes,
            });
        }
        axes = found;
        let windows = signals
            .iter()
            .map(|(_, rows)| rows.len())
            .min()
            .unwrap_or_default();
        if windows != labels.len() || windows != subjects.len() {
            return Err(RecordingError::Malformed {
                path: inner.display().to_string(),
                what: format!(
                    "{windows} windows, {} labels and {} subjects",
                    labels.len(),
                    subjects.len()
                ),
            });
        }
        for i in 0..windows {
            let samples = signals
                .iter()
                .map(|(_, rows)| rows[i].len())
                .min()
                .unwrap_or_default();
            let sample = |t: usize| signals.iter().map(move |(_, rows)| rows[i][t]);
            all.push(Recording {
                name: format!("{part}:{i}"),
                group: format!("subject {}", subjects[i]),
                samples: (0..samples).flat_map(sample).collect(),
                labels: vec![(0..samples, name(labels[i]))],
                is_window: true,
            });
        }
    }
    Ok((axes, all, files))
}

/// Rows of each file, with the file.
type Signals = Vec<(PathBuf, Vec<Vec<f32>>)>;

/// Names of the signals, and the rows of each.
fn signals(folder: &Path, part: &str) -> Result<(Vec<String>, Signals), RecordingError> {
    let read_error = |error| RecordingError::Read {
        path: folder.display().to_string(),
        error,
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(read_error)? {
        let path = entry.map_err(read_error)?.path();
        if path.extension().is_some_and(|end| end == "txt") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut names = Vec::new();
    let mut all = Vec::new();
    for path in paths {
        let stem = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        names.push(stem.trim_end_matches(part).trim_end_matches('_').to_owned());
        let malformed = |what: String| RecordingError::Malformed {
            path: path.display().to_string(),
            what,
        };
        let mut rows = Vec::new();
        for (line, row) in (1..).zip(text(&path)?.lines()) {
            let numbers = row.split_whitespace().map(|field| {
                let number = field.parse::<f32>().ok().filter(|x| x.is_finite());
                number.ok_or_else(|| malformed(format!("line {line}: `{field}` is no number")))
            });
            rows.push(numbers.collect::<Result<Vec<f32>, _>>()?);
        }
        all.push((path, rows));
    }
    Ok((names, all))
}
