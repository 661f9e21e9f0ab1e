//! Firmware of `tests/firmware`, built for microcontrollers and run under QEMU.
//!
//! ```no_run
//! use mcutune_tests::mcu::{Firmware, Target};
//!
//! for target in Target::ALL {
//!     let elf = Firmware::new("training").build(target);
//!     println!("{}: {} bytes of flash\n{}", target.name, elf.sizes().flash, elf.run());
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

pub use elf::{Elf, Footprint};

/// A microcontroller: what is compiled for it, and the machine that QEMU runs it on.
#[derive(Debug)]
pub struct Target {
    /// As `--mcu` spells it.
    pub name: &'static str,
    /// The compiler's name for it.
    pub triple: &'static str,
    qemu: &'static str,
    machine: &'static [&'static str],
}

impl Target {
    /// Cortex-M0: no FPU, no division, no atomics; a micro:bit (nRF51, 16 kB RAM, 256 kB flash).
    pub const CORTEX_M0: Target = Target {
        name: "cortex-m0",
        triple: "thumbv6m-none-eabi",
        qemu: "qemu-system-arm",
        machine: &["-M", "microbit"],
    };
    /// Cortex-M4F: single-precision FPU, DSP instructions; Arm's MPS2 with AN386.
    pub const CORTEX_M4F: Target = Target {
        name: "cortex-m4f",
        triple: "thumbv7em-none-eabihf",
        qemu: "qemu-system-arm",
        machine: &["-M", "mps2-an386"],
    };
    /// Cortex-M33: single-precision FPU, DSP instructions; Arm's MPS2 with AN505.
    pub const CORTEX_M33: Target = Target {
        name: "cortex-m33",
        triple: "thumbv8m.main-none-eabihf",
        qemu: "qemu-system-arm",
        machine: &["-M", "mps2-an505"],
    };
    /// RISC-V RV32IMC: no FPU, no atomics.
    pub const RV32IMC: Target = Target {
        name: "rv32imc",
        triple: "riscv32imc-unknown-none-elf",
        qemu: "qemu-system-riscv32",
        machine: &["-M", "virt", "-bios", "none"],
    };

    /// All of them.
    pub const ALL: [&'static Target; 4] = [
        &Self::CORTEX_M0,
        &Self::CORTEX_M4F,
        &Self::CORTEX_M33,
        &Self::RV32IMC,
    ];

    /// Why this machine cannot build for it or run it, if so, and what to install.
    pub fn missing(&self) -> Option<String> {
        if toolchain::on_path(self.qemu).is_none() {
            return Some(format!("{0} is not on PATH: install {0}", self.qemu));
        }
        no_compiler(self.triple)
    }
}

/// What compiles for a target that misses nothing: `rustc --version`, without where it was built, and
/// whether it builds `core` itself.
pub fn compiler(target: &Target) -> String {
    let toolchain = toolchain::find(target.triple).unwrap_or_else(|missing| panic!("{missing}"));
    toolchain.version()
}

/// What is missing for one of the targets.
pub fn missing_for_all() -> Option<String> {
    Target::ALL.into_iter().find_map(Target::missing)
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

    /// Builds it for a target that misses nothing.
    ///
    /// # Panics
    /// With the compiler's messages, where it does not compile.
    pub fn build(&self, target: &'static Target) -> Elf {
        let toolchain = toolchain::find(target.triple).unwrap_or_else(|missing| panic!("{missing}"));
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
            .cargo_build(target.triple)
            .current_dir(root().join("tests/firmware"))
            .args(["--bin", &self.binary, "--profile", profile])
            .arg("--target-dir")
            .arg(&out)
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .output()
            .expect("cargo runs");
        assert!(
            output.status.success(),
            "building {} for {}:\n{}",
            self.binary,
            target.triple,
            String::from_utf8_lossy(&output.stderr)
        );
        let built = out.join(target.triple).join(profile).join(&self.binary);
        let bytes = fs::read(&built).unwrap_or_else(|error| panic!("{}: {error}", built.display()));
        // where later builds leave it alone
        let name = format!("{}-{}-{profile}", self.binary, target.name);
        Elf::new(once(&out, &name, "elf", &bytes), target)
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
