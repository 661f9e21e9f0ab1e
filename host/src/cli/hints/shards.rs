//! What helps against errors of searches in shards.

use std::path::Path;

use mcutune::{Difference, MergeError, NotSharded, StudyError};

use super::study::{flag_of, hint_of_study};
use super::with_all;
use crate::cli::unsharded::{CONFIRM, KEEP, RACED_BY_DEFAULT, TARGET_SCORE, TIME};

/// Of a shard that cannot be.
pub(super) fn of_sharded(why: &NotSharded) -> String {
    match why {
        // one that was asked for was refused before the data were read
        NotSharded::Race(_) => RACED_BY_DEFAULT.into(),
        NotSharded::Time => TIME.into(),
        NotSharded::TargetScore => TARGET_SCORE.into(),
        NotSharded::Confirm => CONFIRM.into(),
        NotSharded::Keep => KEEP.into(),
        other => other.to_string(),
    }
}

/// Of a merge, or of shards that are shown.
pub(super) fn of_merge(error: &MergeError) -> String {
    match error {
        MergeError::NoShards { .. } => {
            format!("{error}; a search with --shard i/n leaves them")
        }
        MergeError::Counts { .. } => format!("{error}; merge those of one search alone"),
        MergeError::Twice { .. } => format!("{error}; name one of them, or remove the other"),
        MergeError::Differ {
            there,
            here,
            differences,
        } => {
            format!(
                "{there} and {here} are of different searches, the first of a search with {}; move the wrong one away, \
                 and search its shard with the flags and data of the others",
                each(differences)
            )
        }
        MergeError::Lacks { .. } => format!(
            "{error}; give --out STUDY with the study that the shards before were merged into, or bring its journal back"
        ),
        MergeError::Study(StudyError::Other { path, differences }) => format!(
            "{path} holds the study of another search; give another --out STUDY: that there is of a search with {}",
            each(differences)
        ),
        MergeError::Study(StudyError::Line { path, .. }) => {
            let directory = Path::new(path).parent().unwrap_or(Path::new(path));
            let name = directory.file_name().map(|name| name.to_string_lossy());
            match name.is_some_and(|name| name.starts_with("shard-")) {
                true => format!(
                    "{error}; restore the journal, or move {} away and give the command of that shard again, which fits \
                     that one anew",
                    directory.display()
                ),
                false => format!("{error}; give another --out DIR"),
            }
        }
        MergeError::Study(study) => with_all(study, hint_of_study(study)),
        other => other.to_string(),
    }
}

/// By how much the first of two searches differs from the second.
fn each(differences: &[Difference]) -> String {
    let each = differences.iter().map(|one| {
        let part = one.part.as_ref().map_or(String::new(), |part| format!(" {part}"));
        let flag = flag_of(one);
        match one.here == Difference::NOT_GIVEN {
            true => format!("{flag}{part} {}, which the other is not given", one.there),
            false => format!("{flag}{part} {}, not {}", one.there, one.here),
        }
    });
    each.collect::<Vec<_>>().join("; ")
}
