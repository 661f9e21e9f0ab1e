//! Search spaces in TOML, and single settings.
//!
//! ```toml
//! activation = ["relu", "tanh"]                            # a list of values
//! hidden_layer_sizes = [[16], [32, 16]]                    # a list of networks
//! learning_rate_init = { low = 1e-4, high = 1e-1, log = true }
//! alpha = { low = 0, high = 0.5, step = 0.1 }              # 0, 0.1, 0.2, 0.3 and 0.4
//! max_iter = 300                                           # the same for all: not searched
//! ```
//!
//! Of networks, `{ low = 4, high = 65, layers = [1, 3], log = true }` is a range of one to three layers of 4 to 64
//! units each. A list of spaces has a `[[space]]` header above each. How windows are cut from recordings stands below a
//! `[window]` header, or `[space.window]` of one of several: `size`, `hop`, `features`, `filter` and `axes`, a text or a list
//! of them.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use mcutune_core::params::{Activation, DropoutRates, Hidden, Name, Params, Solver, Value, ValueKind, Word};
use mcutune_core::shape::MAX_HIDDEN;
use mcutune_core::space::{self, Dimension, Grid, Layers, Range};
use toml::de::{DeTable, DeValue};

use crate::files::read_text;
use crate::search::Choices;
use crate::text;
use crate::windows::{Span, WINDOW_NAMES, interned};
use file::{SpaceFile, in_order};
pub(crate) use prepared::Prepared;

mod file;
mod prepared;
mod range;

/// Candidates that a search takes, at most.
pub const MOST_CANDIDATES: u64 = 100_000;

/// Bytes of a space file: a larger one is something else.
const LIMIT: u64 = 16 << 20;

/// What is wrong with a space, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpaceError {
    /// Line of the text, from 1; none for a single setting, or a file that cannot be read.
    pub line: Option<usize>,
    /// What is wrong and what would be right.
    pub message: String,
}

impl fmt::Display for SpaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for SpaceError {}

/// What one parameter may be, in memory of its own.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Values {
    /// One of a list.
    List(Vec<Value>),
    /// Whole numbers from `low` on, below `high`.
    Int { low: i64, high: i64, log: bool },
    /// Numbers between two bounds.
    Float { low: f64, high: f64, log: bool },
    /// Networks of several layers.
    Layers(Layers),
}

impl Values {
    /// As core borrows it.
    pub(crate) fn lend(&self) -> Range<'_> {
        match self {
            Values::List(values) => Range::List(values),
            Values::Int { low, high, log } => Range::IntRange {
                low: *low,
                high: *high,
                log: *log,
            },
            Values::Float { low, high, log } => Range::FloatRange {
                low: *low,
                high: *high,
                log: *log,
            },
            Values::Layers(layers) => Range::LayersRange(*layers),
        }
    }

    /// A copy of what core borrowed.
    pub(crate) fn of(range: &Range<'_>) -> Self {
        match *range {
            Range::List(values) => Values::List(values.into()),
            Range::IntRange { low, high, log } => Values::Int { low, high, log },
            Range::FloatRange { low, high, log } => Values::Float { low, high, log },
            Range::LayersRange(layers) => Values::Layers(layers),
        }
    }
}

/// The hyperparameters to search and the values that each may take: one space, or a list of them.
///
/// The default is a grid of 36 candidates. Others are read from TOML under scikit-learn's names:
///
/// ```
/// use mcutune::Space;
///
/// let space: Space = r#"
///     hidden_layer_sizes = { low = 8, high = 64 } # one layer of 8 to 63 units
///     activation = ["relu", "tanh"]
///     learning_rate_init = { low = 1e-4, high = 1e-1, log = true }
///     max_iter = 300
/// "#
/// .parse()?;
/// let error = "activation = 'rely'".parse::<Space>().unwrap_err();
/// assert!(error.to_string().contains("did you mean \"relu\"?"));
/// # Ok::<(), mcutune::SpaceError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Space {
    /// What all candidates share.
    base: Params,
    /// Each sorted by name; every value has been checked.
    spaces: Vec<Vec<(Name, Values)>>,
}

