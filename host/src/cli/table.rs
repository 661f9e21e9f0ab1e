//! The trials of a study as a table for people: as wide as the terminal, or 80 columns. Numbers are
//! never broken: where there is not enough room, the least important columns are left out, and
//! named below the table.

use std::path::Path;

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table, presets};
use mcutune::core::params::{Name, Value};
use mcutune::core::search::rank::mean_and_std as mean_and_std_of;
use mcutune::{Dtype, End, FoldResult, Int8Scores, Quantity, Results, Select, Trial, text};

use crate::cli::command_error::CommandError;
use crate::cli::flags::TOP;
use crate::cli::plot::Plot;
use crate::cli::print;

/// What separates two columns: a padding and a separator of one blank each.
pub const GAP: usize = 2;

/// One column, with a cell for each row.
struct TableColumn {
    /// Lines of the header are separated by line ends.
    header: String,
    cells: Vec<String>,
    alignment: CellAlignment,
}

impl TableColumn {
    fn left(header: impl Into<String>, cells: Vec<String>) -> Self {
        Self {
            header: header.into(),
            cells,
            alignment: CellAlignment::Left,
        }
    }

    fn right(header: impl Into<String>, cells: Vec<String>) -> Self {
        Self {
            alignment: CellAlignment::Right,
            ..Self::left(header, cells)
        }
    }

    /// What a hyperparameter is in each of `trials`; its name is broken at `_` where it is wider than
    /// its values.
    fn of_parameter(name: Name, trials: &[&Trial]) -> Self {
        let value = |trial: &&Trial| trial.params().get(name).map_or(String::new(), text::short_param);
        let cells: Vec<String> = trials.iter().map(value).collect();
        let widest = cells.iter().map(|cell| cell.chars().count()).max();
        Self::left(broken(name.as_str(), widest.unwrap_or(0)), cells)
    }

    fn name(&self) -> String {
        self.header.replace('\n', "")
    }

    /// With the gap beside it.
    fn width(&self) -> usize {
        let lines = self.cells.iter().flat_map(|cell| cell.lines());
        let widths = lines.chain(self.header.lines()).map(|line| line.chars().count());
        widths.max().unwrap_or(0) + GAP
    }
}

