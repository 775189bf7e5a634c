//! Tokens: making, finding and revoking them. A row is never changed but to be revoked, and never
//! removed.

use dwell_domain::{Micros, TokenHash};

use super::{
    dialect::{Connection, text},
    named,
};
use crate::{
    StoreError,
    records::TokenRecord,
    rows::{NewToken, TokenRow},
    statement::statements,
};

/// The columns of [`TokenRecord`].
macro_rules! token_columns {
    () => {
        "id, hash, scope, name, created_at, expires_at, revoked_at"
    };
}

statements! {
    /// A new token.
    INSERT = "
        INSERT INTO tokens (id, hash, scope, name, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    /// Every token, the newest first.
    LIST = concat!("SELECT ", token_columns!(), " FROM tokens ORDER BY id DESC");
    /// The token of a hash.
    WITH_HASH = concat!("SELECT ", token_columns!(), " FROM tokens WHERE hash = $1");
    /// The tokens in a range of ids, two at most.
    IN_RANGE = "SELECT id FROM tokens WHERE id BETWEEN $1 AND $2 LIMIT 2";
    /// Takes a token back; one that was taken back before stays as it is.
    REVOKE = "UPDATE tokens SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1";
    /// One token.
    GET = concat!("SELECT ", token_columns!(), " FROM tokens WHERE id = $1");
}

pub(super) async fn create(conn: &mut Connection, token: &NewToken) -> Result<(), StoreError> {
    sqlx::query(INSERT)
        .bind(token.id.as_uuid())
        .bind(token.hash.as_bytes().as_slice())
        .bind(token.scope.as_str())
        .bind(text(token.name.as_str()))
        .bind(token.now.0)
        .bind(token.expires_at.map(|at| at.0))
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn list(conn: &mut Connection) -> Result<Vec<TokenRow>, StoreError> {
    let records: Vec<TokenRecord> = sqlx::query_as(LIST).fetch_all(conn).await?;
    records.into_iter().map(TryInto::try_into).collect()
}

pub(super) async fn with_hash(
    conn: &mut Connection,
    hash: &TokenHash,
) -> Result<Option<TokenRow>, StoreError> {
    let record: Option<TokenRecord> = sqlx::query_as(WITH_HASH)
        .bind(hash.as_bytes().as_slice())
        .fetch_optional(conn)
        .await?;
    record.map(TryInto::try_into).transpose()
}

pub(super) async fn revoke(
    conn: &mut Connection,
    selector: &str,
    now: Micros,
) -> Result<TokenRow, StoreError> {
    let id = named::id_of(conn, IN_RANGE, "token", selector).await?;
    sqlx::query(REVOKE)
        .bind(id)
        .bind(now.0)
        .execute(&mut *conn)
        .await?;
    let record: TokenRecord = sqlx::query_as(GET).bind(id).fetch_one(conn).await?;
    record.try_into()
}
