//! Host and microcontrollers answer with the same bits.

use mcutune_tests::mcu::{Firmware, Optimise, Target, readme, runnable};
use mcutune_tests::workload::{
    ELEMENTARY, INFERENCE, INT8, INT8_LAYERS, KERNELS, QUANTIZE, SEARCH, TRAINING, WORKLOADS, Workload,
    combined,
};
use workloads::{Error, Results, digits, int8, search};

/// The digests of every case on every target are those of this machine.
fn same_everywhere(workload: &Workload) {
    let expected = workload.here();
    for (i, (name, digest)) in expected.iter().enumerate() {
        let same = expected[..i].iter().find(|(_, other)| other == digest);
        assert_eq!(same, None, "{name} shows nothing of its own");
    }
    for target in runnable() {
        assert_eq!(workload.on(target).cases, expected, "{}", target.name);
    }
}

/// The same of the kernels that firmware for size has in their place.
fn same_for_size(workload: &Workload) {
    for target in runnable()
        .into_iter()
        .filter(|target| target.name == "cortex-m4f")
    {
        let there = workload.optimised(Optimise::Size, target);
        assert_eq!(there.cases, workload.here(), "{} for size", target.name);
    }
}

/// The number behind `key=`, of every line.
fn numbers(printed: &str) -> Vec<(&str, u64)> {
    let number = |line: &'_ str| line.rsplit_once('=')?.1.parse().ok();
    printed
        .lines()
        .map(|line| (line.split(' ').next().unwrap(), number(line).expect(line)))
        .collect()
}

#[test]
fn instruments_read_what_is_known() {
    let expected = [
        ("none", 0, 10),
        ("thousand", 1_000, 1_015),
        ("ten-million", 10_000_000, 10_100_000),
        ("two-thousand", 2_000, 2_030),
        ("stack", 1_024, 1_100),
    ];
    for target in runnable() {
        let printed = Firmware::new("instruments").build(target).run();
        for ((name, number), (expected, least, most)) in numbers(&printed).into_iter().zip(expected) {
            assert_eq!(name, expected);
            assert!(
                (least..=most).contains(&number),
                "{}: {name} reads {number}",
                target.name
            );
        }
    }
}

/// Parts of the names of what panics, formats, trains or searches.
const UNWANTED: [&str; 12] = [
    "panic",
    "unwrap_failed",
    "expect_failed",
    "slice_index",
    "fmt",
    "train",
    "optimizer",
    "loss_and_delta",
    "folds",
    "space",
    "search",
    "Xoshiro",
];

/// Inference, whole, has no panic in it and nothing of what trains or searches.
#[test]
fn inference_links_neither_panics_nor_training() {
    for target in runnable() {
        // one with an FPU and one without are enough of the slower look
        let small = ["cortex-m4f", "cortex-m0"].contains(&target.name);
        for optimise in [Some(Optimise::Speed), small.then_some(Optimise::Size)]
            .into_iter()
            .flatten()
        {
            for binary in ["inference", "int8"] {
                let elf = Firmware::new(binary).optimise(optimise).build(target);
                let names: Vec<String> = elf.symbols().into_iter().map(|(name, _)| name).collect();
                assert!(names.iter().any(|name| name == "main"), "no symbols to look at");
                let unwanted: Vec<&String> = names
                    .iter()
                    .filter(|name| UNWANTED.iter().any(|part| name.contains(part)))
                    .collect();
                let what = format!("{binary} on {}, {optimise:?}", target.name);
                assert!(unwanted.is_empty(), "{what}: {unwanted:#?}");
            }
        }
    }
}

/// The same look finds them where they are.
#[test]
fn symbols_show_panics_and_training() {
    for target in runnable() {
        let symbols = Firmware::new("training").build(target).symbols();
        for part in ["panic", "mcutune_core::train::"] {
            assert!(
                symbols.iter().any(|(name, _)| name.contains(part)),
                "no {part}: {symbols:#?}"
            );
        }
    }
}

#[test]
fn elementary_functions() {
    same_everywhere(&ELEMENTARY);
}

#[test]
fn kernels_of_sums() {
    same_everywhere(&KERNELS);
    same_for_size(&KERNELS);
}

#[test]
fn inference_of_a_trained_model() {
    same_everywhere(&INFERENCE);
}

#[test]
fn int8_inference_of_a_trained_model() {
    same_everywhere(&INT8);
}

#[test]
fn int8_layers_of_every_width() {
    same_everywhere(&INT8_LAYERS);
    same_for_size(&INT8_LAYERS);
}

#[test]
fn training() {
    same_everywhere(&TRAINING);
}

#[test]
fn quantising_on_the_device() {
    same_everywhere(&QUANTIZE);
}

#[test]
fn whole_searches_on_the_device() {
    same_everywhere(&SEARCH);
}

/// What is equal everywhere is also right.
#[test]
fn the_workloads_learn() {
    let ignore = |_: Results<'_>| {};
    let most = digits::LABELS.len() as u32 * 95 / 100;
    assert!(digits::run(&mut digits::Memory::new(), ignore).unwrap() > most);
    assert!(int8::run(&mut int8::Memory::new(), ignore).unwrap() > most);
    let mut memory = search::Memory::new();
    assert!(search::grid(&mut memory, ignore).unwrap().mean > 0.9);
    assert!(search::random(&mut memory, ignore).unwrap().mean > -0.3);
}

/// A pixel that is no number, a row, scratch and an answer that are too short: the error and its
/// fields.
#[test]
fn bad_input_is_refused() {
    let f32 = shown(|show| digits::refusals(&mut digits::Memory::new(), show));
    let int8 = shown(|show| int8::refusals(&mut int8::Memory::new(), show));
    let same = [[1, 0, 0], [1, 0, 63], [1, 0, 31], [2, 64, 63]];
    assert_eq!(f32, [&same[..], &[[3, 96, 95], [2, 10, 9]]].concat());
    assert_eq!(int8, [&same[..], &[[3, 48, 47], [2, 10, 9]]].concat());
}

fn shown(run: impl FnOnce(&mut dyn FnMut(Results<'_>)) -> Result<(), Error>) -> Vec<[u32; 3]> {
    let mut shown = Vec::new();
    run(&mut |results| match results {
        Results::U32(&[a, b, c]) => shown.push([a, b, c]),
        other => panic!("{other:?}"),
    })
    .unwrap();
    shown
}

/// README's table is of these workloads with these bits.
#[test]
fn readme_shows_the_digests_of_this_machine() {
    let text = std::fs::read_to_string(readme()).unwrap();
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
    let targets: Vec<&str> = ["this host"]
        .into_iter()
        .chain(Target::ALL.map(|target| target.name))
        .collect();
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
