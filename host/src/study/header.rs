//! The lines of a journal before the first trial.

use std::collections::BTreeMap;

use mcutune_core::params::Name;
use serde::Serialize;
use serde_json::json;

use super::checksum::Chain;
use super::line::{
    ATTRIBUTE, COMMAND, CREATE_STUDY, MAXIMIZE, MINIMIZE, SELECT, SELECT_BY, SET_STUDY_SYSTEM_ATTR,
    SET_STUDY_USER_ATTR, WORKER,
};
use super::settings::Settings;
use crate::objectives::Objectives;
use crate::search::{Growth, Selection};
use crate::space::{Space, Values};

/// What a journal says of its search before the first trial.
pub(crate) struct Header<'a> {
    /// The study's name.
    pub name: String,
    /// The score's name.
    pub scoring: &'a str,
    /// What is optimised.
    pub objectives: &'a Objectives,
    /// How the winner is chosen.
    pub selection: Selection,
    /// What the search depends on.
    pub settings: &'a Settings,
    /// How a study of other settings goes on with these.
    pub grows: Growth,
    /// The space of its candidates, where a study of another may have some of them.
    pub space: Option<&'a Space>,
    /// What each parameter may be.
    pub distributions: BTreeMap<Name, Values>,
    /// The words of the command, of a shard: whoever finds that it is not done repeats them.
    pub command: &'a [String],
}

fn study_attribute(name: &str, value: impl Serialize, chain: &mut Chain) -> String {
    let line = json!({"op_code": SET_STUDY_USER_ATTR, "worker_id": WORKER, "study_id": 0,
        "user_attr": {name: value}});
    chain.seal(&line.to_string())
}

/// How the winner is chosen where that differs from before.
pub(super) fn selection_lines(was: Option<Selection>, is: Selection, chain: &mut Chain) -> String {
    let mut lines = String::new();
    if was.is_none_or(|was| was.rule != is.rule) {
        lines += &study_attribute(SELECT, is.rule.to_string(), chain);
    }
    // A study that does not say so chooses by f32.
    if was.unwrap_or_default().by != is.by {
        lines += &study_attribute(SELECT_BY, is.by.name(), chain);
    }
    lines
}

impl Header<'_> {
    /// The settings come last: with them the journal has begun.
    pub(super) fn lines(&self, chain: &mut Chain) -> String {
        let costs = self.objectives.costs();
        let directions = [&[MAXIMIZE], vec![MINIMIZE; costs.len()].as_slice()].concat();
        let costs = costs.iter().map(|quantity| quantity.name());
        let names: Vec<&str> = std::iter::once(self.scoring).chain(costs).collect();
        let lines = [
            json!({"op_code": CREATE_STUDY, "worker_id": WORKER, "study_name": self.name,
                "directions": directions}),
            json!({"op_code": SET_STUDY_SYSTEM_ATTR, "worker_id": WORKER, "study_id": 0,
                "system_attr": {"study:metric_names": names}}),
        ];
        let mut lines = lines.map(|line| chain.seal(&line.to_string())).concat();
        lines += &selection_lines(None, self.selection, chain);
        if !self.command.is_empty() {
            lines += &study_attribute(COMMAND, self.command, chain);
        }
        lines + &settings_line(self.settings, chain)
    }
}

/// What the search depends on; the last such line counts.
pub(super) fn settings_line(settings: &Settings, chain: &mut Chain) -> String {
    study_attribute(ATTRIBUTE, settings, chain)
}
