use super::*;
use crate::recordings::{Recording, Recordings};

fn recording(name: &str, samples: Vec<f32>, labels: &[(std::ops::Range<usize>, &str)]) -> Recording {
    Recording {
        name: name.to_owned(),
        group: name.to_owned(),
        samples,
        labels: labels
            .iter()
            .map(|(range, label)| (range.clone(), (*label).to_owned()))
            .collect(),
        is_window: false,
    }
}

/// Of one axis, 0, 1, 2 ...
fn ramp(samples: usize) -> Vec<f32> {
    (0..samples).map(|i| i as f32).collect()
}

fn column(data: &crate::Data, name: &str) -> Vec<f32> {
    let column = data.columns().iter().find(|column| column.name == name).unwrap();
    match &column.data {
        crate::ColumnData::Numeric(values) => values.clone(),
        crate::ColumnData::Text(_) => panic!("{name} is text"),
    }
}

#[test]
fn texts_are_written_as_they_are_read() {
    for text in [
        "flatten",
        "flatten,median",
        "mean,std,q25,iqr,zero_crossings,slope,energy",
        "flatten,spectral:64",
        "power:16,peak:16,centroid:16,entropy:16,bands:16:0.5-3/3-10,correlation",
        "spectral:8,peak:8",
        "correlation",
    ] {
        let features: FeatureText = text.parse().unwrap();
        assert_eq!(features.to_string(), text);
    }
    let sorted: FeatureText = " std, mean ,kurtosis,skew,rms,max,min".parse().unwrap();
    assert_eq!(sorted.to_string(), "flatten");
    for text in ["none", "low:5Hz", "high:0.5Hz", "band:0.5-10Hz", "low:5Hz:2"] {
        assert_eq!(text.parse::<FilterText>().unwrap().to_string(), text);
    }
    assert_eq!("low:5:4".parse::<FilterText>().unwrap().to_string(), "low:5Hz");
    for (text, span) in [("2s", "2s"), ("500ms", "0.5s"), ("128", "128")] {
        assert_eq!(text.parse::<Span>().unwrap().to_string(), span);
    }
    for text in ["3", "3:majority"] {
        assert_eq!(text.parse::<Smoothing>().unwrap().to_string(), text);
    }
    for text in ["raw", "raw+norm", "norm+difference", "raw+norm+difference"] {
        assert_eq!(axes_text(parse_axes(text).unwrap()), text);
    }
}

#[test]
fn texts_that_say_nothing_are_refused() {
    for (text, why) in [
        ("", "is no feature"),
        ("flaten", "did you mean flatten?"),
        ("spectral", "such as spectral:64"),
        ("spectral:63", "a power of two"),
        ("spectral:2048", "8 to 1024"),
        ("spectral:32,peak:64", "before it is of 32 samples"),
        ("bands:64", "such as bands:64:0.5-3/3-10"),
        ("bands:64:3-1", "`3-1` is no band"),
        ("bands:64:1-2/2-3/3-4/4-5/5-6", "4 bands at most"),
        ("peak:64:1", "give peak:64"),
        ("mean:3", "is no feature"),
    ] {
        let error = text.parse::<FeatureText>().unwrap_err().to_string();
        assert!(error.contains(why), "{text}: {error}");
    }
    for text in [
        "",
        "low",
        "low:",
        "low:0Hz",
        "low:nan",
        "band:5Hz",
        "band:5-5Hz",
        "low:5Hz:0",
        "low:5Hz:9",
        "low:5Hz:4:4",
        "notch:5",
    ] {
        assert!(text.parse::<FilterText>().is_err(), "{text}");
    }
    for text in ["", "s", "0s", "-1s", "0", "1.5", "70000", "infs", "ms"] {
        assert!(text.parse::<Span>().is_err(), "{text}");
    }
    for text in ["", "0", "3:", "3:max", "-1"] {
        assert!(text.parse::<Smoothing>().is_err(), "{text}");
    }
}

