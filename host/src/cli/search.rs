//! `mcutune search`: from a data file to a ranked table and a scored winner.

use std::path::{Path, PathBuf};
use std::time::Instant;

use jiff::SignedDuration;

use mcutune::core::params::{Loss, Name, Word};
use mcutune::report;
use mcutune::text::{self, counted};
use mcutune::{
    AutoSearch, Data, Dtype, Error, Evaluation, Event, Found, FoundShard, GpSearch, GridSearch,
    HalvingSearch, Leakage, Race, RandomSearch, RecordingScores, Search, SelectFeatures, Space, Stop,
    Strategy, Study, Warning, Windowing,
};
use serde_json::{Value as Json, json};

use crate::cli::command_error::{CommandError, Interrupted};
use crate::cli::flags as cli;
use crate::cli::progress::Progress;
use crate::cli::resolve::{Chosen, SearchConfig};
use crate::cli::understood::Understood;
use crate::cli::warnings::{
    COPIES_IN_FOLDS, Warnings, check_clip_output, check_target_scaling, note_target_scaling, tell_notes,
    warn_of_copies, warn_of_doubts, warn_of_group_arrays, warn_of_header, warn_of_holdout,
    warn_of_separators,
};
use crate::cli::{evaluation, hints, outputs, print, recordings, shards, signal, stdin, table};

/// Runs the command; what it prints on stdout is the result, on stderr the way there.
pub fn search(flags: &cli::SearchFlags) -> Result<(), CommandError> {
    let mut config = SearchConfig::resolve(flags)?;
    check_outputs(&config, (flags.file.y.as_ref(), flags.space.as_ref()))?;
    let mut warnings = Warnings::default();
    let data = config.load()?;
    let understood = understood(&config, &data, &mut warnings)?;
    let stop = Stop::new();
    signal::stop_on_ctrl_c(&stop)?;
    let (found, is_over) = match run(&config, &data, &stop, &mut warnings)? {
        Outcome::Whole { found, is_over } => (*found, is_over),
        Outcome::Shard(found) => return shards::report(&config, &found, &warnings, &understood),
    };
    warn_of_holdout(&found, &mut warnings);
    tell_saved(&config, &found);
    let mut files = found.files().to_vec();
    if let Some(path) = &config.plot {
        plot(&config, &found, path)?;
        files.push(path.clone());
    }
    let ended_by = EndedBy::of(&config, (&found, is_over), &stop);
    let recordings = OfRecordings::of(&config, &found, &data)?;
    let text = match config.json {
        true => {
            let of = (&found, &data, ended_by, &recordings);
            json(&config, of, &warnings, &files, &understood)
        }
        // a report takes the data, and a target from another file is none
        false => {
            recordings.text()
                + &text(&config, &found, &files)
                + &of_held_out(&config, &found, flags.file.y.is_none())
        }
    };
    print::print_result(config.json, &text)?;
    match ended_by {
        None => Ok(()),
        Some(by) => ended_early(&config, &found, by),
    }
}

/// What a search of recordings says of its winner beside the score of windows.
struct OfRecordings {
    scores: Option<RecordingScores>,
    leakage: Option<Leakage>,
}

impl OfRecordings {
    fn of(config: &SearchConfig, found: &Found, data: &Data) -> Result<Self, CommandError> {
        if data.windowed().is_none() {
            let (scores, leakage) = (None, None);
            return Ok(Self { scores, leakage });
        }
        let study = Study::read(&config.directory)?;
        let winner = found.best_trial().number();
        let leakage = match config.leakage {
            true => study.leakage(winner, data)?,
            false => None,
        };
        Ok(Self {
            scores: study.by_recording(winner, data, config.smooth)?,
            leakage,
        })
    }

    fn text(&self) -> String {
        let scores = self.scores.as_ref().map(|scores| {
            format!(
                "best trial, cross-validated by recording:\n{}",
                recordings::lines(scores)
            )
        });
        let leakage = self.leakage.map(|leakage| {
            format!(
                "leakage: {:.4} on shuffled folds, {:.4} by recording: {:+.4} of it is windows of recordings that trained\n",
                leakage.random,
                leakage.by_recording,
                leakage.gap()
            )
        });
        scores.into_iter().chain(leakage).collect()
    }
}

/// What ended a search before its last candidate.
#[derive(Clone, Copy)]
enum EndedBy {
    TargetScore(f64),
    Time {
        limit: SignedDuration,
        /// Else what was to come would not have ended in it.
        is_over: bool,
    },
    Interrupt,
}

