//! Firmware of `tests/firmware`, built for microcontrollers and run under QEMU.
//!
//! ```no_run
//! use mcutune_core::cost::Mcu;
//! use mcutune_tests::mcu::Firmware;
//!
//! for mcu in Mcu::ALL {
//!     let elf = Firmware::new("training").build(mcu);
//!     println!("{}: {} bytes of flash\n{}", mcu.name(), elf.sizes().flash, elf.run());
//! }
//! ```
//!
//! A firmware is a binary of the workspace in `tests/firmware`, under a name that no other has;
//! its package depends on `board` there, which starts it, prints lines and counts instructions.

mod elf;
mod toolchain;

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use mcutune_core::cost::Mcu;

pub use elf::{Elf, Footprint};

/// What runs a microcontroller's firmware: QEMU's program, and the arguments that name the machine.
fn emulator(mcu: Mcu) -> (&'static str, &'static [&'static str]) {
    match mcu {
        // a micro:bit: nRF51, 16 kB RAM, 256 kB flash
        Mcu::CortexM0 => ("qemu-system-arm", &["-M", "microbit"]),
        // Arm's MPS2 boards
        Mcu::CortexM4f => ("qemu-system-arm", &["-M", "mps2-an386"]),
        Mcu::CortexM33 => ("qemu-system-arm", &["-M", "mps2-an505"]),
        Mcu::Rv32imc => ("qemu-system-riscv32", &["-M", "virt", "-bios", "none"]),
    }
}

/// Why this machine cannot build for a microcontroller or run it, if so, and what to install.
pub fn missing(mcu: Mcu) -> Option<String> {
    let (qemu, _) = emulator(mcu);
    if toolchain::on_path(qemu).is_none() {
        return Some(format!("{qemu} is not on PATH: install {qemu}"));
    }
    no_compiler(mcu.triple())
}

/// What is missing for one of the microcontrollers.
pub fn missing_for_all() -> Option<String> {
    Mcu::ALL.into_iter().find_map(missing)
}

/// What compiles for a microcontroller that misses nothing: `rustc --version`, without where it was
/// built, and whether it builds `core` itself.
pub fn compiler(mcu: Mcu) -> String {
    let toolchain = toolchain::find(mcu.triple()).unwrap_or_else(|missing| panic!("{missing}"));
    toolchain.version()
}

/// What a firmware is optimised for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Optimise {
    /// `opt-level = 3`
    Speed,
    /// `opt-level = "z"`
    Size,
}

/// A firmware to build.
#[derive(Clone, Debug)]
pub struct Firmware {
    binary: String,
    optimise: Optimise,
    env: Vec<(String, PathBuf)>,
}

impl Firmware {
    /// The binary of that name, optimised for speed.
    pub fn new(binary: &str) -> Self {
        Self {
            binary: binary.to_string(),
            optimise: Optimise::Speed,
            env: Vec::new(),
        }
    }

    /// Optimises it for something else.
    pub fn optimise(mut self, optimise: Optimise) -> Self {
        self.optimise = optimise;
        self
    }

    /// Sets a variable that its source reads: `include!(env!("NAME"))`.
    pub fn env(mut self, name: &str, value: impl Into<PathBuf>) -> Self {
        self.env.push((name.to_string(), value.into()));
        self
    }

    /// Builds it for a microcontroller that misses nothing.
    ///
    /// # Panics
    /// With the compiler's messages, where it does not compile.
    pub fn build(&self, mcu: Mcu) -> Elf {
        let triple = mcu.triple();
        let toolchain = toolchain::find(triple).unwrap_or_else(|missing| panic!("{missing}"));
        let out = root().join("target/mcu");
        fs::create_dir_all(&out).expect("target is writable");
        // one build at a time: another test may build the same binary from other sources
        let lock = File::create(out.join("lock")).expect("target is writable");
        lock.lock().expect("a lock on a file of ours");
        let profile = match self.optimise {
            Optimise::Speed => "release",
            Optimise::Size => "size",
        };
        let output = toolchain
            .cargo_build(triple)
            .current_dir(root().join("tests/firmware"))
            .args(["--bin", &self.binary, "--profile", profile])
            .arg("--target-dir")
            .arg(&out)
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .output()
            .expect("cargo runs");
        assert!(
            output.status.success(),
            "building {} for {triple}:\n{}",
            self.binary,
            String::from_utf8_lossy(&output.stderr)
        );
        let built = out.join(triple).join(profile).join(&self.binary);
        let bytes = fs::read(&built).unwrap_or_else(|error| panic!("{}: {error}", built.display()));
        // where later builds leave it alone
        let name = format!("{}-{}-{profile}", self.binary, mcu.name());
        Elf::new(once(&out, &name, "elf", &bytes), mcu)
    }
}

/// Writes a source for a firmware to include, where the firmware is built.
pub fn source(name: &str, text: &str) -> PathBuf {
    let directory = root().join("target/mcu");
    fs::create_dir_all(&directory).expect("target is writable");
    once(&directory, name, "rs", text.as_bytes())
}

/// A file that is written once and whole: its name is made from its content, so that tests that run at
/// the same time find each other's.
fn once(directory: &Path, name: &str, extension: &str, bytes: &[u8]) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    let path = directory.join(format!("{name}-{:016x}.{extension}", hasher.finish()));
    if !path.exists() {
        static PARTS: AtomicU32 = AtomicU32::new(0);
        let part = PARTS.fetch_add(1, Ordering::Relaxed);
        let partial = path.with_extension(format!("{}-{part}.part", std::process::id()));
        fs::write(&partial, bytes).expect("target is writable");
        fs::rename(&partial, &path).expect("target is writable");
    }
    path
}

/// The file with the tables of what is measured.
pub fn tables() -> PathBuf {
    root().join("tests/README.md")
}

/// Why nothing here compiles for a target, if so, and what to install.
pub fn no_compiler(triple: &str) -> Option<String> {
    toolchain::find(triple).err()
}

/// Cargo, with a compiler for a target; the caller says what, and for which target.
///
/// # Panics
/// Where there is [`no_compiler`].
pub fn cargo(triple: &str) -> Command {
    let toolchain = toolchain::find(triple).unwrap_or_else(|missing| panic!("{missing}"));
    toolchain.cargo(triple)
}

/// The workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
