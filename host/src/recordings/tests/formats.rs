//! What each format becomes.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;

#[test]
fn a_table_is_a_recording() {
    let folder = Folder::new(&[("walk.02.csv", &csv(30, 20.0)), ("idle.01.csv", &csv(20, 20.0))]);
    let (read, notes) = folder.ok(&plain());
    assert_eq!(read.axes(), ["x", "y"]);
    assert_eq!(read.rate(), 50.0);
    assert_eq!(
        shown(&read),
        [
            "idle.01.csv of idle.01.csv: 20 0-20 idle",
            "walk.02.csv of walk.02.csv: 30 0-30 walk"
        ]
    );
    assert_eq!(read.all()[0].samples[..6], [0.0, 0.0, 1.0, 2.0, 2.0, 4.0]);
    assert_eq!(
        notes,
        [
            "samples are 50 a second, by `timestamp` in milliseconds, all evenly",
            "labels are what stands before the first point of the files' names"
        ]
    );
    let names: Vec<_> = read
        .files()
        .map(|(path, digest)| (path.file_name().unwrap(), digest.len()))
        .collect();
    assert_eq!(names.len(), 2);
    assert!(names.iter().all(|(_, length)| *length == 64));
}

#[test]
fn tables_are_read_as_data_are() {
    let comma = csv(20, 20.0).replace(',', ";").replace(";1;", ";1,5;");
    let folder = Folder::new(&[("idle.1.csv", &comma)]);
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(csv(20, 20.0).as_bytes()).unwrap();
    folder.write("idle.2.csv.gz", packed.finish().unwrap());
    folder.write("idle.3.tsv", csv(20, 20.0).replace(',', "\t"));
    let records: Vec<String> = (0..20)
        .map(|i| format!(r#"{{"timestamp": {}, "x": {}, "y": 0}}"#, i * 20, i % 3))
        .collect();
    folder.write("idle.4.json", format!("[{}]", records.join(",")));
    folder.write("idle.5.jsonl", records.join("\n"));
    let (read, notes) = folder.ok(&plain());
    let counts: Vec<usize> = read.all().iter().map(|one| one.samples.len()).collect();
    assert_eq!(counts, [40; 5]);
    assert_eq!(read.all()[0].samples[2..4], [1.5, 2.0]);
    assert_eq!(read.all()[3].samples[2..4], [1.0, 0.0]);
    assert_eq!(read.rate(), 50.0);
    assert!(notes.iter().all(|note| !note.contains("left out")), "{notes:?}");
}

#[test]
fn a_parquet_file_of_sessions() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/iris.csv");
    // no signal, but a table with a column of labels
    let options = plain().rate(10.0).label("species".to_owned());
    let read = Recordings::read(&[path.into()], &options).unwrap();
    assert_eq!(read.axes().len(), 4);
    assert_eq!(
        shown(&read),
        ["iris.csv of iris.csv: 150 0-50 setosa 50-100 versicolor 100-150 virginica"]
    );
}

#[test]
fn an_acquisition_of_edge_impulse() {
    let text = r#"{"protected": {"ver": "v1", "alg": "none"}, "signature": "0", "payload": {
        "device_type": "X", "interval_ms": 10,
        "sensors": [{"name": "accX", "units": "m/s2"}, {"name": "accY", "units": "m/s2"}],
        "values": [[1, 2], [3, 4], [5, 6]]}}"#;
    let folder = Folder::new(&[("idle.1.json", text)]);
    let (read, notes) = folder.ok(&plain());
    assert_eq!(
        (read.rate(), read.axes()),
        (100.0, &["accX".to_owned(), "accY".to_owned()][..])
    );
    assert_eq!(read.all()[0].samples, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(notes.len(), 1, "{notes:?}");
    let (half, notes) = folder.ok(&plain().resample(50.0));
    assert_eq!(
        (half.rate(), half.all()[0].samples.as_slice()),
        (50.0, &[1.0, 2.0, 5.0, 6.0][..])
    );
    assert_eq!(notes[0], "samples are interpolated linearly, from 100 to 50 Hz");
    let (chosen, _) = folder.ok(&plain().axes(["accY"]));
    assert_eq!(chosen.all()[0].samples, [2.0, 4.0, 6.0]);
    let (left, _) = folder.ok(&plain().drop("accX"));
    assert_eq!(left.all()[0].samples, chosen.all()[0].samples);
}

