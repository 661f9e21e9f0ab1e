//! Strategies that look at results fit into the scheduler, the journal and the tables as they are:
//! exact fold racing in batches, a process, and halving over epochs.

use std::cell::Cell;
use std::fs;
use std::path::Path;

use mcutune_core::params::Name;
use mcutune_core::space;
use serde_json::json;

use super::*;
use crate::search::{Event, Found, GpSearch, GridSearch, RandomSearch, Search, Select};
use crate::study::{Study, resealed};
use crate::{Data, Dtype, Limits, Mcu, Quantity, Scoring, Stop};

const SPACE: &str = "
    activation = ['relu', 'tanh', 'logistic']
    hidden_layer_sizes = [[2], [9], [30], [5]]
    learning_rate_init = [0.1, 0.001]
    max_iter = 12
";

fn grid(space: &Space) -> Vec<Choices> {
    space.with(|spaces| {
        let grid = space::Grid::try_new(spaces).unwrap();
        grid.iter().map(|candidate| (&candidate).into()).collect()
    })
}

/// Batches of a grid. Fold 0 of all in the batch, then the next fold of the two with the highest
/// bounds; who can no longer win is given up.
struct RacedGrid {
    batch: usize,
}

impl RacedGrid {
    /// The mean if every fold that is not done scored 1.
    fn bound(trial: &Trial, folds: usize) -> f64 {
        let done: f64 = trial.split_test_scores().iter().sum();
        (done + (folds - trial.folds().len()) as f64) / folds as f64
    }
}

impl Strategy for RacedGrid {}

impl Propose for RacedGrid {
    fn settings(&self) -> Map<String, Json> {
        let settings = json!({"strategy": "race", "batch": self.batch});
        settings.as_object().cloned().unwrap()
    }

    fn declares(&self) -> Declared {
        Declared {
            states: &["raced"],
            columns: &[],
            iteration: None,
            resource: None,
            reversed: false,
        }
    }

    fn propose(&mut self, so_far: &SoFar<'_>) -> Result<Round, Error> {
        let folds = so_far.folds;
        let (finished, mut open): (Vec<&Trial>, Vec<&Trial>) = so_far
            .trials
            .iter()
            .partition(|trial| trial.given_up().is_some() || trial.folds().len() == folds);
        let means = finished.iter().map(|trial| trial.mean_test_score());
        let best = means.fold(f64::NEG_INFINITY, f64::max);
        let mut round = Round::default();
        open.retain(|trial| {
            let may_win = Self::bound(trial, folds) >= best;
            if !may_win {
                round.given_up.push((trial.number(), "raced"));
            }
            may_win
        });
        open.sort_by(|a, b| Self::bound(b, folds).total_cmp(&Self::bound(a, folds)));
        round.tasks.extend(open.iter().take(2).map(|trial| TrialFold {
            trial: trial.number(),
            fold: trial.folds().len(),
        }));
        if round.tasks.is_empty() {
            let first = so_far.trials.len();
            let all = grid(so_far.space).into_iter();
            let next = all.skip(first).take(self.batch).map(Proposal::new);
            round.trials = next.collect();
            let trials = first..first + round.trials.len();
            round.tasks = trials.map(|trial| TrialFold { trial, fold: 0 }).collect();
        }
        Ok(round)
    }
}

fn iris() -> Data {
    Data::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/iris.csv")).unwrap()
}

fn search<'a, S: Strategy>(strategy: S) -> Search<'a, S> {
    Search::with(strategy, SPACE.parse().unwrap())
        .cv(3)
        .limit(Mcu::CortexM0, Limits::new().ram(140))
}

