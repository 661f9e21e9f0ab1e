//! The columns of dates that a model was trained on, or without.

use crate::data::error::{BothColumns, DataError};
use crate::data::note::Note;
use crate::data::options::ReadOptions;
use crate::data::parsed::Parsed;
use crate::data::roles::{Names, Role};
use crate::data::table::Placed;

/// Whether a column without a value, where dates are left out, is one that a model does not take: beyond
/// those that it does, and of another name where names say which they are.
pub(super) fn is_left_by_model(column: &Parsed, features: usize, options: &ReadOptions) -> bool {
    let nothing = column.role == Role::Feature && column.numbers == 0 && column.texts == 0;
    let learnt = options
        .learnt
        .as_ref()
        .filter(|_| nothing && column.names == Names::No);
    learnt.is_some_and(|learnt| {
        let by_name = learnt.is_named() == options.header;
        features > learnt.names().count() && !(by_name && learnt.names().any(|name| name == column.name))
    })
}

/// The note of a column of dates without one.
pub(super) fn left_gaps(column: &Parsed) -> Note {
    Note::Dates {
        column: column.name.clone(),
        as_what: "none, left out",
        order: None,
        short_years: false,
        others: None,
    }
}

/// An error where dates that a model takes are found by names that only one of the model's data and these
/// has, or by places that are others here.
pub(super) fn check_places(shown: &str, columns: &[Placed], options: &ReadOptions) -> Result<(), DataError> {
    let learnt = options.learnt.as_ref().filter(|learnt| {
        let both_named = learnt.is_named() && options.header;
        !options.dated.is_empty() && !both_named
    });
    let Some(learnt) = learnt else {
        return Ok(());
    };
    let features = columns.iter().filter(|(_, column)| column.role == Role::Feature);
    let here: Vec<&str> = features.map(|(_, column)| column.name.as_str()).collect();
    let parts_are_here = |name: &str| {
        let mut parts = options.dated.iter().filter(|part| part.column == name).peekable();
        parts.peek().is_some() && parts.all(|part| here.contains(&part.name().as_str()))
    };
    if learnt
        .names()
        .all(|name| here.contains(&name) || parts_are_here(name))
    {
        return Ok(());
    }
    Err(DataError::DatePlaces {
        path: shown.to_owned(),
        columns: Box::new(BothColumns {
            model: learnt.names().map(str::to_owned).collect(),
            data: here.into_iter().map(str::to_owned).collect(),
        }),
        target: options.trained_target.clone().filter(|_| !learnt.is_named()),
    })
}
