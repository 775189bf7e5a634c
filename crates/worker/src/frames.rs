//! The trainer's frames as they come out of its pipe: a varint length, then that many bytes.

use std::io;

use dwell_proto::v1;
use prost::Message as _;
use tokio_util::{
    bytes::{Buf as _, BytesMut},
    codec::Decoder,
};

/// The longest frame that is believed; an evaluation with all its statistics takes a few kilobytes.
const MAX_FRAME: usize = 4 << 20;

/// The most bytes that a varint of 64 bits takes.
const MAX_DELIMITER: usize = 10;

/// Decodes what a trainer says.
#[derive(Debug)]
pub(crate) struct TrainerFrames;

/// What is wrong with the bytes of a trainer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FrameError {
    /// The pipe broke, or ended within a frame.
    #[error("its pipe broke: {0}")]
    Io(#[from] io::Error),
    /// A frame is not a message.
    #[error("it sent a frame that is no message: {0}")]
    NoMessage(#[from] prost::DecodeError),
    /// A frame claims to be absurdly long.
    #[error("it sent a frame of {0} bytes")]
    TooLong(usize),
    /// A message without content.
    #[error("it sent an empty message")]
    Empty,
}

impl Decoder for TrainerFrames {
    type Item = v1::trainer_output::Message;
    type Error = FrameError;

    fn decode(&mut self, buffer: &mut BytesMut) -> Result<Option<Self::Item>, FrameError> {
        let mut body = &buffer[..];
        let length = match prost::decode_length_delimiter(&mut body) {
            Ok(length) => length,
            Err(_) if buffer.len() < MAX_DELIMITER => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if length > MAX_FRAME {
            return Err(FrameError::TooLong(length));
        }
        let delimiter = buffer.len() - body.len();
        if body.len() < length {
            buffer.reserve(length - body.len());
            return Ok(None);
        }
        buffer.advance(delimiter);
        let output = v1::TrainerOutput::decode(buffer.split_to(length))?;
        output.message.ok_or(FrameError::Empty).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use dwell_proto::v1::trainer_output::Message;
    use proptest::prelude::*;

    use super::*;

    fn rate(lanes: u32) -> Message {
        Message::Rate(v1::Rate {
            updates_per_second: 1.5,
            lanes,
            steps: vec![],
        })
    }

    fn framed(message: Message) -> Vec<u8> {
        let output = v1::TrainerOutput {
            message: Some(message),
        };
        output.encode_length_delimited_to_vec()
    }

    proptest! {
        #[test]
        fn frames_survive_any_cut_into_reads(
            lanes in proptest::collection::vec(any::<u32>(), 1..20),
            read in 1_usize..40,
        ) {
            let sent: Vec<_> = lanes.into_iter().map(rate).collect();
            let bytes: Vec<u8> = sent.iter().cloned().flat_map(framed).collect();
            let (mut buffer, mut received) = (BytesMut::new(), vec![]);
            for part in bytes.chunks(read) {
                buffer.extend_from_slice(part);
                while let Some(message) = TrainerFrames.decode(&mut buffer).unwrap() {
                    received.push(message);
                }
            }
            prop_assert_eq!(received, sent);
            prop_assert!(buffer.is_empty());
        }

        #[test]
        fn any_bytes_give_a_message_an_error_or_a_wish_for_more(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            let mut buffer = BytesMut::from(&bytes[..]);
            while let Ok(Some(_)) = TrainerFrames.decode(&mut buffer) {}
        }
    }

    #[test]
    fn an_absurd_length_is_refused_before_it_is_waited_for() {
        let mut buffer = BytesMut::new();
        prost::encode_length_delimiter(MAX_FRAME + 1, &mut buffer).unwrap();
        let refused = TrainerFrames.decode(&mut buffer);
        assert!(
            matches!(refused, Err(FrameError::TooLong(_))),
            "{refused:?}"
        );
    }

    #[test]
    fn a_stream_that_ends_within_a_frame_is_an_error() {
        let mut torn = framed(rate(1));
        torn.pop();
        let torn = TrainerFrames.decode_eof(&mut BytesMut::from(&torn[..]));
        assert!(matches!(torn, Err(FrameError::Io(_))), "{torn:?}");
    }
}
