//! The design of S. Butterworth's filters ("On the theory of filter amplifiers", 1930): the flattest in their pass band.
//!
//! Poles of the analogue filter lie evenly on the left half of a circle; they are moved to the frequencies that are
//! asked for and into the unit circle by the bilinear transform, with frequencies warped for it, and paired into
//! second-order sections as `scipy.signal.butter(output="sos")` pairs them: the poles nearest to the unit circle come
//! last, each pair with the zeros nearest to it. All of it is in f64, and rounded to f32 at the end.

use core::f64::consts::PI;

use super::filter::Section;
use crate::error::Error;
use crate::math::{sin_cos_f64, sqrt_f64};

/// What a filter lets through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pass {
    /// Below a frequency, in Hz.
    Low(f64),
    /// Above one.
    High(f64),
    /// Between two.
    Band(f64, f64),
}

/// The highest order.
pub const MAX_ORDER: u8 = 8;

/// The most sections that a filter has.
pub const MAX_SECTIONS: usize = MAX_ORDER as usize;

/// A complex number.
#[derive(Clone, Copy)]
struct Complex {
    re: f64,
    im: f64,
}

impl Complex {
    const fn real(re: f64) -> Self {
        Self { re, im: 0.0 }
    }

    fn plus(self, other: Self) -> Self {
        let (re, im) = (self.re + other.re, self.im + other.im);
        Self { re, im }
    }

    fn minus(self, other: Self) -> Self {
        self.plus(other.times(Self::real(-1.0)))
    }

    fn times(self, other: Self) -> Self {
        Self {
            re: self.re * other.re - self.im * other.im,
            im: self.re * other.im + self.im * other.re,
        }
    }

    fn over(self, other: Self) -> Self {
        let size = other.re * other.re + other.im * other.im;
        let top = self.times(Self {
            re: other.re,
            im: -other.im,
        });
        let (re, im) = (top.re / size, top.im / size);
        Self { re, im }
    }

    fn size(self) -> f64 {
        sqrt_f64(self.re * self.re + self.im * self.im)
    }

    /// The root with the real part from 0 on.
    fn root(self) -> Self {
        let size = self.size();
        let re = sqrt_f64((size + self.re).max(0.0) / 2.0);
        let im = sqrt_f64((size - self.re).max(0.0) / 2.0);
        let im = if self.im < 0.0 { -im } else { im };
        Self { re, im }
    }
}

/// Two poles, which are conjugates or both real; the second of a single one is at 0.
#[derive(Clone, Copy)]
struct Pair(Complex, Complex);

impl Pair {
    const NONE: Self = Self(Complex::real(0.0), Complex::real(0.0));

    fn of_one(pole: Complex) -> Self {
        let conjugate = Complex {
            re: pole.re,
            im: -pole.im,
        };
        Self(pole, conjugate)
    }

    /// How far the nearer of both is from the unit circle.
    fn off(&self) -> f64 {
        (1.0 - self.0.size()).abs().min((1.0 - self.1.size()).abs())
    }

    /// `a_1` and `a_2`.
    fn coefficients(&self) -> [f64; 2] {
        let (sum, product) = (self.0.plus(self.1), self.0.times(self.1));
        [-sum.re, product.re]
    }
}

/// Writes the sections of a filter of this order at `rate` samples a second to `sections`, and gives how many: half as
/// many as the order, rounded up, and of a band as many.
///
/// # Errors
/// [`Error::Parameter`] with `order`, which is 1 to [`MAX_ORDER`], or `filter` for frequencies that are not above 0,
/// below half of the rate and in their order, or `precision` where they are so low, or so near to each other, that
/// coefficients in f32 would be those of another filter; [`Error::TooSmall`] where there is no room for the sections.
pub fn butterworth(order: u8, pass: Pass, rate: f64, sections: &mut [Section]) -> Result<usize, Error> {
    if !(1..=MAX_ORDER).contains(&order) {
        return Err(Error::Parameter("order"));
    }
    let within = |hertz: f64| hertz > 0.0 && hertz < rate / 2.0;
    let is_good = match pass {
        Pass::Low(hertz) | Pass::High(hertz) => within(hertz),
        Pass::Band(low, high) => within(low) && within(high) && low < high,
    };
    if !(is_good && rate.is_finite()) {
        return Err(Error::Parameter("filter"));
    }
    let n = usize::from(order);
    let count = match pass {
        Pass::Low(_) | Pass::High(_) => n.div_ceil(2),
        Pass::Band(..) => n,
    };
    if sections.len() < count {
        let (needed, got) = (count, sections.len());
        return Err(Error::TooSmall { needed, got });
    }
    let mut pairs = [Pair::NONE; MAX_SECTIONS];
    let pairs = &mut pairs[..count];
    let gain = poles(n, pass, rate, pairs);
    // the poles nearest to the unit circle come last
    pairs.sort_unstable_by(|one, other| other.off().total_cmp(&one.off()));
    let mut zeros = Zeros::of(n, pass);
    let mut squares = [[0.0; 3]; MAX_SECTIONS];
    for (pair, b) in pairs.iter().zip(&mut squares).rev() {
        *b = zeros.nearest(pair);
    }
    if let Some(first) = squares.first_mut() {
        first.iter_mut().for_each(|b| *b *= gain);
    }
    let mut before = 1.0;
    for ((section, pair), b) in sections.iter_mut().zip(pairs.iter()).zip(squares) {
        let a = pair.coefficients();
        // what a constant 1 comes to, and the state in which it stays
        let level = (b[0] + b[1] + b[2]) / (1.0 + a[0] + a[1]);
        let zi = [before * (level - b[0]), before * (b[2] - a[1] * level)];
        before *= level;
        let rounded = a.map(|a| f64::from(a as f32));
        if !is_near(&rounded, &a) {
            return Err(Error::Parameter("precision"));
        }
        *section = Section {
            b: b.map(|b| b as f32),
            a: a.map(|a| a as f32),
            zi: zi.map(|z| z as f32),
        };
    }
    Ok(count)
}

