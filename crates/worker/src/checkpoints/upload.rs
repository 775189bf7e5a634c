//! Sends what trainers write. Of each attempt only the latest checkpoint waits to be sent, so a
//! coordinator that is away costs one file a lane. A checkpoint goes behind the evaluations before it, since
//! whoever goes on from there does not make them again. The last files of an attempt, its weights, go
//! before the news of its end.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, Read as _},
    path::Path,
    sync::Arc,
};

use dwell_proto::v1::{self, fact::What, put_checkpoint_request::Part};
use futures::stream;
use tempfile::TempPath;
use tokio::sync::watch;
use tokio_stream::StreamExt as _;
use tonic::Code;

use crate::{
    attempt::AttemptKey, ledger::Ledger, offload::offload, outbox::Sequence, retry, session::Client,
};

/// Bytes of one message of an upload.
const CHUNK: usize = 1 << 18;

/// A file that a trainer wrote; it goes with the value.
#[derive(Debug)]
pub(crate) struct Written {
    /// What it holds is as old as this.
    pub(crate) step: u64,
    /// Where it is.
    pub(crate) file: TempPath,
    /// Whether it holds the weights at the end of its attempt.
    pub(crate) is_final: bool,
    /// Whether it holds those of its best evaluation. If neither, it is a checkpoint.
    pub(crate) is_best: bool,
}

/// What of an attempt is sent together.
#[derive(Debug)]
struct Parcel {
    attempt: AttemptKey,
    /// A checkpoint, or all weights.
    files: Vec<Written>,
    /// It is sent when the coordinator has the facts up to this one.
    behind: Sequence,
    /// The attempt's last fact, where these are its weights.
    end: Option<What>,
}

/// What waits to be sent.
#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Parcel>,
    /// The attempt whose files are being sent, as long as anybody wants them.
    sending: Option<AttemptKey>,
}

impl Queue {
    fn put(&mut self, parcel: Parcel) {
        self.waiting.retain(|old| old.attempt != parcel.attempt);
        self.waiting.push_back(parcel);
    }

    fn forget(&mut self, attempt: AttemptKey) {
        self.waiting.retain(|old| old.attempt != attempt);
        self.sending.take_if(|sending| *sending == attempt);
    }

    /// The first that can be sent when the facts up to `told` are with the coordinator.
    fn start(&mut self, told: Sequence) -> Option<Parcel> {
        let place = self.waiting.iter().position(|next| next.behind <= told)?;
        let next = self.waiting.remove(place);
        self.sending = next.as_ref().map(|next| next.attempt);
        next
    }

    /// Ends a try at sending a parcel; it is tried again unless that is over, or it is outdated.
    fn finish(&mut self, parcel: Parcel, is_over: bool) {
        let wanted = self.sending.take() == Some(parcel.attempt);
        let newer = self.waiting.iter().any(|w| w.attempt == parcel.attempt);
        if !is_over && wanted && !newer {
            self.waiting.push_back(parcel);
        }
    }

    fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.sending.is_none()
    }
}

/// The checkpoints that wait to be sent. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Uploads {
    queue: Arc<watch::Sender<Queue>>,
}

impl Uploads {
    /// Nothing to send.
    pub(crate) fn new() -> Self {
        Self {
            queue: Arc::new(watch::Sender::default()),
        }
    }

    /// Sends a checkpoint in place of any older one of the attempt, and then removes it: not before
    /// the coordinator has the facts up to `behind`.
    pub(crate) fn put(&self, attempt: AttemptKey, checkpoint: Written, behind: Sequence) {
        self.add(Parcel {
            attempt,
            files: vec![checkpoint],
            behind,
            end: None,
        });
    }

    /// Sends an attempt's weights, removes them, and then writes down its last fact: also when the
    /// coordinator no longer wants the weights.
    pub(crate) fn put_weights(&self, attempt: AttemptKey, weights: Vec<Written>, last: What) {
        self.add(Parcel {
            attempt,
            files: weights,
            behind: 0,
            end: Some(last),
        });
    }

    fn add(&self, parcel: Parcel) {
        self.queue.send_modify(|queue| queue.put(parcel));
    }