/// The files of a study, recorded times taken out.
fn without_times(directory: &Path) -> (Vec<Json>, Vec<String>) {
    let read = |name: &str| fs::read_to_string(directory.join(name)).unwrap();
    let lines = read("journal.log");
    let mut journal: Vec<Json> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for line in &mut journal {
        let fields = line.as_object_mut().unwrap();
        fields.retain(|name, _| !name.starts_with("datetime_") && name != "checksum");
        if let Some(attributes) = fields.get_mut("user_attrs").and_then(Json::as_object_mut) {
            attributes.retain(|name, _| !name.ends_with("_time"));
        }
    }
    let table = read("cv_results.csv");
    let header: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let times = header.iter().position(|name| *name == "mean_fit_time").unwrap();
    let timeless = |line: &str| {
        let fields = line.split(',').enumerate();
        let kept = fields.filter(|(i, _)| !(times..times + 4).contains(i));
        kept.map(|(_, field)| field).collect::<Vec<_>>().join(",")
    };
    (journal, table.lines().map(timeless).collect())
}

/// A search by a new strategy gives the same bytes by any number of threads, and after a kill at
/// any trial.
fn check_bytes<S: Strategy>(strategy: impl Fn() -> S) -> Found {
    let (data, directory) = (iris(), tempfile::tempdir().unwrap());
    let run = |name: &str, jobs| {
        let directory = directory.path().join(name);
        let found = search(strategy())
            .jobs(jobs)
            .study(&directory)
            .fit(&data)
            .unwrap();
        (found, without_times(&directory))
    };
    let (found, whole) = run("whole", 1);
    assert_eq!(run("threads", 4).1, whole);
    let journal = fs::read_to_string(directory.path().join("whole/journal.log")).unwrap();
    let lines: Vec<&str> = journal.lines().collect();
    for kept in [4, 5, lines.len() / 2, lines.len() - 1, lines.len()] {
        let name = format!("killed{kept}");
        fs::create_dir(directory.path().join(&name)).unwrap();
        let left = lines[..kept].join("\n") + "\n";
        fs::write(directory.path().join(&name).join("journal.log"), left).unwrap();
        let (resumed, bytes) = run(&name, 2);
        assert_eq!(bytes, whole, "killed after {kept} lines");
        assert_eq!(
            resumed.best_model().to_json().unwrap(),
            found.best_model().to_json().unwrap()
        );
    }
    let study = Study::read(directory.path().join("whole")).unwrap();
    let results = study.results(Select::Best, Dtype::F32);
    assert_eq!(results.ranks(), found.results().ranks());
    assert_eq!(results.winner(), found.results().winner());
    assert_eq!(results.columns(), found.results().columns());
    for (there, here) in results.trials().iter().zip(found.trials()) {
        assert_eq!(there.given_up(), here.given_up());
        assert_eq!(there.columns(), here.columns());
        assert_eq!(format!("{:?}", there.folds()), format!("{:?}", here.folds()));
    }
    found
}

#[test]
fn exact_racing_in_batches_names_the_grids_winner_with_fewer_fits() {
    let found = check_bytes(|| RacedGrid { batch: 5 });
    let whole = search(GridStrategy).fit(&iris()).unwrap();
    assert_eq!(found.trials().len(), whole.trials().len());
    assert_eq!(found.best_trial().number(), whole.best_trial().number());
    let raced: Vec<&Trial> = found
        .trials()
        .iter()
        .filter(|t| t.given_up() == Some("raced"))
        .collect();
    let infeasible = |trial: &&Trial| trial.infeasible().is_some();
    assert!(raced.len() >= 4 && found.trials().iter().any(|trial| infeasible(&trial)));
    for (raced, whole) in found.trials().iter().zip(whole.trials()) {
        let done = raced.split_test_scores();
        let bits = |scores: &[f64]| scores.iter().map(|score| score.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&done), bits(&whole.split_test_scores()[..done.len()]));
        assert_eq!(raced.given_up().is_some(), done.len() < 3);
    }
}

fn in_batches(trials: u32, batch: u32) -> GpStrategy {
    let mut gp = GpStrategy::new(trials);
    gp.batch(batch);
    gp
}

