//! Kinds of folds beside the stratified ones, against their rules written plainly.

use super::*;

/// `GroupKFold` as its documentation has it, with nothing but lists.
fn plainly(groups: &[u32], splits: usize) -> Vec<u16> {
    let mut known: Vec<u32> = groups.to_vec();
    known.sort_unstable();
    known.dedup();
    let rows = |group: u32| groups.iter().filter(|&&other| other == group).count();
    // sorted by rows, stably, and read backwards
    let mut order = known.clone();
    order.sort_by_key(|&group| rows(group));
    order.reverse();
    let mut folds: Vec<Vec<u32>> = vec![Vec::new(); splits];
    for group in order {
        let weight = |fold: &Vec<u32>| fold.iter().map(|&group| rows(group)).sum::<usize>();
        let least = folds.iter().map(weight).min().unwrap();
        let fold = folds.iter_mut().find(|fold| weight(fold) == least).unwrap();
        fold.push(group);
    }
    let fold_of = |group: &u32| folds.iter().position(|fold| fold.contains(group)).unwrap() as u16;
    groups.iter().map(fold_of).collect()
}

fn grouped(groups: &[u32], splits: usize) -> Result<Vec<u16>, Error> {
    let count = groups.iter().max().map_or(0, |&group| group as usize + 1);
    let mut fold_of = vec![u16::MAX; groups.len()];
    let mut memory = vec![7; group_scratch(count, splits)];
    group_folds(groups, count, splits, &mut fold_of, &mut memory)?;
    Ok(fold_of)
}

fn lists(folds: &Folds<'_>) -> Vec<(Vec<u32>, Vec<u32>)> {
    let list = |fold| (folds.train(fold).collect(), folds.test(fold).collect());
    (0..folds.splits()).map(list).collect()
}

proptest! {
    #[test]
    fn a_group_is_on_one_fold(groups in prop::collection::vec(0..12u32, 2..60), splits in 2..8usize) {
        let Ok(fold_of) = grouped(&groups, splits) else {
            let mut known = groups.clone();
            known.sort_unstable();
            known.dedup();
            prop_assert!(known.len() < splits);
            return Ok(());
        };
        prop_assert_eq!(&fold_of, &plainly(&groups, splits));
        let folds = Folds::Parted { fold_of: &fold_of, splits, times: 1 };
        for (train, test) in lists(&folds) {
            let shared = |row: &u32| test.iter().any(|&other| groups[other as usize] == groups[*row as usize]);
            prop_assert!(!train.iter().any(shared));
            prop_assert!(!train.is_empty() && !test.is_empty());
        }
    }

    #[test]
    fn contiguous_folds_are_those_of_values(rows in 2..80usize, splits in 2..12usize) {
        let values = vec![0.0; rows];
        let target = Target::Values { values: &values, outputs: 1 };
        let mut fold_of = vec![9; rows];
        let got = contiguous_folds(splits, &mut fold_of).map(|()| fold_of);
        prop_assert_eq!(got, folds(target, rows, splits).map(|(folds, _)| folds));
    }

    /// As scikit-learn's documentation has it: n // (k + 1) rows test, and the training set of fold i has i times as many
    /// and the remainder.
    #[test]
    fn what_is_before_a_fold_trains_it(rows in 3..90usize, splits in 2..12usize) {
        prop_assume!(rows > splits);
        let folds = Folds::TimeSeries { rows, splits };
        let length = rows / (splits + 1);
        for (fold, (train, test)) in lists(&folds).into_iter().enumerate() {
            let trained = (fold + 1) * length + rows % (splits + 1);
            prop_assert!(train.into_iter().eq(0..trained as u32));
            prop_assert!(test.into_iter().eq(trained as u32..(trained + length) as u32));
        }
    }

    #[test]
    fn one_row_is_left_out(rows in 1..40usize) {
        let mut fold_of = Vec::new();
        fold_of.extend(0..rows as u16);
        let parted = Folds::Parted { fold_of: &fold_of, splits: rows, times: 1 };
        prop_assert_eq!(lists(&Folds::LeaveOneOut { rows }), lists(&parted));
    }

    #[test]
    fn each_row_of_parted_folds_tests_once(fold_of in prop::collection::vec(0..5u16, 1..40)) {
        // the last is scored on none
        let fold_of: Vec<u16> = fold_of.into_iter().map(|fold| if fold == 4 { u16::UNSCORED } else { fold }).collect();
        let folds = Folds::Parted { fold_of: &fold_of, splits: 4, times: 1 };
        for (fold, (train, test)) in lists(&folds).into_iter().enumerate() {
            for (row, &of) in (0..).zip(&fold_of) {
                prop_assert_eq!(test.contains(&row), usize::from(of) == fold);
                prop_assert_eq!(train.contains(&row), usize::from(of) != fold);
            }
            prop_assert!(train.is_sorted() && test.is_sorted());
        }
    }
}

