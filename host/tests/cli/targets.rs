//! Several targets: columns of labels, or of values, from the data to the answers.

use std::fmt::Write as _;

use crate::place::Place;

const TARGETS: &str = "--target l1 --target l2 --target l3";

/// Rows whose labels and values follow from their features, drawn by a congruence.
fn place() -> Place {
    let place = Place::new();
    let (mut labels, mut values) = ("a,b,c,l1,l2,l3,g\n".to_owned(), "a,b,c,y1,y2\n".to_owned());
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1 << 23) - 1.0
    };
    for row in 0..90 {
        let (a, b, c) = (next(), next(), next());
        let [l1, l2, l3] = [a > 0.0, b + c > 0.2, a * b > 0.0].map(u8::from);
        let _ = writeln!(labels, "{a},{b},{c},{l1},{l2},{l3},{}", row % 6);
        let _ = writeln!(values, "{a},{b},{c},{},{}", 2.0 * a - b, 40.0 + 9.0 * c);
    }
    place.write("labels.csv", labels);
    place.write("values.csv", values);
    let space = "hidden_layer_sizes = [[6]]\nlearning_rate_init = [0.01, 0.1]\nmax_iter = 30\n";
    place.write("space.toml", space);
    place
}

#[test]
fn labels_are_trained_answered_and_scored() {
    let place = place();
    place.ok(&format!(
        "train labels.csv {TARGETS} --drop g --set solver=lbfgs --out m.json --quiet"
    ));
    let (answers, _) = place.ok("predict m.json labels.csv --quiet");
    let data = place.read("labels.csv");
    assert_eq!(answers.lines().next(), Some("l1,l2,l3"));
    let rows = data.lines().zip(answers.lines()).skip(1);
    let right = rows
        .filter(|(row, answer)| row.contains(&format!(",{answer},")))
        .count();
    let scores = place.json("evaluate m.json labels.csv --json");
    assert_eq!(scores["accuracy"], right as f64 / 90.0);
    assert!(right > 80, "{right}");
    assert!(scores["f1"].is_null() && scores["jaccard_samples"].is_number());
    let support = scores["report"]["l2"]["classes"][1]["support"].as_u64().unwrap();
    let has_l2 = |row: &&str| row.split(',').nth(4) == Some("1");
    assert_eq!(support, data.lines().filter(has_l2).count() as u64);
    let (likely, _) = place.ok("predict m.json labels.csv --proba --quiet");
    for (likely, answer) in likely.lines().zip(answers.lines()).skip(1) {
        let is_above = likely
            .split(',')
            .map(|p| u8::from(p.parse::<f32>().unwrap() > 0.5).to_string());
        assert_eq!(is_above.collect::<Vec<_>>().join(","), answer);
    }
    let json = place.json("predict m.json labels.csv --json --quiet");
    assert_eq!(json["targets"], serde_json::json!(["l1", "l2", "l3"]));
    assert_eq!(json["predictions"][0].as_array().map(Vec::len), Some(3));
    let quantised = place.json("evaluate m.json labels.csv --dtype int8 --json");
    assert!(quantised["accuracy"].as_f64().unwrap() > 0.8, "{quantised}");
    for (format, file, says) in [
        ("c", "m.h", "m_predict(const float *x, uint8_t *has)"),
        ("rust", "m.rs", "Result<[bool; TARGETS], Error>"),
        ("onnx", "m.onnx", "probabilities"),
    ] {
        place.ok(&format!(
            "export m.json --format {format} --name m --output {file}"
        ));
        let bytes = std::fs::read(place.path(file)).unwrap();
        assert!(String::from_utf8_lossy(&bytes).contains(says), "{format}");
    }
}

#[test]
fn weights_count_rows_of_several_targets_and_counts_are_answered() {
    let place = place();
    let labels = place.read("labels.csv");
    // each row twice, or once with a weight of 2
    let (mut twice, mut weighed) = (String::new(), String::new());
    for (row, line) in labels.lines().enumerate() {
        let heavy = row % 3 == 0;
        let _ = writeln!(
            weighed,
            "{line},{}",
            if row == 0 {
                "w"
            } else if heavy {
                "2"
            } else {
                "1"
            }
        );
        let _ = writeln!(twice, "{line}");
        if row > 0 && heavy {
            let _ = writeln!(twice, "{line}");
        }
    }
    place.write("twice.csv", twice);
    place.write("weighed.csv", weighed);
    let loss = |data: &str| {
        let train =
            format!("train {data} {TARGETS} --drop g --scale none --set solver=lbfgs --json --out m.json");
        let fit = format!("{train} --set hidden_layer_sizes=3 --set max_iter=3 --set alpha=0.5");
        place.json(&fit)["loss"].as_f64().unwrap()
    };
    let (twice, weighed, even) = (
        loss("twice.csv"),
        loss("weighed.csv --weights w"),
        loss("labels.csv"),
    );
    assert!((twice - weighed).abs() < 1e-4 * twice, "{twice} {weighed}");
    assert!((twice - even).abs() > 1e-4 * twice, "{twice} {even}");
    let counts = place.read("values.csv").replace('-', "");
    place.write("counts.csv", counts);
    place.ok("train counts.csv --target y1 --target y2 --set loss=poisson --out c.json --quiet");
    let answers = place.ok("predict c.json counts.csv --quiet").0;
    let scores = place.json("evaluate c.json counts.csv --json");
    assert!(
        scores["r2"].is_number() && scores["neg_mean_poisson_deviance"].is_null(),
        "{scores}"
    );
    let mut answers = answers.lines().skip(1).flat_map(|line| line.split(','));
    assert!(answers.any(|y| y.contains('.')) && answers.all(|y| y.parse::<f32>().unwrap() > 0.0));
}

