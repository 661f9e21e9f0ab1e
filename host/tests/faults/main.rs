//! A search that is killed at any moment, or whose disk fails at any operation, says so in one line
//! and goes on to the same bytes when it is called again.
//!
//! `MCUTUNE_KILLS=200 cargo test -p mcutune --test faults` ends a search at as many random moments.
//! Faults are injected at every write, sync, truncation, rename, removal and creation of a file, by a
//! library that is compiled here and preloaded; without a C compiler these count as ignored.

#[allow(dead_code)]
#[path = "../cli/place.rs"]
mod place;
#[path = "../cli/without_times.rs"]
mod without_times;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Failed, Trial};
use mcutune::Rng;
use mcutune::core::random::Random as _;

use place::{Place, printed};
use without_times::without_times;

/// Random kills where `MCUTUNE_KILLS` does not say.
const KILLS: usize = 20;

/// No run of these searches takes nearly as long.
const HANGS: Duration = Duration::from_secs(60);

/// What is left in a study's directory, and nothing else.
const FILES: [&str; 4] = ["best.json", "cv_results.csv", "journal.log", "model.json"];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let shim = compiled();
    let mut trials = vec![Trial::test("random_kills", random_kills)];
    for how in ["once", "on", "kill"] {
        let shim = shim.clone();
        let missing = shim.is_err();
        let name = match &shim {
            Ok(_) => format!("every_operation::{how}"),
            Err(why) => format!("every_operation::{how} ({why})"),
        };
        let run = move || every_operation(how, shim.as_deref().map_err(String::as_str)?);
        trials.push(Trial::test(name, run).with_ignored_flag(missing));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The library that injects faults, or what it needs.
fn compiled() -> Result<PathBuf, String> {
    if !cfg!(target_os = "linux") {
        return Err("it preloads a library, which needs Linux".into());
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let shim = folder.join("faults.so");
    // whole at once: another run may be loading it
    let unfinished = folder.join(format!("faults-{}.so", std::process::id()));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/shim.c");
    let made = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"])
        .args([unfinished.as_os_str(), source.as_os_str(), OsStr::new("-ldl")])
        .output();
    match made {
        Ok(made) if made.status.success() => match std::fs::rename(&unfinished, &shim) {
            Ok(()) => Ok(shim),
            Err(error) => panic!("{}: {error}", shim.display()),
        },
        Ok(made) => panic!("{}", printed(&made).1),
        Err(_) => Err("it needs cc: apt-get install gcc".into()),
    }
}

/// A place with a space of four candidates, and the search of them.
fn searched(epochs: u32) -> (Place, &'static str) {
    let place = Place::new();
    let text =
        format!("hidden_layer_sizes = [[4], [6]]\nactivation = ['relu', 'tanh']\nmax_iter = {epochs}\n");
    place.write("space.toml", text);
    (
        place,
        "search @iris.csv --cv 3 --space space.toml --jobs 2 --quiet --out",
    )
}

/// Ends a search at random moments, again and again, until it is done.
fn random_kills() -> Result<(), Failed> {
    let kills = match std::env::var("MCUTUNE_KILLS") {
        Ok(kills) => kills.parse().map_err(|_| "MCUTUNE_KILLS is no number")?,
        Err(_) => KILLS,
    };
    let (place, search) = searched(60);
    let began = Instant::now();
    place.ok(&format!("{search} whole"));
    let (took, whole) = (began.elapsed(), without_times(&place, "whole"));
    let mut random = Rng::Xoshiro.start(0);
    let (mut killed, mut study) = (0, 0);
    while killed < kills {
        let out = format!("study{study}");
        let mut child = started(&mut place.command(&format!("{search} {out}")));
        let micros = random.bounded(took.as_micros() as u32 * 5 / 4);
        sleep(Duration::from_micros(micros.into()));
        // it may have ended
        let _ = child.kill();
        let output = ended(child)?;
        if output.status.code().is_none() {
            killed += 1;
        } else {
            check(&output)?;
            same(&place, &out, &whole, &format!("after {killed} kills"))?;
            study += 1;
        }
    }
    let out = format!("study{study}");
    place.ok(&format!("{search} {out}"));
    same(&place, &out, &whole, "after the last kill")
}

/// A study that is to grow, `before`, and the search that it grows by: its last batch raced against others then, so that
/// trials that it has end otherwise and its journal is rewritten.
fn growing() -> (Place, &'static str) {
    let place = Place::new();
    let text =
        |sizes: &str| format!("hidden_layer_sizes = [{sizes}]\nmax_iter = 6\nlearning_rate_init = 0.02\n");
    place.write("few.toml", text("[3], [1], [2], [4]"));
    place.write("more.toml", text("[3], [1], [2], [4], [20]"));
    place.ok("search @iris.csv --cv 3 --race exact --space few.toml --jobs 2 --quiet --out before");
    (
        place,
        "search @iris.csv --cv 3 --race exact --space more.toml --jobs 2 --quiet --out",
    )
}

/// How many trials a study has, of which one wins.
fn trials(place: &Place, study: &str) -> Result<usize, Failed> {
    let (shown, _) = place.ok(&format!("show {study}"));
    let count = shown.lines().find_map(|line| {
        let (_, counts) = line.split_once(": ")?;
        counts.split_once(" trials")?.0.parse().ok()
    });
    match count {
        Some(count) if shown.contains("best: trial") => Ok(count),
        _ => Err(shown.into()),
    }
}

/// At each operation of a search in turn.
fn every_operation(how: &str, shim: &Path) -> Result<(), Failed> {
    at_every_operation(how, shim, searched(2))?;
    at_every_operation(how, shim, growing())
}

fn at_every_operation(how: &str, shim: &Path, (place, search): (Place, &str)) -> Result<(), Failed> {
    let before = place.path("before");
    let run = |out: &str, at: usize| -> Result<Output, Failed> {
        if before.exists() {
            std::fs::create_dir(place.path(out))?;
            for name in FILES {
                std::fs::copy(before.join(name), place.path(out).join(name))?;
            }
        }
        let mut command = place.command(&format!("{search} {out}"));
        command
            .env("LD_PRELOAD", shim)
            .env("FAULT_DIR", place.path(out))
            .env("FAULT_AT", at.to_string())
            .env("FAULT_HOW", how)
            .env("FAULT_COUNT", place.path("count"));
        ended(started(&mut command))
    };
    let output = run("whole", 0)?;
    check(&output)?;
    let whole = without_times(&place, "whole");
    let operations: usize = place
        .read("count")
        .parse()
        .map_err(|_| "no operation was counted")?;
    if operations < 20 {
        return Err(format!("{operations} operations: the library does not see them").into());
    }
    let mut rewritten = 0;
    let had = match before.exists() {
        true => Some(trials(&place, "before")?),
        false => None,
    };
    let mut failed = 0;
    for at in 1..=operations {
        let (out, what) = (format!("study{at}"), format!("{how} at operation {at}"));
        let output = run(&out, at)?;
        match output.status.code() {
            None if how == "kill" => failed += 1,
            _ => check(&output).map_err(|error| format!("{what}: {error:?}"))?,
        }
        match output.status.success() {
            true => same(&place, &out, &whole, &what)?,
            false => failed += 1,
        }
        rewritten += usize::from(place.path(&out).join("journal.log.rewritten").exists());
        if let Some(had) = had
            && trials(&place, &out)? < had
        {
            return Err(format!("{what}: it has lost trials").into());
        }
        place.ok(&format!("{search} {out}"));
        same(&place, &out, &whole, &format!("{what}, and again"))?;
    }
    if had.is_some() && how != "once" && rewritten < 3 {
        return Err(format!("{rewritten} faults within a rewriting of the journal").into());
    }
    match failed * 2 > operations {
        true => Ok(()),
        false => Err(format!("{failed} of {operations} faults showed").into()),
    }
}

fn started(command: &mut Command) -> Child {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What a program said, or that it hangs.
fn ended(mut child: Child) -> Result<Output, Failed> {
    let began = Instant::now();
    while child.try_wait()?.is_none() {
        if began.elapsed() > HANGS {
            child.kill()?;
            return Err("it hangs".into());
        }
        sleep(Duration::from_millis(1));
    }
    Ok(child.wait_with_output()?)
}

/// It succeeded, or failed with one error.
fn check(output: &Output) -> Result<(), Failed> {
    let (_, err) = printed(output);
    let errors = err.lines().filter(|line| line.starts_with("error: ")).count();
    match output.status.code() {
        Some(0) if errors == 0 => Ok(()),
        Some(1) if errors == 1 && !err.contains("panicked") => Ok(()),
        code => Err(format!("exit code {code:?}: {err}").into()),
    }
}

/// A study holds what an undisturbed one does, and nothing else.
fn same(place: &Place, study: &str, whole: &[String], when: &str) -> Result<(), Failed> {
    let entries = std::fs::read_dir(place.path(study))?;
    let mut names: Vec<String> = entries
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<std::io::Result<_>>()?;
    names.sort();
    // a lock that could not be removed is left to the next search
    let strict = when.ends_with("again") || !when.starts_with("once");
    if strict && names != FILES {
        return Err(format!("{when}: {names:?}").into());
    }
    match without_times(place, study) == whole {
        true => Ok(()),
        false => Err(format!("{when}: {study} is not as it should be").into()),
    }
}
