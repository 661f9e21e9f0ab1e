//! What a study's search was asked for, read back from its settings: how the data were read, and what its fits depend
//! on.

use std::path::Path;

use mcutune_core::cost::Mcu;
use mcutune_core::data::ClipOutput;
use mcutune_core::params::{Name, Params};
use mcutune_core::scaler::Scaling;
use mcutune_core::score::Scoring;
use serde::Deserialize;
use serde_json::Value as Json;

use super::error::StudyError;
use super::record::{Study, limits_of};
use super::settings::{Difference, KEEP_PREDICTIONS, POS_LABEL, WINDOW};
use crate::clip_output::parse_clip_output;
use crate::cv::Cv;
use crate::data::input;
use crate::data::{
    BadLines, Categorical, Data, DateOrder, Dates, Delimiter, Encoding, LabelFrom, Missing, ReadOptions, Task,
};
use crate::recordings::{Part, RecordingOptions};
use crate::rng::Rng;
use crate::search::{ErrorScore, Options, Trial};
use crate::space::{Space, parse_setting};
use crate::windows::{SelectFeatures, Span, Windowing, parse_axes};

/// The column that is predicted, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Targets {
    One(String),
    Several(Vec<String>),
}

/// Settings under their names; those of a study have more.
#[derive(Deserialize)]
struct Reading {
    delimiter: Option<String>,
    no_header: bool,
    drop: Vec<String>,
    missing: Missing,
    categorical: Categorical,
    #[serde(default)]
    missing_indicator: bool,
    min_frequency: Option<String>,
    target: Option<Targets>,
    task: Task,
    #[serde(default)]
    center: Vec<String>,
    comment: Option<String>,
    #[serde(default)]
    skip_lines: u64,
    #[serde(default)]
    units_row: bool,
    decimal: Option<char>,
    thousands: Option<char>,
    encoding: Option<String>,
    #[serde(default)]
    missing_values: Vec<String>,
    bad_lines: Option<BadLines>,
    index: Option<String>,
    groups: Option<String>,
    weights: Option<String>,
    #[serde(default)]
    class_weight: Vec<String>,
    cv_kind: Option<String>,
    #[serde(default)]
    categories: Vec<String>,
    x: Option<String>,
    y: Option<String>,
    sheet: Option<String>,
    label_from: Option<LabelFrom>,
    date_order: Option<DateOrder>,
    dates: Option<Dates>,
}

/// The same of its fits.
#[derive(Deserialize)]
struct Fitting {
    cv: usize,
    cv_kind: Option<String>,
    scoring: String,
    scorings: Option<Vec<String>>,
    #[serde(default)]
    train_score: bool,
    #[serde(default)]
    weighted_scores: bool,
    error_score: Option<f64>,
    /// None where candidates chose it.
    scale: Option<String>,
    scale_target: Option<String>,
    clip_output: Option<String>,
    holdout: f64,
    seed: u32,
    rng: String,
    mcu: String,
    #[serde(default)]
    shuffle: bool,
}

/// How windows were cut from recordings, and how these were read.
#[derive(Deserialize)]
struct Cutting {
    axes: String,
    decimate: u16,
    features: String,
    filter: String,
    hop: Option<String>,
    rate: f64,
    #[serde(default)]
    scale_axis: Vec<f32>,
    select_features: Option<String>,
    window: String,
    label_column: Option<String>,
    label_from: Option<LabelFrom>,
    part: Option<String>,
    resample: Option<f64>,
    session: Option<String>,
    timestamp: Option<String>,
    bad_files: Option<String>,
}

impl Study {
    /// Whether its rows are windows of recordings.
    pub(crate) fn is_of_windows(&self) -> bool {
        self.settings.contains_key(WINDOW)
    }

    /// How windows were cut for it, and how the recordings were read.
    pub(crate) fn recording_options(&self) -> Result<(RecordingOptions, Windowing), StudyError> {
        let asked: Cutting = self.asked()?;
        let span = |name: &'static str, text: &str| known(name, text, |text| text.parse::<Span>().ok());
        let part = |name: &str| Part::ALL.into_iter().find(|part| part.name() == name);
        let windowing = Windowing::new(span(WINDOW, &asked.window)?)
            .hop(asked.hop.map(|hop| span("hop", &hop)).transpose()?)
            .features(known("features", &asked.features, |text| text.parse().ok())?)
            .filter(known("filter", &asked.filter, |text| text.parse().ok())?)
            .axes(known("axes", &asked.axes, |text| parse_axes(text).ok())?)
            .decimate(asked.decimate)
            .scale(asked.scale_axis)
            .select(match asked.select_features {
                Some(select) => known("select_features", &select, |text| text.parse().ok())?,
                None => SelectFeatures::All,
            });
        let mut table = self.read_options()?.label_from(None);
        (table.groups, table.target) = (None, None);
        let options = RecordingOptions::new()
            .table(table)
            .rate(asked.rate)
            .resample(asked.resample)
            .label(asked.label_column)
            .label_from(asked.label_from)
            .session(asked.session)
            .timestamp(asked.timestamp)
            .part(
                asked
                    .part
                    .map_or(Ok(Part::Training), |name| known("part", &name, part))?,
            )
            .skip_bad_files(asked.bad_files.is_some());
        Ok((options, windowing))
    }