#[test]
fn values_are_trained_answered_and_scored_each_in_its_units() {
    let place = place();
    place.ok("train values.csv --target y1 --target y2 --set solver=lbfgs --out m.json --quiet");
    let scores = place.json("evaluate m.json values.csv --json");
    assert!(scores["r2"].as_f64().unwrap() > 0.99, "{scores}");
    assert!(scores["report"]["y2"]["bias"].as_f64().unwrap().abs() < 0.1);
    let answers = place.ok("predict m.json values.csv --quiet").0;
    assert_eq!(answers.lines().next(), Some("y1,y2"));
    let first: Vec<f64> = answers
        .lines()
        .nth(1)
        .unwrap()
        .split(',')
        .map(|y| y.parse().unwrap())
        .collect();
    assert!(
        first[0].abs() < 4.0 && (29.0..51.0).contains(&first[1]),
        "{first:?}"
    );
}

/// Targets are found by their names as features are, wherever they stand.
#[test]
fn targets_in_another_order_are_those_of_the_model() {
    let place = place();
    let moved = |name: &str, order: &[usize]| {
        let text = place.read(&format!("{name}.csv"));
        let row = |line: &str| {
            let cells: Vec<&str> = line.split(',').collect();
            order.iter().map(|&at| cells[at]).collect::<Vec<_>>().join(",") + "\n"
        };
        let rows: String = text.lines().map(row).collect();
        place.write(&format!("moved_{name}.csv"), rows);
    };
    moved("labels", &[5, 0, 3, 2, 1, 4]);
    moved("values", &[4, 0, 1, 3, 2]);
    for (name, targets) in [
        ("labels", format!("{TARGETS} --drop g")),
        ("values", "--target y1 --target y2".to_owned()),
    ] {
        let set = "--set solver=lbfgs --set max_iter=4 --quiet";
        place.ok(&format!("train {name}.csv {targets} {set} --out m.json"));
        let [there, moved] = ["", "moved_"].map(|moved| {
            let file = format!("{moved}{name}.csv");
            let scores = place.json(&format!("evaluate m.json {file} --json --quiet"));
            let drop = if moved.is_empty() && name == "labels" {
                " --drop g"
            } else {
                ""
            };
            place.ok(&format!(
                "train {file} --warm-start m.json{drop} --quiet --out again.json"
            ));
            let [answers, again] = ["m.json", "again.json"].map(|model| {
                let (answers, _) = place.ok(&format!("predict {model} {file} --quiet"));
                answers
            });
            // which has the file of the largest residual
            let report = scores["report"].to_string().replace("moved_", "");
            let scores = scores.as_object().unwrap().iter();
            let scores: Vec<f64> = scores.filter_map(|(_, score)| score.as_f64()).collect();
            (scores, report, answers, again)
        });
        assert!(!there.0.is_empty() && there.1.contains("{"), "{there:?}");
        assert_eq!(there, moved, "{name}");
        assert_ne!(there.2, there.3, "the fit went on");
    }
}

#[test]
fn a_search_of_several_targets_goes_on_and_is_read_again() {
    let place = place();
    let labels = format!("search labels.csv {TARGETS} --drop g --space space.toml --cv 3");
    let values = "search values.csv --target y1 --target y2 --space space.toml --cv shuffled:3";
    for (search, scoring, out) in [
        (labels.as_str(), "f1_samples", "labels"),
        (values, "neg_mean_absolute_error", "values"),
    ] {
        let search = format!("{search} --scoring {scoring} --quantize int8 --quiet --out {out}");
        place.ok(&format!("{search} --jobs 1"));
        let files = ["cv_results.csv", "model.json"].map(|file| place.read(&format!("{out}/{file}")));
        let (said, _) = place.ok(&format!("{search} --jobs 2"));
        assert!(said.contains("mcutune export"), "{said}");
        assert_eq!(files[1], place.read(&format!("{out}/model.json")));
        let shown = place.json(&format!("show {out} --json"));
        assert_eq!(shown["scoring"], scoring);
        // fitted again, as the winner was
        let best = shown["best"]["trial"].as_u64().unwrap();
        let winner = place.ok(&format!("predict {out} {out}.csv --quiet")).0;
        let again = format!("predict {out} {out}.csv --trial {best} --data {out}.csv --quiet");
        assert_eq!(place.ok(&again).0, winner);
    }
}