#[test]
fn windows_straddle_neither_recordings_nor_labels() {
    let all = vec![
        recording("a", ramp(10), &[(0..4, "x"), (4..10, "y")]),
        recording("b", ramp(3), &[(0..3, "x")]),
        recording("c", ramp(5), &[(1..5, "x")]),
    ];
    let recordings = Recordings::new(&["v"], 10.0, all).unwrap();
    let windowing = Windowing::new("4".parse().unwrap())
        .hop(Span::Samples(1))
        .features("min,max".parse().unwrap());
    let data = recordings.windows(&windowing).unwrap();
    assert_eq!(column(&data, "v min"), [0.0, 4.0, 5.0, 6.0, 1.0]);
    assert_eq!(column(&data, "v max"), [3.0, 7.0, 8.0, 9.0, 4.0]);
    let windowed = data.windowed().unwrap();
    let starts: Vec<f64> = (0..5).map(|row| windowed.start(row)).collect();
    assert_eq!(starts, [0.0, 0.4, 0.5, 0.6, 0.1]);
    assert_eq!(
        (0..5).map(|row| windowed.recording(row)).collect::<Vec<_>>(),
        [0, 0, 0, 0, 2]
    );
    assert_eq!(data.classes(), ["x", "y"]);
    let summary = windowed.summary();
    assert_eq!(
        (summary.windows, summary.recordings, summary.too_short),
        (5, 2, 1)
    );
    assert_eq!(summary.without, ["b"]);
}

