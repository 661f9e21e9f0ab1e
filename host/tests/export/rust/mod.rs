//! The Rust file, in a program of its own.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use mcutune::core::params::{Activation, Hidden};
use mcutune::{Dtype, Format, Params};

use super::common::{self, BRIEF, Case, bytes, data, fit, succeeds};
use super::stages::{StageCase, stage};

/// A package outside the workspace, with the workspace's versions of everything. It and its target
/// directory stay, so that core is built once; while its lock is held no other test run writes there.
struct Package {
    path: PathBuf,
    _lock: File,
}

fn package(name: &str, main: &str) -> Package {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let shared = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let lock = File::create(shared.join("export.lock")).unwrap();
    lock.lock().unwrap();
    let package = shared.join(name);
    std::fs::create_dir_all(package.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[dependencies]\n\
         mcutune-core = {{ path = {:?} }}\n\n[workspace]\n",
        root.join("core")
    );
    std::fs::write(package.join("Cargo.toml"), manifest).unwrap();
    std::fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    std::fs::write(package.join("src/main.rs"), main).unwrap();
    Package {
        path: package,
        _lock: lock,
    }
}

fn cargo(package: &Package, command: &str) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("export-target");
    cargo.current_dir(&package.path).arg(command).arg("--offline");
    cargo
        .env("CARGO_TARGET_DIR", target)
        .env("RUSTFLAGS", "-Dwarnings");
    cargo
}

#[test]
fn the_file_answers_with_the_bits_of_predict() {
    let directory = tempfile::tempdir().unwrap();
    let cases = common::cases();
    let mut main = String::from(include_str!("driver.rs"));
    for case in &cases {
        main += &format!("{}!({});\n", case.kind(), case.name);
    }
    main += "\nfn main() {\n";
    for Case { name, .. } in &cases {
        main += &format!("    {name}::ask();\n");
    }
    main += "}\n";
    let package = package("answers", &main);
    for case in &cases {
        let file = package.path.join(format!("src/{}.rs", case.name));
        std::fs::write(file, case.export(Format::Rust)).unwrap();
        let asked = directory.path().join(format!("{}.in", case.name));
        std::fs::write(asked, bytes(&case.rows)).unwrap();
    }
    let said = succeeds(cargo(&package, "run").arg("--").arg(directory.path()));
    for case in &cases {
        let name = &case.name;
        let told = format!(
            "{name}: self-test true, NaN refused at {}\n",
            case.rows[0].len() - 1
        );
        assert!(said.contains(&told), "{said}");
        let answers = std::fs::read(directory.path().join(format!("{name}.out"))).unwrap();
        assert!(answers == bytes(&case.answers), "{name}");
    }
}

#[test]
fn a_file_that_was_spoilt_does_not_compile() {
    let iris = data("iris");
    let small = Params {
        hidden_layer_sizes: Hidden::new(&[3]),
        ..BRIEF
    };
    let case = Case::new("iris", &fit(small, &iris), &iris, Dtype::F32);
    let good = case.export_text(Format::Rust);
    let package = package("spoilt", "mod iris;\nfn main() { assert!(iris::self_test()) }\n");
    for (from, to, says) in [
        (
            "WEIGHTS: [f32; 27] = [\n",
            "WEIGHTS: [f32; 28] = [\n    0.5,\n",
            "one finite weight for each parameter",
        ),
        (
            "WEIGHTS: [f32; 27] = [\n    ",
            "WEIGHTS: [f32; 27] = [\n    0.0 / 1.0 / 0.0 + ",
            "one finite weight for each parameter",
        ),
        ("&[4, 3, 3]", "&[4, 0, 3]", "2 to 18 widths, each at least 1"),
        (
            "SCALE: [f32; 4] = [\n    ",
            "SCALE: [f32; 4] = [\n    0.0 * ",
            "not 0",
        ),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from}");
        std::fs::write(package.path.join("src/iris.rs"), bad).unwrap();
        let run = cargo(&package, "build").output().unwrap();
        let error = String::from_utf8(run.stderr).unwrap();
        assert!(!run.status.success() && error.contains(says), "{error}");
    }
}

#[test]
fn the_file_reads_well() {
    let iris = data("iris");
    let small = Params {
        hidden_layer_sizes: Hidden::new(&[2]),
        activation: Activation::Tanh,
        ..BRIEF
    };
    let model = fit(small, &iris);
    for dtype in Dtype::ALL {
        let file = Case::new("iris", &model, &iris, dtype).export_text(Format::Rust);
        insta::assert_snapshot!(dtype.name(), file);
    }
}

/// Without a warning, and right on this machine; the tests across crates ask the emulated chips.
#[test]
fn of_a_model_of_windows_the_file_takes_samples() {
    let cases = [0, 1, 6, 16, 21, 24].map(stage);
    let mut main = String::new();
    let mut calls = String::new();
    for StageCase { name, .. } in &cases {
        main += &format!("mod {name};\n");
        calls += &format!(
            "    let mut state = {name}::State::new();\n    \
             assert!({name}::self_test() && {name}::window_self_test(&mut state));\n    \
             assert!(state.push(&[f32::NAN; {name}::AXES]).is_err());\n    \
             assert_eq!(state.push_proba_i16(&[1; {name}::AXES]).map(|p| p.is_some()), Ok({name}::STAGE.window == 1));\n    \
             state = {name}::State::new();\n    \
             assert_eq!(state.push_i16(&[1; {name}::AXES]).map(|answer| answer.is_some()), Ok({name}::STAGE.window == 1));\n"
        );
    }
    main += &format!("\nfn main() {{\n{calls}}}\n");
    let package = package("stages", &main);
    for case in &cases {
        let file = package.path.join(format!("src/{}.rs", case.name));
        std::fs::write(file, case.export(Format::Rust)).unwrap();
    }
    succeeds(&mut cargo(&package, "run"));
}
