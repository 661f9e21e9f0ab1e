//! The command that finds the same: from a study's settings, for its journal has no words of the command.

use mcutune::core::cost::Dtype;
use mcutune::{MOST_CANDIDATES, Select, Study};
use serde_json::{Map, Value as Json};

use super::view::View;
use crate::cli::stdin;

/// What a file of the space is called in the command.
pub const SPACE_FILE: &str = "space.toml";

/// What the directory is called in the command of a shard whose round goes on from the merged journal there.
pub const STUDY: &str = "STUDY";

/// Settings that are no flags of their own: the data, what the program is, and what other flags bring along.
const NO_FLAGS: [&str; 10] = [
    "version",
    "data",
    "data_sha256",
    "read_sha256",
    "space",
    "shuffle",
    "cv_kind",
    "iteration",
    "scorings",
    "shard",
];

/// What the flags of a search are where they are not given.
const DEFAULTS: [(&str, &str); 9] = [
    ("strategy", "grid"),
    ("missing", "error"),
    ("categorical", "error"),
    ("scale", "standard"),
    ("holdout", "0.0"),
    ("seed", "0"),
    ("rng", "xoshiro"),
    ("mcu", "cortex-m4f"),
    ("select", "best"),
];

/// The words of the command, and the text of the space's file.
///
/// Of a search that has not come to its end, and so is not `done`, it may be that it was to confirm trials, and did not
/// come to it. None of a search that was ended before it began.
pub fn of(study: &Study, done: bool) -> Option<(String, String)> {
    let settings = study.settings();
    let space = study.space_toml()?;
    let mut words = vec!["mcutune".to_owned(), "search".to_owned()];
    words.extend(data(settings));
    words.extend(["--space".to_owned(), SPACE_FILE.to_owned()]);
    for (name, value) in settings {
        if !is_no_flag(settings, name) {
            let trials = Json::from(study.trials().len());
            let as_done = name == "trials" && is_as_many_as_done(study);
            words.extend(flag(settings, name, if as_done { &trials } else { value }));
        }
    }
    let selection = study.selection();
    if selection.rule != Select::Best && !settings.contains_key("select") {
        words.extend(["--select".to_owned(), selection.rule.to_string()]);
    }
    if selection.by != Dtype::F32 && !settings.contains_key("select_by") {
        words.extend(["--select-by".to_owned(), selection.by.name().to_owned()]);
    }
    if settings.contains_key("shuffle") && (done || study.is_confirmed()) {
        words.extend(["--confirm".to_owned(), study.most_confirmed().to_string()]);
    }
    if settings.get("strategy").is_some_and(|name| name == "gp") && !settings.contains_key("race") {
        words.extend(["--race".to_owned(), "none".to_owned()]);
    }
    if let Some((shard, _)) = study.shard() {
        if study.round().is_some_and(|round| round.start > 0) {
            words.extend(["--out".to_owned(), STUDY.to_owned()]);
        }
        words.extend(["--shard".to_owned(), shard.to_string()]);
    }
    // only a zero byte has no place in a shell's words, and none in an argument
    let command = shlex::try_join(words.iter().map(String::as_str)).ok()?;
    Some((command, space))
}

/// Where data came from, by what a study calls them.
pub enum Files<'n> {
    /// No file.
    Memory,
    Stdin,
    /// So many files, of which a study has the names of a few.
    Many(usize),
    Named(Vec<&'n str>),
}

/// The files of a study's data; their directories are not in the study.
pub fn files(name: &str) -> Files<'_> {
    let many = name
        .strip_suffix(" files)")
        .and_then(|name| name.rsplit_once(" ("));
    match (name, many.map(|(_, number)| number.parse())) {
        ("", _) => Files::Memory,
        (stdin::SHOWN, _) => Files::Stdin,
        (_, Some(Ok(number))) => Files::Many(number),
        _ => Files::Named(name.split(", ").collect()),
    }
}

/// The command of a page that has fits of the study's data, by the rule of this one.
pub fn report(view: &View) -> String {
    let own = view.study.selection();
    let selection = view.results.selection();
    let mut words = vec!["mcutune".to_owned(), "report".to_owned(), view.directory.clone()];
    if selection.rule != own.rule {
        words.extend(["--select".to_owned(), selection.rule.to_string()]);
    }
    if selection.by != own.by {
        words.extend(["--select-by".to_owned(), selection.by.name().to_owned()]);
    }
    let files = match files(view.study.data_name()) {
        Files::Named(names) => names,
        Files::Memory | Files::Stdin | Files::Many(_) => vec!["DATA"],
    };
    let files = files.into_iter();
    words.extend(files.flat_map(|name| ["--data".to_owned(), file(name)]));
    words.extend(["--output".to_owned(), "report.html".to_owned()]);
    shlex::try_join(words.iter().map(String::as_str)).unwrap_or_default()
}

