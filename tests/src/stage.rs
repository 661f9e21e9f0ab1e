//! What stages before a network take of microcontrollers, measured: each is linked into firmware of its own, as users
//! do, and run under QEMU.

use mcutune_core::cost::Mcu;
use mcutune_core::signal::{Spectral, Spectrum, Stage};

use crate::mcu::{self, Firmware};

/// What one firmware showed.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// Bytes of flash beside a firmware without a stage.
    pub flash: u64,
    /// Bytes of static RAM beside it.
    pub ram: u64,
    /// Bytes of stack of the deepest sample.
    pub stack: u64,
    /// Instructions of a sample that ends no window, the mean of those between several windows; none where each sample
    /// ends one.
    pub per_sample: Option<f64>,
    /// Those of a sample that ends one.
    pub per_window: f64,
}

/// Measures stages on one microcontroller.
pub struct StageBench {
    mcu: Mcu,
    flash: u64,
    ram: u64,
}

impl StageBench {
    /// Builds the firmware without a stage.
    pub fn new(mcu: Mcu) -> Self {
        let sizes = firmware(NONE).build(mcu).sizes();
        Self {
            mcu,
            flash: sizes.flash,
            ram: sizes.ram,
        }
    }

    /// Builds a stage and runs it.
    ///
    /// # Panics
    /// Where it prints something else, or takes less than the firmware without one.
    pub fn measure(&self, stage: &Stage<'_>) -> Measured {
        let elf = firmware(&source(stage)).build(self.mcu);
        let (sizes, printed) = (elf.sizes(), elf.run());
        let value = |key: &str| -> u64 {
            let word = printed.split_whitespace().find_map(|word| word.strip_prefix(key));
            let value = word.and_then(|value| value.strip_prefix('=')?.parse().ok());
            value.unwrap_or_else(|| panic!("no {key} in {printed}"))
        };
        let beside = |with: u64, without: u64| with.checked_sub(without).expect("a stage takes memory");
        let samples = value("samples");
        Measured {
            flash: beside(sizes.flash, self.flash),
            ram: beside(sizes.ram, self.ram),
            stack: value("stack"),
            per_sample: (samples > 0).then(|| value("between") as f64 / samples as f64),
            per_window: value("ends") as f64 / value("windows") as f64,
        }
    }
}

/// The firmware around a stage's source.
fn firmware(text: &str) -> Firmware {
    Firmware::new("staged").env("MCUTUNE_STAGE", mcu::source("stage", text))
}

/// No stage: nothing is computed, so that nothing is linked for it.
const NONE: &str = "const INPUTS: usize = 3;\nconst OUTPUTS: usize = 0;\nconst SAMPLES: u32 = 0;\n\
                    fn push(_sample: &[f32], _out: &mut [f32]) -> bool {\n    true\n}\n";

/// A stage as the source of statics.
fn source(stage: &Stage<'_>) -> String {
    let Stage {
        rate,
        scale,
        filter,
        decimate,
        axes,
        window,
        hop,
        features,
        keep,
    } = stage;
    let stats = features.stats.iter();
    let stats: String = stats.map(|stat| format!(".with(Stat::{stat:?})")).collect();
    let spectrum = features
        .spectrum
        .as_ref()
        .map_or_else(|| "None".to_string(), spectrum_source);
    let keep = keep.map_or_else(|| "None".to_string(), |keep| format!("Some(&{keep:?})"));
    let correlation = features.correlation;
    let inputs = stage.inputs();
    // until all windows run that ever do
    let samples = (u32::from(*window) + u32::from(*hop)) * u32::from(*decimate);
    format!(
        "use mcutune_core::signal::{{Axes, Band, Features, Filter, Progress, Section, Spectral, Spectrum, Stage, Stat, Stats}};\n\
         const INPUTS: usize = {inputs};\nconst OUTPUTS: usize = STAGE.outputs();\nconst SAMPLES: u32 = {samples};\n\
         static SCALE: [f32; {inputs}] = {scale:?};\nstatic SECTIONS: [Section; {}] = {:?};\n\
         static STAGE: Stage<'static> = Stage {{\n    rate: {rate:?},\n    scale: &SCALE,\n    filter: Filter {{ sections: &SECTIONS, level: {:?} }},\n    \
         decimate: {decimate},\n    axes: {axes:?},\n    window: {window},\n    hop: {hop},\n    \
         features: Features {{\n        stats: Stats::NONE{stats},\n        spectrum: {spectrum},\n        \
         correlation: {correlation},\n    }},\n    keep: {keep},\n}};\n\
         static mut PROGRESS: Progress = Progress::new();\n\
         static mut MEMORY: [f32; STAGE.memory()] = [0.0; _];\n{PUSH}",
        filter.sections.len(),
        filter.sections,
        filter.level,
    )
}

fn spectrum_source(spectrum: &Spectrum) -> String {
    let parts = Spectral::ALL.into_iter().filter(|&part| spectrum.has(part));
    let parts: String = parts.map(|part| format!(".with(Spectral::{part:?})")).collect();
    let bands = spectrum.bands().iter();
    let bands: String = bands
        .map(|band| format!(".with_band({band:?}).unwrap()"))
        .collect();
    format!("Some(Spectrum::new({}){parts}{bands})", spectrum.nfft)
}

const PUSH: &str = "fn push(sample: &[f32], out: &mut [f32]) -> bool {\n    \
                    // SAFETY: the only use, and there is one thread.\n    \
                    let (progress, memory) = unsafe { (&mut *(&raw mut PROGRESS), &mut *(&raw mut MEMORY)) };\n    \
                    STAGE.push(progress, memory, sample, out) == Ok(true)\n}\n";
