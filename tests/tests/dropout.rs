//! Dropout as Srivastava et al. (2014) define it, inverted: a unit is dropped with probability
//! `rate`, and what is left is divided by `1 - rate`, so that sums keep their mean.

use mcutune::Space;
use mcutune_core::data::{Dataset, Target};
use mcutune_core::params::{Activation, BatchSize, Hidden, MAX_HIDDEN, Params, Solver};
use mcutune_core::random::{Random, Seeded, Xoshiro};
use mcutune_core::space::Grid;
use mcutune_core::train::{Epoch, FitMemory, Plan, fit};

fn train<R: Random>(data: &Dataset<'_>, params: &Params, random: &mut R) -> (Vec<f32>, Vec<Epoch>) {
    let rows: Vec<u32> = (0..data.rows() as u32).collect();
    let plan = Plan::try_new(data, rows.len(), params).unwrap();
    let mut weights = vec![0.0; plan.shape().parameters()];
    let mut curve = Vec::new();
    fit(
        &plan,
        data,
        &rows,
        FitMemory {
            weights: &mut weights,
            floats: &mut vec![0.0; plan.floats(64)],
            indices: &mut vec![0; plan.indices()],
        },
        random,
        |epoch| curve.push(epoch),
    )
    .unwrap();
    (weights, curve)
}

/// Counts what is drawn.
struct Counting(Xoshiro, usize);

impl Random for Counting {
    fn bits(&mut self) -> u32 {
        self.1 += 1;
        self.0.bits()
    }
}

/// Rates of the first hidden layers.
fn rates(of: &[f32]) -> [f32; MAX_HIDDEN] {
    let mut all = [0.0; MAX_HIDDEN];
    all[..of.len()].copy_from_slice(of);
    all
}

const PARAMS: Params = Params {
    hidden_layer_sizes: Hidden::new(&[6, 4]),
    batch_size: BatchSize::Rows(10),
    max_iter: 3,
    shuffle: false,
    ..Params::DEFAULT
};

fn rows(count: usize) -> (Vec<f32>, Vec<f32>) {
    let mut random = Xoshiro::from_seed_number(2);
    let mut numbers =
        |count: usize| -> Vec<f32> { (0..count).map(|_| random.uniform(-1.0, 1.0) as f32).collect() };
    (numbers(count * 3), numbers(count))
}

#[test]
fn a_unit_takes_one_draw_a_row_and_a_layer_without_a_rate_none() {
    let (x, values) = rows(25);
    let target = Target::Values {
        values: &values,
        outputs: 1,
    };
    let data = Dataset::try_new(&x, 3, target).unwrap();
    let draws = |dropout| {
        let mut random = Counting(Xoshiro::from_seed_number(1), 0);
        let params = Params { dropout, ..PARAMS };
        train(&data, &params, &mut random);
        random.1
    };
    let none = draws(rates(&[]));
    assert_eq!(
        none,
        2 * (3 * 6 + 6 + 6 * 4 + 4 + 4 + 1),
        "two a weight, for 53 bits"
    );
    assert_eq!(draws(rates(&[0.5])) - none, 3 * 25 * 6);
    assert_eq!(draws(rates(&[0.0, 0.5])) - none, 3 * 25 * 4);
    assert_eq!(draws(rates(&[0.1, 0.5])) - none, 3 * 25 * 10);
    // rates of layers that the network does not have
    assert_eq!(draws(rates(&[0.0, 0.0, 0.5])), none);
}

#[test]
fn a_seed_decides_what_is_dropped() {
    let (x, values) = rows(40);
    let target = Target::Values {
        values: &values,
        outputs: 1,
    };
    let data = Dataset::try_new(&x, 3, target).unwrap();
    let params = |of: &[f32]| Params {
        dropout: rates(of),
        ..PARAMS
    };
    let fit = |params: &Params, seed| train(&data, params, &mut Xoshiro::from_seed_number(seed)).0;
    let some = params(&[0.3, 0.3]);
    assert_eq!(fit(&some, 5), fit(&some, 5));
    assert_ne!(fit(&some, 5), fit(&some, 6));
    assert_ne!(fit(&some, 5), fit(&params(&[0.3, 0.31]), 5));
    assert_ne!(fit(&some, 5), fit(&params(&[]), 5));
    assert_eq!(fit(&params(&[0.0, 0.0, 0.9]), 5), fit(&params(&[]), 5));
}

