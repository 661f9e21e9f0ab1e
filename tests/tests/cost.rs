//! The cost model against firmware: models that no calibration has seen, linked and run.
//!
//! What a compiler decides changes with its next release, so the shipped table has to hold with the
//! compiler that it was made with. Where another compiles here and the table does not hold,
//! coefficients are measured with that one, and they have to hold: the same bounds, the same models.

use std::fmt::Write as _;

use mcutune_core::cost::{COMPILER, Coefficients, Cost, Deployment, Dtype, Mcu};
use mcutune_core::loss::Output;
use mcutune_tests::cost::{Bench, Measured, calibration, held_out, of_clips, of_labels};
use mcutune_tests::harness::Suite;
use mcutune_tests::mcu::compiler;
use mcutune_tests::say;

const DTYPES: [Dtype; 2] = [Dtype::F32, Dtype::Int8];

/// What misses its bound: none, where all hold.
fn misses(mcu: Mcu, models: &[(Deployment, Measured)], cost: impl Fn(&Deployment) -> Cost) -> String {
    let mut misses = String::new();
    for (model, found) in models {
        let expected = cost(model);
        for (what, expected, found, tolerance) in [
            ("flash", expected.flash() as f64, found.flash, 0.02),
            ("RAM", expected.ram as f64, found.ram, 0.0),
            (
                "instructions",
                expected.instructions as f64,
                found.instructions,
                0.05,
            ),
        ] {
            let miss = (expected / found - 1.0).abs();
            if miss > tolerance {
                // Writing to a String cannot fail.
                let _ = writeln!(
                    misses,
                    "{}: {what} of {model:?} is {found:.0}, not {expected:.0}: {:.1} % off",
                    mcu.name(),
                    100.0 * miss
                );
            }
        }
        let stack = expected.stack as f64;
        if found.stack > stack * 1.1 {
            let _ = writeln!(
                misses,
                "{}: {model:?} takes {} bytes of stack, not {stack}",
                mcu.name(),
                found.stack
            );
        }
    }
    misses
}

fn main() {
    let mut suite = Suite::new();
    suite.on_each(
        "what_a_model_takes_is_known_before_it_is_built",
        what_a_model_takes_is_known_before_it_is_built,
    );
    suite.always(
        "the_models_of_the_test_are_not_those_of_the_calibration",
        the_models_of_the_test_are_not_those_of_the_calibration,
    );
    suite.run()
}

fn what_a_model_takes_is_known_before_it_is_built(mcu: Mcu) {
    let (here, bench) = (compiler(mcu), Bench::new(mcu));
    let models: Vec<_> = held_out()
        .into_iter()
        .chain(of_labels())
        .chain(of_clips())
        .map(|model| (model, bench.measure(&model)))
        .collect();
    let shipped = misses(mcu, &models, |model| model.cost(mcu));
    if here == COMPILER {
        assert!(
            shipped.is_empty(),
            "{shipped}`cargo run --release -p mcutune-tests --bin calibrate` makes the table anew"
        );
    } else if shipped.is_empty() {
        say(&format!(
            "{}: the table of costs was made with {COMPILER}, and holds with {here}",
            mcu.name()
        ));
    } else {
        say(&format!(
            "{}: the table of costs was made with {COMPILER} and does not hold with {here}, \
             whose own is measured in its place:\n{shipped}",
            mcu.name()
        ));
        let [float, integer] = DTYPES.map(|dtype| bench.calibrate(dtype, |_, _| {}));
        let coefficients = |model: &Deployment| -> &Coefficients {
            match model.dtype {
                Dtype::F32 => &float,
                Dtype::Int8 => &integer,
            }
        };
        let anew = misses(mcu, &models, |model| model.cost_by(coefficients(model), mcu));
        assert!(anew.is_empty(), "{anew}with coefficients of {here}");
    }
}

/// A calibration says nothing of the models that it has seen.
fn the_models_of_the_test_are_not_those_of_the_calibration() {
    let (held_out, others) = (held_out(), of_labels().into_iter().chain(of_clips()));
    let others: Vec<_> = others.collect();
    assert_eq!(held_out.len(), 20);
    for dtype in DTYPES {
        let is_of_several =
            |model: &&Deployment| model.output == Output::Identity && model.shape.outputs() > 1;
        assert!(
            held_out
                .iter()
                .filter(is_of_several)
                .any(|model| model.dtype == dtype)
        );
        for seen in calibration(dtype) {
            let mut all = held_out.iter().chain(&others);
            assert!(all.all(|model| model.shape != seen.shape), "{seen:?}");
        }
    }
}
