//! A search that races, or halves over epochs, does the same fits on a host and on a device: of random
//! spaces, every score, who was dropped after which fold, ranks, the winner and its weights, to the bit.

use std::fmt::Write;
use std::path::Path;

use mcutune::{ColumnData, Data, Found, GridSearch, HalvingSearch, MinResources, RandomSearch, Trial};
use mcutune_core::data::{Dataset, Target};
use mcutune_core::params::{Activation, BatchSize, Name, Params, Solver, Value, Word};
use mcutune_core::random::{Random, Seeded, Xoshiro};
use mcutune_core::score::Scoring;
use mcutune_core::search::{Halving, Layout, Problem, Race, Search};
use mcutune_core::space::{Candidate, Dimension, Grid, Range, Sampler, Space};

/// Random searches of each kind.
const SEARCHES: u32 = 8;
/// Epochs where nobody says otherwise.
const MAX_ITER: u32 = 12;

/// All that a search comes to.
#[derive(Debug, PartialEq)]
struct Table {
    /// By trial: bits of the scores and epochs of each fold that was fitted.
    fits: Vec<Vec<(u64, u32)>>,
    /// Whether a trial was dropped.
    dropped: Vec<bool>,
    ranks: Vec<u32>,
    best: usize,
    weights: Vec<u32>,
}

impl Table {
    fn on_the_host(found: &Found) -> Self {
        let fits = |trial: &Trial| {
            let folds = trial.folds().iter();
            folds.map(|fold| (fold.score.to_bits(), fold.n_iter)).collect()
        };
        let trials = found.trials().iter();
        Self {
            fits: trials.clone().map(fits).collect(),
            dropped: trials.map(|trial| trial.given_up() == Some("raced")).collect(),
            ranks: found.results().ranks().to_vec(),
            best: found.best_trial().number(),
            weights: bits(found.best_model().weights()),
        }
    }

    fn alone<I>(problem: Problem<'_>, candidates: I, layout: Layout) -> Self
    where
        I: ExactSizeIterator<Item = Candidate> + Clone,
    {
        let mut memory = vec![0; layout.bytes() + 7]; // may begin anywhere
        let mut search = Search::try_new(problem, candidates, &mut memory).unwrap();
        let mut fits = vec![Vec::new(); search.scoreboard().trials()];
        while let Some((task, outcome)) = search.step() {
            assert_eq!(fits[task.trial].len(), task.fold);
            fits[task.trial].push((outcome.score.to_bits(), outcome.n_iter));
        }
        let found = search.finish().unwrap();
        let board = &found.scoreboard;
        for (trial, fits) in fits.iter().enumerate() {
            assert_eq!(fits.len(), board.dropped_after(trial).unwrap_or(board.folds()));
        }
        let mut ranks = vec![0; board.trials()];
        board.ranks(&mut ranks);
        Self {
            dropped: (0..fits.len())
                .map(|trial| board.dropped_after(trial).is_some())
                .collect(),
            fits,
            ranks,
            best: found.best,
            weights: bits(found.model.network().weights()),
        }
    }

    fn count(&self) -> usize {
        self.fits.iter().map(Vec::len).sum()
    }
}

fn bits(weights: &[f32]) -> Vec<u32> {
    weights.iter().map(|weight| weight.to_bits()).collect()
}

/// A data set of the host as a device holds it.
struct Flash {
    data: Data,
    x: Vec<f32>,
    scorings: &'static [Scoring],
}

impl Flash {
    fn read(name: &str, scorings: &'static [Scoring]) -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../host/data/{name}.csv"));
        let data = Data::read(file).unwrap();
        let numbers = |column: &ColumnData| match column {
            ColumnData::Numeric(values) => values.clone(),
            ColumnData::Text(_) => panic!("text"),
        };
        let columns: Vec<Vec<f32>> = data
            .columns()
            .iter()
            .map(|column| numbers(&column.data))
            .collect();
        let rows = 0..data.rows();
        Self {
            x: rows
                .flat_map(|row| columns.iter().map(move |of| of[row]))
                .collect(),
            data,
            scorings,
        }
    }

