//! Scaling of the features, fitted on the rows that train: scikit-learn's `StandardScaler`, `MinMaxScaler`,
//! `RobustScaler` and `MaxAbsScaler`, all applied as `(x - offset) / scale` in f32, and `MinMaxScaler(clip=True)`,
//! which then holds them to 0..1.
//!
//! For all but `MinMaxScaler` that is scikit-learn's own arithmetic on f32 features. That one
//! computes `x * (1 / range) + (-min / range)` there; one division instead of two roundings of
//! constants differs by at most a few units in the last place, keeps 0 and 1 exact, and lets one
//! formula serve all.

mod quartiles;

use quartiles::quartiles;

use crate::data::{Dataset, Target, scaled};
use crate::error::Error;
use crate::kernels;
use crate::math::sqrt_f64;
use crate::named::named;

named! {
    /// Which scaler.
    #[derive(Default)]
    pub enum Scaling {
        /// Features as they are.
        None = "none",
        /// Mean 0 and (population) standard deviation 1.
        #[default]
        Standard = "standard",
        /// From 0 to 1.
        MinMax = "minmax",
        /// The same, held there: what lies beyond the rows that train counts as the nearest of them.
        MinMaxClip = "minmax-clip",
        /// Median 0 and interquartile range 1, whatever the outliers.
        Robust = "robust",
        /// The largest absolute value 1; zeros stay.
        MaxAbs = "maxabs",
    }
}

impl Scaling {
    /// Whether features are held to the range of the rows that train.
    #[must_use]
    pub const fn clips(self) -> bool {
        matches!(self, Scaling::MinMaxClip)
    }

    /// The scaler of constants that [`Scaling::fit`] found.
    ///
    /// # Errors
    /// As [`Scaler::try_new`].
    pub const fn scaler<'a>(self, offset: &'a [f32], scale: &'a [f32]) -> Result<Scaler<'a>, Error> {
        match Scaler::try_new(offset, scale) {
            Ok(scaler) if self.clips() => Ok(scaler.clipped()),
            other => other,
        }
    }

    /// Fits the scaler to `rows` of the data, one `offset` and `scale` per feature.
    ///
    /// Sums in f64 and in the order of the rows; quartiles, by numpy's linear interpolation, take nine passes over
    /// the rows and no memory. A feature that is constant, or that
    /// scikit-learn's bounds cannot distinguish from one, gets scale 1. The bounds are those of f64
    /// features: a range of a millionth is a feature like any other.
    ///
    /// # Errors
    /// [`Error::Mismatch`] where `offset` or `scale` has another length than there are features,
    /// [`Error::TooFewRows`] without rows or for one that there is not, [`Error::NotFinite`] at row 0
    /// and its column for a range that is beyond f32.
    pub fn fit<I>(self, data: &Dataset, rows: I, offset: &mut [f32], scale: &mut [f32]) -> Result<(), Error>
    where
        I: Iterator<Item = u32> + Clone,
    {
        for length in [offset.len(), scale.len()] {
            check_length(data.features(), length)?;
        }
        data.check_rows(rows.clone())?;
        if rows.clone().next().is_none() {
            return Err(Error::TooFewRows { needed: 1, got: 0 });
        }
        for (column, (offset, scale)) in offset.iter_mut().zip(scale).enumerate() {
            let values = rows
                .clone()
                .map(|row| f64::from(data.unscaled(row as usize, column)));
            let constants = self.constants(values);
            (*offset, *scale) = constants.ok_or(Error::NotFinite { row: 0, column })?;
        }
        Ok(())
    }

