//! Corners of scikit-learn's semantics, each with what scikit-learn 1.9.1 does to the same data.
//! `tests/sklearn/random_cases.py` compares many more, at random.

use crate::place::Place;

/// Three classes of 50, 37 and 3 rows, three features.
fn few() -> &'static str {
    include_str!("../sklearn/few.csv")
}

/// A study's table by column, as text.
struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(place: &Place, study: &str) -> Self {
        let text = place.read(&format!("{study}/cv_results.csv"));
        let mut lines = text.lines().map(fields);
        Self {
            header: lines.next().unwrap_or_default(),
            rows: lines.collect(),
        }
    }

    fn column(&self, name: &str) -> Vec<&str> {
        let at = self.header.iter().position(|column| column == name);
        let at = at.unwrap_or_else(|| panic!("{name} of {:?}", self.header));
        self.rows.iter().map(|row| row[at].as_str()).collect()
    }

    /// Empty fields are NaN.
    fn numbers(&self, name: &str) -> Vec<f64> {
        let column = self.column(name).into_iter();
        column.map(|text| text.parse().unwrap_or(f64::NAN)).collect()
    }

    /// Scores by trial, then fold.
    fn scores(&self, folds: usize) -> Vec<Vec<f64>> {
        let by_fold: Vec<_> = (0..folds)
            .map(|k| self.numbers(&format!("split{k}_test_score")))
            .collect();
        let trial = |i| by_fold.iter().map(|scores| scores[i]).collect();
        (0..self.rows.len()).map(trial).collect()
    }
}

fn fields(line: &str) -> Vec<String> {
    let pieces = line.split('"').enumerate();
    let kept = pieces.map(|(i, piece)| match i % 2 {
        0 => piece.replace(',', "\n"),
        _ => piece.to_owned(),
    });
    let text: String = kept.collect();
    text.split('\n').map(str::to_owned).collect()
}

/// Equal but for the rounding of f32; NaN equals NaN.
#[track_caller]
fn near(got: &[f64], expected: &[f64], tolerance: f64) {
    let alike = |(a, b): (&f64, &f64)| (a.is_nan() && b.is_nan()) || (a - b).abs() <= tolerance;
    let all = got.len() == expected.len() && got.iter().zip(expected).all(alike);
    assert!(all, "{got:?}, expected {expected:?}");
}

/// `MLPRegressor(hidden_layer_sizes=(16,), solver="sgd", learning_rate_init=0.005,
/// early_stopping=True, random_state=1)` on standardised diabetes.
#[test]
fn early_stopping_that_diverges_later_keeps_its_best_weights() {
    let place = Place::new();
    let set = "--set solver=sgd --set early_stopping=true";
    let json = place.json(&format!(
        "train @diabetes.csv --rng numpy --seed 1 --task regress --set hidden_layer_sizes=16 \
         --set learning_rate_init=0.005 {set} --loss-curve curve.csv --json"
    ));
    let best = json["best_validation_score"].as_f64().unwrap_or_default();
    near(&[best], &[-0.5420961699744955], 1e-5);
    assert_eq!(json["n_iter"], 200, "a score of NaN is no reason to stop");
    let curve = place.read("curve.csv");
    assert_eq!(curve.lines().count(), 201);
    assert!(curve.ends_with("\n200,nan,nan\n"), "{curve}");

    let json = place.json(&format!(
        "train @wine.csv --rng numpy --seed 0 --set hidden_layer_sizes=64 --set activation=identity \
         --set learning_rate_init=1 {set} --set max_iter=60 --set batch_size=20 --json"
    ));
    assert_eq!(json["best_validation_score"], 1.0);
    assert_eq!(json["n_iter"], 19);

    place.write(
        "space.toml",
        "solver = 'sgd'\nearly_stopping = true\nhidden_layer_sizes = [[16]]\n\
         learning_rate_init = [0.001, 0.005]\n",
    );
    place.ok("search @diabetes.csv --rng numpy --seed 1 --task regress --space space.toml --out study");
    let table = Table::read(&place, "study");
    let expected = [
        [0.45129037, 0.56532574, 0.49863344, 0.44335955, 0.53378069],
        [0.27659041, 0.52658153, 0.25315183, -1.79068398, -2.38753295],
    ];
    for (got, expected) in table.scores(5).iter().zip(expected) {
        near(got, &expected, 1e-4);
    }
    assert_eq!(table.column("rank_test_score"), ["1", "2"]);
}

