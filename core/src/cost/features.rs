//! What instructions are counted by: the loops that the kernels run, and how often.

use super::{Deployment, Dtype, Mcu};
use crate::int8::channels;
use crate::loss::Output;

/// How many there are.
pub const FEATURES: usize = 35;

const CALL: usize = 0;
const LAYERS: usize = 1;
const SCALED: usize = 2;
const RAW: usize = 3;
const TILES: usize = 4;
const TERMS: usize = 10;
const AFTER: usize = 16;
const UNITS: usize = 20;
const HIDDEN: usize = 24;
const OUTPUTS: usize = 28;
const ANSWER: usize = 31;
const ODD: usize = 33;
const REST: usize = 34;

/// What each counts.
pub const FEATURE_NAMES: [&str; FEATURES] = [
    "calls",
    "layers",
    "inputs, or fours of them, scaled",
    "inputs, as they are",
    "tiles of 16 outputs",
    "tiles of 8",
    "tiles of 4",
    "tiles of 3",
    "tiles of 2",
    "tiles of 1",
    "terms of tiles of 16",
    "terms of tiles of 8",
    "terms of tiles of 4",
    "terms of tiles of 3",
    "terms of tiles of 2",
    "terms of tiles of 1",
    "MACs after identity",
    "MACs after logistic",
    "MACs after tanh",
    "MACs after relu",
    "hidden units, identity",
    "hidden units, logistic",
    "hidden units, tanh",
    "hidden units, relu",
    "hidden layers, identity",
    "hidden layers, logistic",
    "hidden layers, tanh",
    "hidden layers, relu",
    "outputs, softmax",
    "outputs, logistic",
    "outputs, identity",
    "calls, softmax",
    "calls, logistic",
    "tiles with an odd number of steps",
    "inputs beside fours",
];

/// Outputs that a kernel sums side by side, the widest tile first, with its index among the features
/// of tiles.
const FPU: [(usize, usize); 6] = [(16, 0), (8, 1), (4, 2), (3, 3), (2, 4), (1, 5)];
const PORTABLE: [(usize, usize); 2] = [(4, 2), (1, 5)];
/// In int8 outputs are padded to a multiple of four, and a term is a step of four inputs.
const INT8: [(usize, usize); 1] = [(4, 2)];

impl Deployment {
    /// How often each loop runs in a prediction.
    #[doc(hidden)]
    #[must_use]
    pub const fn features(&self, mcu: Mcu) -> [usize; FEATURES] {
        let (shape, activation) = (&self.shape, self.activation.row_of_costs());
        let tiles: &[(usize, usize)] = match self.dtype {
            Dtype::Int8 => &INT8,
            Dtype::F32 if mcu.fpu() => &FPU,
            Dtype::F32 => &PORTABLE,
        };
        let mut features = [0; FEATURES];
        features[CALL] = 1;
        let scaled = self.scaled || matches!(self.dtype, Dtype::Int8);
        let inputs = if scaled { SCALED } else { RAW };
        features[inputs] = shape.inputs();
        if mcu.dsp() && matches!(self.dtype, Dtype::Int8) {
            features[inputs] = shape.inputs().div_ceil(4);
            features[REST] = !shape.inputs().is_multiple_of(4) as usize;
        }
        if mcu.fpu() && scaled && matches!(self.dtype, Dtype::F32) {
            features[inputs] = shape.inputs() / 4;
            features[REST] = shape.inputs() % 4;
        }
        let mut i = 0;
        while i < shape.layers() {
            let (fan_in, fan_out) = (shape.width(i), shape.width(i + 1));
            let (terms, mut left) = match self.dtype {
                Dtype::F32 => (fan_in, fan_out),
                Dtype::Int8 => (fan_in.div_ceil(4), channels(fan_out)),
            };
            features[LAYERS] += 1;
            let mut t = 0;
            while t < tiles.len() {
                let (width, tile) = tiles[t];
                features[TILES + tile] += left / width;
                features[TERMS + tile] += left / width * terms;
                left %= width;
                t += 1;
            }
            if matches!(self.dtype, Dtype::Int8) {
                features[ODD] += terms % 2 * (channels(fan_out) / 4);
            }
            // software multiplies by 0 faster than by other numbers, and relu gives many
            if i > 0 && !mcu.fpu() && matches!(self.dtype, Dtype::F32) {
                features[AFTER + activation] += fan_in * fan_out;
            }
            if i + 1 < shape.layers() {
                features[UNITS + activation] += match self.dtype {
                    Dtype::F32 => fan_out,
                    Dtype::Int8 => channels(fan_out),
                };
                features[HIDDEN + activation] += 1;
            }
            i += 1;
        }
        let output = column_of_costs(self.output);
        features[OUTPUTS + output] = shape.outputs();
        match self.output {
            Output::Softmax => features[ANSWER + output] = 1,
            // measured of one; of several no less than what each takes
            Output::Logistic | Output::Exp => features[ANSWER + output] = shape.outputs(),
            Output::Identity => {}
        }
        features
    }
}

/// Where the tables of costs have an output.
pub(super) const fn column_of_costs(output: Output) -> usize {
    match output {
        Output::Softmax => 0,
        // an exponential and a division; that of an exponential alone is not measured
        Output::Logistic | Output::Exp => 1,
        Output::Identity => 2,
    }
}
