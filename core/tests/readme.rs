//! What README says is so.

use mcutune_core::cost::{SearchedRows, search_bytes};
use mcutune_core::{Params, Shape};

const README: &str = include_str!("../README.md");

#[test]
fn the_search_is_the_example_in_25_lines() {
    let example = include_str!("../examples/search.rs");
    assert!(README.contains(&format!("```rust\n{example}```\n")));
    assert!(example.lines().count() <= 25);
    assert!(!example.contains("unsafe"));
}

/// The table of arenas: rows, widths, candidates, folds and bytes.
#[test]
fn arenas_take_what_the_table_says() {
    let mut lines = README.lines().skip_while(|line| !line.contains("arena, bytes"));
    let mut checked = 0;
    for line in lines.by_ref().skip(2).take_while(|line| line.starts_with('|')) {
        let cells: Vec<String> = line.split('|').map(|cell| cell.trim().replace(',', "")).collect();
        let number = |at: usize| cells[at].parse::<usize>().expect(line);
        let widths: Vec<u16> = cells[2]
            .split('-')
            .map(|width| width.parse().expect(line))
            .collect();
        let classes = match widths.last() {
            Some(1) => 2,
            outputs => outputs.copied().expect(line).into(),
        };
        let shape = Shape::try_new(&widths).expect(line);
        let rows = SearchedRows {
            rows: number(1),
            classes,
            weighted_scores: false,
            clips_outputs: false,
        };
        let bytes = search_bytes(&rows, &shape, &Params::DEFAULT, number(3), number(4));
        assert_eq!(bytes, number(5), "{line}");
        checked += 1;
    }
    assert_eq!(checked, 4);
}
