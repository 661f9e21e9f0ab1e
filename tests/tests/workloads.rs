//! The workloads that host and microcontrollers share, on this machine.

use mcutune_core::Race;
use mcutune_core::cost::Mcu;
use mcutune_tests::mcu::tables;
use mcutune_tests::workload::{INT8_LAYERS, KERNELS, LBFGS, WORKLOADS, combined};
use workloads::{Error, Shown, digits, int8, race, search, signal, targets};

/// No case computes what another does.
#[test]
fn every_case_shows_something_of_its_own() {
    for workload in WORKLOADS.iter().chain([&KERNELS, &INT8_LAYERS, &LBFGS]) {
        let cases = workload.here();
        for (i, (name, digest)) in cases.iter().enumerate() {
            let same = cases[..i].iter().find(|(_, other)| other == digest);
            assert_eq!(same, None, "{name} of {}", workload.binary);
        }
    }
}

/// What is equal everywhere is also right.
#[test]
fn the_workloads_learn() {
    let ignore = |_: Shown<'_>| {};
    let most = digits::LABELS.len() as u32 * 95 / 100;
    assert!(digits::run(&mut digits::DigitsMemory::new(), ignore).unwrap() > most);
    assert!(int8::run(&mut int8::Int8Memory::new(), ignore).unwrap() > most);
    let mut memory = search::SearchArena::new();
    assert!(search::grid(&mut memory, ignore).unwrap().mean > 0.9);
    assert!(search::random(&mut memory, ignore).unwrap().mean > -0.3);
    let mut memory = race::RaceArena::new();
    for race in [Race::Exact, Race::Halving] {
        assert!(race::raced(race, &mut memory, ignore).unwrap().mean > 0.9);
    }
    assert!(race::halved(&mut memory, ignore).unwrap().mean > 0.9);
    let mut memory = targets::TargetsMemory::new();
    let least = [0.8, 0.9, 0.0, -0.3];
    for ((name, problem), least) in targets::CASES.iter().zip(least) {
        let mean = targets::run(problem, &mut memory, ignore).unwrap().mean;
        assert!(mean > least, "{name}: {mean}");
    }
}

/// As many windows as there is room for in a recording, no more and no fewer.
#[test]
fn every_window_has_features() {
    let mut memory = signal::SignalMemory::new();
    for (name, stage) in &signal::CASES {
        let samples = signal::SAMPLES.div_ceil(stage.decimate.into());
        let windows = (samples - u32::from(stage.window)) / u32::from(stage.hop) + 1;
        let mut bad = 0;
        let found = signal::run(stage, &mut memory, |results| {
            bad += match results {
                Shown::F32(features) => features.iter().filter(|x| !x.is_finite()).count(),
                _ => 0,
            };
        });
        assert_eq!((found, bad), (Ok(windows), 0), "{name}");
    }
}

/// A pixel that is no number, a row, scratch and an answer that are too short: the error and its
/// fields.
#[test]
fn bad_input_is_refused() {
    let f32 = shown(|show| digits::refusals(&mut digits::DigitsMemory::new(), show));
    let int8 = shown(|show| int8::refusals(&mut int8::Int8Memory::new(), show));
    let same = [[1, 0, 0], [1, 0, 63], [1, 0, 31], [2, 64, 63]];
    assert_eq!(f32, [&same[..], &[[3, 96, 95], [2, 10, 9]]].concat());
    assert_eq!(int8, [&same[..], &[[3, 48, 47], [2, 10, 9]]].concat());
}

fn shown(run: impl FnOnce(&mut dyn FnMut(Shown<'_>)) -> Result<(), Error>) -> Vec<[u32; 3]> {
    let mut shown = Vec::new();
    run(&mut |results| match results {
        Shown::U32(&[a, b, c]) => shown.push([a, b, c]),
        other => panic!("{other:?}"),
    })
    .unwrap();
    shown
}

/// The table in `tests/README.md` is of these workloads with these bits.
#[test]
fn the_table_shows_the_digests_of_this_machine() {
    let text = std::fs::read_to_string(tables()).unwrap();
    let (_, rest) = text.split_once("<!-- firmware-table -->").unwrap();
    let (table, _) = rest.split_once("<!-- /firmware-table -->").unwrap();
    let shown: Vec<(&str, &str)> = table
        .lines()
        .filter_map(|line| {
            let mut cells = line.split('|').map(str::trim).skip(2);
            let target = cells.next()?;
            Some((target, cells.next()?.strip_prefix('`')?.strip_suffix('`')?))
        })
        .collect();
    let targets: Vec<&str> = ["this host"].into_iter().chain(Mcu::ALL.map(Mcu::name)).collect();
    let expected: Vec<(&str, String)> = WORKLOADS
        .iter()
        .flat_map(|workload| {
            let digest = format!("{:016x}", combined(&workload.here()));
            targets.iter().map(move |target| (*target, digest.clone()))
        })
        .collect();
    let shown: Vec<(&str, String)> = shown.into_iter().map(|(t, d)| (t, d.to_string())).collect();
    assert_eq!(
        shown, expected,
        "run `cargo run -p mcutune-tests --bin firmware-table`"
    );
}
