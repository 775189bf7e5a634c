//! A trial on its way to a worker, as columns.

use dwell_domain::{Attempt, Seed, TrialId};
use uuid::Uuid;

use crate::{
    StoreError, decode,
    rows::{CheckpointRow, HandedOut},
};

/// A trial that could be handed out.
#[derive(sqlx::FromRow)]
pub(crate) struct Candidate {
    id: Uuid,
    pub(crate) sweep: Uuid,
    attempt: i64,
    seed: i64,
    configuration: String,
    /// Whether its trainer died since it last got further: it, or another one in its pack, is to
    /// blame.
    pub(crate) is_suspect: bool,
}

/// What a slot takes of its candidates: a suspect alone, or else whoever is none. So a trial that
/// kills its trainer takes others with it once, and never to their end.
pub(crate) fn apart<C>(candidates: Vec<C>, is_suspect: impl Fn(&C) -> bool) -> Vec<C> {
    match candidates.first() {
        Some(first) if is_suspect(first) => candidates.into_iter().take(1).collect(),
        _ => candidates
            .into_iter()
            .filter(|candidate| !is_suspect(candidate))
            .collect(),
    }
}

impl Candidate {
    /// Its last attempt.
    pub(crate) fn last_attempt(&self) -> Attempt {
        Attempt(self.attempt as u32)
    }

    /// Which one it is.
    pub(crate) fn trial(&self) -> TrialId {
        TrialId::from_uuid(self.id)
    }

    /// What a worker is told of it.
    pub(crate) fn hand_out(
        self,
        attempt: Attempt,
        checkpoints: Vec<CheckpointRow>,
    ) -> Result<HandedOut, StoreError> {
        let configuration = decode::configuration(&self.configuration)?;
        Ok(HandedOut {
            trial: self.trial(),
            attempt,
            pack_key: configuration.pack_key(),
            configuration,
            seed: Seed(self.seed as u64),
            checkpoints,
        })
    }
}
