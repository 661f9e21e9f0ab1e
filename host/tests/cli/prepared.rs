//! `scaler` and `missing` of a space: how each candidate's features are scaled, and what stands in for gaps.

use serde_json::Value;

use crate::place::Place;
use crate::without_times::without_times;

const SEARCH: &str = "search gaps.csv --cv 3 --space space.toml --quiet --json";
const SPACE: &str = "hidden_layer_sizes = [[8]]\nmissing = ['mean', 'median', 'most_frequent']\n\
                     scaler = ['standard', 'robust', 'minmax', 'none']\nmax_iter = 30\n";

/// iris with gaps in every column, and a space.
fn place(space: &str) -> Place {
    let place = Place::new();
    let iris = include_str!("../../data/iris.csv");
    let mut lines = iris.lines();
    let mut text = lines.next().unwrap().to_owned() + "\n";
    for (row, line) in lines.enumerate() {
        let mut cells: Vec<&str> = line.split(',').collect();
        for column in (0..4).filter(|column| (row * 7 + column * 3) % 11 == 0) {
            cells[column] = "";
        }
        text += &(cells.join(",") + "\n");
    }
    place.write("gaps.csv", text);
    place.write("space.toml", space);
    place
}

fn read(place: &Place, name: &str) -> Value {
    serde_json::from_str(&place.read(name)).unwrap()
}

