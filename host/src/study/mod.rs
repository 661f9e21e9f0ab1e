//! The study directory: the journal that a search goes on from, and what is left when it ends.

mod cv_results;
mod distribution;
mod error;
mod fingerprint;
mod front;
mod int8;
mod journal;
mod line;
mod lock;
mod record;
mod select;
mod time;
mod trial;

pub use cv_results::cv_results;
pub use distribution::{Distribution, distributions};
pub use error::StudyError;
pub use fingerprint::{Fingerprint, QUANTIZE, describe_spaces};
pub use front::front;
pub use int8::Int8Scores;
pub use journal::Journal;
pub use record::{Record, read};
pub use select::{Select, Selection};
pub use trial::{Trial, params_of};

/// The journal's name within a study directory.
pub const JOURNAL: &str = "journal.log";
