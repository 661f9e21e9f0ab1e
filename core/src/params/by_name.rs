//! The hyperparameters by their names: what each takes, and its value got and set.

use super::{
    Activation, BatchSize, ClassWeight, Fill, Hidden, Loss, MAX_HIDDEN, Params, Scaling, Schedule, Solver,
};
use crate::error::Error;
use crate::list::List;

/// What kind of value a parameter takes.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// `true` or `false`.
    Bool,
    /// A whole number; `batch_size` also takes `auto`, `n_iter_no_change` infinity.
    Int,
    /// A number.
    Float,
    /// One of some words.
    Word,
    /// Widths of hidden layers, or one width.
    Layers,
}

/// From one list: the names, what kind of value each takes, and where [`Params`] keeps it.
macro_rules! parameters {
    ($($(#[$only:meta])* $variant:ident = $name:literal: $($field:ident).+ => $type:ty,)+) => {
        /// A hyperparameter, in the alphabetical order that a grid sorts its keys by.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Name { $($(#[$only])* #[doc = concat!("`", $name, "` of [`Params`]")] $variant,)+ }

        impl Name {
            /// Every name, sorted.
            pub const ALL: &'static [Name] = &[$($(#[$only])* Name::$variant,)+];

            /// As scikit-learn writes it.
            pub const fn as_str(self) -> &'static str {
                match self { $($(#[$only])* Name::$variant => $name,)+ }
            }

            /// What it takes. A range of [`ValueKind::Layers`] is of integers: one layer of that width.
            #[doc(hidden)]
            pub const fn kind(self) -> ValueKind {
                match self { $($(#[$only])* Name::$variant => <$type as Parameter>::KIND,)+ }
            }
        }

        impl Params {
            /// The value of one parameter, which [`Params::set`] takes back without a change, but for rates of
            /// dropout that differ beyond the layers of [`DropoutRates`].
            pub fn get(&self, name: Name) -> Value {
                match name { $($(#[$only])* Name::$variant => <$type>::from(self.$($field).+).value(),)+ }
            }

            /// Sets one parameter.
            ///
            /// # Errors
            /// [`Error::Parameter`] with its name for a value that it does not take; then nothing has
            /// changed.
            pub fn set(&mut self, name: Name, value: Value) -> Result<(), Error> {
                let mut next = *self;
                // each is `Some(())` where the value is of the right kind
                let fits = match name {
                    $($(#[$only])* Name::$variant => <$type>::from_value(value).map(|value| next.$($field).+ = value.into()),)+
                };
                match (fits, next.validate()) {
                    (Some(()), Ok(())) => {
                        *self = next;
                        Ok(())
                    }
                    (None, _) | (Some(()), Err(_)) => Err(Error::Parameter(name.as_str())),
                }
            }
        }
    };
}

parameters! {
    Activation = "activation": activation => Activation,
    Alpha = "alpha": alpha => f64,
    BatchSize = "batch_size": batch_size => BatchSize,
    Beta1 = "beta_1": beta_1 => f64,
    Beta2 = "beta_2": beta_2 => f64,
    ClassWeight = "class_weight": class_weight => ClassWeight,
    Dropout = "dropout": dropout => [f32; MAX_HIDDEN],
    EarlyStopping = "early_stopping": early_stopping => bool,
    Epsilon = "epsilon": epsilon => f64,
    HiddenLayerSizes = "hidden_layer_sizes": hidden_layer_sizes => Hidden,
    LearningRate = "learning_rate": learning_rate => Schedule,
    LearningRateInit = "learning_rate_init": learning_rate_init => f64,
    Loss = "loss": loss => Loss,
    MaxFun = "max_fun": max_fun => u32,
    MaxIter = "max_iter": max_iter => u32,
    Missing = "missing": missing => Option<Fill>,
    Momentum = "momentum": momentum => f64,
    NIterNoChange = "n_iter_no_change": n_iter_no_change => Patience,
    NesterovsMomentum = "nesterovs_momentum": nesterovs_momentum => bool,
    PowerT = "power_t": power_t => f64,
    Scaler = "scaler": scaler => Option<Scaling>,
    Shuffle = "shuffle": shuffle => bool,
    Solver = "solver": solver => Solver,
    Tol = "tol": tol => f64,
    ValidationFraction = "validation_fraction": validation_fraction => f64,
    #[cfg(not(chip))]
    WindowAxes = "window_axes": window.axes => Option<&'static str>,
    #[cfg(not(chip))]
    WindowDecimate = "window_decimate": window.decimate => Option<&'static str>,
    #[cfg(not(chip))]
    WindowFeatures = "window_features": window.features => Option<&'static str>,
    #[cfg(not(chip))]
    WindowFilter = "window_filter": window.filter => Option<&'static str>,
    #[cfg(not(chip))]
    WindowHop = "window_hop": window.hop => Option<&'static str>,
    #[cfg(not(chip))]
    WindowSelect = "window_select": window.select => Option<&'static str>,
    #[cfg(not(chip))]
    WindowSize = "window_size": window.size => Option<&'static str>,
}

impl Name {
    /// The name that scikit-learn writes so.
    #[must_use]
    pub fn parse(text: &str) -> Option<Name> {
        Name::ALL.iter().copied().find(|name| name.as_str() == text)
    }
}

/// A named option of some parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// [`BatchSize::Auto`], and a `scaler` or `missing` that leaves features as the data are prepared.
    Auto,
    /// Of `activation`.
    Activation(Activation),
    /// Of `class_weight`.
    ClassWeight(ClassWeight),
    /// Of `missing`.
    Fill(Fill),
    /// Of `loss`.
    Loss(Loss),
    /// Of `solver`.
    Solver(Solver),
    /// Of `scaler`.
    Scaling(Scaling),
    /// Of `learning_rate`.
    Schedule(Schedule),
    /// Of how windows are cut from recordings, in the host's words.
    #[cfg(not(chip))]
    Text(&'static str),
}

impl Word {
    /// Every word but texts, those of a parameter in its own order.
    pub fn all() -> impl Iterator<Item = Word> {
        [Word::Auto]
            .into_iter()
            .chain(Activation::ALL.map(Word::Activation))
            .chain(ClassWeight::ALL.map(Word::ClassWeight))
            .chain(Fill::ALL.map(Word::Fill))
            .chain(Loss::ALL.map(Word::Loss))
            .chain(Solver::ALL.map(Word::Solver))
            .chain(Scaling::ALL.map(Word::Scaling))
            .chain(Schedule::ALL.map(Word::Schedule))
    }

    /// As scikit-learn writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Word::Auto => "auto",
            Word::Activation(activation) => activation.name(),
            Word::ClassWeight(weight) => weight.name(),
            Word::Fill(fill) => fill.name(),
            Word::Loss(loss) => loss.name(),
            Word::Solver(solver) => solver.name(),
            Word::Scaling(scaling) => scaling.name(),
            Word::Schedule(schedule) => schedule.name(),
            #[cfg(not(chip))]
            Word::Text(text) => text,
        }
    }

    /// The word that a parameter takes and scikit-learn writes so: `none` is another of `scaler` than of
    /// `class_weight`.
    #[must_use]
    pub fn parse(name: Name, text: &str) -> Option<Word> {
        let takes = |word: &Word| Params::DEFAULT.clone().set(name, Value::Word(*word)).is_ok();
        Word::all().find(|word| word.as_str() == text && takes(word))
    }
}

/// Dropout rates, one for each hidden layer from the input side; a layer without one drops nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DropoutRates(List<f32, { DropoutRates::MOST }>);

impl DropoutRates {
    /// The most layers that have rates of their own: of more, every value of every candidate would be the larger, on
    /// a chip's stack.
    pub const MOST: usize = 8;

    /// At most [`DropoutRates::MOST`] rates in `0..1`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for more of them, or for another rate.
    pub fn try_new(rates: &[f32]) -> Result<Self, Error> {
        let good = rates.iter().all(|rate| (0.0..1.0).contains(rate));
        List::try_new(rates, 0.0)
            .filter(|_| good)
            .map(Self)
            .ok_or(Error::Parameter(Name::Dropout.as_str()))
    }

    /// The rates.
    #[must_use]
    pub fn as_slice(&self) -> &[f32] {
        self.0.as_slice()
    }
}

/// A value of some parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number; also for a parameter that takes any number, and one hidden layer of that width.
    Int(i64),
    /// A number.
    Float(f64),
    /// One of some words.
    Word(Word),
    /// Widths of hidden layers.
    Layers(Hidden),
    /// For `dropout`, where the layers differ.
    Rates(DropoutRates),
}

/// The type of a field of [`Params`]: how it becomes a [`Value`], and which values it takes.
trait Parameter: Copy {
    const KIND: ValueKind;
    fn value(self) -> Value;
    fn from_value(value: Value) -> Option<Self>;
}

impl Parameter for bool {
    const KIND: ValueKind = ValueKind::Bool;
    fn value(self) -> Value {
        Value::Bool(self)
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Bool(value) => Some(value),
            Value::Int(_) | Value::Float(_) | Value::Word(_) | Value::Layers(_) | Value::Rates(_) => None,
        }
    }
}

impl Parameter for u32 {
    const KIND: ValueKind = ValueKind::Int;
    fn value(self) -> Value {
        Value::Int(self.into())
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Int(value) => u32::try_from(value).ok(),
            Value::Bool(_) | Value::Float(_) | Value::Word(_) | Value::Layers(_) | Value::Rates(_) => None,
        }
    }
}

/// Epochs, where the most that can be counted are as good as infinity.
#[derive(Clone, Copy)]
struct Patience(u32);

impl From<u32> for Patience {
    fn from(epochs: u32) -> Self {
        Self(epochs)
    }
}

impl From<Patience> for u32 {
    fn from(patience: Patience) -> Self {
        patience.0
    }
}

impl Parameter for Patience {
    const KIND: ValueKind = ValueKind::Int;
    fn value(self) -> Value {
        match self.0 {
            u32::MAX => Value::Float(f64::INFINITY),
            epochs => epochs.value(),
        }
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Float(f64::INFINITY) => Some(Self(u32::MAX)),
            value => u32::from_value(value).map(Self),
        }
    }
}

impl Parameter for f64 {
    const KIND: ValueKind = ValueKind::Float;
    fn value(self) -> Value {
        Value::Float(self)
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Float(value) => Some(value),
            Value::Int(value) => Some(value as f64),
            Value::Bool(_) | Value::Word(_) | Value::Layers(_) | Value::Rates(_) => None,
        }
    }
}

/// The rates of dropout.
impl Parameter for [f32; MAX_HIDDEN] {
    const KIND: ValueKind = ValueKind::Float;
    /// That of all layers, where deeper ones than [`DropoutRates`] has rates of drop units.
    fn value(self) -> Value {
        let mut rates = [0.0; DropoutRates::MOST];
        let (first, deeper) = self.split_at(DropoutRates::MOST);
        rates.copy_from_slice(first);
        match deeper.iter().any(|&rate| rate > 0.0) {
            true => Value::Float(self[0].into()),
            false => Value::Rates(DropoutRates(List::full(rates))),
        }
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Rates(rates) => {
                let mut all = [0.0; MAX_HIDDEN];
                all[..DropoutRates::MOST].copy_from_slice(rates.0.padded());
                Some(all)
            }
            Value::Int(_) | Value::Float(_) => f64::from_value(value).map(|rate| [rate as f32; MAX_HIDDEN]),
            Value::Bool(_) | Value::Word(_) | Value::Layers(_) => None,
        }
    }
}

impl Parameter for Hidden {
    const KIND: ValueKind = ValueKind::Layers;
    fn value(self) -> Value {
        Value::Layers(self)
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Layers(hidden) => Some(hidden),
            Value::Int(width) => Hidden::try_new(&[u16::try_from(width).ok()?]).ok(),
            Value::Bool(_) | Value::Float(_) | Value::Word(_) | Value::Rates(_) => None,
        }
    }
}

impl Parameter for BatchSize {
    const KIND: ValueKind = ValueKind::Int;
    fn value(self) -> Value {
        match self {
            BatchSize::Auto => Value::Word(Word::Auto),
            BatchSize::Rows(rows) => rows.value(),
        }
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Word(Word::Auto) => Some(BatchSize::Auto),
            Value::Int(_) => u32::from_value(value).map(BatchSize::Rows),
            Value::Bool(_) | Value::Float(_) | Value::Word(_) | Value::Layers(_) | Value::Rates(_) => None,
        }
    }
}

/// What a search chooses for the preparation of the features; none is as they are.
macro_rules! preparations {
    ($($type:ident)+) => {
        $(impl Parameter for Option<$type> {
            const KIND: ValueKind = ValueKind::Word;
            fn value(self) -> Value {
                Value::Word(self.map_or(Word::Auto, Word::$type))
            }
            fn from_value(value: Value) -> Option<Self> {
                match value {
                    Value::Word(Word::Auto) => Some(None),
                    Value::Word(Word::$type(word)) => Some(Some(word)),
                    Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Word(_) | Value::Layers(_) | Value::Rates(_) => None,
                }
            }
        })+
    };
}
preparations!(Fill Scaling);

/// What a search chooses of windows; none is as they are cut.
#[cfg(not(chip))]
impl Parameter for Option<&'static str> {
    const KIND: ValueKind = ValueKind::Word;
    fn value(self) -> Value {
        Value::Word(self.map_or(Word::Auto, Word::Text))
    }
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Word(Word::Auto) => Some(None),
            Value::Word(Word::Text(text)) => Some(Some(text)),
            Value::Bool(_)
            | Value::Int(_)
            | Value::Float(_)
            | Value::Word(_)
            | Value::Layers(_)
            | Value::Rates(_) => None,
        }
    }
}

macro_rules! words {
    ($($type:ident)+) => {
        $(impl Parameter for $type {
            const KIND: ValueKind = ValueKind::Word;
            fn value(self) -> Value {
                Value::Word(Word::$type(self))
            }
            fn from_value(value: Value) -> Option<Self> {
                match value {
                    Value::Word(Word::$type(word)) => Some(word),
                    Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Word(_) | Value::Layers(_) | Value::Rates(_) => None,
                }
            }
        })+
    };
}
words!(Activation ClassWeight Loss Solver Schedule);
