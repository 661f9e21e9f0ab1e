//! That no file is both read and written, nor written twice, and that each can be written: known before
//! anything is computed.

use std::fs;
use std::path::{Path, PathBuf};

use mcutune::{Study, is_study};

use crate::cli::command_error::CommandError;
use crate::cli::print;

/// An error where a file that a command writes, under the flag that names it, is one that it reads, by
/// whatever name, or one that it writes as well. Devices and pipes may be as many things as they like.
pub fn check(
    outputs: &[(&str, PathBuf)],
    inputs: impl IntoIterator<Item = PathBuf>,
) -> Result<(), CommandError> {
    let inputs: Vec<PathBuf> = inputs
        .into_iter()
        .filter(|path| path.as_os_str() != "-")
        .collect();
    for (i, (flag, path)) in outputs.iter().enumerate() {
        let shown = path.display();
        if inputs.iter().any(|input| is_same(path, input)) {
            return Err(format!(
                "{flag} {shown}: that file is read by this command and would be overwritten; name another"
            )
            .into());
        }
        if let Some(directory) = inputs.iter().find(|input| is_among(path, input)) {
            return Err(format!(
                "{flag} {shown}: the files of {} are read as data, and this would be one of them the next time; name another place",
                directory.display()
            )
            .into());
        }
        if let Some((other, _)) = outputs[..i].iter().find(|(_, other)| is_same(path, other)) {
            return Err(
                format!("{flag} {shown}: that file is written by {other} already; name another").into(),
            );
        }
    }
    Ok(())
}

/// The files of the data: those of the rows, and one of the target.
pub fn data_files<'f>(files: &'f [PathBuf], y: Option<&String>) -> impl Iterator<Item = PathBuf> + use<'f> {
    let target = y.map(PathBuf::from).filter(|path| path.exists());
    files.iter().cloned().chain(target)
}

/// An error where a file that a command writes cannot be written.
pub fn check_writable(outputs: &[(&str, PathBuf)]) -> Result<(), CommandError> {
    for (flag, path) in outputs.iter().filter(|(_, path)| !print::is_stdout(path)) {
        mcutune::check_writable(path).map_err(|error| format!("{flag} {error}"))?;
    }
    Ok(())
}

/// An error where a file that a command writes is one of a study's own, which only its search writes.
pub fn check_studies(outputs: &[(&str, PathBuf)]) -> Result<(), CommandError> {
    match outputs.iter().find(|(_, path)| is_of_a_study(path)) {
        None => Ok(()),
        Some((flag, path)) => Err(format!(
            "{flag} {}: that file belongs to a study, and only its search writes it; name another",
            path.display()
        )
        .into()),
    }
}

/// Whether a path leads to one of a study's own files.
fn is_of_a_study(path: &Path) -> bool {
    let Some(file) = resolved(path) else {
        return false;
    };
    let of_a_study = Study::FILES.iter().any(|name| file.ends_with(name));
    of_a_study && file.parent().is_some_and(is_study)
}

/// Whether two paths lead to one file, also where there is none yet.
fn is_same(a: &Path, b: &Path) -> bool {
    if [a, b].iter().any(|path| is_device(path)) {
        return false;
    }
    match (resolved(a), resolved(b)) {
        (Some(here), Some(there)) => here == there || is_linked(a, b),
        _ => false,
    }
}

/// Whether a file is, or would be, one of those that are read of a directory of data: those in it, and
/// those of a directory in it that is no study's.
fn is_among(path: &Path, input: &Path) -> bool {
    if print::is_stdout(path) || is_device(path) || !input.is_dir() {
        return false;
    }
    let (Some(file), Ok(input)) = (resolved(path), fs::canonicalize(input)) else {
        return false;
    };
    let Some(directory) = file.parent() else {
        return false;
    };
    let in_use = || fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_some());
    !is_study(directory) && (directory == input || directory.parent() == Some(&input) && in_use())
}

fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir())
}

/// Where a file is, or would be.
fn resolved(path: &Path) -> Option<PathBuf> {
    if let Ok(path) = fs::canonicalize(path) {
        return Some(path);
    }
    let parent = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // a directory that does not exist yet is known by its name
    let parent = fs::canonicalize(parent).or_else(|_| std::path::absolute(parent));
    Some(parent.ok()?.join(path.file_name()?))
}

/// Two names of one file.
#[cfg(unix)]
fn is_linked(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let id = |path| fs::metadata(path).map(|there| (there.dev(), there.ino()));
    matches!((id(a), id(b)), (Ok(a), Ok(b)) if a == b)
}

#[cfg(not(unix))]
fn is_linked(_: &Path, _: &Path) -> bool {
    false
}