#[test]
fn a_process_proposes_none_twice_none_over_a_limit_and_the_same_after_a_kill() {
    let found = check_bytes(|| in_batches(16, 3));
    let trials = found.trials();
    assert_eq!(trials.len(), 16);
    for (i, trial) in trials.iter().enumerate() {
        assert!(trial.infeasible().is_none(), "{}", trial.params());
        let again = trials[..i].iter().find(|other| other.params() == trial.params());
        assert!(again.is_none(), "{}", trial.params());
    }
}

#[test]
fn a_process_ends_where_the_space_does() {
    let found = search(in_batches(100, 8)).fit(&iris()).unwrap();
    let whole = search(GridStrategy).fit(&iris()).unwrap();
    let fits = whole.trials().iter().filter(|trial| trial.infeasible().is_none());
    assert_eq!(found.trials().len(), fits.count());
    assert_eq!(found.best_score(), whole.best_score());
    let exhausted = |warning: &Warning| matches!(warning, Warning::NoMoreCandidates { trials: 100, .. });
    assert_eq!(found.warnings().iter().filter(|one| exhausted(one)).count(), 1);
    let said = |limited, whole| {
        let (found, trials) = (4, 50);
        Warning::NoMoreCandidates {
            found,
            trials,
            limited,
            whole,
        }
        .to_string()
    };
    assert_eq!(said(false, true), "4 of 50 candidates: the space has no other");
    assert!(said(true, true).ends_with(": no other was found that keeps to the limits"));
    assert!(found.warnings().iter().any(|one| matches!(
        one,
        Warning::NoMoreCandidates {
            limited: true,
            whole: true,
            ..
        }
    )));
}

#[test]
fn a_given_up_trial_keeps_its_splits_and_is_pruned() {
    let (data, directory) = (iris(), tempfile::tempdir().unwrap());
    let found = search(RacedGrid { batch: 8 })
        .objectives([Quantity::Flash])
        .study(directory.path())
        .fit(&data)
        .unwrap();
    let (journal, table) = without_times(directory.path());
    assert_eq!(journal[0]["directions"], json!([2, 1]));
    let names = json!({"study:metric_names": ["accuracy", "flash"]});
    assert_eq!(journal[1]["system_attr"], names);
    let winner = &journal[4 + found.best_trial().number()];
    let flash = found.best_trial().cost(Quantity::Flash).unwrap();
    assert_eq!(winner["values"], json!([found.best_score(), flash as f64]));
    let raced = found
        .trials()
        .iter()
        .find(|trial| trial.given_up().is_some())
        .unwrap();
    let line = &journal[4 + raced.number()];
    assert_eq!((&line["state"], &line["values"]), (&json!(2), &Json::Null));
    assert_eq!(line["user_attrs"]["state"], "raced");
    let done = line["intermediate_values"].as_object().unwrap();
    assert_eq!(done.len(), raced.folds().len());
    assert!(table[0].ends_with(",infeasible,state,pareto"), "{}", table[0]);
    let row = &table[1 + raced.number()];
    let splits: Vec<String> = raced.split_test_scores().iter().map(f64::to_string).collect();
    let missing = ",".repeat(3 - splits.len());
    // no mean and no deviation
    assert!(
        row.contains(&format!("}}\",{}{missing},,,", splits.join(","))),
        "{row}"
    );
    assert!(row.ends_with(",,raced,False"), "{row}");
}

#[test]
fn halving_adds_columns_and_chooses_among_the_last() {
    let found = check_bytes(|| HalvingStrategy::new(&SPACE.parse().unwrap()));
    let columns = ["iter", "n_resources"];
    assert_eq!(found.results().columns(), columns);
    let best = found.best_trial();
    assert_eq!(best.columns()[0].1, Value::Int(2));
    assert!(
        found.trials()[..24]
            .iter()
            .all(|trial| trial.folds().iter().all(|fold| fold.n_iter <= 1))
    );
    assert_eq!(best.params().get(Name::MaxIter), Some(Value::Int(9)));
    let n_iter = best.folds().iter().map(|fold| fold.n_iter).max();
    assert_eq!(n_iter, Some(9));
}

/// Halving whose candidates begin anew in each iteration.
struct Anew(HalvingStrategy);

