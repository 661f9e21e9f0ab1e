//! The bundled sets load as scikit-learn has them.

use std::path::PathBuf;

use mcutune::{Data, ReadOptions, TargetColumn};

use crate::common::matrix;

fn bundled(name: &str) -> Data {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "data", name].iter().collect();
    ReadOptions::new().read(&path).expect("bundled data load")
}

fn counts(table: &Data) -> Vec<(String, usize)> {
    let Some(TargetColumn::Classes { labels, names }) = table.target() else {
        panic!("not classes");
    };
    let count = |i| labels.iter().filter(|&&l| usize::from(l) == i).count();
    names
        .iter()
        .enumerate()
        .map(|(i, n)| (n.clone(), count(i)))
        .collect()
}

fn expect(table: &Data, shape: (usize, usize), sum: f64, classes: &[(&str, usize)]) {
    let x = matrix(table);
    assert_eq!((table.rows(), table.columns().len()), shape);
    assert_eq!(x.len(), shape.0 * shape.1);
    let total: f64 = x.iter().map(|&v| f64::from(v)).sum();
    assert!((total - sum).abs() <= 1e-6 * sum, "{total} is not {sum}");
    let classes: Vec<_> = classes.iter().map(|&(n, c)| (n.to_owned(), c)).collect();
    assert_eq!(counts(table), classes);
}

#[test]
fn iris() {
    let classes = [("setosa", 50), ("versicolor", 50), ("virginica", 50)];
    expect(&bundled("iris.csv"), (150, 4), SUM_IRIS, &classes);
}

#[test]
fn wine() {
    let classes = [("class_0", 59), ("class_1", 71), ("class_2", 48)];
    expect(&bundled("wine.csv"), (178, 13), SUM_WINE, &classes);
}

#[test]
fn breast_cancer() {
    let classes = [("0", 212), ("1", 357)];
    let table = bundled("breast_cancer.csv");
    expect(&table, (569, 30), SUM_CANCER, &classes);
}

#[test]
fn digits_classify() {
    let counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180];
    let names = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    let classes: Vec<_> = names.into_iter().zip(counts).collect();
    expect(&bundled("digits.csv"), (1797, 64), SUM_DIGITS, &classes);
}

#[test]
fn diabetes_regresses() {
    let table = bundled("diabetes.csv");
    assert_eq!((table.rows(), table.columns().len()), (442, 10));
    assert_eq!(table.target_name(), Some("progression"));
    let Some(TargetColumn::Values(y)) = table.target() else {
        panic!("not values");
    };
    assert_eq!(y[..3], [151.0, 75.0, 141.0]);
    assert_eq!(y.iter().sum::<f32>(), SUM_PROGRESSION);
}

// What scikit-learn's own arrays sum to.
const SUM_IRIS: f64 = 2078.7;
const SUM_WINE: f64 = 159975.295999;
const SUM_CANCER: f64 = 1056474.4596356;
const SUM_DIGITS: f64 = 561718.0;
const SUM_PROGRESSION: f32 = 67243.0;
