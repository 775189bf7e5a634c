//! The text of a sweep file.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dwell_fuzz::spec(bytes));
