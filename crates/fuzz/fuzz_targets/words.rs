//! What people and programs write as one word, and what is stored as JSON.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dwell_fuzz::words(bytes));
