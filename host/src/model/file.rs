//! `model.json`: the fields of a model as its file spells them.
//!
//! JSON with the fields of [`ModelFile`]. Numbers are written with the fewest digits that read back to
//! the same bits. `sha256` is the SHA-256 of the same object, its fields in this order and without
//! white space, where `sha256` is the empty string: a file that was altered or cut off is refused.
//! `format` counts up when a field changes its meaning.

use std::collections::BTreeMap;
use std::io;

use mcutune_core::loss::Output;
use mcutune_core::params::{Activation, DropoutRates, Name, Params, Solver, Value};
use mcutune_core::scaler::Scaling;
use mcutune_core::score::Scoring;
use mcutune_core::shape::Shape;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::check_room;
use super::{Model, ModelError, Provenance, Quantized, inconsistent};
use crate::data::{Preprocess, Task};
use crate::rng::Rng;
use crate::space::parse_setting;
use crate::text;
use crate::windows::{OwnedStage, StageFile};

/// The version of the format that this program writes and reads.
pub const FORMAT: u32 = 2;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ModelFile {
    pub(super) format: u32,
    /// Version of the program that wrote it.
    pub(super) tool: String,
    pub(super) task: Task,
    /// Name of the column that is predicted.
    pub(super) target: String,
    /// Names of the columns, where several are predicted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) targets: Vec<String>,
    /// Widths from the inputs to the outputs.
    pub(super) shape: Vec<u16>,
    pub(super) activation: String,
    pub(super) output: String,
    /// Layer by layer: weights row-major, `fan_in x fan_out`, then `fan_out` biases.
    pub(super) weights: Vec<f32>,
    /// Names of the classes in the order of the labels; none for values.
    pub(super) classes: Vec<String>,
    pub(super) preprocess: Preprocess,
    pub(super) scaling: String,
    /// Subtracted from each feature.
    pub(super) offset: Vec<f32>,
    /// What each feature is then divided by.
    pub(super) scale: Vec<f32>,
    /// What answers are held to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) clip_output: Option<FileBounds>,
    /// Names of the features.
    pub(super) features: Vec<String>,
    /// All hyperparameters under scikit-learn's names, spelled as a setting is.
    pub(super) params: BTreeMap<String, String>,
    /// Scores by name.
    pub(super) scores: BTreeMap<String, f64>,
    pub(super) provenance: FileProvenance,
    /// What makes its features out of samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) window: Option<StageFile>,
    /// None where the network has no int8 form.
    pub(super) int8: Option<Quantized>,
    pub(super) sha256: String,
}

