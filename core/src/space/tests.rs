//! The expected candidates come from scikit-learn 1.9.1 and SciPy on NumPy's MT19937.

extern crate std;

use super::*;
use crate::params::{
    Activation, BatchSize, ClassWeight, DropoutRates, Fill, Hidden, Loss, MAX_HIDDEN, Scaling, Schedule,
    Solver, WindowParams, Word,
};
use crate::random::{Seeded, Xoshiro};
use proptest::prelude::*;
use rand_mt::Mt;
use std::vec;
use std::vec::Vec;

fn numpy(seed: u32) -> Mt {
    Mt::new(seed)
}

const RELU_TANH: &[Value] = &[
    Value::Word(Word::Activation(Activation::Relu)),
    Value::Word(Word::Activation(Activation::Tanh)),
];
const ADAM_SGD: &[Value] = &[
    Value::Word(Word::Solver(Solver::Adam)),
    Value::Word(Word::Solver(Solver::Sgd)),
];
const RATES: &[Value] = &[Value::Float(0.001), Value::Float(0.01), Value::Float(0.1)];
const LAYERS: &[Value] = &[
    Value::Layers(Hidden::new(&[16])),
    Value::Layers(Hidden::new(&[32])),
    Value::Layers(Hidden::new(&[64])),
];

const fn list(name: Name, values: &'static [Value]) -> Dimension<'static> {
    let range = Range::List(values);
    Dimension { name, range }
}

const fn ints(name: Name, low: i64, high: i64, log: bool) -> Dimension<'static> {
    let range = Range::IntRange { low, high, log };
    Dimension { name, range }
}

const fn floats(name: Name, low: f64, high: f64, log: bool) -> Dimension<'static> {
    let range = Range::FloatRange { low, high, log };
    Dimension { name, range }
}

fn seed_grid(sizes: Dimension<'static>) -> [Dimension<'static>; 4] {
    [
        list(Name::Activation, RELU_TANH),
        sizes,
        list(Name::LearningRateInit, RATES),
        list(Name::Solver, ADAM_SGD),
    ]
}

