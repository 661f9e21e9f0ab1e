//! Of recordings, and of windows of them.

use mcutune::{RecordingError, WindowError};

use super::{Hint, flag, of_data};

pub(super) fn of_recordings(error: &RecordingError) -> Option<Hint> {
    match error {
        RecordingError::Table(error) => of_data(error),
        RecordingError::NoRate { .. } => {
            Some(Hint::from("give `--rate HZ`").or("name it with `--timestamp COLUMN`"))
        }
        RecordingError::WindowRate { .. } | RecordingError::Unit { .. } => Some("give `--rate HZ`".into()),
        RecordingError::RatesDiffer { expected, .. } => Some(format!("give `--resample {expected}`").into()),
        RecordingError::OtherRate { rate, asked, .. } => {
            Some(Hint::from(format!("give `--rate {rate}`")).or(format!("`--resample {asked}`")))
        }
        RecordingError::Backwards {
            column, now, before, ..
        } if now == before => Some(Hint::from(flag("--drop", column))),
        RecordingError::Backwards { .. } => Some("name it with `--session COLUMN`".into()),
        RecordingError::EitherLabel { .. } => {
            Some(Hint::from("give `--label-from folder`").or("`--label-from name`"))
        }
        RecordingError::NoStamps { column, .. } => {
            Some(Hint::from("name it with `--timestamp COLUMN`").or(flag("--drop", column)))
        }
        RecordingError::Grows { column, .. } => {
            Some(Hint::from(flag("--timestamp", column)).or(flag("--drop", column)))
        }
        RecordingError::Text { column, .. } | RecordingError::NoAxis { column, .. } => Some(
            Hint::from(flag("--label-column", column))
                .or(flag("--session", column))
                .or(flag("--drop", column)),
        ),
        RecordingError::Gap { column, .. } => Some(flag("--drop", column).into()),
        RecordingError::NoLabel { .. } => {
            Some(Hint::from("name it with `--label-column COLUMN`").or("see `--label-from`"))
        }
        RecordingError::Axes { .. } => Some("leave columns out with `--drop COLUMN`".into()),
        RecordingError::AxesDiffer { .. } => {
            Some("leave out what only some have with `--drop COLUMN`".into())
        }
        RecordingError::Malformed { .. } | RecordingError::Read { .. } => {
            Some("`--bad-files skip` leaves such files out".into())
        }
        _ => None,
    }
}

pub(super) fn of_windows(error: &WindowError) -> Option<Hint> {
    match error {
        WindowError::Length { .. } => Some("see `--window` and `--hop`".into()),
        WindowError::Scale { .. } => Some("see `--scale-axis`".into()),
        WindowError::Filter { .. } | WindowError::FilterInF32 { .. } => Some("see `--filter`".into()),
        WindowError::Band { .. } => Some("see `--features`".into()),
        WindowError::OneAxis => Some("leave it out of `--features`".into()),
        WindowError::Aliases { half, .. } => {
            let half = (half * 1000.0).floor() / 1000.0;
            Some(format!("give `--filter low:{half}Hz` or less").into())
        }
        WindowError::NotFinite { .. } => Some("see `--scale-axis`".into()),
        WindowError::Short { .. } => Some("`--short skip` leaves it out".into()),
        WindowError::None { .. } => Some("give a shorter `--window`".into()),
        WindowError::OtherLength { samples, .. } => Some(format!("give `--window {samples}`").into()),
        WindowError::OtherAxes { axes, expected } => {
            let mut missing = expected.iter().filter(|axis| !axes.contains(axis));
            Some(match missing.next() {
                Some(axis) => format!("give recordings with `{axis}`, under this name").into(),
                None => "leave others out with `--drop COLUMN`".into(),
            })
        }
        WindowError::OtherRate { expected, .. } => Some(format!("give `--resample {expected}`").into()),
        WindowError::Data(error) => of_data(error),
        _ => None,
    }
}
