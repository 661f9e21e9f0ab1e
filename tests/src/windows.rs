//! Stages as JSON, and what they answer to a recording.

use mcutune_core::signal::{
    Axes, Band, Features, Filter, Progress, Section, Spectral, Spectrum, Stage, Stat, Stats,
};
use serde_json::Value;

/// The parts of a stage.
#[derive(Debug)]
pub struct Described {
    rate: f32,
    scale: Vec<f32>,
    sections: Vec<Section>,
    level: f32,
    decimate: u16,
    axes: Axes,
    window: u16,
    hop: u16,
    features: Features,
}

impl Described {
    /// Of an object with the fields of a [`Stage`] but for `keep`. The filter's `sections` are lists
    /// `b_0 b_1 b_2 a_1 a_2` beside its `level`, axes `raw`, `norm` or `difference`, stats by name; a spectrum is `nfft`, its `parts` by name and its `bands`.
    ///
    /// # Errors
    /// The field that is missing or of another kind.
    pub fn of(stage: &Value) -> Result<Self, String> {
        let wrong = |name: &str| format!("`{name}` of {stage}");
        let whole = |name: &str| {
            let number = stage[name].as_u64().and_then(|number| u16::try_from(number).ok());
            number.ok_or_else(|| wrong(name))
        };
        let axes = names(&stage["axes"]).ok_or_else(|| wrong("axes"))?;
        let has = |axis: &str| axes.contains(&axis);
        let section = |section: &Value| match numbers(section)?[..] {
            [b_0, b_1, b_2, a_1, a_2] => Some(Section {
                b: [b_0, b_1, b_2],
                a: [a_1, a_2],
            }),
            _ => None,
        };
        let filter = &stage["filter"];
        let sections = filter["sections"].as_array().ok_or_else(|| wrong("filter"))?;
        let sections: Option<Vec<Section>> = sections.iter().map(section).collect();
        let stats = names(&stage["stats"]).and_then(|names| {
            let mut stats = names.into_iter().map(Stat::from_name);
            stats.try_fold(Stats::NONE, |all, stat| Some(all.with(stat?)))
        });
        let spectrum = match &stage["spectrum"] {
            Value::Null => None,
            spectrum => Some(described_spectrum(spectrum).ok_or_else(|| wrong("spectrum"))?),
        };
        Ok(Self {
            rate: stage["rate"].as_f64().ok_or_else(|| wrong("rate"))? as f32,
            scale: numbers(&stage["scale"]).ok_or_else(|| wrong("scale"))?,
            sections: sections.ok_or_else(|| wrong("filter"))?,
            level: filter["level"].as_f64().ok_or_else(|| wrong("filter"))? as f32,
            decimate: whole("decimate")?,
            axes: Axes {
                raw: has("raw"),
                norm: has("norm"),
                difference: has("difference"),
            },
            window: whole("window")?,
            hop: whole("hop")?,
            features: Features {
                stats: stats.ok_or_else(|| wrong("stats"))?,
                spectrum,
                correlation: stage["correlation"].as_bool() == Some(true),
            },
        })
    }

    /// As core has it.
    pub fn stage(&self) -> Stage<'_> {
        Stage {
            rate: self.rate,
            scale: &self.scale,
            filter: Filter {
                sections: &self.sections,
                level: self.level,
            },
            decimate: self.decimate,
            axes: self.axes,
            window: self.window,
            hop: self.hop,
            features: self.features,
            keep: None,
        }
    }
}

fn described_spectrum(described: &Value) -> Option<Spectrum> {
    let mut spectrum = Spectrum::new(described["nfft"].as_u64()?.try_into().ok()?);
    for part in names(&described["parts"])? {
        spectrum = spectrum.with(Spectral::from_name(part)?);
    }
    for band in described["bands"].as_array()? {
        let [low, high] = numbers(band)?[..] else {
            return None;
        };
        spectrum = spectrum.with_band(Band { low, high })?;
    }
    Some(spectrum)
}

fn numbers(list: &Value) -> Option<Vec<f32>> {
    let all = list.as_array()?.iter();
    all.map(|number| Some(number.as_f64()? as f32)).collect()
}

fn names(list: &Value) -> Option<Vec<&str>> {
    list.as_array()?.iter().map(Value::as_str).collect()
}

/// The last sample of each window of a recording, row-major, and the window's features.
///
/// # Errors
/// What is wrong with the stage, or with a sample.
pub fn rows(stage: &Stage<'_>, samples: &[f32]) -> Result<Vec<(usize, Vec<f32>)>, mcutune_core::Error> {
    let stage = stage.try_new()?;
    let (mut progress, mut memory) = (Progress::default(), vec![0.0; stage.memory()]);
    let mut out = vec![0.0; stage.outputs()];
    let mut rows = Vec::new();
    for (t, sample) in samples.chunks_exact(stage.inputs()).enumerate() {
        if stage.push(&mut progress, &mut memory, sample, &mut out)? {
            rows.push((t, out.clone()));
        }
    }
    Ok(rows)
}
