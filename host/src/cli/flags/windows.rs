//! How windows are cut from recordings.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mcutune::core::params::Name;
use mcutune::core::signal::Axes;
use mcutune::{
    FeatureText, FilterText, ParseError, Part, RecordingOptions, SelectFeatures, Space, Span, Windowing,
    parse_axes,
};

use crate::cli::by_name::by_name;
use crate::cli::command_error::CommandError;

use super::DataFlags;

/// What to do about something that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Unusable {
    /// It is left out, which is said.
    Skip,
    /// It is an error.
    Error,
}

/// How recordings are read: the same for every command.
#[derive(Clone, Debug, Args)]
pub struct RecordingFlags {
    /// Samples a second, in Hz [default: as timestamps say].
    #[arg(help_heading = "Recordings", long, value_name = "HZ", value_parser = hertz)]
    pub rate: Option<f64>,
    /// Interpolate between samples so that there are so many a second.
    #[arg(help_heading = "Recordings", long, value_name = "HZ", value_parser = hertz)]
    pub resample: Option<f64>,
    /// Column that says when each sample was taken, by name or position from 0 [default: found by its name].
    #[arg(help_heading = "Recordings", long, value_name = "COLUMN")]
    pub timestamp: Option<String>,
    /// Column with the label of each sample [default: names of files or folders are labels].
    #[arg(help_heading = "Recordings", long, value_name = "COLUMN")]
    pub label_column: Option<String>,
    /// Column that says to which recording each sample belongs, in a file of several.
    #[arg(help_heading = "Recordings", long, value_name = "COLUMN")]
    pub session: Option<String>,
    /// What to do about files that cannot be read.
    #[arg(help_heading = "Recordings", long, value_enum, default_value = "error")]
    pub bad_files: Unusable,
    /// Which files of a data set that says which of them test.
    #[arg(help_heading = "Recordings", long, value_parser = by_name::<Part>(), default_value = "training")]
    pub part: Part,
}

/// How windows are cut from recordings.
#[derive(Clone, Debug, Args)]
pub struct WindowFlags {
    /// Length of a window, in seconds, milliseconds or samples (those that --decimate keeps), such as 2s, 500ms or 128: the data are then recordings of
    /// sensors, a row a sample, and a window of them is what is learnt from.
    #[arg(help_heading = "Recordings", long, value_name = "LENGTH", value_parser = parsed::<Span>)]
    pub window: Option<Span>,
    /// From the beginning of a window to that of the next [default: half of --window].
    #[arg(help_heading = "Recordings", long, value_name = "LENGTH", value_parser = parsed::<Span>)]
    pub hop: Option<Span>,
    /// What a window is described by, with commas between [default: flatten].
    #[arg(help_heading = "Recordings", long, value_name = "NAMES", value_parser = parsed::<FeatureText>, long_help = FEATURES_HELP)]
    pub features: Option<FeatureText>,
    /// What samples are filtered by before windows are cut: low:5Hz, high:0.5Hz or band:0.5-10Hz, a Butterworth filter of order 4,
    /// or of another behind a colon [default: none].
    #[arg(help_heading = "Recordings", long, value_name = "FILTER", value_parser = parsed::<FilterText>)]
    pub filter: Option<FilterText>,
    /// Of so many samples one is kept, behind the filter [default: 1].
    #[arg(help_heading = "Recordings", long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub decimate: Option<u16>,
    /// Which axes features are of: raw, norm (the length of all axes together), difference (from sample to sample), with a + between
    /// several [default: raw].
    #[arg(help_heading = "Recordings", long, value_name = "AXES", value_parser = axes)]
    pub axes: Option<Axes>,
    /// How many of the features a model takes: all, or so many that tell the classes apart best and repeat each other least, by the
    /// rows that train [default: all].
    #[arg(help_heading = "Recordings", long, value_name = "K|all")]
    pub select_features: Option<SelectFeatures>,
    /// What samples are multiplied by: a number for all axes, or one for each with commas between.
    #[arg(help_heading = "Recordings", long, value_name = "FACTOR", value_delimiter = ',', allow_hyphen_values = true, value_parser = factor)]
    pub scale_axis: Vec<f32>,
    /// What to do about recordings that are shorter than a window.
    #[arg(help_heading = "Recordings", long, value_enum, default_value = "skip")]
    pub short: Unusable,
    /// How they are read.
    #[command(flatten)]
    pub recordings: RecordingFlags,
}

