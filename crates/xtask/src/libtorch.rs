//! `cargo xtask libtorch`: fetches the libtorch that `tch` is written for, once, into
//! `.deps/libtorch`.
//!
//! The package index carries it inside PyTorch's wheels, pinned here by digest. Finding and
//! fetching them is left to `libtorch/fetch.py`, unpacking to `libtorch/unpack.py`; this file
//! decides what is wanted and whether it is there.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail, ensure};

use crate::workspace::Workspace;

/// A wheel that is known to work, down to its last bit.
struct Wheel {
    project: &'static str,
    file: &'static str,
    sha256: &'static str,
}

/// libtorch itself, and the two libraries of the CUDA runtime that it asks for even on a CPU.
///
/// No Python code of these wheels is used, so that the wheels for CPython 3.11 serve whatever
/// Python the machine has.
const WHEELS: [Wheel; 3] = [
    Wheel {
        project: "torch",
        file: "torch-2.11.0-cp311-cp311-manylinux_2_28_x86_64.whl",
        sha256: "7aa2f9bbc6d4595ba72138026b2074be1233186150e9292865e04b7a63b8c67a",
    },
    Wheel {
        project: "nvidia-cuda-runtime",
        file: "nvidia_cuda_runtime-13.0.96-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
        sha256: "7f82250d7782aa23b6cfe765ecc7db554bd3c2870c43f3d1821f1d18aebf0548",
    },
    Wheel {
        project: "nvidia-cuda-cupti",
        file: "nvidia_cuda_cupti-13.0.85-py3-none-manylinux_2_25_x86_64.whl",
        sha256: "4eb01c08e859bf924d222250d2e8f8b8ff6d3db4721288cf35d14252a4d933c8",
    },
];

/// What `tch` checks before it compiles, in torch's own `build-version` file.
const VERSION: &str = "2.11.0";

/// Written last: a folder that holds it is complete, and holds the wheels whose digests it lists.
const STAMP: &str = "wheels.sha256";

/// Fetches libtorch if it is missing and says where it is.
pub(crate) fn command(workspace: &Workspace) -> anyhow::Result<()> {
    ensure(workspace)?;
    println!("libtorch {VERSION} is in {}", wanted(workspace).display());
    Ok(())
}

/// Returns when the libtorch that the build will use is there; fetches it unless the user has named
/// another.
pub(crate) fn ensure(workspace: &Workspace) -> anyhow::Result<()> {
    let libtorch = wanted(workspace);
    if libtorch != own(workspace) {
        ensure!(
            libtorch.join("lib").is_dir(),
            "LIBTORCH names {}, which holds no libtorch; unset it to let `cargo xtask libtorch` fetch one",
            libtorch.display()
        );
        return Ok(());
    }
    let stamp = stamp();
    let folder = workspace.dependency("libtorch");
    if is_complete(&folder, &stamp) {
        return Ok(());
    }
    let _alone = alone(workspace)?;
    if is_complete(&folder, &stamp) {
        return Ok(());
    }
    install(workspace, &folder, &stamp)
}

/// Where cargo will look: its configuration names the folder of this file, a shell's LIBTORCH comes
/// before.
fn wanted(workspace: &Workspace) -> PathBuf {
    env::var_os("LIBTORCH")
        .map_or_else(|| own(workspace), PathBuf::from)
        .components()
        .collect()
}

fn own(workspace: &Workspace) -> PathBuf {
    workspace.dependency("libtorch/torch")
}

/// One digest a line.
fn stamp() -> String {
    WHEELS.map(|wheel| wheel.sha256).join("\n")
}

fn is_complete(folder: &Path, stamp: &str) -> bool {
    fs::read_to_string(folder.join(STAMP)).is_ok_and(|text| text == stamp)
}

/// Holds back a second xtask that wants the same folder, until the returned file is dropped.
fn alone(workspace: &Workspace) -> anyhow::Result<File> {
    fs::create_dir_all(workspace.path(".deps"))?;
    let lock = File::create(workspace.dependency("libtorch.lock"))?;
    lock.lock().context("cannot lock .deps/libtorch.lock")?;
    Ok(lock)
}

/// Fetches what is missing, unpacks all of it beside `folder` and moves it there in one step.
fn install(workspace: &Workspace, folder: &Path, stamp: &str) -> anyhow::Result<()> {
    ensure_pinned_platform()?;
    let python = python()?;
    let wheels = workspace.dependency("wheels");
    for wheel in &WHEELS {
        let mut fetch = workspace.command(python);
        fetch.arg(workspace.path("crates/xtask/src/libtorch/fetch.py"));
        fetch
            .args([wheel.project, wheel.file, wheel.sha256])
            .arg(&wheels);
        workspace.run(&mut fetch)?;
    }

    let unpacked = workspace.dependency("libtorch.unpacking");
    remove(&unpacked)?;
    let mut unpack = workspace.command(python);
    unpack
        .arg(workspace.path("crates/xtask/src/libtorch/unpack.py"))
        .arg(&unpacked);
    unpack.args(WHEELS.iter().map(|wheel| wheels.join(wheel.file)));
    workspace.run(&mut unpack)?;
    fs::write(unpacked.join("torch/build-version"), VERSION)?;
    fs::write(unpacked.join(STAMP), stamp)?;

    remove(folder)?;
    fs::rename(&unpacked, folder)?;
    remove(&wheels)
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

fn ensure_pinned_platform() -> anyhow::Result<()> {
    ensure!(
        cfg!(all(
            target_os = "linux",
            target_env = "gnu",
            target_arch = "x86_64"
        )),
        "there is no pinned libtorch for this platform: unpack libtorch {VERSION} yourself and set LIBTORCH to it"
    );
    Ok(())
}

/// The first Python 3 that has pip.
pub(crate) fn python() -> anyhow::Result<&'static str> {
    let is_python = |name: &&str| {
        succeeds(
            name,
            &["-c", "import sys; sys.exit(sys.version_info < (3, 6))"],
        )
    };
    let has_pip = |name: &&str| succeeds(name, &["-m", "pip", "--version"]);
    let pythons: Vec<&str> = ["python3", "python"]
        .into_iter()
        .filter(is_python)
        .collect();
    if pythons.is_empty() {
        bail!(
            "this needs Python 3 and found none: install it (Debian: `apt install python3 python3-pip`)"
        );
    }
    pythons.into_iter().find(has_pip).context(
        "Python has no pip: install it (Debian: `apt install python3-pip`; elsewhere: `python3 -m ensurepip`)",
    )
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .output()
        .is_ok_and(|output| output.status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_the_stamp_of_todays_wheels_is_not_complete() {
        let folder = env::temp_dir().join(format!("dwell-xtask-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        assert!(!is_complete(&folder, &stamp()));
        fs::write(folder.join(STAMP), "0000").unwrap();
        assert!(!is_complete(&folder, &stamp()));
        fs::write(folder.join(STAMP), stamp()).unwrap();
        assert!(is_complete(&folder, &stamp()));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn every_wheel_is_pinned_by_a_whole_digest() {
        for wheel in &WHEELS {
            assert_eq!(wheel.sha256.len(), 64, "{}", wheel.file);
            assert!(
                wheel.file.starts_with(&wheel.project.replace('-', "_")),
                "{}",
                wheel.file
            );
        }
    }
}
