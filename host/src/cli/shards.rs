//! What a shard ends with, what is shown of several, and the commands that come next.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;

use mcutune::text::counted;
use mcutune::{FoundShard, Shard, Shards, Study};
use serde_json::json;

use crate::cli::command_error::{CommandError, Interrupted};
use crate::cli::print;
use crate::cli::resolve::SearchConfig;
use crate::cli::understood::Understood;
use crate::cli::warnings::Warnings;

/// The words of this command for a journal, without those that [`command`] adds; none where a shell could not repeat
/// them.
pub fn words() -> Vec<String> {
    let words = env::args_os().skip(1).map(|word| word.into_string());
    let mut words = words
        .collect::<Result<Vec<_>, _>>()
        .unwrap_or_default()
        .into_iter();
    let mut kept = Vec::new();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--shard" | "--out" => drop(words.next()),
            _ if word.starts_with("--shard=") || word.starts_with("--out=") => {}
            _ => kept.push(word),
        }
    }
    kept
}

/// The command for a shell that repeats some words for a study, and one of its shards.
pub fn command(words: &[String], study: &Path, shard: Option<Shard>) -> Option<String> {
    let mut added = vec!["--out".to_owned(), study.display().to_string()];
    added.extend(
        shard
            .into_iter()
            .flat_map(|shard| ["--shard".into(), shard.to_string()]),
    );
    let mut words = words.to_vec();
    let end = words.iter().position(|word| word == "--").unwrap_or(words.len());
    if words.is_empty() {
        return None;
    }
    words.splice(end..end, added);
    let words = shlex::try_join(words.iter().map(String::as_str)).ok()?;
    Some(format!("mcutune {words}"))
}

/// The command of the first shard for its next round: in its own directory of the study, where it has one.
pub fn again(shards: &Shards, out: &Path) -> Option<String> {
    let first = Shard::new(0, shards.count()).ok()?;
    command(shards.command(), shards.study(first).unwrap_or(out), Some(first))
}

/// The directories of a study with shards that look for its journal elsewhere than where it was merged, and have not
/// got it, as they are shown.
pub fn elsewhere(shards: &Shards, out: &Path) -> Vec<String> {
    let place = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let all = (0..shards.count()).filter_map(|index| shards.study(Shard::new(index, shards.count()).ok()?));
    let journal = |study: &Path| fs::read(study.join(Study::JOURNAL)).ok();
    let lacks = |study: &&Path| place(study) != place(out) && journal(study) != journal(out);
    let all: BTreeSet<&Path> = all.filter(lacks).collect();
    all.into_iter()
        .map(|study| print::shown(&study.display().to_string()).into_owned())
        .collect()
}

/// Which shard a study is, and which of the search's its trials are; none of a whole search.
pub fn which(study: &Study) -> Option<String> {
    let ((shard, all), numbers) = (study.shard()?, study.round()?);
    let of = match numbers == (0..all) {
        true => format!("a search of {}", counted(all, "candidate")),
        false if numbers.is_empty() => {
            return Some(format!(
                "shard {shard}: the search has no more than {}\n",
                counted(all, "candidate")
            ));
        }
        false => format!(
            "candidates {} to {}, of a search of {all}",
            numbers.start,
            numbers.end - 1
        ),
    };
    let own = shard.candidates(numbers.end) - shard.candidates(numbers.start);
    let first = shard.index() + shard.count() * shard.candidates(numbers.start);
    let there = match own {
        0 => String::new(),
        1 => format!(": trial 0 here is trial {first} there"),
        _ => format!(
            ": trial 0 here is trial {first} there, 1 is {}",
            first + shard.count()
        ),
    };
    Some(format!("shard {shard} of {of}, {own} of them its own{there}\n"))
}

/// What a shard ends with.
pub fn report(
    config: &SearchConfig,
    found: &FoundShard,
    warnings: &Warnings,
    understood: &Understood,
) -> Result<(), CommandError> {
    let shard = found.shard();
    let journal = shard.directory(&config.directory).join(Study::JOURNAL);
    let (done, own) = (found.done(), found.candidates());
    let text = match config.json {
        true => {
            let round = found.round();
            format!(
                "{}\n",
                json!({
                    "study": config.directory.display().to_string(),
                    "shard": shard.index(),
                    "shards": shard.count(),
                    "done": done,
                    "candidates": own,
                    "all_candidates": found.all_candidates(),
                    "round": {"from": round.start, "candidates": round.len()},
                    "ended_by": (!found.is_complete()).then_some("interrupt"),
                    "understood": understood.json(),
                    "warnings": warnings.said(),
                    "files": [journal.display().to_string()],
                })
            )
        }
        false => said(config, found, &journal),
    };
    if found.is_complete() {
        return print::print_result(config.json, &text);
    }
    if config.json {
        print::print_result(true, &text)?;
    }
    Err(Interrupted(format!(
        "interrupted: {done} of the {own} candidates of shard {shard} are done and in {}; the same command goes on from \
         there",
        journal.display()
    ))
    .into())
}

