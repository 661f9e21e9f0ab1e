//! The expected constants come from scikit-learn 1.9.1.

use super::*;
use crate::data::Target;

const X: [f32; 16] = [
    1.5, -2.0, 3e-7, 5.0, //
    2.25, 4.0, 1e-7, 5.0, //
    0.1, 0.5, 2.5e-7, 5.0, //
    9.0, 8.0, 7e-7, 5.0,
];

fn data(x: &[f32], features: usize) -> Dataset<'_> {
    const VALUES: [f32; 1000] = [0.0; 1000];
    let values = &VALUES[..x.len() / features];
    Dataset::try_new(x, features, Target::Values { values, outputs: 1 }).unwrap()
}

fn fit(scaling: Scaling, rows: core::ops::Range<u32>) -> ([f32; 4], [f32; 4]) {
    let (mut offset, mut scale) = ([0.0; 4], [0.0; 4]);
    scaling.fit(&data(&X, 4), rows, &mut offset, &mut scale).unwrap();
    (offset, scale)
}

#[test]
fn standard_scaling_has_scikit_learns_constants() {
    let (offset, scale) = fit(Scaling::Standard, 0..4);
    assert_eq!(offset, [3.212_5, 2.625, 3.375e-7, 5.0]);
    assert_eq!(scale, [3.429_354, 3.764_555, 2.218_529_9e-7, 1.0]);
    let scaler = Scaler::try_new(&offset, &scale).unwrap();
    let mut out = [0.0; 4];
    scaler.apply(&X[12..], &mut out).unwrap();
    assert_eq!(out, [1.687_635_7, 1.427_791_6, 1.633_964_8, 0.0]);
}

#[test]
fn min_max_scaling_ends_at_exactly_zero_and_one() {
    let (offset, scale) = fit(Scaling::MinMax, 0..4);
    assert_eq!((offset[1], scale[1]), (-2.0, 10.0));
    let scaler = Scaler::try_new(&offset, &scale).unwrap();
    let expected = [
        [0.157_303_38, 0.0, 0.333_333_34, 0.0],
        [0.241_573_04, 0.6, 0.0, 0.0],
        [0.0, 0.25, 0.25, 0.0],
        [1.0, 1.0, 1.0, 0.0],
    ];
    for (row, expected) in X.chunks_exact(4).zip(expected) {
        let mut out = [0.0; 4];
        scaler.apply(row, &mut out).unwrap();
        for (value, expected) in out.into_iter().zip(expected) {
            assert!((value - expected).abs() <= 1.2e-7, "{value} {expected}");
        }
    }
}

/// Both are as far, and the bits are of a model's file: those of the first row.
#[test]
fn of_two_zeros_the_first_is_the_minimum() {
    for x in [[0.0, -0.0, 2.0], [-0.0, 0.0, 2.0]] {
        let (mut offset, mut scale) = ([1.0], [0.0]);
        let fitted = Scaling::MinMax.fit(&data(&x, 1), 0..3, &mut offset, &mut scale);
        fitted.unwrap();
        assert_eq!((offset[0].to_bits(), scale[0]), (x[0].to_bits(), 2.0));
    }
}

