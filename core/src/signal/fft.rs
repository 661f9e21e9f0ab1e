//! The discrete Fourier transform of real numbers, in place.
//!
//! `n` real numbers are taken for `n / 2` complex ones, which a radix-2 transform with decimation in time takes through
//! `log2(n / 2)` rounds of butterflies, from neighbours to halves, each round from the first butterfly to the last;
//! then their even and odd parts are told apart (W. Press et al., "Numerical Recipes", chapter 12.3). Each product and
//! sum is rounded to f32 in the order that is written here.

/// The longest transform.
pub const MAX_NFFT: usize = 1024;

const QUARTER: usize = MAX_NFFT / 4;

/// `cos(2 pi k / 1024)` of the first quarter of the circle, rounded to f32; in flash.
static COS: [f32; QUARTER + 1] = quarter_of_cosines();

const fn quarter_of_cosines() -> [f32; QUARTER + 1] {
    let mut table = [0.0; QUARTER + 1];
    let mut k = 0;
    while k <= QUARTER {
        // of the angle or of what it lacks to a right one, whichever is smaller: series that end soon
        let (near, is_cos) = if 2 * k <= QUARTER {
            (k, true)
        } else {
            (QUARTER - k, false)
        };
        let x = near as f64 * (core::f64::consts::TAU / MAX_NFFT as f64);
        table[k] = series(x, is_cos) as f32;
        k += 1;
    }
    table
}

/// The cosine, or the sine, of at most pi / 4.
const fn series(x: f64, is_cos: bool) -> f64 {
    let (mut term, mut i) = if is_cos { (1.0, 1) } else { (x, 2) };
    let mut sum = term;
    while i < 24 {
        term = -term * x * x / (i as f64 * (i as f64 + 1.0));
        sum += term;
        i += 2;
    }
    sum
}

/// The first quarter of the circle as a transform of `nfft` numbers takes it: for what writes one in another language.
#[doc(hidden)]
pub fn cosines(nfft: u16) -> impl Iterator<Item = f32> {
    COS.iter().copied().step_by(MAX_NFFT / usize::from(nfft))
}

/// `(cos, sin)` of `2 pi k / 1024`, for the first half of the circle.
fn turn(k: usize) -> (f32, f32) {
    if k <= QUARTER {
        (COS[k], COS[QUARTER - k])
    } else {
        (-COS[2 * QUARTER - k], COS[k - QUARTER])
    }
}

/// The powers `|X_k|^2 / n` of `x`, whose length `n` is a power of two from 8 to [`MAX_NFFT`], each given to `power`
/// with its `k` from 0 to `n / 2`. `x` is what the transform leaves.
pub(super) fn powers(x: &mut [f32], mut power: impl FnMut(usize, f32)) {
    let n = x.len();
    transform(x);
    let half = n / 2;
    let share = 1.0 / n as f32;
    let stride = MAX_NFFT / n;
    for k in 0..=half {
        // Z_k and Z_(n/2 - k), where both ends are Z_0
        let (a, b) = (k % half, (half - k) % half);
        let (a_re, a_im) = (x[2 * a], x[2 * a + 1]);
        let (b_re, b_im) = (x[2 * b], x[2 * b + 1]);
        let (even_re, even_im) = (0.5 * (a_re + b_re), 0.5 * (a_im - b_im));
        let (odd_re, odd_im) = (0.5 * (a_im + b_im), 0.5 * (b_re - a_re));
        let (cos, sin) = turn(k * stride);
        let re = even_re + (cos * odd_re + sin * odd_im);
        let im = even_im + (cos * odd_im - sin * odd_re);
        power(k, (re * re + im * im) * share);
    }
}

/// Of `x` as complex numbers, real and imaginary part side by side.
fn transform(x: &mut [f32]) {
    let m = x.len() / 2;
    reverse(x, m);
    let mut width = 2;
    while width <= m {
        let stride = MAX_NFFT / width;
        for first in (0..m).step_by(width) {
            for k in 0..width / 2 {
                let (cos, sin) = turn(k * stride);
                let (a, b) = (2 * (first + k), 2 * (first + k + width / 2));
                // times exp(-2 pi i k / width)
                let re = cos * x[b] + sin * x[b + 1];
                let im = cos * x[b + 1] - sin * x[b];
                x[b] = x[a] - re;
                x[b + 1] = x[a + 1] - im;
                x[a] += re;
                x[a + 1] += im;
            }
        }
        width *= 2;
    }
}

/// Orders `m` complex numbers by their indices with the bits reversed.
fn reverse(x: &mut [f32], m: usize) {
    let shift = usize::BITS - m.trailing_zeros();
    for i in 0..m {
        let j = i.reverse_bits() >> shift;
        if i < j {
            x.swap(2 * i, 2 * j);
            x.swap(2 * i + 1, 2 * j + 1);
        }
    }
}
