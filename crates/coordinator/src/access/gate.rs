//! The gate before every service: a call gets through that the guard lets in, and no longer than it
//! would be let in.

use std::{
    mem,
    sync::Arc,
    task::{Context, Poll},
};

use futures::future::BoxFuture;
use tonic::{
    body::Body,
    codegen::http::{Request, Response},
    transport::server::{TcpConnectInfo, TlsConnectInfo},
};
use tower::Service;

use super::{Guard, guarded::Guarded};

/// A service behind a gate; without a guard, the gate is open.
#[derive(Clone)]
pub(crate) struct Gate<S> {
    service: S,
    guard: Option<Arc<Guard>>,
}

impl<S> Gate<S> {
    /// A gate before a service.
    pub(crate) fn before(service: S, guard: Option<Arc<Guard>>) -> Self {
        Self { service, guard }
    }
}

impl<S> Service<Request<Body>> for Gate<S>
where
    S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Send,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Response<Body>, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let Some(guard) = self.guard.clone() else {
            return Box::pin(self.service.call(request));
        };
        // The clone that is ready is the one to call.
        let next = self.service.clone();
        let mut service = mem::replace(&mut self.service, next);
        Box::pin(async move {
            let path = request.uri().path();
            let pass = match guard.admit(path, request.headers()).await {
                Ok(pass) => pass,
                Err(status) => {
                    let (code, peer) = (status.code(), peer(&request));
                    tracing::warn!(call = path, peer, ?code, "a call was refused");
                    return Ok(status.into_http());
                }
            };
            let refused = {
                let guard = Arc::clone(&guard);
                async move { guard.refused(pass).await }
            };
            let mut refused = Box::pin(refused);
            tokio::select! {
                // An answer that is there is given.
                biased;
                response = service.call(request) => {
                    let response = response?;
                    Ok(response.map(|body| Body::new(Guarded::new(body, refused))))
                }
                status = &mut refused => Ok(status.into_http()),
            }
        })
    }
}

/// Where a call comes from, for the log; nothing where that is not known.
fn peer(request: &Request<Body>) -> Option<String> {
    let extensions = request.extensions();
    let plain = extensions.get::<TcpConnectInfo>();
    let tls = extensions.get::<TlsConnectInfo<TcpConnectInfo>>();
    let connection = plain.or_else(|| tls.map(TlsConnectInfo::get_ref))?;
    connection.remote_addr().map(|address| address.to_string())
}
