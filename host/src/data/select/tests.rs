use mcutune_core::random::{Random, Seeded, Xoshiro};

use super::*;

/// Columns at random, some of which shift with the class, repeat others or are constant.
fn data(seed: u32, rows: usize) -> (Vec<Vec<f32>>, Vec<u16>) {
    let mut random = Xoshiro::from_seed_number(seed);
    let mut noise = |size: f64| random.uniform(-size, size);
    let labels: Vec<u16> = (0..rows).map(|row| (row * 7 % 3) as u16).collect();
    let mut columns = vec![Vec::new(); 8];
    for &label in &labels {
        let class = f64::from(label);
        let (a, b, c) = (
            noise(1.0) + 0.4 * class,
            noise(1.0),
            noise(2.0) + f64::from(u8::from(label == 1)),
        );
        let row = [
            a,
            2.0 * a + noise(0.1),
            b,
            c,
            a + c + noise(0.01),
            7.0,
            16_384.0 + 3.0 * c + noise(0.5),
            a,
        ];
        columns
            .iter_mut()
            .zip(row)
            .for_each(|(column, x)| column.push(x as f32));
    }
    (columns, labels)
}

/// The logarithm of a determinant by Gauss's elimination; none where it is 0.
fn log_determinant(mut a: Vec<Vec<f64>>) -> Option<f64> {
    let n = a.len();
    let whole: Vec<f64> = (0..n).map(|i| a[i][i]).collect();
    let mut sum = 0.0;
    for i in 0..n {
        let pivot = a[i][i];
        if pivot <= 1e-9 * whole[i] || pivot == 0.0 {
            return None;
        }
        sum += pivot.ln();
        for j in i + 1..n {
            let factor = a[j][i] / pivot;
            let (above, below) = a.split_at_mut(j);
            let rest = below[0].iter_mut().zip(&above[i]).skip(i);
            rest.for_each(|(x, pivot)| *x -= factor * pivot);
        }
    }
    Some(sum)
}

/// Wilks' lambda of some columns, as a logarithm, from the two matrices as they are defined.
fn log_lambda(columns: &[Vec<f32>], labels: &[u16], rows: &[u32], of: &[usize]) -> Option<f64> {
    let mean = |column: usize, class: Option<u16>| {
        let all = rows
            .iter()
            .filter(|&&row| class.is_none_or(|class| labels[row as usize] == class));
        let all: Vec<f64> = all.map(|&row| f64::from(columns[column][row as usize])).collect();
        all.iter().sum::<f64>() / all.len() as f64
    };
    let scatter = |within: bool| {
        let off = |column: usize, row: u32| {
            let class = within.then_some(labels[row as usize]);
            f64::from(columns[column][row as usize]) - mean(column, class)
        };
        let entry = |a: usize, b: usize| rows.iter().map(|&row| off(a, row) * off(b, row)).sum::<f64>();
        of.iter()
            .map(|&a| of.iter().map(|&b| entry(a, b)).collect())
            .collect()
    };
    Some(log_determinant(scatter(true))? - log_determinant(scatter(false))?)
}

#[test]
fn each_step_lowers_wilks_lambda_the_most() {
    for seed in 1..9 {
        let (columns, labels) = data(seed, 60);
        let lent: Vec<&[f32]> = columns.iter().map(Vec::as_slice).collect();
        let rows: Vec<u32> = (0..60).filter(|row| row % 5 != seed % 5).collect();
        let mut chosen: Vec<usize> = Vec::new();
        for count in 1..=5 {
            let found = select(&lent, (&labels, 3), &rows, count);
            let lambda = |column: &usize| {
                let with: Vec<usize> = chosen.iter().copied().chain([*column]).collect();
                log_lambda(&columns, &labels, &rows, &with)
            };
            let left = (0..columns.len()).filter(|column| !chosen.contains(column));
            let lambdas: Vec<(usize, f64)> = left
                .filter_map(|column| Some((column, lambda(&column)?)))
                .collect();
            let least = lambdas
                .iter()
                .map(|(_, lambda)| *lambda)
                .fold(f64::INFINITY, f64::min);
            let new: Vec<usize> = found
                .iter()
                .copied()
                .filter(|column| !chosen.contains(column))
                .collect();
            assert_eq!(
                (found.len(), new.len()),
                (count, 1),
                "{seed}: {found:?} after {chosen:?}"
            );
            let of_new = lambdas
                .iter()
                .find(|(column, _)| *column == new[0])
                .map(|(_, lambda)| *lambda);
            assert!(
                of_new.is_some_and(|found| found <= least + 1e-9),
                "{seed}: {new:?} of {lambdas:?}"
            );
            chosen.extend(new);
        }
    }
}

#[test]
fn what_repeats_or_says_nothing_comes_last() {
    let (columns, labels) = data(3, 90);
    let lent: Vec<&[f32]> = columns.iter().map(Vec::as_slice).collect();
    let rows: Vec<u32> = (0..90).collect();
    // a twice, and one that is constant
    let six = select(&lent, (&labels, 3), &rows, 6);
    assert!(
        !(six.contains(&5) || six.contains(&0) && six.contains(&7)),
        "{six:?}"
    );
    assert_eq!(select(&lent, (&labels, 3), &rows, 8), (0..8).collect::<Vec<_>>());
    assert_eq!(select(&lent, (&labels, 3), &rows, 100).len(), 8);
    // one class, or one row, says nothing: the first are taken
    assert_eq!(select(&lent, (&[0; 90], 1), &rows, 2), [0, 1]);
    assert_eq!(select(&lent, (&labels, 3), &[4], 2), [0, 1]);
    // one that has a value of its own for each class
    let apart: Vec<f32> = labels.iter().map(|&label| f32::from(label)).collect();
    let with: Vec<&[f32]> = lent.iter().copied().chain([apart.as_slice()]).collect();
    assert_eq!(select(&with, (&labels, 3), &rows, 1), [8]);
}
