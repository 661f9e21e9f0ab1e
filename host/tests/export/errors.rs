//! What cannot be exported is one message, and leaves no file.

use super::common::{data, mcutune, run, text, train};

#[test]
fn bad_input_is_one_message_and_no_file() {
    let directory = tempfile::tempdir().unwrap();
    let model = train(&directory, "iris", "iris", &[]);
    let (model, out) = (text(&model), directory.path().join("out"));
    let nowhere = directory.path().join("no/such/place/iris.h");
    std::fs::write(directory.path().join("journal.log"), "").unwrap();
    let study = text(directory.path());
    for (model, format, file, more, says) in [
        (
            model,
            "c",
            text(&nowhere),
            vec![],
            "no/such/place/iris.h: cannot be written",
        ),
        (model, "cobol", text(&out), vec![], "[possible values:"),
        (
            model,
            "c",
            text(&out),
            vec!["--name", "Iris 2"],
            "`Iris 2` is not a valid name: it begins with a lower-case ASCII letter and holds such letters, digits and `_`; give `--name iris_2`",
        ),
        ("none.json", "c", text(&out), vec![], "none.json: cannot be read"),
        (study, "c", text(&out), vec![], "run its search again"),
        (&data("iris"), "c", text(&out), vec![], "iris.csv: no model"),
    ] {
        let command = ["export", model, "--format", format, "-o", file];
        let run = mcutune(&[&command, &more[..]].concat());
        let message = String::from_utf8(run.stderr).unwrap();
        assert!(
            !run.status.success() && message.starts_with("error: "),
            "{message}"
        );
        assert!(message.contains(says), "{message}");
        assert!(!std::path::Path::new(file).exists());
    }
}

#[test]
fn columns_that_are_mended_are_described() {
    let directory = tempfile::tempdir().unwrap();
    let csv = directory.path().join("pets.csv");
    let mut rows = String::from("weight,\"c*/olor\",target\n");
    for i in 0..24 {
        let weight = if i % 7 == 3 {
            String::new()
        } else {
            (i * 3 % 10).to_string()
        };
        rows += &format!(
            "{weight},{},{}\n",
            ["red", "??/"][i % 2],
            ["cat", "dog"][i / 5 % 2]
        );
    }
    std::fs::write(&csv, rows).unwrap();
    let (csv, model) = (text(&csv), directory.path().join("pets.json"));
    run(&[
        "train",
        csv,
        "--missing",
        "mean",
        "--categorical",
        "one-hot",
        "--out",
        text(&model),
        "--set",
        "max_iter=3",
        "--set",
        "hidden_layer_sizes=2",
    ]);
    let header = directory.path().join("pets.h");
    run(&["export", text(&model), "--format", "c", "-o", text(&header)]);
    let header = std::fs::read_to_string(header).unwrap();
    assert!(header.contains(" * Features are numbers. What they are made of"));
    for line in [
        " * - weight: column `weight`; where that is missing, 4.",
        " * - c* /olor_red: 1 where column `c* /olor` is `red`, else 0\n",
        " * - c* /olor_? ?/: 1 where column `c* /olor` is `? ?/`, else 0\n",
        "    \"weight\", \"c*/olor_\\?\\?/\", \"c*/olor_red\",\n",
    ] {
        assert!(header.contains(line), "{line}\n{header}");
    }
}
