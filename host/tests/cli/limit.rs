//! `search --mcu --limit`: candidates that do not fit are not trained.

use mcutune_core::cost::{Deployment, Dtype, Mcu};
use mcutune_core::loss::Output;
use mcutune_core::params::Activation;
use mcutune_core::shape::Shape;
use serde_json::Value;

use crate::place::{Place, printed};
use crate::without_times::without_times;

/// Three widths on iris: 4-w-3.
fn space(place: &Place) {
    place.write("space.toml", "hidden_layer_sizes = [4, 64, 16]\nmax_iter = 20\n");
}

/// Bytes of RAM of 4-w-3 in f32: the inputs beside the hidden layer, and the answers.
fn ram(width: u64) -> u64 {
    4 * (4 + width) + 4 * 3
}

#[test]
fn what_does_not_fit_is_reported_and_not_trained() {
    let place = Place::new();
    space(&place);
    let search = format!(
        "search @iris.csv --space space.toml --cv 3 --mcu cortex-m4f --limit ram={} --out study",
        ram(16)
    );
    let (out, err) = place.ok(&search);
    assert!(out.contains("infeasible: ram"), "{out}");
    assert!(err.contains("6/6 fits") && !err.contains("failed"), "{err}");

    let csv = place.read("study/cv_results.csv");
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(
        rows[0][rows[0].len() - 6..],
        [
            "rank_test_score",
            "flash",
            "ram",
            "stack",
            "instructions",
            "infeasible"
        ]
    );
    let column = |name: &str, row: usize| {
        let back = rows[0].len() - rows[0].iter().position(|&column| column == name).unwrap();
        rows[row][rows[row].len() - back]
    };
    for (row, width) in [(1, 4), (2, 64), (3, 16)] {
        assert_eq!(column("ram", row), ram(width).to_string());
        assert_eq!(column("mean_test_score", row).is_empty(), width == 64);
        let why = format!("ram {} of {}", ram(64), ram(16));
        assert_eq!(column("infeasible", row), if width == 64 { &why } else { "" });
    }
    assert_eq!(column("rank_test_score", 2), "3");

    let journal = place.read("study/journal.log");
    let trials: Vec<Value> = journal
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &Value| line["op_code"] == 4)
        .collect();
    let excess = |width: u64| ram(width) as f64 - ram(16) as f64;
    for (trial, (width, state)) in trials.iter().zip([(4, 1), (64, 2), (16, 1)]) {
        assert_eq!(trial["state"], state, "{trial}");
        assert_eq!(trial["system_attrs"]["constraints:ram"], excess(width), "{trial}");
        assert_eq!(trial["user_attrs"]["ram"], ram(width), "{trial}");
    }

    let (again, _) = place.ok(&search);
    assert_eq!(again, out);
    let (shown, _) = place.ok("show study");
    assert!(shown.contains("3 trials, 0 failed, 1 infeasible"), "{shown}");
    let why = format!("ram {} of {}", ram(64), ram(16));
    let (shown, _) = place.ok("show study --trial 1");
    assert!(shown.contains(&why), "{shown}");
    assert_eq!(place.json("show study --trial 1 --json")["infeasible"], why);
    let (plain, _) = place.ok("show study --select within=1");
    let cheapest = plain.lines().find(|line| line.contains(" 0 *"));
    assert!(cheapest.is_some(), "{plain}");
}

#[test]
fn the_last_candidates_may_be_the_ones_that_do_not_fit() {
    let place = Place::new();
    place.write("space.toml", "hidden_layer_sizes = [4, 64, 65]\nmax_iter = 2\n");
    let limited = "search @iris.csv --space space.toml --cv 2 --mcu cortex-m0 --limit ram=100 --out study";
    place.ok(limited);
    // as a kill leaves it: only what is not trained is missing
    let journal = place.read("study/journal.log");
    let lines: Vec<&str> = journal.lines().collect();
    place.write("study/journal.log", lines[..lines.len() - 2].join("\n") + "\n");
    place.ok(limited);
    assert_eq!(place.read("study/journal.log").lines().count(), lines.len());
}

