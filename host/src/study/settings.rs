//! What a search depends on; two searches with equal settings give equal results.

use std::fmt;

use mcutune_core::cost::Dtype;
use mcutune_core::data::{ClipOutput, Target};
use mcutune_core::params::{Name, Params};
use mcutune_core::scaler::Scaling;
use mcutune_core::space::{Layers, Range};
use serde_json::{Map, Value as Json, json};

use crate::clip_output::clip_output_text;
use crate::cv::Cv;
use crate::data::{BadLines, Data, Dates, Delimiter, Encoding, ReadOptions, TargetColumn, Task};
use crate::recordings::Part;
use crate::search::{ErrorScore, Options, Scorers, Strategy};
use crate::space::{MOST_CANDIDATES, Space};
use crate::text;
use crate::windows::{SelectFeatures, Windowed, axes_text};

/// What a search depends on, by name; beside the settings `data_sha256` and `version`.
pub type Settings = Map<String, Json>;

/// The entry with the microcontroller, whether it was named or not.
pub(super) const MCU: &str = "mcu";

/// The entry with what a candidate may need of it.
pub(super) const LIMIT: &str = "limit";

/// The entry with the values that candidates choose from.
pub(super) const SPACE: &str = "space";

/// The entry with how features are scaled; a search has none where candidates choose it, be it those of some spaces
/// alone.
const SCALE: &str = "scale";

/// The entry with how many candidates there are to be, of a search that proposes them.
pub(super) const TRIALS: &str = "trials";

/// What that is where their number is left to the time.
const OPEN: &str = "as many as there is time for";

/// The entry of a search that scores in int8; another has none.
pub(super) const QUANTIZE: &str = "quantize";

/// The entry of a search that keeps answers; another has none.
pub(super) const KEEP_PREDICTIONS: &str = "keep_predictions";

/// The entry with the column that says which rows belong together; a search without one has none.
const GROUPS: &str = "groups";

/// The entry of a search whose winner is one of its last iteration, which is a column; another has none.
pub(super) const ITERATION: &str = "iteration";

/// The entry of a search whose rows count in scores as they are weighed; another has none.
pub(super) const WEIGHTED_SCORES: &str = "weighted_scores";

/// The entry of a search that scores the rows that train too; another has none.
pub(super) const TRAIN_SCORE: &str = "train_score";

/// The entry with the number that stands for the scores of fits that failed; a search that has none stand has none.
pub(super) const ERROR_SCORE: &str = "error_score";

/// The entry of a search whose score is that of one class; another has none.
pub(super) const POS_LABEL: &str = "pos_label";

/// The entry with the length of windows of recordings; a search of other rows has none.
pub(super) const WINDOW: &str = "window";

/// All that the records of a search depend on: the scores, and what each candidate needs of the
/// microcontroller.
///
/// Which trial is then chosen is no part of it: another rule chooses anew from scores that are
/// there. Nor is the data file's directory: its bytes decide, wherever they are.
pub(crate) fn settings(
    options: &Options<'_>,
    strategy: &dyn Strategy,
    data: &Data,
    how: (&Scorers, Scaling),
) -> Settings {
    let mut settings = of_fits(options, data, how);
    let iteration = strategy.declares().iteration;
    settings.extend(iteration.map(|column| (ITERATION.to_owned(), json!(column))));
    let objectives = &options.objectives;
    if !objectives.is_score_alone() {
        settings.insert(Difference::OBJECTIVES.into(), json!(objectives.to_string()));
    }
    settings.extend(strategy.settings());
    if goes_by_scores(&settings) && options.selection.by == Dtype::Int8 {
        settings.insert(Difference::SELECT_BY.into(), json!(Dtype::Int8.name()));
    }
    settings
}

/// Whether what is proposed, who goes on or is on the front depends on the scores, without any race.
fn goes_by_scores(settings: &Settings) -> bool {
    let proposes = settings.get("strategy").is_some_and(|name| name == "gp");
    proposes || settings.contains_key(ITERATION) || settings.contains_key(Difference::OBJECTIVES)
}

