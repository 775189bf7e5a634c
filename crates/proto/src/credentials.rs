//! How a token travels: in the metadata of each call, as `authorization: Bearer TOKEN`.

use dwell_domain::{Token, access::NotAToken};
use tonic::{
    Request, Status,
    codegen::http::HeaderMap,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::Channel,
};

const HEADER: &str = "authorization";
const SCHEME: &str = "Bearer ";

/// The way to a coordinator that clients make their calls on.
pub type Caller = InterceptedService<Channel, Credentials>;

/// Adds a token to every call, or nothing where there is none.
#[derive(Clone, Default)]
pub struct Credentials(Option<MetadataValue<Ascii>>);

impl Credentials {
    /// Those of whoever has this token.
    pub fn of(token: Option<&Token>) -> Self {
        Self(token.map(|token| {
            let text = format!("{SCHEME}{}", token.expose());
            let mut value = MetadataValue::try_from(text).expect("a token is plain letters");
            // Neither printed nor kept in the tables by which headers are compressed.
            value.set_sensitive(true);
            value
        }))
    }

    /// A way to the coordinator on which every call brings them.
    pub fn on(self, channel: Channel) -> Caller {
        InterceptedService::new(channel, self)
    }

    /// Whether there is a token.
    pub const fn is_there(&self) -> bool {
        self.0.is_some()
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let said = if self.is_there() { "token" } else { "none" };
        write!(f, "Credentials({said})")
    }
}

impl Interceptor for Credentials {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(value) = &self.0 {
            request.metadata_mut().insert(HEADER, value.clone());
        }
        Ok(request)
    }
}

/// The token that a call brings, if it brings one.
pub fn token_of(headers: &HeaderMap) -> Result<Option<Token>, NotAToken> {
    let Some(value) = headers.get(HEADER) else {
        return Ok(None);
    };
    let text = value.to_str().map_err(|_| NotAToken)?;
    // The word may be written otherwise; the token may not.
    match text.split_at_checked(SCHEME.len()) {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case(SCHEME) => token.parse().map(Some),
        _ => Err(NotAToken),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_arrives_as_it_was_sent_and_is_not_printed() {
        let token = Token::from_random([7; 32]);
        let mut credentials = Credentials::of(Some(&token));
        let request = credentials.call(Request::new(())).unwrap();
        let arrived = token_of(request.metadata().as_ref()).unwrap().unwrap();
        assert_eq!(arrived.hash(), token.hash());
        let printed = format!("{credentials:?} {request:?}");
        assert!(!printed.contains("0707"), "{printed}");
    }

    #[test]
    fn without_a_token_nothing_is_sent() {
        let request = Credentials::default().call(Request::new(())).unwrap();
        assert!(token_of(request.metadata().as_ref()).unwrap().is_none());
    }

    #[test]
    fn what_is_no_token_is_told_from_nothing() {
        for text in ["", "Bearer", "Bearer x", "Basic ZHdlbGw=", "bearer dwell_"] {
            let mut headers = HeaderMap::new();
            headers.insert(HEADER, text.parse().unwrap());
            assert_eq!(token_of(&headers).unwrap_err(), NotAToken, "{text}");
        }
    }
}
