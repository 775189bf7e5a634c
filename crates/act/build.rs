//! Lets this crate's test programs find libtorch, and says what to do where there is none.
//!
//! Link arguments reach only the programs of the crate that asks for them, so every crate with a
//! program on top of this one needs a build script with the same three arguments.

use std::{env, path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    println!("cargo::rerun-if-env-changed=LIBTORCH");
    println!("cargo::rerun-if-changed=build.rs");
    let library = PathBuf::from(env::var_os("LIBTORCH").unwrap_or_default()).join("lib");
    if !library.join("libtorch_cpu.so").exists() {
        println!(
            "cargo::error=there is no libtorch in {}; fetch it with `cargo xtask libtorch`",
            library.display()
        );
        return ExitCode::FAILURE;
    }
    println!("cargo::rustc-link-arg=-Wl,-rpath,{}", library.display());
    // torch-sys asks for torch_cuda wherever that file exists; a program that uses nothing of it
    // must also start without the CUDA libraries that it would need.
    println!("cargo::rustc-link-arg=-Wl,--as-needed");
    println!("cargo::rustc-link-arg=-Wl,--allow-shlib-undefined");
    ExitCode::SUCCESS
}