    /// How its data were read. Only the bytes of the data are known to a study, and not where they are: see
    /// [`Study::refit`].
    ///
    /// # Errors
    /// [`StudyError::NotBegun`] where there are none, [`StudyError::Setting`] where one is not as a search writes it.
    pub fn read_options(&self) -> Result<ReadOptions, StudyError> {
        let asked: Reading = self.asked()?;
        let options = ReadOptions::new()
            .delimiter(delimiter(asked.delimiter.as_deref()))
            .header(!asked.no_header)
            .missing(asked.missing)
            .categorical(asked.categorical)
            .missing_indicator(asked.missing_indicator)
            .min_frequency(
                asked
                    .min_frequency
                    .map(|text| known("min_frequency", &text, |text| text.parse().ok()))
                    .transpose()?,
            )
            .task(asked.task)
            .skip_lines(asked.skip_lines)
            .units_row(asked.units_row)
            .decimal(asked.decimal.and_then(|decimal| u8::try_from(decimal).ok()))
            .thousands(asked.thousands)
            .encoding(self.encoding(asked.encoding.as_deref())?)
            .bad_lines(asked.bad_lines.unwrap_or_default())
            .dates(asked.dates.unwrap_or_default())
            .date_order(asked.date_order)
            .sheet(asked.sheet)
            .label_from(asked.label_from);
        let options = asked.drop.into_iter().fold(options, ReadOptions::drop);
        let options = asked.center.into_iter().fold(options, ReadOptions::center);
        let options = asked.categories.into_iter().fold(options, ReadOptions::category);
        let markers = asked.missing_values.into_iter();
        let options = markers.fold(options, ReadOptions::missing_value);
        let options = asked.comment.into_iter().fold(options, ReadOptions::comment);
        let options = asked.index.into_iter().fold(options, ReadOptions::index);
        let predefined = asked.cv_kind.and_then(|kind| match kind.parse() {
            Ok(Cv::Column(column)) => Some(column),
            _ => None,
        });
        let groups = asked.groups.or(predefined);
        let options = groups.into_iter().fold(options, ReadOptions::groups);
        let options = asked.weights.into_iter().fold(options, ReadOptions::weights);
        let options = asked.class_weight.iter().try_fold(options, |options, one| {
            let (class, weight) = one.rsplit_once('=')?;
            Some(options.class_weight(class, weight.parse().ok()?))
        });
        let options = options.ok_or_else(|| self.setting("class_weight"))?;
        let options = asked.x.into_iter().fold(options, ReadOptions::x);
        let options = asked.y.into_iter().fold(options, ReadOptions::y);
        // what a file's name or folder says has no column
        let target = asked.target.filter(|_| asked.label_from.is_none());
        Ok(match target {
            None => options,
            Some(Targets::One(column)) => options.target(column),
            Some(Targets::Several(columns)) => options.targets(columns),
        })
    }

