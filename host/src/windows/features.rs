//! Features in words.

use std::fmt;
use std::str::FromStr;

use mcutune_core::signal::{Band, Features, MAX_BANDS, MAX_NFFT, Spectral, Spectrum, Stat, Stats};

use crate::text::{ParseError, nearest};

/// What a window is described by: names of statistics and families with commas between, such as
/// `flatten,median,spectral:64`.
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureText(Features);

impl Default for FeatureText {
    /// `flatten`
    fn default() -> Self {
        Self(Features::FLATTEN)
    }
}

/// Names of what is told of a spectrum, each with what it stands for.
const OF_SPECTRUM: [(&str, &[Spectral]); 6] = [
    (
        "spectral",
        &[
            Spectral::Rms,
            Spectral::Skew,
            Spectral::Kurtosis,
            Spectral::PsdSkew,
            Spectral::PsdKurtosis,
            Spectral::LogPower,
        ],
    ),
    ("power", &[Spectral::LogPower]),
    ("peak", &[Spectral::PeakFrequency]),
    ("centroid", &[Spectral::Centroid]),
    ("entropy", &[Spectral::Entropy]),
    ("bands", &[]),
];

/// What names may be given.
const FORMS: &str = "flatten, a statistic (mean, median, slope, ...), correlation, or one of a spectrum of so many \
                     samples: spectral:64, power:64, peak:64, centroid:64, entropy:64 and bands:64:0.5-3/3-10";

impl FeatureText {
    /// Those of a stage.
    pub(crate) const fn of(features: Features) -> Self {
        Self(features)
    }

    /// As the core takes them.
    #[must_use]
    pub const fn features(&self) -> &Features {
        &self.0
    }

    /// Adds one of a spectrum, `64` or `64:0.5-3/3-10`.
    fn add_spectral(&mut self, part: &str, kind: &str, rest: &str) -> Result<(), ParseError> {
        let (nfft, bands) = match rest.split_once(':') {
            Some((nfft, bands)) => (nfft, Some(bands)),
            None => (rest, None),
        };
        let is_good = |nfft: &u16| nfft.is_power_of_two() && (8..=MAX_NFFT).contains(&usize::from(*nfft));
        let Some(nfft) = nfft.parse::<u16>().ok().filter(is_good) else {
            return Err(ParseError(format!(
                "`{part}`: a spectrum is of a power of two of samples, 8 to {MAX_NFFT}, such as {kind}:64"
            )));
        };
        let mut spectrum = self.0.spectrum.unwrap_or(Spectrum::new(nfft));
        if spectrum.nfft != nfft {
            return Err(ParseError(format!(
                "`{part}`: there is one spectrum, and before it is of {} samples",
                spectrum.nfft
            )));
        }
        let (_, parts) = OF_SPECTRUM
            .iter()
            .find(|(name, _)| *name == kind)
            .copied()
            .unwrap_or_default();
        spectrum = parts.iter().fold(spectrum, |spectrum, &part| spectrum.with(part));
        match (kind == "bands", bands) {
            (true, Some(bands)) => {
                for band in bands.split('/') {
                    spectrum = with_band(spectrum, part, band)?;
                }
            }
            (true, None) => {
                return Err(ParseError(format!(
                    "`{part}`: bands are such as bands:{nfft}:0.5-3/3-10, in Hz"
                )));
            }
            (false, Some(_)) => {
                return Err(ParseError(format!("`{part}`: give {kind}:{nfft}")));
            }
            (false, None) => {}
        }
        self.0.spectrum = Some(spectrum);
        Ok(())
    }
}

fn with_band(spectrum: Spectrum, part: &str, band: &str) -> Result<Spectrum, ParseError> {
    let ends = band.split_once('-');
    let ends = ends
        .and_then(|(low, high)| Some((low.trim().parse::<f32>().ok()?, high.trim().parse::<f32>().ok()?)));
    let Some((low, high)) = ends.filter(|(low, high)| *low >= 0.0 && low < high && high.is_finite()) else {
        return Err(ParseError(format!(
            "`{part}`: `{band}` is no band, such as 0.5-3, in Hz"
        )));
    };
    spectrum
        .with_band(Band { low, high })
        .ok_or_else(|| ParseError(format!("`{part}`: a spectrum has {MAX_BANDS} bands at most")))
}

impl FromStr for FeatureText {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut found = Self(Features {
            stats: Stats::NONE,
            spectrum: None,
            correlation: false,
        });
        for part in text.split(',').map(str::trim) {
            let (kind, rest) = match part.split_once(':') {
                Some((kind, rest)) => (kind, Some(rest)),
                None => (part, None),
            };
            let of_spectrum = OF_SPECTRUM.iter().any(|(name, _)| *name == kind);
            match (kind, rest, Stat::from_name(kind)) {
                ("flatten", None, _) => found.0.stats = found.0.stats.and(Stats::FLATTEN),
                ("correlation", None, _) => found.0.correlation = true,
                (_, None, Some(stat)) => found.0.stats = found.0.stats.with(stat),
                (_, Some(rest), _) if of_spectrum => found.add_spectral(part, kind, rest)?,
                (_, None, _) if of_spectrum => {
                    return Err(ParseError(format!(
                        "`{part}`: a spectrum is of so many samples, such as {kind}:64"
                    )));
                }
                _ => {
                    let stats = Stat::ALL.map(Stat::name).into_iter();
                    let names = stats
                        .chain(["flatten", "correlation"])
                        .chain(OF_SPECTRUM.map(|(name, _)| name));
                    let like =
                        nearest(kind, names).map_or(String::new(), |name| format!("; did you mean {name}?"));
                    return Err(ParseError(format!(
                        "`{part}` is no feature: those are {FORMS}{like}"
                    )));
                }
            }
        }
        Ok(found)
    }
}

