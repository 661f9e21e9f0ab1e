//! What stands between the fields of a text, by its first lines.

use super::around_commas::{around_decimal_commas, is_decimal_comma};
use super::comments::comment_mark;
use super::head::{LINES, sample};
use super::number::FieldValue;
use super::options::Spelling;
use super::record::{Between, LineFormat, Record};

/// What splits `head`: of the delimiters that line 2 has as often as line 1, the one that is most
/// frequent there; if there is none, the most frequent of line 1. Blanks split it where it has no
/// delimiter, or only tabs among runs of blanks. If the result is a comma, but another delimiter
/// leaves each comma as the decimal comma of a number, the other delimiter splits it.
pub(super) fn sniff(head: &[u8]) -> Between {
    match sniff_among(head, b",\t;|") {
        Between::Byte(b',') => around_decimal_commas(head).unwrap_or(Between::Byte(b',')),
        between => between,
    }
}

/// As [`sniff`], of these delimiters.
pub(super) fn sniff_among(head: &[u8], delimiters: &[u8]) -> Between {
    let (delimiter, found) = delimiter(head, delimiters);
    let may_be_blanks = found == 0 || delimiter == b'\t';
    if may_be_blanks && blanks(head, found > 0) {
        return Between::Blanks;
    }
    Between::Byte(delimiter)
}

/// The best delimiter of one character, and how often it is in line 1.
fn delimiter(head: &[u8], delimiters: &[u8]) -> (u8, usize) {
    let mut lines = head
        .split(|&b| b == b'\n')
        .filter(|l| l.iter().any(|b| !matches!(b, b' ' | b'\r')));
    let first = lines.next().unwrap_or_default();
    let rows = lines.clone().take(LINES);
    let second = lines.next();
    let mut best = (delimiters[0], (false, 0));
    for &delimiter in delimiters {
        let found = count(first, delimiter);
        let agrees = found > 0 && second.is_some_and(|l| count(l, delimiter) == found);
        if (agrees, found) > best.1 {
            best = (delimiter, (agrees, found));
        }
    }
    // Below a single name, rows may begin with theirs.
    let below = |&&delimiter: &&u8| {
        delimiter != b',' && second.is_some() && rows.clone().all(|line| count(line, delimiter) == 1)
    };
    match delimiters.iter().find(below) {
        Some(&delimiter) if best.1.1 == 0 => (delimiter, 0),
        _ => (best.0, best.1.1),
    }
}

/// How often a delimiter stands outside of quotes; tabs around another delimiter are blanks.
fn count(line: &[u8], delimiter: u8) -> usize {
    let mut quoted = false;
    let bare = |&&byte: &&u8| {
        quoted ^= byte == b'"';
        !quoted
    };
    let found = line
        .iter()
        .filter(bare)
        .filter(|&&byte| byte == delimiter)
        .count();
    let is_blank = delimiter == b'\t' && found > 0 && b",;|".iter().any(|&other| pads(line, other));
    if is_blank { 0 } else { found }
}

/// Whether each tab is beside one of these delimiters, and each of these beside a tab. `|x|` may be a name: tabs must be
/// on both sides of each.
fn pads(line: &[u8], delimiter: u8) -> bool {
    let is = |at: Option<usize>, byte: u8| at.and_then(|at| line.get(at)) == Some(&byte);
    let sides = |at: usize, byte: u8| (is(at.checked_sub(1), byte), is(Some(at + 1), byte));
    (0..line.len()).all(|at| match line[at] {
        b'\t' => sides(at, delimiter) != (false, false),
        byte if byte == delimiter && byte == b'|' => sides(at, b'\t') == (true, true),
        byte if byte == delimiter => sides(at, b'\t') != (false, false),
        _ => true,
    })
}

