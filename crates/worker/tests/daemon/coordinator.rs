//! A coordinator in the test's own process: it hands out what the test puts into its queue, takes
//! facts in order like the real one, and can be stopped and started again on its address.

use std::{
    collections::{BTreeMap, VecDeque},
    net::{SocketAddr, TcpListener},
    pin::Pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use dwell_proto::v1::{
    self,
    fact::What,
    put_checkpoint_request::Part,
    worker_service_server::{WorkerService, WorkerServiceServer},
};
use tokio::{
    runtime::{Builder, Runtime},
    sync::watch,
    time::timeout,
};
use tokio_stream::{Stream, wrappers::TcpListenerStream};
use tonic::{Code, Request, Response, Status, Streaming, transport::Server};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(15);

/// What the coordinator knows and what it was told.
#[derive(Debug, Default)]
pub(crate) struct Book {
    /// What is handed out next, whatever is asked for.
    pub(crate) queue: VecDeque<v1::Assignment>,
    /// Handed out, running, and not known to be held: handed out again.
    lost: Vec<v1::Assignment>,
    /// Every fact, once, in order of arrival.
    pub(crate) facts: Vec<v1::Fact>,
    /// Told with the next report.
    pub(crate) stop: Vec<v1::Stop>,
    /// Checkpoints by content hash, with the attempt that they belong to.
    pub(crate) checkpoints: BTreeMap<String, (v1::CheckpointHeader, Vec<u8>)>,
    /// The answers to the next checkpoints, in order; after them, all are kept.
    pub(crate) put_answers: VecDeque<Result<bool, Code>>,
    /// Checkpoints that were sent, also those that were not kept.
    pub(crate) put: u64,
    /// Every call that must be let in is refused with this.
    pub(crate) refusal: Option<Code>,
    /// Every registration.
    pub(crate) registered: Vec<v1::RegisterRequest>,
    /// Every request for work.
    pub(crate) asked: Vec<v1::AcquireRequest>,
    /// Requests for work whose caller did not wait for the answer.
    pub(crate) given_up: u64,
    /// The last report.
    pub(crate) report: v1::ReportRequest,
    /// The number of reports.
    pub(crate) reports: u64,
    last_sequence: u64,
}

impl Book {
    /// How an attempt ended, if it has.
    pub(crate) fn end_of(&self, attempt: &v1::AttemptId) -> Option<&What> {
        let of_attempt = self
            .facts
            .iter()
            .filter(|fact| fact.attempt.as_ref() == Some(attempt));
        let mut said = of_attempt.filter_map(|fact| fact.what.as_ref());
        said.find(|what| !matches!(what, What::Evaluated(_)))
    }

    fn take_facts(&mut self, facts: &[v1::Fact]) {
        for fact in facts {
            if fact.sequence > self.last_sequence {
                self.last_sequence = fact.sequence;
                self.facts.push(fact.clone());
                if !matches!(fact.what, Some(What::Evaluated(_))) {
                    self.lost.retain(|lost| lost.attempt != fact.attempt);
                }
            }
        }
    }

    fn take_stops(&mut self) -> Vec<v1::Stop> {
        let stops = std::mem::take(&mut self.stop);
        for stop in &stops {
            self.lost.retain(|lost| lost.attempt != stop.attempt);
        }
        stops
    }

    fn hand_out(&mut self, request: &v1::AcquireRequest) -> Vec<v1::Assignment> {
        let held = &request.held;
        let is_held =
            |lost: &v1::Assignment| lost.attempt.as_ref().is_some_and(|of| held.contains(of));
        self.lost.retain(|lost| !is_held(lost));
        let free = request.free_lanes as usize;
        let mut handed = self.lost.clone();
        while handed.len() < free {
            let Some(next) = self.queue.pop_front() else {
                break;
            };
            self.lost.push(next.clone());
            handed.push(next);
        }
        handed
    }
}

/// The coordinator; clones share its book.
#[derive(Clone, Debug)]
pub(crate) struct Coordinator {
    book: Arc<watch::Sender<Book>>,
    /// A runtime of its own, so that its connections can be ended with it.
    server: Arc<Mutex<Option<Runtime>>>,
    pub(crate) address: SocketAddr,
}

impl Coordinator {
    /// Starts on a free port of the loopback.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let coordinator = Self {
            book: Arc::new(watch::Sender::default()),
            server: Arc::default(),
            address: listener.local_addr().unwrap(),
        };
        coordinator.serve(listener);
        coordinator
    }

    fn serve(&self, listener: TcpListener) {
        listener.set_nonblocking(true).unwrap();
        let service = WorkerServiceServer::new(self.clone());
        let server = Builder::new_multi_thread().enable_all().build().unwrap();
        server.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let connections = TcpListenerStream::new(listener);
            let serving = Server::builder().add_service(service);
            serving.serve_with_incoming(connections).await.unwrap();
        });
        *self.server.lock().unwrap() = Some(server);
    }

    /// Goes away, with every connection.
    pub(crate) async fn vanish(&self) {
        let server = self.server.lock().unwrap().take().expect("a server");
        let gone = tokio::task::spawn_blocking(|| server.shutdown_timeout(PATIENCE));
        gone.await.unwrap();
    }

    /// Comes back on the same address.
    pub(crate) fn come_back(&self) {
        self.serve(TcpListener::bind(self.address).unwrap());
    }

    /// Hands this out to whoever asks next.
    pub(crate) fn offer(&self, assignment: v1::Assignment) {
        self.write(|book| book.queue.push_back(assignment));
    }

    /// Changes the book.
    pub(crate) fn write(&self, change: impl FnOnce(&mut Book)) {
        self.book.send_modify(change);
    }

    fn let_in(&self) -> Result<(), Status> {
        match self.book.borrow().refusal {
            Some(code) => Err(Status::new(code, "as the test wants it")),
            None => Ok(()),
        }
    }

    /// Waits until the book is so.
    pub(crate) async fn until<T>(
        &self,
        what: &str,
        mut is_so: impl FnMut(&Book) -> Option<T>,
    ) -> T {
        let mut book = self.book.subscribe();
        let mut found = None;
        let waiting = book.wait_for(|book| {
            found = is_so(book);
            found.is_some()
        });
        let in_time = timeout(PATIENCE, waiting).await.is_ok();
        assert!(in_time, "in vain for: {what}\n{:#?}", self.book.borrow());
        found.expect("it is so")
    }
}