/// Where no epoch has a finite validation score, the weights are the initial ones.
#[test]
fn early_stopping_that_diverges_at_once_keeps_its_first_weights() {
    let place = Place::new();
    let json = place.json(
        "train @diabetes.csv --rng numpy --seed 1 --task regress --set hidden_layer_sizes=16 \
         --set solver=sgd --set learning_rate_init=1e30 --set early_stopping=true --json",
    );
    assert!(json["best_validation_score"].is_null(), "{json}");
    // MLPRegressor(...).fit(X, y).score(X, y)
    let score = json["scores"]["train_r2"].as_f64().unwrap_or_default();
    near(&[score], &[-3.9234566688537598], 1e-5);
    let error = place.refused(
        "train @diabetes.csv --task regress --set solver=sgd --set learning_rate_init=1e30 --rng numpy",
    );
    assert!(error.contains("not finite"), "{error}");
}

/// Sums of nine fold scores that a running sum would round to different means.
#[test]
fn candidates_tie_from_eight_folds_on_as_numpy_sums() {
    let place = Place::new();
    place.write(
        "space.toml",
        "activation = ['relu', 'tanh', 'logistic']\nhidden_layer_sizes = [[2], [4], [8], [16]]\n\
         learning_rate_init = [0.01, 0.03, 0.1]\nsolver = ['adam', 'sgd']\nmax_iter = 40\n",
    );
    let json =
        place.json("search @wine.csv --rng numpy --seed 1 --cv 9 --space space.toml --out study --json");
    assert_eq!(json["best"]["trial"], 58);
    let table = Table::read(&place, "study");
    let ranks = table.column("rank_test_score");
    for (trial, rank) in RANKS_OF_NINE_FOLDS {
        assert_eq!(ranks[trial], rank, "trial {trial}");
    }
    let first: Vec<usize> = (0..72).filter(|&trial| ranks[trial] == "1").collect();
    assert_eq!(first, [58, 65, 71]);
}

const RANKS_OF_NINE_FOLDS: [(usize, &str); 8] = [
    (8, "44"),
    (16, "35"),
    (19, "30"),
    (26, "42"),
    (42, "32"),
    (58, "1"),
    (68, "29"),
    (71, "1"),
];

#[test]
fn a_random_search_of_lists_has_its_columns_from_the_last_to_the_first() {
    let place = Place::new();
    place.write("few.csv", few());
    let lists = "activation = ['relu', 'tanh']\nhidden_layer_sizes = [[3], [4], [5]]\n\
                 max_iter = [2]\nsolver = ['adam', 'sgd']\n";
    let params = |space: &str, flags: &str| {
        place.write("space.toml", space);
        let search = "search few.csv --rng numpy --cv 3 --scale none --space space.toml --quiet --out";
        place.ok(&format!("{search} study{} {flags}", flags.len()));
        let table = Table::read(&place, &format!("study{}", flags.len()));
        let columns = table.header.iter();
        let columns = columns.filter_map(|name| name.strip_prefix("param_").map(str::to_owned));
        (
            columns.collect::<Vec<_>>().join(" "),
            table.column("params")[0].to_owned(),
        )
    };
    assert_eq!(
        params(lists, "--strategy random --trials 4"),
        (
            "solver max_iter hidden_layer_sizes activation".to_owned(),
            "{'solver': 'adam', 'max_iter': 2, 'hidden_layer_sizes': (3,), 'activation': 'tanh'}".to_owned()
        )
    );
    let sorted = "activation hidden_layer_sizes max_iter solver";
    assert_eq!(params(lists, "").0, sorted, "a grid");
    let range = lists.replace("[2]", "{ low = 2, high = 4 }");
    assert_eq!(params(&range, "--strategy random --trials 3 --seed 7").0, sorted);
}