impl Strategy for Anew {}

impl Propose for Anew {
    fn settings(&self) -> Map<String, Json> {
        self.0.settings()
    }

    fn declares(&self) -> Declared {
        self.0.declares()
    }

    fn to_come(&self, proposed: usize) -> usize {
        self.0.to_come(proposed)
    }

    fn propose(&mut self, so_far: &SoFar<'_>) -> Result<Round, Error> {
        let mut round = self.0.propose(so_far)?;
        for proposal in &mut round.trials {
            proposal.goes_on = None;
        }
        Ok(round)
    }
}

#[test]
fn halving_that_goes_on_writes_what_one_that_begins_anew_writes() {
    let space = || -> Space {
        "early_stopping = [false, true]
        learning_rate_init = [0.1, 0.01]
        solver = ['adam', 'sgd']
        learning_rate = ['adaptive', 'invscaling']
        dropout = 0.1
        max_iter = 27"
            .parse()
            .unwrap()
    };
    fn run<S: Strategy>(strategy: S, space: Space) -> (Found, (Vec<Json>, Vec<String>)) {
        let directory = tempfile::tempdir().unwrap();
        let search = Search::with(strategy, space).cv(3).quantize().jobs(2);
        let found = search.study(directory.path()).fit(&iris()).unwrap();
        (found, without_times(directory.path()))
    }
    let (longer, bytes) = run(HalvingStrategy::new(&space()), space());
    let (anew, expected) = run(Anew(HalvingStrategy::new(&space())), space());
    assert_eq!(bytes, expected);
    assert_eq!(
        longer.best_model().to_json().unwrap(),
        anew.best_model().to_json().unwrap()
    );
    assert_eq!(longer.results().iterations(), [(16, 3), (6, 9), (2, 27)]);
    // what survivors had run
    let survived = |trial: &&Trial| {
        let next = &longer.trials()[if trial.number() < 16 { 16..22 } else { 22..24 }];
        let same = |other: &Trial| {
            let of = |trial: &Trial| {
                trial
                    .params()
                    .iter()
                    .filter(|(name, _)| *name != Name::MaxIter)
                    .collect::<Vec<_>>()
            };
            of(other) == of(trial)
        };
        next.iter().any(same)
    };
    let before = longer.trials()[..22].iter().filter(survived);
    let epochs = before.flat_map(Trial::folds).map(|fold| u64::from(fold.n_iter));
    assert_eq!((longer.epochs_saved(), anew.epochs_saved()), (epochs.sum(), 0));
}

#[test]
fn a_stopped_strategy_keeps_the_trials_before_the_first_that_is_not_done() {
    let (data, stop) = (iris(), Stop::new());
    let enough = stop.clone();
    let found = search(RacedGrid { batch: 5 })
        .jobs(2)
        .stop(&stop)
        .on_trial(move |trial| {
            if trial.number() == 6 {
                enough.stop();
            }
        })
        .fit(&data)
        .unwrap();
    assert!(!found.is_complete() && found.trials().len() < found.candidates().max(24));
    let numbers = found.trials().iter().map(|trial| trial.number());
    assert!(numbers.eq(0..found.trials().len()));
    let all = |trial: &Trial| trial.given_up().is_some() || trial.folds().len() == 3;
    assert!(found.trials().iter().all(all));
}

#[test]
fn a_journal_of_other_proposals_is_refused() {
    let (data, directory) = (iris(), tempfile::tempdir().unwrap());
    search(RacedGrid { batch: 8 })
        .study(directory.path())
        .fit(&data)
        .unwrap();
    let path = directory.path().join("journal.log");
    let text = fs::read_to_string(&path).unwrap();
    for (from, to) in [
        ("\"state\":\"raced\"", "\"state\":\"other\""),
        ("\"learning_rate_init\":1.0", "\"learning_rate_init\":0.0"),
    ] {
        assert!(text.contains(from), "{from}");
        fs::write(&path, resealed(&text.replacen(from, to, 1))).unwrap();
        let error = search(RacedGrid { batch: 8 }).study(directory.path()).fit(&data);
        let error = error.map(|_| ()).unwrap_err().to_string();
        assert!(error.contains("not a trial of this search"), "{error}");
    }
    let _ = GridSearch::new(SPACE.parse().unwrap());
}

