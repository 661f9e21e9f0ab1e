//! A linked firmware: what it takes, what it holds, what it prints.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use mcutune_core::cost::Mcu;
use object::{Object, ObjectSection, ObjectSymbol, SectionFlags, elf};

use super::emulator;

/// No firmware of the tests runs longer; one that does hangs.
const PATIENCE: Duration = Duration::from_secs(300);

/// A firmware, built.
#[derive(Debug)]
pub struct Elf {
    path: PathBuf,
    mcu: Mcu,
}

/// Bytes of memory, from the sections that the linker placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// Vectors, code, constants, and the first values of variables.
    pub flash: u64,
    /// Variables: `.data` and `.bss`. The stack is apart.
    pub ram: u64,
}

impl Elf {
    /// A firmware of another build, such as one of C, that ends through semihosting.
    pub fn new(path: PathBuf, mcu: Mcu) -> Self {
        Self { path, mcu }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The memory it takes.
    pub fn sizes(&self) -> Footprint {
        self.read(|file| {
            let mut sizes = Footprint { flash: 0, ram: 0 };
            for section in file.sections() {
                let SectionFlags::Elf { sh_flags, .. } = section.flags() else {
                    continue;
                };
                // regions that runtimes name, not memory that a program asks for
                let region = matches!(section.name(), Ok(".stack" | ".heap"));
                if !sh_flags.contains(elf::SHF_ALLOC) || region {
                    continue;
                }
                if section.kind() != object::SectionKind::UninitializedData {
                    sizes.flash += section.size();
                }
                if sh_flags.contains(elf::SHF_WRITE) {
                    sizes.ram += section.size();
                }
            }
            sizes
        })
    }

    /// The names of its functions and statics as the source has them, sorted, each with its bytes.
    pub fn symbols(&self) -> Vec<(String, u64)> {
        self.read(|file| {
            let mut symbols: Vec<_> = file
                .symbols()
                .filter(|symbol| symbol.is_definition())
                .filter_map(|symbol| {
                    Some((
                        format!("{:#}", rustc_demangle::demangle(symbol.name().ok()?)),
                        symbol.size(),
                    ))
                })
                .collect();
            symbols.sort();
            symbols
        })
    }

    /// Runs it under QEMU until it ends: what it prints.
    ///
    /// One instruction takes one nanosecond of the machine's time, on every computer.
    ///
    /// # Panics
    /// Where it ends with a failure, or not at all, with what it has printed.
    pub fn run(&self) -> String {
        let (program, machine) = emulator(self.mcu);
        let mut qemu = Command::new(program)
            .args(machine)
            .args(["-icount", "shift=0", "-display", "none", "-monitor", "none"])
            .args([
                "-serial",
                "none",
                "-chardev",
                "stdio,id=host",
                "-semihosting-config",
            ])
            .args(["enable=on,target=native,chardev=host", "-kernel"])
            .arg(&self.path)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        let mut pipes = (qemu.stdout.take().unwrap(), qemu.stderr.take().unwrap());
        let printed = std::thread::spawn(move || {
            let mut text = Vec::new();
            // what has come is worth showing, whatever ends it
            let _ = pipes.0.read_to_end(&mut text);
            let _ = pipes.1.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        });
        let end = Instant::now() + PATIENCE;
        let status = loop {
            match qemu.try_wait().expect("QEMU is ours to wait for") {
                Some(status) => break Some(status),
                None if Instant::now() > end => {
                    qemu.kill().expect("QEMU is ours to end");
                    qemu.wait().expect("QEMU is ours to wait for");
                    break None;
                }
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        };
        let text = printed.join().expect("the reader does not panic");
        let name = self.path.display();
        match status {
            Some(status) if status.success() => text,
            Some(status) => panic!("{name} ended with {status}:\n{text}"),
            None => panic!("{name} still ran after {PATIENCE:?}:\n{text}"),
        }
    }

    fn read<T>(&self, see: impl FnOnce(object::File<'_>) -> T) -> T {
        let bytes = fs::read(&self.path).unwrap_or_else(|error| panic!("{}: {error}", self.path.display()));
        see(object::File::parse(&*bytes).unwrap_or_else(|error| panic!("{}: {error}", self.path.display())))
    }
}