/// `GridSearchCV` of `Pipeline([SimpleImputer(), a scaler, MLPClassifier(hidden_layer_sizes=(8,), max_iter=30,
/// random_state=1)])` over the strategies and the scalers, on float32, `cv=3`, `neg_log_loss`.
#[test]
fn folds_score_as_those_of_a_pipelines_grid() {
    let place = place(SPACE);
    let flags = "--rng numpy --seed 1 --scoring neg_log_loss --out s.study";
    let found = place.json(&format!("{SEARCH} {flags}"));
    let trials = found["trials"].as_array().unwrap();
    assert_eq!(trials.len(), SCORES.len());
    for (trial, (missing, scaler, scores)) in trials.iter().zip(SCORES) {
        assert_eq!(trial["params"]["missing"], missing, "{trial}");
        assert_eq!(trial["params"]["scaler"], scaler, "{trial}");
        for (fold, expected) in scores.iter().enumerate() {
            let got = trial["split_test_scores"][fold].as_f64().unwrap();
            assert!((got - expected).abs() < 2e-5, "{missing}, {scaler}: {trial}");
        }
    }
    let table = place.read("s.study/cv_results.csv");
    let header = table.lines().next().unwrap();
    assert!(header.contains("param_missing,param_scaler"), "{header}");
    let journal = place.read("s.study/journal.log");
    assert!(
        journal.contains(r#"\"choices\": [\"standard\", \"robust\", \"minmax\", \"none\"]"#)
            || journal.contains(r#"\"choices\":[\"standard\",\"robust\",\"minmax\",\"none\"]"#),
        "{journal}"
    );
    let best = read(&place, "s.study/best.json");
    assert!(best.to_string().contains("\"scaler\":"), "{best}");
    let (shown, _) = place.ok("show s.study");
    assert!(
        shown.contains("robust") && shown.contains("most_frequent"),
        "{shown}"
    );
}

#[test]
fn each_trial_has_the_model_that_train_gives() {
    let place = place(SPACE);
    let found = place.json(&format!("{SEARCH} --quantize int8 --out s.study"));
    let winner = found["best"]["trial"].as_u64().unwrap();
    let whole = place.read("s.study/model.json");
    // the study stands for its model
    place.ok("evaluate s.study gaps.csv --quiet");
    for trial in [winner, 0, 7] {
        let params = &found["trials"][trial as usize]["params"];
        let (missing, scaler) = (&params["missing"], &params["scaler"]);
        let (missing, scaler) = (missing.as_str().unwrap(), scaler.as_str().unwrap());
        place.ok(&format!(
            "train gaps.csv --missing {missing} --scale {scaler} --set hidden_layer_sizes=8 --set max_iter=30 \
             --quiet -o alone.json"
        ));
        let alone = "export alone.json --format c --dtype int8 -o alone.h";
        place.ok(alone);
        place.ok(&format!(
            "export s.study --trial {trial} --data gaps.csv --format c --dtype int8 -o trial.h"
        ));
        let numbers = |name: &str| -> Vec<String> {
            let text = place.read(name);
            let lines = text.lines().filter(|line| {
                line.trim_start()
                    .starts_with(|c: char| c == '-' || c.is_ascii_digit())
            });
            lines.map(str::to_owned).collect()
        };
        assert!(!numbers("trial.h").is_empty());
        assert_eq!(numbers("alone.h"), numbers("trial.h"), "{missing}, {scaler}");
        if trial == winner {
            let (ours, alone) = (read(&place, "s.study/model.json"), read(&place, "alone.json"));
            for part in ["preprocess", "scaling", "offset", "scale", "params"] {
                assert_eq!(ours.get(part), alone.get(part), "{part}");
            }
            assert!(!whole.contains("most_frequent") && ours["scaling"] == scaler);
        }
    }
    place.ok("report s.study --data gaps.csv -o page.html");
    let page = place.read("page.html");
    assert!(
        page.contains("as the space says") && !page.contains("--missing"),
        "no flag is the space's"
    );
}

#[test]
fn shards_kills_and_strategies_have_the_same_bytes() {
    let place = place(&format!("{SPACE}learning_rate_init = [0.01, 0.1]\n"));
    let strategies = [
        "",
        "--strategy random --trials 7",
        "--strategy random --trials 7 --quantize int8",
    ];
    for (at, strategy) in strategies.into_iter().enumerate() {
        let search = format!("{SEARCH} {strategy}");
        let whole = place.json(&format!("{search} --out whole{at}.study --jobs 1"));
        for shard in ["1/2", "0/2"] {
            place.ok(&format!("{search} --out parts{at}.study --shard {shard}"));
        }
        place.ok(&format!("merge parts{at}.study"));
        place.ok(&format!("{search} --out parts{at}.study"));
        let of = |name: &str| {
            let study = format!("{name}{at}.study");
            (
                without_times(&place, &study),
                place.read(&format!("{study}/model.json")),
            )
        };
        assert_eq!(of("whole"), of("parts"), "{strategy}");
        // nothing is left to do
        let again = place.json(&format!("{search} --out whole{at}.study"));
        assert_eq!(again["best"]["trial"], whole["best"]["trial"]);
    }
    for flags in [
        "--strategy gp --trials 12 --batch 4",
        "--strategy halving",
        "--race halving",
        "--race exact --confirm 2",
    ] {
        let search = SEARCH.replace(
            "--cv 3",
            if flags.contains("confirm") {
                "--cv shuffled:3"
            } else {
                "--cv 3"
            },
        );
        let run = |jobs: u32, name: &str| {
            let found = place.json(&format!("{search} {flags} --jobs {jobs} --out {name}"));
            (found["best"].clone(), place.read(&format!("{name}/model.json")))
        };
        let name = format!("k{}.study", flags.len());
        let (a, b) = (run(1, &name), run(3, &format!("l{name}")));
        assert_eq!(a.1, b.1, "{flags}");
        let params = a.0["params"].to_string();
        assert!(
            params.contains("\"scaler\":") && params.contains("\"missing\":"),
            "{params}"
        );
    }
}

#[test]
fn what_a_space_says_no_flag_says_too() {
    let place = place("scaler = ['standard', 'robust']\nmax_iter = 5\n");
    for (space, flags, why) in [
        (
            SPACE,
            "--scale robust",
            "--scale robust and scaler in --space are the same: leave one out",
        ),
        (
            SPACE,
            "--scale standard",
            "--scale standard and scaler in --space are the same: leave one out",
        ),
        (
            SPACE,
            "--missing mean",
            "--missing mean and missing in --space are the same: leave one out",
        ),
        (
            SPACE,
            "--missing error",
            "--missing error and missing in --space are the same: leave one out",
        ),
        (
            "scaler = 'robust'",
            "--scale robust",
            "--scale robust and scaler in --space are the same",
        ),
        (
            "scaler = ['standard', 'quantile']",
            "",
            "scaler takes one of none, standard, minmax, minmax-clip, robust, maxabs, not",
        ),
        ("scaler = ['auto']", "", "scaler takes one of none, standard,"),
        ("scaler = ['balanced']", "", "scaler takes one of none, standard,"),
        (
            "missing = ['mean', 'drop']",
            "",
            "missing takes one of mean, median, most_frequent, not",
        ),
        ("missing = { low = 1, high = 3 }", "", "missing"),
        (
            "[[space]]\nmissing = ['mean', 'median']\n[[space]]\nmax_iter = [5]",
            "",
            "a space has `missing` and another has not",
        ),
        // a space that does not name it leaves gaps an error
        ("scaler = ['standard', 'robust']", "", "has no value"),
    ] {
        place.write("space.toml", space);
        let error = place.refused(&format!("{} {flags}", SEARCH.replace(" --json", "")));
        assert!(error.contains(why), "{space} {flags}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
    for (set, flag) in [("scaler=robust", "--scale"), ("missing=mean", "--missing")] {
        let error = place.refused(&format!("train gaps.csv --missing mean --set {set}"));
        assert!(error.contains(&format!("give {flag} instead")), "{error}");
    }
    // one that all candidates share is no column, and one of two spaces may leave the scaler as it is
    place.write(
        "space.toml",
        "scaler = 'robust'\nmissing = 'median'\nhidden_layer_sizes = [[4], [8]]\nmax_iter = 5",
    );
    place.json(&format!("{SEARCH} --out shared.study"));
    assert!(!place.read("shared.study/cv_results.csv").contains("param_scaler"));
    assert_eq!(read(&place, "shared.study/model.json")["scaling"], "robust");
    let trial = "export shared.study --trial 0 --data gaps.csv --format c -o shared.h";
    place.ok(trial);
    place.write(
        "space.toml",
        "[[space]]\nscaler = ['robust', 'none']\nmissing = 'mean'\n[[space]]\nmissing = 'mean'\nmax_iter = [5]",
    );
    let found = place.json(&format!("{SEARCH} --out two.study"));
    assert_eq!(found["trials"].as_array().unwrap().len(), 3);
}

/// A trial of the space that names a scaler, and one of the space that leaves it out, which is standardised.
#[test]
fn each_trial_of_two_spaces_is_fitted_again() {
    let scaled =
        "[[space]]\nscaler = ['robust']\nmissing = ['mean']\nhidden_layer_sizes = [[4]]\nmax_iter = 20\n";
    let other = "[[space]]\nmissing = ['median']\nhidden_layer_sizes = [[6]]\nmax_iter = 20\n";
    let trials = [("robust", "mean", 4), ("standard", "median", 6)];
    for (spaces, trials) in [
        (format!("{scaled}{other}"), trials),
        (format!("{other}{scaled}"), [trials[1], trials[0]]),
    ] {
        let place = place(&spaces);
        place.json(&format!("{SEARCH} --out s.study"));
        for (trial, (scaler, missing, width)) in trials.into_iter().enumerate() {
            place.ok(&format!(
                "train gaps.csv --missing {missing} --scale {scaler} --set hidden_layer_sizes={width} \
                 --set max_iter=20 --quiet -o alone.json"
            ));
            let of_study = format!("s.study --trial {trial} --data gaps.csv");
            let [ours, alone] = [of_study.as_str(), "alone.json"].map(|model| {
                let (answers, _) = place.ok(&format!("predict {model} gaps.csv --proba --quiet"));
                answers
            });
            assert_eq!(ours, alone, "{spaces} trial {trial}");
            place.ok(&format!("export {of_study} --format c --dtype int8 -o trial.h"));
            place.ok(&format!("evaluate {of_study} gaps.csv --quiet"));
        }
        place.ok("report s.study --data gaps.csv -o page.html");
        assert!(place.read("page.html").contains("as the space says"), "{spaces}");
    }
}

/// What stands in, the scaler, and the score of each fold.
type Scores = (&'static str, &'static str, [f64; 3]);

const SCORES: [Scores; 12] = [
    (
        "mean",
        "standard",
        [-0.9437856078147888, -0.9488171935081482, -0.9067021012306213],
    ),
    (
        "mean",
        "robust",
        [-0.9857009053230286, -1.028282880783081, -0.9565241932868958],
    ),
    (
        "mean",
        "minmax",
        [-1.2031035423278809, -1.214857816696167, -1.19278883934021],
    ),
    (
        "mean",
        "none",
        [-1.1378064155578613, -1.1412181854248047, -1.1198042631149292],
    ),
    (
        "median",
        "standard",
        [-0.9449835419654846, -0.9542228579521179, -0.910658597946167],
    ),
    (
        "median",
        "robust",
        [-0.9883886575698853, -1.0236390829086304, -0.9558120965957642],
    ),
    (
        "median",
        "minmax",
        [-1.2034279108047485, -1.2160836458206177, -1.1927924156188965],
    ),
    (
        "median",
        "none",
        [-1.1360958814620972, -1.145675539970398, -1.115210771560669],
    ),
    (
        "most_frequent",
        "standard",
        [-0.9484060406684875, -0.9641216993331909, -0.9255045056343079],
    ),
    (
        "most_frequent",
        "robust",
        [-0.988986074924469, -1.0214463472366333, -0.973889946937561],
    ),
    (
        "most_frequent",
        "minmax",
        [-1.2031543254852295, -1.2112644910812378, -1.1902549266815186],
    ),
    (
        "most_frequent",
        "none",
        [-1.16655433177948, -1.152529001235962, -1.1450269222259521],
    ),
];
