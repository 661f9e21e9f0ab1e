//! A study that gets more trials has those of one search, and fits nothing that it has.

use std::cell::Cell;
use std::path::Path;

use super::*;
use crate::Study;

const RANGES: &str = "hidden_layer_sizes = { low = 2, high = 9 }\n\
    learning_rate_init = { low = 0.001, high = 0.1, log = true }\nmax_iter = 6";

fn iris() -> Data {
    Data::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/iris.csv")).unwrap()
}

/// What a search leaves in a study, without times, and how many fits it took.
fn run<S: Strategy>(search: Search<'_, S>, study: &Path) -> ((Vec<Trial>, String, String), usize) {
    let fits = Cell::new(0);
    let search = search.cv(4).study(study).on_event(|event| {
        if let Event::Fitted(some) = event {
            fits.set(fits.get() + some);
        }
    });
    let found = search.fit(&iris()).unwrap();
    let mut trials = found.trials().to_vec();
    for fold in trials.iter_mut().flat_map(|trial| &mut trial.folds) {
        (fold.fit_time, fold.score_time) = (0.0, 0.0);
    }
    let mut best = found.best_json();
    (best["mean_fit_time"], best["mean_score_time"]) = (0.into(), 0.into());
    let model = found.best_model().to_json().unwrap();
    ((trials, best.to_string(), model), fits.get())
}

/// Searches of `few` trials and then of more, against one of as many at once; the fits that they take more.
fn grow<S: Strategy>(search: impl Fn(u32) -> Search<'static, S>, few: u32) -> usize {
    let directory = tempfile::tempdir().unwrap();
    let [study, fresh] = ["grown", "fresh"].map(|name| directory.path().join(name));
    let (_, first) = run(search(few), &study);
    let (grown, more) = run(search(30), &study);
    let (at_once, all) = run(search(30), &fresh);
    assert_eq!(grown, at_once);
    // what is in the journal is what was found, and a search of it fits nothing
    let (again, none) = run(search(30), &study);
    assert_eq!((&again, none), (&grown, 0));
    // fewer are another search
    let fewer = search(few).cv(4).study(&study).fit(&iris());
    assert!(matches!(fewer, Err(Error::Study(_))));
    first + more - all
}

fn space() -> Space {
    RANGES.parse().unwrap()
}

#[test]
fn every_trial_goes_on_where_none_races() {
    let gp = |trials| GpSearch::new(space(), trials).race(Race::None).confirm(0);
    assert_eq!(grow(gp, 18), 0);
    assert_eq!(grow(gp, 21), 0);
    let random = |trials| RandomSearch::new(space(), trials);
    assert_eq!(grow(random, 7), 0);
}

#[test]
fn a_race_takes_no_more_than_the_fits_of_a_batch_that_was_not_whole() {
    for race in [Race::Exact, Race::Halving] {
        // 10 and 8 are whole batches, and the best five are confirmed twice
        let gp = |trials| GpSearch::new(space(), trials).race(race).confirm(0);
        assert_eq!(grow(gp, 18), 0);
        assert!(
            grow(gp, 21) <= 3 * 3,
            "3 trials that may have been dropped sooner"
        );
        let random = |trials| RandomSearch::new(space(), trials).race(race);
        assert!(grow(random, 12) <= 12 * 3);
    }
    let confirmed = |trials| GpSearch::new(space(), trials);
    assert!(grow(confirmed, 26) <= 5 * 4 + 8 * 3);
}

/// A search of lists, without times, by candidate: its rank, its folds and what else a table has of it, and the winner's
/// model, where no other has its score; and the fits that it took.
fn by_candidate<S: Strategy>(search: Search<'_, S>, study: &Path) -> ((Vec<String>, Option<String>), usize) {
    let ((trials, _, model), fits) = run(search, study);
    let (header, rows) = table(study);
    let row = |trial: &Trial| format!("{:?} {:?} {}", trial.choices, trial.folds, rows[trial.number()]);
    let mut all: Vec<String> = trials.iter().map(row).collect();
    all.sort();
    all.push(header);
    let mut means: Vec<f64> = trials.iter().map(Trial::mean_test_score).collect();
    means.sort_by(f64::total_cmp);
    let alone = means
        .iter()
        .rev()
        .take(2)
        .collect::<Vec<_>>()
        .windows(2)
        .all(|two| two[0] != two[1]);
    ((all, alone.then_some(model)), fits)
}

