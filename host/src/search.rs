//! `mcutune search`: from a data file to a ranked table and a scored winner.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use mcutune_core::data::Target;
use mcutune_core::folds as splits;
use mcutune_core::params::Params;
use mcutune_core::rank;
use mcutune_core::scaler::Scaling;
use mcutune_core::score::Scoring;
use mcutune_core::space::{Candidate, Grid, Sampler};
use mcutune_core::train::{Plan, Stop};
use serde_json::{Value as Json, json};

use crate::cli::{self, Search, Strategy};
use crate::files::write_file;
use crate::generator::Rng;
use crate::load::{Table, TargetColumn, load};
use crate::model::{Model, Provenance};
use crate::report::{self, Progress};
use crate::run::{self, End, Pipeline, Preparation, RunError};
use crate::space_file::Spaces;
use crate::study::{self, Fingerprint, Journal, StudyError, Trial};

/// How many candidates the table shows.
const SHOWN: usize = 10;

/// Any reason for which a command fails, with what to do about it.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Ctrl-C ended the search; the text says how to go on.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Interrupted(String);

/// Set by Ctrl-C.
static STOP: AtomicBool = AtomicBool::new(false);

/// What is said once on stderr and again in the JSON.
#[derive(Default)]
struct Warnings(Vec<String>);

impl Warnings {
    fn add(&mut self, warning: String) {
        eprintln!("warning: {warning}");
        self.0.push(warning);
    }
}

