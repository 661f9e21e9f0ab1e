//! An index that the files of the features and of the target both have.

use crate::place::{Place, printed};

/// A table of rows with these names, as pandas saves it with its index.
fn indexed(names: impl Iterator<Item = u32>, head: &str, row: impl Fn(u32) -> String) -> String {
    let rows = names.map(|name| format!("{name},{}\n", row(name)));
    format!(",{head}\n") + &rows.collect::<String>()
}

#[test]
fn an_index_in_both_files_names_the_same_rows() {
    let place = Place::new();
    let x = |i: u32| format!("{},{}", i % 5, i % 3);
    let kind = |i: u32| (if i.is_multiple_of(2) { "u" } else { "v" }).to_owned();
    place.write("x.csv", indexed(0..20, "a,b", x));
    place.write("y.csv", indexed(0..20, "kind", kind));
    let train = "train x.csv --y y.csv --set max_iter=1";
    let error = place.refused(train);
    assert!(error.contains("`--index 0`"), "{error}");
    let (_, err) = place.ok(&format!("{train} --index 0"));
    assert!(
        err.contains("2 features (a, b)") && err.contains("target `kind`"),
        "{err}"
    );
    place.ok("evaluate model.json x.csv --y y.csv --index 0");
    place.ok(&format!("{train} --index 0 --target kind"));
    // one of the files has it alone
    place.write(
        "plain_x.csv",
        "a,b\n".to_owned() + &(0..20).map(|i| x(i) + "\n").collect::<String>(),
    );
    place.write(
        "plain_y.csv",
        "kind\n".to_owned() + &(0..20).map(|i| kind(i) + "\n").collect::<String>(),
    );
    place.ok("train x.csv --y plain_y.csv --index 0 --set max_iter=1");
    place.write("id_y.csv", indexed(0..20, "kind", kind).replacen(',', "id,", 1));
    for flag in ["--index id", "--drop id"] {
        let (_, err) = place.ok(&format!("train plain_x.csv --y id_y.csv {flag} --set max_iter=1"));
        assert!(err.contains("2 features (a, b)"), "{err}");
    }
    let error = place.refused("train plain_x.csv --y id_y.csv --index ids");
    assert!(error.contains("plain_x.csv: there is no column `ids`"), "{error}");
    // rows in another order, and those of another file
    place.write("y.csv", indexed((0..20).rev(), "kind", kind));
    let error = place.refused(&format!("{train} --index 0"));
    assert!(
        error.contains("y.csv:2: column `x0` has `19`, where it has `0` in x.csv"),
        "{error}"
    );
    place.write("x.csv", indexed(16_777_216..16_777_236, "a,b", x));
    place.write("y.csv", indexed(16_777_217..16_777_237, "kind", kind));
    let error = place.refused(&format!("{train} --index 0"));
    assert!(error.contains("`16777217`, where it has `16777216`"), "{error}");
}

#[test]
fn the_same_index_may_be_spelled_otherwise_in_each_file() {
    let place = Place::new();
    let train = "train x.csv --set max_iter=1 --index i";
    place.write("x.csv", "i,a,b\n1.0,1,2\n2.0,2,1\n3.0,3,2\n4.0,4,1\n");
    place.write("y.csv", "i,y\n1.0,u\n2.0,v\n3.0,u\nz,v\n");
    let error = place.refused(&format!("{train} --y y.csv"));
    assert!(
        error.contains("y.csv:5: column `i` has `z`, where it has `4`"),
        "{error}"
    );
    place.write("y.csv", "j,y\n1,u\n2,v\n3,u\n4,v,\n");
    let error = place.refused("train x.csv --index j --y y.csv");
    assert!(error.contains("y.csv:5"), "its own fault comes first: {error}");
    place.write("x.csv", "i,a\ntrue,1\nfalse,2\n");
    place.write(
        "y.json",
        "[{\"i\": true, \"y\": \"u\"}, {\"i\": false, \"y\": \"v\"}]",
    );
    place.ok(&format!("{train} --y y.json"));
    let output = place.run(&format!("{train} --y -"));
    assert!(printed(&output).1.contains("stdin can hold the data file"));
}

#[test]
fn a_column_of_both_files_has_the_same_in_each_row() {
    let place = Place::new();
    let rows = |of: &dyn Fn(usize) -> String| (0..24).map(of).collect::<String>();
    place.write(
        "x.csv",
        format!("id,a\n{}", rows(&|i| format!("{},{}\n", 24 - i, i * i))),
    );
    place.write(
        "y.csv",
        format!("id,t\n{}", rows(&|i| format!("{},{}.5\n", i + 1, i))),
    );
    let error = place.refused("train x.csv --y y.csv --target t");
    assert!(
        error.contains("y.csv:2: column `id` has `1`, where it has `24` in x.csv"),
        "{error}"
    );
    assert!(error.ends_with("; sort the rows of both files alike"), "{error}");
    place.ok("train x.csv --y y.csv --target t --drop id --set max_iter=2");
    // the target is no feature
    place.write(
        "both.csv",
        format!("a,t\n{}", rows(&|i| format!("{},{}.5\n", i * i, i))),
    );
    place.write("t.csv", format!("t\n{}", rows(&|i| format!("{i}.5\n"))));
    let error = place.refused("train both.csv --y t.csv");
    assert!(
        error.contains("both.csv: column `t` is the target in t.csv, and would be a feature, too"),
        "{error}"
    );
    place.ok("train both.csv --target t --set max_iter=2");
}
