//! A trial of a study that is fitted again: the winner is the oracle, and scores are those of the answers.

use std::path::{Path, PathBuf};

use mcutune_core::data::Target;
use mcutune_core::score::{score, score_scratch};

use super::*;
use crate::model::written;
use crate::{Categorical, FittedTrial, FoldFit, Missing, NotRefitted, ReadOptions, Study, StudyError};

fn bundled(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

const LISTS: &str = "hidden_layer_sizes = [[3], [5, 2]]\nlearning_rate_init = [0.001, 0.1]\nmax_iter = 9";
const RANGES: &str = "hidden_layer_sizes = { low = 2, high = 9 }\n\
    learning_rate_init = { low = 0.001, high = 0.1, log = true }\ndropout = [[0.1], [0.2]]\nmax_iter = 6";
const SPACES: &str = "[[space]]\nalpha = 0.5\nmax_iter = 7\nhidden_layer_sizes = [[2], [4]]\n\
    [[space]]\nalpha = 0.5\nmax_iter = 7\nactivation = ['tanh', 'identity']\nbatch_size = 20\nsolver = 'sgd'";
const RATES: &str =
    "dropout = [0.25, 0.5]\nearly_stopping = true\nmax_iter = 7\nhidden_layer_sizes = [[4, 3], [2, 2]]";

/// A search's study, with the model that it left and the data as the study has them read.
fn searched<S: Strategy>(search: Search<'_, S>, (data, study): (&Data, &Path)) -> (Study, Found, Data) {
    let found = search.study(study).fit(data).unwrap();
    let study = Study::read(study).unwrap();
    let paths: Vec<PathBuf> = data.files().map(|(path, _)| path.to_owned()).collect();
    let again = study.read_options().unwrap().read_all(&paths).unwrap();
    (study, found, again)
}

/// The winner's bytes, and a model of each other trial that has its own values.
fn check<S: Strategy>(search: Search<'_, S>, data: &Data) {
    let place = tempfile::tempdir().unwrap();
    let (study, found, data) = searched(search, (data, place.path()));
    let winner = found.best_trial().number();
    let FittedTrial { model, curve, .. } = study.refit(winner, &data).unwrap();
    let kept = std::fs::read_to_string(place.path().join(Study::MODEL)).unwrap();
    assert!(model.to_json().unwrap() == kept);
    assert_eq!(
        curve.len() as u64,
        found.best_json()["refit"]["n_iter"].as_u64().unwrap()
    );
    for trial in found.trials().iter().filter(|trial| trial.number() != winner) {
        let model = study.refit(trial.number(), &data).unwrap().model;
        let params = trial.params().params(model.params()).unwrap();
        assert_eq!(&written(&params), model.params());
        let score = Some(trial.mean_test_score()).filter(|score| score.is_finite());
        assert_eq!(model.scores().get("mean_test_score").copied(), score);
    }
    for trial in found.trials() {
        let folds = study.fold_fits(trial.number(), &data).unwrap();
        check_answers(&study, trial, &folds, &data);
    }
}

/// That the answers have the scores which the search has.
fn check_answers(study: &Study, trial: &Trial, folds: &[FoldFit], data: &Data) {
    let options = study.options().unwrap();
    let target = data.target().unwrap().as_target();
    let scorer = crate::pos_label::scorer(
        options.refit.unwrap(),
        data.classes(),
        options.pos_label.as_deref(),
    );
    let scorer = scorer.unwrap();
    for (fit, result) in folds.iter().zip(trial.folds()) {
        assert_eq!(fit.curve.len(), result.n_iter as usize);
        let (labels, values): (Vec<u16>, Vec<f32>);
        let rows = fit.test_rows.iter().map(|&row| row as usize);
        let truth = match target {
            Target::Classes { labels: all, classes } => {
                labels = rows.map(|row| all[row]).collect();
                Target::Classes {
                    labels: &labels,
                    classes,
                }
            }
            Target::Values { values: all, outputs } => {
                values = rows.map(|row| all[row]).collect();
                Target::Values {
                    values: &values,
                    outputs,
                }
            }
            Target::Multilabel { .. } => unreachable!("the sets have one target"),
        };
        let of = |answers: &[f32]| {
            let mut scratch = vec![0; score_scratch(fit.test_rows.len(), data.classes().len())];
            score(scorer, &truth, answers, &mut scratch).unwrap()
        };
        assert_eq!(of(fit.answers.as_ref().unwrap()), result.score);
        let int8 = of(fit.answers_int8.as_ref().unwrap());
        if let Some(recorded) = &result.int8 {
            assert_eq!(Ok(int8), *recorded);
        }
    }
}

fn iris() -> Data {
    Data::read(bundled("iris.csv")).unwrap()
}

fn space(text: &str) -> Space {
    text.parse().unwrap()
}

#[test]
fn a_winner_has_the_bytes_of_its_model() {
    check(GridSearch::new(space(LISTS)).cv(3).seed(3), &iris());
    check(
        GridSearch::new(space(LISTS)).cv(4).shuffle(true).rng(Rng::Numpy),
        &iris(),
    );
    check(
        GridSearch::new(space(SPACES)).cv(3).scaling(Scaling::MinMax),
        &iris(),
    );
    check(
        GridSearch::new(space(RATES)).cv(3).scaling(Scaling::None),
        &iris(),
    );
    check(
        GridSearch::new(space(LISTS)).cv(3).holdout(0.25).quantize(),
        &iris(),
    );
}

#[test]
fn so_it_has_by_other_strategies_and_rules() {
    let by_int8 = GridSearch::new(space(LISTS)).quantize().select_by(Dtype::Int8);
    check(by_int8.cv(3).select("within=0.3".parse().unwrap()), &iris());
    check(
        RandomSearch::new(space(RANGES), 5).cv(3).race(Race::Halving),
        &iris(),
    );
    check(GpSearch::new(space(RANGES), 22).cv(3), &iris());
    let layers = "hidden_layer_sizes = { low = 2, high = 9, layers = [1, 3], log = true }\nmax_iter = 5";
    check(RandomSearch::new(space(layers), 4).cv(3), &iris());
    let halving = HalvingSearch::new(space(LISTS)).min_resources(MinResources::Of(3));
    check(halving.cv(3), &iris());
    // of some of the rows in each iteration, and the winner of all of them
    let halving = HalvingSearch::new(space(LISTS)).resource(Resource::NSamples);
    check(halving.cv(3).shuffle(true).quantize(), &iris());
}

#[test]
fn so_it_has_of_values_and_of_data_that_are_read_otherwise() {
    let diabetes = Data::read(bundled("diabetes.csv")).unwrap();
    check(GridSearch::new(space(LISTS)).cv(2), &diabetes);
    let scaled = GridSearch::new(space(LISTS))
        .target_scaling(Scaling::MinMax)
        .rng(Rng::Numpy);
    check(scaled.cv(2).scoring(Scoring::NegMeanAbsoluteError), &diabetes);

    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("odd.txt");
    let mut text = "made today\nsize;;colour;year;kind\ncm;;;;\n".to_owned();
    for row in 0..60 {
        let size = match row % 7 {
            0 => "?".into(),
            _ => format!("{},5", row % 11),
        };
        let (colour, kind) = (["red", "blue", "green"][row % 3], ["no", "yes"][row % 4 / 2]);
        text += &format!("{size};{row};{colour};{};{kind}\n", 1990 + row % 4);
    }
    std::fs::write(&path, text).unwrap();
    let options = ReadOptions::new()
        .delimiter(b';')
        .skip_lines(1)
        .units_row(true)
        .decimal(b',')
        .missing(Missing::Mean)
        .categorical(Categorical::OneHot)
        .category("year")
        .index("1")
        .center("size")
        .target("kind");
    let data = options.read(&path).unwrap();
    let search = GridSearch::new(space(LISTS))
        .cv(3)
        .scoring(Scoring::F1)
        .pos_label("no");
    check(search, &data);
}

/// However the target is spelled, and whatever it was found to be.
#[test]
fn so_it_has_of_targets_that_were_understood_by_themselves() {
    let place = tempfile::tempdir().unwrap();
    for (k, spelled) in [
        ["1.0", "2.0", "3.0"],
        ["01", "02", "10"],
        ["true", "false", "true"],
        ["True", "False", "False"],
        ["yes", "no", "perhaps"],
        ["0.125", "3.75", "1e-3"],
        ["7", "8", "9"],
    ]
    .into_iter()
    .enumerate()
    {
        for header in ["a,b,kind,a\n", "1,2,3,4\n", ""] {
            let mut text = header.to_owned();
            for row in 0..36 {
                text += &format!("{},{},{},{}\n", row % 5, row % 7, spelled[row % 3], row % 4);
            }
            let path = place.path().join(format!("{k}-{}.csv", header.len()));
            std::fs::write(&path, text).unwrap();
            let options = ReadOptions::new().header(!header.is_empty()).target("2");
            let data = options.read(&path);
            let Ok(data) = data.or_else(|_| options.target("3").read(&path)) else {
                continue;
            };
            let study = place.path().join(format!("{k}-{}.study", header.len()));
            let found = GridSearch::new(space(LISTS))
                .cv(3)
                .study(&study)
                .fit(&data)
                .unwrap();
            let study = Study::read(&study).unwrap();
            let again = study.read_data(&[path]).unwrap();
            let model = study.refit(found.best_trial().number(), &again).unwrap().model;
            assert_eq!(
                model.to_json().unwrap(),
                found.best_model().to_json().unwrap(),
                "{spelled:?} {header}"
            );
        }
    }
}

#[test]
fn several_files_and_their_names_are_those_of_the_study() {
    let place = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = ["first", "second"]
        .iter()
        .map(|name| place.path().join(format!("{name}.csv")))
        .collect();
    for (k, path) in paths.iter().enumerate() {
        let rows = (0..20).map(|row| format!("{},{},{}\n", row % (5 + k), row % 3, ["a", "b"][row % 2]));
        std::fs::write(path, "x,y,kind\n".to_owned() + &rows.collect::<String>()).unwrap();
    }
    let labelled = ReadOptions::new().label_from(crate::LabelFrom::Name);
    for (name, options) in [("named", labelled), ("kind", ReadOptions::new().target("kind"))] {
        let data = match name {
            "named" => options.drop("kind").read_all(&paths).unwrap(),
            _ => options.read_all(&paths).unwrap(),
        };
        let study = place.path().join(name);
        let found = GridSearch::new(space(LISTS))
            .cv(2)
            .study(&study)
            .fit(&data)
            .unwrap();
        let study = Study::read(&study).unwrap();
        let again = study.read_data(&paths).unwrap();
        let model = study.refit(found.best_trial().number(), &again).unwrap().model;
        assert_eq!(&model, found.best_model(), "{name}");
        let other_order: Vec<PathBuf> = paths.iter().rev().cloned().collect();
        let error = study.read_data(&other_order).unwrap_err();
        assert!(
            matches!(error, Error::Study(StudyError::OtherData { .. })),
            "{error}"
        );
    }
}

#[test]
fn trials_without_a_network_are_refused() {
    let place = tempfile::tempdir().unwrap();
    let wide = "hidden_layer_sizes = [[3], [90]]\nmax_iter = 3";
    let limited = GridSearch::new(space(wide))
        .cv(3)
        .limit(Mcu::CortexM0, Limits::new().ram(150));
    let (study, ..) = searched(limited, (&iris(), &place.path().join("limited")));
    let error = study.refit(1, &iris()).unwrap_err();
    assert!(
        matches!(
            error,
            Error::NotRefitted {
                number: 1,
                why: NotRefitted::Infeasible(_)
            }
        ),
        "{error}"
    );
    assert!(matches!(
        study.refit(2, &iris()),
        Err(Error::NoTrial { number: 2, trials: 2 })
    ));
    assert!(matches!(study.fold_fits(2, &iris()), Err(Error::NoTrial { .. })));

    let steep = "learning_rate_init = [0.01, 1e30]\nsolver = 'sgd'\nmax_iter = 5";
    let diverges = GridSearch::new(space(steep)).cv(3);
    let (study, ..) = searched(diverges, (&iris(), &place.path().join("steep")));
    let error = study.refit(1, &iris()).unwrap_err();
    assert!(
        matches!(
            error,
            Error::NotRefitted {
                number: 1,
                why: NotRefitted::Failed(_)
            }
        ),
        "{error}"
    );
    assert!(
        study
            .fold_fits(1, &iris())
            .unwrap()
            .iter()
            .all(|fit| fit.answers.is_none())
    );
}

#[test]
fn other_data_and_altered_settings_are_refused() {
    let place = tempfile::tempdir().unwrap();
    let search = || GridSearch::new(space(LISTS)).cv(3);
    let (study, ..) = searched(search(), (&iris(), place.path()));
    let wine = Data::read(bundled("wine.csv")).unwrap();
    let error = study.refit(0, &wine).unwrap_err();
    assert!(
        matches!(error, Error::Study(StudyError::OtherData { .. })),
        "{error}"
    );
    // the same bytes, read otherwise
    let dropped = ReadOptions::new().drop("0").read(bundled("iris.csv")).unwrap();
    let error = study.refit(0, &dropped).unwrap_err();
    assert!(
        matches!(error, Error::Study(StudyError::Unlike { .. })),
        "{error}"
    );

    let altered = |setting: &str, value: serde_json::Value| {
        let mut study = study.clone();
        study.settings.insert(setting.to_owned(), value);
        study.refit(0, &iris()).unwrap_err().to_string()
    };
    for (setting, value, said) in [
        ("version", "0".into(), "version is 0 there"),
        ("rng", "dice".into(), "rng is \"dice\""),
        ("seed", "one".into(), "\"one\", expected u32"),
        ("space", serde_json::json!([{"alpha": "[0.1"}]), "space is"),
    ] {
        let error = altered(setting, value);
        assert!(error.contains(said), "{error}");
    }
    let mut other = study.clone();
    other.trials[0].folds[0].score += 0.01;
    let error = other.fold_fits(0, &iris()).unwrap_err();
    assert!(
        matches!(
            error,
            Error::NotRepeated {
                trial: 0,
                fold: 0,
                ..
            }
        ),
        "{error}"
    );
    other.trials[0].parameters += 1;
    let error = other.refit(0, &iris()).unwrap_err();
    assert!(error.to_string().contains("parameters"), "{error}");
}
