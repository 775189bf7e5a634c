//! Compiles `proto/` with protox, so that no protoc is needed, and keeps the descriptors for
//! gRPC reflection.

use std::{env, fs, path::PathBuf};

use prost::Message as _;

fn main() -> anyhow::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../proto");
    println!("cargo:rerun-if-changed={}", root.display());
    let files = ["cluster", "result", "sweep", "trainer", "trial", "worker"]
        .map(|name| root.join(format!("dwell/v1/{name}.proto")));

    let descriptors = protox::compile(files, [&root])?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec())?;
    tonic_prost_build::configure().compile_fds(descriptors)?;
    Ok(())
}
