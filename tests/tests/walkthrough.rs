//! From CSV, and from a recording, to a blinking answer: the text of README, followed.
//!
//! Its files are written as they stand there, its commands run in a shell. What would change this
//! machine, or be built anew, has a stand-in on that shell's `PATH`: `mcutune` is the binary of this
//! build; `rustup` and `cargo` are this very program under another name, where `rustup` and
//! `cargo install` only check what they are asked, and `cargo build` takes the compiler that the
//! other tests take.

#[path = "../../host/examples/gestures/made.rs"]
mod made;

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use mcutune_core::cost::Mcu;
use mcutune_tests::command;
use mcutune_tests::harness::Suite;
use mcutune_tests::mcu::{self, Elf};
use tempfile::TempDir;

const MCU: Mcu = Mcu::CortexM4f;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let name = Path::new(&arguments[0]).file_name().unwrap_or_default();
    let rest: Vec<&str> = arguments[1..].iter().map(String::as_str).collect();
    match name.to_str() {
        Some("rustup") => assert_eq!(rest, ["target", "add", MCU.triple()]),
        Some("cargo") => cargo(&rest),
        _ => {
            let mut suite = Suite::new();
            let missing = || mcu::missing(MCU);
            suite.needs(
                "readme_leads_to_a_blinking_answer",
                missing,
                readme_leads_to_a_blinking_answer,
            );
            suite.run()
        }
    }
    ExitCode::SUCCESS
}

fn cargo(arguments: &[&str]) {
    match arguments {
        ["install", "--path", package] => {
            let manifest = fs::read_to_string(Path::new(package).join("Cargo.toml")).unwrap();
            assert!(manifest.contains("[[bin]]\nname = \"mcutune\""), "{manifest}");
        }
        [
            "run",
            "--release",
            "-p",
            "mcutune",
            "--example",
            "gestures",
            "--",
            folder,
            seed @ ..,
        ] => {
            let seed = seed.first().map_or(made::SEED, |seed| seed.parse().unwrap());
            made::write(&beside(folder), seed, made::COUNT).unwrap();
        }
        ["build", ..] => {
            assert!(std::env::var_os("CARGO").is_some(), "for `cargo test` to run");
            // the versions that README's Cargo.toml finds today
            fs::copy(mcu::root().join("tests/walkthrough.lock"), "Cargo.lock").unwrap();
            let mut cargo = mcu::cargo(MCU.triple());
            cargo.env_remove("CARGO_TARGET_DIR").args(arguments);
            assert!(cargo.status().unwrap().success());
        }
        _ => panic!("{arguments:?}"),
    }
}

/// A path as the shell has it, for which the clone, a link here, is where it stands.
fn beside(path: &str) -> PathBuf {
    let mut place = PathBuf::from(std::env::var_os("PWD").unwrap());
    for part in Path::new(path).components() {
        match part {
            Component::ParentDir => {
                place.pop();
            }
            other => place.push(other),
        }
    }
    place
}

fn readme_leads_to_a_blinking_answer() {
    let place = Place::new();
    let mut directory = place.path();
    for heading in [
        "From CSV to a blinking answer",
        "From a recording to a blinking answer",
    ] {
        directory = follow(&place, directory, &Walkthrough::read(heading));
    }
}

/// Follows a section from a directory on, and says where that ends.
fn follow(place: &Place, mut directory: PathBuf, walkthrough: &Walkthrough) -> PathBuf {
    let mut run = None;
    for step in &walkthrough.steps {
        match step {
            Step::File { name, text } => fs::write(directory.join(name), text).unwrap(),
            Step::Shell(script) => {
                // the firmware goes on for ever
                let (script, qemu) = script.split_once("qemu-system-arm").unwrap_or((script, ""));
                directory = place.shell(&directory, script);
                run = (!qemu.is_empty()).then(|| format!("qemu-system-arm{qemu}"));
            }
        }
    }
    let run = run.expect("README runs it");
    let elf = directory.join(run.split_whitespace().last().unwrap());
    let sizes = Elf::new(elf, MCU).sizes();
    assert!(sizes.flash > 2_000, "nothing is linked: {sizes:?}");
    blinks(&directory, &run);
    directory
}

/// The emulated board's LEDs change as the firmware says: the second one lights before each
/// answer, and the first blinks three times for virginica.
fn blinks(directory: &Path, run: &str) {
    let mut words = run.split_whitespace();
    let mut qemu = Command::new(words.next().unwrap())
        .args(words)
        .current_dir(directory)
        .args(["-monitor", "none", "-serial", "none"])
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(qemu.stderr.take().unwrap()).lines();
    let lit = lines
        .map_while(Result::ok)
        .filter(|line| line.contains("USERLED") && line.ends_with("-> 100%"))
        // QEMU lights the first one, too, when it makes it
        .skip_while(|line| !line.contains("USERLED1"));
    let lit: Vec<String> = lit.take(9).collect();
    qemu.kill().unwrap();
    qemu.wait().unwrap();
    let which = |line: &String| line.contains("USERLED1");
    let answer = [true, false, false, false];
    let expected: Vec<bool> = answer.into_iter().cycle().take(9).collect();
    assert_eq!(lit.iter().map(which).collect::<Vec<_>>(), expected, "{lit:#?}");
}

/// What README says to do, in its order.
struct Walkthrough {
    steps: Vec<Step>,
}

enum Step {
    /// A block of `sh`.
    Shell(String),
    /// A block of anything else: the first name in the paragraph above it, and its text.
    File { name: String, text: String },
}

impl Walkthrough {
    /// The section under a heading.
    fn read(heading: &str) -> Self {
        let readme = fs::read_to_string(mcu::root().join("README.md")).unwrap();
        let (_, section) = readme.split_once(&format!("\n## {heading}\n")).unwrap();
        let section = section.split("\n## ").next().unwrap();
        let mut steps = Vec::new();
        // text and blocks by turns
        let parts: Vec<&str> = section.split("\n```").collect();
        for pair in parts.chunks_exact(2) {
            let paragraph = pair[0].trim_end().rsplit("\n\n").next().unwrap();
            let (language, text) = pair[1].split_once('\n').unwrap();
            let text = format!("{text}\n");
            steps.push(match language {
                "sh" => Step::Shell(text),
                _ => Step::File {
                    name: paragraph.split('`').nth(1).expect("a file's name").to_string(),
                    text,
                },
            });
        }
        Self { steps }
    }
}

/// A directory that holds the clone, and the stand-ins.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        symlink(mcu::root(), place.path().join("mcutune")).unwrap();
        fs::create_dir(place.stand_ins()).unwrap();
        symlink(command::binary(), place.stand_ins().join("mcutune")).unwrap();
        for name in ["rustup", "cargo"] {
            symlink(std::env::current_exe().unwrap(), place.stand_ins().join(name)).unwrap();
        }
        place
    }

    fn path(&self) -> PathBuf {
        self.0.path().canonicalize().unwrap()
    }

    fn stand_ins(&self) -> PathBuf {
        self.path().join("stand-ins")
    }

    /// Runs some lines, which have to succeed: where the shell is then.
    fn shell(&self, directory: &Path, script: &str) -> PathBuf {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(self.stand_ins()).chain(std::env::split_paths(&path));
        let output = Command::new("sh")
            .args(["-euc", &format!("{script}\npwd >&2")])
            .current_dir(directory)
            .env("PATH", std::env::join_paths(path).unwrap())
            .stdout(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}\n{said}");
        PathBuf::from(said.lines().last().unwrap())
    }
}