#[test]
fn with_int8_the_costs_of_int8_are_reported() {
    let place = Place::new();
    space(&place);
    let model = |width| Deployment {
        shape: Shape::new(&[4, width, 3]),
        activation: Activation::Relu,
        output: Output::Softmax,
        dtype: Dtype::Int8,
        scaled: true,
        clips_features: false,
        clips_outputs: false,
    };
    let flash = |width| model(width).cost(Mcu::CortexM0).flash();
    let search = format!(
        "search @iris.csv --space space.toml --cv 3 --quantize int8 --mcu cortex-m0 --limit flash={} --json --out study",
        flash(16)
    );
    let json = place.json(&search);
    for (trial, width) in [(0, 4), (1, 64), (2, 16)] {
        let trial = &json["trials"][trial];
        assert_eq!(trial["flash"], flash(width), "{trial}");
        assert_eq!(trial["mean_test_score_int8"].is_null(), width == 64, "{trial}");
    }
    assert_eq!(place.json(&search), json);
    let (shown, _) = place.ok("show study");
    assert!(
        shown.contains("int8 on cortex-m0") && !shown.contains("failed │"),
        "{shown}"
    );
    let (shown, _) = place.ok("show study --trial 1");
    assert!(!shown.contains("int8: failed"), "{shown}");
}

#[test]
fn if_none_fits_the_closest_is_named() {
    let place = Place::new();
    space(&place);
    let err = place
        .refused("search @iris.csv --space space.toml --mcu cortex-m0 --limit flash=1M,ram=40 --out study");
    let part =
        "none of 3 candidates fits; the closest is {'hidden_layer_sizes': 4}, which takes ram 44 of 40";
    assert!(err.contains(part) && err.contains("--limit"), "{err}");
    assert_eq!(err.lines().count(), 1, "{err}");
    // what each takes is kept, as of a search in which some fit
    let csv = place.read("study/cv_results.csv");
    assert_eq!(
        csv.lines().filter(|row| row.ends_with(" of 40")).count(),
        3,
        "{csv}"
    );
    let (shown, _) = place.ok("show study");
    assert!(shown.contains("3 trials, 0 failed, 3 infeasible"), "{shown}");
    let said = "none of 3 trials fits; the closest is trial 0, which takes ram 44 of 40";
    assert!(shown.contains(said), "{shown}");
    assert!(!place.path("study/model.json").exists());
}

#[test]
fn where_none_fitted_other_limits_go_on_in_the_same_place() {
    let place = Place::new();
    space(&place);
    let search = "search @iris.csv --space space.toml --cv 3 --out study --quiet --mcu";
    place.refused(&format!("{search} cortex-m0 --limit ram=40"));
    place.refused(&format!("{search} cortex-m0 --limit ram=43"));
    // what else differs is another search all the same
    let other = place.refused(&format!("{search} cortex-m0 --limit ram=1K --seed 1"));
    assert!(
        other.contains("--seed is 0 there, 1 here") && !other.contains("--limit"),
        "{other}"
    );
    let note = "{\"op_code\":2,\"worker_id\":\"dashboard\",\"study_id\":0,\"user_attr\":{\"n\":1}}\n";
    let journal = place.read("study/journal.log");
    place.write("study/journal.log", journal.clone() + note);
    // what others have noted stays, and the trials go on
    place.ok(&format!("{search} cortex-m0 --limit ram=1K"));
    assert!(
        place
            .read("study/journal.log")
            .starts_with(&(journal.clone() + note))
    );
    place.write("study/journal.log", journal);
    place.ok(&format!("{search} cortex-m4f --limit ram=1K"));
    let fresh = search.replace("--out study", "--out fresh");
    place.ok(&format!("{fresh} cortex-m4f --limit ram=1K"));
    assert_eq!(without_times(&place, "study"), without_times(&place, "fresh"));
}

