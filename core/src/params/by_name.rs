//! The hyperparameters by their names: what each takes, and its value got and set.

use super::{Activation, BatchSize, Hidden, MAX_HIDDEN, Params, Schedule, Solver};
use crate::error::Error;

macro_rules! names {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// A hyperparameter, in the alphabetical order that a grid sorts its keys by.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Name { $($(#[$doc])* $variant,)+ }

        impl Name {
            /// Every name, sorted.
            pub const ALL: &'static [Name] = &[$(Name::$variant,)+];

            /// As scikit-learn writes it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Name::$variant => $name,)+ }
            }
        }
    };
}

names! {
    /// [`Params::activation`]
    Activation = "activation",
    /// [`Params::alpha`]
    Alpha = "alpha",
    /// [`Params::batch_size`]
    BatchSize = "batch_size",
    /// [`Params::beta_1`]
    Beta1 = "beta_1",
    /// [`Params::beta_2`]
    Beta2 = "beta_2",
    /// [`Params::dropout`]
    Dropout = "dropout",
    /// [`Params::early_stopping`]
    EarlyStopping = "early_stopping",
    /// [`Params::epsilon`]
    Epsilon = "epsilon",
    /// [`Params::hidden_layer_sizes`]
    HiddenLayerSizes = "hidden_layer_sizes",
    /// [`Params::learning_rate`]
    LearningRate = "learning_rate",
    /// [`Params::learning_rate_init`]
    LearningRateInit = "learning_rate_init",
    /// [`Params::max_iter`]
    MaxIter = "max_iter",
    /// [`Params::momentum`]
    Momentum = "momentum",
    /// [`Params::n_iter_no_change`]
    NIterNoChange = "n_iter_no_change",
    /// [`Params::nesterovs_momentum`]
    NesterovsMomentum = "nesterovs_momentum",
    /// [`Params::power_t`]
    PowerT = "power_t",
    /// [`Params::shuffle`]
    Shuffle = "shuffle",
    /// [`Params::solver`]
    Solver = "solver",
    /// [`Params::tol`]
    Tol = "tol",
    /// [`Params::validation_fraction`]
    ValidationFraction = "validation_fraction",
}

/// What kind of value a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Bool,
    /// A whole number; `batch_size` also takes `auto`.
    Int,
    /// A number.
    Float,
    /// One of some words.
    Word,
    /// Widths of hidden layers, or one width.
    Layers,
}

impl Name {
    /// The name that scikit-learn writes so.
    pub fn parse(text: &str) -> Option<Name> {
        Name::ALL.iter().copied().find(|name| name.as_str() == text)
    }

    /// What it takes. A range of [`Kind::Layers`] is of integers: one layer of that width.
    pub const fn kind(self) -> Kind {
        match self {
            Name::Activation | Name::LearningRate | Name::Solver => Kind::Word,
            Name::EarlyStopping | Name::NesterovsMomentum | Name::Shuffle => Kind::Bool,
            Name::BatchSize | Name::MaxIter | Name::NIterNoChange => Kind::Int,
            Name::HiddenLayerSizes => Kind::Layers,
            _ => Kind::Float,
        }
    }
}

/// A named option of some parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// [`BatchSize::Auto`]
    Auto,
    /// [`Activation::Identity`]
    Identity,
    /// [`Activation::Logistic`]
    Logistic,
    /// [`Activation::Tanh`]
    Tanh,
    /// [`Activation::Relu`]
    Relu,
    /// [`Solver::Sgd`]
    Sgd,
    /// [`Solver::Adam`]
    Adam,
    /// [`Schedule::Constant`]
    Constant,
    /// [`Schedule::Invscaling`]
    Invscaling,
    /// [`Schedule::Adaptive`]
    Adaptive,
}

impl Word {
    /// Every word.
    pub const ALL: [Word; 10] = [
        Word::Auto,
        Word::Identity,
        Word::Logistic,
        Word::Tanh,
        Word::Relu,
        Word::Sgd,
        Word::Adam,
        Word::Constant,
        Word::Invscaling,
        Word::Adaptive,
    ];