#[test]
fn a_constant_of_a_space_is_no_searched_parameter() {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[2], [3]]\nmax_iter = 3\nsolver = 'sgd'\n",
    );
    let json = place.json("search @iris.csv --cv 3 --space space.toml --out study --json");
    assert_eq!(
        json["best"]["params"].as_object().map(serde_json::Map::len),
        Some(1)
    );
    let table = Table::read(&place, "study");
    assert!(
        !table
            .header
            .iter()
            .any(|name| name == "param_max_iter" || name == "param_solver")
    );
    assert_eq!(
        table.column("params"),
        ["{'hidden_layer_sizes': (2,)}", "{'hidden_layer_sizes': (3,)}"]
    );
    let model = place.read("study/model.json");
    assert!(model.contains("\"max_iter\": \"3\"") && model.contains("\"solver\": \"sgd\""));

    // another constant is another search
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[2], [3]]\nmax_iter = 4\nsolver = 'sgd'\n",
    );
    let error = place.refused("search @iris.csv --cv 3 --space space.toml --out study");
    assert!(error.contains("max_iter is 3 there, 4 here"), "{error}");

    // where tables differ in it, it tells their candidates apart
    let spaces = "[[space]]\nmax_iter = 3\nalpha = 0.1\n[[space]]\nmax_iter = 4\nalpha = 0.1\n";
    place.write("space.toml", spaces);
    place.ok("search @iris.csv --cv 3 --space space.toml --out two");
    let table = Table::read(&place, "two");
    assert_eq!(table.column("params"), ["{'max_iter': 3}", "{'max_iter': 4}"]);
}

/// neg_log_loss of folds whose test rows lack one of three classes.
#[test]
fn without_any_mean_score_the_first_candidate_is_taken_and_the_cause_named() {
    let place = Place::new();
    place.write("few.csv", few());
    place.write("space.toml", "hidden_layer_sizes = [[5], [6]]\nmax_iter = 4\n");
    let (out, err) = place.ok(
        "search few.csv --rng numpy --cv 5 --scoring neg_log_loss --space space.toml --out study --quiet",
    );
    let table = Table::read(&place, "study");
    let nan = f64::NAN;
    let expected = [
        [nan, nan, -1.51320207, -1.34721184, -1.34302688],
        [nan, nan, -0.88330227, -1.10903311, -1.27580178],
    ];
    for (got, expected) in table.scores(5).iter().zip(expected) {
        near(got, &expected, 1e-6);
    }
    assert_eq!(table.column("rank_test_score"), ["1", "1"]);
    for part in [
        "the score is not defined for the test rows of 4 fits",
        "no candidate has a score on every fold; trial 0 is taken",
    ] {
        assert!(err.contains(part), "{part}: {err}");
    }
    assert!(out.contains(" 0 *"), "{out}");
    let best = place.json("show study --best --json");
    assert_eq!(
        (&best["trial"], &best["mean_test_score"]),
        (&0.into(), &serde_json::Value::Null)
    );
    place.ok("predict study few.csv");
    // where every fit failed there is nothing to take
    place.write("space.toml", "solver = 'sgd'\nlearning_rate_init = [1e30]\n");
    let error = place.refused("search @iris.csv --cv 3 --space space.toml --out none");
    assert!(error.contains("every candidate failed"), "{error}");
}

