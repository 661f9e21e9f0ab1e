//! Whether a fit can begin from a model's weights.

use mcutune_core::params::{Name, Params};

use super::{Model, ModelError};
use crate::data::Data;
use crate::text;

/// Why a fit cannot begin from a model.
#[derive(Debug, thiserror::Error)]
pub enum WarmStartError {
    /// Its network is another than the fit's.
    #[error("the model has {name} = {model}, and a fit that begins from it has no other: not {asked}", name = .name.as_str())]
    Network {
        /// What differs.
        name: Name,
        /// The model's.
        model: String,
        /// The fit's.
        asked: String,
    },
    /// The data lack classes that it has.
    #[error(
        "{path}: a fit that begins from a model takes rows of all its classes, and none is of the class `{class}`"
    )]
    AbsentClass {
        /// The data.
        path: String,
        /// The first of those.
        class: String,
    },
    /// The data spell its classes otherwise.
    #[error("{path}: the class `{here}` is `{model}` in the model: spell it so")]
    Spelling {
        /// The data.
        path: String,
        /// How the data do.
        here: String,
        /// How the model's did.
        model: String,
    },
    /// The data have its targets in another order.
    #[error(
        "{path}: the targets were read in the order `{here}`, and the model has `{model}`: its own read options read them so"
    )]
    TargetOrder {
        /// The data.
        path: String,
        /// How the data have them.
        here: String,
        /// How the model does.
        model: String,
    },
    /// The data are not such as the model learnt from.
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl Model {
    /// Whether a fit of these hyperparameters to `data` can begin from its weights.
    pub(crate) fn check_start(&self, data: &Data, params: &Params) -> Result<(), WarmStartError> {
        for name in [Name::HiddenLayerSizes, Name::Activation, Name::Loss] {
            let [model, asked] = [&self.params, params].map(|params| text::plain(params.get(name)));
            if model != asked {
                return Err(WarmStartError::Network { name, model, asked });
            }
        }
        let path = data.source();
        self.check_truth(data)?;
        if data
            .target()
            .is_some_and(|target| target.columns() != self.targets)
        {
            return Err(WarmStartError::TargetOrder {
                path,
                here: data.target_name().unwrap_or_default().to_owned(),
                model: self.target.clone(),
            });
        }
        if let Some(&class) = self.absent_classes(data).first() {
            let class = class.to_owned();
            return Err(WarmStartError::AbsentClass { path, class });
        }
        // in the same order, as labels are numbers of classes
        let other = self
            .classes
            .iter()
            .zip(data.classes())
            .find(|(model, here)| model != here);
        match other {
            None => Ok(()),
            Some((model, here)) => Err(WarmStartError::Spelling {
                path,
                here: here.clone(),
                model: model.clone(),
            }),
        }
    }
}
