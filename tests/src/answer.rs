//! What one answer takes of a Cortex-M4F: each is linked into firmware of its own and run under
//! QEMU.

use std::fmt::Write as _;

use mcutune_core::cost::{Dtype, Mcu};
use mcutune_core::int8::PartSizes;
use mcutune_core::params::Activation;
use mcutune_core::shape::Shape;

use crate::mcu::{Elf, Firmware, Optimise, compiler, source};

/// An answer of a model in flash.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    /// Widths of the model.
    pub widths: [u16; 3],
    /// What it computes with.
    pub dtype: Dtype,
    /// What goes in and what comes out.
    pub span: Span,
}

/// How much of the way an answer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// The network alone: scaled, or quantised, features to logits.
    Network,
    /// Raw features to the class alone, which in f32 comes with the probabilities.
    Class,
    /// Raw features to class and probabilities.
    Whole,
}

/// What an answer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Instructions beyond those of a function that only returns, the mean over 16 rows.
    pub instructions: u64,
    /// Bytes of flash beside the same firmware without a model, but for weights, biases and the
    /// other constants of the model.
    pub code: u64,
}

const DIGITS: [u16; 3] = [64, 32, 10];
const IRIS: [u16; 3] = [4, 16, 3];

/// Those of the table in `tests/README.md`.
pub const ANSWERS: [Answer; 10] = [
    answer(DIGITS, Dtype::F32, Span::Network),
    answer(DIGITS, Dtype::F32, Span::Whole),
    answer(DIGITS, Dtype::Int8, Span::Network),
    answer(DIGITS, Dtype::Int8, Span::Class),
    answer(DIGITS, Dtype::Int8, Span::Whole),
    answer(IRIS, Dtype::F32, Span::Network),
    answer(IRIS, Dtype::F32, Span::Whole),
    answer(IRIS, Dtype::Int8, Span::Network),
    answer(IRIS, Dtype::Int8, Span::Class),
    answer(IRIS, Dtype::Int8, Span::Whole),
];

const fn answer(widths: [u16; 3], dtype: Dtype, span: Span) -> Answer {
    Answer { widths, dtype, span }
}

impl Answer {
    /// `64-32-10`
    pub fn shape(&self) -> String {
        self.widths.map(|width| width.to_string()).join("-")
    }

