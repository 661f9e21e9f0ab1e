//! `--scale-target`: regressions whose values are far from 0 or from 1, in their own units.

use crate::place::Place;

/// Nearly linear data; of pascals, francs and amperes.
fn place() -> Place {
    let place = Place::new();
    place.write("pressure.csv", include_str!("../sklearn/pressure.csv"));
    place.write("price.csv", include_str!("../sklearn/price.csv"));
    place.write("amps.csv", include_str!("../sklearn/amps.csv"));
    place
}

fn r2(json: &serde_json::Value, name: &str) -> f64 {
    json["best"][name].as_f64().unwrap_or(f64::NAN)
}

#[test]
fn values_of_any_size_are_learnt_in_f32_and_in_int8() {
    let place = place();
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[16]]\nlearning_rate_init = [0.01]\nmax_iter = 300\nbatch_size = 20\n",
    );
    for name in ["pressure", "price", "amps"] {
        for scale in ["", "--scale-target minmax"] {
            let search = format!("search {name}.csv --cv 3 --space space.toml --quantize int8 {scale}");
            let out = format!("{name}{}", scale.len());
            let found = place.json(&format!("{search} --out {out} --quiet --json"));
            for score in ["mean_test_score", "mean_test_score_int8"] {
                assert!(r2(&found, score) > 0.95, "{search}: {found}");
            }
            // the model answers in the target's units, and exports are of the same network
            for dtype in ["f32", "int8"] {
                let scores = place.json(&format!("evaluate {out} {name}.csv --dtype {dtype} --json"));
                let r2 = scores["r2"].as_f64().unwrap_or(f64::NAN);
                assert!(r2 > 0.95, "{dtype}: {scores}");
            }
        }
    }
    let unscaled = "search price.csv --cv 3 --space space.toml --scale-target none --out none --quiet --json";
    assert!(r2(&place.json(unscaled), "mean_test_score") < 0.0);
}

/// `TransformedTargetRegressor(make_pipeline(StandardScaler(), MLPRegressor(hidden_layer_sizes=(8,),
/// max_iter=30, random_state=1)), transformer=StandardScaler())` with learning rates of 0.01 and 0.1,
/// `cv=3`, on float32; of price with `MinMaxScaler()`.
#[test]
fn folds_score_as_scikit_learns_transformed_target_regressor() {
    let place = place();
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[8]]\nlearning_rate_init = [0.01, 0.1]\nmax_iter = 30\n",
    );
    for (name, scale, expected) in SCORES {
        let flags = "--cv 3 --rng numpy --seed 1 --space space.toml --quiet --json";
        let found = place.json(&format!(
            "search {name}.csv {flags} --scale-target {scale} --out {name}"
        ));
        for (trial, expected) in expected.iter().enumerate() {
            let got = &found["trials"][trial]["split_test_scores"];
            for (fold, expected) in expected.iter().enumerate() {
                let gap = (got[fold].as_f64().unwrap_or(f64::NAN) - expected).abs();
                assert!(
                    gap < 4e-4,
                    "{name}, trial {trial}, fold {fold}: {got}, {expected}"
                );
            }
        }
    }
}

#[test]
fn what_is_scaled_is_said_recorded_and_settable() {
    let place = place();
    place.write("space.toml", "hidden_layer_sizes = [[2]]\nmax_iter = 3\n");
    let search = "search price.csv --cv 2 --space space.toml --out study";
    let (_, err) = place.ok(search);
    assert!(
        err.contains("note: `price` is standardised for each fit"),
        "{err}"
    );
    let model = place.read("study/model.json");
    assert!(model.contains("\"scale_target\": \"standard\""), "{model}");
    assert!(
        place
            .read("study/journal.log")
            .contains("\"scale_target\":\"standard\"")
    );
    let error = place.refused(&format!("{search} --scale-target minmax"));
    assert!(
        error.contains("--scale-target is standard there, minmax here"),
        "{error}"
    );

    let (_, err) = place.ok("train price.csv --rng numpy --set max_iter=3");
    assert!(err.contains("note: `price` is not scaled"), "{err}");
    assert!(!place.read("model.json").contains("scale_target"));
    let error = place.refused("train @iris.csv --scale-target standard");
    assert!(
        error.contains("--scale-target standard is for numbers to predict"),
        "{error}"
    );
    let (_, err) = place.ok("train @iris.csv --set max_iter=3");
    assert!(!err.contains("note:"), "{err}");
}

const SCORES: [(&str, &str, [[f64; 3]; 2]); 2] = [
    (
        "pressure",
        "standard",
        [
            [0.8990992307662964, 0.9220812320709229, 0.9265061616897583],
            [0.9665455222129822, 0.9753977060317993, 0.9611356854438782],
        ],
    ),
    (
        "price",
        "minmax",
        [
            [0.5655053853988647, 0.6510610580444336, 0.6255940794944763],
            [0.9548811912536621, 0.9429972171783447, 0.9448325037956238],
        ],
    ),
];

