//! The address of a coordinator, as people write it.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use dwell_proto::Credentials;
use tonic::transport::Endpoint;

use crate::{error::CliError, trust::TrustArgs};

/// Where a coordinator listens: `HOST:PORT`, or the same as a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// Host and port.
    place: String,
    /// Whether TLS is spoken there; `None` where nobody said.
    tls: Option<bool>,
}

impl Address {
    /// Where a coordinator of this machine listens.
    pub(crate) fn of(socket: SocketAddr, tls: bool) -> Self {
        Self {
            place: socket.to_string(),
            tls: Some(tls),
        }
    }

    /// How to connect to it, and what to bring.
    pub(crate) fn endpoint(&self, trust: &TrustArgs) -> Result<(Endpoint, Credentials), CliError> {
        let credentials = trust.credentials()?;
        let unknown = |_| CliError::Unreachable {
            address: self.to_string(),
        };
        if self.tls.unwrap_or(trust.is_for_tls()) {
            let endpoint = Endpoint::from_shared(format!("https://{}", self.place));
            let tls = endpoint.map_err(unknown)?.tls_config(trust.tls()?);
            return Ok((tls.map_err(|error| CliError::tls(&error))?, credentials));
        }
        if credentials.is_there() && !self.is_loopback() {
            return Err(CliError::Usage {
                message: format!(
                    "the token would travel to {} for everybody to read",
                    self.place
                ),
                hint: format!("`--coordinator https://{}` speaks TLS", self.place),
            });
        }
        let endpoint = Endpoint::from_shared(format!("http://{}", self.place));
        Ok((endpoint.map_err(unknown)?, credentials))
    }

    /// Whether nothing leaves this machine.
    fn is_loopback(&self) -> bool {
        let host = self.place.rsplit_once(':').map_or("", |(host, _)| host);
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || bare.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.tls == Some(true) {
            f.write_str("https://")?;
        }
        f.write_str(&self.place)
    }
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "expected HOST:PORT, such as 127.0.0.1:7117".to_owned();
        let (tls, place) = if let Some(place) = text.strip_prefix("https://") {
            (Some(true), place)
        } else if let Some(place) = text.strip_prefix("http://") {
            (Some(false), place)
        } else {
            (None, text)
        };
        let place = place.strip_suffix('/').unwrap_or(place);
        let (host, port) = place.rsplit_once(':').ok_or_else(expected)?;
        if host.is_empty() || host.contains(['/', '@']) || port.parse::<u16>().is_err() {
            return Err(expected());
        }
        Ok(Self {
            place: place.to_owned(),
            tls,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_may_be_a_url() {
        assert_eq!(address("http://host:7117/").place, "host:7117");
        assert_eq!(address("https://[::1]:7117").place, "[::1]:7117");
        let schemes = ["host:1", "http://host:1", "https://host:1"].map(|text| address(text).tls);
        assert_eq!(schemes, [None, Some(false), Some(true)]);
        assert_eq!(address("https://host:1").to_string(), "https://host:1");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "host",
            ":7117",
            "host:port",
            "host:70000",
            "ftp://host:1",
            "user@host:1",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }

    #[test]
    fn loopback_is_known_by_its_names() {
        for text in ["localhost:1", "127.0.0.1:1", "127.9.9.9:1", "[::1]:1"] {
            assert!(address(text).is_loopback(), "{text}");
        }
        for text in [
            "host:1",
            "10.0.0.1:1",
            "0.0.0.0:1",
            "[::2]:1",
            "localhost.example:1",
        ] {
            assert!(!address(text).is_loopback(), "{text}");
        }
    }
}