/// A name in lines of at most `width` characters where its words are no longer.
fn broken(name: &str, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in name.split_inclusive('_') {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() <= width => line.push_str(word),
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

/// The best `top` trials with the winner, who may rank lower; and how many of all these are. Where a search is for the
/// front, this comes first, and is whole where nothing else is asked for.
pub fn best(results: &Results, top: Option<usize>) -> String {
    let mut order = results.by_rank();
    let front = match results.objectives().is_score_alone() {
        true => 0,
        false => results.front().len(),
    };
    // the sort is stable
    order.sort_by_key(|&number| results.is_pareto(number) == Some(false));
    cut(results, order, top.unwrap_or(TOP.max(front)))
}

/// The Pareto front, or of it as [`best`].
pub fn front(results: &Results, top: Option<usize>) -> String {
    let front = results.front();
    let Some(top) = top else {
        return table(results, &front);
    };
    let mut order = results.by_rank();
    order.retain(|number| front.contains(number));
    cut(results, order, top)
}

fn cut(results: &Results, mut order: Vec<usize>, top: usize) -> String {
    let all = order.len();
    let position = results
        .winner()
        .and_then(|winner| order.iter().position(|&number| number == winner));
    order.truncate(top);
    order.extend(position.filter(|&at| at >= top).and(results.winner()));
    let shown = order.len();
    let head = match shown < all {
        true => print::line(&format!("{shown} of {all} candidates; --top {all} shows all")) + "\n",
        false => String::new(),
    };
    head + &table(results, &order)
}

/// Some trials, one a row; the winner has a star.
pub fn table(results: &Results, order: &[usize]) -> String {
    let width = print::columns();
    let (columns, left_out) = fitting(columns(results, order), width);
    let shows = |name: &str| columns.iter().any(|column| column.name() == name);
    let units: Vec<&str> = [
        ("flash", "flash in bytes"),
        ("ram", "ram in bytes"),
        ("stack", "stack in bytes"),
        ("instructions", "instructions per prediction"),
    ]
    .into_iter()
    .filter_map(|(name, unit)| shows(name).then_some(unit))
    .collect();
    let mut text = match common(results) {
        common if common.is_empty() => String::new(),
        common => print::line(&format!("the same for all: {common}")) + "\n",
    };
    text += &format!("{}\n", rendered(&columns, order.len()));
    let objectives = results.objectives();
    if !objectives.is_score_alone() {
        let all = objectives.to_string().replace(',', ", ");
        let front = results.front().len();
        let of = text::counted(results.trials().len(), "candidate");
        let said = format!("pareto: {front} of {of}, which no other beats in {all}");
        text += &(print::line(&said) + "\n");
    }
    if !units.is_empty() {
        text += &(print::line(&format!("{}: {}", units.join(", "), results.device())) + "\n");
    }
    if !left_out.is_empty() {
        let left_out = left_out.join(", ");
        text += &(print::line(&format!("not shown at {width} columns: {left_out}")) + "\n");
    }
    text
}

/// Columns of a comparison, each with how soon it is left out, its header, whether it is of numbers, and its cells.
pub fn compared(columns: &[(u8, &str, bool, Vec<String>)]) -> String {
    let width = print::columns();
    let rows = columns.first().map_or(0, |(_, _, _, cells)| cells.len());
    let column = |(priority, name, number, cells): &(u8, &str, bool, Vec<String>)| {
        let column = match number {
            true => TableColumn::right(*name, cells.clone()),
            false => TableColumn::left(*name, cells.clone()),
        };
        (*priority, column)
    };
    let (columns, left_out) = fitting(columns.iter().map(column).collect(), width);
    let mut text = format!("{}\n", rendered(&columns, rows));
    if !left_out.is_empty() {
        let left_out = left_out.join(", ");
        text += &(print::line(&format!("not shown at {width} columns: {left_out}")) + "\n");
    }
    text
}

/// Without the least important ones, as many as it takes to keep to a width; and their names.
fn fitting(columns: Vec<(u8, TableColumn)>, width: usize) -> (Vec<TableColumn>, Vec<String>) {
    let mut columns = columns;
    let mut left_out = Vec::new();
    let too_wide = |columns: &[(u8, TableColumn)]| {
        columns.iter().map(|(_, column)| column.width()).sum::<usize>() > width
    };
    while too_wide(&columns) {
        let last = columns
            .iter()
            .map(|&(priority, _)| priority)
            .max()
            .filter(|&priority| priority > 0);
        let Some(at) = last.and_then(|last| columns.iter().rposition(|&(priority, _)| priority == last))
        else {
            break;
        };
        left_out.push(columns.remove(at).1.name());
    }
    left_out.reverse();
    (columns.into_iter().map(|(_, column)| column).collect(), left_out)
}

fn rendered(columns: &[TableColumn], rows: usize) -> Table {
    let mut table = Table::new();
    let style = presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none());
    table.load_style(style);
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(columns.iter().map(|column| &column.header));
    for row in 0..rows {
        table.add_row(columns.iter().map(|column| column.cells[row].as_str()));
    }
    for (column, ours) in table.column_iter_mut().zip(columns) {
        column.set_cell_alignment(ours.alignment);
        column.set_padding((0, 1));
    }
    table
}

/// What a table holds, in its order, each with how soon it is left out: never those at 0, first
/// those of the highest priority.
fn columns(results: &Results, order: &[usize]) -> Vec<(u8, TableColumn)> {
    let trials: Vec<&Trial> = order.iter().map(|&number| &results.trials()[number]).collect();
    let cells = |cell: &dyn Fn(&Trial) -> String| trials.iter().map(|trial| cell(trial)).collect();
    let star = |number| {
        if results.winner() == Some(number) {
            " *"
        } else {
            ""
        }
    };
    let mut columns = vec![
        (
            0,
            TableColumn::right("rank", cells(&|trial| results.rank(trial.number()).to_string())),
        ),
        (
            0,
            TableColumn::left(
                "trial",
                cells(&|trial| format!("{}{}", trial.number(), star(trial.number()))),
            ),
        ),
    ];
    if !results.objectives().is_score_alone() {
        let mark = |trial: &Trial| match results.is_pareto(trial.number()) {
            Some(true) => "yes".to_owned(),
            _ => String::new(),
        };
        columns.push((0, TableColumn::left("pareto", cells(&mark))));
    }
    for (at, name) in results.columns().into_iter().enumerate() {
        let value = |trial: &Trial| {
            trial
                .columns()
                .get(at)
                .map_or(String::new(), |(_, v)| text::param(*v))
        };
        columns.push((1, TableColumn::right(name, cells(&value))));
    }
    columns.push((
        0,
        TableColumn::left(results.scoring(), cells(&|trial| score(results, trial))),
    ));
    for (at, name) in results.scorings().into_iter().enumerate() {
        if results.are_several() && name != results.scoring() {
            let mean = |trial: &Trial| mean_of(trial, &trial.test_scores(at));
            columns.push((1, TableColumn::right(broken(name, 0), cells(&mean))));
        }
        if results.has_train_scores() && name == results.scoring() {
            let mean = |trial: &Trial| mean_of(trial, &trial.train_scores(at));
            columns.push((1, TableColumn::right("train", cells(&mean))));
        }
    }
    let objectives = results.objectives().costs();
    let cost = |quantity: Quantity| {
        let cost = |trial: &Trial| {
            trial
                .cost(quantity)
                .map_or(String::new(), |cost| cost.to_string())
        };
        TableColumn::right(quantity.name(), cells(&cost))
    };
    columns.extend(objectives.iter().map(|&quantity| (1, cost(quantity))));
    if !results.confirmed().is_empty() {
        let fresh = |trial: &Trial| {
            let fresh = results.confirmation(trial.number());
            fresh.map_or(String::new(), |fresh| {
                print::mean(fresh.mean_and_std(results.selection().by).0)
            })
        };
        columns.push((1, TableColumn::right("fresh folds", cells(&fresh))));
    }
    if results.ranks_int8().is_some() {
        let int8 = |trial: &Trial| match (trial.int8(), trial.infeasible().or(trial.given_up())) {
            (Some(int8), None) if is_undefined(trial) && int8.mean.is_nan() => {
                ("undefined".into(), print::gap(int8.gap))
            }
            (Some(int8), None) => (print::mean(int8.mean), print::gap(int8.gap)),
            _ => Default::default(),
        };
        columns.push((1, TableColumn::right("int8", cells(&|trial| int8(trial).0))));
        columns.push((5, TableColumn::right("gap", cells(&|trial| int8(trial).1))));
    }
    for name in varying(results) {
        columns.push((2, TableColumn::of_parameter(name, &trials)));
    }
    let usual = [Quantity::Flash, Quantity::Ram, Quantity::Instructions];
    for quantity in usual
        .into_iter()
        .filter(|quantity| !objectives.contains(quantity))
    {
        let priority = if quantity == results.quantity() { 2 } else { 3 };
        columns.push((priority, cost(quantity)));
    }
    columns.push((
        4,
        TableColumn::right("parameters", cells(&|trial| trial.parameters().to_string())),
    ));
    let time = |trial: &Trial| match trial.infeasible() {
        Some(_) => String::new(),
        None => print::milliseconds(trial.fit_time().0),
    };
    columns.push((6, TableColumn::right("fit time", cells(&time))));
    columns
}

/// The mean of scores by fold, of a trial that was fitted on all folds.
fn mean_of(trial: &Trial, scores: &[f64]) -> String {
    match trial.infeasible().or(trial.given_up()) {
        Some(_) => String::new(),
        None => match mean_and_std_of(scores).0 {
            mean if mean.is_nan() && are_undefined(trial, scores) => "undefined".into(),
            mean => print::mean(mean),
        },
    }
}

/// A trial's other scores, and those on the rows that train, a line each.
pub fn beside(results: &Results, trial: &Trial) -> String {
    let mut text = String::new();
    let score = |scores: &[f64]| match mean_and_std_of(scores) {
        (mean, _) if mean.is_nan() && are_undefined(trial, scores) => "undefined".to_owned(),
        (mean, std) => print::score(mean, std),
    };
    let several = results.are_several();
    for (at, name) in results.scorings().into_iter().enumerate() {
        if several && name != results.scoring() {
            text += &format!("{name}: {}\n", score(&trial.test_scores(at)));
        }
        if results.has_train_scores() {
            text += &format!("{name} (rows that train): {}\n", score(&trial.train_scores(at)));
        }
    }
    text
}

/// A trial's score, or why it has none.
fn score(results: &Results, trial: &Trial) -> String {
    match (trial.infeasible(), trial.given_up()) {
        (Some(_), _) => format!("infeasible: {}", over(results, trial)),
        (None, Some(state)) => state.to_owned(),
        (None, None) => mean_and_std(trial),
    }
}

/// The mean score of a trial that was fitted, and why there is none where there is none.
pub fn mean_and_std(trial: &Trial) -> String {
    match is_undefined(trial) {
        true => "undefined".into(),
        false => print::score(trial.mean_test_score(), trial.std_test_score()),
    }
}

/// The same in int8.
pub fn mean_and_std_int8(trial: &Trial, int8: &Int8Scores) -> String {
    match is_undefined(trial) && int8.mean.is_nan() {
        true => "undefined".into(),
        false => print::score(int8.mean, int8.std),
    }
}

/// Whether a trial has no mean score though no fit has failed that would have one.
fn is_undefined(trial: &Trial) -> bool {
    trial.mean_test_score().is_nan() && are_undefined(trial, &trial.split_test_scores())
}

/// Whether those of a trial's scores by fold that are none are of fits that did not fail.
fn are_undefined(trial: &Trial, scores: &[f64]) -> bool {
    let is_fitted = |fold: &FoldResult| {
        matches!(
            fold.end,
            End::Converged | End::MaxIter | End::MaxFun | End::Undefined
        )
    };
    let mut folds = trial.folds().iter().zip(scores);
    folds.all(|(fold, score)| !score.is_nan() || is_fitted(fold))
}

/// The hyperparameters that a trial may choose, in the order of their names.
fn chosen(results: &Results) -> Vec<Name> {
    let trials = results.trials().iter();
    let mut names: Vec<Name> = trials
        .flat_map(|trial| trial.params().iter().map(|(name, _)| name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What all trials have for a hyperparameter; none where they differ.
fn shared(results: &Results, name: Name) -> Option<Value> {
    let mut values = results.trials().iter().map(|trial| trial.params().get(name));
    let first = values.next()??;
    values.all(|value| value == Some(first)).then_some(first)
}

/// Those that differ between trials.
fn varying(results: &Results) -> Vec<Name> {
    let names = chosen(results).into_iter();
    names
        .filter(|&name| results.trials().len() < 2 || shared(results, name).is_none())
        .collect()
}

/// Those that do not, with their value.
fn common(results: &Results) -> String {
    if results.trials().len() < 2 {
        return String::new();
    }
    let shared = |name: Name| {
        Some(format!(
            "{}={}",
            name.as_str(),
            text::param(shared(results, name)?)
        ))
    };
    chosen(results)
        .into_iter()
        .filter_map(shared)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The limits that a trial exceeds.
fn over(results: &Results, trial: &Trial) -> String {
    let excess = results.excess(trial.number());
    let over = excess.iter().filter(|(_, by)| *by > 0);
    over.map(|(quantity, _)| quantity.name())
        .collect::<Vec<_>>()
        .join(", ")
}

/// The winner, and the best where that is another.
pub fn winner(results: &Results) -> String {
    let line = |number: usize| match results.trials()[number].params().to_string() {
        // of a space of constants
        params if params.is_empty() => format!("trial {number}"),
        params => format!("trial {number}, {params}"),
    };
    let best = match results.selection().by {
        Dtype::F32 => "best",
        Dtype::Int8 => "best in int8",
    };
    let lines = match (results.best(), results.winner()) {
        (Some(first), Some(winner)) if first != winner && !results.confirmed().is_empty() => {
            let how = match results.selection().rule {
                Select::Best => best.to_owned(),
                rule => format!("selected by {rule}"),
            };
            vec![
                format!("{best} of the search: {}", line(first)),
                format!("{how} with fresh folds: {}", line(winner)),
            ]
        }
        (Some(first), Some(winner)) if first != winner => vec![
            format!("{best}: {}", line(first)),
            format!("selected by {}: {}", results.selection().rule, line(winner)),
        ],
        (Some(first), _) => vec![format!("{best}: {}", line(first))],
        (None, _) => Vec::new(),
    };
    lines.iter().map(|text| print::line(text) + "\n").collect()
}

/// Draws score against cost into a file.
pub fn plot(results: &Results, title: &str, path: &Path) -> Result<(), CommandError> {
    let scoring = match results.selection().by {
        Dtype::F32 => results.scoring().into(),
        Dtype::Int8 => format!("{}, int8", results.scoring()),
    };
    // control characters have no place in XML
    let title = &print::shown(title);
    let plot = Plot {
        title,
        score: format!("{scoring} (mean of {} folds)", results.folds()),
        cost: &format!("{}, {}", results.quantity().title(), results.device()),
        means: results.means(),
        costs: results.costs(),
        front: &results.front(),
        winner: results.winner(),
    };
    plot.save(path)
}
