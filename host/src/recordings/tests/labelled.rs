//! Where labels and groups come from.

use super::*;

#[test]
fn columns_of_labels_and_sessions() {
    let row = |i: usize| {
        let session = ["a", "b"][i / 50];
        let label = ["idle", "walk", "idle"][(i % 50) / 20];
        format!("{},{session},{label},{}\n", 20 * (i % 50), i % 3)
    };
    let text = "timestamp,session,what,x\n".to_owned() + &(0..100).map(row).collect::<String>();
    let folder = Folder::new(&[("long.csv", &text)]);
    let options = plain().label("what".to_owned()).session("session".to_owned());
    let (read, notes) = folder.ok(&options);
    assert_eq!(read.axes(), ["x"]);
    assert_eq!(
        shown(&read),
        [
            "long.csv a of long.csv a: 50 0-20 idle 20-40 walk 40-50 idle",
            "long.csv b of long.csv b: 50 0-20 idle 20-40 walk 40-50 idle"
        ]
    );
    assert!(
        notes.contains(&"labels are those of the column".to_owned()),
        "{notes:?}"
    );
    let by_place = plain().label("2".to_owned()).session("1".to_owned());
    assert_eq!(folder.ok(&by_place).0.all(), read.all());
    assert_eq!(
        folder.error(&plain()),
        "long.csv: `session` is text: name it as the column of labels or of sessions, or leave it out"
    );
    let near = folder.error(&plain().label("wat".to_owned()).session("session".to_owned()));
    assert!(near.contains("`wat`") && near.contains("`what`"), "{near}");
    // half the rate
    let half = folder.ok(&options.clone().resample(25.0)).0;
    assert_eq!(
        shown(&half)[0],
        "long.csv a of long.csv a: 25 0-10 idle 10-20 walk 20-25 idle"
    );
}

#[test]
fn numbers_are_labels_and_gaps_are_none() {
    let row = |i: usize| format!("{},{},{}\n", 20 * i, ["7", "", "8"][i / 10], i % 3);
    let text = "timestamp,class,x\n".to_owned() + &(0..30).map(row).collect::<String>();
    let folder = Folder::new(&[("long.csv", &text)]);
    let (read, notes) = folder.ok(&plain().label("class".to_owned()));
    assert_eq!(shown(&read), ["long.csv of long.csv: 30 0-10 7 20-30 8"]);
    assert_eq!(
        notes.last().unwrap(),
        "10 samples without a label, the first in long.csv: no window has them"
    );
}

#[test]
fn a_model_needs_no_labels() {
    let folder = Folder::new(&[("20260101T101010.csv", &csv(20, 20.0))]);
    assert!(
        folder
            .error(&plain())
            .starts_with("20260101T101010.csv: no label: it is what stands")
    );
    let options = plain().labels_required(false);
    let (read, notes) = folder.ok(&options);
    assert_eq!(shown(&read), ["20260101T101010.csv of 20260101T101010.csv: 20"]);
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert_eq!(folder.ok(&options.label("what".to_owned())).0.all(), read.all());
}

#[test]
fn folders_are_labels() {
    let files = ["idle/1.csv", "idle/2.csv", "walk/1.csv"].map(|name| (name, csv(20, 20.0)));
    let folder = Folder::new(&[]);
    files.iter().for_each(|(name, text)| folder.write(name, text));
    let (read, notes) = folder.ok(&plain());
    assert_eq!(
        shown(&read),
        [
            "idle/1.csv of idle/1.csv: 20 0-20 idle",
            "idle/2.csv of idle/2.csv: 20 0-20 idle",
            "walk/1.csv of walk/1.csv: 20 0-20 walk"
        ]
    );
    assert_eq!(notes[1], "labels are names of folders");
    let names = folder.ok(&plain().label_from(LabelFrom::Name)).0;
    assert_eq!(shown(&names)[2], "walk/1.csv of walk/1.csv: 20 0-20 1");
}

#[test]
fn either_label_is_refused_and_can_be_said() {
    let folder = Folder::new(&[]);
    for name in ["ann/idle.csv", "ann/walk.csv", "ben/idle.csv", "ben/walk.csv"] {
        folder.write(name, csv(20, 20.0));
    }
    assert_eq!(
        folder.error(&plain()),
        "labels may be names of folders (ann, ben) or of files (idle, walk): say which"
    );
    let by_name = folder.ok(&plain().label_from(LabelFrom::Name)).0;
    assert_eq!(shown(&by_name)[3], "ben/walk.csv of ben/walk.csv: 20 0-20 walk");
    let by_folder = folder.ok(&plain().label_from(LabelFrom::Folder)).0;
    assert_eq!(shown(&by_folder)[3], "ben/walk.csv of ben/walk.csv: 20 0-20 ben");
    assert!(folder.read(&plain().labels_required(false)).is_ok());
}

