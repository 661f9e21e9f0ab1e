//! Windows in a stream: where they end, what they hold, and what begins them anew.

use super::*;

#[test]
fn a_window_in_a_stream_has_the_bits_of_its_samples_alone() {
    let mut random = Xoshiro::from_seed_number(1);
    for features in [Features::FLATTEN, all_stats()] {
        for _ in 0..60 {
            let axes = 1 + random.bounded(2) as usize;
            let window = 1 + random.bounded(40) as u16;
            let hop = 1 + random.bounded(60) as u16;
            let scale = vec![1.0; axes];
            let derived = Axes {
                norm: true,
                ..Axes::RAW
            };
            let features = Features {
                correlation: true,
                ..features
            };
            let one = Stage {
                scale: &scale,
                axes: derived,
                ..stage(window, hop, features)
            };
            let samples: Vec<f32> = (0..300 * axes)
                .map(|_| uniform(&mut random, -2000.0, 3000.0) as f32)
                .collect();
            let found = run(&one, &samples);
            let ends: Vec<usize> = found.iter().map(|(t, _)| *t).collect();
            let expected = (0..300)
                .step_by(usize::from(hop))
                .map(|first| first + usize::from(window) - 1);
            assert_eq!(
                ends,
                expected.filter(|&end| end < 300).collect::<Vec<_>>(),
                "{window} every {hop}"
            );
            for (end, out) in found {
                let first = (end + 1 - usize::from(window)) * axes;
                let alone = Stage { hop: window, ..one };
                let [(_, same)] = &run(&alone, &samples[first..(end + 1) * axes])[..] else {
                    panic!("one window");
                };
                assert_eq!(bits(&out), bits(same), "{window} every {hop}, {axes} axes");
            }
        }
    }
}

#[test]
fn integers_are_their_values() {
    let samples = [[i16::MIN, i16::MAX], [i16::MAX, 0], [0, 1], [-1, i16::MIN]];
    let one = Stage {
        scale: &[1.0, 0.5],
        ..stage(4, 4, Features::FLATTEN)
    };
    let floats: Vec<f32> = samples.as_flattened().iter().map(|&x| x.into()).collect();
    let [(_, expected)] = &run(&one, &floats)[..] else {
        panic!("one window")
    };
    let (mut progress, mut memory, mut out) = (Progress::default(), vec![0.0; one.memory()], [0.0; 14]);
    let ends = samples.map(|sample| {
        one.push_i16(&mut progress, &mut memory, &sample, &mut out)
            .unwrap()
    });
    assert_eq!(ends, [false, false, false, true]);
    assert_eq!(bits(&out), bits(expected));
}

#[test]
fn a_reading_that_is_no_number_begins_anew() {
    let one = stage(4, 2, Features::FLATTEN);
    let (mut progress, mut memory, mut out) = (Progress::default(), vec![0.0; one.memory()], [0.0; 7]);
    let mut push = |x: f32| one.push(&mut progress, &mut memory, &[x], &mut out);
    for x in [1.0, 2.0, 3.0] {
        assert_eq!(push(x), Ok(false));
    }
    assert_eq!(push(f32::NAN), Err(Error::NotFinite { row: 0, column: 0 }));
    let ends: Vec<_> = [5.0, 6.0, 7.0, 9.0].map(&mut push).into();
    assert_eq!(ends, [Ok(false), Ok(false), Ok(false), Ok(true)]);
    assert_eq!(out[..3], [6.75, 5.0, 9.0]);
}

#[test]
fn derived_axes_and_kept_features() {
    let axes = Axes {
        raw: true,
        norm: true,
        difference: true,
    };
    let mean = Features {
        stats: Stats::NONE.with(Stat::Mean),
        correlation: true,
        spectrum: None,
    };
    let one = Stage {
        scale: &[1.0, 2.0],
        axes,
        ..stage(2, 2, mean)
    };
    assert_eq!((one.feature_axes(), one.outputs()), (5, 5 + 10));
    let found = run(&one, &[3.0, 2.0, 6.0, 4.0]);
    assert_eq!(found[0].1[..5], [4.5, 6.0, 7.5, 1.5, 2.0]); // x, 2 y, length, and their steps from 0
    let kept = Stage {
        keep: Some(&[1, 4]),
        ..one
    };
    assert_eq!(run(&kept, &[3.0, 2.0, 6.0, 4.0]), [(1, vec![6.0, 2.0])]);
}
