//! Comments above a table, the last of which may name its columns.

use super::error::SheetError;
use super::first_row::{FirstRow, is_word, number, numbers, rise};
use super::head::{ROWS, after, sample};
use super::note::Note;
use super::number::MARKERS;
use super::options::ReadOptions;
use super::record::{LineFormat, Record};

/// What begins a comment where the options do not say.
const COMMENTS: [&str; 3] = ["#", "%", "//"];

/// What begins a field as it may begin a comment.
pub(super) fn comment_mark(field: &[u8]) -> Option<&'static str> {
    let field = field.trim_ascii_start();
    let mark = COMMENTS
        .into_iter()
        .find(|mark| field.starts_with(mark.as_bytes()))?;
    (!is_cell(field)).then_some(mark)
}

/// Whether a field that begins as a comment does is what stands in a cell: an error of a spreadsheet, or a marker of a
/// gap such as `#N/A`.
fn is_cell(field: &[u8]) -> bool {
    let text = String::from_utf8_lossy(field);
    SheetError::of(&text).is_some() || MARKERS.contains(&text.trim())
}

/// The rows that begin as comments do.
#[derive(Default)]
pub(super) struct Marked {
    rows: u32,
    count: usize,
    /// The first of them: the place among the rows, the line, and the mark.
    first: Vec<(u32, u64, &'static str)>,
}

impl Marked {
    pub(super) fn push(&mut self, row: &Record) {
        /// So many are kept.
        const KEPT: usize = 1000;
        let mark = (row.len() > 0).then(|| comment_mark(row.field(0))).flatten();
        if let Some(mark) = mark {
            self.count += 1;
            if self.first.len() < KEPT {
                self.first.push((self.rows, row.line(), mark));
            }
        }
        self.rows = self.rows.saturating_add(1);
    }

    /// What is said of them if they are few; the `odd` rows are left out.
    pub(super) fn note(&self, odd: &[u32]) -> Option<Note> {
        /// Where more begin so, a mark is a part of the texts.
        const FEW: usize = 10;
        let is_kept = |(row, ..): &&(u32, u64, _)| odd.binary_search(row).is_err();
        let kept = self.first.iter().filter(is_kept).count();
        let &(_, line, mark) = self.first.iter().find(is_kept)?;
        let few = self.count <= (self.rows as usize / FEW).max(1);
        few.then_some(Note::PerhapsComment {
            line,
            mark,
            count: (self.count - self.first.len() + kept) as u64,
        })
    }
}

/// The comments at the top.
#[derive(Clone)]
pub(super) struct Comments {
    /// Lines before all comments.
    before: u64,
    /// Lines before the first that is none.
    pub(super) skip: u64,
    /// The last comment, and what begins it.
    last: Option<(u64, Vec<u8>)>,
}

impl Comments {
    pub(super) fn find(head: &[u8], skip: u64, comment: Option<&str>) -> Self {
        let prefixes: Vec<&str> = comment.map_or(COMMENTS.to_vec(), |comment| vec![comment]);
        let none = Comments {
            before: skip,
            skip,
            last: None,
        };
        let mut comments = none.clone();
        let mut number = skip;
        let mut follows = false;
        for line in after(head, skip).split_inclusive(|&byte| byte == b'\n') {
            let line = line.trim_ascii();
            number += 1;
            let prefix = prefixes.iter().find(|prefix| line.starts_with(prefix.as_bytes()));
            match prefix {
                // A name that is only the mark, as of a column of numbers, or what stands in a cell.
                Some(prefix) if comment.is_none() && (separated(line, prefix) || begins_with_cell(line)) => {}
                Some(prefix) => {
                    comments.skip = number;
                    comments.last = Some((number, prefix.as_bytes().to_vec()));
                    continue;
                }
                None if line.is_empty() => continue,
                None => {}
            }
            follows = true;
            break;
        }
        match follows {
            true => comments,
            false => none,
        }
    }

