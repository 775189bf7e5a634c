//! The answer to a call that was let in: a stream ends when the call would be let in no more.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures::future::BoxFuture;
use http_body::{Body, Frame, SizeHint};
use tonic::{
    Status,
    codegen::{Bytes, http::HeaderMap},
};

/// A body, and what would end it before its time.
pub(super) struct Guarded<B> {
    body: B,
    /// `None` when it has.
    refused: Option<BoxFuture<'static, Status>>,
}

impl<B> Guarded<B> {
    pub(super) fn new(body: B, refused: BoxFuture<'static, Status>) -> Self {
        Self {
            body,
            refused: Some(refused),
        }
    }
}

impl<B: Body<Data = Bytes, Error = Status> + Unpin> Body for Guarded<B> {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = self.get_mut();
        let Some(refused) = &mut this.refused else {
            return Poll::Ready(None);
        };
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) {
            return Poll::Ready(frame);
        }
        let status = ready!(refused.as_mut().poll(cx));
        this.refused = None;
        let mut trailers = HeaderMap::new();
        status.add_header(&mut trailers)?;
        Poll::Ready(Some(Ok(Frame::trailers(trailers))))
    }

    fn is_end_stream(&self) -> bool {
        self.refused.is_none() || self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