/// The header of a table of results, and its rows, without times and with columns in any order: of several spaces the
/// first candidate with a parameter says where it stands.
fn table(study: &Path) -> (String, Vec<String>) {
    let text = std::fs::read_to_string(study.join(crate::Study::CV_RESULTS)).unwrap();
    let mut lines = text.lines().map(|line| {
        let mut fields: Vec<&str> = line.split(',').skip(4).collect();
        fields.sort_unstable();
        fields.join(",")
    });
    (lines.next().unwrap_or_default(), lines.collect())
}

const FEW: &str = "hidden_layer_sizes = [[2], [5]]\nlearning_rate_init = [0.01, 0.1]\nmax_iter = 6";
const MORE: [&str; 4] = [
    // values, before and between the others
    "hidden_layer_sizes = [[3], [2], [5]]\nlearning_rate_init = [0.01, 0.03, 0.1]\nmax_iter = 6",
    // a parameter that had its default, and one that all shared
    "hidden_layer_sizes = [[2], [5]]\nlearning_rate_init = [0.01, 0.1]\nalpha = [0.01, 0.0001]\nmax_iter = [4, 6]",
    // spaces, of which the second has the old one
    "[[space]]\nhidden_layer_sizes = [[9]]\nmax_iter = 6\n[[space]]\nhidden_layer_sizes = [[2], [5], [7]]\n\
     learning_rate_init = [0.01, 0.1]\nmax_iter = 6",
    // one value in place of a list of it
    "[[space]]\nhidden_layer_sizes = [[2], [5]]\nmax_iter = 6\nlearning_rate_init = 0.1\n[[space]]\n\
     hidden_layer_sizes = [[2], [5]]\nmax_iter = 6\nlearning_rate_init = 0.01\n[[space]]\nsolver = ['sgd']\nmax_iter = 3",
];

/// Searches of `few` and then of more, against one of those at once; the fits that they take more.
fn grow_lists<S: Strategy>(few: Search<'_, S>, more: impl Fn() -> Search<'static, S>) -> usize {
    let directory = tempfile::tempdir().unwrap();
    let [study, fresh] = ["grown", "fresh"].map(|name| directory.path().join(name));
    let (first, fits) = run(few, &study);
    let (grown, others) = by_candidate(more(), &study);
    let (at_once, all) = by_candidate(more(), &fresh);
    assert_eq!(grown, at_once);
    // those of before keep their numbers
    let read = crate::Study::read(&study).unwrap();
    for (before, now) in first.0.iter().zip(read.trials()) {
        assert_eq!(before.split_test_scores(), now.split_test_scores());
    }
    let (again, none) = by_candidate(more(), &study);
    assert_eq!((&again, none), (&grown, 0));
    fits + others - all
}

#[test]
fn a_grid_grows_by_values_parameters_and_spaces() {
    for more in MORE {
        let grid = |text: &str| GridSearch::new(text.parse().unwrap());
        assert_eq!(grow_lists(grid(FEW), || grid(more)), 0, "{more}");
        let random = |text: &str, trials| RandomSearch::new(text.parse().unwrap(), trials);
        assert_eq!(grow_lists(random(FEW, 4), || random(more, 40)), 0, "{more}");
    }
}

/// Who is dropped when depends on the order; who is best does not.
#[test]
fn a_grid_that_races_grows_to_a_winner_of_the_same_score() {
    let race = |text: &str| GridSearch::new(text.parse().unwrap()).race(Race::Exact);
    for more in MORE {
        let directory = tempfile::tempdir().unwrap();
        run(race(FEW), directory.path());
        let grown = race(more).cv(4).study(directory.path()).fit(&iris()).unwrap();
        let fresh = race(more).cv(4).fit(&iris()).unwrap();
        assert_eq!(grown.best_score(), fresh.best_score(), "{more}");
        let (again, none) = run(race(more), directory.path());
        assert_eq!((again.0.len(), none), (fresh.trials().len(), 0));
    }
}

