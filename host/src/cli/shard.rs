//! `search --shard`: which part it is, by the flag or the environment, and what is said of it.

use std::env;
use std::path::Path;

use mcutune::text::counted;
use mcutune::{FoundShard, Race, Shard, Shards, Study};
use serde_json::json;

use crate::cli::command_error::{CommandError, Interrupted};
use crate::cli::flags::{SearchFlags, StrategyName};
use crate::cli::print;
use crate::cli::resolve::SearchConfig;
use crate::cli::understood::Understood;
use crate::cli::warnings::Warnings;

/// Which shard, as it is given.
#[derive(Clone, Copy, Debug)]
pub enum ShardFlag {
    /// This.
    Of(Shard),
    /// What the environment says; of so many, where that was given.
    Auto(Option<usize>),
}

impl ShardFlag {
    /// What is given of it.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text == "auto" {
            return Ok(ShardFlag::Auto(None));
        }
        let Some(count) = text.strip_prefix("auto/") else {
            let shard = text.parse().map(ShardFlag::Of);
            return shard.map_err(|error| format!("{error}; or auto, or auto/n"));
        };
        let shard = format!("0/{count}").parse::<Shard>();
        let shard = shard.map_err(|_| "auto/n is of a number of shards, from 1 to 100,000".to_owned())?;
        Ok(ShardFlag::Auto(Some(shard.count())))
    }

    fn resolve(self, environment: &dyn Fn(&str) -> Option<String>) -> Result<Shard, String> {
        let asked = match self {
            ShardFlag::Of(shard) => return Ok(shard),
            ShardFlag::Auto(asked) => asked,
        };
        let all = [
            slurm(environment, asked)?,
            task(environment, ("HQ_TASK_ID", None), asked)?,
            task(
                environment,
                ("JOB_COMPLETION_INDEX", Some("JOB_COMPLETIONS")),
                asked,
            )?,
        ];
        let all: Vec<Told> = all.into_iter().flatten().collect();
        let Some(first) = all.first() else {
            return Err(
                "none of SLURM_ARRAY_TASK_ID, HQ_TASK_ID and JOB_COMPLETION_INDEX is set; give the shard as i/n"
                    .into(),
            );
        };
        for other in &all {
            let counts = first.count.zip(other.count);
            if first.index != other.index || counts.is_some_and(|(a, b)| a != b) {
                return Err(format!(
                    "{} says {first}, and {} says {other}; give the shard as i/n",
                    first.variable, other.variable
                ));
            }
        }
        let Some(count) = all.iter().find_map(|told| told.count) else {
            return Err(format!(
                "{} is set, and nothing says how many shards there are; give auto/n",
                first.variable
            ));
        };
        Shard::new(first.index, count).map_err(|error| format!("{} says {first}: {error}", first.variable))
    }
}

/// What the environment says of a task.
struct Told {
    variable: &'static str,
    index: usize,
    count: Option<usize>,
}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.count {
            Some(count) => write!(f, "{}/{count}", self.index),
            None => write!(f, "{}", self.index),
        }
    }
}

fn number(environment: &dyn Fn(&str) -> Option<String>, variable: &str) -> Result<Option<usize>, String> {
    let Some(text) = environment(variable).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let number = text.trim().parse();
    number
        .map(Some)
        .map_err(|_| format!("{variable} is `{text}`, which is no number from 0"))
}

/// A task's number, as it is, and how many there are.
fn task(
    environment: &dyn Fn(&str) -> Option<String>,
    (variable, count): (&'static str, Option<&'static str>),
    asked: Option<usize>,
) -> Result<Option<Told>, String> {
    let Some(index) = number(environment, variable)? else {
        return Ok(None);
    };
    let told = count
        .map(|count| number(environment, count))
        .transpose()?
        .flatten();
    if let (Some(variable), Some(told), Some(asked)) = (count, told, asked)
        && told != asked
    {
        return Err(format!("{variable} is {told}, and auto/{asked} says {asked}"));
    }
    let count = asked.or(told);
    Ok(Some(Told {
        variable,
        index,
        count,
    }))
}

