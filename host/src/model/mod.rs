//! A trained model: it answers rows, is written to `model.json` and read from there, and becomes
//! Rust, C or ONNX.

mod confusion;
mod error;
mod evaluation;
mod file;
mod predict;
mod predictions;
mod quantized;
mod rounding;
mod score;
mod warm_start;
mod window_test;

use std::collections::BTreeMap;
use std::path::Path;

use mcutune_core::data::Bounds;
use mcutune_core::error::Error;
use mcutune_core::int8::{Int8Model, PartSizes};
use mcutune_core::loss::Output;
use mcutune_core::network::Network;
use mcutune_core::params::{Activation, Params};
use mcutune_core::scaler::{Scaler, Scaling};
use mcutune_core::score::Scoring;
use mcutune_core::shape::Shape;

use crate::data::prepare::{Pipeline, Preparation, Raw};
use crate::data::{Categorical, Data, Preprocess, ReadOptions, Task};
use crate::files::{read_text, write_file};
use crate::rng::Rng;
use crate::windows::OwnedStage;

pub use confusion::Confusion;
pub use error::ModelError;
pub(crate) use error::{NO_WEIGHTS, check_room, no_weights_in};
pub use evaluation::{Average, ClassReport, ClassScores, Evaluation, Residuals};
pub use file::FORMAT;
pub(crate) use file::{provenance, spelled, written};
pub use mcutune_core::cost::Dtype;
pub use predict::Predictor;
pub(crate) use predict::SelfTest;
pub use predictions::{NotFinite, Prediction, Predictions, Probabilities};
pub use quantized::Quantized;
pub use rounding::Rounding;
pub use warm_start::WarmStartError;
pub(crate) use window_test::WindowTest;

/// Its file in a study.
pub(crate) const FILE: &str = "model.json";
/// Bytes of a model's file: a larger one is something else.
const LIMIT: u64 = 1 << 30;

/// Where a model comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Provenance {
    /// Name of the data file, without its directory; empty for rows in memory.
    pub data: String,
    /// SHA-256 of the data.
    pub data_sha256: String,
    /// That of each file, where there were several; their bytes alone, whatever they were labelled.
    pub files_sha256: Vec<String>,
    /// Seed of every draw.
    pub seed: u32,
    /// The generator behind them.
    pub rng: Rng,
    /// What the search maximised; none for a single fit.
    pub scoring: Option<Scoring>,
    /// The class that the score is of; none where the score is of no single class.
    pub pos_label: Option<String>,
    /// Its folds; none for a single fit.
    pub cv: Option<u32>,
    /// How the values of a regression were scaled for the fit; the last layer undoes it.
    pub target_scaling: Scaling,
    /// The column that said how much each row counted in the fit; none where all did alike.
    pub weights: Option<String>,
    /// How much each class did, in the order of the labels; empty where that was not said.
    pub class_weights: Vec<f32>,
    /// Whether rows counted in the search's scores as they did in the fit.
    pub weighted_scores: bool,
}

impl Provenance {
    /// Of a single fit to `data`; a search adds its own.
    #[must_use]
    pub fn of(data: &Data, rng: Rng, seed: u32) -> Self {
        Self {
            data: data.name(),
            data_sha256: data.digest().to_owned(),
            files_sha256: {
                let files = data.files().map(|(_, digest)| digest);
                // that of a single file is the data's
                files
                    .filter(|&digest| digest != data.digest())
                    .map(str::to_owned)
                    .collect()
            },
            seed,
            rng,
            scoring: None,
            pos_label: None,
            cv: None,
            target_scaling: Scaling::None,
            weights: data.weights().map(|weights| weights.column().to_owned()),
            class_weights: data.class_weights().unwrap_or_default().to_vec(),
            weighted_scores: false,
        }
    }
}