impl Default for Space {
    /// The grid of a search without a space file: 36 candidates.
    fn default() -> Self {
        let activations =
            [Activation::Relu, Activation::Tanh].map(|word| Value::Word(Word::Activation(word)));
        let solvers = [Solver::Adam, Solver::Sgd].map(|word| Value::Word(Word::Solver(word)));
        let layers = [16, 32, 64].map(|width| Value::Layers(Hidden::new(&[width])));
        let rates = [0.001, 0.01, 0.1].map(Value::Float);
        Space {
            base: Params::DEFAULT,
            spaces: vec![vec![
                (Name::Activation, Values::List(activations.into())),
                (Name::HiddenLayerSizes, Values::List(layers.into())),
                (Name::LearningRateInit, Values::List(rates.into())),
                (Name::Solver, Values::List(solvers.into())),
            ]],
        }
    }
}

impl FromStr for Space {
    type Err = SpaceError;

    fn from_str(text: &str) -> Result<Self, SpaceError> {
        let file = SpaceFile { text };
        let table = DeTable::parse(text).map_err(|error| {
            let span = error.span().unwrap_or(0..0);
            file.error(span, error.message().to_string())
        })?;
        let tables = match table.get_ref().iter().find(|(key, _)| key.get_ref() == "space") {
            None => vec![file.table(table.get_ref())?],
            Some((_, list)) => {
                if let Some((key, _)) = in_order(table.get_ref()).find(|(key, _)| key.get_ref() != "space") {
                    let message = format!("{} belongs below a [[space]] header", key.get_ref());
                    return Err(file.error(key.span(), message));
                }
                let DeValue::Array(list) = list.get_ref() else {
                    let message = "a list of spaces has [[space]] headers".to_string();
                    return Err(file.error(list.span(), message));
                };
                let mut tables = Vec::new();
                for item in list {
                    let DeValue::Table(table) = item.get_ref() else {
                        let message = "a space is a table of parameters".to_string();
                        return Err(file.error(item.span(), message));
                    };
                    tables.push(file.table(table)?);
                }
                tables
            }
        };
        if tables.iter().all(SpaceTable::is_empty) {
            let message = format!("no parameter to search; those are {}", known_names());
            return Err(file.error(0..0, message));
        }
        Ok(Space::of(tables))
    }
}

/// A table of a space file.
#[derive(Default)]
struct SpaceTable {
    /// Parameters with a list or a range.
    searched: Vec<(Name, Values)>,
    /// Parameters with one value.
    constants: Vec<(Name, Value)>,
}

impl SpaceTable {
    fn is_empty(&self) -> bool {
        self.searched.is_empty() && self.constants.is_empty()
    }
}

impl Space {
    /// A value that all tables give alike is no searched parameter; where another table has none, or
    /// another one, it is a list of one, which distinguishes the candidates.
    fn of(tables: Vec<SpaceTable>) -> Self {
        let first = tables.first().map_or(&[][..], |table| &table.constants);
        let in_all =
            |constant: &&(Name, Value)| tables.iter().all(|table| table.constants.contains(constant));
        let shared: Vec<(Name, Value)> = first.iter().filter(in_all).copied().collect();
        let mut base = Params::DEFAULT;
        for &(name, value) in &shared {
            // checked when it was read
            let _ = base.set(name, value);
        }
        let space = |table: SpaceTable| {
            let own = table.constants.into_iter().filter(|one| !shared.contains(one));
            let own = own.map(|(name, value)| (name, Values::List(vec![value])));
            let mut space: Vec<_> = table.searched.into_iter().chain(own).collect();
            space.sort_by_key(|&(name, _)| name);
            space
        };
        let spaces = tables.into_iter().map(space).collect();
        Self { base, spaces }
    }

    /// Of candidates that have this in common, and nothing else to choose from.
    pub(crate) fn of_base(base: Params) -> Self {
        let spaces = Vec::new();
        Self { base, spaces }
    }

