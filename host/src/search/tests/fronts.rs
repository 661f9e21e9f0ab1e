//! Searches for the front of score and cost.

use super::*;
use crate::Study;

const RANGES: &str = "activation = ['relu', 'tanh']\nhidden_layer_sizes = { low = 2, high = 33, log = true }\n\
    learning_rate_init = { low = 1e-3, high = 1e-1, log = true }\nmax_iter = 8";

/// The trials that no other beats, by the definition.
fn by_definition(found: &Results, costs: &[Quantity]) -> Vec<usize> {
    let (means, trials) = (found.means(), found.trials());
    let cost = |i: usize, k: usize| trials[i].cost(costs[k]).unwrap();
    let beats = |j: usize, i: usize| {
        let as_cheap = (0..costs.len()).all(|k| cost(j, k) <= cost(i, k));
        let cheaper = (0..costs.len()).any(|k| cost(j, k) < cost(i, k));
        as_cheap && means[j] >= means[i] && (means[j] > means[i] || cheaper)
    };
    let all = 0..trials.len();
    let scored = all.clone().filter(|&i| !means[i].is_nan());
    scored.filter(|&i| !all.clone().any(|j| beats(j, i))).collect()
}

fn sorted(mut numbers: Vec<usize>) -> Vec<usize> {
    numbers.sort_unstable();
    numbers
}

#[test]
fn the_front_is_what_no_other_beats_and_the_winner_is_of_it() {
    let (iris, directory) = (data("iris"), tempfile::tempdir().unwrap());
    for (number, costs) in [
        vec![Quantity::Flash],
        vec![Quantity::Instructions, Quantity::Ram],
        vec![Quantity::Ram, Quantity::Stack, Quantity::Flash],
    ]
    .into_iter()
    .enumerate()
    {
        let study = directory.path().join(number.to_string());
        let search = |rule| {
            GpSearch::new(space(RANGES), 30)
                .cv(3)
                .objectives(costs.iter().copied())
                .select(rule)
                .study(&study)
        };
        let found = search(Select::Best).fit(&iris).unwrap();
        let results = found.results();
        let front = by_definition(results, &costs);
        assert_eq!(sorted(results.front()), front, "{costs:?}");
        assert_eq!(results.quantity(), costs[0]);
        for number in 0..30 {
            assert_eq!(results.is_pareto(number), Some(front.contains(&number)));
        }
        assert!(results.trials().iter().any(|trial| trial.given_up().is_some()));
        // those that are confirmed, too, at most five
        let confirmed: Vec<usize> = results.confirmed().iter().map(Confirmed::trial).collect();
        assert_eq!(confirmed.len(), front.len().min(5));
        assert!(confirmed.iter().all(|number| front.contains(number)));
        let again = Study::read(&study).unwrap();
        assert_eq!(again.objectives().costs(), costs);
        for rule in [
            Select::Best,
            Select::Knee,
            Select::OneStandardError,
            Select::Within(0.02),
        ] {
            // the same study: a race for the front keeps what any rule may choose
            let found = search(rule).fit(&iris).unwrap();
            assert!(front.contains(&found.best_trial().number()), "{rule}");
            assert_eq!(sorted(found.results().front()), front);
            let shown = again.results(rule, Dtype::F32);
            assert_eq!(sorted(shown.front()), front);
        }
    }
}

#[test]
fn a_race_changes_no_front_of_the_same_candidates() {
    let iris = data("iris");
    let search = |seed, race| {
        let search = RandomSearch::new(space(RANGES), 25).cv(3).seed(seed);
        let search = search.objectives([Quantity::Flash, Quantity::Instructions]);
        search.select(Select::Knee).race(race).fit(&iris).unwrap()
    };
    let mut saved = 0;
    for seed in 0..4 {
        let (whole, raced) = (search(seed, Race::None), search(seed, Race::Exact));
        assert_eq!(raced.results().front(), whole.results().front());
        assert_eq!(raced.best_trial().number(), whole.best_trial().number());
        let dropped = raced.trials().iter().filter(|trial| trial.given_up().is_some());
        saved += dropped.count();
    }
    assert!(saved > 0);
}

