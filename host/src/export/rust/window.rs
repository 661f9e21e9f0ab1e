//! What is done to samples before the network.

use mcutune_core::signal::{Axes, Features, Filter, Section, Spectral, Spectrum, Stats, Vote};

use super::{LIST, floats};
use crate::export::literal::{float, list};
use crate::model::{Dtype, Model, ModelError, WindowTest};
use crate::windows::{OwnedStage, Smoothing};

/// The stage, its state, the functions that take samples, and their self-test; none of a model of rows.
pub fn window(model: &Model, dtype: Dtype, smooth: Option<Smoothing>) -> Result<Option<String>, ModelError> {
    let (Some(stage), Some(test)) = (model.window(), model.window_test(dtype)?) else {
        return Ok(None);
    };
    let parts = [
        constants(stage) + &constant(stage),
        state(smooth),
        push(smooth),
        self_test(model, dtype, &test),
    ];
    Ok(Some(parts.join("\n")))
}

/// Axes, their scale, and sections.
fn constants(stage: &OwnedStage) -> String {
    let lent = stage.lend();
    let names = stage.axes().iter().map(|name| format!("{name:?}"));
    let mut text = format!(
        "#[allow(unused_imports)]\nuse mcutune_core::signal::{{\n    Answered, Axes, Band, Features, Filter, Progress, Section, \
         Smooth, Spectral, Spectrum, Stage, Stat, Stats,\n    Vote,\n}};\n\n/// Axes of a sample.\npub const AXES: usize = {};\n\n\
         /// Their names, in their order.\n{LIST}pub static AXIS_NAMES: [&str; AXES] = [\n{}];\n\n",
        lent.inputs(),
        list(4, names)
    );
    text +=
        &floats("What each axis is multiplied by", "SCALE_AXIS", lent.scale).replacen("static", "const", 1);
    text + &sections(lent.filter.sections)
}

fn sections(sections: &[Section]) -> String {
    if sections.is_empty() {
        return String::new();
    }
    let numbers = |all: &[f32]| all.iter().map(|&x| float(x)).collect::<Vec<_>>().join(", ");
    let line = |one: &Section| {
        let (b, a) = (numbers(&one.b), numbers(&one.a));
        format!("    Section {{ b: [{b}], a: [{a}] }},\n")
    };
    let lines: String = sections.iter().map(line).collect();
    format!(
        "/// Second-order sections.\n#[rustfmt::skip]\n#[allow(clippy::approx_constant)]\nconst SECTIONS: [Section; {}] = [\n\
         {lines}];\n\n",
        sections.len()
    )
}

/// What becomes of samples.
fn constant(stage: &OwnedStage) -> String {
    let lent = stage.lend();
    let keep = match lent.keep {
        None => "None".to_owned(),
        Some(keep) => format!("Some(&{keep:?})"),
    };
    let Axes {
        raw,
        norm,
        difference,
    } = lent.axes;
    let fields = [
        ("rate", float(lent.rate)),
        ("scale", "&SCALE_AXIS".to_owned()),
        ("filter", filter(&lent.filter)),
        ("decimate", lent.decimate.to_string()),
        (
            "axes",
            format!("Axes {{ raw: {raw}, norm: {norm}, difference: {difference} }}"),
        ),
        ("window", lent.window.to_string()),
        ("hop", lent.hop.to_string()),
        ("features", features(&lent.features)),
        ("keep", keep),
    ];
    let fields: String = fields
        .iter()
        .map(|(name, value)| format!("    {name}: {value},\n"))
        .collect();
    format!(
        "/// What becomes of samples: {}.\n#[rustfmt::skip]\npub const STAGE: Stage<'static> = Stage {{\n{fields}}};\n\
         const _: () = assert!(STAGE.outputs() == FEATURES && STAGE.inputs() == AXES);\n",
        stage.describe(),
    )
}

