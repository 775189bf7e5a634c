//! The pipes to the daemon: frames in, frames out.

use std::{
    io::{self, Read, Write},
    sync::mpsc::{self, Receiver},
    thread,
};

use bytes::BytesMut;
use dwell_proto::{
    Malformed, frame,
    v1::{self, trainer_input, trainer_output},
};
use prost::Message as _;

use crate::error::TrainerError;

/// The longest frame that is believed; an admission takes a few hundred bytes.
const MAX_FRAME: usize = 1 << 20;

/// How many bytes are asked for at once.
const CHUNK: usize = 8 << 10;

/// What the daemon says, in order; the last is an error, or the stream has ended well.
pub(crate) type Input = Receiver<Result<trainer_input::Message, TrainerError>>;

/// Reads frames on a thread of its own, so that the daemon can always write.
pub(crate) fn listen(stream: impl Read + Send + 'static) -> Input {
    let (sender, receiver) = mpsc::channel();
    let mut frames = FrameReader::new(stream);
    thread::spawn(move || {
        while let Some(frame) = frames.read().transpose() {
            let is_last = frame.is_err();
            if sender.send(frame).is_err() || is_last {
                return;
            }
        }
    });
    receiver
}

/// Reads frames.
struct FrameReader<R> {
    stream: R,
    /// What has come of the frames that were not given out.
    buffer: BytesMut,
}

impl<R: Read> FrameReader<R> {
    fn new(stream: R) -> Self {
        Self {
            stream,
            buffer: BytesMut::new(),
        }
    }

    /// Reads one message; `None` where the stream ends between two.
    fn read(&mut self) -> Result<Option<trainer_input::Message>, TrainerError> {
        loop {
            if let Some(input) = frame::take::<v1::TrainerInput>(&mut self.buffer, MAX_FRAME)? {
                let message = input.message.ok_or(Malformed::Missing("message"))?;
                return Ok(Some(message));
            }
            let mut chunk = [0; CHUNK];
            match self.stream.read(&mut chunk) {
                Ok(0) if self.buffer.is_empty() => return Ok(None),
                Ok(0) => return Err(TrainerError::Torn),
                Ok(read) => self.buffer.extend_from_slice(&chunk[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(TrainerError::Read(error)),
            }
        }
    }
}

/// Writes frames.
#[derive(Debug)]
pub(crate) struct FrameWriter<W> {
    stream: W,
}

impl<W: Write> FrameWriter<W> {
    /// Writes to this stream from now on.
    pub(crate) const fn new(stream: W) -> Self {
        Self { stream }
    }

    /// Writes one message, whole.
    pub(crate) fn write(&mut self, message: trainer_output::Message) -> Result<(), TrainerError> {
        let message = Some(message);
        let frame = v1::TrainerOutput { message }.encode_length_delimited_to_vec();
        let written = self.stream.write_all(&frame);
        written
            .and_then(|()| self.stream.flush())
            .map_err(TrainerError::Write)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(message: trainer_input::Message) -> Vec<u8> {
        let message = Some(message);
        v1::TrainerInput { message }.encode_length_delimited_to_vec()
    }

    fn start() -> trainer_input::Message {
        trainer_input::Message::Start(v1::Start {
            device: "cpu".to_owned(),
            threads: 1,
            checkpoint_folder: "x".repeat(200),
            corpora_folder: String::new(),
        })
    }

    #[test]
    fn frames_come_in_order_until_the_stream_ends() {
        let snapshot = trainer_input::Message::Snapshot(v1::Snapshot {});
        let bytes = [framed(start()), framed(snapshot.clone())].concat();
        let said: Vec<_> = listen(io::Cursor::new(bytes)).iter().collect();
        let said: Vec<_> = said.into_iter().map(Result::unwrap).collect();
        assert_eq!(said, [start(), snapshot]);
    }

    #[test]
    fn a_stream_that_is_cut_anywhere_within_a_frame_is_torn() {
        let frame = framed(start());
        for length in 1..frame.len() {
            let cut = FrameReader::new(&frame[..length]).read();
            assert!(matches!(cut, Err(TrainerError::Torn)), "{length}: {cut:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_message_are_refused_and_nothing_follows_them() {
        let bytes = [vec![3, 0xff, 0xff, 0xff], framed(start())].concat();
        let said: Vec<_> = listen(io::Cursor::new(bytes)).iter().collect();
        assert!(
            matches!(said[..], [Err(TrainerError::Frame(_))]),
            "{said:?}"
        );
    }
}