#[test]
fn what_is_no_limit_names_its_flag() {
    let place = Place::new();
    space(&place);
    let known = format!(
        "--limit flash=16384: what a network takes differs between microcontrollers; name yours with --mcu, one of {}",
        Mcu::ALL.map(Mcu::name).join(", ")
    );
    for (flags, why) in [
        ("--limit flash=16K", known.as_str()),
        ("--mcu cortex-m4f --limit flash", "--limit"),
        (
            "--mcu cortex-m4f --limit rom=1",
            "flash, ram, stack, instructions",
        ),
        ("--mcu z80", "cortex-m4f"),
    ] {
        let output = place.run(&format!("search @iris.csv --space space.toml {flags}"));
        assert!(!output.status.success(), "{flags}");
        let (_, err) = printed(&output);
        assert!(err.contains(why), "{flags}: {err}");
    }
    place.ok("search @iris.csv --space space.toml --cv 2 --mcu cortex-m0 --out study");
    let (_, err) =
        place.ok("search @iris.csv --space space.toml --cv 2 --mcu cortex-m0 --limit ram=1K --out study");
    assert!(err.contains("--limit is not given there, ram=1024 here"), "{err}");
    let (_, err) = place.ok("search @iris.csv --space space.toml --cv 2 --out study");
    assert!(err.contains("--mcu is cortex-m0 there, cortex-m4f here"), "{err}");
    place.write("race.toml", "hidden_layer_sizes = [4, 64, 16]\nmax_iter = 20\n");
    let race = "search @iris.csv --space race.toml --cv 3 --race exact --mcu cortex-m0 --out race";
    place.ok(race);
    let err = place.refused(&format!("{race} --limit ram=100"));
    assert!(
        err.contains("race holds another search: --limit is not given there"),
        "{err}"
    );
    let err = place.refused("show race --limit ram=100");
    assert!(
        err.contains("--limit: the study says nothing of another microcontroller or other limits"),
        "{err}"
    );
}

/// The rows of a table without times.
fn rows(place: &Place, study: &str) -> Vec<String> {
    let table = place.read(&format!("{study}/cv_results.csv"));
    let row = |line: &str| line.splitn(5, ',').last().unwrap().to_owned();
    table.lines().map(row).collect()
}

/// A limit that was mistyped costs no fit.
#[test]
fn limits_that_nothing_keeps_leave_what_was_fitted() {
    let place = Place::new();
    place.write("space.toml", "hidden_layer_sizes = [4, 8, 16]\nmax_iter = 20\n");
    let search = "search @iris.csv --space space.toml --cv 3 --quiet --out";
    place.ok(&format!("{search} study"));
    let (rows_before, begun) = (rows(&place, "study"), place.read("study/journal.log"));
    let mcu = "--mcu cortex-m4f --limit flash";
    let error = place.refused(&format!("{search} study {mcu}=1K"));
    assert!(error.contains("none of 3 candidates fits"), "{error}");
    for command in ["predict study @iris.csv", "export study --format rust -o x.rs"] {
        let error = place.refused(command);
        assert!(
            error.contains(
                "does not keep to the limits that the study was last given, flash=1024, nor does another"
            ),
            "{error}"
        );
    }
    for flags in [&format!("{mcu}=16K"), ""] {
        let (_, err) = place.ok(&format!("{search} study {flags}"));
        assert!(err.contains("study grows: --limit is flash="), "{err}");
        assert!(place.read("study/journal.log").starts_with(&begun));
        assert_eq!(rows(&place, "study"), rows_before);
    }
    place.ok("predict study @iris.csv");
}

