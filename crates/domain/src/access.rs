//! Who may do what: tokens, what each lets its bearer do, and what is kept of it.
//!
//! The randomness of a token comes from the caller. Its text is shown once and never again: neither
//! it nor its hash gets into logs, because neither has a form for them.

use std::{fmt, str::FromStr};

use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;

/// What a token lets its bearer do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Be a worker: take trials and tell what comes of them.
    Worker,
    /// Submit and cancel sweeps, and read.
    Submit,
    /// Read everything, and change nothing.
    Read,
}

/// Not the word of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a scope is worker, submit or read")]
pub struct UnknownScope;

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 3] = [Self::Worker, Self::Submit, Self::Read];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Submit => "submit",
            Self::Read => "read",
        }
    }

    /// Whether a token of this scope is enough for what needs that one.
    pub fn admits(self, needed: Self) -> bool {
        self == needed || (self == Self::Submit && needed == Self::Read)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(word: &str) -> Result<Self, UnknownScope> {
        let named = |scope: &Self| scope.as_str() == word;
        Self::ALL.into_iter().find(named).ok_or(UnknownScope)
    }
}

/// What a caller shows to be let in: `dwell_` and 64 hexadecimal digits.
///
/// The prefix is there for programs that search texts for secrets.
#[derive(Clone)]
pub struct Token(SecretString);

/// Not a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a token is `dwell_` and 64 hexadecimal digits")]
pub struct NotAToken;

impl Token {
    /// What every token begins with.
    pub const PREFIX: &str = "dwell_";

    /// The token of so many random bits.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        let digits = blake3::Hash::from_bytes(bytes).to_hex();
        Self(format!("{}{digits}", Self::PREFIX).into())
    }

    /// Its text: for whoever it was made for, and for the coordinator, and for nobody else.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What is kept of it. It has 256 random bits, so that a plain hash cannot be turned back.
    pub fn hash(&self) -> TokenHash {
        TokenHash(blake3::derive_key(
            "dwell token v1",
            self.expose().as_bytes(),
        ))
    }
}

impl FromStr for Token {
    type Err = NotAToken;

    fn from_str(text: &str) -> Result<Self, NotAToken> {
        let digits = text.strip_prefix(Self::PREFIX).ok_or(NotAToken)?;
        let is_lower_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if digits.len() == 64 && digits.bytes().all(is_lower_hex) {
            Ok(Self(text.to_owned().into()))
        } else {
            Err(NotAToken)
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// What is kept of a token. Two of them are compared in constant time.
#[derive(Clone, Copy)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// A hash that was kept.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The hash, to be kept.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for TokenHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for TokenHash {}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(..)")
    }
}

/// What a person calls a token; perhaps nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenName(String);

/// A text that cannot be the name of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the name of a token has at most {} characters, none of which moves the cursor",
    TokenName::MOST
)]
pub struct InvalidTokenName;

impl TokenName {
    /// The longest, in characters.
    pub const MOST: usize = 100;

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TokenName {
    type Err = InvalidTokenName;

    fn from_str(text: &str) -> Result<Self, InvalidTokenName> {
        if text.chars().count() <= Self::MOST && !text.chars().any(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidTokenName)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_submitter_may_read_and_nobody_else_may_do_more_than_its_own() {
        for scope in Scope::ALL {
            for needed in Scope::ALL {
                let expected = scope == needed || (scope, needed) == (Scope::Submit, Scope::Read);
                assert_eq!(scope.admits(needed), expected, "{scope} for {needed}");
            }
        }
    }

    #[test]
    fn a_token_is_its_text() {
        let token = Token::from_random([0xa5; 32]);
        assert_eq!(token.expose(), format!("dwell_{}", "a5".repeat(32)));
        let read: Token = token.expose().parse().unwrap();
        assert_eq!(read.hash(), token.hash());
        assert_ne!(Token::from_random([0xa4; 32]).hash(), token.hash());
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let digits = "a5".repeat(32);
        for text in [
            "",
            "dwell_",
            &digits,
            &format!("dwell_{}", digits.to_uppercase()),
            &format!("dwell_{digits}0"),
            &format!("dwell_{digits}\n"),
        ] {
            assert_eq!(text.parse::<Token>().unwrap_err(), NotAToken, "{text}");
        }
    }

    #[test]
    fn neither_a_token_nor_its_hash_gets_into_logs() {
        let token = Token::from_random([0xa5; 32]);
        let logged = format!("{token:?} {:?}", token.hash());
        assert_eq!(logged, "Token(..) TokenHash(..)");
    }

    #[test]
    fn a_name_has_a_hundred_characters_at_most() {
        assert!("é".repeat(TokenName::MOST).parse::<TokenName>().is_ok());
        let long = "a".repeat(TokenName::MOST + 1);
        for name in [&long, "two\nlines", "\x1b[2J"] {
            assert_eq!(name.parse::<TokenName>(), Err(InvalidTokenName), "{name:?}");
        }
    }
}