    /// As scikit-learn writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Word::Auto => "auto",
            Word::Identity => "identity",
            Word::Logistic => "logistic",
            Word::Tanh => "tanh",
            Word::Relu => "relu",
            Word::Sgd => "sgd",
            Word::Adam => "adam",
            Word::Constant => "constant",
            Word::Invscaling => "invscaling",
            Word::Adaptive => "adaptive",
        }
    }

    /// The word that scikit-learn writes so.
    pub fn parse(text: &str) -> Option<Word> {
        Word::ALL.into_iter().find(|word| word.as_str() == text)
    }
}

/// Dropout rates, one a hidden layer from the input side; a layer without one drops nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    len: u8,
    rates: [f32; MAX_HIDDEN],
}

impl Rates {
    /// At most [`MAX_HIDDEN`] rates in `0..1`.
    pub fn try_new(rates: &[f32]) -> Result<Self, Error> {
        if rates.len() > MAX_HIDDEN || rates.iter().any(|rate| !(0.0..1.0).contains(rate)) {
            return Err(Error::Parameter(Name::Dropout.as_str()));
        }
        let mut padded = [0.0; MAX_HIDDEN];
        padded[..rates.len()].copy_from_slice(rates);
        Ok(Self {
            len: rates.len() as u8,
            rates: padded,
        })
    }

    /// The rates.
    pub fn as_slice(&self) -> &[f32] {
        &self.rates[..usize::from(self.len)]
    }
}

/// A value of some parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// Of [`Kind::Bool`].
    Bool(bool),
    /// Of [`Kind::Int`]; also a whole number for [`Kind::Float`], one layer for [`Kind::Layers`].
    Int(i64),
    /// Of [`Kind::Float`].
    Float(f64),
    /// Of [`Kind::Word`].
    Word(Word),
    /// Of [`Kind::Layers`].
    Layers(Hidden),
    /// For `dropout`, where the layers differ.
    Rates(Rates),
}

impl Value {
    fn float(self) -> Option<f64> {
        match self {
            Value::Float(value) => Some(value),
            Value::Int(value) => Some(value as f64),
            _ => None,
        }
    }

    fn count(self) -> Option<u32> {
        match self {
            Value::Int(value) => u32::try_from(value).ok(),
            _ => None,
        }
    }