#[test]
fn what_cannot_be_cut_is_refused() {
    let make = || {
        let all = vec![
            recording("a", ramp(20), &[(0..20, "x")]),
            recording("b", ramp(4), &[(0..4, "y")]),
        ];
        Recordings::new(&["v"], 10.0, all).unwrap()
    };
    let windowing = Windowing::new("1s".parse().unwrap());
    for (windowing, why) in [
        (Windowing::new("1ms".parse().unwrap()), "not 1 to 65535 samples"),
        (
            Windowing::new("3s".parse().unwrap()),
            "the longest stretch of one label has 20",
        ),
        (
            windowing.clone().refuse_short(true),
            "b: 4 samples, and a window has 10",
        ),
        (windowing.clone().scale(vec![1.0, 2.0]), "2 factors for 1 axes"),
        (
            windowing.clone().filter("low:5Hz".parse().unwrap()),
            "below half of 10 samples",
        ),
        (
            windowing.clone().features("correlation".parse().unwrap()),
            "two axes or more",
        ),
        (
            windowing.clone().features("bands:8:1-2/2.6-3.7".parse().unwrap()),
            "the band 2.6-3.7 Hz has none of the frequencies of 8 samples, which at 10 samples a second are every 1.25 Hz up to \
             5 Hz: widen it",
        ),
        (
            windowing.clone().features("bands:8:6-9".parse().unwrap()),
            "the band 6-9 Hz has none",
        ),
        (
            windowing.clone().decimate(2),
            "what is above 2.500000 Hz would look like",
        ),
        (windowing.clone().decimate(0), "decimate is out of range"),
    ] {
        let error = make().windows(&windowing).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
    let one = Recording {
        is_window: true,
        ..recording("w", ramp(5), &[(0..5, "x")])
    };
    let recordings = Recordings::new(&["v"], 10.0, vec![one]).unwrap();
    let error = recordings.windows(&windowing).unwrap_err().to_string();
    assert!(error.contains("has 5 samples, and here one has 10"), "{error}");
}

#[test]
fn a_stage_is_read_from_its_file() {
    let windowing = Windowing::new("2s".parse().unwrap())
        .features("flatten,bands:16:1-2,correlation".parse().unwrap())
        .filter("band:1-4Hz:3".parse().unwrap())
        .axes(parse_axes("raw+difference").unwrap())
        .scale(vec![0.001]);
    let stage = windowing.stage(&["x", "y"], 20.0).unwrap();
    let text = serde_json::to_string(&StageFile::from(&stage)).unwrap();
    let read: StageFile = serde_json::from_str(&text).unwrap();
    assert_eq!(OwnedStage::try_from(read), Ok(stage.clone()));
    assert_eq!(stage.windowing().stage(&["x", "y"], 20.0).unwrap(), stage);
    for (part, by) in [
        ("\"window\":40", "\"window\":0"),
        ("\"flatten,", "\"flat,"),
        ("\"scale\":[0.001,0.001]", "\"scale\":[0.001]"),
        ("bands:16:1-2", "bands:16:1-1.1"),
        ("\"band:1-4Hz:3\"", "\"none\""),
    ] {
        let wrong: StageFile = serde_json::from_str(&text.replace(part, by)).unwrap();
        assert!(OwnedStage::try_from(wrong).is_err(), "{by}");
    }
}

#[test]
fn recordings_are_scored_by_what_their_windows_say_together() {
    let mut all = ByRecording::new(2);
    for (recording, label, second) in [
        (0, 0, 0.1),
        (0, 0, 0.2),
        (0, 0, 0.9), // one of three is wrong
        (1, 1, 0.4),
        (1, 1, 0.4),
        (1, 1, 0.9), // most are wrong, the mean is right
    ] {
        all.add((recording, label), &[second]);
    }
    let scores = all.scores(Some("2".parse().unwrap()));
    assert_eq!(scores.recordings, 2);
    assert_eq!(scores.accuracy_of_windows, 3.0 / 6.0);
    assert_eq!(scores.accuracy_by_mean_probability, 1.0);
    assert_eq!(scores.accuracy_by_majority, 0.5);
    // means of .1, .15, .55 and .4, .4, .65
    assert_eq!(scores.accuracy_smoothed, Some(3.0 / 6.0));
}

#[test]
fn answers_are_smoothed_along_a_recording_whatever_its_labels() {
    let mut all = ByRecording::new(2);
    for (label, second) in [(0, 0.1), (0, 0.1), (1, 0.9), (1, 0.9), (0, 0.1)] {
        all.add((0, label), &[second]);
    }
    let scores = all.scores(Some("3:majority".parse().unwrap()));
    // each is right alone; of three the majority is 0, 0, 0, 1, 1
    assert_eq!((scores.recordings, scores.accuracy_of_windows), (3, 1.0));
    assert_eq!(scores.accuracy_smoothed, Some(3.0 / 5.0));
}

#[test]
fn a_stage_that_keeps_some_features_computes_their_bits_and_no_others() {
    use mcutune_core::signal::Progress;

    let windowing = Windowing::new(Span::Samples(24))
        .hop(Span::Samples(9))
        .axes(parse_axes("raw+norm").unwrap())
        .features(
            "flatten,median,slope,mean_crossings,spectral:16,peak:16,bands:16:2-8/8-20,correlation"
                .parse()
                .unwrap(),
        );
    let whole = windowing.stage(&["x", "y"], 50.0).unwrap();
    let names = whole.names();
    let samples: Vec<[f32; 2]> = (0..120_u32)
        .map(|i| [(i * i % 37) as f32, 1000.0 + (i * 7 % 23) as f32])
        .collect();
    let windows = |stage: &OwnedStage| -> Vec<Vec<u32>> {
        let lent = stage.lend();
        let (mut progress, mut memory) = (Progress::default(), vec![0.0; lent.memory()]);
        let mut out = vec![0.0; lent.outputs()];
        let ended = |sample: &[f32; 2]| {
            lent.push(&mut progress, &mut memory, sample, &mut out)
                .unwrap()
                .then(|| out.iter().map(|x| x.to_bits()).collect())
        };
        samples.iter().filter_map(ended).collect()
    };
    let all = windows(&whole);
    for step in [1, 2, 3, 5, 11, 29] {
        for first in 0..step.min(4) {
            let kept: Vec<usize> = (first..names.len()).step_by(step).collect();
            let of_kept: Vec<String> = kept.iter().map(|&at| names[at].clone()).collect();
            let stage = whole.keeping(&of_kept);
            assert_eq!(stage.names(), of_kept);
            assert!(stage.ram() <= whole.ram() + 4 * names.len(), "{step}");
            for (few, all) in windows(&stage).iter().zip(&all) {
                let of_all: Vec<u32> = kept.iter().map(|&at| all[at]).collect();
                assert_eq!(*few, of_all, "{step} {first}");
            }
        }
    }
    let one = whole.keeping(&["y median".to_owned()]);
    assert_eq!(FeatureText::of(one.lend().features).to_string(), "median");
    let one = whole.keeping(&["norm band 8-20 Hz".to_owned(), "x mean".to_owned()]);
    assert_eq!(
        FeatureText::of(one.lend().features).to_string(),
        "mean,bands:16:8-20"
    );
    assert_eq!(whole.keeping(&names), whole);
}

#[test]
fn numbers_of_features_are_written_as_they_are_read() {
    for text in ["all", "1", "65535"] {
        assert_eq!(text.parse::<SelectFeatures>().unwrap().to_string(), text);
    }
    for text in ["0", "-1", "65536", "8.0", "", "best"] {
        assert!(text.parse::<SelectFeatures>().is_err(), "{text}");
    }
}
