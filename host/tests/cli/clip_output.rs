//! `--clip-output`: answers of a regression that are held to a range.

use std::fmt::Write as _;

use serde_json::Value;

use crate::place::{Place, printed};

/// Sensors whose targets follow from them, and rows far beyond.
fn place() -> Place {
    let place = Place::new();
    place.write("price.csv", include_str!("../sklearn/price.csv"));
    let mut two = "t,p,y1,y2\n".to_owned();
    for i in 0..80 {
        let (t, p) = (i % 31, i * 7 % 40);
        let _ = writeln!(two, "{t},{p},{},{}.5", 3 * t - p, 200 + t + p);
    }
    place.write("two.csv", two);
    place.write(
        "far.csv",
        "t,p\n1000,-1000\n-1000,1000\n500,500\n12,20\n31,-2\n-500,-700\n",
    );
    let space = "hidden_layer_sizes = [[8]]\nlearning_rate_init = [0.01, 0.1]\nmax_iter = 30\n";
    place.write("space.toml", space);
    place
}

fn answers(place: &Place, model: &str, data: &str, dtype: &str) -> Vec<Vec<f32>> {
    let (text, _) = place.ok(&format!("predict {model} {data} --dtype {dtype} --quiet"));
    let number = |text: &str| text.parse().unwrap_or(f32::NAN);
    let row = |line: &str| line.split(',').map(number).collect();
    text.lines().skip(1).map(row).collect()
}

