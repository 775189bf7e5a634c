//! S3 for tests: a server on loopback that keeps one bucket in a temporary folder, and looks at
//! signatures.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::PathBuf,
    thread::{self, JoinHandle},
};

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
};
use s3s::{
    auth::SimpleAuth,
    service::{S3Service, S3ServiceBuilder},
};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::{runtime, sync::oneshot};

/// A running server. Dropping it ends it.
#[derive(Debug)]
pub struct S3Server {
    address: SocketAddr,
    folder: TempDir,
    end: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<()>>,
}

impl S3Server {
    /// Its one bucket.
    pub const BUCKET: &str = "lab";

    /// Starts one, with an empty bucket.
    pub fn new() -> Self {
        let folder = TempDir::with_prefix("dwell-s3-").expect("a temporary folder can be made");
        fs::create_dir(folder.path().join(Self::BUCKET)).expect("a folder can be made");
        let objects = FileSystem::new(folder.path()).expect("a folder can be served");
        let mut service = S3ServiceBuilder::new(objects);
        service.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("some port is free");
        let address = listener.local_addr().expect("it has an address");
        let (end, ended) = oneshot::channel();
        let service = service.build();
        let serving = thread::spawn(move || serve(listener, &service, ended));
        Self {
            address,
            folder,
            end: Some(end),
            serving: Some(serving),
        }
    }

    /// What a program has to find in its environment.
    pub fn environment(&self) -> [(&'static str, String); 5] {
        [
            ("AWS_ACCESS_KEY_ID", KEY.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ENDPOINT_URL", format!("http://{}", self.address)),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
        ]
    }

    /// Where the objects of its bucket lie.
    pub fn bucket(&self) -> PathBuf {
        self.folder.path().join(Self::BUCKET)
    }
}

const KEY: &str = "dwell-tests";
const SECRET: &str = "of-no-use-elsewhere";

impl Default for S3Server {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        // It may have ended by a panic, which joining tells.
        drop(self.end.take());
        let serving = self.serving.take().map(JoinHandle::join);
        if let Some(Err(panic)) = serving
            && !thread::panicking()
        {
            std::panic::resume_unwind(panic);
        }
    }
}

/// Serves until the other end of the channel is dropped.
fn serve(listener: TcpListener, service: &S3Service, ended: oneshot::Receiver<()>) {
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime can be made");
    runtime.block_on(async {
        listener
            .set_nonblocking(true)
            .expect("a socket need not block");
        let listener = tokio::net::TcpListener::from_std(listener).expect("a socket listens");
        tokio::select! {
            _ = ended => {}
            () = accept(&listener, service) => {}
        }
    });
}

async fn accept(listener: &tokio::net::TcpListener, service: &S3Service) {
    loop {
        let (socket, _) = listener.accept().await.expect("connections come in");
        let service = service.clone();
        tokio::spawn(async move {
            let server = auto::Builder::new(TokioExecutor::new());
            let connection = server.serve_connection(TokioIo::new(socket), service);
            // A client that has gone is the client's business.
            let _ = connection.await;
        });
    }
}