/// Those of them that a fit depends on, whatever strategy proposed it.
pub(crate) fn of_fits(
    options: &Options<'_>,
    data: &Data,
    (scorers, target_scaling): (&Scorers, Scaling),
) -> Settings {
    let task = match data.target().map(TargetColumn::as_target) {
        Some(Target::Classes { .. } | Target::Multilabel { .. }) => Task::Classify,
        Some(Target::Values { .. }) | None => Task::Regress,
    };
    let (read, device) = (data.options(), options.device());
    let mut settings = json!({
        (Difference::VERSION): env!("CARGO_PKG_VERSION"),
        "data": data.name(),
        (Difference::DATA_SHA256): data.digest(),
        (Difference::READ_SHA256): data.read_digest(),
        "delimiter": delimiter(read.text.delimiter),
        "no_header": !read.header,
        "drop": read.drop,
        "missing": read.missing,
        "categorical": read.categorical,
        "target": data.target_name(),
        "task": task.name(),
        (SPACE): describe(&options.space),
        "cv": options.folds(data),
        "scoring": scorers.refit().scoring.name(),
        "holdout": options.holdout,
        "seed": options.seed,
        "rng": options.rng.name(),
        (MCU): device.mcu.name(),
        (LIMIT): (!device.limits.is_empty()).then(|| device.limits.to_string()),
    });
    if !options.space.names(Name::Scaler) {
        settings[SCALE] = json!(options.scaling().name());
    }
    if let Some(windowed) = data.windowed() {
        of_windows(windowed, &mut settings);
    }
    if read.missing_indicator {
        settings["missing_indicator"] = json!(true);
    }
    if let Some(least) = read.min_frequency {
        settings["min_frequency"] = json!(least.to_string());
    }
    if let Some([_, _, ..]) = data.target().map(TargetColumn::columns) {
        settings["target"] = data.target().map_or(&[][..], TargetColumn::columns).into();
    }
    if !read.center.is_empty() {
        let columns = read.center.iter().map(|(column, _)| column.as_str());
        settings["center"] = columns.collect();
    }
    if task == Task::Regress {
        settings["scale_target"] = json!(target_scaling.name());
    }
    if options.clip_output != ClipOutput::None {
        settings["clip_output"] = json!(clip_output_text(options.clip_output));
    }
    if options.shuffle {
        settings[Difference::SHUFFLE] = json!(true);
    }
    if options.keep_predictions {
        settings[KEEP_PREDICTIONS] = json!(true);
    }
    if options.quantize {
        settings[QUANTIZE] = json!(Dtype::Int8.name());
    }
    let measured = scorers.measured();
    if scorers.are_several() {
        settings[Difference::SCORINGS] = json!(measured.several);
    }
    if measured.train {
        settings[TRAIN_SCORE] = json!(true);
    }
    if options.weighted_scores {
        settings[WEIGHTED_SCORES] = json!(true);
    }
    if let ErrorScore::Value(number) = options.error_score {
        settings[ERROR_SCORE] = json!(number);
    }
    if let Some(class) = scorers.positive(data.classes()) {
        settings[POS_LABEL] = json!(data.recorded_class(&class));
    }
    let mut settings = settings.as_object().cloned().unwrap_or_default();
    settings.extend(spelling(read));
    settings.extend(
        options
            .cv
            .kind()
            .map(|kind| (Difference::CV_KIND.to_owned(), json!(kind))),
    );
    if matches!(options.cv, Cv::Column(_)) {
        // the kind names it
        settings.remove(GROUPS);
    }
    settings
}

