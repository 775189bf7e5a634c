//! Lets this crate's programs find libtorch: the same link arguments as those of `dwell-act`,
//! whose build script explains them and says what to do where there is no libtorch.

use std::{env, path::PathBuf};

fn main() {
    println!("cargo::rerun-if-env-changed=LIBTORCH");
    println!("cargo::rerun-if-changed=build.rs");
    let library = PathBuf::from(env::var_os("LIBTORCH").unwrap_or_default()).join("lib");
    println!("cargo::rustc-link-arg=-Wl,-rpath,{}", library.display());
    println!("cargo::rustc-link-arg=-Wl,--as-needed");
    println!("cargo::rustc-link-arg=-Wl,--allow-shlib-undefined");
}
