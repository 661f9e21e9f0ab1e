//! From CSV to a blinking answer, as README tells it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use clap::Parser;
use mcutune::cli::flags::{Cli, Command as Asked};
use mcutune_tests::harness::Suite;
use mcutune_tests::mcu::{Firmware, Target};

fn main() {
    let mut suite = Suite::new();
    suite.always(
        "the_model_is_made_by_the_commands_of_readme",
        the_model_is_made_by_the_commands_of_readme,
    );
    suite.always("readme_shows_the_firmware", readme_shows_the_firmware);
    suite.needs(
        "the_answer_blinks",
        || Target::CORTEX_M4F.missing(),
        the_answer_blinks,
    );
    suite.run()
}

/// The exported model that lies beside the firmware is what the two commands of README make.
fn the_model_is_made_by_the_commands_of_readme() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let directory = tempfile::tempdir().unwrap();
    let (study, file) = (
        directory.path().join("iris.study"),
        directory.path().join("iris.rs"),
    );
    let (study, file) = (study.to_str().unwrap(), file.to_str().unwrap());
    let data = root.join("host/data/iris.csv");
    let search = [
        "mcutune",
        "search",
        data.to_str().unwrap(),
        "--out",
        study,
        "--quiet",
    ];
    let export = ["mcutune", "export", study, "--format", "rust", "-o", file];
    for arguments in [&search[..], &export] {
        match Cli::parse_from(arguments).command {
            Asked::Search(flags) => mcutune::cli::search::search(&flags),
            Asked::Export(flags) => mcutune::cli::export::export(&flags),
            other => panic!("{other:?}"),
        }
        .unwrap();
    }
    let kept = root.join("tests/firmware/walkthrough/src/iris.rs");
    let (made, kept_text) = (
        std::fs::read_to_string(file).unwrap(),
        std::fs::read_to_string(&kept),
    );
    if kept_text.is_ok_and(|text| text == made) {
        return;
    }
    let new = root.join("target/iris.rs");
    std::fs::write(&new, made).unwrap();
    panic!(
        "{} is another: look at {} and copy it there",
        kept.display(),
        new.display()
    );
}

/// README shows the very file.
fn readme_shows_the_firmware() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let main = root.join("tests/firmware/walkthrough/src/main.rs");
    let main = std::fs::read_to_string(main).unwrap();
    assert!(readme.contains(&format!("```rs\n{main}```\n")));
}

/// The emulated board's LEDs change as the firmware says: the second one lights before each
/// answer, and the first blinks three times for virginica.
fn the_answer_blinks() {
    let firmware = Firmware::new("walkthrough").build(&Target::CORTEX_M4F);
    let mut qemu = Command::new("qemu-system-arm")
        .args([
            "-M",
            "mps2-an386",
            "-display",
            "none",
            "-monitor",
            "none",
            "-serial",
            "none",
        ])
        .args(["-trace", "led_change_intensity", "-kernel"])
        .arg(firmware.path())
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
