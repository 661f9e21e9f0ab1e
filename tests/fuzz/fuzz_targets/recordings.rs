#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| mcutune_fuzz::recordings(bytes));
