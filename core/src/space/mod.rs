//! What a search may choose: parameters by name, their values and ranges, and the
//! candidates that a grid or a random sampler takes from them.
//!
//! Names, order and draws are those of scikit-learn's `ParameterGrid` and
//! `ParameterSampler`: given the same generator they give the same candidates.

mod grid;
mod layers;
mod sampler;

use crate::error::Error;
use crate::math::{exp_f64, ln_f64};
use crate::params::{Name, Params, Value, ValueKind};
use crate::random::Random;

pub use grid::{Candidates, Grid};
pub use layers::Layers;
pub use sampler::Sampler;

/// The values that one parameter may take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range<'a> {
    /// One of these.
    List(&'a [Value]),
    /// A whole number in `low..high`, half-open as SciPy's `randint`.
    IntRange {
        /// The least.
        low: i64,
        /// One above the greatest.
        high: i64,
        /// Draw the logarithm uniformly, then round down.
        log: bool,
    },
    /// A number in `low..high`.
    FloatRange {
        /// The least.
        low: f64,
        /// The bound above.
        high: f64,
        /// Draw the logarithm uniformly, as SciPy's `loguniform`.
        log: bool,
    },
    /// A network of several hidden layers.
    LayersRange(Layers),
}

impl<'a> Range<'a> {
    /// The values, where it is a list of them.
    pub(crate) const fn list(&self) -> Option<&'a [Value]> {
        match *self {
            Range::List(values) => Some(values),
            Range::IntRange { .. } | Range::FloatRange { .. } | Range::LayersRange(_) => None,
        }
    }

    /// Whether there is anything to choose from, and of the kind that `name` takes.
    const fn suits(&self, name: Name) -> bool {
        match *self {
            Range::List(values) => !values.is_empty(),
            Range::IntRange { low, high, log } => {
                let few = match high.checked_sub(low) {
                    Some(many) => many <= u32::MAX as i64,
                    None => false,
                };
                matches!(name.kind(), ValueKind::Int | ValueKind::Layers)
                    && low < high
                    && few
                    && (!log || low > 0)
            }
            Range::FloatRange { low, high, log } => {
                let is_finite = (high - low).is_finite();
                matches!(name.kind(), ValueKind::Float) && low < high && is_finite && (!log || low > 0.0)
            }
            Range::LayersRange(layers) => matches!(name.kind(), ValueKind::Layers) && layers.is_valid(),
        }
    }

    /// Whether `name` takes each value that the range holds.
    fn fits(&self, name: Name) -> bool {
        let takes = |value| Params::DEFAULT.clone().set(name, value).is_ok();
        self.suits(name)
            && match *self {
                Range::List(values) => values.iter().all(|&value| takes(value)),
                Range::IntRange { low, high, .. } => takes(Value::Int(low)) && takes(Value::Int(high - 1)),
                Range::FloatRange { low, high, .. } => {
                    takes(Value::Float(low)) && takes(Value::Float(high.next_down()))
                }
                // checked with what it suits
                Range::LayersRange(_) => true,
            }
    }

    /// One of its values at random: those of a list and of an interval each as likely as another, or
    /// their logarithms.
    pub fn draw(&self, random: &mut impl Random) -> Value {
        match *self {
            Range::List(values) => values[random.bounded(values.len() as u32 - 1) as usize],
            Range::IntRange { low, high, log } => Value::Int(whole((low, high), log, random)),
            // Rounding can carry a draw onto the bound, which the parameter need not take.
            Range::FloatRange {
                low,
                high,
                log: false,
            } => Value::Float(random.uniform(low, high).min(high.next_down())),
            Range::FloatRange { low, high, log: true } => {
                Value::Float(log_uniform(low, high, random).clamp(low, high.next_down()))
            }
            Range::LayersRange(layers) => layers.draw(random),
        }
    }
}

/// A whole number of `low..high`.
fn whole((low, high): (i64, i64), log: bool, random: &mut impl Random) -> i64 {
    match log {
        false => low + i64::from(random.bounded((high - low - 1) as u32)),
        true => (log_uniform(low as f64, high as f64, random) as i64).clamp(low, high - 1),
    }
}

/// `exp(ln low + u (ln high - ln low))`
fn log_uniform(low: f64, high: f64, random: &mut impl Random) -> f64 {
    let (low, high) = (ln_f64(low), ln_f64(high));
    exp_f64(low + random.double() * (high - low))
}

