//! The reading order that the crate's table gives, and which rooms may use which dependency.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Where each dependency may be named, by the beginning of the path of the file.
const DEPENDENCIES: [(&str, &[&str]); 4] = [
    ("libm", &["math.rs"]),
    ("rand_core", &["random.rs"]),
    ("rand_xoshiro", &["random.rs"]),
    ("heapless", &["space/mod.rs", "train/layout.rs"]),
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The files of the crate by their path within `src`, without comments and unit tests.
fn files() -> BTreeMap<String, String> {
    let (mut files, mut folders) = (BTreeMap::new(), vec![source()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
                let text = fs::read_to_string(&path).expect("a source");
                let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or("");
                let code = text.lines().map(|line| line.split("//").next().unwrap_or(""));
                let name = path.strip_prefix(source()).expect("a path within it");
                files.insert(
                    name.to_string_lossy().replace('\\', "/"),
                    code.collect::<Vec<_>>().join("\n"),
                );
            }
        }
    }
    files
}

/// The room that a file belongs to.
fn room(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap_or("")
}

/// Rooms in the order of the table in `lib.rs`: the names in its first column.
fn order() -> Vec<String> {
    let text = fs::read_to_string(source().join("lib.rs")).expect("lib.rs");
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | "));
    let names = rows.flat_map(|row| {
        let cell = row.split(" | ").next().unwrap_or("");
        cell.split('`').skip(1).step_by(2)
    });
    names.map(str::to_owned).collect()
}

#[test]
fn every_room_imports_only_from_those_before_it() {
    let order = order();
    let place = |room: &str| order.iter().position(|one| one == room);
    for (path, code) in files().iter().filter(|(path, _)| *path != "lib.rs") {
        let here = place(room(path)).unwrap_or_else(|| panic!("{path} is in no room of the table"));
        assert!(!code.contains("crate::{"), "{path}: a line for each room");
        for used in code.split("crate::").skip(1) {
            let used = used
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap_or("");
            let there = place(used).unwrap_or_else(|| panic!("{path}: {used} is no room of the table"));
            assert!(there <= here, "{path} uses {used}, which comes after it");
        }
    }
}

#[test]
fn the_table_names_every_room_once() {
    let mut named = order();
    named.sort();
    let mut rooms: Vec<String> = files().keys().map(|path| room(path).to_owned()).collect();
    rooms.retain(|room| room != "lib");
    rooms.dedup();
    assert_eq!(named, rooms);
}

#[test]
fn dependencies_stay_in_their_rooms() {
    for (path, code) in files() {
        for (dependency, allowed) in DEPENDENCIES {
            let named = code
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .any(|word| word == dependency);
            assert!(
                !named || allowed.contains(&path.as_str()),
                "{path} uses {dependency}"
            );
        }
    }
}

/// Lists of other crates are an implementation detail, which a new version of theirs must not break.
#[test]
fn heapless_is_in_no_public_signature() {
    let files = files();
    let (_, users) = DEPENDENCIES[3];
    for &user in users {
        let code = &files[user];
        assert!(
            code.contains("heapless"),
            "{user} is allowed what it does not use"
        );
        for item in code.split("pub ").skip(1) {
            let signature = item.split(['{', ';', '=']).next().unwrap_or("");
            // a field ends with its line
            let field = signature.lines().next().unwrap_or("");
            let signature = if field.contains('(') || field.starts_with("fn") {
                signature
            } else {
                field
            };
            assert!(
                !signature.contains("heapless") && !signature.contains("Vec<"),
                "{user}: pub {signature}"
            );
        }
    }
}