#[test]
fn a_model_of_a_trial_is_that_of_before() {
    let directory = tempfile::tempdir().unwrap();
    let read = || crate::Study::read(directory.path()).unwrap();
    run(GridSearch::new(FEW.parse().unwrap()), directory.path());
    let models = |study: &crate::Study| -> Vec<_> {
        let model = |number| study.refit(number, &iris()).unwrap().model;
        (0..4).map(model).collect()
    };
    let before = models(&read());
    for more in MORE.iter().take(2) {
        let _ = std::fs::remove_dir_all(directory.path());
        run(GridSearch::new(FEW.parse().unwrap()), directory.path());
        run(GridSearch::new(more.parse().unwrap()), directory.path());
        assert_eq!(models(&read()), before, "{more}");
    }
}

#[test]
fn a_grid_that_was_killed_while_it_grew_has_the_same_order() {
    let directory = tempfile::tempdir().unwrap();
    let journal = directory.path().join(crate::Study::JOURNAL);
    run(GridSearch::new(FEW.parse().unwrap()), directory.path());
    let begun = std::fs::read_to_string(&journal).unwrap().lines().count();
    let grid = || GridSearch::new(MORE[1].parse().unwrap());
    let (whole, _) = run(grid(), directory.path());
    let lines: Vec<String> = std::fs::read_to_string(&journal)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    // as soon as it has begun to grow, and after some of its trials
    for kept in [begun + 1, begun + 2, begun + 7] {
        std::fs::write(&journal, lines[..kept].join("\n") + "\n").unwrap();
        let (again, fits) = run(grid(), directory.path());
        assert_eq!(again, whole);
        assert_eq!(fits, 4 * (lines.len() - kept));
    }
}

#[test]
fn random_lists_grow_by_others() {
    let directory = tempfile::tempdir().unwrap();
    let lists = "hidden_layer_sizes = [[2], [3], [4], [5], [6], [7]]\nalpha = [0.1, 0.2, 0.3]\nmax_iter = 3";
    let search = |trials| RandomSearch::new(lists.parse().unwrap(), trials);
    let ((few, ..), first) = run(search(4), directory.path());
    let ((more, ..), then) = run(search(9), directory.path());
    assert_eq!((first, then), (4 * 4, 5 * 4));
    assert_eq!(few[..], more[..4]);
    let mut names: Vec<String> = more.iter().map(|trial| trial.params().to_string()).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 9, "none twice");
    let ((all, ..), rest) = run(search(100), directory.path());
    assert_eq!((all.len(), rest), (18, 9 * 4));
    assert_eq!(more[..], all[..9]);
}

#[test]
fn what_is_not_among_the_candidates_is_another_search() {
    let directory = tempfile::tempdir().unwrap();
    run(GridSearch::new(FEW.parse().unwrap()), directory.path());
    for other in [
        "hidden_layer_sizes = [[2], [4]]\nlearning_rate_init = [0.01, 0.1]\nmax_iter = 6",
        "hidden_layer_sizes = [[2], [5]]\nlearning_rate_init = [0.01, 0.1]\nmax_iter = 7",
        "hidden_layer_sizes = [[2], [5]]\nlearning_rate_init = [0.01, 0.1]\nalpha = [0.1]\nmax_iter = 6",
    ] {
        let found = GridSearch::new(other.parse().unwrap())
            .cv(4)
            .study(directory.path())
            .fit(&iris());
        assert!(matches!(found, Err(Error::Study(_))), "{other}");
    }
    let random = RandomSearch::new(MORE[0].parse().unwrap(), 9)
        .cv(4)
        .study(directory.path());
    assert!(matches!(random.fit(&iris()), Err(Error::Study(_))));
    let place = tempfile::tempdir().unwrap();
    let gp = |low| {
        let ranges = format!("hidden_layer_sizes = {{ low = {low}, high = 9 }}\nmax_iter = 3");
        GpSearch::new(ranges.parse().unwrap(), 11)
            .cv(3)
            .study(place.path())
    };
    gp(3).fit(&iris()).unwrap();
    assert!(
        matches!(gp(2).fit(&iris()), Err(Error::Study(_))),
        "it proposes by scores"
    );
}

