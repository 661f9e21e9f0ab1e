//! The workloads of `tests/firmware`: what they answer on this machine, and on a chip.

use mcutune_core::Race;
use mcutune_core::cost::Mcu;
use workloads::{
    Digest, Shown, digits, elementary, int8, int8_layers, kernels, race, search, signal, targets, training,
};

use crate::mcu::{Firmware, Footprint, Optimise};

/// A digest of everything a case shows, by the case's name.
pub type Case = (String, u64);

/// What host and chips must answer alike.
#[derive(Debug)]
pub struct Workload {
    /// The firmware that runs it.
    pub binary: &'static str,
    /// What it does.
    pub what: &'static str,
    here: fn() -> Vec<Case>,
}

/// A workload on a chip.
#[derive(Clone, Debug)]
pub struct ChipRun {
    /// The digest of each case.
    pub cases: Vec<Case>,
    /// Bytes of stack of the deepest case.
    pub stack: u64,
    /// Instructions of all cases.
    pub instructions: u64,
    /// Of the firmware.
    pub sizes: Footprint,
}

/// Those of the table in `tests/README.md`.
pub const WORKLOADS: [Workload; 9] = [
    ELEMENTARY, INFERENCE, INT8, TRAINING, QUANTIZE, SEARCH, RACE, TARGETS, SIGNAL,
];

/// The elementary functions.
pub const ELEMENTARY: Workload = Workload {
    binary: "elementary",
    what: "exp, ln, tanh, logistic, sqrt, pow and conversions at 9,000 numbers of every size",
    here: || vec![case("elementary", |show| elementary::run(show))],
};

/// The kernels of f32 sums, each against the naive loop.
pub const KERNELS: Workload = Workload {
    binary: "kernels",
    what: "dense layers, gradients and deltas of 720 shapes, scaling and softmax of 1 to 20 numbers",
    here: || {
        let mut memory = kernels::KernelsMemory::new();
        vec![
            case("kernels", |show| kernels::run(&mut memory, show)),
            case("ends", |show| kernels::ends(&mut memory, show)),
        ]
    },
};

/// A trained model.
pub const INFERENCE: Workload = Workload {
    binary: "inference",
    what: "a model of digits, 64-32-10 in f32, answers for 360 rows, and refuses bad ones",
    here: || {
        let mut memory = digits::DigitsMemory::new();
        vec![
            case("digits", |show| digits::run(&mut memory, show).map(|_| ())),
            case("refusals", |show| digits::refusals(&mut memory, show)),
        ]
    },
};

/// The same model, quantised.
pub const INT8: Workload = Workload {
    binary: "int8",
    what: "the same model in int8, the same rows",
    here: || {
        let mut memory = int8::Int8Memory::new();
        vec![
            case("digits", |show| int8::run(&mut memory, show).map(|_| ())),
            case("refusals", |show| int8::refusals(&mut memory, show)),
        ]
    },
};

/// Random int8 networks.
pub const INT8_LAYERS: Workload = Workload {
    binary: "int8_layers",
    what: "157 random int8 networks, of 1 to 1,030 inputs, and their refusals",
    here: || {
        let mut memory = int8_layers::LayersMemory::new();
        vec![
            case("narrow", |show| int8_layers::narrow(&mut memory, show)),
            case("wide", |show| int8_layers::wide(&mut memory, show)),
        ]
    },
};

/// Short fits.
pub const TRAINING: Workload = Workload {
    binary: "training",
    what: "16 fits on iris: every activation, solver and schedule, dropout, early stopping",
    here: || {
        let mut memory = training::TrainingMemory::new();
        training::CASES
            .iter()
            .map(|(name, to, params)| case(name, |show| training::run(*to, params, &mut memory, show)))
            .collect()
    },
};

/// Short fits by lbfgs.
pub const LBFGS: Workload = Workload {
    binary: "lbfgs",
    what: "4 fits on iris by lbfgs: softmax, logistic and identity, with two hidden layers, one and none",
    here: || {
        let mut memory = training::LbfgsMemory::new();
        training::LBFGS_CASES
            .iter()
            .map(|(name, to, params)| case(name, |show| training::run(*to, params, &mut memory, show)))
            .collect()
    },
};

/// Short fits, quantised.
pub const QUANTIZE: Workload = Workload {
    binary: "quantize",
    what: "6 fits on iris, quantised to int8 on the device",
    here: || {
        let mut memory = int8::Quantizing::new();
        int8::CASES
            .iter()
            .map(|&(name, to, activation)| {
                case(name, |show| {
                    int8::fit_and_quantize(to, activation, &mut memory, show)
                })
            })
            .collect()
    },
};

