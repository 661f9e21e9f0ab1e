//! Calls into others' parsers, to which damage may be a panic.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// Whether this thread is in such a call.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// What `call` gives; none where it panics. What it was changing is not to be used then.
pub(super) fn guarded<T>(call: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.replace(true);
    let given = catch_unwind(AssertUnwindSafe(call)).ok();
    GUARDED.set(before);
    given
}

/// Whether a panic of this thread would be caught and become an error: for a panic hook, which need not
/// report it then.
#[must_use]
pub fn panics_are_caught() -> bool {
    GUARDED.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_within_a_guarded_call_are_panics_caught() {
        assert!(!panics_are_caught());
        assert_eq!(
            guarded(|| (panics_are_caught(), guarded(|| 1))),
            Some((true, Some(1)))
        );
        assert!(!panics_are_caught());
        assert_eq!(guarded(|| std::panic::resume_unwind(Box::new(()))), None::<()>);
        assert!(!panics_are_caught());
    }
}
