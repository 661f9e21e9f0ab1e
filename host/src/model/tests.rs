use super::file::ModelFile;
use super::*;
use crate::data::{Categorical, Column, ColumnData, Features, Missing, ReadOptions};
use crate::rng::Rng;
use crate::search;
use crate::windows::SelectFeatures;
use mcutune_core::params::Hidden;
use mcutune_core::params::{DropoutRates, Name, Value};

/// A short fit to a bundled file.
fn trained(file: &str, task: Task) -> (Model, Data) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(file);
    let options = ReadOptions::new().task(task);
    let table = options.read(&path).unwrap();
    let how = Preparation {
        features: Features {
            missing: Missing::Mean,
            categorical: Categorical::Error,
            missing_indicator: false,
            min_frequency: None,
            select: SelectFeatures::All,
        },
        scaling: Scaling::Standard,
        target_scaling: Scaling::Standard,
        clip_output: mcutune_core::data::ClipOutput::None,
        weighted_scores: false,
    };
    let rows: Vec<u32> = (0..table.rows() as u32).collect();
    let (pipeline, matrix) = Pipeline::fit(&table, &rows, &how).unwrap();
    let mut params = Params {
        hidden_layer_sizes: Hidden::new(&[5, 3]),
        max_iter: 3,
        alpha: 1.0 / 3.0,
        ..Params::DEFAULT
    };
    let rates = DropoutRates::try_new(&[0.1, 0.3]).unwrap();
    params.set(Name::Dropout, Value::Rates(rates)).unwrap();
    let data = pipeline.view(&matrix).unwrap();
    let fit = search::train_from(&data, &rows, (&params, None), Rng::Xoshiro, 7, |_| {}).unwrap();
    let model = Model::new(
        &table,
        &how,
        &pipeline,
        &params,
        fit.weights,
        BTreeMap::from([("mean_test_score".into(), 1.0 / 3.0)]),
        Provenance::of(&table, Rng::Xoshiro, 7),
    )
    .unwrap()
    .quantize(&pipeline.raw(&matrix).unwrap(), &rows)
    .unwrap();
    (model, table)
}

#[test]
fn a_model_reads_back_to_the_bit() {
    let cases = [
        ("iris.csv", Task::Classify),
        ("breast_cancer.csv", Task::Classify),
        ("diabetes.csv", Task::Regress),
    ];
    let bits = |v: &[f32]| v.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    for (file, task) in cases {
        let (model, table) = trained(file, task);
        let directory = tempfile::tempdir().unwrap();
        model.save(directory.path().join("model.json")).unwrap();
        let back = Model::load(directory.path()).unwrap();
        assert_eq!(back, model);
        assert_eq!(bits(back.weights()), bits(model.weights()));
        for dtype in Dtype::ALL {
            let [a, b] = [&back, &model].map(|m| m.with(dtype).unwrap().outputs_of_data(&table).unwrap());
            assert_eq!(bits(&a), bits(&b));
            assert_eq!(a.len(), table.rows() * model.shape().outputs());
        }
    }
}

#[test]
fn numbers_at_the_ends_of_f32_read_back() {
    let (mut model, _) = trained("iris.csv", Task::Classify);
    let hard = [
        f32::MAX,
        f32::MIN_POSITIVE,
        -0.0,
        1e-45,
        16_777_217.0,
        0.1,
        1.0 / 3.0,
    ];
    model.weights[..hard.len()].copy_from_slice(&hard);
    let back = Model::from_json(&model.to_json().unwrap(), "m").unwrap();
    for (a, b) in back.weights.iter().zip(&model.weights) {
        assert_eq!(a.to_bits(), b.to_bits());
    }
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    let (model, _) = trained("iris.csv", Task::Classify);
    let text = model.to_json().unwrap();
    for end in 0..text.trim_end().len() {
        assert!(Model::from_json(&text[..end], "m").is_err(), "{end}");
    }
}

#[test]
fn a_file_with_any_digit_altered_is_refused() {
    let (model, _) = trained("iris.csv", Task::Classify);
    let text = model.to_json().unwrap();
    for (i, byte) in text.bytes().enumerate().filter(|(_, b)| b.is_ascii_digit()) {
        let mut altered = text.clone().into_bytes();
        altered[i] = if byte == b'9' { b'4' } else { byte + 1 };
        let altered = String::from_utf8(altered).unwrap();
        // a 17th digit need not change the number
        if let Ok(read) = Model::from_json(&altered, "m") {
            assert_eq!(read, model);
        }
    }
    let altered = text.replacen("setosa", "sativa", 1);
    let error = Model::from_json(&altered, "m.json").unwrap_err().to_string();
    assert_eq!(
        error,
        "m.json: the model was altered or damaged: its checksum does not match"
    );
}

#[test]
fn another_format_is_named() {
    let (model, _) = trained("iris.csv", Task::Classify);
    let text = model
        .to_json()
        .unwrap()
        .replacen("\"format\": 2", "\"format\": 3", 1);
    let error = Model::from_json(&text, "m.json").unwrap_err().to_string();
    assert!(error.contains("format 3"), "{error}");
}

