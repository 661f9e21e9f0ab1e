//! What is refused, what is left out, and what is read to its end.

use super::formats::{npy, npz};
use super::*;

#[test]
fn what_is_no_recording_is_left_out_and_told() {
    let folder = Folder::new(&[
        ("idle.1.csv", &csv(20, 20.0)),
        ("notes.md", "x"),
        ("video.mp4", "x"),
        (".hidden", "x"),
    ]);
    let (read, notes) = folder.ok(&plain());
    assert_eq!(read.all().len(), 1);
    assert_eq!(
        notes.last().unwrap(),
        "no recordings, and left out: .hidden, notes.md, video.mp4"
    );
}

#[test]
fn nothing_to_read_is_an_error() {
    let none = Folder::new(&[]);
    let says =
        "DIR: no recordings: those are CSV, JSON, Parquet, XLSX, NPY or NPZ files, or UCI HAR's folders";
    assert_eq!(none.error(&plain()), says);
    let other = Folder::new(&[("video.mp4", "x")]);
    assert_eq!(other.error(&plain()), format!("{says}; there is video.mp4"));
    let error = Recordings::read(&[none.path().join("x")], &plain()).unwrap_err();
    assert!(none.without(&error.to_string()).starts_with("x: cannot be read"));
    let testing = Folder::new(&[("training/a.csv", &csv(9, 20.0))]);
    assert_eq!(
        testing.error(&plain().part(Part::Testing)),
        "the recordings have no samples"
    );
    let cbor = Folder::new(&[("idle.1.cbor", "x")]);
    assert_eq!(
        cbor.error(&plain()),
        "idle.1.cbor: CBOR is not read: export the recordings as JSON or CSV"
    );
}

#[cfg(unix)]
#[test]
fn folders_that_lead_back_are_read_once() {
    let folder = Folder::new(&[("inner/idle.1.csv", &csv(20, 20.0))]);
    std::os::unix::fs::symlink(folder.path(), folder.path().join("inner/again")).unwrap();
    assert_eq!(folder.ok(&plain()).0.all().len(), 1);
}

#[test]
fn a_table_that_is_cut_off_is_read_to_its_end() {
    let whole = csv(20, 20.0);
    let last = whole.trim_end().rfind('\n').unwrap();
    let line = whole[last + 1..].trim_end();
    assert_eq!(line, "380,1,3");
    for cut in ["380,1", "380,", "38", "380,1,", "380,1,-", "380,1,1e", "380,-"] {
        let text = format!("{}\n{cut}", &whole[..last]);
        let folder = Folder::new(&[("idle.1.csv", &text)]);
        let (read, notes) = folder.ok(&plain());
        assert_eq!(shown(&read), ["idle.1.csv of idle.1.csv: 19 0-19 idle"], "{cut}");
        assert!(
            notes
                .contains(&"idle.1.csv:21 ends early: the line is cut off; what is whole is read".to_owned()),
            "{cut}: {notes:?}"
        );
        assert_eq!(notes.len(), 3, "{cut}: {notes:?}");
    }
    // in the middle it is no cut
    let folder = Folder::new(&[("idle.1.csv", &whole.replace("\n100,2,0\n", "\n100,2\n"))]);
    let error = folder.error(&plain());
    assert!(error.starts_with("idle.1.csv:7: "), "{error}");
    let folder = Folder::new(&[("idle.1.csv", &whole.replace("\n100,2,0\n", "\n100,2,\n"))]);
    assert_eq!(
        folder.error(&plain()),
        "idle.1.csv:7: `y` has no finite number: correct it, or leave out the column"
    );
    let folder = Folder::new(&[("idle.1.csv", &whole.replace("\n100,2,0\n", "\n,2,0\n"))]);
    assert_eq!(
        folder.error(&plain()),
        "idle.1.csv:7: `timestamp` has no finite number: correct it, or leave out the column"
    );
}

#[test]
fn other_columns_are_refused_and_another_order_is_told() {
    let reordered = csv(20, 20.0).replace("timestamp,x,y", "timestamp,y,x");
    let folder = Folder::new(&[("idle.1.csv", &csv(20, 20.0)), ("idle.2.csv", &reordered)]);
    let (read, notes) = folder.ok(&plain());
    assert_eq!(read.all()[1].samples[2..4], [2.0, 1.0]);
    assert!(notes.contains(
        &"idle.2.csv has its columns in another order than the first file; they go by their names".to_owned()
    ));
    let other = csv(20, 20.0).replace("timestamp,x,y", "timestamp,x,z");
    let folder = Folder::new(&[("idle.1.csv", &csv(20, 20.0)), ("idle.2.csv", &other)]);
    assert_eq!(
        folder.error(&plain()),
        "idle.2.csv: its axes are x, z, and those of idle.1.csv are x, y"
    );
    assert_eq!(folder.ok(&plain().axes(["x"])).0.axes(), ["x"]);
    assert_eq!(
        folder.error(&plain().axes(["x", "q"])),
        "idle.1.csv: there is no column `q`: there are timestamp, x, y"
    );
}

