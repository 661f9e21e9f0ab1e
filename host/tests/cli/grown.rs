//! A study whose search is given more candidates.

use std::collections::BTreeSet;

use crate::place::Place;

const SEARCH: &str = "search @iris.csv --space space.toml --cv 3";
const FEW: &str = "hidden_layer_sizes = [[2], [5]]\nlearning_rate_init = [0.01, 0.1]\nmax_iter = 20\n";

/// A table's rows without times, in any order.
fn rows(place: &Place, study: &str) -> BTreeSet<String> {
    let table = place.read(&format!("{study}/cv_results.csv"));
    let row = |line: &str| line.splitn(5, ',').last().unwrap().to_owned();
    table.lines().map(row).collect()
}

#[test]
fn a_grid_goes_on_with_more_values_and_says_so() {
    let place = Place::new();
    place.write("space.toml", FEW);
    place.ok(&format!("{SEARCH} --out study"));
    let begun = place.read("study/journal.log");
    place.write("space.toml", FEW.replace("[[2], [5]]", "[[2], [3], [5]]"));
    let (_, err) = place.ok(&format!("{SEARCH} --out study"));
    assert!(
        err.contains(
            "study grows: --space hidden_layer_sizes is [(2,), (5,)] there, [(2,), (3,), (5,)] here"
        ),
        "{err}"
    );
    assert!(
        err.contains("going on from study: 4 of 6 candidates are done"),
        "{err}"
    );
    assert!(place.read("study/journal.log").starts_with(&begun));
    place.ok(&format!("{SEARCH} --out fresh"));
    assert_eq!(rows(&place, "study"), rows(&place, "fresh"));
    assert_eq!(place.read("study/model.json"), place.read("fresh/model.json"));

    // a parameter that had its default, of which the old trials have a value now
    let alpha = format!(
        "{}alpha = [0.0001, 0.1]\n",
        FEW.replace("[[2], [5]]", "[[2], [3], [5]]")
    );
    place.write("space.toml", &alpha);
    place.ok(&format!("{SEARCH} --out study"));
    let shown = place.json("show study --json");
    let params = |trial: usize| shown["trials"][trial]["params"]["alpha"].as_f64();
    assert_eq!(
        (params(0), params(5), params(6)),
        (Some(0.0001), Some(0.0001), Some(0.1))
    );
    place.ok(&format!("{SEARCH} --out fresh-again"));
    assert_eq!(rows(&place, "study"), rows(&place, "fresh-again"));
    // with less than it has, it is another search
    place.write("space.toml", FEW);
    let err = place.refused(&format!("{SEARCH} --out study"));
    assert!(err.contains("study holds another search: --space"), "{err}");
    assert_eq!(place.json("show study --json"), shown);
}

/// What the old trials need on another core follows from the settings that they were searched with.
#[test]
fn a_study_that_grows_for_another_microcontroller_is_read_again() {
    let place = Place::new();
    place.write("space.toml", "hidden_layer_sizes = [[2], [5]]\nmax_iter = [9]\n");
    place.ok(&format!("{SEARCH} --out study"));
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[2], [5], [7]]\nmax_iter = 9\n",
    );
    place.ok(&format!("{SEARCH} --mcu cortex-m0 --out study"));
    place.ok(&format!("{SEARCH} --mcu cortex-m0 --out fresh"));
    let (study, fresh) = (place.json("show study --json"), place.json("show fresh --json"));
    for trial in 0..3 {
        for key in ["flash", "ram", "split_test_scores"] {
            assert_eq!(
                study["trials"][trial][key], fresh["trials"][trial][key],
                "{trial} {key}"
            );
        }
    }
}

#[test]
fn random_lists_go_on_with_more_trials() {
    let place = Place::new();
    place.write(
        "space.toml",
        FEW.replace("[[2], [5]]", "[[2], [3], [4], [5], [6]]"),
    );
    let search = |trials: u32| {
        place.ok(&format!(
            "{SEARCH} --strategy random --trials {trials} --out study"
        ))
    };
    search(3);
    let few = place.read("study/cv_results.csv");
    let (_, err) = search(7);
    assert!(err.contains("--trials is 3 there, 7 here"), "{err}");
    assert!(err.contains("3 of 7 candidates are done"), "{err}");
    let more = place.read("study/cv_results.csv");
    let params = |table: &str| -> Vec<String> {
        let row = |line: &str| {
            line.split('{')
                .nth(1)
                .unwrap_or_default()
                .split('}')
                .next()
                .unwrap()
                .to_owned()
        };
        table.lines().skip(1).map(row).collect()
    };
    assert_eq!(params(&few)[..], params(&more)[..3]);
    assert_eq!(params(&more).iter().collect::<BTreeSet<_>>().len(), 7);
}
