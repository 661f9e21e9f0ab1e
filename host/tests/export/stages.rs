//! Models of windows of every kind, and what they answer to samples.

use std::sync::OnceLock;

use mcutune::core::params::Hidden;
use mcutune::core::signal::{Answered, Progress, Vote};
use mcutune::{
    Data, Dtype, ExportOptions, Format, Mlp, Model, Params, Recording, Recordings, Smoothing, Windowing,
    parse_axes,
};

/// A model of windows in f32 or int8, and samples that it is asked about.
pub struct StageCase {
    /// What its exports are called.
    pub name: String,
    pub dtype: Dtype,
    pub smooth: Option<Smoothing>,
    pub model: Model,
}

/// What a sample leads to.
pub enum Answer {
    /// It is not finite.
    NotFinite,
    /// It ends a window.
    Window {
        features: Vec<f32>,
        /// Of each class.
        probabilities: Vec<f32>,
    },
}

impl StageCase {
    /// How many numbers a sample has.
    pub fn axes(&self) -> usize {
        self.model.window().unwrap().axes().len()
    }

    /// What the core, the model and the core again make of samples.
    pub fn answers(&self, samples: &[f32]) -> Vec<Answer> {
        let model = &self.model;
        let stage = model.window().unwrap().lend();
        let predictor = model.with(self.dtype).unwrap();
        let (mut progress, mut memory) = (Progress::default(), vec![0.0; stage.memory()]);
        let classes = model.classes().len();
        let over = self.smooth.map(Smoothing::smooth);
        let mut answered = Answered::default();
        let mut held = vec![0.0; over.map_or(0, |over| over.memory(classes))];
        let mut all = Vec::new();
        for sample in samples.chunks(stage.inputs()) {
            let mut features = vec![0.0; stage.outputs()];
            match stage.push(&mut progress, &mut memory, sample, &mut features) {
                Ok(false) => {}
                Ok(true) => {
                    let found = predictor.predict_proba(&[&features[..]]).unwrap();
                    let mut probabilities = found[0].to_vec();
                    if let Some(over) = over {
                        over.push(&mut answered, &mut held, &mut probabilities).unwrap();
                    }
                    all.push(Answer::Window {
                        features,
                        probabilities,
                    });
                }
                Err(_) => {
                    answered = Answered::default();
                    all.push(Answer::NotFinite);
                }
            }
        }
        all
    }

    /// The text of its export.
    pub fn export(&self, format: Format) -> String {
        let options = ExportOptions::new().name(&self.name);
        let options = options.dtype(self.dtype).smooth(self.smooth);
        String::from_utf8(self.model.export(format, &options).unwrap()).unwrap()
    }
}

/// Numbers without end, the same for the same seed.
pub struct Draws(pub u32);

impl Draws {
    pub fn bits(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0 >> 8
    }

    /// From `-most` to `most`.
    pub fn within(&mut self, most: f32) -> f32 {
        (self.bits() as f32 / (1 << 23) as f32 - 1.0) * most
    }
}

/// How windows are cut and described: axes, window, hop, features, filter, decimation, axes made of others, which features
/// are kept.
type Cut = (
    usize,
    u16,
    u16,
    &'static str,
    &'static str,
    u16,
    &'static str,
    Option<&'static [u16]>,
);

