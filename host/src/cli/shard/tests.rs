use super::*;

fn resolved(flag: &str, variables: &str) -> Result<String, String> {
    let variables: Vec<(&str, &str)> = variables
        .split_whitespace()
        .filter_map(|one| one.split_once('='))
        .collect();
    let environment = |name: &str| {
        let (_, value) = variables.iter().find(|(variable, _)| *variable == name)?;
        Some((*value).to_owned())
    };
    let shard = ShardFlag::parse(flag)?.resolve(&environment)?;
    Ok(shard.to_string())
}

#[test]
fn the_environment_says_which_shard() {
    const OF_FOUR: &str = "SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=4";
    let array = |id: u8| format!("SLURM_ARRAY_TASK_ID={id} {OF_FOUR}");
    let one = "SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_COUNT=1 SLURM_ARRAY_TASK_MIN=2 SLURM_ARRAY_TASK_MAX=2";
    for (flag, variables, expected) in [
        ("2/7", "SLURM_ARRAY_TASK_ID=1", "2/7"),
        ("auto", &array(1), "0/4"),
        ("auto", &array(4), "3/4"),
        ("auto", "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=4", "3/4"),
        // one task of an array of four, given again
        ("auto/4", one, "2/4"),
        ("auto/3", "HQ_TASK_ID=2", "2/3"),
        ("auto", "JOB_COMPLETION_INDEX=0 JOB_COMPLETIONS=5", "0/5"),
        ("auto/5", "JOB_COMPLETION_INDEX=4", "4/5"),
        (
            "auto",
            "HQ_TASK_ID=1 JOB_COMPLETION_INDEX=1 JOB_COMPLETIONS=2",
            "1/2",
        ),
    ] {
        assert_eq!(
            resolved(flag, variables),
            Ok(expected.into()),
            "{flag}, {variables}"
        );
    }
}

#[test]
fn an_environment_that_does_not_say_it_is_an_error() {
    let from_one = "SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=1";
    let gaps = "SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=2 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=5";
    for (flag, variables, says) in [
        ("auto", "", "none of SLURM_ARRAY_TASK_ID, HQ_TASK_ID"),
        ("auto", "HQ_TASK_ID=2", "give auto/n"),
        ("auto", "JOB_COMPLETION_INDEX=2", "give auto/n"),
        ("auto", "SLURM_ARRAY_TASK_ID=2", "give auto/n"),
        ("auto/4", "HQ_TASK_ID=4", "there is no shard 4 of 4"),
        ("auto/4", from_one, "numbered from 1"),
        ("auto", gaps, "some are left out"),
        (
            "auto",
            "SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_MIN=1",
            "SLURM_ARRAY_TASK_MIN 1",
        ),
        (
            "auto/4",
            "HQ_TASK_ID=one",
            "HQ_TASK_ID is `one`, which is no number",
        ),
        (
            "auto/4",
            "JOB_COMPLETION_INDEX=1 JOB_COMPLETIONS=5",
            "JOB_COMPLETIONS is 5, and auto/4",
        ),
        (
            "auto/4",
            "SLURM_ARRAY_TASK_ID=1 HQ_TASK_ID=2",
            "SLURM_ARRAY_TASK_ID says 1/4, and HQ_TASK_ID says 2/4",
        ),
        ("auto/0", "", "from 1 to 100,000"),
        ("auto/x", "", "from 1 to 100,000"),
        ("7/7", "", "there is no shard 7 of 7"),
        ("1", "", "such as 0/4 for the first of four; or auto"),
    ] {
        let error = resolved(flag, variables).unwrap_err();
        assert!(error.contains(says), "{flag}, {variables}: {error}");
    }
}