fn filter(filter: &Filter<'_>) -> String {
    match filter.sections.is_empty() {
        true => "Filter::NONE".to_owned(),
        false => format!("Filter {{ sections: &SECTIONS, level: {} }}", float(filter.level)),
    }
}

fn features(features: &Features) -> String {
    let stats = match features.stats {
        Stats::FLATTEN => "Stats::FLATTEN".to_owned(),
        stats => stats.iter().fold("Stats::NONE".to_owned(), |text, stat| {
            format!("{text}.with(Stat::{stat:?})")
        }),
    };
    let spectrum = features.spectrum.as_ref().map_or("None".to_owned(), spectrum);
    format!(
        "Features {{ stats: {stats}, spectrum: {spectrum}, correlation: {} }}",
        features.correlation
    )
}

/// As an option.
fn spectrum(spectrum: &Spectrum) -> String {
    let parts = Spectral::ALL.into_iter().filter(|part| spectrum.has(*part));
    let new = format!("Spectrum::new({})", spectrum.nfft);
    let with = parts.fold(new, |text, part| format!("{text}.with(Spectral::{part:?})"));
    spectrum
        .bands()
        .iter()
        .fold(format!("Some({with})"), |text, band| {
            let band = format!("Band {{ low: {}, high: {} }}", float(band.low), float(band.high));
            format!("match {text} {{ Some(spectrum) => spectrum.with_band({band}), None => None }}")
        })
}

fn state(smooth: Option<Smoothing>) -> String {
    let (mut fields, mut zeros, mut constant) = (String::new(), String::new(), String::new());
    if let Some(smooth) = smooth {
        let vote = match smooth.vote {
            Vote::Mean => "Mean",
            Vote::Majority => "Majority",
        };
        constant = format!(
            "/// How answers are smoothed.\nconst SMOOTH: Smooth = Smooth {{\n    over: {},\n    vote: Vote::{vote},\n}};\n\n",
            smooth.over
        );
        fields = "    answered: Answered,\n    answers: [f32; SMOOTH.memory(CLASSES)],\n".to_owned();
        zeros =
            "            answered: Answered::NONE,\n            answers: [0.0; SMOOTH.memory(CLASSES)],\n"
                .to_owned();
    }
    constant
        + &include_str!("state.rs")
            .replace("    FIELDS\n", &fields)
            .replace("            ZEROS\n", &zeros)
}

fn push(smooth: Option<Smoothing>) -> String {
    let (class, probabilities, smoothed) = match smooth {
        None => ("predict(&self.features)", "Ok(p)", ""),
        Some(_) => (
            "self.smoothed(predict_proba(&self.features)?).map(|p| {\n            \
             (1..CLASSES).fold(0, |best, class| if p[class] > p[best] { class } else { best })\n        })",
            "self.smoothed(p)",
            include_str!("smoothed.rs"),
        ),
    };
    include_str!("push.rs")
        .replace("    SMOOTHED\n", smoothed)
        .replace("PROBABILITIES", probabilities)
        .replace("CLASS_OF_WINDOW", class)
}

fn self_test(model: &Model, dtype: Dtype, test: &WindowTest) -> String {
    let samples = test.samples.iter().map(|sample| format!("{sample:?}"));
    let bits = |rows: &[Vec<f32>]| -> String {
        let row = |row: &Vec<f32>| {
            let bits = row.iter().map(|x| format!("0x{:08x}", x.to_bits()));
            format!("        [\n{}        ],\n", list(12, bits))
        };
        rows.iter().map(row).collect()
    };
    include_str!("window_self_test.rs")
        .replace("        SAMPLES\n", &list(8, samples))
        .replace("        FEATURE_BITS\n", &bits(&test.features))
        .replace("        BITS\n", &bits(&test.outputs))
        .replace("COUNT", &test.samples.len().to_string())
        .replace("WINDOWS", &test.features.len().to_string())
        .replace("OUTPUTS", &model.shape().outputs().to_string())
        .replace("0.0; SCRATCH", super::zero(dtype))
}