/// Whether blanks make a table of `head`: lines of as many words, two or more, one of which is a number or a gap in
/// each line but comments and the first, which may be a word short and may come again. Where tabs would, too, blanks
/// must stand between numbers.
fn blanks(head: &[u8], tabs: bool) -> bool {
    let words = sample(head, LineFormat::new(Between::Blanks), LINES);
    let [first, rest @ ..] = words.as_slice() else {
        return false;
    };
    let is_comment = |record: &Record| record.len() > 0 && comment_mark(record.field(0)).is_some();
    let rest = rest
        .iter()
        .filter(|record| !record.equals(first) && !is_comment(record));
    let rest: Vec<&Record> = rest.collect();
    let width = rest.first().map_or(0, |record| record.len());
    let table = width > 1
        && (first.len() == width || first.len() + 1 == width)
        && rest.iter().all(|record| record.len() == width)
        && (0..width).any(|index| is_of_numbers(&rest, index, first.len() > 1));
    table && (!tabs || numbers_between_tabs(head, first.len() > 1))
}

/// Whether the words in one place are numbers, with gaps among them; some with decimal commas if asked for.
fn is_of_numbers(records: &[&Record], index: usize, commas: bool) -> bool {
    let is_number = |record: &&Record| {
        let field = record.lossy(index);
        field.parse::<f64>().is_ok_and(|number| !number.is_nan()) || commas && is_decimal_comma(&field)
    };
    let numbers = Spelling::PLAIN.numbers(&[]);
    let is_gap = |record: &&Record| {
        matches!(
            numbers.value(&record.lossy(index)),
            FieldValue::Gap | FieldValue::Dash
        )
    };
    records.iter().any(is_number) && records.iter().all(|record| is_number(record) || is_gap(record))
}