#[test]
fn parts_that_do_not_fit_are_refused_even_with_a_checksum() {
    let (model, _) = trained("iris.csv", Task::Classify);
    let spoil: [fn(&mut ModelFile); 14] = [
        |f| f.weights.truncate(3),
        |f| f.shape = vec![4],
        |f| f.scale[0] = 0.0,
        |f| f.offset.push(0.0),
        |f| f.classes.truncate(1),
        |f| f.output = "soft".into(),
        |f| f.activation = "adam".into(),
        |f| f.scaling = "max".into(),
        |f| f.task = Task::Regress,
        |f| f.params.insert("momentums".into(), "0.5".into()).map_or((), drop),
        |f| f.features.clear(),
        |f| f.int8.as_mut().unwrap().biases.truncate(5),
        |f| f.int8.as_mut().unwrap().multipliers[0] = -1,
        |f| f.int8.as_mut().unwrap().tables.push(0),
    ];
    for (i, spoil) in spoil.into_iter().enumerate() {
        let mut bad = ModelFile::of(&model).unwrap();
        spoil(&mut bad);
        bad.sha256.clear();
        bad.sha256 = bad.digest().unwrap();
        let error = Model::from_json(&bad.text().unwrap(), "m").unwrap_err();
        assert!(matches!(error, ModelError::Inconsistent(_)), "{i}: {error}");
    }
}

#[test]
fn a_file_that_lacks_a_hyperparameter_reads_with_its_default() {
    let (model, _) = trained("iris.csv", Task::Classify);
    let mut file = ModelFile::of(&model).unwrap();
    file.params.remove("momentum");
    file.sha256.clear();
    file.sha256 = file.digest().unwrap();
    assert_eq!(Model::from_json(&file.text().unwrap(), "m").unwrap(), model);
}

#[test]
fn rows_are_answered_as_the_data_are() {
    let (model, data) = trained("iris.csv", Task::Classify);
    let rows: Vec<Vec<f32>> = (0..data.rows())
        .map(|row| {
            let column = |column: &Column| match &column.data {
                ColumnData::Numeric(values) => values[row],
                ColumnData::Text(_) => panic!("text"),
            };
            data.columns().iter().map(column).collect()
        })
        .collect();
    assert_eq!(model.predict(&rows).unwrap(), model.predict_data(&data).unwrap());
    let probabilities = model.predict_proba(&rows).unwrap();
    assert_eq!((probabilities.len(), probabilities[0].len()), (150, 3));
    let error = model.predict(&[[1.0, 2.0]]).unwrap_err().to_string();
    assert_eq!(
        error,
        "row 0 (from 0) has 2 numbers where the model has 4 features"
    );
    let error = model
        .predict(&[[1.0; 4], [f32::INFINITY; 4]])
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("row 1 (from 0): feature `sepal_length_cm`"),
        "{error}"
    );
    let gap = [1.0, f32::NAN, 1.0, 1.0];
    assert!(model.predict(&[gap]).is_ok(), "it was trained to fill gaps");
}

#[test]
fn scores_are_those_that_suit() {
    let (model, data) = trained("diabetes.csv", Task::Regress);
    assert!(model.score(&data, Scoring::R2).unwrap() < 1.0);
    let error = model.score(&data, Scoring::Accuracy).unwrap_err();
    assert!(matches!(error, ModelError::Unsuitable { .. }), "{error}");
    let (iris, _) = trained("iris.csv", Task::Classify);
    assert!(matches!(
        iris.score(&data, Scoring::Accuracy),
        Err(ModelError::Data(_))
    ));
}

#[test]
fn a_self_test_holds_answers_that_differ() {
    let (model, _) = trained("iris.csv", Task::Classify);
    let SelfTest { rows, outputs } = model.self_test(Dtype::F32).unwrap();
    assert_eq!((outputs.len(), outputs[0].len()), (rows.len(), 3));
    assert_ne!(outputs[0], outputs[1]);
}

/// A file's targets are the model's by their names, in whatever order; a fit has them in the model's.
#[test]
fn targets_are_found_by_their_names() {
    let place = tempfile::tempdir().unwrap();
    let write = |name: &str, order: [usize; 4]| {
        let rows = (0..40).map(|i| {
            [
                (i * 7 % 11).to_string(),
                i.to_string(),
                format!("{i}.5"),
                format!("{}.25", i % 9),
            ]
        });
        let head = ["a", "b", "y1", "y2"].map(str::to_owned);
        let row = |cells: [String; 4]| order.map(|at| cells[at].clone()).join(",") + "\n";
        let path = place.path().join(name);
        std::fs::write(&path, [head].into_iter().chain(rows).map(row).collect::<String>()).unwrap();
        path
    };
    let (there, moved) = (write("there.csv", [0, 1, 2, 3]), write("moved.csv", [3, 1, 2, 0]));
    let read = |path: &Path, targets: &[&str]| {
        let options = ReadOptions::new()
            .task(Task::Regress)
            .targets(targets.iter().copied());
        options.read(path).unwrap()
    };
    let several = ["y1", "y2"];
    let mlp = crate::Mlp::new(Params {
        max_iter: 3,
        ..Params::DEFAULT
    });
    let model = mlp.fit(&read(&there, &several)).unwrap().model;
    let score = |data: &Data| model.score(data, Scoring::NegMeanAbsoluteError);
    let own = model.read_options().read(&moved).unwrap();
    assert_eq!(own.target().unwrap().columns(), several);
    let of_file = read(&moved, &["y2", "y1"]);
    assert_eq!(of_file.target().unwrap().columns(), ["y2", "y1"]);
    let expected = score(&read(&there, &several)).unwrap();
    assert_eq!(score(&own).unwrap(), expected);
    assert_eq!(score(&of_file).unwrap(), expected);
    // those of a fit are no copy
    let again = mlp.clone().warm_start(model.clone());
    let [there, own] = [read(&there, &several), own].map(|data| again.fit(&data).unwrap().model);
    assert_eq!((there.weights(), there.targets()), (own.weights(), own.targets()));
    let error = again.fit(&of_file).unwrap_err().to_string();
    assert!(
        error.contains("in the order `y2, y1`, and the model has `y1, y2`"),
        "{error}"
    );
    let one = score(&read(&moved, &["y1"])).unwrap_err().to_string();
    assert!(one.contains("is `y1`, and the model has `y1, y2`"), "{one}");
}
