//! What a header says of columns that are made numbers.

use mcutune::core::params::Hidden;
use mcutune::{Categorical, Missing, Mlp, Params, ReadOptions};

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
    let options = ReadOptions::new()
        .missing(Missing::Mean)
        .categorical(Categorical::OneHot);
    let pets = options.read(&csv).unwrap();
    let params = Params {
        hidden_layer_sizes: Hidden::new(&[2]),
        max_iter: 3,
        ..Params::DEFAULT
    };
    let model = Mlp::new(params).fit(&pets).unwrap().model;
    let header = model.to_c(&Default::default()).unwrap();
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