#[test]
fn a_race_names_the_winner_of_all_folds_with_fewer_fits() {
    let data = iris();
    let space: Space = "
        activation = ['relu', 'tanh']
        hidden_layer_sizes = { low = 2, high = 17 }
        learning_rate_init = { low = 1e-3, high = 1e-1, log = true }
        max_iter = 6
    "
    .parse()
    .unwrap();
    let rules = [Select::Best, Select::OneStandardError, Select::Within(0.02)];
    let scorings = [Scoring::Accuracy, Scoring::NegLogLoss, Scoring::MatthewsCorrcoef];
    let (mut fits, mut all) = (0, 0);
    for (seed, rule) in (0..12).zip(rules.into_iter().cycle()) {
        let search = |race, jobs| {
            RandomSearch::new(space.clone(), 20)
                .cv(3 + seed as usize % 2 * 2)
                .scoring(scorings[seed as usize / 3 % 3])
                .seed(seed)
                .select(rule)
                .race(race)
                .jobs(jobs)
                .fit(&data)
                .unwrap()
        };
        let (whole, raced) = (search(crate::Race::None, 2), search(crate::Race::Exact, 1));
        assert_eq!(
            raced.best_trial().number(),
            whole.best_trial().number(),
            "{seed} {rule}"
        );
        assert_eq!(raced.best_trial().params(), whole.best_trial().params());
        let folds = |found: &Found| {
            found
                .trials()
                .iter()
                .map(|trial| trial.folds().len())
                .collect::<Vec<_>>()
        };
        let (some, every) = (folds(&raced), folds(&whole));
        assert_eq!(some, folds(&search(crate::Race::Exact, 3)));
        fits += some.iter().sum::<usize>();
        all += every.iter().sum::<usize>();
        for trial in raced.trials() {
            let dropped = trial.folds().len() < every[0];
            assert_eq!(trial.given_up(), dropped.then_some("raced"));
        }
    }
    assert!(fits * 10 < all * 9, "{fits} of {all}");
}

#[test]
fn those_that_are_dropped_are_reported_while_others_run_and_a_failed_one_has_failed() {
    let space: Space =
        "learning_rate_init = [1e-4, 0.1, 0.05, 0.08, 0.12, 0.15, 1e30, 0.06, 0.07, 0.09, 0.11, 0.13, 0.14]
        solver = 'sgd'\nmax_iter = 30"
            .parse()
            .unwrap();
    let (fits, before) = (Cell::new(0), Cell::new(0));
    let listen = |event: Event<'_>| match event {
        Event::Fitted(more) => fits.set(fits.get() + more),
        Event::Trial(trial) if trial.number() == 0 => before.set(fits.get()),
        _ => {}
    };
    let search = GridSearch::new(space).cv(5).race(crate::Race::Exact).jobs(1);
    let found = search.on_event(listen).fit(&iris()).unwrap();
    let (first, failed) = (&found.trials()[0], &found.trials()[6]);
    assert_eq!((first.given_up(), first.folds().len()), (Some("raced"), 1));
    assert!(
        before.get() + 3 < fits.get(),
        "{} of {}",
        before.get(),
        fits.get()
    );
    assert!(failed.has_failed() && failed.folds().len() == 5);
}

#[test]
fn where_nothing_keeps_to_the_limits_each_is_looked_at_once() {
    let data = iris();
    let space: Space = "hidden_layer_sizes = [[60], [50]]\nmax_iter = 2".parse().unwrap();
    let search = GpSearch::new(space, 30).limit(Mcu::CortexM4f, Limits::new().ram(10));
    let error = search.fit(&data).map(|_| ()).unwrap_err().to_string();
    assert!(error.starts_with("none of 2 candidates fits"), "{error}");
}
