//! Which compiler builds for a microcontroller here.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A cargo with a compiler, and how it comes by the target's `core`.
pub(super) struct Toolchain {
    cargo: PathBuf,
    rustc: PathBuf,
    /// Builds `core` from the compiler's library source, with this linker.
    from_source: Option<PathBuf>,
}

/// The compiler of the tests where it has the target, as rustup adds it; else that one or the
/// distribution's where it has the library source.
pub(super) fn find(triple: &str) -> Result<Toolchain, String> {
    let tests = (program("RUSTC", "rustc"), program("CARGO", "cargo"));
    let distribution = (PathBuf::from("/usr/bin/rustc"), PathBuf::from("/usr/bin/cargo"));
    let (rustc, cargo) = &tests;
    let libraries = print(rustc, &["target-libdir", "--target", triple]);
    if libraries.is_some_and(|libraries| has_core(&libraries)) {
        return Ok(Toolchain {
            cargo: cargo.clone(),
            rustc: rustc.clone(),
            from_source: None,
        });
    }
    let install =
        format!("run `rustup target add {triple}`, or `rustup component add rust-src` where it has none");
    for (rustc, cargo) in [&tests, &distribution] {
        let Some(sysroot) = print(rustc, &["sysroot"]) else {
            continue;
        };
        if sysroot.join("lib/rustlib/src/rust/library/core").exists() && works(cargo) {
            let linker = [&tests.0, &distribution.0]
                .into_iter()
                .find_map(|rustc| bundled_linker(rustc))
                .or_else(|| on_path("rust-lld"));
            let Some(linker) = linker else {
                return Err(format!("there is no rust-lld to link {triple} with: {install}"));
            };
            return Ok(Toolchain {
                cargo: cargo.clone(),
                rustc: rustc.clone(),
                from_source: Some(linker),
            });
        }
    }
    Err(format!("no compiler here has {triple}: {install}"))
}

impl Toolchain {
    /// `cargo build` for the target; the caller says what.
    pub(super) fn cargo_build(&self, triple: &str) -> Command {
        let mut command = self.cargo(triple);
        command.args(["build", "--quiet", "--locked", "--target", triple]);
        command
    }

    /// Cargo, with what it needs to build for the target.
    pub(super) fn cargo(&self, triple: &str) -> Command {
        let mut command = Command::new(&self.cargo);
        command.env("RUSTC", &self.rustc);
        // incremental code has other sizes
        command.env("CARGO_INCREMENTAL", "0");
        // the flags of the host's build are not the chip's, and would replace the firmware's own
        for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"] {
            command.env_remove(name);
        }
        if let Some(linker) = &self.from_source {
            let variable = triple.to_uppercase().replace(['-', '.'], "_");
            command
                .arg("-Zbuild-std=core")
                .env("RUSTC_BOOTSTRAP", "1")
                .env(format!("CARGO_TARGET_{variable}_LINKER"), linker);
        }
        command
    }
}

impl Toolchain {
    /// As `rustc 1.96.0`, and whether it builds `core` itself: what comes built differs.
    pub(super) fn version(&self) -> String {
        let output = Command::new(&self.rustc)
            .arg("--version")
            .output()
            .expect("rustc runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let version = text.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
        match self.from_source {
            Some(_) => version + " (core from source)",
            None => version,
        }
    }
}

/// A program's full path, if it is on `PATH`.
pub(super) fn on_path(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|directory| directory.join(name))
        .find(|path| path.is_file())
}

fn program(variable: &str, otherwise: &str) -> PathBuf {
    std::env::var_os(variable).map_or_else(|| PathBuf::from(otherwise), PathBuf::from)
}

fn works(program: &Path) -> bool {
    Command::new(program)
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
}

/// What `rustc --print` answers: a path.
fn print(rustc: &Path, what: &[&str]) -> Option<PathBuf> {
    let output = Command::new(rustc).arg("--print").args(what).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !text.trim().is_empty()).then(|| PathBuf::from(text.trim()))
}

fn has_core(libraries: &Path) -> bool {
    std::fs::read_dir(libraries).is_ok_and(|mut entries| {
        entries
            .any(|entry| entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("libcore-")))
    })
}

/// The linker that comes with a compiler, below the directory of the host.
fn bundled_linker(rustc: &Path) -> Option<PathBuf> {
    let hosts = print(rustc, &["sysroot"])?.join("lib/rustlib");
    let mut linkers: Vec<PathBuf> = std::fs::read_dir(hosts)
        .ok()?
        .flatten()
        .map(|entry| entry.path().join("bin/rust-lld"))
        .filter(|path| path.is_file())
        .collect();
    linkers.sort();
    linkers.into_iter().next()
}