    fn problem(&self, random: &mut Xoshiro) -> Problem<'_> {
        let target: Target<'_> = self.data.target().unwrap().as_target();
        let data = Dataset::try_new(&self.x, self.data.columns().len(), target).unwrap();
        Problem {
            base: Params {
                max_iter: MAX_ITER,
                batch_size: BatchSize::Rows(32),
                ..Params::DEFAULT
            },
            scoring: self.scorings[random.bounded(self.scorings.len() as u32 - 1) as usize],
            cv: 2 + random.bounded(4) as usize,
            seed: random.bounded(1_000),
            ..Problem::new(data)
        }
    }
}

fn sets() -> [Flash; 2] {
    [
        Flash::read(
            "iris",
            &[
                Scoring::Accuracy,
                Scoring::NegLogLoss,
                Scoring::MatthewsCorrcoef,
                Scoring::TopKAccuracy,
                Scoring::RocAucOvoWeighted,
            ],
        ),
        Flash::read(
            "diabetes",
            &[
                Scoring::R2,
                Scoring::NegMeanAbsoluteError,
                Scoring::NegMedianAbsoluteError,
                Scoring::D2AbsoluteErrorScore,
            ],
        ),
    ]
}

/// The values of a space, once for the device, and once as text.
struct Drawn {
    dimensions: Vec<(Name, Kind)>,
    text: String,
    is_grid: bool,
}

enum Kind {
    List(Vec<Value>),
    Range(Range<'static>),
}

/// A grid of lists, or ranges among lists. Rates reach to where a fit overflows.
fn space(random: &mut Xoshiro) -> Drawn {
    let is_grid = random.bounded(1) == 0;
    let mut text = format!("max_iter = {MAX_ITER}\nbatch_size = 32\n");
    let mut dimensions = Vec::new();
    let rates = [0.0001, 0.001, 0.01, 0.05, 0.2, 1e30];
    if is_grid || random.bounded(1) == 0 {
        let functions = [Activation::Relu, Activation::Tanh, Activation::Identity];
        let some = &functions[..1 + random.bounded(2) as usize];
        let names: Vec<&str> = some.iter().map(|function| function.name()).collect();
        writeln!(text, "activation = {names:?}").unwrap();
        let values = some
            .iter()
            .map(|&function| Value::Word(Word::Activation(function)));
        dimensions.push((Name::Activation, Kind::List(values.collect())));
    }
    let from = 1 + random.bounded(3);
    if is_grid {
        let widths: Vec<u32> = (0..1 + random.bounded(3)).map(|i| from + 3 * i).collect();
        writeln!(text, "hidden_layer_sizes = {widths:?}").unwrap();
        let values = widths.into_iter().map(|width| Value::Int(width.into()));
        dimensions.push((Name::HiddenLayerSizes, Kind::List(values.collect())));
    } else {
        writeln!(
            text,
            "hidden_layer_sizes = {{ low = {from}, high = 12, log = true }}"
        )
        .unwrap();
        let range = Range::IntRange {
            low: from.into(),
            high: 12,
            log: true,
        };
        dimensions.push((Name::HiddenLayerSizes, Kind::Range(range)));
    }
    if is_grid || random.bounded(1) == 0 {
        let some = &rates[random.bounded(2) as usize..4 + random.bounded(2) as usize];
        writeln!(text, "learning_rate_init = {some:?}").unwrap();
        let values = some.iter().map(|&rate| Value::Float(rate)).collect();
        dimensions.push((Name::LearningRateInit, Kind::List(values)));
    } else {
        writeln!(
            text,
            "learning_rate_init = {{ low = 0.0001, high = 0.5, log = true }}"
        )
        .unwrap();
        let range = Range::FloatRange {
            low: 0.0001,
            high: 0.5,
            log: true,
        };
        dimensions.push((Name::LearningRateInit, Kind::Range(range)));
    }
    if random.bounded(1) == 0 {
        writeln!(text, "solver = [\"adam\", \"sgd\"]").unwrap();
        let values = [Solver::Adam, Solver::Sgd].map(|solver| Value::Word(Word::Solver(solver)));
        dimensions.push((Name::Solver, Kind::List(values.to_vec())));
    }
    Drawn {
        dimensions,
        text,
        is_grid,
    }
}

impl Drawn {
    fn dimensions(&self) -> Vec<Dimension<'_>> {
        let range = |kind| match kind {
            &Kind::Range(range) => range,
            Kind::List(values) => Range::List(values),
        };
        let all = self.dimensions.iter();
        all.map(|(name, kind)| Dimension {
            name: *name,
            range: range(kind),
        })
        .collect()
    }

