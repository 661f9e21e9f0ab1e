//! A trained model as a file, `model.json`: everything that `predict` and the exports need.
//!
//! JSON with the fields of [`Model`]. Numbers are written with the fewest digits that read back
//! to the same bits. `sha256` is the SHA-256 of the same object, its fields in this order and
//! without white space, where `sha256` is the empty string: a file that was altered or cut off is
//! refused. `format` counts up when a field changes its meaning.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use mcutune_core::loss::Output;
use mcutune_core::network::Network;
use mcutune_core::params::{Activation, Params};
use mcutune_core::params::{Name, Value, Word};
use mcutune_core::scaler::{Scaler, Scaling};
use mcutune_core::shape::Shape;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::data::prepare::{Pipeline, Preparation};
use crate::data::{LoadError, Preprocess, Table, TargetColumn, Task};
use crate::files::write_file;
use crate::space::parse_setting;
use crate::text;

mod answers;
mod int8;
mod quantized;

pub use answers::Dtype;
pub use quantized::Quantized;

/// The version of the format that this program writes and reads.
pub const FORMAT: u32 = 2;

/// Where a model comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// Name of the data file, without its directory.
    pub data: String,
    /// SHA-256 of its bytes.
    pub data_sha256: String,
    /// `--seed`
    pub seed: u32,
    /// `xoshiro` or `numpy`.
    pub rng: String,
    /// What the search maximised; none for a single fit.
    pub scoring: Option<String>,
    /// Its folds; none for a single fit.
    pub cv: Option<u8>,
}

/// A trained network, what makes its features out of a file's columns, and where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// [`FORMAT`]
    pub format: u32,
    /// Version of the program that wrote it.
    pub tool: String,
    /// `classify` or `regress`.
    pub task: Task,
    /// Name of the column that is predicted.
    pub target: String,
    /// Widths from the inputs to the outputs.
    pub shape: Vec<u16>,
    /// scikit-learn's name of the function of the hidden layers.
    pub activation: String,
    /// `softmax`, `logistic` or `identity`.
    pub output: String,
    /// Layer by layer: weights row-major, `fan_in x fan_out`, then `fan_out` biases.
    pub weights: Vec<f32>,
    /// Names of the classes in the order of the labels; none for values.
    pub classes: Vec<String>,
    /// Makes features out of columns.
    pub preprocess: Preprocess,
    /// `none`, `standard` or `minmax`.
    pub scaling: String,
    /// Taken from each feature.
    pub offset: Vec<f32>,
    /// What each feature is then divided by.
    pub scale: Vec<f32>,
    /// Names of the features.
    pub features: Vec<String>,
    /// All hyperparameters under scikit-learn's names, spelled as `--set` takes them.
    pub params: BTreeMap<String, String>,
    /// Scores by name, `mean_test_score` for instance.
    pub scores: BTreeMap<String, f64>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// The network in int8; none where its weights, or its sums over the rows that trained it,
    /// are beyond any scale.
    pub int8: Option<Quantized>,
    sha256: String,
}

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file cannot be read.
    #[error("{path}: cannot be read: {source}")]
    Read {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file cannot be written.
    #[error("{0}")]
    Write(String),
    /// The file is no JSON, or lacks fields.
    #[error("{path}: no model, or cut off: {message}")]
    Json {
        /// The file.
        path: String,
        /// Where and what.
        message: String,
    },
    /// Of another version.
    #[error("{path}: the model has format {got}, this program reads format {FORMAT}; train it again")]
    Format {
        /// The file.
        path: String,
        /// The format of the file.
        got: u64,
    },
    /// The digest does not match.
    #[error("{path}: the model was altered or damaged: its checksum does not match")]
    Checksum {
        /// The file.
        path: String,
    },
    /// It has no network in int8.
    #[error(
        "the network has no int8 form: its weights, or its sums over the rows that trained it, \
         are beyond any scale of 8 bits"
    )]
    NoInt8,
    /// Its parts do not fit each other.
    #[error("the model is not consistent: {0}")]
    Inconsistent(String),
    /// The data do not fit the model.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A feature that the scaler cannot take.
    #[error("{path}:{line}: feature `{feature}` is not a finite number once it is scaled")]
    NotFinite {
        /// The data file.
        path: String,
        /// The line.
        line: u32,
        /// The feature.
        feature: String,
    },
}