    /// The same space, all of whose candidates prepare their features so.
    pub(crate) fn preparing(mut self, chosen: Prepared) -> Self {
        chosen.set(&mut self.base);
        self
    }

    /// What all candidates share: scikit-learn's defaults, but for the parameters that the file gives
    /// one value and no list.
    #[must_use]
    pub fn base(&self) -> &Params {
        &self.base
    }

    /// Whether a candidate may have this value of a parameter that takes one of some words.
    #[must_use]
    pub fn may_have(&self, word: Word) -> bool {
        let value = Value::Word(word);
        let in_base = Name::ALL.iter().any(|&name| self.base.get(name) == value);
        let lists = self.spaces.iter().flatten();
        in_base
            || lists
                .into_iter()
                .any(|(_, values)| matches!(values, Values::List(list) if list.contains(&value)))
    }

    /// The same space, all of whose candidates have this value of a parameter; none where it says another itself.
    #[must_use]
    pub fn with_constant(mut self, name: Name, value: Value) -> Option<Self> {
        let own = |(one, _): &(Name, Values)| *one == name;
        let is_said = self.base.get(name) != Params::DEFAULT.get(name) && self.base.get(name) != value;
        if is_said || self.spaces.iter().flatten().any(own) {
            return None;
        }
        self.base.set(name, value).ok()?;
        Some(self)
    }

    /// Whether candidates choose, or share, a value of a parameter that is not the default.
    #[must_use]
    pub fn names(&self, name: Name) -> bool {
        let own = |(one, _): &(Name, Values)| *one == name;
        self.base.get(name) != Params::DEFAULT.get(name) || self.spaces.iter().flatten().any(own)
    }

    /// Whether candidates choose, or share, how windows are cut from recordings.
    #[must_use]
    pub fn cuts_windows(&self) -> bool {
        WINDOW_NAMES.iter().any(|(_, name)| self.names(*name))
    }

    /// The first length of windows that a candidate may choose, or all share.
    #[must_use]
    pub fn first_window(&self) -> Option<Span> {
        let all = self.prepared();
        all.iter().find_map(|prepared| prepared.window.size?.parse().ok())
    }

    /// Whether every parameter has a list of values, and none a range.
    #[must_use]
    pub fn is_lists(&self) -> bool {
        let mut values = self.spaces.iter().flatten().map(|(_, values)| values);
        values.all(|values| matches!(values, Values::List(_)))
    }

    /// Hidden layers of its deepest network.
    pub(crate) fn deepest(&self) -> usize {
        let of = |value: &Value| match value {
            Value::Layers(hidden) => hidden.widths().len(),
            Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Word(_) | Value::Rates(_) => 0,
        };
        let depths = self.spaces.iter().flatten().map(|(_, values)| match values {
            Values::List(values) => values.iter().map(of).max().unwrap_or_default(),
            Values::Layers(layers) => layers.most,
            Values::Int { .. } | Values::Float { .. } => 0,
        });
        let base = self.base.hidden_layer_sizes.widths().len();
        depths.fold(base, usize::max)
    }

    /// What a candidate with these hyperparameters chooses, which is what it `chose` where that is from one of the
    /// spaces, and else from the first that has it; none where none has, or a parameter is not from a list.
    pub(crate) fn choices(&self, params: &Params, chose: &Choices) -> Option<Choices> {
        let mut all = self.spaces.iter().filter_map(|space| {
            let mut others = *params;
            let mut chosen = Vec::with_capacity(space.len());
            for (name, values) in space {
                let is_it = |value: &&Value| {
                    let mut with = *params;
                    with.set(*name, **value).is_ok() && with == *params
                };
                let Values::List(values) = values else {
                    return None;
                };
                chosen.push((*name, *values.iter().find(is_it)?));
                others.set(*name, self.base.get(*name)).ok()?;
            }
            (others == self.base).then(|| Choices::new(chosen))
        });
        let first = all.next()?;
        let same = first == *chose || all.any(|one| one == *chose);
        Some(if same { chose.clone() } else { first })
    }