/// The least and the largest answer of each output.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileBounds {
    low: Vec<f32>,
    high: Vec<f32>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileProvenance {
    data: String,
    data_sha256: String,
    /// Of each of several files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files_sha256: Vec<String>,
    seed: u32,
    rng: String,
    scoring: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pos_label: Option<String>,
    cv: Option<u32>,
    /// How the target was scaled for the fit; none where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scale_target: Option<String>,
    /// The column that said how much each row counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weights: Option<String>,
    /// How much each class did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    class_weight: Vec<f32>,
    /// Whether rows did in the search's scores.
    #[serde(default, skip_serializing_if = "is_false")]
    weighted_scores: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde passes a reference
fn is_false(value: &bool) -> bool {
    !value
}

impl From<&Provenance> for FileProvenance {
    fn from(from: &Provenance) -> Self {
        Self {
            data: from.data.clone(),
            data_sha256: from.data_sha256.clone(),
            files_sha256: from.files_sha256.clone(),
            seed: from.seed,
            rng: from.rng.name().into(),
            scoring: from.scoring.map(|scoring| scoring.name().into()),
            pos_label: from.pos_label.clone(),
            cv: from.cv,
            scale_target: (from.target_scaling != Scaling::None).then(|| from.target_scaling.name().into()),
            weights: from.weights.clone(),
            class_weight: from.class_weights.clone(),
            weighted_scores: from.weighted_scores,
        }
    }
}

impl TryFrom<FileProvenance> for Provenance {
    type Error = ModelError;

    fn try_from(file: FileProvenance) -> Result<Self, ModelError> {
        let scoring = |name: &String| named("score", name, Scoring::from_name);
        Ok(Self {
            data: file.data,
            data_sha256: file.data_sha256,
            files_sha256: file.files_sha256,
            seed: file.seed,
            rng: named("generator", &file.rng, |name| {
                Rng::ALL.into_iter().find(|rng| rng.name() == name)
            })?,
            scoring: file.scoring.as_ref().map(scoring).transpose()?,
            pos_label: file.pos_label,
            cv: file.cv,
            target_scaling: match &file.scale_target {
                Some(name) => named("scaling", name, Scaling::from_name)?,
                None => Scaling::None,
            },
            weights: file.weights,
            class_weights: file.class_weight,
            weighted_scores: file.weighted_scores,
        })
    }
}

/// What a name stands for.
fn named<T>(what: &str, name: &str, find: impl Fn(&str) -> Option<T>) -> Result<T, ModelError> {
    find(name).ok_or_else(|| ModelError::Inconsistent(format!("no {what} is called {name:?}")))
}

impl ModelFile {
    pub(super) fn of(model: &Model) -> Result<Self, ModelError> {
        // copies of the weights, and of their int8 form
        check_room("written", model.weights.len().saturating_mul(8))?;
        let mut file = Self {
            format: FORMAT,
            tool: model.tool.clone(),
            task: model.task(),
            target: model.target.clone(),
            targets: model.targets.clone(),
            shape: model.shape.widths().to_vec(),
            activation: model.activation.name().into(),
            output: model.output.name().into(),
            weights: model.weights.clone(),
            classes: model.classes.clone(),
            preprocess: model.preprocess.clone(),
            scaling: model.scaling.name().into(),
            offset: model.offset.clone(),
            scale: model.scale.clone(),
            clip_output: (!model.low.is_empty()).then(|| FileBounds {
                low: model.low.clone(),
                high: model.high.clone(),
            }),
            features: model.features.clone(),
            params: spelled(&model.params),
            scores: model.scores.clone(),
            provenance: FileProvenance::from(&model.provenance),
            window: model.window.as_ref().map(StageFile::from),
            int8: model.int8.clone(),
            sha256: String::new(),
        };
        file.sha256 = file.digest()?;
        Ok(file)
    }

    /// The text of the file; `path` is for messages.
    pub(super) fn parse(text: &str, path: &str) -> Result<Self, ModelError> {
        /// Read first, so that another version is not taken for a damaged file.
        #[derive(Deserialize)]
        struct Version {
            format: u64,
        }
        // numbers of four bytes in vectors that double, beside the texts
        let numbers = text.bytes().filter(|&byte| byte == b',').count();
        check_room("read", numbers.saturating_mul(12).saturating_add(text.len()))?;
        let json = |error: serde_json::Error| ModelError::Json {
            path: path.to_owned(),
            message: error.to_string(),
        };
        let Version { format } = serde_json::from_str(text).map_err(json)?;
        if format != u64::from(FORMAT) {
            return Err(ModelError::Format {
                path: path.to_owned(),
                got: format,
            });
        }
        let mut file: Self = serde_json::from_str(text).map_err(json)?;
        let sha256 = std::mem::take(&mut file.sha256);
        if file.digest()? != sha256 {
            return Err(ModelError::Checksum {
                path: path.to_owned(),
            });
        }
        Ok(file)
    }

    pub(super) fn text(&self) -> Result<String, ModelError> {
        let mut length = "\n".len();
        serde_json::to_writer_pretty(Each(|bytes: &[u8]| length += bytes.len()), self)
            .map_err(inconsistent)?;
        let mut text = Vec::new();
        let full = |_| ModelError::NoMemory {
            doing: "written",
            bytes: length,
        };
        text.try_reserve_exact(length).map_err(full)?;
        check_room("written", 0)?;
        serde_json::to_writer_pretty(&mut text, self).map_err(inconsistent)?;
        text.push(b'\n');
        String::from_utf8(text).map_err(inconsistent)
    }

    /// Of a file whose `sha256` is empty.
    pub(super) fn digest(&self) -> Result<String, ModelError> {
        let mut hash = Sha256::new();
        serde_json::to_writer(Each(|bytes: &[u8]| hash.update(bytes)), self).map_err(inconsistent)?;
        let bytes = hash.finalize();
        Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The model, its parts checked against each other.
    pub(super) fn model(self) -> Result<Model, ModelError> {
        let (low, high) = match self.clip_output {
            // a file without it and one that is empty are two files of one model
            Some(bounds) if bounds.low.is_empty() => {
                return Err(inconsistent("clip_output holds no answer"));
            }
            Some(bounds) => (bounds.low, bounds.high),
            None => (Vec::new(), Vec::new()),
        };
        let model = Model {
            tool: self.tool,
            target: self.target,
            targets: self.targets,
            shape: Shape::try_new(&self.shape).map_err(inconsistent)?,
            activation: named("activation", &self.activation, Activation::from_name)?,
            output: named("output", &self.output, Output::from_name)?,
            weights: self.weights,
            classes: self.classes,
            preprocess: self.preprocess,
            scaling: named("scaling", &self.scaling, Scaling::from_name)?,
            offset: self.offset,
            scale: self.scale,
            low,
            high,
            features: self.features,
            params: parsed(&self.params)?,
            scores: self.scores,
            provenance: self.provenance.try_into()?,
            window: self
                .window
                .map(OwnedStage::try_from)
                .transpose()
                .map_err(inconsistent)?,
            int8: self.int8,
        };
        if model.task() != self.task {
            return Err(ModelError::Inconsistent(format!(
                "the task {} and the output {} do not go together",
                self.task.name(),
                self.output
            )));
        }
        model.check()?;
        Ok(model)
    }
}

/// Takes what is written piece by piece, and keeps none of it.
struct Each<F>(F);

impl<F: FnMut(&[u8])> io::Write for Each<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Hyperparameters as a file has them, which says nothing of the dropout of layers that there are not.
pub(crate) fn written(params: &Params) -> Params {
    let mut params = *params;
    if params.hidden_layer_sizes.widths().len() <= DropoutRates::MOST {
        params.dropout[DropoutRates::MOST..].fill(0.0);
    }
    params
}

/// All hyperparameters under scikit-learn's names, spelled as a setting is; those that only some fits have where
/// they say something.
pub(crate) fn spelled(params: &Params) -> BTreeMap<String, String> {
    let is_told = |name: &&Name| match **name {
        Name::MaxFun if params.solver == Solver::Lbfgs => true,
        Name::ClassWeight
        | Name::Loss
        | Name::MaxFun
        | Name::Missing
        | Name::Scaler
        | Name::WindowAxes
        | Name::WindowDecimate
        | Name::WindowFeatures
        | Name::WindowFilter
        | Name::WindowHop
        | Name::WindowSelect
        | Name::WindowSize => params.get(**name) != Params::DEFAULT.get(**name),
        _ => true,
    };
    let names = Name::ALL.iter().filter(is_told);
    let spell = |&name: &Name| {
        let text = match (name, params.get(name)) {
            // of all layers, an f32
            (Name::Dropout, Value::Float(rate)) => (rate as f32).to_string(),
            (_, value) => text::plain(value),
        };
        (name.as_str().to_owned(), text)
    };
    names.map(spell).collect()
}

fn parsed(settings: &BTreeMap<String, String>) -> Result<Params, ModelError> {
    let mut params = Params::DEFAULT;
    for (name, value) in settings {
        let (name, value) = parse_setting(&format!("{name}={value}")).map_err(inconsistent)?;
        params.set(name, value).map_err(inconsistent)?;
    }
    Ok(params)
}

/// Where a model comes from, as its file says it.
pub(crate) fn provenance(model: &Model) -> serde_json::Value {
    serde_json::json!(FileProvenance::from(&model.provenance))
}
