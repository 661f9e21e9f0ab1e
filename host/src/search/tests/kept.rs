//! Answers that a study keeps give every other score of the same fits, to the bit.

use std::fs;
use std::path::Path;

use super::*;
use crate::{ReadOptions, Study, StudyError};

const LISTS: &str = "hidden_layer_sizes = [[3], [9]]\nlearning_rate_init = [0.003, 0.1]\nmax_iter = 12";

fn grid() -> GridSearch<'static> {
    GridSearch::new(LISTS.parse().unwrap()).cv(3)
}

fn bundled(name: &str) -> Data {
    data(name)
}

/// A study by another score has the scores, the ranks and the winner of a search with that score.
fn check(data: &Data, others: &[(Scoring, Option<&str>)], search: impl Fn() -> GridSearch<'static>) {
    let place = tempfile::tempdir().unwrap();
    search().keep_predictions().study(place.path()).fit(data).unwrap();
    let study = Study::read(place.path()).unwrap();
    for &(scoring, class) in others {
        let rescored = study.rescored(place.path(), scoring, class).unwrap();
        let again = search().scoring(scoring);
        let again = match class {
            Some(class) => again.pos_label(class),
            None => again,
        };
        let found = again.fit(data).unwrap();
        let selection = study.selection();
        let results = rescored.results(selection.rule, selection.by);
        assert_eq!(results.winner(), Some(found.best_trial().number()), "{scoring:?}");
        assert_eq!(results.scoring(), scoring.name());
        assert_eq!(results.ranks(), found.results().ranks());
        assert_eq!(results.ranks_int8(), found.results().ranks_int8());
        for (here, there) in results.trials().iter().zip(found.trials()) {
            let bits = |trial: &Trial| -> Vec<u64> {
                trial
                    .split_test_scores()
                    .iter()
                    .map(|score| score.to_bits())
                    .collect()
            };
            assert_eq!(bits(here), bits(there), "{scoring:?}");
            assert_eq!(here.int8(), there.int8());
        }
    }
}

#[test]
fn other_scores_are_those_of_a_search() {
    let classes = [
        (Scoring::Accuracy, None),
        (Scoring::F1Macro, None),
        (Scoring::NegLogLoss, None),
        (Scoring::RocAucOvr, None),
        (Scoring::RocAucOvoWeighted, None),
        (Scoring::AveragePrecision, None),
        (Scoring::TopKAccuracy, None),
        (Scoring::D2BrierScore, None),
        (Scoring::JaccardMacro, None),
    ];
    check(&bundled("iris"), &classes, || grid().quantize());
    let values = [
        (Scoring::R2, None),
        (Scoring::NegMeanAbsoluteError, None),
        (Scoring::NegMedianAbsoluteError, None),
        (Scoring::D2AbsoluteErrorScore, None),
        (Scoring::NegMaxError, None),
    ];
    check(&bundled("diabetes"), &values, || {
        grid().shuffle(true).holdout(0.2)
    });
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("two.csv");
    let mut text = "a,b,kind\n".to_owned();
    for row in 0..90 {
        text += &format!(
            "{},{},{}\n",
            row % 9,
            row % 7,
            if row % 9 > 5 { "yes" } else { "no" }
        );
    }
    fs::write(&path, text).unwrap();
    let two = ReadOptions::new().target("kind").read(&path).unwrap();
    let of_two = [
        (Scoring::F1, Some("yes")),
        (Scoring::F1, Some("no")),
        (Scoring::RocAuc, None),
        (Scoring::NegLogLoss, None),
        (Scoring::AveragePrecision, Some("no")),
        (Scoring::NegNegativeLikelihoodRatio, None),
    ];
    check(&two, &of_two, || grid().quantize().select_by(Dtype::Int8));
}

/// The files of a study's answers.
fn kept(study: &Path) -> [Vec<u8>; 2] {
    ["predictions.npy", "predictions.json"].map(|name| fs::read(study.join(name)).unwrap())
}

