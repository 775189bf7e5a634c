//! The simulated network as tonic takes it: connections that come in, and ways out.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use futures::{Stream, future::BoxFuture, stream};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tonic::transport::{Channel, Endpoint, Uri, server::Connected};
use tower::{Service, service_fn};
use turmoil::net::{TcpListener, TcpStream};

/// Where coordinators listen.
const PORT: u16 = 7070;

/// A connection that came in.
pub(crate) struct Accepted(TcpStream);

impl Connected for Accepted {
    type ConnectInfo = ();

    fn connect_info(&self) {}
}

impl AsyncRead for Accepted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Accepted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

/// Everybody who connects to this host.
pub(crate) async fn incoming() -> io::Result<impl Stream<Item = io::Result<Accepted>>> {
    let listener = TcpListener::bind(("0.0.0.0", PORT)).await?;
    Ok(stream::unfold(listener, |listener| async {
        let accepted = listener.accept().await.map(|(stream, _)| Accepted(stream));
        Some((accepted, listener))
    }))
}

/// A way to the coordinators: to the first of them as long as it answers, else to the next one.
pub(crate) fn channel(
    coordinators: Vec<String>,
    patience: impl FnOnce(Endpoint) -> Endpoint,
) -> Channel {
    let endpoint = Endpoint::from_static("http://coordinators");
    patience(endpoint).connect_with_connector_lazy(connector(coordinators))
}

fn connector(
    coordinators: Vec<String>,
) -> impl Service<
    Uri,
    Response = TokioIo<TcpStream>,
    Error = io::Error,
    Future = BoxFuture<'static, io::Result<TokioIo<TcpStream>>>,
> + Send {
    let next = Arc::new(AtomicUsize::new(0));
    service_fn(move |_: Uri| {
        let place = next.fetch_add(1, Ordering::Relaxed) % coordinators.len();
        let coordinator = coordinators[place].clone();
        let connecting: BoxFuture<'static, _> = Box::pin(async move {
            let stream = TcpStream::connect((coordinator.as_str(), PORT)).await?;
            Ok(TokioIo::new(stream))
        });
        connecting
    })
}
