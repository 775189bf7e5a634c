//! What a trainer reads and leaves besides checkpoints: corpora and final weights.

use std::fs;

use dwell_domain::{Configuration, Corpus, CorpusContent, Task};
use dwell_proto::v1;
use tempfile::tempdir;

use crate::daemon_side::{Trainer, act, attempt, parity};

/// A text task on `corpus.txt`, which must hold these bytes if any are given.
fn text(content: Option<&[u8]>) -> Configuration {
    let content = content.map(|bytes| CorpusContent {
        bytes: bytes.len() as u64,
        blake3: blake3::hash(bytes).to_hex().to_string(),
    });
    let mut configuration = parity(act(1e-2));
    configuration.task = Task::Text {
        corpus: Corpus {
            file: "corpus.txt".to_owned(),
            content,
        },
        length: 5,
    };
    configuration.train.updates = 20;
    configuration
}

#[test]
fn a_text_is_learned_from_its_file() {
    let folder = tempdir().unwrap();
    let corpus = b"a network that reads its own documentation ".repeat(20);
    fs::write(folder.path().join("corpus.txt"), &corpus).unwrap();
    let mut trainer = Trainer::start(folder.path());
    trainer.admit(&attempt(1), &text(Some(&corpus)));
    let bits = trainer.result_of(&attempt(1)).evaluation.unwrap().error;
    assert!(bits > 0.0, "{bits}");
}

#[test]
fn a_corpus_that_cannot_be_used_fails_its_trial_alone_and_names_host_and_file() {
    let folder = tempdir().unwrap();
    let mut trainer = Trainer::start(folder.path());
    let path = folder.path().join("corpus.txt");
    let host = gethostname::gethostname();
    let start = format!("on host {}: ", host.to_str().unwrap());

    trainer.admit(&attempt(1), &text(None));
    let missing = trainer.failure_of(&attempt(1));
    fs::write(&path, b"too short").unwrap();
    trainer.admit(&attempt(2), &text(None));
    let short = trainer.failure_of(&attempt(2));
    fs::write(&path, b"another content".repeat(20)).unwrap();
    trainer.admit(&attempt(3), &text(Some(&b"expected corpus".repeat(20))));
    let other = trainer.failure_of(&attempt(3));

    for failure in [missing, short, other] {
        assert_eq!(failure.kind(), v1::FailureKind::Invalid);
        assert!(failure.message.starts_with(&start), "{}", failure.message);
        let names_file = failure.message.contains(path.to_str().unwrap());
        assert!(names_file, "{}", failure.message);
    }
    trainer.admit(&attempt(4), &parity(act(1e-2)));
    trainer.result_of(&attempt(4));
}

#[test]
fn weights_are_left_in_files_where_they_are_kept() {
    let folder = tempdir().unwrap();
    let mut trainer = Trainer::start(folder.path());
    let mut kept = parity(act(1e-2));
    kept.train.keep_weights = true;
    trainer.admit(&attempt(1), &kept);
    let finished = trainer.end_of(&attempt(1));
    let kinds = finished.weights.iter().map(|w| (w.is_final, w.is_best));
    let kinds: Vec<_> = kinds.collect();
    assert!(
        kinds == [(true, true)] || kinds == [(true, false), (false, true)],
        "{kinds:?}"
    );
    for v1::WeightsFile { path, .. } in &finished.weights {
        let bytes = fs::read(path).unwrap();
        // The length of the header, then JSON: the safetensors format.
        assert_eq!(bytes[8], b'{', "{path}");
    }

    trainer.admit(&attempt(2), &parity(act(1e-2)));
    assert_eq!(trainer.end_of(&attempt(2)).weights, []);
}