    fn bool(self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    fn hidden(self) -> Option<Hidden> {
        match self {
            Value::Layers(hidden) => Some(hidden),
            Value::Int(width) => Hidden::try_new(&[u16::try_from(width).ok()?]).ok(),
            _ => None,
        }
    }

    fn rates(self) -> Option<[f32; MAX_HIDDEN]> {
        match self {
            Value::Rates(rates) => Some(rates.rates),
            other => other.float().map(|rate| [rate as f32; MAX_HIDDEN]),
        }
    }

    fn batch_size(self) -> Option<BatchSize> {
        match self {
            Value::Word(Word::Auto) => Some(BatchSize::Auto),
            other => other.count().map(BatchSize::Rows),
        }
    }

    fn activation(self) -> Option<Activation> {
        match self {
            Value::Word(Word::Identity) => Some(Activation::Identity),
            Value::Word(Word::Logistic) => Some(Activation::Logistic),
            Value::Word(Word::Tanh) => Some(Activation::Tanh),
            Value::Word(Word::Relu) => Some(Activation::Relu),
            _ => None,
        }
    }

    fn solver(self) -> Option<Solver> {
        match self {
            Value::Word(Word::Sgd) => Some(Solver::Sgd),
            Value::Word(Word::Adam) => Some(Solver::Adam),
            _ => None,
        }
    }

    fn schedule(self) -> Option<Schedule> {
        match self {
            Value::Word(Word::Constant) => Some(Schedule::Constant),
            Value::Word(Word::Invscaling) => Some(Schedule::Invscaling),
            Value::Word(Word::Adaptive) => Some(Schedule::Adaptive),
            _ => None,
        }
    }
}

impl Params {
    /// The value of one parameter, which [`Params::set`] takes back without a change.
    pub fn get(&self, name: Name) -> Value {
        match name {
            Name::Activation => Value::Word(match self.activation {
                Activation::Identity => Word::Identity,
                Activation::Logistic => Word::Logistic,
                Activation::Tanh => Word::Tanh,
                Activation::Relu => Word::Relu,
            }),
            Name::Alpha => Value::Float(self.alpha),
            Name::BatchSize => match self.batch_size {
                BatchSize::Auto => Value::Word(Word::Auto),
                BatchSize::Rows(rows) => Value::Int(rows.into()),
            },
            Name::Beta1 => Value::Float(self.beta_1),
            Name::Beta2 => Value::Float(self.beta_2),
            Name::Dropout => Value::Rates(Rates {
                len: MAX_HIDDEN as u8,
                rates: self.dropout,
            }),
            Name::EarlyStopping => Value::Bool(self.early_stopping),
            Name::Epsilon => Value::Float(self.epsilon),
            Name::HiddenLayerSizes => Value::Layers(self.hidden_layer_sizes),
            Name::LearningRate => Value::Word(match self.learning_rate {
                Schedule::Constant => Word::Constant,
                Schedule::Invscaling => Word::Invscaling,
                Schedule::Adaptive => Word::Adaptive,
            }),
            Name::LearningRateInit => Value::Float(self.learning_rate_init),
            Name::MaxIter => Value::Int(self.max_iter.into()),
            Name::Momentum => Value::Float(self.momentum),
            Name::NIterNoChange => Value::Int(self.n_iter_no_change.into()),
            Name::NesterovsMomentum => Value::Bool(self.nesterovs_momentum),
            Name::PowerT => Value::Float(self.power_t),
            Name::Shuffle => Value::Bool(self.shuffle),
            Name::Solver => Value::Word(match self.solver {
                Solver::Sgd => Word::Sgd,
                Solver::Adam => Word::Adam,
            }),
            Name::Tol => Value::Float(self.tol),
            Name::ValidationFraction => Value::Float(self.validation_fraction),
        }
    }

    /// Sets one parameter. On an error, which names it, nothing has changed.
    pub fn set(&mut self, name: Name, value: Value) -> Result<(), Error> {
        let mut next = *self;
        // Each arm is `Some(())` when the value is of the right kind.
        let fits = match name {
            Name::Activation => value.activation().map(|v| next.activation = v),
            Name::Alpha => value.float().map(|v| next.alpha = v),
            Name::BatchSize => value.batch_size().map(|v| next.batch_size = v),
            Name::Beta1 => value.float().map(|v| next.beta_1 = v),
            Name::Beta2 => value.float().map(|v| next.beta_2 = v),
            Name::Dropout => value.rates().map(|v| next.dropout = v),
            Name::EarlyStopping => value.bool().map(|v| next.early_stopping = v),
            Name::Epsilon => value.float().map(|v| next.epsilon = v),
            Name::HiddenLayerSizes => value.hidden().map(|v| next.hidden_layer_sizes = v),
            Name::LearningRate => value.schedule().map(|v| next.learning_rate = v),
            Name::LearningRateInit => value.float().map(|v| next.learning_rate_init = v),
            Name::MaxIter => value.count().map(|v| next.max_iter = v),
            Name::Momentum => value.float().map(|v| next.momentum = v),
            Name::NIterNoChange => value.count().map(|v| next.n_iter_no_change = v),
            Name::NesterovsMomentum => value.bool().map(|v| next.nesterovs_momentum = v),
            Name::PowerT => value.float().map(|v| next.power_t = v),
            Name::Shuffle => value.bool().map(|v| next.shuffle = v),
            Name::Solver => value.solver().map(|v| next.solver = v),
            Name::Tol => value.float().map(|v| next.tol = v),
            Name::ValidationFraction => value.float().map(|v| next.validation_fraction = v),
        };
        match (fits, next.validate()) {
            (Some(()), Ok(())) => {
                *self = next;
                Ok(())
            }
            _ => Err(Error::Parameter(name.as_str())),
        }
    }
}
