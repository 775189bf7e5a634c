//! A person's calls, made again until they are answered, as the command line makes them.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use dwell_proto::v1::{self, sweep_service_client::SweepServiceClient};
use tokio::{
    sync::mpsc,
    time::{sleep, timeout},
};
use tonic::{Code, Status, transport::Channel};

/// What a person asks for.
#[derive(Clone, Debug)]
pub(crate) enum Wish {
    Submit(v1::SubmitRequest),
    Cancel(v1::CancelSweepRequest),
}

/// The answers so far, in the order of the wishes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers(Arc<Mutex<Vec<Result<v1::SubmitResponse, Status>>>>);

impl Answers {
    pub(crate) fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    pub(crate) fn last(&self) -> Option<Result<v1::SubmitResponse, Status>> {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.last().cloned()
    }

    fn push(&self, answer: Result<v1::SubmitResponse, Status>) {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.push(answer);
    }
}

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long before the next try.
const PAUSE: Duration = Duration::from_secs(1);

/// Fulfils wishes, one after the other, for ever.
pub(crate) async fn fulfil(
    channel: Channel,
    mut wishes: mpsc::UnboundedReceiver<Wish>,
    answers: Answers,
) {
    let mut client = SweepServiceClient::new(channel);
    while let Some(wish) = wishes.recv().await {
        let answer = loop {
            match timeout(PATIENCE, call(&mut client, wish.clone())).await {
                Ok(Err(status)) if !is_of_connection(&status) => break Err(status),
                Ok(Ok(answer)) => break Ok(answer),
                // It is not known whether it arrived: it is said again, in the same words.
                Ok(Err(_)) | Err(_) => sleep(PAUSE).await,
            }
        };
        answers.push(answer);
    }
}

/// Whether nobody knows what became of the call.
fn is_of_connection(status: &Status) -> bool {
    matches!(
        status.code(),
        Code::Unavailable | Code::Unknown | Code::Cancelled | Code::DeadlineExceeded
    )
}

async fn call(
    client: &mut SweepServiceClient<Channel>,
    wish: Wish,
) -> Result<v1::SubmitResponse, Status> {
    match wish {
        Wish::Submit(request) => Ok(client.submit(request).await?.into_inner()),
        Wish::Cancel(request) => {
            let sweep = Some(client.cancel(request).await?.into_inner());
            Ok(v1::SubmitResponse {
                sweep,
                ..Default::default()
            })
        }
    }
}
