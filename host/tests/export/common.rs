//! Models of every kind, and what they answer.

use std::path::Path;
use std::process::Command;

use mcutune::core::params::{Activation, Hidden, Loss};
use mcutune::{
    ClipOutput, ColumnData, Data, Dtype, ExportOptions, Format, Mlp, Model, Params, Prediction, Predictions,
    ReadOptions, Scaling,
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
    /// What the model predicts: probabilities of all classes, one value, a probability of each label or several values.
    pub answers: Vec<Vec<f32>>,
    /// Whether the answers are probabilities.
    pub classifies: bool,
    /// Whether it has several targets.
    pub is_of_several: bool,
    model: Model,
}

impl Case {
    /// A model that is asked about the data that it was trained on.
    pub fn new(name: impl Into<String>, model: &Model, data: &Data, dtype: Dtype) -> Self {
        Self::of(name, model, rows(data), dtype)
    }

    /// A model that is asked about rows twice as far from 0, most of them beyond those that trained it.
    fn beyond(name: impl Into<String>, model: &Model, data: &Data, dtype: Dtype) -> Self {
        let mut rows = rows(data);
        rows.iter_mut().flatten().for_each(|number| *number *= 2.0);
        Self::of(name, model, rows, dtype)
    }

    fn of(name: impl Into<String>, model: &Model, rows: Vec<Vec<f32>>, dtype: Dtype) -> Self {
        let predictor = model.with(dtype).unwrap();
        let likely = predictor.predict_proba(&rows);
        let classifies = likely.is_ok();
        let answers = match likely {
            Ok(likely) => likely.iter().map(<[f32]>::to_vec).collect(),
            Err(_) => values(&predictor.predict(&rows).unwrap()),
        };
        Self {
            name: name.into(),
            dtype,
            rows,
            answers,
            classifies,
            is_of_several: !model.targets().is_empty(),
            model: model.clone(),
        }
    }

    /// What the drivers call models of its kind.
    pub fn kind(&self) -> &'static str {
        match (self.classifies, self.is_of_several) {
            (true, false) => "classes",
            (false, false) => "values",
            (true, true) => "labels",
            (false, true) => "several",
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
        Prediction::Values(values) => values.to_vec(),
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
    cases.extend(of_several_targets());
    cases.extend(clipped());
    cases
}

/// Models whose features, or whose answers, are held to the range that trained them, asked about rows beyond it.
fn clipped() -> Vec<Case> {
    let [_, counts] = several();
    let [iris, diabetes] = ["iris", "diabetes"].map(data);
    let held = |data| {
        let mlp = Mlp::new(BRIEF).scaling(Scaling::MinMaxClip);
        mlp.fit(data).unwrap().model
    };
    let answers = |data, clip, loss| {
        let mlp = Mlp::new(Params { loss, ..BRIEF }).clip_output(clip);
        mlp.fit(data).unwrap().model
    };
    let few = ClipOutput::Range {
        low: -0.25,
        high: 120.5,
    };
    let models = [
        ("iris_clipped", &iris, held(&iris)),
        ("diabetes_clipped", &diabetes, held(&diabetes)),
        ("outputs_clipped", &counts, held(&counts)),
        (
            "diabetes_held",
            &diabetes,
            answers(&diabetes, few, Loss::SquaredError),
        ),
        (
            "outputs_held",
            &counts,
            answers(&counts, ClipOutput::Train, Loss::SquaredError),
        ),
        ("counts_held", &counts, answers(&counts, few, Loss::Poisson)),
    ];
    let each = models
        .iter()
        .flat_map(|model| Dtype::ALL.map(|dtype| (model, dtype)));
    each.map(|((name, data, model), dtype)| {
        Case::beyond(format!("{name}_{}", dtype.name()), model, data, dtype)
    })
    .collect()
}

/// Rows of three features with five labels, and with three counts, which follow from them.
fn several() -> [Data; 2] {
    let (mut labels, mut counts) = ("a,b,c,l0,l1,l2,l3,l4\n".to_owned(), "a,b,c,y0,y1,y2\n".to_owned());
    for row in 0..120i32 {
        let [a, b, c] = [7, 11, 13].map(|step| row * step % 29 - 14);
        let has = [a > 0, b + c > 3, a * b > 0, c % 2 == 0, a > b].map(u8::from);
        labels += &format!(
            "{a}.5,{b},{c},{},{},{},{},{}\n",
            has[0], has[1], has[2], has[3], has[4]
        );
        counts += &format!(
            "{a}.5,{b},{c},{}.25,{}.5,{}.125\n",
            a.abs(),
            90 * b.abs(),
            c.pow(2)
        );
    }
    let directory = tempfile::tempdir().unwrap();
    let read = |name: &str, text: &str, targets: &[&str]| {
        let file = directory.path().join(name);
        std::fs::write(&file, text).unwrap();
        let options = ReadOptions::new().targets(targets.iter().copied());
        options.read(&file).unwrap()
    };
    [
        read("labels.csv", &labels, &["l0", "l1", "l2", "l3", "l4"]),
        read("counts.csv", &counts, &["y0", "y1", "y2"]),
    ]
}

fn of_several_targets() -> Vec<Case> {
    let [labels, counts] = several();
    let params = |widths: &[u16], activation, loss| Params {
        hidden_layer_sizes: Hidden::new(widths),
        activation,
        loss,
        ..BRIEF
    };
    let squared = |widths, activation| params(widths, activation, Loss::SquaredError);
    let models = [
        ("labels_tanh", &labels, squared(&[9, 6], Activation::Tanh)),
        ("labels_logistic", &labels, squared(&[7], Activation::Logistic)),
        ("labels_linear", &labels, squared(&[], Activation::Relu)),
        ("outputs_relu", &counts, squared(&[9, 6], Activation::Relu)),
        ("outputs_linear", &counts, squared(&[], Activation::Relu)),
        (
            "outputs_poisson",
            &counts,
            params(&[6], Activation::Tanh, Loss::Poisson),
        ),
    ];
    let models = models.map(|(name, data, params)| (name, data, fit(params, data)));
    let each = models
        .iter()
        .flat_map(|model| Dtype::ALL.map(|dtype| (model, dtype)));
    each.map(|((name, data, model), dtype)| Case::new(format!("{name}_{}", dtype.name()), model, data, dtype))
        .collect()
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
