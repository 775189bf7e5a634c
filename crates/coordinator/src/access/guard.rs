//! Looks at the token of each call, and says why a call is refused.
//!
//! What the store says of a token is believed for a moment, so that a call costs no look into it, and
//! a token that is made or revoked counts soon, whoever made or revoked it, and at which coordinator.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use dwell_domain::{Micros, Scope, TokenHash};
use dwell_store::{
    Store, StoreError,
    rows::{TokenRow, TokenStanding},
};
use tokio::time::sleep;
use tonic::{Status, codegen::http::HeaderMap};

use super::calls::{self, Needs};
use crate::{clock::Clock, refusal};

/// How long what the store said of a token is believed.
const BELIEVED: Duration = Duration::from_secs(2);

/// The one that lets calls in.
pub(crate) struct Guard {
    store: Arc<dyn Store>,
    clock: Clock,
    /// What the store said, and when.
    known: Mutex<Vec<(TokenRow, Micros)>>,
    /// Whoever holds it asks the store; others wait for what it says.
    asking: tokio::sync::Mutex<()>,
}

/// What a call was let in with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pass {
    /// It needs nothing.
    Open,
    /// A token of the scope that it needs.
    Token(TokenHash, Scope),
}

impl Guard {
    /// One that goes by the tokens of a store.
    pub(crate) fn new(store: Arc<dyn Store>, clock: Clock) -> Self {
        Self {
            store,
            clock,
            known: Mutex::default(),
            asking: tokio::sync::Mutex::default(),
        }
    }

    /// Lets the call at a path in, or says why not.
    pub(crate) async fn admit(&self, path: &str, headers: &HeaderMap) -> Result<Pass, Status> {
        let needed = match calls::needs(path) {
            None => return Err(Status::unimplemented(format!("there is no call {path}"))),
            Some(Needs::Nothing) => return Ok(Pass::Open),
            Some(Needs::Token(scope)) => scope,
        };
        let token = dwell_proto::token_of(headers)
            .map_err(|error| unauthenticated(&format!("{error}, and that is none"), needed))?
            .ok_or_else(|| unauthenticated("no token came with it", needed))?;
        let hash = token.hash();
        self.look(&hash, needed).await?;
        Ok(Pass::Token(hash, needed))
    }

    /// Waits until what a call was let in with would let it in no more; says why.
    pub(crate) async fn refused(&self, pass: Pass) -> Status {
        let Pass::Token(hash, needed) = pass else {
            return std::future::pending().await;
        };
        loop {
            sleep(BELIEVED).await;
            match self.look(&hash, needed).await {
                // A store that is away says nothing of the token.
                Err(status) if status.code() != tonic::Code::Unavailable => return status,
                _ => {}
            }
        }
    }

    /// Whether a token lets do what needs this scope.
    async fn look(&self, hash: &TokenHash, needed: Scope) -> Result<(), Status> {
        let row = self.row(hash).await.map_err(refusal::of_store)?;
        let row = row.ok_or_else(|| unauthenticated("its token is not known here", needed))?;
        match row.standing(self.clock.now()) {
            TokenStanding::Valid if row.scope.admits(needed) => Ok(()),
            TokenStanding::Valid => Err(not_enough(&row, needed)),
            over => {
                let why = format!("its token {} is {}", row.id, over.as_str());
                Err(unauthenticated(&why, needed))
            }
        }
    }

    async fn row(&self, hash: &TokenHash) -> Result<Option<TokenRow>, StoreError> {
        if let Some(row) = self.believed(hash) {
            return Ok(Some(row));
        }
        let _asking = self.asking.lock().await;
        if let Some(row) = self.believed(hash) {
            return Ok(Some(row));
        }
        let found = self.store.token_with(hash).await?;
        // The look-up in the database may tell by its time how much of a hash was guessed right,
        // which leads to no token; the rest is compared in constant time.
        let found = found.filter(|row| row.hash == *hash);
        if let Some(row) = &found {
            self.believe(row.clone());
        }
        Ok(found)
    }

    /// What the store said of a token a moment ago.
    fn believed(&self, hash: &TokenHash) -> Option<TokenRow> {
        let now = self.clock.now();
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut fresh = known.iter().filter(|(_, at)| is_fresh(*at, now));
        fresh
            .find(|(row, _)| row.hash == *hash)
            .map(|(row, _)| row.clone())
    }

    fn believe(&self, row: TokenRow) {
        let now = self.clock.now();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(other, at)| other.id != row.id && is_fresh(*at, now));
        known.push((row, now));
    }
}

fn is_fresh(at: Micros, now: Micros) -> bool {
    now < at.after(BELIEVED)
}

fn unauthenticated(why: &str, needed: Scope) -> Status {
    Status::unauthenticated(format!(
        "this call needs a token of scope `{needed}`: {why}; {}",
        makes_one(needed)
    ))
}

fn not_enough(row: &TokenRow, needed: Scope) -> Status {
    let (id, scope) = (row.id, row.scope);
    Status::permission_denied(format!(
        "this call needs a token of scope `{needed}`: its token {id} is of scope `{scope}`; {}",
        makes_one(needed)
    ))
}

fn makes_one(needed: Scope) -> String {
    format!("`dwell token create --scope {needed}` where the coordinator keeps its data makes one")
}
