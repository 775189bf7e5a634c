//! The pipe between a daemon and its trainer.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dwell_fuzz::pipe(bytes));