/// Where a search of more is ended in the batch of a study's last trials, those stay what they were.
#[test]
fn what_a_study_had_when_it_came_to_its_end_is_not_lost_to_an_early_one() {
    for race in [Race::Exact, Race::Halving] {
        let gp = |trials| GpSearch::new(space(), trials).race(race).confirm(0);
        let random = |trials| RandomSearch::new(space(), trials).race(race);
        early_ends(gp, 21);
        early_ends(random, 9);
        let grid = |sizes: u32| {
            let sizes: Vec<String> = (2..sizes + 2).map(|units| format!("[{units}]")).collect();
            let text = format!("hidden_layer_sizes = [{}]\nmax_iter = 6", sizes.join(", "));
            GridSearch::new(text.parse().unwrap()).race(race)
        };
        early_ends(grid, 9);
    }
}

/// One that was killed within a batch, and is ended early within it, has what the journal has.
#[test]
fn an_early_end_after_a_kill_within_a_batch_leaves_one_winner() {
    let directory = tempfile::tempdir().unwrap();
    let whole = directory.path().join("whole");
    let gp = || GpSearch::new(space(), 22).confirm(0);
    let (expected, _) = run(gp(), &whole);
    let journal = std::fs::read_to_string(whole.join(Study::JOURNAL)).unwrap();
    let lines: Vec<&str> = journal.split_inclusive('\n').collect();
    let mut ended = 0;
    for length in 4..lines.len() {
        let cut = directory.path().join(length.to_string());
        std::fs::create_dir(&cut).unwrap();
        std::fs::write(cut.join(Study::JOURNAL), lines[..length].concat()).unwrap();
        let stop = Stop::new();
        stop.stop();
        if let Ok(found) = gp().cv(4).stop(&stop).study(&cut).fit(&iris()) {
            ended += 1;
            let results = Study::read(&cut).unwrap().results(Select::Best, Dtype::F32);
            assert_eq!(results.trials().len(), found.trials().len(), "{length}");
            assert_eq!(results.winner(), found.results().winner(), "{length}");
        }
        assert_eq!(run(gp(), &cut).0, expected);
    }
    assert!(ended > 15);
}

/// A search of more that is killed at any moment leaves a study that has a winner, also where the next one is ended at once.
#[test]
fn a_study_that_was_killed_while_it_grew_has_a_winner_wherever_it_is_ended() {
    let mut moments = 0;
    for (race, few) in [
        (Race::Exact, 9),
        (Race::Halving, 3),
        (Race::Halving, 5),
        (Race::Halving, 9),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let [study, fresh] = ["grown", "fresh"].map(|name| directory.path().join(name));
        let random = |trials| RandomSearch::new(space(), trials).race(race);
        let (before, _) = run(random(few), &study);
        let (more, _) = run(random(30), &fresh);
        // what a kill leaves at each moment
        let journal = study.join(Study::JOURNAL);
        let left = std::cell::RefCell::new(Vec::new());
        let search = random(30).cv(4).jobs(1).study(&study).on_event(|_| {
            let now = std::fs::read_to_string(&journal).unwrap();
            let mut left = left.borrow_mut();
            if left.last() != Some(&now) {
                left.push(now);
            }
        });
        search.fit(&iris()).unwrap();
        let left = left.into_inner();
        moments += left.len();
        for (at, journal) in left.iter().enumerate() {
            let cut = directory.path().join(at.to_string());
            std::fs::create_dir(&cut).unwrap();
            std::fs::write(cut.join(Study::JOURNAL), journal).unwrap();
            let has_winner = || {
                let results = Study::read(&cut).unwrap().results(Select::Best, Dtype::F32);
                assert!(results.best().is_some(), "{race:?} {few} {at}");
                results.trials().len()
            };
            has_winner();
            let stop = Stop::new();
            stop.stop();
            let found = random(30).cv(4).stop(&stop).study(&cut).fit(&iris()).unwrap();
            assert_eq!(has_winner(), found.trials().len(), "{race:?} {few} {at}");
            if !found.is_complete() {
                assert_eq!(run(random(few), &cut), (before.clone(), 0), "{race:?} {few} {at}");
            }
            assert_eq!(run(random(30), &cut).0, more, "{race:?} {few} {at}");
        }
    }
    assert!(moments > 12, "{moments}");
}

