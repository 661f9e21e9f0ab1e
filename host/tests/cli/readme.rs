//! What README shows of a search, done as it stands there.

use crate::place::{Place, printed};

/// The section, and the blocks in it of one language.
fn section() -> String {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")).unwrap();
    let (_, section) = readme.split_once("\n## A search\n").unwrap();
    section.split("\n## ").next().unwrap().to_owned()
}

fn block<'a>(section: &'a str, language: &str) -> &'a str {
    let (_, block) = section.split_once(&format!("```{language}\n")).unwrap();
    block.split_once("```").unwrap().0
}

/// The arguments of a line of the shell; the bundled files stand where the tests have them.
fn arguments(line: &str) -> String {
    let command = line.strip_prefix("mcutune ").expect(line);
    command.replace("host/data/", concat!(env!("CARGO_MANIFEST_DIR"), "/data/"))
}

#[test]
fn every_command_of_the_section_does_what_it_shows() {
    let section = section();
    let place = Place::new();
    let console = block(&section, "console");
    let (space, search) = console
        .strip_prefix("$ cat space.toml\n")
        .and_then(|rest| rest.split_once("$ "))
        .unwrap();
    place.write("space.toml", space);
    place.write("ranges.toml", block(&section, "toml"));
    let (search, shown) = search.split_once('\n').unwrap();
    let (out, err) = printed(&place.run(&arguments(search)));
    // a table is padded to the right
    let out: String = out
        .replace(concat!(env!("CARGO_MANIFEST_DIR"), "/data/"), "host/data/")
        .lines()
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect();
    assert!(
        shown.contains(&out),
        "README shows another output than\n{out}{err}"
    );
    for line in block(&section, "sh").lines() {
        let line = line.split('#').next().unwrap().trim();
        place.ok(&arguments(line));
    }
    assert!(place.read("iris.h").contains("iris_predict"));
}