/// The same for people.
fn said(config: &SearchConfig, found: &FoundShard, journal: &Path) -> String {
    let (shard, round, all) = (found.shard(), found.round(), found.all_candidates());
    let study = config.directory.display().to_string();
    let wrote = format!("wrote {}\n", print::shown(&journal.display().to_string()));
    if round.is_empty() {
        let next = command(&words(), &config.directory, None);
        let next = next.unwrap_or("the same search without --shard".into());
        let shown = print::shown(&study);
        return format!(
            "shard {shard}: {shown} has all {} of the search\n{wrote}next: {next}\n",
            counted(all, "candidate")
        );
    }
    let (done, own) = (found.done(), counted(found.candidates(), "candidate"));
    let of = match round == (0..all) {
        true => format!("of {all} in all"),
        false => format!(
            "of {} to {} in this round, of {all} in all",
            round.start,
            round.end - 1
        ),
    };
    format!(
        "shard {shard}: {done} of its {own} done, {of}\n{wrote}next, when all {} shards are done: mcutune merge {}\n",
        shard.count(),
        shlex::try_quote(&study).unwrap_or_default(),
    )
}

/// The shards that are not done, in a sentence: of many the first.
pub fn named(shards: &Shards) -> String {
    const NAMED: usize = 8;
    let unfinished = shards.unfinished();
    let each = unfinished.iter().take(NAMED);
    let mut each: Vec<String> = each
        .map(|one| match one.done {
            Some(done) => format!("{} ({done} of {} candidates)", one.shard, one.candidates),
            None if shards.round().start > 0 => format!("{} (not in this round)", one.shard),
            None => format!("{} (not begun)", one.shard),
        })
        .collect();
    let more = unfinished.len().saturating_sub(NAMED);
    each.extend((more > 0).then(|| format!("{more} more")));
    each.join(", ")
}

/// What a directory of shards that are not merged holds.
pub fn shown(shards: &Shards, study: &Path, as_json: bool) -> String {
    let unfinished = shards.unfinished();
    if as_json {
        let unfinished = unfinished
            .iter()
            .map(|one| json!({"shard": one.shard.index(), "done": one.done, "candidates": one.candidates}));
        let all = json!({
            "study": shards.name(),
            "shards": shards.count(),
            "candidates": shards.candidates(),
            "done": shards.done(),
            "unfinished": unfinished.collect::<Vec<_>>(),
        });
        return format!("{all}\n");
    }
    let mut text = format!(
        "{}: {}, not merged into a study, {} of {} done\n",
        shards.name(),
        counted(shards.count(), "shard"),
        shards.done(),
        counted(shards.candidates(), "candidate"),
    );
    let quoted = study.display().to_string();
    let quoted = shlex::try_quote(&quoted).unwrap_or_default();
    let Some(first) = unfinished.first() else {
        return text + &format!("next: mcutune merge {quoted}\n");
    };
    for one in &unfinished {
        text += &match one.done {
            Some(done) => format!(
                "shard {}: {done} of its {} done\n",
                one.shard,
                counted(one.candidates, "candidate")
            ),
            None => format!("shard {}: not begun\n", one.shard),
        };
    }
    if let Some(command) = command(shards.command(), study, Some(first.shard)) {
        text += &format!("next: {command}\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_repeated_for_a_shell() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let shard = "1/3".parse().ok();
        let study = Path::new("a study");
        let command = |text: &str, shard| command(&words(text), study, shard);
        assert_eq!(
            command("search x.csv --cv 3", shard).unwrap(),
            "mcutune search x.csv --cv 3 --out 'a study' --shard 1/3"
        );
        assert_eq!(
            command("search -- -x.csv", None).unwrap(),
            "mcutune search --out 'a study' -- -x.csv"
        );
    }
}
