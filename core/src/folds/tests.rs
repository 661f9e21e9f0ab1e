//! The expected folds and splits come from scikit-learn 1.9.1.

use super::*;
use crate::random::Random;
use proptest::prelude::*;
use rand_mt::Mt;
use std::vec;
use std::vec::Vec;

extern crate std;

mod kinds;

fn classes(labels: &[u16]) -> Target<'_> {
    let classes = labels.iter().max().map_or(0, |&l| usize::from(l) + 1);
    Target::Classes { labels, classes }
}

fn folds(target: Target, rows: usize, splits: usize) -> Result<(Vec<u8>, Option<SmallestClass>), Error> {
    let mut fold_of = vec![u8::MAX; rows];
    let mut memory = vec![7; scratch(0, 300)];
    let small = assign_folds(&target, splits, &mut fold_of, &mut memory)?;
    Ok((fold_of, small))
}

fn split(labels: &[u16], fraction: f64, seed: u32) -> Result<(Vec<u32>, Vec<u32>), Error> {
    let n_test = held_out(labels.len(), fraction)?;
    let (mut train, mut test) = (vec![0; labels.len() - n_test], vec![0; n_test]);
    let mut memory = vec![9; scratch(labels.len(), 300)];
    let mut rng = Mt::new(seed);
    stratified_split(
        |row| usize::from(labels[row]),
        300,
        &mut rng,
        &mut train,
        &mut test,
        &mut memory,
    )?;
    Ok((train, test))
}

#[test]
fn stratified_folds_number_classes_by_first_appearance() {
    let labels = [3, 3, 0, 3, 0, 3, 1, 3, 0, 1, 3, 1, 0, 3, 3, 3, 1, 0, 3];
    let expected = [0, 0, 0, 0, 1, 1, 0, 1, 2, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3];
    let (fold_of, small) = folds(classes(&labels), 19, 4).unwrap();
    assert_eq!((fold_of.as_slice(), small), (&expected[..], None));
    assert!(test_rows(&fold_of, 3).eq([15, 16, 17, 18]));
    assert!(train_rows(&fold_of, 0).eq((4..19).filter(|&row| row != 6)));
}

#[test]
fn more_classes_than_can_be_counted_are_an_error() {
    for classes in [usize::MAX, usize::MAX / 4 + 2] {
        let labels = &[0, 1, 0, 1];
        let target = Target::Classes { labels, classes };
        let short = Error::TooSmall {
            needed: usize::MAX,
            got: 64,
        };
        assert_eq!(assign_folds(&target, 2, &mut [0u8; 4], &mut [0; 64]), Err(short));
        let many = crate::data::Dataset::try_new(&[0.0; 4], 1, target).err();
        assert_eq!(many, Some(Error::TooManyClasses { got: classes }));
    }
    let labels = &[0, u16::MAX];
    let classes = 1 << 16;
    assert!(crate::data::Dataset::try_new(&[0.0; 2], 1, Target::Classes { labels, classes }).is_ok());
}

#[test]
fn values_are_dealt_in_stretches() {
    let values = [0.0; 22];
    let target = Target::Values {
        values: &values,
        outputs: 2,
    };
    assert_eq!(folds(target, 11, 3).unwrap().0, [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2]);
}

#[test]
fn folds_that_cannot_be_are_refused_and_thin_ones_reported() {
    let labels = [0, 0, 0, 0, 2, 2];
    let small = SmallestClass { class: 2, rows: 2 };
    assert_eq!(folds(classes(&labels), 6, 3).unwrap().1, Some(small));
    assert_eq!(
        folds(classes(&labels), 6, 5),
        Err(Error::ClassTooSmall { class: 2 })
    );
    assert_eq!(
        folds(classes(&labels), 6, 7),
        Err(Error::TooFewRows { needed: 7, got: 6 })
    );
    for splits in [0, 1, 256] {
        assert_eq!(
            folds(classes(&[0; 300]), 300, splits),
            Err(Error::Parameter("cv"))
        );
    }
    assert_eq!(
        folds(classes(&labels), 5, 2),
        Err(Error::Mismatch { expected: 6, got: 5 })
    );
    let short = assign_folds(&classes(&labels), 2, &mut [0u8; 6], &mut [0; 11]);
    assert_eq!(short, Err(Error::TooSmall { needed: 12, got: 11 }));
    let wrong = Target::Classes {
        labels: &[0, 1, 2, 0],
        classes: 2,
    };
    assert_eq!(folds(wrong, 4, 2), Err(Error::Label { row: 2 }));
}

#[test]
fn stratified_splits_break_ties_as_scikit_learn_does() {
    let labels: Vec<u16> = (0..20).map(|i| i % 4).chain([2, 0]).collect();
    let parts = |seed| split(&labels, 0.25, seed).unwrap();
    let train = [19, 15, 8, 1, 7, 4, 6, 17, 13, 10, 16, 12, 5, 20, 14, 11];
    assert_eq!(parts(0), (train.to_vec(), vec![0, 21, 9, 2, 18, 3]));
    let train = [3, 7, 9, 21, 14, 6, 8, 2, 19, 0, 13, 4, 5, 15, 18, 1];
    assert_eq!(parts(42), (train.to_vec(), vec![16, 11, 17, 10, 20, 12]));
}

