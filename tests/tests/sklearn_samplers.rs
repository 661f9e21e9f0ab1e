//! Draws, candidates and ranks against NumPy's and scikit-learn's: `golden/samplers.json`, which
//! `sklearn/make_golden.py` writes.

use std::path::Path;

use mcutune::{Generator, Rng};
use mcutune_core::params::Hidden;
use mcutune_core::params::{Name, Value, ValueKind, Word};
use mcutune_core::random::Random;
use mcutune_core::search::rank::rank;
use mcutune_core::space::{Candidate, Dimension, Grid, Range, Sampler, Space};
use serde_json::Value as Json;

fn cases(kind: &str) -> Vec<Json> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/samplers.json");
    let all: Vec<Json> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases: Vec<_> = all.into_iter().filter(|case| case["kind"] == kind).collect();
    assert!(!cases.is_empty(), "no {kind}");
    cases
}

fn floats(list: &Json) -> Vec<f64> {
    let float = |v: &Json| v.as_f64().unwrap_or(f64::NAN);
    list.as_array().unwrap().iter().map(float).collect()
}

fn integers(list: &Json) -> Vec<u32> {
    let integer = |v: &Json| v.as_u64().unwrap() as u32;
    list.as_array().unwrap().iter().map(integer).collect()
}

#[test]
fn draws_are_random_states() {
    for case in cases("draws") {
        let seed = case["seed"].as_u64().unwrap() as u32;
        let start = || Rng::Numpy.start(seed);
        let permuted = |random: &mut Generator, n: usize| {
            let mut out = vec![0; n];
            random.permutation(&mut out);
            out
        };

        let mut random = start();
        let bits: Vec<u32> = (0..8).map(|_| random.bits()).collect();
        assert_eq!(bits, integers(&case["u32"]), "{seed}");
        let mut random = start();
        let doubles: Vec<f64> = (0..8).map(|_| random.double()).collect();
        assert_eq!(doubles, floats(&case["random_sample"]), "{seed}");
        let uniform = &case["uniform"];
        let (low, high) = (
            uniform["low"].as_f64().unwrap(),
            uniform["high"].as_f64().unwrap(),
        );
        let mut random = start();
        let doubles: Vec<f64> = (0..8).map(|_| random.uniform(low, high)).collect();
        assert_eq!(doubles, floats(&uniform["values"]), "{seed}");
        for draws in case["randint"].as_array().unwrap() {
            let n = draws["n"].as_u64().unwrap() as u32;
            let mut random = start();
            let drawn: Vec<u32> = (0..12).map(|_| random.bounded(n - 1)).collect();
            assert_eq!(drawn, integers(&draws["values"]), "{seed}: below {n}");
        }
        let mut random = start();
        for shuffled in case["shuffle"].as_array().unwrap() {
            let expected = integers(shuffled);
            let mut items: Vec<u32> = (0..expected.len() as u32).collect();
            random.shuffle(&mut items);
            assert_eq!(items, expected, "{seed}");
        }
        for permutation in case["permutation"].as_array().unwrap() {
            let expected = integers(permutation);
            assert_eq!(permuted(&mut start(), expected.len()), expected, "{seed}");
        }
        for choice in case["choice"].as_array().unwrap() {
            let n = choice["n"].as_u64().unwrap() as usize;
            let expected = integers(&choice["values"]);
            assert_eq!(permuted(&mut start(), n)[..expected.len()], expected, "{seed}");
        }
        let (mixed, mut random) = (&case["mixed"], start());
        let doubles: Vec<f64> = (0..3).map(|_| random.uniform(-1.0, 1.0)).collect();
        assert_eq!(doubles, floats(&mixed["uniform"]), "{seed}");
        assert_eq!(
            permuted(&mut random, 6),
            integers(&mixed["permutation"]),
            "{seed}"
        );
        assert_eq!(random.double(), mixed["random_sample"], "{seed}");
        assert_eq!(random.bounded(8), mixed["randint_9"], "{seed}");
        assert_eq!(
            permuted(&mut random, 11),
            integers(&mixed["permutation_again"]),
            "{seed}"
        );
    }
}

#[test]
fn ranks_are_scikit_learns() {
    for case in cases("ranks") {
        let means = floats(&case["means"]);
        let mut ranks = vec![0; means.len()];
        rank(&means, &mut ranks);
        assert_eq!(ranks, integers(&case["ranks"]), "{}", case["name"]);
    }
}

