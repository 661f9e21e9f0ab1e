//! Candidates as points of the unit cube, where the process measures how alike they are.

use std::ops::Range as Span;

use mcutune_core::math::ln_f64;
use mcutune_core::params::{Name, Value};
use mcutune_core::space::{Range, Space};

use super::fit::Beforehand;
use crate::search::choices::Choices;

/// Where a parameter that a candidate does not have stands, between all that have it.
const INACTIVE: f64 = 0.5;
/// The likeliest weight of the learning rate beforehand; that of every other axis is 1. No other parameter decides
/// as much (Bergstra and Bengio 2012): of 250 to 700 random candidates each, on seven sets, its likeliest weight was
/// 3.5 to 50, and those of the others 0.1 to 3.
const OF_LEARNING_RATE: f64 = 7.4;

/// The axes of all parameters of a list of spaces, in the order of their names.
pub(super) struct Cube {
    axes: Vec<(Name, Axis)>,
}

/// How the values of a parameter stand along its axes.
enum Axis {
    /// Numbers between two bounds.
    Number(Scale),
    /// Numbers of lists, evenly spaced in their order.
    Ordinal(Vec<f64>),
    /// Whatever else: two values on one axis, more with an axis each.
    Choice(Vec<Value>),
    /// Networks: how many layers, if that differs, and the width of each, if it has the layer.
    Layers { depths: Scale, widths: Vec<Scale> },
}

/// An interval, or the logarithm of one, laid out from 0 to 1.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    low: f64,
    span: f64,
    log: bool,
}

impl Scale {
    pub(super) fn new(low: f64, high: f64, log: bool) -> Self {
        let (low, high) = if log {
            (ln_f64(low), ln_f64(high))
        } else {
            (low, high)
        };
        let span = high - low;
        Self { low, span, log }
    }

    /// Of the least and the greatest of some numbers, where an infinite one stands with the greatest; none where there
    /// is no other.
    fn of(numbers: impl IntoIterator<Item = f64>, log: bool) -> Option<Self> {
        let bounds = |(low, high): (f64, f64), x: f64| (low.min(x), high.max(x));
        let (low, high) = numbers
            .into_iter()
            .filter(|x| x.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), bounds);
        (low <= high).then(|| Self::new(low, high, log))
    }

    /// Where a number stands.
    pub(super) fn coordinate(&self, number: f64) -> f64 {
        let x = if self.log { ln_f64(number) } else { number };
        if self.span > 0.0 {
            ((x - self.low) / self.span).clamp(0.0, 1.0)
        } else {
            INACTIVE
        }
    }

    /// What stands there, before any rounding.
    pub(super) fn at(&self, coordinate: f64) -> f64 {
        let x = self.low + self.span * coordinate;
        if self.log {
            mcutune_core::math::exp_f64(x)
        } else {
            x
        }
    }
}

/// A value that is a number, as one.
pub(super) fn number(value: Value) -> Option<f64> {
    match value {
        Value::Int(whole) => Some(whole as f64),
        Value::Float(number) => Some(number),
        Value::Bool(_) | Value::Word(_) | Value::Layers(_) | Value::Rates(_) => None,
    }
}

/// The widths of a network, where the value is one; a whole number is a network of one layer.
fn widths(value: Value) -> Vec<f64> {
    match value {
        Value::Layers(hidden) => hidden.widths().iter().map(|&width| f64::from(width)).collect(),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Word(_) | Value::Rates(_) => {
            number(value).into_iter().collect()
        }
    }
}

