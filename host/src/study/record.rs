//! A journal read back.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use mcutune_core::cost::Dtype;
use serde_json::Value as Json;

use super::checksum::Chain;
use super::confirmation::Confirmation;
use super::device::Excluded;
use super::error::StudyError;
use super::parse::{ParsedJournal, Valued, parsed};
use super::rewrite::REWRITTEN;
use super::settings::{Difference, ERROR_SCORE, ITERATION, QUANTIZE, Settings, TRAIN_SCORE};
use super::typed::typed;
use super::{BEST, CV_RESULTS, JOURNAL, MODEL, PREDICTED, PREDICTIONS};
use crate::limits::Limits;
use crate::model::{Model, written};
use crate::objectives::Objectives;
use crate::search::{Measured, Results, Select, Selection, Trial};
use crate::shard::{Shard, ShardRound};

/// A study as its journal has it.
///
/// ```no_run
/// use mcutune::{Dtype, Select, Study};
///
/// let study = Study::read("iris.study")?;
/// let results = study.results(Select::OneStandardError, Dtype::F32);
/// for number in results.front() {
///     println!("{} {:.4}", results.costs()[number], results.means()[number]);
/// }
/// # Ok::<(), mcutune::StudyError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Study {
    pub(super) name: String,
    pub(super) scoring: String,
    pub(super) selection: Selection,
    pub(crate) settings: Settings,
    pub(super) confirmation: Confirmation,
    /// Whose mean scores the values of the trials are.
    pub(super) valued: Valued,
    pub(crate) trials: Vec<Trial>,
    /// The line of each trial, of several the last.
    pub(super) lines: Vec<usize>,
    /// Those before it, each with the number of its trial.
    pub(super) superseded: Vec<(usize, usize)>,
    /// What it has of trials that exceed its limits, and did not those of a search before.
    pub(super) excluded: BTreeMap<usize, Excluded>,
    /// Their checksums.
    pub(super) chain: Chain,
    /// Whether no other program has written to the journal.
    pub(super) ours: bool,
    /// Checksums of the answers that it has kept, by trial.
    pub(super) kept: BTreeMap<usize, String>,
    /// Whether its search has had other settings before.
    pub(super) has_grown: bool,
    /// How many trials it had when it was last given another search; 0 where it was not.
    pub(super) ended: usize,
    /// The words of a shard's command.
    pub(super) command: Vec<String>,
    /// When its first trial began and its last one ended, as the journal writes times.
    pub(super) span: Option<(String, String)>,
}

impl Study {
    /// The name of the journal in a study's directory.
    pub const JOURNAL: &str = JOURNAL;
    /// That of the table of results.
    pub const CV_RESULTS: &str = CV_RESULTS;
    /// That of the winner for programs.
    pub const BEST: &str = BEST;
    /// That of the winner's model.
    pub const MODEL: &str = MODEL;
    /// That of the answers which a search keeps that is asked to.
    pub const PREDICTIONS: &str = PREDICTIONS;
    /// That of what they are to.
    pub const PREDICTED: &str = PREDICTED;
    /// That of a journal's new text, which a search that is killed while it rewrites the journal leaves to the next.
    pub const REWRITTEN: &str = REWRITTEN;
    /// The names of all files that a search writes there.
    pub const FILES: [&str; 7] = [
        JOURNAL,
        REWRITTEN,
        CV_RESULTS,
        BEST,
        MODEL,
        PREDICTIONS,
        PREDICTED,
    ];

    /// Reads the journal of a study's directory; a line that a kill left half written is left out.
    ///
    /// # Errors
    /// Where there is no journal, or a line is not as a search writes it.
    pub fn read(directory: impl AsRef<Path>) -> Result<Self, StudyError> {
        match parsed(directory.as_ref())? {
            (ParsedJournal::Begun(study), _) => Ok(*study),
            (ParsedJournal::Unbegun, _) => Ok(Self {
                name: super::name("", directory.as_ref()),
                ..Self::default()
            }),
        }
    }

    /// Its name: that of the data's file without what follows the first point; that of the directory
    /// where its search was ended before it began.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// scikit-learn's name of the score.
    #[must_use]
    pub fn scoring(&self) -> &str {
        &self.scoring
    }

    /// Those of all scores, as they were given to its search.
    #[must_use]
    pub fn scorings(&self) -> Vec<String> {
        let measured = self.measured();
        match measured.several.is_empty() {
            true => vec![measured.scoring],
            false => measured.several,
        }
    }

    /// The number that stands for the scores of fits that failed, if one does.
    pub(super) fn error_score(&self) -> Option<f64> {
        self.settings.get(ERROR_SCORE).and_then(Json::as_f64)
    }

    pub(super) fn measured(&self) -> Measured {
        measured_of(&self.scoring, &self.settings)
    }

    /// How the last search chose the winner.
    #[must_use]
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// What its search depends on, by name.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The same for programs, the values of the space in their own types.
    #[must_use]
    pub fn settings_json(&self) -> Json {
        typed(&self.settings)
    }

    /// Which part of a search it is, and how many candidates that has, as far as is known; none of a whole search.
    #[must_use]
    pub fn shard(&self) -> Option<(Shard, usize)> {
        let round = ShardRound::of(&self.settings)?;
        Some((round.shard, round.all))
    }

