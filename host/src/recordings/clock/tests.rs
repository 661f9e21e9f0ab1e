use super::*;

fn clock(column: &str, values: impl IntoIterator<Item = f64>) -> Clock {
    let stamps = Stamps {
        column: column.to_owned(),
        values: values.into_iter().collect(),
        in_seconds: false,
    };
    assert_eq!(stamps.backwards(), None);
    stamps.clock("x.csv", None, false).unwrap().unwrap()
}

fn steps(column: &str, step: f64) -> Clock {
    clock(column, (0..100).map(|i| f64::from(i) * step))
}

#[test]
fn units_are_those_of_the_name_or_of_the_size() {
    for (column, step, rate, unit) in [
        ("timestamp", 20.0, 50.0, "milliseconds"),
        ("timestamp", 0.02, 50.0, "seconds"),
        ("timestamp", 20_000.0, 50.0, "microseconds"),
        ("timestamp", 2e7, 50.0, "nanoseconds"),
        ("t_us", 500.0, 2000.0, "microseconds"),
        ("time (s)", 20.0, 0.05, "seconds"),
        ("ms", 1.0, 1000.0, "milliseconds"),
    ] {
        let found = steps(column, step);
        assert_eq!(
            (found.steps.rate(), found.unit),
            (Some(rate), unit),
            "{column} {step}"
        );
    }
    let unknown = Stamps {
        column: "time".to_owned(),
        values: (0..9).map(f64::from).collect(),
        in_seconds: false,
    };
    let error = unknown.clock("x.csv", None, false).unwrap_err();
    assert!(matches!(error, RecordingError::Unit { .. }));
    let given = Stamps {
        column: "time".to_owned(),
        values: (0..9).map(f64::from).collect(),
        in_seconds: false,
    };
    let given = given.clock("x.csv", Some(1000.0), false).unwrap().unwrap();
    assert_eq!(given.unit, "milliseconds");
}

#[test]
fn a_day_of_milliseconds_since_1970_keeps_its_rate() {
    let count = 4_320_000;
    let found = clock("timestamp", (0..count).map(|i| 1.7e12 + 20.0 * f64::from(i)));
    assert_eq!(found.steps.rate(), Some(50.0));
    assert_eq!((found.steps.largest, found.parts.len()), (0.0, 1));
    let found = clock("time_s", (0..count).map(|i| 1.7e9 + 0.02 * f64::from(i)));
    assert_eq!(found.steps.rate(), Some(50.0));
    assert!(found.steps.largest < 1e-4, "{}", found.steps.largest);
}

#[test]
fn whole_milliseconds_of_fast_sensors_have_no_gaps() {
    for rate in [60.0_f64, 104.0, 208.0, 417.0, 800.0, 999.0] {
        let stamps = (0..3000).map(|i| (1000.0 * f64::from(i) / rate).floor());
        let found = clock("t_ms", stamps);
        assert_eq!(found.parts.len(), 1, "{rate}");
        assert!(is_near(found.steps.rate().unwrap(), rate), "{rate}");
        let lost = (0..3000).filter(|i| !(1000..1004).contains(i));
        let found = clock("t_ms", lost.map(|i| (1000.0 * f64::from(i) / rate).floor()));
        assert_eq!(found.parts, [0..1000, 1000..2996], "{rate}");
    }
}

#[test]
fn gaps_end_parts_and_are_filled_where_they_are_short() {
    let lost = |i: &i32| !(50..53).contains(i) && !(70..90).contains(i);
    let values: Vec<f64> = (0..100).filter(lost).map(|i| f64::from(i) * 20.0).collect();
    let stamps = || Stamps {
        column: "timestamp".to_owned(),
        values: values.clone(),
        in_seconds: false,
    };
    let split = stamps().clock("x.csv", None, false).unwrap().unwrap();
    assert_eq!(split.parts, [0..50, 50..67, 67..77]);
    assert_eq!((split.longest, split.steps.rate()), (0.42, Some(50.0)));
    let filled = stamps().clock("x.csv", None, true).unwrap().unwrap();
    assert_eq!(filled.parts, [0..67, 67..77]);
    let places = resampled(&filled.seconds, &filled.parts[0], 50.0);
    assert_eq!(places.len(), 70);
    let (at, share) = places[51];
    assert_eq!((at, (share * 1e6).round()), (49, 500_000.0));
}

#[test]
fn half_the_rate_is_every_other_sample() {
    let found = steps("timestamp", 20.0);
    let places = resampled(&found.seconds, &(0..100), 25.0);
    assert_eq!(places.len(), 50);
    assert!(
        places
            .iter()
            .enumerate()
            .all(|(k, &(at, share))| at == 2 * k && share == 0.0)
    );
    let twice = resampled(&found.seconds, &(10..20), 100.0);
    assert_eq!(
        (twice.len(), twice[0].0, twice.last().map(|last| last.0)),
        (19, 10, Some(19))
    );
}

#[test]
fn stamps_that_stand_still_or_go_back_are_found() {
    let stamps = |values: &[f64]| Stamps {
        column: "t".to_owned(),
        values: values.to_vec(),
        in_seconds: false,
    };
    assert_eq!(stamps(&[0.0, 1.0, 1.0]).backwards(), Some(2));
    assert_eq!(stamps(&[0.0, 2.0, 1.0]).backwards(), Some(2));
    assert_eq!(stamps(&[0.0]).backwards(), None);
    assert!(stamps(&[0.0]).clock("x", None, false).unwrap().is_none());
}

#[test]
fn rates_are_shown_to_six_digits() {
    let shown = [50.0, 62.5, 1e3 / 16.0, 59.9873, 44100.0, 0.2].map(hertz);
    assert_eq!(shown, ["50", "62.5", "62.5", "59.9873", "44100", "0.2"]);
}
