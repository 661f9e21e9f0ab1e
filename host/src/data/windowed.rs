//! Data whose rows are windows of recordings.

use std::path::PathBuf;
use std::sync::Arc;

use super::options::{Categorical, ReadOptions};
use super::strings::Strings;
use super::target::{Written, text_classes};
use super::{Column, ColumnData, Data, DataError, Groups};
use crate::data::input;
use crate::windows::Windowed;

/// The target's name.
const TARGET: &str = "label";

/// What says to which recording a window belongs.
const GROUPS: &str = "recording";

/// Windows as rows.
pub(crate) struct RowsOfWindows<'a> {
    pub columns: Vec<Column>,
    /// One a row; none where no label is known.
    pub labels: Option<&'a [&'a str]>,
    /// One a row.
    pub groups: &'a [&'a str],
    /// Of what they were cut from.
    pub digest: &'a str,
    /// The files, each with its digest.
    pub files: Vec<(PathBuf, String)>,
}

impl Data {
    /// Of windows.
    pub(crate) fn of_windows(rows: RowsOfWindows<'_>, windowed: Windowed) -> Result<Self, DataError> {
        let source = super::source(
            &rows
                .files
                .iter()
                .map(|(path, _)| (0, path.clone()))
                .collect::<Vec<_>>(),
        );
        let count = rows.groups.len();
        let full = |full: super::room::Full| full.of(&source, count);
        let groups = Strings::of(rows.groups.iter().map(|&group| Some(group))).map_err(full)?;
        let groups = Groups::of(GROUPS.to_owned(), ColumnData::Text(groups)).map_err(full)?;
        let target = match rows.labels {
            None => None,
            Some(labels) => {
                let texts = Strings::of(labels.iter().map(|&label| Some(label))).map_err(full)?;
                Some(text_classes(&source, TARGET, &texts)?)
            }
        };
        // of windows of a model that answers the target may be absent
        let options = ReadOptions {
            groups: Some(GROUPS.to_owned()),
            target: Some(TARGET.to_owned()),
            categorical: Categorical::Error,
            ..ReadOptions::new()
        };
        Ok(Self {
            columns: rows.columns,
            target_name: target.is_some().then(|| TARGET.to_owned()),
            target,
            target_duration: None,
            groups: groups.ok(),
            weights: None,
            class_weights: None,
            dropped: Vec::new(),
            coarse: Vec::new(),
            written: Written::default(),
            rows: count,
            rows_left_out: 0,
            digest: input::digest_of(rows.digest.as_bytes()),
            digests: rows.files.iter().map(|(_, digest)| digest.clone()).collect(),
            named: true,
            lines: Vec::new(),
            left_out: Vec::new(),
            // none has a row of its own, so that no row is said to stand in a line of one
            files: rows.files.into_iter().map(|(path, _)| (0, path)).collect(),
            options,
            spelling: None,
            notes: Vec::new(),
            noted: Vec::new(),
            timestamps: None,
            windowed: Some(Arc::new(windowed)),
        })
    }

    /// Where rows come from that are windows of recordings; none of other rows.
    #[must_use]
    pub fn windowed(&self) -> Option<&Windowed> {
        self.windowed.as_deref()
    }
}
