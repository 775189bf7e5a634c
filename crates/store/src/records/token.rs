//! A token as columns.

use dwell_domain::{Micros, TokenHash, TokenId};
use uuid::Uuid;

use crate::{StoreError, decode::corrupt, rows::TokenRow};

/// A row of `tokens`.
#[derive(sqlx::FromRow)]
pub(crate) struct TokenRecord {
    id: Uuid,
    hash: Vec<u8>,
    scope: String,
    name: String,
    created_at: i64,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
}

impl TryFrom<TokenRecord> for TokenRow {
    type Error = StoreError;

    fn try_from(record: TokenRecord) -> Result<Self, StoreError> {
        let hash = record.hash.try_into();
        let hash = hash.map_err(|_| corrupt("token", "a hash of another length"))?;
        let scope = record.scope.parse();
        Ok(Self {
            id: TokenId::from_uuid(record.id),
            hash: TokenHash::from_bytes(hash),
            scope: scope.map_err(|_| corrupt("scope", record.scope))?,
            name: record.name,
            created_at: Micros(record.created_at),
            expires_at: record.expires_at.map(Micros),
            revoked_at: record.revoked_at.map(Micros),
        })
    }
}
