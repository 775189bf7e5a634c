//! The calls of one host on their way: each passes here, is written down, and may get lost, come
//! twice or come late, whole as it is. What happens to connections is the network's business.

use std::{
    convert::Infallible,
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use futures::FutureExt as _;
use http::{HeaderMap, request};
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use tokio::{io::DuplexStream, sync::mpsc, time::sleep};
use tokio_stream::{StreamExt as _, wrappers::UnboundedReceiverStream};
use tonic::{
    Code, Status,
    body::Body,
    transport::{Channel, Endpoint, Server, Uri},
};
use tower::{Service as _, ServiceExt as _, service_fn};

use crate::trace::Trace;

/// Bytes that wait between a host and its wire.
const PIPE: usize = 1 << 20;

/// What can befall a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mischief {
    /// It does not arrive.
    LosesRequest,
    /// It arrives, but its answer does not.
    LosesReply,
    /// The same, if the answer says anything; else the next one is waited for.
    LosesFullReply,
    /// It arrives, but as a message that is none.
    Garbles,
    /// It arrives twice in a row.
    Repeats,
    /// It arrives again so much later, after those behind it.
    RepeatsLate(Duration),
    /// It arrives so much later.
    ComesLate(Duration),
}

/// The mischief that waits for the calls of a host.
#[derive(Clone, Debug, Default)]
pub(crate) struct Snares(Arc<Mutex<Vec<(String, Mischief)>>>);

impl Snares {
    /// The next call of a method gets caught.
    pub(crate) fn lay(&self, method: &str, mischief: Mischief) {
        self.lock().push((method.to_owned(), mischief));
    }

