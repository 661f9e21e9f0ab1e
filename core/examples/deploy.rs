//! A trained model in flash predicts: what `mcutune export --format rust` writes, by hand.
use mcutune_core::{Activation, Error, Model, Network, Output, Scaler, Shape};

const SHAPE: Shape = Shape::new(&[2, 2, 1]); // two inputs, two hidden units, one output
#[rustfmt::skip]
static WEIGHTS: [f32; 9] = [
    -1.7829602, 0.2723163, -1.8827037, 0.44910517, 2.2930918, -1.0786772, // 2 x 2 and 2 biases
    -1.050345, -0.61417264, 1.2090397, // 2 x 1 and 1 bias
];
static OFFSET: [f32; 2] = [23.991667, 1.1666666]; // a feature is scaled to (x - offset) / scale
static SCALE: [f32; 2] = [3.429883, 0.85277325];
static MODEL: Model = Model::new(
    Network::new(SHAPE, Activation::Relu, Output::Logistic, &WEIGHTS),
    Scaler::new(&OFFSET, &SCALE),
); // what does not fit together is an error of the build

pub(crate) fn main() -> Result<(), Error> {
    let (mut scratch, mut answer) = ([0.0; Model::scratch(&SHAPE)], [0.0; 1]);
    MODEL.predict(&[27.0, 2.1], &mut scratch, &mut answer)?;
    assert!(answer[0] > 0.5); // the machine is about to fail
    assert_eq!(MODEL.class(&[20.2, 0.4], &mut scratch, &mut answer)?, 0); // all is well
    let broken = MODEL.class(&[f32::NAN, 0.4], &mut scratch, &mut answer);
    assert_eq!(broken, Err(Error::NotFinite { row: 0, column: 0 })); // of the sensor: no answer
    Ok(())
}