impl Model {
    /// A model out of what training left: `pipeline` and `params` that made `weights` from
    /// `table`.
    pub fn new(
        table: &Table,
        how: &Preparation,
        pipeline: &Pipeline,
        params: &Params,
        weights: Vec<f32>,
        scores: BTreeMap<String, f64>,
        provenance: Provenance,
    ) -> Result<Self, ModelError> {
        let (task, classes) = match &table.target {
            Some(TargetColumn::Classes { names, .. }) => (Task::Classify, names.clone()),
            _ => (Task::Regress, Vec::new()),
        };
        let (output, outputs) = match classes.len() {
            0 => ("identity", 1),
            1 | 2 => ("logistic", 1),
            more => ("softmax", more),
        };
        let shape = Shape::of(
            pipeline.preprocess.features(),
            &params.hidden_layer_sizes,
            outputs,
        )
        .map_err(|e| ModelError::Inconsistent(e.to_string()))?;
        let spelled = |&name: &Name| (name.as_str().to_owned(), text::plain(params.get(name)));
        let params: BTreeMap<_, _> = Name::ALL.iter().map(spelled).collect();
        let mut model = Self {
            format: FORMAT,
            tool: env!("CARGO_PKG_VERSION").into(),
            task,
            target: table.target_name.clone().unwrap_or_default(),
            shape: shape.widths().to_vec(),
            activation: params["activation"].clone(),
            output: output.into(),
            weights,
            classes,
            preprocess: pipeline.preprocess.clone(),
            scaling: how.scaling.name().into(),
            offset: pipeline.offset.clone(),
            scale: pipeline.scale.clone(),
            features: pipeline.preprocess.feature_names(),
            params,
            scores,
            provenance,
            int8: None,
            sha256: String::new(),
        };
        model.check()?;
        model.sha256 = model.digest()?;
        Ok(model)
    }

    /// Writes the file, whole or not at all.
    pub fn save(&self, path: &Path) -> Result<(), ModelError> {
        write_file(path, self.to_json()?.as_bytes()).map_err(ModelError::Write)
    }

    /// As the file has it. Refused where a public field was changed since the model was made.
    pub fn to_json(&self) -> Result<String, ModelError> {
        self.check()?;
        if self.digest()? != self.sha256 {
            return Err(ModelError::Inconsistent(
                "it was changed after it was made".into(),
            ));
        }
        let text = serde_json::to_string_pretty(self);
        Ok(text.map_err(|e| ModelError::Inconsistent(e.to_string()))? + "\n")
    }

    /// Reads a model's file, or `model.json` in a study's directory.
    pub fn load(path: &Path) -> Result<Self, ModelError> {
        let file: PathBuf = if path.is_dir() {
            path.join("model.json")
        } else {
            path.to_owned()
        };
        let path = file.display().to_string();
        let text = std::fs::read_to_string(&file).map_err(|source| ModelError::Read {
            path: path.clone(),
            source,
        })?;
        Self::from_json(&text, &path)
    }

    /// Reads and checks the text of a model's file; `path` is for messages.
    pub fn from_json(text: &str, path: &str) -> Result<Self, ModelError> {
        /// Read first, so that another version is told from a damaged file.
        #[derive(Deserialize)]
        struct Version {
            format: u64,
        }
        let json = |e: serde_json::Error| ModelError::Json {
            path: path.to_owned(),
            message: e.to_string(),
        };
        let Version { format } = serde_json::from_str(text).map_err(json)?;
        if format != u64::from(FORMAT) {
            return Err(ModelError::Format {
                path: path.to_owned(),
                got: format,
            });
        }
        let model: Self = serde_json::from_str(text).map_err(json)?;
        if model.digest()? != model.sha256 {
            return Err(ModelError::Checksum {
                path: path.to_owned(),
            });
        }
        model.check()?;
        Ok(model)
    }

