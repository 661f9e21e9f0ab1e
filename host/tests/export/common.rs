//! Models of every kind, and what they answer.

use std::path::Path;
use std::process::Command;

use mcutune::core::params::{Activation, Hidden, Loss};
use mcutune::{
    ColumnData, Data, Dtype, ExportOptions, Format, Mlp, Model, Params, Prediction, Predictions, Scaling,
};

/// Few epochs of scikit-learn's defaults.
pub const BRIEF: Params = Params {
    max_iter: 8,
    ..Params::DEFAULT
};

/// One trained model in f32 or int8, and what is asked of it.
pub struct Case {
    /// What its exports are called.
    pub name: String,
    pub dtype: Dtype,
    /// Raw features, row by row.
    pub rows: Vec<Vec<f32>>,
    /// What the model predicts: probabilities of all classes, or one value.
    pub answers: Vec<Vec<f32>>,
    /// Whether the answers are probabilities.
    pub classifies: bool,
    model: Model,
}

impl Case {
    /// A model that is asked about the data that it was trained on.
    pub fn new(name: impl Into<String>, model: &Model, data: &Data, dtype: Dtype) -> Self {
        let predictor = model.with(dtype).unwrap();
        let classifies = !model.classes().is_empty();
        let answers = if classifies {
            let probabilities = predictor.predict_proba_data(data).unwrap();
            probabilities.iter().map(<[f32]>::to_vec).collect()
        } else {
            values(&predictor.predict_data(data).unwrap())
        };
        Self {
            name: name.into(),
            dtype,
            rows: rows(data),
            answers,
            classifies,
            model: model.clone(),
        }
    }

    /// The bytes of its export.
    pub fn export(&self, format: Format) -> Vec<u8> {
        let options = ExportOptions::new().name(&self.name).dtype(self.dtype);
        self.model.export(format, &options).unwrap()
    }

    /// Its export, as text.
    pub fn export_text(&self, format: Format) -> String {
        String::from_utf8(self.export(format)).unwrap()
    }
}

/// One of the bundled files.
pub fn data(name: &str) -> Data {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../host/data");
    Data::read(directory.join(format!("{name}.csv"))).unwrap()
}

pub fn fit(params: Params, data: &Data) -> Model {
    Mlp::new(params).fit(data).unwrap().model
}

fn rows(data: &Data) -> Vec<Vec<f32>> {
    let columns: Vec<&[f32]> = data
        .columns()
        .iter()
        .map(|column| match &column.data {
            ColumnData::Numeric(values) => &values[..],
            ColumnData::Text(_) => panic!("{} holds text", column.name),
        })
        .collect();
    let row = |row: usize| columns.iter().map(|values| values[row]).collect();
    (0..data.rows()).map(row).collect()
}

fn values(predictions: &Predictions) -> Vec<Vec<f32>> {
    let value = |answer| match answer {
        Prediction::Value(value) => vec![value],
        other => panic!("{other} is no value"),
    };
    predictions.iter().map(value).collect()
}

/// Every task with every activation, on odd widths; networks without a hidden layer, and wide ones.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    // several classes, two classes, values
    for file in ["iris", "breast_cancer", "diabetes"] {
        let data = data(file);
        let mut both = |name: &str, model: &Model| {
            for dtype in Dtype::ALL {
                let name = format!("{file}_{name}_{}", dtype.name());
                cases.push(Case::new(name, model, &data, dtype));
            }
        };
        let layers = |widths: &[u16]| Params {
            hidden_layer_sizes: Hidden::new(widths),
            ..BRIEF
        };
        for activation in Activation::ALL {
            let params = Params {
                activation,
                ..layers(&[9, 6, 5])
            };
            both(activation.name(), &fit(params, &data));
        }
        let linear = Mlp::new(layers(&[])).scaling(Scaling::None);
        both("linear", &linear.fit(&data).unwrap().model);
        if file == "diabetes" {
            let poisson = Params {
                loss: Loss::Poisson,
                ..layers(&[9, 6])
            };
            both("poisson", &fit(poisson, &data));
        }
        // more inputs than int8 sums up at once
        both("wide", &fit(layers(&[518]), &data));
    }
    cases
}

/// Runs a command that has to succeed.
pub fn succeeds(command: &mut Command) -> String {
    let run = command.output().unwrap();
    let error = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{command:?}\n{error}");
    String::from_utf8_lossy(&run.stdout).into_owned()
}

/// As the drivers read and write them: f32, little-endian.
pub fn bytes(rows: &[Vec<f32>]) -> Vec<u8> {
    rows.iter().flatten().flat_map(|v| v.to_le_bytes()).collect()
}