/// `few` with another class for all rows of the smallest but `kept`.
fn rows_of_few(kept: usize) -> Vec<Vec<String>> {
    let mut seen = 0;
    let row = |line: &str| {
        let mut row = fields(line);
        if row[3] == "few" {
            seen += 1;
            if seen > kept {
                row[3] = "mid".into();
            }
        }
        row
    };
    few().lines().map(row).collect()
}

fn csv(rows: &[Vec<String>]) -> String {
    let lines = rows.iter().map(|row| row.join(",") + "\n");
    lines.collect()
}

const SMALL_SPACE: &str =
    "hidden_layer_sizes = [[5]]\nmax_iter = 8\nlearning_rate_init = 0.05\nbatch_size = 16\n";

/// The fold that tests the one row of a class trains a network without an output for it.
#[test]
fn a_class_without_a_row_that_trains_has_no_output() {
    let place = Place::new();
    place.write("lone.csv", csv(&rows_of_few(1)));
    place.write("space.toml", SMALL_SPACE);
    let search = |scoring: &str, more: &str| {
        let flags = "--rng numpy --seed 3 --cv 3 --space space.toml --quiet";
        place.ok(&format!(
            "search lone.csv {flags} --scoring {scoring} --out {scoring} {more}"
        ));
        Table::read(&place, scoring)
    };
    for (scoring, expected) in [
        ("accuracy", [0.43333333333333335, 0.4666666666666667, 0.5]),
        (
            "balanced_accuracy",
            [0.4547511312217195, 0.48416289592760187, 0.3125],
        ),
        (
            "f1_macro",
            [0.4276094276094276, 0.4642857142857143, 0.2222222222222222],
        ),
        (
            "matthews_corrcoef",
            [-0.09513029883089882, -0.032570825073951766, -0.16283981358591298],
        ),
        ("neg_log_loss", [f64::NAN; 3]),
    ] {
        near(&search(scoring, "").scores(3)[0], &expected, 1e-12);
    }
    let int8 = search("f1_weighted", "--quantize int8");
    let scored = int8.numbers("mean_test_score_int8")[0];
    assert!(scored.is_finite(), "{scored}");
}

/// scikit-learn's scorer refuses a `pos_label` that is no class of the fitted network: the fold's score is NaN.
#[test]
fn a_positive_class_without_a_row_that_trains_has_no_score() {
    let place = Place::new();
    let row = |i: u32| format!("{},{},{}\n", i * 37 % 101, i * 61 % 97, u8::from(i == 7));
    place.write(
        "rare.csv",
        String::from("a,b,y\n") + &(0..60).map(row).collect::<String>(),
    );
    place.write("space.toml", SMALL_SPACE);
    for scoring in ["f1", "precision", "recall"] {
        for (positive, undefined) in [(1, 1), (0, 0)] {
            let flags = "--cv 3 --space space.toml --task classify --quiet --quantize int8";
            let study = format!("{scoring}{positive}");
            place.ok(&format!(
                "search rare.csv {flags} --scoring {scoring} --pos-label {positive} --out {study}"
            ));
            let scores = &Table::read(&place, &study).scores(3)[0];
            let nan = scores.iter().filter(|score| score.is_nan()).count();
            assert_eq!(nan, undefined, "{study}: {scores:?}");
        }
    }
}

