//! `mcutune merge`: the study that the shards of a search are together.

use std::path::{Path, PathBuf};

use mcutune::text::counted;
use mcutune::{Merged, Shards, Study};
use serde_json::json;

use crate::cli::command_error::CommandError;
use crate::cli::flags::MergeFlags;
use crate::cli::{print, shards};

/// What follows the command of one shard where there are several.
const LIKEWISE: &str = ", and the others likewise";

/// Runs the command. The winner is left to the search that it names: it takes the data, and no other fit.
pub fn merge(flags: &MergeFlags) -> Result<(), CommandError> {
    let out = out(flags)?;
    let shards = Shards::read(&flags.shards)?;
    check_done(&shards, &flags.shards[0], out)?;
    let merged = shards.merge(out, &mut print::say_waiting)?;
    let journal = out.join(Study::JOURNAL).display().to_string();
    let copies = match merged.is_complete() {
        true => Vec::new(),
        false => shards::elsewhere(&shards, out),
    };
    // without an end here, a loop of rounds would have none
    if merged.added == 0 && !copies.is_empty() {
        let journal = print::shown(&journal);
        return Err(format!(
            "{journal} has the candidates of these shards, and the next round is not begun: copy {journal} to {}, and \
             search with each shard again",
            copies.join(", ")
        )
        .into());
    }
    let next = match merged.is_complete() {
        true => shards::command(shards.command(), out, None),
        false => shards::again(&shards, out),
    };
    let text = match flags.json {
        true => format!(
            "{}\n",
            json!({
                "study": out.display().to_string(),
                "shards": shards.count(),
                "candidates": merged.candidates,
                "added": merged.added,
                "to_come": merged.to_come,
                "complete": merged.is_complete(),
                "copy_to": copies,
                "next": next,
                "files": [journal],
            })
        ),
        false => said(&shards, merged, (&journal, &copies), next),
    };
    print::print_result(flags.json, &text)
}

/// What came of it, and what is next; a journal that is not complete is copied to some directories.
fn said(
    shards: &Shards,
    merged: Merged,
    (journal, copies): (&str, &[String]),
    next: Option<String>,
) -> String {
    let journal = print::shown(journal);
    let count = counted(shards.count(), "shard");
    let of = match merged.to_come {
        0 => format!("{} of {count}", counted(merged.candidates, "candidate")),
        to_come => format!(
            "{} of {} candidates, by {count}",
            merged.candidates,
            merged.candidates + to_come
        ),
    };
    let what = match merged.added {
        0 => format!("{journal} has all {of}\n"),
        _ => format!("merged {of}\nwrote {journal}\n"),
    };
    if merged.is_complete() {
        let next = next.unwrap_or("the search of the shards, without --shard".into());
        return format!("{what}next: {next}\n");
    }
    let copies = match copies.is_empty() {
        true => String::new(),
        false => format!("copy {journal} to {}, and then ", copies.join(", ")),
    };
    let next = next.unwrap_or("the search of each shard".into());
    let others = if shards.count() > 1 { LIKEWISE } else { "" };
    format!("{what}next: {copies}{next}{others}\n")
}

/// An error where shards are not done, with the command that finishes the first of them.
fn check_done(shards: &Shards, study: &Path, out: &Path) -> Result<(), CommandError> {
    let unfinished = shards.unfinished();
    let Some(first) = unfinished.first() else {
        return Ok(());
    };
    let study = first.study.as_deref().unwrap_or(study);
    let command = shards::command(shards.command(), study, Some(first.shard));
    let command = command.unwrap_or(format!("their search for {}", first.shard));
    let others = if unfinished.len() > 1 { LIKEWISE } else { "" };
    let are = if unfinished.len() == 1 { "is" } else { "are" };
    let is_first = shards.round().start == 0 || shards::elsewhere(shards, out).is_empty();
    let with = match is_first {
        true => "",
        false => ", each with the journal that the rounds before were merged into in its directory",
    };
    Err(format!(
        "{} of {} shards {are} not done: {}; search with `{command}`{others}{with}",
        unfinished.len(),
        shards.count(),
        shards::named(shards)
    )
    .into())
}

/// Where the study goes.
fn out(flags: &MergeFlags) -> Result<&PathBuf, CommandError> {
    match (&flags.out, flags.shards.as_slice()) {
        (Some(out), _) => Ok(out),
        (None, [one]) if Study::read(one).is_ok_and(|study| study.shard().is_some()) => Err(format!(
            "{}: the study of a single shard's directory needs --out STUDY",
            one.display()
        )
        .into()),
        (None, [one]) => Ok(one),
        (None, _) => Err("several directories of shards need --out STUDY".into()),
    }
}
