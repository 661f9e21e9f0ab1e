//! `--scale robust`, `--scale maxabs` and `--scale minmax-clip`, of features and of the values to predict.

use crate::place::{Place, printed};

/// `cv=3`, `random_state=1`, 8 hidden units, 30 epochs, learning rates of 0.01 and 0.1 behind `RobustScaler()`,
/// `MaxAbsScaler()` and `MinMaxScaler(clip=True)`, on float32: `neg_log_loss` of wine; of price with the same scaler of
/// the target, without its clip, R2.
#[test]
fn folds_score_as_behind_scikit_learns_scalers() {
    let place = Place::new();
    place.write("price.csv", include_str!("../sklearn/price.csv"));
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[8]]\nlearning_rate_init = [0.01, 0.1]\nmax_iter = 30\n",
    );
    for (scale, wine, price) in SCORES {
        let of_target = scale.trim_end_matches("-clip");
        let flags = format!("--cv 3 --rng numpy --seed 1 --space space.toml --quiet --json --scale {scale}");
        for (data, flags, expected) in [
            (
                "@wine.csv",
                format!("{flags} --scoring neg_log_loss --out wine-{scale}"),
                wine,
            ),
            (
                "price.csv",
                format!("{flags} --scale-target {of_target} --out price-{scale}"),
                price,
            ),
        ] {
            let found = place.json(&format!("search {data} {flags}"));
            for (trial, expected) in expected.iter().enumerate() {
                let got = &found["trials"][trial]["split_test_scores"];
                for (fold, expected) in expected.iter().enumerate() {
                    let gap = (got[fold].as_f64().unwrap_or(f64::NAN) - expected).abs();
                    assert!(
                        gap < 2e-5,
                        "{data} {scale}, trial {trial}, fold {fold}: {got}, {expected}"
                    );
                }
            }
        }
    }
}

/// By trial and fold.
type Scores = [[f64; 3]; 2];

const SCORES: [(&str, Scores, Scores); 3] = [
    (
        "robust",
        [
            [-0.47263309359550476, -0.3347006142139435, -0.4721745550632477],
            [-0.2946844696998596, -0.11191651970148087, -0.0685625746846199],
        ],
        [
            [0.9235002994537354, 0.8089442253112793, 0.8252819776535034],
            [0.9726464748382568, 0.9727895259857178, 0.9436640739440918],
        ],
    ),
    (
        "maxabs",
        [
            [-1.0126665830612183, -0.9460573792457581, -0.9632264971733093],
            [-0.6988707780838013, -0.6293236613273621, -0.6129603385925293],
        ],
        [
            [-0.4186520576477051, -0.006836652755737305, -0.13841664791107178],
            [0.958811342716217, 0.9213325381278992, 0.927632212638855],
        ],
    ),
    // not clipped, each score of wine is another by 4e-4 or more
    (
        "minmax-clip",
        [
            [-0.8535176515579224, -0.7697708606719971, -0.7938750386238098],
            [-0.19501996040344238, -0.11712152510881424, -0.026103340089321136],
        ],
        [
            [-0.09930002689361572, 0.23952341079711914, 0.11365717649459839],
            [0.9458373188972473, 0.9040361046791077, 0.9473181962966919],
        ],
    ),
];

#[test]
fn models_exports_and_int8_carry_the_scaler() {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[8]]\nmax_iter = 60\nlearning_rate_init = 0.02\n",
    );
    for scale in ["robust", "maxabs", "minmax-clip"] {
        let search =
            format!("search @wine.csv --cv 3 --space space.toml --quiet --scale {scale} --out {scale}");
        let found = place.json(&format!("{search} --quantize int8 --json"));
        for score in ["mean_test_score", "mean_test_score_int8"] {
            assert!(
                found["best"][score].as_f64() > Some(0.9),
                "{scale}: {}",
                found["best"]
            );
        }
        let model = place.read(&format!("{scale}/model.json"));
        assert!(model.contains(&format!("\"scaling\": \"{scale}\"")), "{model}");
        for dtype in ["f32", "int8"] {
            let scores = place.json(&format!(
                "evaluate {scale} @wine.csv --dtype {dtype} --json --quiet"
            ));
            assert!(scores["accuracy"].as_f64() > Some(0.9), "{scores}");
            for format in ["c", "rust"] {
                place.ok(&format!(
                    "export {scale} --format {format} --dtype {dtype} -o wine.{format}"
                ));
                assert!(
                    place.read(&format!("wine.{format}")).contains(scale),
                    "{format} {dtype}"
                );
            }
        }
        // the same command goes on, and with another scaler the study is another
        place.ok(&format!("{search} --quantize int8"));
        let error = place.refused(&search.replace(&format!("--scale {scale}"), "--scale standard"));
        assert!(
            error.contains(&format!("--scale is {scale} there, standard here")),
            "{error}"
        );
        // a trial is fitted again behind the same scaler
        let (again, _) = place.ok(&format!(
            "evaluate {scale} --trial 0 --data @wine.csv @wine.csv --quiet"
        ));
        let (once, _) = place.ok(&format!("evaluate {scale} @wine.csv --quiet"));
        assert_eq!(again, once);
    }
}

