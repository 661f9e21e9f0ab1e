//! From samples to features: what a sensor gives becomes what a network takes, one sample at a time, in memory of the
//! caller's, with the same bits on host and chip.
//!
//! | file | what it holds |
//! |---|---|
//! | `condition`, `filter` | what is done to each sample: scale, second-order sections, axes made of others |
//! | `butter` | the design of Butterworth filters |
//! | `features` | which features a window has, and in which order |
//! | `sums` | moments, extremes, slope and correlation, from sums that run along the window |
//! | `order` | the median and other quantiles |
//! | `fft`, `spectrum` | powers of frequencies, and what is told of them |
//! | `stage` | windows: when they begin, what of them is held, and when they end |
//! | `smooth` | the answers of several windows as one |
//!
//! ```
//! use mcutune_core::signal::{Axes, Features, Filter, Progress, Stage};
//!
//! const STAGE: Stage = Stage {
//!     rate: 50.0,
//!     scale: &[1.0; 3],
//!     filter: Filter::NONE,
//!     decimate: 1,
//!     axes: Axes::RAW,
//!     window: 100,
//!     hop: 100,
//!     features: Features::FLATTEN,
//!     keep: None,
//! };
//! let (mut progress, mut memory, mut out) = (Progress::default(), [0.0; STAGE.memory()], [0.0; 21]);
//! assert!(4 * (memory.len() + out.len()) + size_of_val(&progress) <= 300); // bytes of RAM
//! for t in 0..100_i16 {
//!     let ended = STAGE.push_i16(&mut progress, &mut memory, &[t, -t, 1000], &mut out)?;
//!     assert_eq!(ended, t == 99);
//! }
//! assert_eq!((out[0], out[7], out[14]), (49.5, -49.5, 1000.0)); // the means of x, y and z
//! # Ok::<(), mcutune_core::Error>(())
//! ```

mod butter;
mod condition;
mod features;
mod fft;
mod filter;
mod order;
mod smooth;
mod spectrum;
mod stage;
mod sums;

pub use butter::{MAX_ORDER, MAX_SECTIONS, Pass, butterworth};
pub use condition::Axes;
pub use features::{Features, Stat, Stats};
pub use fft::MAX_NFFT;
#[doc(hidden)]
pub use fft::cosines;
pub use filter::{Filter, Section};
pub use smooth::{Answered, Smooth, Vote};
pub use spectrum::{Band, MAX_BANDS, Spectral, Spectrum};
pub use stage::{MAX_AXES, Progress, Stage};
#[doc(hidden)]
pub use sums::Places;

#[cfg(test)]
mod tests;