    /// Which candidates of its search all shards have a part of, where it is one: those of a round, or all.
    #[must_use]
    pub fn round(&self) -> Option<Range<usize>> {
        Some(ShardRound::of(&self.settings)?.numbers)
    }

    /// The trials that are done, in their order.
    #[must_use]
    pub fn trials(&self) -> &[Trial] {
        &self.trials
    }

    /// Whether each fold is scored in int8 too.
    #[must_use]
    pub fn is_quantized(&self) -> bool {
        self.settings.contains_key(QUANTIZE)
    }

    /// What its search optimises.
    #[must_use]
    pub fn objectives(&self) -> Objectives {
        objectives_of(&self.settings)
    }

    /// Whether candidates were dropped that its rule could not choose any more: another may not be asked
    /// then. Where they raced for a front, every rule chooses from that, and any may be asked.
    #[must_use]
    pub fn is_raced(&self) -> bool {
        self.settings.contains_key(Difference::RACE)
    }

    /// The trials ranked, and one chosen by a rule; confirmed, where the search has confirmed those that the rule
    /// takes into account.
    #[must_use]
    pub fn results(&self, rule: Select, by: Dtype) -> Results {
        let selection = Selection { rule, by };
        let mut results = Results::new(
            self.trials.clone(),
            self.measured(),
            selection,
            (self.device(), self.objectives()),
            self.settings.get(ITERATION).and_then(Json::as_str),
        );
        let mut numbers = results.to_confirm(self.confirmation.most);
        // an earlier version confirmed none beyond the best of the search
        let there = self.confirmation.count();
        if there < numbers.len() && results.end_at_the_best(&numbers[..there]) {
            numbers.truncate(there);
        }
        let confirmed = self.confirmation.of(&numbers, &self.trials, results.folds());
        results.confirm(confirmed.unwrap_or_default());
        results
    }

    /// Whether a model is that of the winner so far: of the same data, and with its values and score.
    #[must_use]
    pub fn has_winner(&self, model: &Model) -> bool {
        let Selection { rule, by } = self.selection;
        let results = self.results(rule, by);
        let Some(winner) = results.winner().map(|number| &results.trials()[number]) else {
            return false;
        };
        let data = self.settings.get(Difference::DATA_SHA256).and_then(Json::as_str);
        let score = Some(winner.mean_test_score()).filter(|score| score.is_finite());
        data == Some(model.provenance().data_sha256.as_str())
            && winner
                .params()
                .params(model.params())
                .is_ok_and(|params| written(&params.of_prepared()) == *model.params())
            && model.scores().get("mean_test_score").copied() == score
    }

    /// How many of its best trials the search was to confirm on fresh folds, at most.
    #[must_use]
    pub fn most_confirmed(&self) -> usize {
        self.confirmation.most
    }

    /// When the first of its trials began and the last one ended, in ISO 8601; what lies between may be more than one
    /// run of the search. None where there is no trial.
    #[must_use]
    pub fn span(&self) -> Option<(&str, &str)> {
        let (began, ended) = self.span.as_ref()?;
        Some((began, ended))
    }

    /// Whether its search has had other settings before, with which it has some of its trials: fewer trials, fewer
    /// values, another microcontroller or other limits.
    #[must_use]
    pub fn has_grown(&self) -> bool {
        self.has_grown
    }

    /// Whether the search confirmed its best trials on fresh folds.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        self.confirmation.most > 0
    }

    /// That one of its trials, in a directory, is none of a search, and why.
    pub(crate) fn refuse(&self, directory: &Path, number: usize, what: &str) -> StudyError {
        not_of_this_search(&directory.join(JOURNAL), self.lines.get(number), what)
    }

    /// Whether there are candidates, all of them beyond the limits, none of which was ever trained, and no line of
    /// another program's.
    pub(super) fn has_no_fit(&self) -> bool {
        let infeasible = |trial: &Trial| trial.infeasible().is_some();
        let untrained = self.excluded.is_empty() && self.trials.iter().all(infeasible);
        self.ours && !self.trials.is_empty() && untrained
    }
}

/// The error of a journal with a trial, on a line, that is none of the search that goes on with it.
pub(super) fn not_of_this_search(journal: &Path, line: Option<&usize>, what: &str) -> StudyError {
    StudyError::Line {
        path: journal.display().to_string(),
        line: line.copied().unwrap_or(0),
        what: format!("not a trial of this search: {what}"),
    }
}

/// What a search by a score and other settings scores.
pub(super) fn measured_of(scoring: &str, settings: &Settings) -> Measured {
    let several = settings.get(Difference::SCORINGS).and_then(Json::as_array);
    let names = several.into_iter().flatten().filter_map(Json::as_str);
    Measured {
        scoring: scoring.to_owned(),
        several: names.map(str::to_owned).collect(),
        train: settings.contains_key(TRAIN_SCORE),
    }
}

/// What a search's candidates may need of its microcontroller.
pub(super) fn limits_of(settings: &Settings) -> Limits {
    let limits = settings.get("limit").and_then(Json::as_str);
    limits.and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// What a search optimises.
pub(super) fn objectives_of(settings: &Settings) -> Objectives {
    let objectives = settings.get(Difference::OBJECTIVES).and_then(Json::as_str);
    objectives.and_then(|text| text.parse().ok()).unwrap_or_default()
}