impl Cube {
    /// The axes of some spaces.
    pub(super) fn new(spaces: &[Space<'_>]) -> Self {
        let axis = |name: Name| {
            let dimensions = spaces.iter().flat_map(|space| space.dimensions());
            let ranges: Vec<Range<'_>> = dimensions.filter(|d| d.name == name).map(|d| d.range).collect();
            (!ranges.is_empty()).then(|| (name, Axis::of(name, &ranges)))
        };
        let axes = Name::ALL.iter().filter_map(|&name| axis(name)).collect();
        Self { axes }
    }

    /// What is known of the axes before any score.
    pub(super) fn beforehand(&self) -> Beforehand {
        let mut weights = vec![1.0; self.axes.iter().map(|(_, axis)| axis.count()).sum()];
        weights[self.axes_of(Name::LearningRateInit)].fill(OF_LEARNING_RATE);
        Beforehand {
            weights,
            network: self.axes_of(Name::HiddenLayerSizes),
        }
    }

    /// The axes of a parameter; none where it is not searched.
    fn axes_of(&self, which: Name) -> Span<usize> {
        let is_it = |&(name, _): &&(Name, Axis)| *name == which;
        let before = self.axes.iter().take_while(|axis| !is_it(axis));
        let from = before.map(|(_, axis)| axis.count()).sum();
        from..from + self.axes.iter().find(is_it).map_or(0, |(_, axis)| axis.count())
    }

    /// Where a candidate stands.
    pub(super) fn coordinates(&self, choices: &Choices) -> Vec<f64> {
        let mut point = Vec::new();
        for (name, axis) in &self.axes {
            axis.coordinates(choices.get(*name), &mut point);
        }
        point
    }
}

impl Axis {
    fn of(name: Name, ranges: &[Range<'_>]) -> Self {
        let mut listed: Vec<Value> = Vec::new();
        let mut corners: Vec<Vec<f64>> = Vec::new();
        let (mut bounds, mut log) = (Vec::new(), false);
        for range in ranges {
            match *range {
                Range::List(values) => listed.extend(values),
                Range::IntRange { low, high, log: of } => {
                    bounds.extend([low as f64, (high - 1) as f64]);
                    log |= of;
                }
                Range::FloatRange { low, high, log: of } => {
                    bounds.extend([low, high]);
                    log |= of;
                }
                Range::LayersRange(layers) => {
                    let network = |width: u16, layers: usize| vec![f64::from(width); layers];
                    corners.push(network(layers.low, layers.fewest));
                    corners.push(network(layers.low, layers.most));
                    corners.push(network(layers.widest(), layers.most));
                }
            }
        }
        if name == Name::HiddenLayerSizes {
            let networks = listed.into_iter().map(widths).chain(corners);
            let networks: Vec<Vec<f64>> = networks.collect();
            return Self::layers(&networks, &bounds);
        }
        let numbers: Option<Vec<f64>> = listed.iter().map(|&value| number(value)).collect();
        match numbers {
            Some(mut all) if bounds.is_empty() => {
                all.sort_by(f64::total_cmp);
                all.dedup();
                Axis::Ordinal(all)
            }
            Some(all) => {
                let numbers = || all.iter().chain(&bounds).copied();
                let log = log && numbers().all(|x| x > 0.0);
                let scale = Scale::of(numbers(), log);
                Axis::Number(scale.unwrap_or(Scale::new(0.0, 0.0, false)))
            }
            None => {
                let mut kinds: Vec<Value> = Vec::new();
                for value in listed {
                    if !kinds.contains(&value) {
                        kinds.push(value);
                    }
                }
                Axis::Choice(kinds)
            }
        }
    }

    /// Widths by their logarithm.
    fn layers(networks: &[Vec<f64>], bounds: &[f64]) -> Self {
        let depth = |network: &Vec<f64>| network.len() as f64;
        let one = (!bounds.is_empty()).then_some(1.0);
        let depths = Scale::of(networks.iter().map(depth).chain(one), false);
        let deepest = networks.iter().map(Vec::len).chain(one.map(|_| 1)).max();
        let widths = (0..deepest.unwrap_or(0)).filter_map(|layer| {
            let of_layer = networks.iter().filter_map(|network| network.get(layer));
            let bounds = bounds.iter().filter(|_| layer == 0);
            Scale::of(of_layer.chain(bounds).copied(), true)
        });
        Axis::Layers {
            widths: widths.collect(),
            depths: depths.unwrap_or(Scale::new(0.0, 0.0, false)),
        }
    }

    /// How many they are.
    fn count(&self) -> usize {
        match self {
            Axis::Number(_) | Axis::Ordinal(_) => 1,
            Axis::Choice(kinds) if kinds.len() <= 2 => 1,
            Axis::Choice(kinds) => kinds.len(),
            Axis::Layers { depths, widths } => usize::from(depths.span > 0.0) + widths.len(),
        }
    }

    fn coordinates(&self, value: Option<Value>, point: &mut Vec<f64>) {
        match self {
            Axis::Number(scale) => {
                let coordinate = value.and_then(number).map(|number| scale.coordinate(number));
                point.push(coordinate.unwrap_or(INACTIVE));
            }
            Axis::Ordinal(numbers) => {
                let index = value
                    .and_then(number)
                    .map(|x| numbers.partition_point(|&y| y < x));
                let last = numbers.len().saturating_sub(1).max(1) as f64;
                point.push(index.map_or(INACTIVE, |index| index as f64 / last));
            }
            Axis::Choice(kinds) => {
                let is = |kind: &Value| match value {
                    Some(value) => f64::from(u8::from(value == *kind)),
                    None => INACTIVE,
                };
                point.extend(kinds.iter().take(self.count()).map(is));
            }
            Axis::Layers {
                depths,
                widths: scales,
            } => {
                let network = value.map(widths);
                if depths.span > 0.0 {
                    let depth = network
                        .as_ref()
                        .map(|network| depths.coordinate(network.len() as f64));
                    point.push(depth.unwrap_or(INACTIVE));
                }
                for (layer, scale) in scales.iter().enumerate() {
                    let width = network.as_ref().and_then(|network| network.get(layer));
                    point.push(width.map_or(INACTIVE, |&width| scale.coordinate(width)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_and_rates_are_told_from_other_axes() {
        let of = |space: &str| {
            let space: crate::Space = space.parse().unwrap();
            space.with(Cube::new).beforehand()
        };
        let after = "activation = ['relu', 'tanh', 'logistic']\nsolver = ['sgd', 'adam']";
        let both = of(&format!(
            "{after}\nhidden_layer_sizes = [[4], [4, 8]]\nlearning_rate_init = [0.1, 0.01]"
        ));
        assert_eq!(both.network, 3..6);
        let rate = both.weights.iter().position(|&weight| weight == OF_LEARNING_RATE);
        assert_eq!((rate, both.weights.len()), (Some(6), 8));
        let range = of(&format!("{after}\nhidden_layer_sizes = {{ low = 4, high = 9 }}"));
        assert_eq!(range.network, 3..4);
        let neither = of(after);
        assert!(neither.network.is_empty() && neither.weights == [1.0; 4]);
    }

    fn points(space: &str, candidates: &[&str]) -> Vec<Vec<f64>> {
        let space: crate::Space = space.parse().unwrap();
        let cube = space.with(Cube::new);
        let point = |settings: &&str| {
            let items = settings.split_whitespace();
            let items = items.map(|setting| crate::parse_setting(setting).unwrap());
            cube.coordinates(&Choices::new(items.collect()))
        };
        candidates.iter().map(point).collect()
    }

    #[test]
    fn ranges_are_laid_out_lists_are_ordered_and_words_are_apart() {
        let space = "activation = ['relu', 'tanh', 'logistic']\nsolver = ['adam', 'sgd']
            alpha = { low = 1e-6, high = 1e-2, log = true }\nlearning_rate_init = [0.1, 0.001, 0.01]
            max_iter = { low = 10, high = 111 }";
        let candidates = [
            "activation=tanh alpha=1e-4 learning_rate_init=0.01 max_iter=60 solver=sgd",
            "activation=relu alpha=1e-6 learning_rate_init=0.1 max_iter=110 solver=adam",
        ];
        let expected = [
            [0.0, 1.0, 0.0, 0.5, 0.5, 0.5, 0.0],
            [1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0],
        ];
        for (point, expected) in points(space, &candidates).iter().zip(expected) {
            assert_eq!(point.len(), 7);
            for (x, y) in point.iter().zip(expected) {
                assert!((x - y).abs() < 1e-12, "{point:?} {expected:?}");
            }
        }
    }

    #[test]
    fn a_range_of_networks_has_an_axis_for_their_number_of_layers_and_one_for_each_width() {
        let space = "hidden_layer_sizes = { low = 4, high = 65, layers = [1, 3], log = true }";
        let candidates = ["hidden_layer_sizes=16", "hidden_layer_sizes=64,4,16"];
        let expected = [[0.0, 0.5, 0.5, 0.5], [1.0, 1.0, 0.0, 0.5]];
        for (point, expected) in points(space, &candidates).iter().zip(expected) {
            for (x, y) in point.iter().zip(expected) {
                assert!((x - y).abs() < 1e-12, "{point:?} {expected:?}");
            }
        }
    }

    #[test]
    fn a_layer_or_a_parameter_that_is_not_there_stands_in_the_middle() {
        let space = "[[space]]\nhidden_layer_sizes = [[4], [16], [4, 64], [64, 4]]\nsolver = ['sgd']
            momentum = [0.5, 0.9]\n[[space]]\nhidden_layer_sizes = [[4]]\nsolver = ['adam']";
        let candidates = [
            "hidden_layer_sizes=16 momentum=0.9 solver=sgd",
            "hidden_layer_sizes=64,4 momentum=0.5 solver=sgd",
            "hidden_layer_sizes=4 solver=adam",
        ];
        let expected = [
            [0.0, 0.5, 0.5, 1.0, 1.0],
            [1.0, 1.0, 0.0, 0.0, 1.0],
            [0.0, 0.0, 0.5, 0.5, 0.0],
        ];
        for (point, expected) in points(space, &candidates).iter().zip(expected) {
            for (x, y) in point.iter().zip(expected) {
                assert!((x - y).abs() < 1e-12, "{point:?} {expected:?}");
            }
        }
    }
}
