//! `mcutune search`: from a data file to a ranked table and a scored winner.

use mcutune_core::data::Target;
use mcutune_core::folds as splits;
use mcutune_core::params::Params;
use mcutune_core::rank;
use mcutune_core::scaler::Scaling;
use mcutune_core::score::Scoring;
use mcutune_core::space::{Candidate, Grid, Sampler};
use mcutune_core::train::{Plan, Stop};

use crate::cli::{self, Search, Strategy};
use crate::generator::Rng;
use crate::load::{Table, TargetColumn, load};
use crate::report;
use crate::run::{self, Pipeline, Preparation, RunError};
use crate::space_file::Spaces;

/// How many candidates the table shows.
const SHOWN: usize = 10;

/// Runs the command; what it prints on stdout is the result, on stderr the way there.
pub fn search(flags: &Search) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let options = flags.file.options(flags.target.as_deref(), flags.task);
    let table = load(&flags.data, &options)?;
    let rng = match flags.rng {
        cli::Rng::Xoshiro => Rng::Xoshiro,
        cli::Rng::Numpy => Rng::Numpy,
    };
    let how = Preparation {
        missing: options.missing,
        categorical: options.categorical,
        scaling: match flags.scale {
            cli::Scale::None => Scaling::None,
            cli::Scale::Standard => Scaling::Standard,
            cli::Scale::Minmax => Scaling::MinMax,
        },
    };
    let spaces = match &flags.space {
        None => Spaces::default(),
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
            Spaces::parse(&text).map_err(|e| format!("{}: {e}", path.display()))?
        }
    };
    let candidates = candidates(&spaces, flags, rng)?;
    let params: Vec<Params> = candidates
        .iter()
        .map(|candidate| candidate.params(&Params::DEFAULT))
        .collect::<Result<_, _>>()?;

    let (train_rows, test_rows) = hold_out(&table, flags, rng)?;
    let scoring = scoring(&table, flags)?;
    rayon::ThreadPoolBuilder::new()
        .num_threads(flags.jobs.map_or(0, usize::from))
        .build_global()?;
    let (folds, smallest) = run::folds(&table, &train_rows, usize::from(flags.cv), &how)?;
    if let Some(rows) = smallest {
        eprintln!(
            "warning: the smallest class has {rows} rows, fewer than the {} folds",
            flags.cv
        );
    }
    let progress = report::progress(candidates.len() * folds.len(), flags.quiet);
    let results = run::cross_validate(&folds, &params, scoring, rng, flags.seed, |_, _| progress.inc(1));
    progress.finish_and_clear();

    let means: Vec<f64> = results
        .iter()
        .map(|folds| rank::mean_and_std(&folds.iter().map(|fold| fold.score).collect::<Vec<_>>()).0)
        .collect();
    let mut ranks = vec![0; means.len()];
    rank::rank(&means, &mut ranks);
    let unconverged = results
        .iter()
        .flatten()
        .filter(|fold| fold.end == Ok(Stop::MaxIter))
        .count();
    if unconverged > 0 {
        eprintln!("warning: {unconverged} fits reached max_iter before they converged");
    }
    let failed = results
        .iter()
        .flatten()
        .filter(|fold| fold.score.is_nan())
        .count();
    if failed > 0 {
        eprintln!("warning: {failed} fits failed; their scores are nan");
    }
    let best = rank::best(&means).ok_or("every fit failed: see --scale and learning_rate_init")?;

    let pipeline = Pipeline::fit(&table, &train_rows, &how)?;
    let prepared = pipeline.prepare(&table, &train_rows)?;
    let data = prepared.dataset()?;
    let refit = run::train(&data, &params[best], rng, flags.seed)?;
    let sizes: Vec<usize> = params
        .iter()
        .map(|params| Plan::try_new(&data, data.rows(), params).map(|plan| plan.shape().parameters()))
        .collect::<Result<_, _>>()?;
    print!(
        "{}",
        report::table(&candidates, &results, &ranks, &sizes, scoring, SHOWN)
    );
    println!("best: {}", report::describe(&candidates[best]));
    println!("{} (cross-validated): {:.4}", scoring.name(), means[best]);
    if !test_rows.is_empty() {
        let test = pipeline.prepare(&table, &test_rows)?;
        let score = run::score_on(&test.dataset()?, &params[best], &refit.weights, scoring)?;
        println!(
            "{} (hold-out, {} rows): {score:.4}",
            scoring.name(),
            test_rows.len()
        );
    }
    Ok(())
}

