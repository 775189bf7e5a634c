//! Every seed, and everything that was ever found, goes through what is done with such bytes.

use std::{
    fs,
    path::{Path, PathBuf},
};

use dwell_fuzz::{calls, checkpoint, pipe, protocol, spec, words};

/// Puts the seeds of a target through it, and those of other folders of the repository.
fn put_through(target: &str, read: fn(&[u8]), others: &[&str]) {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let seeds = files(&own.join("seeds").join(target));
    assert!(!seeds.is_empty(), "{target} has no seed");
    let found = files(&own.join("found").join(target));
    let others = others
        .iter()
        .flat_map(|folder| files(&own.join("../..").join(folder)));
    for file in seeds.into_iter().chain(found).chain(others) {
        println!("{}", file.display());
        read(&fs::read(&file).unwrap());
    }
}

/// All files below a folder, which need not be there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    let files = paths.flat_map(|path| {
        if path.is_dir() {
            files(&path)
        } else {
            vec![path]
        }
    });
    files.collect()
}

#[test]
fn sweep_files_are_read_or_refused_in_words() {
    put_through("spec", spec, &["configs", "crates/cli/tests/bad-specs"]);
}

#[test]
fn messages_mean_the_same_after_another_way_over_the_wire() {
    put_through("protocol", protocol, &[]);
}

#[test]
fn calls_that_are_refused_change_nothing() {
    put_through("calls", calls, &[]);
}

#[test]
fn both_ends_of_a_pipe_take_it_in_any_pieces() {
    put_through("pipe", pipe, &[]);
}

#[test]
fn a_checkpoint_is_whole_or_refused() {
    put_through("checkpoint", checkpoint, &[]);
}

#[test]
fn words_and_stored_json_come_back_as_they_were() {
    put_through("words", words, &[]);
}
