//! `cost` and `mcus`: what a network takes, before there is one.

use mcutune_core::cost::{Deployment, Dtype, Mcu};
use mcutune_core::loss::Output;
use mcutune_core::params::Activation;
use mcutune_core::shape::Shape;

use crate::place::{Place, printed};

#[test]
fn cost_reports_what_the_core_computes() {
    let place = Place::new();
    let json = place.json("cost --shape 64,32,10 --rows 150 --json");
    let model = Deployment {
        shape: Shape::new(&[64, 32, 10]),
        activation: Activation::Relu,
        output: Output::Softmax,
        dtype: Dtype::F32,
        scaled: true,
        clips_features: false,
        clips_outputs: false,
    };
    assert_eq!(json["parameters"], 2410);
    assert_eq!(json["macs"], 2368);
    assert_eq!(json["costs"].as_array().map(Vec::len), Some(Mcu::ALL.len()));
    for (json, mcu) in json["costs"].as_array().into_iter().flatten().zip(Mcu::ALL) {
        let cost = model.cost(mcu);
        assert_eq!(json["mcu"], mcu.name());
        assert_eq!(json["flash"], cost.flash());
        assert_eq!(json["ram"], cost.ram);
        assert_eq!(json["instructions"], cost.instructions);
    }
    // weights, gradient and two moments of adam at the least
    assert!(json["training_ram"].as_u64() > Some(4 * 4 * 2410));
    assert!(json["search_ram"].as_u64() > json["training_ram"].as_u64());
    let (out, _) = place.ok("cost --shape 4,8,1 --mcu cortex-m0 --dtype int8 --activation tanh");
    assert!(
        out.contains("49 parameters") && out.contains("cortex-m0"),
        "{out}"
    );
    assert!(!out.contains("cortex-m4f"), "{out}");
    let (out, _) = place.ok("mcus");
    for mcu in Mcu::ALL {
        assert!(out.contains(mcu.name()) && out.contains(mcu.triple()), "{out}");
    }
    assert!(out.contains("not cycles"), "{out}");
}

#[test]
fn a_clip_of_answers_takes_ram_in_a_search_on_the_device() {
    let place = Place::new();
    let ram = |flag: &str| {
        let json = place.json(&format!(
            "cost --shape 10,8,40 --output identity --rows 100 --json{flag}"
        ));
        ["training_ram", "search_ram"].map(|key| json[key].as_u64().expect(key))
    };
    let ([training, search], [clipped_training, clipped_search]) = (ram(""), ram(" --clip-output"));
    // two f32 an output
    assert_eq!((clipped_training, clipped_search), (training, search + 8 * 40));
}

#[test]
fn what_has_no_cost_names_its_flag() {
    let place = Place::new();
    for (arguments, why) in [
        ("cost --shape 64", "--shape"),
        ("cost --shape 64,0,10", "--shape"),
        ("cost --shape 64,x,10", "--shape"),
        ("cost --shape 64,70000,10", "--shape"),
        ("cost --shape 8,1 --mcu z80", "cortex-m4f"),
        ("cost --shape 8,1 --output softmax", "--output"),
        ("cost", "--shape"),
    ] {
        let output = place.run(arguments);
        assert!(!output.status.success(), "{arguments}");
        let (_, err) = printed(&output);
        assert!(err.contains(why), "{arguments}: {err}");
    }
}

#[test]
fn readme_shows_what_cost_prints() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")).unwrap();
    let (_, shown) = readme.split_once("$ mcutune cost ").unwrap();
    let (flags, shown) = shown.split_once('\n').unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    let (printed, _) = Place::new().ok(&format!("cost {flags}"));
    assert_eq!(
        shown, printed,
        "README shows another table: put this one there\n{printed}"
    );
}

/// In a file lines are whole, but for the table, whose parts of other columns are left out.
#[test]
fn the_table_of_costs_keeps_to_80_columns() {
    let place = Place::new();
    for (shape, left_out) in [
        ("64,32,10", None),
        (
            "60000,60000,60000,60000,60000,60000,60000,60000,10",
            Some("not shown at 80 columns: stack"),
        ),
    ] {
        let (out, _) = place.ok(&format!("cost --shape {shape}"));
        let mut rows = out
            .lines()
            .filter(|line| line.contains("cortex") || line.contains("──"));
        assert!(rows.all(|line| line.chars().count() <= 80), "{out}");
        assert_eq!(
            out.lines().find(|line| line.starts_with("not shown")),
            left_out,
            "{out}"
        );
        for mcu in Mcu::ALL {
            assert!(out.contains(mcu.name()), "{out}");
        }
    }
}