/// A sensor that leaves the range of the rows that trained counts as at its end, in f32 and in int8.
#[test]
fn features_beyond_their_range_are_held_at_its_end() {
    let place = Place::new();
    let rows = (0..60).map(|i| format!("{},{},{}\n", 20 + i % 31, i * 7 % 40, 3 * (i % 31) - i * 7 % 40));
    place.write("sensor.csv", format!("t,p,y\n{}", rows.collect::<String>()));
    place.write("beyond.csv", "t,p\n90,-5\n-3e38,39.5\n25,3e38\n30,12\n");
    place.write("held.csv", "t,p\n50,0\n20,39\n25,39\n30,12\n");
    let answers = |name: &str, dtype: &str| {
        let answers = place
            .ok(&format!("predict m.json {name} --dtype {dtype} --quiet"))
            .0;
        answers
            .lines()
            .map(|line| line.split(',').next_back().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    let train =
        "train sensor.csv --task regress --quiet --set max_iter=100 --set learning_rate_init=0.02 -o m.json";
    place.ok(&format!("{train} --scale minmax-clip"));
    assert!(place.read("m.json").contains("\"scaling\": \"minmax-clip\""));
    assert_eq!(answers("beyond.csv", "f32"), answers("held.csv", "f32"));
    // the quantised input takes no number that is beyond f32 in its steps
    place.write("beyond.csv", "t,p\n90,-5\n-3e8,39.5\n25,3e8\n30,12\n");
    assert_eq!(answers("beyond.csv", "int8"), answers("held.csv", "int8"));
    place.ok(&format!("{train} --scale minmax"));
    assert_ne!(answers("beyond.csv", "f32"), answers("held.csv", "f32"));

    // a number that is none stays an error
    place.ok(&format!("{train} --scale minmax-clip"));
    place.write("beyond.csv", "t,p\ninf,1\n");
    let error = place.refused("predict m.json beyond.csv");
    assert!(
        error.contains("beyond.csv:2: column `t` holds `inf`, which no finite f32 can hold"),
        "{error}"
    );
    // what the last layer undoes cannot be clipped
    let output = place.run("train sensor.csv --task regress --scale-target minmax-clip");
    let (_, error) = printed(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        error.contains("minmax-clip") && error.contains("maxabs"),
        "{error}"
    );
}

#[test]
fn a_space_chooses_whether_features_are_clipped() {
    let place = Place::new();
    place.write(
        "space.toml",
        "scaler = [\"minmax\", \"minmax-clip\"]\nhidden_layer_sizes = [[8]]\nmax_iter = 30\n",
    );
    let search = "search @wine.csv --cv 3 --space space.toml --scoring neg_log_loss --quiet";
    let both = place.json(&format!("{search} --json --out both"));
    place.write("one.toml", "hidden_layer_sizes = [[8]]\nmax_iter = 30\n");
    for (trial, scaler) in ["minmax", "minmax-clip"].into_iter().enumerate() {
        let one = search.replace("space.toml", "one.toml");
        let one = place.json(&format!("{one} --scale {scaler} --json --out {scaler}"));
        let of =
            |found: &serde_json::Value, trial: usize| found["trials"][trial]["split_test_scores"].clone();
        assert_eq!(of(&both, trial), of(&one, 0), "{scaler}");
        assert_eq!(both["trials"][trial]["params"]["scaler"], scaler);
    }
    assert_ne!(
        both["trials"][0]["split_test_scores"],
        both["trials"][1]["split_test_scores"]
    );
}

#[test]
fn a_range_of_quartiles_that_f32_cannot_hold_is_named() {
    let place = Place::new();
    let row = |i: u32| {
        format!(
            "{},{},{i}\n",
            if i.is_multiple_of(2) { "3e38" } else { "-3e38" },
            i % 7
        )
    };
    let rows: String = (0..40).map(row).collect();
    place.write("far.csv", format!("a,b,y\n{rows}"));
    let error = place.refused("train far.csv --task regress --scale robust");
    assert!(
        error.contains("`a`") && error.contains("--scale standard"),
        "{error}"
    );
    let output = place.run("train far.csv --scale power");
    let (_, error) = printed(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(error.contains("robust") && error.contains("maxabs"), "{error}");
}