    /// What candidates may choose of the preparation of their features, each choice once.
    pub(crate) fn prepared(&self) -> Vec<Prepared> {
        let of_base = [Prepared::of(&self.base)];
        let mut all = Vec::new();
        let mut add = |one: Prepared| {
            if !all.contains(&one) {
                all.push(one);
            }
        };
        for space in &self.spaces {
            let mut chosen = of_base.to_vec();
            for (name, values) in space {
                let Values::List(values) = values else {
                    continue;
                };
                if !prepares(*name) {
                    continue;
                }
                let with = |one: &Prepared| {
                    let one = *one;
                    values.iter().map(move |value| one.with(*name, *value))
                };
                chosen = chosen.iter().flat_map(with).collect();
            }
            chosen.into_iter().for_each(&mut add);
        }
        if all.is_empty() {
            all.extend(of_base);
        }
        all
    }

    /// How many candidates a grid of it has.
    ///
    /// # Errors
    /// Those of core: a range has no grid, and more candidates than can be counted are none.
    pub fn combinations(&self) -> Result<u64, mcutune_core::error::Error> {
        self.with(|spaces| Grid::try_new(spaces).map(|grid| grid.len()))
    }

    /// Reads a TOML file.
    ///
    /// # Errors
    /// Where the file cannot be read, or what is wrong on which line.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, SpaceError> {
        let text = read_text(path.as_ref(), LIMIT).map_err(|error| SpaceError {
            line: None,
            message: format!("cannot be read: {error}"),
        })?;
        text.parse()
    }

    /// Lends the spaces to [`mcutune_core`] for the length of a call.
    pub fn with<'a, T>(&'a self, use_them: impl FnOnce(&[space::Space<'_>]) -> T) -> T {
        let dimensions: Vec<Vec<Dimension<'_>>> = self
            .spaces
            .iter()
            .map(|space| {
                let lend = |(name, range): &'a (Name, Values)| Dimension {
                    name: *name,
                    range: range.lend(),
                };
                space.iter().map(lend).collect()
            })
            .collect();
        // Checked when they were made: none is lost here.
        let spaces: Vec<space::Space<'_>> = dimensions
            .iter()
            .filter_map(|d| space::Space::try_new(d).ok())
            .collect();
        use_them(&spaces)
    }
}

/// Reads `name=value`; layer sizes and dropout rates are separated by commas.
///
/// # Errors
/// An unknown name, or a value that it does not take, with what would be right.
pub fn parse_setting(setting: &str) -> Result<(Name, Value), SpaceError> {
    let error = |message| SpaceError { line: None, message };
    let Some((key, text)) = setting.split_once('=') else {
        return Err(error(format!("{setting:?} is not of the form name=value")));
    };
    let name = parse_name(key.trim()).map_err(error)?;
    let text = text.trim();
    let value = match name.kind() {
        ValueKind::Bool => match text.to_ascii_lowercase().as_str() {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            _ => None,
        },
        ValueKind::Word => match interned(name, text) {
            Some(text) => Some(Value::Word(Word::Text(
                text.map_err(|wrong| error(wrong.to_string()))?,
            ))),
            None => Word::parse(name, text).map(Value::Word),
        },
        ValueKind::Int => match text.parse() {
            Ok(number) => Some(Value::Int(number)),
            // infinity, where it is taken
            Err(_) => Word::parse(name, text)
                .map(Value::Word)
                .or_else(|| text.parse().ok().map(Value::Float)),
        },
        ValueKind::Layers => items(text)
            .and_then(|w| Hidden::try_new(&w).ok())
            .map(Value::Layers),
        ValueKind::Float if name == Name::Dropout && text.contains([',', '[', '(']) => items(text)
            .and_then(|r| DropoutRates::try_new(&r).ok())
            .map(Value::Rates),
        ValueKind::Float => text.parse().ok().map(Value::Float),
    };
    match value {
        Some(value) if takes(name, value) => Ok((name, value)),
        _ => Err(error(refusal(name, text))),
    }
}