const FEATURES_HELP: &str = "\
What a window is described by, with commas between, each of every axis [default: flatten]:

    flatten          mean, min, max, rms, std, skew, kurtosis
    median, q25, q75, iqr, zero_crossings, mean_crossings, mean_abs_diff, slope, energy
                     one of these; and each of flatten by its name
    correlation      of each pair of axes
    spectral:64      rms, skew and kurtosis without the mean, skew and kurtosis of the spectrum, and the logarithm of its
                     powers: largest of frames of 64 samples, a power of two from 8 to 1024
    power:64         these powers alone
    peak:64, centroid:64, entropy:64
                     frequency of the largest power, mean frequency, and how even powers are
    bands:64:0.5-3/3-10
                     power between 0.5 and 3 Hz, and between 3 and 10 Hz";

pub(super) fn parsed<T: std::str::FromStr<Err = ParseError>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: ParseError| error.to_string())
}

fn axes(text: &str) -> Result<Axes, String> {
    parse_axes(text).map_err(|error| error.to_string())
}

fn factor(text: &str) -> Result<f32, String> {
    let number = text
        .trim()
        .parse()
        .ok()
        .filter(|x: &f32| x.is_finite() && *x != 0.0);
    number.ok_or_else(|| "a number other than 0, such as 0.001".into())
}

fn hertz(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix("Hz").unwrap_or(text).trim().parse().ok();
    let number = number.filter(|x: &f64| *x > 0.0 && x.is_finite());
    number.ok_or_else(|| "samples a second, above 0, such as 50".into())
}

impl WindowFlags {
    /// How windows are cut, where the data are recordings, beside what a space chooses of it.
    ///
    /// # Errors
    /// For a flag of recordings without a length, of the flags or of the space, and for one that the space chooses too.
    pub fn windowing(&self, space: Option<&Space>) -> Result<Option<Windowing>, CommandError> {
        if let Some((flag, name)) = space.and_then(|space| self.chosen_by(space)) {
            return Err(
                format!("{flag} and {name} of [window] in --space are the same: leave one out").into(),
            );
        }
        let Some(size) = self.window.or(space.and_then(Space::first_window)) else {
            return match self.given() {
                Some(flag) => Err(format!(
                    "{flag} is for recordings: give --window LENGTH too, such as --window 2s"
                )
                .into()),
                None => Ok(None),
            };
        };
        Ok(Some(self.apply(Windowing::new(size))))
    }

    /// The same windows, otherwise as the flags say.
    fn apply(&self, mut windowing: Windowing) -> Windowing {
        windowing = windowing
            .hop(self.hop)
            .scale(self.scale_axis.clone())
            .refuse_short(self.short == Unusable::Error);
        if let Some(features) = &self.features {
            windowing = windowing.features(features.clone());
        }
        if let Some(filter) = self.filter {
            windowing = windowing.filter(filter);
        }
        if let Some(decimate) = self.decimate {
            windowing = windowing.decimate(decimate);
        }
        if let Some(axes) = self.axes {
            windowing = windowing.axes(axes);
        }
        if let Some(select) = self.select_features {
            windowing = windowing.select(select);
        }
        windowing
    }

