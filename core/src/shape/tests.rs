extern crate std;

use proptest::prelude::*;
use std::vec::Vec;

use super::*;

fn widths() -> impl Strategy<Value = Vec<u16>> {
    prop::collection::vec(
        prop_oneof![8 => 1u16..300, 1 => Just(0u16), 1 => Just(u16::MAX)],
        0..22,
    )
}

proptest! {
    #[test]
    fn two_to_eighteen_widths_none_of_them_zero(widths in widths()) {
        let good = (2..=MAX_HIDDEN + 2).contains(&widths.len()) && !widths.contains(&0);
        match Shape::try_new(&widths) {
            Ok(shape) => {
                prop_assert!(good);
                prop_assert_eq!(shape.widths(), &widths[..]);
            }
            Err(error) => prop_assert!(!good && error == Error::Shape),
        }
        let good = widths.len() <= MAX_HIDDEN && !widths.contains(&0);
        prop_assert_eq!(Hidden::try_new(&widths).is_ok(), good);
    }

    #[test]
    fn layers_lie_one_after_the_other(widths in prop::collection::vec(1u16..300, 2..=MAX_HIDDEN + 2)) {
        let shape = Shape::new(&widths);
        let wide: Vec<usize> = widths.iter().copied().map(usize::from).collect();
        prop_assert_eq!(shape.layers(), widths.len() - 1);
        prop_assert_eq!((shape.inputs(), shape.outputs()), (wide[0], wide[widths.len() - 1]));
        let mut start = 0;
        for i in 0..shape.layers() {
            let layer = shape.layer(i);
            prop_assert_eq!(layer, Layer { fan_in: wide[i], fan_out: wide[i + 1], start });
            prop_assert_eq!(layer.biases_start(), start + wide[i] * wide[i + 1]);
            start = layer.end();
        }
        prop_assert_eq!(shape.parameters(), start);
        let biases: usize = wide[1..].iter().sum();
        prop_assert_eq!(shape.macs() + biases, start);
        prop_assert_eq!(Some(&shape.widest()), wide[1..].iter().max());
    }

    #[test]
    fn a_data_set_gives_both_ends(inputs in 0usize..70_000, hidden in prop::collection::vec(1u16..50, 0..=MAX_HIDDEN), outputs in 0usize..70_000) {
        let shape = Shape::of(inputs, &Hidden::new(&hidden), outputs);
        let fits = |width| (1..=usize::from(u16::MAX)).contains(&width);
        prop_assert_eq!(shape.is_ok(), fits(inputs) && fits(outputs));
        if let Ok(shape) = shape {
            prop_assert_eq!((shape.inputs(), shape.outputs()), (inputs, outputs));
            prop_assert_eq!(&shape.widths()[1..shape.layers()], &hidden[..]);
        }
    }
}

#[test]
fn weights_that_memory_cannot_hold_are_an_error() {
    let on_32_bits = i32::MAX as u64 / 4;
    for (widths, holds) in [
        (&[u16::MAX; MAX_HIDDEN + 2][..], false),
        (&[65535, 65535, 1], false),
        (&[65535, 8191, 1], true), // 536,862,720 + 8,191 + 8,192
        (&[65535, 8192, 1], false),
        (&[1, 1], true),
    ] {
        assert_eq!(parameters_within(widths, on_32_bits), holds, "{widths:?}");
        let parameters: u64 = widths
            .windows(2)
            .map(|w| (u64::from(w[0]) + 1) * u64::from(w[1]))
            .sum();
        assert!(parameters_within(widths, parameters) && !parameters_within(widths, parameters - 1));
        let shape = Shape::try_new(widths);
        match usize::try_from(parameters) {
            Ok(parameters) if parameters <= isize::MAX as usize / 4 => {
                assert_eq!(shape.map(|shape| shape.parameters()), Ok(parameters));
            }
            _ => assert_eq!(shape, Err(Error::TooManyParameters)),
        }
    }
}
