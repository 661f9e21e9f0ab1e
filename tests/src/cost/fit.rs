//! Linear least squares.

/// Coefficients that make `rows * coefficients` close to `values`, in shares of each value.
///
/// The normal equations with columns scaled to length 1 and a ridge of 1e-9 of it: features that
/// always come together share what they cost, and those that never come cost nothing.
pub fn least_squares(rows: &[Vec<f64>], values: &[f64]) -> Vec<f64> {
    let n = rows.first().map_or(0, Vec::len);
    let weighted = |i: usize, j: usize| rows[i][j] / values[i];
    let length = |j: usize| {
        (0..rows.len())
            .map(|i| weighted(i, j).powi(2))
            .sum::<f64>()
            .sqrt()
    };
    let scale: Vec<f64> = (0..n)
        .map(length)
        .map(|l| if l > 0.0 { l } else { 1.0 })
        .collect();
    let mut a = vec![vec![0.0; n + 1]; n];
    for j in 0..n {
        for k in 0..n {
            a[j][k] = (0..rows.len())
                .map(|i| weighted(i, j) / scale[j] * (weighted(i, k) / scale[k]))
                .sum();
        }
        a[j][n] = (0..rows.len()).map(|i| weighted(i, j) / scale[j]).sum();
        a[j][j] += 1e-9;
    }
    // Gauss's elimination; the matrix is positive definite, so that no pivot is 0
    for j in 0..n {
        let (above, below) = a.split_at_mut(j + 1);
        let pivot = &above[j];
        for row in below {
            let factor = row[j] / pivot[j];
            for (x, p) in row.iter_mut().zip(pivot).skip(j) {
                *x -= factor * p;
            }
        }
    }
    for j in (0..n).rev() {
        let rest: f64 = (j + 1..n).map(|k| a[j][k] * a[k][n]).sum();
        a[j][n] = (a[j][n] - rest) / a[j][j];
    }
    (0..n).map(|j| a[j][n] / scale[j]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_data_give_their_coefficients_back() {
        let rows: Vec<Vec<f64>> = (1..9)
            .map(|i| vec![1.0, f64::from(i), f64::from(i * i), 0.0])
            .collect();
        let values: Vec<f64> = rows
            .iter()
            .map(|r| 3.0 * r[0] + 2.0 * r[1] + 0.5 * r[2])
            .collect();
        let found = least_squares(&rows, &values);
        for (found, expected) in found.iter().zip([3.0, 2.0, 0.5, 0.0]) {
            assert!((found - expected).abs() < 1e-4, "{found} for {expected}");
        }
    }
}
