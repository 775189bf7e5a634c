//! What a person sees: commands and their output, word for word.
//!
//! `TRYCMD=overwrite cargo test -p dwell-cli --test transcripts` rewrites them, to be reviewed.

mod sample;

use std::path::Path;

/// Transcripts with this data folder, and nothing of the user's own settings.
fn transcripts(data: &Path) -> trycmd::TestCases {
    let data = data.to_string_lossy().into_owned();
    let cases = trycmd::TestCases::new();
    cases
        .env("DWELL_DATA", &data)
        .env("NO_COLOR", "1")
        .env("TZ", "UTC")
        .insert_var("[DATA]", data)
        .expect("the name of the variable is well-formed");
    cases
}

#[test]
fn before_anything_was_submitted() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let data = folder.path().join("data");
    transcripts(&data)
        .case("tests/transcripts/empty/*.trycmd")
        .run();
    assert!(!data.exists(), "looking leaves nothing behind");
}

#[test]
fn of_tokens_and_certificates() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    transcripts(&folder.path().join("data"))
        .case("tests/transcripts/access/*.trycmd")
        .run();
}

#[test]
fn on_a_finished_sweep() {
    on_the_sample("tests/transcripts/sample/*.trycmd");
}

#[test]
fn for_other_programs() {
    on_the_sample("tests/transcripts/weights/*.trycmd");
}

#[test]
fn as_whole_tables() {
    on_the_sample("tests/transcripts/export/*.trycmd");
}

/// Transcripts on a sample of their own: they may come while others change theirs.
fn on_the_sample(cases: &str) {
    let data = tempfile::tempdir().expect("a temporary folder can be made");
    sample::fill(data.path());
    transcripts(data.path()).case(cases).run();
}
