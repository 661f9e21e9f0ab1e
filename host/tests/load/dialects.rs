//! Tables as programs write them, with any delimiter, decimal mark and padding, read as what was written.

use mcutune::{Categorical, ColumnData, Data, Note};
use proptest::prelude::*;

use crate::common::{new, read};

/// How a program writes tables.
#[derive(Clone, Debug)]
struct Dialect {
    /// What stands between fields, with blanks that may come with it.
    between: &'static str,
    comma: bool,
    padded: bool,
    header: bool,
}

/// Blanks pad no columns that they separate, and a decimal comma is no delimiter.
fn dialects() -> impl Strategy<Value = Dialect> {
    let between = proptest::sample::select(vec![",", ", ", ";", "; ", "\t", "|", " "]);
    (between, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(between, comma, padded, header)| {
        Dialect {
            between,
            comma: comma && !between.contains(','),
            padded: padded && between != " ",
            header,
        }
    })
}

/// A column: whole numbers, or those with two decimals, or with three, of which some have a zero before the mark.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Whole,
    Hundredths,
    Thousandths,
}

impl Kind {
    fn text(self, number: u32) -> String {
        match self {
            Kind::Whole => number.to_string(),
            Kind::Hundredths => format!("{:.2}", f64::from(number) / 100.0),
            Kind::Thousandths => format!("{:.3}", f64::from(number % 4000) / 1000.0),
        }
    }
}

/// The first column shows the decimal mark, so that none is in doubt.
fn tables() -> impl Strategy<Value = (Vec<Kind>, Vec<Vec<u32>>)> {
    let kind = proptest::sample::select(vec![Kind::Whole, Kind::Hundredths, Kind::Thousandths]);
    let kinds = proptest::collection::vec(kind, 1..4);
    kinds.prop_flat_map(|mut kinds| {
        kinds.insert(0, Kind::Hundredths);
        kinds.insert(1, Kind::Hundredths);
        let row = proptest::collection::vec(101_u32..9999, kinds.len());
        (Just(kinds), proptest::collection::vec(row, 8..20))
    })
}

fn written(dialect: &Dialect, kinds: &[Kind], rows: &[Vec<u32>]) -> String {
    let field = |text: String| match dialect.padded {
        true => format!("{text:>8}"),
        false => text,
    };
    let number = |(kind, &number): (&Kind, &u32)| {
        let text = kind.text(number);
        field(if dialect.comma {
            text.replace('.', ",")
        } else {
            text
        })
    };
    let mut lines = Vec::new();
    if dialect.header {
        let names = (0..kinds.len()).map(|i| format!("c{i}")).chain(["y".to_owned()]);
        lines.push(names.map(field).collect::<Vec<_>>().join(dialect.between));
    }
    for (i, row) in rows.iter().enumerate() {
        let class = field(["up", "down"][i % 2].to_owned());
        let fields = kinds.iter().zip(row).map(number).chain([class]);
        lines.push(fields.collect::<Vec<_>>().join(dialect.between));
    }
    lines.join("\n") + "\n"
}

fn column(data: &Data, index: usize) -> Vec<f32> {
    match &data.columns()[index].data {
        ColumnData::Numeric(values) => values.clone(),
        ColumnData::Text(_) => panic!("text"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_was_written_is_read(dialect in dialects(), (kinds, rows) in tables()) {
        let text = written(&dialect, &kinds, &rows);
        let data = read(&text, &new().header(dialect.header)).map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
        prop_assert_eq!(data.classes(), ["down", "up"], "{}", text);
        prop_assert_eq!(data.columns().len(), kinds.len(), "{}", text);
        for (i, kind) in kinds.iter().enumerate() {
            let expected: Vec<f32> = rows.iter().map(|row| kind.text(row[i]).parse().expect("a number")).collect();
            prop_assert_eq!(column(&data, i), expected, "{} of {}", i, text);
        }
    }
}

/// Where nothing shows what a comma is, and text becomes categories, the numbers are named.
#[test]
fn numbers_that_become_categories_are_said() {
    let text = "p\tc\ty\n40,775\tu\ta\n45,756\tv\tb\n5\tu\ta\n";
    let options = new().categorical(Categorical::OneHot);
    let said = |data: &Data| {
        let is = |note: &Note| matches!(note, Note::NumbersAsCategories { columns, text } if *columns == ["p"] && text == "40,775");
        data.notes().iter().any(is)
    };
    assert!(said(&read(text, &options).expect("reads")));
    assert!(!said(&read(text, &options.clone().category("p")).expect("reads")));
    assert!(!said(&read(text, &options.clone().decimal(b',')).expect("reads")));
    assert!(!said(
        &read("p\tc\ty\n40,775 V\tu\ta\n45,756\tv\tb\n", &options).expect("reads")
    ));
}