/// Runs the command; what it prints on stdout is the result, on stderr the way there.
pub fn search(flags: &Search) -> Result<(), Failure> {
    let mut warnings = Warnings::default();
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
    let candidates = candidates(&spaces, flags, rng, &mut warnings)?;
    let params: Vec<Params> = candidates
        .iter()
        .map(|candidate| candidate.params(&Params::DEFAULT))
        .collect::<Result<_, _>>()?;
    let (train_rows, test_rows) = hold_out(&table, flags, rng)?;
    let scoring = scoring(&table, flags)?;
    let jobs = match flags.jobs {
        Some(jobs) => usize::from(jobs),
        None => std::thread::available_parallelism().map_or(1, usize::from),
    };
    rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global()?;
    let (folds, smallest) = run::folds(&table, &train_rows, usize::from(flags.cv), &how)
        .map_err(|error| format!("--cv {}: {error}", flags.cv))?;
    if let Some(rows) = smallest {
        warnings.add(format!(
            "the smallest class has {rows} rows, fewer than the {} folds",
            flags.cv
        ));
    }
    let pipeline = Pipeline::fit(&table, &train_rows, &how)?;
    let prepared = pipeline.prepare(&table, &train_rows)?;
    let data = prepared.dataset()?;

    let directory = directory(flags);
    let name = stem(&flags.data);
    let (mut journal, mut trials) = Journal::open(
        &directory,
        &name,
        scoring.name(),
        &fingerprint(flags, &table, &spaces, scoring),
        study::distributions(&spaces, &candidates),
    )?;
    let agree = |(trial, candidate): (&Trial, &Candidate)| trial.params == study::params_of(candidate);
    if trials.len() > candidates.len() || !trials.iter().zip(&candidates).all(agree) {
        let path = directory.join(study::JOURNAL).display().to_string();
        return Err(StudyError::Foreign(path).into());
    }
    if !trials.is_empty() && !flags.quiet {
        eprintln!(
            "going on from {}: {} of {} candidates are done",
            directory.display(),
            trials.len(),
            candidates.len()
        );
    }
    let before = trials.len();
    let mut progress = Progress::new(
        candidates.len() * folds.len(),
        before * folds.len(),
        scoring.name(),
        flags.quiet,
    );
    trials
        .iter()
        .for_each(|trial| progress.score(trial.mean_and_std().0));
    stop_on_ctrl_c()?;
    let ran = run::cross_validate(
        &folds,
        &params[before..],
        (scoring, rng, flags.seed),
        jobs,
        &STOP,
        |fits, finished| -> Result<(), Failure> {
            let first = trials.len();
            let mut times: Vec<(SystemTime, SystemTime)> = Vec::new();
            for one in finished {
                let number = trials.len();
                let parameters = Plan::try_new(&data, data.rows(), &params[number])
                    .map_or(0, |plan| plan.shape().parameters());
                trials.push(Trial {
                    params: study::params_of(&candidates[number]),
                    parameters,
                    folds: one.folds,
                });
                progress.score(trials[number].mean_and_std().0);
                times.push((one.began, one.ended));
            }
            let lines = trials[first..].iter().zip(times);
            let lines: Vec<_> = lines
                .map(|(trial, (began, ended))| (trial, began, ended))
                .collect();
            if !lines.is_empty() {
                journal.add(&lines)?;
            }
            progress.advance(fits);
            Ok(())
        },
    );
    progress.finish();
    ran?;
    if trials.len() < candidates.len() {
        return Err(Interrupted(format!(
            "interrupted: {} of {} candidates are done and in {}; the same command goes on from there",
            trials.len(),
            candidates.len(),
            directory.join(study::JOURNAL).display()
        ))
        .into());
    }

    let ranks = report::ranks(&trials);
    let results = directory.join("cv_results.csv");
    write_file(
        &results,
        study::cv_results(&candidates, &trials, &ranks).as_bytes(),
    )?;
    let fits = trials.iter().flat_map(|trial| &trial.folds);
    let failed = fits.clone().filter(|fold| fold.score.is_nan()).count();
    if failed > 0 {
        warnings.add(format!("{failed} fits failed; their scores are nan"));
    }
    let means: Vec<f64> = trials.iter().map(|trial| trial.mean_and_std().0).collect();
    let best = rank::best(&means).ok_or("every candidate failed: see --scale and learning_rate_init")?;
    let refit = run::train(&data, &params[best], rng, flags.seed)?;
    if refit.fit.stop == Stop::NotFinite {
        return Err("the winner's fit on all rows failed: its loss is not finite".into());
    }
    let unconverged =
        fits.filter(|fold| fold.end == End::MaxIter).count() + usize::from(refit.fit.stop == Stop::MaxIter);
    if unconverged > 0 {
        warnings.add(format!(
            "{unconverged} of {} fits reached max_iter before they converged",
            trials.len() * folds.len() + 1
        ));
    }
    let holdout = if test_rows.is_empty() {
        None
    } else {
        let test = pipeline.prepare(&table, &test_rows)?;
        Some(run::score_on(
            &test.dataset()?,
            &params[best],
            &refit.weights,
            scoring,
        )?)
    };
    let mut summary = report::json(best, &trials[best], ranks[best]);
    summary["scoring"] = json!(scoring.name());
    summary["holdout"] = holdout.map_or(
        Json::Null,
        |score| json!({"rows": test_rows.len(), "score": score}),
    );
    summary["refit"] = json!({"rows": train_rows.len(), "n_iter": refit.fit.n_iter});
    let winner = directory.join("best.json");
    write_file(&winner, format!("{summary:#}\n").as_bytes())?;

    let (mean, std) = trials[best].mean_and_std();
    let mut scores = BTreeMap::from([("mean_test_score".into(), mean), ("std_test_score".into(), std)]);
    scores.extend(holdout.map(|score| ("holdout_score".into(), score)));
    let model = Model::new(
        &table,
        &how,
        &pipeline,
        &params[best],
        refit.weights,
        scores,
        Provenance {
            data: flags
                .data
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            data_sha256: table.digest.clone(),
            seed: flags.seed,
            rng: format!("{:?}", flags.rng).to_lowercase(),
            scoring: Some(scoring.name().into()),
            cv: Some(flags.cv),
        },
    )?;
    let kept = directory.join("model.json");
    model.save(&kept)?;

    let written = [directory.join(study::JOURNAL), results, winner, kept];
    let text = if flags.json {
        let one = |number: usize| report::json(number, &trials[number], ranks[number]);
        let all: Vec<Json> = (0..trials.len()).map(one).collect();
        let files: Vec<_> = written.iter().map(|path| path.display().to_string()).collect();
        let study = directory.display().to_string();
        let all =
            json!({"study": study, "best": summary, "trials": all, "warnings": warnings.0, "files": files});
        format!("{all}\n")
    } else {
        let mut text = report::table(&trials, &ranks, scoring.name(), SHOWN);
        text += &format!("best: trial {best}, {}\n", trials[best].describe());
        text += &format!(
            "{} (cross-validated): {}\n",
            scoring.name(),
            report::mean_and_std(&trials[best])
        );
        if let Some(score) = holdout {
            let rows = test_rows.len();
            text += &format!("{} (hold-out, {rows} rows): {score:.4}\n", scoring.name());
        }
        for path in written {
            text += &format!("wrote {}\n", path.display());
        }
        text
    };
    Ok(report::print(&text)?)
}