/// As `SimpleImputer` drops a feature that is missing in all rows that it is fitted to.
#[test]
fn a_feature_without_a_value_that_trains_is_left_out() {
    let place = Place::new();
    let mut rows = rows_of_few(0);
    rows.iter_mut().skip(6).for_each(|row| row[1].clear());
    place.write("gaps.csv", csv(&rows));
    place.write("space.toml", SMALL_SPACE);
    let search = "search gaps.csv --missing mean --rng numpy --seed 3 --cv 3 --space space.toml \
                  --scoring neg_log_loss --quiet";
    let (_, err) = place.ok(&format!("{search} --out study"));
    let expected = [-0.7863941192626953, -0.7371270060539246, -0.8216502070426941];
    near(&Table::read(&place, "study").scores(3)[0], &expected, 2e-6);
    let warning = "`f1` has no value in the rows that train on 1 of 3 folds, which leave it out";
    assert!(err.contains(warning), "{err}");
    place.ok(&format!("{search} --quantize int8 --out int8"));
    assert!(Table::read(&place, "int8").numbers("mean_test_score_int8")[0].is_finite());

    // in no row at all: the model does without, also where it predicts
    rows.iter_mut().skip(1).for_each(|row| row[1].clear());
    place.write("none.csv", csv(&rows));
    let (_, err) = place.ok("train none.csv --missing mean --set max_iter=3");
    assert!(err.contains("`f1` has no value"), "{err}");
    place.ok("predict model.json none.csv");
    place.ok("export model.json --format c -o model.h");
}

#[test]
fn lists_of_more_combinations_than_32_bits_are_sampled() {
    let place = Place::new();
    let values: Vec<String> = (1..=100).map(|i| (f64::from(i) / 1000.0).to_string()).collect();
    let list = values.join(", ");
    let names = ["alpha", "learning_rate_init", "momentum", "power_t", "tol"];
    let space: String = names.map(|name| format!("{name} = [{list}]\n")).concat();
    place.write("space.toml", space + "max_iter = 2\nhidden_layer_sizes = 2\n");
    place.ok("search @iris.csv --rng numpy --cv 2 --strategy random --trials 3 --space space.toml --out study --quiet");
    // ParameterSampler({name: [i / 1000 for i in range(1, 101)]}, 3, random_state=0)
    assert_eq!(Table::read(&place, "study").column("params"), SAMPLED);
}

#[test]
fn early_stopping_on_too_few_rows_counts_them() {
    let place = Place::new();
    place.write("two.csv", "a,b,y\n0,0.5,1.0\n0.8,1,2.0\n");
    let error = place.refused("train two.csv --task regress --set early_stopping=true");
    let expected =
        "early stopping leaves 1 of 2 rows to train on and holds out 1; it needs at least 2 of each";
    assert!(error.contains(expected), "{error}");
}

const SAMPLED: [&str; 3] = [
    "{'tol': 0.04, 'power_t': 0.083, 'momentum': 0.025, 'learning_rate_init': 0.047, 'alpha': 0.026}",
    "{'tol': 0.057, 'power_t': 0.011, 'momentum': 0.007, 'learning_rate_init': 0.022, 'alpha': 0.08}",
    "{'tol': 0.08, 'power_t': 0.03, 'momentum': 0.016, 'learning_rate_init': 0.074, 'alpha': 0.07}",
];

/// scikit-learn fails the fits of such a fold, `FitFailedWarning`, and goes on with the others.
#[test]
fn a_fold_without_any_value_that_trains_fails_alone() {
    let place = Place::new();
    let row = |i: usize| match i {
        0..20 => format!("{},{},{i}\n", i * 7 % 5, i * 3 % 4),
        _ => format!(",,{i}\n"),
    };
    place.write(
        "gaps.csv",
        String::from("a,b,y\n") + &(0..60).map(row).collect::<String>(),
    );
    place.write("space.toml", "hidden_layer_sizes = [[4]]\nmax_iter = [2, 3]\n");
    let search =
        "search gaps.csv --missing mean --cv 3 --space space.toml --task regress --quantize int8 --out s";
    let (_, err) = place.ok(search);
    assert!(
        err.contains("2 fits failed") && err.contains("no feature has a value in the rows that train"),
        "{err}"
    );
    let table = Table::read(&place, "s");
    for scores in table.scores(3) {
        assert!(
            scores[0].is_nan() && scores[1].is_finite() && scores[2].is_finite(),
            "{scores:?}"
        );
    }
    let (again, _) = place.ok(search);
    assert!(again.contains("failed"));
}
