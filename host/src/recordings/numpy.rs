//! NumPy's arrays of samples, which may end before they say so, and archives of windows that others cut.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::note::{RecordingNote, some};
use super::options::RecordingOptions;
use super::samples::Samples;
use super::{Recording, RecordingError};
use crate::data::npy::{self, Flat};
use crate::data::open_bytes;

fn read_error(path: &str) -> impl Fn(std::io::Error) -> RecordingError + '_ {
    |error| RecordingError::Read {
        path: path.to_owned(),
        error,
    }
}

fn malformed(path: &str, what: impl Into<String>) -> RecordingError {
    RecordingError::Malformed {
        path: path.to_owned(),
        what: what.into(),
    }
}

/// Names of axes that have none.
fn axis_names(axes: usize) -> Vec<String> {
    (0..axes).map(|axis| format!("x{axis}")).collect()
}

/// Samples of an array, of one axis or of samples by axes, as far as they are there.
pub(super) fn samples(path: &Path) -> Result<Samples, RecordingError> {
    let shown = path.display().to_string();
    let from = open_bytes(path).map_err(read_error(&shown))?;
    let array = Flat::read(from).map_err(|what| malformed(&shown, format!("the array {what}")))?;
    let (promised, axes) = match *array.shape.as_slice() {
        [samples] => (samples, 1),
        [samples, axes] if axes > 0 => (samples, axes),
        _ => {
            let shape = array.shape;
            let what = format!("the array has the shape {shape:?}: a recording is samples by axes");
            return Err(malformed(&shown, what));
        }
    };
    if axes > mcutune_core::signal::MAX_AXES {
        return Err(RecordingError::Axes {
            axes: axis_names(axes),
            most: mcutune_core::signal::MAX_AXES,
        });
    }
    if let Some(at) = array.numbers.iter().position(|x| !x.is_finite()) {
        return Err(RecordingError::Gap {
            at: format!("{shown}, sample {} (from 1)", at / axes + 1),
            column: format!("x{}", at % axes),
        });
    }
    let samples = array.numbers.chunks_exact(axes);
    let there = samples.len();
    let column = |axis| samples.clone().map(|sample| sample[axis]).collect();
    let truncated = || RecordingNote::Truncated {
        path: shown.clone(),
        what: format!("its header says {promised} samples, and there are {there}"),
    };
    Ok(Samples {
        axes: axis_names(axes),
        columns: (0..axes).map(column).collect(),
        notes: (there < promised).then(truncated).into_iter().collect(),
        ..Samples::default()
    })
}

type Archive = ZipArchive<BufReader<File>>;

/// Windows of an archive: `X` of windows, samples and axes, `y` of their labels, and `groups` where they say to which
/// recording each belongs. `name` is what the recordings are called.
pub(super) fn windows(
    path: &Path,
    name: &str,
    options: &RecordingOptions,
) -> Result<(Vec<String>, Vec<Recording>), RecordingError> {
    let shown = path.display().to_string();
    let file = File::open(path).map_err(read_error(&shown))?;
    let mut archive =
        ZipArchive::new(BufReader::new(file)).map_err(|error| malformed(&shown, error.to_string()))?;
    let x_name = options.table.x.as_deref().unwrap_or("X");
    let y_name = options.table.y.as_deref().unwrap_or("y");
    let of_array = |name: &str, what: String| malformed(&shown, format!("array `{name}` {what}"));
    let there = archive.file_names().filter_map(Result::ok);
    let there: Vec<String> = there
        .map(|name| name.trim_end_matches(".npy").to_owned())
        .collect();
    let x = archive.by_name(&format!("{x_name}.npy")).map_err(|_| {
        let there = some(&there);
        malformed(
            &shown,
            format!("no array `{x_name}` of windows, samples and axes, but {there}"),
        )
    })?;
    let x = Flat::read(x).map_err(|what| of_array(x_name, what))?;
    let &[count, samples, axes] = x.shape.as_slice() else {
        let what = format!("has the shape {:?}, not windows, samples and axes", x.shape);
        return Err(of_array(x_name, what));
    };
    let numbers = x.numbers;
    if numbers.is_empty()
        || Some(numbers.len()) != count.checked_mul(samples).and_then(|n| n.checked_mul(axes))
    {
        return Err(of_array(x_name, "is empty, or cut off".to_owned()));
    }
    if let Some(at) = numbers.iter().position(|x| !x.is_finite()) {
        let what = format!("has {} in window {} (from 0)", numbers[at], at / (samples * axes));
        return Err(of_array(x_name, what));
    }
    let mut names = |array: &str| names(&mut archive, array, count).map_err(|what| of_array(array, what));
    let (labels, groups) = (names(y_name)?, names("groups")?);
    let one = |(i, window): (usize, &[f32])| {
        let label = labels.as_ref().and_then(|labels| labels[i].clone());
        let group = groups.as_ref().and_then(|groups| groups[i].clone());
        Recording {
            name: format!("{name}:{i}"),
            group: group.unwrap_or_else(|| format!("{name}:{i}")),
            samples: window.to_vec(),
            labels: label.into_iter().map(|label| (0..samples, label)).collect(),
            is_window: true,
        }
    };
    let windows = numbers.chunks_exact(samples * axes).enumerate().map(one);
    Ok((axis_names(axes), windows.collect()))
}

/// One name for each of `count` windows, where there is such an array.
fn names(archive: &mut Archive, array: &str, count: usize) -> Result<Option<Vec<Option<String>>>, String> {
    let entry = match archive.by_name(&format!("{array}.npy")) {
        Ok(entry) => entry,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(format!("cannot be read: {error}")),
    };
    let names = npy::names(entry, array)?;
    match names.len() == count {
        true => Ok(Some(names)),
        false => Err(format!("has {} items for {count} windows", names.len())),
    }
}
