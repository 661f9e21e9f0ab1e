//! Recordings of three gestures, made up: of an accelerometer at 50 Hz, a file a recording.
//!
//! ```sh
//! cargo run -p mcutune --example gestures -- gestures
//! ```
//!
//! writes `circle.01.csv` to `shake.12.csv` and `idle.01.csv` to `idle.12.csv` into a folder, 10 seconds each, with
//! columns `timestamp` in milliseconds and `x`, `y` and `z` in thousandths of a g. They are the same every time;
//! another seed may follow the folder, and the number of recordings a gesture.

mod made;

use std::path::Path;

use mcutune::{RecordingOptions, Recordings};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("a folder to write to")?;
    let seed = arguments.next().map_or(Ok(made::SEED), |seed| seed.parse())?;
    let count = arguments.next().map_or(Ok(made::COUNT), |count| count.parse())?;
    write(Path::new(&folder), seed, count)
}

fn write(folder: &Path, seed: u32, count: u32) -> Result<(), Box<dyn std::error::Error>> {
    made::write(folder, seed, count)?;
    let read = Recordings::read(&[folder.to_owned()], &RecordingOptions::new())?;
    println!(
        "{} recordings of {} at {} Hz",
        read.all().len(),
        read.axes().join(", "),
        read.rate()
    );
    read.notes().iter().for_each(|note| println!("note: {note}"));
    Ok(())
}

#[test]
fn it_runs() {
    let folder = std::env::temp_dir().join(format!("mcutune-gestures-{}", std::process::id()));
    write(&folder, made::SEED, 2).unwrap();
    let again = made::recording("circle", made::SEED, 1);
    assert_eq!(
        made::recording("circle", made::SEED, 1),
        again,
        "the same every time"
    );
    assert_ne!(made::recording("circle", made::SEED + 1, 1), again);
    std::fs::remove_dir_all(folder).unwrap();
}