/// A trained network, what makes its features out of columns, and where it comes from. Its parts
/// were checked against each other when it was made or read.
///
/// ```
/// use mcutune::{Data, Mlp};
///
/// let iris = Data::read("data/iris.csv")?;
/// let model = Mlp::default().fit(&iris)?.model;
/// assert_eq!(model.predict(&[[6.3, 3.3, 6.0, 2.5]])?, ["virginica"]);
/// assert!(model.predict_proba(&[[6.3, 3.3, 6.0, 2.5]])?[0][2] > 0.9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    tool: String,
    target: String,
    /// The columns that it predicts, where there are several.
    targets: Vec<String>,
    shape: Shape,
    activation: Activation,
    output: Output,
    weights: Vec<f32>,
    classes: Vec<String>,
    preprocess: Preprocess,
    scaling: Scaling,
    offset: Vec<f32>,
    scale: Vec<f32>,
    /// The least and the largest answer of each output; empty where answers are not held to them.
    low: Vec<f32>,
    high: Vec<f32>,
    features: Vec<String>,
    params: Params,
    scores: BTreeMap<String, f64>,
    provenance: Provenance,
    int8: Option<Quantized>,
    /// What makes its features out of samples, where its rows are windows of recordings.
    window: Option<OwnedStage>,
}

impl Model {
    /// A model out of what training left: `pipeline` and `params` that made `weights` from `data`.
    ///
    /// # Errors
    /// [`ModelError::Inconsistent`] where they do not fit each other.
    pub(crate) fn new(
        data: &Data,
        how: &Preparation,
        pipeline: &Pipeline,
        params: &Params,
        weights: Vec<f32>,
        scores: BTreeMap<String, f64>,
        provenance: Provenance,
    ) -> Result<Self, ModelError> {
        let column = data.trainable_target()?;
        let target = column.as_target();
        let (features, outputs) = (pipeline.preprocess.features(), Output::width(&target));
        let bounds = pipeline.bounds().map_err(inconsistent)?;
        let shape = Shape::of(features, &params.hidden_layer_sizes, outputs);
        let model = Self {
            tool: env!("CARGO_PKG_VERSION").into(),
            target: data.target_name().unwrap_or_default().to_owned(),
            targets: column.columns().to_vec(),
            shape: shape.map_err(inconsistent)?,
            activation: params.activation,
            output: Output::of(&target, params.loss),
            weights,
            classes: data.classes().to_vec(),
            preprocess: pipeline.preprocess.clone(),
            scaling: how.scaling,
            offset: pipeline.offset.clone(),
            scale: pipeline.scale.clone(),
            low: bounds.low().to_vec(),
            high: bounds.high().to_vec(),
            features: pipeline.preprocess.feature_names(),
            params: written(params),
            scores,
            provenance,
            int8: None,
            window: data
                .windowed()
                .map(|windowed| windowed.stage().keeping(&pipeline.preprocess.feature_names())),
        };
        model.check()?;
        Ok(model)
    }

    /// Adds the network in int8, calibrated on the `rows` of `raw` that trained it; where it has
    /// no int8 form, the model stays without.
    ///
    /// # Errors
    /// [`ModelError::Inconsistent`] where the rows are not those of the model.
    pub(crate) fn quantize(mut self, raw: &Raw<'_>, rows: &[u32]) -> Result<Self, ModelError> {
        let model =
            mcutune_core::model::Model::try_new(self.network(), self.scaler()).map_err(inconsistent)?;
        self.int8 = match Quantized::of(&model, raw.rows(rows)) {
            Ok(quantized) => Some(quantized),
            Err(Error::BeyondInt8 { .. }) => None,
            Err(error) => return Err(inconsistent(error)),
        };
        Ok(self)
    }

