//! What the benchmarks share: rates in GFLOP/s beside the core's own peak, and data to train on.

mod peak;
mod problem;

pub use peak::{Rates, peak_flops};
pub use problem::Problem;

use criterion::Criterion;

/// Criterion with throughputs in floating-point operations, as a share of the peak that is
/// measured here first.
pub fn criterion() -> Criterion<Rates> {
    Criterion::default()
        .with_measurement(Rates::measured())
        .configure_from_args()
}