    /// The same of the values to predict, one `offset` and `scale` per output:
    /// [`Dataset::with_target_scaling`] takes them.
    ///
    /// # Errors
    /// [`Error::Mismatch`] for classes, or another number of outputs; [`Error::Unsuited`] for a scaling that
    /// clips; as [`Scaling::fit`], an output being a column behind the features.
    pub fn fit_target<I>(
        self,
        data: &Dataset,
        rows: I,
        offset: &mut [f32],
        scale: &mut [f32],
    ) -> Result<(), Error>
    where
        I: Iterator<Item = u32> + Clone,
    {
        let Target::Values { values, outputs } = data.target() else {
            let (expected, got) = (0, offset.len());
            return Err(Error::Mismatch { expected, got });
        };
        // the last layer undoes a scaling, and nothing undoes a clip
        if self.clips() {
            return Err(Error::Unsuited("scale_target"));
        }
        for length in [offset.len(), scale.len()] {
            check_length(outputs, length)?;
        }
        data.check_rows(rows.clone())?;
        if rows.clone().next().is_none() {
            return Err(Error::TooFewRows { needed: 1, got: 0 });
        }
        for (output, (offset, scale)) in offset.iter_mut().zip(scale).enumerate() {
            let of_output = rows
                .clone()
                .map(|row| f64::from(values[row as usize * outputs + output]));
            let column = data.features() + output;
            let constants = self.constants(of_output);
            (*offset, *scale) = constants.ok_or(Error::NotFinite { row: 0, column })?;
        }
        Ok(())
    }

    /// Offset and scale of some values; none where f32 cannot hold them, as a range from one end of
    /// f32 to the other.
    fn constants(self, values: impl Iterator<Item = f64> + Clone) -> Option<(f32, f32)> {
        let (from, by) = match self {
            Scaling::None => (0.0, 1.0),
            Scaling::Standard => mean_and_deviation(values),
            Scaling::MinMax | Scaling::MinMaxClip => minimum_and_range(values),
            Scaling::Robust => median_and_range(values),
            Scaling::MaxAbs => (0.0, range_or_1(largest(values))),
        };
        let (offset, scale) = (from as f32, by as f32);
        // a deviation that f32 cannot hold
        let scale = if scale == 0.0 { 1.0 } else { scale };
        (offset.is_finite() && scale.is_finite()).then_some((offset, scale))
    }
}

/// The two-pass algorithm with its correction for the rounding of the mean (Chan, Golub and
/// LeVeque 1983), as scikit-learn's `_incremental_mean_and_var` has it; and its bound below which
/// a variance is nothing but that algorithm's error.
fn mean_and_deviation(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let (mut n, mut sum) = (0.0, 0.0);
    for value in values.clone() {
        n += 1.0;
        sum += value;
    }
    let mean = sum / n;
    let (mut distances, mut squares) = (0.0, 0.0);
    for value in values {
        let distance = value - mean;
        distances += distance;
        squares += distance * distance;
    }
    let variance = (squares - distances * distances / n) / n;
    let error = n * mean * f64::EPSILON;
    if variance <= n * f64::EPSILON * variance + error * error {
        (mean, 1.0)
    } else {
        (mean, sqrt_f64(variance))
    }
}

fn minimum_and_range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in values {
        // not `min` and `max`, which leave open which of two zeros they give
        if value < low {
            low = value;
        }
        if value > high {
            high = value;
        }
    }
    (low, range_or_1(high - low))
}

/// Of the quartiles.
fn median_and_range(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let [lower, median, upper] = quartiles(values);
    (median, range_or_1(upper - lower))
}

fn largest(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |largest, value| value.abs().max(largest))
}

/// A range, or 1 for one that is none.
fn range_or_1(range: f64) -> f64 {
    if range < 10.0 * f64::EPSILON { 1.0 } else { range }
}

/// A fitted scaler, borrowed: `(x - offset) / scale`, feature by feature, and held to 0..1 where it clips.
#[derive(Clone, Copy, Debug)]
pub struct Scaler<'a> {
    offset: &'a [f32],
    scale: &'a [f32],
    clips: bool,
}