/// Each feature alone or with others; windows that overlap, touch and leave gaps; sums and rings.
const CUTS: [Cut; 26] = [
    (3, 20, 20, "flatten", "none", 1, "raw", None),
    (3, 20, 10, "flatten", "none", 1, "raw+norm+difference", None),
    (2, 17, 5, "flatten", "none", 1, "norm", None),
    (1, 9, 1, "flatten", "none", 1, "raw", None),
    (3, 12, 30, "flatten,correlation", "none", 1, "raw", None),
    (4, 16, 7, "correlation", "none", 1, "raw", None),
    (
        1,
        1,
        1,
        "mean,slope,mean_abs_diff,energy,std",
        "none",
        1,
        "raw",
        None,
    ),
    (1, 31, 13, "median", "none", 1, "raw", None),
    (2, 32, 32, "q25,q75,iqr", "none", 1, "difference", None),
    (3, 25, 25, "min,max", "none", 1, "raw", None),
    (2, 33, 11, "zero_crossings,mean_abs_diff", "none", 1, "raw", None),
    (2, 33, 11, "mean_crossings", "none", 1, "raw+difference", None),
    (2, 40, 40, "slope,energy", "none", 1, "raw", None),
    (2, 40, 20, "rms,slope,skew", "none", 1, "raw", None),
    (3, 50, 25, "spectral:16", "none", 1, "raw", None),
    (1, 24, 24, "power:32", "none", 1, "raw", None),
    (2, 64, 32, "flatten,spectral:64", "none", 1, "raw+norm", None),
    (
        1,
        48,
        48,
        "peak:32,centroid:32,entropy:32",
        "none",
        1,
        "raw",
        None,
    ),
    (2, 48, 16, "bands:16:0.5-6/6-25", "none", 1, "raw", None),
    (3, 20, 20, "flatten", "low:5Hz", 1, "raw", None),
    (2, 20, 10, "flatten", "band:1-10Hz:3", 1, "raw+difference", None),
    (
        2,
        16,
        8,
        "flatten,median",
        "low:4Hz:6",
        3,
        "raw+norm+difference",
        None,
    ),
    (1, 20, 20, "std,peak:8", "high:0.5Hz:1", 1, "raw", None),
    (3, 30, 15, "flatten", "none", 1, "raw", Some(&[0, 4, 11, 20])),
    (
        2,
        32,
        32,
        "flatten,spectral:16",
        "low:8Hz",
        2,
        "raw",
        Some(&[1, 7, 15, 30, 39]),
    ),
    (
        3,
        40,
        20,
        "flatten,median,q25,q75,iqr,zero_crossings,mean_crossings,mean_abs_diff,slope,energy,correlation,spectral:32,peak:32,centroid:32,entropy:32,bands:32:1-4/4-12/12-25",
        "low:12Hz",
        1,
        "raw+norm+difference",
        None,
    ),
];

/// A model of each, in f32 and in int8 in turn, some smoothed.
pub fn stages() -> &'static [StageCase] {
    static ALL: OnceLock<Vec<StageCase>> = OnceLock::new();
    ALL.get_or_init(made)
}

fn made() -> Vec<StageCase> {
    (0..CUTS.len()).map(stage).collect()
}

/// One of them.
pub fn stage(number: usize) -> StageCase {
    of(number, &CUTS[number])
}

fn of(number: usize, &(axes, window, hop, features, filter, decimate, derived, keep): &Cut) -> StageCase {
    let mut random = Draws(number as u32);
    let windowing = Windowing::new(window.to_string().parse().unwrap())
        .hop(Some(hop.to_string().parse().unwrap()))
        .features(features.parse().unwrap())
        .filter(filter.parse().unwrap())
        .decimate(decimate)
        .axes(parse_axes(derived).unwrap())
        .scale((0..axes).map(|axis| [1.0, 0.5, -0.001, 3.3][axis]).collect())
        .keep(keep.map(<[u16]>::to_vec));
    let classes = 2 + number % 2;
    let data = recordings(axes, classes, &mut random)
        .windows(&windowing)
        .unwrap();
    let model = fit(&data);
    let dtype = if number % 3 == 1 { Dtype::Int8 } else { Dtype::F32 };
    let smooth = match number % 4 {
        0 => None,
        1 => Some(Smoothing {
            over: 3,
            vote: Vote::Mean,
        }),
        2 => Some(Smoothing {
            over: 5,
            vote: Vote::Majority,
        }),
        _ => Some(Smoothing {
            over: 1,
            vote: Vote::Mean,
        }),
    };
    StageCase {
        name: format!("stage_{number}"),
        dtype,
        smooth,
        model,
    }
}

fn fit(data: &Data) -> Model {
    let params = Params {
        hidden_layer_sizes: Hidden::new(&[7]),
        max_iter: 5,
        ..Params::DEFAULT
    };
    Mlp::new(params).fit(data).unwrap().model
}

/// Four of each class, which differ in level, in spread and in frequency.
fn recordings(axes: usize, classes: usize, random: &mut Draws) -> Recordings {
    let names: Vec<String> = (0..axes).map(|axis| format!("a{axis}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let samples = 400;
    let one = |class: usize, number: usize, random: &mut Draws| {
        let mut all = Vec::new();
        for t in 0..samples {
            for axis in 0..axes {
                let wave = (t as f32 * (0.2 + 0.5 * class as f32)).sin() * 300.0;
                let noise = random.within(40.0) * (1 + class) as f32;
                all.push((wave + noise + 50.0 * (axis + class) as f32).round());
            }
        }
        let name = format!("class{class}.{number}");
        Recording {
            group: name.clone(),
            name,
            samples: all,
            labels: vec![(0..samples, format!("class{class}"))],
            is_window: false,
        }
    };
    let mut all = Vec::new();
    for number in 0..4 {
        for class in 0..classes {
            all.push(one(class, number, random));
        }
    }
    Recordings::new(&names, 50.0, all).unwrap()
}
