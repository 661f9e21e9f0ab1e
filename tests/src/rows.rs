//! The bundled data sets, their rows as scikit-learn standardises them.

use std::path::Path;

use mcutune_core::data::{Dataset, Target};

/// A bundled data set.
#[derive(Debug)]
pub struct Bundled {
    /// Features, row by row, standardised as scikit-learn does for float32 input.
    pub x: Vec<f32>,
    /// How many a row has.
    pub features: usize,
    /// The class of each row, in the order of their names.
    pub labels: Vec<u16>,
    /// How many classes there are.
    pub classes: usize,
    /// The value of each row, where what is learnt is one.
    pub values: Option<Vec<f32>>,
}

impl Bundled {
    /// Of `host/data`.
    ///
    /// # Panics
    /// Where there is no such data set.
    #[must_use]
    pub fn standardised(name: &str) -> Self {
        let (x, features, last) = rows(name);
        let mut names = last.clone();
        names.sort();
        names.dedup();
        let label = |of: &String| names.binary_search(of).unwrap() as u16;
        Self {
            x,
            features,
            labels: last.iter().map(label).collect(),
            classes: names.len(),
            values: (name == "diabetes").then(|| last.iter().map(|v| v.parse().unwrap()).collect()),
        }
    }

    /// With its own target.
    ///
    /// # Panics
    /// Where the file holds no data set.
    #[must_use]
    pub fn dataset(&self) -> Dataset<'_> {
        let target = match &self.values {
            Some(values) => Target::Values { values, outputs: 1 },
            None => Target::Classes {
                labels: &self.labels,
                classes: self.classes,
            },
        };
        Dataset::try_new(&self.x, self.features, target).unwrap()
    }
}

/// Features standardised, how many a row, and the last column.
fn rows(name: &str) -> (Vec<f32>, usize, Vec<String>) {
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
