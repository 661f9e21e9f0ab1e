//! The C header as text; the tests across crates compile it.

use mcutune::core::params::{Activation, Hidden};
use mcutune::{Dtype, Format, Params};

use super::common::{BRIEF, Case, data, fit};

#[test]
fn the_header_reads_well() {
    let iris = data("iris");
    let small = Params {
        hidden_layer_sizes: Hidden::new(&[2]),
        activation: Activation::Tanh,
        ..BRIEF
    };
    let model = fit(small, &iris);
    for dtype in Dtype::ALL {
        let header = Case::new("iris", &model, &iris, dtype).export_text(Format::C);
        insta::assert_snapshot!(dtype.name(), header);
    }
}
