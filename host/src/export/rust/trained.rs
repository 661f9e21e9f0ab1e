//! The network as it was trained.

use super::{floats, shape};
use crate::model::Model;

/// What the file uses.
pub fn uses(model: &Model) -> String {
    super::with_bounds(model, USES)
}

const USES: &str = "use mcutune_core::error::Error;\nuse mcutune_core::loss::Output;\n\
    use mcutune_core::model::Model;\nuse mcutune_core::net::Network;\n\
    use mcutune_core::params::Activation;\nuse mcutune_core::scaler::Scaler;\n\
    use mcutune_core::shape::Shape;\n";

/// Weights, scaler, and the model of them.
pub fn network(model: &Model) -> String {
    let weights = "Layer by layer: weights row-major, then biases";
    let mut text = floats(weights, "WEIGHTS", model.weights());
    let mut scaler = "Scaler::new(&[], &[])";
    if model.scales() {
        let constants = model.scaler();
        let offset = match constants.clips() {
            true => "A feature is scaled to `(x - offset) / scale`, and held to 0..1",
            false => "A feature is scaled to `(x - offset) / scale`",
        };
        text += &floats(offset, "OFFSET", constants.offset());
        text += &floats("See [`OFFSET`]", "SCALE", constants.scale());
        scaler = match constants.clips() {
            true => "Scaler::new(&OFFSET, &SCALE).clipped()",
            false => "Scaler::new(&OFFSET, &SCALE)",
        };
    }
    let (activation, output) = (model.activation(), model.output());
    let bounded = super::bounded(model);
    if !bounded.is_empty() {
        text += &super::bounds(model);
    }
    let bounded = bounded.replace('\n', "\n        ");
    text + &shape(model)
        + &format!(
            "/// The network and the scaler of its features. What does not fit is an error of the build.\n\
             pub static MODEL: Model<'static> = Model::new(\n    \
             Network::new(SHAPE, Activation::{activation:?}, Output::{output:?}, &WEIGHTS){bounded},\n    \
             {scaler},\n);\n\n\
             /// f32 of scratch that a row takes.\npub const SCRATCH: usize = Model::scratch(&SHAPE);\n"
        )
}
