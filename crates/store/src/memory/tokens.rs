//! Tokens.

use dwell_domain::{Micros, TokenHash, TokenId};

use super::{find::by_prefix, tables::Tables};
use crate::{
    StoreError,
    rows::{NewToken, TokenRow},
};

impl Tables {
    pub(super) fn create_token(&mut self, token: &NewToken) {
        let row = TokenRow {
            id: token.id,
            hash: token.hash,
            scope: token.scope,
            name: token.name.as_str().to_owned(),
            created_at: token.now,
            expires_at: token.expires_at,
            revoked_at: None,
        };
        self.tokens.insert(row.id, row);
    }

    /// The newest first.
    pub(super) fn tokens_made(&self) -> Vec<TokenRow> {
        self.tokens.values().rev().cloned().collect()
    }

    pub(super) fn token_with(&self, hash: &TokenHash) -> Option<TokenRow> {
        let mut tokens = self.tokens.values();
        tokens.find(|row| row.hash == *hash).cloned()
    }

    pub(super) fn revoke_token(
        &mut self,
        selector: &str,
        now: Micros,
    ) -> Result<TokenRow, StoreError> {
        let ids = self.tokens.keys().map(TokenId::as_uuid);
        let id = TokenId::from_uuid(by_prefix(ids, "token", selector)?);
        let row = self.tokens.get_mut(&id).expect("its id was found");
        row.revoked_at.get_or_insert(now);
        Ok(row.clone())
    }
}
