//! The design of S. Butterworth's filters ("On the theory of filter amplifiers", 1930): the flattest in their pass band.
//!
//! Poles of the analogue filter lie evenly on the left half of a circle; they are moved to the frequencies that are
//! asked for and into the unit circle by the bilinear transform, with frequencies warped for it, and paired into
//! second-order sections as `scipy.signal.butter(output="sos")` pairs them: the poles nearest to the unit circle come
//! last, each pair with the zeros nearest to it. All of it is in f64, and rounded to f32 at the end.

use core::f64::consts::PI;

use super::filter::{Filter, Section};
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

impl Pass {
    /// What a constant 1 comes to behind it: [`Filter::level`].
    #[must_use]
    pub const fn level(self) -> f32 {
        match self {
            Pass::Low(_) => 1.0,
            Pass::High(_) | Pass::Band(..) => 0.0,
        }
    }

    /// Whether its frequencies are above 0, below half of the rate, and in their order.
    fn is_good(self, rate: f64) -> bool {
        let within = |hertz: f64| hertz > 0.0 && hertz < rate / 2.0;
        let is_good = match self {
            Pass::Low(hertz) | Pass::High(hertz) => within(hertz),
            Pass::Band(low, high) => within(low) && within(high) && low < high,
        };
        is_good && rate.is_finite()
    }
}

/// The highest order.
pub const MAX_ORDER: u8 = 8;

/// The most sections that a filter has.
pub const MAX_SECTIONS: usize = MAX_ORDER as usize;

/// A complex number.
#[derive(Clone, Copy)]
pub(super) struct Complex {
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
pub(super) struct Pair(Complex, Complex);

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
    pub(super) fn coefficients(&self) -> [f64; 2] {
        let (sum, product) = (self.0.plus(self.1), self.0.times(self.1));
        [-sum.re, product.re]
    }

    /// Whether a section with coefficients that were rounded is that of these poles: its gain is the same to 5e-4 at the
    /// frequencies nearest to the poles, where their rounding shows most, and that of a low pass to 9e-5 at 0, for its
    /// answers are as large as what readings differ by from the first. So measured that answers of all filters that pass
    /// are within some 1e-3 of a movement's deviation from those in f64; what is refused begins with a low pass below 0.004 of
    /// the rate, a high pass below 0.002, and a band narrower than 0.001, by order.
    fn is_near(&self, rounded: [f32; 2], pass: Pass) -> bool {
        let [d_1, d_2] = {
            let [a_1, a_2] = self.coefficients();
            [f64::from(rounded[0]) - a_1, f64::from(rounded[1]) - a_2]
        };
        // at a place on the unit circle the section divides by (place - one) (place - other)
        let is_near_at = |place: Complex, most: f64| {
            let off = place.times(Complex::real(d_1)).plus(Complex::real(d_2)).size();
            off <= most * place.minus(self.0).size() * place.minus(self.1).size()
        };
        let nearest = |pole: Complex| pole.over(Complex::real(pole.size()));
        let poles = [self.0, self.1];
        let mut poles = poles.into_iter().filter(|pole| pole.size() > 0.0);
        poles.all(|pole| is_near_at(nearest(pole), 5e-4))
            && (pass.level() == 0.0 || is_near_at(Complex::real(1.0), 9e-5))
    }
}

/// The filter of this order at `rate` samples a second, whose sections are written to `sections`: half as many as the
/// order, rounded up, and of a band as many.
///
/// # Errors
/// [`Error::Parameter`] with `order`, which is 1 to [`MAX_ORDER`], or `filter` for frequencies that are not above 0,
/// below half of the rate and in their order, or `precision` where they are so low, or so near to each other, that
/// coefficients in f32 would be those of another filter; [`Error::TooSmall`] where there is no room for the sections.
pub fn butterworth(order: u8, pass: Pass, rate: f64, sections: &mut [Section]) -> Result<Filter<'_>, Error> {
    if !(1..=MAX_ORDER).contains(&order) {
        return Err(Error::Parameter("order"));
    }
    if !pass.is_good(rate) {
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
    let mut exact = [Exact::NONE; MAX_SECTIONS];
    let exact = &mut exact[..count];
    design(n, pass, rate, exact);
    let sections = &mut sections[..count];
    for (section, exact) in sections.iter_mut().zip(exact) {
        let a = exact.poles.coefficients().map(|a| a as f32);
        if !exact.poles.is_near(a, pass) {
            return Err(Error::Parameter("precision"));
        }
        *section = Section {
            b: exact.b.map(|b| b as f32),
            a,
        };
    }
    let level = pass.level();
    Ok(Filter { sections, level })
}

