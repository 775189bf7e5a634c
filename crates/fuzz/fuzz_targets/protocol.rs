//! Messages of the protocol, one at a time.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dwell_fuzz::protocol(bytes));
