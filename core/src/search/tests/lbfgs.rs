//! Searches that choose lbfgs.

use super::*;

const LBFGS: Value = Value::Word(Word::Solver(Solver::Lbfgs));
const ADAM: Value = Value::Word(Word::Solver(Solver::Adam));

/// What it remembers is most of the memory, and known before.
#[test]
fn a_layout_has_room_for_what_it_remembers() {
    let (x, labels) = rows();
    let problem = problem(&x, &labels);
    let widths = [Value::Int(4), Value::Int(9)];
    let early = [Value::Bool(false), Value::Bool(true)];
    let bytes = |solvers: &[Value]| {
        let space = [
            Dimension::list(Name::EarlyStopping, &early),
            Dimension::list(Name::HiddenLayerSizes, &widths),
            Dimension::list(Name::Solver, solvers),
        ];
        let spaces = [Space::try_new(&space).unwrap()];
        let grid = Grid::try_new(&spaces).unwrap();
        let known = Layout::for_grid(&problem, &grid);
        let exact = layout(&problem, grid.iter());
        assert_eq!(known.floats, exact.floats, "{solvers:?}");
        assert_eq!(known.indices, exact.indices, "{solvers:?}");
        let mut block = Block::of(known);
        let found = Search::try_new(problem, grid.iter(), block.memory())
            .unwrap()
            .finish()
            .unwrap();
        assert!(found.scoreboard.scores(found.best).iter().sum::<f64>() > 1.8);
        known.floats
    };
    let weights = 3 * 9 + 9 + 9 * 3 + 3;
    let more = bytes(&[ADAM, LBFGS]) - bytes(&[ADAM]);
    // 23 arrays where adam has two, and what aligns them
    assert!(more.abs_diff(21 * weights) < 32, "{more}");
}

/// The candidate that is refused has failed, and says why; the other wins.
#[test]
fn a_candidate_with_dropout_has_failed() {
    let (x, labels) = rows();
    let problem = problem(&x, &labels);
    let rates = [Value::Float(0.5), Value::Float(0.0)];
    let space = [
        Dimension::list(Name::Dropout, &rates),
        Dimension::list(Name::Solver, &[LBFGS]),
    ];
    let spaces = [Space::try_new(&space).unwrap()];
    let grid = Grid::try_new(&spaces).unwrap();
    let mut block = Block::of(layout(&problem, grid.iter()));
    let mut search = Search::try_new(problem, grid.iter(), block.memory()).unwrap();
    while let Some((task, outcome)) = search.step() {
        let refused = outcome.end == Err(Error::LbfgsDropout);
        assert_eq!(refused, task.trial == 0, "{outcome:?}");
        assert_eq!(outcome.score.is_nan(), refused);
    }
    assert_eq!(search.finish().unwrap().best, 1);
}