impl EndedBy {
    fn of(config: &SearchConfig, (found, is_over): (&Found, bool), stop: &Stop) -> Option<Self> {
        let time = config.time.and_then(|time| SignedDuration::try_from(time).ok());
        match (config.target_score, time) {
            _ if found.is_complete() && !found.warnings().contains(&Warning::NotConfirmed) => None,
            (Some(score), _) if found.reaches(score) => Some(EndedBy::TargetScore(score)),
            (_, Some(limit)) if !stop.is_stopped() => Some(EndedBy::Time { limit, is_over }),
            _ => Some(EndedBy::Interrupt),
        }
    }

    /// As `--json` has it.
    fn name(self) -> &'static str {
        match self {
            EndedBy::TargetScore(_) => "target_score",
            EndedBy::Time { .. } => "time",
            EndedBy::Interrupt => "interrupt",
        }
    }
}

/// What is to be said of a search that ended before its last candidate.
fn ended_early(config: &SearchConfig, found: &Found, by: EndedBy) -> Result<(), CommandError> {
    let done = found.trials().len();
    let (why, on) = match by {
        EndedBy::TargetScore(score) => (format!("--target-score {score} is reached"), String::new()),
        EndedBy::Time { limit, is_over } => (
            format!("--time {limit:#} {}", of_time(is_over, found.is_complete())),
            goes_on(found.left_out()),
        ),
        EndedBy::Interrupt => return Err(interrupted(config, (done, found.candidates()), None)),
    };
    // one that is not cut short confirms its best
    let is_confirmed = !found.warnings().contains(&Warning::NotConfirmed);
    // what this is of is the study's settings, and whether it has grown
    let is_of_any_length = || {
        let study = Study::read(&config.directory);
        study.is_ok_and(|study| report::is_of_any_length(&study, found.results()))
    };
    let again = match found.is_of_whole_batches() && is_confirmed && is_of_any_length() {
        true => format!("; with `--trials {done}` alone another study has the same"),
        false => String::new(),
    };
    let done = counted(done, "candidate");
    print::say(&format!("{why}: {done}{again}{on}"));
    Ok(())
}

/// How the same command goes on after its time, where so many candidates were begun and are left out.
fn goes_on(left_out: usize) -> String {
    match left_out {
        0 => "; the same command goes on from there".to_owned(),
        some => format!(
            "; of the next batch, which races, {} begun and not done, and the same command begins that batch again: give it \
             more time",
            match some {
                1 => "1 candidate was".to_owned(),
                some => format!("{some} candidates were"),
            }
        ),
    }
}

/// Why a time has ended a search: it may do so long before it is over, where a large fit is next.
fn of_time(is_over: bool, is_complete: bool) -> &'static str {
    match (is_over, is_complete) {
        (true, _) => "is over",
        (false, false) => "has no room for another fit as long as the next one",
        (false, true) => "has no room to confirm the best on fresh folds",
    }
}

/// What going on from the iteration before has saved.
fn tell_saved(config: &SearchConfig, found: &Found) {
    let saved = found.epochs_saved();
    if !config.quiet && saved > 0 {
        let folds = found.trials().iter().flat_map(|trial| trial.folds());
        let all: u64 = folds.map(|fold| u64::from(fold.n_iter)).sum();
        print::say(&format!(
            "{saved} of {all} epochs were not run again: fits went on from the iteration before"
        ));
    }
}

/// What the data are, said before anything is fitted.
fn understood(
    config: &SearchConfig,
    data: &Data,
    warnings: &mut Warnings,
) -> Result<Understood, CommandError> {
    let target = data.trainable_target()?.as_target();
    let mut understood = Understood::training(data);
    if config.windows.is_some() && !config.cv_is_given {
        understood.note(format!(
            "folds: --cv {}, in which recordings stay whole",
            config.cv
        ));
    }
    let scorings = match config.scoring.as_slice() {
        [] => vec![config.maximised(&target)],
        some => some.to_vec(),
    };
    for &scoring in scorings.iter().filter(|scoring| scoring.suits(&target)) {
        let class = match data.positive_class(scoring, None) {
            // of several some take a class
            Ok(None) if scorings.len() > 1 => Ok(None),
            _ => data.positive_class(scoring, config.pos_label.as_deref()),
        };
        understood.positive(scoring, class.map_err(Error::from)?, data.classes());
    }
    understood.say(config.quiet);
    warn_of_header(data, warnings);
    warn_of_separators(data, warnings);
    warn_of_doubts(data, warnings);
    warn_of_group_arrays(data, warnings);
    warn_of_copies(data, COPIES_IN_FOLDS, warnings);
    let poisson = config.space.may_have(Word::Loss(Loss::Poisson));
    check_target_scaling(config.target_scaling, data, poisson)?;
    check_clip_output(config.clip_output, data)?;
    if !config.quiet {
        tell_notes(data);
        note_target_scaling(config.target_scaling, config.rng, data, poisson);
    }
    understood.warn_of_coarse(warnings);
    understood.warn_of_index(warnings);
    understood.warn_of_growing_target(warnings);
    understood.warn_of_task(config.task, warnings);
    Ok(understood)
}

