//! Recordings of sensors: windows of them as rows, searched, answered and exported.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::place::{Place, printed};

/// Samples of each recording, at 50 Hz.
const SAMPLES: usize = 200;

/// A number from 0 to 1 that looks like chance.
fn chance(seed: usize) -> f64 {
    let mut x = (seed as u64).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x ^= x >> 29;
    x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (x >> 40) as f64 / (1_u64 << 24) as f64
}

/// One recording: a wave of a frequency that its class gives and of a strength and a tilt of its own.
fn recording(class: usize, number: usize) -> String {
    let own = class * 100 + number;
    let (strength, tilt) = (200.0 + 600.0 * chance(own), 400.0 * chance(own + 7));
    let hertz = [0.0, 1.0, 4.0][class] * (0.8 + 0.4 * chance(own + 13));
    let mut text = "timestamp,x,y,z\n".to_owned();
    for i in 0..SAMPLES {
        let t = i as f64 / 50.0;
        let wave = strength * (std::f64::consts::TAU * hertz * t).sin();
        let noise = |axis: usize| 80.0 * chance(own * 10_000 + 3 * i + axis);
        let _ = writeln!(
            text,
            "{},{:.0},{:.0},{:.0}",
            20 * i,
            wave + noise(0),
            tilt + noise(1),
            1000.0 - tilt + noise(2)
        );
    }
    text
}

/// A folder `rec` of so many recordings of each of three classes, and a small space.
fn place(each: usize) -> Place {
    let place = Place::new();
    fs::create_dir(place.path("rec")).unwrap();
    for (class, name) in ["idle", "slow", "fast"].iter().enumerate() {
        for number in 0..each {
            place.write(&format!("rec/{name}.{number:02}.csv"), recording(class, number));
        }
    }
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[6]]\nlearning_rate_init = [0.01, 0.1]\nmax_iter = 30\n",
    );
    place
}

#[test]
fn windows_are_rows_of_features_with_their_recording() {
    let place = place(2);
    let (csv, said) = place.ok("windows rec --window 1s --hop 500ms --features mean,max");
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        lines[0],
        "x mean,x max,y mean,y max,z mean,z max,recording,start,label"
    );
    assert_eq!(lines.len(), 1 + 6 * 7); // 200 samples, 50 every 25
    let fields: Vec<&str> = lines[2].split(',').collect();
    assert_eq!(fields[6..], ["fast.00.csv", "0.5", "fast"]);
    let y: Vec<f64> = recording(2, 0)
        .lines()
        .skip(26)
        .take(50)
        .map(|line| line.split(',').nth(2).unwrap().parse().unwrap())
        .collect();
    let mean = y.iter().sum::<f64>() / 50.0;
    assert!((fields[2].parse::<f64>().unwrap() - mean).abs() < 1e-3 * mean);
    assert_eq!(
        fields[3].parse::<f64>().unwrap(),
        y.iter().copied().fold(f64::MIN, f64::max)
    );
    for part in [
        "6 recordings of x, y, z, 50 samples a second",
        "by `timestamp` in milliseconds",
        "42 windows",
    ] {
        assert!(said.contains(part), "{said}");
    }
    // the same rows as arrays, and as a table that a search takes
    place.ok("windows rec --window 1s --hop 500ms --features mean,max --out rows.npz --quiet");
    place.ok("windows rec --window 1s --hop 500ms --features mean,max --out rows.csv --quiet");
    assert_eq!(place.read("rows.csv"), csv);
    let said = place.refused("search rows.csv --space space.toml");
    assert!(
        said.contains("or `--groups recording --cv stratified-group:5` if rows are windows of it"),
        "{said}"
    );
    let found = place.json("search rows.csv --drop start --groups recording --cv group:2 --space space.toml --json --quiet --out rows.study");
    assert_eq!(found["understood"]["rows"], 42);
    let found = place.json("search rows.npz --space space.toml --cv 3 --json --quiet --out npz.study");
    assert_eq!(found["understood"]["rows"], 42);
    let warned = found["warnings"][0].as_str().unwrap();
    assert!(
        warned.contains("rows.npz: folds do not keep rows together that are of one `recording`"),
        "{warned}"
    );
    assert_eq!(
        found["understood"]["notes"][0],
        "not read of its arrays: recording, start, feature_names"
    );
    place.ok("windows rec --window 1s --hop 500ms --features mean,max --out rows.parquet --quiet");
    place.json("search rows.parquet --drop start --groups recording --cv group:2 --space space.toml --json --quiet --out parquet.study");
    let weights = |study: &str| {
        let model = serde_json::from_str::<serde_json::Value>(&place.read(&format!("{study}/model.json")));
        model.unwrap()["weights"].clone()
    };
    assert_eq!(weights("rows.study"), weights("parquet.study"));
}

