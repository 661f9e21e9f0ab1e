//! The command itself, as a user has it.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The binary of this build; cargo builds it where that is not done yet.
///
/// # Panics
/// Where it cannot be built.
pub fn binary() -> PathBuf {
    // target/debug/deps/test or target/debug/test
    let test = std::env::current_exe().expect("the test's own path");
    let of_profile = |directory: &&Path| directory.join("deps").is_dir();
    let directory = test.ancestors().find(of_profile).expect("a target directory");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo.args(["build", "--quiet", "-p", "mcutune", "--bin", "mcutune"]);
    if directory.ends_with("release") {
        cargo.arg("--release");
    }
    cargo.arg("--manifest-path");
    cargo.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml"));
    cargo.arg("--target-dir").arg(directory.join(".."));
    assert!(
        cargo.status().expect("cargo").success(),
        "the command does not build"
    );
    directory.join("mcutune")
}
