//! A token: a row of `dwell token list`.

use dwell_store::rows::TokenRow;
use serde::Serialize;

use crate::{
    output::{Column, Record},
    wording::{local_time, or_dash, short_id, text_or_dash, utc_time},
};

/// A token without its text, as plain values.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TokenView {
    token_id: String,
    scope: &'static str,
    name: String,
    /// `valid`, `expired` or `revoked`.
    state: &'static str,
    created_at: String,
    expires_at: Option<String>,
    revoked_at: Option<String>,
    #[serde(skip)]
    created_micros: i64,
    #[serde(skip)]
    expires_micros: Option<i64>,
}

impl From<(TokenRow, &'static str)> for TokenView {
    fn from((row, state): (TokenRow, &'static str)) -> Self {
        Self {
            token_id: row.id.to_string(),
            scope: row.scope.as_str(),
            name: row.name,
            state,
            created_at: utc_time(row.created_at.0),
            expires_at: row.expires_at.map(|at| utc_time(at.0)),
            revoked_at: row.revoked_at.map(|at| utc_time(at.0)),
            created_micros: row.created_at.0,
            expires_micros: row.expires_at.map(|at| at.0),
        }
    }
}

impl Record for TokenView {
    const SCHEMA: &'static str = "dwell.tokens.v1";
    const KEY: &'static str = "tokens";
    const COLUMNS: &'static [Column] = &[
        Column::words("token"),
        Column::words("scope"),
        Column::words("name"),
        Column::words("state"),
        Column::words("created"),
        Column::words("expires"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            short_id(&self.token_id).to_owned(),
            self.scope.to_owned(),
            text_or_dash(&self.name).to_owned(),
            self.state.to_owned(),
            local_time(self.created_micros),
            or_dash(self.expires_micros, local_time),
        ]
    }
}