    fn takes(&self, method: &str) -> Option<Mischief> {
        let mut laid = self.lock();
        let place = laid.iter().position(|(caught, _)| caught == method)?;
        Some(laid.remove(place).1)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(String, Mischief)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One host's wire.
#[derive(Clone)]
pub(crate) struct Wire {
    pub(crate) host: String,
    pub(crate) way: Channel,
    pub(crate) snares: Snares,
    pub(crate) trace: Trace,
    /// How many calls have passed.
    pub(crate) calls: Arc<AtomicU64>,
}

/// A call, whole.
#[derive(Clone)]
struct Call {
    parts: request::Parts,
    body: Bytes,
}

/// An answer, whole.
struct Answer {
    head: http::response::Parts,
    body: Bytes,
    trailers: Option<HeaderMap>,
}

impl Wire {
    /// What the host calls by. The wire lives as long as the host's runtime.
    pub(crate) fn start(self) -> Channel {
        let (sender, connections) = mpsc::unbounded_channel::<DuplexStream>();
        let connections = UnboundedReceiverStream::new(connections).map(Ok::<_, io::Error>);
        let passing = service_fn(move |call| self.clone().pass(call).map(Ok::<_, Infallible>));
        let serving = Server::builder().serve_with_incoming(passing, connections);
        tokio::spawn(async move { serving.await.expect("a wire does not break") });
        let connector = service_fn(move |_: Uri| {
            let (ours, theirs) = tokio::io::duplex(PIPE);
            let sent = sender.send(theirs);
            let connected = sent.map_err(|_| io::ErrorKind::ConnectionRefused.into());
            std::future::ready(connected.map(|()| TokioIo::new(ours)))
                as std::future::Ready<io::Result<_>>
        });
        Endpoint::from_static("http://wire").connect_with_connector_lazy(connector)
    }

    async fn pass(self, request: http::Request<Body>) -> http::Response<Body> {
        let path = request.uri().path();
        let method = path.rsplit('/').next().unwrap_or_default().to_owned();
        let (parts, body) = request.into_parts();
        let passed = match body.collect().await {
            Ok(body) => {
                let body = body.to_bytes();
                self.carry(&method, Call { parts, body }).await
            }
            Err(status) => Err(status),
        };
        let (code, response) = match passed {
            Ok(answer) => (answer.code(), answer.into_response()),
            Err(status) => (status.code(), status.into_http()),
        };
        self.tell(&method, format_args!("{code:?}"));
        response
    }

    async fn carry(&self, method: &str, call: Call) -> Result<Answer, Status> {
        let Some(mischief) = self.snares.takes(method) else {
            return self.forward(call).await;
        };
        match mischief {
            Mischief::LosesRequest => {
                self.tell(method, "gets lost");
                Err(lost())
            }
            Mischief::LosesReply => {
                let answer = self.forward(call).await?;
                self.tell(
                    method,
                    format_args!("its answer {:?} gets lost", answer.code()),
                );
                Err(lost())
            }
            Mischief::LosesFullReply => {
                let answer = self.forward(call).await?;
                if answer.is_empty() {
                    self.snares.lay(method, mischief);
                    return Ok(answer);
                }
                self.tell(method, "its full answer gets lost");
                Err(lost())
            }
            Mischief::Garbles => {
                self.tell(method, "is garbled");
                let Call { parts, body } = call;
                let body = garbled(&body);
                self.forward(Call { parts, body }).await
            }
            Mischief::Repeats => {
                self.tell(method, "comes twice");
                self.forward(call.clone()).await?;
                self.forward(call).await
            }
            Mischief::RepeatsLate(after) => {
                let (wire, again, method) = (self.clone(), call.clone(), method.to_owned());
                tokio::spawn(async move {
                    sleep(after).await;
                    let code = wire
                        .forward(again)
                        .await
                        .map_or_else(|s| s.code(), |a| a.code());
                    wire.tell(&method, format_args!("came again: {code:?}"));
                });
                self.forward(call).await
            }
            Mischief::ComesLate(after) => {
                self.tell(method, "comes late");
                sleep(after).await;
                self.forward(call).await
            }
        }
    }

    /// Calls that a broken connection ends together are told so in the order in which they were made:
    /// HTTP/2 tells them in an order that depends on how much real time has passed.
    async fn forward(&self, call: Call) -> Result<Answer, Status> {
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        let answer = self.try_to_forward(call).await;
        if answer.is_err() {
            sleep(Duration::from_millis(1 + number % 251)).await;
        }
        answer
    }

    async fn try_to_forward(&self, Call { parts, body }: Call) -> Result<Answer, Status> {
        let request = http::Request::from_parts(parts, Body::new(Full::new(body)));
        let mut way = self.way.clone();
        let ready = way.ready().await;
        let answer = match ready {
            Ok(way) => way.call(request).await,
            Err(error) => Err(error),
        };
        let (head, body) = answer
            .map_err(|error| Status::from_error(error.into()))?
            .into_parts();
        let body = body.collect().await?;
        let trailers = body.trailers().cloned();
        Ok(Answer {
            head,
            body: body.to_bytes(),
            trailers,
        })
    }

    fn tell(&self, method: &str, what: impl std::fmt::Display) {
        let at = turmoil::sim_elapsed().unwrap_or_default();
        self.trace
            .note(at, &self.host, format_args!("{method} {what}"));
    }
}

impl Answer {
    fn code(&self) -> Code {
        let headers = self.trailers.as_ref().unwrap_or(&self.head.headers);
        Status::from_header_map(headers).map_or(Code::Unknown, |status| status.code())
    }

    /// Whether its message says nothing: five bytes frame it.
    fn is_empty(&self) -> bool {
        self.body.len() <= 5
    }

    fn into_response(self) -> http::Response<Body> {
        let trailers = self.trailers.map(Ok);
        let body = Full::new(self.body).with_trailers(std::future::ready(trailers));
        http::Response::from_parts(self.head, Body::new(body))
    }
}

/// The same frames, with a field that no message has.
fn garbled(body: &Bytes) -> Bytes {
    const FRAME: usize = 5;
    let mut bytes = body.to_vec();
    bytes.iter_mut().skip(FRAME).for_each(|byte| *byte = 0xff);
    bytes.into()
}

fn lost() -> Status {
    Status::unavailable("the connection broke")
}
