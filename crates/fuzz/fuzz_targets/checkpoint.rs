//! Checkpoint files.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dwell_fuzz::checkpoint(bytes));
