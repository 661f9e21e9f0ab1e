//! One network with given hyperparameters, fitted to all rows.

use mcutune_core::data::ClipOutput;
use mcutune_core::error::Error;
use mcutune_core::params::{ClassWeight, Loss, Params};
use mcutune_core::scaler::Scaling;
use mcutune_core::score::Scoring;
use mcutune_core::train::{Epoch, Fit, StopReason};

use crate::data::prepare::{Pipeline, Preparation, PrepareError, check_kinds};
use crate::data::{Data, DataError};
use crate::memory::TooLarge;
use crate::model::{Model, ModelError, Provenance, WarmStartError};
use crate::rng::Rng;
use crate::search::{self, NotTrained};

/// A multilayer perceptron to be fitted: scikit-learn's `MLPClassifier` or `MLPRegressor` behind a
/// scaler.
///
/// ```
/// use mcutune::{Data, Mlp, Params};
///
/// let data = Data::read("data/diabetes.csv")?;
/// let fitted = Mlp::new(Params { max_iter: 20, ..Params::DEFAULT }).seed(1).fit(&data)?;
/// assert_eq!(fitted.curve.len(), 20);
/// assert!(fitted.model.predict_data(&data)?.len() == data.rows());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Mlp {
    params: Params,
    scaling: Scaling,
    target_scaling: Option<Scaling>,
    clip_output: Option<ClipOutput>,
    rng: Rng,
    seed: u32,
    start: Option<Model>,
}

impl Default for Mlp {
    fn default() -> Self {
        Self::new(Params::DEFAULT)
    }
}

/// A fitted network, and how its fit went.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// The network, with its int8 form calibrated on the same rows.
    pub model: Model,
    /// How the fit ended, after how many epochs and at which loss.
    pub fit: Fit,
    /// scikit-learn's `loss_curve_`, and `validation_scores_` with early stopping.
    pub curve: Vec<Epoch>,
    /// What [`Fitted::score`] is.
    pub scoring: Scoring,
    /// The score on the rows that trained it: accuracy for classes, the coefficient of
    /// determination for values.
    pub score: f64,
}