/// Of two searches, but for times.
fn same_files(place: &Place, one: &str, other: &str) {
    assert_eq!(
        place.read(&format!("{one}/model.json")),
        place.read(&format!("{other}/model.json"))
    );
    let table = |study: &str| {
        let text = place.read(&format!("{study}/cv_results.csv"));
        let header: Vec<String> = text
            .lines()
            .next()
            .unwrap()
            .split(',')
            .map(str::to_owned)
            .collect();
        let timed: Vec<usize> = (0..header.len())
            .filter(|&i| header[i].contains("time"))
            .collect();
        let row = |line: &str| {
            let fields = line.split(',').enumerate().filter(|(i, _)| !timed.contains(i));
            fields.map(|(_, field)| field.to_owned()).collect::<Vec<_>>()
        };
        text.lines().map(row).collect::<Vec<_>>()
    };
    // no choice of these spaces has a comma in it
    assert_eq!(table(one), table(other));
}

/// Each trial's model is made from the recordings; that of the winner is the study's own.
fn fitted_again(place: &Place, study: &str, found: &Value) {
    place.ok(&format!("export {study} --format rust --name m -o best.rs"));
    for trial in found["trials"].as_array().unwrap() {
        let number = trial["trial"].as_u64().unwrap();
        place.ok(&format!(
            "export {study} --trial {number} --data rec --format rust --name m -o trial.rs"
        ));
        let same = place.read("trial.rs") == place.read("best.rs");
        assert_eq!(same, trial["trial"] == found["best"]["trial"], "{number}");
    }
    place.write("rec/idle.00.csv", recording(0, 99));
    let said = place.refused(&format!(
        "export {study} --trial 0 --data rec --format rust -o trial.rs"
    ));
    assert!(said.contains("not the data of the study"), "{said}");
    place.write("rec/idle.00.csv", recording(0, 0));
}

#[test]
fn a_search_keeps_recordings_whole_and_finds_the_same_with_any_threads() {
    let place = place(5);
    let search = "search rec --window 1s --space space.toml --json --quiet";
    let found = place.json(&format!("{search} --jobs 1 --out one --smooth 3 --leakage"));
    place.json(&format!("{search} --jobs 4 --out four"));
    same_files(&place, "one", "four");
    let journal = place.read("one/journal.log");
    for part in [
        "\"cv_kind\":\"stratified-group\"",
        "\"features\":\"flatten\"",
        "\"window\":\"1s\"",
    ] {
        assert!(journal.contains(part), "{part}");
    }
    assert_eq!(found["understood"]["windows"]["windows"], 15 * 7);
    assert_eq!(
        found["best"]["split_test_scores"].as_array().map(Vec::len),
        Some(5)
    );
    let recordings = &found["recordings"];
    assert_eq!(recordings["recordings"], 15);
    for name in [
        "accuracy_of_windows",
        "accuracy_smoothed",
        "accuracy_by_mean_probability",
        "accuracy_by_majority",
    ] {
        let score = recordings[name].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&score), "{name}: {score}");
    }
    let leakage = &found["leakage"];
    let number = |name: &str| leakage[name].as_f64().unwrap();
    assert_eq!(
        Some(number("by_recording")),
        found["best"]["mean_test_score"].as_f64()
    );
    assert!((number("shuffled") - number("by_recording") - number("gap")).abs() < 1e-12);
    // the same command goes on, with nothing to fit
    let (_, said) = place.ok("search rec --window 1s --space space.toml --out one");
    assert!(
        said.contains("going on from one: 2 of 2 candidates are done"),
        "{said}"
    );
    let said = place.refused("search rec --window 2s --space space.toml --out one");
    assert!(said.contains("--window is 1s there, 2s here"), "{said}");
    place.ok("show one");
    place.ok("report one -o one.html");
    fitted_again(&place, "one", &found);
}

