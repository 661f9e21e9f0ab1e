//! What is done to samples before the network, in C.

use mcutune_core::signal::{Places, Section, Spectral, Stage, Stat, Vote, cosines};

use super::{floats, numbers, strings};
use crate::export::literal::float;
use crate::model::Model;
use crate::windows::{OwnedStage, Smoothing};

/// Leaves the lines of a piece whose conditions hold: `@if name`, `@else` and `@end` stand on lines of their own.
fn chosen(piece: &str, holds: &dyn Fn(&str) -> bool) -> String {
    let mut out = String::new();
    let mut open: Vec<bool> = Vec::new();
    for line in piece.lines() {
        if let Some(name) = line.strip_prefix("@if ") {
            open.push(holds(name));
        } else if line == "@else" {
            if let Some(last) = open.last_mut() {
                *last = !*last;
            }
        } else if line == "@end" {
            open.pop();
        } else if open.iter().all(|holds| *holds) {
            out += line;
            out.push('\n');
        }
    }
    out
}

/// Which of the pieces' conditions hold for a stage.
fn condition(stage: &Stage<'_>, smooth: Option<Smoothing>, name: &str) -> bool {
    let features = &stage.features;
    let places = Places::of(features);
    let spectrum = features.spectrum.as_ref();
    let spectral = |part: Spectral| spectrum.is_some_and(|spectrum| spectrum.has(part));
    if let Some(name) = name.strip_prefix("stat_") {
        return Stat::from_name(name).is_some_and(|stat| features.stats.has(stat));
    }
    match name {
        "moments" => places.has_moments,
        "high" => places.high,
        "shape" => places.high || spectral(Spectral::PsdSkew) || spectral(Spectral::PsdKurtosis),
        "slope" => places.slope.is_some(),
        "extremes" => places.extremes.is_some(),
        "steps" => places.steps.is_some(),
        "pairs" => features.correlation,
        "sums" => places.words > 0,
        "stats" => features.stats.count() > 0,
        "order" => [Stat::Median, Stat::Q25, Stat::Q75, Stat::Iqr]
            .iter()
            .any(|stat| features.stats.has(*stat)),
        "spectrum" => spectrum.is_some(),
        "ln" => spectral(Spectral::LogPower) || spectral(Spectral::Entropy),
        "psd" => spectral(Spectral::PsdSkew) || spectral(Spectral::PsdKurtosis),
        "spectral_rms" => spectral(Spectral::Rms),
        "spectral_skew" => spectral(Spectral::Skew),
        "spectral_kurtosis" => spectral(Spectral::Kurtosis),
        "bands" => spectrum.is_some_and(|spectrum| !spectrum.bands().is_empty()),
        "holds" => stage.holds_samples(),
        "scratch" => stage.scratch_of_one() > 0,
        "keep" => stage.keep.is_some(),
        "filter" => !stage.filter.sections.is_empty(),
        "raw" => stage.axes.raw,
        "norm" => stage.axes.norm,
        "difference" => stage.axes.difference,
        "smooth" => smooth.is_some(),
        "majority" => smooth.is_some_and(|smooth| smooth.vote == Vote::Majority),
        name => Spectral::from_name(name).is_some_and(spectral),
    }
}

/// Constants and functions, down to the one that takes samples.
pub(super) fn code(stage: &OwnedStage, smooth: Option<Smoothing>) -> Vec<String> {
    let lent = stage.lend();
    let holds = &|name: &str| condition(&lent, smooth, name);
    let select = |piece: &str, holds: &dyn Fn(&str) -> bool| chosen(piece, holds);
    let mut pieces = vec![
        defined(stage, smooth) + &tables(stage),
        select(include_str!("signal/arithmetic.h"), holds),
        select(include_str!("signal/state.h"), holds),
    ];
    if holds("moments") {
        pieces.push(select(include_str!("signal/move.h"), holds));
        pieces.push(select(include_str!("signal/moments.h"), holds));
    }
    if holds("sums") {
        pieces.push(select(include_str!("signal/sums.h"), holds));
    }
    if holds("order") {
        pieces.push(include_str!("signal/order.h").to_owned());
    }
    if holds("spectrum") {
        pieces.push(select(include_str!("signal/spectrum.h"), holds));
    }
    pieces.push(select(include_str!("signal/finish.h"), holds));
    pieces.push(select(include_str!("signal/push.h"), holds));
    pieces
}

/// The functions that a program calls with samples.
pub(super) fn push(model: &Model, smooth: Option<Smoothing>) -> Vec<String> {
    let Some(stage) = model.window() else {
        return Vec::new();
    };
    let lent = stage.lend();
    let holds = &|name: &str| condition(&lent, smooth, name);
    let smoothing = smooth.map(|_| chosen(include_str!("signal/smooth.h"), holds));
    let answers = chosen(include_str!("signal/answer.h"), holds);
    smoothing.into_iter().chain([answers]).collect()
}

/// How they are called.
pub(super) fn usage(model: &Model, name: &str, smooth: Option<Smoothing>) -> Vec<String> {
    let Some(stage) = model.window() else {
        return Vec::new();
    };
    let upper = name.to_uppercase();
    let smoothed = smooth.map_or(String::new(), |smooth| {
        let how = match smooth.vote {
            Vote::Mean => "the mean of the probabilities",
            Vote::Majority => "the majority",
        };
        format!(", {how} of the last {} windows", smooth.over)
    });
    vec![
        format!(
            "Samples of {upper}_AXES numbers ({}) at {} Hz become {}.",
            stage.axes().join(", "),
            stage.rate(),
            stage.describe()
        ),
        format!(
            "int {name}_push(struct {name}_state *s, const float *sample, int *answer): takes a sample; returns 1 where it ends \
             a window, and leaves the class{smoothed}; 0 where it does not; {upper}_NOT_FINITE of a sample that is NaN or \
             infinite, behind which it begins anew. {name}_push_i16 takes integers, {name}_push_proba and \
             {name}_push_proba_i16 leave {upper}_CLASSES probabilities at a float *p instead. The state is static, and all \
             zeros where it begins; {name}_reset makes it so."
        ),
        format!("int {name}_window_self_test(void): the same of a recording, from samples to answers."),
    ]
}