/// A call that is under way; one that is dropped without an answer was given up.
struct Call<'a> {
    coordinator: &'a Coordinator,
    answered: bool,
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        if !self.answered {
            self.coordinator.write(|book| book.given_up += 1);
        }
    }
}

#[tonic::async_trait]
impl WorkerService for Coordinator {
    type GetCheckpointStream =
        Pin<Box<dyn Stream<Item = Result<v1::GetCheckpointResponse, Status>> + Send>>;

    async fn register(
        &self,
        request: Request<v1::RegisterRequest>,
    ) -> Result<Response<v1::RegisterResponse>, Status> {
        self.let_in()?;
        self.write(|book| book.registered.push(request.into_inner()));
        Ok(Response::new(v1::RegisterResponse {
            lease_ttl_ms: 1_000,
            report_every_ms: 50,
        }))
    }

    async fn acquire(
        &self,
        request: Request<v1::AcquireRequest>,
    ) -> Result<Response<v1::AcquireResponse>, Status> {
        let request = request.into_inner();
        self.write(|book| book.asked.push(request.clone()));
        let mut call = Call {
            coordinator: self,
            answered: false,
        };
        let mut changes = self.book.subscribe();
        let wait = Duration::from_millis(request.wait_ms);
        // The end of the wait brings an empty answer.
        let _ = timeout(wait, changes.wait_for(|book| !book.queue.is_empty())).await;
        let mut assignments = vec![];
        self.write(|book| assignments = book.hand_out(&request));
        call.answered = true;
        Ok(Response::new(v1::AcquireResponse { assignments }))
    }

    async fn report(
        &self,
        request: Request<v1::ReportRequest>,
    ) -> Result<Response<v1::ReportResponse>, Status> {
        self.let_in()?;
        let request = request.into_inner();
        let mut response = v1::ReportResponse::default();
        self.write(|book| {
            book.take_facts(&request.facts);
            book.report = request;
            book.reports += 1;
            response.acknowledged = book.last_sequence;
            response.stop = book.take_stops();
        });
        Ok(Response::new(response))
    }

    async fn put_checkpoint(
        &self,
        request: Request<Streaming<v1::PutCheckpointRequest>>,
    ) -> Result<Response<v1::PutCheckpointResponse>, Status> {
        let mut parts = request.into_inner();
        let (mut header, mut bytes) = (None, vec![]);
        while let Some(message) = parts.message().await? {
            match message.part {
                Some(Part::Header(first)) => header = Some(first),
                Some(Part::Chunk(chunk)) => bytes.extend(chunk),
                None => return Err(Status::invalid_argument("an empty part")),
            }
        }
        let header = header.expect("a header");
        let described = header.checkpoint.clone().expect("a checkpoint");
        let hash = blake3::hash(&bytes).to_hex().to_string();
        assert_eq!(
            (&described.content_hash, described.size),
            (&hash, bytes.len() as u64)
        );
        let mut answer = Ok(true);
        self.write(|book| {
            let of = header.attempt.as_ref().expect("an attempt");
            assert_eq!(book.end_of(of), None, "its end came before its checkpoint");
            book.put += 1;
            answer = book.put_answers.pop_front().unwrap_or(Ok(true));
            if answer == Ok(true) {
                book.checkpoints.insert(hash, (header, bytes));
            }
        });
        match answer {
            Ok(kept) => Ok(Response::new(v1::PutCheckpointResponse { kept })),
            Err(code) => Err(Status::new(code, "as the test wants it")),
        }
    }

    async fn get_checkpoint(
        &self,
        request: Request<v1::GetCheckpointRequest>,
    ) -> Result<Response<Self::GetCheckpointStream>, Status> {
        let hash = request.into_inner().content_hash;
        let book = self.book.borrow();
        let Some((_, bytes)) = book.checkpoints.get(&hash) else {
            return Err(Status::not_found("no such checkpoint"));
        };
        let chunks: Vec<_> = bytes
            .chunks(1)
            .map(|chunk| {
                Ok(v1::GetCheckpointResponse {
                    chunk: chunk.to_vec(),
                })
            })
            .collect();
        Ok(Response::new(Box::pin(tokio_stream::iter(chunks))))
    }
}