    /// What a device finds: the grid, or `trials` candidates.
    fn alone(&self, problem: Problem<'_>, trials: u32) -> Table {
        let dimensions = self.dimensions();
        let spaces = [Space::try_new(&dimensions).unwrap()];
        if self.is_grid {
            let grid = Grid::try_new(&spaces).unwrap();
            return Table::alone(problem, grid.iter(), Layout::for_grid(&problem, &grid));
        }
        let random = Xoshiro::from_seed_number(problem.seed);
        let sampler = Sampler::try_new(&spaces, trials, random, &mut []).unwrap();
        let layout = Layout::for_random(&problem, &spaces, trials as usize);
        Table::alone(problem, sampler, layout)
    }
}

macro_rules! on_the_host {
    ($search:expr, $problem:expr, $data:expr, $jobs:expr) => {{
        let search = $search
            .cv($problem.cv)
            .seed($problem.seed)
            .scoring($problem.scoring);
        Table::on_the_host(&search.race($problem.race).jobs($jobs).fit($data).unwrap())
    }};
}

#[test]
fn races_of_random_spaces() {
    let (mut dropped, mut saved, mut failed) = (0, 0, 0);
    for number in 0..SEARCHES {
        let random = &mut Xoshiro::from_seed_number(number);
        for set in sets() {
            let (plain, drawn) = (set.problem(random), space(random));
            let (trials, jobs) = (4 + random.bounded(16), 1 + random.bounded(3) as usize);
            let all = drawn.alone(plain, trials);
            failed += usize::from(
                all.fits
                    .iter()
                    .flatten()
                    .any(|fit| f64::from_bits(fit.0).is_nan()),
            );
            for race in Race::ALL {
                let problem = Problem { race, ..plain };
                let alone = drawn.alone(problem, trials);
                let space: mcutune::Space = drawn.text.parse().unwrap();
                let host = match drawn.is_grid {
                    true => on_the_host!(GridSearch::new(space), problem, &set.data, jobs),
                    false => on_the_host!(RandomSearch::new(space, trials), problem, &set.data, jobs),
                };
                assert_eq!(alone, host, "{number}, {race:?} of\n{}", drawn.text);
                // each fit is that of the whole table
                let whole = alone.fits.iter().zip(&all.fits);
                assert!(whole.clone().all(|(some, all)| all.starts_with(some)));
                if race == Race::Exact {
                    assert_eq!((alone.best, &alone.weights), (all.best, &all.weights));
                }
                dropped += alone.dropped.iter().filter(|&&dropped| dropped).count();
                saved += all.count() - alone.count();
            }
        }
    }
    assert!(dropped > 100 && saved > 200, "{dropped} dropped, {saved} saved");
    assert!(failed > 0, "no fit fails");
}

#[test]
fn halving_of_random_spaces() {
    let mut iterations = 0;
    for number in 0..SEARCHES {
        let random = &mut Xoshiro::from_seed_number(1_000 + number);
        for set in sets() {
            let (plain, drawn) = (set.problem(random), space(random));
            let (trials, jobs) = (1 + random.bounded(16), 1 + random.bounded(3) as usize);
            let least = [MinResources::Smallest, MinResources::Exhaust, MinResources::Of(2)];
            let halving = Halving {
                factor: [2.0, 2.5, 3.0][random.bounded(2) as usize],
                min_resources: least[random.bounded(2) as usize],
                max_resources: [None, Some(9)][random.bounded(1) as usize],
                aggressive_elimination: random.bounded(1) == 0,
            };
            let problem = Problem {
                halving: Some(halving),
                ..plain
            };
            let alone = drawn.alone(problem, trials);
            let space: mcutune::Space = drawn.text.parse().unwrap();
            let mut search = HalvingSearch::new(space)
                .factor(halving.factor)
                .min_resources(halving.min_resources)
                .aggressive_elimination(halving.aggressive_elimination);
            if !drawn.is_grid {
                search = search.trials(trials);
            }
            if let Some(max) = halving.max_resources {
                search = search.max_resources(max);
            }
            let host = on_the_host!(search, problem, &set.data, jobs);
            assert_eq!(alone, host, "{number}, {halving:?} of\n{}", drawn.text);
            let plain = drawn.alone(plain, trials).fits.len();
            iterations += usize::from(alone.fits.len() > plain);
        }
    }
    assert!(
        iterations > SEARCHES as usize,
        "{iterations} with more than one iteration"
    );
}
