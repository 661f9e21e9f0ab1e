//! Which searches have no shards, and what to do instead.

use std::env;

use mcutune::{Race, Shard};

use crate::cli::command_error::CommandError;
use crate::cli::flags::{SearchFlags, StrategyName};

/// The shard that the flags ask for, if they do and it suits the others.
pub fn resolve(flags: &SearchFlags) -> Result<Option<Shard>, CommandError> {
    let Some(flag) = flags.shard else {
        return Ok(None);
    };
    let shard = flag.resolve(&|name| env::var(name).ok());
    let shard = shard.map_err(|error| format!("--shard auto: {error}"))?;
    let race = flags.race.filter(|&race| race != Race::None);
    let confirm = flags.confirm.filter(|&trials| trials > 0);
    let refused = if let Some(race) = race {
        Some(raced(race))
    } else if flags.race.is_none() && flags.strategy == StrategyName::Gp {
        Some(RACED_BY_DEFAULT.to_owned())
    } else if flags.time.is_some() {
        Some(TIME.to_owned())
    } else if flags.target_score.is_some() {
        Some(TARGET_SCORE.to_owned())
    } else if flags.keep_predictions {
        Some(KEEP.to_owned())
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
pub const KEEP: &str = "--keep-predictions: the answers of a study are kept by one machine: leave it out, or search \
                        without --shard";
const PLOT: &str = "--plot: a shard has a part of the candidates: leave it out here, and give it to the search without \
                    --shard that follows `mcutune merge`";

/// Of a race that nobody asked for.
pub const RACED_BY_DEFAULT: &str = "--shard: candidates of gp, which auto may be, race where --race does not say otherwise, and those \
                                    of a shard cannot race against those of the others: give --race none, or search \
                                    without --shard";

/// Why candidates of shards do not race.
fn raced(race: Race) -> String {
    format!(
        "--race {}: candidates of a shard would have to race against those of the others: give --race none, or search \
         without --shard",
        race.name()
    )
}
