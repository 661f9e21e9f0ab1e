//! Formats by their first bytes, what is said of those that are not read, and options that one has no use for.

use crate::common::{array, case, gzipped, new, npy, read, zipped};

/// A target would not make an array readable that is none of numbers.
#[test]
fn an_array_by_itself_has_no_name_and_is_refused_for_what_it_holds() {
    let records = array("[('a', '<f8'), ('y', '<i8')]", "False", "(2,)", &[0; 32]);
    for options in [new(), new().target("y"), new().target("0")] {
        let error = read(records.clone(), &options).expect_err("refused").to_string();
        let says = ": the array holds records of `a`, `y`, not numbers or text; save them as CSV: \
            `pandas.DataFrame(X).to_csv(\"data.csv\", index=False)`";
        assert!(error.ends_with(says), "{error}");
    }
}

#[test]
fn what_is_not_read_is_named_with_a_way_out() {
    for (name, parts) in [
        ("gas.arff", ["an ARFF file", "save it as CSV"]),
        ("gas.libsvm", ["a libsvm file", "load_svmlight_file"]),
        (
            "nested.json",
            ["nested.json:1: `payload` is an array or an object", "records"],
        ),
        (
            "win.npz",
            ["array `X` has 3 dimensions, not 2", "`X.reshape(len(X), -1)`"],
        ),
        ("multi.npz", ["array `y` has shape [60, 2]", "one target"]),
        (
            "names.npz",
            [
                "array `X` is not in the file",
                "`X_train` (60, 2), `y_train` (60,)",
            ],
        ),
        ("x.npy", ["an array by itself has no target", ""]),
        ("empty.xlsx", ["empty.xlsx", ""]),
    ] {
        let error = new().read(case(name)).expect_err(name).to_string();
        assert!(parts.iter().all(|part| error.contains(part)), "{name}: {error}");
    }
    for (bytes, says) in [
        (
            zipped(&[("a.csv", b"a,y\n1,2\n"), ("b.csv", b"")]),
            "2 files (a.csv, b.csv)",
        ),
        (zipped(&[("mimetype", b""), ("content.xml", b"")]), "OpenDocument"),
        (b"\x89HDF\r\n\x1a\n....".to_vec(), "HDF5"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....".to_vec(), "XLS"),
        (b"<?xml version=\"1.0\"?><a/>".to_vec(), "XML"),
        (b"SQLite format 3\0....".to_vec(), "SQLite"),
        (b"\x80\x02]q\0.".to_vec(), "pickle"),
        (b"\x80\x03cnumpy.core\x04".to_vec(), "pickle"),
        (b"\x80\x04\x95....".to_vec(), "pickle"),
        (b"\x80\x05\x95....".to_vec(), "`to_csv"),
        (b"]\0\0\x80\0\xff".to_vec(), "LZMA"),
        (b"x\x5e\x94\x03....".to_vec(), "joblib"),
        (b"x\x9c\x94\x03....".to_vec(), "joblib"),
        (b"ARROW1\0\0....".to_vec(), "Feather"),
        (b"FEA1\0....".to_vec(), "Feather"),
        (b"ORC\n\x0b\0....".to_vec(), "ORC"),
        (b"7z\xbc\xaf\x27\x1c\0\x04".to_vec(), "7-Zip"),
        (
            [b"d.csv".to_vec(), vec![0; 252], b"ustar\x0000".to_vec()].concat(),
            "a tar archive",
        ),
        (b"RDX3\nX\n\0\0\0\x03".to_vec(), "file of R"),
        (b"X\n\0\0\0\x03".to_vec(), "write.csv"),
        (gzipped(b"X\n\0\0\0\x03"), "file of R"),
        (b"MATLAB 5.0 MAT-file, Platform: \0\x01IM".to_vec(), "MATLAB"),
        (b"MATLAB 7.3 MAT-file, Platform: \0\x02IM".to_vec(), "MATLAB"),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n".to_vec(),
            "a pointer of Git LFS to a file that is not there, which is not read; fetch the file with `git lfs pull`",
        ),
        (b"%PDF-1.7\n".to_vec(), "PDF"),
        (b"\x89PNG\r\n\x1a\n\0".to_vec(), "an image"),
        (b"RIFF\x24\0\0\0WAVEfmt ".to_vec(), "WAV"),
    ] {
        let error = read(&bytes, &new()).expect_err(says).to_string();
        assert!(error.contains(says), "{error}");
    }
    // names of columns may begin as formats do, and have the name of one at its place
    let ustar = "a".repeat(257) + "ustar";
    for name in [
        "ORC_ID",
        "RIFF",
        "RDX",
        "BZh",
        "ARROW1",
        "x^2",
        "FEA1",
        "MATLAB 5.0 MAT-file",
        &ustar,
    ] {
        let data = read(format!("{name},y\n1,0\n2,1\n"), &new()).expect(name);
        assert_eq!(data.feature_names(), [name]);
    }
}

#[test]
fn options_without_a_use_are_refused() {
    let csv = "a,y\n1,2\n";
    let error = read(csv, &new().x("features")).expect_err("refused").to_string();
    assert!(
        error.ends_with("is delimited text, which has no use for the name of an array of features"),
        "{error}"
    );
    let json = "{\"a\": 1, \"y\": 2}";
    for (options, option) in [
        (new().skip_lines(1), "lines to skip"),
        (new().delimiter(b';'), "a delimiter"),
        (new().header(false), "columns without names"),
    ] {
        let error = read(json, &options).expect_err("refused").to_string();
        assert!(
            error.ends_with(&format!("is JSON, which has no use for {option}")),
            "{error}"
        );
    }
}

#[test]
fn an_option_is_of_use_where_one_file_uses_it() {
    let place = tempfile::tempdir().expect("a directory");
    let path = |name: &str| place.path().join(name);
    let x = npy("<f4", "(2, 1)", &[0; 8]);
    std::fs::write(path("x.npy"), x).expect("written");
    std::fs::write(path("y.csv"), "# labels\ny\nu\nv\n").expect("written");
    std::fs::write(path("a.csv"), "a;y\n1;u\n").expect("written");
    std::fs::write(path("b.json"), "{\"a\": 2, \"y\": \"v\"}").expect("written");
    let y = new().y(path("y.csv").display().to_string());
    let data = y.clone().skip_lines(1).read(path("x.npy")).expect("reads");
    assert_eq!(data.classes(), ["u", "v"]);
    let files = [path("b.json"), path("a.csv")];
    let both = new().target("y").delimiter(b';');
    assert_eq!(both.read_all(&files).expect("reads").rows(), 2);
    let error = both
        .x("features")
        .read_all(&files)
        .expect_err("refused")
        .to_string();
    assert!(
        error.contains("b.json: is JSON, which has no use for the name of an array"),
        "{error}"
    );
}
