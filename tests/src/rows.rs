//! The rows of the bundled data sets, as scikit-learn standardises them.

use std::path::Path;

/// Features standardised as scikit-learn does for float32 input, how many a row, and the last column.
///
/// # Panics
/// Where there is no such data set.
pub fn standardised(name: &str) -> (Vec<f32>, usize, Vec<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../host/data/{name}.csv"));
    let text = std::fs::read_to_string(path).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|l| l.split(',').collect()).collect();
    let features = rows[0].len() - 1;
    let mut x: Vec<f32> = rows
        .iter()
        .flat_map(|r| r[..features].iter().map(|v| v.parse::<f32>().unwrap()))
        .collect();
    for f in 0..features {
        let column: Vec<f64> = x
            .iter()
            .skip(f)
            .step_by(features)
            .map(|&v| f64::from(v))
            .collect();
        let n = column.len() as f64;
        let mean = column.iter().sum::<f64>() / n;
        let variance = column.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
        let scale = if variance == 0.0 {
            1.0
        } else {
            variance.sqrt() as f32
        };
        for v in x.iter_mut().skip(f).step_by(features) {
            *v = (*v - mean as f32) / scale;
        }
    }
    (
        x,
        features,
        rows.iter().map(|r| r[features].to_string()).collect(),
    )
}
