//! Fits that begin from the weights of an earlier one.

use super::*;

const ROWS: usize = 90;

/// Weights of a fit of 4-7-3, or of 4-7-1 to values, and what it said.
fn fitted(data: &Dataset<'_>, params: &Params, from: Option<&[f32]>) -> Result<(Vec<f32>, Vec<f64>), Error> {
    let plan = Plan::try_new(data, ROWS, params).unwrap();
    let mut weights = vec![f32::NAN; plan.shape().parameters()];
    let plan = match from {
        Some(from) => {
            weights.copy_from_slice(from);
            plan.warm_start()
        }
        None => plan,
    };
    let rows: Vec<u32> = (0..ROWS as u32).collect();
    let memory = FitMemory {
        weights: &mut weights,
        floats: &mut vec![f32::NAN; plan.floats(7)],
        indices: &mut vec![0; plan.indices()],
    };
    let mut losses = Vec::new();
    let mut random = Xoshiro::from_seed_number(3);
    fit(&plan, data, &rows, memory, &mut random, |epoch| {
        losses.push(epoch.loss)
    })?;
    Ok((weights, losses))
}

fn params(solver: Solver) -> Params {
    Params {
        hidden_layer_sizes: Hidden::new(&[7]),
        solver,
        batch_size: BatchSize::Rows(20),
        max_iter: 4,
        ..Params::DEFAULT
    }
}

#[test]
fn it_has_the_bits_of_the_plain_loops_and_draws_no_weights() {
    let x = numbers(1, ROWS * 4);
    let labels: Vec<u16> = (0..ROWS).map(|row| (row * 7 % 5 % 3) as u16).collect();
    let data = Dataset::labelled(&x, 4, &labels, 3);
    for solver in [Solver::Sgd, Solver::Adam] {
        let params = params(solver);
        let (first, _) = fitted(&data, &params, None).unwrap();
        let plan = Plan::try_new(&data, ROWS, &params).unwrap();
        let mut random = Xoshiro::from_seed_number(3);
        let expected = naive_from(&plan, &data, &vec![1.0; data.rows()], &mut random, first.clone());
        let (second, losses) = fitted(&data, &params, Some(&first)).unwrap();
        assert_eq!((second.clone(), losses), expected);
        // what was drawn for another layer's weights would be another order of the rows
        assert_ne!(second, fitted(&data, &params, None).unwrap().0);
    }
}

#[test]
fn lbfgs_is_never_above_what_it_begins_from() {
    let x = numbers(2, ROWS * 4);
    let labels: Vec<u16> = (0..ROWS).map(|row| (row * 7 % 5 % 3) as u16).collect();
    let data = Dataset::labelled(&x, 4, &labels, 3);
    let params = params(Solver::Lbfgs);
    let (first, losses) = fitted(&data, &params, None).unwrap();
    let (_, more) = fitted(&data, &params, Some(&first)).unwrap();
    assert_eq!(more.len(), 4);
    let all: Vec<f64> = losses.into_iter().chain(more).collect();
    assert!(all.windows(2).all(|pair| pair[1] <= pair[0]), "{all:?}");
}

/// Steps so small that no weight moves: the fit begins where the earlier one ended, in the target's own units.
#[test]
fn a_scaled_target_is_taken_out_of_the_weights_and_put_back() {
    let x = numbers(4, ROWS * 4);
    let values: Vec<f32> = (0..ROWS).map(|row| 300.0 + 40.0 * x[row * 4]).collect();
    let target = Target::Values {
        values: &values,
        outputs: 1,
    };
    let data = Dataset::try_new(&x, 4, target).unwrap();
    let (offset, scale) = ([250.0], [50.0]);
    let scaled = data.with_target_scaling(&offset, &scale).unwrap();
    let (first, losses) = fitted(&scaled, &params(Solver::Adam), None).unwrap();
    let still = Params {
        solver: Solver::Sgd,
        learning_rate_init: 1e-30,
        ..params(Solver::Sgd)
    };
    let (second, same) = fitted(&scaled, &still, Some(&first)).unwrap();
    let largest = first.iter().fold(0.0f32, |largest, w| largest.max(w.abs()));
    for (a, b) in first.iter().zip(&second) {
        assert!((a - b).abs() <= 1e-6 * largest, "{a} {b}");
    }
    assert!(
        same[0] < losses[3] && same[0] > losses[3] / 2.0,
        "{losses:?} {same:?}"
    );
}

#[test]
fn weights_that_are_not_finite_are_an_error() {
    let x = numbers(1, ROWS * 4);
    let labels = [0; ROWS];
    let data = Dataset::labelled(&x, 4, &labels, 3);
    let params = params(Solver::Adam);
    let (mut weights, _) = fitted(&data, &params, None).unwrap();
    weights[5] = f32::INFINITY;
    let error = Error::NotFinite { row: 0, column: 5 };
    assert_eq!(fitted(&data, &params, Some(&weights)), Err(error));
}