#[test]
fn how_windows_are_cut_is_searched() {
    let place = place(4);
    let space = "hidden_layer_sizes = [[4]]\nmax_iter = 20\n[window]\nsize = [\"1s\", \"2s\"]\nhop = \"500ms\"\n\
                 features = [\"flatten\", \"power:16\"]\nfilter = [\"none\", \"low:10Hz\"]\naxes = \"raw+norm\"\n";
    place.write("windows.toml", space);
    let search = "search rec --space windows.toml --json --quiet";
    let found = place.json(&format!("{search} --out one --jobs 1"));
    place.json(&format!("{search} --out two --jobs 3"));
    same_files(&place, "one", "two");
    assert_eq!(found["trials"].as_array().map(Vec::len), Some(8));
    let header = place
        .read("one/cv_results.csv")
        .lines()
        .next()
        .unwrap()
        .to_owned();
    for name in [
        "param_window_features",
        "param_window_filter",
        "param_window_size",
    ] {
        assert!(header.contains(name), "{header}");
    }
    fitted_again(&place, "one", &found);
    // the winner's windows are those of its choice
    let model: Value = serde_json::from_str(&place.read("one/model.json")).unwrap();
    let chosen = &found["best"]["params"];
    let seconds = f64::from(u32::try_from(model["window"]["window"].as_u64().unwrap()).unwrap()) / 50.0;
    assert_eq!(chosen["window_size"], format!("{seconds}s"));
    assert_eq!(chosen["window_features"], model["window"]["features"]);
    assert_eq!(chosen["window_filter"], model["window"]["filter"]);
    // a candidate alone, whose windows are those of the flags, has its scores; recordings stay on their folds
    for trial in found["trials"].as_array().unwrap().iter().take(4) {
        let params = &trial["params"];
        let text = |name: &str| params[name].as_str().unwrap().to_owned();
        place.write("one.toml", "hidden_layer_sizes = [[4]]\nmax_iter = 20\n");
        let number = trial["trial"].as_u64().unwrap();
        let alone = place.json(&format!(
            "search rec --space one.toml --window {} --hop 500ms --features {} --filter {} --axes raw+norm --json --quiet --out alone{number}",
            text("window_size"),
            text("window_features"),
            text("window_filter")
        ));
        assert_eq!(
            alone["best"]["split_test_scores"], trial["split_test_scores"],
            "{params}"
        );
    }
    for strategy in [
        "random --trials 5",
        "gp --trials 9",
        "halving --resource max_iter --min-resources 5 --max-resources 15",
    ] {
        let space = space.replace("max_iter = 20\n", "");
        place.write("other.toml", space);
        let study = strategy.split(' ').next().unwrap();
        place.ok(&format!(
            "search rec --space other.toml --strategy {strategy} --quiet --out {study}"
        ));
        assert!(
            place
                .read(&format!("{study}/journal.log"))
                .contains("window_size"),
            "{strategy}"
        );
    }
}

/// No column holds a feature of windows, so that none is to be dropped.
#[test]
fn features_that_tell_nothing_are_named() {
    let place = place(2);
    let (_, said) =
        place.ok("search rec --window 1s --features mean,zero_crossings --space space.toml --out m");
    assert!(
        said.contains("the same in all windows: y zero_crossings, z zero_crossings"),
        "{said}"
    );
    assert!(!said.contains("--drop"), "{said}");
}

/// A score over fewer recordings than were given says so.
#[test]
fn what_is_left_out_of_answers_is_said() {
    let place = place(3);
    place.ok("search rec --window 1s --features mean,std --space space.toml --quiet --out m");
    fs::create_dir(place.path("new")).unwrap();
    place.write("new/fast.1.csv", recording(2, 60));
    let lines = |count: usize| {
        recording(0, 61)
            .lines()
            .take(count)
            .fold(String::new(), |all, line| all + line + "\n")
    };
    place.write("new/idle.1.csv", lines(31));
    place.write("new/slow.1.csv", lines(120) + "2400,1");
    for command in ["predict", "evaluate"] {
        let (_, said) = place.ok(&format!("{command} m new"));
        for part in [
            "3 recordings of x, y, z",
            "1 recording without a window, shorter than one: idle.1.csv",
            "slow.1.csv:121 ends early",
        ] {
            assert!(said.contains(part), "{command}: {said}");
        }
    }
    let json = place.json("predict m new --json --quiet");
    assert_eq!(json["understood"]["windows"]["without"][0], "idle.1.csv");
    // a label that the model has not is that of its recording
    fs::remove_file(place.path("new/idle.1.csv")).unwrap();
    place.write("new/bad.1.csv", recording(1, 62));
    let said = place.refused("evaluate m new");
    assert!(
        said.starts_with("error: bad.1.csv: ") && !said.contains(":0"),
        "{said}"
    );
}

