//! Why there are no folds of a kind.

use crate::cv::{Cv, MOST_FOLDS};
use crate::text::counted;

/// Why there are no folds of a kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CvError {
    /// Folds are to be stratified, and the target is values.
    #[error("stratified folds are of classes, and the target `{target}` is {}", if *.labels { "several labels" } else { "values" })]
    NotClasses {
        /// The target's name.
        target: String,
        /// Whether it is several labels, and not values.
        labels: bool,
    },
    /// No column was read that says which rows belong together.
    #[error("{cv} takes a column that says which rows belong together, and none was read")]
    NoGroups {
        /// The kind.
        cv: Cv,
    },
    /// A column was read that says which rows belong together, and the folds do not keep them so.
    #[error("`{column}` says which rows belong together, and the folds of {cv} do not keep them so")]
    GroupsParted {
        /// The column.
        column: String,
        /// The kind.
        cv: Cv,
    },
    /// Every row is a group.
    #[error("each row has a value of its own in `{column}`, so that it groups nothing")]
    RowsAlone {
        /// The column.
        column: String,
    },
    /// There are fewer groups than folds.
    #[error("`{column}` has {}, fewer than the {folds} folds", counted(*.groups, "group"))]
    FewGroups {
        /// The column.
        column: String,
        /// How many groups there are.
        groups: usize,
        /// How many folds there are to be.
        folds: usize,
    },
    /// There are fewer rows than a kind of folds takes.
    #[error("{cv} takes at least {}, and there are {got}", counted(*.needed, "row"))]
    FewRows {
        /// The kind.
        cv: Cv,
        /// How many it takes.
        needed: usize,
        /// How many there are.
        got: usize,
    },
    /// Each row is to be a fold of its own, and there are more than [`MOST_FOLDS`].
    #[error("each of {rows} rows would be a fold, and a search takes at most {MOST_FOLDS}")]
    ManyRows {
        /// How many rows are searched.
        rows: usize,
    },
    /// A class has one row, which cannot be on both sides of a split.
    #[error("{cv} splits each class in two, and the class `{class}` has one row")]
    OneRow {
        /// The kind.
        cv: Cv,
        /// The class.
        class: String,
    },
    /// One side of a split would have fewer rows than there are classes.
    #[error(
        "{cv} scores a tenth of the rows, {got}, fewer than the {classes} classes that are to be among them"
    )]
    FewOfEach {
        /// The kind.
        cv: Cv,
        /// How many rows the smaller side has.
        got: usize,
        /// How many classes there are.
        classes: usize,
    },
    /// A column of predefined folds has another number of them than 1 to [`MOST_FOLDS`].
    #[error("the column `{column}` has {}; there are 1 to {MOST_FOLDS}", counted(*.folds, "fold"))]
    Predefined {
        /// The column.
        column: String,
        /// How many.
        folds: usize,
    },
    /// A column of predefined folds has all rows in one.
    #[error("the column `{column}` has all rows in one fold, which leaves none to train when it is scored")]
    NoneTrain {
        /// The column.
        column: String,
    },
    /// Rows are to be held out at random of folds that keep groups, or time, apart.
    #[error(
        "rows that are held out at random would be of groups, or of a time, that the search has seen: {cv} keeps them apart"
    )]
    Holdout {
        /// The kind.
        cv: Cv,
    },
}