/// `np.clip` of `TransformedTargetRegressor(make_pipeline(StandardScaler(), MLPRegressor((8,), max_iter=30,
/// random_state=1)), transformer=MinMaxScaler())` on three folds, with learning rates of 0.01 and 0.1: to the least and the
/// largest price of the rows that train, which moves 4, 4 and 3 answers of the first rate and 0, 4 and 1 of the second, and to
/// 200,000 and 1,500,000, which moves 49 and 64.
#[test]
fn folds_score_as_clipped_answers_of_scikit_learn() {
    let place = place();
    let search = "search price.csv --target price --cv 3 --rng numpy --seed 1 --space space.toml --scale-target minmax --quiet --json";
    for (study, (flag, expected)) in [
        (
            "",
            [
                [0.5655053853988647, 0.6510610580444336, 0.6255940198898315],
                [0.9548811912536621, 0.9429972171783447, 0.9448325037956238],
            ],
        ),
        (
            "--clip-output",
            [
                [0.7331580519676208, 0.7997831702232361, 0.6783968210220337],
                [0.9548811912536621, 0.9450896978378296, 0.9451813697814941],
            ],
        ),
        (
            "--clip-output 200000:1500000",
            [
                [0.6694743037223816, 0.7387328147888184, 0.6440013647079468],
                [0.902892529964447, 0.916968584060669, 0.9045976400375366],
            ],
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let found = place.json(&format!("{search} {flag} --out {study}.study"));
        for (trial, expected) in expected.iter().enumerate() {
            let got = &found["trials"][trial]["split_test_scores"];
            for (fold, expected) in expected.iter().enumerate() {
                let gap = (got[fold].as_f64().unwrap_or(f64::NAN) - expected).abs();
                assert!(
                    gap < 2e-5,
                    "{flag}, trial {trial}, fold {fold}: {got}, {expected}"
                );
            }
        }
    }
}

#[test]
fn answers_are_those_without_it_held() {
    let place = place();
    let both = "--target y1 --target y2";
    for (data, targets, more, ends) in [
        ("two.csv", both, "", [(-34.0, 84.0), (200.5, 265.5)]),
        (
            "two.csv",
            "--target y2 --drop y1",
            "--scale minmax-clip",
            [(200.5, 265.5); 2],
        ),
        (
            "two.csv",
            "--target y2 --drop y1",
            "--set loss=poisson",
            [(200.5, 265.5); 2],
        ),
    ] {
        let train = format!(
            "train {data} {targets} --task regress {more} --set max_iter=60 --set learning_rate_init=0.05 --quiet"
        );
        place.ok(&format!("{train} --out free.json"));
        let free = place.read("free.json");
        assert!(!free.contains("clip_output"));
        for (flag, ends) in [
            ("--clip-output", ends),
            ("--clip-output -2.5:210.25", [(-2.5, 210.25); 2]),
        ] {
            place.ok(&format!("{train} {flag} --out held.json"));
            let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
            let (held, free) = (read(&place.read("held.json")), read(&free));
            assert_eq!(held["weights"], free["weights"], "a fit knows nothing of it");
            assert_eq!(held["int8"], free["int8"]);
            for dtype in ["f32", "int8"] {
                let mut moved = 0;
                for file in ["far.csv", data] {
                    let [free, held] =
                        ["free.json", "held.json"].map(|model| answers(&place, model, file, dtype));
                    assert!(!free.is_empty() && free.len() == held.len());
                    for (free, held) in free.iter().zip(&held) {
                        for ((free, held), (low, high)) in free.iter().zip(held).zip(ends) {
                            assert_eq!(*held, free.clamp(low, high), "{targets} {more} {flag} {dtype}");
                            moved += usize::from(held != free);
                        }
                    }
                }
                assert!(moved > 0, "{targets} {more} {flag} {dtype}");
            }
        }
    }
    // what trained it scores as its answers do
    let scores = place.json("evaluate held.json two.csv --json --quiet");
    let held = answers(&place, "held.json", "two.csv", "f32");
    let truth = place.read("two.csv");
    let gap = |(row, answer): (&str, &Vec<f32>)| {
        let truth: f64 = row
            .split(',')
            .nth(3)
            .and_then(|y| y.parse().ok())
            .unwrap_or(f64::NAN);
        (truth - f64::from(answer[0])).abs()
    };
    let mean = truth.lines().skip(1).zip(&held).map(gap).sum::<f64>() / held.len() as f64;
    let got = scores["neg_mean_absolute_error"].as_f64().unwrap_or(f64::NAN);
    assert!((got + mean).abs() < 1e-4, "{got} {mean}");
    let (text, _) = place.ok("evaluate held.json two.csv --quiet");
    assert!(!text.is_empty());
}

/// The range of each target of the model, though other rows train and the flag is absent.
#[test]
fn a_fit_that_goes_on_keeps_the_range_of_its_model() {
    let place = place();
    let text = place.read("two.csv");
    place.write(
        "few.csv",
        text.lines().take(21).collect::<Vec<_>>().join("\n") + "\n",
    );
    let set = "--set max_iter=20 --set learning_rate_init=0.05 --quiet";
    place.ok(&format!(
        "train two.csv --target y1 --target y2 --clip-output {set} --out held.json"
    ));
    let range = |model: &str| {
        let all: Value = serde_json::from_str(&place.read(model)).unwrap();
        all["clip_output"].clone()
    };
    let of_two = range("held.json");
    assert_eq!(
        of_two,
        serde_json::json!({"low": [-34.0, 200.5], "high": [84.0, 265.5]})
    );
    let go_on = |flags: &str| {
        place.ok(&format!(
            "train few.csv --warm-start held.json {flags} {set} --out again.json"
        ));
        range("again.json")
    };
    assert_eq!(go_on(""), of_two);
    let ends = [(-34.0, 84.0), (200.5, 265.5)];
    for row in answers(&place, "again.json", "far.csv", "f32") {
        for (answer, (low, high)) in row.into_iter().zip(ends) {
            assert!((low..=high).contains(&answer), "{answer}");
        }
    }
    assert_ne!(go_on("--clip-output"), of_two, "that of the rows that go on");
    assert_eq!(
        go_on("--clip-output -1:5"),
        serde_json::json!({"low": [-1.0, -1.0], "high": [5.0, 5.0]})
    );
    assert_eq!(go_on("--clip-output none"), Value::Null);
    let free = answers(&place, "again.json", "far.csv", "f32");
    assert!(free.iter().any(|row| row[0] > 84.0 || row[0] < -34.0), "{free:?}");
}

#[test]
fn studies_keep_it_and_go_on_with_it() {
    let place = place();
    let search = "search price.csv --target price --cv 3 --space space.toml --scale-target minmax --quantize int8 --quiet";
    place.ok(&format!("{search} --out free"));
    let held = format!("{search} --clip-output --out held");
    let found = place.json(&format!("{held} --json"));
    for file in ["model.json", "journal.log", "cv_results.csv", "best.json"] {
        assert!(
            !place.read(&format!("free/{file}")).contains("clip_output"),
            "{file}"
        );
    }
    assert!(place.read("held/model.json").contains("\"clip_output\""));
    let log = place.read("held/journal.log");
    assert!(log.contains("\"clip_output\":\"train\","), "{log}");
    // the same goes on, and another does not
    assert_eq!(place.json(&format!("{held} --json"))["trials"], found["trials"]);
    let error = place.refused(&search.replace("--quiet", "--quiet --out held"));
    assert!(error.contains("--clip-output is train there"), "{error}");
    let error = place.refused(&held.replace("--clip-output", "--clip-output 0:9"));
    assert!(
        error.contains("--clip-output is train there, 0:9 here"),
        "{error}"
    );
    // a trial is fitted again with it, and the report says it
    let (again, _) = place.ok("evaluate held --trial 1 --data price.csv price.csv --quiet");
    let trained = "train price.csv --target price --scale-target minmax --set hidden_layer_sizes=8 --set max_iter=30 \
                   --set learning_rate_init=0.1 --clip-output --quiet --out alone.json";
    place.ok(trained);
    let (alone, _) = place.ok("evaluate alone.json price.csv --quiet");
    assert_eq!(again, alone);
    place.ok("report held --data price.csv -o page.html");
    let page = place.read("page.html");
    assert!(
        page.contains("Answers held to") && page.contains("<span>--clip-output</span> <span>train</span>"),
        "no flag in the report"
    );
    // shards have the bytes of the whole
    for shard in ["1/2", "0/2"] {
        place.ok(&format!("{search} --clip-output --out parts --shard {shard}"));
    }
    place.ok("merge parts");
    place.ok(&format!("{search} --clip-output --out parts"));
    assert_eq!(place.read("parts/model.json"), place.read("held/model.json"));
    for format in ["c", "rust", "onnx"] {
        for dtype in ["f32", "int8"] {
            place.ok(&format!(
                "export held --format {format} --dtype {dtype} -o price.{format}"
            ));
        }
    }
    assert!(
        place.read("price.c").contains("model_hold(out)") || place.read("price.c").contains("_hold(out)")
    );
    assert!(
        place
            .read("price.rust")
            .contains(".bounded(Bounds::new(&LOW, &HIGH))")
    );
}

#[test]
fn what_it_is_not_for_is_refused() {
    let place = place();
    for command in ["train @iris.csv", "search @iris.csv --cv 3"] {
        let error = place.refused(&format!("{command} --clip-output"));
        assert!(
            error.contains("--clip-output") && error.contains("has classes"),
            "{error}"
        );
        let error = place.refused(&format!("{command} --clip-output 0:1"));
        assert!(error.contains("--clip-output 0:1 is for numbers"), "{error}");
    }
    place.write(
        "labels.csv",
        "a,l1,l2\n1,0,1\n2,1,0\n3,0,0\n4,1,1\n5,1,0\n6,0,1\n7,0,0\n8,1,1\n",
    );
    let error = place.refused("train labels.csv --target l1 --target l2 --clip-output");
    assert!(
        error.contains("are labels") && error.contains("--task regress"),
        "{error}"
    );
    for wrong in ["5:1", "0:", "nan:1", "0:inf", "7"] {
        let output = place.run(&format!("train two.csv --target y1 --clip-output {wrong}"));
        let (_, error) = printed(&output);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(error.contains("LOW:HIGH") && error.contains("0:100"), "{error}");
    }
    // a file behind the flag is taken for a range, which says so
    let output = place.run("train --clip-output two.csv --target y1");
    let (_, error) = printed(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(error.contains("files stand before it"), "{error}");
    let error = place.refused("cost --shape 4,8,3 --clip-output");
    assert!(error.contains("softmax") && error.contains("identity"), "{error}");
}

#[test]
fn a_model_whose_range_was_altered_is_refused() {
    let place = place();
    place.ok("train two.csv --target y1 --drop y2 --clip-output --set max_iter=5 --quiet --out held.json");
    let text = place.read("held.json");
    let low = "\"low\": [\n      -34.0\n    ]";
    assert!(text.contains(low), "{text}");
    for other in ["[\n      85.0\n    ]", "[\n      1.0,\n      2.0\n    ]", "[]"] {
        place.write_model("altered.json", &text.replace(low, &format!("\"low\": {other}")));
        let error = place.refused("predict altered.json far.csv");
        assert!(error.contains("not consistent"), "{error}");
    }
    let all = &text[text.find(low).unwrap_or_default()..];
    let all = &all[..all.find('}').unwrap_or_default()];
    let none = "\"low\": [],\n    \"high\": []\n  ";
    place.write_model("altered.json", &text.replace(all, none));
    let error = place.refused("predict altered.json far.csv");
    assert!(error.contains("clip_output holds no answer"), "{error}");
    // written again it is the same
    place.write_model("same.json", &text);
    assert_eq!(place.read("same.json"), text);
}

#[test]
fn a_range_is_no_rounding() {
    let place = place();
    let rows: String = (0..60)
        .map(|i| format!("{},{}\n", i % 13, f64::from(i % 13) / 4.0 - 1.5))
        .collect();
    place.write("around.csv", format!("x,y\n{rows}"));
    let (_, said) = place.ok("train around.csv --set solver=lbfgs --clip-output -1:1 --out m.json");
    assert!(!said.contains("rounding"), "{said}");
}
