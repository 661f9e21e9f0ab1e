//! Which hyperparameters made the difference.

use mcutune::report::importance;

use super::bars::{self, Bar};
use super::figure::{Cell, Figure, Table};
use super::view::View;
use super::words::percent;

/// The figure, or why there is none.
pub fn figure(view: &View) -> Result<Figure<'_>, String> {
    let found = importance(&view.results, &view.axes).map_err(|error| sentence(&error.to_string()))?;
    let bars: Vec<Bar> = found
        .shares
        .iter()
        .map(|one| Bar {
            label: one.name.clone(),
            length: one.share,
            text: percent(one.share),
        })
        .collect();
    let most = &found.shares[0];
    let among = match view.results.iterations().first() {
        Some(&(_, least)) => format!(
            "trials of the first iteration, with {} each,",
            view.resources(least)
        ),
        None => "trials".to_owned(),
    };
    let summary = format!(
        "By PED-ANOVA (Watanabe et al. 2023): how far the values of the best {} of {} {among} differ from those of all, \
         one parameter at a time; together 100 %. {} made the most of the difference. It is of what was tried, not of \
         the whole space, and says nothing of parameters that matter only together.{}",
        found.best,
        found.trials,
        most.name,
        match view.is_halving() {
            true => format!(" With more {} others may matter.", view.resource()),
            false => String::new(),
        }
    );
    let shares = found.shares;
    let row = |one: &mcutune::report::Share| vec![Cell::Text(one.name.clone()), Cell::Number(one.share)];
    Ok(Figure {
        name: "importance".into(),
        title: "Importance of the hyperparameters".into(),
        summary,
        left_out: None,
        drawing: bars::draw(&bars),
        table: Table::of(&["parameter", "share"], shares.iter().map(row).collect()),
    })
}

/// What an error says, as a sentence.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map_or(String::new(), |letter| letter.to_uppercase().to_string());
    format!("{first}{}.", letters.as_str())
}