/// Beyond the folds that a byte counts, those of numbers of two bytes; shuffled, each keeps its rows in number.
#[test]
fn there_are_more_folds_than_a_byte_counts() {
    let (rows, splits) = (1000, 300);
    let groups: Vec<u32> = (0..rows).map(|row| row % 700).collect();
    let fold_of = grouped(&groups, splits).unwrap();
    assert_eq!(fold_of, plainly(&groups, splits));
    let values = vec![0.0; rows as usize];
    let target = Target::Values {
        values: &values,
        outputs: 1,
    };
    let (mut fold_of, mut memory) = (vec![0u16; rows as usize], vec![0; rows as usize]);
    assign_folds(&target, splits, &mut fold_of, &mut memory).unwrap();
    let in_order = fold_of.clone();
    assert!(in_order.is_sorted() && in_order.last() == Some(&299));
    shuffle_folds(&target, &mut Mt::new(1), &mut fold_of, &mut memory).unwrap();
    assert!(fold_of != in_order);
    fold_of.sort_unstable();
    assert_eq!(fold_of, in_order);
    let bytes = assign_folds(&target, splits, &mut vec![0u8; rows as usize], &mut memory);
    assert_eq!(bytes.err(), Some(Error::Parameter("cv")));
}

#[test]
fn listed_rows_are_as_they_are_listed() {
    let folds = Folds::Listed {
        train: &[3, 1, 0, 2],
        test: &[2, 2],
        splits: 2,
    };
    assert_eq!(lists(&folds), [(vec![3, 1], vec![2]), (vec![0, 2], vec![2])]);
    assert_eq!(folds.train(2).count() + folds.test(2).count(), 0);
}

#[test]
fn folds_that_come_again_follow_those_before() {
    let folds = Folds::Parted {
        fold_of: &[0, 1, 0, 1, 1, 0],
        splits: 2,
        times: 2,
    };
    let first = [(vec![1], vec![0, 2]), (vec![0, 2], vec![1])];
    let again = [(vec![0, 1], vec![2]), (vec![2], vec![0, 1])];
    assert_eq!(lists(&folds), [first, again].concat());
}

#[test]
fn groups_that_make_no_folds_are_refused() {
    let few = Error::TooFewGroups { needed: 3, got: 2 };
    assert_eq!(grouped(&[0, 5, 0, 5], 3), Err(few));
    assert_eq!(grouped(&[0, 1], 3), Err(Error::TooFewRows { needed: 3, got: 2 }));
    assert_eq!(grouped(&[0, 1, 2], 1), Err(Error::Parameter("cv")));
    let mut fold_of = [0u8; 3];
    let label = group_folds(&[0, 1, 2], 2, 2, &mut fold_of, &mut [0; 8]);
    assert_eq!(label, Err(Error::Label { row: 2 }));
    let short = group_folds(&[0, 1, 1], 2, 2, &mut fold_of, &mut [0; 7]);
    assert_eq!(short, Err(Error::TooSmall { needed: 8, got: 7 }));
    let longer = group_folds(&[0, 1, 1, 1], 2, 2, &mut fold_of, &mut [0; 8]);
    assert_eq!(longer, Err(Error::Mismatch { expected: 4, got: 3 }));
}