/// How recordings were read and windows cut from them, as flags have it; only what was given has an entry of its own.
fn of_windows(windowed: &Windowed, settings: &mut Json) {
    let (windowing, recordings) = (windowed.windowing(), windowed.recordings());
    let entries = [
        ("axes", json!(axes_text(windowing.axes))),
        ("decimate", json!(windowing.decimate)),
        ("features", json!(windowing.features.to_string())),
        ("filter", json!(windowing.filter.to_string())),
        ("hop", json!(windowing.hop.map(|hop| hop.to_string()))),
        ("rate", json!(recordings.rate())),
        (WINDOW, json!(windowing.size.to_string())),
    ];
    entries
        .into_iter()
        .for_each(|(name, value)| settings[name] = value);
    if windowing.select != SelectFeatures::All {
        settings["select_features"] = json!(windowing.select.to_string());
    }
    if !windowing.scale.is_empty() {
        settings["scale_axis"] = json!(windowing.scale);
    }
    let Some(read) = recordings.options() else {
        return;
    };
    let table = &read.table;
    settings["delimiter"] = json!(delimiter(table.text.delimiter));
    settings["no_header"] = json!(!table.header);
    let drop: Vec<&String> = table.drop.iter().chain(&read.drop).collect();
    settings["drop"] = json!(drop);
    for (name, value) in spelling(table) {
        settings[name] = value;
    }
    let given = [
        ("label_column", json!(read.label)),
        ("label_from", json!(read.label_from)),
        (
            "part",
            json!((read.part != Part::Training).then(|| read.part.name())),
        ),
        ("resample", json!(read.resample)),
        ("session", json!(read.session)),
        ("timestamp", json!(read.timestamp)),
        ("bad_files", json!(read.skips_bad_files.then_some("skip"))),
    ];
    let given = given.into_iter().filter(|(_, value)| !value.is_null());
    given.for_each(|(name, value)| settings[name] = value);
}

fn delimiter(delimiter: Delimiter) -> Option<String> {
    match delimiter {
        Delimiter::Found => None,
        Delimiter::Byte(byte) => Some(char::from(byte).to_string()),
        Delimiter::Whitespace => Some("whitespace".into()),
    }
}

/// As `--class-weight` takes them, each class with its weight; none where none is given.
fn class_weights(read: &ReadOptions) -> Option<Vec<String>> {
    let one = |(class, weight): &(String, f32)| format!("{class}={weight}");
    let all: Vec<String> = read.class_weights.iter().map(one).collect();
    (!all.is_empty()).then_some(all)
}

/// How the file is spelled; only what was given has an entry.
fn spelling(read: &ReadOptions) -> Settings {
    let text = &read.text;
    let all = json!({
        "comment": text.comment,
        "skip_lines": (text.skip_lines > 0).then_some(text.skip_lines),
        "units_row": text.units_row.then_some(true),
        "decimal": text.decimal.map(char::from),
        "thousands": text.thousands,
        "encoding": text.encoding.map(Encoding::name),
        "missing_values": (!text.missing_values.is_empty()).then_some(&text.missing_values),
        "bad_lines": (text.bad_lines != BadLines::Error).then_some(text.bad_lines),
        "index": read.index,
        (GROUPS): read.groups,
        "weights": read.weights,
        "class_weight": class_weights(read),
        "categories": (!read.categories.is_empty()).then_some(&read.categories),
        "x": read.x,
        "y": read.y,
        "sheet": read.sheet,
        "label_from": read.label_from,
        "date_order": text.date_order,
        "dates": (text.dates != Dates::Error).then_some(text.dates),
    });
    let mut all = all.as_object().cloned().unwrap_or_default();
    all.retain(|_, value| !value.is_null());
    all
}

/// A list of spaces, each with the values of its parameters as text, and with those that all
/// candidates share.
fn describe(space: &Space) -> Json {
    let range = |range: &Range<'_>| match *range {
        Range::List(values) => {
            let values: Vec<String> = values.iter().copied().map(text::python).collect();
            format!("[{}]", values.join(", "))
        }
        Range::IntRange { low, high, log } => bounds(low.to_string(), high.to_string(), log),
        Range::FloatRange { low, high, log } => bounds(text::float(low), text::float(high), log),
        Range::LayersRange(layers) => of_layers(&layers),
    };
    let base = |name: &Name| (space.base().get(*name), Params::DEFAULT.get(*name));
    let shared = Name::ALL.iter().filter(|name| base(name).0 != base(name).1);
    space.with(|spaces| {
        let space = |space: &mcutune_core::space::Space<'_>| {
            let dimensions = space.dimensions().iter();
            let dimensions = dimensions.map(|d| (d.name, range(&d.range)));
            let shared = shared.clone().map(|name| (*name, text::python(base(name).0)));
            let all = shared.chain(dimensions);
            Json::Object(
                all.map(|(name, text)| (name.as_str().to_owned(), Json::String(text)))
                    .collect(),
            )
        };
        spaces.iter().map(space).collect()
    })
}

