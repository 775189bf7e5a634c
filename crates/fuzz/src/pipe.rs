//! The pipe between a daemon and its trainer: what either end makes of the other's bytes.

use bytes::BytesMut;
use dwell_domain::{Configuration, Evaluation, Failure, FailureKind, TrialResult};
use dwell_proto::{
    FrameError, frame,
    v1::{self, trainer_input, trainer_output},
};
use prost::Message;

/// The longest frame that is believed.
const MOST: usize = 1 << 20;

/// Reads a stream of frames. The first byte says in pieces of how many bytes it comes, and by its
/// highest bit which end speaks.
pub fn pipe(bytes: &[u8]) {
    let [how, stream @ ..] = bytes else {
        return;
    };
    let piece = usize::from(how & 0x7f) + 1;
    if how & 0x80 == 0 {
        for input in same_in_any_pieces::<v1::TrainerInput>(stream, piece) {
            input.message.into_iter().for_each(trainer_takes);
        }
    } else {
        for output in same_in_any_pieces::<v1::TrainerOutput>(stream, piece) {
            output.message.into_iter().for_each(daemon_takes);
        }
    }
}

/// The messages of a stream: the same, and with the same end, in whatever pieces it comes.
fn same_in_any_pieces<M: Message + Default>(stream: &[u8], piece: usize) -> Vec<M> {
    let (at_once, end) = read::<M>(stream, stream.len().max(1));
    let (in_pieces, other_end) = read::<M>(stream, piece);
    // Compared as bytes: a number that is none does not equal itself.
    let frames = |messages: &[M]| -> Vec<u8> {
        let frames = messages.iter().map(M::encode_length_delimited_to_vec);
        frames.flatten().collect()
    };
    assert_eq!(frames(&at_once), frames(&in_pieces));
    assert_eq!(end, other_end);
    let (again, rest) = read::<M>(&frames(&at_once), piece);
    assert_eq!(frames(&again), frames(&at_once));
    assert_eq!(rest, Ok(0));
    at_once
}

/// The messages of a stream, and what is wrong behind them, or how many bytes are left over.
fn read<M: Message + Default>(stream: &[u8], piece: usize) -> (Vec<M>, Result<usize, FrameError>) {
    let (mut buffer, mut messages) = (BytesMut::new(), Vec::new());
    for piece in stream.chunks(piece) {
        buffer.extend_from_slice(piece);
        loop {
            match frame::take(&mut buffer, MOST) {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break,
                Err(error) => return (messages, Err(error)),
            }
        }
    }
    (messages, Ok(buffer.len()))
}

/// What a trainer makes of a message.
fn trainer_takes(message: trainer_input::Message) {
    match message {
        trainer_input::Message::Admit(admit) => {
            admit.attempt.map(|attempt| attempt.parts());
            admit.configuration.map(Configuration::try_from);
        }
        trainer_input::Message::Drop(drop) => {
            drop.attempt.map(|attempt| attempt.parts());
        }
        trainer_input::Message::Start(_)
        | trainer_input::Message::Snapshot(_)
        | trainer_input::Message::Shutdown(_) => {}
    }
}

/// What a daemon makes of a message.
fn daemon_takes(message: trainer_output::Message) {
    match message {
        trainer_output::Message::Evaluated(said) => {
            said.attempt.map(|attempt| attempt.parts());
            said.evaluation.map(Evaluation::try_from);
        }
        trainer_output::Message::Finished(said) => {
            said.attempt.map(|attempt| attempt.parts());
            said.result.map(TrialResult::try_from);
        }
        trainer_output::Message::Failed(said) => {
            said.attempt.map(|attempt| attempt.parts());
            if let Some(failure) = said.failure {
                let kind = FailureKind::try_from(failure.kind());
                let sent = Failure::try_from(failure.cut());
                assert_eq!(sent.is_err(), kind.is_err(), "{sent:?}");
            }
        }
        trainer_output::Message::Checkpointed(said) => {
            said.attempt.map(|attempt| attempt.parts());
        }
        trainer_output::Message::Rate(rate) => {
            for step in rate.steps {
                step.attempt.map(|attempt| attempt.parts());
            }
        }
        trainer_output::Message::Hello(_)
        | trainer_output::Message::SnapshotTaken(_)
        | trainer_output::Message::Capacity(_) => {}
    }
}
