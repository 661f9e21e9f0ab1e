//! The C header as text; `tests/c_compilers` compiles it.

use super::common::{self, export};

#[test]
fn the_header_reads_well() {
    let directory = tempfile::tempdir().unwrap();
    let set = ["--set", "hidden_layer_sizes=2", "--set", "activation=tanh"];
    let model = common::train(&directory, "iris", "iris", &set);
    for dtype in ["f32", "int8"] {
        let header = export(&common::case("iris", "iris", &model, dtype), "c", "h");
        insta::assert_snapshot!(dtype, std::fs::read_to_string(header).unwrap());
    }
}
