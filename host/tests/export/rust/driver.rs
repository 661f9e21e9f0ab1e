//! For each model, NAME.in with rows of raw features becomes NAME.out with its answers.

use std::path::{Path, PathBuf};

fn file(name: &str, extension: &str) -> PathBuf {
    let directory = std::env::args().nth(1).unwrap();
    Path::new(&directory).join(name).with_extension(extension)
}

/// The rows of NAME.in.
fn rows<const N: usize>(name: &str) -> Vec<[f32; N]> {
    let bytes = std::fs::read(file(name, "in")).unwrap();
    let numbers: Vec<f32> = bytes.chunks(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect();
    numbers.chunks(N).map(|row| row.try_into().unwrap()).collect()
}

fn write(name: &str, answers: impl Iterator<Item = f32>) {
    let bytes: Vec<u8> = answers.flat_map(f32::to_le_bytes).collect();
    std::fs::write(file(name, "out"), bytes).unwrap();
}

/// A module whose functions answer, and one more that asks them.
macro_rules! asked {
    ($name:ident, $proba:ident, $answer:expr) => {
        mod $name {
            include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/", stringify!($name), ".rs"));

            pub fn ask() {
                let name = stringify!($name);
                let answer: fn(&[f32; FEATURES]) -> Vec<f32> = $answer;
                super::write(name, super::rows(name).iter().flat_map(answer));
                let mut x = [0.0; FEATURES];
                x[FEATURES - 1] = f32::NAN;
                let Err(Error::NotFinite { column, .. }) = $proba(&x) else {
                    panic!("{name} takes NaN");
                };
                println!("{name}: self-test {}, NaN refused at {column}", self_test());
            }
        }
    };
}

macro_rules! classes {
    ($name:ident) => {
        asked!($name, predict_proba, |x| {
            let p = predict_proba(x).unwrap();
            // the class is where the largest probability first stands
            let best = (0..p.len()).rev().max_by(|&a, &b| p[a].total_cmp(&p[b]));
            assert_eq!(predict(x).ok(), best);
            p.to_vec()
        });
    };
}

macro_rules! values {
    ($name:ident) => {
        asked!($name, predict, |x| vec![predict(x).unwrap()]);
    };
}

macro_rules! labels {
    ($name:ident) => {
        asked!($name, predict_proba, |x| {
            let p = predict_proba(x).unwrap();
            assert_eq!(predict(x).ok(), Some(p.map(|p| p > 0.5)));
            p.to_vec()
        });
    };
}

macro_rules! several {
    ($name:ident) => {
        asked!($name, predict, |x| predict(x).unwrap().to_vec());
    };
}

