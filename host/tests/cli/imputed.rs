//! What stands in for gaps, features that say where they were, and texts that are rare.

use serde_json::Value;

use crate::place::Place;

/// Rows of two numbers with gaps, a text and a class.
fn place() -> Place {
    let place = Place::new();
    let row = |at: u32| {
        let a = if at.is_multiple_of(5) {
            String::new()
        } else {
            (at % 4 + 2).to_string()
        };
        let b = at * 7 % 11;
        let t = match at {
            3 | 9 => "rare",
            4 => "odd",
            _ if at.is_multiple_of(17) => "",
            _ => ["u", "v"][at as usize % 2],
        };
        format!("{a},{b},{t},c{}\n", u32::from(at % 4 > 1))
    };
    place.write(
        "gaps.csv",
        "a,b,t,y\n".to_owned() + &(0..60).map(row).collect::<String>(),
    );
    place
}

fn model(place: &Place, flags: &str) -> Value {
    place.ok(&format!(
        "train gaps.csv {flags} --set max_iter=3 --quiet --scale none -o model.json"
    ));
    serde_json::from_str(&place.read("model.json")).unwrap()
}

#[test]
fn what_stands_in_is_what_was_said() {
    let place = place();
    for (how, fill) in [("most_frequent", 2.0), ("constant:-1.5", -1.5), ("median", 3.5)] {
        let model = model(&place, &format!("--missing {how} --drop t"));
        assert_eq!(model["preprocess"]["columns"][0]["fill"], fill, "{how}");
    }
    // in the unit of the file
    let centred = model(&place, "--missing constant:-1 --center a --drop t");
    let column = &centred["preprocess"]["columns"][0];
    let sum = column["fill"].as_f64().unwrap() + column["center"].as_f64().unwrap();
    assert!((sum + 1.0).abs() < 1e-6, "{column}");
    for (how, why) in [
        ("constant:", "constant:VALUE takes a number"),
        ("constant:inf", "constant:VALUE takes a number"),
        (
            "mode",
            "error, mean, median, most_frequent, constant:VALUE or drop",
        ),
    ] {
        let output = place.run(&format!("train gaps.csv --missing {how}"));
        assert_eq!(output.status.code(), Some(2), "{how}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(why), "{how}");
    }
}

#[test]
fn gaps_are_features_behind_all_others() {
    let place = place();
    let flags = "--missing mean --missing-indicator --categorical one-hot --min-frequency 3";
    let model = model(&place, flags);
    let names: Vec<&str> = model["features"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    // the column without gaps has no indicator
    let expected = [
        "a",
        "b",
        "t_u",
        "t_v",
        "t_nan",
        "t_infrequent_sklearn",
        "missingindicator_a",
    ];
    assert_eq!(names, expected);
    // a gap is another row than the mean in its place
    let mean = model["preprocess"]["columns"][0]["fill"].as_f64().unwrap();
    let answers = |name: &str, rows: &str| {
        place.write(name, format!("a,b,t\n{rows}"));
        let (out, _) = place.ok(&format!("predict model.json {name} --proba --quiet"));
        out.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let found = answers(
        "new.csv",
        &format!(",5,u\n{mean},5,u\n3,5,rare\n3,5,odd\n3,5,new\n3,5,\n"),
    );
    assert_ne!(found[0], found[1]);
    assert_eq!(found[2], found[3], "rare ones share a feature");
    assert_ne!(found[3], found[4], "one that was never seen is none of them");
    assert_ne!(found[4], found[5]);
    for format in ["c", "rust", "onnx"] {
        place.ok(&format!("export model.json --format {format} -o out.{format}"));
    }
    let header = place.read("out.c");
    assert!(
        header.contains("t_infrequent_sklearn: 1 where column `t` is `odd` or `rare`, else 0"),
        "{header}"
    );
    assert!(
        header.contains("missingindicator_a: 1 where column `a` is missing, else 0"),
        "{header}"
    );
}

#[test]
fn a_study_knows_how_gaps_and_rare_texts_were_taken() {
    let place = place();
    place.write("s.toml", "hidden_layer_sizes = [[2], [4]]\nmax_iter = 5\n");
    let search = "search gaps.csv --space s.toml --cv 3 --quiet --categorical one-hot --out s";
    let flags = "--missing constant:-2 --missing-indicator --min-frequency 0.1";
    place.ok(&format!("{search} {flags}"));
    let before = place.read("s/model.json");
    let shown = place.json("show s --json");
    let settings = &shown["settings"];
    assert_eq!(settings["missing"], "constant:-2");
    assert_eq!(settings["missing_indicator"], true);
    assert_eq!(settings["min_frequency"], "0.1");
    // the winner again, as the study has it
    place.ok("export s --trial 0 --data gaps.csv --format c -o zero.h");
    place.ok(&format!("{search} {flags}"));
    assert_eq!(place.read("s/model.json"), before);
    let error = place.refused(&format!("{search} --missing constant:-2 --missing-indicator"));
    assert!(
        error.contains("--min-frequency is 0.1 there, not given here"),
        "{error}"
    );
    for wrong in ["0", "1.5", "0.0", "-3", "often"] {
        let output = place.run(&format!("{search} --min-frequency={wrong}"));
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}
