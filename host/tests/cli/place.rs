//! A directory to run the binary in.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// A temporary directory. Commands are split at blanks; `@iris.csv` is a bundled file.
pub struct Place(TempDir);

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    /// A text file of the directory; empty where there is none.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// What is in the directory, sorted.
    pub fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<String> = entries.map(|entry| name(entry.unwrap())).collect();
        names.sort();
        names
    }

    /// A file of `tests/cases`, made-up data that were once misread.
    pub fn case(&self, name: &str) -> Vec<u8> {
        let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "cases", name]
            .iter()
            .collect();
        fs::read(path).unwrap()
    }

    /// Writes a model's text, some of which was replaced, with the checksum that it has then.
    pub fn write_model(&self, name: &str, text: &str) {
        let is_checksum = |line: &&str| line.starts_with("  \"sha256\": ");
        let sum = text.lines().find(is_checksum).expect("a checksum");
        let empty = text.replace(sum, "  \"sha256\": \"\"");
        let compact = |line: &str| line.trim_start().replacen("\": ", "\":", 1);
        let digest = Sha256::digest(empty.lines().map(compact).collect::<String>());
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        self.write(name, text.replace(sum, &format!("  \"sha256\": \"{digest}\"")));
    }

    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mcutune"));
        command.current_dir(self.0.path());
        command.args(arguments.split_whitespace().map(argument));
        command
    }

    pub fn run(&self, arguments: &str) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// As [`Place::run`], with a limit on what the command may take: `ulimit` in bash.
    #[cfg(target_os = "linux")]
    pub fn run_within(&self, ulimit: &str, arguments: &str) -> Output {
        let command = self.command(arguments);
        Command::new("bash")
            .current_dir(self.0.path())
            .args(["-c", &format!("ulimit {ulimit}; exec \"$0\" \"$@\"")])
            .arg(command.get_program())
            .args(command.get_args())
            .output()
            .unwrap()
    }

    /// What a command that must succeed prints on stdout and stderr.
    pub fn ok(&self, arguments: &str) -> (String, String) {
        let output = self.run(arguments);
        let (out, err) = printed(&output);
        assert!(output.status.success(), "{arguments}: {err}");
        (out, err)
    }

    /// The one JSON value that a command prints.
    pub fn json(&self, arguments: &str) -> Value {
        let (out, _) = self.ok(arguments);
        serde_json::from_str(&out).unwrap_or_else(|e| panic!("{arguments}: {e}: {out}"))
    }

    /// What a command that must fail says: one line that begins with `error: `.
    pub fn refused(&self, arguments: &str) -> String {
        let output = self.run(arguments);
        let (out, err) = printed(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments}: {err}");
        assert!(out.is_empty(), "{arguments}: {out}");
        let errors: Vec<&str> = err.lines().filter(|line| line.starts_with("error: ")).collect();
        assert_eq!(errors.len(), 1, "{arguments}: {err}");
        assert_eq!(err.lines().last(), errors.first().copied(), "{arguments}");
        self.advises_its_own(arguments, errors[0]);
        errors[0].to_owned()
    }

    /// Every flag that a message names is one of the command that said it, but where it says which
    /// other command takes it; a command that it gives with flags is whole.
    fn advises_its_own(&self, arguments: &str, message: &str) {
        let named = |word: &str| -> Option<String> {
            let name = word.trim_start_matches('`').strip_prefix("--")?;
            let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            Some(name[..end.unwrap_or(name.len())].to_owned()).filter(|name| !name.is_empty())
        };
        let check = |command: &str, text: &str| {
            let (help, _) = printed(&self.run(&format!("{command} --help")));
            let known: Vec<String> = help.split([' ', '\n', '[', '(']).filter_map(named).collect();
            for flag in text.split(' ').filter_map(named) {
                assert!(known.contains(&flag), "{command}: no --{flag} there: {message}");
            }
        };
        for given in message
            .split('`')
            .filter_map(|piece| piece.strip_prefix("mcutune "))
        {
            check(given.split(' ').next().unwrap_or_default(), given);
            if given.contains(" --") {
                // its words in capitals stand for what is not there, and nor is anything else: it must not begin
                let output = Self::new().run(given);
                assert_ne!(output.status.code(), Some(2), "{given}: {}", printed(&output).1);
            }
        }
        let (own, _) = message.split_once("search with ").unwrap_or((message, ""));
        let pieces = own.split('`').filter(|piece| !piece.starts_with("mcutune "));
        let own = pieces.collect::<Vec<_>>().join("`");
        check(arguments.split_whitespace().next().unwrap_or_default(), &own);
    }
}

pub fn printed(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

fn argument(text: &str) -> OsString {
    match text.strip_prefix('@') {
        Some(name) => data(name).into_os_string(),
        None => text.into(),
    }
}

/// A bundled data set.
pub fn data(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "data", name].iter().collect()
}

pub const SPACE: &str = "hidden_layer_sizes = [[4], [6]]\nmax_iter = [5, 9]\n";

/// A place with a small space, and the command that searches it.
pub fn small() -> (Place, impl Fn(&str) -> String) {
    let place = Place::new();
    place.write("space.toml", SPACE);
    let search = |out: &str| format!("search @iris.csv --cv 3 --space space.toml --quiet --out {out}");
    (place, search)
}

/// What a command gave that has to end within so many seconds.
pub fn within(seconds: u64, run: impl FnOnce() -> Output) -> Output {
    let began = Instant::now();
    let output = run();
    let took = began.elapsed();
    assert!(took < Duration::from_secs(seconds), "it took {took:?}");
    output
}