/// The data as words of the command.
fn data(settings: &Map<String, Json>) -> Vec<String> {
    let name = settings.get("data").and_then(Json::as_str).unwrap_or_default();
    match files(name) {
        Files::Memory | Files::Many(_) => vec!["DATA".to_owned()],
        Files::Stdin => vec!["-".to_owned()],
        Files::Named(names) => names.into_iter().map(file).collect(),
    }
}

/// Whether a setting is none of the flags; a target that has a file of its own, or is made of the files' names, is not
/// named as a column.
fn is_no_flag(settings: &Map<String, Json>, name: &str) -> bool {
    let own_target = || settings.contains_key("label_from") || settings.contains_key("y");
    NO_FLAGS.contains(&name)
        || name == "target" && own_target()
        || name == "missing" && in_space(settings, name)
}

/// Whether the space has a parameter.
pub fn in_space(settings: &Map<String, Json>, name: &str) -> bool {
    let mut spaces = settings
        .get("space")
        .and_then(Json::as_array)
        .into_iter()
        .flatten();
    spaces.any(|space| space.get(name).is_some())
}

/// Whether a search was to have as many trials as there is time for, which are as many as a search takes, and the command
/// is for those that are done. Of lists at random fewer would be others.
pub fn is_as_many_as_done(study: &Study) -> bool {
    let settings = study.settings();
    let at_random = settings.get("strategy").is_some_and(|name| name == "random");
    let from_lists = at_random && study.combinations().is_some();
    let is_open = settings.get("trials").and_then(Json::as_u64) == Some(MOST_CANDIDATES);
    is_open && !from_lists && !study.trials().is_empty()
}

/// The folds as `--cv` takes them.
fn folds(settings: &Map<String, Json>, number: &Json) -> String {
    match settings.get("cv_kind").and_then(Json::as_str) {
        // the whole of it
        Some(kind) if kind == "loo" || kind.contains(':') => kind.to_owned(),
        Some(kind) => format!("{kind}:{number}"),
        None if settings.contains_key("shuffle") => format!("shuffled:{number}"),
        None => number.to_string(),
    }
}

fn flag(settings: &Map<String, Json>, name: &str, value: &Json) -> Vec<String> {
    let flag = format!("--{}", name.replace('_', "-"));
    if let ("scoring", Some(Json::Array(all)), Some(refit)) = (name, settings.get("scorings"), value.as_str())
    {
        let all: Vec<&str> = all.iter().filter_map(Json::as_str).collect();
        let words = ["--scoring", &all.join(","), "--refit", refit];
        return words.map(str::to_owned).to_vec();
    }
    let text = match value {
        Json::Null | Json::Bool(false) => return Vec::new(),
        Json::Bool(true) => return vec![flag],
        Json::Array(items) => {
            let words = items.iter().filter_map(Json::as_str);
            return words.flat_map(|item| flag_with(&flag, item)).collect();
        }
        Json::String(text) if name == "delimiter" && text == "\t" => "tab".to_owned(),
        Json::String(text) => text.clone(),
        Json::Number(_) if name == "cv" => folds(settings, value),
        other => other.to_string(),
    };
    let default = DEFAULTS
        .iter()
        .any(|(of, default)| *of == name && *default == text);
    // limits need the microcontroller to be named
    let needed = name == "mcu" && settings.get("limit").is_some_and(|limit| !limit.is_null());
    match default && !needed {
        true => Vec::new(),
        false => flag_with(&flag, &text),
    }
}

/// A flag and its value, which may look like another flag.
fn flag_with(flag: &str, value: &str) -> Vec<String> {
    match value.starts_with('-') {
        true => vec![format!("{flag}={value}")],
        false => vec![flag.to_owned(), value.to_owned()],
    }
}

/// A file, whose name may look like a flag.
fn file(name: &str) -> String {
    match name.starts_with('-') {
        true => format!("./{name}"),
        false => name.to_owned(),
    }
}
