//! The C header, compiled by what is on this machine.

use std::process::Command;

use tempfile::TempDir;

use super::common::{self, Case, bytes, compiler, export, succeeds, text};

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

#[test]
fn the_header_answers_with_the_bits_of_predict() {
    if !compiler("cc") || !compiler("c++") {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let cases = common::cases(&directory);
    for case in &cases {
        export(case, "c", "h");
        std::fs::write(case.file("in"), bytes(&case.rows)).unwrap();
    }
    let driver = driver(&directory, &cases);
    for build in BUILDS {
        let [compiler, flags @ ..] = &build.split(' ').collect::<Vec<_>>()[..] else {
            unreachable!()
        };
        if *compiler == "clang" && Command::new("clang").output().is_err() {
            continue;
        }
        let mut command = Command::new(compiler);
        command.current_dir(&directory).args(flags).args(STRICT);
        succeeds(command.arg(&driver).args(["-o", "driver"]));
        let said = succeeds(Command::new(directory.path().join("driver")).current_dir(&directory));
        for case in &cases {
            let name = &case.name;
            assert!(
                said.contains(&format!("{name}: self-test 1, NaN -1, infinity -1\n")),
                "{build}: {said}"
            );
            let answers = std::fs::read(case.file("out")).unwrap();
            assert!(answers == bytes(&case.answers), "{build}: {name}");
        }
    }
}

/// The barrier against contraction is there for a reason, and the self-test sees what it is for.
#[cfg(target_arch = "x86_64")]
#[test]
fn without_its_barrier_the_self_test_fails() {
    if !compiler("cc") || !is_x86_feature_detected!("fma") {
        return;
    }
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

#[test]
fn arithmetic_of_other_bits_does_not_compile() {
    if !compiler("cc") {
        return;
    }
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

#[test]
fn the_header_reads_well() {
    let directory = tempfile::tempdir().unwrap();
    let set = ["--set", "hidden_layer_sizes=2", "--set", "activation=tanh"];
    let model = common::train(&directory, "iris", "iris", &set);
    for dtype in ["f32", "int8"] {
        let header = export(&common::case("iris", "iris", &model, dtype), "c", "h");
        insta::assert_snapshot!(dtype, std::fs::read_to_string(header).unwrap());
    }
}
