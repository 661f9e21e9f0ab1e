//! Lines of `name key=value ...` through semihosting.

use semihosting::sys::arm_compat::sys_writec;

/// A value of a line.
#[derive(Clone, Copy)]
pub enum Field {
    /// In decimal.
    Number(u64),
    /// Sixteen hexadecimal digits.
    Bits(u64),
}

/// Prints `name key=value key=value ...`.
pub fn line(name: &str, fields: &[(&str, Field)]) {
    print(name);
    for &(key, value) in fields {
        print(" ");
        print(key);
        print("=");
        match value {
            Field::Number(value) => decimal(value),
            Field::Bits(bits) => (0..16).rev().for_each(|i| digit((bits >> (4 * i)) as u8 & 15)),
        }
    }
    print("\n");
}

/// Prints text as it is.
pub fn print(text: &str) {
    text.bytes().for_each(sys_writec);
}

pub(crate) fn decimal(value: u64) {
    let mut power = 10_000_000_000_000_000_000;
    let mut started = false;
    while power > 0 {
        let d = (value / power % 10) as u8;
        started |= d > 0 || power == 1;
        if started {
            digit(d);
        }
        power /= 10;
    }
}

fn digit(value: u8) {
    sys_writec(if value < 10 {
        b'0' + value
    } else {
        b'a' + value - 10
    });
}
