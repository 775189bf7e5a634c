//! Follows a sweep until it ends, also across a coordinator that goes away and comes back.

use std::time::{Duration, Instant};

use dwell_domain::SweepState;
use dwell_proto::v1;
use tonic::Status;

use crate::{
    connect::{Connection, is_disconnect},
    error::CliError,
    exit::Exit,
    progress::Progress,
};

/// How long to wait before a coordinator that went away is asked again.
const RECONNECT_AFTER: Duration = Duration::from_secs(1);

/// Shows the progress of a sweep until it has ended; the sweep as it is then.
pub(crate) async fn follow(
    connection: &Connection,
    sweep_id: &str,
    progress: &mut Progress,
) -> Result<v1::Sweep, CliError> {
    let mut away = false;
    loop {
        match follow_stream(connection, sweep_id, progress, &mut away).await {
            Ok(Some(ended)) => return Ok(ended),
            Err(status) if !is_disconnect(&status) => return Err(status.into()),
            Ok(None) | Err(_) => {}
        }
        if !away {
            away = true;
            progress.say("the coordinator is away; workers go on, and so will this");
        }
        tokio::time::sleep(RECONNECT_AFTER).await;
    }
}

/// Follows one stream to its end; the sweep, if that was the end of the sweep too.
async fn follow_stream(
    connection: &Connection,
    sweep_id: &str,
    progress: &mut Progress,
    away: &mut bool,
) -> Result<Option<v1::Sweep>, Status> {
    let request = v1::WatchSweepRequest {
        sweep: sweep_id.to_owned(),
    };
    let mut changes = connection.sweeps().watch(request).await?.into_inner();
    while let Some(sweep) = changes.message().await? {
        if std::mem::take(away) {
            progress.say("the coordinator is back");
        }
        progress.show(&sweep, Instant::now());
        if has_ended(&sweep) {
            return Ok(Some(sweep));
        }
    }
    Ok(None)
}

/// Whether nothing more will come of a sweep.
pub(crate) fn has_ended(sweep: &v1::Sweep) -> bool {
    SweepState::try_from(sweep.state()).is_ok_and(SweepState::is_terminal)
}

/// What an ended sweep means to a script.
pub(crate) fn verdict(sweep: &v1::Sweep) -> Exit {
    let failed = sweep.trials.is_some_and(|trials| trials.failed > 0);
    match sweep.state() {
        v1::SweepState::Cancelled => Exit::Cancelled,
        _ if failed => Exit::FailedTrials,
        _ => Exit::Ok,
    }
}

/// Waits until the time is over; for ever if none was set.
pub(crate) async fn over(timeout: Option<Duration>) {
    match timeout {
        Some(timeout) => tokio::time::sleep(timeout).await,
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(state: v1::SweepState, failed: u64) -> v1::Sweep {
        v1::Sweep {
            state: state.into(),
            trials: Some(v1::TrialCounts {
                completed: 3,
                failed,
                ..v1::TrialCounts::default()
            }),
            ..v1::Sweep::default()
        }
    }

    #[test]
    fn a_sweep_with_failed_trials_does_not_end_well() {
        assert_eq!(verdict(&ended(v1::SweepState::Completed, 0)), Exit::Ok);
        assert_eq!(
            verdict(&ended(v1::SweepState::Completed, 1)),
            Exit::FailedTrials
        );
        assert_eq!(
            verdict(&ended(v1::SweepState::Cancelled, 1)),
            Exit::Cancelled
        );
    }
}
