//! A stage in memory of its own, settled for axes and a rate.

use mcutune_core::error::Error;
use mcutune_core::signal::{Axes, Features, Filter, MAX_SECTIONS, Pass, Progress, Section, Stage};
use serde::{Deserialize, Serialize};

use super::error::WindowError;
use super::features::{self, FeatureText};
use super::filter::FilterText;
use super::select::SelectFeatures;
use super::span::Span;
use super::{Windowing, axes_text, parse_axes};

/// What a firmware does to samples before the network, with what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnedStage {
    axes: Vec<String>,
    rate: f64,
    scale: Vec<f32>,
    filter: FilterText,
    sections: Vec<Section>,
    decimate: u16,
    derived: Axes,
    window: u16,
    hop: u16,
    features: Features,
    keep: Option<Vec<u16>>,
}

impl Windowing {
    /// The stage for axes of these names at `rate` samples a second.
    ///
    /// # Errors
    /// [`WindowError`] with what does not go together.
    pub fn stage<S: AsRef<str>>(&self, axes: &[S], rate: f64) -> Result<OwnedStage, WindowError> {
        let kept = rate / f64::from(self.decimate.max(1));
        let span = |what: &'static str, span: Span| {
            span.samples(kept).ok_or(WindowError::Length {
                what,
                span,
                rate: kept,
            })
        };
        let window = span("window", self.size)?;
        let hop = match self.hop {
            Some(hop) => span("hop", hop)?,
            None => window.div_ceil(2),
        };
        let scale = match self.scale.as_slice() {
            [] => vec![1.0; axes.len()],
            &[all] => vec![all; axes.len()],
            each if each.len() == axes.len() => each.to_vec(),
            each => {
                return Err(WindowError::Scale {
                    got: each.len(),
                    axes: axes.len(),
                });
            }
        };
        let stage = OwnedStage {
            axes: axes.iter().map(|axis| axis.as_ref().to_owned()).collect(),
            rate,
            scale,
            filter: self.filter,
            sections: self.filter.sections(rate)?,
            decimate: self.decimate,
            derived: self.axes,
            window,
            hop,
            features: *self.features.features(),
            keep: self.keep.clone(),
        };
        stage.check()?;
        Ok(stage)
    }
}

impl OwnedStage {
    /// The band that has no frequency of the spectrum.
    fn empty_band(&self) -> Option<WindowError> {
        let (rate, spectrum) = (self.lend().kept_rate(), self.features.spectrum?);
        let band = spectrum.empty_band(rate)?;
        Some(WindowError::Band {
            low: band.low,
            high: band.high,
            nfft: spectrum.nfft,
            rate,
            spacing: spectrum.spacing(rate),
        })
    }

    fn check(&self) -> Result<(), WindowError> {
        match self.lend().try_new() {
            Ok(_) => self.check_names(),
            Err(Error::Parameter("correlation")) => Err(WindowError::OneAxis),
            Err(Error::Parameter(name)) => Err(self.empty_band().unwrap_or(WindowError::Range { name })),
            Err(_) => Err(WindowError::Range { name: "stage" }),
        }
    }

    fn check_names(&self) -> Result<(), WindowError> {
        let mut names = self.names();
        names.sort();
        match names.windows(2).find(|two| two[0] == two[1]) {
            Some(two) => Err(WindowError::Names { name: two[0].clone() }),
            None => Ok(()),
        }
    }