/// A value of a parameter. The files count momenta up to 29, beyond what a momentum may be; a
/// hundredth of each stands for it.
fn value(name: Name, json: &Json) -> Value {
    match (name.kind(), json) {
        (ValueKind::Word, Json::String(text)) => Value::Word(Word::parse(name, text).unwrap()),
        (ValueKind::Layers, Json::Array(_)) => {
            let widths: Vec<u16> = integers(json).into_iter().map(|width| width as u16).collect();
            Value::Layers(Hidden::new(&widths))
        }
        (ValueKind::Layers, Json::Number(width)) => Value::Int(width.as_i64().unwrap()),
        (_, Json::Number(number)) if name == Name::Momentum && number.is_u64() => {
            Value::Float(number.as_f64().unwrap() / 100.0)
        }
        (_, Json::Number(number)) => Value::Float(number.as_f64().unwrap()),
        other => panic!("{other:?}"),
    }
}

/// What a dimension borrows.
enum Values {
    List(Vec<Value>),
    Drawn(Range<'static>),
}

/// The dimensions of a space, sorted by name.
fn dimensions(space: &Json) -> Vec<(Name, Values)> {
    let dimension = |(key, range): (&String, &Json)| {
        let name = Name::parse(key).unwrap();
        let (low, high) = (&range["low"], &range["high"]);
        let values = match range["distribution"].as_str() {
            None => Values::List(range.as_array().unwrap().iter().map(|v| value(name, v)).collect()),
            Some("randint") => Values::Drawn(Range::IntRange {
                low: low.as_i64().unwrap(),
                high: high.as_i64().unwrap(),
                log: false,
            }),
            Some(distribution) => Values::Drawn(Range::FloatRange {
                low: low.as_f64().unwrap(),
                high: high.as_f64().unwrap(),
                log: distribution == "loguniform",
            }),
        };
        (name, values)
    };
    let mut dimensions: Vec<_> = space.as_object().unwrap().iter().map(dimension).collect();
    dimensions.sort_by_key(|(name, _)| *name);
    dimensions
}

fn borrowed((name, values): &(Name, Values)) -> Dimension<'_> {
    let range = match values {
        Values::List(values) => Range::List(values),
        Values::Drawn(range) => *range,
    };
    Dimension { name: *name, range }
}

/// Calls with the spaces of a case: one, or a list of them.
fn with_spaces<T>(json: &Json, use_them: impl FnOnce(&[Space<'_>]) -> T) -> T {
    let all: Vec<_> = match json {
        Json::Array(spaces) => spaces.iter().map(dimensions).collect(),
        one => vec![dimensions(one)],
    };
    let all: Vec<Vec<_>> = all.iter().map(|of| of.iter().map(borrowed).collect()).collect();
    let spaces: Vec<_> = all.iter().map(|of| Space::try_new(of).unwrap()).collect();
    use_them(&spaces)
}

/// Equal, but for the last digits of a logarithmic draw: `exp` and `log` are not the same code.
fn same(candidate: &Candidate, json: &Json) -> bool {
    let json = json.as_object().unwrap();
    let mut expected: Vec<_> = json
        .iter()
        .map(|(key, v)| {
            let name = Name::parse(key).unwrap();
            (name, value(name, v))
        })
        .collect();
    expected.sort_by_key(|(name, _)| *name);
    let items = candidate.items();
    items.len() == expected.len()
        && items.iter().zip(&expected).all(|(a, b)| {
            let values = match (a.1, b.1) {
                (Value::Float(x), Value::Float(y)) => (x - y).abs() <= 1e-14 * y.abs(),
                (x, y) => x == y,
            };
            a.0 == b.0 && values
        })
}

#[test]
fn grids_are_parameter_grids() {
    for case in cases("grid") {
        let expected = case["candidates"].as_array().unwrap();
        with_spaces(&case["space"], |spaces| {
            let grid = Grid::try_new(spaces).unwrap();
            assert_eq!(grid.len(), expected.len() as u64, "{}", case["name"]);
            for (candidate, expected) in grid.iter().zip(expected) {
                assert!(
                    same(&candidate, expected),
                    "{}: {candidate:?}, not {expected}",
                    case["name"]
                );
            }
        });
    }
}

#[test]
fn samples_are_parameter_samplers() {
    for case in cases("sampler") {
        let expected = case["candidates"].as_array().unwrap();
        let (trials, seed) = (
            case["n_iter"].as_u64().unwrap() as u32,
            case["seed"].as_u64().unwrap(),
        );
        with_spaces(&case["space"], |spaces| {
            let random = Rng::Numpy.start(seed as u32);
            let mut scratch = vec![0; Sampler::<Generator>::scratch(spaces, trials).unwrap()];
            let sampler = Sampler::try_new(spaces, trials, random, &mut scratch).unwrap();
            assert_eq!(sampler.len(), expected.len(), "{} {seed}", case["name"]);
            for (candidate, expected) in sampler.zip(expected) {
                assert!(
                    same(&candidate, expected),
                    "{} {seed}: {candidate:?}, not {expected}",
                    case["name"]
                );
            }
        });
    }
}