pub(super) fn npy(descr: &str, shape: &str, items: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.bytes());
    bytes.extend(items);
    bytes
}

pub(super) fn npz(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in arrays {
        zip.start_file(format!("{name}.npy"), SimpleFileOptions::default())
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn arrays_of_samples() {
    let items: Vec<u8> = (-3_i16..3).flat_map(i16::to_le_bytes).collect();
    let folder = Folder::new(&[]);
    folder.write("2023-01-10T19:29:35_squat.npy", npy("<i2", "(2, 3)", &items));
    let floats: Vec<u8> = [0.5_f64; 6].iter().flat_map(|x| x.to_be_bytes()).collect();
    folder.write("2023-01-10T19:31:35.5_jump.npy", npy(">f8", "(2, 3)", &floats));
    let (read, notes) = folder.ok(&plain().rate(100.0));
    assert_eq!(read.axes(), ["x0", "x1", "x2"]);
    assert_eq!(read.all()[0].samples, [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0]);
    assert_eq!(read.all()[1].samples, [0.5; 6]);
    let labels: Vec<&str> = read.all().iter().map(|one| one.labels[0].1.as_str()).collect();
    assert_eq!(labels, ["squat", "jump"]);
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert_eq!(
        folder.error(&plain()),
        "2023-01-10T19:29:35_squat.npy: no column says when samples were taken (`timestamp`, `time` and the \
         like): give the rate in Hz, or name the column"
    );
}

#[test]
fn an_array_that_is_cut_off_is_read_to_its_end() {
    let items: Vec<u8> = (0_i16..30).flat_map(i16::to_le_bytes).collect();
    let folder = Folder::new(&[]);
    folder.write("a.npy", npy("<i2", "(20, 3)", &items[..55]));
    folder.write("b.npy", npy("<i2", "(10,)", &items[..20]));
    let options = plain().rate(50.0).axes(["x0"]);
    let (read, notes) = folder.ok(&options);
    assert_eq!(
        shown(&read),
        ["a.npy of a.npy: 9 0-9 a", "b.npy of b.npy: 10 0-10 b"]
    );
    assert_eq!(
        notes[0],
        "a.npy ends early: its header says 20 samples, and there are 9; what is whole is read"
    );
}

#[test]
fn windows_that_others_cut() {
    let x: Vec<u8> = (0..12).flat_map(|i| (i as f32).to_le_bytes()).collect();
    let y: Vec<u8> = [7_i64, 1 << 40]
        .iter()
        .flat_map(|label| label.to_le_bytes())
        .collect();
    let texts = |all: [&str; 2]| {
        let units = all.map(|text| format!("{text:\0<3}"));
        let units = units.iter().flat_map(|text| text.chars());
        units
            .flat_map(|c| u32::from(c).to_le_bytes())
            .collect::<Vec<u8>>()
    };
    let folder = Folder::new(&[]);
    let arrays = [
        ("X", npy("<f4", "(2, 3, 2)", &x)),
        ("y", npy("<i8", "(2,)", &y)),
        ("groups", npy("<U3", "(2,)", &texts(["ann", "ben"]))),
    ];
    folder.write("all.npz", npz(&arrays));
    let (read, _) = folder.ok(&plain().rate(20.0));
    assert_eq!(
        shown(&read),
        [
            "all.npz:0 of ann: 3 0-3 7",
            "all.npz:1 of ben: 3 0-3 1099511627776"
        ]
    );
    assert!(read.all().iter().all(|one| one.is_window));
    assert_eq!(read.all()[1].samples, [6.0, 7.0, 8.0, 9.0, 10.0, 11.0]);
    let (second, _) = folder.ok(&plain().rate(20.0).axes(["x1"]));
    assert_eq!(second.all()[1].samples, [7.0, 9.0, 11.0]);
    let (second, _) = folder.ok(&plain().rate(20.0).drop("0"));
    assert_eq!(
        (second.axes(), second.all()[1].samples.len()),
        (&["x1".to_owned()][..], 3)
    );
    assert_eq!(
        folder.error(&plain()),
        "all.npz: windows that were cut before do not say their rate: give it in Hz"
    );
    assert_eq!(
        folder.error(&plain().rate(20.0).resample(10.0)),
        "all.npz: windows that were cut before are not resampled: leave out the rate to resample to"
    );
    folder.write("all.npz", npz(&arrays[..1]));
    assert!(folder.error(&plain().rate(20.0)).starts_with("all.npz: no label"));
    let answered = folder.ok(&plain().rate(20.0).labels_required(false)).0;
    assert_eq!(shown(&answered)[0], "all.npz:0 of all.npz:0: 3");
}

/// UCI HAR's folders with two windows of four samples.
fn har(folder: &Folder) {
    folder.write("activity_labels.txt", "1 WALKING\n5 STANDING\n");
    for (part, label) in [("train", "1\n5\n"), ("test", "5\n5\n")] {
        folder.write(&format!("{part}/y_{part}.txt"), label);
        folder.write(&format!("{part}/subject_{part}.txt"), "3\n8\n");
        for (signal, value) in [("body_acc_x", "1"), ("body_acc_y", "-2.5e-001")] {
            let row = format!("  {value} {value}  {value} {value}\n");
            folder.write(
                &format!("{part}/Inertial Signals/{signal}_{part}.txt"),
                row.repeat(2),
            );
        }
    }
}

#[test]
fn the_folders_of_uci_har() {
    let folder = Folder::new(&[]);
    har(&folder);
    let (read, notes) = folder.ok(&plain());
    assert_eq!(
        (read.rate(), read.axes()),
        (50.0, &["body_acc_x".to_owned(), "body_acc_y".to_owned()][..])
    );
    assert_eq!(
        shown(&read),
        [
            "train:0 of subject 3: 4 0-4 WALKING",
            "train:1 of subject 8: 4 0-4 STANDING"
        ]
    );
    assert_eq!(read.all()[0].samples, [1.0, -0.25].repeat(4));
    assert_eq!(
        notes,
        [
            "labels are those of UCI HAR, and groups its subjects",
            "left out: test, which is for testing"
        ]
    );
    let testing = folder.ok(&plain().part(Part::Testing)).0;
    assert_eq!(shown(&testing)[0], "test:0 of subject 3: 4 0-4 STANDING");
    assert_eq!(folder.ok(&plain().part(Part::All)).0.all().len(), 4);
    let y = folder.ok(&plain().axes(["body_acc_y"])).0;
    assert_eq!(y.all()[0].samples, [-0.25; 4]);
}

#[test]
fn what_is_wrong_in_uci_har() {
    let error = |change: &dyn Fn(&Folder)| {
        let folder = Folder::new(&[]);
        har(&folder);
        change(&folder);
        folder.error(&plain())
    };
    let says = error(&|folder| folder.write("train/y_train.txt", "1\n"));
    assert_eq!(says, "train: 2 windows, 1 labels and 2 subjects");
    let signal = "train/Inertial Signals/body_acc_x_train.txt";
    let says = error(&|folder| folder.write(signal, "1 1 1 1\n1 1 1\n"));
    assert_eq!(
        says,
        "train: window 1 (from 0) has 3 samples of `body_acc_x` and 4 of `body_acc_y`"
    );
    let says = error(&|folder| folder.write(signal, "1 1 1 1\n1 1 x 1\n"));
    assert_eq!(says, format!("{signal}: line 2: `x` is no number"));
    let says = error(&|folder| folder.write(signal, "1 1 1 1\n"));
    assert_eq!(says, "train: 1 windows of `body_acc_x` and 2 of `body_acc_y`");
    let says = error(&|folder| folder.write("train/Inertial Signals/z_train.txt", ""));
    assert!(says.starts_with("train: "), "{says}");
    let says = error(&|folder| fs::remove_file(folder.path().join("train/subject_train.txt")).unwrap());
    assert!(
        says.starts_with("train/subject_train.txt: cannot be read"),
        "{says}"
    );
}