/// No file that is written may be the data or the space.
fn check_outputs(
    config: &SearchConfig,
    (y, space): (Option<&String>, Option<&PathBuf>),
) -> Result<(), CommandError> {
    let mut written: Vec<_> = Study::FILES
        .map(|name| ("--out", config.directory.join(name)))
        .into();
    written.extend(config.plot.iter().map(|path| ("--plot", path.clone())));
    let plot: Vec<_> = written
        .iter()
        .filter(|(flag, _)| *flag == "--plot")
        .cloned()
        .collect();
    outputs::check_studies(&plot)?;
    outputs::check(
        &written,
        outputs::data_files(&config.data, y).chain(space.cloned()),
    )?;
    // the search makes the directory, and opens the journal before it fits
    let there = config.directory.is_dir();
    let in_it = |path: &Path| path.parent() == Some(config.directory.as_path());
    written.retain(|(_, path)| match in_it(path) {
        true => there && !path.ends_with(Study::JOURNAL),
        false => true,
    });
    outputs::check_writable(&written)
}

/// The search, or how to go on where Ctrl-C or its time ended it before there is a winner.
fn run(
    config: &SearchConfig,
    data: &Data,
    stop: &Stop,
    warnings: &mut Warnings,
) -> Result<Outcome, CommandError> {
    let target = data.trainable_target()?.as_target();
    let scoring = config.maximised(&target);
    let best_by = (config.select_by, config.objectives.clone().unwrap_or_default());
    let mut progress = Progress::new(scoring.name(), best_by, config.quiet, config.time);
    let mut late = Vec::new();
    let (began, mut searched, mut fits_ended, mut before) = (Instant::now(), None, 0, 0);
    let listen = |event: Event<'_>| match event {
        Event::Warning(warning) if searched.is_some() => late.push(hints::warning(warning, scoring)),
        Event::Warning(warning) => warnings.add(hints::warning(warning, scoring)),
        Event::Keeps(bytes) if !config.quiet => print::say(&format!(
            "predictions are kept in {}, {} at most",
            config.directory.join(Study::PREDICTIONS).display(),
            text::bytes(bytes)
        )),
        Event::Grown(differences) => print::say(&format!(
            "{} grows: {}",
            config.directory.display(),
            hints::of_growth(differences)
        )),
        Event::Resumed { done, candidates } => {
            before = done;
            if !config.quiet {
                print::say(&format!(
                    "going on from {}: {done} of {candidates} candidates are done",
                    config.directory.display()
                ));
            }
        }
        Event::Waiting(lock) => print::say_waiting(lock),
        Event::Round { fits, done, later } => progress.round(fits, done, later),
        Event::Trial(trial) => progress.trial(trial, trial.number() >= before),
        Event::Fitted(fits) => {
            progress.advance(fits);
            fits_ended += fits;
        }
        Event::Searched => {
            progress.finish();
            searched = Some(began.elapsed());
        }
        _ => {}
    };
    let mut found = by_strategy(config, data, stop, listen);
    let ended_over = config
        .time
        .is_some_and(|time| searched.unwrap_or_else(|| began.elapsed()) >= time);
    match &mut found {
        Ok(Outcome::Whole { is_over, .. }) => *is_over = ended_over,
        Err(Error::NoneFits { .. }) => print::say(&format!(
            "wrote {}, where each candidate stands with what it takes",
            config.directory.join(Study::CV_RESULTS).display()
        )),
        Err(Error::Stopped { done, candidates }) if config.time.is_some() && !stop.is_stopped() => {
            let of = (config.strategy, config.race);
            return Err(out_of_time(of, ended_over, fits_ended, (*done, *candidates)).into());
        }
        Err(Error::Stopped { done, candidates }) => {
            let why = side_by_side(config.strategy, config.race);
            return Err(interrupted(config, (*done, *candidates), why));
        }
        _ => {}
    }
    late.into_iter().for_each(|warning| warnings.add(warning));
    Ok(found?)
}