impl fmt::Display for FeatureText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Features {
            stats,
            spectrum,
            correlation,
        } = &self.0;
        let mut parts: Vec<String> = Vec::new();
        let flattens = stats.and(Stats::FLATTEN) == *stats;
        if flattens {
            parts.push("flatten".into());
        }
        let rest = stats
            .iter()
            .filter(|stat| !(flattens && Stats::FLATTEN.has(*stat)));
        parts.extend(rest.map(|stat| stat.name().to_owned()));
        if let Some(spectrum) = spectrum {
            let nfft = spectrum.nfft;
            let (_, family) = OF_SPECTRUM[0];
            let is_family = family.iter().all(|part| spectrum.has(*part));
            if is_family {
                parts.push(format!("spectral:{nfft}"));
            }
            for (name, own) in &OF_SPECTRUM[1..] {
                let told = is_family && own.iter().all(|part| family.contains(part));
                if !own.is_empty() && !told && own.iter().all(|part| spectrum.has(*part)) {
                    parts.push(format!("{name}:{nfft}"));
                }
            }
            let bands = spectrum
                .bands()
                .iter()
                .map(|band| format!("{}-{}", band.low, band.high));
            let bands: Vec<String> = bands.collect();
            if !bands.is_empty() {
                parts.push(format!("bands:{nfft}:{}", bands.join("/")));
            }
        }
        if *correlation {
            parts.push("correlation".into());
        }
        f.write_str(&parts.join(","))
    }
}

/// These features without one of what they are made of, each way to leave one out.
pub(super) fn each_without_one(features: &Features) -> Vec<Features> {
    let mut all: Vec<Features> = Vec::new();
    for left_out in features.stats.iter() {
        let others = features.stats.iter().filter(|stat| *stat != left_out);
        all.push(Features {
            stats: others.fold(Stats::NONE, Stats::with),
            ..*features
        });
    }
    if let Some(spectrum) = features.spectrum {
        let spectra = without_one(&spectrum).into_iter().map(Some);
        all.extend(spectra.chain([None]).map(|spectrum| Features {
            spectrum,
            ..*features
        }));
    }
    if features.correlation {
        all.push(Features {
            correlation: false,
            ..*features
        });
    }
    all
}

/// A spectrum without one of its parts, or of its bands, each way to leave one out; that of nothing is none of them.
fn without_one(spectrum: &Spectrum) -> Vec<Spectrum> {
    let with = |parts: &mut dyn Iterator<Item = Spectral>, bands: &mut dyn Iterator<Item = &Band>| {
        let of_parts = parts.fold(Spectrum::new(spectrum.nfft), Spectrum::with);
        bands.fold(of_parts, |all, band| all.with_band(*band).unwrap_or(all))
    };
    let parts = || Spectral::ALL.into_iter().filter(|part| spectrum.has(*part));
    let without_part = parts().map(|left_out| {
        with(
            &mut parts().filter(|part| *part != left_out),
            &mut spectrum.bands().iter(),
        )
    });
    let without_band = (0..spectrum.bands().len()).map(|left_out| {
        let bands = spectrum.bands().iter().enumerate();
        with(
            &mut parts(),
            &mut bands.filter(|(at, _)| *at != left_out).map(|(_, band)| band),
        )
    });
    let all = without_part.chain(without_band);
    all.filter(|spectrum| spectrum.outputs() > 0).collect()
}

/// Names of the features of these axes, in their order.
pub(super) fn names(features: &Features, axes: &[String], rate: f64) -> Vec<String> {
    let mut names = Vec::new();
    for axis in axes {
        names.extend(
            features
                .stats
                .iter()
                .map(|stat| format!("{axis} {}", stat.name())),
        );
    }
    if let Some(spectrum) = &features.spectrum {
        let hertz = |k: u16| {
            let hertz = f64::from(k) * rate / f64::from(spectrum.nfft);
            format!("{hertz:.6}")
                .trim_end_matches('0')
                .trim_end_matches('.')
                .to_owned()
        };
        for axis in axes {
            for part in Spectral::ALL.into_iter().filter(|part| spectrum.has(*part)) {
                match part {
                    Spectral::LogPower => {
                        names
                            .extend((1..=spectrum.nfft / 2).map(|k| format!("{axis} power {} Hz", hertz(k))));
                    }
                    // those of the time domain are called so
                    Spectral::Rms | Spectral::Skew | Spectral::Kurtosis => {
                        names.push(format!("{axis} centred {}", part.name()));
                    }
                    part => names.push(format!("{axis} {}", part.name())),
                }
            }
            let bands = spectrum.bands().iter();
            names.extend(bands.map(|band| format!("{axis} band {}-{} Hz", band.low, band.high)));
        }
    }
    if features.correlation {
        for (i, one) in axes.iter().enumerate() {
            names.extend(
                axes[i + 1..]
                    .iter()
                    .map(|other| format!("{one} {other} correlation")),
            );
        }
    }
    names
}