#[test]
fn a_clip_ends_where_the_training_rows_do() {
    let (offset, scale) = fit(Scaling::MinMax, 0..4);
    assert_eq!(fit(Scaling::MinMaxClip, 0..4), (offset, scale));
    let plain = Scaling::MinMax.scaler(&offset, &scale).unwrap();
    let clipped = Scaling::MinMaxClip.scaler(&offset, &scale).unwrap();
    assert!(clipped.clips() && !plain.clips());
    let apply = |scaler: &Scaler<'_>, row: &[f32]| {
        let mut out = [f32::NAN; 4];
        scaler.apply(row, &mut out).map(|()| out)
    };
    // what trained is as without a clip, to the bit
    for row in X.chunks_exact(4) {
        let [plain, clipped] = [&plain, &clipped].map(|scaler| apply(scaler, row).unwrap().map(f32::to_bits));
        assert_eq!(plain, clipped);
    }
    // beyond f32 as well, where no clip is an error
    let beyond = [f32::MAX, -1e30, -f32::MAX, 5.25];
    assert_eq!(
        apply(&plain, &beyond),
        Err(Error::NotFinite { row: 0, column: 2 })
    );
    assert_eq!(apply(&clipped, &beyond), Ok([1.0, 0.0, 0.0, 0.25]));
    for none in [f32::NAN, -f32::NAN, f32::INFINITY] {
        let refused = Err(Error::NotFinite { row: 0, column: 1 });
        assert_eq!(apply(&clipped, &[1.0, none, 1.0, 1.0]), refused);
    }
    // a view of rows that did not train
    let rows = data(&X, 4);
    let (offset, scale) = fit(Scaling::MinMaxClip, 1..3);
    let scaler = Scaling::MinMaxClip.scaler(&offset, &scale).unwrap();
    let view = scaler.view(&rows).unwrap();
    let mut all = [0.0; 16];
    view.copy_rows(&[0, 1, 2, 3], &mut all);
    for (row, (x, gathered)) in X.chunks_exact(4).zip(all.chunks_exact(4)).enumerate() {
        let mut copied = [0.0; 4];
        view.copy_row(row, &mut copied).unwrap();
        assert_eq!(Ok(copied), apply(&scaler, x));
        assert_eq!(copied, gathered);
        assert!(copied.iter().all(|number| (0.0..=1.0).contains(number)));
    }
    view.without_scaling().copy_row(0, &mut all[..4]).unwrap();
    assert_eq!(all[..4], X[..4]);
    let values = [1.0, 2.0];
    let (mut offset, mut scale) = ([0.0], [0.0]);
    let target = Target::Values {
        values: &values,
        outputs: 1,
    };
    let set = Dataset::try_new(&[0.0; 2], 1, target).unwrap();
    let refused = Scaling::MinMaxClip.fit_target(&set, 0..2, &mut offset, &mut scale);
    assert_eq!(refused, Err(Error::Unsuited("scale_target")));
}

#[test]
fn robust_scaling_has_scikit_learns_constants() {
    let (offset, scale) = fit(Scaling::Robust, 0..4);
    assert_eq!(offset, [1.875, 2.25, 2.75e-7, 5.0]);
    assert_eq!(scale, [2.787_5, 5.125, 1.875e-7, 1.0]);
    let scaler = Scaler::try_new(&offset, &scale).unwrap();
    let mut out = [0.0; 4];
    scaler.apply(&X[12..], &mut out).unwrap();
    assert_eq!(out, [2.556_053_9, 1.121_951_2, 2.266_666_7, 0.0]);
    // as long as it is one of a quarter, an outlier moves nothing
    let mut far = X;
    far[12] = 1e30;
    let (mut moved, mut by) = ([0.0; 4], [0.0; 4]);
    let rows = data(&far, 4);
    Scaling::Robust.fit(&rows, 0..4, &mut moved, &mut by).unwrap();
    assert_eq!(moved, offset);
}

#[test]
fn maxabs_scaling_keeps_zeros_and_signs() {
    let (offset, scale) = fit(Scaling::MaxAbs, 0..4);
    assert_eq!((offset, scale), ([0.0; 4], [9.0, 8.0, 7e-7, 5.0]));
    let scaler = Scaler::try_new(&offset, &scale).unwrap();
    let mut out = [0.0; 4];
    scaler.apply(&X[..4], &mut out).unwrap();
    assert_eq!(out, [0.166_666_67, -0.25, 0.428_571_46, 1.0]);
    let zeros = [0.0, -0.0, -3.0, 0.0];
    let (mut offset, mut scale) = ([1.0; 2], [0.0; 2]);
    Scaling::MaxAbs
        .fit(&data(&zeros, 2), 0..2, &mut offset, &mut scale)
        .unwrap();
    assert_eq!((offset, scale), ([0.0; 2], [3.0, 1.0]));
}