#[test]
fn features_are_selected_by_the_rows_that_train() {
    let place = place(4);
    let cut = "--window 1s --hop 500ms --features flatten,power:16,correlation";
    let space = "hidden_layer_sizes = [[4]]\nmax_iter = 20\n[window]\nselect = [\"all\", 3, 5]\n";
    place.write("select.toml", space);
    let search = format!("search rec {cut} --space select.toml --json --quiet");
    let found = place.json(&format!("{search} --out one --jobs 1"));
    place.json(&format!("{search} --out two --jobs 3"));
    same_files(&place, "one", "two");
    fitted_again(&place, "one", &found);
    let params = |trial: &Value| trial["params"]["window_select"].as_str().unwrap().to_owned();
    let trials = found["trials"].as_array().unwrap();
    assert_eq!(trials.iter().map(params).collect::<Vec<_>>(), ["all", "3", "5"]);
    // fewer features, a smaller network, and less to compute
    let ram: Vec<u64> = trials
        .iter()
        .map(|trial| trial["ram"].as_u64().unwrap())
        .collect();
    assert!(ram[1] <= ram[2] && ram[2] < ram[0], "{ram:?}");

    // one number for all, by the flag: the trial of the space
    place.write("one.toml", "hidden_layer_sizes = [[4]]\nmax_iter = 20\n");
    let (output, _) = place.ok(&format!(
        "search rec {cut} --select-features 3 --space one.toml --out flag"
    ));
    let model: Value = serde_json::from_str(&place.read("flag/model.json")).unwrap();
    let names: Vec<&str> = model["features"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(names.len(), 3);
    assert!(
        output.contains(&format!("its 3 features: {}", names.join(", "))),
        "{output}"
    );
    let alone = place.json(&format!(
        "search rec {cut} --select-features 3 --space one.toml --json --quiet --out json"
    ));
    assert_eq!(alone["best"]["split_test_scores"], trials[1]["split_test_scores"]);
    // a stage that computes no other
    assert_ne!(model["window"]["features"], "flatten,power:16,correlation");
    place.ok("evaluate flag rec --quiet");
    for format in ["rust", "c"] {
        place.ok(&format!(
            "export flag --format {format} --name m -o model.{format}"
        ));
    }
    for (arguments, why) in [
        (
            "--select-features 99 --space one.toml",
            "99 features are to be selected, and a window has 48",
        ),
        ("--select-features 0 --space one.toml", "a whole number from 1"),
        (
            "--select-features 3 --space select.toml",
            "--select-features and select of [window] in --space are the same",
        ),
    ] {
        let output = place.run(&format!("search rec {cut} {arguments} --quiet --out wrong"));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(why), "{said}");
    }
    let said = place.refused(&format!("windows rec {cut} --select-features 3"));
    assert!(said.contains("selected by a search"), "{said}");
}

#[test]
fn a_model_of_windows_answers_recordings() {
    let place = place(4);
    place.ok("search rec --window 1s --features mean,std,power:16 --space space.toml --quiet --out m");
    fs::create_dir(place.path("new")).unwrap();
    place.write("new/fast.9.csv", recording(2, 50));
    place.write("new/idle.9.csv", recording(0, 51));
    // another order of columns, and no label
    let reordered: String = recording(1, 52)
        .lines()
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            format!("{},{},{},{}\n", fields[0], fields[3], fields[1], fields[2])
        })
        .collect();
    place.write("slow.9.csv", &reordered);
    let (csv, _) = place.ok("predict m new slow.9.csv --quiet");
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!((lines[0], lines.len()), ("recording,start,prediction", 1 + 3 * 7));
    let (plain, _) = place.ok("predict m new --proba --quiet");
    assert!(
        plain.starts_with("recording,start,fast,idle,slow\nfast.9.csv,0,"),
        "{plain}"
    );
    let json = place.json("predict m new --json --quiet");
    assert_eq!(json["windows"][7]["recording"], "idle.9.csv");
    let scores = place.json("evaluate m new --smooth 3:majority --json --quiet");
    assert_eq!(scores["recordings"]["recordings"], 2);
    let (text, _) = place.ok("evaluate m new --quiet");
    assert!(text.contains("accuracy of recordings (2): "), "{text}");
    for (wrong, text) in [
        (
            "timestamp,x,y\n0,1,2\n20,2,3\n40,1,1\n",
            "the axes are x, y, and the model takes x, y, z; give recordings with `z`",
        ),
        (
            "timestamp,x,y,z\n0,1,2,3\n10,2,3,4\n20,1,1,0\n",
            "100 samples a second, and the model takes 50; give `--resample 50`",
        ),
    ] {
        place.write("idle.1.csv", wrong);
        let said = place.refused("predict m idle.1.csv");
        assert!(said.contains(text), "{said}");
    }
}

