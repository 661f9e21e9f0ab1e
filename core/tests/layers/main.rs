//! The reading order that the crate's table gives, and which rooms may use which dependency.

mod documented;
mod planted;
mod public;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

use source::{Module, modules, named};

/// Where each dependency may be named.
const DEPENDENCIES: [(&str, &[&str]); 4] = [
    ("heapless", &["space", "train::layout"]),
    ("libm", &["math"]),
    ("rand_core", &["random"]),
    ("rand_xoshiro", &["random"]),
];

/// How many items the documentation lists: structs, enums, traits, functions and constants.
const ITEMS: usize = 96;

fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(package().join(path)).expect("a file of the package")
}

/// Rooms in the order of the table in `lib.rs`: the names in its first column.
fn order() -> Vec<String> {
    let text = read("src/lib.rs");
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | "));
    let names = rows.flat_map(|row| {
        let cell = row.split(" | ").next().unwrap_or("");
        cell.split('`').skip(1).step_by(2)
    });
    names.map(str::to_owned).collect()
}

/// What a module uses of rooms that come after its own, or of none.
fn out_of_order(module: &Module, order: &[String]) -> Vec<String> {
    let position = |room: &str| order.iter().position(|one| one == room);
    let Some(room) = module.path.first() else {
        return Vec::new(); // lib.rs names all of them
    };
    let here = position(room).unwrap_or_else(|| panic!("{room} is no room of the table"));
    let mut found = Vec::new();
    for named in named(module) {
        if let Some(path) = named.within_the_crate() {
            let there = path.first().and_then(|room| position(room));
            if there.is_none_or(|there| there > here) {
                found.push(path.join("::"));
            }
        }
    }
    found
}

/// The dependencies that a module names and may not.
fn out_of_room(module: &Module) -> Vec<&'static str> {
    let used = named(module);
    let used = |dependency: &str| used.iter().any(|named| named.first() == dependency);
    let allowed = |rooms: &[&str]| rooms.contains(&module.path.join("::").as_str());
    let found = DEPENDENCIES
        .iter()
        .filter(|(name, rooms)| used(name) && !allowed(rooms));
    found.map(|(name, _)| *name).collect()
}

/// What shows a list of another crate in public.
fn lists_in_public(modules: &[Module]) -> Vec<String> {
    let names = public::names_of("heapless", modules);
    let shown = modules.iter().flat_map(|module| {
        let shown = public::shown(&names, module).into_iter();
        shown.map(|name| format!("{}: {name}", module.name()))
    });
    shown.collect()
}

#[test]
fn every_room_imports_only_from_those_before_it() {
    let order = order();
    for module in modules() {
        let found = out_of_order(&module, &order);
        assert!(
            found.is_empty(),
            "{} uses {found:?}, not before it",
            module.name()
        );
    }
}

#[test]
fn the_table_names_every_room_once() {
    let mut named = order();
    named.sort();
    let files = modules();
    let mut rooms: Vec<String> = files
        .iter()
        .filter_map(|module| module.path.first().cloned())
        .collect();
    rooms.dedup();
    assert_eq!(named, rooms);
}

#[test]
fn dependencies_stay_in_their_rooms() {
    for module in modules() {
        let found = out_of_room(&module);
        assert!(found.is_empty(), "{} uses {found:?}", module.name());
    }
}

#[test]
fn every_dependency_has_its_rooms() {
    let manifest = read("Cargo.toml");
    let listed = manifest.split("[dependencies]\n").nth(1).expect("dependencies");
    let lines = listed.lines().take_while(|line| !line.is_empty());
    let listed: Vec<&str> = lines.filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(listed, DEPENDENCIES.map(|(name, _)| name));
    let modules = modules();
    for (dependency, rooms) in DEPENDENCIES {
        for room in rooms {
            let module = modules.iter().find(|module| module.path.join("::") == *room);
            let used =
                module.is_some_and(|module| named(module).iter().any(|named| named.first() == dependency));
            assert!(used, "{room} is allowed {dependency}, which it does not use");
        }
    }
}

/// A device's API is one that a person can read: whoever adds to it counts it here, or hides what no
/// program on a device needs. It is no bound, below which one could be hidden that a program does need.
#[test]
fn the_documentation_lists_few_items() {
    let found = documented::documented(&modules());
    assert_eq!(found.len(), ITEMS, "{found:#?}");
}

/// Lists of other crates are an implementation detail, which a new version of theirs must not break.
#[test]
fn heapless_is_in_no_public_signature() {
    let found = lists_in_public(&modules());
    assert!(found.is_empty(), "{found:?}");
}
