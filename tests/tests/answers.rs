//! What one answer may take of a Cortex-M4F at most. Under QEMU a count is the same every time, with
//! one compiler; another than made the table of costs may take a twentieth more.

use mcutune_core::cost::COMPILER;
use mcutune_tests::answer::{ANSWERS, Answer, Dtype, Span, Taken, training_a_sample};
use mcutune_tests::harness::Suite;
use mcutune_tests::mcu::{Optimise, Target, compiler};
use mcutune_tests::say;

/// Bytes of code, optimised for speed and for size.
const CODE: (u64, u64) = (2_500, 1_200);

fn main() {
    let mut suite = Suite::new();
    let missing = || Target::CORTEX_M4F.missing();
    suite.needs(
        "an_answer_is_fast_and_small",
        missing,
        an_answer_is_fast_and_small,
    );
    suite.needs("training_a_sample_is_fast", missing, training_a_sample_is_fast);
    suite.run()
}

fn most_instructions(answer: &Answer) -> Option<u64> {
    match (answer.widths, answer.dtype, answer.span) {
        ([64, 32, 10], Dtype::F32, Span::Network) => Some(6_500),
        ([64, 32, 10], Dtype::F32, Span::Whole) => Some(7_000),
        ([64, 32, 10], Dtype::Int8, _) => Some(5_200),
        ([4, 16, 3], Dtype::F32, Span::Network) => Some(479),
        _ => None,
    }
}

fn an_answer_is_fast_and_small() {
    let here = compiler(&Target::CORTEX_M4F);
    let room = if here == COMPILER { 0 } else { 5 };
    if room > 0 {
        say(&format!(
            "answers: the limits are of {COMPILER}; {here} may take {room} % more"
        ));
    }
    let at_most = |limit: u64| limit + limit * room / 100;
    for answer in &ANSWERS {
        let (speed, size) = (answer.measure(Optimise::Speed), answer.measure(Optimise::Size));
        let name = format!(
            "{} {}: {speed:?}, for size {size:?}",
            answer.shape(),
            answer.what()
        );
        // a model is never for free
        let least = |taken: Taken| taken.instructions > 100 && taken.code > 300;
        assert!(least(speed) && least(size), "{name}");
        if let Some(most) = most_instructions(answer) {
            assert!(speed.instructions <= at_most(most), "{name}");
        }
        let codes = speed.code < at_most(CODE.0) && size.code < at_most(CODE.1);
        assert!(codes, "{name}");
    }
}

fn training_a_sample_is_fast() {
    let instructions = training_a_sample();
    assert!((5_000..41_000).contains(&instructions), "{instructions}");
}