    /// As the core borrows it.
    #[must_use]
    pub fn lend(&self) -> Stage<'_> {
        Stage {
            rate: self.rate as f32,
            scale: &self.scale,
            filter: Filter {
                sections: &self.sections,
                level: self.filter.level(),
            },
            decimate: self.decimate,
            axes: self.derived,
            window: self.window,
            hop: self.hop,
            features: self.features,
            keep: self.keep.as_deref(),
        }
    }

    /// Bytes of static RAM that it takes in a firmware, exactly: its memory, its progress and the features of a window.
    #[must_use]
    pub fn ram(&self) -> usize {
        let stage = self.lend();
        4 * (stage.memory() + stage.outputs()) + size_of::<Progress>()
    }

    /// Names of the axes of a sample.
    #[must_use]
    pub fn axes(&self) -> &[String] {
        &self.axes
    }

    /// Samples a second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Samples of a window, of those that are kept.
    #[must_use]
    pub fn window(&self) -> u16 {
        self.window
    }

    /// From the beginning of a window to that of the next, in samples that are kept.
    #[must_use]
    pub fn hop(&self) -> u16 {
        self.hop
    }

    /// Of so many samples one is kept.
    #[must_use]
    pub fn decimate(&self) -> u16 {
        self.decimate
    }

    /// The highest frequency that its filter lets through, in Hz; half of the rate without one.
    #[must_use]
    pub fn lets_through(&self) -> f64 {
        match self.filter {
            FilterText::Butterworth {
                pass: Pass::Low(hertz) | Pass::Band(_, hertz),
                ..
            } => hertz,
            FilterText::None | FilterText::Butterworth { .. } => self.rate / 2.0,
        }
    }

    /// Names of the features that are given out, in their order: an axis, and what of it.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let mut axes = Vec::new();
        if self.derived.raw {
            axes.extend(self.axes.iter().cloned());
        }
        if self.derived.norm {
            axes.push("norm".to_owned());
        }
        if self.derived.difference {
            axes.extend(self.axes.iter().map(|axis| format!("d{axis}")));
        }
        let names = features::names(&self.features, &axes, self.rate / f64::from(self.decimate));
        match &self.keep {
            None => names,
            Some(keep) => keep
                .iter()
                .map(|&index| names[usize::from(index)].clone())
                .collect(),
        }
    }

    /// The same with the features of these names alone: it computes no other, as far as features are computed one by
    /// one.
    #[must_use]
    pub fn keeping(&self, names: &[String]) -> Self {
        if *names == self.names() {
            return self.clone();
        }
        let with = |features| Self {
            features,
            keep: None,
            ..self.clone()
        };
        let has = |features: &Features| {
            let all = with(*features).names();
            names.iter().all(|name| all.contains(name))
        };
        let mut features = self.features;
        while let Some(fewer) = features::each_without_one(&features).into_iter().find(has) {
            features = fewer;
        }
        let stage = with(features);
        let all = stage.names().into_iter().zip(0..);
        let keep: Vec<u16> = all
            .filter(|(name, _)| names.contains(name))
            .map(|(_, at)| at)
            .collect();
        let keep = (keep.len() < stage.lend().outputs()).then_some(keep);
        Self { keep, ..stage }
    }

    /// How its windows are cut, in words.
    #[must_use]
    pub fn windowing(&self) -> Windowing {
        Windowing {
            size: Span::Samples(self.window),
            hop: Some(Span::Samples(self.hop)),
            features: FeatureText::of(self.features),
            filter: self.filter,
            decimate: self.decimate,
            axes: self.derived,
            scale: self.scale.clone(),
            keep: self.keep.clone(),
            select: SelectFeatures::All,
            refuses_short: false,
        }
    }

    /// The same in a few words, for people.
    #[must_use]
    pub fn describe(&self) -> String {
        let seconds = |samples: u16| {
            let seconds = f64::from(samples) * f64::from(self.decimate) / self.rate;
            format!("{:.3}", seconds)
                .trim_end_matches('0')
                .trim_end_matches('.')
                .to_owned()
        };
        let mut text = format!(
            "windows of {} samples ({} s) every {} ({} s), {}",
            self.window,
            seconds(self.window),
            self.hop,
            seconds(self.hop),
            FeatureText::of(self.features)
        );
        if self.derived != Axes::RAW {
            text += &format!(" of {}", axes_text(self.derived));
        }
        if self.filter != FilterText::None {
            text += &format!(", filter {}", self.filter);
        }
        if self.decimate > 1 {
            text += &format!(", one sample of {}", self.decimate);
        }
        text
    }
}

/// As files have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StageFile {
    axes: Vec<String>,
    rate: f64,
    scale: Vec<f32>,
    filter: String,
    /// b and a of each section.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sections: Vec<[f32; 5]>,
    decimate: u16,
    derived: String,
    window: u16,
    hop: u16,
    features: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keep: Option<Vec<u16>>,
}

impl From<&OwnedStage> for StageFile {
    fn from(stage: &OwnedStage) -> Self {
        let section = |one: &Section| {
            let [b_0, b_1, b_2] = one.b;
            [b_0, b_1, b_2, one.a[0], one.a[1]]
        };
        Self {
            axes: stage.axes.clone(),
            rate: stage.rate,
            scale: stage.scale.clone(),
            filter: stage.filter.to_string(),
            sections: stage.sections.iter().map(section).collect(),
            decimate: stage.decimate,
            derived: axes_text(stage.derived),
            window: stage.window,
            hop: stage.hop,
            features: FeatureText::of(stage.features).to_string(),
            keep: stage.keep.clone(),
        }
    }
}

impl TryFrom<StageFile> for OwnedStage {
    type Error = String;

    fn try_from(file: StageFile) -> Result<Self, String> {
        let section = |[b_0, b_1, b_2, a_1, a_2]: [f32; 5]| Section {
            b: [b_0, b_1, b_2],
            a: [a_1, a_2],
        };
        let features: FeatureText = file
            .features
            .parse()
            .map_err(|error| format!("features: {error}"))?;
        let stage = Self {
            rate: file.rate,
            filter: file.filter.parse().map_err(|error| format!("filter: {error}"))?,
            sections: file.sections.into_iter().map(section).collect(),
            decimate: file.decimate,
            derived: parse_axes(&file.derived).map_err(|error| format!("derived: {error}"))?,
            window: file.window,
            hop: file.hop,
            features: *features.features(),
            keep: file.keep,
            scale: file.scale,
            axes: file.axes,
        };
        if stage.axes.len() != stage.scale.len() {
            return Err("there is not one scale for each of the axes".to_owned());
        }
        let filters = stage.filter != FilterText::None;
        if stage.sections.len() > MAX_SECTIONS || stage.sections.is_empty() == filters {
            return Err("the sections are not those of the filter".to_owned());
        }
        stage.check().map_err(|error| error.to_string())?;
        Ok(stage)
    }
}
