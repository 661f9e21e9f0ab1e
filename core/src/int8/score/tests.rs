extern crate std;
use std::vec;
use std::vec::Vec;

use super::*;
use crate::activation::Activation;
use crate::data::Target;
use crate::int8::PartSizes;
use crate::int8::quantize::{PartsMut, quantize, scratch};
use crate::loss::Output;
use crate::model::Model;
use crate::network::Network;
use crate::random::{Random, Seeded, Xoshiro};
use crate::scaler::Scaler;
use crate::score::{Scoring, score_rows, score_scratch};
use crate::shape::Shape;

/// A quantised network's score is that of its answers to the raw rows, whether or not the data are
/// read through a view that scales them.
#[test]
fn a_quantised_network_is_scored_on_raw_rows() {
    let mut random = Xoshiro::from_seed_number(1);
    let mut numbers = |count: usize, from: f64, to: f64| -> Vec<f32> {
        (0..count).map(|_| random.uniform(from, to) as f32).collect()
    };
    let shape = Shape::new(&[3, 5, 3]);
    let weights = numbers(shape.parameters(), -1.0, 1.0);
    let x = numbers(20 * 3, 10.0, 30.0);
    let labels: Vec<u16> = (0..20).map(|row| row % 3).collect();
    let (offset, scale) = ([20.0; 3], [5.0; 3]);
    let target = Target::Classes {
        labels: &labels,
        classes: 3,
    };
    let data = Dataset::try_new(&x, 3, target).unwrap();
    let scaler = Scaler::new(&offset, &scale);
    let view = scaler.view(&data).unwrap();

    let network = Network::new(shape, Activation::Tanh, Output::Softmax, &weights);
    let sizes = PartSizes::of(&shape, Activation::Tanh);
    let (mut words, mut zeros) = (vec![0; sizes.words], vec![0; sizes.zeros]);
    let mut floats = [vec![0.0; 3], vec![0.0; 3], vec![0.0; scratch(&shape)]];
    let mut ints = [vec![0; sizes.channels], vec![0; sizes.channels]];
    let mut tables = vec![[0; 256]; sizes.tables];
    let ([offset, factor, room], [biases, multipliers]) = (&mut floats, &mut ints);
    let memory = PartsMut {
        offset,
        factor,
        weights: &mut words,
        biases,
        multipliers,
        zeros: &mut zeros,
        tables: &mut tables,
    };
    let model = Model::new(network, scaler);
    let int8 = quantize(&model, x.chunks_exact(3), memory, room).unwrap();

    let rows = [1u32, 4, 5, 9, 11, 18, 2];
    let mut scratch = vec![0; Int8Model::scratch(&shape)];
    let mut answers = [0.0; 3 * 7];
    for (&row, answer) in rows.iter().zip(answers.chunks_exact_mut(3)) {
        let raw = &x[3 * row as usize..][..3];
        int8.predict(raw, &mut scratch, answer).unwrap();
    }
    let mut indices = vec![0; score_scratch(rows.len(), 3)];
    let mut room = [0.0; 3 + 3 * 7];
    for scoring in [Scoring::Accuracy, Scoring::NegLogLoss] {
        let expected = score_rows(scoring, &target, (&rows, None), &answers, &mut indices);
        for data in [&data, &view] {
            let got = score(&int8, data, &rows, scoring, &mut room, &mut scratch, &mut indices);
            assert_eq!(got, expected);
            assert!(got.unwrap().is_finite());
        }
    }
    let mut of = |scoring: Scoring, rows: &[u32], floats: &mut [f32]| {
        score(&int8, &data, rows, scoring, floats, &mut scratch, &mut indices).err()
    };
    let (needed, got) = (21, 20);
    assert_eq!(
        of(Scoring::NegLogLoss, &rows, &mut room[..23]),
        Some(Error::TooSmall { needed, got })
    );
    // one answer at a time
    assert_eq!(of(Scoring::Accuracy, &rows, &mut room[..6]), None);
    let (needed, got) = (3, 2);
    assert_eq!(
        of(Scoring::Accuracy, &rows, &mut room[..5]),
        Some(Error::TooSmall { needed, got })
    );
    let (needed, got) = (21, 20);
    assert_eq!(
        of(Scoring::Accuracy, &[3, 20], &mut room),
        Some(Error::TooFewRows { needed, got })
    );
}