/// Seconds since 1970 are one f32 a minute: what is learnt of them is not what was measured.
#[test]
fn values_that_f32_merges_are_refused_with_their_offset() {
    let place = Place::new();
    let row = |i: u32| format!("{i},{}\n", 1_700_000_000.5 + f64::from(i));
    let rows: String = (0..100).map(row).collect();
    place.write("far.csv", String::from("a,t\n") + &rows);
    let columns = |format: &str, text: &str| format!("{{{format}: {text}}}");
    let json: Vec<String> = (0..100)
        .map(|i| {
            columns(
                "\"a\"",
                &format!("{i}, \"t\": {}", 1_700_000_000.5 + f64::from(i)),
            )
        })
        .collect();
    place.write("far.json", format!("[{}]", json.join(",")));
    place.write("whole.csv", rows.replace(".5", ""));
    for (name, flags) in [
        ("far.csv", ""),
        ("far.json", ""),
        ("whole.csv", "--no-header --task regress"),
    ] {
        for command in ["train", "search"] {
            let error = place.refused(&format!("{command} {name} {flags}"));
            assert!(
                error.contains("100 different values, of which f32 keeps ")
                    && error.contains(" r2 no better than 0: subtract 1700000000"),
                "{error}"
            );
        }
    }
    assert!(!place.path("model.json").exists() && !place.path("far.study").exists());
    // nor is there an R² of them
    place.write("small.csv", "a,t\n1,2\n2,3\n3,5\n4,4\n");
    place.ok("train small.csv --target t --task regress --set max_iter=2 --quiet --out small.json");
    for file in ["far.csv", "far.json"] {
        let error = place.refused(&format!("evaluate small.json {file} --target t"));
        assert!(error.contains("subtract 1700000000"), "{error}");
    }
    // the values are those that were read: what is left of them is learnt
    let near = rows.replace(",1700000000.5", ",0.5");
    place.write(
        "near.csv",
        String::from("a,t\n") + &near.replace(",17000000", ","),
    );
    let (_, err) = place.ok("train near.csv --set max_iter=1");
    assert!(err.contains("100 different values"), "{err}");
}

/// Pascals with three decimals, of which f32 keeps steps of 1/128: what is lost is noise of 0.000006 of r2.
/// scikit-learn's `TransformedTargetRegressor` on f64 has an r2 of 0.998 here, with the same network.
#[test]
fn values_of_which_f32_merges_little_are_learnt_with_a_warning() {
    let place = Place::new();
    let row = |i: u32| {
        let (a, b) = (f64::from(i * 37 % 400) / 400.0, f64::from(i * 91 % 233) / 233.0);
        format!("{a:.4},{b:.4},{:.3}\n", 101_323.4 + 2.2 * a + b * b)
    };
    place.write(
        "pascals.csv",
        String::from("a,b,p\n") + &(0..800).map(row).collect::<String>(),
    );
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[8]]\nlearning_rate_init = [0.01]\nmax_iter = 100\n",
    );
    let search = "search pascals.csv --cv shuffled:3 --space space.toml --quiet --json";
    let found = place.json(&format!("{search} --quantize int8 --out study"));
    for score in ["mean_test_score", "mean_test_score_int8"] {
        assert!(r2(&found, score) > 0.95, "{found}");
    }
    let warning = found["warnings"].to_string();
    assert!(
        warning.contains("of which f32 keeps") && warning.contains("from r2"),
        "{warning}"
    );
    let scores = place.json("evaluate study pascals.csv --json");
    assert!(scores["r2"].as_f64() > Some(0.95), "{scores}");
    // seconds of a day
    let row = |i: u32| format!("{i},{}\n", 1_700_000_000 + i * 60);
    place.write(
        "day.csv",
        String::from("a,t\n") + &(0..1440).map(row).collect::<String>(),
    );
    let (_, err) = place.ok("train day.csv --task regress --set max_iter=60");
    assert!(
        err.contains("1440 different values, of which f32 keeps 676"),
        "{err}"
    );
    let (_, err) = place.ok("evaluate model.json day.csv --scoring r2");
    assert!(err.contains("very file"), "{err}");
}

#[test]
fn bounds_far_from_1_have_an_exponent() {
    let place = Place::new();
    let rows: String = (1..30).map(|i| format!("{i},{i}.5e-30\n")).collect();
    place.write("small.csv", String::from("a,y\n") + &rows);
    let (_, err) = place.ok("train small.csv --set max_iter=1");
    assert!(
        err.contains("a number, 1.5e-30 to 2.95e-29, 29 different values"),
        "{err}"
    );
}