/// Whether a field between tabs holds several numbers, some with decimal commas if asked for, and none several words
/// that are not.
fn numbers_between_tabs(head: &[u8], commas: bool) -> bool {
    let is_number =
        |word: &str| word == "?" || word.parse::<f64>().is_ok() || commas && is_decimal_comma(word);
    let mut several = false;
    for line in head.split(|&b| b == b'\n').skip(1).take(LINES) {
        let line = String::from_utf8_lossy(line);
        for field in line.split('\t').filter(|field| !field.contains('"')) {
            let words = field.split_ascii_whitespace();
            if words.clone().nth(1).is_some() {
                several = true;
                if !words.clone().all(is_number) {
                    return false;
                }
            }
        }
    }
    several
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_found_and_blanks_only_between_numbers() {
        let byte = Between::Byte;
        for (head, between) in [
            ("a,b\n1,2\n", byte(b',')),
            ("a;b\n1,5;2,5\n", byte(b';')),
            ("a b,c\n1 2,3\n", byte(b',')),
            ("y\n1\n2\n", byte(b',')),
            ("  1.0   2  a\n  3.0   4  b\n", Between::Blanks),
            ("x y label\n1 2 a\n3 4 b\n", Between::Blanks),
            ("v y\n1 a\nNA b\n2 a\n", Between::Blanks),
            ("v y\n1 a\nv y\n2 b\n", Between::Blanks),
            ("v w y\n1 2 a\n# a note that follows\n2 3 b\n", Between::Blanks),
            ("v y\nNA a\n? b\n", byte(b',')),
            (
                "18.0   8   307.0\t\"a b c\"\n15.0   8   350.0\t\"d e f\"\n",
                Between::Blanks,
            ),
            ("red car\t1\nblue car\t2\n", byte(b'\t')),
            ("New York\nLos Angeles\n", byte(b',')),
            ("1 2 3\n1 2\n", byte(b',')),
            // tabs around delimiters
            ("a;\tb\n1;\t2\n", byte(b';')),
            ("a\t;b\n1,5\t;2,5\n", byte(b';')),
            ("a\t;\tb\n1,5\t;\t2,5\n", byte(b';')),
            ("a\t|\tb\n1,5\t|\t2,5\n", byte(b'|')),
            ("1\t|\t4,46\n2\t|\t4,5\n", byte(b'|')),
            ("t\t|a|\t|w|\ty\n1\t2\t3\t4\n", byte(b'\t')),
            ("k__A;p__B;\t0.42\tok\nk__A;p__C;\t0.4\tno\n", byte(b'\t')),
            // decimal commas, of which there are more than delimiters
            ("0,35;0,82;0,33\n-1,30;0,91;0,45\n", byte(b';')),
            ("0,35\t0,82\n-1,30\t5\n", byte(b'\t')),
            ("0,35|hi\n-1,30|lo\n", byte(b'|')),
            ("61,48 1 2,5\n3,5 2 61,48\n", Between::Blanks),
            ("87 4,378 2\n0 4,689 1\n29 4,0 3\n", Between::Blanks),
            ("61,893 455 lo\n36,077 190 lo\n24,86 443 hi\n", Between::Blanks),
            (
                "False -0,032 run\nTrue -9,638 run\nTrue 3,5 idle\n",
                Between::Blanks,
            ),
            (
                "46,51 2023-01-14 31,934 run\n2,25 2023-01-15 21,786 run\n",
                Between::Blanks,
            ),
            ("1,5 mm;1.3.2023;4\n2,5 mm;2.3.2023;5\n", byte(b';')),
            ("Berlin, DE;26,19\nBonn, DE;3,5\n", byte(b';')),
            ("0,35 0,82 hi\n-1,30 0,91 lo\n", Between::Blanks),
            ("a b c\n0,35 0,82 0,33\n-1,30 0,91 0,45\n", Between::Blanks),
            ("temp, C;hum, %;y\n0,35;1.000,82;hi\n-1,30;0,91;lo\n", byte(b';')),
            ("0,35;\"a, b\";1\n-1,30;\"c, d\";0\n", byte(b';')),
            // commas that are in no number, or lists of two numbers below a single name
            // digits in groups, units and names
            ("1,12 345\n2,13 678\n3,14 901\n", byte(b',')),
            ("room 1,5\nroom 2,7\nroom 3,7\n", byte(b',')),
            ("1,12 km\n2,13 km\n3,12 km\n", byte(b',')),
            ("1,12 Rome\n2,13 Bonn\n3,12 Kiel\n", byte(b',')),
            ("Berlin, 1;2\nBonn, 3;4\n", byte(b',')),
            ("a,1 km 2,5\nb,3 km 4,5\n", byte(b',')),
            ("1,a;b,7\n2,b;c,8\n", byte(b',')),
            ("id,tags,x\n1,5;2,5\n2,7;1,4\n", byte(b',')),
            ("1,10 km\n2,12 km\n", byte(b',')),
            ("5, 33, 1\n6, 34, 0\n", byte(b',')),
            ("12, 6.958, 6, 0\n13, 7.125, 5, 1\n", byte(b',')),
            ("  2, 92,0\n 13,  7,1\n", byte(b',')),
            ("a, b, y\n0.5, 33, 1\n1.5, 34, 0\n", byte(b',')),
            ("1 ,2 ,0\n3 ,4 ,1\n", byte(b',')),
            ("0.5,1;2,0.7\n0.6,2;3,0.8\n", byte(b',')),
            ("x,y;label\n1,3;run\n0,5;walk\n", byte(b';')),
            ("a b;y\n0,35;0\n0,82;1\n", byte(b';')),
            // a quote that is an inch sign, in each line or in one
            ("0,35;5\" pipe;0,82\n-1,30;6\" pipe;0,91\n", byte(b';')),
            ("0,35;5 \";0,82\n-1,30;6;0,91\n2,5;7;0,7\n", byte(b';')),
        ] {
            assert_eq!(sniff(head.as_bytes()), between, "{head:?}");
        }
        // as where the decimal comma is asked for
        let head = b"18,0   8   307,0\t\"a b c\"\n15,0   8   350,0\t\"d e f\"\n";
        assert_eq!(sniff_among(head, b";\t|"), Between::Blanks);
    }
}
