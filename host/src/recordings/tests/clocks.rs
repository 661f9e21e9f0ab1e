//! Rates, gaps and resampling of files.

use super::*;

#[test]
fn timestamps_are_dates_too() {
    let row = |i: i32| {
        format!(
            "2026-01-31T23:59:{:02}.{:03}Z,{},1\n",
            50 + i / 50,
            20 * (i % 50),
            i % 3
        )
    };
    let text = "time,x,y\n".to_owned() + &(0..300).map(row).collect::<String>();
    let folder = Folder::new(&[("idle.1.csv", &text)]);
    let (read, notes) = folder.ok(&plain());
    assert_eq!((read.rate(), read.axes().len()), (50.0, 2));
    assert_eq!(
        notes[0],
        "samples are 50 a second, by `time` in dates or durations, all evenly"
    );
}

#[test]
fn a_rate_that_is_given_is_checked() {
    let folder = Folder::new(&[("idle.1.csv", &csv(20, 20.0))]);
    assert_eq!(folder.ok(&plain().rate(50.5)).0.rate(), 50.5);
    assert_eq!(
        folder.error(&plain().rate(52.0)),
        "idle.1.csv: timestamps say 50 samples a second, not 52: give that rate, or resample to the other"
    );
    assert_eq!(
        folder.error(&plain().rate(0.0)),
        "a rate of 0 Hz: it is a number of samples a second, above 0"
    );
    assert!(
        folder
            .error(&plain().resample(f64::NAN))
            .starts_with("a rate of NaN Hz")
    );
    assert_eq!(
        folder.error(&plain().resample(1e9)),
        "idle.1.csv: 1000000000 Hz is more than 1000 times the 50 Hz of its samples"
    );
}

#[test]
fn files_have_one_rate() {
    let folder = Folder::new(&[("idle.1.csv", &csv(20, 20.0)), ("idle.2.csv", &csv(20, 10.0))]);
    assert_eq!(
        folder.error(&plain()),
        "idle.2.csv: 100 samples a second, and idle.1.csv has 50: resample them to one rate, or leave one of them out"
    );
    let (read, notes) = folder.ok(&plain().resample(50.0));
    assert_eq!(shown(&read)[1], "idle.2.csv of idle.2.csv: 10 0-10 idle");
    assert_eq!(notes[1], "samples are interpolated linearly, from 50 to 50 Hz");
    let (read, notes) = folder.ok(&plain().skip_bad_files(true));
    assert_eq!(read.all().len(), 1);
    assert_eq!(
        notes.last().unwrap(),
        "left out: 1 file (idle.2.csv: 100 samples a second, and idle.1.csv has 50: resample them to one rate, \
         or leave one of them out)"
    );
}

#[test]
fn jitter_is_told() {
    let row = |i: i32| format!("{},{},{}\n", 20 * i + i % 2, i % 3, i % 2);
    let text = "timestamp,x,y\n".to_owned() + &(0..201).map(row).collect::<String>();
    let (read, notes) = Folder::new(&[("idle.1.csv", &text)]).ok(&plain());
    assert_eq!(read.rate(), 50.0);
    assert_eq!(
        notes[0],
        "samples are 50 a second, by `timestamp` in milliseconds; steps deviate from that by 5.0 % (standard \
         deviation), at most 5.0 %"
    );
}

