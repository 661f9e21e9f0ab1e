//! A harness for tests that need more than the compiler of this machine.
//!
//! ```no_run
//! use mcutune_core::cost::Mcu;
//! use mcutune_tests::harness::Suite;
//!
//! fn starts(mcu: Mcu) {}
//!
//! fn main() {
//!     let mut suite = Suite::new();
//!     suite.on_each("starts", starts);
//!     suite.run()
//! }
//! ```
//!
//! A test whose tools are missing counts as ignored, with what is missing and how to get it, and
//! never as passed. Tools are looked for when the tests run, so nothing is out of date. With
//! `MCUTUNE_REQUIRE_MCU=1`, as in CI, it counts as failed.

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use mcutune_core::cost::Mcu;

use crate::mcu;

/// What a test needs and this machine does not have, and what to install.
pub type Missing = String;

/// The tests of one file.
#[derive(Default)]
pub struct Suite {
    trials: Vec<Trial>,
}

impl Suite {
    /// Without tests.
    pub fn new() -> Self {
        Self::default()
    }

    /// A test that runs on every machine.
    pub fn always(&mut self, name: &str, test: fn()) {
        let run = move || {
            test();
            Ok(())
        };
        self.trials.push(Trial::test(name, run));
    }

    /// A test that runs where `missing` finds nothing missing.
    pub fn needs(
        &mut self,
        name: &str,
        missing: impl Fn() -> Option<Missing> + Send + 'static,
        test: impl Fn() + Send + 'static,
    ) {
        let run = move || match missing() {
            None => {
                test();
                Ok(Completion::Completed)
            }
            Some(why) => left_out(why),
        };
        self.trials.push(Trial::ignorable_test(name, run));
    }

    /// A test of one microcontroller.
    pub fn on(&mut self, mcu: Mcu, name: &str, test: fn(Mcu)) {
        let name = format!("{name}::{}", mcu.name());
        self.needs(&name, move || mcu::missing(mcu), move || test(mcu));
    }

    /// A test of each microcontroller.
    pub fn on_each(&mut self, name: &str, test: fn(Mcu)) {
        for mcu in Mcu::ALL {
            self.on(mcu, name, test);
        }
    }

    /// Runs them as `cargo test` does, with its flags, and ends the process.
    pub fn run(self) -> ! {
        libtest_mimic::run(&Arguments::from_args(), self.trials).exit()
    }
}

fn left_out(why: Missing) -> Result<Completion, Failed> {
    if std::env::var_os("MCUTUNE_REQUIRE_MCU").is_some_and(|value| value == "1") {
        return Err(format!("MCUTUNE_REQUIRE_MCU=1, but {why}").into());
    }
    Ok(Completion::ignored_with(why))
}
