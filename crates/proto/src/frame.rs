//! Frames of the pipe between a daemon and its trainer: a varint length, then that many bytes. Both
//! ends take them apart here, in whatever pieces the bytes come; reading and writing is theirs.

use bytes::{Buf as _, BytesMut};
use prost::{DecodeError, Message};

/// The most bytes that a varint of 64 bits takes.
const MAX_DELIMITER: usize = 10;

/// What is wrong with a frame.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// It is not a message.
    #[error("a frame that is no message: {0}")]
    NoMessage(#[from] DecodeError),
    /// It claims to be absurdly long.
    #[error("a frame of {0} bytes")]
    TooLong(usize),
}

/// Takes the first message off the bytes that have come; `None` as long as it is not whole. A frame
/// of more than `most` bytes is refused before it is waited for.
pub fn take<M: Message + Default>(
    buffer: &mut BytesMut,
    most: usize,
) -> Result<Option<M>, FrameError> {
    let mut body = &buffer[..];
    let length = match prost::decode_length_delimiter(&mut body) {
        Ok(length) => length,
        Err(_) if buffer.len() < MAX_DELIMITER => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if length > most {
        return Err(FrameError::TooLong(length));
    }
    if body.len() < length {
        return Ok(None);
    }
    let delimiter = buffer.len() - body.len();
    buffer.advance(delimiter);
    Ok(Some(M::decode(buffer.split_to(length))?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::v1;

    const MOST: usize = 1 << 20;

    fn capacity(lanes: u32) -> v1::Capacity {
        v1::Capacity { lanes }
    }

    fn take_capacity(buffer: &mut BytesMut) -> Result<Option<v1::Capacity>, FrameError> {
        take(buffer, MOST)
    }

    proptest! {
        #[test]
        fn messages_survive_any_cut_into_pieces(
            lanes in proptest::collection::vec(any::<u32>(), 1..20),
            piece in 1_usize..40,
        ) {
            let sent: Vec<_> = lanes.into_iter().map(capacity).collect();
            let frames = sent.iter().map(Message::encode_length_delimited_to_vec);
            let bytes: Vec<u8> = frames.flatten().collect();
            let (mut buffer, mut received) = (BytesMut::new(), vec![]);
            for piece in bytes.chunks(piece) {
                buffer.extend_from_slice(piece);
                while let Some(message) = take_capacity(&mut buffer).unwrap() {
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
            while let Ok(Some(_)) = take_capacity(&mut buffer) {}
        }
    }

    #[test]
    fn an_absurd_length_is_refused_before_it_is_waited_for() {
        for length in [MOST + 1, usize::MAX >> 1] {
            let mut buffer = BytesMut::new();
            prost::encode_length_delimiter(length, &mut buffer).unwrap();
            let refused = take_capacity(&mut buffer);
            assert_eq!(refused, Err(FrameError::TooLong(length)));
        }
    }

    #[test]
    fn an_endless_length_is_refused() {
        let refused = take_capacity(&mut BytesMut::from(&[0xff; 20][..]));
        assert!(
            matches!(refused, Err(FrameError::NoMessage(_))),
            "{refused:?}"
        );
    }
}
