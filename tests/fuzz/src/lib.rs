//! What each fuzz target does with some bytes: reads them as a file of mcutune's, and goes on with
//! what it has read as a user would. Errors are fine, panics are not.
//!
//! `tests/tests/fuzz.rs` includes this file and runs the same functions over the stored corpus.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use mcutune::{
    BadLines, Categorical, Data, Dates, Delimiter, Dtype, ExportOptions, Format, Missing, Mlp, Model, Params,
    Part, ReadOptions, RecordingOptions, Recordings, Rng, Select, Space, Study, Task,
};
use mcutune_core::params::Hidden;
use mcutune_core::space::{Grid, Sampler};
use sha2::{Digest as _, Sha256};
use zip::write::{SimpleFileOptions, ZipWriter};

/// Candidates that are looked at, and rows and features of data that are trained on, at most.
const MOST: usize = 100;

/// A data file of text, gzipped or not.
pub fn csv(bytes: &[u8]) {
    read_and_fit(bytes);
}

/// An archive of arrays; the bytes themselves, and archives in which they are one of the arrays.
pub fn npz(bytes: &[u8]) {
    read_and_fit(bytes);
    let x = npy(
        "<f4",
        "(3, 1)",
        &[1.0f32, 2.0, 3.0].map(f32::to_le_bytes).concat(),
    );
    let y = npy("|u1", "(3,)", &[0, 1, 0]);
    read_and_fit(&archive(bytes, &y));
    read_and_fit(&archive(&x, bytes));
}

/// JSON records.
pub fn json(bytes: &[u8]) {
    read_and_fit(bytes);
}

/// Columns.
pub fn parquet(bytes: &[u8]) {
    read_and_fit(bytes);
}

/// A workbook; the bytes themselves, and a workbook in which they are the sheet.
pub fn xlsx(bytes: &[u8]) {
    read_and_fit(bytes);
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        let relation = format!("<Relationship Id=\"r1\" Type=\"{office}/{kind}\" Target=\"{target}\"/>");
        format!("<Relationships xmlns=\"{relations}\">{relation}</Relationships>")
    };
    let sheet = "<sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets>";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let book = format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\">{sheet}</workbook>");
    read_and_fit(&packed(&[
        (
            "_rels/.rels",
            relation("officeDocument", "xl/workbook.xml").as_bytes(),
        ),
        ("xl/workbook.xml", book.as_bytes()),
        (
            "xl/_rels/workbook.xml.rels",
            relation("worksheet", "worksheets/sheet1.xml").as_bytes(),
        ),
        ("xl/worksheets/sheet1.xml", bytes),
    ]));
}

fn npy(kind: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.bytes());
    bytes.extend(data);
    bytes
}

fn archive(x: &[u8], y: &[u8]) -> Vec<u8> {
    packed(&[("X.npy", x), ("y.npy", y)])
}

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in files {
        zip.start_file(*name, stored).expect("a new name");
        zip.write_all(bytes).expect("memory takes it");
    }
    zip.finish().expect("memory takes it").into_inner()
}

/// In every way that data may be read.
fn read_and_fit(bytes: &[u8]) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("data.csv");
    fs::write(&path, bytes).expect("a temporary file");
    let plain = ReadOptions::new();
    for options in [
        plain.clone(),
        plain.clone().header(false).target("0").task(Task::Classify),
        plain.clone().missing(Missing::Drop).task(Task::Regress),
        plain
            .clone()
            .missing(Missing::Mean)
            .categorical(Categorical::OneHot),
        // Spelled in every other way.
        plain
            .clone()
            .comment("#")
            .units_row(true)
            .decimal(b',')
            .missing_value("-1")
            .bad_lines(BadLines::Skip)
            .dates(Dates::Parts)
            .missing(Missing::Mean),
        plain
            .delimiter(Delimiter::Whitespace)
            .skip_lines(1)
            .thousands(',')
            .encoding("utf-16le".parse().ok())
            .index("0")
            .dates(Dates::Number)
            .missing(Missing::Drop),
    ] {
        if let Ok(data) = options.read(&path) {
            fit(&data);
        }
    }
}

fn fit(data: &Data) {
    let _ = data.has_data_for_names();
    if data.rows() > MOST || data.features() > MOST {
        return;
    }
    let params = Params {
        hidden_layer_sizes: Hidden::new(&[2]),
        max_iter: 1,
        ..Params::DEFAULT
    };
    if let Ok(fitted) = Mlp::new(params).fit(data) {
        answer(&fitted.model);
        let _ = fitted.model.predict_data(data);
    }
}

/// Recordings: the bytes as a file of samples of each kind, as a list of their labels, and as a signal and the labels of
/// UCI HAR.
pub fn recordings(bytes: &[u8]) {
    let csv = "timestamp,x\n0,1\n20,2\n40,4\n60,1\n";
    let files: [&[(&str, &[u8])]; 6] = [
        &[("idle.1.csv", bytes)],
        &[("idle.1.json", bytes)],
        &[("idle.1.npy", bytes)],
        &[("all.npz", bytes)],
        &[("idle.1.csv", csv.as_bytes()), ("info.labels", bytes)],
        &[
            ("idle.1.csv", csv.as_bytes()),
            ("structured_labels.labels", bytes),
        ],
    ];
    for files in files {
        read_recordings(files);
    }
    for (signal, labels) in [(bytes, &b"1\n2\n"[..]), (b"1 2 3\n4 5 6\n", bytes)] {
        read_recordings(&[
            ("train/Inertial Signals/x_train.txt", signal),
            ("train/y_train.txt", labels),
            ("train/subject_train.txt", labels),
            ("activity_labels.txt", labels),
        ]);
    }
}

