//! Filters that run along a recording: cascades of second-order sections.

/// One second-order section, `a_0 = 1`, in direct form II transposed:
///
/// ```text
/// y = b_0 x + z_0;   z_0 = b_1 x - a_1 y + z_1;   z_1 = b_2 x - a_2 y
/// ```
///
/// with each product and each sum rounded to f32, from left to right, as `scipy.signal.sosfilt` does in f64.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Section {
    /// Of the readings.
    pub b: [f32; 3],
    /// `a_1` and `a_2`, of the answers.
    pub a: [f32; 2],
}

impl Section {
    /// Which changes nothing: memory for sections that are designed later.
    pub const NONE: Self = Self {
        b: [1.0, 0.0, 0.0],
        a: [0.0, 0.0],
    };

    /// The next answer.
    #[inline(always)]
    fn push(&self, x: f32, state: &mut [f32]) -> f32 {
        let [b_0, b_1, b_2] = self.b;
        let [a_1, a_2] = self.a;
        let [z_0, z_1, ..] = state else { return x };
        let y = b_0 * x + *z_0;
        *z_0 = b_1 * x - a_1 * y + *z_1;
        *z_1 = b_2 * x - a_2 * y;
        y
    }
}

/// Words of state that a section takes.
const STATE: usize = 2;

/// What each axis passes through: from the first reading `x_0` of a recording on,
///
/// ```text
/// y = level * x_0 + cascade(x - x_0)
/// ```
///
/// of sections that are at rest when it begins. In exact arithmetic these are the answers of the sections to readings that
/// have been `x_0` for ever, as those of `scipy.signal.sosfilt` from `sosfilt_zi * x_0`, so that gravity does not ring. In
/// f32 the states hold what readings differ by, and not gravity, so that the answers to a movement are as exact beside any
/// level: of every filter that [`butterworth`](super::butterworth) designs within some thousandth of the movement's deviation
/// from the same filter in f64.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Filter<'a> {
    /// One after the other.
    pub sections: &'a [Section],
    /// What a constant 1 comes to: 1 behind a low pass, 0 behind a high or a band pass.
    pub level: f32,
}

impl Filter<'_> {
    /// Samples as they are.
    pub const NONE: Self = Self {
        sections: &[],
        level: 1.0,
    };

    /// Words of state that an axis takes: its first reading, and those of the sections.
    #[inline(always)]
    pub(super) const fn words(&self) -> usize {
        match self.sections.len() {
            0 => 0,
            sections => 1 + sections * STATE,
        }
    }

    /// The next answer; the first of a recording where nothing has `begun`.
    #[inline(always)]
    pub(super) fn push(&self, x: f32, begun: bool, state: &mut [f32]) -> f32 {
        let [first, states @ ..] = state else { return x };
        if !begun {
            *first = x;
            states.fill(0.0);
        }
        let mut y = x - *first;
        for (section, state) in self.sections.iter().zip(states.chunks_exact_mut(STATE)) {
            y = section.push(y, state);
        }
        self.level * *first + y
    }

    pub(super) fn is_finite(&self) -> bool {
        let all = self.sections.iter().flat_map(|one| one.b.iter().chain(&one.a));
        self.level.is_finite() && all.into_iter().all(|number| number.is_finite())
    }
}
