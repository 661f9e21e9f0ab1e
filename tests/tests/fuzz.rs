//! Every fuzz target over its stored corpus, and some seconds of mutations of it.
//!
//! The mutations are the same every time; only how many there are hangs on the machine. An input
//! that panics is written below the target folder: `cargo fuzz run TARGET FILE` shows it alone, and
//! it belongs into the corpus once the fault is fixed.

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use mcutune_core::random::{Random, Seeded, Xoshiro};

/// How long the mutations of each target last, where neither `MCUTUNE_FUZZ_SECONDS` nor, as a number of
/// them, `MCUTUNE_FUZZ_MUTATIONS` says.
const SECONDS: u64 = 3;

/// No input of some kilobytes takes nearly as long.
const HANGS: Duration = Duration::from_secs(20);

#[test]
fn csv() {
    run("csv");
}

#[test]
fn npz() {
    run("npz");
}

#[test]
fn json() {
    run("json");
}

#[test]
fn xlsx() {
    run("xlsx");
}

#[test]
fn parquet() {
    run("parquet");
}

#[test]
fn recordings() {
    run("recordings");
}

#[test]
fn space() {
    run("space");
}

#[test]
fn journal() {
    run("journal");
}

#[test]
fn model() {
    run("model");
}

/// The readers of files that are unpacked by others' code, as a child that may take so much memory and
/// time and no more: what a file claims is not to be believed.
#[cfg(target_os = "linux")]
#[test]
fn packed_files_take_little_memory() {
    const KIBIBYTES: &str = "1048576";
    const MUTATIONS: u64 = 200;
    let mutations = asked("MCUTUNE_FUZZ_MUTATIONS").unwrap_or(MUTATIONS);
    for name in ["xlsx", "parquet"] {
        let mut child = std::process::Command::new("sh")
            .args(["-c", "ulimit -v \"$0\" && exec \"$@\"", KIBIBYTES])
            .arg(std::env::current_exe().expect("this test"))
            .args(["--exact", name])
            .env("MCUTUNE_FUZZ_MUTATIONS", mutations.to_string())
            .spawn()
            .expect("a shell");
        let end = Instant::now() + HANGS * 6 + Duration::from_secs(mutations);
        let status = loop {
            match child.try_wait().expect("a child") {
                Some(status) => break Some(status),
                None if Instant::now() > end => break None,
                None => std::thread::sleep(Duration::from_millis(50)),
            }
        };
        if status.is_none() {
            child.kill().expect("a child");
        }
        assert!(
            status.is_some_and(|status| status.success()),
            "{name}: {status:?}"
        );
    }
}

fn asked(name: &str) -> Option<u64> {
    let asked = std::env::var(name).ok();
    asked.map(|number| number.parse().expect("a number"))
}

fn run(name: &str) {
    let (_, target) = targets::TARGETS
        .into_iter()
        .find(|(known, _)| *known == name)
        .unwrap();
    let corpus = targets::corpus(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz"), name);
    assert!(corpus.len() > 2, "a corpus is stored");
    for (file, input) in &corpus {
        survives(name, file, target, input);
    }
    let inputs: Vec<Vec<u8>> = corpus.into_iter().map(|(_, input)| input).collect();
    let mut mutations = Mutations::new(inputs);
    let least = asked("MCUTUNE_FUZZ_MUTATIONS");
    let seconds = match least {
        Some(_) => 0,
        None => asked("MCUTUNE_FUZZ_SECONDS").unwrap_or(SECONDS),
    };
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut count = 0;
    while count < least.unwrap_or(20) || Instant::now() < end {
        survives(name, &format!("mutation {count}"), target, &mutations.next());
        count += 1;
    }
}

fn survives(name: &str, what: &str, target: fn(&[u8]), input: &[u8]) {
    let began = Instant::now();
    let panicked = catch_unwind(AssertUnwindSafe(|| target(input))).is_err();
    if panicked || began.elapsed() > HANGS {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
        std::fs::create_dir_all(&directory).unwrap();
        let file = directory.join(format!("{name}-{}", what.replace(' ', "-")));
        std::fs::write(&file, input).unwrap();
        let does = if panicked { "panics" } else { "hangs" };
        panic!("{name} {does} at {what}: see {}", file.display());
    }
}

/// Inputs made of others.
struct Mutations {
    inputs: Vec<Vec<u8>>,
    random: Xoshiro,
}

/// What numbers and texts are replaced by: the edges of what the readers know.
const TOKENS: [&str; 38] = [
    "0",
    "1",
    "-1",
    "255",
    "256",
    "65535",
    "65536",
    "4294967296",
    "18446744073709551615",
    "9223372036854775808",
    "1e400",
    "1e-400",
    "3.5e38",
    "1e38",
    "0.1",
    "nan",
    "inf",
    "-inf",
    "null",
    "true",
    "\"\"",
    "[]",
    "{}",
    "\"",
    "'",
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\u{feff}",
    "\u{e9}",
    "\\u0000",
    "(",
    ")",
    "<U9",
    "log = true",
    "[[space]]\n",
];

impl Mutations {
    fn new(inputs: Vec<Vec<u8>>) -> Self {
        Self {
            inputs,
            random: Xoshiro::from_seed_number(asked("MCUTUNE_FUZZ_SEED").unwrap_or(0) as u32),
        }
    }

    /// Below a bound.
    fn below(&mut self, bound: usize) -> usize {
        self.random.bounded(bound.saturating_sub(1) as u32) as usize
    }

    /// An input of the corpus after one to four changes.
    fn next(&mut self) -> Vec<u8> {
        let which = self.below(self.inputs.len());
        let mut input = self.inputs[which].clone();
        for _ in 0..=self.below(4) {
            self.change(&mut input);
        }
        input
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let from = self.below(input.len());
        let to = (from + 1 + self.below(20)).min(input.len());
        match self.below(8) {
            0 if from < input.len() => input[from] ^= 1 << self.below(8),
            1 if from < input.len() => input[from] = [0, 0x7f, 0x80, 0xff, b'9'][self.below(5)],
            2 => drop(input.drain(from..to)),
            3 => {
                let again = input[from..to].to_vec();
                input.splice(from..from, again);
            }
            4 => {
                let token = TOKENS[self.below(TOKENS.len())];
                input.splice(from..from, token.bytes());
            }
            // a whole number or word
            5 | 6 => {
                let (start, end) = word(input, from);
                let token = TOKENS[self.below(TOKENS.len())];
                input.splice(start..end, token.bytes());
            }
            // the rest of another
            _ => {
                let other = self.below(self.inputs.len());
                let at = self.below(self.inputs[other].len());
                input.truncate(from);
                input.extend_from_slice(&self.inputs[other][at..]);
            }
        }
    }
}

/// The word or number around a place.
fn word(input: &[u8], at: usize) -> (usize, usize) {
    let of_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-._".contains(byte);
    let start = input[..at]
        .iter()
        .rposition(|byte| !of_word(byte))
        .map_or(0, |i| i + 1);
    let length = input[at..].iter().position(|byte| !of_word(byte));
    (start, length.map_or(input.len(), |length| at + length))
}
