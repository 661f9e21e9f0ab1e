//! Archives of one file of data.

use crate::common::{new, npy, numbers, read, zipped};

#[test]
fn one_file_in_an_archive_is_read() {
    let data = read(zipped(&[("data/a.csv", b"a,y\n1,u\n2,v\n")]), &new()).expect("reads");
    assert_eq!((numbers(&data, 0), data.rows()), (&[1.0, 2.0][..], 2));
    let mut bytes = zipped(&[("a.csv", b"a,y\n1,u\n2,v\n")]);
    let stored = bytes.windows(3).position(|bytes| bytes == b"1,u");
    if let Some(at) = stored {
        bytes[at] = b'3';
        assert!(read(&bytes, &new()).is_err());
    }
}

#[test]
fn what_lies_beside_data_is_left_out_of_an_archive() {
    let data = read(
        zipped(&[
            ("__MACOSX/._a.csv", b"\0\x05\x16\x07"),
            ("README.md", b"# data\n"),
            ("a.csv", b"a,y\n1,u\n2,v\n"),
        ]),
        &new(),
    )
    .expect("reads");
    assert_eq!(data.rows(), 2);
    let notes: Vec<String> = data.notes().iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        ["__MACOSX/._a.csv and README.md are no data, by name; left out"]
    );
    let x = npy("<f4", "(2, 1)", &[0; 8]);
    let y = npy("|u1", "(2,)", &[0, 1]);
    let arrays = zipped(&[("X.npy", &x), ("y.npy", &y), ("__MACOSX/._X.npy", b"\0")]);
    assert_eq!(read(arrays, &new()).expect("reads").rows(), 2);
    let error = read(zipped(&[("README.md", b"# data\n")]), &new()).expect_err("refused");
    assert!(
        error
            .to_string()
            .ends_with("there is no file of data beside README.md"),
        "{error}"
    );
}
