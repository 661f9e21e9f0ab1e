//! The cost model against firmware: models that its calibration did not see, linked and run.

use std::fmt::Write as _;

use mcutune_core::cost::{COMPILER, Deployment, Dtype};
use mcutune_tests::cost::{Bench, mcu, models};
use mcutune_tests::harness::Suite;
use mcutune_tests::mcu::{Target, compiler};

/// Not that of the calibration.
const SEED: u32 = 2;
/// Wider than its models.
const WIDEST: u32 = 100;

/// Twenty models, of every number of layers and every function, with and without a scaler.
fn unseen() -> Vec<Deployment> {
    let float = models(Dtype::F32, SEED, WIDEST).into_iter().step_by(7);
    let integer = models(Dtype::Int8, SEED, WIDEST).into_iter().step_by(5);
    float.chain(integer).collect()
}

fn main() {
    let mut suite = Suite::new();
    suite.on_each_target(
        "what_a_model_takes_is_known_before_it_is_built",
        what_a_model_takes_is_known_before_it_is_built,
    );
    suite.run()
}

fn what_a_model_takes_is_known_before_it_is_built(target: &'static Target) {
    let unseen = unseen();
    assert_eq!(unseen.len(), 20);
    let bench = Bench::new(target);
    let mut wrong = String::new();
    for model in &unseen {
        let (expected, found) = (model.cost(mcu(target)), bench.measure(model));
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
                    wrong,
                    "{}: {what} of {model:?} is {found:.0}, not {expected:.0}: {:.1} % off",
                    target.name,
                    100.0 * miss
                );
            }
        }
        let stack = expected.stack as f64;
        if found.stack > stack * 1.1 {
            let _ = writeln!(
                wrong,
                "{}: {model:?} takes {} bytes of stack, not {stack}",
                target.name, found.stack
            );
        }
    }
    assert!(
        wrong.is_empty(),
        "{wrong}the table of costs was made with {COMPILER}, this is {}: \
         `cargo run --release -p mcutune-tests --bin calibrate` makes it anew",
        compiler(target)
    );
}
