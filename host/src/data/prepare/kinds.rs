//! Whether data are such as fits are to take them for, and why they are not.

use mcutune_core::data::ClipOutput;
use mcutune_core::error::Error;
use mcutune_core::scaler::Scaling;

use crate::data::{Data, DataError, Location, TargetColumn};

/// Whether the target is such as fits are to take it for: classes where these are to be balanced, and values from 0 on
/// and in their own units where the loss may be `poisson`; values where answers are held to a range.
///
/// # Errors
/// [`PrepareError::OfValues`], [`PrepareError::OfClasses`], [`Error::Unsuited`], [`Error::ScaledCounts`],
/// [`Error::ClassWeightTwice`] and [`DataError::Negative`].
pub fn check_kinds(
    data: &Data,
    poisson: bool,
    balanced: bool,
    scaling: Option<Scaling>,
    clip_output: ClipOutput,
) -> Result<(), PrepareError> {
    let column = |at: usize| match data.target().map(TargetColumn::columns) {
        None | Some([]) => data.target_name().unwrap_or_default(),
        Some(names) => &names[at % names.len()],
    };
    match data.target() {
        Some(TargetColumn::Classes { .. } | TargetColumn::Labels { .. })
            if clip_output != ClipOutput::None =>
        {
            Err(Error::Unsuited("clip_output").into())
        }
        Some(TargetColumn::Classes { .. } | TargetColumn::Labels { .. }) if poisson => {
            Err(PrepareError::OfValues {
                target: column(0).to_owned(),
            })
        }
        Some(TargetColumn::Classes { .. }) if balanced && data.class_weights().is_some() => {
            Err(Error::ClassWeightTwice.into())
        }
        Some(TargetColumn::Values(_) | TargetColumn::Labels { .. } | TargetColumn::Outputs { .. })
            if balanced =>
        {
            Err(PrepareError::OfClasses {
                target: column(0).to_owned(),
            })
        }
        Some(target @ (TargetColumn::Values(values) | TargetColumn::Outputs { values, .. })) if poisson => {
            if scaling.is_some_and(|scaling| scaling != Scaling::None) {
                return Err(Error::ScaledCounts.into());
            }
            match values.iter().position(|&value| value < 0.0) {
                None => Ok(()),
                Some(at) => Err(DataError::Negative {
                    at: data.location(at / target.columns().len().max(1)),
                    column: column(at).to_owned(),
                    value: values[at],
                }
                .into()),
            }
        }
        Some(_) | None => Ok(()),
    }
}

/// Why there are no such numbers.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The data do not fit what was asked.
    #[error(transparent)]
    Load(#[from] DataError),
    /// Core returned an error.
    #[error("{0}")]
    Core(#[from] Error),
    /// The values of a feature, or of the target, are so far apart that their range is beyond f32.
    #[error("{source_name}: the values of `{feature}` are too far apart to be scaled in f32")]
    Range {
        /// The data.
        source_name: String,
        /// The feature, or the target.
        feature: String,
    },
    /// The values of a feature, or of the target, are so far apart that a scaled one is beyond f32.
    #[error("{at}: `{feature}` is not a finite f32 once it is scaled")]
    TooFar {
        /// Where.
        at: Location,
        /// The feature, or the target.
        feature: String,
    },
    /// The loss is one of values, and the target has none.
    #[error("the loss poisson is of values from 0 on, and the target `{target}` has classes")]
    OfValues {
        /// The target, or the first of several.
        target: String,
    },
    /// Classes are to be balanced, and the target has none, or several columns of labels.
    #[error("a class_weight of balanced is of classes in one column, and the target `{target}` has none")]
    OfClasses {
        /// The target, or the first of several.
        target: String,
    },
    /// On each fold all rows that train are of one class.
    #[error(
        "on each fold all rows that train are of one class, on the first of `{class}`: there is nothing to learn"
    )]
    OneClassTrains {
        /// That of the first fold.
        class: String,
    },
    /// Folds by groups are asked for, and no column says what these are.
    #[error("no column says which rows belong together")]
    NoGroups,
    /// A column of predefined folds has what is no number of one.
    #[error(
        "`{name}` in the column `{column}` is no number of a fold: a whole number, or -1 of a row that is scored on none"
    )]
    FoldName {
        /// The column.
        column: String,
        /// What it has.
        name: String,
    },
    /// Of so few rows a fold has none to train or none to be scored on.
    #[error("of {rows} of the {of} rows a fold would have none to train or none to be scored on")]
    EmptyFold {
        /// How many rows the folds were to be made of.
        rows: u32,
        /// How many there are.
        of: usize,
    },
}