/// The indices in the grid that a sampler takes, in order; none twice in these grids.
fn sampled<const N: usize>(spaces: &[Space<'_>], trials: u32, seed: u32) -> [u64; N] {
    let grid = Grid::try_new(spaces).unwrap();
    let mut scratch = [0; 1000];
    let sampler = Sampler::try_new(spaces, trials, numpy(seed), &mut scratch).unwrap();
    let mut indices = [0; N];
    assert_eq!(sampler.total(), N as u64);
    for (slot, candidate) in indices.iter_mut().zip(sampler) {
        *slot = (0..grid.len())
            .find(|&i| grid.get(i).as_ref() == Some(&candidate))
            .unwrap();
    }
    indices
}

#[test]
fn names_are_sorted_and_unique() {
    let text = |pair: &[Name]| pair[0].as_str() < pair[1].as_str() && pair[0] < pair[1];
    assert!(Name::ALL.windows(2).all(text));
    assert!(Name::ALL.iter().all(|&n| Name::parse(n.as_str()) == Some(n)));
    for word in Word::all() {
        let takes = |name: &&Name| Params::DEFAULT.clone().set(**name, Value::Word(word)).is_ok();
        let mut names = Name::ALL.iter().filter(takes).peekable();
        assert!(names.peek().is_some(), "{word:?}");
        assert!(
            names.all(|&name| Word::parse(name, word.as_str()) == Some(word)),
            "{word:?}"
        );
    }
}

#[test]
fn the_grid_sorts_keys_and_varies_the_last_fastest() {
    let dimensions = seed_grid(list(Name::HiddenLayerSizes, LAYERS));
    let spaces = [Space::try_new(&dimensions).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    assert_eq!(grid.len(), 36);
    // 25 = 18 * 1 + 6 * 1 + 2 * 0 + 1
    let candidate = grid.get(25).unwrap();
    assert_eq!(
        candidate.items(),
        [
            (Name::Activation, RELU_TANH[1]),
            (Name::HiddenLayerSizes, LAYERS[1]),
            (Name::LearningRateInit, RATES[0]),
            (Name::Solver, ADAM_SGD[1]),
        ]
    );
    let params = candidate.params(&Params::DEFAULT).unwrap();
    assert_eq!(params.activation, Activation::Tanh);
    assert_eq!(params.hidden_layer_sizes.widths(), [32]);
    assert_eq!(params.learning_rate_init, 0.001);
    assert_eq!(params.solver, Solver::Sgd);
    assert!(grid.get(36).is_none());
}

#[test]
fn a_list_of_spaces_is_concatenated_and_an_empty_space_is_the_defaults() {
    let first = [list(Name::Solver, ADAM_SGD)];
    let last = [list(Name::LearningRateInit, RATES)];
    let spaces = [&first[..], &[], &last[..]].map(|d| Space::try_new(d).unwrap());
    let grid = Grid::try_new(&spaces).unwrap();
    assert_eq!(grid.len(), 6);
    assert_eq!(grid.get(1).unwrap().items(), [(Name::Solver, ADAM_SGD[1])]);
    assert_eq!(grid.get(2).unwrap().items(), []);
    assert_eq!(grid.get(3).unwrap().items(), [(Name::LearningRateInit, RATES[0])]);
    assert!(Grid::try_new(&[]).unwrap().is_empty());
}

#[test]
fn without_replacement_draws_as_scikit_learn_does() {
    let dimensions = seed_grid(list(Name::HiddenLayerSizes, LAYERS));
    let spaces = [Space::try_new(&dimensions).unwrap()];
    assert_eq!(sampled(&spaces, 10, 42), [35, 13, 26, 30, 16, 31, 21, 12, 8, 17]);
    assert_eq!(
        sampled(&spaces, 35, 7),
        [
            32, 2, 24, 1, 18, 13, 9, 15, 22, 5, 33, 20, 26, 17, 11, 0, 12, 21, 16, 35, 6, 30, 29, 10, 27, 8,
            31, 14, 34, 28, 7, 23, 19, 3, 25
        ]
    );
    let whole: [u64; 36] = core::array::from_fn(|i| i as u64);
    assert_eq!(sampled(&spaces, 36, 1), whole);
    assert_eq!(sampled(&spaces, 99, 1), whole);
    assert!(Sampler::<Mt>::exhausts(&spaces, 37));
    assert!(!Sampler::<Mt>::exhausts(&spaces, 36));
}

#[test]
fn small_and_large_shares_of_the_grid_draw_as_scikit_learn_does() {
    let epochs: [Value; 50] = core::array::from_fn(|i| Value::Int(i as i64 + 1));
    let patience: [Value; 20] = core::array::from_fn(|i| Value::Int(i as i64 + 1));
    let dimensions = [
        Dimension {
            name: Name::MaxIter,
            range: Range::List(&epochs),
        },
        Dimension {
            name: Name::NIterNoChange,
            range: Range::List(&patience),
        },
    ];
    let spaces = [Space::try_new(&dimensions).unwrap()];
    assert_eq!(
        sampled(&spaces, 10, 0),
        [684, 559, 629, 192, 835, 763, 707, 359, 9, 723]
    );
    let mut expected: [u64; 995] = core::array::from_fn(|i| i as u64);
    for (i, value) in [(249, 997), (643, 998), (664, 996), (874, 995), (952, 999)] {
        expected[i] = value;
    }
    assert_eq!(sampled(&spaces, 995, 3), expected);
    let short = &mut [0; 9];
    assert_eq!(
        Sampler::try_new(&spaces, 10, numpy(0), short).unwrap_err(),
        Error::TooSmall { needed: 10, got: 9 }
    );
}

#[test]
fn the_seed_random_search_draws_as_scikit_learn_does() {
    let dimensions = seed_grid(ints(Name::HiddenLayerSizes, 16, 128, false));
    let spaces = [Space::try_new(&dimensions).unwrap()];
    let sampler = Sampler::try_new(&spaces, 10, numpy(42), &mut []).unwrap();
    // activation, width, rate, solver: indices into the lists
    let expected = [
        (0, 67, 0, 0),
        (0, 87, 0, 0),
        (0, 98, 2, 0),
        (0, 103, 0, 1),
        (1, 39, 2, 1),
        (0, 17, 1, 1),
        (1, 79, 0, 0),
        (1, 73, 1, 0),
        (1, 104, 0, 0),
        (0, 57, 2, 1),
    ];
    let mut n = 0;
    for (candidate, (activation, width, rate, solver)) in sampler.zip(expected) {
        let items = [
            (Name::Activation, RELU_TANH[activation]),
            (Name::HiddenLayerSizes, Value::Int(width)),
            (Name::LearningRateInit, RATES[rate]),
            (Name::Solver, ADAM_SGD[solver]),
        ];
        assert_eq!(candidate.items(), items);
        n += 1;
    }
    assert_eq!(n, 10);
}

#[test]
fn distributions_in_a_list_of_spaces_draw_as_scikit_learn_does() {
    const TOLS: &[Value] = &[Value::Float(1e-4), Value::Float(1e-3)];
    let first = [
        floats(Name::Alpha, 1e-5, 1e-1, true),
        floats(Name::Momentum, 0.5, 0.9, false),
    ];
    let second = [ints(Name::MaxIter, 10, 500, false), list(Name::Tol, TOLS)];
    let spaces = [&first, &second].map(|d| Space::try_new(d).unwrap());
    let sampler = Sampler::try_new(&spaces, 12, numpy(5), &mut []).unwrap();
    let second = |epochs, tol: usize| [(Name::MaxIter, Value::Int(epochs)), (Name::Tol, TOLS[tol])];
    let first = |alpha, momentum| {
        [
            (Name::Alpha, Value::Float(alpha)),
            (Name::Momentum, Value::Float(momentum)),
        ]
    };
    let expected = [
        second(216, 1),
        second(496, 0),
        first(0.08275228539305435, 0.5359284150950427),
        first(0.011577943500765492, 0.7073671951491773),
        second(214, 1),
        second(447, 1),
        first(0.01896230694232897, 0.5970161621520217),
        second(441, 0),
        first(6.555698792765716e-05, 0.5476381429913042),
        second(147, 0),
        second(499, 0),
        second(220, 1),
    ];
    let mut n = 0;
    for (candidate, items) in sampler.zip(expected) {
        assert_eq!(candidate.items(), items);
        n += 1;
    }
    assert_eq!(n, 12);
}

#[test]
fn every_draw_is_within_its_range() {
    let dimensions = [
        floats(Name::Alpha, 1e-6, 10.0, true),
        ints(Name::HiddenLayerSizes, 1, 300, true),
        ints(Name::MaxIter, 7, 8, true),
        floats(Name::Momentum, 0.0, 1.0, false),
    ];
    let spaces = [Space::try_new(&dimensions).unwrap()];
    let (mut narrow, mut wide) = (0, 0);
    for candidate in Sampler::try_new(&spaces, 2000, numpy(1), &mut []).unwrap() {
        let params = candidate.params(&Params::DEFAULT).unwrap();
        assert!((1e-6..10.0).contains(&params.alpha));
        assert_eq!(params.max_iter, 7);
        match params.hidden_layer_sizes.widths() {
            &[width @ 1..=17] => narrow += i32::from(width > 0),
            &[18..300] => wide += 1,
            other => panic!("{other:?}"),
        }
    }
    // 17.3 is the geometric middle of 1 and 300.
    assert!((narrow - wide).abs() < 200, "{narrow} narrow, {wide} wide");
}

#[test]
fn what_a_parameter_does_not_take_is_refused_by_name() {
    let bad = [
        list(Name::Activation, ADAM_SGD),
        list(Name::Solver, &[]),
        list(Name::MaxIter, &[Value::Int(10), Value::Int(0)]),
        list(Name::HiddenLayerSizes, &[Value::Int(70_000)]),
        list(Name::Dropout, &[Value::Float(1.0)]),
        list(Name::Alpha, &[Value::Float(f64::NAN)]),
        ints(Name::MaxIter, 5, 5, false),
        ints(Name::MaxIter, i64::MIN, i64::MAX, false),
        ints(Name::HiddenLayerSizes, 0, 5, false),
        ints(Name::Alpha, 0, 5, false),
        floats(Name::MaxIter, 1.0, 5.0, false),
        floats(Name::Alpha, 0.0, 1.0, true),
        floats(Name::Alpha, f64::NAN, 1.0, false),
        floats(Name::Alpha, 0.0, f64::INFINITY, false),
        floats(Name::Beta1, 0.5, 1.1, false),
    ];
    for dimension in bad {
        let expected = Error::Parameter(dimension.name.as_str());
        assert_eq!(Space::try_new(&[dimension]).unwrap_err(), expected);
    }
    assert!(Space::try_new(&[floats(Name::Beta1, 0.5, 1.0, false)]).is_ok());
    let twice = [list(Name::Solver, ADAM_SGD); 2];
    assert_eq!(Space::try_new(&twice).unwrap_err(), Error::Parameter("solver"));
    let unsorted = [list(Name::Solver, ADAM_SGD), list(Name::Activation, RELU_TANH)];
    assert_eq!(
        Space::try_new(&unsorted).unwrap_err(),
        Error::Parameter("activation")
    );
}

#[test]
fn a_grid_refuses_ranges_and_a_sampler_takes_them_beside_countless_lists() {
    // 100^10 is above 2^64.
    let values = [Value::Int(1); 100];
    let lists = [
        Name::Alpha,
        Name::BatchSize,
        Name::Epsilon,
        Name::HiddenLayerSizes,
        Name::LearningRateInit,
        Name::MaxIter,
        Name::Momentum,
        Name::NIterNoChange,
        Name::PowerT,
        Name::Tol,
    ]
    .map(|name| Dimension {
        name,
        range: Range::List(&values),
    });
    let many = [Space::try_new(&lists).unwrap()];
    assert_eq!(Grid::try_new(&many).unwrap_err(), Error::TooManyCandidates);
    let ranged = [floats(Name::Momentum, 0.0, 1.0, false)];
    let spaces = [many[0], Space::try_new(&ranged).unwrap()];
    assert_eq!(Grid::try_new(&spaces).unwrap_err(), Error::NotAList("momentum"));
    let sampler = Sampler::try_new(&spaces, 9, numpy(1), &mut []).unwrap();
    assert_eq!(sampler.count(), 9);
}

#[test]
fn every_parameter_can_be_set() {
    let mut params = Params::DEFAULT;
    let rates = DropoutRates::try_new(&[0.5, 0.25]).unwrap();
    let values = [
        Value::Word(Word::Activation(Activation::Logistic)),
        Value::Int(1),
        Value::Word(Word::Auto),
        Value::Float(0.5),
        Value::Float(0.75),
        Value::Word(Word::ClassWeight(ClassWeight::Balanced)),
        Value::Rates(rates),
        Value::Bool(true),
        Value::Float(1e-6),
        Value::Int(7),
        Value::Word(Word::Schedule(Schedule::Adaptive)),
        Value::Float(0.25),
        Value::Word(Word::Loss(Loss::Poisson)),
        Value::Int(9),
        Value::Int(3),
        Value::Word(Word::Fill(Fill::Median)),
        Value::Float(0.125),
        Value::Int(4),
        Value::Bool(false),
        Value::Float(0.375),
        Value::Word(Word::Scaling(Scaling::None)),
        Value::Bool(false),
        Value::Word(Word::Solver(Solver::Sgd)),
        Value::Float(0.0625),
        Value::Float(0.3125),
        Value::Word(Word::Text("axes")),
        Value::Word(Word::Text("decimate")),
        Value::Word(Word::Text("features")),
        Value::Word(Word::Text("filter")),
        Value::Word(Word::Text("hop")),
        Value::Word(Word::Text("select")),
        Value::Word(Word::Text("size")),
    ];
    assert_eq!(values.len(), Name::ALL.len());
    for (&name, value) in Name::ALL.iter().zip(values) {
        params.set(name, value).unwrap();
        assert_eq!(
            params
                .set(name, Value::Word(Word::Schedule(Schedule::Constant)))
                .is_ok(),
            name == Name::LearningRate
        );
        params.set(name, value).unwrap();
    }
    let mut dropout = [0.0; MAX_HIDDEN];
    dropout[..2].copy_from_slice(rates.as_slice());
    assert_eq!(
        params,
        Params {
            hidden_layer_sizes: Hidden::new(&[7]),
            activation: Activation::Logistic,
            solver: Solver::Sgd,
            alpha: 1.0,
            class_weight: ClassWeight::Balanced,
            loss: Loss::Poisson,
            batch_size: BatchSize::Auto,
            learning_rate: Schedule::Adaptive,
            learning_rate_init: 0.25,
            power_t: 0.375,
            max_fun: 9,
            max_iter: 3,
            shuffle: false,
            tol: 0.0625,
            missing: Some(Fill::Median),
            momentum: 0.125,
            nesterovs_momentum: false,
            early_stopping: true,
            validation_fraction: 0.3125,
            beta_1: 0.5,
            beta_2: 0.75,
            epsilon: 1e-6,
            n_iter_no_change: 4,
            scaler: Some(Scaling::None),
            window: WindowParams {
                axes: Some("axes"),
                decimate: Some("decimate"),
                features: Some("features"),
                filter: Some("filter"),
                hop: Some("hop"),
                select: Some("select"),
                size: Some("size"),
            },
            dropout,
        }
    );
}

#[test]
fn every_parameter_that_is_got_can_be_set_again() {
    let changed = Params {
        hidden_layer_sizes: Hidden::new(&[7, 3]),
        activation: Activation::Tanh,
        solver: Solver::Sgd,
        alpha: 0.5,
        class_weight: ClassWeight::Balanced,
        loss: Loss::Poisson,
        batch_size: BatchSize::Rows(9),
        learning_rate: Schedule::Adaptive,
        learning_rate_init: 0.25,
        power_t: 0.75,
        max_fun: 9,
        max_iter: 3,
        shuffle: false,
        tol: 0.125,
        missing: Some(Fill::MostFrequent),
        momentum: 0.5,
        nesterovs_momentum: false,
        early_stopping: true,
        validation_fraction: 0.25,
        beta_1: 0.5,
        beta_2: 0.25,
        epsilon: 0.5,
        n_iter_no_change: 4,
        scaler: Some(Scaling::Robust),
        window: WindowParams {
            axes: Some("axes"),
            decimate: Some("decimate"),
            features: Some("features"),
            filter: Some("filter"),
            hop: Some("hop"),
            select: Some("select"),
            size: Some("size"),
        },
        dropout: [0.25; MAX_HIDDEN],
    };
    let mut copy = Params::DEFAULT;
    for &name in Name::ALL {
        assert_ne!(copy.get(name), changed.get(name), "{}", name.as_str());
        copy.set(name, changed.get(name)).unwrap();
    }
    assert_eq!(copy, changed);
}

proptest! {
    #[test]
    fn a_grid_holds_every_combination_once(lengths in prop::collection::vec((0usize..4, 1usize..5), 1..4)) {
        let dimensions: Vec<Vec<Dimension<'_>>> = lengths
            .iter()
            .map(|&(rates, solvers)| {
                let mut of = vec![list(Name::Solver, &ADAM_SGD[..solvers.min(2)])];
                if rates > 0 {
                    of.insert(0, list(Name::LearningRateInit, &RATES[..rates]));
                }
                of
            })
            .collect();
        let spaces: Vec<_> = dimensions.iter().map(|d| Space::try_new(d).unwrap()).collect();
        let grid = Grid::try_new(&spaces).unwrap();
        let counts: u64 = lengths.iter().map(|&(r, s)| (r.max(1) * s.min(2)) as u64).sum();
        prop_assert_eq!(grid.len(), counts);
        prop_assert_eq!(grid.iter().len() as u64, counts);
        let all: Vec<_> = grid.iter().collect();
        prop_assert_eq!(all.len() as u64, counts);
        let mut from = 0;
        for (space, &(rates, solvers)) in spaces.iter().zip(&lengths) {
            let here = &all[from..from + rates.max(1) * solvers.min(2)];
            for (i, candidate) in here.iter().enumerate() {
                prop_assert!(!here[..i].contains(candidate));
                prop_assert_eq!(candidate.items().len(), space.dimensions().len());
            }
            from += here.len();
        }
        prop_assert!(grid.get(counts).is_none());
    }

    #[test]
    fn a_sampler_of_lists_takes_none_twice_and_of_ranges_as_many_as_asked(trials in 0u32..60, seed: u32, ranged: bool) {
        let sizes = if ranged { ints(Name::HiddenLayerSizes, 16, 128, false) } else { list(Name::HiddenLayerSizes, LAYERS) };
        let dimensions = seed_grid(sizes);
        let spaces = [Space::try_new(&dimensions).unwrap()];
        let mut scratch = vec![u32::MAX; Sampler::<Mt>::scratch(&spaces, trials).unwrap()];
        let sampler = Sampler::try_new(&spaces, trials, Xoshiro::from_seed_number(seed), &mut scratch).unwrap();
        let expected = if ranged { trials } else { trials.min(36) } as usize;
        prop_assert_eq!(sampler.len(), expected);
        prop_assert_eq!(Sampler::<Mt>::exhausts(&spaces, trials), !ranged && trials > 36);
        let all: Vec<_> = sampler.clone().collect();
        prop_assert_eq!(all.len(), expected);
        prop_assert!(all == sampler.collect::<Vec<_>>(), "a clone gives them again");
        for (i, candidate) in all.iter().enumerate() {
            prop_assert!(candidate.params(&Params::DEFAULT).is_ok());
            prop_assert!(ranged || !all[..i].contains(candidate));
        }
    }

    #[test]
    fn indices_that_the_caller_remembers_change_no_candidate(
        trials in 0u32..400, seed: u32, lengths in proptest::collection::vec(1usize..60, 1..8),
    ) {
        let names = [
            Name::Alpha, Name::Beta1, Name::Beta2, Name::Epsilon, Name::LearningRateInit, Name::Momentum, Name::Tol,
        ];
        // up to 60^7 combinations, more than 2^32 of them, and so few that indices come again
        let values: Vec<Value> = (1..60).map(|one| Value::Float(f64::from(one) / 100.0)).collect();
        let lists = names.into_iter().zip(&lengths);
        let dimensions: Vec<_> = lists.map(|(name, &length)| Dimension::list(name, &values[..length])).collect();
        let spaces = [Space::try_new(&dimensions).unwrap()];
        let needed = Sampler::<Mt>::scratch(&spaces, trials).unwrap();
        let (mut plain, mut known) = (vec![u32::MAX; needed], std::collections::BTreeSet::new());
        let mut kept = plain.clone();
        let looked = Sampler::try_new(&spaces, trials, numpy(seed), &mut plain).unwrap();
        let is_new = |index| known.insert(index);
        let remembered = Sampler::try_new_with(&spaces, trials, numpy(seed), &mut kept, is_new).unwrap();
        prop_assert!(looked.eq(remembered));
        prop_assert!(plain == kept);
    }

    #[test]
    fn short_scratch_is_an_error(trials in 1u32..36) {
        let dimensions = seed_grid(list(Name::HiddenLayerSizes, LAYERS));
        let spaces = [Space::try_new(&dimensions).unwrap()];
        let needed = Sampler::<Mt>::scratch(&spaces, trials).unwrap();
        prop_assert!(needed > 0);
        let got = needed - 1;
        let error = Sampler::try_new(&spaces, trials, numpy(1), &mut vec![0; got]).err();
        prop_assert_eq!(error, Some(Error::TooSmall { needed, got }));
    }
}

#[test]
fn networks_of_a_range_have_each_number_of_layers_as_often_and_widths_on_their_steps() {
    let layers = Layers {
        fewest: 1,
        most: 3,
        low: 4,
        high: 65,
        step: 1,
        log: true,
    };
    let stepped = Layers {
        low: 3,
        high: 20,
        step: 5,
        log: false,
        ..layers
    };
    assert_eq!((layers.widest(), stepped.widest()), (64, 18));
    let mut random = Xoshiro::from_seed_number(7);
    for range in [layers, stepped] {
        let (mut depths, mut widths, mut below) = ([0; 4], std::collections::BTreeSet::new(), 0);
        for _ in 0..6000 {
            let Value::Layers(hidden) = Range::LayersRange(range).draw(&mut random) else {
                panic!("a network");
            };
            assert!(range.contains(&hidden), "{hidden:?}");
            depths[hidden.widths().len()] += 1;
            widths.extend(hidden.widths());
            below += u32::from(hidden.widths()[0] < 16);
        }
        assert!(
            depths[1..].iter().all(|many| (1850..2150).contains(many)),
            "{depths:?}"
        );
        if range.log {
            // half of the logarithms of 4 to 65 lie below 16.1
            assert_eq!(widths.len(), 61);
            assert!((2800..3200).contains(&below), "{below}");
        } else {
            assert_eq!(widths.into_iter().collect::<Vec<u16>>(), [3, 8, 13, 18]);
        }
    }
    let outside: [&[u16]; 4] = [&[], &[3, 4], &[23], &[3, 3, 3, 3]];
    for widths in outside {
        assert!(!stepped.contains(&Hidden::new(widths)), "{widths:?}");
    }
}

#[test]
fn a_range_of_no_network_is_refused() {
    let good = Layers {
        fewest: 1,
        most: 2,
        low: 1,
        high: 65_536,
        step: 1,
        log: false,
    };
    let of = |layers| {
        let name = Name::HiddenLayerSizes;
        let range = Range::LayersRange(layers);
        Space::try_new(&[Dimension { name, range }]).is_ok()
    };
    assert!(of(good));
    for bad in [
        Layers { fewest: 0, ..good },
        Layers { fewest: 3, ..good },
        Layers {
            most: MAX_HIDDEN + 1,
            ..good
        },
        Layers { low: 0, ..good },
        Layers {
            low: 9,
            high: 9,
            ..good
        },
        Layers { high: 65_537, ..good },
        Layers { step: 0, ..good },
        Layers {
            step: 2,
            log: true,
            ..good
        },
    ] {
        assert!(!of(bad), "{bad:?}");
    }
    let range = Range::LayersRange(good);
    let name = Name::MaxIter;
    assert!(Space::try_new(&[Dimension { name, range }]).is_err());
}
