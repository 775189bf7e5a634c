//! Writes the seeds that no person can write by hand: messages, frames, calls and a checkpoint, each
//! right as it is. `cargo run -p dwell-fuzz --example seeds` after a change to any of their formats.

mod checkpoint;
mod domain;
mod messages;

use std::{fs, io, path::Path};

use dwell_proto::v1::{self, fact::What, put_checkpoint_request::Part};
use prost::Message;

fn main() -> io::Result<()> {
    for (name, bytes) in messages::each() {
        write("protocol", name, &bytes)?;
    }
    for (name, bytes) in calls() {
        write("calls", name, &bytes)?;
    }
    for (name, bytes) in streams() {
        write("pipe", name, &bytes)?;
    }
    write("checkpoint", "parity", &checkpoint::without_evaluation())?;
    write("checkpoint", "best", &checkpoint::with_best_weights())
}

fn write(target: &str, name: &str, bytes: &[u8]) -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("seeds")
        .join(target);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), bytes)
}

/// Stories of the life of a sweep, told by the coordinator's services and their calls: see
/// `access::SERVICES`.
fn calls() -> Vec<(&'static str, Vec<u8>)> {
    const SWEEPS: u8 = 0;
    const RESULTS: u8 = 1;
    const CLUSTER: u8 = 2;
    const WORKERS: u8 = 3;
    let evaluated = messages::report(What::Evaluated(messages::evaluation()));
    let completed = messages::report(What::Completed(messages::result()));
    let failed = messages::report(What::Failed(messages::failure()));
    let released = messages::report(What::Released(v1::Released {
        reason: "it has to leave".to_owned(),
    }));
    let register = messages::register().encode_to_vec();
    let acquire = messages::acquire().encode_to_vec();
    let submit = messages::submit().encode_to_vec();
    let sweep = messages::sweep().encode_to_vec();
    let cancel = messages::cancel().encode_to_vec();
    let trial = messages::trial().encode_to_vec();
    let list = messages::list().encode_to_vec();
    let trials = messages::trials().encode_to_vec();
    let tradeoff = messages::tradeoff().encode_to_vec();
    let query = messages::query().encode_to_vec();
    let export = messages::export().encode_to_vec();
    let workers = v1::WorkersRequest { lost: true }.encode_to_vec();
    let hash = messages::content_hash().encode_to_vec();
    let told: &[Call<'_>] = &[
        (WORKERS, 0, &register),
        (WORKERS, 1, &acquire),
        (WORKERS, 2, &evaluated),
        (WORKERS, 2, &completed),
        (RESULTS, 1, &trial),
        (RESULTS, 2, &tradeoff),
        (RESULTS, 6, &export),
        (CLUSTER, 2, &trial),
    ];
    let ended: &[Call<'_>] = &[
        (WORKERS, 2, &failed),
        (WORKERS, 2, &released),
        (SWEEPS, 4, &cancel),
        (SWEEPS, 2, &sweep),
        (CLUSTER, 1, &[]),
    ];
    let submitted: &[Call<'_>] = &[
        (SWEEPS, 0, &submit),
        (SWEEPS, 1, &submit),
        (SWEEPS, 3, &list),
        (SWEEPS, 5, &sweep),
        (RESULTS, 0, &trials),
        (CLUSTER, 0, &workers),
    ];
    let kept = upload();
    let looked_for: &[Call<'_>] = &[
        (WORKERS, 0x83, &kept),
        (WORKERS, 4, &hash),
        (RESULTS, 3, &query),
        (RESULTS, 4, &[]),
        (RESULTS, 5, &trial),
    ];
    vec![
        ("told", spelled(told)),
        ("ended", spelled(ended)),
        ("submitted", spelled(submitted)),
        ("looked_for", spelled(looked_for)),
    ]
}

/// The numbers of a service and a call, and a message.
type Call<'a> = (u8, u8, &'a [u8]);

fn spelled(calls: &[Call<'_>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (service, call, message) in calls {
        let length = u16::try_from(message.len()).expect("a short message");
        bytes.extend([*service, *call]);
        bytes.extend(length.to_le_bytes());
        bytes.extend(*message);
    }
    bytes
}

/// All that is sent to have a checkpoint kept.
fn upload() -> Vec<u8> {
    let header = v1::PutCheckpointRequest {
        part: Some(Part::Header(messages::header())),
    };
    let chunk = v1::PutCheckpointRequest {
        part: Some(Part::Chunk(messages::CHECKPOINT.to_vec())),
    };
    let mut sent = Vec::new();
    for message in [header, chunk] {
        let length = u32::try_from(message.encoded_len()).expect("a short message");
        sent.push(0);
        sent.extend(length.to_be_bytes());
        sent.extend(message.encode_to_vec());
    }
    sent
}

/// What either end of a trainer's pipe says.
fn streams() -> [(&'static str, Vec<u8>); 2] {
    const DAEMON: u8 = 6;
    const TRAINER: u8 = 0x80 | 0x5a;
    [
        ("daemon", stream(DAEMON, &messages::inputs())),
        ("trainer", stream(TRAINER, &messages::outputs())),
    ]
}

fn stream<M: Message>(how: u8, messages: &[M]) -> Vec<u8> {
    let frames = messages.iter().map(M::encode_length_delimited_to_vec);
    std::iter::once(how).chain(frames.flatten()).collect()
}
