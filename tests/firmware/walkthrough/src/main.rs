//! Tells irises apart and blinks the answer: once for setosa, twice for versicolor, three times
//! for virginica.
#![no_std]
#![no_main]

use cortex_m::asm::delay;
use panic_halt as _;

mod iris; // mcutune search iris.csv; mcutune export iris.study --format rust -o src/iris.rs

#[cortex_m_rt::entry]
fn main() -> ! {
    loop {
        let flower = [6.3, 3.3, 6.0, 2.5]; // measured, in cm: sepal's length and width, petal's
        let blinks = iris::predict(&flower).map_or(0, |class| class + 1);
        show(0b10, 4_000_000);
        (0..blinks).for_each(|_| show(0b01, 1_000_000));
    }
}

/// Lights user LEDs of Arm's MPS2 boards for some cycles, and then none for as long.
fn show(leds: u32, cycles: u32) {
    let register = 0x4002_8000 as *mut u32;
    for lit in [leds, 0] {
        // SAFETY: the register of the LEDs, which nothing else writes.
        unsafe { register.write_volatile(lit) };
        delay(cycles);
    }
}
