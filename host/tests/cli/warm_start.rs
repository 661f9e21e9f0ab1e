//! `train --warm-start`: a fit that begins from a model's weights.

use serde_json::Value;

use crate::place::{Place, printed};

fn loss(out: &str) -> f64 {
    let (_, rest) = out.split_once("loss: ").unwrap();
    rest.lines().next().unwrap().parse().unwrap()
}

fn model(place: &Place, name: &str) -> Value {
    serde_json::from_str(&place.read(name)).unwrap()
}

#[test]
fn a_fit_goes_on_from_a_model_with_its_scaler_and_settings() {
    let place = Place::new();
    let set = "--set max_iter=20 --set hidden_layer_sizes=8 --set activation=tanh";
    let (first, _) = place.ok(&format!("train @iris.csv {set} --scale minmax --out first.json"));
    let rest = "--warm-start first.json --seed 3 --loss-curve curve.csv";
    let (second, err) = place.ok(&format!("train @iris.csv {rest} --out second.json"));
    assert!(loss(&second) < loss(&first), "{first}{second}");
    assert!(err.contains("learns the column `species`"), "{err}");
    // the first epoch is below where a fit begins
    let curve = place.read("curve.csv");
    let epoch: f64 = curve
        .lines()
        .nth(1)
        .unwrap()
        .split(',')
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    assert!((epoch - loss(&first)).abs() < 0.05, "{epoch}, {first}");
    let [one, two] = ["first.json", "second.json"].map(|name| model(&place, name));
    for same in [
        "params",
        "scaling",
        "offset",
        "scale",
        "shape",
        "classes",
        "preprocess",
    ] {
        assert!(one[same] == two[same], "{same}");
    }
    assert_ne!(one["weights"], two["weights"]);
    // a second time the same bytes, over the model that it begins from, too
    place.ok(&format!("train @iris.csv {rest} --out third.json"));
    assert_eq!(place.read("third.json"), place.read("second.json"));
    place.ok(&format!("train @iris.csv {rest} --out first.json"));
    assert_eq!(place.read("first.json"), place.read("second.json"));
}

#[test]
fn rows_of_another_file_are_scaled_and_filled_as_those_of_the_model() {
    let place = Place::new();
    let rows = |from: u32, name: &str| {
        let row = |i: u32| {
            format!(
                "{},{},{}\n",
                i * 7 % 19,
                ["red", "blue"][i as usize % 2],
                i % 3 + i * 7 % 19
            )
        };
        place.write(
            name,
            String::from("a,b,y\n") + &(from..from + 60).map(row).collect::<String>(),
        );
    };
    rows(0, "old.csv");
    rows(100, "new.csv");
    let read = "--categorical one-hot --task regress";
    place.ok(&format!("train old.csv {read} --set max_iter=30 --out old.json"));
    place.ok("train new.csv --warm-start old.json --set max_iter=40 --quiet --out new.json");
    let [old, new] = ["old.json", "new.json"].map(|name| model(&place, name));
    for same in ["offset", "scale", "preprocess", "features"] {
        assert!(old[same] == new[same], "{same}");
    }
    assert_eq!(new["params"]["max_iter"], "40");
    // both files have trained it
    for file in ["old.csv", "new.csv"] {
        let (_, err) = place.ok(&format!("evaluate new.json {file}"));
        assert!(err.contains("trained on"), "{file}: {err}");
    }
    // a text that the model has not seen
    let strange = place.read("new.csv").replace("red", "green");
    place.write("strange.csv", strange);
    let (_, err) = place.ok("train strange.csv --warm-start old.json --quiet --out strange.json");
    assert!(err.contains("that the model has not seen"), "{err}");
}

#[test]
fn gaps_are_filled_as_those_of_the_model() {
    let place = Place::new();
    let rows = |name: &str, gap: fn(u32) -> [bool; 2]| {
        let row = |i: u32| {
            let [a, b] = gap(i).map(|gap| {
                if gap {
                    String::new()
                } else {
                    (i * 7 % 19).to_string()
                }
            });
            format!("{a},{b},{}\n", i % 3 + i * 7 % 19)
        };
        place.write(
            name,
            String::from("a,b,y\n") + &(0..60).map(row).collect::<String>(),
        );
    };
    rows("old.csv", |i| [i % 5 == 0, false]);
    rows("full.csv", |_| [false, false]);
    let set = "--task regress --set max_iter=5 --quiet";
    place.ok(&format!("train old.csv --missing median {set} --out old.json"));
    // which flag lets them pass says nothing of what stands in
    let again = "train old.csv --warm-start old.json --quiet";
    place.ok(&format!("{again} --out new.json"));
    place.ok(&format!("{again} --missing mean --out same.json"));
    assert_eq!(place.read("new.json"), place.read("same.json"));
    assert!(model(&place, "new.json")["preprocess"] == model(&place, "old.json")["preprocess"]);
    // of rows without gaps a model has learnt nothing that could
    place.ok(&format!("train full.csv {set} --out full.json"));
    let err = place.refused("train old.csv --warm-start full.json --quiet --out none.json");
    assert!(
        err.contains("old.csv:2: column `a` has no value, and the model knows none"),
        "{err}"
    );
}

#[test]
fn what_cannot_go_on_is_an_error() {
    let place = Place::new();
    place.ok("train @iris.csv --set max_iter=3 --quiet --out iris.json");
    let iris = std::fs::read_to_string(crate::place::data("iris.csv")).unwrap();
    let two: String = iris
        .lines()
        .filter(|line| !line.contains("virginica"))
        .map(|line| format!("{line}\n"))
        .collect();
    place.write("two.csv", two);
    place.write("four.csv", iris.replacen("setosa", "rose", 1));
    for (command, says) in [
        (
            "@iris.csv --set hidden_layer_sizes=7",
            "hidden_layer_sizes = (100,)",
        ),
        ("@iris.csv --set activation=tanh", "activation = relu"),
        ("two.csv", "`virginica`"),
        ("four.csv", "`rose`"),
        ("@wine.csv", "`species`"),
        ("@iris.csv --task regress", "the task classify"),
    ] {
        let err = place.refused(&format!("train {command} --warm-start iris.json --out next.json"));
        assert!(err.contains(says), "{command}: {err}");
    }
    let err = place.refused("train @iris.csv --warm-start absent.json");
    assert!(err.contains("absent.json"), "{err}");
    let output = place.run("train @iris.csv --warm-start iris.json --scale robust");
    let (_, err) = printed(&output);
    assert!(
        output.status.code() == Some(2) && err.contains("--scale"),
        "{err}"
    );
}