/// A task of an array: where it is not said of how many, it is one of the whole array, which may begin at any number.
fn slurm(environment: &dyn Fn(&str) -> Option<String>, asked: Option<usize>) -> Result<Option<Told>, String> {
    let variable = "SLURM_ARRAY_TASK_ID";
    let number = |variable| number(environment, variable);
    let Some(id) = number(variable)? else {
        return Ok(None);
    };
    let (count, min) = (number("SLURM_ARRAY_TASK_COUNT")?, number("SLURM_ARRAY_TASK_MIN")?);
    let (min, max) = (min.unwrap_or(0), number("SLURM_ARRAY_TASK_MAX")?);
    if let Some(asked) = asked {
        if count == Some(asked) && min > 0 {
            return Err(format!(
                "the array's {asked} tasks are numbered from {min}, and auto/{asked} takes them from 0; let the array \
                 begin at 0, or give auto"
            ));
        }
        let (index, count) = (id, Some(asked));
        return Ok(Some(Told {
            variable,
            index,
            count,
        }));
    }
    let Some(index) = id.checked_sub(min) else {
        return Err(format!("{variable} is {id}, and SLURM_ARRAY_TASK_MIN {min}"));
    };
    if let (Some(count), Some(max)) = (count, max)
        && max.checked_sub(min).is_none_or(|last| last + 1 != count)
    {
        return Err(format!(
            "the array has {count} tasks from {min} to {max}, so that some are left out; give auto/n, which takes their \
             numbers as they are"
        ));
    }
    Ok(Some(Told {
        variable,
        index,
        count,
    }))
}

/// The shard that the flags ask for, if they do and it suits the others.
pub fn resolve(flags: &SearchFlags) -> Result<Option<Shard>, CommandError> {
    let Some(flag) = flags.shard else {
        return Ok(None);
    };
    let shard = flag.resolve(&|name| env::var(name).ok());
    let shard = shard.map_err(|error| format!("--shard auto: {error}"))?;
    let race = flags.race.filter(|&race| race != Race::None);
    let confirm = flags.confirm.filter(|&trials| trials > 0);
    let refused = if flags.strategy == StrategyName::Gp {
        Some(adaptive("gp"))
    } else if let Some(race) = race {
        Some(raced(race))
    } else if flags.time.is_some() {
        Some(TIME.to_owned())
    } else if flags.target_score.is_some() {
        Some(TARGET_SCORE.to_owned())
    } else if confirm.is_some() {
        Some(CONFIRM.to_owned())
    } else {
        flags.shown.plot.as_ref().map(|_| PLOT.to_owned())
    };
    refused.map_or(Ok(Some(shard)), |why| Err(why.into()))
}

pub const TIME: &str = "--time: a shard is done when all of its candidates are: leave it out; one that the scheduler \
                        ends goes on when its command is given again";
pub const TARGET_SCORE: &str =
    "--target-score: a shard does not know what the others score: leave it out, or search without --shard";
pub const CONFIRM: &str = "--confirm: the best candidates are known when the shards are merged: leave it out here, and \
                           give it to the search without --shard that follows `mcutune merge`";
const PLOT: &str = "--plot: a shard has a part of the candidates: leave it out here, and give it to the search without \
                    --shard that follows `mcutune merge`";

/// Why a strategy that looks at scores has no shards.
pub fn adaptive(strategy: &str) -> String {
    format!(
        "--shard: what candidates of {strategy} get depends on the scores of others, which a shard does not have: give \
         --strategy grid or random, or search on one machine without --shard"
    )
}

/// Why candidates of shards do not race.
pub fn raced(race: Race) -> String {
    format!(
        "--race {}: candidates of a shard would have to race against those of the others: give --race none, or search \
         without --shard",
        race.name()
    )
}

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

/// What a shard ends with.
pub fn report(
    config: &SearchConfig,
    found: &FoundShard,
    warnings: &Warnings,
    understood: &Understood,
) -> Result<(), CommandError> {
    let shard = found.shard();
    let directory = shard.directory(&config.directory);
    let journal = directory.join(Study::JOURNAL);
    let (done, own) = (found.done(), found.candidates());
    let study = config.directory.display().to_string();
    let text = match config.json {
        true => format!(
            "{}\n",
            json!({
                "study": study,
                "shard": shard.index(),
                "shards": shard.count(),
                "done": done,
                "candidates": own,
                "all_candidates": found.all_candidates(),
                "ended_by": (!found.is_complete()).then_some("interrupt"),
                "understood": understood.json(),
                "warnings": warnings.said(),
                "files": [journal.display().to_string()],
            })
        ),
        false => format!(
            "shard {shard}: {done} of its {} done, of {} in all\nwrote {}\nnext, when all {} shards are done: mcutune \
             merge {}\n",
            counted(own, "candidate"),
            found.all_candidates(),
            print::shown(&journal.display().to_string()),
            shard.count(),
            shlex::try_quote(&study).unwrap_or_default(),
        ),
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
mod tests;
