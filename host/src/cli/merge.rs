//! `mcutune merge`: the study that the shards of a search are together.

use std::path::{Path, PathBuf};

use mcutune::text::counted;
use mcutune::{Shards, Study};
use serde_json::json;

use crate::cli::command_error::CommandError;
use crate::cli::flags::MergeFlags;
use crate::cli::{print, shards};

/// Runs the command. The winner is left to the search that it names: it takes the data, and no other fit.
pub fn merge(flags: &MergeFlags) -> Result<(), CommandError> {
    let out = out(flags)?;
    let shards = Shards::read(&flags.shards)?;
    check_done(&shards, &flags.shards[0])?;
    let waiting = &mut |lock: &Path| {
        print::say(&format!(
            "waiting for {}: another program is writing the journal",
            lock.display()
        ));
    };
    let merged = shards.merge(out, waiting)?;
    let journal = out.join(Study::JOURNAL).display().to_string();
    let next = shards::command(shards.command(), out, None);
    let text = match flags.json {
        true => format!(
            "{}\n",
            json!({
                "study": out.display().to_string(),
                "shards": shards.count(),
                "candidates": merged.candidates,
                "added": merged.added,
                "next": next,
                "files": [journal],
            })
        ),
        false => {
            let of = format!(
                "{} of {}",
                counted(merged.candidates, "candidate"),
                counted(shards.count(), "shard")
            );
            let journal = print::shown(&journal).into_owned();
            let what = match merged.added {
                0 => format!("{journal} has all {of}\n"),
                _ => format!("merged {of}\nwrote {journal}\n"),
            };
            let next = next.unwrap_or("the search of the shards, without --shard".into());
            format!("{what}next: {next}\n")
        }
    };
    print::print_result(flags.json, &text)
}

/// As many shards are named.
const NAMED: usize = 8;

/// An error where shards are not done, with the command that finishes the first of them.
fn check_done(shards: &Shards, study: &Path) -> Result<(), CommandError> {
    let unfinished = shards.unfinished();
    let Some(first) = unfinished.first() else {
        return Ok(());
    };
    let mut each: Vec<String> = unfinished
        .iter()
        .take(NAMED)
        .map(|one| match one.done {
            Some(done) => format!("{} ({done} of {} candidates)", one.shard, one.candidates),
            None => format!("{} (not begun)", one.shard),
        })
        .collect();
    if unfinished.len() > NAMED {
        each.push(format!("{} more", unfinished.len() - NAMED));
    }
    let study = first.study.as_deref().unwrap_or(study);
    let command = shards::command(shards.command(), study, Some(first.shard));
    let command = command.unwrap_or(format!("their search for {}", first.shard));
    let others = if unfinished.len() > 1 {
        ", and the others likewise"
    } else {
        ""
    };
    let are = if unfinished.len() == 1 { "is" } else { "are" };
    Err(format!(
        "{} of {} shards {are} not done: {}; search with `{command}`{others}",
        unfinished.len(),
        shards.count(),
        each.join(", ")
    )
    .into())
}

/// Where the study goes.
fn out(flags: &MergeFlags) -> Result<&PathBuf, CommandError> {
    match (&flags.out, flags.shards.as_slice()) {
        (Some(out), _) => Ok(out),
        (None, [one]) if Shards::are_in(one) || !one.join(Study::JOURNAL).exists() => Ok(one),
        (None, [one]) => Err(format!(
            "{}: the study of a single shard's directory needs --out STUDY",
            one.display()
        )
        .into()),
        (None, _) => Err("several directories of shards need --out STUDY".into()),
    }
}
