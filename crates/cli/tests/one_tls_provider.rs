//! Two TLS providers in one program panic at its first handshake, so there is one: ring.

use std::{fs, path::Path};

#[test]
fn nothing_brings_a_second_tls_provider() {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
    let lock = fs::read_to_string(lock).expect("the workspace has a lock file");
    let has = |name: &str| lock.contains(&format!("name = \"{name}\"\n"));
    assert!(has("ring") && has("rustls"));
    for other in [
        "aws-lc-rs",
        "aws-lc-sys",
        "aws-lc-fips-sys",
        "openssl-sys",
        "native-tls",
    ] {
        assert!(!has(other), "{other} is in Cargo.lock");
    }
}