fn bounds(low: String, high: String, log: bool) -> String {
    format!("{low} to {high}{}", if log { ", log" } else { "" })
}

/// As in `4 to 65, log, 1 to 3 layers`.
fn of_layers(layers: &Layers) -> String {
    let widths = bounds(layers.low.to_string(), layers.high.to_string(), layers.log);
    let step = match layers.step {
        1 => String::new(),
        step => format!(", step {step}"),
    };
    format!("{widths}{step}, {} to {} layers", layers.fewest, layers.most)
}

/// A setting in which a study and a search differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its name in [`Settings`].
    pub setting: String,
    /// The part of it that differs, such as a parameter of the space.
    pub part: Option<String>,
    /// Its value in the study.
    pub there: String,
    /// And in the search.
    pub here: String,
}

impl Difference {
    /// The setting that is the SHA-256 of the data.
    pub const DATA_SHA256: &str = "data_sha256";
    /// The setting that is the SHA-256 of what was read of the data; studies of earlier builds have none.
    pub const READ_SHA256: &str = "read_sha256";
    /// The setting that is the program's version.
    pub const VERSION: &str = "version";
    /// The setting of a search that shuffles the rows before they are split; another has none.
    pub const SHUFFLE: &str = "shuffle";
    /// The setting of a search whose folds are of a kind that was named; another has none.
    pub const CV_KIND: &str = "cv_kind";
    /// The setting of a search whose candidates race; another has none.
    pub const RACE: &str = "race";
    /// The rule by which they race, which is a setting of no other search.
    pub const SELECT: &str = "select";
    /// Whose scores count in that race, where those in int8 do.
    pub const SELECT_BY: &str = "select_by";
    /// The names of several scores, of which the one that is maximised is the score; another search has none.
    pub const SCORINGS: &str = "scorings";
    /// What is optimised, where that is not the score alone; another search has none.
    pub const OBJECTIVES: &str = "objectives";
    /// What a setting is where it is not given.
    pub const NOT_GIVEN: &str = "not given";
    /// How many candidates there are, which is a difference of shards only.
    pub const CANDIDATES: &str = "candidates";

    /// As `{}` writes it, with another name for the setting.
    #[must_use]
    pub fn named(&self, setting: &str) -> String {
        let part = self
            .part
            .as_ref()
            .map_or(String::new(), |part| format!(" {part}"));
        format!("{setting}{part} is {} there, {} here", self.there, self.here)
    }
}

impl Difference {
    /// Whether it is of more trials than there were to be, or of fewer, but no fewer than are `done`.
    pub(super) fn is_trials(&self, done: usize) -> bool {
        let enough = self.here.parse::<usize>().is_ok_and(|here| here >= done);
        self.setting == TRIALS && (enough || self.here == OPEN)
    }

    /// Whether it is of the values that candidates choose from.
    #[must_use]
    pub fn is_of_space(&self) -> bool {
        self.setting == SPACE
    }

    /// Whether it changes no more than which candidates fit.
    pub(super) fn is_of_limits(&self) -> bool {
        matches!(self.setting.as_str(), LIMIT | MCU)
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.named(&self.setting))
    }
}

/// What differs between the settings of a study and those of a search.
pub(super) fn differences(there: &Settings, here: &Settings) -> Vec<Difference> {
    let mut found = Vec::new();
    for name in names(there, here) {
        // The bytes decide, whatever the file is called.
        if name != "data" {
            compare(&name, None, there.get(&name), here.get(&name), &mut found);
        }
    }
    // by which rule candidates race is no difference where they do not
    if found.iter().any(|one| one.setting == Difference::RACE) {
        let race = |one: &Difference| match one.setting.as_str() {
            Difference::SELECT => true,
            Difference::SELECT_BY => !(goes_by_scores(there) && goes_by_scores(here)),
            _ => false,
        };
        found.retain(|one| !race(one));
    }
    found
}