/// Numbers between commas, in brackets or not; none only within brackets.
fn items<T: std::str::FromStr>(text: &str) -> Option<Vec<T>> {
    let inner = text.trim_matches(['[', ']', '(', ')']).trim();
    if inner.is_empty() {
        return (inner.len() < text.len()).then(Vec::new);
    }
    let inner = inner.strip_suffix(',').unwrap_or(inner);
    inner.split(',').map(|item| item.trim().parse().ok()).collect()
}

/// Whether a parameter is of the preparation of features, before any network.
fn prepares(name: Name) -> bool {
    matches!(name, Name::Missing | Name::Scaler) || is_of_window(name)
}

/// Whether a parameter stands in a `[window]` table.
pub(crate) fn is_of_window(name: Name) -> bool {
    WINDOW_NAMES.iter().any(|(_, of_window)| *of_window == name)
}

/// Whether a parameter takes a value, of those that say something: `auto` of a scaler is that none is chosen.
fn takes(name: Name, value: Value) -> bool {
    if prepares(name) && value == Value::Word(Word::Auto) {
        return false;
    }
    Params::DEFAULT.clone().set(name, value).is_ok()
}

fn parse_name(text: &str) -> Result<Name, String> {
    Name::parse(text).ok_or_else(|| {
        if text == "random_state" {
            return "random_state is no parameter to search: the seed is the random_state of every fit"
                .into();
        }
        let known = Name::ALL.iter().filter(|name| !is_of_window(**name));
        match text::nearest(text, known.map(|name| name.as_str())) {
            Some(name) => format!("unknown parameter {text:?}; did you mean {name:?}?"),
            None => format!("unknown parameter {text:?}; there are {}", known_names()),
        }
    })
}

fn known_names() -> String {
    let names = Name::ALL.iter().filter(|name| !is_of_window(**name));
    let names: Vec<&str> = names.map(|name| name.as_str()).collect();
    names.join(", ")
}

/// What a parameter takes, in words.
fn expected(name: Name) -> String {
    let words: Vec<&str> = Word::all()
        .filter(|&word| takes(name, Value::Word(word)))
        .map(Word::as_str)
        .collect();
    match name {
        Name::Activation
        | Name::ClassWeight
        | Name::LearningRate
        | Name::Loss
        | Name::Missing
        | Name::Scaler
        | Name::Solver => {
            format!("one of {}", words.join(", "))
        }
        Name::WindowAxes
        | Name::WindowDecimate
        | Name::WindowFeatures
        | Name::WindowFilter
        | Name::WindowHop
        | Name::WindowSelect
        | Name::WindowSize => "a text".into(),
        Name::EarlyStopping | Name::NesterovsMomentum | Name::Shuffle => "true or false".into(),
        Name::BatchSize => format!("\"auto\" or a whole number from 1 to {}", u32::MAX),
        Name::MaxFun | Name::MaxIter => format!("a whole number from 1 to {}", u32::MAX),
        Name::NIterNoChange => format!("a whole number from 1 to {}, or inf", u32::MAX),
        Name::HiddenLayerSizes => format!("up to {MAX_HIDDEN} widths, each 1 to 65535"),
        Name::Beta1 | Name::Beta2 | Name::ValidationFraction => "a number from 0 to below 1".into(),
        Name::Dropout => format!(
            "a number from 0 to below 1, or one for each of up to {} layers",
            DropoutRates::MOST
        ),
        Name::Momentum => "a number from 0 to 1".into(),
        Name::Epsilon | Name::LearningRateInit => "a number above 0".into(),
        Name::Alpha | Name::PowerT => "a number from 0".into(),
        Name::Tol => "a number from 0, or inf".into(),
    }
}

fn refusal(name: Name, got: &str) -> String {
    let mut message = format!("{} takes {}, not {got}", name.as_str(), expected(name));
    if name.kind() == ValueKind::Word {
        let words = Word::all().filter(|&word| takes(name, Value::Word(word)));
        if let Some(word) = text::nearest(got.trim_matches(['"', '\'']), words.map(Word::as_str)) {
            message += &format!("; did you mean {word:?}?");
        }
    }
    message
}

#[cfg(test)]
mod tests;
