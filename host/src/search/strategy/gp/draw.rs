//! Candidates drawn from a list of spaces: anywhere, or near another.

use mcutune_core::params::{Hidden, MAX_HIDDEN, Value};
use mcutune_core::random::Random;
use mcutune_core::space::{Layers, Range, Space};

use super::cube::{Scale, number};
use super::normal::quantile;
use crate::search::choices::Choices;

/// How many coordinates of a candidate a mutation moves, on average.
const MOVED: f64 = 2.0;

/// Anywhere: a space, then each of its parameters.
pub(super) fn anywhere(spaces: &[Space<'_>], random: &mut impl Random) -> Choices {
    let space = random.bounded(spaces.len() as u32 - 1) as usize;
    let dimensions = spaces[space].dimensions().iter();
    Choices::new(dimensions.map(|d| (d.name, d.range.draw(random))).collect())
}

/// Near a candidate of one of the spaces: a few of its values move by a normal variable of such a
/// deviation, where 1 is the whole range; values without an order are drawn anew.
pub(super) fn near(
    spaces: &[Space<'_>],
    choices: &Choices,
    deviation: f64,
    random: &mut impl Random,
) -> Option<Choices> {
    let dimensions = spaces.iter().find(|space| holds(space, choices))?.dimensions();
    let certain = random.bounded(dimensions.len() as u32 - 1) as usize;
    let mut moved = Vec::new();
    for (i, (d, (name, value))) in dimensions.iter().zip(choices.iter()).enumerate() {
        let moves = random.double() * (dimensions.len() as f64) < MOVED || i == certain;
        let value = if moves {
            step(&d.range, value, deviation, random)
        } else {
            value
        };
        moved.push((name, value));
    }
    Some(Choices::new(moved))
}

fn holds(space: &Space<'_>, choices: &Choices) -> bool {
    let dimensions = space.dimensions();
    dimensions.len() == choices.iter().count()
        && dimensions.iter().zip(choices.iter()).all(|(d, (name, value))| {
            d.name == name
                && match d.range {
                    Range::List(values) => values.contains(&value),
                    // no value of another kind lies between two numbers
                    Range::IntRange { low, high, .. } => {
                        matches!(value, Value::Int(x) if (low..high).contains(&x))
                    }
                    Range::FloatRange { low, high, .. } => {
                        matches!(value, Value::Float(x) if (low..high).contains(&x))
                    }
                    Range::LayersRange(layers) => {
                        matches!(value, Value::Layers(hidden) if layers.contains(&hidden))
                    }
                }
        })
}

fn step(range: &Range<'_>, value: Value, deviation: f64, random: &mut impl Random) -> Value {
    match (*range, value) {
        (Range::List(values), _) => other(values, value, deviation, random),
        (Range::IntRange { low, high, log }, Value::Int(x)) => {
            Value::Int(whole((low, high), log, x, deviation, random))
        }
        (Range::LayersRange(layers), Value::Layers(hidden)) => {
            Value::Layers(network(&layers, hidden, deviation, random))
        }
        (Range::FloatRange { low, high, log }, Value::Float(x)) => {
            let scale = Scale::new(low, high, log);
            let there = scale.at(walk(scale.coordinate(x), deviation, random));
            Value::Float(there.clamp(low, high.next_down()))
        }
        (
            Range::IntRange { .. },
            Value::Bool(_) | Value::Float(_) | Value::Word(_) | Value::Layers(_) | Value::Rates(_),
        )
        | (
            Range::FloatRange { .. },
            Value::Bool(_) | Value::Int(_) | Value::Word(_) | Value::Layers(_) | Value::Rates(_),
        )
        | (
            Range::LayersRange(_),
            Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Word(_) | Value::Rates(_),
        ) => value,
    }
}

/// Another whole number of `low..high`.
fn whole((low, high): (i64, i64), log: bool, x: i64, deviation: f64, random: &mut impl Random) -> i64 {
    let scale = Scale::new(low as f64, high as f64, log);
    // the middle of what rounds down to it
    let coordinate = scale.coordinate((x as f64 + 0.5).min(high as f64));
    let there = scale.at(walk(coordinate, deviation, random)) as i64;
    let aside = if random.bounded(1) == 0 { x - 1 } else { x + 1 };
    if there == x { aside } else { there }.clamp(low, high - 1)
}

/// Another network: with a layer more or less, which is the last, or with other widths of some layers.
fn network(layers: &Layers, hidden: Hidden, deviation: f64, random: &mut impl Random) -> Hidden {
    let mut all = [layers.low; MAX_HIDDEN];
    let mut depth = hidden.widths().len();
    for (width, own) in all.iter_mut().zip(hidden.widths()) {
        *width = *own;
    }
    let depths = u32::from(layers.fewest < layers.most);
    // of the number of layers and the layers one is sure to change
    let certain = random.bounded(depth as u32 - 1 + depths) as usize;
    if certain == depth {
        let before = depth;
        let (fewest, most) = (layers.fewest as i64, layers.most as i64);
        depth = whole((fewest, most + 1), false, before as i64, deviation, random) as usize;
        for i in before..depth {
            all[i] = all[i - 1];
        }
    }
    for (i, width) in all[..depth].iter_mut().enumerate() {
        if i == certain || random.double() * (depth as f64) < 1.0 {
            let (low, step) = (i64::from(layers.low), i64::from(layers.step));
            let steps = (i64::from(layers.widest()) - low) / step;
            let at = (i64::from(*width) - low) / step;
            let there = match layers.log {
                true => whole((low, low + steps + 1), true, low + at, deviation, random) - low,
                false => whole((0, steps + 1), false, at, deviation, random),
            };
            *width = (low + there * step) as u16;
        }
    }
    Hidden::new(&all[..depth])
}

/// Another value of a list: of numbers one that is near, in the order of the list.
fn other(values: &[Value], value: Value, deviation: f64, random: &mut impl Random) -> Value {
    let (Some(at), Some(last)) = (
        values.iter().position(|&one| one == value),
        values.len().checked_sub(1),
    ) else {
        return value;
    };
    if last == 0 {
        return value;
    }
    let ordered = |one: &Value| number(*one).is_some();
    let there = if values.iter().all(ordered) {
        (walk(at as f64 / last as f64, deviation, random) * last as f64).round() as usize
    } else {
        at
    };
    if there != at {
        return values[there.min(last)];
    }
    let drawn = random.bounded(last as u32 - 1) as usize;
    values[drawn + usize::from(drawn >= at)]
}

/// From a coordinate between 0 and 1 by a normal variable, thrown back at the ends.
fn walk(coordinate: f64, deviation: f64, random: &mut impl Random) -> f64 {
    // never 0 or 1, and never as far out as the quantile does not reach
    let share = random.double().clamp(1e-9, 1.0 - 1e-9);
    let there = (coordinate + deviation * quantile(share)).abs();
    if there > 1.0 {
        (2.0 - there).max(0.0)
    } else {
        there
    }
}

#[cfg(test)]
mod tests {
    use mcutune_core::random::{Seeded, Xoshiro};

    use super::*;

    const SPACES: &str = "[[space]]
        activation = ['relu', 'tanh', 'logistic']
        hidden_layer_sizes = { low = 2, high = 9, log = true }
        learning_rate_init = { low = 1e-4, high = 1e-1, log = true }
        [[space]]
        alpha = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
        solver = ['sgd']
        [[space]]
        hidden_layer_sizes = { low = 4, high = 30, step = 5, layers = [2, 4] }
        max_iter = { low = 1, high = 9 }";

    #[test]
    fn what_is_drawn_is_held_and_what_is_near_differs_and_is_held() {
        let space: crate::Space = SPACES.parse().unwrap();
        let mut random = Xoshiro::from_seed_number(1);
        space.with(|spaces| {
            for _ in 0..2000 {
                let drawn = anywhere(spaces, &mut random);
                let of: Vec<bool> = spaces.iter().map(|space| holds(space, &drawn)).collect();
                assert_eq!(of.iter().filter(|&&held| held).count(), 1, "{drawn}");
                let moved = near(spaces, &drawn, 0.1, &mut random).unwrap();
                let still: Vec<bool> = spaces.iter().map(|space| holds(space, &moved)).collect();
                assert_eq!(still, of, "{drawn} {moved}");
            }
        });
    }

    #[test]
    fn every_network_of_a_range_is_within_reach_of_every_other() {
        let space: crate::Space = "hidden_layer_sizes = { low = 1, high = 4, layers = [1, 2] }"
            .parse()
            .unwrap();
        let mut random = Xoshiro::from_seed_number(3);
        space.with(|spaces| {
            let mut one = anywhere(spaces, &mut random);
            let mut seen = std::collections::BTreeSet::new();
            for _ in 0..400 {
                let moved = near(spaces, &one, 0.1, &mut random).unwrap();
                seen.insert(moved.to_string());
                one = moved;
            }
            assert_eq!(seen.len(), 3 + 9);
        });
    }

    #[test]
    fn numbers_move_by_their_deviation_and_no_value_is_out_of_reach() {
        let mut random = Xoshiro::from_seed_number(2);
        let log = Range::FloatRange {
            low: 1e-4,
            high: 1.0,
            log: true,
        };
        let mut sum = 0.0;
        for _ in 0..4000 {
            let Value::Float(there) = step(&log, Value::Float(1e-2), 0.1, &mut random) else {
                panic!("a number");
            };
            let moved = there.log10() / 4.0 + 0.5;
            sum += moved * moved;
        }
        assert!(((sum / 4000.0).sqrt() - 0.1).abs() < 0.005);
        let few = Range::IntRange {
            low: 1,
            high: 5,
            log: false,
        };
        let mut seen = [0; 5];
        for _ in 0..4000 {
            match step(&few, Value::Int(2), 0.3, &mut random) {
                Value::Int(there) => seen[there as usize] += 1,
                other => panic!("{other:?}"),
            }
        }
        assert!(
            seen[1..].iter().all(|&times| times > 100) || seen[2] == 0,
            "{seen:?}"
        );
    }
}
