//! Making, listing and revoking tokens, in the database itself: whoever may write to it needs no token
//! for that, so there is a way to the first one.
//!
//! Coordinators on the database may go on meanwhile. On SQLite another process then writes to the file,
//! which its write-ahead log and its lock allow: each waits for the other's transaction, and a token's
//! is a row. What would be changed beneath a coordinator, the tables, is not touched unless there are
//! none, and then the folder is locked.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use dwell_domain::{Scope, Token, TokenId, TokenName};
use dwell_store::{
    Database, Store, StoreError,
    rows::{NewToken, TokenRow},
};
use uuid::Uuid;

use crate::{CoordinatorError, clock::Clock, coordinator};

/// The tokens of a database.
pub struct Tokens {
    store: Arc<dyn Store>,
    clock: Clock,
}

/// A token that was made.
#[derive(Debug)]
pub struct MadeToken {
    /// Its text, which is kept nowhere.
    pub token: Token,
    /// What is kept.
    pub kept: NewToken,
}

impl Tokens {
    /// Those of a database, which is made where there is none.
    pub async fn of(database: &Database) -> Result<Self, CoordinatorError> {
        if database.has_tables().await? {
            database.is_up_to_date().await?;
            return Self::open(database).await;
        }
        let _lock = coordinator::lock_beside(database).await?;
        Self::open(database).await
    }

    async fn open(database: &Database) -> Result<Self, CoordinatorError> {
        Ok(Self {
            store: database.open().await?,
            clock: Clock::start(SystemTime::now()),
        })
    }

    /// Makes one; without a lifetime it is good until it is revoked.
    pub async fn create(
        &self,
        scope: Scope,
        name: TokenName,
        lifetime: Option<Duration>,
    ) -> Result<MadeToken, CoordinatorError> {
        let mut random = [0; 32];
        getrandom::fill(&mut random)
            .map_err(|error| CoordinatorError::Random(error.to_string()))?;
        let token = Token::from_random(random);
        let now = self.clock.now();
        let kept = NewToken {
            id: TokenId::from_uuid(Uuid::now_v7()),
            hash: token.hash(),
            scope,
            name,
            now,
            expires_at: lifetime.map(|lifetime| now.after(lifetime)),
        };
        self.store.create_token(kept.clone()).await?;
        Ok(MadeToken { token, kept })
    }

    /// All that were ever made, the newest first, each with the word for what has become of it.
    pub async fn list(&self) -> Result<Vec<(TokenRow, &'static str)>, StoreError> {
        let now = self.clock.now();
        let rows = self.store.tokens().await?.into_iter();
        let told = rows.map(|row| {
            let standing = row.standing(now).as_str();
            (row, standing)
        });
        Ok(told.collect())
    }

    /// Takes back the one that a person names by the start of its id.
    pub async fn revoke(&self, selector: &str) -> Result<TokenRow, StoreError> {
        self.store.revoke_token(selector, self.clock.now()).await
    }

    /// Lets go of the database.
    pub async fn close(self) {
        self.store.close().await;
    }
}
