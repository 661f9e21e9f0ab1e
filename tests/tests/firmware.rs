//! Host and microcontrollers answer with the same bits.

use mcutune_tests::mcu::{Firmware, runnable};
use workloads::{Digest, Error, Results, digits, elementary, int8, search, training};

/// The digest of what a workload shows, on this machine.
fn digest<T>(run: impl FnOnce(&mut dyn FnMut(Results<'_>)) -> T) -> (u64, T) {
    let mut digest = Digest::default();
    let result = run(&mut |results| digest.add(results));
    (digest.value(), result)
}

/// The firmware of a workload prints the expected digests, by name, on every target.
fn same_everywhere(binary: &str, expected: &[(&str, u64)]) {
    let expected: Vec<String> = expected
        .iter()
        .map(|(name, digest)| format!("{name} digest={digest:016x}"))
        .collect();
    for target in runnable() {
        let printed = Firmware::new(binary).build(target).run();
        let digests: Vec<&str> = printed
            .lines()
            .map(|line| line.split(" stack=").next().unwrap())
            .collect();
        assert_eq!(digests, expected, "{}", target.name);
    }
}

/// The number behind `key=`, of every line.
fn numbers(printed: &str) -> Vec<(&str, u64)> {
    let number = |line: &'_ str| Some(line.rsplit_once('=')?.1.parse().ok()?);
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
        for binary in ["inference", "int8"] {
            let elf = Firmware::new(binary).build(target);
            let names: Vec<String> = elf.symbols().into_iter().map(|(name, _)| name).collect();
            assert!(names.iter().any(|name| name == "main"), "no symbols to look at");
            let unwanted: Vec<&String> = names
                .iter()
                .filter(|name| UNWANTED.iter().any(|part| name.contains(part)))
                .collect();
            assert!(unwanted.is_empty(), "{binary} on {}: {unwanted:#?}", target.name);
        }
    }
}

/// The same look finds them where they are.
#[test]
fn symbols_show_panics_and_training() {
    for target in runnable() {
        let symbols = Firmware::new("training").build(target).symbols();
        for part in ["panic", "train::fit"] {
            assert!(
                symbols.iter().any(|(name, _)| name.contains(part)),
                "no {part}: {symbols:#?}"
            );
        }
    }
}

#[test]
fn elementary_functions() {
    let (expected, result) = digest(|show| elementary::run(show));
    result.unwrap();
    same_everywhere("elementary", &[("elementary", expected)]);
}

/// What a workload shows of refusals: which error, and its fields.
fn shown(run: impl FnOnce(&mut dyn FnMut(Results<'_>)) -> Result<(), Error>) -> Vec<[u32; 3]> {
    let mut shown = Vec::new();
    run(&mut |results| match results {
        Results::U32(&[a, b, c]) => shown.push([a, b, c]),
        other => panic!("{other:?}"),
    })
    .unwrap();
    shown
}

#[test]
fn inference_of_a_trained_model() {
    let mut memory = digits::Memory::new();
    let (answers, right) = digest(|show| digits::run(&mut memory, show));
    let share = f64::from(right.unwrap()) / digits::LABELS.len() as f64;
    assert!(share > 0.95, "a model of digits should know them: {share}");
    // a pixel that is no number, a row, scratch and an answer that are too short
    let expected = [
        [1, 0, 0],
        [1, 0, 63],
        [1, 0, 31],
        [2, 64, 63],
        [3, 96, 95],
        [2, 10, 9],
    ];
    assert_eq!(shown(|show| digits::refusals(&mut memory, show)), expected);
    let (refusals, _) = digest(|show| digits::refusals(&mut memory, show));
    same_everywhere("inference", &[("digits", answers), ("refusals", refusals)]);
}

#[test]
fn int8_inference_of_a_trained_model() {
    let mut memory = int8::Memory::new();
    let (answers, right) = digest(|show| int8::run(&mut memory, show));
    let share = f64::from(right.unwrap()) / digits::LABELS.len() as f64;
    assert!(share > 0.95, "a model of digits should know them: {share}");
    let expected = [
        [1, 0, 0],
        [1, 0, 63],
        [1, 0, 31],
        [2, 64, 63],
        [3, 48, 47],
        [2, 10, 9],
    ];
    assert_eq!(shown(|show| int8::refusals(&mut memory, show)), expected);
    let (refusals, _) = digest(|show| int8::refusals(&mut memory, show));
    same_everywhere("int8", &[("digits", answers), ("refusals", refusals)]);
}

#[test]
fn quantising() {
    let mut memory = int8::Quantizing::new();
    let expected = int8::CASES.map(|(name, task, activation)| {
        let (digest, result) = digest(|show| int8::fit_and_quantize(task, activation, &mut memory, show));
        result.unwrap();
        (name, digest)
    });
    same_everywhere("quantize", &expected);
}

#[test]
fn whole_searches() {
    let mut memory = search::Memory::new();
    let (grid, winner) = digest(|show| search::grid(&mut memory, show));
    assert!(winner.unwrap().mean > 0.9, "{winner:?}");
    let (random, winner) = digest(|show| search::random(&mut memory, show));
    assert!(winner.unwrap().mean > -0.3, "{winner:?}");
    same_everywhere("search", &[("grid", grid), ("random", random)]);
}

#[test]
fn training() {
    let mut memory = training::Memory::new();
    let expected = training::CASES.each_ref().map(|(name, task, params)| {
        let (digest, result) = digest(|show| training::run(*task, params, &mut memory, show));
        result.unwrap();
        (*name, digest)
    });
    let mut digests = expected.map(|(_, digest)| digest);
    digests.sort_unstable();
    assert!(
        digests.windows(2).all(|pair| pair[0] != pair[1]),
        "two cases are the same fit: {expected:x?}"
    );
    same_everywhere("training", &expected);
}
