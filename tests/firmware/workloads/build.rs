//! Writes the data sets as arrays.

use std::{env, fmt::Debug, fs, path::Path};

const DATA: &str = "../../../host/data";

fn main() {
    let (x, y) = read("iris");
    let mut species = y.clone();
    species.dedup();
    let labels: Vec<u16> = y
        .iter()
        .map(|name| {
            species
                .iter()
                .position(|known| known == name)
                .expect("just listed") as u16
        })
        .collect();
    write(
        "iris.rs",
        &[
            array("Rows of four measurements, in centimetres.", "X", "f32", &x),
            array("The species of each row.", "SPECIES", "u16", &labels),
        ],
    );
}

/// The features of a bundled data set, row after row, and its last column.
fn read(name: &str) -> (Vec<f32>, Vec<String>) {
    let path = format!("{DATA}/{name}.csv");
    println!("cargo::rerun-if-changed={path}");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for line in text.lines().skip(1) {
        let (features, target) = line.rsplit_once(',').expect("several columns");
        x.extend(
            features
                .split(',')
                .map(|cell| cell.parse::<f32>().expect("a number")),
        );
        y.push(target.to_string());
    }
    (x, y)
}

/// `{:?}` of an f32 reads back to the same bits.
fn array(doc: &str, name: &str, of: &str, values: &[impl Debug]) -> String {
    format!(
        "/// {doc}\npub static {name}: [{of}; {}] = {values:?};\n",
        values.len()
    )
}

fn write(name: &str, items: &[String]) {
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join(name), items.concat()).expect("OUT_DIR is writable");
}
