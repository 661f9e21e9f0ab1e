//! A study as all sections of its report see it.

use std::ops::Range;
use std::path::Path;

use maud::Markup;
use mcutune::core::cost::Dtype;
use mcutune::core::params::Name;
use mcutune::core::score::Scoring;
use mcutune::report::{self, Axis, Counts, Extent};
use mcutune::text::counted;
use mcutune::{Confirmed, Model, Results, Select, Shards, Study, Trial, text};
use serde_json::{Value as Json, json};

use super::answers::Answers;
use super::figure::Cell;
use super::holdout::HeldOut;
use crate::cli::command_error::CommandError;
use crate::cli::picture::fence;
use crate::cli::{print, shards, show};

/// How much of a study is shown: what is beyond it is left out, and said to be.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Points of a picture.
    pub points: usize,
    /// Lines of the parallel coordinates, which have a point for each parameter.
    pub lines: usize,
    /// Rows of a table.
    pub rows: usize,
}

impl Budget {
    /// Of a report on so many studies: together they have as much as one.
    pub fn of(studies: usize) -> Self {
        let share = |all: usize, least: usize| (all / studies.max(1)).max(least);
        Self {
            points: share(800, 50),
            lines: share(200, 20),
            rows: share(100, 12),
        }
    }
}

/// A study as all sections see it.
pub struct View {
    pub study: Study,
    pub results: Results,
    pub counts: Counts,
    pub axes: Vec<Axis>,
    /// The numbers of the trials of each iteration of a halving search; of another search one range of all.
    pub iterations: Vec<Range<usize>>,
    /// Whether it has all trials of its search.
    pub extent: Extent,
    /// That of the winner, where the directory has it.
    pub model: Option<Model>,
    /// Whether its search has left the model of its winner, whichever is that of the page.
    pub has_model: bool,
    /// What it is called here: its name, and its directory where another study has the same.
    pub name: String,
    /// The directory as it was given.
    pub directory: String,
    /// What the ids of its elements begin with.
    pub prefix: String,
    /// Its scoring, where this build knows it.
    pub scoring: Option<Scoring>,
    pub folds: usize,
    pub budget: Budget,
    /// The searched hyperparameters, in the order of their names.
    pub searched: Vec<Name>,
    /// The winner on rows that were held out of the search; none where there are none, or no model.
    pub held_out: Option<HeldOut>,
    /// Fits of the best trials; none where the data were not given.
    pub answers: Option<Answers>,
    /// Below it a score is drawn on the lower edge.
    pub floor: f64,
}

impl View {
    pub fn read(
        directory: &Path,
        (rule, by): (Option<Select>, Option<Dtype>),
        budget: Budget,
    ) -> Result<Self, CommandError> {
        if show::is_unmerged(directory) {
            return Err(unmerged(directory));
        }
        let study = Study::read(directory)?;
        let (rule, by) = show::selection((directory, &study), rule, by)?;
        let results = study.results(rule, by);
        let own = study.selection();
        let is_own = || study.results(own.rule, own.by).winner() == results.winner();
        let model = Model::load(directory.join(Study::MODEL)).ok();
        let model = model.filter(|model| study.has_winner(model));
        let has_model = model.is_some();
        let model = model.filter(|_| is_own());
        let of_winner = model.as_ref().zip(results.winner());
        let cv = study.settings().get("cv").and_then(Json::as_u64);
        let folds = cv.map_or(results.folds(), |folds| folds as usize);
        let mut searched: Vec<Name> = results
            .trials()
            .iter()
            .flat_map(|trial| trial.params().iter().map(|(name, _)| name))
            .collect();
        searched.sort_unstable();
        searched.dedup();
        Ok(Self {
            floor: fence(results.means().iter().copied()),
            searched,
            held_out: of_winner.and_then(|(model, winner)| HeldOut::of(directory, model, winner)),
            iterations: report::iterations(&results),
            extent: report::extent(&study, &results),
            answers: None,
            counts: report::counts(&results, folds),
            axes: report::axes(&study, &results),
            name: study.name().to_owned(),
            directory: directory.display().to_string(),
            prefix: String::new(),
            scoring: Scoring::from_name(study.scoring()),
            study,
            results,
            model,
            has_model,
            folds,
            budget,
        })
    }

    /// For programs, its winner as `best.json` has it.
    pub fn json(&self) -> Json {
        let winner = self.results.winner();
        json!({
            "study": self.study.name(),
            "directory": self.directory,
            "scoring": self.results.scoring(),
            "strategy": self.study.settings().get("strategy"),
            "select": self.results.selection().rule.to_string(),
            "select_by": self.by().name(),
            "trials": self.results.trials().len(),
            "best": winner.map(|number| self.results.trial_json(number)),
        })
    }

    pub fn trial(&self, number: usize) -> &Trial {
        &self.results.trials()[number]
    }

    /// Whether it is of a halving search.
    pub fn is_halving(&self) -> bool {
        !self.results.iterations().is_empty()
    }

    /// The trials of the first iteration, which has every candidate once; of another search all.
    pub fn first(&self) -> Range<usize> {
        self.iterations.first().cloned().unwrap_or(0..0)
    }

    /// The trials of the last iteration, of which the winner is; of another search all.
    pub fn last(&self) -> Range<usize> {
        self.iterations.last().cloned().unwrap_or(0..0)
    }

    /// The iteration of a trial, from 0; none of a search that is no halving search.
    pub fn iteration(&self, number: usize) -> Option<usize> {
        let at = self.iterations.iter().position(|trials| trials.contains(&number));
        at.filter(|_| self.is_halving())
    }