/// A section before its coefficients are rounded.
#[derive(Clone, Copy)]
pub(super) struct Exact {
    pub poles: Pair,
    pub b: [f64; 3],
}

impl Exact {
    pub const NONE: Self = Self {
        poles: Pair::NONE,
        b: [0.0; 3],
    };
}

/// The sections of a filter of order `n`, of which there are as many as it has.
pub(super) fn design(n: usize, pass: Pass, rate: f64, sections: &mut [Exact]) {
    let gain = poles(n, pass, rate, sections);
    // the poles nearest to the unit circle come last
    sections.sort_unstable_by(|one, other| other.poles.off().total_cmp(&one.poles.off()));
    let mut zeros = Zeros::of(n, pass);
    for section in sections.iter_mut().rev() {
        section.b = zeros.nearest(&section.poles);
    }
    if let Some(first) = sections.first_mut() {
        first.b.iter_mut().for_each(|b| *b *= gain);
    }
}

/// Poles of the analogue filter that become those of one section.
enum Poles {
    Real(Complex),
    TwoReal(Complex, Complex),
    Conjugates(Complex),
}

impl Poles {
    /// What they divide the gain by: `|4 - pole|` of each.
    fn share(&self) -> f64 {
        let size = |pole: &Complex| FOUR.minus(*pole).size();
        match self {
            Poles::Real(pole) => size(pole),
            Poles::TwoReal(one, other) => size(one) * size(other),
            Poles::Conjugates(pole) => size(pole) * size(pole),
        }
    }

    /// Moved into the unit circle by the bilinear transform.
    fn pair(&self) -> Pair {
        let moved = |pole: &Complex| FOUR.plus(*pole).over(FOUR.minus(*pole));
        match self {
            Poles::Real(pole) => Pair(moved(pole), Complex::real(0.0)),
            Poles::TwoReal(one, other) => Pair(moved(one), moved(other)),
            Poles::Conjugates(pole) => Pair::of_one(moved(pole)),
        }
    }
}

const FOUR: Complex = Complex::real(4.0);

/// An analogue frequency that the bilinear transform moves to this one.
fn warped(hertz: f64, rate: f64) -> f64 {
    let (sin, cos) = sin_cos_f64(PI * hertz / rate);
    4.0 * sin / cos
}

/// Writes the poles of each section, and gives the gain of the whole filter.
fn poles(n: usize, pass: Pass, rate: f64, sections: &mut [Exact]) -> f64 {
    let all = (0..n.div_ceil(2))
        .flat_map(|k| analogue(k, n, pass, rate))
        .flatten();
    let mut gain = 1.0;
    for (section, poles) in sections.iter_mut().zip(all) {
        gain /= poles.share();
        section.poles = poles.pair();
    }
    // the analogue gain, and (4 - zero) of zeros at 0
    gain * match pass {
        Pass::Low(hertz) => power(warped(hertz, rate), n),
        Pass::High(_) => power(4.0, n),
        Pass::Band(low, high) => power(4.0 * (warped(high, rate) - warped(low, rate)), n),
    }
}

/// Pole `k` of the `n` on the half circle, with its conjugate, moved to the frequencies of a filter: two of a band.
fn analogue(k: usize, n: usize, pass: Pass, rate: f64) -> [Option<Poles>; 2] {
    let is_real = 2 * k + 1 == n;
    let (sin, cos) = sin_cos_f64(PI * (2 * k + 1) as f64 / (2 * n) as f64);
    let unit = match is_real {
        true => Complex::real(-1.0),
        false => Complex { re: -sin, im: cos },
    };
    let of_one = |pole: Complex| match is_real {
        true => Poles::Real(pole),
        false => Poles::Conjugates(pole),
    };
    match pass {
        Pass::Low(hertz) => [Some(of_one(unit.times(Complex::real(warped(hertz, rate))))), None],
        Pass::High(hertz) => [Some(of_one(Complex::real(warped(hertz, rate)).over(unit))), None],
        Pass::Band(low, high) => {
            let (low, high) = (warped(low, rate), warped(high, rate));
            let half = unit.times(Complex::real((high - low) / 2.0));
            let root = half.times(half).minus(Complex::real(low * high)).root();
            let (one, other) = (half.plus(root), half.minus(root));
            match is_real {
                true => [Some(Poles::TwoReal(one, other)), None],
                false => [Some(Poles::Conjugates(one)), Some(Poles::Conjugates(other))],
            }
        }
    }
}

fn power(x: f64, n: usize) -> f64 {
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
