//! The hyperparameters of one fit, under scikit-learn's names and with its defaults.

mod by_name;
#[cfg(not(chip))]
mod window;

pub use by_name::{DropoutRates, Name, Value, ValueKind, Word};
#[cfg(not(chip))]
pub use window::WindowParams;

use crate::error::Error;
use crate::named::named;

pub use crate::activation::Activation;
pub use crate::loss::Loss;
pub use crate::scaler::Scaling;
pub use crate::shape::{Hidden, MAX_HIDDEN};

named! {
    /// How the weights follow the gradient.
    pub enum Solver {
        /// Stochastic gradient descent with momentum.
        Sgd = "sgd",
        /// Kingma and Ba, "Adam: a method for stochastic optimization" (2014).
        Adam = "adam",
        /// Limited-memory BFGS over all rows at once; takes neither batches nor early stopping.
        Lbfgs = "lbfgs",
    }
}

named! {
    /// `learning_rate`: how the rate changes over the epochs (sgd only).
    pub enum Schedule {
        /// Stays at `learning_rate_init`.
        Constant = "constant",
        /// `learning_rate_init / (samples seen + 1)^power_t` after each epoch.
        Invscaling = "invscaling",
        /// Divided by 5 each time the loss stops improving.
        Adaptive = "adaptive",
    }
}

named! {
    /// `class_weight`: what a row counts in the loss for its class.
    pub enum ClassWeight {
        /// All classes' rows alike.
        None = "none",
        /// Each class as much as any other: `rows / (classes * rows of the class)`, of the rows that train; with
        /// weights of rows, of what they count.
        Balanced = "balanced",
    }
}

named! {
    /// `missing`: what stands in for a missing number, by the rows that train.
    pub enum Fill {
        /// Their mean.
        Mean = "mean",
        /// Their median.
        Median = "median",
        /// Their most frequent value, of equally frequent ones the smallest.
        MostFrequent = "most_frequent",
    }
}

/// Rows a gradient is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchSize {
    /// `min(200, rows)`.
    Auto,
    /// That many, or all when there are fewer.
    Rows(u32),
}

/// The hyperparameters of one fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Params {
    /// Widths of the hidden layers.
    pub hidden_layer_sizes: Hidden,
    /// Function of every hidden layer.
    pub activation: Activation,
    /// Update rule.
    pub solver: Solver,
    /// L2 penalty on the weights, `>= 0`, finite.
    pub alpha: f64,
    /// What a row counts in the loss for its class, of a classifier; scikit-learn's MLP has none.
    pub class_weight: ClassWeight,
    /// Rows per batch, `> 0`.
    pub batch_size: BatchSize,
    /// Schedule of the rate (sgd).
    pub learning_rate: Schedule,
    /// First rate, `> 0`, finite.
    pub learning_rate_init: f64,
    /// Exponent of [`Schedule::Invscaling`], `>= 0`, finite.
    pub power_t: f64,
    /// Epochs at most, or iterations of lbfgs, `> 0`.
    pub max_iter: u32,
    /// What a fit to values minimises.
    pub loss: Loss,
    /// Evaluations of the loss after which no further iteration begins (lbfgs), `> 0`.
    pub max_fun: u32,
    /// Whether each epoch sees the rows in a new order.
    pub shuffle: bool,
    /// What counts as an improvement of the loss or the validation score, `>= 0`; infinite where none does. For
    /// lbfgs the largest slope of the loss at which it has converged.
    pub tol: f64,
    /// What stands in for missing numbers, which a search chooses and no fit does; none is as the data are prepared.
    pub missing: Option<Fill>,
    /// Momentum (sgd), `0..=1`.
    pub momentum: f64,
    /// Nesterov's momentum (sgd).
    pub nesterovs_momentum: bool,
    /// Stop on the score of rows held out of the fit (not lbfgs).
    pub early_stopping: bool,
    /// Share of the rows held out for `early_stopping`, `0..1`; of 0, no fit stops early.
    pub validation_fraction: f64,
    /// Decay of the first moment (adam), `0..1`.
    pub beta_1: f64,
    /// Decay of the second moment (adam), `0..1`.
    pub beta_2: f64,
    /// Keeps the division of adam finite, `> 0`, finite itself.
    pub epsilon: f64,
    /// Epochs without improvement before the fit stops, `> 0`; [`u32::MAX`], which no fit reaches, is infinity.
    pub n_iter_no_change: u32,
    /// How features are scaled, which a search chooses and no fit does; none is as the data are prepared.
    pub scaler: Option<Scaling>,
    /// How windows are cut, which a search on the host chooses and no fit does.
    #[cfg(not(chip))]
    pub window: WindowParams,
    /// Share of each hidden layer's units that is dropped in training, `0..1`; scikit-learn has none.
    pub dropout: [f32; MAX_HIDDEN],
}

