//! Calls into others' parsers, to which damage may be a panic.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What `call` gives; none where it panics. What it was changing is not to be used then.
pub(super) fn guarded<T>(call: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(call)).ok()
}
