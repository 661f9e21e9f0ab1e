//! What the format of a file says of its columns, beside their values.

use std::collections::{BTreeMap, BTreeSet};

use super::error::DataError;
use super::separators::EitherTexts;
use super::stored::AsText;

/// Columns are known by their positions among the fields of a row. Delimited text says nothing of them.
#[derive(Default)]
pub(super) struct ByFormat {
    /// Those of durations; none where the format cannot say it.
    pub(super) durations: Option<BTreeSet<usize>>,
    /// Those whose cells cannot be read as their formats say, which is an error unless they are left out.
    pub(super) refused: BTreeMap<usize, DataError>,
    /// Those of moments whose zone has this name, where nothing says what its clocks show: they are given in UTC.
    pub(super) unknown_zones: BTreeMap<usize, String>,
    /// Those with values of the type text. As labels and categories they are told apart as text, though they look like
    /// numbers: `1.10` is another than `1.1`.
    pub(super) texts: BTreeSet<usize>,
    /// Those of which only some numbers are stored as text, and how many; none of delimited text, where all is text.
    pub(super) as_text: Option<BTreeMap<usize, AsText>>,
    /// Those that have gaps of their own: `NA` in their texts is none, unless that was said.
    pub(super) has_gaps: BTreeSet<usize>,
    /// Those of a workbook that mix dates and numbers: the first cell of each.
    pub(super) mixed_dates: BTreeMap<usize, [String; 2]>,
    /// Texts of a workbook whose numbers may be spelled in two ways.
    pub(super) either: Option<EitherTexts>,
    /// Whether blank rows of the file are left out and reported, as those of a workbook are.
    pub(super) has_blank_rows: bool,
}
