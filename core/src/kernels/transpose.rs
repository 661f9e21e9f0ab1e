//! Turning rows into columns, so that lanes can run across what was a step apart.

/// `to[c][r] = from[r][c]`, with `from` row-major `rows x columns`.
pub fn transpose(rows: usize, columns: usize, from: &[f32], to: &mut [f32]) {
    let (from, to) = (&from[..rows * columns], &mut to[..rows * columns]);
    #[cfg(target_arch = "x86_64")]
    let whole = super::x86_64::transpose_blocks(rows, columns, from, to);
    #[cfg(not(target_arch = "x86_64"))]
    let whole = (0, 0);
    for r in 0..rows {
        let done = if r < whole.0 { whole.1 } else { 0 };
        for c in done..columns {
            to[c * rows + r] = from[r * columns + c];
        }
    }
}
