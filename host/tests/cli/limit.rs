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
        other.contains("--limit is ram=43 there, ram=1024 here"),
        "{other}"
    );
    let note = "{\"op_code\":2,\"worker_id\":\"dashboard\",\"study_id\":0,\"user_attr\":{\"n\":1}}\n";
    let journal = place.read("study/journal.log");
    place.write("study/journal.log", journal.clone() + note);
    place.refused(&format!("{search} cortex-m0 --limit ram=1K"));
    place.write("study/journal.log", journal);
    place.ok(&format!("{search} cortex-m4f --limit ram=1K"));
    let fresh = search.replace("--out study", "--out fresh");
    place.ok(&format!("{fresh} cortex-m4f --limit ram=1K"));
    assert_eq!(without_times(&place, "study"), without_times(&place, "fresh"));
    let other = place.refused(&format!("{search} cortex-m4f --limit ram=2K"));
    assert!(
        other.contains("--limit is ram=1024 there, ram=2048 here"),
        "{other}"
    );
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
    let err = place
        .refused("search @iris.csv --space space.toml --cv 2 --mcu cortex-m0 --limit ram=1K --out study");
    assert!(err.contains("--limit is not given there, ram=1024 here"), "{err}");
    let err = place.refused("search @iris.csv --space space.toml --cv 2 --out study");
    assert!(err.contains("--mcu"), "{err}");
}