fn candidates(
    spaces: &Spaces,
    flags: &Search,
    rng: Rng,
) -> Result<Vec<Candidate>, Box<dyn std::error::Error + Send + Sync>> {
    spaces.with(|spaces| match flags.strategy {
        Strategy::Grid => {
            let grid = Grid::try_new(spaces)
                .map_err(|_| "a grid needs lists: use --strategy random for ranges".to_string())?;
            Ok((0..grid.len()).filter_map(|index| grid.get(index)).collect())
        }
        Strategy::Random => {
            if Sampler::<crate::generator::Generator>::exhausts(spaces, flags.trials) {
                eprintln!(
                    "warning: --trials {} is more than the grid holds; all of it is searched",
                    flags.trials
                );
            }
            let mut scratch = vec![0; Sampler::<crate::generator::Generator>::scratch(spaces, flags.trials)?];
            let sampler = Sampler::try_new(spaces, flags.trials, rng.start(flags.seed), &mut scratch)?;
            Ok(sampler.collect())
        }
    })
}

fn scoring(table: &Table, flags: &Search) -> Result<Scoring, Box<dyn std::error::Error + Send + Sync>> {
    let target = match table.target.as_ref().ok_or(RunError::NoTarget)? {
        TargetColumn::Classes { labels, names } => Target::Classes {
            labels,
            classes: names.len(),
        },
        TargetColumn::Values(values) => Target::Values { values, outputs: 1 },
    };
    let Some(name) = &flags.scoring else {
        return Ok(Scoring::default_for(&target));
    };
    match Scoring::from_name(name) {
        Some(scoring) if scoring.suits(&target) => Ok(scoring),
        _ => {
            let good: Vec<_> = Scoring::ALL
                .iter()
                .filter(|s| s.suits(&target))
                .map(|s| s.name())
                .collect();
            Err(format!(
                "--scoring {name} does not suit this target: use one of {}",
                good.join(", ")
            )
            .into())
        }
    }
}

/// Rows of the search and rows held out, as `train_test_split(stratify=y)` gives them.
fn hold_out(
    table: &Table,
    flags: &Search,
    rng: Rng,
) -> Result<(Vec<u32>, Vec<u32>), Box<dyn std::error::Error + Send + Sync>> {
    if flags.holdout == 0.0 {
        return Ok(((0..table.rows as u32).collect(), Vec::new()));
    }
    if !(0.0..1.0).contains(&flags.holdout) {
        return Err(format!(
            "--holdout {} is not a share of the rows: 0 or more, less than 1",
            flags.holdout
        )
        .into());
    }
    let held = splits::held_out(table.rows, flags.holdout)
        .map_err(|e| format!("--holdout {}: {e}", flags.holdout))?;
    let (mut train, mut test) = (vec![0; table.rows - held], vec![0; held]);
    let mut random = rng.start(flags.seed);
    match &table.target {
        Some(TargetColumn::Classes { labels, names }) => {
            let mut scratch = vec![0; splits::scratch(table.rows, names.len())];
            let label_of = |row: usize| usize::from(labels[row]);
            splits::stratified_split(
                label_of,
                names.len(),
                &mut random,
                &mut train,
                &mut test,
                &mut scratch,
            )
            .map_err(|e| format!("--holdout {}: {e}", flags.holdout))?;
        }
        _ => {
            let mut scratch = vec![0; table.rows];
            splits::shuffle_split(&mut random, &mut train, &mut test, &mut scratch)?;
        }
    }
    Ok((train, test))
}