    /// Writes `model.json`, whole or not at all.
    ///
    /// # Errors
    /// [`ModelError::Write`] with the file.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), ModelError> {
        Ok(write_file(path.as_ref(), self.to_json()?.as_bytes())?)
    }

    /// The text of `model.json`.
    ///
    /// # Errors
    /// [`ModelError::NoMemory`] where the system gives none for the text.
    pub fn to_json(&self) -> Result<String, ModelError> {
        file::ModelFile::of(self)?.text()
    }

    /// Reads a model's file, or `model.json` in a study's directory.
    ///
    /// # Errors
    /// [`ModelError::Read`], and those of [`Model::from_json`].
    pub fn load(path: impl AsRef<Path>) -> Result<Self, ModelError> {
        let mut file = path.as_ref().to_owned();
        if file.is_dir() {
            file.push(FILE);
        }
        let path = file.display().to_string();
        let text = read_text(&file, LIMIT).map_err(|error| ModelError::Read {
            path: path.clone(),
            error,
        })?;
        Self::from_json(&text, &path)
    }

    /// Reads and checks the text of a model's file; `path` is for messages.
    ///
    /// # Errors
    /// [`ModelError::Json`], [`ModelError::Format`], [`ModelError::Checksum`] or
    /// [`ModelError::Inconsistent`].
    pub fn from_json(text: &str, path: &str) -> Result<Self, ModelError> {
        file::ModelFile::parse(text, path)?.model()
    }

    /// Lengths and finiteness: what holds for the rest of the model's life.
    fn check(&self) -> Result<(), ModelError> {
        let wrong = |message: String| Err(ModelError::Inconsistent(message));
        let network = Network::try_new(self.shape, self.activation, self.output, &self.weights);
        let bounds = Bounds::try_new(&self.low, &self.high).map_err(inconsistent)?;
        network
            .and_then(|network| network.try_bounded(bounds))
            .map_err(inconsistent)?;
        let scaler = self.scaling.scaler(&self.offset, &self.scale);
        scaler.map_err(inconsistent)?;
        let features = self.shape.inputs();
        for (name, length) in [
            ("offset", self.offset.len()),
            ("features", self.features.len()),
            ("preprocess", self.preprocess.features()),
        ] {
            if length != features {
                return wrong(format!("{name} has {length} features, the network {features}"));
            }
        }
        let (classes, outputs) = (self.classes.len(), self.shape.outputs());
        let fits = match (self.output, self.targets.len()) {
            (Output::Softmax, 0) => classes == outputs && classes > 0,
            (Output::Logistic, 0) => classes == 2 && outputs == 1,
            (Output::Identity | Output::Exp, 0) => classes == 0 && outputs == 1,
            (Output::Logistic | Output::Identity | Output::Exp, targets @ 2..) => {
                classes == 0 && outputs == targets
            }
            (Output::Softmax | Output::Logistic | Output::Identity | Output::Exp, _) => false,
        };
        if !fits {
            let output = self.output.name();
            return wrong(format!(
                "{classes} classes, {outputs} outputs and {output} do not go together"
            ));
        }
        if let Some(int8) = &self.int8 {
            self.check_int8(int8)?;
        }
        if let Some(stage) = &self.window {
            if stage.names() != self.features {
                return wrong("the features of its windows are others than those of the network".to_owned());
            }
            if classes == 0 {
                return wrong("windows of recordings are of classes, and the network has none".to_owned());
            }
        }
        match self.scores.iter().find(|(_, score)| !score.is_finite()) {
            Some((name, _)) => wrong(format!("the score {name} is not a finite number")),
            None => Ok(()),
        }
    }

    fn check_int8(&self, int8: &Quantized) -> Result<(), ModelError> {
        let tables = 256 * PartSizes::of(&self.shape, self.activation).tables;
        if int8.tables.len() != tables {
            return Err(ModelError::Inconsistent(format!(
                "int8 has {} entries of tables, {} needs {tables}",
                int8.tables.len(),
                self.activation.name(),
            )));
        }
        let model = int8.model(self.shape, self.output);
        model
            .map(|_| ())
            .map_err(|error| inconsistent(format!("int8: {error}")))
    }

    /// Whether it predicts classes or values.
    #[must_use]
    pub fn task(&self) -> Task {
        match self.output {
            Output::Softmax | Output::Logistic => Task::Classify,
            Output::Identity | Output::Exp => Task::Regress,
        }
    }

    /// Whether a file of this SHA-256 is among those that it was trained on.
    #[must_use]
    pub fn is_trained_on(&self, sha256: &str) -> bool {
        let of = &self.provenance;
        of.data_sha256 == sha256 || of.files_sha256.iter().any(|file| file == sha256)
    }

    /// Name of the column that it predicts; of several, all of them.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The columns that it predicts, in the order of its answers, where there are several.
    #[must_use]
    pub fn targets(&self) -> &[String] {
        &self.targets
    }

    /// Names of the classes in the order of their probabilities; none where it predicts values, or several labels.
    #[must_use]
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// Names of the network's features, in their order.
    #[must_use]
    pub fn feature_names(&self) -> &[String] {
        &self.features
    }

    /// What makes its features out of samples, where its rows are windows of recordings.
    #[must_use]
    pub fn window(&self) -> Option<&OwnedStage> {
        self.window.as_ref()
    }

    /// Widths from the inputs to the outputs.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The function of the hidden layers.
    #[must_use]
    pub fn activation(&self) -> Activation {
        self.activation
    }

    /// The function of the output layer.
    #[must_use]
    pub fn output(&self) -> Output {
        self.output
    }

    /// Layer by layer: weights row-major, `fan_in x fan_out`, then `fan_out` biases.
    #[must_use]
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// What makes features out of columns.
    #[must_use]
    pub fn preprocess(&self) -> &Preprocess {
        &self.preprocess
    }

    /// How the features are scaled.
    #[must_use]
    pub fn scaling(&self) -> Scaling {
        self.scaling
    }

    /// The hyperparameters that it was trained with.
    #[must_use]
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// Scores by name, `mean_test_score` for instance.
    #[must_use]
    pub fn scores(&self) -> &BTreeMap<String, f64> {
        &self.scores
    }

    /// Where it comes from.
    #[must_use]
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// Version of the program that trained it.
    #[must_use]
    pub fn tool(&self) -> &str {
        &self.tool
    }

    /// The network, borrowed from this model; it takes scaled features.
    #[must_use]
    pub fn network(&self) -> Network<'_> {
        // checked when the model was made
        Network::new(self.shape, self.activation, self.output, &self.weights).bounded(self.bounds())
    }

    /// What its answers are held to.
    #[must_use]
    pub fn bounds(&self) -> Bounds<'_> {
        // checked when the model was made
        Bounds::new(&self.low, &self.high)
    }

    /// The scaler, borrowed from this model.
    #[must_use]
    pub fn scaler(&self) -> Scaler<'_> {
        // checked when the model was made
        let scaler = Scaler::new(&self.offset, &self.scale);
        match self.scaling.clips() {
            true => scaler.clipped(),
            false => scaler,
        }
    }

    /// Whether the scaler changes any feature.
    #[must_use]
    pub fn scales(&self) -> bool {
        let moves = self.offset.iter().any(|&offset| offset != 0.0);
        moves || self.scale.iter().any(|&scale| scale != 1.0) || self.scaling.clips()
    }

    /// The network in int8, borrowed from this model; it takes raw features.
    ///
    /// # Errors
    /// [`ModelError::NoInt8`] where its weights, or its sums over the rows that trained it, are
    /// beyond any scale.
    pub fn int8_model(&self) -> Result<Int8Model<'_>, ModelError> {
        let int8 = self.int8.as_ref().ok_or(ModelError::NoInt8)?;
        let model = int8.model(self.shape, self.output);
        model
            .and_then(|model| model.try_bounded(self.bounds()))
            .map_err(inconsistent)
    }

    /// How data with the truth for this model are read: its target and task; text is taken where
    /// the model was trained on text.
    #[must_use]
    pub fn read_options(&self) -> ReadOptions {
        let options = ReadOptions::new();
        let options = match self.targets.as_slice() {
            [] => options.target(&self.target),
            several => options.several_targets(several),
        };
        let options = options
            .task(self.task())
            .trained_target(&self.target, &self.classes)
            .categorical(Categorical::OneHot)
            .target_required(false);
        self.preprocess.reading(options)
    }
}

fn inconsistent(error: impl std::fmt::Display) -> ModelError {
    ModelError::Inconsistent(error.to_string())
}

#[cfg(test)]
mod tests;