#[test]
fn values_nearer_to_0_than_f32_goes_are_named() {
    let place = Place::new();
    let row = |i: i32, far: &str, near: &str| format!("{}.5{far},{}.25{near}\n", i * 7 % 50, i * 7 % 50);
    let table =
        |far: &str, near: &str| "a,t\n".to_owned() + &(0..50).map(|i| row(i, far, near)).collect::<String>();
    place.write("target.csv", table("", "e-60"));
    let error = place.refused("train target.csv");
    assert!(
        error.contains("of which f32 keeps 1") && error.contains("in another unit"),
        "{error}"
    );
    place.write("feature.csv", table("e-60", ""));
    let (_, err) = place.ok("train feature.csv --set max_iter=5");
    assert!(
        err.contains("column `a` has 50 different values, of which f32 keeps 1"),
        "{err}"
    );
    assert!(!err.contains("the same in all rows"), "{err}");
    place.write(
        "zero.csv",
        table("", "")
            .replace("a,t", "z,a,t")
            .replace("\n", "\n0,")
            .trim_end_matches("0,"),
    );
    let (_, err) = place.ok("train zero.csv --set max_iter=5");
    assert!(
        err.contains("the same in all rows: z") && !err.contains("f32"),
        "{err}"
    );
}

#[test]
fn what_rounding_takes_of_values_far_from_zero_is_said() {
    let place = Place::new();
    let rows = |offset: u32| {
        let row = |i: u32| {
            let (a, b) = (f64::from(i * 37 % 101) / 101.0, f64::from(i * 53 % 97) / 97.0);
            format!("{a:.4},{b:.4},{}\n", f64::from(offset) + (12.0 * (a + b)).round())
        };
        "t,h,raw\n".to_owned() + &(0..200).map(row).collect::<String>()
    };
    // every whole number there is one of f32, and each sum is rounded to whole numbers
    place.write("far.csv", rows(8_388_608));
    place.write("near.csv", rows(0));
    let score = |file: &str| {
        let (text, said) = place.ok(&format!("train {file} --task regress --quiet -o m.json"));
        let score = text
            .lines()
            .find_map(|line| line.strip_prefix("r2 (training rows): "))
            .unwrap();
        (score.parse::<f64>().unwrap(), said)
    };
    let ((near, quiet), (far, said)) = (score("near.csv"), score("far.csv"));
    assert!(!quiet.contains("rounding"), "{quiet}");
    let lost = said
        .split("rounding in f32 takes ")
        .nth(1)
        .expect("said")
        .split(' ')
        .next()
        .unwrap();
    let lost: f64 = lost.parse().unwrap();
    assert!(
        lost > 0.1 && (near - far - lost).abs() < 0.02,
        "{near} - {far}, {lost} is said"
    );
    let says = "where 8388620 is subtracted from them first";
    assert!(said.contains(says), "{said}");
    let (_, said) = place.ok("evaluate m.json far.csv --quiet");
    assert!(said.contains(says), "{said}");
    // of rows of which the model knows nothing, and of one row, there is nothing to say
    for rows in ["t,h,raw\n0.1,0.2,1\n0.3,0.4,2\n", "t,h,raw\n0.5,0.5,8388621\n"] {
        place.write("other.csv", rows);
        let (_, said) = place.ok("evaluate m.json other.csv --quiet");
        assert!(!said.contains("rounding"), "{said}");
    }
    place.write("space.toml", "hidden_layer_sizes = [[4], [100]]\nmax_iter = 60\n");
    let found = place.json("search far.csv --task regress --space space.toml --cv 2 --json --out s --quiet");
    assert!(
        found["warnings"].to_string().contains(says),
        "{}",
        found["warnings"]
    );
}

#[test]
fn errors_of_values_far_from_zero_are_those_of_the_digits_in_the_file() {
    let place = Place::new();
    let (mut rows, mut truth) = (String::from("a,b,y\n"), Vec::new());
    for i in 0..80_u32 {
        let (a, b) = (f64::from(i * 37 % 101) / 101.0, f64::from(i * 53 % 97) / 97.0);
        // f32 is a sixteenth apart there
        truth.push(1e6 + 3.0 * a - b + 0.02);
        rows += &format!("{a},{b},{}\n", truth[i as usize]);
    }
    place.write("far.csv", rows);
    place.ok("train far.csv --scale-target standard --set max_iter=600 --quiet");
    let (answers, _) = place.ok("predict model.json far.csv --quiet");
    let answers = answers.lines().skip(1).map(|line| line.parse::<f32>().unwrap());
    let errors: Vec<f64> = truth
        .iter()
        .zip(answers)
        .map(|(y, answer)| y - f64::from(answer))
        .collect();
    let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / 80.0;
    let squares = mean(&mut errors.iter().map(|error| error * error));
    let centre = mean(&mut truth.iter().copied());
    let variance = mean(&mut truth.iter().map(|y| (y - centre).powi(2)));
    let scores = place.json("evaluate model.json far.csv --json --quiet");
    // sklearn.metrics of the printed answers and of pandas' float64
    for (name, expected) in [
        ("r2", 1.0 - squares / variance),
        ("neg_mean_squared_error", -squares),
        ("neg_root_mean_squared_error", -squares.sqrt()),
        (
            "neg_mean_absolute_error",
            -mean(&mut errors.iter().map(|error| error.abs())),
        ),
    ] {
        let score = scores[name].as_f64().unwrap_or(f64::NAN);
        assert!(
            (score / expected - 1.0).abs() < 1e-9,
            "{name}: {score}, {expected}"
        );
    }
}
