//! Notes for `--version` the commit and the compiler that a binary is made from. A debug build has no
//! commit: each would build it anew.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=RUSTC");
    let commit = packaged()
        .or_else(checked_out)
        .unwrap_or_else(|| "unknown".into());
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let compiler = output(&rustc, &["--version"]).unwrap_or_else(|| "an unknown compiler".into());
    println!("cargo::rustc-env=MCUTUNE_COMMIT={commit}");
    println!("cargo::rustc-env=MCUTUNE_COMPILER={compiler}");
}

/// The commit that `cargo package` wrote beside the manifest.
fn packaged() -> Option<String> {
    let text = std::fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let hash = text.split('"').skip_while(|word| *word != "sha1").nth(2)?;
    hash.get(..7).map(str::to_owned)
}

/// The commit that is checked out, if this is the project's own repository.
fn checked_out() -> Option<String> {
    let root = output("git", &["rev-parse", "--show-toplevel"])?;
    let here = std::env::current_dir().ok()?;
    if here.parent()?.canonicalize().ok()? != Path::new(&root).canonicalize().ok()? {
        return None;
    }
    for file in ["HEAD", "logs/HEAD"] {
        let path = output("git", &["rev-parse", "--git-path", file])?;
        if Path::new(&path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    output("git", &["rev-parse", "--short=7", "HEAD"])
}

fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
