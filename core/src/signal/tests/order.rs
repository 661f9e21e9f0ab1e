//! Quantiles, against numpy's.

use super::*;

#[test]
fn quantiles_are_numpys() {
    for (x, expected) in [
        (&[3.0][..], [3.0, 3.0, 3.0, 0.0]),
        (&[4.0, 1.0], [2.5, 1.75, 3.25, 1.5]),
        (&[5.0, 1.0, 2.0], [2.0, 1.5, 3.5, 2.0]),
        (&[1.0, 2.0, 3.0, 10.0, 0.0, 7.0], [2.5, 1.25, 6.0, 4.75]),
    ] {
        let stats = [Stat::Median, Stat::Q25, Stat::Q75, Stat::Iqr].into_iter();
        let features = Features {
            stats: stats.fold(Stats::NONE, Stats::with),
            ..Features::FLATTEN
        };
        let found = run(&stage(x.len() as u16, 1, features), x);
        assert_eq!(found, [(x.len() - 1, expected.to_vec())]);
    }
}
