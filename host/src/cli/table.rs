//! The trials of a study as a table for people.

use std::path::Path;

use comfy_table::{ContentArrangement, LineStyle, Table, presets};
use mcutune::{Dtype, Quantity, Results, Trial, text};

use crate::cli::failure::Failure;
use crate::cli::plot::Plot;
use crate::cli::print;

/// What a table shows of a microcontroller.
const SHOWN: [Quantity; 3] = [Quantity::Flash, Quantity::Ram, Quantity::Instructions];

/// Some trials, one a row; the winner has a star.
pub fn table(results: &Results, order: &[usize]) -> String {
    let mut table = Table::new();
    let style = presets::UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none());
    table.load_style(style);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    // a terminal that does not know its width says 0
    if table.width() == Some(0) {
        table.set_width(100);
    }
    table.set_header(header(results));
    for &number in order {
        table.add_row(row(results, number));
    }
    format!(
        "{table}\nflash and ram in bytes, instructions a prediction: {}\n",
        results.device()
    )
}

fn header(results: &Results) -> Vec<&str> {
    let mut header = vec!["rank", "trial"];
    header.extend(results.columns());
    header.push(results.scoring());
    if results.ranks_int8().is_some() {
        header.extend(["int8", "gap"]);
    }
    header.extend(["fit time", "parameters"]);
    header.extend(SHOWN.map(Quantity::name));
    header.push("candidate");
    header
}

fn row(results: &Results, number: usize) -> Vec<String> {
    let trial = &results.trials()[number];
    let star = if results.winner() == Some(number) {
        " *"
    } else {
        ""
    };
    let mut row = vec![results.rank(number).to_string(), format!("{number}{star}")];
    row.extend(trial.columns().iter().map(|(_, value)| text::param(*value)));
    let trained = trial.infeasible().is_none();
    row.push(match (trained, trial.given_up()) {
        (false, _) => format!("infeasible: {}", over(results, trial)),
        (true, Some(state)) => state.to_owned(),
        (true, None) => print::score(trial.mean_test_score(), trial.std_test_score()),
    });
    if let Some(int8) = trial.int8() {
        row.extend(match trained {
            true => [print::mean(int8.mean), print::gap(int8.gap)],
            false => Default::default(),
        });
    }
    row.push(match trained {
        true => print::milliseconds(trial.fit_time().0),
        false => String::new(),
    });
    row.push(trial.parameters().to_string());
    let cost = |quantity| {
        trial
            .cost(quantity)
            .map_or(String::new(), |cost| cost.to_string())
    };
    row.extend(SHOWN.map(cost));
    row.push(trial.params().summary());
    row
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
    let line = |number: usize| format!("trial {number}, {}\n", results.trials()[number].params());
    let best = match results.selection().by {
        Dtype::F32 => "best",
        Dtype::Int8 => "best in int8",
    };
    match (results.best(), results.winner()) {
        (Some(first), Some(winner)) if first != winner => {
            let rule = results.selection().rule;
            format!("{best}: {}selected by {rule}: {}", line(first), line(winner))
        }
        (Some(first), _) => format!("{best}: {}", line(first)),
        (None, _) => String::new(),
    }
}

/// Draws score against cost into a file.
pub fn plot(results: &Results, title: &str, path: &Path) -> Result<(), Failure> {
    let scoring = match results.selection().by {
        Dtype::F32 => results.scoring().into(),
        Dtype::Int8 => format!("{}, int8", results.scoring()),
    };
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