#[test]
fn the_rounding_of_what_is_left_for_the_test_takes_draws_too() {
    // 12 / 47 * 47 is a little less than 12, for two of the classes: a tie that takes a draw
    let labels: Vec<u16> = (0..154).map(|i| i / 38).collect();
    let (train, test) = split(&labels, 0.3, 0).unwrap();
    assert_eq!((train.len(), test.len()), (107, 47));
    assert_eq!(train[..8], [46, 131, 121, 18, 22, 28, 108, 133]);
    assert_eq!(test[..8], [19, 135, 9, 31, 137, 69, 91, 116]);
}

#[test]
fn shuffled_splits_are_one_permutation() {
    let parts = |seed| {
        let (mut train, mut test) = ([0; 6], [0; 3]);
        shuffle_split(&mut Mt::new(seed), &mut train, &mut test, &mut [0; 9]).unwrap();
        (train, test)
    };
    assert_eq!(parts(0), ([4, 8, 6, 3, 0, 5], [7, 2, 1]));
    assert_eq!(parts(1), ([7, 1, 0, 4, 3, 5], [8, 2, 6]));
    assert_eq!(parts(42), ([0, 8, 2, 4, 3, 6], [7, 1, 5]));
}

#[test]
fn splits_that_cannot_be_are_refused() {
    assert_eq!(
        split(&[0, 0, 0, 1, 0, 0], 0.5, 0),
        Err(Error::ClassTooSmall { class: 1 })
    );
    let few = Error::TooFewRows { needed: 3, got: 2 };
    assert_eq!(split(&[0, 1, 2, 0, 1, 2, 0, 1], 0.25, 0), Err(few));
    assert_eq!(split(&[0, 1, 2, 0, 1, 2, 0, 1], 0.75, 0), Err(few));
    assert_eq!(split(&[0, 400, 0, 0], 0.5, 0), Err(Error::Label { row: 1 }));
    for fraction in [0.0, 1.0, -0.5, f64::NAN] {
        assert_eq!(held_out(10, fraction), Err(Error::Parameter("test_size")));
    }
    assert_eq!(held_out(1, 0.5), Err(Error::TooFewRows { needed: 2, got: 1 }));
    assert_eq!(held_out(10, 0.25), Ok(3));
    assert_eq!(held_out(10, 0.3), Ok(3));
}

proptest! {
    #[test]
    fn folds_deal_out_every_class_evenly(labels in prop::collection::vec(0u16..6, 2..200), splits in 2usize..12) {
        let Ok((fold_of, _)) = folds(classes(&labels), labels.len(), splits) else {
            let rows_of = |class| labels.iter().filter(|&&l| l == class).count();
            prop_assert!((0..6).all(|class| rows_of(class) < splits));
            return Ok(());
        };
        let spread = |rows: Vec<usize>| rows.iter().max().unwrap() - rows.iter().min().unwrap();
        let count = |fold, class: Option<u16>| {
            test_rows(&fold_of, fold).filter(|&row| class.is_none_or(|c| labels[row as usize] == c)).count()
        };
        for class in [None, Some(0), Some(1), Some(2), Some(3), Some(4), Some(5)] {
            let rows: Vec<usize> = (0..splits as u8).map(|fold| count(fold, class)).collect();
            let all = labels.iter().filter(|&&l| class.is_none_or(|c| l == c)).count();
            prop_assert_eq!(rows.iter().sum::<usize>(), all);
            prop_assert!(spread(rows) <= 1);
        }
        for fold in 0..splits as u8 {
            let mut rows: Vec<u32> = train_rows(&fold_of, fold).chain(test_rows(&fold_of, fold)).collect();
            rows.sort_unstable();
            prop_assert!(rows.into_iter().eq(0..labels.len() as u32));
        }
    }

    #[test]
    fn splits_part_the_rows_in_proportion(labels in prop::collection::vec(0u16..5, 2..150), fraction in 0.05f64..0.95, seed: u32) {
        let Ok((train, test)) = split(&labels, fraction, seed) else {
            return Ok(());
        };
        let mut rows = [train.as_slice(), test.as_slice()].concat();
        rows.sort_unstable();
        prop_assert!(rows.into_iter().eq(0..labels.len() as u32));
        for class in 0..5 {
            let is_class = |row: &&u32| labels[**row as usize] == class;
            let all = labels.iter().filter(|&&l| l == class).count() as f64;
            let share = all * test.len() as f64 / labels.len() as f64;
            prop_assert!((test.iter().filter(is_class).count() as f64 - share).abs() < 1.0 + 1e-9);
        }
    }

    #[test]
    fn shuffled_splits_part_the_rows(rows in 1usize..100, held in 0usize..100, seed: u32) {
        let held = held.min(rows);
        let (mut train, mut test) = (vec![0; rows - held], vec![0; held]);
        let mut whole = vec![0; rows];
        shuffle_split(&mut Mt::new(seed), &mut train, &mut test, &mut whole).unwrap();
        Mt::new(seed).permutation(&mut whole);
        prop_assert_eq!([test, train].concat(), whole);
    }
}
