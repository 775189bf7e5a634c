//! Which database this is.

use uuid::Uuid;

use super::dialect::Connection;
use crate::{StoreError, statement::statements};

statements! {
    /// The id of the database, in its only row.
    IDENTITY = "SELECT id FROM identity";
    /// Gives it another one.
    RENEW = "UPDATE identity SET id = $1";
}

pub(in super::super) async fn get(conn: &mut Connection) -> Result<Uuid, StoreError> {
    Ok(sqlx::query_scalar(IDENTITY).fetch_one(conn).await?)
}

pub(super) async fn renew(conn: &mut Connection, id: Uuid) -> Result<(), StoreError> {
    sqlx::query(RENEW).bind(id).execute(conn).await?;
    Ok(())
}
