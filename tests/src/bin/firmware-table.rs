//! `cargo run -p mcutune-tests --bin firmware-table` runs every workload on every emulated chip
//! and writes what it finds into tests/README.md, between the markers, and what one answer takes.

use std::fs;
use std::process::ExitCode;

use mcutune_core::cost::Mcu;
use mcutune_tests::answer::{self, grouped};
use mcutune_tests::mcu::{compiler, missing_for_all, tables};
use mcutune_tests::workload::{WORKLOADS, combined};

fn main() -> ExitCode {
    match write() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("firmware-table: {message}");
            ExitCode::FAILURE
        }
    }
}

fn write() -> Result<(), String> {
    if let Some(why) = missing_for_all() {
        return Err(format!("the table is of all microcontrollers, and {why}"));
    }
    replace("answer-table", &answer::table())?;
    replace("firmware-table", &table()?)
}

/// Puts a table between its markers.
fn replace(name: &str, table: &str) -> Result<(), String> {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let path = tables();
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let parts = text
        .split_once(&begin)
        .and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let Some((before, after)) = parts else {
        return Err(format!("{} lacks {begin}and {end}", path.display()));
    };
    print!("{table}");
    fs::write(&path, [before, &begin, table, &end, after].concat())
        .map_err(|error| format!("{}: {error}", path.display()))
}

fn table() -> Result<String, String> {
    let mut table = String::from(
        "| workload | target | digest | stack | static RAM | flash | instructions |\n\
         |---|---|---|--:|--:|--:|--:|\n",
    );
    for workload in &WORKLOADS {
        let here = workload.here();
        let digest = combined(&here);
        let row = |name, what, digest, rest| format!("| {name} | {what} | `{digest:016x}` | {rest} |\n");
        table += &row(workload.binary, "this host", digest, "| | |".to_string());
        for mcu in Mcu::ALL {
            let there = workload.on(mcu);
            if there.cases != here {
                return Err(format!("{} differs on {}", workload.binary, mcu.name()));
            }
            let numbers = [
                there.stack,
                there.sizes.ram,
                there.sizes.flash,
                there.instructions,
            ];
            let rest = numbers.map(grouped).join(" | ");
            table += &row("", mcu.name(), combined(&there.cases), rest);
        }
    }
    table += &format!("\nCompiled by {}.\n\n", compiler(Mcu::CortexM0));
    for workload in &WORKLOADS {
        table += &format!("- {}: {}.\n", workload.binary, workload.what);
    }
    Ok(table)
}
