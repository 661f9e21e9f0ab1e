//! Why recordings cannot be cut into windows.

use super::filter::FilterText;
use super::span::Span;
use crate::data::DataError;

/// Why recordings cannot be cut into windows.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WindowError {
    /// A length is none, or too long, at the rate of the recordings.
    #[error("{what} {span}: at {rate} samples a second that is not 1 to 65535 samples")]
    Length {
        /// `window` or `hop`.
        what: &'static str,
        /// What was asked for.
        span: Span,
        /// Samples a second, of those that are kept.
        rate: f64,
    },
    /// Not a factor for each axis.
    #[error("{got} factors for {axes} axes: give one for all, or one for each")]
    Scale {
        /// How many there are.
        got: usize,
        /// How many axes.
        axes: usize,
    },
    /// A filter's frequencies are not below half of the rate.
    #[error("filter {filter}: its frequencies are above 0 and below half of {rate} samples a second")]
    Filter {
        /// What was asked for.
        filter: FilterText,
        /// Samples a second.
        rate: f64,
    },
    /// A filter's coefficients have no room in f32.
    #[error(
        "filter {filter}: at {rate} samples a second its coefficients in f32 would be those of another filter: take a higher frequency, a wider band or a lower rate"
    )]
    FilterInF32 {
        /// What was asked for.
        filter: FilterText,
        /// Samples a second.
        rate: f64,
    },
    /// No frequency of a spectrum lies in a band.
    #[error(
        "the band {low}-{high} Hz has none of the frequencies of {nfft} samples, which at {rate} samples a second are every {spacing} Hz up to {} Hz: widen it, or take a spectrum of more samples", .rate / 2.0
    )]
    Band {
        /// In Hz.
        low: f32,
        /// In Hz.
        high: f32,
        /// Samples of the spectrum.
        nfft: u16,
        /// Samples a second, of those that are kept.
        rate: f32,
        /// Hz between two frequencies.
        spacing: f32,
    },
    /// Two features would have one name.
    #[error("two features would be called `{name}`: rename an axis")]
    Names {
        /// The name.
        name: String,
    },
    /// A correlation is of two axes.
    #[error("correlation is of two axes or more, and there is one")]
    OneAxis,
    /// A part of a stage is out of its range.
    #[error("{name} is out of range")]
    Range {
        /// Which.
        name: &'static str,
    },
    /// Thinning out lets through what a filter has to take away.
    #[error(
        "one sample of {decimate} leaves {kept:.6} a second, and what is above {half:.6} Hz would look like what is below: filter it away with a low pass"
    )]
    Aliases {
        /// Of so many one is kept.
        decimate: u16,
        /// How many are left a second.
        kept: f64,
        /// Half of that.
        half: f64,
    },
    /// A recording is shorter than a window, and that was to be an error.
    #[error(
        "{recording}: {samples} samples, and a window has {window}: take shorter windows, or leave it out"
    )]
    Short {
        /// Its name.
        recording: String,
        /// How many samples of one label are left of it.
        samples: usize,
        /// How many a window has.
        window: u16,
    },
    /// A feature overflows.
    #[error(
        "{recording}, the window from {start} s: `{feature}` is no finite number, for the readings are too large: scale them down"
    )]
    NotFinite {
        /// The recording's name.
        recording: String,
        /// When the window begins.
        start: f64,
        /// The feature's name.
        feature: String,
    },
    /// No recording is as long as a window.
    #[error(
        "no recording is as long as a window of {window} samples: the longest stretch of one label has {longest}"
    )]
    None {
        /// Samples of a window.
        window: u16,
        /// Of the longest stretch.
        longest: usize,
    },
    /// Windows that others cut have another length.
    #[error(
        "{recording}: a window that was cut before has {samples} samples, and here one has {window}: give that length"
    )]
    OtherLength {
        /// Its name.
        recording: String,
        /// How many samples it has.
        samples: usize,
        /// How many a window is to have.
        window: u16,
    },
    /// Recordings have other axes than those of a model.
    #[error("the axes are {}, and the model takes {}", .axes.join(", "), .expected.join(", "))]
    OtherAxes {
        /// Theirs.
        axes: Vec<String>,
        /// The model's.
        expected: Vec<String>,
    },
    /// Recordings have another rate than those of a model.
    #[error("{rate} samples a second, and the model takes {expected}")]
    OtherRate {
        /// Theirs, in Hz.
        rate: f64,
        /// The model's.
        expected: f64,
    },
    /// What is wrong with the rows.
    #[error(transparent)]
    Data(#[from] DataError),
}
