//! What every firmware here prints of a workload.
#![no_std]

use board::{Field, Painted, Stopwatch};
use workloads::{Digest, Error, Shown};

/// Runs a workload and prints `name digest=... stack=... instructions=...`: the digest of what it
/// shows, the bytes of stack below this function, and the instructions but for those of the
/// digest.
#[inline(never)]
pub fn report(name: &str, run: impl FnOnce(&mut dyn FnMut(Shown<'_>)) -> Result<(), Error>) {
    let stack = Painted::new();
    let mut digest = Digest::default();
    let (result, instructions) = timed(run, &mut digest);
    let depth = stack.depth();
    if result.is_err() {
        board::fail(name);
    }
    let Some(depth) = depth else {
        board::fail("the stack has met static memory")
    };
    board::line(
        name,
        &[
            ("digest", Field::Bits(digest.value())),
            ("stack", Field::Number(depth as u64)),
            ("instructions", Field::Number(instructions)),
        ],
    );
}

/// Apart from its caller, so that a workload that is inlined here counts as stack.
#[inline(never)]
fn timed(
    run: impl FnOnce(&mut dyn FnMut(Shown<'_>)) -> Result<(), Error>,
    digest: &mut Digest,
) -> (Result<(), Error>, u64) {
    let mut watch = Stopwatch::start();
    let result = run(&mut |results| watch.leave_out(|| digest.add(results)));
    (result, watch.instructions())
}
