//! A sweep as it changes, for people who wait for its end.

use std::{sync::Arc, time::Duration};

use dwell_domain::SweepId;
use dwell_proto::v1;
use futures::{Stream, stream};
use tokio::time::{Instant, sleep, sleep_until};
use tonic::Status;

use crate::{changes::Waiter, core::Core, refusal, rows};

/// A watcher is told of changes at most this often.
const AT_MOST_EVERY: Duration = Duration::from_millis(250);

/// A watcher looks by itself this often: another process may have changed the store.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// The sweep now, and again whenever it has changed, until it ends. A coordinator that ends says
/// so with `unavailable`.
pub(crate) fn stream(
    core: Arc<Core>,
    sweep: SweepId,
) -> impl Stream<Item = Result<v1::Sweep, Status>> {
    let watch = Watch {
        progress: core.progress.subscribe(),
        core,
        sweep,
        last: None,
        next_look: Instant::now(),
        ended: false,
    };
    stream::unfold(watch, |mut watch| async move {
        let item = watch.next().await?;
        Some((item, watch))
    })
}

struct Watch {
    core: Arc<Core>,
    sweep: SweepId,
    progress: Waiter,
    last: Option<v1::Sweep>,
    next_look: Instant,
    /// The last item was sent.
    ended: bool,
}

impl Watch {
    async fn next(&mut self) -> Option<Result<v1::Sweep, Status>> {
        if self.ended {
            return None;
        }
        let shutdown = self.core.shutdown.clone();
        let item = match shutdown.run_until_cancelled(self.change()).await {
            Some(item) => item,
            None => Err(Status::unavailable("the coordinator is ending")),
        };
        self.ended |= item.is_err();
        Some(item)
    }

    /// The sweep as soon as it differs from what was sent last.
    async fn change(&mut self) -> Result<v1::Sweep, Status> {
        loop {
            sleep_until(self.next_look).await;
            self.next_look = Instant::now() + AT_MOST_EVERY;
            let found = self.core.store.sweep(&self.sweep.to_string()).await;
            let found = found.map_err(refusal::of_store)?;
            let sweep = rows::sweep(&found);
            if self.last.as_ref() != Some(&sweep) {
                self.last = Some(sweep.clone());
                self.ended = found.state.is_terminal();
                return Ok(sweep);
            }
            tokio::select! {
                biased;
                () = self.progress.changed() => {}
                () = sleep(LOOK_AGAIN) => {}
            }
        }
    }
}