#[test]
fn values_to_predict_are_scaled_as_features_are() {
    let values = [1.5, 2.25, 0.1, 9.0];
    let target = Target::Values {
        values: &values,
        outputs: 1,
    };
    let set = Dataset::try_new(&[0.0; 4], 1, target).unwrap();
    for (scaling, expected) in [(Scaling::Robust, (1.875, 2.787_5)), (Scaling::MaxAbs, (0.0, 9.0))] {
        let (mut offset, mut scale) = ([0.0], [0.0]);
        scaling.fit_target(&set, 0..4, &mut offset, &mut scale).unwrap();
        assert_eq!((offset[0], scale[0]), expected);
    }
}

#[test]
fn only_the_given_rows_are_looked_at() {
    let (offset, scale) = fit(Scaling::MinMax, 1..3);
    assert_eq!((offset, scale), ([0.1, 0.5, 1e-7, 5.0], [2.15, 3.5, 1.5e-7, 1.0]));
    assert_eq!(fit(Scaling::Standard, 3..4), ([9.0, 8.0, 7e-7, 5.0], [1.0; 4]));
    assert_eq!(fit(Scaling::None, 0..4), ([0.0; 4], [1.0; 4]));
}

#[test]
fn a_variance_that_is_only_rounding_is_none() {
    // the mean of the first misses 0.1, so that the deviation of the values from it is not 0
    for (value, rows) in [(0.1, 1000), (1e5 / 3.0, 777), (7.3, 13)] {
        assert_eq!(mean_and_deviation(core::iter::repeat_n(value, rows)).1, 1.0);
    }
    // one value of many that differs by less than sums of f64 resolve
    let values = (0..500_000).map(|row| if row == 0 { 1.0 + 5.0 * f64::EPSILON } else { 1.0 });
    assert_eq!(mean_and_deviation(values), (1.0, 1.0));
    let x = [0.1; 1000];
    let (mut offset, mut scale) = ([0.0], [0.0]);
    Scaling::Standard
        .fit(&data(&x, 1), 0..1000, &mut offset, &mut scale)
        .unwrap();
    assert_eq!((offset, scale), ([0.1], [1.0]));
}

#[test]
fn what_cannot_be_scaled_is_a_typed_error() {
    let (mut offset, mut scale) = ([0.0; 4], [0.0; 4]);
    let set = data(&X, 4);
    let mut fit = |rows| Scaling::Standard.fit(&set, rows, &mut offset, &mut scale);
    assert_eq!(fit(0..0), Err(Error::TooFewRows { needed: 1, got: 0 }));
    assert_eq!(fit(2..5), Err(Error::TooFewRows { needed: 5, got: 4 }));
    let short = Scaling::None.fit(&set, 0..4, &mut [0.0; 3], &mut [0.0; 4]);
    assert_eq!(short, Err(Error::Mismatch { expected: 4, got: 3 }));
    let ends = [0.0, f32::MIN, 0.0, f32::MAX];
    let (mut offset, mut scale) = ([0.0; 2], [0.0; 2]);
    let beyond = Scaling::MinMax.fit(&data(&ends, 2), 0..2, &mut offset, &mut scale);
    assert_eq!(beyond, Err(Error::NotFinite { row: 0, column: 1 }));
    let ends = [0.0, f32::MIN, 0.0, f32::MIN, 0.0, f32::MAX, 0.0, f32::MAX];
    let beyond = Scaling::Robust.fit(&data(&ends, 2), 0..4, &mut offset, &mut scale);
    assert_eq!(beyond, Err(Error::NotFinite { row: 0, column: 1 }));

    let bad = |offset: &[f32], scale: &[f32]| Scaler::try_new(offset, scale).err();
    assert_eq!(
        bad(&[0.0, 1.0], &[1.0, 0.0]),
        Some(Error::NotFinite { row: 0, column: 1 })
    );
    assert_eq!(
        bad(&[f32::NAN], &[1.0]),
        Some(Error::NotFinite { row: 0, column: 0 })
    );
    assert_eq!(bad(&[0.0], &[]), Some(Error::Mismatch { expected: 1, got: 0 }));

    let scaler = Scaler::try_new(&[0.0, -f32::MAX], &[1.0, 1.0]).unwrap();
    let mut out = [0.0; 2];
    for row in [[0.0, f32::NAN], [0.0, f32::INFINITY], [0.0, f32::MAX]] {
        assert_eq!(
            scaler.apply(&row, &mut out),
            Err(Error::NotFinite { row: 0, column: 1 })
        );
    }
    assert_eq!(
        scaler.apply(&[0.0], &mut out),
        Err(Error::Mismatch { expected: 2, got: 1 })
    );
}

