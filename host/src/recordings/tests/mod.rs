//! Every format and every error, with files that are made here.

mod clocks;
mod formats;
mod labelled;
mod wrong;

use std::fs;
use std::path::Path;

use super::*;
use crate::data::LabelFrom;

/// A folder with files.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        files.iter().for_each(|(name, text)| folder.write(name, text));
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn read(&self, options: &RecordingOptions) -> Result<Recordings, RecordingError> {
        Recordings::read(&[self.path().to_owned()], options)
    }

    /// What is read, and what is said, without the folder.
    fn ok(&self, options: &RecordingOptions) -> (Recordings, Vec<String>) {
        let read = self.read(options).unwrap();
        let notes = read.notes().iter().map(|note| self.without(&note.to_string()));
        let notes = notes.collect();
        (read, notes)
    }

    /// What is wrong, without the folder.
    fn error(&self, options: &RecordingOptions) -> String {
        self.without(&self.read(options).unwrap_err().to_string())
    }

    fn without(&self, text: &str) -> String {
        let folder = self.path().display().to_string();
        text.replace(&format!("{folder}/"), "").replace(&folder, "DIR")
    }
}

fn plain() -> RecordingOptions {
    RecordingOptions::new()
}

/// Samples `step` milliseconds apart of two axes.
fn csv(samples: usize, step: f64) -> String {
    let row = |i: usize| format!("{},{},{}\n", i as f64 * step, i % 3, (i * 7) % 5);
    "timestamp,x,y\n".to_owned() + &(0..samples).map(row).collect::<String>()
}

/// Of each recording its name, its group, how many samples there are, and their labels.
fn shown(read: &Recordings) -> Vec<String> {
    let one = |one: &Recording| {
        let labels = one.labels.iter();
        let labels = labels.map(|(range, label)| format!(" {}-{} {label}", range.start, range.end));
        format!(
            "{} of {}: {}{}",
            one.name,
            one.group,
            one.samples.len() / read.axes().len(),
            labels.collect::<String>()
        )
    };
    read.all().iter().map(one).collect()
}

#[test]
fn samples_in_memory_are_checked() {
    let one = |samples: Vec<f32>, end: usize| Recording {
        name: "a".to_owned(),
        group: "a".to_owned(),
        samples,
        labels: vec![(0..end, "idle".to_owned())],
        is_window: false,
    };
    let error = |axes: &[&str], rate: f64, all: Vec<Recording>| {
        Recordings::new(axes, rate, all).unwrap_err().to_string()
    };
    assert!(Recordings::new(&["x"], 50.0, vec![one(vec![1.0, 2.0], 2)]).is_ok());
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e300] {
        assert!(error(&["x"], rate, vec![one(vec![1.0], 1)]).contains("a number of samples a second"));
    }
    assert_eq!(error(&[], 50.0, vec![]), "0 axes: a sample has 1 to 16");
    let many = ["x"; 17];
    assert_eq!(
        error(&many, 50.0, vec![]),
        "17 axes: a sample has 1 to 16; leave others out"
    );
    let says = "a: samples of 2 axes are whole rows, and labels are of these samples";
    assert_eq!(error(&["x", "y"], 50.0, vec![one(vec![1.0], 0)]), says);
    assert_eq!(error(&["x", "y"], 50.0, vec![one(vec![1.0, 2.0], 2)]), says);
    assert_eq!(
        error(&["x"], 50.0, vec![one(vec![], 0)]),
        "the recordings have no samples"
    );
}

#[test]
fn the_digest_is_that_of_all_there_is() {
    let files = [("idle.1.csv", csv(20, 20.0)), ("walk.1.csv", csv(30, 20.0))];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let digest = |files: &[(&str, &str)], options: &RecordingOptions| {
        let folder = Folder::new(files);
        folder.read(options).unwrap().digest().to_owned()
    };
    let first = digest(&files, &plain());
    assert_eq!(first.len(), 64);
    assert_eq!(digest(&files, &plain()), first, "wherever the folder is");
    let other = csv(30, 20.0).replace("\n20,1", "\n20,2");
    assert_ne!(other, csv(30, 20.0));
    assert_ne!(digest(&[files[0], ("walk.1.csv", &other)], &plain()), first);
    assert_ne!(digest(&[files[0], ("idle.2.csv", files[1].1)], &plain()), first);
    assert_ne!(digest(&files, &plain().drop("y")), first);
    assert_ne!(digest(&files, &plain().resample(25.0)), first);
}