#[test]
fn a_bad_file_is_refused_or_skipped_and_leaves_nothing() {
    let folder = Folder::new(&[
        ("a.1.csv", "timestamp,z\n0,1\n20,oops\n40,3\n60,1\n"),
        ("b.1.csv", &csv(20, 20.0)),
    ]);
    assert!(folder.error(&plain()).starts_with("a.1.csv"));
    let (read, notes) = folder.ok(&plain().skip_bad_files(true));
    assert_eq!(
        (read.axes(), read.all().len()),
        (&["x".to_owned(), "y".to_owned()][..], 1)
    );
    assert!(
        notes.last().unwrap().starts_with("left out: 1 file (a.1.csv"),
        "{notes:?}"
    );
    assert_eq!(read.files().count(), 1);
    let all = Folder::new(&[("a.1.csv", ""), ("b.1.npy", "x")]);
    let error = all.error(&plain().skip_bad_files(true));
    assert!(
        error.starts_with("none of 2 files can be read; the first: a.1.csv: "),
        "{error}"
    );
}

#[test]
fn columns_of_time_that_are_none_are_refused() {
    let text = "time,x\nsoon,1\nlater,2\nnever,1\n";
    let folder = Folder::new(&[("idle.1.csv", text)]);
    let error = folder.error(&plain());
    assert!(
        error.contains("`time` holds `soon`, which is neither a number nor a date"),
        "{error}"
    );
    assert_eq!(folder.ok(&plain().drop("time").rate(10.0)).0.all().len(), 1);
    let unit = Folder::new(&[("idle.1.csv", &csv(20, 1.0))]);
    assert_eq!(
        unit.error(&plain()),
        "idle.1.csv: `timestamp` grows by 1 a sample, which may be milliseconds or seconds: give the rate in Hz"
    );
    assert_eq!(unit.ok(&plain().rate(1000.0)).0.rate(), 1000.0);
    assert_eq!(unit.ok(&plain().rate(1.0)).0.rate(), 1.0);
}

#[test]
fn arrays_that_are_no_samples_are_refused() {
    let folder = Folder::new(&[]);
    let rate = plain().rate(50.0);
    for (bytes, says) in [
        (
            npy("<f4", "(2, 3, 4)", &[0; 96]),
            "the array has the shape [2, 3, 4]: a recording is samples by axes",
        ),
        (
            npy("<f4", "(2, 0)", &[]),
            "the array has the shape [2, 0]: a recording is samples by axes",
        ),
        (
            npy("<U3", "(2,)", &[0; 24]),
            "the array has items of type '<U3', not numbers",
        ),
        (
            npy("<f4", "(99999999999, 99999999999)", &[]),
            "the array has an impossible shape",
        ),
        (b"x".to_vec(), "the array ends early"),
        (b"not an array".to_vec(), "the array is not in NumPy's format"),
    ] {
        folder.write("idle.1.npy", bytes);
        assert_eq!(folder.error(&rate), format!("idle.1.npy: {says}"));
    }
    folder.write(
        "idle.1.npy",
        npy("<f4", "(1, 2)", &[0, 0, 0, 0, 0, 0, 0xc0, 0x7f]),
    );
    assert_eq!(
        folder.error(&rate),
        "idle.1.npy, sample 1 (from 1): `x1` has no finite number: correct it, or leave out the column"
    );
    let wide = npy("|u1", "(2, 17)", &[0; 34]);
    folder.write("idle.1.npy", wide);
    assert!(folder.error(&rate).starts_with("17 axes: a sample has 1 to 16"));
}

#[test]
fn archives_that_are_no_windows_are_refused() {
    let folder = Folder::new(&[]);
    let rate = plain().rate(50.0);
    let x = || ("X", npy("|i1", "(2, 2, 1)", &[1, 2, 3, 4]));
    for (arrays, says) in [
        (
            vec![("data", npy("|i1", "(2,)", &[1, 2]))],
            "no array `X` of windows, samples and axes, but data",
        ),
        (
            vec![("X", npy("|i1", "(2, 2)", &[0; 4]))],
            "array `X` has the shape [2, 2], not windows, samples and axes",
        ),
        (
            vec![("X", npy("|i1", "(2, 2, 1)", &[0; 3]))],
            "array `X` is empty, or cut off",
        ),
        (
            vec![("X", npy("|i1", "(0, 2, 1)", &[]))],
            "array `X` is empty, or cut off",
        ),
        (
            vec![("X", npy("<f4", "(1, 1, 1)", &[0, 0, 0xc0, 0x7f]))],
            "array `X` has NaN in window 0 (from 0)",
        ),
        (
            vec![x(), ("y", npy("|i1", "(3,)", &[1, 2, 3]))],
            "array `y` has 3 items for 2 windows",
        ),
        (
            vec![x(), ("y", npy("|i1", "(1, 2)", &[1, 2]))],
            "array `y` has the shape [1, 2], not one item a row",
        ),
        (
            vec![
                x(),
                ("y", npy("|b1", "(2,)", &[1, 0])),
                ("groups", npy("|i1", "(1,)", &[1])),
            ],
            "array `groups` has 1 items for 2 windows",
        ),
    ] {
        folder.write("all.npz", npz(&arrays));
        assert_eq!(folder.error(&rate), format!("all.npz: {says}"));
    }
    folder.write("all.npz", npz(&[x(), ("y", npy("|b1", "(2,)", &[1, 0]))]));
    assert_eq!(
        shown(&folder.ok(&rate).0)[0],
        "all.npz:0 of all.npz:0: 2 0-2 True"
    );
    folder.write("all.npz", "x");
    assert!(folder.error(&rate).starts_with("all.npz: "));
}

#[test]
fn a_text_in_the_only_row_is_a_text() {
    let folder = Folder::new(&[("idle.1.csv", "a,x\n1,w\n")]);
    let error = folder.error(&plain().rate(10.0));
    assert!(error.starts_with("idle.1.csv: `x` is text"), "{error}");
}
