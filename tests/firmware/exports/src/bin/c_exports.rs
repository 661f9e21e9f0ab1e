//! C exports: for each, whether its self-test passes and how many rows have the right bits.
#![no_std]
#![no_main]

use core::ffi::{CStr, c_char};

unsafe extern "C" {
    /// Calls back for each model that the object holds.
    fn check_exports(say: extern "C" fn(*const c_char, u32, u32));
}

board::main!(main);

fn main() {
    // SAFETY: the object is compiled for this target, and calls back with text of its own.
    unsafe { check_exports(say) }
}

extern "C" fn say(name: *const c_char, self_test: u32, right: u32) {
    // SAFETY: a literal of the C code.
    let name = unsafe { CStr::from_ptr(name) };
    let fields = [("self_test", self_test), ("right", right)];
    board::line(
        name.to_str().unwrap_or("?"),
        &fields.map(|(key, value)| (key, board::Field::Number(value.into()))),
    );
}