#[test]
fn a_filled_view_is_that_of_a_copy() {
    // 35 features: the last word of a row is not whole
    const WIDTH: usize = 35;
    let gap = |i: usize| i % 7 == 3 || i % WIDTH == 34;
    let x: [f32; 4 * WIDTH] = core::array::from_fn(|i| (i * i % 101) as f32);
    let values: [f32; WIDTH] = core::array::from_fn(|i| 0.5 - i as f32);
    let mut copy = x;
    let mut missing = [0; 4 * 2];
    for i in (0..x.len()).filter(|&i| gap(i)) {
        copy[i] = values[i % WIDTH];
        missing[i / WIDTH * 2 + i % WIDTH / 32] |= 1 << (i % WIDTH % 32);
    }
    let filled = data(&x, WIDTH).with_fill(&missing, &values).unwrap();
    let copy = data(&copy, WIDTH);
    let rows = |data: &Dataset<'_>, out: &mut [f32; 3 * WIDTH]| {
        data.copy_rows(&[2, 0], &mut out[..2 * WIDTH]);
        data.copy_row(3, &mut out[2 * WIDTH..]).unwrap();
    };
    let (mut a, mut b) = ([0.0; 3 * WIDTH], [0.0; 3 * WIDTH]);
    rows(&filled, &mut a);
    rows(&copy, &mut b);
    assert_eq!(a, b);
    let mut constants = [[0.0; WIDTH]; 4];
    let [offset, scale, offset_of_copy, scale_of_copy] = &mut constants;
    Scaling::Standard.fit(&filled, 0..4, offset, scale).unwrap();
    Scaling::Standard
        .fit(&copy, 0..4, offset_of_copy, scale_of_copy)
        .unwrap();
    assert_eq!((&*offset, &*scale), (&*offset_of_copy, &*scale_of_copy));
    let scaler = Scaler::try_new(offset, scale).unwrap();
    rows(&scaler.view(&filled).unwrap(), &mut a);
    rows(&scaler.view(&copy).unwrap(), &mut b);
    assert_eq!(a, b);

    let refused = |missing: &[u32], values: &[f32]| data(&x, WIDTH).with_fill(missing, values).err();
    assert_eq!(
        refused(&missing[1..], &values),
        Some(Error::Mismatch { expected: 8, got: 7 })
    );
    assert_eq!(
        refused(&missing, &values[1..]),
        Some(Error::Mismatch {
            expected: 35,
            got: 34
        })
    );
    let not_finite = [f32::NAN; WIDTH];
    assert_eq!(
        refused(&missing, &not_finite),
        Some(Error::NotFinite { row: 0, column: 0 })
    );
}

#[test]
fn names_are_found_again() {
    for scaling in Scaling::ALL {
        assert_eq!(Scaling::from_name(scaling.name()), Some(scaling));
    }
    assert_eq!(Scaling::from_name("power"), None);
}
