//! Host and microcontrollers answer with the same bits.

use mcutune_core::cost::Mcu;
use mcutune_tests::harness::Suite;
use mcutune_tests::mcu::{Firmware, Optimise, compiler};
use mcutune_tests::say;
use mcutune_tests::workload::{
    ELEMENTARY, INFERENCE, INT8, INT8_LAYERS, KERNELS, LBFGS, QUANTIZE, RACE, SEARCH, SIGNAL, TARGETS,
    TRAINING, Workload,
};

fn main() {
    let mut suite = Suite::new();
    for (name, test) in TESTS {
        suite.on_each(name, test);
    }
    for (name, test) in FOR_SIZE {
        suite.on(Mcu::CortexM4f, name, test);
    }
    suite.run()
}

type Test = fn(Mcu);

/// Of every microcontroller.
const TESTS: [(&str, Test); 16] = [
    ("instruments_read_what_is_known", instruments_read_what_is_known),
    (
        "inference_links_neither_panics_nor_training",
        inference_links_neither_panics_nor_training,
    ),
    (
        "symbols_show_panics_and_training",
        symbols_show_panics_and_training,
    ),
    ("elementary_functions", |mcu| same(&ELEMENTARY, mcu)),
    ("kernels_of_sums", |mcu| same(&KERNELS, mcu)),
    ("inference_of_a_trained_model", |mcu| same(&INFERENCE, mcu)),
    ("int8_inference_of_a_trained_model", |mcu| same(&INT8, mcu)),
    ("int8_layers_of_every_width", |mcu| same(&INT8_LAYERS, mcu)),
    ("training", |mcu| same(&TRAINING, mcu)),
    ("training_by_lbfgs", |mcu| same(&LBFGS, mcu)),
    ("quantising_on_the_device", |mcu| same(&QUANTIZE, mcu)),
    ("whole_searches_on_the_device", |mcu| same(&SEARCH, mcu)),
    ("races_and_halving_on_the_device", |mcu| same(&RACE, mcu)),
    ("searches_for_several_targets_on_the_device", |mcu| {
        same(&TARGETS, mcu)
    }),
    ("features_of_windows", |mcu| same(&SIGNAL, mcu)),
    ("the_examples_of_core", the_examples_of_core),
];

/// The same of the kernels that firmware for size has in their place.
const FOR_SIZE: [(&str, Test); 2] = [
    ("kernels_of_sums_for_size", |mcu| same_for_size(&KERNELS, mcu)),
    ("int8_layers_of_every_width_for_size", |mcu| {
        same_for_size(&INT8_LAYERS, mcu)
    }),
];

/// The digests of every case are those of this machine.
fn same(workload: &Workload, mcu: Mcu) {
    assert_eq!(workload.on(mcu).cases, workload.here());
}

fn same_for_size(workload: &Workload, mcu: Mcu) {
    let there = workload.optimised(Optimise::Size, mcu);
    assert_eq!(there.cases, workload.here());
}

/// The number behind `key=`, of every line.
fn numbers(printed: &str) -> Vec<(&str, u64)> {
    let number = |line: &'_ str| line.rsplit_once('=')?.1.parse().ok();
    printed
        .lines()
        .map(|line| (line.split(' ').next().unwrap(), number(line).expect(line)))
        .collect()
}

fn instruments_read_what_is_known(mcu: Mcu) {
    let expected = [
        ("none", 0, 10),
        ("thousand", 1_000, 1_015),
        ("ten-million", 10_000_000, 10_100_000),
        ("two-thousand", 2_000, 2_030),
        ("stack", 1_024, 1_100),
    ];
    let printed = Firmware::new("instruments").build(mcu).run();
    for ((name, number), (expected, least, most)) in numbers(&printed).into_iter().zip(expected) {
        assert_eq!(name, expected);
        assert!((least..=most).contains(&number), "{name} reads {number}");
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
fn inference_links_neither_panics_nor_training(mcu: Mcu) {
    // one with an FPU and one without are enough of the slower look
    let small = matches!(mcu, Mcu::CortexM4f | Mcu::CortexM0);
    for optimise in [Some(Optimise::Speed), small.then_some(Optimise::Size)]
        .into_iter()
        .flatten()
    {
        for binary in ["inference", "int8"] {
            let elf = Firmware::new(binary).optimise(optimise).build(mcu);
            let names: Vec<String> = elf.symbols().into_iter().map(|(name, _)| name).collect();
            assert!(names.iter().any(|name| name == "main"), "no symbols to look at");
            let unwanted: Vec<&String> = names
                .iter()
                .filter(|name| UNWANTED.iter().any(|part| name.contains(part)))
                .collect();
            assert!(unwanted.is_empty(), "{binary}, {optimise:?}: {unwanted:#?}");
        }
    }
}

/// The same look finds them where they are.
fn symbols_show_panics_and_training(mcu: Mcu) {
    let symbols = Firmware::new("training").build(mcu).symbols();
    for part in ["panic", "mcutune_core::train::"] {
        assert!(
            symbols.iter().any(|(name, _)| name.contains(part)),
            "no {part}: {symbols:#?}"
        );
    }
}

/// The examples of `core`, as they are, do what they assert; and where this is the compiler that
/// the table in core's README names, they take what it says.
fn the_examples_of_core(mcu: Mcu) {
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let is_same_compiler = readme.contains(&format!("`{}`", compiler(mcu)));
    if !is_same_compiler {
        say(&format!(
            "{}: core's README shows the examples' sizes and instructions by another compiler than {}: not compared",
            mcu.name(),
            compiler(mcu)
        ));
    }
    let mut misses = String::new();
    for example in ["deploy", "train", "search"] {
        let elf = Firmware::new(&format!("example_{example}")).build(mcu);
        let printed = elf.run();
        let words: Vec<&str> = printed.split_whitespace().collect();
        assert_eq!(words.first(), Some(&example), "{printed}");
        let of = |key: &str| words.iter().find_map(|word| word.strip_prefix(key)?.parse().ok());
        let found: [Option<u64>; 3] = [of("stack="), Some(elf.sizes().flash), of("instructions=")];
        let line = format!("| {example} | {} | ", mcu.name());
        let shown = readme.lines().find_map(|text| text.strip_prefix(&line));
        let shown = shown
            .unwrap_or_else(|| panic!("{line}{found:?}"))
            .replace(',', "");
        let shown = shown
            .split('|')
            .filter_map(|cell| cell.trim().parse::<u64>().ok());
        if is_same_compiler {
            let pairs = found.into_iter().flatten().zip(shown);
            if pairs.clone().count() < 3 || pairs.into_iter().any(|(f, s)| f.abs_diff(s) > s / 20) {
                misses += &format!("{line}{found:?}\n");
            }
        }
    }
    assert!(
        misses.is_empty(),
        "core's README shows other figures than:\n{misses}"
    );
}
