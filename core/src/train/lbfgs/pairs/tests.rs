//! The direction against the definition: the inverse curvature as a matrix, in f64.
extern crate std;
use std::vec;
use std::vec::Vec;

use super::*;
use crate::random::{Random, Seeded, Xoshiro};

const N: usize = 7;

fn numbers(random: &mut Xoshiro) -> Vec<f32> {
    (0..N).map(|_| random.uniform(-1.0, 1.0) as f32).collect()
}

fn product(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
}

/// `-H g`, with H of the BFGS update in its dense form: `(1 - r s yᵀ) H (1 - r y sᵀ) + r s sᵀ`.
fn dense(pairs: &[(Vec<f32>, Vec<f32>)], gradient: &[f32]) -> Vec<f64> {
    let scale = pairs.last().map_or(1.0, |(s, y)| product(s, y) / product(y, y));
    let mut h = [[0.0; N]; N];
    (0..N).for_each(|i| h[i][i] = scale);
    for (s, y) in pairs {
        let r = 1.0 / product(s, y);
        let at = |v: &[f32], i: usize| f64::from(v[i]);
        let left = |i: usize, k: usize| f64::from(u8::from(i == k)) - r * at(s, i) * at(y, k);
        let before = h;
        for (i, row) in h.iter_mut().enumerate() {
            for (j, to) in row.iter_mut().enumerate() {
                let mut sum = r * at(s, i) * at(s, j);
                for (k, row) in before.iter().enumerate() {
                    for (l, h) in row.iter().enumerate() {
                        sum += left(i, k) * h * left(j, l);
                    }
                }
                *to = sum;
            }
        }
    }
    let rows = h.iter();
    rows.map(|row| {
        -row.iter()
            .zip(gradient)
            .map(|(h, &g)| h * f64::from(g))
            .sum::<f64>()
    })
    .collect()
}

#[test]
fn the_direction_is_that_of_the_dense_update_over_the_last_pairs() {
    let mut random = Xoshiro::from_seed_number(6);
    let mut memory = vec![f32::NAN; 2 * MEMORY * N];
    let mut pairs = Pairs::new(&mut memory);
    let (mut held, mut all) = (Held::NONE, Vec::new());
    let mut out = [0.0; N];
    for round in 0..40 {
        let gradient = numbers(&mut random);
        pairs.direction(held, &gradient, &mut out);
        let last = all.len().saturating_sub(MEMORY);
        let expected = dense(&all[last..], &gradient);
        let largest = expected.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
        for (&found, &expected) in out.iter().zip(&expected) {
            let gap = (f64::from(found) - expected).abs();
            assert!(gap <= 2e-4 * largest, "round {round}: {found}, not {expected}");
        }
        // the change of a gradient along a step of a positive curvature
        let step = numbers(&mut random);
        let change: Vec<f32> = step
            .iter()
            .enumerate()
            .map(|(i, s)| s * (1.0 + i as f32))
            .collect();
        held = pairs.remember(held, &step, &change, -1.0);
        assert_eq!(usize::from(held.count), (round + 1).min(MEMORY));
        all.push((step, change));
    }
}

#[test]
fn a_step_on_which_the_slope_does_not_rise_changes_nothing() {
    let mut memory = vec![1.5; 2 * MEMORY * N];
    let before = memory.clone();
    let mut pairs = Pairs::new(&mut memory);
    let step = [1.0; N];
    for change in [-1.0, 0.0, 1e-9, f32::NAN, f32::INFINITY] {
        assert_eq!(pairs.remember(Held::NONE, &step, &[change; N], -1.0), Held::NONE);
    }
    assert_eq!(memory, before);
}