    /// A flag that was given, and what of a space's `[window]` table says the same.
    fn chosen_by(&self, space: &Space) -> Option<(&'static str, &'static str)> {
        let flags = [
            (self.window.is_some(), Name::WindowSize, ("--window", "size")),
            (self.hop.is_some(), Name::WindowHop, ("--hop", "hop")),
            (
                self.features.is_some(),
                Name::WindowFeatures,
                ("--features", "features"),
            ),
            (self.filter.is_some(), Name::WindowFilter, ("--filter", "filter")),
            (self.axes.is_some(), Name::WindowAxes, ("--axes", "axes")),
            (
                self.decimate.is_some(),
                Name::WindowDecimate,
                ("--decimate", "decimate"),
            ),
            (
                self.select_features.is_some(),
                Name::WindowSelect,
                ("--select-features", "select"),
            ),
        ];
        let twice = flags
            .into_iter()
            .find(|(given, name, _)| *given && space.names(*name));
        twice.map(|(.., names)| names)
    }

    /// A flag that is for recordings alone and was given.
    fn given(&self) -> Option<&'static str> {
        let flags = [
            (self.hop.is_some(), "--hop"),
            (self.features.is_some(), "--features"),
            (self.filter.is_some(), "--filter"),
            (self.decimate.is_some(), "--decimate"),
            (self.axes.is_some(), "--axes"),
            (self.select_features.is_some(), "--select-features"),
            (!self.scale_axis.is_empty(), "--scale-axis"),
            (self.short == Unusable::Error, "--short"),
        ];
        let own = flags.into_iter().find_map(|(given, flag)| given.then_some(flag));
        own.or_else(|| self.recordings.given())
    }
}

impl RecordingFlags {
    /// A flag that was given.
    pub fn given(&self) -> Option<&'static str> {
        let flags = [
            (self.rate.is_some(), "--rate"),
            (self.resample.is_some(), "--resample"),
            (self.timestamp.is_some(), "--timestamp"),
            (self.label_column.is_some(), "--label-column"),
            (self.session.is_some(), "--session"),
            (self.bad_files == Unusable::Skip, "--bad-files"),
            (self.part != Part::Training, "--part"),
        ];
        flags.into_iter().find_map(|(given, flag)| given.then_some(flag))
    }

    /// How recordings are read.
    ///
    /// # Errors
    /// For flags of tables that recordings do not take.
    pub fn options(&self, file: &DataFlags) -> Result<RecordingOptions, CommandError> {
        let others = [
            (!file.center.is_empty(), "--center"),
            (file.missing.is_some(), "--missing"),
            (file.missing_indicator, "--missing-indicator"),
            (file.min_frequency.is_some(), "--min-frequency"),
            (!file.categories.is_empty(), "--categories"),
            (file.x.is_some(), "--x"),
            (file.y.is_some(), "--y"),
        ];
        if let Some((_, flag)) = others.iter().find(|(given, _)| *given) {
            return Err(
                format!("{flag} is for rows, and the data are recordings: leave one of them out").into(),
            );
        }
        let table = file.options(None, mcutune::Task::Auto).label_from(None);
        let options = RecordingOptions::new()
            .rate(self.rate)
            .resample(self.resample)
            .timestamp(self.timestamp.clone())
            .label(self.label_column.clone())
            .session(self.session.clone())
            .label_from(file.label_from)
            .part(self.part)
            .skip_bad_files(self.bad_files == Unusable::Skip)
            .table(table);
        Ok(options)
    }
}

/// Flags of `windows`.
#[derive(Debug, Args)]
pub struct WindowsFlags {
    /// Files of recordings, or directories of them.
    #[arg(required = true)]
    pub data: Vec<PathBuf>,
    /// The rows are written to: .csv, .npz or .parquet [default: CSV on stdout].
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Windows.
    #[command(flatten)]
    pub windows: WindowFlags,
    /// How files are read.
    #[command(flatten)]
    pub file: DataFlags,
    /// No notes on stderr.
    #[arg(long)]
    pub quiet: bool,
}
