//! Filters that run along a recording: cascades of second-order sections.

/// One second-order section, `a_0 = 1`, in direct form II transposed:
///
/// ```text
/// y = b_0 x + z_0;   z_0 = b_1 x - a_1 y + z_1;   z_1 = b_2 x - a_2 y
/// ```
///
/// with each product and each sum rounded to f32, from left to right, as `scipy.signal.sosfilt` does in f64. The states hold what the filter has of the
/// readings' level, so that an answer has an error of some 1e-7 of the level for each `rate / (6 cut-off)` samples that it
/// remembers: of gravity beside a small movement the movement's features may be off in the third digit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Section {
    /// Of the readings.
    pub b: [f32; 3],
    /// `a_1` and `a_2`, of the answers.
    pub a: [f32; 2],
    /// State in which a constant 1 at the cascade's input changes nothing any more, as `scipy.signal.sosfilt_zi`: times
    /// the first reading it is where a recording begins, so that gravity does not ring.
    pub zi: [f32; 2],
}

impl Section {
    /// The state at the beginning of a recording.
    pub(super) fn begin(&self, first: f32, state: &mut [f32]) {
        for (z, zi) in state.iter_mut().zip(self.zi) {
            *z = zi * first;
        }
    }

    /// The next answer.
    pub(super) fn push(&self, x: f32, state: &mut [f32]) -> f32 {
        let [b_0, b_1, b_2] = self.b;
        let [a_1, a_2] = self.a;
        let [z_0, z_1, ..] = state else { return x };
        let y = b_0 * x + *z_0;
        *z_0 = b_1 * x - a_1 * y + *z_1;
        *z_1 = b_2 * x - a_2 * y;
        y
    }

    pub(super) fn is_finite(&self) -> bool {
        let all = self.b.iter().chain(&self.a).chain(&self.zi);
        all.into_iter().all(|number| number.is_finite())
    }
}

/// Words of state that a section takes.
pub(super) const STATE: usize = 2;
