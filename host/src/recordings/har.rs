//! The folders of UCI's "Human activity recognition using smartphones": windows of 128 samples at 50 Hz, each of a
//! subject.

use std::fs;
use std::path::{Path, PathBuf};

use super::options::Part;
use super::{Recording, RecordingError};

/// Samples a second, as the data set's description has it.
pub(super) const RATE: f64 = 50.0;

const SIGNALS: &str = "Inertial Signals";

/// Its parts, and what they are for.
const PARTS: [(&str, &str, Part); 2] = [
    ("train", "training", Part::Training),
    ("test", "testing", Part::Testing),
];

/// What is read of the data set.
#[derive(Default)]
pub(super) struct Har {
    pub axes: Vec<String>,
    pub windows: Vec<Recording>,
    /// The files that were read.
    pub files: Vec<PathBuf>,
    /// A folder that was not, and which part it is.
    pub left_out: Option<(String, &'static str)>,
}

/// Whether a folder is one of the data set.
pub(super) fn is_har(folder: &Path) -> bool {
    PARTS
        .iter()
        .any(|(part, ..)| folder.join(part).join(SIGNALS).is_dir())
}

/// Its axes and windows.
pub(super) fn read(folder: &Path, part: Part) -> Result<Har, RecordingError> {
    let mut har = Har::default();
    let path = folder.join("activity_labels.txt");
    let names = match path.is_file() {
        true => har.text(path)?,
        false => String::new(),
    };
    for (name, of, own) in PARTS {
        let inner = folder.join(name);
        if !inner.is_dir() {
            continue;
        }
        match part == own || part == Part::All {
            true => har.add(&inner, name, &names)?,
            false => har.left_out = Some((inner.display().to_string(), of)),
        }
    }
    match har.windows.is_empty() {
        true => Err(RecordingError::NoFiles {
            path: folder.display().to_string(),
            aside: har.left_out.into_iter().map(|(folder, _)| folder).collect(),
        }),
        false => Ok(har),
    }
}

/// A signal's name, and the samples of each window.
struct Signal {
    name: String,
    windows: Vec<Vec<f32>>,
}

impl Har {
    fn text(&mut self, path: PathBuf) -> Result<String, RecordingError> {
        let text = fs::read_to_string(&path).map_err(|error| RecordingError::Read {
            path: path.display().to_string(),
            error,
        })?;
        self.files.push(path);
        Ok(text)
    }

    fn add(&mut self, folder: &Path, part: &str, names: &str) -> Result<(), RecordingError> {
        let labels = self.text(folder.join(format!("y_{part}.txt")))?;
        let labels: Vec<&str> = labels.split_whitespace().collect();
        let subjects = self.text(folder.join(format!("subject_{part}.txt")))?;
        let subjects: Vec<&str> = subjects.split_whitespace().collect();
        let signals = self.signals(&folder.join(SIGNALS), part)?;
        let malformed = |what: String| RecordingError::Malformed {
            path: folder.display().to_string(),
            what,
        };
        check(&signals).map_err(malformed)?;
        let windows = signals.first().map_or(0, |signal| signal.windows.len());
        if windows != labels.len() || windows != subjects.len() {
            return Err(malformed(format!(
                "{windows} windows, {} labels and {} subjects",
                labels.len(),
                subjects.len()
            )));
        }
        let axes: Vec<String> = signals.iter().map(|signal| signal.name.clone()).collect();
        if !self.axes.is_empty() && self.axes != axes {
            return Err(malformed(format!(
                "its signals are {}, and those of the other part {}",
                axes.join(", "),
                self.axes.join(", ")
            )));
        }
        self.axes = axes;
        for (i, (label, subject)) in labels.into_iter().zip(subjects).enumerate() {
            let samples = signals.first().map_or(0, |signal| signal.windows[i].len());
            let sample = |t: usize| signals.iter().map(move |signal| signal.windows[i][t]);
            self.windows.push(Recording {
                name: format!("{part}:{i}"),
                group: format!("subject {subject}"),
                samples: (0..samples).flat_map(sample).collect(),
                labels: vec![(0..samples, name_of(label, names))],
                is_window: true,
            });
        }
        Ok(())
    }

    /// The signals of a folder, by their names.
    fn signals(&mut self, folder: &Path, part: &str) -> Result<Vec<Signal>, RecordingError> {
        let failed = |error| RecordingError::Read {
            path: folder.display().to_string(),
            error,
        };
        let entries: Result<Vec<_>, _> = fs::read_dir(folder).map_err(failed)?.collect();
        let mut paths: Vec<PathBuf> = entries
            .map_err(failed)?
            .into_iter()
            .map(|entry| entry.path())
            .collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "txt"));
        paths.sort();
        let signal = |path: PathBuf| {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let name = stem.strip_suffix(&format!("_{part}")).unwrap_or(&stem).to_owned();
            let shown = path.display().to_string();
            let text = self.text(path)?;
            let windows = (1..).zip(text.lines()).map(|(line, row)| {
                let numbers = row.split_whitespace().map(|field| {
                    let number = field.parse::<f32>().ok().filter(|x| x.is_finite());
                    number.ok_or_else(|| RecordingError::Malformed {
                        path: shown.clone(),
                        what: format!("line {line}: `{field}` is no number"),
                    })
                });
                numbers.collect::<Result<Vec<f32>, _>>()
            });
            let windows = windows.collect::<Result<_, _>>()?;
            Ok(Signal { name, windows })
        };
        paths.into_iter().map(signal).collect()
    }
}

/// Whether all signals have the same windows.
fn check(signals: &[Signal]) -> Result<(), String> {
    let Some((first, others)) = signals.split_first() else {
        return Err(format!("no signals in `{SIGNALS}`"));
    };
    for other in others {
        if other.windows.len() != first.windows.len() {
            return Err(format!(
                "{} windows of `{}` and {} of `{}`",
                first.windows.len(),
                first.name,
                other.windows.len(),
                other.name
            ));
        }
        let mut both = first.windows.iter().zip(&other.windows);
        if let Some(at) = both.position(|(one, other)| one.len() != other.len()) {
            return Err(format!(
                "window {at} (from 0) has {} samples of `{}` and {} of `{}`",
                first.windows[at].len(),
                first.name,
                other.windows[at].len(),
                other.name
            ));
        }
    }
    Ok(())
}

/// What an activity is called.
fn name_of(number: &str, names: &str) -> String {
    let mut lines = names.lines().filter_map(|line| line.trim().split_once(' '));
    let named = lines.find(|(one, _)| *one == number);
    named.map_or(number, |(_, name)| name.trim()).to_owned()
}
