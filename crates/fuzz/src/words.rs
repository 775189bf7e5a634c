//! What people and programs write as one word, and what is stored as JSON.

use std::{
    fmt::{Debug, Display},
    str::{self, FromStr},
};

use dwell_domain::{
    AttemptOutcome, Configuration, Evaluation, Scope, SweepState, Token, TokenName, TrialId,
    TrialState,
};
use dwell_proto::token_of;
use dwell_store::Database;
use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};

use crate::stored;

/// Reads a text as everything that it could be.
pub fn words(bytes: &[u8]) {
    authorization(bytes);
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    word::<TrialId>(text);
    word::<TrialState>(text);
    word::<SweepState>(text);
    word::<AttemptOutcome>(text);
    word::<Scope>(text);
    if let Ok(name) = text.parse::<TokenName>() {
        assert_eq!(name.as_str(), text);
    }
    if let Ok(token) = text.parse::<Token>() {
        assert_eq!(token.expose(), text);
    }
    if let Ok(database) = text.parse::<Database>() {
        assert_eq!(text.starts_with("sqlite:"), is_file(&database));
    }
    stored::read::<Configuration>(text);
    stored::read::<Evaluation>(text);
}

/// What a call brings to be let in.
fn authorization(bytes: &[u8]) {
    if let Ok(value) = HeaderValue::from_bytes(bytes) {
        let headers = HeaderMap::from_iter([(AUTHORIZATION, value)]);
        if let Ok(token) = token_of(&headers) {
            let token = token.expect("there is a header");
            assert!(bytes.ends_with(token.expose().as_bytes()));
        }
    }
}

/// Whether what is accepted as a word is written as one, and is then the same.
fn word<T: FromStr + Display + Debug + PartialEq>(text: &str) {
    if let Ok(word) = text.parse::<T>() {
        assert_eq!(word.to_string().parse().ok(), Some(word));
    }
}

fn is_file(database: &Database) -> bool {
    matches!(database, Database::Sqlite(_))
}