/// Whole searches.
pub const SEARCH: Workload = Workload {
    binary: "search",
    what: "a grid and a random search of iris, 6 candidates and 3 folds each, and their refits",
    here: || {
        let mut memory = search::SearchArena::new();
        vec![
            case("grid", |show| search::grid(&mut memory, show).map(|_| ())),
            case("random", |show| search::random(&mut memory, show).map(|_| ())),
        ]
    },
};

/// Searches that race, or halve.
pub const RACE: Workload = Workload {
    binary: "race",
    what: "12 random candidates on iris that race over 5 folds, exactly and by halves, and that halve over epochs",
    here: || {
        let mut memory = race::RaceArena::new();
        vec![
            case("exact", |show| {
                race::raced(Race::Exact, &mut memory, show).map(|_| ())
            }),
            case("folds", |show| {
                race::raced(Race::Halving, &mut memory, show).map(|_| ())
            }),
            case("epochs", |show| race::halved(&mut memory, show).map(|_| ())),
        ]
    },
};

/// Searches for several targets.
pub const TARGETS: Workload = Workload {
    binary: "targets",
    what: "two labels, and two values, of rows of iris that count differently: 4 candidates and 3 folds, lbfgs among \
           them, and the winner in f32 and int8",
    here: || {
        let mut memory = targets::TargetsMemory::new();
        targets::CASES
            .iter()
            .map(|(name, problem)| case(name, |show| targets::run(problem, &mut memory, show).map(|_| ())))
            .collect()
    },
};

/// Windows of samples and their features.
pub const SIGNAL: Workload = Workload {
    binary: "signal",
    what: "480 samples of 3 axes in i16: flatten without and with overlap, every feature in the time domain, norm and \
           difference, spectra, a filter, samples left out, and refusals",
    here: || {
        let mut memory = signal::SignalMemory::new();
        let mut cases: Vec<Case> = signal::CASES
            .iter()
            .map(|(name, stage)| case(name, |show| signal::run(stage, &mut memory, show).map(|_| ())))
            .collect();
        cases.push(case("refusals", |show| signal::refusals(&mut memory, show)));
        cases
    },
};

/// # Panics
/// Where the workload returns an error.
fn case(name: &str, run: impl FnOnce(&mut dyn FnMut(Shown<'_>)) -> Result<(), workloads::Error>) -> Case {
    let mut digest = Digest::default();
    run(&mut |results| digest.add(results)).unwrap_or_else(|error| panic!("{name}: {error}"));
    (name.to_string(), digest.value())
}

impl Workload {
    /// What it answers on this machine.
    pub fn here(&self) -> Vec<Case> {
        (self.here)()
    }

    /// What it answers on a chip, and what it takes there, optimised for speed.
    ///
    /// # Panics
    /// Where it does not run, or prints something else.
    pub fn on(&self, mcu: Mcu) -> ChipRun {
        self.optimised(Optimise::Speed, mcu)
    }

    /// [`Workload::on`], optimised for something else.
    ///
    /// # Panics
    /// Where that does.
    pub fn optimised(&self, optimise: Optimise, mcu: Mcu) -> ChipRun {
        let elf = Firmware::new(self.binary).optimise(optimise).build(mcu);
        let printed = elf.run();
        let mut run = ChipRun {
            cases: Vec::new(),
            stack: 0,
            instructions: 0,
            sizes: elf.sizes(),
        };
        for line in printed.lines() {
            let Some((case, stack, instructions)) = parse(line) else {
                panic!("{} on {} prints {line:?}", self.binary, mcu.name());
            };
            run.cases.push(case);
            run.stack = run.stack.max(stack);
            run.instructions += instructions;
        }
        run
    }
}

/// `name digest=... stack=... instructions=...`
fn parse(line: &str) -> Option<(Case, u64, u64)> {
    let mut words = line.split(' ');
    let name = words.next()?.to_string();
    let mut value = |key: &str| words.next()?.strip_prefix(key)?.strip_prefix('=');
    let digest = u64::from_str_radix(value("digest")?, 16).ok()?;
    let stack = value("stack")?.parse().ok()?;
    Some(((name, digest), stack, value("instructions")?.parse().ok()?))
}

/// One digest for all cases.
pub fn combined(cases: &[Case]) -> u64 {
    let mut digest = Digest::default();
    for &(_, case) in cases {
        digest.add(Shown::U32(&[case as u32, (case >> 32) as u32]));
    }
    digest.value()
}