    /// In words.
    pub const fn what(&self) -> &'static str {
        match (self.dtype, self.span) {
            (Dtype::F32, Span::Network) => "f32, scaled features to logits",
            (Dtype::F32, Span::Class | Span::Whole) => "f32, raw features to class and probabilities",
            (Dtype::Int8, Span::Network) => "int8, quantised features to logits",
            (Dtype::Int8, Span::Class) => "int8, raw features to class",
            (Dtype::Int8, Span::Whole) => "int8, raw features to class and probabilities",
        }
    }

    /// Builds it and runs it.
    ///
    /// # Panics
    /// Where it does not compile or run.
    pub fn measure(&self, optimise: Optimise) -> Taken {
        let name = format!("{}-{:?}-{:?}", self.shape(), self.dtype, self.span);
        let model = format!("{}{}", self.model(), self.call());
        measured(&name, &self.head(), &model, self.constants(), optimise)
    }

    /// The same network from scaled features to logits, by the loops that anyone writes: f32, one sum
    /// after the other. What a compiler makes of these is a yardstick for what it makes of an answer.
    ///
    /// # Panics
    /// Where it does not compile or run.
    pub fn plain_loops(&self, optimise: Optimise) -> Taken {
        let plain = answer(self.widths, Dtype::F32, Span::Network);
        let name = format!("{}-plain", plain.shape());
        let hidden = plain.widths[1];
        let model = format!(
            "use workloads::{}::in_f32::WEIGHTS;\nconst HIDDEN: usize = {hidden};\n{PLAIN_LOOPS}",
            plain.set()
        );
        measured(&name, &plain.head(), &model, plain.constants(), optimise)
    }

    /// Bytes of the constants that it links.
    fn constants(&self) -> u64 {
        let shape = Shape::new(&self.widths);
        let sizes = PartSizes::of(&shape, Activation::Relu);
        let step = 2 * size_of::<f32>() * shape.inputs();
        let bytes = match (self.dtype, self.span) {
            (Dtype::F32, Span::Network) => size_of::<f32>() * shape.parameters(),
            (Dtype::F32, _) => size_of::<f32>() * shape.parameters() + step,
            (Dtype::Int8, Span::Network) => sizes.bytes() - step,
            (Dtype::Int8, _) => sizes.bytes(),
        };
        bytes as u64
    }

    /// The data that its weights were fitted to.
    const fn set(&self) -> &'static str {
        if self.widths[0] == DIGITS[0] {
            "digits"
        } else {
            "iris"
        }
    }

    fn head(&self) -> String {
        let feature = match (self.dtype, self.span) {
            (Dtype::Int8, Span::Network) => "i8",
            _ => "f32",
        };
        let [inputs, _, outputs] = self.widths;
        format!(
            "type Feature = {feature};\nconst INPUTS: usize = {inputs};\nconst OUTPUTS: usize = {outputs};\n"
        )
    }

    /// The model, and the memory of an answer.
    fn model(&self) -> String {
        let set = self.set();
        let shape = format!("Shape::new(&{:?})", self.widths);
        match self.dtype {
            Dtype::F32 => format!(
                "use mcutune_core::{{loss::Output, model::Model, network::Network, params::Activation, \
                 scaler::Scaler, shape::Shape}};\n\
                 use workloads::{set}::in_f32::{{OFFSET, SCALE, WEIGHTS}};\n\
                 const SHAPE: Shape = {shape};\n\
                 static NETWORK: Network<'static> =\n    \
                 Network::new(SHAPE, Activation::Relu, Output::Softmax, &WEIGHTS);\n\
                 static MODEL: Model<'static> = Model::new(NETWORK, Scaler::new(&OFFSET, &SCALE));\n\
                 static mut SCRATCH: [f32; Model::scratch(&SHAPE)] = [0.0; _];\n"
            ),
            Dtype::Int8 => format!(
                "#[allow(unused_imports)]\nuse mcutune_core::int8::class_of_logits;\n\
                 use mcutune_core::{{int8::{{Int8Model, Parts}}, loss::Output, shape::Shape}};\n\
                 use workloads::{set}::in_int8::*;\n\
                 const SHAPE: Shape = {shape};\n\
                 static MODEL: Int8Model<'static> = Int8Model::new(Parts {{\n    \
                 shape: SHAPE,\n    output: Output::Softmax,\n    offset: &OFFSET,\n    \
                 factor: &FACTOR,\n    weights: &WEIGHTS,\n    biases: &BIASES,\n    \
                 multipliers: &MULTIPLIERS,\n    zeros: &ZEROS,\n    tables: &[],\n    \
                 logit_bits: LOGIT_BITS,\n}});\n\
                 static mut SCRATCH: [i32; Int8Model::scratch(&SHAPE)] = [0; _];\n"
            ),
        }
    }

    fn call(&self) -> String {
        let call = match (self.dtype, self.span) {
            (Dtype::F32, Span::Network) => "NETWORK.logits(row, scratch, out).is_ok()",
            (Dtype::F32, _) => "MODEL.class(row, scratch, out).map(black_box).is_ok()",
            (Dtype::Int8, Span::Network) => "MODEL.logits_of_quantized(row, scratch).map(black_box).is_ok()",
            (Dtype::Int8, Span::Class) => "MODEL.class(row, scratch).map(black_box).is_ok()",
            (Dtype::Int8, Span::Whole) => {
                "MODEL.logits(row, scratch).is_ok_and(|logits| {\n        \
                 MODEL.answer(logits, out);\n        \
                 class_of_logits(Output::Softmax, logits).map(black_box).is_ok()\n    })"
            }
        };
        format!(
            "fn answer(row: &[Feature; INPUTS], out: &mut [f32; OUTPUTS]) -> bool {{\n    \
             // SAFETY: the only use, and there is one thread.\n    \
             let scratch = unsafe {{ &mut *(&raw mut SCRATCH) }};\n    let _ = &out;\n    {call}\n}}\n"
        )
    }
}