#[test]
fn exports_take_samples() {
    let place = place(3);
    place.ok("search rec --window 1s --features flatten,peak:16 --filter low:8Hz --space space.toml --quiet --out m");
    place.ok("export m --format c --name gesture --smooth 5 -o gesture.h");
    let header = place.read("gesture.h");
    for part in [
        "gesture_push(struct gesture_state *s",
        "#define GESTURE_SMOOTH 5",
        "gesture_push_proba_i16(struct gesture_state *s",
        "gesture_window_self_test",
    ] {
        assert!(header.contains(part), "{part}");
    }
    place.ok("export m --format rust --name gesture --smooth 5:majority -o gesture.rs");
    let code = place.read("gesture.rs");
    for part in [
        "pub const STAGE: Stage",
        "Vote::Majority",
        "pub fn push_i16",
        "pub fn push_proba_i16",
        "pub fn window_self_test",
    ] {
        assert!(code.contains(part), "{part}");
    }
    place.ok("export m --format onnx -o gesture.onnx");
}

#[test]
fn what_does_not_go_together_is_refused() {
    let place = place(3);
    place.write("rows.csv", "a,b,c\n1,2,x\n2,1,y\n3,3,x\n1,1,y\n2,2,x\n3,1,y\n");
    place.write(
        "space2.toml",
        "hidden_layer_sizes = [[4]]\n[window]\nsize = [\"1s\", \"9s\"]\n",
    );
    place.write(
        "windowed.toml",
        "hidden_layer_sizes = [[4]]\n[window]\nfeatures = [\"mean\", \"flatten\"]\n",
    );
    for (arguments, text) in [
        ("search rec --window 0s", ""),
        (
            "search rec --hop 1s",
            "--hop is for recordings: give --window LENGTH too",
        ),
        ("search rec --window 1s --target x", "--target is of rows"),
        (
            "search rec --window 1s --task regress",
            "the labels of recordings are classes, so leave it out",
        ),
        (
            "search rec --window 1s --features bands:16:3.2-6",
            "the band 3.2-6 Hz has none of the frequencies of 16 samples, which at 50 samples a second are every 3.125 Hz up to 25 \
             Hz: widen it, or take a spectrum of more samples",
        ),
        (
            "windows rec --window 1s --features bands:16:26-30",
            "the band 26-30 Hz has none of the frequencies",
        ),
        ("search rec --window 1s --missing mean", "--missing is for rows"),
        (
            "search rec --window 9s",
            "no recording is as long as a window of 450 samples: the longest stretch of one label has 200",
        ),
        (
            "search rec --window 1s --rate 100",
            "timestamps say 50 samples a second, not 100",
        ),
        (
            "search rec --window 1s --filter low:30Hz",
            "below half of 50 samples a second",
        ),
        (
            "search rec --window 1s --decimate 4",
            "give `--filter low:6.25Hz` or less",
        ),
        ("search rec --window 1s --scale-axis 1,2", "2 factors for 3 axes"),
        ("search rec --space space2.toml", "as a window of 450 samples"),
        (
            "search rec --window 1s --space space2.toml",
            "--window and size of [window] in --space are the same: leave one out",
        ),
        (
            "search rec --window 1s --features mean --space windowed.toml",
            "--features and features of [window] in --space are the same",
        ),
        (
            "search rows.csv --space windowed.toml",
            "the data are rows and no recordings",
        ),
        (
            "search rec --window 1s --cv shuffled:3",
            "--cv stratified-group:N",
        ),
        ("search rec --window 1s --cv 5", "do not keep recordings whole"),
        ("search rec --window 1s --confirm 2", "--confirm is of rows"),
        ("windows - --window 1s", "`-` is standard input"),
        (
            "windows rec --window 5s --decimate 2 --filter low:5Hz",
            "a window of 125 samples: the longest stretch of one label has 100",
        ),
        ("search rec --window 1s --holdout 0.2", "holdout"),
        ("search rows.csv --leakage", "give --window LENGTH"),
        (
            "windows rec --window 1s --out rows.xlsx",
            "written as .csv, .npz or .parquet",
        ),
        ("windows rec", "give --window LENGTH"),
        (
            "train rows.csv --set window_size=1s",
            "is for the space of a search of recordings",
        ),
    ] {
        if text.is_empty() {
            let output = place.run(arguments);
            assert_eq!(output.status.code(), Some(2), "{}", printed(&output).1);
            continue;
        }
        let said = place.refused(&format!("{arguments} --quiet").replace("export --quiet", "export"));
        assert!(said.contains(text), "{arguments}: {said}");
    }
    // one recording of a class can not be trained on and scored
    fs::remove_file(place.path("rec/fast.01.csv")).unwrap();
    fs::remove_file(place.path("rec/fast.02.csv")).unwrap();
    let said = place.refused("search rec --window 1s --quiet");
    assert!(
        said.contains("the class `fast` has windows of one recording alone"),
        "{said}"
    );
}

