//! What may be chosen about a coordinator.

use std::{num::NonZeroU32, path::PathBuf, time::Duration};

use dwell_store::Database;

use crate::{access::ServerTls, place::Place};

/// How a coordinator deals with its workers, and what it looks at.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A lease that its worker does not renew for this long ends.
    pub lease_ttl: Duration,
    /// How often workers are asked to report, at least; never less often than four times a lease.
    pub report_every: Duration,
    /// Listen on addresses that others can reach, although nothing asks them who they are.
    pub insecure: bool,
    /// Speak TLS.
    pub tls: Option<ServerTls>,
    /// Ask each call for a token on loopback too.
    pub require_tokens: bool,
    /// Where it keeps sweeps and results; `None` for the data folder's own SQLite file.
    pub database: Option<Database>,
    /// Where it keeps checkpoints and weights; `None` for the data folder's own folder.
    pub checkpoints: Option<Place>,
    /// How many of its latest checkpoints a trial keeps to go on from. Who cannot have the last goes on
    /// from the one before.
    pub keep_checkpoints: NonZeroU32,
    /// Where it looks for the corpora of text tasks; `None` for the data folder's own.
    pub corpora: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lease_ttl: Duration::from_secs(30),
            report_every: Duration::from_secs(2),
            insecure: false,
            tls: None,
            require_tokens: false,
            database: None,
            checkpoints: None,
            keep_checkpoints: const { NonZeroU32::new(2).unwrap() },
            corpora: None,
        }
    }
}

impl Settings {
    /// The interval that workers are told: a lease outlives three lost reports.
    pub(crate) fn heartbeat(&self) -> Duration {
        self.report_every.min(self.lease_ttl / 4)
    }
}