/// What a dashboard notes within a batch stays, and the batch that is not whole goes all the same, also of a study that was
/// killed in it.
#[test]
fn an_early_end_leaves_what_others_have_noted_within_a_batch() {
    const NOTE: &str =
        "{\"op_code\":2,\"worker_id\":\"a dashboard\",\"study_id\":0,\"user_attr\":{\"note\":\"x\"}}\n";
    let directory = tempfile::tempdir().unwrap();
    let gp = || GpSearch::new(space(), 30).confirm(0).cv(4).jobs(1);
    let whole = directory.path().join("whole");
    let (expected, _) = run(gp(), &whole);
    let whole = std::fs::read_to_string(whole.join(Study::JOURNAL)).unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let is_trial = |line: &&str| line.contains("\"state\"");
    let header = lines.iter().position(is_trial).unwrap();
    let mut noted = 0;
    for (had, trials) in [(0, 9), (0, 12), (9, 11), (12, 14), (18, 21)] {
        let study = directory.path().join(format!("{had}-{trials}"));
        std::fs::create_dir(&study).unwrap();
        let journal = study.join(Study::JOURNAL);
        let begun = match had {
            0 => String::new(),
            had => lines[..header + had].concat(),
        };
        std::fs::write(&journal, begun).unwrap();
        let stop = Stop::new();
        let written = Cell::new(0);
        let search = gp().study(&study).stop(&stop).on_event(|event| {
            if let Event::Trial(_) = event {
                written.set(written.get() + 1);
                if written.get() == trials {
                    let mut file = std::fs::File::options().append(true).open(&journal).unwrap();
                    std::io::Write::write_all(&mut file, NOTE.as_bytes()).unwrap();
                    stop.stop();
                }
            }
        });
        let found = search.fit(&iris()).unwrap();
        let results = Study::read(&study).unwrap().results(Select::Best, Dtype::F32);
        assert_eq!(results.trials().len(), found.trials().len(), "{had} {trials}");
        assert_eq!(results.winner(), found.results().winner(), "{had} {trials}");
        noted += usize::from(std::fs::read_to_string(&journal).unwrap().contains(NOTE));
        assert_eq!(run(gp(), &study).0, expected, "{had} {trials}");
    }
    assert_eq!(noted, 5);
}

/// As many of lists as there is time for are not the first of their grid.
#[test]
fn lists_are_drawn_at_random_where_their_number_is_left_to_the_time() {
    let space: Space =
        "alpha = [0.0, 0.1, 0.2, 0.3, 0.4]\nhidden_layer_sizes = [[2], [3], [4]]\nmax_iter = 3"
            .parse()
            .unwrap();
    let most = u32::try_from(crate::MOST_CANDIDATES).unwrap();
    let drawn = |trials| {
        let found = RandomSearch::new(space.clone(), trials)
            .cv(2)
            .fit(&iris())
            .unwrap();
        let drawn = found.trials().iter().map(|trial| format!("{:?}", trial.choices));
        (drawn.collect::<Vec<_>>(), found.warnings().to_vec())
    };
    let ((open, warnings), (all, exhausted)) = (drawn(most), drawn(20));
    assert_ne!(open, all);
    let sorted = |mut texts: Vec<String>| {
        texts.sort();
        texts
    };
    assert_eq!(sorted(open), sorted(all));
    let is_of_space = |warning: &Warning| matches!(warning, Warning::SpaceExhausted { .. });
    assert!(exhausted.iter().any(is_of_space) && !warnings.iter().any(is_of_space));
}

