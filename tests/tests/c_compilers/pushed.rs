//! From samples to answers, compiled by what is on this machine.

use std::process::Command;

use super::common::succeeds;
use super::stages::{Answer, Draws, StageCase, stages};
use super::{STRICT, bytes};
use mcutune::Format;

/// Beside those of the other headers, what a firmware's build may ask for.
const STRICTER: [&str; 3] = ["-Wshadow", "-Wundef", "-Wdouble-promotion"];

pub fn answers_with_the_bits_of_the_core(build: &str) {
    let directory = tempfile::tempdir().unwrap();
    let cases = stages();
    let file = |name: &str, extension: &str| directory.path().join(format!("{name}.{extension}"));
    for case in cases {
        std::fs::write(file(&case.name, "h"), case.export(Format::C)).unwrap();
        std::fs::write(file(&case.name, "in"), bytes(&[samples(case.axes())])).unwrap();
    }
    let driver = file("driver", "c");
    std::fs::write(&driver, code(cases)).unwrap();
    let mut words = build.split(' ');
    let mut command = Command::new(words.next().unwrap());
    command
        .current_dir(&directory)
        .args(words)
        .args(STRICT)
        .args(STRICTER);
    succeeds(command.arg(&driver).args(["-o", "driver", "-lm"]));
    let said = succeeds(Command::new(directory.path().join("driver")).current_dir(&directory));
    for case in cases {
        let name = &case.name;
        let stage = case.model.window().unwrap().describe();
        assert!(
            said.contains(&format!("{name}: self-tests 1 1\n")),
            "{stage}\n{said}"
        );
        let found = std::fs::read(file(name, "out")).unwrap();
        let expected = expected(case);
        let at = found
            .chunks(4)
            .zip(expected.chunks(4))
            .position(|(found, expected)| found != expected);
        assert!(
            found == expected,
            "{name}: word {at:?} of {} differs; {} features, {stage}",
            expected.len() / 4,
            case.model.feature_names().len()
        );
    }
}

/// Whole numbers, a constant, the ends of 16 bits, fractions, and, twice, no numbers.
fn samples(axes: usize) -> Vec<f32> {
    let mut random = Draws(7);
    let mut all = Vec::new();
    for t in 0..900_usize {
        for axis in 0..axes {
            let noise = random.within(300.0);
            all.push(match t {
                0..200 => noise.round() + 16_384.0,
                200..300 => 25.0,
                300..400 => [-32_768.0, 32_767.0][random.bits() as usize % 2],
                433 | 434 if axis == axes - 1 => [f32::NAN, f32::NEG_INFINITY][t - 433],
                600..700 => noise * 1e-4,
                700..800 => ((t as f32) * 0.31).sin() * 1e6 + noise,
                _ => noise,
            });
        }
    }
    all
}

/// As the driver writes it.
fn expected(case: &StageCase) -> Vec<u8> {
    let mut all = Vec::new();
    let mut windows = 0;
    for answer in case.answers(&samples(case.axes())) {
        match answer {
            Answer::NotFinite => all.extend((-1_i32).to_le_bytes()),
            Answer::Window {
                features,
                probabilities,
            } => {
                windows += 1;
                all.extend(1_i32.to_le_bytes());
                all.extend(
                    features
                        .iter()
                        .chain(&probabilities)
                        .flat_map(|x| x.to_le_bytes()),
                );
            }
        }
    }
    assert!(windows >= 8, "{}: {windows} windows", case.name);
    all
}

fn code(cases: &[StageCase]) -> String {
    let mut code = String::new();
    for StageCase { name, .. } in cases {
        code += &format!("#include \"{name}.h\"\n#include \"{name}.h\"\n");
    }
    code += include_str!("push.h");
    for StageCase { name, .. } in cases {
        code += &format!("PUSHED({name}, {})\n", name.to_uppercase());
    }
    code += "int main(void)\n{\n";
    for StageCase { name, .. } in cases {
        code += &format!("    push_{name}();\n");
    }
    code + "    return 0;\n}\n"
}
