//! Host and microcontrollers answer with the same bits.

use mcutune_tests::mcu::{Firmware, runnable};
use workloads::{Digest, training};

/// The digests that a firmware printed, by name.
fn digests(printed: &str) -> Vec<(String, u64)> {
    let parse = |line: &str| {
        let mut words = line.split(' ');
        let name = words.next()?.to_string();
        let digest = words.find_map(|word| word.strip_prefix("digest="))?;
        Some((name, u64::from_str_radix(digest, 16).ok()?))
    };
    printed
        .lines()
        .map(|line| parse(line).unwrap_or_else(|| panic!("no digest in {line}")))
        .collect()
}

#[test]
fn training_gives_the_same_bits_everywhere() {
    let mut memory = training::Memory::new();
    let expected: Vec<(String, u64)> = training::CASES
        .iter()
        .map(|(name, task, params)| {
            let mut digest = Digest::default();
            training::run(*task, params, &mut memory, |results| digest.add(results)).unwrap();
            (name.to_string(), digest.value())
        })
        .collect();
    for target in runnable() {
        let printed = Firmware::new("training").build(target).run();
        assert_eq!(digests(&printed), expected, "{}", target.name);
    }
}
