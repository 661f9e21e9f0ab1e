//! The C header, compiled by what is on this machine: a test without its compiler counts as
//! ignored, and as failed where `MCUTUNE_REQUIRE_MCU=1`.

#[path = "../export/common.rs"]
mod common;

use std::process::Command;

use common::{Case, bytes, export, succeeds, text};
use libtest_mimic::{Arguments, Completion, Trial};
use tempfile::TempDir;

fn main() {
    let mut trials: Vec<Trial> = BUILDS
        .map(|build| {
            let compiler = build.split(' ').next().unwrap_or_default();
            let name = format!("the_header_answers_with_the_bits_of_predict::{build}");
            trial(&name, missing(compiler), move || {
                answers_with_the_bits_of_predict(build)
            })
        })
        .into();
    trials.push(trial(
        "arithmetic_of_other_bits_does_not_compile",
        missing("cc"),
        arithmetic_of_other_bits_does_not_compile,
    ));
    #[cfg(target_arch = "x86_64")]
    trials.push(trial(
        "without_its_barrier_the_self_test_fails",
        missing("cc").or_else(without_fma),
        without_its_barrier_the_self_test_fails,
    ));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn trial(name: &str, missing: Option<String>, test: impl FnOnce() + Send + 'static) -> Trial {
    let required = std::env::var_os("MCUTUNE_REQUIRE_MCU").is_some_and(|value| value == "1");
    Trial::ignorable_test(name, move || match missing {
        None => {
            test();
            Ok(Completion::Completed)
        }
        Some(why) if required => Err(format!("MCUTUNE_REQUIRE_MCU=1, but {why}").into()),
        Some(why) => Ok(Completion::ignored_with(why)),
    })
}

fn missing(compiler: &str) -> Option<String> {
    let found = Command::new(compiler).arg("--version").output();
    found
        .err()
        .map(|_| format!("{compiler} is not on PATH: install it"))
}

#[cfg(target_arch = "x86_64")]
fn without_fma() -> Option<String> {
    (!is_x86_feature_detected!("fma")).then(|| "this processor fuses no products and sums".into())
}

/// Compilers with the flags that are hardest on floating-point numbers, and the strictest.
const BUILDS: [&str; 6] = [
    "cc -std=c99 -O2",
    "cc -std=c99 -Os",
    "cc -std=gnu11 -O3 -march=native -ffp-contract=fast",
    "c++ -x c++ -std=c++98 -O2",
    "c++ -x c++ -std=c++17 -O3 -march=native -ffp-contract=fast",
    "clang -std=c99 -O3 -march=native -ffp-contract=fast",
];
const STRICT: [&str; 6] = [
    "-Wall",
    "-Wextra",
    "-Wconversion",
    "-Wsign-conversion",
    "-pedantic",
    "-Werror",
];

/// Writes a program that includes every header, twice, and asks each model in turn.
fn driver(directory: &TempDir, cases: &[Case]) -> std::path::PathBuf {
    let mut code = String::new();
    for Case { name, .. } in cases {
        code += &format!("#include \"{name}.h\"\n#include \"{name}.h\"\n");
    }
    code += include_str!("driver.h");
    for Case { name, classifies, .. } in cases {
        let kind = if *classifies { "CLASSES" } else { "VALUES" };
        code += &format!("{kind}({name}, {})\n", name.to_uppercase());
    }
    code += "int main(void)\n{\n";
    for Case { name, .. } in cases {
        code += &format!("    ask_{name}();\n");
    }
    code += "    return 0;\n}\n";
    let file = directory.path().join("driver.c");
    std::fs::write(&file, code).unwrap();
    file
}

fn answers_with_the_bits_of_predict(build: &str) {
    let directory = tempfile::tempdir().unwrap();
    let cases = common::cases(&directory);
    for case in &cases {
        export(case, "c", "h");
        std::fs::write(case.file("in"), bytes(&case.rows)).unwrap();
    }
    let driver = driver(&directory, &cases);
    let mut words = build.split(' ');
    let mut command = Command::new(words.next().unwrap());
    command.current_dir(&directory).args(words).args(STRICT);
    succeeds(command.arg(&driver).args(["-o", "driver"]));
    let said = succeeds(Command::new(directory.path().join("driver")).current_dir(&directory));
    for case in &cases {
        let name = &case.name;
        assert!(
            said.contains(&format!("{name}: self-test 1, NaN -1, infinity -1\n")),
            "{said}"
        );
        let answers = std::fs::read(case.file("out")).unwrap();
        assert!(answers == bytes(&case.answers), "{name}");
    }
}

/// The barrier against contraction is there for a reason, and the self-test sees what it is for.
#[cfg(target_arch = "x86_64")]
fn without_its_barrier_the_self_test_fails() {
    let directory = tempfile::tempdir().unwrap();
    let model = common::train(&directory, "diabetes", "fused", &[]);
    let case = common::case("fused", "diabetes", &model, "f32");
    let header = export(&case, "c", "h");
    let code = std::fs::read_to_string(&header).unwrap();
    std::fs::write(&header, code.replace("__asm__(\"\" : \"+x\"(v))", "((void)(v))")).unwrap();
    let main = "#include \"fused.h\"\nint main(void) { return fused_self_test(); }\n";
    std::fs::write(directory.path().join("main.c"), main).unwrap();
    let mut command = Command::new("cc");
    command.current_dir(&directory);
    // vectors would part products from sums by themselves
    let flags = ["-std=gnu11", "-O2", "-fno-tree-vectorize", "-march=native"];
    succeeds(command.args(flags).args(["main.c", "-o", "main"]));
    let run = Command::new(directory.path().join("main")).status().unwrap();
    assert_eq!(run.code(), Some(0));
}

fn arithmetic_of_other_bits_does_not_compile() {
    let directory = tempfile::tempdir().unwrap();
    let model = common::train(&directory, "iris", "iris", &[]);
    let header = export(&common::case("iris", "iris", &model, "f32"), "c", "h");
    let mut builds = vec![(vec!["-ffast-math"], "-ffast-math reorders sums")];
    if cfg!(target_arch = "x86_64") {
        builds.push((vec!["-m32", "-mfpmath=387"], "evaluated in a wider type"));
    }
    for (flags, says) in builds {
        let mut command = Command::new("cc");
        command
            .args(flags)
            .args(["-ffreestanding", "-fsyntax-only", text(&header)]);
        let run = command.output().unwrap();
        let error = String::from_utf8(run.stderr).unwrap();
        assert!(!run.status.success() && error.contains(says), "{error}");
    }
}