impl Params {
    /// scikit-learn's defaults.
    pub const DEFAULT: Params = Params {
        hidden_layer_sizes: Hidden::new(&[100]),
        activation: Activation::Relu,
        solver: Solver::Adam,
        alpha: 1e-4,
        class_weight: ClassWeight::None,
        batch_size: BatchSize::Auto,
        learning_rate: Schedule::Constant,
        learning_rate_init: 1e-3,
        power_t: 0.5,
        max_iter: 200,
        loss: Loss::SquaredError,
        max_fun: 15_000,
        shuffle: true,
        tol: 1e-4,
        missing: None,
        momentum: 0.9,
        nesterovs_momentum: true,
        early_stopping: false,
        validation_fraction: 0.1,
        beta_1: 0.9,
        beta_2: 0.999,
        epsilon: 1e-8,
        n_iter_no_change: 10,
        scaler: None,
        #[cfg(not(chip))]
        window: WindowParams::NONE,
        dropout: [0.0; MAX_HIDDEN],
    };

    /// The same of features that are prepared: without what a search chooses of their preparation, which no fit takes.
    #[must_use]
    pub fn of_prepared(&self) -> Self {
        Self {
            missing: None,
            scaler: None,
            #[cfg(not(chip))]
            window: WindowParams::NONE,
            ..*self
        }
    }

    /// The field that says how features are prepared, if one does.
    pub(crate) fn prepares(&self) -> Option<&'static str> {
        #[cfg(not(chip))]
        if self.window != WindowParams::NONE {
            return Some("window");
        }
        match (self.missing, self.scaler) {
            (Some(_), _) => Some(Name::Missing.as_str()),
            (None, Some(_)) => Some(Name::Scaler.as_str()),
            (None, None) => None,
        }
    }

    /// Whether any hidden layer drops units.
    #[must_use]
    pub fn drops(&self) -> bool {
        self.dropout[..self.hidden_layer_sizes.widths().len()]
            .iter()
            .any(|&rate| rate > 0.0)
    }

    /// Whether rows are held out to stop early: not by lbfgs, as in scikit-learn.
    pub(crate) fn stops_early(&self) -> bool {
        self.early_stopping && self.solver != Solver::Lbfgs
    }

    /// Whether every value is in scikit-learn's range.
    ///
    /// # Errors
    /// [`Error::Parameter`] with the name of the first that is not.
    pub fn validate(&self) -> Result<(), Error> {
        let unit = |v: f64| (0.0..1.0).contains(&v);
        let checks: [(&'static str, bool); 14] = [
            ("alpha", self.alpha >= 0.0 && self.alpha.is_finite()),
            ("batch_size", self.batch_size != BatchSize::Rows(0)),
            (
                "learning_rate_init",
                self.learning_rate_init > 0.0 && self.learning_rate_init.is_finite(),
            ),
            ("power_t", self.power_t >= 0.0 && self.power_t.is_finite()),
            ("max_iter", self.max_iter > 0),
            ("max_fun", self.max_fun > 0),
            ("tol", self.tol >= 0.0),
            ("momentum", (0.0..=1.0).contains(&self.momentum)),
            ("validation_fraction", unit(self.validation_fraction)),
            ("beta_1", unit(self.beta_1)),
            ("beta_2", unit(self.beta_2)),
            ("epsilon", self.epsilon > 0.0 && self.epsilon.is_finite()),
            ("n_iter_no_change", self.n_iter_no_change > 0),
            (
                "dropout",
                self.dropout.iter().all(|rate| (0.0..1.0).contains(rate)),
            ),
        ];
        match checks.iter().find(|(_, good)| !good) {
            Some(&(name, _)) => Err(Error::Parameter(name)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