/// The search by the strategy that was asked for.
fn by_strategy<'a>(
    config: &'a SearchConfig,
    data: &Data,
    stop: &Stop,
    listen: impl FnMut(Event<'_>) + 'a,
) -> Result<Outcome, Error> {
    let space = config.space.clone();
    match config.strategy {
        Chosen::Grid => fit(config, GridSearch::new(space), data, stop, listen),
        Chosen::Random(trials) => fit(config, RandomSearch::new(space, trials), data, stop, listen),
        Chosen::Halving(trials, flags) => fit(config, halving(space, trials, flags), data, stop, listen),
        Chosen::Gp(trials, batch) => {
            let search = GpSearch::new(space, trials);
            let search = match batch {
                Some(candidates) => search.batch(candidates),
                None => search,
            };
            fit(config, search, data, stop, listen)
        }
        Chosen::Auto(trials, batch) => {
            let search = AutoSearch::new(space, trials);
            if !config.quiet {
                print::say(&became(search.grid()));
            }
            let search = match batch {
                Some(candidates) => search.batch(candidates),
                None => search,
            };
            fit(config, search, data, stop, listen)
        }
    }
}

/// What `auto` is, of a grid of so many candidates or of none.
fn became(grid: Option<u64>) -> String {
    match grid {
        Some(all) => format!(
            "auto: a grid of {} (all values are lists, of few combinations)",
            counted(all, "candidate")
        ),
        None => "auto: gp (the space has ranges, or more combinations than a small grid)".to_owned(),
    }
}

/// Why a search has no winner when its time has ended it.
fn out_of_time(
    (strategy, race): (Chosen, Option<Race>),
    is_over: bool,
    fits: usize,
    (done, candidates): (usize, usize),
) -> String {
    let of = counted(candidates, "candidate");
    if fits == 0 {
        return match is_over {
            true => format!(
                "--time is over before the first fit has ended: it went by while {of} and the folds were made; give more"
            ),
            false => format!("--time has no room for a fit, now that {of} and the folds are made: give more"),
        };
    }
    let early = match is_over {
        true => "is over before a candidate was fitted on all folds".to_owned(),
        false => format!(
            "{} before a candidate was fitted on all folds",
            of_time(false, false)
        ),
    };
    let early = format!("--time {early} ({done} of {of} are done): give more");
    match side_by_side(strategy, race) {
        Some(why) => format!("{early}; {why}"),
        None => early,
    }
}

/// Why a search of candidates that race has none with a score for long, and what has one sooner.
fn side_by_side(strategy: Chosen, race: Option<Race>) -> Option<&'static str> {
    let races = match (strategy, race) {
        (Chosen::Grid | Chosen::Random(_), race) => race.is_some_and(|race| race != Race::None),
        (Chosen::Halving(..), _) => false,
        // theirs race where nothing else is asked for
        (Chosen::Gp(..) | Chosen::Auto(..), race) => race != Some(Race::None),
    };
    races.then_some(
        "candidates that race are fitted side by side, and few are done before their batch is; with --race none and \
         another --out DIR one is done after another",
    )
}

fn halving<'a>(space: Space, trials: Option<u32>, flags: cli::HalvingFlags) -> HalvingSearch<'a> {
    let mut search = HalvingSearch::new(space).aggressive_elimination(flags.aggressive_elimination);
    if let Some(trials) = trials {
        search = search.trials(trials);
    }
    if let Some(resource) = flags.resource {
        search = search.resource(resource);
    }
    if let Some(factor) = flags.factor {
        search = search.factor(factor);
    }
    if let Some(min) = flags.min_resources {
        search = search.min_resources(min);
    }
    if let Some(cli::MaxResources::Of(most)) = flags.max_resources {
        search = search.max_resources(most);
    }
    search
}

