// A 4-16-3 network, relu inside, softmax at its output, that predicts `species`.
// Trained by mcutune 0.1.0, exported by mcutune 0.1.0.
// Data: iris.csv, SHA-256 27ae50b33722da23f76475e7fd89b5e0282574d3cce570f1ae2d8773d596278b.
// Features scaled: standard.
// Seed: 0, generator xoshiro.
// Chosen by accuracy in cross-validation with 5 folds.
// Scores: mean_test_score=0.9733333333333334, std_test_score=0.03265986323710903.
// Parameters: activation=relu, alpha=0.0001, batch_size=auto, beta_1=0.9, beta_2=0.999, dropout=[0,
//  0, 0, 0, 0, 0, 0, 0], early_stopping=false, epsilon=1e-08, hidden_layer_sizes=(16,),
//  learning_rate=constant, learning_rate_init=0.01, max_iter=200, momentum=0.9,
//  n_iter_no_change=10, nesterovs_momentum=true, power_t=0.5, shuffle=true, solver=adam,
//  tol=0.0001, validation_fraction=0.1.
//
// Lay it beside the program as iris.rs, say `mod iris;` there, and let Cargo.toml name
//  mcutune-core.
// It answers with the bits that `mcutune predict` gives, on every target.

use mcutune_core::error::Error;
use mcutune_core::loss::Output;
use mcutune_core::model::Model;
use mcutune_core::net::Network;
use mcutune_core::params::Activation;
use mcutune_core::scaler::Scaler;
use mcutune_core::shape::Shape;

/// Raw features a row.
pub const FEATURES: usize = 4;

/// Their names, in their order.
#[allow(dead_code)]
#[rustfmt::skip]
pub static FEATURE_NAMES: [&str; FEATURES] = [
    "sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm",
];

/// Classes.
pub const CLASSES: usize = 3;

/// Their names, in the order of their probabilities.
#[allow(dead_code)]
#[rustfmt::skip]
pub static CLASS_NAMES: [&str; CLASSES] = [
    "setosa", "versicolor", "virginica",
];

/// Layer by layer: weights row-major, then biases.
#[allow(clippy::approx_constant)]
#[rustfmt::skip]
static WEIGHTS: [f32; 131] = [
    -0.6311186, 0.25760174, -0.072396174, 0.49689165, -0.24498235, -0.6346199, 0.12120572,
    0.07302462, -0.0013693848, -0.22248136, -0.23884006, -0.057291154, 0.30248338, 0.04799244,
    0.20522138, 0.096421175, 0.091376245, 0.0628779, -0.2852486, -0.08531049, 0.61455953,
    0.64253104, -0.36101887, -0.07101993, -0.53921723, -0.53942794, 0.2619063, -0.038800195,
    -0.07355434, -0.4958084, 0.07945858, -0.4433305, -0.8206462, 0.89283264, 0.81277716, -1.3350104,
    -1.2712429, 0.16981141, 0.30127826, -0.118144624, 0.4587752, 0.85460967, 0.019800952,
    -0.21312022, -0.323808, 0.62627614, 0.3242795, 1.133379, -0.6946234, 0.8596153, 0.6585967,
    -0.47991982, -0.94766635, -0.5015699, 0.67347366, 0.2113439, 0.7367801, 0.94316053, -0.41041687,
    0.35220268, -0.7451377, 0.57567745, -0.37503472, 1.2532418, 0.40314892, -0.020275202,
    0.26130575, 1.4176865, 0.4162834, 0.31368804, 0.71439356, 1.2400774, 0.08225315, 1.007893,
    0.034426875, -0.53005713, 1.0458488, 0.7698672, -0.17846316, -0.9808731, 0.9171659, -0.42834243,
    -0.9525565, 0.3331068, -0.059147563, 0.833474, -0.848137, -0.28460214, 0.6881772, -0.0033846407,
    0.71131647, -1.482743, 0.9088383, -0.93022877, -0.14896375, 1.0033448, -0.4941867, -1.06868,
    -0.21198277, 0.8643672, 0.60782784, -0.715659, 0.6116674, -0.8802184, -0.67482716, -0.2572029,
    0.9988428, -0.09796981, 0.6172834, 0.5720711, 0.48529196, -0.5482542, 0.016882196, 0.40743017,
    0.20861515, 0.2478031, -0.36050946, 1.0959048, -1.489724, -0.66730666, 0.0417227, -0.15217558,
    0.19898699, -0.5167686, 0.09402479, 0.053760808, -2.021613, 1.4451447, 0.109416455, 0.08256391,
    -0.8323843,
];

/// A feature is scaled to `(x - offset) / scale`.
#[allow(clippy::approx_constant)]
#[rustfmt::skip]
static OFFSET: [f32; 4] = [
    5.8433332, 3.0573332, 3.758, 1.1993333,
];

/// See [`OFFSET`].
#[allow(clippy::approx_constant)]
#[rustfmt::skip]
static SCALE: [f32; 4] = [
    0.8253013, 0.43441096, 1.7594041, 0.7596926,
];

const SHAPE: Shape = Shape::new(&[4, 16, 3]);

/// The network and the scaler of its features. What does not fit is an error of the build.
pub static MODEL: Model<'static> = Model::new(
    Network::new(SHAPE, Activation::Relu, Output::Softmax, &WEIGHTS),
    Scaler::new(&OFFSET, &SCALE),
);

/// f32 of scratch that a row takes.
pub const SCRATCH: usize = Model::scratch(&SHAPE);

/// The probability of each class, for one row of raw features; errs where one is not finite.
#[allow(dead_code)]
pub fn predict_proba(x: &[f32; FEATURES]) -> Result<[f32; CLASSES], Error> {
    let mut p = [0.0; CLASSES];
    MODEL.predict(x, &mut [0.0; SCRATCH], &mut p)?;
    Ok(p)
}

/// The class of one row of raw features: an index into [`CLASS_NAMES`].
#[allow(dead_code)]
pub fn predict(x: &[f32; FEATURES]) -> Result<usize, Error> {
    MODEL.class(x, &mut [0.0; SCRATCH], &mut [0.0; CLASSES])
}

/// Whether this build gives the bits that `mcutune predict` gives.
#[allow(dead_code)]
#[rustfmt::skip]
pub fn self_test() -> bool {
    static ROWS: [[f32; FEATURES]; 4] = [
        [
            6.090924, 2.809719, 5.7461267, 1.1993333,
        ],
        [
            5.3729115, 3.0573332, 4.285821, 2.057786,
        ],
        [
            6.7759237, 3.1876564, 3.758, 0.76630855,
        ],
        [
            5.8433332, 3.5482175, 2.7551396, 1.4272411,
        ],
    ];
    static BITS: [[u32; 3]; 4] = [
        [0x3a7b534e, 0x3f121458, 0x3edb59a6],
        [0x3a282ab5, 0x3e1c660d, 0x3f58bc72],
        [0x3c61a430, 0x3f7c78d1, 0x371dc4fb],
        [0x3f154cbb, 0x3ed56087, 0x38402298],
    ];
    ROWS.iter().zip(&BITS).all(|(x, bits)| {
        let mut out = [0.0; 3];
        MODEL.predict(x, &mut [0.0; SCRATCH], &mut out).is_ok() && out.map(f32::to_bits) == *bits
    })
}
