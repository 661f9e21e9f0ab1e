//! What one answer may take of a Cortex-M4F at most. Under QEMU a count is the same every time, with
//! one compiler: the limits are of the one that made the table of costs. Another is judged by what it
//! makes of the same network written in plain loops, with the same flags.

use mcutune_core::cost::{COMPILER, Dtype, Mcu};
use mcutune_tests::answer::{ANSWERS, Answer, Span, Taken, training_a_sample, window_of_flatten};
use mcutune_tests::harness::Suite;
use mcutune_tests::mcu::{self, Optimise, compiler};
use mcutune_tests::say;

/// Bytes of code, optimised for speed and for size.
const CODE: (u64, u64) = (2_500, 1_200);

fn main() {
    let mut suite = Suite::new();
    let missing = || mcu::missing(Mcu::CortexM4f);
    suite.needs(
        "an_answer_is_fast_and_small",
        missing,
        an_answer_is_fast_and_small,
    );
    suite.needs("training_a_sample_is_fast", missing, training_a_sample_is_fast);
    suite.needs("a_window_is_fast", missing, a_window_is_fast);
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
    let here = compiler(Mcu::CortexM4f);
    if here != COMPILER {
        say(&format!(
            "answers: the limits are of {COMPILER}; what {here} makes is compared with its plain loops"
        ));
    }
    for answer in &ANSWERS {
        let found = [answer.measure(Optimise::Speed), answer.measure(Optimise::Size)];
        let name = format!(
            "{} {}: for speed and for size {found:?}",
            answer.shape(),
            answer.what()
        );
        // a model is never for free
        let least = |taken: &Taken| taken.instructions > 100 && taken.code > 300;
        assert!(found.iter().all(least), "{name}");
        match here == COMPILER {
            true => within_the_limits(answer, found, &name),
            false => near_plain_loops(answer, found, &name),
        }
    }
}

fn within_the_limits(answer: &Answer, [speed, size]: [Taken; 2], name: &str) {
    if let Some(most) = most_instructions(answer) {
        assert!(speed.instructions <= most, "{name}");
    }
    assert!(speed.code < CODE.0 && size.code < CODE.1, "{name}");
}

/// Percent of the instructions of the plain loops, in f32 and from scaled features to logits.
fn most_of_plain_instructions(answer: &Answer) -> Option<u64> {
    match (answer.widths, answer.dtype, answer.span) {
        (_, Dtype::F32, Span::Network) => Some(100),
        ([64, 32, 10], Dtype::F32, _) => Some(110),
        ([64, 32, 10], Dtype::Int8, _) => Some(80),
        _ => None,
    }
}

/// How many times the code of the plain loops, which for speed depends most on how far they are
/// unrolled: compared is always with those for size.
const OF_PLAIN_CODE: (u64, u64) = (15, 7);

fn near_plain_loops(answer: &Answer, [speed, size]: [Taken; 2], name: &str) {
    let plain = [Optimise::Speed, Optimise::Size].map(|optimise| answer.plain_loops(optimise));
    let name = format!("{name}, plain loops {plain:?}");
    if let Some(percent) = most_of_plain_instructions(answer) {
        assert!(
            speed.instructions * 100 <= plain[0].instructions * percent,
            "{name}"
        );
    }
    let codes = speed.code <= OF_PLAIN_CODE.0 * plain[1].code && size.code <= OF_PLAIN_CODE.1 * plain[1].code;
    assert!(codes, "{name}");
}

fn training_a_sample_is_fast() {
    let instructions = training_a_sample();
    assert!((5_000..41_000).contains(&instructions), "{instructions}");
}

/// Half of what Edge Impulse's C++ takes for the same features of the same window, 25,986.
fn a_window_is_fast() {
    let instructions = window_of_flatten(Optimise::Speed);
    assert!((2_000..12_993).contains(&instructions), "{instructions}");
}
