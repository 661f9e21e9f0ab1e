//! Networks of up to sixteen hidden layers, from the space to the chip.

use serde_json::Value;

use crate::place::Place;

const SIXTEEN: &str = "6,6,6,6,6,6,6,6,6,6,6,6,6,6,6,6";

#[test]
fn sixteen_layers_are_trained_exported_and_read_again() {
    let place = Place::new();
    let set =
        format!("--set hidden_layer_sizes={SIXTEEN} --set activation=tanh --set learning_rate_init=0.003");
    place.ok(&format!(
        "train @iris.csv {set} --set max_iter=200 --set dropout=0.01"
    ));
    let scores = place.json("evaluate model.json @iris.csv --json");
    assert!(scores["accuracy"].as_f64() > Some(0.6), "{}", scores["accuracy"]);
    let model: Value = serde_json::from_str(&place.read("model.json")).unwrap();
    assert_eq!(model["shape"].as_array().unwrap().len(), 18);
    assert_eq!(model["params"]["dropout"], "0.01");
    place.ok("predict model.json @iris.csv --dtype int8 -o answers.csv");
    for (format, file) in [("c", "net.h"), ("rust", "net.rs"), ("onnx", "net.onnx")] {
        for dtype in ["f32", "int8"] {
            place.ok(&format!(
                "export model.json --format {format} --dtype {dtype} -o {dtype}-{file}"
            ));
        }
    }
    // a seventeenth is one too many
    let err = place.refused(&format!("train @iris.csv --set hidden_layer_sizes={SIXTEEN},6"));
    assert!(err.contains("up to 16 widths"), "{err}");
    // fewer layers say of dropout what they said
    place.ok("train @iris.csv --set dropout=0.25 --set max_iter=2 --quiet --out shallow.json");
    let model: Value = serde_json::from_str(&place.read("shallow.json")).unwrap();
    assert_eq!(
        model["params"]["dropout"]
            .as_str()
            .unwrap()
            .matches("0.25")
            .count(),
        8
    );
}

#[test]
fn a_search_takes_them_and_its_winner_is_known_again() {
    let place = Place::new();
    let rest = "dropout = [0.0, 0.1]\nmax_iter = 3\n";
    place.write(
        "list.toml",
        format!("hidden_layer_sizes = [[{SIXTEEN}], [4]]\n{rest}"),
    );
    place.write(
        "range.toml",
        format!("hidden_layer_sizes = {{ low = 3, high = 6, layers = [9, 16] }}\n{rest}"),
    );
    for (space, strategy) in [
        ("list", ""),
        ("range", "--strategy random --trials 6"),
        ("range", "--strategy gp --trials 6"),
    ] {
        let study = format!("{space}{}.study", strategy.len());
        let search =
            format!("search @iris.csv --space {space}.toml {strategy} --cv 2 --quiet --quantize int8");
        place.ok(&format!("{search} --out {study}"));
        // goes on with what it has, and knows its model
        place.ok(&format!("{search} --out {study}"));
        place.ok(&format!("predict {study} @iris.csv -o answers.csv"));
        place.ok(&format!("report {study} -o report.html"));
        let err = place.refused(&format!(
            "{search} --mcu cortex-m4f --limit flash=1M --out limited-{study}"
        ));
        assert!(
            err.contains("--limit: there are networks of 16 hidden layers"),
            "{err}"
        );
        let err = place.refused(&format!("show {study} --mcu cortex-m4f --limit flash=1M"));
        assert!(err.contains("not measured"), "{err}");
    }
    place.write(
        "eight.toml",
        "hidden_layer_sizes = [[2, 2, 2, 2, 2, 2, 2, 2]]\nmax_iter = 2\n",
    );
    place.ok(
        "search @iris.csv --space eight.toml --cv 2 --mcu cortex-m4f --limit flash=1M --quiet --out eight",
    );
}

#[test]
fn cost_says_where_it_goes_beyond_what_was_measured() {
    let place = Place::new();
    for (shape, beyond) in [("4,5,5,5,3", false), ("4,5,5,5,5,3", true)] {
        let (out, _) = place.ok(&format!("cost --shape {shape}"));
        assert_eq!(out.contains("extrapolated"), beyond, "{out}");
        let json = place.json(&format!("cost --shape {shape} --json"));
        assert_eq!(json["extrapolated"] == true, beyond, "{json}");
    }
    let (out, _) = place.ok(&format!("cost --shape 4,{SIXTEEN},3"));
    assert!(out.contains("extrapolated"), "{out}");
    let err = place.refused(&format!("cost --shape 4,{SIXTEEN},6,3"));
    assert!(err.contains("2 to 18 widths"), "{err}");
}
