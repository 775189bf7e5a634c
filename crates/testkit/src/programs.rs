//! Where the programs under test lie: beside the tests, in the target folder.
//!
//! Cargo builds no other package's programs for a test, so whoever runs these tests builds them
//! first; `cargo xtask test` does. A test without its programs fails.

use std::{env, path::PathBuf};

/// `dwell`, of the profile that the test was built in; its trainer lies beside it.
pub(crate) fn dwell() -> PathBuf {
    let test = env::current_exe().expect("a running program knows its path");
    // A test lies in `target/PROFILE/deps`, a program in `target/PROFILE`.
    let profile = test
        .ancestors()
        .nth(2)
        .expect("a test lies in target/PROFILE/deps");
    for name in ["dwell", "dwell-trainer"] {
        assert!(
            profile.join(name).is_file(),
            "{} has no {name}: `cargo xtask test` builds it",
            profile.display()
        );
    }
    profile.join("dwell")
}
