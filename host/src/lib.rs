//! mcutune's host side: files, threads and text around [`mcutune_core`].

pub mod cli;
pub mod data;
pub mod export;
pub mod files;
pub mod fit;
pub mod limits;
pub mod model;
pub mod rng;
pub mod search;
pub mod space;
pub mod study;
pub mod text;

pub use data::{Categorical, Data, DataError, Missing, ReadOptions};
pub use export::ExportOptions;
pub use fit::Mlp;
pub use limits::{Device, Limits, Quantity};
pub use mcutune_core::cost::{Dtype, Mcu};
pub use mcutune_core::params::Params;
pub use mcutune_core::scaler::Scaling;
pub use mcutune_core::score::Scoring;
pub use model::{Model, ModelError};
pub use rng::Rng;
pub use search::{
    Choices, End, Error, Event, FoldResult, Found, GridSearch, Int8Scores, RandomSearch, Results, Search,
    Select, Selection, Stop, Trial, Warning,
};
pub use space::{Space, SpaceError};
pub use study::{Difference, Settings, Study, StudyError};
pub use text::ParseError;
