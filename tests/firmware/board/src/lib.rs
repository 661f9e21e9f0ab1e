//! Start-up, output and instruments for firmware under QEMU: what was executed, how deep the
//! stack went, and lines that the host reads.
//!
//! Nothing here formats with `core::fmt` or can panic, so that a firmware's flash and its
//! symbols are those of what it runs.
#![no_std]

#[cfg(target_arch = "arm")]
use cortex_m_rt as _;
#[cfg(target_arch = "riscv32")]
use riscv_rt as _;

mod counter;
mod output;
mod stack;

pub use counter::Stopwatch;
pub use output::{Field, line, print};
pub use stack::Painted;

/// Runs a function after reset; when it returns the emulator ends with success.
#[macro_export]
macro_rules! main {
    ($run:path) => {
        #[unsafe(export_name = "main")]
        extern "C" fn start() -> ! {
            $run();
            $crate::exit()
        }
    };
}

/// Ends the emulator with success.
pub fn exit() -> ! {
    semihosting::process::exit(0)
}

/// Prints why and ends the emulator with a failure.
pub fn fail(why: &str) -> ! {
    print(why);
    print("\n");
    semihosting::process::exit(1)
}

#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    print("panicked");
    if let Some(at) = info.location() {
        print(" at ");
        print(at.file());
        print(" line ");
        output::decimal(u64::from(at.line()));
    }
    fail("")
}