    fn digest(&self) -> Result<String, ModelError> {
        let unsigned = Self {
            sha256: String::new(),
            ..self.clone()
        };
        let text = serde_json::to_vec(&unsigned).map_err(|e| ModelError::Inconsistent(e.to_string()))?;
        let bytes = Sha256::digest(&text);
        Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Lengths, names and finiteness.
    fn check(&self) -> Result<(), ModelError> {
        let wrong = |message: String| Err(ModelError::Inconsistent(message));
        self.network()?;
        self.scaler()?;
        let features = usize::from(self.shape[0]);
        for (name, length) in [
            ("offset", self.offset.len()),
            ("features", self.features.len()),
            ("preprocess", self.preprocess.features()),
        ] {
            if length != features {
                return wrong(format!("{name} has {length} features, the network {features}"));
            }
        }
        if Scaling::from_name(&self.scaling).is_none() {
            return wrong(format!("no scaling is called {:?}", self.scaling));
        }
        let outputs = usize::from(self.shape[self.shape.len() - 1]);
        let fits = match (self.output()?, self.task) {
            (Output::Softmax, Task::Classify) => self.classes.len() == outputs,
            (Output::Logistic, Task::Classify) => self.classes.len() == 2 && outputs == 1,
            (Output::Identity, Task::Regress) => self.classes.is_empty(),
            _ => false,
        };
        if !fits {
            return wrong(format!(
                "{} classes, {outputs} outputs and {} do not go together",
                self.classes.len(),
                self.output
            ));
        }
        if self.int8.is_some() {
            self.int8_model()?;
        }
        if let Some((name, _)) = self.scores.iter().find(|(_, score)| !score.is_finite()) {
            return wrong(format!("the score {name} is not a finite number"));
        }
        self.params().map(|_| ())
    }

    /// The hyperparameters.
    pub fn params(&self) -> Result<Params, ModelError> {
        let mut params = Params::DEFAULT;
        for (name, value) in &self.params {
            let (name, value) = parse_setting(&format!("{name}={value}"))
                .map_err(|e| ModelError::Inconsistent(e.to_string()))?;
            params
                .set(name, value)
                .map_err(|e| ModelError::Inconsistent(e.to_string()))?;
        }
        Ok(params)
    }

    /// The function of the output layer.
    pub fn output(&self) -> Result<Output, ModelError> {
        match self.output.as_str() {
            "softmax" => Ok(Output::Softmax),
            "logistic" => Ok(Output::Logistic),
            "identity" => Ok(Output::Identity),
            other => Err(ModelError::Inconsistent(format!("no output is called {other:?}"))),
        }
    }

    /// The function of the hidden layers.
    pub fn activation(&self) -> Result<Activation, ModelError> {
        let mut params = Params::DEFAULT;
        let set = Word::parse(&self.activation).map(|w| params.set(Name::Activation, Value::Word(w)));
        match set {
            Some(Ok(())) => Ok(params.activation),
            _ => Err(ModelError::Inconsistent(format!(
                "no activation is called {:?}",
                self.activation
            ))),
        }
    }

    /// The network, borrowed from this model.
    pub fn network(&self) -> Result<Network<'_>, ModelError> {
        let wrong = |e: mcutune_core::error::Error| ModelError::Inconsistent(e.to_string());
        let shape = Shape::try_new(&self.shape).map_err(wrong)?;
        Network::try_new(shape, self.activation()?, self.output()?, &self.weights).map_err(wrong)
    }

    /// The scaler, borrowed from this model.
    pub fn scaler(&self) -> Result<Scaler<'_>, ModelError> {
        Scaler::try_new(&self.offset, &self.scale).map_err(|e| ModelError::Inconsistent(e.to_string()))
    }

    /// Whether the scaler changes any feature.
    pub fn scales(&self) -> bool {
        self.offset.iter().any(|&offset| offset != 0.0) || self.scale.iter().any(|&scale| scale != 1.0)
    }
}

#[cfg(test)]
mod tests;
