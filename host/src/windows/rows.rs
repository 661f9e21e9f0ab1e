//! The windows of recordings.

use mcutune_core::signal::Progress;
use rayon::prelude::*;

use super::error::WindowError;
use super::stage::OwnedStage;
use crate::recordings::{Recording, Recordings};

/// The windows of a recording.
#[derive(Debug, Default)]
pub(super) struct Cut {
    /// Row-major.
    pub features: Vec<f32>,
    /// The label of each; an index into those of the recording.
    pub labels: Vec<usize>,
    /// The sample at which each begins.
    pub starts: Vec<usize>,
    /// Of the longest stretch.
    pub longest: usize,
}

/// The windows of each recording, in their order.
pub(super) fn cut(
    recordings: &Recordings,
    stage: &OwnedStage,
    labelled: bool,
) -> Result<Vec<Cut>, WindowError> {
    let axes = recordings.axes().len();
    let all = recordings.all().par_iter();
    all.map(|one| of_one(one, axes, stage, labelled)).collect()
}

fn of_one(one: &Recording, axes: usize, stage: &OwnedStage, labelled: bool) -> Result<Cut, WindowError> {
    let samples = one.samples.len() / axes;
    let window = usize::from(stage.window()) * usize::from(stage.decimate());
    if one.is_window && samples != window {
        return Err(WindowError::OtherLength {
            recording: one.name.clone(),
            samples,
            window: stage.window(),
        });
    }
    // a stretch is as a recording of its own: the firmware's sums and filters begin anew with it
    let stretches: Vec<_> = match labelled {
        true => one
            .labels
            .iter()
            .map(|(range, _)| range.clone())
            .enumerate()
            .collect(),
        false => std::iter::once((0, 0..samples)).collect(),
    };
    let lent = stage.lend();
    let mut memory = vec![0.0; lent.memory()];
    let mut out = vec![0.0; lent.outputs()];
    let mut cut = Cut::default();
    for (label, range) in stretches {
        cut.longest = cut.longest.max(range.len());
        let mut progress = Progress::default();
        for (t, sample) in range
            .clone()
            .zip(one.samples[range.start * axes..].chunks_exact(axes))
        {
            // finite, as recordings are, and as long as the stage's
            if let Ok(true) = lent.push(&mut progress, &mut memory, sample, &mut out) {
                cut.features.extend_from_slice(&out);
                cut.labels.push(label);
                cut.starts.push((t + 1).saturating_sub(span(stage)));
            }
        }
    }
    Ok(cut)
}

/// Samples from the first of a window to the last, of those that come.
fn span(stage: &OwnedStage) -> usize {
    (usize::from(stage.window()) - 1) * usize::from(stage.decimate()) + 1
}