/// Reads a folder of these files in several ways; what is read holds together.
fn read_recordings(files: &[(&str, &[u8])]) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    for (name, bytes) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a temporary folder");
        fs::write(path, bytes).expect("a temporary file");
    }
    let plain = RecordingOptions::new();
    for options in [
        plain.clone(),
        plain.clone().rate(50.0).skip_bad_files(true).part(Part::All),
        plain.clone().rate(50.0).resample(30.0).labels_required(false),
        plain
            .label("1".to_owned())
            .session("0".to_owned())
            .drop("x")
            .rate(50.0),
    ] {
        let Ok(read) = Recordings::read(&[directory.path().to_owned()], &options) else {
            continue;
        };
        assert!(read.rate() > 0.0 && !read.axes().is_empty());
        for one in read.all() {
            assert!(one.samples.iter().all(|x| x.is_finite()));
            assert_eq!(one.samples.len() % read.axes().len(), 0);
            let samples = one.samples.len() / read.axes().len();
            let mut end = 0;
            for (range, _) in &one.labels {
                assert!(end <= range.start && range.start <= range.end && range.end <= samples);
                end = range.end;
            }
        }
        let again = Recordings::read(&[directory.path().to_owned()], &options);
        assert_eq!(again.ok().as_ref().map(Recordings::digest), Some(read.digest()));
    }
}

/// A space file: its grid, and candidates at random.
pub fn space(bytes: &[u8]) {
    let Ok(space) = String::from_utf8_lossy(bytes).parse::<Space>() else {
        return;
    };
    space.with(|spaces| {
        let mut candidates = Vec::new();
        if let Ok(grid) = Grid::try_new(spaces) {
            candidates.extend(grid.iter().take(MOST));
        }
        let trials = 5;
        if let Ok(scratch) = Sampler::<mcutune::Generator>::scratch(spaces, trials) {
            let mut scratch = vec![0; scratch];
            let random = Rng::Xoshiro.start(0);
            candidates.extend(
                Sampler::try_new(spaces, trials, random, &mut scratch)
                    .into_iter()
                    .flatten(),
            );
        }
        for candidate in candidates {
            let _ = candidate.params(&Params::DEFAULT);
        }
    });
}

/// A study's journal.
pub fn journal(bytes: &[u8]) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    fs::write(directory.path().join("journal.log"), bytes).expect("a temporary file");
    let Ok(study) = Study::read(directory.path()) else {
        return;
    };
    for by in [Dtype::F32, Dtype::Int8] {
        let results = study.results(Select::OneStandardError, by);
        let _ = (results.front(), results.by_rank(), results.winner());
        for number in 0..results.trials().len() {
            let _ = (results.trial_json(number), results.excess(number));
        }
    }
}

/// A model's file; the bytes as they are, and with the digest that they should have.
pub fn model(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for text in [Some(text.to_string()), signed(&text)].into_iter().flatten() {
        if let Ok(model) = Model::from_json(&text, "model.json") {
            let again = model.to_json().expect("it was read");
            let again = Model::from_json(&again, "again.json").expect("it was written");
            assert_eq!(again.to_json().ok(), model.to_json().ok());
            answer(&model);
        }
    }
}

/// Everything that can be asked of a model without data.
fn answer(model: &Model) {
    let features = model.feature_names().len();
    if features > MOST {
        return;
    }
    for value in [0.0, -1.5, 1e30, f32::MAX, f32::NAN] {
        let _ = model.predict(&[vec![value; features]]);
    }
    for dtype in [Dtype::F32, Dtype::Int8] {
        let options = ExportOptions::new().dtype(dtype);
        for format in Format::ALL {
            let _ = model.export(format, &options);
        }
    }
}

/// A model's text with its digest made anew, which is of the text without white space where
/// numbers are written as mcutune writes them.
fn signed(text: &str) -> Option<String> {
    let mut compact = String::new();
    for (i, piece) in text.split('"').enumerate() {
        if i % 2 == 1 {
            compact += &format!("\"{piece}\"");
        } else {
            compact.extend(piece.chars().filter(|c| !c.is_whitespace()));
        }
    }
    let (start, rest) = compact.rsplit_once("\"sha256\":\"")?;
    let (_, end) = rest.split_once('"')?;
    let digest = |digest: &str| format!("{start}\"sha256\":\"{digest}\"{end}");
    let bytes = Sha256::digest(digest("").as_bytes());
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(digest(&hex))
}

/// What a target does with some bytes.
pub type Target = fn(&[u8]);

/// The targets by name: the folders of the corpus, too.
pub const TARGETS: [(&str, Target); 9] = [
    ("csv", csv),
    ("npz", npz),
    ("json", json),
    ("xlsx", xlsx),
    ("parquet", parquet),
    ("recordings", recordings),
    ("space", space),
    ("journal", journal),
    ("model", model),
];

/// The stored inputs of a target.
pub fn corpus(fuzz: &Path, target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = fuzz.join("corpus").join(target);
    let files = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut inputs: Vec<(String, Vec<u8>)> = files
        .map(|file| {
            let path = file.expect("a readable folder").path();
            let name = path.file_name().expect("a file").to_string_lossy().into_owned();
            (name, fs::read(&path).expect("a readable file"))
        })
        .collect();
    inputs.sort();
    inputs
}
