//! What a study says, as numbers for tables and pictures: nothing here prints or draws.
//!
//! ```
//! use mcutune::{Data, RandomSearch, Study, report};
//!
//! # let place = tempfile::tempdir().unwrap();
//! # let directory = place.path().join("iris.study");
//! let space = "alpha = { low = 1e-5, high = 1e-1, log = true }\nmax_iter = 3".parse::<mcutune::Space>()?;
//! RandomSearch::new(space, 4).cv(3).study(&directory).fit(&Data::read("data/iris.csv")?)?;
//!
//! let study = Study::read(&directory)?;
//! let results = study.results(study.selection().rule, study.selection().by);
//! let axes = report::axes(&study, &results);
//! assert_eq!(axes[0].name(), "alpha");
//! // four trials are too few to say what mattered
//! assert!(report::importance(&results, &axes).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answers;
mod axis;
mod counts;
mod density;
mod extent;
mod history;
mod importance;
mod interval;
mod iterations;

pub use crate::model::Confusion;
pub use answers::{confusion, confusion_of, mean_curve, values, values_of};
pub use axis::{Axis, Scale, axes};
pub use counts::{Counts, counts};
pub use extent::{Extent, extent, is_of_any_length};
pub use history::improvements;
pub use importance::{FEWEST_TRIALS, Importance, NoImportance, Share, TOP_SHARE, importance};
pub use interval::interval;
pub use iterations::{in_first, iterations};
