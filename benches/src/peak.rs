//! The most multiplications and additions that one core does in a second.

use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::Throughput;
use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use mcutune_core::kernels::{self, Kernel, Lanes};

/// Chains that do not wait for each other: enough to hide the latency of a multiplication and
/// an addition where both start once a cycle on the widest lanes, few enough for 16 registers.
const CHAINS: usize = 12;
const STEPS: usize = 20_000;

struct MulAdd<'a> {
    flops: &'a mut u64,
}

impl Kernel for MulAdd<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self) {
        let (factor, summand) = (L::splat(black_box(0.999)), L::splat(black_box(0.001)));
        let mut chains = [L::splat(black_box(1.0)); CHAINS];
        for _ in 0..STEPS {
            for chain in &mut chains {
                *chain = chain.mul(factor).add(summand);
            }
        }
        let mut lanes = [0.0; 16];
        for chain in chains {
            chain.store(&mut lanes);
            black_box(&lanes);
        }
        *self.flops = (2 * CHAINS * STEPS * L::COUNT) as u64;
    }
}

/// FLOP/s of multiplications and additions in registers, on the widest lanes of this machine:
/// the best of many short runs.
pub fn peak_flops() -> f64 {
    let began = Instant::now();
    let mut best = 0.0f64;
    while began.elapsed() < Duration::from_millis(300) {
        let (mut flops, began) = (0, Instant::now());
        kernels::run(MulAdd { flops: &mut flops });
        best = best.max(flops as f64 / began.elapsed().as_secs_f64());
    }
    best
}

/// Wall time; a throughput's elements are floating-point operations.
pub struct Rates {
    format: Format,
}

struct Format {
    peak: f64,
}

impl Rates {
    /// Measures the peak and prints it.
    pub fn measured() -> Self {
        let peak = peak_flops();
        println!("peak of one core, mul + add: {:.1} GFLOP/s", peak / 1e9);
        Self {
            format: Format { peak },
        }
    }
}

impl Measurement for Rates {
    type Intermediate = Instant;
    type Value = Duration;

    fn start(&self) -> Instant {
        WallTime.start()
    }
    fn end(&self, began: Instant) -> Duration {
        WallTime.end(began)
    }
    fn add(&self, a: &Duration, b: &Duration) -> Duration {
        WallTime.add(a, b)
    }
    fn zero(&self) -> Duration {
        WallTime.zero()
    }
    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }
    fn formatter(&self) -> &dyn ValueFormatter {
        &self.format
    }
}

impl ValueFormatter for Format {
    fn format_throughput(&self, throughput: &Throughput, nanoseconds: f64) -> String {
        let mut rate = [nanoseconds];
        let unit = self.scale_throughputs(nanoseconds, throughput, &mut rate);
        let mut text = format!("{:.2} {unit}", rate[0]);
        if let Throughput::Elements(_) = throughput {
            let _ = write!(text, " ({:.1} % of peak)", rate[0] * 1e11 / self.peak);
        }
        text
    }
    fn scale_values(&self, typical: f64, values: &mut [f64]) -> &'static str {
        WallTime.formatter().scale_values(typical, values)
    }
    fn scale_throughputs(&self, typical: f64, throughput: &Throughput, values: &mut [f64]) -> &'static str {
        let Throughput::Elements(flops) = throughput else {
            return WallTime
                .formatter()
                .scale_throughputs(typical, throughput, values);
        };
        for value in values {
            *value = *flops as f64 / *value;
        }
        "GFLOP/s"
    }
    fn scale_for_machines(&self, values: &mut [f64]) -> &'static str {
        WallTime.formatter().scale_for_machines(values)
    }
}
