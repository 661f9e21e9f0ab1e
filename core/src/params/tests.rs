extern crate std;

use proptest::prelude::*;

use super::*;
use crate::data::{Dataset, Target};
use crate::params::{Name, Value, ValueKind, Word};
use crate::train::Plan;

/// Numbers of every kind, and those about the ends of ranges.
fn number() -> impl Strategy<Value = f64> {
    let ends = [
        -1.0,
        -0.0,
        0.0,
        f64::MIN_POSITIVE,
        0.5,
        1.0f64.next_down(),
        1.0,
        2.0,
        1e300,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
    ];
    prop_oneof![prop::sample::select(ends.to_vec()), any::<f64>(), 0.0..1.0f64,]
}

/// scikit-learn's `_parameter_constraints`; dropout, which it has not, is a share below 1.
fn allowed(name: Name, x: f64) -> bool {
    match name {
        Name::Alpha | Name::PowerT => (0.0..f64::INFINITY).contains(&x),
        Name::LearningRateInit | Name::Epsilon => x > 0.0 && x < f64::INFINITY,
        // there it may be infinite, and then every epoch counts as no better
        Name::Tol => x >= 0.0,
        Name::Momentum => (0.0..=1.0).contains(&x),
        Name::ValidationFraction | Name::Beta1 | Name::Beta2 => (0.0..1.0).contains(&x),
        Name::Dropout => (0.0..1.0).contains(&(x as f32)),
        _ => false,
    }
}

fn named(kind: ValueKind) -> impl Strategy<Value = Name> {
    let names: std::vec::Vec<Name> = Name::ALL
        .iter()
        .copied()
        .filter(|name| name.kind() == kind)
        .collect();
    prop::sample::select(names)
}

proptest! {
    #[test]
    fn a_number_is_taken_in_its_range_and_nowhere_else(x in number(), name in named(ValueKind::Float)) {
        let mut params = Params::DEFAULT;
        let set = params.set(name, Value::Float(x));
        if allowed(name, x) {
            prop_assert_eq!(set, Ok(()));
            prop_assert_eq!(params.validate(), Ok(()));
        } else {
            prop_assert_eq!(set, Err(Error::Parameter(name.as_str())));
            prop_assert_eq!(params, Params::DEFAULT, "an error changes nothing");
        }
    }

    #[test]
    fn a_count_is_at_least_one(count in prop_oneof![-2i64..3, any::<i64>(), Just(i64::from(u32::MAX))], name in named(ValueKind::Int)) {
        let mut params = Params::DEFAULT;
        let good = (1..=i64::from(u32::MAX)).contains(&count);
        prop_assert_eq!(params.set(name, Value::Int(count)).is_ok(), good, "{} {}", name.as_str(), count);
    }
}

#[test]
fn patience_may_be_infinite() {
    let mut params = Params::DEFAULT;
    let infinite = Value::Float(f64::INFINITY);
    assert_eq!(params.set(Name::NIterNoChange, infinite), Ok(()));
    assert_eq!(params.n_iter_no_change, u32::MAX);
    assert_eq!(params.get(Name::NIterNoChange), infinite);
    assert_eq!(params.set(Name::NIterNoChange, Value::Int(5)), Ok(()));
    assert_eq!(params.get(Name::NIterNoChange), Value::Int(5));
    for (name, value) in [
        (Name::NIterNoChange, f64::NEG_INFINITY),
        (Name::NIterNoChange, f64::NAN),
        (Name::NIterNoChange, 5.0),
        (Name::MaxIter, f64::INFINITY),
        (Name::BatchSize, f64::INFINITY),
    ] {
        let refused = Err(Error::Parameter(name.as_str()));
        assert_eq!(params.set(name, Value::Float(value)), refused, "{name:?} {value}");
    }
}

#[test]
fn a_fit_takes_features_as_they_are_prepared() {
    let target = Target::Values {
        values: &[1.0, 2.0, 4.0],
        outputs: 1,
    };
    let data = Dataset::new(&[0.0, 1.0, 2.0], 1, target);
    for (name, value) in [
        (Name::Missing, Value::Word(Word::Fill(Fill::Mean))),
        (Name::Scaler, Value::Word(Word::Scaling(Scaling::None))),
    ] {
        let mut params = Params::DEFAULT;
        params.set(name, value).unwrap();
        let refused = Plan::try_new(&data, 3, &params).err();
        assert_eq!(refused, Some(Error::Prepares(name.as_str())));
        assert_eq!(params.of_prepared(), Params::DEFAULT);
        assert!(Plan::try_new(&data, 3, &params.of_prepared()).is_ok());
    }
}