#[test]
fn what_is_kept_is_an_array_that_a_kill_does_not_change() {
    let place = tempfile::tempdir().unwrap();
    let [study, other] = ["a", "b"].map(|name| place.path().join(name));
    let iris = bundled("iris");
    let run = |study: &Path| grid().keep_predictions().study(study).fit(&iris).unwrap();
    run(&study);
    let [array, asked] = kept(&study);
    let header = String::from_utf8_lossy(&array[10..192]);
    assert!(
        header.contains("'descr': '<f4'") && header.contains("(4, 1, 150, 3)"),
        "{header}"
    );
    assert_eq!(array.len(), 192 + 4 * 150 * 3 * 4);
    let rows: Vec<f32> = array[192..]
        .chunks(4)
        .map(|four| f32::from_le_bytes(four.try_into().unwrap()))
        .collect();
    assert!(
        rows.chunks(3)
            .all(|row| (row.iter().sum::<f32>() - 1.0).abs() < 1e-5)
    );
    run(&other);
    let journal = other.join(Study::JOURNAL);
    let lines = fs::read_to_string(&journal).unwrap();
    let lines: Vec<&str> = lines.lines().collect();
    // after two trials, and in the middle of writing the third
    fs::write(
        &journal,
        lines[..lines.len() - 2].join("\n") + "\n{\"op_code\":4,",
    )
    .unwrap();
    fs::write(other.join("predictions.npy"), &array[..192 + 2 * 1800 + 7]).unwrap();
    run(&other);
    assert!(kept(&other) == [array, asked]);
    let without_times = |study: &Path| {
        Study::read(study)
            .unwrap()
            .rescored(study, Scoring::F1Macro, None)
            .unwrap()
    };
    let (a, b) = (without_times(&study), without_times(&other));
    assert_eq!(a.trials().len(), b.trials().len());
}

#[test]
fn what_is_not_kept_or_not_whole_is_an_error() {
    let place = tempfile::tempdir().unwrap();
    let iris = bundled("iris");
    let rescored = || {
        Study::read(place.path())
            .unwrap()
            .rescored(place.path(), Scoring::F1Macro, None)
    };
    grid().study(place.path()).fit(&iris).unwrap();
    assert!(matches!(rescored(), Err(Error::Study(StudyError::NotKept))));
    // it is another search
    let later = grid().keep_predictions().study(place.path()).fit(&iris);
    assert!(matches!(later, Err(Error::Study(StudyError::Other { .. }))));

    let place = tempfile::tempdir().unwrap();
    let rescored = || {
        Study::read(place.path())
            .unwrap()
            .rescored(place.path(), Scoring::F1Macro, None)
    };
    grid().keep_predictions().study(place.path()).fit(&iris).unwrap();
    let wrong = Study::read(place.path())
        .unwrap()
        .rescored(place.path(), Scoring::R2, None);
    assert!(matches!(wrong, Err(Error::Scoring { .. })));
    let [array, asked] = kept(place.path());
    for (name, bytes) in [("predictions.npy", &array), ("predictions.json", &asked)] {
        for at in [bytes.len() / 2, bytes.len() - 3] {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            fs::write(place.path().join(name), &altered).unwrap();
            let error = rescored().unwrap_err().to_string();
            assert!(error.contains("predictions."), "{error}");
        }
        fs::write(place.path().join(name), &bytes[..bytes.len() / 2]).unwrap();
        assert!(rescored().is_err());
        fs::remove_file(place.path().join(name)).unwrap();
        assert!(rescored().unwrap_err().to_string().contains(name));
        fs::write(place.path().join(name), bytes).unwrap();
    }
    assert!(rescored().is_ok());
}

#[test]
fn answers_are_kept_of_whole_candidates_in_a_study() {
    let iris = bundled("iris");
    let place = tempfile::tempdir().unwrap();
    let error = grid().keep_predictions().fit(&iris).unwrap_err();
    assert!(matches!(error, Error::KeepNowhere));
    let raced = grid()
        .race(Race::Exact)
        .keep_predictions()
        .study(place.path())
        .fit(&iris);
    assert!(matches!(raced, Err(Error::KeepDropped)));
    let halved = HalvingSearch::new(LISTS.parse().unwrap())
        .keep_predictions()
        .study(place.path());
    assert!(matches!(halved.cv(3).fit(&iris), Err(Error::KeepDropped)));
    let ranges = "learning_rate_init = { low = 0.001, high = 0.1, log = true }\nmax_iter = 1";
    let many = RandomSearch::new(ranges.parse().unwrap(), 100_000)
        .keep_predictions()
        .study(place.path());
    let digits = bundled("digits");
    assert!(matches!(
        many.cv(3).fit(&digits),
        Err(Error::KeepTooMuch {
            candidates: 100_000,
            ..
        })
    ));
    assert!(!place.path().join(Study::JOURNAL).exists());
    // a study that grows keeps those of its new trials
    let study = place.path().join("grown");
    let gp = |trials| {
        let search = GpSearch::new(ranges.parse().unwrap(), trials)
            .race(Race::None)
            .confirm(0);
        search.cv(3).keep_predictions().study(&study).fit(&iris).unwrap()
    };
    gp(3);
    gp(5);
    let rescored = Study::read(&study)
        .unwrap()
        .rescored(&study, Scoring::NegLogLoss, None)
        .unwrap();
    assert!(
        rescored
            .trials()
            .iter()
            .all(|trial| trial.mean_test_score() < 0.0)
    );
}