/// The gradient of the output's bias is the mean of what the network answers while it drops, less
/// the target, and the loss half the mean of its square. Over many rows that are all alike the
/// first is what it is without dropout, and the second is more by the variance of a sum of which
/// each term is kept with probability `1 - rate`.
#[test]
fn mean_and_variance_are_those_of_inverted_dropout() {
    const ROWS: usize = 40_000;
    const WIDTH: usize = 8;
    let row = [0.7f32, -0.4, 0.9];
    let x = row.repeat(ROWS);
    let values = vec![0.0; ROWS];
    let target = Target::Values {
        values: &values,
        outputs: 1,
    };
    let data = Dataset::try_new(&x, 3, target).unwrap();
    for rate in [0.1f32, 0.5, 0.8] {
        let params = |rate, learning_rate_init| Params {
            hidden_layer_sizes: Hidden::new(&[WIDTH as u16]),
            activation: Activation::Identity,
            solver: Solver::Sgd,
            momentum: 0.0,
            nesterovs_momentum: false,
            alpha: 0.0,
            batch_size: BatchSize::Rows(ROWS as u32),
            max_iter: 1,
            shuffle: false,
            learning_rate_init,
            dropout: rates(&[rate]),
            ..Params::DEFAULT
        };
        let start = || Xoshiro::from_seed_number(9);
        // a rate too small to move a weight shows where they start
        let (w, _) = train(&data, &params(0.0, 1e-30), &mut start());
        let (after, curve) = train(&data, &params(rate, 1.0), &mut start());
        let mean = f64::from(w[w.len() - 1]) - f64::from(after[w.len() - 1]);

        let w: Vec<f64> = w.iter().map(|&w| f64::from(w)).collect();
        let (biases, out) = (3 * WIDTH, 4 * WIDTH);
        let terms = (0..WIDTH).map(|unit| {
            let inputs = (0..3).map(|i| f64::from(row[i]) * w[i * WIDTH + unit]);
            (w[biases + unit] + inputs.sum::<f64>()) * w[out + unit]
        });
        let terms: Vec<f64> = terms.collect();
        let answer = w[w.len() - 1] + terms.iter().sum::<f64>();
        let rate = f64::from(rate);
        let variance = rate / (1.0 - rate) * terms.iter().map(|t| t * t).sum::<f64>();
        assert!(variance.sqrt() > 0.1, "nothing to see");
        let error = (variance / ROWS as f64).sqrt();
        assert!(
            (mean - answer).abs() < 5.0 * error,
            "{rate}: mean {mean}, not {answer} within {error}"
        );
        let (squares, expected) = (2.0 * curve[0].loss, answer * answer + variance);
        assert!(
            (squares - expected).abs() < 0.03 * expected,
            "{rate}: mean square {squares}, not {expected}"
        );
    }
}

#[test]
fn rates_are_searched_like_any_parameter() {
    let text = "dropout = [0.0, 0.5, [0.0, 0.25]]\nhidden_layer_sizes = [[6, 4]]";
    let (x, values) = rows(40);
    let target = Target::Values {
        values: &values,
        outputs: 1,
    };
    let data = Dataset::try_new(&x, 3, target).unwrap();
    let fits: Vec<_> = text.parse::<Space>().unwrap().with(|spaces| {
        let grid = Grid::try_new(spaces).unwrap();
        let params = grid.iter().map(|candidate| candidate.params(&PARAMS).unwrap());
        params
            .map(|params| {
                let mut random = Xoshiro::from_seed_number(5);
                (params.dropout, train(&data, &params, &mut random).0)
            })
            .collect()
    });
    let dropout: Vec<_> = fits.iter().map(|(dropout, _)| *dropout).collect();
    assert_eq!(dropout, [rates(&[]), [0.5; MAX_HIDDEN], rates(&[0.0, 0.25])]);
    assert_ne!(fits[0].1, fits[1].1);
    assert_ne!(fits[1].1, fits[2].1);
}
