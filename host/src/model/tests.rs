use super::*;
use crate::data::{Categorical, LoadOptions, Missing, load};
use crate::rng::Rng;
use crate::search;
use mcutune_core::params::Hidden;
use mcutune_core::params::Rates;

/// A short fit to a bundled file.
fn trained(file: &str, task: Task) -> (Model, Table) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(file);
    let options = LoadOptions {
        task,
        ..LoadOptions::default()
    };
    let table = load(&path, &options).unwrap();
    let how = Preparation {
        missing: Missing::Mean,
        categorical: Categorical::Error,
        scaling: Scaling::Standard,
    };
    let rows: Vec<u32> = (0..table.rows as u32).collect();
    let (pipeline, matrix) = Pipeline::fit(&table, &rows, &how).unwrap();
    let mut params = Params {
        hidden_layer_sizes: Hidden::new(&[5, 3]),
        max_iter: 3,
        alpha: 1.0 / 3.0,
        ..Params::DEFAULT
    };
    let rates = Rates::try_new(&[0.1, 0.3]).unwrap();
    params.set(Name::Dropout, Value::Rates(rates)).unwrap();
    let data = pipeline.view(&matrix).unwrap();
    let fit = search::train(&data, &rows, &params, Rng::Xoshiro, 7, |_| {}).unwrap();
    let model = Model::new(
        &table,
        &how,
        &pipeline,
        &params,
        fit.weights,
        BTreeMap::from([("mean_test_score".into(), 1.0 / 3.0)]),
        Provenance {
            data: file.into(),
            data_sha256: table.digest.clone(),
            seed: 7,
            rng: "xoshiro".into(),
            scoring: None,
            cv: None,
        },
    )
    .unwrap()
    .quantize(&pipeline.raw(&matrix).unwrap(), &rows)
    .unwrap();
    assert_eq!(model.params().unwrap(), params);
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
        model.save(&directory.path().join("model.json")).unwrap();
        let back = Model::load(directory.path()).unwrap();
        assert_eq!(back, model);
        assert_eq!(bits(&back.weights), bits(&model.weights));
        for dtype in [Dtype::Int8, Dtype::F32] {
            let answers = back.answers(&table, dtype).unwrap();
            assert_eq!(bits(&answers), bits(&model.answers(&table, dtype).unwrap()));
        }
        let answers = back.answers(&table, Dtype::F32).unwrap();
        assert_eq!(
            answers.len(),
            table.rows * usize::from(*model.shape.last().unwrap())
        );
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
    model.sha256 = model.digest().unwrap();
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
    let spoil: [fn(&mut Model); 11] = [
        |m| m.weights.truncate(3),
        |m| m.shape = vec![4],
        |m| m.scale[0] = 0.0,
        |m| m.offset.push(0.0),
        |m| m.classes.truncate(1),
        |m| m.output = "soft".into(),
        |m| m.activation = "adam".into(),
        |m| m.features.clear(),
        |m| m.int8.as_mut().unwrap().biases.truncate(5),
        |m| m.int8.as_mut().unwrap().multipliers[0] = -1,
        |m| m.int8.as_mut().unwrap().tables.push(0),
    ];
    for (i, spoil) in spoil.into_iter().enumerate() {
        let mut bad = model.clone();
        spoil(&mut bad);
        bad.sha256 = bad.digest().unwrap();
        let text = serde_json::to_string(&bad).unwrap();
        let error = Model::from_json(&text, "m").unwrap_err();
        assert!(matches!(error, ModelError::Inconsistent(_)), "{i}: {error}");
    }
}

#[test]
fn a_self_test_holds_answers_that_differ() {
    let (model, _) = trained("iris.csv", Task::Classify);
    let (rows, answers) = model.self_test(Dtype::F32).unwrap();
    assert_eq!(answers.len(), rows.len() * 3);
    assert_ne!(answers[..3], answers[3..6]);
}