impl<'a> Scaler<'a> {
    /// One offset and one scale for each feature.
    ///
    /// # Errors
    /// [`Error::Mismatch`] where there are not as many of each, [`Error::NotFinite`] at row 0 and its
    /// column for one that is not finite, or a scale of 0.
    pub const fn try_new(offset: &'a [f32], scale: &'a [f32]) -> Result<Self, Error> {
        if let Err(error) = check_length(offset.len(), scale.len()) {
            return Err(error);
        }
        let mut column = 0;
        while column < offset.len() {
            if !offset[column].is_finite() || !scale[column].is_finite() || scale[column] == 0.0 {
                return Err(Error::NotFinite { row: 0, column });
            }
            column += 1;
        }
        Ok(Self {
            offset,
            scale,
            clips: false,
        })
    }

    /// For constants.
    ///
    /// # Panics
    /// Where [`Scaler::try_new`] returns an error, which in a constant is an error of the build.
    #[must_use]
    pub const fn new(offset: &'a [f32], scale: &'a [f32]) -> Self {
        match Self::try_new(offset, scale) {
            Ok(scaler) => scaler,
            Err(_) => panic!("one finite offset and one finite scale, not 0, per feature"),
        }
    }

    /// The same, and what it gives is held to 0..1, as [`Scaling::MinMaxClip`] asks for.
    ///
    /// ```
    /// use mcutune_core::Scaler;
    ///
    /// static SCALER: Scaler = Scaler::new(&[10.0], &[5.0]).clipped(); // trained on 10 to 15
    /// let mut scaled = [0.0];
    /// SCALER.apply(&[1e9], &mut scaled)?;
    /// assert_eq!(scaled, [1.0]);
    /// # Ok::<(), mcutune_core::Error>(())
    /// ```
    #[must_use]
    pub const fn clipped(self) -> Self {
        Self { clips: true, ..self }
    }

    /// Whether it does.
    #[must_use]
    pub const fn clips(&self) -> bool {
        self.clips
    }

    /// Number of features.
    #[must_use]
    pub const fn features(&self) -> usize {
        self.offset.len()
    }

    /// What is taken from each feature.
    #[must_use]
    pub const fn offset(&self) -> &'a [f32] {
        self.offset
    }

    /// What each feature is then divided by.
    #[must_use]
    pub const fn scale(&self) -> &'a [f32] {
        self.scale
    }

    /// Scales one row.
    ///
    /// # Errors
    /// [`Error::Mismatch`] for another number of features or of scaled ones, [`Error::NotFinite`] at
    /// row 0 and its column for a feature that is not finite, before or after; where it clips, before.
    pub fn apply(&self, row: &[f32], out: &mut [f32]) -> Result<(), Error> {
        check_length(self.features(), row.len())?;
        check_length(self.features(), out.len())?;
        let applied = if self.clips {
            kernels::scale_and_clip(row, self.offset, self.scale, out)
        } else {
            // what is not finite in a row is not finite here
            kernels::scale(row, self.offset, self.scale, out)
        };
        applied.map_err(|column| Error::NotFinite { row: 0, column })
    }

    /// A view of `data`, which holds no scaled view yet, whose rows are scaled each time they are
    /// read: no copy of the data set is kept, and the numbers are those of [`Scaler::apply`].
    ///
    /// # Errors
    /// [`Error::Mismatch`] for another number of features, [`Error::NotFinite`] with the row and the
    /// column of a feature that is not finite once scaled.
    pub fn view(&self, data: &Dataset<'a>) -> Result<Dataset<'a>, Error> {
        check_length(self.features(), data.features())?;
        // beyond f32 is beyond the range as well, and rows are finite
        let checked = if self.clips { 0 } else { data.rows() };
        for row in 0..checked {
            let constants = self.offset.iter().zip(self.scale);
            let mut numbers = constants
                .enumerate()
                .map(|(column, (&offset, &scale))| scaled(data.unscaled(row, column), offset, scale));
            if let Some(column) = numbers.position(|number| !number.is_finite()) {
                return Err(Error::NotFinite { row, column });
            }
        }
        Ok(data.with_scaling(self.offset, self.scale, self.clips))
    }
}

pub(crate) const fn check_length(expected: usize, got: usize) -> Result<(), Error> {
    if expected == got {
        Ok(())
    } else {
        Err(Error::Mismatch { expected, got })
    }
}

#[cfg(test)]
mod tests;