#[test]
fn no_window_goes_over_a_gap() {
    let kept = |i: &i32| !(20..23).contains(i) && !(60..80).contains(i);
    let row = |i: i32| format!("{},{},{}\n", 20 * i, 10 * i % 70, i % 2);
    let text = "timestamp,x,y\n".to_owned() + &(0..100).filter(kept).map(row).collect::<String>();
    let folder = Folder::new(&[("idle.1.csv", &text)]);
    let (read, notes) = folder.ok(&plain());
    assert_eq!(
        shown(&read),
        [
            "idle.1.csv part 1 of idle.1.csv: 20 0-20 idle",
            "idle.1.csv part 2 of idle.1.csv: 37 0-37 idle",
            "idle.1.csv part 3 of idle.1.csv: 20 0-20 idle"
        ]
    );
    assert_eq!(
        notes[1],
        "timestamps have 2 gaps of up to 0.420 s, the first in idle.1.csv: no window goes over one"
    );
    let (read, notes) = folder.ok(&plain().resample(50.0));
    assert_eq!(shown(&read)[0], "idle.1.csv part 1 of idle.1.csv: 60 0-60 idle");
    // 190 % 70 = 50 and 230 % 70 = 20, in four steps
    let filled: Vec<f32> = (19..24).map(|i| read.all()[0].samples[2 * i]).collect();
    assert_eq!(filled, [50.0, 42.5, 35.0, 27.5, 20.0]);
    assert!(notes[1].ends_with("those of up to 10 samples are filled, and no window goes over another"));
}

#[test]
fn clocks_that_stand_still_or_go_back_are_refused() {
    let text = csv(20, 20.0) + &csv(10, 20.0).replace("timestamp,x,y\n", "");
    let folder = Folder::new(&[("idle.1.csv", &text)]);
    assert_eq!(
        folder.error(&plain()),
        "idle.1.csv:22: `timestamp` is 0, not more than 380 before it: if the file holds several recordings, \
         name the column of sessions; else sort it"
    );
    let still = Folder::new(&[("idle.1.csv", "t,x\n0,1\n0,2\n40,1\n40,2\n")]);
    assert_eq!(
        still.error(&plain()),
        "idle.1.csv:3: `t` is 0, not more than 0 before it: if several samples share a time, leave the column \
         out and give the rate in Hz"
    );
    let (read, _) = still.ok(&plain().drop("t").rate(50.0));
    assert_eq!(read.all()[0].samples, [1.0, 2.0, 1.0, 2.0]);
}

#[test]
fn what_a_column_of_time_is_can_be_said() {
    let text = "elapsed,t,x\n".to_owned()
        + &(0..40)
            .map(|i| format!("{},{},{}\n", 20 * i, 30 - i % 5, i % 3))
            .collect::<String>();
    let folder = Folder::new(&[("idle.1.csv", &text)]);
    // `t` is a temperature
    assert!(
        folder
            .error(&plain().drop("elapsed"))
            .contains("`t` is 29, not more than 30")
    );
    let (read, _) = folder.ok(&plain().timestamp("elapsed".to_owned()));
    assert_eq!(
        (read.rate(), read.axes()),
        (50.0, &["t".to_owned(), "x".to_owned()][..])
    );
    let (read, _) = folder.ok(&plain().timestamp("0".to_owned()).axes(["x", "t"]));
    assert_eq!(
        (read.rate(), read.axes()),
        (50.0, &["x".to_owned(), "t".to_owned()][..])
    );
    assert_eq!(read.all()[0].samples[..4], [0.0, 30.0, 1.0, 29.0]);
    let grows = folder.error(&plain().axes(Vec::<String>::new()).drop("t").rate(50.0));
    assert_eq!(
        grows,
        "idle.1.csv: `elapsed` grows with every sample, as a clock or an index does, and would be learnt from: \
         name it as the timestamps, leave it out, or name the axes"
    );
    let said = folder.ok(&plain().axes(["elapsed", "x"]).drop("t").rate(50.0)).0;
    assert_eq!(said.all()[0].samples[..4], [0.0, 0.0, 20.0, 1.0]);
}

#[test]
fn one_sample_needs_no_rate() {
    let folder = Folder::new(&[("idle.1.csv", &csv(1, 20.0)), ("idle.2.csv", &csv(9, 20.0))]);
    let (read, _) = folder.ok(&plain());
    assert_eq!((read.rate(), read.all().len()), (50.0, 2));
}
