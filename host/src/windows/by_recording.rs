//! Scores of recordings: what the windows of each say together.

use std::collections::BTreeMap;

use serde::Serialize;

use super::data::Windowed;
use super::smoothing::Smoothing;
use crate::data::{Data, TargetColumn};
use crate::model::{ModelError, Predictor};

/// How often answers are right: of windows, and of the stretches of recordings with one label.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecordingScores {
    /// How many stretches there are.
    pub recordings: usize,
    /// The share of windows whose class is right.
    pub accuracy_of_windows: f64,
    /// The same of answers that are smoothed along each recording, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy_smoothed: Option<f64>,
    /// The share of recordings whose class with the largest mean probability is right; of equals the first.
    pub accuracy_by_mean_probability: f64,
    /// The share of recordings whose most frequent class is right; of equals the first.
    pub accuracy_by_majority: f64,
}

/// The windows of a recording, in their order.
#[derive(Default)]
struct Answers {
    /// The class of each.
    labels: Vec<usize>,
    /// Probabilities of each.
    of_windows: Vec<f32>,
}

/// Answers to windows, recording by recording.
pub(crate) struct ByRecording {
    classes: usize,
    all: BTreeMap<usize, Answers>,
}

/// How many are right.
#[derive(Default)]
struct Right {
    windows: usize,
    right: usize,
    smoothed: usize,
    stretches: usize,
    by_mean: usize,
    by_majority: usize,
}

impl ByRecording {
    /// Of so many classes.
    pub fn new(classes: usize) -> Self {
        Self {
            classes,
            all: BTreeMap::new(),
        }
    }

    /// Adds the answer to a window of a class, which follows those of its recording: a probability for each class, or
    /// that of the second of two.
    pub fn add(&mut self, (recording, label): (usize, usize), answer: &[f32]) {
        let answers = self.all.entry(recording).or_default();
        answers.labels.push(label);
        match answer {
            &[second] => answers.of_windows.extend([1.0 - second, second]),
            each => answers.of_windows.extend_from_slice(each),
        }
    }

    /// What they come to.
    pub fn scores(self, smoothing: Option<Smoothing>) -> RecordingScores {
        let classes = self.classes;
        let mut right = Right::default();
        for Answers {
            labels,
            mut of_windows,
        } in self.all.into_values()
        {
            for stretch in labels.chunk_by(PartialEq::eq).scan(0, |at, stretch| {
                let from = *at;
                *at += stretch.len();
                Some(from..*at)
            }) {
                let answers = &of_windows[stretch.start * classes..stretch.end * classes];
                right.add_stretch(labels[stretch.start], answers, classes);
            }
            if let Some(smoothing) = smoothing {
                // as the firmware does it, which knows of no label
                smoothing.apply(&mut of_windows, classes);
                let smoothed = of_windows.chunks_exact(classes).zip(&labels);
                right.smoothed += smoothed
                    .filter(|(answer, label)| largest(answer) == **label)
                    .count();
            }
        }
        let share = |right: usize, of: usize| right as f64 / of.max(1) as f64;
        RecordingScores {
            recordings: right.stretches,
            accuracy_of_windows: share(right.right, right.windows),
            accuracy_smoothed: smoothing.map(|_| share(right.smoothed, right.windows)),
            accuracy_by_mean_probability: share(right.by_mean, right.stretches),
            accuracy_by_majority: share(right.by_majority, right.stretches),
        }
    }
}

impl Right {
    /// Windows of one label that follow one another.
    fn add_stretch(&mut self, label: usize, answers: &[f32], classes: usize) {
        let (mut sums, mut votes) = (vec![0.0_f64; classes], vec![0_u32; classes]);
        for answer in answers.chunks_exact(classes) {
            sums.iter_mut()
                .zip(answer)
                .for_each(|(sum, p)| *sum += f64::from(*p));
            let class = largest(answer);
            votes[class] += 1;
            self.windows += 1;
            self.right += usize::from(class == label);
        }
        self.stretches += 1;
        self.by_mean += usize::from(largest(&sums) == label);
        self.by_majority += usize::from(largest(&votes) == label);
    }
}

/// The first of the largest.
fn largest<T: PartialOrd>(numbers: &[T]) -> usize {
    (1..numbers.len()).fold(0, |best, i| if numbers[i] > numbers[best] { i } else { best })
}

/// The class of each row, by its number among those of a model; none where it has no such class.
fn label(data: &Data, classes: &[String], row: usize) -> Option<usize> {
    match data.target()? {
        TargetColumn::Classes { labels, names } => {
            let name = &names[usize::from(labels[row])];
            classes.iter().position(|class| class == name)
        }
        _ => None,
    }
}

impl Predictor<'_> {
    /// Scores of recordings whose windows these are, as the model answers them; none of rows that are no windows, or
    /// of a model of values. A class that it does not know is never right.
    ///
    /// # Errors
    /// As [`Predictor::predict_proba_data`].
    pub fn by_recording(
        &self,
        data: &Data,
        smoothing: Option<Smoothing>,
    ) -> Result<Option<RecordingScores>, ModelError> {
        let classes = self.classes();
        let (Some(windowed), Some(_), [_, _, ..]) = (data.windowed(), data.target(), classes) else {
            return Ok(None);
        };
        let answers = self.predict_proba_data(data)?;
        let mut all = ByRecording::new(classes.len());
        for (row, answer) in answers.iter().enumerate() {
            let label = label(data, classes, row).unwrap_or(classes.len());
            all.add((windowed.recording(row), label), answer);
        }
        Ok(Some(all.scores(smoothing)))
    }
}

/// The same of answers to some rows, which are numbered by the classes of the data.
pub(crate) fn add_rows(
    all: &mut ByRecording,
    (data, windowed): (&Data, &Windowed),
    rows: &[u32],
    answers: &[f32],
) {
    let width = answers.len() / rows.len().max(1);
    let Some(TargetColumn::Classes { labels, .. }) = data.target() else {
        return;
    };
    for (&row, answer) in rows.iter().zip(answers.chunks_exact(width.max(1))) {
        let row = row as usize;
        all.add((windowed.recording(row), usize::from(labels[row])), answer);
    }
}
