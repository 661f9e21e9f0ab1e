//! What helps against errors of a study's directory.

use mcutune::{Difference, Study, StudyError};

use super::{Hint, with_all};

/// Of a search.
pub(super) fn of_study(error: &StudyError) -> String {
    match error {
        StudyError::Other { path, differences } => {
            if differences
                .iter()
                .any(|one| one.setting == Difference::READ_SHA256)
            {
                return format!(
                    "{path} holds another search: another build of mcutune began it, which did not understand the \
                     data as this one does, or does not say how it did; give another --out DIR, or go on with that \
                     build"
                );
            }
            let differences: Vec<String> = differences.iter().map(by_flag).collect();
            let differences = differences.join("; ");
            format!(
                "{path} holds another search: {differences}; give another --out DIR, or the same flags to go on"
            )
        }
        StudyError::Unlike { path, differences } => {
            let read = |one: &Difference| one.setting == Difference::READ_SHA256;
            let differences: Vec<String> = match differences.iter().any(read) {
                true => vec!["it does not understand the data as this one does".into()],
                false => differences.iter().map(by_flag).collect(),
            };
            format!(
                "{path}: another build of mcutune searched it ({}); fit the trial with that build",
                differences.join("; ")
            )
        }
        error => with_all(error, hint_of_study(error)),
    }
}

/// What helps, of what an error of a study says by itself.
pub(super) fn hint_of_study(error: &StudyError) -> Option<Hint> {
    const ELSEWHERE: &str = "give another --out DIR";
    const AGAIN: &str = "search with a new directory, `mcutune search FILE --keep-predictions --out DIR`: the candidates of \
                         this one are not fitted again";
    Some(match error {
        StudyError::Io { path, what: "read", .. } | StudyError::Predictions { path, .. }
            if path.ends_with(Study::PREDICTED) =>
        {
            "remove it, if it is there: the same search, run again, writes it".into()
        }
        StudyError::Io { path, what: "read", .. } | StudyError::Predictions { path, .. }
            if path.ends_with(Study::PREDICTIONS) =>
        {
            Hint::from("restore it").or(AGAIN)
        }
        StudyError::NoAnswers(_) => AGAIN.into(),
        StudyError::Io { what, .. } if matches!(*what, "created" | "opened") => ELSEWHERE.into(),
        StudyError::NotOurs(_) => Hint::from("remove it").or(ELSEWHERE),
        StudyError::Line { .. } => Hint::from("restore the journal").or(ELSEWHERE),
        StudyError::Shards { path, .. } => {
            Hint::from(format!("`mcutune merge {path}` makes the study of them, and then this command fits the winner"))
                .or(ELSEWHERE)
        }
        StudyError::ShardCount { .. } => {
            "give the same number with --shard, auto/n where single tasks are done again, or another --out DIR".into()
        }
        StudyError::ShardAhead { path, .. } => format!(
            "bring the journal that the rounds before were merged into to the study, merge this round, or move {path} away \
             to fit it anew"
        )
        .into(),
        StudyError::OtherData { .. } => "give --data the file as it was when it was searched".into(),
        StudyError::Foreign(_) => "give another directory".into(),
        _ => return None,
    })
}

/// In what a search differs from that of a study which has some of its trials.
pub fn of_growth(differences: &[Difference]) -> String {
    let one = |difference: &Difference| match difference.part {
        // all of a list of spaces, which may be long
        None if difference.is_of_space() => "--space has other spaces".to_owned(),
        _ => by_flag(difference),
    };
    differences.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// A difference under the name of its flag.
fn by_flag(difference: &Difference) -> String {
    difference.named(&flag_of(difference))
}

/// What a difference is called: by its flag, where there is one.
pub(super) fn flag_of(difference: &Difference) -> String {
    match difference.setting.as_str() {
        Difference::CANDIDATES => "the number of candidates".into(),
        Difference::DATA_SHA256 => "the data's SHA-256".into(),
        Difference::READ_SHA256 => "the digest of what was read of the data".into(),
        Difference::VERSION => "mcutune's version".into(),
        Difference::SHUFFLE => "shuffling of the folds (--cv shuffled:N, always with --strategy gp)".into(),
        Difference::CV_KIND => "the kind of folds (--cv)".into(),
        Difference::SCORINGS => "--scoring".into(),
        setting => format!("--{}", setting.replace('_', "-")),
    }
}