    /// What a halving search gives its candidates more of.
    pub fn resource(&self) -> &'static str {
        match self.halves_rows() {
            true => "rows",
            false => "epochs",
        }
    }

    /// So much of it.
    pub fn resources(&self, many: i64) -> String {
        counted(many, if self.halves_rows() { "row" } else { "epoch" })
    }

    fn halves_rows(&self) -> bool {
        self.study.settings().get("resource").and_then(Json::as_str) == Some("n_samples")
    }

    /// Whose scores choose the winner.
    pub fn by(&self) -> Dtype {
        self.results.selection().by
    }

    /// The score's name, and of which networks it is where that is not obvious.
    pub fn score_name(&self) -> String {
        let name = match self.study.settings().get("pos_label").and_then(Json::as_str) {
            Some(class) => format!(
                "{} of class {}",
                self.results.scoring(),
                super::words::label(class, 24)
            ),
            None => self.results.scoring().to_owned(),
        };
        match self.by() {
            Dtype::F32 => name,
            Dtype::Int8 => format!("{name}, int8"),
        }
    }

    /// The mean score that counts; NaN where there is none.
    pub fn mean(&self, number: usize) -> f64 {
        self.results.means()[number]
    }

    /// Scores by fold that count, of those folds that are done.
    pub fn fold_scores(&self, number: usize) -> Vec<f64> {
        let trial = self.trial(number);
        match self.by() {
            Dtype::F32 => trial.split_test_scores(),
            Dtype::Int8 => trial.int8().map_or(Vec::new(), |int8| int8.folds),
        }
    }

    /// Mean and deviation of the scores that count.
    pub fn mean_and_std(&self, number: usize) -> (f64, f64) {
        let trial = self.trial(number);
        match self.by() {
            Dtype::F32 => (trial.mean_test_score(), trial.std_test_score()),
            Dtype::Int8 => trial
                .int8()
                .map_or((f64::NAN, f64::NAN), |int8| (int8.mean, int8.std)),
        }
    }

    /// The best trials beside the winner, by rank, of those whose scores are measures of its own.
    pub fn runners_up(&self) -> impl Iterator<Item = usize> {
        let (winner, last) = (self.results.winner(), self.last());
        let others = self.results.by_rank().into_iter();
        others.filter(move |number| {
            Some(*number) != winner && last.contains(number) && self.mean(*number).is_finite()
        })
    }

    /// What fresh folds say of a trial.
    pub fn fresh(&self, number: usize) -> Option<(&Confirmed, f64, f64)> {
        let confirmed = self.results.confirmation(number)?;
        let (mean, std) = confirmed.mean_and_std(self.by());
        Some((confirmed, mean, std))
    }

    /// The interval of a mean of fold scores.
    pub fn interval(&self, scores: &[f64]) -> Option<(f64, f64)> {
        report::interval(scores, self.scoring)
    }

    /// A trial's choices in one line.
    pub fn params(&self, number: usize) -> String {
        let trial = self.trial(number).params();
        let items = trial
            .iter()
            .map(|(name, value)| format!("{}={}", name.as_str(), text::short_param(value)));
        items.collect::<Vec<_>>().join(" ")
    }

    /// What became of a trial, in a word or two.
    pub fn state(&self, number: usize) -> String {
        let trial = self.trial(number);
        match (trial.infeasible(), trial.given_up()) {
            (Some(_), _) => "infeasible".into(),
            (None, Some(state)) => state.to_owned(),
            (None, None) if self.mean(number).is_nan() => "no score".into(),
            (None, None) => "scored".into(),
        }
    }

    /// What is said of a trial where a pointer rests on it.
    pub fn told(&self, number: usize) -> String {
        let (mean, std) = self.mean_and_std(number);
        let score = match mean.is_nan() {
            true => self.state(number),
            false => print::score(mean, std),
        };
        let quantity = self.results.quantity();
        let cost = self.trial(number).cost(quantity);
        let cost = cost.map_or(String::new(), |cost| format!(", {} {cost}", quantity.name()));
        format!("trial {number}: {score}{cost}; {}", self.params(number))
    }

    /// Cells of a trial's choices, one for each searched hyperparameter.
    pub fn chosen(&self, number: usize) -> Vec<Cell> {
        let trial = self.trial(number).params();
        let cell = |name| {
            trial
                .get(name)
                .map_or(Cell::None, |value| Cell::Text(text::param(value)))
        };
        self.searched.iter().map(|&name| cell(name)).collect()
    }

    /// The names of the searched hyperparameters.
    pub fn searched_names(&self) -> Vec<String> {
        self.searched
            .iter()
            .map(|name| name.as_str().to_owned())
            .collect()
    }
}

/// The error of a directory of shards: which of them are not done, of many the first, for only then they are merged.
fn unmerged(directory: &Path) -> CommandError {
    let all = match Shards::read(&[directory.to_owned()]) {
        Ok(all) => all,
        Err(error) => return error.into(),
    };
    let unfinished = all.unfinished();
    if unfinished.is_empty() {
        return show::unmerged("", directory);
    }
    let path = directory.display();
    format!(
        "{path} holds shards that are not merged, {} of {} done; not done: {}; `mcutune show {path}` says how to go on",
        all.done(),
        counted(all.candidates(), "candidate"),
        shards::named(&all)
    )
    .into()
}

/// A heading of a section, one level below that of its study.
pub fn heading(level: u8, id: &str, text: &str) -> Markup {
    maud::html! {
        @match level {
            2 => { h2 id=(id) { (text) } }
            3 => { h3 id=(id) { (text) } }
            _ => { h4 id=(id) { (text) } }
        }
    }
}