    /// Nobody wants this attempt's checkpoints any more.
    pub(crate) fn forget(&self, attempt: AttemptKey) {
        self.queue.send_modify(|queue| queue.forget(attempt));
    }

    /// Returns when nothing waits to be sent.
    pub(crate) async fn flushed(&self) {
        // It cannot close: `self` holds the sender.
        let _ = self.queue.subscribe().wait_for(Queue::is_empty).await;
    }

    /// Sends what is put, one after the other, for ever.
    pub(crate) async fn send_forever(
        self,
        mut client: Client,
        worker_id: String,
        ledger: Arc<watch::Sender<Ledger>>,
    ) {
        let mut delays = retry::delays();
        let mut queue = self.queue.subscribe();
        let mut facts = ledger.subscribe();
        loop {
            queue.mark_unchanged();
            let told = facts.borrow_and_update().told();
            let mut next = None;
            self.queue.send_if_modified(|queue| {
                next = queue.start(told);
                next.is_some()
            });
            let Some(mut parcel) = next else {
                // Neither can close: both senders are here.
                tokio::select! {
                    biased;
                    _ = queue.changed() => {}
                    _ = facts.changed() => {}
                }
                continue;
            };
            let sent = upload_all(&mut client, &worker_id, &parcel).await;
            let is_over = match &sent {
                Ok(()) => true,
                // A result waits for its weights only as long as they may still arrive.
                Err(error) if parcel.end.is_some() => !error.is_of_connection(),
                Err(error) => error.is_for_good(),
            };
            if let Err(error) = sent {
                tracing::warn!(trial.id = %parcel.attempt.trial, %error,
                    "a file of weights was not sent");
            }
            // Whoever waits for the queue to be empty finds the fact in the ledger.
            if is_over && let Some(last) = parcel.end.take() {
                ledger.send_modify(|ledger| ledger.end(parcel.attempt, last));
            }
            self.queue
                .send_modify(|queue| queue.finish(parcel, is_over));
            if is_over {
                delays = retry::delays();
            } else {
                tokio::time::sleep(retry::next(&mut delays)).await;
            }
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum UploadError {
    #[error("its file cannot be read: {0}")]
    File(#[from] io::Error),
    #[error("{}", .0.message())]
    Call(#[from] tonic::Status),
}

impl UploadError {
    /// Whether the coordinator was not there, or not ready.
    fn is_of_connection(&self) -> bool {
        match self {
            Self::File(_) => false,
            Self::Call(status) => matches!(
                status.code(),
                Code::Unavailable | Code::Unknown | Code::Cancelled | Code::DeadlineExceeded
            ),
        }
    }

    /// Whether trying again is in vain: the file is gone, or the coordinator refuses this very call.
    fn is_for_good(&self) -> bool {
        match self {
            Self::File(_) => true,
            Self::Call(status) => matches!(
                status.code(),
                Code::InvalidArgument
                    | Code::NotFound
                    | Code::FailedPrecondition
                    | Code::OutOfRange
                    | Code::Unimplemented
            ),
        }
    }
}

/// Sends a parcel, one file after the other.
async fn upload_all(
    client: &mut Client,
    worker_id: &str,
    parcel: &Parcel,
) -> Result<(), UploadError> {
    for written in &parcel.files {
        upload(client, worker_id, parcel.attempt, written).await?;
    }
    Ok(())
}

async fn upload(
    client: &mut Client,
    worker_id: &str,
    attempt: AttemptKey,
    written: &Written,
) -> Result<(), UploadError> {
    let checkpoint = describe(&written.file, written.step).await?;
    let file = File::open(&written.file)?;
    let header = v1::CheckpointHeader {
        worker_id: worker_id.to_owned(),
        attempt: Some(attempt.into()),
        checkpoint: Some(checkpoint),
        is_final: written.is_final,
        is_best: written.is_best,
    };
    let header = tokio_stream::once(Part::Header(header));
    let chunks = stream::unfold(file, next_chunk).map(Part::Chunk);
    let parts = header.chain(chunks);
    let request = parts.map(|part| v1::PutCheckpointRequest { part: Some(part) });
    let answer = client.put_checkpoint(request).await?.into_inner();
    tracing::debug!(trial.id = %attempt.trial, step = written.step, kept = answer.kept,
        "sent a file of weights");
    Ok(())
}

/// The next bytes of a file, and the file again. A read error ends the stream early, and the
/// coordinator sees that the size is wrong.
async fn next_chunk(mut file: File) -> Option<(Vec<u8>, File)> {
    let read = offload(move || {
        let mut chunk = Vec::with_capacity(CHUNK);
        let read = (&mut file).take(CHUNK as u64).read_to_end(&mut chunk);
        read.map(|_| (chunk, file))
    });
    let read = read.await.ok()?.ok();
    read.filter(|(chunk, _)| !chunk.is_empty())
}

/// Hash and size of a checkpoint's file.
async fn describe(file: &Path, step: u64) -> io::Result<v1::CheckpointRef> {
    let path = file.to_owned();
    let hashed = offload(move || {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(File::open(path)?)?;
        Ok::<_, io::Error>((hasher.finalize(), hasher.count()))
    });
    let (hash, size) = hashed.await.map_err(io::Error::other)??;
    Ok(v1::CheckpointRef {
        content_hash: hash.to_hex().to_string(),
        step,
        size,
    })
}

#[cfg(test)]
mod tests {
    use dwell_domain::{Attempt, TrialId};

    use super::*;

    fn written(folder: &Path, attempt: u32, step: u64) -> Written {
        let path = folder.join(format!("{attempt}-{step}"));
        std::fs::write(&path, b"weights").unwrap();
        Written {
            step,
            file: TempPath::try_from_path(path).unwrap(),
            is_final: false,
            is_best: false,
        }
    }

    fn parcel(folder: &Path, attempt: u32, step: u64) -> Parcel {
        let trial = TrialId::from_uuid(uuid::Uuid::nil());
        Parcel {
            attempt: AttemptKey {
                trial,
                attempt: Attempt(attempt),
            },
            files: vec![written(folder, attempt, step)],
            behind: step,
            end: None,
        }
    }

    fn step(parcel: &Parcel) -> u64 {
        parcel.files[0].step
    }

    fn files(folder: &Path) -> usize {
        std::fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn only_the_latest_checkpoint_of_an_attempt_waits_and_older_files_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let mut queue = Queue::default();
        for step in 1..=3 {
            queue.put(parcel(folder.path(), 1, step));
            queue.put(parcel(folder.path(), 2, step));
        }
        let waiting: Vec<_> = queue.waiting.iter().map(step).collect();
        assert_eq!(waiting, [3, 3]);
        assert_eq!(files(folder.path()), 2);
    }

    #[test]
    fn a_failed_upload_is_tried_again_unless_it_is_outdated_or_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let mut queue = Queue::default();
        queue.put(parcel(folder.path(), 1, 1));

        let first = queue.start(9).unwrap();
        queue.finish(first, false);
        assert_eq!(queue.waiting.len(), 1);

        let again = queue.start(9).unwrap();
        queue.put(parcel(folder.path(), 1, 2));
        queue.finish(again, false);
        let waiting: Vec<_> = queue.waiting.iter().map(step).collect();
        assert_eq!(waiting, [2]);

        let last = queue.start(9).unwrap();
        queue.forget(last.attempt);
        queue.finish(last, false);
        assert!(queue.is_empty());
        assert_eq!(files(folder.path()), 0);
    }

    #[test]
    fn a_checkpoint_waits_until_the_facts_before_it_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let mut queue = Queue::default();
        queue.put(parcel(folder.path(), 1, 5));
        queue.put(parcel(folder.path(), 2, 3));
        assert!(queue.start(2).is_none());
        assert_eq!(queue.start(4).as_ref().map(step), Some(3));
        assert_eq!(queue.start(5).as_ref().map(step), Some(5));
    }

    #[tokio::test]
    async fn a_checkpoint_is_described_by_its_hash_and_size() {
        let folder = tempfile::tempdir().unwrap();
        let written = written(folder.path(), 1, 9);
        let described = describe(&written.file, 9).await.unwrap();
        let hash = blake3::hash(b"weights").to_hex().to_string();
        assert_eq!(
            described,
            v1::CheckpointRef {
                content_hash: hash,
                step: 9,
                size: 7,
            }
        );
    }
}