fn fit<'a, S: Strategy>(
    config: &SearchConfig,
    search: Search<'a, S>,
    data: &Data,
    stop: &Stop,
    listen: impl FnMut(Event<'_>) + 'a,
) -> Result<Outcome, Error> {
    let search = config.apply(search, stop).on_event(listen);
    match config.shard {
        None => search.fit(data).map(|found| Outcome::Whole {
            found: Box::new(found),
            is_over: false,
        }),
        Some(shard) => search
            .command(shards::words())
            .fit_shard(shard, data)
            .map(Outcome::Shard),
    }
}

/// What was found: by all candidates, or those of a shard.
enum Outcome {
    Whole {
        found: Box<Found>,
        /// Whether its time was over when the last of its fits before the winner's on all rows had ended.
        is_over: bool,
    },
    Shard(FoundShard),
}

fn interrupted(config: &SearchConfig, (done, candidates): (usize, usize), why: Option<&str>) -> CommandError {
    let why = why.map_or(String::new(), |why| format!("; {why}"));
    Interrupted(format!(
        "interrupted: {done} of {candidates} candidates are done and in {}; the same command goes on from there{why}",
        config.directory.join(Study::JOURNAL).display()
    ))
    .into()
}

fn plot(config: &SearchConfig, found: &Found, path: &Path) -> Result<(), CommandError> {
    table::plot(found.results(), &config.name, path).map_err(|error| {
        let journal = config.directory.join(Study::JOURNAL);
        let journal = journal.display();
        format!("{error}; all candidates are safe in {journal}, and the same command goes on from there")
            .into()
    })
}

/// The ranked table, the winner and its scores, what was written, and what to run next.
fn text(config: &SearchConfig, found: &Found, files: &[PathBuf]) -> String {
    let (results, winner) = (found.results(), found.best_trial());
    let metric = results.scoring();
    let score = table::mean_and_std(winner);
    let mut scores = format!("{metric} (cross-validated): {score}\n");
    if let Some(fresh) = found.confirmation() {
        let candidates = counted(results.confirmed().len(), "candidate");
        scores += &confirmed(
            (metric, &candidates),
            winner.mean_test_score(),
            fresh.mean_and_std(Dtype::F32),
        );
        if results.selection().by == Dtype::Int8 {
            scores += &confirmed(
                (&format!("{metric}, int8"), &candidates),
                winner.int8().map_or(f64::NAN, |int8| int8.mean),
                fresh.mean_and_std(Dtype::Int8),
            );
        }
    }
    scores += &table::beside(results, winner);
    let rows = counted(found.held_out(), "row");
    if let Some(score) = found.holdout_score() {
        scores += &format!("{metric} (hold-out, {rows}): {score:.4}\n");
    }
    if let Some(int8) = winner.int8() {
        let score = table::mean_and_std_int8(winner, &int8);
        scores += &format!("{metric}, int8 (cross-validated): {score}\n");
    }
    if let Some(score) = found.holdout_score_int8() {
        scores += &format!("{metric}, int8 (hold-out, {rows}): {score:.4}\n");
    }
    let selects = |(windowing, _): &(Windowing, _)| {
        config.space.names(Name::WindowSelect) || windowing.selected() != SelectFeatures::All
    };
    if config.windows.as_ref().is_some_and(selects) {
        let names = found.best_model().feature_names();
        scores += &format!("its {}: {}\n", counted(names.len(), "feature"), names.join(", "));
    }
    let mut text = table::best(results, config.top) + &table::winner(results) + &print::each_line(&scores);
    for path in files {
        text += &format!("wrote {}\n", print::shown(&path.display().to_string()));
    }
    text + &next(config, results.selection().by)
}

/// What fresh folds say beside the search.
fn confirmed((metric, candidates): (&str, &str), searched: f64, (mean, std): (f64, f64)) -> String {
    let (score, searched) = (print::score(mean, std), print::mean(searched));
    format!("{metric} (fresh folds, {candidates}): {score}; the search said {searched}\n")
}

/// Commands that take a study whose winner was chosen by scores in a number format, for a shell.
fn next(config: &SearchConfig, by: Dtype) -> String {
    let study = config.directory.display().to_string();
    let file = format!("{}.h", config.name);
    let dtype = match by {
        Dtype::F32 => "",
        Dtype::Int8 => " --dtype int8",
    };
    match (shlex::try_quote(&study), shlex::try_quote(&file)) {
        (Ok(study), Ok(file)) => format!(
            "next: mcutune show {study} --pareto\n      mcutune export {study} --format c{dtype} -o {file}\n"
        ),
        // a name that no shell takes
        _ => String::new(),
    }
}