/// In which of its settings a study is unlike a fit that goes on with its data, wherever they are now.
pub(crate) fn unlike(there: &Settings, fit: &Settings) -> Vec<Difference> {
    const ASIDE: [&str; 2] = [SPACE, "y"];
    let (mut there, mut fit) = (there.clone(), fit.clone());
    if !there.contains_key(SCALE) && space_names(&there, Name::Scaler) {
        // a trial of a space that leaves it out is scaled as where nothing is said
        fit.remove(SCALE);
    }
    there.retain(|name, _| fit.contains_key(name));
    let mut found = differences(&there, &fit);
    found.retain(|one| !ASIDE.contains(&one.setting.as_str()));
    told(found)
}

/// Whether candidates of any of a study's spaces choose, or share, a value of this parameter.
fn space_names(settings: &Settings, name: Name) -> bool {
    let spaces = settings.get(SPACE).and_then(Json::as_array);
    spaces.is_some_and(|spaces| spaces.iter().any(|space| space.get(name.as_str()).is_some()))
}

/// Without what was read of the data, where another difference explains it.
pub(super) fn told(mut differences: Vec<Difference>) -> Vec<Difference> {
    if differences.len() > 1 {
        differences.retain(|one| one.setting != Difference::READ_SHA256);
    }
    differences
}

fn names(a: &Settings, b: &Settings) -> Vec<String> {
    let mut names: Vec<String> = a.keys().chain(b.keys()).cloned().collect();
    names.sort();
    names.dedup();
    names
}

fn compare(
    setting: &str,
    part: Option<&str>,
    there: Option<&Json>,
    here: Option<&Json>,
    found: &mut Vec<Difference>,
) {
    match (there, here) {
        (a, b) if a == b => {}
        (Some(Json::Object(a)), Some(Json::Object(b))) => {
            for name in names(a, b) {
                compare(setting, Some(&name), a.get(&name), b.get(&name), found);
            }
        }
        (Some(Json::Array(a)), Some(Json::Array(b))) if a.len() == b.len() => {
            for (a, b) in a.iter().zip(b) {
                compare(setting, part, Some(a), Some(b), found);
            }
        }
        (a, b) => found.push(Difference {
            setting: setting.to_owned(),
            part: part.map(str::to_owned),
            there: shown(setting, a),
            here: shown(setting, b),
        }),
    }
}

fn shown(setting: &str, value: Option<&Json>) -> String {
    match value {
        // its word for that
        None if setting == Difference::RACE => "none".into(),
        Some(Json::Number(trials)) if setting == TRIALS && trials.as_u64() == Some(MOST_CANDIDATES) => {
            OPEN.into()
        }
        None if setting == Difference::SELECT_BY => Dtype::F32.name().into(),
        None | Some(Json::Null) => Difference::NOT_GIVEN.into(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn settings(value: Json) -> Settings {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn each_difference_is_named_with_both_values() {
        let there = settings(json!({"cv": 5, "no_header": true, "trials": null,
            "space": [{"alpha": "[0.1]", "solver": "['adam']"}], "data": "a.csv", "seed": 0}));
        let here = settings(json!({"cv": 3, "no_header": false, "trials": 10,
            "space": [{"alpha": "[0.2]", "solver": "['adam']"}], "data": "b.csv", "seed": 0}));
        let found: Vec<String> = differences(&there, &here)
            .iter()
            .map(|one| one.to_string())
            .collect();
        assert_eq!(
            found,
            [
                "cv is 5 there, 3 here",
                "no_header is true there, false here",
                "space alpha is [0.1] there, [0.2] here",
                "trials is not given there, 10 here",
            ]
        );
        assert!(differences(&there, &there).is_empty());
    }
}
