//! References of cells in the XML of a workbook, `B12`: before it is read, for one of too many letters or
//! digits would be taken for another cell.

use std::io::{BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Letters of the last column, `XFD`, and digits of the last row, 1048576.
const MOST: (usize, usize) = (3, 7);

/// Reads XML as far as it is some; gives the first reference to a cell that no sheet can have.
pub(super) fn impossible(from: impl Read) -> Option<String> {
    let mut reader = Reader::from_reader(BufReader::new(from));
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                if let Some(reference) = impossible_in(&tag) {
                    return Some(reference);
                }
            }
            // What is no XML, the workbook's reader refuses where it needs it.
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

fn impossible_in(tag: &BytesStart<'_>) -> Option<String> {
    if !matches!(
        tag.local_name().as_ref(),
        "c" | "row" | "dimension" | "f" | "mergeCell"
    ) {
        return None;
    }
    let mut attributes = tag.attributes();
    let references = attributes.with_checks(false).flatten();
    let mut references = references.filter(|attribute| matches!(attribute.key.as_ref(), "r" | "ref"));
    references
        .find(|attribute| !attribute.value.split(':').all(is_possible))
        .map(|attribute| attribute.value.into_owned())
}

fn is_possible(reference: &str) -> bool {
    let bytes = reference.bytes();
    let letters = bytes.take_while(u8::is_ascii_alphabetic).count();
    letters <= MOST.0 && reference.len() - letters <= MOST.1
}
