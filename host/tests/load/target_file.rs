//! Features and their target in two files.

use mcutune::{TargetColumn, Task};

use crate::common::{new, npy, numbers};

#[test]
fn features_and_target_come_from_two_files() {
    let place = tempfile::tempdir().expect("a temporary directory");
    let file = |name: &str, bytes: &[u8]| {
        let path = place.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path.display().to_string()
    };
    let x = [1.0_f64, 2.0, 3.0, 4.0, 5.0, 6.0];
    let items: Vec<u8> = x.iter().flat_map(|x| x.to_le_bytes()).collect();
    let x_npy = file("x.npy", &npy("<f8", "(3, 2)", &items));
    let x_txt = file(
        "x.txt",
        b"  1.0e+00  2.0e+00\n  3.0e+00  4.0e+00\n  5.0e+00  6.0e+00\n",
    );
    let y_npy = file(
        "y.npy",
        &npy("<i8", "(3,)", &[7_i64, 9, 7].map(i64::to_le_bytes).concat()),
    );
    let y_txt = file("y.txt", b"7\n9\n7\n");
    for (x, y) in [
        (&x_npy, &y_npy),
        (&x_txt, &y_txt),
        (&x_npy, &y_txt),
        (&x_txt, &y_npy),
    ] {
        let data = new().header(false).y(y).read(x).expect("reads");
        assert_eq!(
            (numbers(&data, 0), numbers(&data, 1)),
            (&[1.0, 3.0, 5.0][..], &[2.0, 4.0, 6.0][..])
        );
        let (labels, names) = (vec![0, 1, 0], vec!["7".to_owned(), "9".to_owned()]);
        assert_eq!(data.target(), Some(&TargetColumn::Classes { labels, names }));
    }
    let own = new().target("1").task(Task::Regress).read(&x_npy).expect("reads");
    assert_eq!(own.target(), Some(&TargetColumn::Values(vec![2.0, 4.0, 6.0])));
    let answered = new().target_required(false).read(&x_npy).expect("reads");
    assert_eq!((answered.features(), answered.target()), (2, None));
    let short = file("short.txt", b"7\n9\n");
    let error = new()
        .header(false)
        .y(short)
        .read(&x_txt)
        .expect_err("refused")
        .to_string();
    assert!(
        error.contains("2 rows, where") && error.contains("has 3"),
        "{error}"
    );
    let error = new()
        .header(false)
        .y(&x_txt)
        .read(&x_npy)
        .expect_err("refused")
        .to_string();
    assert!(error.contains("2 columns, where one is the target"), "{error}");
}

#[test]
fn a_blank_row_does_not_move_those_of_another_file() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = |name: &str| directory.path().join(name).display().to_string();
    let rows = |all: [&str; 4]| all.concat();
    let jsonl = rows(["{\"a\": 1}\n", "{\"a\": 2}\n\n", "{\"a\": 3}\n", "{\"a\": 4}\n"]);
    std::fs::write(path("x.jsonl"), jsonl).expect("written");
    std::fs::write(path("x.csv"), "a,b\n1,2\n\n3,4\n5,6\n7,8\n").expect("written");
    std::fs::write(path("y.csv"), "y\nu\nv\nu\nv\n").expect("written");
    std::fs::write(
        path("y.jsonl"),
        "{\"y\": \"u\"}\n{\"y\": \"v\"}\n\n\n{\"y\": \"u\"}\n{\"y\": \"v\"}\n",
    )
    .expect("written");
    std::fs::write(path("whole.csv"), "a,b\n1,2\n3,4\n5,6\n7,8\n").expect("written");
    for (x, y, line) in [
        ("x.jsonl", "y.csv", "x.jsonl:3"),
        ("x.csv", "y.csv", "x.csv:3"),
        ("whole.csv", "y.jsonl", "y.jsonl:3"),
    ] {
        let error = new().y(path(y)).read(path(x)).expect_err("refused").to_string();
        assert!(
            error.contains(&format!("{line}: a blank line between rows")),
            "{error}"
        );
    }
    assert_eq!(
        new()
            .y(path("y.csv"))
            .read(path("whole.csv"))
            .expect("reads")
            .rows(),
        4
    );
}
