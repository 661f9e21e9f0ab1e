//! The C header, compiled by what is on this machine.

#[path = "../../../host/tests/export/common.rs"]
mod common;
mod pushed;
#[path = "../../../host/tests/export/stages.rs"]
mod stages;

use std::process::Command;

use common::{BRIEF, Case, bytes, data, fit, succeeds};
use mcutune::{Dtype, Format};
use mcutune_tests::harness::Suite;
use tempfile::TempDir;

fn main() {
    let mut suite = Suite::new();
    for build in BUILDS {
        let compiler = build.split(' ').next().unwrap_or_default();
        suite.needs(
            &format!("the_header_answers_with_the_bits_of_predict::{build}"),
            move || missing(compiler),
            move || answers_with_the_bits_of_predict(build),
        );
    }
    for build in BUILDS.into_iter().chain(UNOPTIMIZED) {
        let compiler = build.split(' ').next().unwrap_or_default();
        suite.needs(
            &format!("samples_become_the_features_and_answers_of_the_core::{build}"),
            move || missing(compiler),
            move || pushed::answers_with_the_bits_of_the_core(build),
        );
    }
    suite.needs(
        "arithmetic_of_other_bits_does_not_compile",
        || missing("cc"),
        arithmetic_of_other_bits_does_not_compile,
    );
    #[cfg(target_arch = "x86_64")]
    suite.needs(
        "without_its_barrier_the_self_test_fails",
        || missing("cc").or_else(without_fma),
        without_its_barrier_the_self_test_fails,
    );
    suite.run()
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
/// The same without optimizations.
const UNOPTIMIZED: [&str; 2] = ["cc -std=c99 -O0", "clang -std=c99 -O0"];
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
    for case in cases {
        let (kind, name) = (case.kind().to_uppercase(), &case.name);
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
    let cases = common::cases();
    let file = |name: &str, extension: &str| directory.path().join(format!("{name}.{extension}"));
    for case in &cases {
        std::fs::write(file(&case.name, "h"), case.export(Format::C)).unwrap();
        std::fs::write(file(&case.name, "in"), bytes(&case.rows)).unwrap();
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
        let answers = std::fs::read(file(name, "out")).unwrap();
        assert!(answers == bytes(&case.answers), "{name}");
    }
}

/// The header of a model of a bundled file, in f32.
fn header(name: &str, file: &str) -> String {
    let data = data(file);
    Case::new(name, &fit(BRIEF, &data), &data, Dtype::F32).export_text(Format::C)
}

/// The barrier against contraction is there for a reason, and the self-test sees what it is for.
#[cfg(target_arch = "x86_64")]
fn without_its_barrier_the_self_test_fails() {
    let directory = tempfile::tempdir().unwrap();
    let code = header("fused", "diabetes").replace("__asm__(\"\" : \"+x\"(v))", "((void)(v))");
    std::fs::write(directory.path().join("fused.h"), code).unwrap();
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
    let file = directory.path().join("iris.h");
    std::fs::write(&file, header("iris", "iris")).unwrap();
    let mut builds = vec![(vec!["-ffast-math"], "-ffast-math reorders sums")];
    if cfg!(target_arch = "x86_64") {
        builds.push((vec!["-m32", "-mfpmath=387"], "evaluated in a wider type"));
    }
    for (flags, says) in builds {
        let mut command = Command::new("cc");
        command
            .args(flags)
            .args(["-ffreestanding", "-fsyntax-only"])
            .arg(&file);
        let run = command.output().unwrap();
        let error = String::from_utf8(run.stderr).unwrap();
        assert!(!run.status.success() && error.contains(says), "{error}");
    }
}
