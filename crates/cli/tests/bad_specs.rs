//! Every bad spec is refused with its mistakes drawn under its own lines, and leaves no trace.
//!
//! `INSTA_UPDATE=always cargo test -p dwell-cli --test bad_specs` redraws them, to be reviewed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// The specs, in `tests/bad-specs`, each beside the snapshot of what is said of it.
fn bad_specs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad-specs");
    let mut specs: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("an entry can be read").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    specs.sort();
    specs
}

/// Runs a command on a spec, in the spec's folder so that its path is short.
fn dwell(command: &str, spec: &Path, data: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dwell"))
        .arg(command)
        .arg(spec.file_name().expect("a spec is a file"))
        .current_dir(spec.parent().expect("a spec lies in a folder"))
        .env_remove("DWELL_COORDINATOR")
        .env("DWELL_DATA", data)
        .stdin(Stdio::null())
        .output()
        .expect("dwell can be run")
}

#[test]
fn there_are_at_least_25() {
    assert!(bad_specs().len() >= 25);
}

#[test]
fn each_is_refused_with_its_mistakes_under_its_lines() {
    let data = tempfile::tempdir().unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("bad-specs");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for spec in bad_specs() {
            let output = dwell("plan", &spec, data.path());
            assert_eq!(output.status.code(), Some(2), "{}", spec.display());
            assert!(output.stdout.is_empty(), "{}", spec.display());
            let said = String::from_utf8(output.stderr).expect("it speaks UTF-8");
            let name = spec.file_stem().expect("a spec has a name");
            insta::assert_snapshot!(name.to_string_lossy().as_ref(), said);
        }
    });
}

#[test]
fn none_of_them_leaves_anything_in_the_data_folder() {
    let parent = tempfile::tempdir().unwrap();
    let data = parent.path().join("data");
    for spec in bad_specs() {
        for command in ["plan", "submit", "run"] {
            let output = dwell(command, &spec, &data);
            assert_eq!(
                output.status.code(),
                Some(2),
                "{command} {}",
                spec.display()
            );
            assert!(!data.exists(), "{command} {}", spec.display());
        }
    }
}
