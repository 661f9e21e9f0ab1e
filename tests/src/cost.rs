//! What models take of microcontrollers, measured: each is linked into firmware of its own, as
//! users do, and run under QEMU.

mod fit;
mod source;
mod table;

use mcutune_core::cost::{Coefficients, Deployment, Dtype, Mcu};
use mcutune_core::loss::Output;
use mcutune_core::params::Activation;
use mcutune_core::random::{Random, Seeded, Xoshiro};
use mcutune_core::shape::Shape;

use crate::mcu::{self, Firmware};

pub use fit::least_squares;
pub use table::{coefficients, table};

/// What one firmware showed.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// Bytes of flash beside a firmware without a model.
    pub flash: f64,
    /// Bytes of static RAM beside it.
    pub ram: f64,
    /// Bytes of stack of a prediction.
    pub stack: f64,
    /// Instructions of a prediction, the mean of several.
    pub instructions: f64,
}

/// Measures models on one microcontroller.
pub struct Bench {
    mcu: Mcu,
    flash: f64,
    ram: f64,
}

impl Bench {
    /// Builds the firmware without a model.
    pub fn new(mcu: Mcu) -> Self {
        let elf = firmware(&source::none()).build(mcu);
        let copies = |name: &str| name.contains("memcpy") || name.contains("memset");
        assert!(
            !elf.symbols().iter().any(|(name, _)| copies(name)),
            "the firmware without a model links what a model's may not"
        );
        let sizes = elf.sizes();
        Self {
            mcu,
            flash: sizes.flash as f64,
            ram: sizes.ram as f64,
        }
    }

    /// The coefficients of what compiles here; `show` is called with each model that was measured.
    pub fn calibrate(&self, dtype: Dtype, mut show: impl FnMut(&Deployment, &Measured)) -> Coefficients {
        let measured: Vec<_> = calibration(dtype)
            .into_iter()
            .map(|model| {
                let measured = self.measure(&model);
                show(&model, &measured);
                (model, measured)
            })
            .collect();
        coefficients(self.mcu, &measured)
    }

    /// Builds a model, with weights as a fit starts from them, and runs it.
    pub fn measure(&self, model: &Deployment) -> Measured {
        let elf = firmware(&source::of(model)).build(self.mcu);
        let (sizes, printed) = (elf.sizes(), elf.run());
        let value = |key: &str| -> f64 {
            let word = printed.split_whitespace().find_map(|word| word.strip_prefix(key));
            let value = word.and_then(|value| value.strip_prefix('=')?.parse().ok());
            value.unwrap_or_else(|| panic!("no {key} in {printed}"))
        };
        Measured {
            flash: sizes.flash as f64 - self.flash,
            ram: sizes.ram as f64 - self.ram,
            stack: value("stack"),
            instructions: value("instructions") / value("calls"),
        }
    }
}

/// The firmware around a model's source.
fn firmware(text: &str) -> Firmware {
    Firmware::new("deployed").env("MCUTUNE_MODEL", mcu::source("model", text))
}

/// The models that coefficients are made from.
pub fn calibration(dtype: Dtype) -> Vec<Deployment> {
    models(dtype, 1, 40)
}

/// Twenty models that no coefficients are made from, and wider: of every number of layers and every
/// function, with and without a scaler.
pub fn held_out() -> Vec<Deployment> {
    let float = models(Dtype::F32, 2, 100).into_iter().step_by(7);
    let integer = models(Dtype::Int8, 2, 100).into_iter().step_by(5);
    float.chain(integer).collect()
}

/// Four models of several labels, each answered with a logistic function: coefficients are made of one.
pub fn of_labels() -> [Deployment; 4] {
    use Activation::{Logistic, Relu, Tanh};
    let model = |widths: &[u16], activation, dtype| Deployment {
        shape: Shape::new(widths),
        activation,
        output: Output::Logistic,
        dtype,
        scaled: true,
        clips_features: false,
        clips_outputs: false,
    };
    [
        model(&[17, 12, 2], Relu, Dtype::F32),
        model(&[45, 21, 9, 7], Tanh, Dtype::F32),
        model(&[23, 16, 3], Logistic, Dtype::Int8),
        model(&[61, 30, 12], Relu, Dtype::Int8),
    ]
}

/// Four models whose features, or answers, or both are held to a range: coefficients are made of none.
pub fn of_clips() -> [Deployment; 4] {
    use Activation::{Relu, Tanh};
    let model = |widths: &[u16], activation, dtype, clips_features, clips_outputs| Deployment {
        shape: Shape::new(widths),
        activation,
        output: Output::Identity,
        dtype,
        scaled: true,
        clips_features,
        clips_outputs,
    };
    [
        model(&[19, 14, 1], Relu, Dtype::F32, true, false),
        model(&[33, 18, 4], Tanh, Dtype::F32, true, true),
        model(&[26, 15, 1], Relu, Dtype::Int8, false, true),
        model(&[47, 22, 4], Tanh, Dtype::Int8, true, true),
    ]
}

/// One model at random of each class that code differs by: with and without a scaler, every pair of
/// functions, up to three hidden layers. 3 to `widest` inputs, hidden layers of 1 to `widest` units.
fn models(dtype: Dtype, seed: u32, widest: u32) -> Vec<Deployment> {
    let mut random = Xoshiro::from_seed_number(seed);
    let mut between = |low: u32, high: u32| (low + random.bounded(high - low)) as u16;
    let mut models = Vec::new();
    let scalings: &[bool] = match dtype {
        Dtype::F32 => &[true, false],
        // what quantises the features scales them
        Dtype::Int8 => &[true],
    };
    for &scaled in scalings {
        for (activation, output) in ACTIVATIONS.iter().flat_map(|&a| OUTPUTS.map(|o| (a, o))) {
            // without hidden layers there is no function of them
            let fewest = usize::from(activation != Activation::Identity);
            for hidden in fewest..=3 {
                let mut widths = vec![between(3, widest)];
                widths.extend((0..hidden).map(|_| between(1, widest)));
                widths.push(match output {
                    Output::Softmax => between(3, 12),
                    Output::Logistic => 1,
                    Output::Identity | Output::Exp => between(1, 4),
                });
                models.push(Deployment {
                    shape: Shape::new(&widths),
                    activation,
                    output,
                    dtype,
                    scaled,
                    clips_features: false,
                    clips_outputs: false,
                });
            }
        }
    }
    models
}

/// Those that the table of costs has a row of: any other is counted by that of a similar one.
const ACTIVATIONS: [Activation; 4] = [
    Activation::Identity,
    Activation::Logistic,
    Activation::Tanh,
    Activation::Relu,
];
const OUTPUTS: [Output; 3] = [Output::Softmax, Output::Logistic, Output::Identity];
