//! How much memory a file of many rows takes.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};

use crate::place::{Place, printed};

const ROWS: usize = 60_000;
const FEATURES: usize = 50;

/// Kilobytes that any command takes: stacks of threads, and what the allocator holds for each.
#[cfg(target_os = "linux")]
const FIXED: usize = 5120;

/// In eighths, so that every spelling is exact; no row like the next.
fn value(row: usize, feature: usize) -> f64 {
    ((row * 31 + feature * 17) % 97) as f64 / 8.0
}

fn class(row: usize) -> usize {
    row % 97 % 2
}

/// With `gaps`, some numbers are missing.
fn csv(gaps: bool) -> String {
    let names: Vec<String> = (0..FEATURES).map(|feature| format!("f{feature}")).collect();
    let mut text = names.join(",") + ",y\n";
    for row in 0..ROWS {
        for feature in 0..FEATURES {
            match gaps && (row + feature) % 90 == 0 {
                true => text.push(','),
                false => write!(text, "{},", value(row, feature)).unwrap(),
            }
        }
        writeln!(text, "{}", ["no", "yes"][class(row)]).unwrap();
    }
    text
}

fn npy(kind: &str, shape: &str, items: impl Iterator<Item = [u8; 8]>) -> Vec<u8> {
    let header = format!("{{'descr': '<{kind}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.bytes());
    bytes.extend(items.flatten());
    bytes
}

fn npz() -> Vec<u8> {
    let cells = (0..ROWS * FEATURES).map(|i| value(i / FEATURES, i % FEATURES).to_le_bytes());
    let labels = (0..ROWS).map(|row| (class(row) as u64).to_le_bytes());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("X.npy", npy("f8", &format!("({ROWS}, {FEATURES})"), cells)),
        ("y.npy", npy("u8", &format!("({ROWS},)"), labels)),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Labels that are Python objects, each of its own, as NumPy pickles them.
#[cfg(target_os = "linux")]
fn objects(place: &Place, rows: usize) -> Vec<u8> {
    let pickle = place.case("objects/protocol2.npy");
    let at = |of: &[u8]| pickle.windows(of.len()).position(|window| window == of).unwrap();
    // behind the header and up to the list, whose items are remembered from number 18 on
    let mut y = npy("", &format!("({rows},)"), std::iter::empty());
    let descr = y.windows(2).position(|window| window == b"<'").unwrap();
    y.splice(descr..descr + 1, *b"|O");
    let length = (y.len() - 10) as u16;
    y[8..10].copy_from_slice(&length.to_le_bytes());
    y.extend(&pickle[at(b"\x80\x02")..at(b"]q\x11(") + 4]);
    for row in 0..rows as u32 {
        y.extend(b"X\x01\0\0\0");
        y.extend([b"u", b"v"][row as usize % 2]);
        y.push(b'r');
        y.extend((18 + row).to_le_bytes());
    }
    y.extend(b"etb.");
    let x = npy(
        "u8",
        &format!("({rows}, 1)"),
        (0..rows as u64).map(u64::to_le_bytes),
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("X.npy", x), ("y.npy", y)] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Runs a command that may have so much of data: heap, stacks and all that it writes to.
#[cfg(target_os = "linux")]
fn within(kilobytes: usize, place: &Place, arguments: &str) {
    let output = place.run_within(&format!("-d {kilobytes}"), arguments);
    let (_, err) = printed(&output);
    assert!(output.status.success(), "{arguments}: {err}");
}

#[cfg(target_os = "linux")]
#[test]
fn rows_beyond_memory_are_an_error_at_any_limit() {
    const ROWS: usize = 1 << 20;
    let place = Place::new();
    let bytes = || (0..ROWS).map(|row| (row % 2) as u8);
    let array = |kind: &str, shape: &str, bytes: Vec<u8>| {
        let mut array = npy(kind, shape, std::iter::empty());
        array.extend(bytes);
        array
    };
    place.write("small.csv", "a,y\n0,0\n1,1\n0,0\n1,1\n");
    place.write("rows.csv", format!("a,y\n{}", "0,0\n1,1\n".repeat(ROWS / 2)));
    place.write("texts.csv", format!("a,y\n{}", "0,u\n1,v\n".repeat(ROWS / 2)));
    let pairs = bytes().flat_map(|byte| [byte, byte]).collect();
    place.write("rows.npy", array("u1", &format!("({ROWS}, 2)"), pairs));
    let wide = (0..ROWS).flat_map(|row| [(row % 2) as i64; 2]);
    let wide = wide.flat_map(i64::to_le_bytes).collect();
    place.write("wide.npy", array("i8", &format!("({ROWS}, 2)"), wide));
    place.write("objects.npz", objects(&place, ROWS));
    let train = "--set max_iter=1 --set batch_size=65536";
    for arguments in [
        "train rows.csv",
        "train rows.csv --missing drop",
        "train rows.csv --task regress",
        "train texts.csv",
        "train rows.npy --target x1",
        "train wide.npy --target x1",
        "train objects.npz",
    ] {
        let refused = refused_at_every_limit(&place, &format!("{arguments} {train}"), 6 << 10);
        assert!(refused > 2, "{arguments}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_row_beyond_memory_is_an_error_at_any_limit() {
    let place = Place::new();
    place.write("small.csv", "a,y\n0,0\n1,1\n0,0\n1,1\n");
    // the program itself takes the more of it, the larger it is
    let least = least(&place) >> 10;
    let small: String = (0..100).map(|row| format!("{row},{}\n", row % 2)).collect();
    for (name, long) in [
        ("field.csv", "1".repeat(9 << 20)),
        ("fields.csv", ",".repeat(9 << 20)),
    ] {
        place.write(name, format!("a,y\n{small}{long},1\n"));
        for more in [1, 5, 10, 20, 30, 40, 60, 80, 180] {
            let megabytes = least + more;
            let output = place.run_within(&format!("-v {}", megabytes << 10), &format!("train {name}"));
            let (_, err) = printed(&output);
            assert_eq!(output.status.code(), Some(1), "{name}, {megabytes} MB: {err}");
            assert!(
                err.contains(&format!("{name}:102: ")) || err.contains("memory"),
                "{err}"
            );
        }
    }
}

/// Kilobytes that a command takes almost without rows, those of `small.csv`.
#[cfg(target_os = "linux")]
fn least(place: &Place) -> usize {
    let enough = |&kilobytes: &usize| {
        let output = place.run_within(&format!("-v {kilobytes}"), "train small.csv --set max_iter=1");
        output.status.success()
    };
    (4..400).map(|megabytes| megabytes << 10).find(enough).unwrap()
}

/// Runs a command within more and more memory, until it ends well: each time it is one error that says so. How
/// often.
#[cfg(target_os = "linux")]
fn refused_at_every_limit(place: &Place, arguments: &str, step: usize) -> usize {
    // and beside, for other commands are larger
    let least = least(place) + (1 << 10);
    let mut refused = 0;
    for kilobytes in (least..).step_by(step) {
        // a study keeps what has failed
        let arguments = arguments.replace("@study", &format!("{kilobytes}.study"));
        let output = place.run_within(&format!("-v {kilobytes}"), &arguments);
        let (_, err) = printed(&output);
        if output.status.success() {
            break;
        }
        assert_eq!(
            output.status.code(),
            Some(1),
            "{arguments}, {kilobytes} kB: {err}"
        );
        let errors: Vec<&str> = err.lines().filter(|line| line.starts_with("error: ")).collect();
        let is_of_memory = |error: &str| {
            ["memory", "no threads can be started", "which takes a thread"]
                .iter()
                .any(|what| error.contains(what))
        };
        assert!(
            matches!(errors.as_slice(), [error] if is_of_memory(error)),
            "{arguments}, {kilobytes} kB: {err}"
        );
        refused += 1;
        assert!(refused < 300, "{arguments}: {kilobytes} kB");
    }
    refused
}

/// What reads rows for a model, or to search: all that grows with the rows.
#[cfg(target_os = "linux")]
#[test]
fn every_command_ends_in_an_error_at_any_limit() {
    const ROWS: usize = 1 << 17;
    let place = Place::new();
    place.write("small.csv", "a,y\n0,0\n1,1\n0,0\n1,1\n");
    place.write("rows.csv", format!("a,y\n{}", "0,0\n1,1\n".repeat(ROWS / 2)));
    place.write("texts.csv", format!("a,y\n{}", "u,0\nv,1\n".repeat(ROWS / 2)));
    let ids = (0..ROWS).map(|row| format!("{row},{}\n", row as f32 / 8.0));
    place.write("values.csv", String::from("id,y\n") + &ids.collect::<String>());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, shape, width) in [
        ("X.npy", format!("({ROWS}, 2)"), 2),
        ("y.npy", format!("({ROWS},)"), 1),
    ] {
        let items = (0..ROWS * width).map(|item| ((item / width % 2) as u64).to_le_bytes());
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&npy("u8", &shape, items)).unwrap();
    }
    place.write("rows.npz", zip.finish().unwrap().into_inner());
    let space = "hidden_layer_sizes = [[2]]\nmax_iter = 1\nbatch_size = 4096\n";
    place.write("space.toml", space);
    let train = "--set max_iter=1 --set hidden_layer_sizes=2 --quiet --out";
    let search = "--space space.toml --cv 2 --jobs 1 --out";
    let mut refused = 0;
    for (file, flags, step) in [
        ("rows.csv", "", 300),
        ("texts.csv", "--categorical one-hot", 500),
        ("values.csv", "--task regress", 300),
        ("rows.npz", "", 300),
    ] {
        place.ok(&format!("train {file} {flags} {train} {file}.json"));
        let proba = if file == "values.csv" { "" } else { "--proba" };
        for command in [
            format!("evaluate {file}.json {file}"),
            format!("predict {file}.json {file} --output /dev/null"),
            format!("predict {file}.json {file} --output /dev/null --json {proba}"),
        ] {
            refused += refused_at_every_limit(&place, &command, step);
        }
        let search = format!("search {file} {flags} {search} {file}.@study");
        refused += refused_at_every_limit(&place, &search, 8 * step);
    }
    assert!(refused > 20, "{refused}");
}

/// What grows with the network: its fit, its file, and what is made of that.
#[cfg(target_os = "linux")]
#[test]
fn a_large_network_ends_in_an_error_at_any_limit() {
    let place = Place::new();
    place.write("small.csv", "a,y\n0,0\n1,1\n0,0\n1,1\n");
    place.write("space.toml", "hidden_layer_sizes = [[300, 300]]\nmax_iter = 1\n");
    let large = "--set max_iter=1 --set hidden_layer_sizes=300,300 --quiet --out";
    place.ok(&format!("train small.csv {large} large.json"));
    let mut refused = 0;
    for command in [
        &format!("train small.csv {large} model.json"),
        "search small.csv --space space.toml --cv 2 --jobs 1 --quiet --out @study",
        "predict large.json small.csv --output /dev/null",
        "evaluate large.json small.csv",
        "export large.json --format c --output /dev/null",
        "export large.json --format rust --dtype int8 --output /dev/null",
        "export large.json --format onnx --output /dev/null",
    ] {
        refused += refused_at_every_limit(&place, command, 300);
    }
    assert!(refused > 20, "{refused}");
}

/// A study of many trials, which is read and shown.
#[cfg(target_os = "linux")]
#[test]
fn a_study_beyond_memory_is_an_error_at_any_limit() {
    let place = Place::new();
    place.write("small.csv", "a,y\n0,0\n1,1\n0,0\n1,1\n");
    let rate = "learning_rate_init = { low = 0.001, high = 0.1, log = true }";
    let space = format!("hidden_layer_sizes = [[2]]\nmax_iter = 1\n{rate}\n");
    place.write("space.toml", space);
    place
        .ok("search small.csv --space space.toml --strategy random --trials 4000 --cv 2 --quiet --out study");
    let mut refused = 0;
    for flags in ["", "--json", "--pareto", "--plot front.svg"] {
        refused += refused_at_every_limit(&place, &format!("show study {flags}"), 1100);
    }
    assert!(refused > 20, "{refused}");
}

#[cfg(target_os = "linux")]
#[test]
fn memory_is_within_two_and_a_half_times_the_data() {
    let place = Place::new();
    place.write("table.csv", csv(false));
    place.write("gaps.csv", csv(true));
    place.write("table.npz", npz());
    place.write("space.toml", "hidden_layer_sizes = [[4], [8]]\nmax_iter = 1\n");
    let data = ROWS * FEATURES * size_of::<f32>() / 1024;
    let most = data * 5 / 2 + FIXED;
    for (file, mend) in [
        ("table.csv", ""),
        ("table.npz", ""),
        ("gaps.csv", "--missing mean"),
    ] {
        within(most, &place, &format!("train {file} {mend} --set max_iter=1"));
        let flags = "--space space.toml --cv 3 --jobs 1 --quiet --out";
        let search = format!("search {file} {mend} {flags} {file}.study");
        within(most, &place, &search);
        let quantized = format!("search {file} {mend} {flags} {file}.int8.study --quantize int8");
        within(most, &place, &quantized);
        within(most, &place, &format!("evaluate model.json {file}"));
    }
    // of folds, copies are made where there is room for them alone
    let table = place.read("table.csv");
    let half: Vec<&str> = table.lines().take(ROWS / 2 + 1).collect();
    place.write("half.csv", half.join("\n"));
    for (file, most, folds) in [
        ("table.csv", most, 2),
        ("half.csv", data / 2 * 5 / 2 + 2 * FIXED, 3),
        ("half.csv", data / 2 * 5 / 2 + 2 * FIXED, 5),
    ] {
        let flags = format!("--space space.toml --cv {folds} --jobs 1 --quiet --out folds.{folds}.study");
        within(most, &place, &format!("search {file} {flags}"));
    }
}

/// The table as a workbook, whose numbers take some 20 bytes as text.
#[cfg(target_os = "linux")]
fn xlsx(rows: usize) -> Vec<u8> {
    let number = |row: usize, feature: usize| value(row, feature) + 1.0 / (3 * row + feature + 7) as f64;
    let mut sheet = String::from("<worksheet><sheetData><row>");
    for feature in 0..FEATURES {
        write!(sheet, "<c t=\"inlineStr\"><is><t>f{feature}</t></is></c>").unwrap();
    }
    sheet += "<c t=\"inlineStr\"><is><t>y</t></is></c></row>";
    for row in 0..rows {
        sheet += "<row>";
        (0..FEATURES).for_each(|feature| write!(sheet, "<c><v>{}</v></c>", number(row, feature)).unwrap());
        write!(sheet, "<c><v>{}</v></c></row>", class(row)).unwrap();
    }
    sheet += "</sheetData></worksheet>";
    let namespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let related = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"a\" Type=\"{namespace}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns:r=\"{namespace}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>"
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", related("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", book),
        (
            "xl/_rels/workbook.xml.rels",
            related("worksheet", "worksheets/sheet1.xml"),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[cfg(target_os = "linux")]
#[test]
fn a_workbook_takes_the_text_of_its_cells_beside_the_data() {
    let rows = ROWS / 4;
    let place = Place::new();
    place.write("table.xlsx", xlsx(rows));
    let data = rows * FEATURES * size_of::<f32>() / 1024;
    within(data * 9 + FIXED, &place, "train table.xlsx --set max_iter=1");
}

#[cfg(target_os = "linux")]
#[test]
fn features_beyond_memory_are_an_error_before_they_take_it() {
    let place = Place::new();
    let row = |i: usize| format!("a{i},b{},{}\n", i / 2, i % 2);
    let rows: String = (0..9000).map(row).collect();
    place.write("texts.csv", format!("a,b,y\n{rows}"));
    let output = place.run_within("-d 200000", "train texts.csv --categorical one-hot");
    let (_, err) = printed(&output);
    assert_eq!(output.status.code(), Some(1), "{err}");
    let expected =
        "texts.csv: 9000 rows of 13500 features take 486000000 bytes, for which there is no memory";
    assert!(err.contains(expected) && err.contains("--drop"), "{err}");
}

#[cfg(target_os = "linux")]
#[test]
fn answers_of_many_classes_are_not_kept() {
    const CLASSES: usize = 10_000;
    let place = Place::new();
    let row = |row: usize| format!("{},{},c{}\n", row % 97, row % 13, row % CLASSES);
    let rows: String = (0..2 * CLASSES).map(row).collect();
    place.write("classes.csv", format!("x0,x1,y\n{rows}"));
    place.write("space.toml", "hidden_layer_sizes = [[2]]\nmax_iter = 1\n");
    // all of a fold's are 400 MB
    let search = "search classes.csv --space space.toml --cv 2 --jobs 1 --quiet --out study";
    within(100_000, &place, search);
}
