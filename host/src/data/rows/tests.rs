use super::*;
use crate::Mlp;
use crate::Params;

const X: [f64; 8] = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];

fn labels(data: &Data) -> (&[u16], Vec<&str>) {
    match data.target() {
        Some(TargetColumn::Classes { labels, names }) => (labels, names.iter().map(String::as_str).collect()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn text_and_whole_numbers_are_labels_and_floats_are_values() {
    let data = Data::from_rows(&X, 2, &["b", "a", "b", "a"]).unwrap();
    assert_eq!(labels(&data), (&[1, 0, 1, 0][..], vec!["a", "b"]));
    assert_eq!((data.rows(), data.features()), (4, 2));
    assert_eq!(data.feature_names(), ["x0", "x1"]);
    assert_eq!(
        data.columns()[1].data,
        ColumnData::Numeric(vec![1.0, 3.0, 5.0, 7.0])
    );
    let owned: Vec<String> = ["b", "a", "b", "a"].map(String::from).into();
    assert_eq!(Data::from_rows(&X, 2, &owned).unwrap(), data);
    let data = Data::from_rows(&X, 2, &[10, -2, 9, 10]).unwrap();
    assert_eq!(labels(&data), (&[2, 0, 1, 2][..], vec!["-2", "9", "10"]));
    let data = Data::from_rows(&X, 2, &[1.0, 0.0, 1.0, 0.0]).unwrap();
    assert_eq!(
        data.target(),
        Some(&TargetColumn::Values(vec![1.0, 0.0, 1.0, 0.0]))
    );
}

#[test]
fn neighbouring_whole_numbers_that_f32_cannot_tell_apart_are_different_labels() {
    let data = Data::from_rows(&X, 2, &[16_777_216_u64, 16_777_217, u64::MAX, 16_777_216]).unwrap();
    assert_eq!(
        labels(&data),
        (
            &[0, 1, 2, 0][..],
            vec!["16777216", "16777217", "18446744073709551615"]
        )
    );
}

#[test]
fn the_task_decides_where_it_is_given() {
    let whole = ReadOptions::new()
        .task(Task::Regress)
        .from_rows(&X, 2, &[1, 2, 3, 4]);
    assert_eq!(
        whole.unwrap().target(),
        Some(&TargetColumn::Values(vec![1.0, 2.0, 3.0, 4.0]))
    );
    let floats = ReadOptions::new()
        .task(Task::Classify)
        .from_rows(&X, 2, &[0.5, 1.0, 0.5, 1.0]);
    assert_eq!(labels(&floats.unwrap()), (&[0, 1, 0, 1][..], vec!["0.5", "1"]));
    let text = ReadOptions::new()
        .task(Task::Regress)
        .from_rows(&X, 2, &["a", "b", "c", "d"]);
    let message = text.unwrap_err().to_string();
    assert_eq!(
        message,
        "row 0 (from 0): the target `y` holds text, `a`, which cannot be regressed"
    );
}

#[test]
fn what_is_wrong_is_named_with_row_and_column() {
    let message = |data: Result<Data, DataError>| data.unwrap_err().to_string();
    assert_eq!(
        message(Data::from_rows(&X, 3, &[1, 2])),
        "8 numbers are not 3 features for each of 2 targets"
    );
    let wraps = Data::from_rows(&X[..2], (1 << (usize::BITS - 1)) + 1, &[1, 2]);
    assert!(matches!(wraps, Err(DataError::RowLengths { .. })));
    assert_eq!(
        message(Data::from_rows(&X[..0], 3, &[1; 0])),
        "there is not one row"
    );
    let mut gap = X;
    gap[5] = f64::NAN;
    let y = [1, 2, 1, 2];
    assert_eq!(
        message(Data::from_rows(&gap, 2, &y)),
        "row 2 (from 0): column `x1` has no value"
    );
    gap[5] = 1e39;
    assert_eq!(
        message(Data::from_rows(&gap, 2, &y)),
        "row 2 (from 0): column `x1` holds `1e39`, which no finite f32 can hold"
    );
    assert_eq!(
        message(Data::from_rows(&X, 2, &[0.0, 1.0, f32::NAN, 2.0])),
        "row 2 (from 0): column `y` holds `NaN`, which no finite f32 can hold"
    );
    let one = Data::from_rows(&X, 2, &[3, 3, 3, 3]).unwrap();
    assert!(one.trainable_target().is_err());
}

#[test]
fn missing_numbers_are_filled_or_dropped_as_the_options_say() {
    let mut gap = X;
    gap[5] = f64::NAN;
    let (y, options) = (["a", "b", "c", "a"], ReadOptions::new());
    let dropped = options
        .clone()
        .missing(Missing::Drop)
        .from_rows(&gap, 2, &y)
        .unwrap();
    assert_eq!((dropped.rows(), dropped.classes().len()), (3, 2));
    assert_eq!(dropped.location(2), Location::Row(3));
    let filled = options.missing(Missing::Mean).from_rows(&gap, 2, &y).unwrap();
    let params = Params {
        max_iter: 1,
        ..Params::DEFAULT
    };
    let model = Mlp::new(params).fit(&filled).unwrap().model;
    let mean = (1.0 + 3.0 + 7.0) / 3.0;
    let both = model.predict_proba(&[[4.0, f32::NAN], [4.0, mean]]).unwrap();
    assert_eq!(both[0], both[1]);
}

#[test]
fn the_digest_is_of_the_content() {
    let digest = |x: &[f64], y: &[i32]| Data::from_rows(x, 2, y).unwrap().digest().to_owned();
    let first = digest(&X, &[1, 2, 1, 2]);
    assert_eq!(first, digest(&X, &[1, 2, 1, 2]));
    assert_ne!(first, digest(&X, &[1, 2, 2, 2]));
    assert_ne!(first, digest(&X, &[1, 3, 1, 3]));
    let mut other = X;
    other[0] = -0.0;
    assert_ne!(first, digest(&other, &[1, 2, 1, 2]));
}
