//! Arrays of NumPy by their names, types and fields.

use crate::common::{array, case, new, npy, numbers, read, zipped};

#[test]
fn labels_that_are_python_objects_are_read() {
    let data = new().read(case("obj.npz")).expect("reads");
    assert_eq!(
        (data.rows(), data.classes()),
        (60, ["off", "on"].map(str::to_owned).as_slice())
    );
}

#[test]
fn arrays_of_any_name_and_size_of_number_are_read() {
    let options = new().x("X_train").y("y_train");
    let data = options.read(case("names.npz")).expect("reads");
    assert_eq!((data.rows(), data.features(), data.classes().len()), (60, 2, 2));
    let half = [0x3c00_u16, 0xc000, 0x7bff, 0x0001, 0x3555, 0x8000];
    let items: Vec<u8> = half.iter().flat_map(|bits| bits.to_le_bytes()).collect();
    let bytes = zipped(&[
        ("X.npy", &npy("<f2", "(3, 2)", &items)),
        ("y.npy", &npy("|u1", "(3,)", &[0, 1, 0])),
    ]);
    let data = read(&bytes, &new()).expect("reads");
    assert_eq!(numbers(&data, 0), [1.0, 65504.0, 0.333_251_95]);
    assert_eq!(numbers(&data, 1), [-2.0, 5.960_464_5e-8, -0.0]);
    let wide = zipped(&[
        ("X.npy", &npy("<f8", "(1, 99999999)", &[])),
        ("y.npy", &npy("|u1", "(1,)", &[0])),
    ]);
    let error = read(&wide, &new()).expect_err("refused").to_string();
    assert!(error.contains("more than 65536"), "{error}");
}

#[test]
fn records_of_numpy_are_named_by_their_fields() {
    let bytes = array("[('a', '<f8'), ('b', '<i4', (3,))]", "False", "(2,)", &[]);
    let says = "holds records of `a`, `b`, not numbers or text; save them as CSV: `pandas.DataFrame(X)";
    for bytes in [bytes.clone(), zipped(&[("X.npy", &bytes)])] {
        let error = read(bytes, &new().target("0")).expect_err("refused").to_string();
        assert!(error.contains(says), "{error}");
    }
}