#[test]
fn answers_come_in_the_order_in_which_targets_are_asked_for() {
    let place = place();
    let columns = place.read("values.csv");
    let columns: Vec<&str> = columns.lines().next().unwrap().split(',').collect();
    let [y1, y2] = ["y1", "y2"].map(|name| columns.iter().position(|one| *one == name).unwrap());
    let answers = |targets: &str| {
        place.ok(&format!(
            "train values.csv {targets} --set max_iter=5 --out m.json --quiet"
        ));
        place.ok("predict m.json values.csv --quiet").0
    };
    for targets in [
        "--target y2 --target y1".to_owned(),
        format!("--target {y2} --target {y1}"),
        format!("--target {y2} --target y1"),
        format!("--target y2 --target {y1}"),
    ] {
        assert!(answers(&targets).starts_with("y2,y1\n"), "{targets}");
    }
    assert!(answers(&format!("--target {y1} --target {y2}")).starts_with("y1,y2\n"));
    let search = "search values.csv --target y1 --target y2 --space space.toml --cv 3 --quiet --out s";
    place.ok(search);
    let error = place.refused(&search.replace("--target y1 --target y2", "--target y2 --target y1"));
    assert!(error.contains("--target"), "{error}");
}

#[test]
fn what_is_no_set_of_targets_is_one_clear_error() {
    let place = place();
    let labels = place.read("labels.csv");
    place.write("three.csv", labels.replacen(",0,", ",2,", 1));
    place.write("text.csv", "a,l1,word\n1,0,no\n2,1,yes\n3,1,no\n");
    let mixed: Vec<String> = labels
        .lines()
        .zip(place.read("values.csv").lines())
        .map(|(labels, values)| format!("{labels},{}", values.rsplit_once(',').unwrap().1))
        .collect();
    place.write("mixed.csv", mixed.join("\n"));
    place.ok(&format!(
        "train labels.csv {TARGETS} --drop g --out m.json --quiet"
    ));
    for (command, said) in [
        (
            format!("train three.csv {TARGETS}"),
            "has 2, and of several labels each is 0 or 1",
        ),
        (
            format!("train mixed.csv {TARGETS} --target y2"),
            "the targets are of two kinds: `l1` has 2 different whole numbers",
        ),
        (
            "train text.csv --target l1 --target word".into(),
            "has the text `no`, and several targets are numbers",
        ),
        (
            "train labels.csv --target l1 --target l1".into(),
            "`l1` is named twice as a target",
        ),
        (
            "train labels.csv --target l1 --target l9".into(),
            "there is no column `l9`",
        ),
        (
            "train labels.csv --target l1 --target l2 --drop l2".into(),
            "also to be left out",
        ),
        (
            "search labels.csv --target l1 --target g --groups g --cv group:3".into(),
            "cannot say which rows belong together: it is the target",
        ),
        (
            format!("search labels.csv {TARGETS} --cv stratified:3"),
            "is several labels: give --cv kfold:N",
        ),
        (
            format!("search labels.csv {TARGETS} --scoring f1"),
            "f1 does not suit this target",
        ),
        (
            format!("search labels.csv {TARGETS} --keep-predictions"),
            "predictions are kept of one target",
        ),
        (
            format!("train labels.csv {TARGETS} --scale-target minmax"),
            "are labels: leave it out",
        ),
        (
            format!("train labels.csv {TARGETS} --class-weight balanced"),
            "a class_weight of balanced is of classes in one column, and the target `l1` has none",
        ),
        (
            format!("train labels.csv {TARGETS} --class-weight 1=2"),
            "several labels a row are no classes; leave out `--class-weight`",
        ),
        (format!("train labels.csv {TARGETS} --weights l2"), "`l2`"),
        (
            format!("train labels.csv {TARGETS} --set loss=poisson"),
            "the loss poisson is of values from 0 on, and the target `l1` has classes",
        ),
        (
            "train values.csv --target y1 --target y2 --set loss=poisson".into(),
            "and the poisson loss is of values from 0 on",
        ),
        (
            "evaluate m.json values.csv".into(),
            "the target `l1` is not in the file",
        ),
        (
            "evaluate m.json labels.csv --target l1".into(),
            "has several targets",
        ),
    ] {
        let error = place.refused(&command);
        assert!(error.contains(said), "{command}: {error}");
    }
}