#[test]
fn a_search_for_another_microcontroller_and_limits_fits_what_was_not_fitted() {
    for more in ["", "--quantize int8 --select-by int8"] {
        let place = Place::new();
        let text =
            "hidden_layer_sizes = [[4], [64], [16, 9], []]\nactivation = ['tanh', 'relu']\nmax_iter = 20\n";
        place.write("space.toml", text);
        let search = format!("search @iris.csv --space space.toml --cv 3 {more} --out");
        let (_, mut done) = place.ok(&format!("{search} study --mcu cortex-m4f --limit ram=150"));
        for (device, fits) in [
            // two of the widest fit now, and of another microcontroller nothing else is known than what it needs
            ("cortex-m4f --limit ram=4K", 6),
            ("cortex-m0 --limit ram=4K", 0),
            ("cortex-m0 --limit ram=100", 0),
            ("cortex-m33 --limit stack=1M,ram=4K", 0),
        ] {
            let shown = place.json(&format!("show study --json --mcu {device}"));
            let not_fitted = shown["trials"].as_array().unwrap().iter();
            let not_fitted = not_fitted.filter(|trial| trial["state"] == "not fitted").count();
            let (_, err) = place.ok(&format!("{search} study --mcu {device}"));
            assert!(err.contains("study grows: --"), "{err}");
            assert_eq!(3 * not_fitted, fits, "{device}");
            let fresh = format!("{search} fresh --mcu {device}");
            place.ok(&fresh);
            assert_eq!(rows(&place, "study"), rows(&place, "fresh"), "{device}");
            assert_eq!(place.read("study/model.json"), place.read("fresh/model.json"));
            let [study, fresh] = ["study", "fresh"].map(|name| place.json(&format!("show {name} --json")));
            let without_times = |json: &Value| {
                let mut trials = json["trials"].clone();
                for trial in trials.as_array_mut().unwrap() {
                    (trial["mean_fit_time"], trial["mean_score_time"]) = (Value::Null, Value::Null);
                }
                trials
            };
            assert_eq!(without_times(&study), without_times(&fresh));
            if fits == 0 {
                // what a look at it says is what the search says then
                assert_eq!(without_times(&shown), without_times(&study), "{device}");
            }
            std::fs::remove_dir_all(place.path("fresh")).unwrap();
            done = err;
        }
        assert!(
            done.contains("going on from study: 8 of 8 candidates are done"),
            "{done}"
        );
        // nothing was lost on the way
        place.ok(&format!("{search} study --mcu cortex-m4f"));
        place.ok(&format!("{search} fresh --mcu cortex-m4f"));
        assert_eq!(rows(&place, "study"), rows(&place, "fresh"));
    }
}

#[test]
fn a_study_is_looked_at_with_other_limits() {
    let place = Place::new();
    space(&place);
    let search = format!(
        "search @iris.csv --space space.toml --cv 3 --mcu cortex-m4f --limit ram={}",
        ram(16)
    );
    place.ok(&format!("{search} --out study"));
    let journal = place.read("study/journal.log");
    let (shown, _) = place.ok("show study --limit ram=1K");
    assert!(shown.contains("3 trials, 0 failed, 1 not fitted"), "{shown}");
    assert!(
        shown.contains("1 trial keeps to these limits and not those of the search"),
        "{shown}"
    );
    let (shown, _) = place.ok(&format!("show study --limit ram={}", ram(4)));
    assert!(shown.contains("3 trials, 0 failed, 2 infeasible"), "{shown}");
    assert!(
        shown.contains("best: trial 0") && !shown.contains("none of"),
        "{shown}"
    );
    let (shown, _) = place.ok("show study --limit ram=20");
    let said = format!(
        "none of 3 trials fits; the closest is trial 0, which takes ram {} of 20",
        ram(4)
    );
    assert!(shown.contains(&said), "{shown}");
    let (shown, _) = place.ok("show study --trial 1 --mcu cortex-m0");
    assert!(shown.contains("not fitted"), "{shown}");
    let of =
        |mcu: &str| place.json(&format!("show study --trial 0 --json --mcu {mcu}"))["instructions"].clone();
    assert!(of("cortex-m0").as_u64() > of("cortex-m4f").as_u64());
    assert_eq!(place.read("study/journal.log"), journal);
    // while another search of the same candidates is not done
    let lines: Vec<&str> = journal.lines().collect();
    place.write("study/journal.log", lines[..lines.len() - 3].join("\n") + "\n");
    place.ok("show study --mcu cortex-m0 --limit ram=1K");
}

#[test]
fn other_limits_go_on_after_a_kill() {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[4], [64], [32], [16]]\nmax_iter = 20\n",
    );
    let search = "search @iris.csv --space space.toml --cv 3 --quiet --mcu cortex-m4f --out study";
    place.ok(&format!("{search} --limit ram=100"));
    place.ok(&format!("{search} --limit ram=1K"));
    let (whole, table) = (place.read("study/journal.log"), rows(&place, "study"));
    let lines: Vec<&str> = whole.lines().collect();
    assert_eq!(whole.matches("\"again\":").count(), 2);
    for kept in [lines.len() - 1, lines.len() - 2] {
        place.write(
            "study/journal.log",
            lines[..kept].join("\n") + "\n{\"op_code\":4,\"wor",
        );
        place.ok(&format!("{search} --limit ram=1K"));
        assert_eq!(rows(&place, "study"), table);
        assert_eq!(place.read("study/journal.log").lines().count(), lines.len());
    }
}
