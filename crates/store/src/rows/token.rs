//! Tokens, without their text.

use dwell_domain::{Micros, Scope, TokenHash, TokenId, TokenName};

/// A token that is made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Its id.
    pub id: TokenId,
    /// What is kept of it.
    pub hash: TokenHash,
    /// What it is good for.
    pub scope: Scope,
    /// What a person calls it.
    pub name: TokenName,
    /// When it is made.
    pub now: Micros,
    /// From when on it is good for nothing; `None` for never.
    pub expires_at: Option<Micros>,
}

/// A token as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRow {
    /// Its id.
    pub id: TokenId,
    /// What is kept of it.
    pub hash: TokenHash,
    /// What it is good for.
    pub scope: Scope,
    /// What a person calls it; perhaps nothing.
    pub name: String,
    /// When it was made.
    pub created_at: Micros,
    /// From when on it is good for nothing; `None` for never.
    pub expires_at: Option<Micros>,
    /// When it was revoked; `None` as long as it was not.
    pub revoked_at: Option<Micros>,
}

/// Whether a token is good for anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenStanding {
    /// It is.
    Valid,
    /// Its time is over.
    Expired,
    /// Somebody has taken it back.
    Revoked,
}

impl TokenStanding {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

impl TokenRow {
    /// Whether it is good for anything at that time.
    pub fn standing(&self, now: Micros) -> TokenStanding {
        if self.revoked_at.is_some() {
            TokenStanding::Revoked
        } else if self.expires_at.is_some_and(|end| end <= now) {
            TokenStanding::Expired
        } else {
            TokenStanding::Valid
        }
    }
}