/// Why there is no fitted network.
#[derive(Debug, thiserror::Error)]
pub enum FitError {
    /// The data have nothing to learn from, or do not fit what was asked.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The data cannot be made numbers.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// The hyperparameters are out of their ranges, or ask for more than there is.
    #[error("{0}")]
    Core(#[from] Error),
    /// The model that it is to begin from is of another network, or of other classes.
    #[error(transparent)]
    WarmStart(#[from] WarmStartError),
    /// The fit takes more memory than one may.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// The rows do not define the score, such as the coefficient of determination of one row.
    #[error("{source_name}: {} is not defined on {rows} {}", .scoring.name(), if *.rows == 1 { "row" } else { "rows" })]
    Undefined {
        /// The data.
        source_name: String,
        /// The score.
        scoring: Scoring,
        /// How many rows there are.
        rows: usize,
    },
    /// The fit has diverged: a weight, or an answer to a row that trained it, is not finite.
    #[error("the fit failed: a weight or a prediction is not finite")]
    NotFinite,
    /// The network does not make a model.
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl Mlp {
    /// With these hyperparameters, features standardised, seed 0.
    #[must_use]
    pub fn new(params: Params) -> Self {
        Self {
            params,
            scaling: Scaling::default(),
            target_scaling: None,
            clip_output: None,
            rng: Rng::Xoshiro,
            seed: 0,
            start: None,
        }
    }

    /// Begins from a model's weights in place of drawn ones, as scikit-learn's `warm_start`, with the columns,
    /// categories, stand-ins and scaler of that model: [`Mlp::scaling`] says nothing then. Its answers are held to the
    /// range of that model where [`Mlp::clip_output`] is not called. Data are read by [`Model::read_options`].
    /// Patience, what the solver remembers and the step of `invscaling` begin anew.
    ///
    /// ```
    /// use mcutune::{Data, Mlp, Params};
    ///
    /// let iris = Data::read("data/iris.csv")?;
    /// let few = Params { max_iter: 10, ..Params::DEFAULT };
    /// let first = Mlp::new(few).fit(&iris)?;
    /// let second = Mlp::new(few).warm_start(first.model).fit(&iris)?;
    /// assert!(second.fit.loss < first.fit.loss);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn warm_start(self, model: Model) -> Self {
        let start = Some(model);
        Self { start, ..self }
    }

    /// How the features are scaled.
    #[must_use]
    pub fn scaling(self, scaling: Scaling) -> Self {
        Self { scaling, ..self }
    }

    /// How the values of a regression are scaled for the fit, which scikit-learn calls a
    /// `TransformedTargetRegressor`: the model's last layer undoes it, so that predictions, scores and
    /// exports are in their own units. Standardised where this is not called, and as they are under
    /// [`Rng::Numpy`] and with `loss` of poisson, which takes no other; classes are never scaled.
    #[must_use]
    pub fn target_scaling(self, scaling: Scaling) -> Self {
        Self {
            target_scaling: Some(scaling),
            ..self
        }
    }

    /// What the answers of a regression are held to, by the model and its exports. Where this is not called, that is nothing,
    /// or after [`Mlp::warm_start`] the range of that model, which [`ClipOutput::None`] lifts.
    ///
    /// ```
    /// use mcutune::{ClipOutput, Data, Mlp, Params, Prediction};
    ///
    /// let data = Data::read("data/diabetes.csv")?;
    /// let mlp = Mlp::new(Params { max_iter: 20, ..Params::DEFAULT });
    /// let model = mlp.clip_output(ClipOutput::Train).fit(&data)?.model;
    /// let far = model.predict(&[[1e4; 10]])?;
    /// assert!(matches!(far.get(0), Some(Prediction::Value(y)) if (25.0..=346.0).contains(&y)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn clip_output(self, clip: ClipOutput) -> Self {
        let clip_output = Some(clip);
        Self { clip_output, ..self }
    }

    /// The generator behind every draw.
    #[must_use]
    pub fn rng(self, rng: Rng) -> Self {
        Self { rng, ..self }
    }

    /// Seeds the first weights, the order of the rows and what is drawn beside.
    #[must_use]
    pub fn seed(self, seed: u32) -> Self {
        Self { seed, ..self }
    }

    /// Whether `batch_size` is more than the rows, and is taken for all of them.
    #[must_use]
    pub fn clips(&self, data: &Data) -> bool {
        search::clips(&self.params, data.rows())
    }

    /// Fits the network to all rows; missing values and text are treated as the data's
    /// [`ReadOptions`](crate::data::ReadOptions) say.
    ///
    /// # Errors
    /// See [`FitError`].
    pub fn fit(&self, data: &Data) -> Result<Fitted, FitError> {
        self.fit_with(data, |_| {})
    }

    /// As [`Mlp::fit`]; `on_epoch` sees each epoch when it has ended.
    ///
    /// # Errors
    /// See [`FitError`].
    pub fn fit_with(&self, data: &Data, mut on_epoch: impl FnMut(&Epoch)) -> Result<Fitted, FitError> {
        data.trainable_target()?;
        let poisson = self.params.loss == Loss::Poisson;
        let balanced = self.params.class_weight == ClassWeight::Balanced;
        let clip_output = self.clip_output.unwrap_or_default();
        check_kinds(data, poisson, balanced, self.target_scaling, clip_output)?;
        let target_scaling = search::target_scaling(self.target_scaling, self.rng, data, poisson);
        let rows = data.all_rows()?;
        let scaling = self.start.as_ref().map_or(self.scaling, Model::scaling);
        let how = Preparation {
            clip_output,
            ..Preparation::of(data, scaling, target_scaling)
        };
        let (pipeline, matrix) = match &self.start {
            None => Pipeline::fit(data, &rows, &how)?,
            Some(model) => {
                model.check_start(data, &self.params)?;
                let learnt = (model.preprocess(), model.scaler());
                let (pipeline, matrix) = Pipeline::learnt(data, &rows, learnt, &how)?;
                match self.clip_output {
                    Some(_) => (pipeline, matrix),
                    None => (pipeline.held_to(model.bounds()), matrix),
                }
            }
        };
        let dataset = pipeline.view(&matrix)?;
        let scoring = Scoring::default_for(&dataset.target());
        search::check_score(&dataset, rows.len(), &self.params, scoring)?;
        let mut curve = Vec::new();
        let begins = (&self.params, self.start.as_ref().map(Model::weights));
        let trained = search::train_from(&dataset, &rows, begins, self.rng, self.seed, |epoch| {
            on_epoch(&epoch);
            curve.push(epoch);
        })?;
        if trained.fit.stop == StopReason::NotFinite {
            return Err(FitError::NotFinite);
        }
        let score = search::score_on(&dataset, &rows, &self.params, &trained.weights, scoring)?;
        if !score.is_finite() {
            return Err(FitError::Undefined {
                source_name: data.source(),
                scoring,
                rows: data.rows(),
            });
        }
        let model = Model::new(
            data,
            &how,
            &pipeline,
            &self.params,
            trained.weights,
            [(format!("train_{}", scoring.name()), score)].into(),
            self.provenance(data, target_scaling),
        )?
        .quantize(&pipeline.raw(&matrix)?, &rows)?;
        Ok(Fitted {
            model,
            fit: trained.fit,
            curve,
            scoring,
            score,
        })
    }
}

impl Mlp {
    /// Where its model comes from: what the model that it begins from was trained on trained it, too.
    fn provenance(&self, data: &Data, target_scaling: Scaling) -> Provenance {
        let mut all = Provenance::of(data, self.rng, self.seed);
        if let Some(before) = self.start.as_ref().map(Model::provenance) {
            let digests = before.files_sha256.iter().chain([&before.data_sha256]);
            for digest in digests.filter(|digest| !digest.is_empty()) {
                if *digest != all.data_sha256 && !all.files_sha256.contains(digest) {
                    all.files_sha256.push(digest.clone());
                }
            }
        }
        Provenance {
            target_scaling,
            ..all
        }
    }
}

impl From<NotTrained> for FitError {
    fn from(error: NotTrained) -> Self {
        match error {
            NotTrained::Core(error) => error.into(),
            NotTrained::TooLarge(error) => error.into(),
            NotTrained::NotFinite => FitError::NotFinite,
        }
    }
}
