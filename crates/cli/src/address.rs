//! The address of a coordinator, as people write it.

use std::{fmt, net::SocketAddr, str::FromStr};

use tonic::transport::Endpoint;

use crate::error::CliError;

/// Where a coordinator listens: `HOST:PORT`, or the same as a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address(String);

impl Address {
    /// As a URL.
    fn url(&self) -> String {
        format!("http://{}", self.0)
    }

    /// How to connect to it.
    pub(crate) fn endpoint(&self) -> Result<Endpoint, CliError> {
        Endpoint::from_shared(self.url()).map_err(|_| CliError::Unreachable {
            address: self.0.clone(),
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "expected HOST:PORT, such as 127.0.0.1:7117".to_owned();
        let plain = text.strip_prefix("http://").unwrap_or(text);
        let plain = plain.strip_suffix('/').unwrap_or(plain);
        let (host, port) = plain.rsplit_once(':').ok_or_else(expected)?;
        if host.is_empty() || host.contains('/') || port.parse::<u16>().is_err() {
            return Err(expected());
        }
        Ok(Self(plain.to_owned()))
    }
}

impl From<SocketAddr> for Address {
    fn from(address: SocketAddr) -> Self {
        Self(address.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_be_a_url() {
        let plain: Address = "host:7117".parse().unwrap();
        assert_eq!("http://host:7117/".parse(), Ok(plain.clone()));
        assert_eq!(plain.url(), "http://host:7117");
        assert_eq!(
            "[::1]:7117".parse::<Address>().unwrap().url(),
            "http://[::1]:7117"
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "host",
            ":7117",
            "host:port",
            "host:70000",
            "https://host:1",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