    /// The options that its fits depend on, with no space but for what all of its candidates share.
    pub(crate) fn options(&self) -> Result<Options<'static>, StudyError> {
        let asked: Fitting = self.asked()?;
        let scaling = |setting, name: &str| known(setting, name, Scaling::from_name);
        let scale_target = asked.scale_target.as_deref();
        let rng = |name: &str| Rng::ALL.into_iter().find(|rng| rng.name() == name);
        Ok(Options {
            cv: Cv::of_study(asked.cv, asked.cv_kind.as_deref())
                .map_err(|_| self.setting(Difference::CV_KIND))?,
            shuffle: asked.shuffle,
            scoring: asked
                .scorings
                .as_ref()
                .unwrap_or(&vec![asked.scoring.clone()])
                .iter()
                .map(|name| known("scoring", name, Scoring::from_name))
                .collect::<Result<_, _>>()?,
            refit: Some(known("scoring", &asked.scoring, Scoring::from_name)?),
            train_score: asked.train_score,
            weighted_scores: asked.weighted_scores,
            error_score: asked.error_score.map_or(ErrorScore::Nan, ErrorScore::Value),
            pos_label: self
                .settings
                .get(POS_LABEL)
                .and_then(Json::as_str)
                .map(str::to_owned),
            scaling: asked.scale.map(|name| scaling("scale", &name)).transpose()?,
            target_scaling: scale_target
                .map(|name| scaling("scale_target", name))
                .transpose()?,
            clip_output: asked.clip_output.map_or(Ok(ClipOutput::None), |text| {
                known("clip_output", &text, parse_clip_output)
            })?,
            seed: asked.seed,
            rng: known("rng", &asked.rng, rng)?,
            mcu: Some(known("mcu", &asked.mcu, Mcu::from_name)?),
            limits: limits_of(&self.settings),
            quantize: self.is_quantized(),
            keep_predictions: self.settings.contains_key(KEEP_PREDICTIONS),
            selection: self.selection,
            holdout: asked.holdout,
            ..Options::new(Space::of_base(self.base()?))
        })
    }

    /// What all of its candidates share: scikit-learn's defaults, but for what every space of its settings has and
    /// no candidate chose.
    pub(crate) fn base(&self) -> Result<Params, StudyError> {
        let mut base = Params::DEFAULT;
        let spaces = self.settings.get("space").and_then(Json::as_array);
        let Some((first, others)) = spaces.and_then(|spaces| spaces.split_first()) else {
            return Err(self.setting("space"));
        };
        let chosen = |name: Name| {
            let has = |trial: &Trial| trial.choices.get(name).is_some();
            // of spaces that have it, every candidate chose a value, or none did
            self.trials.first().is_some_and(has)
        };
        for (name, text) in first.as_object().into_iter().flatten() {
            let shared = others.iter().all(|space| space.get(name) == Some(text));
            let known = Name::parse(name).ok_or_else(|| self.setting("space"))?;
            if !shared || chosen(known) {
                continue;
            }
            let value = text.as_str().unwrap_or_default().trim_matches('\'');
            let set = parse_setting(&format!("{name}={value}")).ok();
            let set = set.and_then(|(name, value)| base.set(name, value).ok());
            set.ok_or_else(|| self.setting("space"))?;
        }
        Ok(base)
    }

    /// An error unless these are the bytes that were searched.
    pub(crate) fn check_data(&self, data: &Data) -> Result<(), StudyError> {
        let there = self.settings.get(Difference::DATA_SHA256).and_then(Json::as_str);
        match there == Some(data.digest()) {
            true => Ok(()),
            false => Err(self.other_data(data.source(), data.digest().to_owned())),
        }
    }

    /// Whether data were understood as those that were searched.
    pub(crate) fn is_as_read(&self, data: &Data) -> bool {
        let there = self.settings.get(Difference::READ_SHA256).and_then(Json::as_str);
        there == Some(data.read_digest().as_str())
    }

    /// The same of a single file that cannot be read as data; of one that cannot be read at all, nothing.
    pub(crate) fn check_file(&self, path: &Path) -> Result<(), StudyError> {
        let there = self.settings.get(Difference::DATA_SHA256).and_then(Json::as_str);
        match input::digest(path) {
            Ok(here) if there.is_some_and(|there| there != here) => {
                Err(self.other_data(path.display().to_string(), here))
            }
            _ => Ok(()),
        }
    }

    fn other_data(&self, path: String, here: String) -> StudyError {
        let there = self.settings.get(Difference::DATA_SHA256).and_then(Json::as_str);
        StudyError::OtherData {
            path,
            name: self.data_name().to_owned(),
            there: there.unwrap_or_default().to_owned(),
            here,
        }
    }

    /// The name of the data that were searched, without a directory; empty for rows in memory.
    #[must_use]
    pub fn data_name(&self) -> &str {
        self.settings
            .get("data")
            .and_then(Json::as_str)
            .unwrap_or_default()
    }

    fn encoding(&self, name: Option<&str>) -> Result<Option<Encoding>, StudyError> {
        let encoding = name.map(|name| known("encoding", name, |name| name.parse().ok()));
        encoding.transpose()
    }

    /// Some of the settings.
    fn asked<T: for<'d> Deserialize<'d>>(&self) -> Result<T, StudyError> {
        if self.settings.is_empty() {
            return Err(StudyError::NotBegun);
        }
        T::deserialize(&self.settings).map_err(|error| StudyError::Setting {
            what: error.to_string(),
        })
    }

    fn setting(&self, name: &str) -> StudyError {
        let value = self.settings.get(name).unwrap_or(&Json::Null);
        StudyError::Setting {
            what: format!("{name} is {value}"),
        }
    }
}

/// What a setting names.
fn known<T>(setting: &str, name: &str, find: impl Fn(&str) -> Option<T>) -> Result<T, StudyError> {
    find(name).ok_or_else(|| StudyError::Setting {
        what: format!("{setting} is {name:?}"),
    })
}

/// The inverse of what the settings have.
fn delimiter(text: Option<&str>) -> Delimiter {
    match text {
        None => Delimiter::Found,
        Some("whitespace") => Delimiter::Whitespace,
        Some(text) => text.bytes().next().map_or(Delimiter::Found, Delimiter::Byte),
    }
}