/// Firmware with `model`, against the same without; `constants` are bytes of the model's.
fn measured(name: &str, head: &str, model: &str, constants: u64, optimise: Optimise) -> Taken {
    let firmware = |name: &str, text: &str| {
        let path = source(&format!("answer-{name}"), text);
        let firmware = Firmware::new("answer").optimise(optimise);
        firmware.env("MCUTUNE_ANSWER", path).build(Mcu::CortexM4f)
    };
    let without = firmware(&format!("{name}-none"), &format!("{head}{NOTHING}"));
    let with = firmware(name, &format!("{head}{model}"));
    let instructions = |elf: &Elf| quotient(&elf.run(), "instructions", "calls");
    Taken {
        instructions: instructions(&with) - instructions(&without),
        code: with.sizes().flash - without.sizes().flash - constants,
    }
}

/// Instructions of training 64-32-10 by a sample: adam, batches of 32.
///
/// # Panics
/// Where it does not compile or run.
pub fn training_a_sample() -> u64 {
    let printed = Firmware::new("sample").build(Mcu::CortexM4f).run();
    quotient(&printed, "instructions", "samples")
}

/// Instructions of a window of 100 samples of 3 axes in 16 bits, from the first to the features of flatten.
///
/// # Panics
/// Where it does not compile or run.
pub fn window_of_flatten(optimise: Optimise) -> u64 {
    let firmware = Firmware::new("windows").optimise(optimise);
    let printed = firmware.build(Mcu::CortexM4f).run();
    quotient(&printed, "instructions", "windows")
}

/// Of two numbers that are printed as `key=number`.
fn quotient(printed: &str, number: &str, by: &str) -> u64 {
    let value = |key: &str| -> u64 {
        let word = printed.split_whitespace().find_map(|word| word.strip_prefix(key));
        let value = word.and_then(|value| value.strip_prefix('=')?.parse().ok());
        value.unwrap_or_else(|| panic!("no {key} in {printed}"))
    };
    value(number) / value(by)
}

/// The firmware without a model.
const NOTHING: &str = "fn answer(_: &[Feature; INPUTS], _: &mut [f32; OUTPUTS]) -> bool {\n    \
                       black_box(true)\n}\n";

/// Scaled features to logits, with relu between.
const PLAIN_LOOPS: &str = "\
static mut SCRATCH: [f32; HIDDEN] = [0.0; _];

fn layer(x: &[f32], weights: &[f32], biases: &[f32], y: &mut [f32]) {
    for ((y, bias), weights) in y.iter_mut().zip(biases).zip(weights.chunks_exact(x.len())) {
        *y = *bias;
        for (weight, x) in weights.iter().zip(x) {
            *y += weight * x;
        }
    }
}

fn answer(row: &[Feature; INPUTS], out: &mut [f32; OUTPUTS]) -> bool {
    // SAFETY: the only use, and there is one thread.
    let hidden = unsafe { &mut *(&raw mut SCRATCH) };
    let (first, second) = WEIGHTS.split_at(INPUTS * HIDDEN + HIDDEN);
    let (weights, biases) = first.split_at(INPUTS * HIDDEN);
    layer(row, weights, biases, hidden);
    for unit in hidden.iter_mut() {
        *unit = unit.max(0.0);
    }
    let (weights, biases) = second.split_at(HIDDEN * OUTPUTS);
    layer(hidden, weights, biases, out);
    true
}
";

/// The table in `tests/README.md`.
pub fn table() -> String {
    let mut table = String::from(
        "| model | one answer | instructions | code, bytes | for size: instructions | code, bytes |\n\
         |---|---|--:|--:|--:|--:|\n",
    );
    for answer in &ANSWERS {
        let (speed, size) = (answer.measure(Optimise::Speed), answer.measure(Optimise::Size));
        // writing to a String cannot fail
        let _ = writeln!(
            table,
            "| {} | {} | {} | {} | {} | {} |",
            answer.shape(),
            answer.what(),
            grouped(speed.instructions),
            grouped(speed.code),
            grouped(size.instructions),
            grouped(size.code)
        );
    }
    let sample = grouped(training_a_sample());
    let windows = [Optimise::Speed, Optimise::Size].map(|optimise| grouped(window_of_flatten(optimise)));
    let [window, for_size] = windows;
    let _ = writeln!(
        table,
        "\nTraining 64-32-10 takes {sample} instructions a sample (adam, whole batches of 32). A window of 100 samples \
         of 3 axes, from the first sample to the 21 features of flatten, takes {window}, for size {for_size}. Compiled \
         by {}.",
        compiler(Mcu::CortexM4f)
    );
    table
}

/// `1,234,567`
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
