use super::*;

const NAN: f64 = f64::NAN;

/// Means 0.90, 0.88, 0.85, 0.88, failed, 0.90.
fn scores() -> Vec<Vec<f64>> {
    vec![
        vec![0.86, 0.90, 0.94],
        vec![0.88, 0.88, 0.88],
        vec![0.85, 0.85, 0.85],
        vec![0.87, 0.88, 0.89],
        vec![0.99, NAN, 0.99],
        vec![0.90, 0.90, 0.90],
    ]
}

const COSTS: [u64; 6] = [100, 40, 10, 40, 1, 100];

#[test]
fn the_best_is_the_first_of_the_highest_mean() {
    assert_eq!(Select::Best.choose(&scores(), &COSTS), Some(0));
}

#[test]
fn one_standard_error_is_the_sample_deviation_over_the_root_of_the_folds() {
    // s = 0.04, s / sqrt(3) = 0.0231: 0.88 is within, 0.85 is not.
    let chosen = Select::OneStandardError.choose(&scores(), &COSTS);
    assert_eq!(chosen, Some(1), "equal cost and score: the earlier");
    let mut close = scores();
    close[1] = vec![0.8775, 0.8775, 0.8775];
    close[3] = vec![0.8770, 0.8770, 0.8770];
    assert_eq!(Select::OneStandardError.choose(&close, &COSTS), Some(1));
    close[1] = vec![0.8768, 0.8768, 0.8768];
    close[3] = vec![0.8768, 0.8768, 0.8768];
    assert_eq!(Select::OneStandardError.choose(&close, &COSTS), Some(0));
}

#[test]
fn a_tolerance_includes_its_bound() {
    // 0.58 - 0.57 is a little more than 0.01 in binary.
    let tenth = vec![vec![0.58; 2], vec![0.57; 2]];
    assert_eq!(Select::Within(0.01).choose(&tenth, &[2, 1]), Some(1));
    let scores = vec![vec![0.75, 0.75], vec![0.5, 0.5], vec![0.625, 0.625]];
    let costs = [9, 3, 5];
    for (tolerance, winner) in [(0.25, 1), (0.2499, 2), (0.125, 2), (0.12, 0), (0.0, 0)] {
        let chosen = Select::Within(tolerance).choose(&scores, &costs);
        assert_eq!(chosen, Some(winner), "{tolerance}");
    }
}

#[test]
fn among_equal_costs_the_better_wins() {
    let scores = vec![vec![0.7, 0.7], vec![0.8, 0.8], vec![0.9, 0.9]];
    assert_eq!(Select::Within(1.0).choose(&scores, &[5, 5, 6]), Some(1));
}

#[test]
fn what_failed_never_wins() {
    let scores = vec![vec![NAN, 0.9], vec![0.5, 0.5]];
    for rule in [
        Select::Best,
        Select::OneStandardError,
        Select::Within(1.0),
        Select::Knee,
    ] {
        assert_eq!(rule.choose(&scores, &[1, 2]), Some(1), "{rule}");
        assert_eq!(rule.choose(&scores[..1], &[1]), None);
        assert_eq!(rule.choose(&[], &[]), None);
    }
}

#[test]
fn rules_read_back_as_they_are_written() {
    for text in ["best", "one-standard-error", "within=0.01", "within=0", "knee"] {
        let rule: Result<Select, ParseError> = text.parse();
        assert_eq!(rule.map(|rule| rule.to_string()), Ok(text.to_owned()));
    }
    for text in [
        "",
        "Best",
        "within",
        "within=",
        "within=-1",
        "within=nan",
        "within=inf",
        "0.01",
    ] {
        assert!(text.parse::<Select>().is_err(), "{text}");
    }
}