#[test]
fn objectives_change_no_candidate_that_scores_do_not_decide() {
    let iris = data("iris");
    let plain = RandomSearch::new(space(RANGES), 8).cv(2).fit(&iris).unwrap();
    let of_front = RandomSearch::new(space(RANGES), 8)
        .cv(2)
        .objectives([Quantity::Ram]);
    let of_front = of_front.fit(&iris).unwrap();
    assert_eq!(digest(&plain).0, digest(&of_front).0);
    assert!(plain.results().is_pareto(0).is_none());
    let gp = |costs: &[Quantity]| {
        let search = GpSearch::new(space(RANGES), 18)
            .cv(2)
            .objectives(costs.iter().copied());
        search.fit(&iris).unwrap()
    };
    let (score, front) = (gp(&[]), gp(&[Quantity::Flash]));
    let params = |found: &Found, number: usize| found.trials()[number].params().clone();
    assert!((0..6).all(|number| params(&score, number) == params(&front, number)));
    assert!((6..18).any(|number| params(&score, number) != params(&front, number)));
}

#[test]
fn a_whole_grid_is_searched_for_its_front_and_none_exceeds_a_limit() {
    let iris = data("iris");
    let grid =
        "hidden_layer_sizes = [[2], [4], [8], [16], [30]]\nactivation = ['relu', 'tanh']\nmax_iter = 5";
    let limits = Limits::new().ram(120);
    let search = |trials| {
        let search = GpSearch::new(space(grid), trials)
            .cv(2)
            .limit(Mcu::CortexM4f, limits.clone());
        search
            .objectives([Quantity::Flash])
            .race(Race::None)
            .fit(&iris)
            .unwrap()
    };
    let found = search(10);
    let left_out = found
        .warnings()
        .iter()
        .any(|one| matches!(one, Warning::NoMoreCandidates { .. }));
    assert!(left_out && found.trials().len() > 4);
    assert!(
        found
            .trials()
            .iter()
            .all(|trial| trial.cost(Quantity::Ram) <= Some(120))
    );
    let all = GridSearch::new(space(grid))
        .cv(2)
        .shuffle(true)
        .limit(Mcu::CortexM4f, limits.clone());
    let all = all.objectives([Quantity::Flash]).fit(&iris).unwrap();
    let of = |found: &Found| {
        let front = found.results().front().into_iter();
        front
            .map(|number| found.trials()[number].params().clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(of(&found), of(&all));
}

#[test]
fn scores_in_int8_make_another_front() {
    let (iris, directory) = (data("iris"), tempfile::tempdir().unwrap());
    let search = RandomSearch::new(space(RANGES), 12)
        .cv(2)
        .quantize()
        .select_by(Dtype::Int8);
    let search = search.objectives([Quantity::Flash]).study(directory.path());
    let found = search.fit(&iris).unwrap();
    let front = by_definition(found.results(), &[Quantity::Flash]);
    assert_eq!(sorted(found.results().front()), front);
    let study = Study::read(directory.path()).unwrap();
    assert_eq!(
        study.results(Select::Best, Dtype::Int8).front(),
        found.results().front()
    );
    let journal = std::fs::read_to_string(directory.path().join(Study::JOURNAL)).unwrap();
    for (line, trial) in journal
        .lines()
        .filter(|line| line.contains("\"values\":["))
        .zip(found.trials())
    {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let int8 = trial.int8().unwrap();
        let flash = trial.cost(Quantity::Flash).unwrap();
        assert_eq!(line["values"], serde_json::json!([int8.mean, flash as f64]));
    }
}

#[test]
fn what_makes_no_front_is_an_error() {
    let iris = data("iris");
    let text = |found: Result<Found, Error>| found.map(|_| ()).unwrap_err().to_string();
    let twice = GridSearch::new(space(SMALL)).objectives([Quantity::Ram, Quantity::Ram]);
    assert_eq!(text(twice.fit(&iris)), "ram is an objective twice");
    let halving = HalvingSearch::new(space("alpha = [0.1, 0.2]\nmax_iter = 9"));
    let halving = text(halving.objectives([Quantity::Ram]).fit(&iris));
    assert!(
        halving.starts_with("halving keeps those with the best scores"),
        "{halving}"
    );
    let race = GridSearch::new(space(SMALL))
        .objectives([Quantity::Ram])
        .race(Race::Halving);
    assert!(text(race.fit(&iris)).starts_with("a race by halving keeps"));
    let knee = GpSearch::new(space(RANGES), 9).select(Select::Knee);
    assert!(text(knee.fit(&iris)).starts_with("the knee is a trial of the front"));
    // without a race there is a front beside the score all the same
    let knee = GridSearch::new(space(SMALL))
        .cv(2)
        .select(Select::Knee)
        .fit(&iris)
        .unwrap();
    assert!(knee.results().front().contains(&knee.best_trial().number()));
}