/// Whether a section's poles are where they were after its coefficients were rounded: its gain at 0 and at half of the rate,
/// where poles near the unit circle show, is the same to a ten-thousandth. What the states of a section near the circle
/// lose of large readings is no more than that refuses: a cut-off below some 0.004 of the rate.
fn is_near([r_1, r_2]: &[f64; 2], [a_1, a_2]: &[f64; 2]) -> bool {
    let off = |rounded: f64, exact: f64| (rounded / exact - 1.0).abs() <= 1e-4;
    off(1.0 + r_1 + r_2, 1.0 + a_1 + a_2) && off(1.0 - r_1 + r_2, 1.0 - a_1 + a_2)
}

/// The poles in pairs, and the gain of the whole filter.
fn poles(n: usize, pass: Pass, rate: f64, pairs: &mut [Pair]) -> f64 {
    let warped = |hertz: f64| {
        let (sin, cos) = sin_cos_f64(PI * hertz / rate);
        4.0 * sin / cos
    };
    let four = Complex::real(4.0);
    let bilinear = |pole: Complex| four.plus(pole).over(four.minus(pole));
    let mut gain = 1.0;
    let mut slots = pairs.iter_mut();
    let mut put = |pair: Pair| {
        if let Some(slot) = slots.next() {
            *slot = pair;
        }
    };
    // what each pole adds to the gain: (4 - zero) / (4 - pole) of as many zeros
    let mut scale = |pole: Complex, twice: bool| {
        let size = four.minus(pole).size();
        gain /= if twice { size * size } else { size };
    };
    for k in 0..n.div_ceil(2) {
        let angle = PI * (2 * k + 1) as f64 / (2 * n) as f64;
        let (sin, cos) = sin_cos_f64(angle);
        let is_real = 2 * k + 1 == n;
        let analogue = match is_real {
            true => Complex::real(-1.0),
            false => Complex { re: -sin, im: cos },
        };
        match pass {
            Pass::Low(hertz) | Pass::High(hertz) => {
                let edge = Complex::real(warped(hertz));
                let pole = match pass {
                    Pass::High(_) => edge.over(analogue),
                    _ => analogue.times(edge),
                };
                scale(pole, !is_real);
                let pole = bilinear(pole);
                put(match is_real {
                    true => Pair(pole, Complex::real(0.0)),
                    false => Pair::of_one(pole),
                });
            }
            Pass::Band(low, high) => {
                let (low, high) = (warped(low), warped(high));
                let half = analogue.times(Complex::real((high - low) / 2.0));
                let root = half.times(half).minus(Complex::real(low * high)).root();
                let (one, other) = (half.plus(root), half.minus(root));
                if is_real {
                    scale(one, false);
                    scale(other, false);
                    put(Pair(bilinear(one), bilinear(other)));
                } else {
                    scale(one, true);
                    scale(other, true);
                    put(Pair::of_one(bilinear(one)));
                    put(Pair::of_one(bilinear(other)));
                }
            }
        }
    }
    // the analogue gain, and (4 - zero) of zeros at 0
    let order = n as i32;
    gain * match pass {
        Pass::Low(hertz) => power(warped(hertz), order),
        Pass::High(_) => power(4.0, order),
        Pass::Band(low, high) => power(4.0 * (warped(high) - warped(low)), order),
    }
}

fn power(x: f64, n: i32) -> f64 {
    (0..n).fold(1.0, |product, _| product * x)
}

/// Where zeros lie: at 1, at -1, and at 0 the one that an odd order is filled up with, as its poles are.
const PLACES: [f64; 3] = [1.0, -1.0, 0.0];

/// How many zeros at each of [`PLACES`] no section has yet.
struct Zeros([usize; 3]);

impl Zeros {
    fn of(n: usize, pass: Pass) -> Self {
        Self(match pass {
            Pass::Low(_) => [0, n, n % 2],
            Pass::High(_) => [n, 0, n % 2],
            Pass::Band(..) => [n, n, 0],
        })
    }

    /// `b` of the two zeros nearest to a pair of poles; of two real poles each takes the one nearest to it, the pole
    /// nearer to the unit circle first.
    fn nearest(&mut self, Pair(one, other): &Pair) -> [f64; 3] {
        let (first, second) = match (1.0 - one.size()).abs() <= (1.0 - other.size()).abs() {
            true => (*one, *other),
            false => (*other, *one),
        };
        let (z_0, z_1) = (self.take(first), self.take(second));
        [1.0, -(z_0 + z_1), z_0 * z_1]
    }

    /// The nearest that is left to a pole.
    fn take(&mut self, pole: Complex) -> f64 {
        let left = PLACES
            .into_iter()
            .zip(&mut self.0)
            .filter(|(_, count)| **count > 0);
        let off = |place: f64| pole.minus(Complex::real(place)).size();
        let nearest = left.min_by(|(one, _), (other, _)| off(*one).total_cmp(&off(*other)));
        // there are as many zeros as poles
        nearest.map_or(0.0, |(place, count)| {
            *count -= 1;
            place
        })
    }
}
