//! Features of windows against what numpy and scipy say of them (`tests/signal/oracle.py`).

use std::path::Path;

use mcutune_tests::windows::{Described, rows};
use serde_json::Value;

fn numbers(list: &Value) -> Vec<f64> {
    let all = list.as_array().unwrap().iter();
    all.map(|number| number.as_f64().unwrap()).collect()
}

#[test]
fn features_are_those_of_numpy_and_scipy() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/signal.json");
    let golden: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let (mut windows, mut features) = (0, 0);
    for case in golden.as_array().unwrap() {
        let described = Described::of(case).unwrap();
        let samples: Vec<f32> = numbers(&case["samples"]).into_iter().map(|x| x as f32).collect();
        let found = rows(&described.stage(), &samples).unwrap();
        let expected = case["windows"].as_array().unwrap();
        assert_eq!(found.len(), expected.len());
        for ((t, found), window) in found.iter().zip(expected) {
            let (expected, scales) = (numbers(&window[1]), numbers(&window[2]));
            assert_eq!(
                (window[0].as_u64(), found.len()),
                (Some(*t as u64), expected.len())
            );
            for (i, ((&found, expected), scale)) in found.iter().zip(expected).zip(scales).enumerate() {
                let off = (f64::from(found) - expected).abs();
                // and the digits that the file has
                assert!(
                    off <= 1e-4 * scale + 1e-6 * expected.abs(),
                    "feature {i} of the window that ends at {t}: {found} is not {expected}, of {case}"
                );
                features += 1;
            }
            windows += 1;
        }
    }
    assert!(
        windows >= 30 && features >= 500,
        "{windows} windows, {features} features"
    );
}