#[test]
fn two_folders_with_the_same_names_are_told_apart() {
    let (first, second) = (Folder::new(&[]), Folder::new(&[]));
    first.write("idle.1.csv", csv(20, 20.0));
    second.write("idle.1.csv", csv(30, 20.0));
    let paths = [
        first.path().to_owned(),
        second.path().to_owned(),
        first.path().join("idle.1.csv"),
    ];
    let read = Recordings::read(&paths, &plain()).unwrap();
    assert_eq!(read.all().len(), 2, "each file is read once");
    assert_ne!(read.all()[0].group, read.all()[1].group);
}

const INFO: &str = r#"{"version": 1, "files": [
    {"path": "a.csv", "category": "training", "label": {"type": "label", "label": "idle"}},
    {"path": "b.csv", "category": "testing", "label": {"type": "label", "label": "walk"}},
    {"path": "c.csv", "category": "training", "label": {"type": "unlabeled"}},
    {"path": "d.csv", "category": "training", "label": {"type": "multi-label", "labels": [
        {"label": "up", "startIndex": 0, "endIndex": 9}, {"label": "down", "startIndex": 15, "endIndex": 19}]}}
]}"#;

#[test]
fn a_list_says_labels_and_which_files_test() {
    let folder = Folder::new(&[("info.labels", INFO)]);
    for name in ["a.csv", "b.csv", "c.csv", "d.csv"] {
        folder.write(name, csv(20, 20.0));
    }
    let (read, notes) = folder.ok(&plain());
    assert_eq!(
        shown(&read),
        [
            "a.csv of a.csv: 20 0-20 idle",
            "c.csv of c.csv: 20",
            "d.csv of d.csv: 20 0-10 up 15-20 down"
        ]
    );
    assert_eq!(
        notes[1..],
        [
            "left out: 1 file for testing",
            "labels are those of the list beside the files",
            "25 samples without a label, the first in c.csv: no window has them"
        ]
    );
    let testing = folder.ok(&plain().part(Part::Testing));
    assert_eq!(shown(&testing.0), ["b.csv of b.csv: 20 0-20 walk"]);
    assert!(testing.1.contains(&"left out: 3 files for training".to_owned()));
    assert_eq!(folder.ok(&plain().part(Part::All)).0.all().len(), 4);
}

#[test]
fn stretches_are_in_samples_or_in_milliseconds() {
    let list = |end: u64, middle: u64| {
        format!(
            r#"{{"version": 1, "type": "structured-labels", "structuredLabels": {{"a.csv": [
            {{"startIndex": 0, "endIndex": {middle}, "label": "up"}},
            {{"startIndex": {}, "endIndex": {end}, "label": "down"}}]}}}}"#,
            middle + 1
        )
    };
    let folder = Folder::new(&[("a.csv", &csv(50, 20.0))]);
    let expected = ["a.csv of a.csv: 50 0-20 up 20-50 down"];
    for (end, middle) in [(49, 19), (980, 399), (1000, 399)] {
        folder.write("structured_labels.labels", list(end, middle));
        assert_eq!(shown(&folder.ok(&plain()).0), expected, "{end}");
    }
    folder.write("structured_labels.labels", list(300, 100));
    assert_eq!(
        folder.error(&plain()),
        "a.csv: its labels end at 300, and it has 50 samples in 980 ms: neither is near"
    );
}

#[test]
fn folders_say_which_files_test() {
    let folder = Folder::new(&[]);
    for name in ["training/idle.1.csv", "training/walk.1.csv", "testing/idle.2.csv"] {
        folder.write(name, csv(20, 20.0));
    }
    let (read, notes) = folder.ok(&plain());
    assert_eq!(read.all().len(), 2);
    assert!(
        notes.contains(&"left out: 1 file for testing".to_owned()),
        "{notes:?}"
    );
    assert_eq!(folder.ok(&plain().part(Part::All)).0.all().len(), 3);
    // alone it is what was asked for
    let inner = Recordings::read(&[folder.path().join("testing")], &plain()).unwrap();
    assert_eq!(inner.all().len(), 1);
}