    /// The last comment, without its mark, and the lines behind it.
    pub(super) fn last_and_rest<'a>(&self, head: &'a [u8]) -> Option<&'a [u8]> {
        let (line, prefix) = self.last.as_ref()?;
        after(head, line - 1).get(line_start(head, *line, prefix)..)
    }

    /// Skips the comments; but where the last has as many words as the rows have fields, and the first row does not
    /// name the columns itself, the comment does.
    pub(super) fn into_layout(
        self,
        head: &[u8],
        options: &ReadOptions,
        layout: &mut LineFormat,
        notes: &mut Vec<Note>,
    ) {
        let Some((line, prefix)) = self.last else {
            return;
        };
        let mut with_header = layout.clone();
        let start = line_start(head, line, &prefix);
        with_header.header = Some((line, start));
        with_header.skip = line - 1;
        let records = sample(head, with_header.clone(), ROWS);
        let asked = options.text.comment.is_some();
        match records.as_slice() {
            [comment, row, below @ ..]
                if comment.line() == line && comment.len() == row.len() && row.len() > 1 =>
            {
                let first = FirstRow::find(row, below);
                if options.header {
                    let names = names_columns(comment, first);
                    notes.extend(doubt(names, (comment, row), first));
                    if names {
                        *layout = with_header;
                        notes.push(Note::HeaderInComment { line });
                        return;
                    }
                } else if !asked && !is_above_numbers(comment, row) {
                    // a row whose first field begins so
                    layout.skip = self.before;
                    return;
                }
            }
            _ => {}
        }
        notes.extend((!asked).then_some(Note::Comments { last: line }));
    }
}

/// Whether a comment of as many words as fields is the header, rather than the row below it: in doubt it is, unless it
/// has numbers, and these do not rise.
fn names_columns(comment: &Record, first: FirstRow) -> bool {
    match first {
        FirstRow::Names => false,
        FirstRow::Row | FirstRow::Likely => true,
        FirstRow::Unsure => {
            let of_comment = numbers(comment);
            of_comment.is_empty() || rise(&of_comment)
        }
    }
}

/// The doubt of whether the comment names the columns, or the row does.
fn doubt(comment_names: bool, (comment, row): (&Record, &Record), first: FirstRow) -> Option<Note> {
    match comment_names {
        true => (first == FirstRow::Unsure).then_some(Note::HeaderOrRow { row: row.line() }),
        false => (!numbers(row).is_empty()).then_some(Note::CommentOrHeader { line: comment.line() }),
    }
}

/// Whether a word of a comment is above a number.
fn is_above_numbers(comment: &Record, row: &Record) -> bool {
    (0..row.len()).any(|index| number(row, index).is_some() && is_word(comment, index))
}

/// The lines that do not begin with a comment.
pub(super) fn without(text: &[u8], comment: Option<&str>) -> Vec<u8> {
    let is_comment =
        |line: &&[u8]| comment.is_some_and(|c| line.trim_ascii_start().starts_with(c.as_bytes()));
    let lines = text.split_inclusive(|&byte| byte == b'\n');
    lines
        .filter(|line| !is_comment(line))
        .flatten()
        .copied()
        .collect()
}

/// Whether a mark is a field of its own.
fn separated(line: &[u8], mark: &str) -> bool {
    let next = line.get(mark.len()).copied();
    next.is_some_and(|next| matches!(next, b',' | b';' | b'\t' | b'|'))
}

/// Whether the first field of a line is what stands in a cell, between any delimiters.
fn begins_with_cell(line: &[u8]) -> bool {
    let is_end = |byte: &u8| matches!(byte, b',' | b';' | b'\t' | b'|' | b' ');
    line.split(is_end).next().is_some_and(is_cell)
}

/// Bytes of a line before what follows the comment's mark.
fn line_start(head: &[u8], line: u64, mark: &[u8]) -> usize {
    let text = after(head, line - 1);
    let blanks = |text: &[u8]| {
        text.iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count()
    };
    let mark = blanks(text) + mark.len();
    mark + blanks(text.get(mark..).unwrap_or_default())
}
