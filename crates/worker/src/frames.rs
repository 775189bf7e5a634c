//! What a trainer says, as it comes out of its pipe.

use std::io;

use dwell_proto::{FrameError, frame, v1};
use tokio_util::{bytes::BytesMut, codec::Decoder};

/// The longest frame that is believed; an evaluation with all its statistics takes a few kilobytes.
const MAX_FRAME: usize = 4 << 20;

/// Decodes what a trainer says.
#[derive(Debug)]
pub(crate) struct TrainerFrames;

/// What is wrong with the bytes of a trainer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutputError {
    /// The pipe broke, or ended within a frame.
    #[error("its pipe broke: {0}")]
    Io(#[from] io::Error),
    /// A frame is none.
    #[error("it sent {0}")]
    Frame(#[from] FrameError),
    /// A message without content.
    #[error("it sent an empty message")]
    Empty,
}

impl Decoder for TrainerFrames {
    type Item = v1::trainer_output::Message;
    type Error = OutputError;

    fn decode(&mut self, buffer: &mut BytesMut) -> Result<Option<Self::Item>, OutputError> {
        let output: Option<v1::TrainerOutput> = frame::take(buffer, MAX_FRAME)?;
        output
            .map(|output| output.message.ok_or(OutputError::Empty))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use dwell_proto::v1::trainer_output::Message;
    use prost::Message as _;

    use super::*;

    fn framed(message: Option<Message>) -> BytesMut {
        let output = v1::TrainerOutput { message };
        BytesMut::from(&output.encode_length_delimited_to_vec()[..])
    }

    #[test]
    fn a_frame_gives_its_message() {
        let said = Message::Capacity(v1::Capacity { lanes: 7 });
        let mut buffer = framed(Some(said.clone()));
        assert_eq!(TrainerFrames.decode(&mut buffer).unwrap(), Some(said));
        assert_eq!(TrainerFrames.decode(&mut buffer).unwrap(), None);
    }

    #[test]
    fn a_message_without_content_is_an_error() {
        let empty = TrainerFrames.decode(&mut framed(None));
        assert!(matches!(empty, Err(OutputError::Empty)), "{empty:?}");
    }

    #[test]
    fn a_stream_that_ends_within_a_frame_is_an_error() {
        let said = Message::Capacity(v1::Capacity { lanes: 7 });
        let mut torn = framed(Some(said));
        torn.truncate(torn.len() - 1);
        let torn = TrainerFrames.decode_eof(&mut torn);
        assert!(matches!(torn, Err(OutputError::Io(_))), "{torn:?}");
    }
}