#[test]
fn a_space_of_windows_is_read_with_its_errors() {
    let place = place(2);
    for (toml, text) in [
        (
            "[window]\nsize = \"2 parsecs\"",
            "line 2: `2 parsecs` is no length",
        ),
        ("[window]\nfeatures = [\"flaten\"]", "did you mean flatten?"),
        ("[window]\nfilter = \"low:5Hz:9\"", "is no filter"),
        (
            "[window]\nlength = \"1s\"",
            "no parameter of windows is called \"length\": those are axes, decimate, features, filter, hop, select, size",
        ),
        ("window = 3", "window is a table of"),
        (
            "window_size = \"1s\"",
            "window_size is `size` below a [window] header",
        ),
        ("[window]\nsize = []", "the list of size is empty"),
        ("[window]\ndecimate = 0", "is no number of samples"),
        ("[window]\nselect = [8, 0]", "is no number of features"),
        ("[window]\nselect = 5.5", "`5.5` is no number of features"),
        ("[window]\naxes = \"raw+up\"", "`up` is none of"),
    ] {
        place.write("bad.toml", toml);
        let said = place.refused("search rec --window 1s --space bad.toml --quiet");
        assert!(said.contains(text), "{toml}: {said}");
    }
}

/// Numbers in a column whose name is that of labels are no axis.
#[test]
fn a_column_of_labels_is_no_axis_in_silence() {
    let place = Place::new();
    let rows = |class: usize| -> String {
        let line = |line: &str| format!("{line},{class}\n");
        let lines = recording(class, 0).lines().skip(1).map(line).collect::<String>();
        format!("timestamp,x,y,z,Activity\n{lines}")
    };
    fs::create_dir(place.path("rec")).unwrap();
    place.write("rec/a.csv", rows(0));
    place.write("rec/b.csv", rows(1));
    let said = place.refused("windows rec --window 1s");
    for part in [
        "`Activity` would be learnt from as an axis",
        "--label-column Activity",
        "--drop Activity",
    ] {
        assert!(said.contains(part), "{said}");
    }
    let (csv, _) = place.ok("windows rec --window 1s --label-column Activity --features mean --quiet");
    assert!(csv.lines().last().unwrap().ends_with(",1"), "{csv}");
}

/// Readings of 32 bits overflow the fourth power in f32.
#[test]
fn features_that_overflow_are_refused_where_they_are_made() {
    let place = Place::new();
    let rows: String = (0..60)
        .map(|i| format!("{},{}e9\n", 20 * i, 3 * (i % 7) - 9))
        .collect();
    place.write("loud.1.csv", format!("timestamp,x\n{rows}"));
    let said = place.refused("windows loud.1.csv --window 20 --scale-axis 1e6");
    assert!(said.contains("loud.1.csv, the window from 0 s: `x "), "{said}");
    assert!(said.contains("see `--scale-axis`"), "{said}");
    let said = place.refused("windows loud.1.csv --window 20 --filter high:0.01Hz");
    assert!(
        said.contains("its coefficients in f32 would be those of another filter"),
        "{said}"
    );
}

/// Each gesture of a data set may be a recording of one window.
#[test]
fn recordings_of_one_window_are_searched() {
    let place = place(4);
    let found = place.json("search rec --window 4s --space space.toml --json --quiet --out whole");
    assert_eq!(found["understood"]["windows"]["windows"], 12);
    let (_, said) = place.ok("search rec --window 4s --space space.toml --out other");
    assert!(
        said.contains("folds: --cv stratified-group:4, in which recordings stay whole"),
        "{said}"
    );
}