/// A parameter and what it may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dimension<'a> {
    /// The parameter.
    pub name: Name,
    /// Its values.
    pub range: Range<'a>,
}

impl<'a> Dimension<'a> {
    /// One of some values.
    #[must_use]
    pub const fn list(name: Name, values: &'a [Value]) -> Self {
        let range = Range::List(values);
        Self { name, range }
    }
}

/// Parameters that vary together: scikit-learn's dictionary. A search takes a slice of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Space<'a> {
    dimensions: &'a [Dimension<'a>],
}

impl<'a> Space<'a> {
    /// Dimensions sorted by name, none twice; every value must be one that its parameter takes.
    ///
    /// # Errors
    /// [`Error::Parameter`] with the first name for which that is not so.
    pub fn try_new(dimensions: &'a [Dimension<'a>]) -> Result<Self, Error> {
        let space = Self::sorted(dimensions)?;
        match dimensions.iter().find(|d| !d.range.fits(d.name)) {
            Some(bad) => Err(Error::Parameter(bad.name.as_str())),
            None => Ok(space),
        }
    }

    /// For constants. A value that its parameter does not take is an error when the search begins.
    ///
    /// # Panics
    /// Where the dimensions are not sorted by name, or a list or range is empty or of another kind
    /// than its parameter takes, which in a constant is an error of the build.
    #[must_use]
    pub const fn new(dimensions: &'a [Dimension<'a>]) -> Self {
        match Self::sorted(dimensions) {
            Ok(space) => space,
            Err(_) => panic!("parameters sorted by name, each with values of its kind"),
        }
    }

    const fn sorted(dimensions: &'a [Dimension<'a>]) -> Result<Self, Error> {
        let mut i = 0;
        while i < dimensions.len() {
            let Dimension { name, range } = dimensions[i];
            let in_order = i == 0 || (dimensions[i - 1].name as usize) < name as usize;
            if !in_order || !range.suits(name) {
                return Err(Error::Parameter(name.as_str()));
            }
            i += 1;
        }
        Ok(Self { dimensions })
    }

    /// The dimensions, sorted by name.
    #[must_use]
    pub const fn dimensions(&self) -> &'a [Dimension<'a>] {
        self.dimensions
    }

    /// How many combinations, when all are lists.
    const fn combinations(&self) -> Result<u64, Error> {
        let (mut product, mut i) = (1u64, 0);
        while i < self.dimensions.len() {
            let Dimension { name, range } = self.dimensions[i];
            let Some(values) = range.list() else {
                return Err(Error::NotAList(name.as_str()));
            };
            product = match product.checked_mul(values.len() as u64) {
                Some(product) => product,
                None => return Err(Error::TooManyCandidates),
            };
            i += 1;
        }
        Ok(product)
    }

    /// The first parameter with a range that is not a list.
    const fn range(&self) -> Option<Name> {
        let mut i = 0;
        while i < self.dimensions.len() {
            if self.dimensions[i].range.list().is_none() {
                return Some(self.dimensions[i].name);
            }
            i += 1;
        }
        None
    }
}

/// One choice: a value for each parameter of a space, sorted by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    items: heapless::Vec<(Name, Value), { Name::ALL.len() }>,
}

impl Candidate {
    /// None where `value` gives none for a range of the space.
    fn of(space: &Space<'_>, mut value: impl FnMut(&Range<'_>) -> Option<Value>) -> Option<Self> {
        let mut items = heapless::Vec::new();
        for d in space.dimensions {
            // Names are sorted and none stands twice, so that there is room for all.
            items.push((d.name, value(&d.range)?)).ok()?;
        }
        Some(Self { items })
    }

    /// The choices, sorted by name.
    #[must_use]
    pub fn items(&self) -> &[(Name, Value)] {
        &self.items
    }

    /// `base` with the choices set.
    ///
    /// # Errors
    /// [`Error::Parameter`] with the name for a value that its parameter does not take.
    pub fn params(&self, base: &Params) -> Result<Params, Error> {
        let mut params = *base;
        for &(name, value) in self.items() {
            params.set(name, value)?;
        }
        Ok(params)
    }
}

#[cfg(test)]
mod tests;
