//! `search --shard`: which part it is, by the flag or the environment.

use mcutune::Shard;

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

    pub fn resolve(self, environment: &dyn Fn(&str) -> Option<String>) -> Result<Shard, String> {
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

#[cfg(test)]
mod tests;