/// The first Ctrl-C lets the running fits end, the second does not wait.
fn stop_on_ctrl_c() -> Result<(), Failure> {
    Ok(ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        eprintln!("\nstopping when the running fits end; Ctrl-C again stops at once");
    })?)
}

/// `--out`, or the data file's name with `.study` in the current directory.
fn directory(flags: &Search) -> PathBuf {
    let default = || PathBuf::from(stem(&flags.data) + ".study");
    flags.out.clone().unwrap_or_else(default)
}

/// A file's name without directory and extensions.
fn stem(path: &Path) -> String {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    match name.split_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => name,
    }
}

/// All that the results depend on.
fn fingerprint(flags: &Search, table: &Table, spaces: &Spaces, scoring: Scoring) -> Fingerprint {
    let named = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
    let task = match &table.target {
        Some(TargetColumn::Classes { .. }) => "classify",
        _ => "regress",
    };
    let trials = (flags.strategy == Strategy::Random).then_some(flags.trials);
    let fingerprint = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "data": flags.data.file_name().map(|name| name.to_string_lossy()),
        "data_sha256": table.digest,
        "delimiter": flags.file.delimiter.map(|byte| char::from(byte).to_string()),
        "no_header": flags.file.no_header,
        "drop": flags.file.drop,
        "missing": named(&flags.file.missing),
        "categorical": named(&flags.file.categorical),
        "target": table.target_name,
        "task": task,
        "space": study::describe_spaces(spaces),
        "strategy": named(&flags.strategy),
        "trials": trials,
        "cv": flags.cv,
        "scoring": scoring.name(),
        "scale": named(&flags.scale),
        "holdout": flags.holdout,
        "seed": flags.seed,
        "rng": named(&flags.rng),
    });
    fingerprint.as_object().cloned().unwrap_or_default()
}

fn candidates(
    spaces: &Spaces,
    flags: &Search,
    rng: Rng,
    warnings: &mut Warnings,
) -> Result<Vec<Candidate>, Failure> {
    spaces.with(|spaces| match flags.strategy {
        Strategy::Grid => {
            let grid = Grid::try_new(spaces)
                .map_err(|_| "a grid needs lists: use --strategy random for ranges".to_string())?;
            Ok((0..grid.len()).filter_map(|index| grid.get(index)).collect())
        }
        Strategy::Random => {
            if Sampler::<crate::generator::Generator>::exhausts(spaces, flags.trials) {
                warnings.add(format!(
                    "--trials {} is more than the grid holds; all of it is searched",
                    flags.trials
                ));
            }
            let mut scratch = vec![0; Sampler::<crate::generator::Generator>::scratch(spaces, flags.trials)?];
            let sampler = Sampler::try_new(spaces, flags.trials, rng.start(flags.seed), &mut scratch)?;
            Ok(sampler.collect())
        }
    })
}

fn scoring(table: &Table, flags: &Search) -> Result<Scoring, Failure> {
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
fn hold_out(table: &Table, flags: &Search, rng: Rng) -> Result<(Vec<u32>, Vec<u32>), Failure> {
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
