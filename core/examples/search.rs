//! The whole search on the device: 4 candidates on 5 folds, and the best fitted to all rows.
use mcutune_core::{Arena, Dataset, Dimension, Error, Grid, Layout, Name, Problem, Search, Space, Value};

static READINGS: [f32; 12 * 2] = [
    20.1, 0.3, 20.9, 0.2, 21.4, 0.4, 19.8, 0.3, 20.4, 0.5, 21.0, 0.3, // °C and mm/s while all is well
    27.2, 1.9, 26.8, 2.2, 28.1, 1.7, 27.5, 2.4, 26.9, 2.0, 27.8, 1.8, // and before the machine fails
];
static FAILS: [u16; 12] = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1];
const GRID: Grid = Grid::new(&[Space::new(&[
    Dimension::list(Name::HiddenLayerSizes, &[Value::Int(2), Value::Int(4)]),
    Dimension::list(Name::LearningRateInit, &[Value::Float(0.001), Value::Float(0.1)]),
])]);
const PROBLEM: Problem = Problem::new(Dataset::labelled(&READINGS, 2, &FAILS, 2));
const LAYOUT: Layout = Layout::for_grid(&PROBLEM, &GRID);

pub(crate) fn main() -> Result<(), Error> {
    let mut arena = Arena::<{ LAYOUT.bytes() }>::new();
    let mut search = Search::try_new(PROBLEM, GRID.iter(), &mut arena)?;
    while let Some((task, outcome)) = search.step() {
        assert!(task.fold < 5 && outcome.score >= 0.0); // feed the watchdog, show how far it is
    }
    let mut found = search.finish()?;
    assert_eq!(found.class(&[27.0, 2.1])?, 1); // a reading that it has not seen
    Ok(())
}