/// Numbers that the pieces name.
fn defined(stage: &OwnedStage, smooth: Option<Smoothing>) -> String {
    let lent = stage.lend();
    let axes = lent.feature_axes();
    let raw = if lent.axes.raw { lent.inputs() } else { 0 };
    let places = Places::of(&lent.features);
    let spectrum = lent.features.spectrum.as_ref();
    let bands = spectrum.map_or(0, |spectrum| spectrum.bands().len());
    let mut all: Vec<(&str, String)> = Vec::new();
    let mut define = |is_used: bool, name, value: usize| {
        all.extend(is_used.then(|| (name, value.to_string())));
    };
    define(true, "AXES", lent.inputs());
    define(true, "FEATURE_AXES", axes);
    define(true, "WINDOW", lent.window.into());
    define(true, "HOP", lent.hop.into());
    define(true, "DECIMATE", lent.decimate.into());
    define(true, "AT_ONCE_WINDOWS", lent.at_once());
    define(
        true,
        "AT_ONCE",
        if lent.holds_samples() { 1 } else { lent.at_once() },
    );
    define(true, "SUM_WORDS", places.words);
    define(true, "WINDOW_WORDS", lent.words_of_window());
    for (name, place) in [
        ("SLOPE_AT", places.slope),
        ("EXTREMES_AT", places.extremes),
        ("STEPS_AT", places.steps),
    ] {
        define(place.is_some(), name, place.unwrap_or(0));
    }
    define(lent.axes.norm, "NORM_AT", raw);
    define(
        lent.axes.difference,
        "DIFFERENCES_AT",
        raw + usize::from(lent.axes.norm),
    );
    define(lent.scratch_of_one() > 0, "SCRATCH", lent.scratch_of_one());
    define(lent.keep.is_some(), "ALL_FEATURES", lent.features.count(axes));
    define(
        !lent.filter.sections.is_empty(),
        "SECTIONS",
        lent.filter.sections.len(),
    );
    define(
        smooth.is_some(),
        "SMOOTH",
        smooth.map_or(0, |smooth| smooth.over.into()),
    );
    define(bands > 0, "BANDS", bands);
    let float = |x: f32| float(x) + "f";
    all.push(("RATE", float(lent.kept_rate())));
    if !lent.filter.sections.is_empty() {
        all.push(("LEVEL", float(lent.filter.level)));
    }
    if let Some(spectrum) = spectrum {
        all.push(("NFFT", format!("{}u", spectrum.nfft)));
        all.push(("SHARE", float(1.0 / f32::from(spectrum.nfft))));
        all.push(("HERTZ", float(spectrum.spacing(lent.kept_rate()))));
    }
    let line = |(name, value): (&str, String)| format!("#define MODEL_{name} {value}\n");
    all.into_iter().map(line).collect::<String>() + "\n"
}

/// Constants in flash.
fn tables(stage: &OwnedStage) -> String {
    let lent = stage.lend();
    let mut text = strings("axis_names", "MODEL_AXES", stage.axes());
    text += &floats("scale_axis", lent.scale);
    if let Some(spectrum) = &lent.features.spectrum {
        text += "/* the cosines of a quarter of the circle */\n";
        text += &floats("cosines", &cosines(spectrum.nfft).collect::<Vec<_>>());
        let rows = spectrum.bands().iter().map(|band| vec![band.low, band.high]);
        text += &rows_of("bands", 2, &rows.collect::<Vec<_>>());
    }
    if !lent.filter.sections.is_empty() {
        text += "/* second-order sections: b, and a behind 1 */\n";
        let row = |one: &Section| one.b.iter().chain(&one.a).copied().collect();
        let rows: Vec<Vec<f32>> = lent.filter.sections.iter().map(row).collect();
        text += &rows_of("sections", 5, &rows);
    }
    if let Some(keep) = lent.keep {
        text += &numbers("uint16_t", "keep", keep);
    }
    text
}

/// A table of numbers; none without a row.
fn rows_of(name: &str, width: usize, rows: &[Vec<f32>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let row = |row: &Vec<f32>| {
        let numbers: Vec<String> = row.iter().map(|&x| float(x) + "f").collect();
        format!("    {{{}}},\n", numbers.join(", "))
    };
    let all: String = rows.iter().map(row).collect();
    format!(
        "static const float model_{name}[{}][{width}] = {{\n{all}}};\n\n",
        rows.len()
    )
}

#[cfg(test)]
mod tests {
    use super::chosen;

    #[test]
    fn lines_are_chosen_by_conditions_within_each_other() {
        let piece = "a\n@if x\nb\n@if y\nc\n@else\nd\n@end\n@else\ne\n@end\nf\n";
        assert_eq!(chosen(piece, &|_| true), "a\nb\nc\nf\n");
        assert_eq!(chosen(piece, &|name| name == "x"), "a\nb\nd\nf\n");
        assert_eq!(chosen(piece, &|name| name == "y"), "a\ne\nf\n");
    }
}
