//! Short names of files, each different from the others.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The end of each path that no other has: the file's name alone where that is enough.
pub(super) fn apart(paths: &[&Path]) -> Vec<String> {
    let tail = |path: &Path, parts: usize| -> PathBuf {
        let all = path.components().count();
        path.components().skip(all.saturating_sub(parts)).collect()
    };
    let mut tails: Vec<PathBuf> = paths.iter().map(|path| tail(path, 1)).collect();
    for parts in 2.. {
        let mut counts: HashMap<PathBuf, usize> = HashMap::new();
        tails
            .iter()
            .for_each(|tail| *counts.entry(tail.clone()).or_default() += 1);
        let mut longer = false;
        for (end, path) in tails.iter_mut().zip(paths).filter(|(end, _)| counts[*end] > 1) {
            let next = tail(path, parts);
            longer |= next != *end;
            *end = next;
        }
        if !longer {
            break;
        }
    }
    tails
        .iter()
        .map(|tail| tail.to_string_lossy().into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_long_as_it_takes_to_tell_files_apart() {
        for (paths, expected) in [
            (&["logs/a.csv", "logs/b.csv"][..], &["a.csv", "b.csv"][..]),
            (
                &["logs/idle/1.csv", "logs/walk/1.csv", "logs/2.csv"],
                &["idle/1.csv", "walk/1.csv", "2.csv"],
            ),
            (
                &["/x/mon/idle/1.csv", "/x/tue/idle/1.csv"],
                &["mon/idle/1.csv", "tue/idle/1.csv"],
            ),
            (&["1.csv", "b/1.csv"], &["1.csv", "b/1.csv"]),
            (&["a/1.csv", "a/1.csv"], &["a/1.csv", "a/1.csv"]),
            (&[], &[]),
        ] {
            let paths: Vec<&Path> = paths.iter().map(Path::new).collect();
            assert_eq!(apart(&paths), expected);
        }
    }
}
