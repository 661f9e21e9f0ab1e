//! `ulimit -f`: the size that the system allows a file.

use std::sync::{Arc, atomic::AtomicBool};

/// Makes a write beyond the limit an error like that of a full disk. The system would end the
/// program at once, and it could not say what is safe.
pub fn survive() {
    let seen = Arc::new(AtomicBool::new(false));
    // Any handler will do; where there can be none, the system does as it always does.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, seen);
}