fn early_ends<S: Strategy>(search: impl Fn(u32) -> Search<'static, S>, few: u32) {
    let directory = tempfile::tempdir().unwrap();
    let [study, fresh] = ["grown", "fresh"].map(|name| directory.path().join(name));
    let (before, _) = run(search(few), &study);
    let (more, _) = run(search(30), &fresh);
    for ends in (1..).step_by(3) {
        let copy = directory.path().join(ends.to_string());
        std::fs::create_dir(&copy).unwrap();
        std::fs::copy(study.join(Study::JOURNAL), copy.join(Study::JOURNAL)).unwrap();
        let stop = Stop::new();
        let fits = Cell::new(0);
        let early = search(30)
            .cv(4)
            .jobs(1)
            .stop(&stop)
            .study(&copy)
            .on_event(|event| {
                if let Event::Fitted(some) = event {
                    fits.set(fits.get() + some);
                    if fits.get() >= ends {
                        stop.stop();
                    }
                }
            });
        let found = early.fit(&iris()).unwrap();
        let results = Study::read(&copy).unwrap().results(Select::Best, Dtype::F32);
        assert_eq!(results.trials().len(), found.trials().len());
        if found.is_complete() {
            break;
        }
        assert!(found.trials().len() >= few as usize);
        if found.trials().len() == few as usize {
            assert!(found.left_out() > 0);
            // nothing is to be fitted, and nothing has changed
            assert_eq!(run(search(few), &copy), (before.clone(), 0));
        }
        assert_eq!(run(search(30), &copy).0, more);
    }
}

/// A number of trials that nobody gave is none that binds: there may be fewer, but for those that are done.
#[test]
fn fewer_trials_than_were_to_be_are_taken_where_no_more_are_done() {
    let directory = tempfile::tempdir().unwrap();
    let [study, fresh] = ["open", "fresh"].map(|name| directory.path().join(name));
    let gp = |trials| GpSearch::new(space(), trials).confirm(0);
    let most = u32::try_from(crate::MOST_CANDIDATES).unwrap();
    let stop = Stop::new();
    let ended = gp(most).cv(4).stop(&stop).study(&study).on_trial(|trial| {
        if trial.number() > 9 {
            stop.stop();
        }
    });
    let done = ended.fit(&iris()).unwrap().trials().len() as u32;
    let error = gp(done - 1)
        .cv(4)
        .study(&study)
        .fit(&iris())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains(&format!(
            "trials is as many as there is time for there, {} here",
            done - 1
        )),
        "{error}"
    );
    assert_eq!(run(gp(done + 3), &study).0, run(gp(done + 3), &fresh).0);
}

/// Where the limits of a study are wider, and the search that fits what they left out is ended early, all that it had stays.
#[test]
fn what_limits_did_not_leave_out_is_not_lost_to_an_early_end() {
    let directory = tempfile::tempdir().unwrap();
    let study = directory.path().join("study");
    // the first exceeds what is allowed at first
    let space: Space =
        "hidden_layer_sizes = [[64], [3], [8]]\nlearning_rate_init = [0.001, 0.01, 0.1]\nmax_iter = 6"
            .parse()
            .unwrap();
    let grid = |ram: u64| {
        let search = GridSearch::new(space.clone()).limit(Mcu::CortexM4f, Limits::new().ram(ram));
        search.cv(3).jobs(1).study(&study)
    };
    let before = grid(100).fit(&iris()).unwrap();
    let winner = before.results().winner();
    for ends in [0, 1, 4] {
        let stop = Stop::new();
        let fits = Cell::new(0);
        if ends == 0 {
            stop.stop();
        }
        let early = grid(4096).stop(&stop).on_event(|event| {
            if let Event::Fitted(some) = event {
                fits.set(fits.get() + some);
                if fits.get() >= ends {
                    stop.stop();
                }
            }
        });
        let found = early.fit(&iris()).unwrap();
        if found.is_complete() {
            // the fits were quicker than this thread
            assert!(ends > 0);
            break;
        }
        assert_eq!(found.trials().len(), before.trials().len());
        assert_eq!(found.results().winner(), winner);
        let results = Study::read(&study).unwrap().results(Select::Best, Dtype::F32);
        assert_eq!(results.winner(), winner);
        assert_eq!(results.trials().len(), found.trials().len());
    }
    assert!(grid(4096).fit(&iris()).unwrap().is_complete());
}
