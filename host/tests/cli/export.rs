//! `export` writes what the library exports; what cannot be exported is one message, and leaves no file.

use mcutune::{Dtype, ExportOptions, Format, Model};

use crate::place::{Place, printed};

/// A model of iris.
fn trained() -> Place {
    let place = Place::new();
    place.ok("train @iris.csv --set max_iter=8 --set hidden_layer_sizes=3 --out iris.json");
    place
}

#[test]
fn the_file_is_the_export_of_the_library() {
    let place = trained();
    let model = Model::load(place.path("iris.json")).unwrap();
    for format in Format::ALL {
        for dtype in Dtype::ALL {
            let (format_name, dtype_name) = (format.name(), dtype.name());
            place.ok(&format!(
                "export iris.json --format {format_name} --dtype {dtype_name} --name flower -o flower"
            ));
            let options = ExportOptions::new().name("flower").dtype(dtype);
            let expected = model.export(format, &options).unwrap();
            let written = std::fs::read(place.path("flower")).unwrap();
            assert!(written == expected, "{format_name}, {dtype_name}");
        }
    }
}

#[test]
fn bad_input_is_one_message_and_no_file() {
    let place = trained();
    std::fs::create_dir(place.path("study")).unwrap();
    place.write("study/journal.log", "");
    for (flags, more, says) in [
        (
            "iris.json --format c -o no/such/place/iris.h",
            &[][..],
            "no/such/place/iris.h: cannot be written",
        ),
        ("iris.json --format cobol -o out", &[], "[possible values:"),
        (
            "iris.json --format c -o out",
            &["--name", "Iris 2"],
            "`Iris 2` is not a valid name: it begins with a lower-case ASCII letter and holds such letters, digits and `_`; give `--name iris_2`",
        ),
        ("none.json --format c -o out", &[], "none.json: cannot be read"),
        ("study --format c -o out", &[], "the same search command goes on"),
        ("@iris.csv --format c -o out", &[], "iris.csv: no model"),
    ] {
        let mut export = place.command(&format!("export {flags}"));
        let output = export.args(more).output().unwrap();
        let (_, message) = printed(&output);
        assert!(
            !output.status.success() && message.starts_with("error: "),
            "{message}"
        );
        assert!(message.contains(says), "{message}");
        assert!(!place.path("out").exists() && !place.path("no").exists());
    }
}
