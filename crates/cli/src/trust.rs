//! Whom a command trusts to be the coordinator, and what it shows to be let in.

use std::{env, fs, path::PathBuf};

use dwell_coordinator::access::{authority, identity};
use dwell_domain::Token;
use dwell_proto::Credentials;
use tonic::transport::ClientTlsConfig;

use crate::error::CliError;

/// The token by itself, for those who keep it nowhere. There is no flag for it: others on the machine
/// see the words of a command.
const TOKEN: &str = "DWELL_TOKEN";

/// What TLS and tokens need.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct TrustArgs {
    /// The file with the token to show; without one, the token in the environment's DWELL_TOKEN
    #[arg(
        long,
        value_name = "FILE",
        env = "DWELL_TOKEN_FILE",
        hide_env_values = true,
        help_heading = "Connection"
    )]
    token_file: Option<PathBuf>,

    /// The certificate of the authority that the coordinator's must be by [default: those that this
    /// machine trusts]
    #[arg(
        long,
        value_name = "FILE",
        env = "DWELL_CA",
        hide_env_values = true,
        help_heading = "Connection"
    )]
    ca: Option<PathBuf>,

    /// The certificate to show, where the coordinator wants one
    #[arg(
        long,
        value_name = "FILE",
        env = "DWELL_CLIENT_CERT",
        hide_env_values = true,
        help_heading = "Connection",
        requires = "client_key"
    )]
    client_cert: Option<PathBuf>,

    /// Its private key
    #[arg(
        long,
        value_name = "FILE",
        env = "DWELL_CLIENT_KEY",
        hide_env_values = true,
        help_heading = "Connection",
        requires = "client_cert"
    )]
    client_key: Option<PathBuf>,
}

impl TrustArgs {
    /// Whether something was given that makes sense with TLS alone.
    pub(crate) fn is_for_tls(&self) -> bool {
        self.ca.is_some() || self.client_cert.is_some()
    }

    /// What every call is to bring.
    pub(crate) fn credentials(&self) -> Result<Credentials, CliError> {
        let (text, place) = match &self.token_file {
            Some(path) => {
                let read = fs::read_to_string(path);
                let text = read.map_err(|source| CliError::ReadToken {
                    path: path.clone(),
                    source,
                })?;
                (text, path.display().to_string())
            }
            None => match env::var(TOKEN) {
                Ok(text) if !text.is_empty() => (text, TOKEN.to_owned()),
                _ => return Ok(Credentials::default()),
            },
        };
        let token: Result<Token, _> = text.trim().parse();
        match token {
            Ok(token) => Ok(Credentials::of(Some(&token))),
            Err(error) => Err(CliError::Usage {
                message: format!("{place} holds no token: {error}"),
                hint: "`dwell token create --scope SCOPE` makes one".to_owned(),
            }),
        }
    }

    /// How TLS is to be spoken.
    pub(crate) fn tls(&self) -> Result<ClientTlsConfig, CliError> {
        let tls = match &self.ca {
            Some(path) => ClientTlsConfig::new().ca_certificate(authority(path)?),
            None => ClientTlsConfig::new().with_native_roots(),
        };
        Ok(match (&self.client_cert, &self.client_key) {
            (Some(certificate), Some(key)) => tls.identity(identity(certificate, key)?),
            _ => tls,
        })
    }
}