/// The command that shows what the rows held out are answered, for a shell.
fn of_held_out(config: &SearchConfig, found: &Found, is_all_data: bool) -> String {
    let how = match found.holdout_evaluation(Dtype::F32) {
        Some(Evaluation::Classes(_)) => "class by class",
        Some(Evaluation::Values(_)) => "value by value",
        Some(Evaluation::Targets(_)) | None => return String::new(),
    };
    if !is_all_data || config.data.iter().any(|file| stdin::is_stdin(file)) {
        return String::new();
    }
    let mut words = vec![
        "mcutune".into(),
        "report".into(),
        config.directory.display().to_string(),
    ];
    let files = config.data.iter().map(|file| file.display().to_string());
    words.extend(files.flat_map(|file| ["--data".into(), file]));
    words.extend(["-o".into(), format!("{}.html", config.name)]);
    match shlex::try_join(words.iter().map(String::as_str)) {
        Ok(command) => print::line(&format!("rows held out, {how}: {command}")) + "\n",
        // a name that no shell takes
        Err(_) => String::new(),
    }
}

/// The same for programs, on one line.
fn json(
    config: &SearchConfig,
    (found, data, ended_by, recordings): (&Found, &Data, Option<EndedBy>, &OfRecordings),
    warnings: &Warnings,
    files: &[PathBuf],
    understood: &Understood,
) -> String {
    let numbers = 0..found.trials().len();
    let trials: Vec<Json> = numbers.map(|number| found.results().trial_json(number)).collect();
    let files: Vec<_> = files.iter().map(|path| path.display().to_string()).collect();
    let mut all = json!({
        "study": config.directory.display().to_string(),
        "best": found.best_json(),
        "trials": trials,
        "ended_by": ended_by.map(EndedBy::name),
        "understood": understood.json(),
        "warnings": warnings.said(),
        "files": files,
    });
    if let Some(scores) = &recordings.scores {
        all["recordings"] = json!(scores);
    }
    if let Some(leakage) = recordings.leakage {
        all["leakage"] = json!({
            "by_recording": leakage.by_recording,
            "shuffled": leakage.random,
            "gap": leakage.gap(),
        });
    }
    if config.objectives.is_some() {
        all["front"] = json!(found.results().front());
    }
    for (name, dtype) in [
        ("holdout_report", Dtype::F32),
        ("holdout_report_int8", Dtype::Int8),
    ] {
        if let Some(found) = found.holdout_evaluation(dtype) {
            all[name] = evaluation::json(found, data);
        }
    }
    format!("{all}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_that_is_begun_again_is_told() {
        assert_eq!(goes_on(0), "; the same command goes on from there");
        let said = goes_on(8);
        assert!(said.contains("which races, 8 candidates were begun") && said.contains("give it more time"));
    }

    #[test]
    fn what_a_search_without_a_winner_had_no_time_for() {
        let race = "; candidates that race are fitted side by side, and few are done before their batch is; with --race \
                    none and another --out DIR one is done after another";
        let flags = cli::HalvingFlags {
            resource: None,
            factor: None,
            min_resources: None,
            max_resources: None,
            aggressive_elimination: false,
        };
        for (strategy, asked, more) in [
            (Chosen::Grid, None, ""),
            (Chosen::Random(9), None, ""),
            (Chosen::Random(9), Some(Race::None), ""),
            (Chosen::Random(9), Some(Race::Exact), race),
            (Chosen::Gp(9, None), None, race),
            (Chosen::Auto(9, None), Some(Race::None), ""),
            (Chosen::Halving(None, flags), None, ""),
        ] {
            for (is_over, why) in [
                (true, "is over"),
                (false, "has no room for another fit as long as the next one"),
            ] {
                let said = out_of_time((strategy, asked), is_over, 3, (0, 9));
                let early =
                    "before a candidate was fitted on all folds (0 of 9 candidates are done): give more";
                assert_eq!(said, format!("--time {why} {early}{more}"));
            }
            for (is_over, why) in [
                (true, "while 9 candidates and the folds were made; give more"),
                (
                    false,
                    "has no room for a fit, now that 9 candidates and the folds are made: give more",
                ),
            ] {
                let said = out_of_time((strategy, asked), is_over, 0, (0, 9));
                assert!(said.contains(why) && !said.contains("race"), "{said}");
            }
        }
    }
}
