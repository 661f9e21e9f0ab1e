//! Exports of models of windows turn samples into the core's features and answers on microcontrollers, in Rust and in C.

use std::fmt::Write as _;
use std::path::Path;

use mcutune::Format;
use mcutune_core::cost::Mcu;
use mcutune_tests::gcc;
use mcutune_tests::harness::Suite;
use mcutune_tests::mcu::Firmware;

#[path = "../../host/tests/export/stages.rs"]
mod stages;

use stages::{Answer, StageCase, stages};

/// Parts of the models, so that those of one go into the memory of a chip.
const PARTS: usize = 7;

fn main() {
    let mut suite = Suite::new();
    suite.on_each("rust_turns_samples_into_the_answers_of_the_core", rust_answers);
    for mcu in Mcu::ALL {
        suite.needs(
            &format!("c_turns_samples_into_the_answers_of_the_core::{}", mcu.name()),
            move || gcc::missing(mcu),
            move || c_answers(mcu),
        );
    }
    suite.run()
}

/// Samples that each model is asked about, made on the chip: [`samples`].
const SAMPLES: u32 = 360;

/// What the chip makes in a loop of its own: whole numbers, a constant and the ends of 16 bits, which it takes as integers,
/// fractions, and one that is no number.
fn samples(axes: usize) -> Vec<f32> {
    let mut seed = 1_u32;
    let mut all = Vec::new();
    for t in 0..SAMPLES {
        for _ in 0..axes {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = f32::from((seed >> 16) as i16);
            all.push(match t {
                0..100 => noise,
                100..150 => 25.0,
                150..200 => {
                    if noise < 0.0 {
                        -32_768.0
                    } else {
                        32_767.0
                    }
                }
                230 => f32::NAN,
                _ => noise * 0.37,
            });
        }
    }
    all
}

/// FNV-1a of words.
fn digest(answers: &[Answer]) -> (u32, u32) {
    let (mut windows, mut digest) = (0, 0x811c_9dc5_u32);
    let mut take = |word: u32| digest = (digest ^ word).wrapping_mul(0x0100_0193);
    for answer in answers {
        match answer {
            Answer::NotFinite => take(u32::MAX),
            Answer::Window {
                features,
                probabilities,
            } => {
                windows += 1;
                take(1);
                features
                    .iter()
                    .chain(probabilities)
                    .for_each(|x| take(x.to_bits()));
            }
        }
    }
    (windows, digest)
}

/// A case, how many windows the samples have, and the digest of what they lead to.
struct Asked<'a> {
    case: &'a StageCase,
    windows: u32,
    digest: u32,
}

impl<'a> Asked<'a> {
    fn of(case: &'a StageCase) -> Self {
        let (windows, digest) = digest(&case.answers(&samples(case.axes())));
        assert!(windows > 2, "{}: {windows} windows", case.name);
        Self {
            case,
            windows,
            digest,
        }
    }
}

/// The models in so many parts.
fn parts() -> Vec<Vec<Asked<'static>>> {
    let part = |first: usize| {
        stages()
            .iter()
            .skip(first)
            .step_by(PARTS)
            .map(Asked::of)
            .collect()
    };
    (0..PARTS).map(part).collect()
}

/// What a chip prints where all is well.
fn expected(part: &[Asked<'_>]) -> String {
    let line = |asked: &Asked<'_>| format!("{} self_test=1 right={}\n", asked.case.name, asked.windows);
    part.iter().map(line).collect()
}

fn rust_answers(mcu: Mcu) {
    for part in parts() {
        let directory = tempfile::tempdir().unwrap();
        let source = directory.path().join("exports.rs");
        std::fs::write(&source, rust_code(&part, directory.path())).unwrap();
        let firmware = Firmware::new("rust_exports").env("RUST_EXPORTS", &source);
        assert_eq!(firmware.build(mcu).run(), expected(&part));
    }
}

fn rust_code(part: &[Asked<'_>], directory: &Path) -> String {
    let (mut code, mut calls) = (String::new(), String::new());
    for Asked { case, digest, .. } in part {
        let name = &case.name;
        let file = directory.join(format!("{name}.rs"));
        std::fs::write(&file, case.export(Format::Rust)).unwrap();
        let right = include_str!("stage_exports/right.rs")
            .replace("COUNT", &SAMPLES.to_string())
            .replace("EXPECTED", &digest.to_string());
        write!(code, "mod {name} {{\n    include!({file:?});\n{right}}}\n").unwrap();
        writeln!(calls, "    {name}::check({name:?}, say);").unwrap();
    }
    format!("{code}fn check_exports(say: fn(&str, bool, u64)) {{\n{calls}}}\n")
}

fn c_answers(mcu: Mcu) {
    for part in parts() {
        let directory = tempfile::tempdir().unwrap();
        let source = directory.path().join("exports.c");
        std::fs::write(&source, c_code(&part, directory.path())).unwrap();
        let object = gcc::object(&source, mcu);
        let firmware = Firmware::new("c_exports").env("C_EXPORTS", &object);
        assert_eq!(firmware.build(mcu).run(), expected(&part));
    }
}

fn c_code(part: &[Asked<'_>], directory: &Path) -> String {
    let (mut code, mut calls) = (String::new(), String::new());
    for Asked { case, digest, .. } in part {
        let name = &case.name;
        let file = directory.join(format!("{name}.h"));
        std::fs::write(&file, case.export(Format::C)).unwrap();
        let right = include_str!("stage_exports/right.h")
            .replace("COUNT", &SAMPLES.to_string())
            .replace("EXPECTED", &digest.to_string())
            .replace("stage_", &format!("{name}_"))
            .replace("STAGE_", &format!("{}_", name.to_uppercase()));
        write!(code, "#include {file:?}\n{right}").unwrap();
        writeln!(
            calls,
            "    say({name:?}, (uint32_t)({name}_self_test() && {name}_window_self_test()), {name}_right());"
        )
        .unwrap();
    }
    format!(
        "{code}void check_exports(void (*say)(const char *, uint32_t, uint32_t));\n\
         void check_exports(void (*say)(const char *, uint32_t, uint32_t))\n{{\n{calls}}}\n"
    )
}
